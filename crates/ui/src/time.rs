//! Times as native inputs, stopwatches and people write them.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, Timelike};
use sealform_types::iso::{self, SecondParts};

/// Seconds as `minutes:seconds`, with hours where there are any.
pub(crate) fn clock_text(seconds: u32) -> String {
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, two(seconds % 60));
    if hours > 0 {
        [&hours.to_string(), ":", &two(minutes), ":", &rest].concat()
    } else {
        [&minutes.to_string(), ":", &rest].concat()
    }
}

/// Reads `2:38`, `1:02:38`, and `2.38` or `2,38`, as phones without a colon on their keyboard
/// write it. A bare number is refused: 238 may mean 2:38.
pub(crate) fn read_clock(text: &str) -> Option<u32> {
    let mut total: u32 = 0;
    let mut parts = 0;
    for part in text.trim().split([':', '.', ',']) {
        let number: u32 = part.parse().ok()?;
        if parts > 0 && (part.len() != 2 || number > 59) {
            return None;
        }
        total = total.checked_mul(60)?.checked_add(number)?;
        parts += 1;
    }
    (2..=3).contains(&parts).then_some(total)
}

/// A moment as `datetime-local` inputs hold it, to the minute.
pub(crate) fn input_text(moment: &DateTime<FixedOffset>) -> String {
    let local = moment.naive_local();
    let day = [&local.year().to_string(), "-", &two(local.month()), "-", &two(local.day())].concat();
    [&day, "T", &hour_minute(moment)].concat()
}

/// The time of day, to the minute.
pub(crate) fn hour_minute(moment: &DateTime<FixedOffset>) -> String {
    [&two(moment.hour()), ":", &two(moment.minute())].concat()
}

/// Reads what a `datetime-local` input holds.
pub(crate) fn read_input(text: &str) -> Option<NaiveDateTime> {
    let (day, time) = text.split_once('T')?;
    let [year, month, day] = numbers(day, '-')?;
    let [hour, minute, ..] = numbers(time, ':').or_else(|| numbers(&[time, ":0"].concat(), ':'))?;
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?.and_hms_opt(hour, minute, 0)
}

/// Three numbers, and nothing else.
fn numbers(text: &str, between: char) -> Option<[u32; 3]> {
    let mut parts = text.splitn(3, between).map(|part| part.parse().ok());
    Some([parts.next()??, parts.next()??, parts.next()??])
}

/// A moment as answers write it.
pub(crate) fn moment_text(moment: &DateTime<FixedOffset>) -> String {
    iso::write_moment(moment, SecondParts::None)
}

fn two(number: u32) -> String {
    let text = number.to_string();
    if number < 10 { ["0", &text].concat() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_written_and_read_alike() {
        for (seconds, text) in [(0, "0:00"), (9, "0:09"), (158, "2:38"), (300, "5:00"), (3758, "1:02:38")] {
            assert_eq!(clock_text(seconds), text);
            assert_eq!(read_clock(text), Some(seconds));
        }
    }

    #[test]
    fn a_duration_is_never_guessed() {
        assert_eq!(read_clock(" 2.38 "), Some(158));
        assert_eq!(read_clock("2,38"), Some(158));
        for unclear in ["", "238", "2:3", "2:60", "2:38:5", "a:00", "1:00:00:00", "-1:00", "99999999999:00"] {
            assert_eq!(read_clock(unclear), None, "{unclear}");
        }
    }

    #[test]
    fn moments_go_through_native_inputs_unchanged() {
        let moment = DateTime::parse_from_rfc3339("2027-05-03T09:07:41+02:00").expect("a moment");
        assert_eq!(input_text(&moment), "2027-05-03T09:07");
        assert_eq!(hour_minute(&moment), "09:07");
        assert_eq!(moment_text(&moment), "2027-05-03T09:07:41+02:00");
        let read = read_input("2027-05-03T09:07").expect("a local time");
        assert_eq!(read, moment.naive_local().with_second(0).expect("a second"));
        assert_eq!(read_input("2027-05-03T09:07:30"), Some(read));
        assert_eq!(read_input("2027-05-03"), None);
        assert_eq!(read_input("2027-05T09:07"), None);
        assert_eq!(read_input("2027-05-03T25:07"), None);
        assert_eq!(read_input("2027-02-30T09:07"), None);
    }
}
