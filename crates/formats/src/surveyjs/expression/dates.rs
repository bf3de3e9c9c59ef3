//! SurveyJS's calendar: it counts whole months, takes differences without their sign, and rounds hours up.

use super::parse::Tree;
use super::translate::{Shape, Translated, Translator, fail, target};

impl Translator<'_> {
    pub(super) fn part_of_date(&self, name: &str, date: &str) -> Translated {
        let (date, format) = match name {
            "year" => (date, "%Y"),
            "month" => (date, "%m"),
            "day" => (date, "%d"),
            _ => ("today()", "%Y"),
        };
        Ok(target(part(date, format), Shape::Number))
    }

    pub(super) fn date_add(&self, arguments: &[Tree]) -> Translated {
        let [date, number, rest @ ..] = arguments else { return fail("`dateAdd` without a number") };
        let (date, number) = (self.tree(date)?.expression, self.tree(number)?.expression);
        let days = match unit(rest.first())? {
            "days" => number,
            "weeks" => format!("{number} * 7"),
            "hours" => format!("{number} div 24"),
            "minutes" => format!("{number} div 1440"),
            "seconds" => format!("{number} div 86400"),
            "years" => return Ok(target(months_later(&date, &format!("12 * ({number})")), Shape::Date)),
            _ => return Ok(target(months_later(&date, &number), Shape::Date)),
        };
        let sum = format!("date-time(decimal-date-time(date-time({date})) + {days})");
        Ok(target(format!("if({date} = '', '', {sum})"), Shape::Date))
    }

    pub(super) fn date_difference(&self, arguments: &[Tree]) -> Translated {
        let [one, other, rest @ ..] = arguments else { return fail("`dateDiff` without two dates") };
        let (one, other) = (self.tree(one)?.expression, self.tree(other)?.expression);
        let difference = match unit(rest.first())? {
            "days" => days_between(&one, &other),
            "hours" => rounded_up(&one, &other, 3_600),
            "minutes" => rounded_up(&one, &other, 60),
            "seconds" => rounded_up(&one, &other, 1),
            "months" => months_between(&one, &other),
            "years" => format!("int({} div 12)", months_between(&one, &other)),
            word => return fail(format!("`dateDiff` in {word}")),
        };
        Ok(target(format!("if({one} = '' or {other} = '', '', {difference})"), Shape::Number))
    }

    /// How old somebody is who was born on a day.
    pub(super) fn age(&self, arguments: &[Tree]) -> Translated {
        let [born, rest @ ..] = arguments else { return fail("`age` without a date") };
        let born = self.tree(born)?.expression;
        let difference = match rest.first().map_or(Ok("years"), |tree| unit(Some(tree)))? {
            "days" => days_between(&born, "today()"),
            "months" => months_between(&born, "today()"),
            "years" => format!("int({} div 12)", months_between(&born, "today()")),
            word => return fail(format!("`age` in {word}")),
        };
        Ok(target(format!("if({born} = '', '', {difference})"), Shape::Number))
    }

    pub(super) fn days_between(&self, one: &str, other: &str) -> String {
        format!("if({one} = '' or {other} = '', 0, {})", days_between(one, other))
    }
}

/// A part of a date as a number.
fn part(date: &str, format: &str) -> String {
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
    let sum = format!("date-time(decimal-date-time(date-time({first})) + {} - 1)", part(date, "%d"));
    format!("if({date} = '', '', {sum})")
}

/// The unit of a difference of dates.
fn unit(tree: Option<&Tree>) -> Translated<&'static str> {
    let Some(tree) = tree else { return Ok("days") };
    let Tree::Text(word, _) = tree else { return fail("a unit that is worked out") };
    let known = ["seconds", "minutes", "hours", "days", "weeks", "months", "years"];
    match known.into_iter().find(|known| known == word) {
        Some(unit) => Ok(unit),
        None => fail(format!("the unit `{word}`")),
    }
}
