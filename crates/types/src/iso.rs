//! Days, times and moments in ISO 8601, as documents and browsers write them.
//!
//! Only the forms below are read, and each is written in one way. Calendars and clocks are `chrono`'s; its own reading
//! and writing knows many more forms, and is some ten kilobytes that a page would have to load first.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Timelike};

/// The parts of a second that are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecondParts {
    /// As many as there are, in groups of three digits.
    AsNeeded,
    /// Three digits.
    Millis,
    /// None.
    None,
}

/// Reads a day: `2026-11-21`.
///
/// # Example
/// ```
/// use sealform_types::iso;
/// assert_eq!(iso::read_date("2028-02-29").map(iso::write_date).as_deref(), Some("2028-02-29"));
/// assert_eq!((iso::read_date("2027-02-29"), iso::read_date("2027-2-9")), (None, None));
/// ```
pub fn read_date(text: &str) -> Option<NaiveDate> {
    let [year, month, day] = numbers(text, '-', [4, 2, 2])?;
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

/// Writes a day.
pub fn write_date(day: NaiveDate) -> String {
    let year = day.year();
    let sign = match year {
        10_000.. => "+",
        0..10_000 => "",
        ..0 => "-",
    };
    format!("{sign}{:04}-{:02}-{:02}", year.unsigned_abs(), day.month(), day.day())
}

/// Reads a time of day: `09:30` or `09:30:15`.
///
/// # Example
/// ```
/// use sealform_types::iso;
/// assert_eq!(iso::read_time("09:30").map(iso::write_time).as_deref(), Some("09:30:00"));
/// assert_eq!((iso::read_time("9:30"), iso::read_time("24:00")), (None, None));
/// ```
pub fn read_time(text: &str) -> Option<NaiveTime> {
    let [hour, minute, second] = match text.len() {
        5 => numbers(text, ':', [2, 2]).map(|[hour, minute]| [hour, minute, 0])?,
        _ => numbers(text, ':', [2, 2, 2])?,
    };
    NaiveTime::from_hms_opt(hour, minute, second)
}

/// Writes a time of day to the second.
pub fn write_time(time: NaiveTime) -> String {
    format!("{:02}:{:02}:{:02}", time.hour(), time.minute(), time.second())
}

/// Reads a moment without offset, as browsers give it: `2026-11-21T09:30`, with seconds and parts of them or without.
pub fn read_local(text: &str) -> Option<NaiveDateTime> {
    let (day, time) = text.split_once('T')?;
    let (whole, parts) = time.split_once('.').map_or((time, None), |(whole, parts)| (whole, Some(parts)));
    let nanos = match parts {
        Some(parts) if whole.len() == 8 => nanoseconds(parts)?,
        Some(_) => return None,
        None => 0,
    };
    Some(read_date(day)?.and_time(read_time(whole)?.with_nanosecond(nanos)?))
}

/// Reads a moment with offset: `2026-11-21T09:30:15.250+01:00`, or `Z` for no offset.
///
/// # Example
/// ```
/// use sealform_types::iso::{self, SecondParts};
/// let read = |text| iso::read_moment(text).map(|moment| iso::write_moment(&moment, SecondParts::AsNeeded));
/// assert_eq!(read("2026-11-21T09:30:15.25Z").as_deref(), Some("2026-11-21T09:30:15.250+00:00"));
/// assert_eq!((read("2026-11-21T09:30:15"), read("2026-11-21 09:30:15Z")), (None, None));
/// ```
pub fn read_moment(text: &str) -> Option<DateTime<FixedOffset>> {
    let (_, time) = text.split_once('T')?;
    let has_seconds = time.as_bytes().get(5) == Some(&b':');
    if has_seconds { read_moment_to_the_minute(text) } else { None }
}

/// The same, where seconds may be missing.
pub fn read_moment_to_the_minute(text: &str) -> Option<DateTime<FixedOffset>> {
    let (local, offset) = match text.strip_suffix('Z') {
        Some(local) => (local, FixedOffset::east_opt(0)?),
        None => {
            let (local, offset) = text.split_at_checked(text.len().checked_sub(6)?)?;
            (local, read_offset(offset)?)
        }
    };
    read_local(local)?.and_local_timezone(offset).single()
}

/// Writes a moment with its offset.
pub fn write_moment(moment: &DateTime<FixedOffset>, parts: SecondParts) -> String {
    let local = moment.naive_local();
    let (day, time, nanos) = (write_date(local.date()), write_time(local.time()), local.nanosecond() % NANOS);
    let parts = match (parts, nanos) {
        (SecondParts::None, _) | (SecondParts::AsNeeded, 0) => String::new(),
        (SecondParts::AsNeeded, _) if nanos % 1000 != 0 => format!(".{nanos:09}"),
        (SecondParts::AsNeeded, _) if nanos % 1_000_000 != 0 => format!(".{:06}", nanos / 1000),
        (SecondParts::AsNeeded | SecondParts::Millis, _) => format!(".{:03}", nanos / 1_000_000),
    };
    let offset = moment.offset().local_minus_utc();
    let (sign, minutes) = (if offset < 0 { "-" } else { "+" }, offset.unsigned_abs() / 60);
    format!("{day}T{time}{parts}{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

const NANOS: u32 = 1_000_000_000;

fn read_offset(text: &str) -> Option<FixedOffset> {
    let [hours, minutes] = numbers(text.get(1..)?, ':', [2, 2])?;
    let seconds = i32::try_from(hours * 3600 + minutes * 60).ok().filter(|_| hours < 24 && minutes < 60)?;
    match text.get(..1)? {
        "+" => FixedOffset::east_opt(seconds),
        "-" => FixedOffset::west_opt(seconds),
        _ => None,
    }
}

/// Digits behind the point, of which nine are kept.
fn nanoseconds(digits: &str) -> Option<u32> {
    let is_digits = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let nine = digits.bytes().chain(std::iter::repeat(b'0')).take(9);
    is_digits.then(|| nine.fold(0, |nanos, digit| nanos * 10 + u32::from(digit.saturating_sub(b'0'))))
}

/// Numbers of so many digits each with a mark between them.
fn numbers<const N: usize>(text: &str, mark: char, lengths: [usize; N]) -> Option<[u32; N]> {
    let mut read = [0; N];
    let mut parts = text.split(mark);
    for (number, length) in read.iter_mut().zip(lengths) {
        let part =
            parts.next().filter(|part| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit()))?;
        *number = part.parse().ok()?;
    }
    parts.next().is_none().then_some(read)
}

#[cfg(test)]
mod tests {
    use chrono::{SecondsFormat, TimeDelta};
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn other_forms_are_refused() {
        for text in ["", "2026-11-21", "2026-11-21T09:30+01:00", "2026-11-21t09:30:00z", "2026-11-21T09:30:00+1:00"] {
            assert_eq!(read_moment(text), None, "{text}");
        }
        for text in
            ["2026-11-21T09:30:00.+01:00", "2026-11-21T09:30:60Z", "2026-11-21T09:30:00+24:00", "å".repeat(9).as_str()]
        {
            assert_eq!(read_moment(text), None, "{text}");
        }
        for text in ["26-11-21", "+026-11-21", "2026-13-01", "2026-11-21-", "2026-11- 1", "٢٠٢٦-11-21"] {
            assert_eq!(read_date(text), None, "{text}");
        }
        for text in ["", "0930", "09:30:", "09:30:00.5", "09:60", "-9:30"] {
            assert_eq!(read_time(text), None, "{text}");
        }
        assert!(read_local("2026-11-21T09:30").is_some() && read_local("2026-11-21T09:30.5").is_none());
    }

    #[test]
    fn days_beyond_four_digits_are_written_with_a_sign() {
        let day = |year| NaiveDate::from_ymd_opt(year, 1, 2).map(write_date).expect("a day");
        assert_eq!([day(10_000), day(0), day(-1)], ["+10000-01-02", "0000-01-02", "-0001-01-02"]);
    }

    proptest! {
        #[test]
        fn moments_are_written_and_read_as_chrono_does(
            seconds in -62_000_000_000_i64..250_000_000_000, nanos in 0_u32..NANOS, zeros in 0_u32..10, minutes in -1439..1440,
        ) {
            let nanos = nanos - nanos % 10_u32.pow(zeros.min(9));
            let offset = FixedOffset::east_opt(minutes * 60).expect("less than a day");
            let moment = DateTime::from_timestamp(seconds, nanos).expect("in range").with_timezone(&offset);
            let written = write_moment(&moment, SecondParts::AsNeeded);
            prop_assert_eq!(&written, &moment.to_rfc3339_opts(SecondsFormat::AutoSi, false));
            prop_assert_eq!(write_moment(&moment, SecondParts::Millis), moment.to_rfc3339_opts(SecondsFormat::Millis, false));
            prop_assert_eq!(write_moment(&moment, SecondParts::None), moment.to_rfc3339_opts(SecondsFormat::Secs, false));
            prop_assert_eq!(read_moment(&written).map(|read| (read, *read.offset())), Some((moment, offset)));
            prop_assert_eq!(read_local(written.get(..19).expect("a moment")), Some(moment.naive_local() - TimeDelta::nanoseconds(nanos.into())));
            prop_assert_eq!(write_date(moment.date_naive()), moment.format("%Y-%m-%d").to_string());
            prop_assert_eq!(write_time(moment.time()), moment.format("%H:%M:%S").to_string());
        }

        #[test]
        fn whatever_is_read_chrono_reads_alike(text in "[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,12})?(Z|[+-][0-2][0-9]:[0-5][0-9])") {
            prop_assert_eq!(read_moment(&text), DateTime::parse_from_rfc3339(&text).ok());
        }
    }
}
