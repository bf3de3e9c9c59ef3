//! What is claimed, held against what the form gives.

use sealform_types::{Json, VecMap, VecSet, pointer};

use super::{Claimed, Mismatch};
use crate::session::{FactsOf, Finished, Session};

pub(super) fn compare(claimed: &Claimed<'_>, session: &Session, finished: &Finished, mismatches: &mut Vec<Mismatch>) {
    if claimed.outcome != finished.outcome {
        let (claimed, replayed) = (claimed.outcome.to_owned(), finished.outcome.clone());
        mismatches.push(Mismatch::Outcome { claimed, replayed });
    }
    answers(claimed.answers, &finished.answers, mismatches);
    claims("/repeats", claimed.repeats, &finished.repeats, mismatches);
    facts(claimed, session, finished, mismatches);
}

fn answers(theirs: &Json, ours: &Json, mismatches: &mut Vec<Mismatch>) {
    let reported = mismatches.iter().filter_map(Mismatch::reported);
    let reported: VecSet<String> =
        reported.map(|path| path.strip_suffix("#comment").unwrap_or(path).to_owned()).collect();
    for (path, theirs, ours) in side_by_side(theirs, ours) {
        let part = |claim: &Json, name| claim.get(name).cloned().unwrap_or(Json::Null);
        let differs = (part(theirs, "v"), part(theirs, "c")) != (part(ours, "v"), part(ours, "c"));
        if differs && !reported.contains(path) {
            let (claimed, replayed) = (theirs.clone(), ours.clone());
            mismatches.push(Mismatch::Differs { path: path.to_owned(), claimed, replayed });
        }
    }
}

/// Facts are compared as far as they can be known. Where the form is played with a key and no score is claimed, only what
/// the questionnaire reads is to be there; and where a score is claimed and there is no key, what its conditions may have
/// read may be there, too.
fn facts(claimed: &Claimed<'_>, session: &Session, finished: &Finished, mismatches: &mut Vec<Mismatch>) {
    let has_key = session.program().scoring().is_some();
    let of_form = (has_key && !claimed.scored).then(|| session.form().fact_claims(FactsOf::Form));
    let ours = of_form.as_ref().unwrap_or(&finished.facts);
    let may_be_of_key = claimed.scored && !has_key;
    let mut found = Vec::new();
    let assignment = |facts: &Json| facts.get("assignment").cloned().unwrap_or_else(|| Json::Object(Vec::new()));
    let others = |facts: &Json| {
        let members = facts.as_object().unwrap_or_default().iter();
        Json::Object(members.filter(|(name, _)| name != "assignment").cloned().collect())
    };
    claims("/facts/assignment", &assignment(claimed.facts), &assignment(ours), &mut found);
    claims("/facts", &others(claimed.facts), &others(ours), &mut found);
    found.retain(|mismatch| {
        let Mismatch::Claim { pointer, replayed: Json::Null, .. } = mismatch else { return true };
        let is_of_assignment = pointer.starts_with("/facts/assignment/");
        let is_known =
            matches!(pointer.as_str(), "/facts/language" | "/facts/now" | "/facts/site_zone" | "/facts/zone");
        !(may_be_of_key && (is_of_assignment || is_known))
    });
    mismatches.append(&mut found);
}

fn claims(at: &str, theirs: &Json, ours: &Json, mismatches: &mut Vec<Mismatch>) {
    for (name, theirs, ours) in side_by_side(theirs, ours) {
        if theirs != ours {
            let (claimed, replayed) = (theirs.clone(), ours.clone());
            mismatches.push(Mismatch::Claim { pointer: pointer(at, name), claimed, replayed });
        }
    }
}

/// The members of two objects by name; `null` where one of them has none.
fn side_by_side<'a>(theirs: &'a Json, ours: &'a Json) -> Vec<(&'a str, &'a Json, &'a Json)> {
    let members = |json: &'a Json| -> VecMap<&'a str, &'a Json> {
        json.as_object().unwrap_or_default().iter().map(|(name, value)| (name.as_str(), value)).collect()
    };
    let (theirs, ours) = (members(theirs), members(ours));
    let names: VecSet<&str> = theirs.keys().chain(ours.keys()).copied().collect();
    let of = |members: &VecMap<&'a str, &'a Json>, name: &str| members.get(name).copied().unwrap_or(&Json::Null);
    names.iter().map(|name| (*name, of(&theirs, name), of(&ours, name))).collect()
}
