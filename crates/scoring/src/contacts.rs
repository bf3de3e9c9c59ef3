//! One figure over many contacts. The aggregation has a name, for the two differ.

use crate::exact::Exact;
use crate::program::Cap;
use crate::sheet::{SharePart, TooLong, TotalScore, shared};

/// Pooled points: what all contacts earned over what all of them could earn, each fixed share by itself.
/// All of them were scored with the same key. Contacts without a result change nothing; `None` where no
/// contact has one.
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
