//! Days, times and moments as XPath sees them.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike};
use sealform_types::iso::{self, SecondParts};

use crate::value::Val;

/// How many seconds a clock is ahead of UTC at a local moment.
pub type Zone<'a> = &'a dyn Fn(NaiveDateTime) -> i32;

const SECONDS_A_DAY: f64 = 86_400.0;
pub(crate) const MILLIS_A_DAY: f64 = SECONDS_A_DAY * 1000.0;

/// Days from 1970-01-01T00:00Z to where a day begins.
pub(crate) fn days(day: NaiveDate, zone: Zone<'_>) -> f64 {
    in_zone(day.and_time(NaiveTime::MIN), zone).map_or(f64::NAN, |moment| moment_in_days(&moment))
}

/// The part of a day that has passed, from 0 to less than 1.
pub(crate) fn part_of_day(time: NaiveTime) -> f64 {
    let millis = time.num_seconds_from_midnight() * 1000 + time.nanosecond() / 1_000_000;
    f64::from(millis) / MILLIS_A_DAY
}

/// Days since 1970-01-01T00:00Z with their fraction.
#[expect(clippy::cast_precision_loss, reason = "milliseconds of any year fit")]
pub(crate) fn moment_in_days(moment: &DateTime<FixedOffset>) -> f64 {
    moment.timestamp_millis() as f64 / MILLIS_A_DAY
}

/// The local moment in the zone.
pub(crate) fn in_zone(local: NaiveDateTime, zone: Zone<'_>) -> Option<DateTime<FixedOffset>> {
    local.and_local_timezone(FixedOffset::east_opt(zone(local))?).single()
}

/// The moment so many days after 1970-01-01T00:00Z, as a clock in the zone shows it.
pub(crate) fn moment_from_days(days: f64, zone: Zone<'_>) -> Option<DateTime<FixedOffset>> {
    #[expect(clippy::cast_possible_truncation, reason = "saturates, and chrono refuses what is no moment")]
    let millis = libm::round(days * MILLIS_A_DAY) as i64;
    let utc = DateTime::from_timestamp_millis(millis)?.naive_utc();
    on_the_clock(utc, zone)
}

/// A moment of UTC as a clock in the zone shows it.
fn on_the_clock(utc: NaiveDateTime, zone: Zone<'_>) -> Option<DateTime<FixedOffset>> {
    let local = |east: i32| utc.checked_add_signed(TimeDelta::seconds(east.into()));
    let near = |days| utc.checked_add_signed(TimeDelta::days(days)).map(zone);
    // Offsets are known of local moments. Around a change both are possible, and the right one leads to a local moment
    // that has it; where a clock shows an hour for the second time, neither does, and the later offset holds.
    let (before, behind) = (near(-1)?, near(1)?);
    let holds = |east: i32| local(east).is_some_and(|local| zone(local) == east);
    let east = if !holds(behind) && holds(before) { before } else { behind };
    Some(utc.and_utc().with_timezone(&FixedOffset::east_opt(east)?))
}

/// The same moment as a clock in the zone shows it.
pub(crate) fn to_zone(moment: DateTime<FixedOffset>, zone: Zone<'_>) -> DateTime<FixedOffset> {
    on_the_clock(moment.naive_utc(), zone).unwrap_or(moment)
}

pub(crate) fn write_moment(moment: &DateTime<FixedOffset>) -> String {
    iso::write_moment(moment, SecondParts::Millis)
}

/// A moment in ISO 8601: with an offset, without one (then in the zone), or a day (then its midnight).
pub(crate) fn read_moment(text: &str, zone: Zone<'_>) -> Option<DateTime<FixedOffset>> {
    match text.contains('T') {
        true => iso::read_moment_to_the_minute(text).or_else(|| in_zone(iso::read_local(text)?, zone)),
        false => in_zone(iso::read_date(text)?.and_time(NaiveTime::MIN), zone),
    }
}

/// A text that is a day or a moment, in days since 1970-01-01T00:00Z.
pub(crate) fn text_in_days(text: &str, zone: Zone<'_>) -> Option<f64> {
    // Most texts are neither; a look at one sign saves reading them.
    (text.as_bytes().get(4) == Some(&b'-')).then(|| read_moment(text, zone))?.map(|moment| moment_in_days(&moment))
}

/// The moment that a value names: a text in ISO 8601, a day, a moment, or days since 1970-01-01T00:00Z.
pub(crate) fn moment_of(value: &Val, zone: Zone<'_>) -> Option<DateTime<FixedOffset>> {
    match value {
        Val::Date(day) => in_zone(day.and_time(NaiveTime::MIN), zone),
        Val::Moment(moment) => Some(*moment),
        Val::Number(days) if days.is_finite() => moment_from_days(*days, zone),
        Val::Text(text) => match read_moment(text.trim(), zone) {
            None => {
                Some(value.to_number()).filter(|days| days.is_finite()).and_then(|days| moment_from_days(days, zone))
            }
            moment => moment,
        },
        Val::Many(values) => moment_of(values.first()?, zone),
        Val::Blank | Val::Number(_) | Val::Truth(_) | Val::Time(_) | Val::Choices(_) | Val::Attempts(_) => None,
    }
}

