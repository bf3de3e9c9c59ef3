//! Days, times and moments in ISO 8601, as documents and browsers write them.
//!
//! Only the forms below are read, each by `chrono`'s reader of RFC 3339, which is strict and small; its reader of formats
//! would be ten kilobytes more of Wasm. Each is written in one way.

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
    if text.len() != 10 {
        return None;
    }
    Some(read_moment(&format!("{text}T00:00:00Z"))?.date_naive())
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
    let seconds = match text.len() {
        5 => ":00",
        8 => "",
        _ => return None,
    };
    Some(read_moment(&format!("1970-01-01T{text}{seconds}Z"))?.time())
}

/// Writes a time of day to the second.
pub fn write_time(time: NaiveTime) -> String {
    format!("{:02}:{:02}:{:02}", time.hour(), time.minute(), time.second())
}

/// Reads a moment without offset, as browsers give it: `2026-11-21T09:30`, with seconds and parts of them or without.
pub fn read_local(text: &str) -> Option<NaiveDateTime> {
    Some(read_moment_to_the_minute(&format!("{text}Z"))?.naive_utc())
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
    let is_ours = text.is_ascii() && text.as_bytes().get(10) == Some(&b'T') && !text.ends_with('z');
    let moment = DateTime::parse_from_rfc3339(text).ok().filter(|_| is_ours)?;
    // In a leap second there are more than those of one.
    (moment.nanosecond() < NANOS).then_some(moment)
}

/// The same, where seconds may be missing.
pub fn read_moment_to_the_minute(text: &str) -> Option<DateTime<FixedOffset>> {
    let (minute, rest) = text.split_at_checked("2026-11-21T09:30".len())?;
    match rest.as_bytes().first()? {
        b':' => read_moment(text),
        // Parts of a second need the second.
        b'.' => None,
        _ => read_moment(&format!("{minute}:00{rest}")),
    }
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
