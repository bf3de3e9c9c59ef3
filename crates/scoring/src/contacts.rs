//! One figure over many contacts. The aggregation has a name, for the two differ.

use crate::exact::Exact;
use crate::program::Cap;
use crate::sheet::{SharePart, TooLong, TotalScore, shared};

/// Pooled points: what all contacts earned over what all of them could earn, each fixed share by itself.
/// All of them were scored with the same key. Contacts without a result change nothing; `None` where no
/// contact has one.
///
/// # Example
/// ```
/// use std::collections::BTreeMap;
///
/// use sealform_questionnaire::Questionnaire;
/// use sealform_scoring::{
///     Answers, ConditionId, LineId, ScoringKey, ScoringProgram, Standing, TotalScore, mean_of_contacts, pooled, score,
/// };
/// use sealform_types::{Json, Value};
///
/// struct Contact(BTreeMap<LineId, Value>);
/// impl Answers for Contact {
///     fn standings(&self, line: LineId, visit: &mut dyn FnMut(Standing<'_>)) {
///         visit(self.0.get(&line).map_or(Standing::NotRelevant, Standing::Answered));
///     }
///     fn holds(&self, _: ConditionId) -> bool {
///         false
///     }
/// }
///
/// let form = Json::parse(br#"{"sealform":1,"id":"f","version":"1","title":"F","languages":["en"],"survey":[
///   {"type":"rating","name":"service","label":"Service","start":0,"end":10},
///   {"type":"rating","name":"shop","label":"Shop","start":0,"end":10}]}"#).unwrap();
/// let key = Json::parse(br#"{"sealform_key":1,"questionnaire":{"id":"f","version":"1"},"questions":{
///   "service":{"linear":{"from":{"at":0,"points":0},"to":{"at":10,"points":10}}},
///   "shop":{"linear":{"from":{"at":0,"points":0},"to":{"at":10,"points":30}}}}}"#).unwrap();
/// let (form, key) = (Questionnaire::read(&form).0.unwrap(), ScoringKey::read(&key).0.unwrap());
/// let program = ScoringProgram::compile(&form, &key).0.unwrap();
/// let total = |steps: &[i64]| -> TotalScore {
///     let answers = program.lines().zip(steps).map(|((line, _), step)| (line, Value::Integer(*step)));
///     score(&program, &Contact(answers.collect())).unwrap().total
/// };
/// let contacts = [total(&[9]), total(&[4, 2])]; // 9 of 10 points, and 10 of 40
/// assert_eq!(pooled(&contacts).unwrap().unwrap().to_plain(), "0.38");
/// assert_eq!(mean_of_contacts(&contacts).unwrap().unwrap().to_plain(), "0.575");
/// ```
///
/// # Errors
/// [`TooLong`] where a number takes more than [`crate::Exact::MAX_BITS`] bits.
pub fn pooled<'a>(contacts: impl IntoIterator<Item = &'a TotalScore>) -> Result<Option<Exact>, TooLong> {
    let mut parts: Vec<SharePart> = Vec::new();
    let mut cap = Cap::Free;
    for contact in contacts {
        if contact.cap == Cap::AtPossible {
            cap = Cap::AtPossible;
        }
        for (index, part) in contact.parts.iter().enumerate() {
            match parts.get_mut(index) {
                Some(known) => known.sum.add(&part.sum),
                None => parts.push(part.clone()),
            }
        }
    }
    shared(&parts, cap)
}

/// The mean of the contacts' results. Contacts without a result are left out; `None` where no contact has one.
///
/// # Errors
/// [`TooLong`] where a number takes more than [`crate::Exact::MAX_BITS`] bits.
pub fn mean_of_contacts<'a>(contacts: impl IntoIterator<Item = &'a TotalScore>) -> Result<Option<Exact>, TooLong> {
    let (mut sum, mut number) = (Exact::zero(), Exact::zero());
    for result in contacts.into_iter().filter_map(|contact| contact.result.as_ref()) {
        sum += result;
        number += &Exact::one();
        if sum.is_too_long() {
            return Err(TooLong { place: "total".to_owned() });
        }
    }
    Ok(sum.checked_div(&number))
}
