//! Calendars: functions of forms of the Community Health Toolkit, which they may call with the prefix `cht:`.
//!
//! How far two days are apart, and what comes of adding to one, is as moment.js has it, with which the toolkit computes.

use chrono::{Datelike, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use super::{any, argument, docs, number, plain, text};
use crate::dates;
use crate::function::{Args, Body, Function};
use crate::kinds::ValueKind;
use crate::value::Val;

/// Functions of two moments.
pub(super) const BETWEEN: &[Function] = &[
    plain(
        "difference-in-days",
        &[any("from"), any("to")],
        ValueKind::Number,
        docs("Whole days from one moment to another, negative where that is earlier; blank where one is none."),
        (docs("difference-in-days('2026-11-21', '2026-12-01')"), docs("10")),
        |a| difference(a, |from, to| (to - from).num_days()),
    ),
    plain(
        "difference-in-months",
        &[any("from"), any("to")],
        ValueKind::Number,
        docs("The same in whole months."),
        (docs("difference-in-months('2026-01-15', '2026-03-14')"), docs("1")),
        |a| difference(a, months),
    ),
    plain(
        "difference-in-weeks",
        &[any("from"), any("to")],
        ValueKind::Number,
        docs("The same in whole weeks."),
        (docs("difference-in-weeks('2026-11-21', '2026-12-04')"), docs("1")),
        |a| difference(a, |from, to| (to - from).num_weeks()),
    ),
    plain(
        "difference-in-years",
        &[any("from"), any("to")],
        ValueKind::Number,
        docs("The same in whole years."),
        (docs("difference-in-years('2000-06-01', '2026-05-31')"), docs("25")),
        |a| difference(a, |from, to| months(from, to) / 12),
    ),
];

/// Functions of one moment.
pub(super) const AFTER: &[Function] = &[
    Function {
        name: "add-date",
        parameters: &[any("date"), any("years"), any("months"), any("days"), any("hours"), any("minutes")],
        optional: 5,
        variadic: false,
        traits: &[],
        returns: ValueKind::Date,
        summary: docs(
            "The day so much later, or the local moment if it is not midnight; in a shorter month its last day. Blank where there is none.",
        ),
        example: (docs("add-date('2026-01-31', 0, 1)"), docs("2026-02-28")),
        body: Body::Plain(|a| added(a).map_or(Val::Blank, day_or_local)),
    },
    plain(
        "to-bikram-sambat",
        &[any("date")],
        ValueKind::Text,
        docs("A day in the calendar of Nepal, from year 1970 to 2090 of it; blank outside them."),
        (docs("to-bikram-sambat('2015-08-29')"), docs("१२ भदौ २०७२")),
        |a| Val::text(&local(a, 0).and_then(|moment| bikram_sambat(moment.date())).unwrap_or_default()),
    ),
];

/// Functions of texts.
pub(super) const TEXTS: &[Function] = &[
    plain(
        "strip-whitespace",
        &[any("text")],
        ValueKind::Text,
        docs("The text without any space, tab or line break."),
        (docs("strip-whitespace(' 12 34 ')"), docs("1234")),
        |a| Val::text(&text(a, 0).split_whitespace().collect::<String>()),
    ),
    Function {
        name: "validate-luhn",
        parameters: &[any("digits"), any("length")],
        optional: 1,
        variadic: false,
        traits: &[],
        returns: ValueKind::Truth,
        summary: docs("Whether the last digit is the check digit by Luhn, of so many digits if the length is given."),
        example: (docs("validate-luhn('79927398713')"), docs("true")),
        body: Body::Plain(|a| {
            let digits = text(a, 0);
            #[expect(clippy::cast_precision_loss, reason = "texts are short")]
            let is_long = argument(a, 1).is_blank() || number(a, 1) == digits.len() as f64;
            Val::Truth(is_long && is_luhn(digits.trim()))
        }),
    },
];

/// The moment that an argument names, as a clock in the zone shows it.
fn local(arguments: Args<'_>, index: usize) -> Option<NaiveDateTime> {
    let zone = |local: NaiveDateTime| arguments.frame.context.seconds_east(local);
    let value = argument(arguments, index);
    let padded = || dates::moment_of(&Val::text(&dates::with_two_digits(&value.to_text())?), &zone);
    let moment = dates::moment_of(value, &zone).or_else(padded)?;
    Some(dates::to_zone(moment, &zone).naive_local())
}

fn difference(arguments: Args<'_>, between: impl Fn(NaiveDateTime, NaiveDateTime) -> i64) -> Val {
    let (Some(from), Some(to)) = (local(arguments, 0), local(arguments, 1)) else { return Val::Blank };
    #[expect(clippy::cast_precision_loss, reason = "no two moments are 2^53 days apart")]
    Val::Number(between(from, to) as f64)
}

/// Whole months between two moments. It is counted from the one that is later in its month.
fn months(from: NaiveDateTime, to: NaiveDateTime) -> i64 {
    if to.day() < from.day() { from_later(from, to) } else { -from_later(to, from) }
}

fn from_later(from: NaiveDateTime, to: NaiveDateTime) -> i64 {
    let whole = i64::from(to.year() - from.year()) * 12 + i64::from(to.month()) - i64::from(from.month());
    let Some(reached) = plus_months(from, whole) else { return 0 };
    match (to < reached, to > reached) {
        (true, _) if whole > 0 => whole - 1,
        (_, true) if whole < 0 => whole + 1,
        _ => whole,
    }
}

fn plus_months(moment: NaiveDateTime, months: i64) -> Option<NaiveDateTime> {
    let count = Months::new(u32::try_from(months.unsigned_abs()).ok()?);
    if months < 0 { moment.checked_sub_months(count) } else { moment.checked_add_months(count) }
}

/// Years first, then months, then days with their time.
fn added(arguments: Args<'_>) -> Option<NaiveDateTime> {
    #[expect(clippy::cast_possible_truncation, reason = "saturates, and no date is so far away")]
    let part =
        |index| if argument(arguments, index).is_blank() { 0 } else { libm::trunc(number(arguments, index)) as i64 };
    let moment = plus_months(local(arguments, 0)?, part(1).checked_mul(12)?)?;
    let moment = plus_months(moment, part(2))?;
    let later = TimeDelta::try_days(part(3))?;
    let later = later.checked_add(&TimeDelta::try_hours(part(4))?)?.checked_add(&TimeDelta::try_minutes(part(5))?)?;
    moment.checked_add_signed(later)
}

fn day_or_local(moment: NaiveDateTime) -> Val {
    match moment.time() == NaiveTime::MIN {
        true => Val::Date(moment.date()),
        false => Val::text(&moment.format("%Y-%m-%dT%H:%M:%S%.3f").to_string()),
    }
}

/// Whether digits end in the one that Luhn's formula wants (ISO/IEC 7812-1, annex B).
fn is_luhn(digits: &str) -> bool {
    let mut sum = 0;
    for (index, digit) in digits.chars().rev().enumerate() {
        let Some(digit) = digit.to_digit(10) else { return false };
        let weighted = if index % 2 == 1 { digit * 2 } else { digit };
        sum += weighted / 10 + weighted % 10;
    }
    !digits.is_empty() && sum % 10 == 0
}

/// The first day of year 1970 of the calendar, and its months from then on: two bits each, the days above 29, the first
/// month lowest. Both from the package `bikram-sambat` 1.8.1, which the toolkit uses.
const BEGIN: (i32, u32, u32) = (1913, 4, 13);
const FIRST_YEAR: u32 = 1970;
const YEARS: [u32; 121] = [
    5_315_258, 5_314_490, 9_459_438, 8_673_005, 5_315_258, 5_315_066, 9_459_438, 8_673_005, 5_315_258, 5_314_298,
    9_459_438, 5_327_594, 5_315_258, 5_314_298, 9_459_438, 5_327_594, 5_315_258, 5_314_286, 9_459_438, 5_315_306,
    5_315_258, 5_314_286, 8_673_006, 5_315_306, 5_315_258, 5_265_134, 8_673_006, 5_315_258, 5_315_258, 9_459_438,
    8_673_005, 5_315_258, 5_314_298, 9_459_438, 8_673_005, 5_315_258, 5_314_298, 9_459_438, 8_473_322, 5_315_258,
    5_314_298, 9_459_438, 5_327_594, 5_315_258, 5_314_298, 9_459_438, 5_327_594, 5_315_258, 5_314_286, 8_673_006,
    5_315_306, 5_315_258, 5_265_134, 8_673_006, 5_315_306, 5_315_258, 9_459_438, 8_673_005, 5_315_258, 5_314_490,
    9_459_438, 8_673_005, 5_315_258, 5_314_298, 9_459_438, 8_473_325, 5_315_258, 5_314_298, 9_459_438, 5_327_594,
    5_315_258, 5_314_298, 9_459_438, 5_327_594, 5_315_258, 5_314_286, 9_459_438, 5_315_306, 5_315_258, 5_265_134,
    8_673_006, 5_315_306, 5_315_258, 5_265_134, 8_673_006, 5_315_258, 5_314_490, 9_459_438, 8_673_005, 5_315_258,
    5_314_298, 9_459_438, 8_669_933, 5_315_258, 5_314_298, 9_459_438, 8_473_322, 5_315_258, 5_314_298, 9_459_438,
    5_327_594, 5_315_258, 5_314_286, 9_459_438, 5_315_306, 5_315_258, 5_265_134, 8_673_006, 5_315_306, 5_315_258,
    5_265_134, 8_673_006, 5_315_258, 5_315_258, 5_527_226, 5_528_046, 5_527_277, 5_528_250, 5_528_057, 5_527_277,
    5_527_277,
];
const NAMES: [&str; 12] = ["बैशाख", "जेठ", "असार", "साउन", "भदौ", "असोज", "कार्तिक", "मंसिर", "पौष", "माघ", "फाल्गुन", "चैत"];

fn bikram_sambat(day: NaiveDate) -> Option<String> {
    let (year, month, first) = BEGIN;
    let mut left = (day - NaiveDate::from_ymd_opt(year, month, first)?).num_days();
    if left < 0 {
        return None;
    }
    for (year, months) in (FIRST_YEAR..).zip(YEARS) {
        for (index, name) in NAMES.iter().enumerate() {
            let length = 29 + i64::from(months >> (2 * index) & 3);
            if left < length {
                return Some([&devanagari(&(left + 1).to_string()), *name, &devanagari(&year.to_string())].join(" "));
            }
            left -= length;
        }
    }
    None
}

fn devanagari(digits: &str) -> String {
    let zero = u32::from('०');
    digits.chars().filter_map(|digit| char::from_u32(zero + digit.to_digit(10)?)).collect()
}
