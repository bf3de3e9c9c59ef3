//! Times as native inputs, stopwatches and people write them.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, Timelike};
use sealform_types::iso::{self, SecondParts};
use sealform_types::lowercase;

/// Seconds as `minutes:seconds`, with hours where there are any.
pub(crate) fn clock_text(seconds: u32) -> String {
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, two(seconds % 60));
    if hours > 0 {
        [&hours.to_string(), ":", &two(minutes), ":", &rest].concat()
    } else {
        [&minutes.to_string(), ":", &rest].concat()
    }
}

/// Reads a length of time as people write it: `2:38` and `1:02:38`, also with the point or comma of phones whose keyboard has
/// no colon; seconds (`158`); numbers with units (`3 min`, `1 h 5 min`, `2.5 min`).
///
/// `units` has the words of a language for hours, minutes and seconds; `h`, `m`, `min` and `s` are the same in all.
pub(crate) fn read_duration(text: &str, units: [&str; 3]) -> Option<u32> {
    let text = lowercase(text.trim());
    match text.parse() {
        Ok(seconds) => Some(seconds),
        Err(_) => read_clock(&text).or_else(|| read_units(&text, units)),
    }
}

/// Reads what a clock shows.
fn read_clock(text: &str) -> Option<u32> {
    let mut total: u32 = 0;
    let mut parts = 0;
    for part in text.split([':', '.', ',']) {
        let number: u32 = part.parse().ok()?;
        if parts > 0 && (part.len() != 2 || number > 59) {
            return None;
        }
        total = total.checked_mul(60)?.checked_add(number)?;
        parts += 1;
    }
    (2..=3).contains(&parts).then_some(total)
}

/// Reads numbers with units, the largest first.
fn read_units(text: &str, units: [&str; 3]) -> Option<u32> {
    let mut rest = text;
    let mut total: u32 = 0;
    let mut least = u32::MAX;
    while !rest.is_empty() {
        let end = rest.find(char::is_alphabetic)?;
        let (number, from_unit) = rest.split_at(end);
        let end = from_unit.find(|c: char| !c.is_alphabetic()).unwrap_or(from_unit.len());
        let (word, after) = from_unit.split_at(end);
        let unit = unit_seconds(word, units).filter(|unit| *unit < least)?;
        total = total.checked_add(times(number.trim(), unit)?)?;
        least = unit;
        rest = after.trim_start_matches(|c: char| c == '.' || c == ',' || c.is_whitespace());
    }
    (least < u32::MAX).then_some(total)
}

/// So many units, also with a fraction, in seconds.
fn times(number: &str, unit: u32) -> Option<u32> {
    let (whole, fraction) = number.split_once(['.', ',']).unwrap_or((number, "0"));
    let parts = u32::try_from(fraction.len()).ok().filter(|digits| (1..=3).contains(digits))?;
    let fraction: u32 = fraction.parse().ok()?;
    whole.parse::<u32>().ok()?.checked_mul(unit)?.checked_add(fraction * unit / 10u32.pow(parts))
}

/// The seconds of a unit by its sign or its word, which may be cut after its second letter.
fn unit_seconds(word: &str, units: [&str; 3]) -> Option<u32> {
    match word {
        "h" => Some(3600),
        "m" | "min" => Some(60),
        "s" => Some(1),
        _ => {
            let is_meant = |known: &str| known == word || (word.chars().nth(1).is_some() && known.starts_with(word));
            let place = units.iter().position(|words| words.split(' ').any(is_meant))?;
            [3600, 60, 1].get(place).copied()
        }
    }
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

    const ENGLISH: [&str; 3] = ["hours hrs", "minutes", "seconds"];

    #[test]
    fn durations_are_written_and_read_alike() {
        for (seconds, text) in [(0, "0:00"), (9, "0:09"), (158, "2:38"), (300, "5:00"), (3758, "1:02:38")] {
            assert_eq!(clock_text(seconds), text);
            assert_eq!(read_duration(text, ENGLISH), Some(seconds));
        }
    }

    #[test]
    fn durations_are_understood_as_people_write_them() {
        for (text, seconds) in [
            ("158", 158),
            (" 2.38 ", 158),
            ("2,38", 158),
            ("3 min", 180),
            ("3min.", 180),
            ("3 Minutes", 180),
            ("2 min 38 s", 158),
            ("2m38s", 158),
            ("1 h 5 min", 3900),
            ("1 hr, 5 min.", 3900),
            ("2.5 min", 150),
            ("0,25 h", 900),
            ("45 sec", 45),
        ] {
            assert_eq!(read_duration(text, ENGLISH), Some(seconds), "{text}");
        }
    }

    #[test]
    fn a_duration_is_never_guessed() {
        for unclear in [
            "",
            "2:3",
            "2:60",
            "2:38:5",
            "a:00",
            "1:00:00:00",
            "-1:00",
            "99999999999:00",
            "-3",
            "min",
            "3 apples",
            "3 min 2 h",
            "3 min 4 min",
            "3 min 4",
            "3..5 min",
            "3. min",
            "9999999 h",
        ] {
            assert_eq!(read_duration(unclear, ENGLISH), None, "{unclear}");
        }
    }

    #[test]
    fn every_language_has_its_units() {
        for (tag, hour, minutes, seconds) in [
            ("ar", "1 ساعة", "3 دقائق", "5 ث"),
            ("cs", "1 hodina", "3 minuty", "5 vteřin"),
            ("de", "1 Std.", "3 Minuten", "5 Sek."),
            ("en", "1 hour", "3 minutes", "5 secs"),
            ("nb", "1 time", "3 minutter", "5 sek"),
            ("pl", "1 godz.", "3 minuty", "5 sekund"),
            ("ru", "1 ч", "3 мин", "5 секунд"),
        ] {
            let units = crate::messages::tests::catalogue(tag).units();
            let read = [hour, minutes, seconds].map(|text| read_duration(text, units));
            assert_eq!(read, [Some(3600), Some(180), Some(5)], "{tag}");
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
