//! Days, times and moments.

use chrono::{NaiveDateTime, Timelike};
use sealform_types::iso;

use super::{any, argument, docs, number, plain, text};
use crate::dates;
use crate::function::{Args, Body, Function, Special};
use crate::kinds::ValueKind;
use crate::value::Val;

const MOMENT: &str = "The moment that a text names or that is so many days after 1970-01-01T00:00Z; a day if it is midnight, blank if there is none.";

pub(super) const TABLE: &[Function] = &[
    plain(
        "date",
        &[any("value")],
        ValueKind::Date,
        docs(MOMENT),
        (docs("date('2026-11-21') + 1 = date('2026-11-22')"), docs("true")),
        moment,
    ),
    plain(
        "date-time",
        &[any("value")],
        ValueKind::Moment,
        docs(MOMENT),
        (docs("date-time('2026-11-21T12:00:00Z') < date-time('2026-11-21T12:00:00-01:00')"), docs("true")),
        moment,
    ),
    plain(
        "decimal-date-time",
        &[any("value")],
        ValueKind::Number,
        docs("Days since 1970-01-01T00:00Z, with their fraction."),
        (docs("decimal-date-time('1970-01-02T12:00:00Z')"), docs("1.5")),
        |a| {
            let moment = dates::moment_of(argument(a, 0), &zone(a));
            Val::Number(moment.map_or(f64::NAN, |moment| dates::moment_in_days(&moment)))
        },
    ),
    plain(
        "decimal-time",
        &[any("time")],
        ValueKind::Number,
        docs("The part of the day that has passed at a time, from 0 to less than 1."),
        (docs("decimal-time('06:00')"), docs("0.25")),
        |a| Val::Number(decimal_time(a).unwrap_or(f64::NAN)),
    ),
    plain(
        "format-date",
        &[any("date"), any("pattern")],
        ValueKind::Text,
        docs(
            "A day or moment written by a pattern: `%Y` year, `%y` its last two digits, `%m` `%n` month, `%b` its name, `%d` `%e` day, `%a` its name, `%H` `%h` hour, `%M` minute, `%S` second, `%3` thousandths.",
        ),
        (docs("format-date('2026-11-05', '%e.%n.%Y')"), docs("5.11.2026")),
        format,
    ),
    plain(
        "format-date-time",
        &[any("date"), any("pattern")],
        ValueKind::Text,
        docs("The same as `format-date`."),
        (docs("format-date-time('2026-11-05', '%a %b %d, %H:%M')"), docs("Thu Nov 05, 00:00")),
        format,
    ),
    Function {
        name: "now",
        parameters: &[],
        optional: 0,
        variadic: false,
        traits: &[],
        returns: ValueKind::Moment,
        summary: docs("The moment of the last change."),
        example: (docs("now()"), docs("2026-11-21T12:00:00.000+01:00")),
        body: Body::Special(Special::Now),
    },
    plain(
        "parse-timestamp-to-date",
        &[any("milliseconds")],
        ValueKind::Date,
        docs(
            "The moment so many milliseconds after 1970-01-01T00:00Z; a day if it is midnight, blank if there is none.",
        ),
        (docs("parse-timestamp-to-date(1795219200000)"), docs("2026-11-21")),
        |a| {
            let zone = zone(a);
            let days = Some(number(a, 0) / dates::MILLIS_A_DAY).filter(|days| days.is_finite());
            let moment = days.and_then(|days| dates::moment_from_days(days, &zone));
            moment.map_or(Val::Blank, |moment| dates::day_or_moment(moment, &zone))
        },
    ),
    Function {
        name: "today",
        parameters: &[],
        optional: 0,
        variadic: false,
        traits: &[],
        returns: ValueKind::Date,
        summary: docs("The day of the last change."),
        example: (docs("today()"), docs("2026-11-21")),
        body: Body::Special(Special::Today),
    },
];

fn zone<'a>(arguments: Args<'a>) -> impl Fn(NaiveDateTime) -> i32 + 'a {
    |local| arguments.frame.context.seconds_east(local)
}

fn moment(arguments: Args<'_>) -> Val {
    let zone = zone(arguments);
    let value = argument(arguments, 0);
    if let Some(day) = value.as_date() {
        return Val::Date(day);
    }
    let padded = || dates::moment_of(&Val::text(&dates::with_two_digits(&value.to_text())?), &zone);
    let moment = dates::moment_of(value, &zone).or_else(padded);
    moment.map_or(Val::Blank, |moment| dates::day_or_moment(moment, &zone))
}

fn format(arguments: Args<'_>) -> Val {
    let zone = zone(arguments);
    let value = argument(arguments, 0);
    let Some(moment) = dates::moment_of(value, &zone) else { return Val::Blank };
    Val::text(&dates::format(&dates::to_zone(moment, &zone), &text(arguments, 1)))
}

/// A time of day with or without an offset, or a moment: as a clock in the zone shows it.
fn decimal_time(arguments: Args<'_>) -> Option<f64> {
    if let Val::Time(time) = argument(arguments, 0) {
        return Some(dates::part_of_day(*time));
    }
    let (zone, written) = (zone(arguments), text(arguments, 0));
    // A time by itself stands on the first day of all.
    let moment = match written.contains('T') {
        true => dates::read_moment(&written, &zone)?,
        false => match iso::read_time(written.split('.').next().unwrap_or_default()) {
            Some(time) if !written.contains('.') => {
                dates::read_moment(&(["1970-01-01T", &iso::write_time(time)].concat()), &zone)?
            }
            _ => dates::read_moment(&["1970-01-01T", &written].concat(), &zone)?,
        },
    };
    let local = dates::to_zone(moment, &zone);
    number(arguments, 0).is_nan().then_some(())?;
    Some(dates::part_of_day(local.time().with_nanosecond(local.nanosecond() % 1_000_000_000)?))
}
