//! SurveyJS's functions in our words.

use super::parse::Tree;
use super::translate::{Shape, Target, Translated, Translator, fail, target};

impl Translator<'_> {
    /// A call.
    pub(super) fn call(&self, name: &str, arguments: &[Tree]) -> Translated {
        let argument = |index: usize| arguments.get(index).map(|tree| self.tree(tree)).transpose();
        let text = |index: usize| -> Translated<String> {
            Ok(argument(index)?.map_or_else(|| "''".to_owned(), |target| target.expression))
        };
        let number = |expression: String| Ok(target(expression, Shape::Number));
        match name {
            "iif" => self.choice(arguments),
            "sum" | "min" | "max" => number(format!("{name}({})", self.each(arguments)?)),
            "avg" => {
                let each = self.each(arguments)?;
                number(format!("sum({each}) div count-non-empty({each})"))
            }
            "count" => match arguments {
                [one] => number(format!("count-non-empty({})", self.each(std::slice::from_ref(one))?)),
                _ => fail("`count` of several"),
            },
            "round" | "abs" => {
                let each: Vec<String> = (0..arguments.len()).map(text).collect::<Translated<_>>()?;
                number(format!("{name}({})", each.join(", ")))
            }
            "floor" => number(format!("floor({})", text(0)?)),
            "ceil" => number(format!("ceiling({})", text(0)?)),
            "trunc" => number(format!("int({})", text(0)?)),
            "pow" | "power" => number(format!("pow({}, {})", text(0)?, text(1)?)),
            "sqrt" => number(format!("sqrt({})", text(0)?)),
            "today" if arguments.is_empty() => Ok(target("today()", Shape::Date)),
            "today" => Ok(target(format!("(today() + {})", text(0)?), Shape::Date)),
            "currentDate" => Ok(target("now()", Shape::Date)),
            "year" | "month" | "day" | "currentYear" => self.part_of_date(name, &text(0)?),
            "weekday" => number(format!("((floor(decimal-date-time(date-time({}))) + 4) mod 7)", text(0)?)),
            "age" => number(format!("floor((today() - date({})) div 365.25)", text(0)?)),
            "getDate" => Ok(target(format!("date-time({})", text(0)?), Shape::Date)),
            "dateAdd" => self.date_add(arguments),
            "dateDiff" => self.date_difference(arguments),
            "diffDays" => {
                let (one, other) = (text(0)?, text(1)?);
                let days = |date: &str| format!("floor(decimal-date-time(date-time({date})))");
                let difference = format!("abs({} - {})", days(&other), days(&one));
                number(format!("if({one} = '' or {other} = '', 0, {difference})"))
            }
            "substring" => Ok(target(
                match arguments.len() {
                    0..=2 => format!("substr({}, {})", text(0)?, text(1)?),
                    _ => format!("substr({}, {}, {})", text(0)?, text(1)?, text(2)?),
                },
                Shape::Text,
            )),
            "lower" | "toLowerCase" => Ok(target(format!("lower-case({})", text(0)?), Shape::Text)),
            "upper" | "toUpperCase" => Ok(target(format!("upper-case({})", text(0)?), Shape::Text)),
            "sumInArray" | "countInArray" | "avgInArray" | "minInArray" | "maxInArray" => self.in_rows(name, arguments),
            "displayValue" => match arguments {
                [Tree::Text(name, _) | Tree::Variable(name)] => match self.names.find(name) {
                    Some(question) => {
                        let of = &question.expression;
                        Ok(target(format!("jr:choice-name({of}, '{of}')"), Shape::Text))
                    }
                    None => fail(format!("`{name}` is no question")),
                },
                _ => fail("`displayValue` with more than a name"),
            },
            _ => fail(format!("the function `{name}`")),
        }
    }

    fn choice(&self, arguments: &[Tree]) -> Translated {
        let [condition, rest @ ..] = arguments else { return Ok(target("''", Shape::Text)) };
        let branch = |index: usize| rest.get(index).map(|tree| self.tree(tree)).transpose();
        let blank = || target("''", Shape::Text);
        let (yes, no) = (branch(0)?.unwrap_or_else(blank), branch(1)?.unwrap_or_else(blank));
        let shape = if yes.shape == no.shape { yes.shape } else { Shape::Text };
        Ok(target(format!("if({}, {}, {})", self.truth(condition)?, yes.expression, no.expression), shape))
    }

    /// Arguments one by one; lists that are written out are taken apart.
    fn each(&self, arguments: &[Tree]) -> Translated<String> {
        let mut each = Vec::new();
        for argument in arguments {
            match argument {
                Tree::List(items) => {
                    for item in items {
                        each.push(self.tree(item)?.expression);
                    }
                }
                Tree::Variable(name) => {
                    let all = self.names.column(name, "");
                    each.push(all.map_or_else(|| self.tree(argument), Ok)?.expression);
                }
                other => each.push(self.tree(other)?.expression),
            }
        }
        Ok(each.join(", "))
    }

    fn part_of_date(&self, name: &str, date: &str) -> Translated {
        let (date, format) = match name {
            "year" => (date, "%Y"),
            "month" => (date, "%m"),
            "day" => (date, "%d"),
            _ => ("today()", "%Y"),
        };
        Ok(target(format!("number(format-date({date}, '{format}'))"), Shape::Number))
    }

    fn date_add(&self, arguments: &[Tree]) -> Translated {
        let [date, number, rest @ ..] = arguments else { return fail("`dateAdd` without a number") };
        let (date, number) = (self.tree(date)?.expression, self.tree(number)?.expression);
        let days = match unit(rest.first())? {
            "days" => number,
            "weeks" => format!("{number} * 7"),
            "hours" => format!("{number} div 24"),
            "minutes" => format!("{number} div 1440"),
            "seconds" => format!("{number} div 86400"),
            other => return fail(format!("`dateAdd` by {other}")),
        };
        let sum = format!("date-time(decimal-date-time(date-time({date})) + {days})");
        Ok(target(format!("if({date} = '', '', {sum})"), Shape::Date))
    }

    fn date_difference(&self, arguments: &[Tree]) -> Translated {
        let [one, other, rest @ ..] = arguments else { return fail("`dateDiff` without two dates") };
        let (one, other) = (self.tree(one)?.expression, self.tree(other)?.expression);
        let seconds = match unit(rest.first())? {
            "days" => 86_400,
            "weeks" => 604_800,
            "hours" => 3_600,
            "minutes" => 60,
            "seconds" => 1,
            word => return fail(format!("`dateDiff` in {word}")),
        };
        let of = |date: &str| format!("decimal-date-time(date-time({date}))");
        let difference = format!("floor(round(({} - {}) * 86400) div {seconds})", of(&other), of(&one));
        Ok(target(format!("if({one} = '' or {other} = '', '', {difference})"), Shape::Number))
    }

    /// A sum, a count, … over a column of rows.
    fn in_rows(&self, name: &str, arguments: &[Tree]) -> Translated {
        let [Tree::Variable(rows), Tree::Text(column, _), rest @ ..] = arguments else {
            return fail(format!("`{name}` without rows and a column"));
        };
        if !rest.is_empty() {
            return fail(format!("`{name}` with a condition"));
        }
        let Some(Target { expression: column, .. }) = self.names.column(rows, column) else {
            return Ok(target("0", Shape::Number));
        };
        let expression = match name {
            "sumInArray" => format!("sum({column})"),
            "countInArray" => format!("count-non-empty({column})"),
            "avgInArray" => format!("sum({column}) div count-non-empty({column})"),
            "minInArray" => format!("min({column})"),
            _ => format!("max({column})"),
        };
        Ok(target(expression, Shape::Number))
    }
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
