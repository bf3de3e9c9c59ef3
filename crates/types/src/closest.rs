//! "Did you mean …?"

use crate::{EXPLAINS, lowercase};

/// The known name that an unknown one most likely stands for, if any is near enough.
///
/// Near means: at most a third of the letters of the longer one differ, by Damerau-Levenshtein distance, case ignored.
///
/// # Example
/// ```
/// use sealform_types::closest_match;
/// assert_eq!(closest_match("gretted", ["greeted", "waited"]), Some("greeted"));
/// assert_eq!(closest_match("zzz", ["greeted", "waited"]), None);
/// assert_eq!(closest_match("nn", ["en", "nb"]), None);
/// ```
///
/// Nothing without the feature `explain`.
pub fn closest_match<'a>(unknown: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if EXPLAINS { closest_of(unknown, &mut known.into_iter()) } else { None }
}

/// Compiled once, whatever the names come from.
fn closest_of<'a>(unknown: &str, known: &mut dyn Iterator<Item = &'a str>) -> Option<&'a str> {
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
