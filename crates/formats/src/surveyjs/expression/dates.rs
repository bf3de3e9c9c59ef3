//! SurveyJS's calendar: it counts whole months, takes differences without their sign, and rounds hours up.

use super::syntax::Tree;
use super::target::{Shape, Target};
use super::translator::{Translated, Translator, fail};

impl Translator<'_> {
    /// `dateAdd`
    pub(super) fn date_add(&self, arguments: &[Tree]) -> Translated {
        let [date, number, rest @ ..] = arguments else { return fail("`dateAdd` without a number") };
        let (date, number) = (self.tree(date)?.expression, self.tree(number)?.expression);
        let days = match Unit::of(rest.first())? {
            Unit::Days => number,
            Unit::Weeks => format!("{number} * 7"),
            Unit::Hours => format!("{number} div 24"),
            Unit::Minutes => format!("{number} div 1440"),
            Unit::Seconds => format!("{number} div 86400"),
            Unit::Years => {
                let months = format!("12 * ({number})");
                return Ok(Target::conditional(months_later(&date, &months), Shape::Date));
            }
            Unit::Months => return Ok(Target::conditional(months_later(&date, &number), Shape::Date)),
        };
        let sum = format!("date-time(decimal-date-time(date-time({date})) + {days})");
        Ok(Target::conditional(format!("if({date} = '', '', {sum})"), Shape::Date))
    }

    /// `dateDiff`
    pub(super) fn date_difference(&self, arguments: &[Tree]) -> Translated {
        let [one, other, rest @ ..] = arguments else { return fail("`dateDiff` without two dates") };
        let (one, other) = (self.tree(one)?.expression, self.tree(other)?.expression);
        let difference = match Unit::of(rest.first())? {
            Unit::Days => days_between(&one, &other),
            Unit::Hours => rounded_up(&one, &other, 3_600),
            Unit::Minutes => rounded_up(&one, &other, 60),
            Unit::Seconds => rounded_up(&one, &other, 1),
            Unit::Months => months_between(&one, &other),
            Unit::Years => format!("int({} div 12)", months_between(&one, &other)),
            Unit::Weeks => return fail("`dateDiff` in weeks"),
        };
        Ok(Target::conditional(format!("if({one} = '' or {other} = '', '', {difference})"), Shape::Number))
    }

    /// `age`: how old a person is who was born on a day.
    pub(super) fn age(&self, arguments: &[Tree]) -> Translated {
        let [born, rest @ ..] = arguments else { return Ok(Target::blank()) };
        let born = self.tree(born)?.expression;
        let unit = rest.first().map_or(Ok(Unit::Years), |tree| Unit::of(Some(tree)))?;
        let difference = match unit {
            Unit::Days => days_between(&born, "today()"),
            Unit::Months => months_between(&born, "today()"),
            Unit::Years => format!("int({} div 12)", months_between(&born, "today()")),
            Unit::Seconds | Unit::Minutes | Unit::Hours | Unit::Weeks => {
                return fail(format!("`age` in {}", unit.name()));
            }
        };
        Ok(Target::conditional(format!("if({born} = '', '', {difference})"), Shape::Number))
    }

    /// `diffDays`
    pub(super) fn difference_in_days(&self, one: &str, other: &str) -> Target {
        let expression = format!("if({one} = '' or {other} = '', 0, {})", days_between(one, other));
        Target::conditional(expression, Shape::Number)
    }
}

/// A part of a date as a number; the format is that of `format-date`.
pub(super) fn part(date: &str, format: &str) -> String {
    format!("number(format-date({date}, '{format}'))")
}

fn days_between(one: &str, other: &str) -> String {
    let days = |date: &str| format!("floor(decimal-date-time(date-time({date})))");
    format!("abs({} - {})", days(other), days(one))
}

/// Whole months from one day to another, less than none where the other comes first.
fn months_between(one: &str, other: &str) -> String {
    let difference = |format: &str| format!("({} - {})", part(other, format), part(one, format));
    let is_begun = format!("number({} < 0)", difference("%d"));
    format!("({} * 12 + {} - {is_begun})", difference("%Y"), difference("%m"))
}

/// The time between two moments in units of so many seconds. Doubles cannot hold thousandths of a second exactly.
fn rounded_up(one: &str, other: &str, seconds: u32) -> String {
    let of = |date: &str| format!("decimal-date-time(date-time({date}))");
    format!("ceiling(round(abs({} - {}) * 86400, 3) div {seconds})", of(other), of(one))
}

/// The same day so many months later; a day that month does not have runs into the next, as in JavaScript.
fn months_later(date: &str, months: &str) -> String {
    let count = format!("({} * 12 + {} - 1 + {months})", part(date, "%Y"), part(date, "%m"));
    let first = format!("concat(floor({count} div 12), '-', substr(string(101 + {count} mod 12), 1), '-01')");
    let day = |date: &str| format!("decimal-date-time(date-time({date}))");
    let time = format!("{} - {}", day(date), day(&format!("format-date({date}, '%Y-%m-%d')")));
    let sum = format!("date-time({} + {} - 1 + {time})", day(&first), part(date, "%d"));
    format!("if({date} = '', '', {sum})")
}

/// The unit of a difference of dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Seconds,
    Minutes,
    Hours,
    Days,
    Weeks,
    Months,
    Years,
}

const UNITS: [Unit; 7] =
    [Unit::Seconds, Unit::Minutes, Unit::Hours, Unit::Days, Unit::Weeks, Unit::Months, Unit::Years];

impl Unit {
    /// The unit that is written; days where none is.
    fn of(tree: Option<&Tree>) -> Translated<Self> {
        let Some(tree) = tree else { return Ok(Self::Days) };
        let Tree::Text(word, _) = tree else { return fail("a calculated unit of time") };
        match UNITS.into_iter().find(|unit| unit.name() == word) {
            Some(unit) => Ok(unit),
            None => fail(format!("the unit `{word}`")),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Seconds => "seconds",
            Self::Minutes => "minutes",
            Self::Hours => "hours",
            Self::Days => "days",
            Self::Weeks => "weeks",
            Self::Months => "months",
            Self::Years => "years",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::surveyjs::expression::syntax::Quoting;

    #[test]
    fn units_are_words() {
        let unit = |word: &str| Unit::of(Some(&Tree::Text(word.to_owned(), Quoting::Quoted)));
        assert_eq!(unit("weeks"), Ok(Unit::Weeks));
        assert_eq!(Unit::of(None), Ok(Unit::Days));
        assert!(unit("fortnights").is_err());
        assert!(Unit::of(Some(&Tree::Number("1".to_owned()))).is_err());
    }

    #[test]
    fn whole_months_end_on_the_same_day() {
        let months = months_between("a", "b");
        assert!(
            months.ends_with("number((number(format-date(b, '%d')) - number(format-date(a, '%d'))) < 0))"),
            "{months}"
        );
    }
}
