//! Days, times and moments as XPath sees them.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, Timelike};
use sealform_types::iso::{self, SecondParts};

const SECONDS_A_DAY: f64 = 86_400.0;

/// Days since 1970-01-01.
#[expect(clippy::cast_precision_loss, reason = "a day count fits")]
pub(crate) fn days(day: NaiveDate) -> f64 {
    day.signed_duration_since(NaiveDate::default()).num_days() as f64
}

/// The part of a day that has passed, from 0 to less than 1.
pub(crate) fn part_of_day(time: NaiveTime) -> f64 {
    f64::from(time.num_seconds_from_midnight()) / SECONDS_A_DAY
}

/// Days since 1970-01-01T00:00Z with their fraction.
#[expect(clippy::cast_precision_loss, reason = "milliseconds of any year fit")]
pub(crate) fn moment_in_days(moment: &DateTime<FixedOffset>) -> f64 {
    moment.timestamp_millis() as f64 / (SECONDS_A_DAY * 1000.0)
}

/// The day that begins so many days after 1970-01-01.
pub(crate) fn day_from_days(days: f64) -> Option<NaiveDate> {
    #[expect(clippy::cast_possible_truncation, reason = "saturates, and chrono refuses what is no day")]
    let whole = libm::floor(days) as i64;
    NaiveDate::default().checked_add_signed(chrono::TimeDelta::try_days(whole)?)
}

pub(crate) fn write_moment(moment: &DateTime<FixedOffset>) -> String {
    iso::write_moment(moment, SecondParts::Millis)
}

/// A day in ISO 8601, alone or before a time.
pub(crate) fn read_date(text: &str) -> Option<NaiveDate> {
    iso::read_date(text.split('T').next()?)
}

/// A text that is a day or a moment, in days since 1970-01-01.
pub(crate) fn text_in_days(text: &str) -> Option<f64> {
    match iso::read_moment(text) {
        Some(moment) => Some(moment_in_days(&moment)),
        None if text.len() == 10 => read_date(text).map(days),
        None => None,
    }
}
