//! SurveyJS's functions in our words.

use super::parse::{Tree, parse};
use super::translate::{
    Column, Goal, InRow, Shape, Target, Translated, Translator, fail, is_constant, or_zero, target,
};

impl Translator<'_> {
    /// A call.
    pub(super) fn call(&self, name: &str, arguments: &[Tree]) -> Translated {
        let argument = |index: usize| arguments.get(index).map(|tree| self.tree(tree)).transpose();
        let text = |index: usize| -> Translated<String> {
            Ok(argument(index)?.map_or_else(|| "''".to_owned(), |target| target.expression))
        };
        let number = |expression: String| Ok(target(expression, Shape::Number));
        match name {
            "iif" => self.choice(arguments, Goal::Words),
            "sum" if arguments.len() > 1 || matches!(arguments, [Tree::List(_)]) => self.sum_of(arguments),
            "sum" => number(format!("sum({})", self.each(arguments)?.join(", "))),
            "min" | "max" => self.most(name, arguments),
            "avg" => {
                let (sum, count) = (self.sum_of(arguments)?.expression, self.count_of(arguments)?);
                number(mean(&sum, &count))
            }
            "count" => number(self.count_of(arguments)?),
            "round" | "abs" => {
                let each: Vec<String> = (0..arguments.len()).map(text).collect::<Translated<_>>()?;
                number(format!("{name}({})", each.join(", ")))
            }
            "floor" => number(format!("floor({})", text(0)?)),
            "ceil" => number(format!("ceiling({})", text(0)?)),
            "trunc" => number(truncated(&text(0)?, arguments.get(1))?),
            "pow" | "power" => number(format!("pow({}, {})", text(0)?, text(1)?)),
            "sqrt" => number(format!("sqrt({})", text(0)?)),
            "today" if arguments.is_empty() => Ok(target("today()", Shape::Date)),
            "today" => Ok(target(format!("date(today() + {})", text(0)?), Shape::Date)),
            "currentDate" => Ok(target("now()", Shape::Date)),
            "year" | "month" | "day" | "currentYear" => self.part_of_date(name, &text(0)?),
            "weekday" => number(format!("((floor(decimal-date-time(date-time({}))) + 4) mod 7)", text(0)?)),
            "age" => self.age(arguments),
            "getDate" => Ok(target(format!("date-time({})", text(0)?), Shape::Date)),
            "dateAdd" => self.date_add(arguments),
            "dateDiff" => self.date_difference(arguments),
            "diffDays" => number(self.days_between(&text(0)?, &text(1)?)),
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

    pub(super) fn choice(&self, arguments: &[Tree], goal: Goal) -> Translated {
        let [condition, rest @ ..] = arguments else { return Ok(target("''", Shape::Text)) };
        let branch = |index: usize| rest.get(index).map(|tree| self.value(tree, goal)).transpose();
        let blank = || target("''", Shape::Text);
        let (yes, no) = (branch(0)?.unwrap_or_else(blank), branch(1)?.unwrap_or_else(blank));
        let shape = if yes.shape == no.shape { yes.shape } else { Shape::Text };
        Ok(target(format!("if({}, {}, {})", self.truth(condition)?, yes.expression, no.expression), shape))
    }

    /// Arguments one by one; lists that are written out are taken apart.
    fn each(&self, arguments: &[Tree]) -> Translated<Vec<String>> {
        let mut each = Vec::new();
        for argument in arguments {
            match (argument, self.all_values(argument)) {
                (_, Some(path)) => each.push(path),
                (Tree::List(items), None) => each.extend(self.each(items)?),
                (other, None) => each.push(self.tree(other)?.expression),
            }
        }
        Ok(each)
    }

    /// The path to all values of a name that has several.
    fn all_values(&self, tree: &Tree) -> Option<String> {
        let Tree::Variable(name) = tree else { return None };
        match self.names.column(name, "")? {
            Column::Path(path) => Some(path),
            Column::Each(_) => None,
        }
    }

    /// The least or the most of what is there.
    fn most(&self, name: &str, arguments: &[Tree]) -> Translated {
        let each = self.each(arguments)?;
        let is_date = |tree: &Tree| self.tree(tree).is_ok_and(|target| target.shape == Shape::Date);
        let most = most_of(name, &each);
        Ok(match arguments.iter().any(is_date) {
            true => target(format!("date({most})"), Shape::Date),
            false => target(most, Shape::Number),
        })
    }

    /// How many there are: of columns and lists all, of single values those that are not blank.
    fn count_of(&self, arguments: &[Tree]) -> Translated<String> {
        let mut each = Vec::new();
        for argument in arguments {
            match (argument, self.all_values(argument)) {
                (_, Some(path)) => each.push(format!("count-non-empty({path})")),
                (Tree::List(items), None) => each.push(self.count_of(items)?),
                (other, None) => each.push(match self.tree(other)? {
                    Target { expression, shape: Shape::List | Shape::Order } => format!("count-selected({expression})"),
                    Target { expression, .. } if is_constant(&expression) => "1".to_owned(),
                    Target { expression, .. } => format!("number({expression} != '')"),
                }),
            }
        }
        Ok(if each.is_empty() { "0".to_owned() } else { format!("({})", each.join(" + ")) })
    }

    /// The sum of several: columns are summed, single values count as 0 where they are blank.
    fn sum_of(&self, arguments: &[Tree]) -> Translated {
        let mut each = Vec::new();
        for argument in arguments {
            match (argument, self.all_values(argument)) {
                (_, Some(path)) => each.push(format!("sum({path})")),
                (Tree::List(items), None) => each.push(self.sum_of(items)?.expression),
                (other, None) => each.push(or_zero(&self.tree(other)?)),
            }
        }
        Ok(target(if each.is_empty() { "0".to_owned() } else { format!("({})", each.join(" + ")) }, Shape::Number))
    }

    /// A sum, a count, … over a column of rows; `minInArray({rows}, 'price', 'name', {active} = true)` is the name in
    /// the row with the lowest price among those that are active.
    fn in_rows(&self, name: &str, arguments: &[Tree]) -> Translated {
        let [Tree::Variable(rows_name), Tree::Text(column, _), rest @ ..] = arguments else {
            return fail(format!("`{name}` without rows and a column"));
        };
        let written = rest.last().and_then(condition_in_quotes);
        let (wanted, condition) = match (rest, &written) {
            ([], _) => (None, None),
            ([_], Some(condition)) => (None, Some(condition)),
            ([Tree::Text(wanted, true)], None) => (Some(wanted), None),
            ([condition], None) => (None, Some(condition)),
            ([Tree::Text(wanted, true), condition], written) => {
                (Some(wanted), Some(written.as_ref().unwrap_or(condition)))
            }
            _ => return fail(format!("`{name}` with so many arguments")),
        };
        let mut values = match self.names.column(rows_name, column) {
            None => return Ok(target("0", Shape::Number)),
            Some(Column::Each(each)) if rest.is_empty() => return Ok(target(in_each(name, &each), Shape::Number)),
            Some(Column::Each(_)) => return fail(format!("`{name}` with a condition")),
            Some(Column::Path(path)) => path,
        };
        let mut filtered = String::new();
        if wanted.is_some() || condition.is_some() {
            let Some(rows) = self.names.rows(rows_name) else { return fail(format!("`{name}` with a condition")) };
            let way = |theirs: &str| rows.members.iter().find(|(known, ..)| known == theirs).map(|(_, way, _)| way);
            let inside = Translator { names: &InRow { called: rows_name, rows: &rows, outside: self.names } };
            let condition = condition.map(|condition| inside.truth(condition)).transpose()?;
            filtered = condition.map_or(rows.path.clone(), |condition| format!("{}[{condition}]", rows.path));
            let (Some(column), Some(wanted)) = (way(column), way(wanted.unwrap_or(column))) else {
                return fail(format!("`{name}` of a column that is not there"));
            };
            values = format!("{filtered}/{column}");
            filtered = format!("{filtered}[{column} = ?]/{wanted}");
        }
        let expression = in_path(name, &values);
        match (name, wanted) {
            ("minInArray" | "maxInArray", Some(_)) => Ok(target(filtered.replace('?', &expression), Shape::Text)),
            _ => Ok(target(expression, Shape::Number)),
        }
    }
}

/// The least or the most: a blank one is passed over.
fn most_of(name: &str, each: &[String]) -> String {
    if let [only] = each {
        return format!("{name}({only})");
    }
    let open: Vec<&str> = each.iter().map(String::as_str).filter(|one| !is_constant(one)).collect();
    let all = each.iter().map(|own| match is_constant(own) {
        true => own.clone(),
        // In the place of a blank one stands one that is there, which changes nothing.
        false => {
            let others = each.iter().map(String::as_str).filter(|other| *other != own && is_constant(other));
            let others: Vec<&str> = open.iter().copied().filter(|other| *other != own).chain(others).collect();
            if others.is_empty() { own.clone() } else { format!("coalesce({own}, {})", others.join(", ")) }
        }
    });
    format!("{name}({})", all.collect::<Vec<_>>().join(", "))
}

/// A condition that is written as a text: what names a column has no such signs.
fn condition_in_quotes(tree: &Tree) -> Option<Tree> {
    match tree {
        Tree::Text(text, true) if text.contains(['{', '}', '<', '>', '=', '!']) => parse(text).ok(),
        _ => None,
    }
}

/// A column of rows that somebody adds. Words and blanks among numbers count as nothing.
fn in_path(name: &str, values: &str) -> String {
    let numbers = |function: &str| format!("{function}({values}[number(.) = number(.)])");
    let count = format!("count-non-empty({values})");
    match name {
        "sumInArray" => numbers("sum"),
        "countInArray" => count,
        "avgInArray" => mean(&numbers("sum"), &count),
        "minInArray" => numbers("min"),
        _ => numbers("max"),
    }
}

/// A column of rows that are written out.
fn in_each(name: &str, each: &[String]) -> String {
    let added = |one: &dyn Fn(&String) -> String| format!("({})", each.iter().map(one).collect::<Vec<_>>().join(" + "));
    let sum = added(&|one| format!("coalesce(number({one}), 0)"));
    let count = added(&|one| format!("number({one} != '')"));
    match name {
        "sumInArray" => sum,
        "countInArray" => count,
        "avgInArray" => mean(&sum, &count),
        "minInArray" => most_of("min", each),
        _ => most_of("max", each),
    }
}

/// A sum by a count; nothing has the mean 0.
fn mean(sum: &str, count: &str) -> String {
    format!("if({count} = 0, 0, {sum} div {count})")
}

/// A number cut behind so many digits.
fn truncated(number: &str, digits: Option<&Tree>) -> Translated<String> {
    match digits {
        None => Ok(format!("int({number})")),
        Some(Tree::Number(digits)) => {
            let scale = format!("pow(10, {digits})");
            // What doubles cannot hold exactly would be cut one short.
            Ok(format!("int(round({number} * {scale}, 6)) div {scale}"))
        }
        Some(_) => fail("`trunc` to digits that are worked out"),
    }
}
