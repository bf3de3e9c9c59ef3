//! What only a page asks of the device.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDateTime, Timelike};
use js_sys::Date;
use sealform_submission::LanguageTag;

use super::web_api;
use crate::clock::moment;

/// The moment at which the device's clock shows this local time. `Date` is defined to take the earlier of two such
/// moments, and the one after the gap where there is none.
pub fn moment_of(local: NaiveDateTime) -> DateTime<FixedOffset> {
    let parts = [local.month0(), local.day(), local.hour(), local.minute(), local.second()];
    let [month, day, hour, minute, second] = parts.map(|part| i32::try_from(part).unwrap_or(0));
    let year = u32::try_from(local.year()).unwrap_or(0);
    let date = Date::new_with_year_month_day_hr_min_sec(year, month, day, hour, minute, second);
    // A year below 100 would be taken for one of the twentieth century.
    date.set_full_year(year);
    moment(&date)
}

/// The language of the device; a name that is none, as some systems without one give it, counts as not determined.
pub fn locale() -> LanguageTag {
    let language = web_api::window().ok().and_then(|window| window.navigator().language());
    language.and_then(|language| LanguageTag::parse(&language)).unwrap_or_else(LanguageTag::undetermined)
}

/// Milliseconds of the clock that is never set.
pub fn mono_ms() -> u64 {
    let performance = web_api::window().ok().and_then(|window| window.performance());
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it starts at zero")]
    performance.map_or(0, |performance| performance.now() as u64)
}