/// A moment as a value: a day, if it is midnight in the zone.
pub(crate) fn day_or_moment(moment: DateTime<FixedOffset>, zone: Zone<'_>) -> Val {
    let moment = to_zone(moment, zone);
    let local = moment.naive_local();
    if local.time() == NaiveTime::MIN { Val::Date(local.date()) } else { Val::Moment(moment) }
}

/// The moment that a value names as a clock in the zone shows it, without an offset; the value itself if there is none.
#[cfg(not(feature = "rare"))]
pub(crate) fn local_text(value: &Val, zone: Zone<'_>) -> Val {
    match moment_of(value, zone) {
        Some(moment) => Val::text(write_moment(&to_zone(moment, zone)).get(..23).unwrap_or_default()),
        None => Val::text(&value.to_text()),
    }
}

/// A day or moment whose month or day may have one digit, with two.
pub(crate) fn with_two_digits(text: &str) -> Option<String> {
    let (day, time) = text.find('T').map_or((text, ""), |at| text.split_at(at));
    let mut parts = day.splitn(3, '-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    Some(format!("{year}-{month:0>2}-{day:0>2}{time}"))
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// A moment by a pattern of the ODK XForms specification (`format-date`): `%Y %y %m %n %b %d %e %H %h %M %S %3 %a`.
pub(crate) fn format(moment: &DateTime<FixedOffset>, pattern: &str) -> String {
    let (local, mut written, mut rest) = (moment.naive_local(), String::new(), pattern.chars());
    let millis = local.nanosecond() / 1_000_000;
    while let Some(sign) = rest.next() {
        if sign != '%' {
            written.push(sign);
            continue;
        }
        let (number, digits) = match rest.next() {
            Some('Y') => (local.year().unsigned_abs(), 4),
            Some('y') => (local.year().unsigned_abs() % 100, 2),
            Some('m') => (local.month(), 2),
            Some('n') => (local.month(), 1),
            Some('d') => (local.day(), 2),
            Some('e') => (local.day(), 1),
            Some('H') => (local.hour(), 2),
            Some('h') => (local.hour(), 1),
            Some('M') => (local.minute(), 2),
            Some('S') => (local.second(), 2),
            Some('3') => (millis, 3),
            Some('b') => {
                written.push_str(MONTHS.get(local.month0() as usize).copied().unwrap_or_default());
                continue;
            }
            Some('a') => {
                written.push_str(DAYS.get(local.weekday() as usize).copied().unwrap_or_default());
                continue;
            }
            other => {
                written.push('%');
                written.extend(other.filter(|other| *other != '%'));
                continue;
            }
        };
        written.push_str(&format!("{number:0digits$}"));
    }
    written
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDateTime;
    use sealform_types::iso;

    use super::{moment_from_days, moment_in_days, read_moment, to_zone, write_moment};

    /// Oslo in 2021: an hour was jumped over on 28 March, and came twice on 31 October.
    fn oslo(local: NaiveDateTime) -> i32 {
        let at = |text| iso::read_local(text).expect("a local moment");
        let is_summer = local >= at("2021-03-28T03:00") && local < at("2021-10-31T03:00");
        if is_summer { 7200 } else { 3600 }
    }

    #[test]
    fn moments_around_a_change_of_the_clock_are_shown_as_it_shows_them() {
        let all = [
            ("2021-03-28T00:59:59Z", "2021-03-28T01:59:59.000+01:00"),
            ("2021-03-28T01:00:00Z", "2021-03-28T03:00:00.000+02:00"),
            ("2021-03-28T01:30:00Z", "2021-03-28T03:30:00.000+02:00"),
            ("2021-10-31T00:30:00Z", "2021-10-31T02:30:00.000+02:00"),
            ("2021-10-31T01:30:00Z", "2021-10-31T02:30:00.000+01:00"),
            ("2021-10-31T02:30:00Z", "2021-10-31T03:30:00.000+01:00"),
            ("2021-03-28T02:30:00", "2021-03-28T03:30:00.000+02:00"),
            ("2021-06-15T12:30+00:00", "2021-06-15T14:30:00.000+02:00"),
        ];
        for (written, shown) in all {
            let moment = read_moment(written, &oslo).expect("a moment");
            assert_eq!(write_moment(&to_zone(moment, &oslo)), shown, "{written}");
            let counted = moment_from_days(moment_in_days(&moment), &oslo).map(|moment| write_moment(&moment));
            assert_eq!(counted.as_deref(), Some(shown), "{written}");
        }
    }
}
