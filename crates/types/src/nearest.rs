//! "Did you mean …?"

use crate::{EXPLAINS, lowercase};

/// The known name that an unknown one most likely stands for, if any is near enough.
///
/// Near means: at most a third of the letters of the longer one differ, by Damerau-Levenshtein distance, case ignored.
///
/// # Example
/// ```
/// use sealform_types::nearest;
/// assert_eq!(nearest("gretted", ["greeted", "waited"]), Some("greeted"));
/// assert_eq!(nearest("zzz", ["greeted", "waited"]), None);
/// assert_eq!(nearest("nn", ["en", "nb"]), None);
/// ```
///
/// Nothing without the feature `explain`.
pub fn nearest<'a>(unknown: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if EXPLAINS { nearest_of(unknown, &mut known.into_iter()) } else { None }
}

/// Compiled once, whatever the names come from.
fn nearest_of<'a>(unknown: &str, known: &mut dyn Iterator<Item = &'a str>) -> Option<&'a str> {
    const LONGEST: usize = 64;
    if unknown.len() > LONGEST {
        return None;
    }
    let wanted = lowercase(unknown);
    let letters = wanted.chars().count();
    known
        .take(10_000)
        .filter(|name| name.len() <= LONGEST)
        .map(|name| (strsim::osa_distance(&wanted, &lowercase(name)), name))
        .filter(|(distance, name)| *distance <= letters.max(name.chars().count()) / 3)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}
