//! SurveyJS's functions in our words.

use super::parse::Tree;
use super::translate::{InRow, Shape, Translated, Translator, fail, target};

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
            "sum" if arguments.len() > 1 || matches!(arguments, [Tree::List(_)]) => self.sum_of(arguments),
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
                [Tree::Text(name, _) | Tree::Variable(name)] => match self.names.display(name) {
                    Some(words) => Ok(words),
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

    /// The sum of several: columns are summed, single values count as 0 where they are blank.
    fn sum_of(&self, arguments: &[Tree]) -> Translated {
        let mut each = Vec::new();
        for argument in arguments {
            match argument {
                Tree::List(items) => {
                    for item in items {
                        each.push(self.tree(item)?.expression);
                    }
                }
                Tree::Variable(name) if self.names.column(name, "").is_some() => {
                    each.extend(self.names.column(name, "").map(|all| format!("sum({})", all.expression)));
                }
                other => each.push(format!("coalesce({}, 0)", self.tree(other)?.expression)),
            }
        }
        Ok(target(format!("({})", each.join(" + ")), Shape::Number))
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
            "years" => return Ok(target(months_later(&date, &format!("12 * ({number})")), Shape::Date)),
            _ => return Ok(target(months_later(&date, &number), Shape::Date)),
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

    /// A sum, a count, … over a column of rows; `minInArray({rows}, 'price', 'name', {active} = true)` is the name in
    /// the row with the lowest price among those that are active.
    fn in_rows(&self, name: &str, arguments: &[Tree]) -> Translated {
        let [Tree::Variable(rows_name), Tree::Text(column, _), rest @ ..] = arguments else {
            return fail(format!("`{name}` without rows and a column"));
        };
        let (wanted, condition) = match rest {
            [] => (None, None),
            [Tree::Text(wanted, true)] => (Some(wanted), None),
            [condition] => (None, Some(condition)),
            [Tree::Text(wanted, true), condition] => (Some(wanted), Some(condition)),
            _ => return fail(format!("`{name}` with so many arguments")),
        };
        let Some(all) = self.names.column(rows_name, column) else { return Ok(target("0", Shape::Number)) };
        let mut values = all.expression;
        let mut filtered = String::new();
        if wanted.is_some() || condition.is_some() {
            let Some(rows) = self.names.rows(rows_name) else { return fail(format!("`{name}` with a condition")) };
            let way = |theirs: &str| rows.members.iter().find(|(known, ..)| known == theirs).map(|(_, way, _)| way);
            let inside = Translator { names: &InRow { rows: &rows, outside: self.names } };
            let condition = condition.map(|condition| inside.truth(condition)).transpose()?;
            filtered = condition.map_or(rows.path.clone(), |condition| format!("{}[{condition}]", rows.path));
            let (Some(column), Some(wanted)) = (way(column), way(wanted.unwrap_or(column))) else {
                return fail(format!("`{name}` of a column that is not there"));
            };
            values = format!("{filtered}/{column}");
            filtered = format!("{filtered}[{column} = ?]/{wanted}");
        }
        // Words among numbers count as nothing, where the column is one path.
        let is_one = wanted.is_none() && !values.contains(", ");
        let numbers = if is_one { format!("{values}[number(.) = number(.)]") } else { values.clone() };
        let of = |function: &str| format!("{function}({})", if function == "sum" { &numbers } else { &values });
        let expression = match name {
            "sumInArray" => of("sum"),
            "countInArray" => of("count-non-empty"),
            "avgInArray" => format!("{} div {}", of("sum"), of("count-non-empty")),
            "minInArray" => of("min"),
            _ => of("max"),
        };
        match (name, wanted) {
            ("minInArray" | "maxInArray", Some(_)) => Ok(target(filtered.replace('?', &expression), Shape::Text)),
            _ => Ok(target(expression, Shape::Number)),
        }
    }
}

/// The same day so many months later; a day that month does not have runs into the next, as in JavaScript.
fn months_later(date: &str, months: &str) -> String {
    let part = |format: &str| format!("number(format-date({date}, '{format}'))");
    let count = format!("({} * 12 + {} - 1 + {months})", part("%Y"), part("%m"));
    let first = format!("concat(floor({count} div 12), '-', substr(string(101 + {count} mod 12), 1), '-01')");
    let sum = format!("date-time(decimal-date-time(date-time({first})) + {} - 1)", part("%d"));
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
