//! Zones by their names.

use chrono::{NaiveDateTime, Offset, TimeZone};
use chrono_tz::Tz;

/// How many seconds a clock is ahead of UTC at a local moment.
pub type Zone = Box<dyn Fn(NaiveDateTime) -> i32>;

/// The zone of an IANA name, such as `Europe/Oslo`. A local moment that comes twice means the first time; one that a clock
/// jumps over counts as an hour before.
///
/// # Example
/// ```
/// let noon = chrono::NaiveDate::from_ymd_opt(2026, 7, 1).and_then(|day| day.and_hms_opt(12, 0, 0)).expect("a moment");
/// assert_eq!(sealform_xml::zone("Europe/Oslo").map(|zone| zone(noon)), Some(7200));
/// assert!(sealform_xml::zone("Europe/Olso").is_none());
/// ```
pub fn zone(name: &str) -> Option<Zone> {
    let zone: Tz = name.parse().ok()?;
    Some(Box::new(move |local| {
        let before = local - chrono::TimeDelta::hours(1);
        let found = zone.offset_from_local_datetime(&local).earliest();
        found
            .or_else(|| zone.offset_from_local_datetime(&before).earliest())
            .map_or(0, |offset| offset.fix().local_minus_utc())
    }))
}
