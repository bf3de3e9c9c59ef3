//! The time zone as a fact: its name, and when its offset changes.
//!
//! The engine ships no zone database: whoever opens a form knows a zone. A browser lists no transitions of its own, so they
//! are searched: the offset is asked for at regular steps, and every step over which it differs is halved until the second is found.

use sealform_types::Json;

/// Seconds between two looks at the offset. No zone has ever changed its offset and changed it back within less.
const STEP: i64 = 5 * DAY;
const DAY: i64 = 86_400;

/// How many days before and after a moment the transitions are listed.
const DAYS_AROUND: i64 = 2 * 366;

/// The fact `zone`: `{name, transitions: [[utc_s, offset_min], …]}`. The first entry is the offset at the beginning of
/// the time that is covered; each further one begins at its moment.
///
/// # Example
/// ```
/// // A zone that goes one hour ahead at 1,000 days after 1970.
/// let fact = sealform_engine::zone_fact("Ahead", 86_400_000, &mut |at| if at < 86_400_000 { 0 } else { 60 });
/// assert_eq!(fact.to_text(), r#"{"name":"Ahead","transitions":[[23155200,0],[86400000,60]]}"#);
/// ```
pub fn zone_fact(name: &str, now: i64, offset_at: &mut dyn FnMut(i64) -> i64) -> Json {
    let pair = |(at, offset)| Json::Array(vec![Json::Integer(at), Json::Integer(offset)]);
    let listed = transitions(now - DAYS_AROUND * DAY, now + DAYS_AROUND * DAY, offset_at);
    Json::Object(vec![
        ("name".to_owned(), Json::from(name)),
        ("transitions".to_owned(), listed.into_iter().map(pair).collect()),
    ])
}

fn transitions(from: i64, to: i64, offset_at: &mut dyn FnMut(i64) -> i64) -> Vec<(i64, i64)> {
    // The beginning of a day, so that two sessions of one day have the same fact.
    let mut at = from.div_euclid(DAY) * DAY;
    let mut offset = offset_at(at);
    let mut found = vec![(at, offset)];
    while at < to {
        let next = at + STEP;
        let next_offset = offset_at(next);
        if next_offset != offset {
            found.push((first_other(at, next, offset, offset_at), next_offset));
        }
        (at, offset) = (next, next_offset);
    }
    found
}

/// The first second after `before` at which the offset is no longer `offset`; at `after` it is not.
fn first_other(mut before: i64, mut after: i64, offset: i64, offset_at: &mut dyn FnMut(i64) -> i64) -> i64 {
    while after - before > 1 {
        let middle = before + (after - before) / 2;
        if offset_at(middle) == offset {
            before = middle;
        } else {
            after = middle;
        }
    }
    after
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Oslo around the winter of 2026: summer time until 25 October, 01:00 UTC, again from 28 March 2027, 01:00 UTC.
    const AUTUMN: i64 = 1_792_890_000;
    const SPRING: i64 = 1_806_195_600;

    fn oslo(at: i64) -> i64 {
        if (AUTUMN..SPRING).contains(&at) { 60 } else { 120 }
    }

    #[test]
    fn transitions_are_found_to_the_second() {
        let found = transitions(AUTUMN - 40 * DAY, SPRING + 40 * DAY, &mut oslo);
        assert_eq!(found[1..], [(AUTUMN, 60), (SPRING, 120)]);
        assert_eq!(found[0].1, 120);
        assert_eq!(found[0].0 % DAY, 0);
    }

    #[test]
    fn a_zone_that_never_changes_has_one_entry() {
        let fact = zone_fact("Asia/Tokyo", AUTUMN, &mut |_| 540);
        let listed = fact.get("transitions").and_then(Json::as_array).expect("a list");
        assert_eq!(listed.len(), 1);
        assert_eq!(fact.get("name").and_then(Json::as_str), Some("Asia/Tokyo"));
    }

    #[test]
    fn two_sessions_of_one_day_have_the_same_fact() {
        let midnight = AUTUMN.div_euclid(DAY) * DAY;
        let [early, late] = [midnight, midnight + DAY - 1].map(|now| zone_fact("Europe/Oslo", now, &mut oslo));
        assert_eq!(early, late);
    }
}
