//! SurveyJS's functions in the language of questionnaires.

use super::dates::part;
use super::function::{Aggregate, Function};
use super::names::{Column, InRow, RowMember};
use super::parse::parse;
use super::syntax::{Quoting, Tree};
use super::target::{Shape, Target};
use super::translator::{Goal, Translated, Translator, fail};

impl Translator<'_> {
    /// A call.
    pub(super) fn call(&self, function: &Function, arguments: &[Tree]) -> Translated {
        let text = |index: usize| self.argument(arguments, index);
        let number = |expression: String| Ok(Target::new(expression, Shape::Number));
        let each = || (0..arguments.len()).map(text).collect::<Translated<Vec<String>>>();
        match function {
            Function::Iif => self.choice(arguments, Goal::Words),
            Function::Sum if !self.is_one_path(arguments)? => self.sum_of(arguments),
            Function::Sum => number(format!("sum({})", expressions(&self.each(arguments)?))),
            Function::Min | Function::Max => self.most(function.name(), arguments),
            Function::Avg => Ok(mean(&self.sum_of(arguments)?.expression, &self.count_of(arguments)?)),
            Function::Count => number(self.count_of(arguments)?),
            Function::Round if arguments.len() > 1 => {
                number(format!("round({}, {})", text(0)?, self.digits(arguments)?.unwrap_or_default()))
            }
            Function::Round | Function::Abs => number(format!("{function}({})", each()?.join(", "))),
            Function::Floor => number(format!("floor({})", text(0)?)),
            Function::Ceil => number(format!("ceiling({})", text(0)?)),
            Function::Trunc => number(truncated(&text(0)?, self.digits(arguments)?.as_deref())),
            Function::Pow | Function::Power => number(format!("pow({}, {})", text(0)?, text(1)?)),
            Function::Sqrt => number(format!("sqrt({})", text(0)?)),
            Function::Today if arguments.is_empty() => Ok(Target::constant("today()", Shape::Date)),
            Function::Today => {
                let days = text(0)?;
                let days = if days.parse::<i64>().is_ok() { days } else { format!("floor({days})") };
                Ok(Target::new(format!("date(today() + {days})"), Shape::Date))
            }
            Function::CurrentDate => Ok(Target::constant("now()", Shape::Date)),
            Function::Year => number(part(&self.day_or_today(arguments)?, "%Y")),
            Function::GetYear => {
                let date = text(0)?;
                Ok(Target::conditional(format!("if({date} = '', '', {})", part(&date, "%Y")), Shape::Number))
            }
            Function::Month => number(part(&self.day_or_today(arguments)?, "%m")),
            Function::Day => number(part(&self.day_or_today(arguments)?, "%d")),
            Function::CurrentYear => number(part("today()", "%Y")),
            Function::Weekday => {
                let date = self.day_or_today(arguments)?;
                number(format!("((floor(decimal-date-time(date-time({date}))) + 4) mod 7)"))
            }
            Function::Age => self.age(arguments),
            Function::GetDate => Ok(Target::new(format!("date-time({})", text(0)?), Shape::Date)),
            Function::DateAdd => self.date_add(arguments),
            Function::DateDiff => self.date_difference(arguments),
            Function::DiffDays => Ok(self.difference_in_days(&text(0)?, &text(1)?)),
            Function::Substring => self.substring(arguments),
            Function::Lower | Function::ToLowerCase => {
                Ok(Target::new(format!("lower-case({})", text(0)?), Shape::Text))
            }
            Function::Upper | Function::ToUpperCase => {
                Ok(Target::new(format!("upper-case({})", text(0)?), Shape::Text))
            }
            Function::InArray(aggregate) => self.in_rows(*aggregate, function.name(), arguments),
            Function::DisplayValue => self.display_value(arguments),
            Function::PropertyValue => self.property(arguments),
            Function::GetComment => self.comment(arguments),
            // A form is there to be filled.
            Function::IsDisplayMode => Ok(Target::truth(false)),
            Function::Custom(name) => fail(format!("the function `{name}`")),
        }
    }

    /// The number of digits that a number is rounded to, if it is said; a blank is 0.
    fn digits(&self, arguments: &[Tree]) -> Translated<Option<String>> {
        let digits = arguments.get(1).map(|tree| self.number(tree)).transpose()?;
        Ok(digits.map(|digits| digits.expression))
    }

    /// The day of which a part is asked for: that of today where none is given or known.
    fn day_or_today(&self, arguments: &[Tree]) -> Translated<String> {
        let Some(tree) = arguments.first() else { return Ok("today()".to_owned()) };
        let date = self.tree(tree)?;
        Ok(match (date.is_blank(), date.is_constant()) {
            (true, _) => "today()".to_owned(),
            (false, true) => date.expression,
            (false, false) => format!("coalesce({}, today())", date.expression),
        })
    }

    /// A part of a text; what reads as a number is no text.
    fn substring(&self, arguments: &[Tree]) -> Translated {
        let text = |index: usize| self.argument(arguments, index);
        let Some(whole) = arguments.first().filter(|_| arguments.len() > 1) else { return Ok(Target::blank()) };
        let whole = self.tree(whole)?;
        let start_and_end = [text(1)?].into_iter().chain((arguments.len() > 2).then(|| text(2)).transpose()?);
        let start_and_end = start_and_end.collect::<Vec<_>>().join(", ");
        let read = &whole.expression;
        let part = format!("substr({read}, {start_and_end})");
        Ok(match whole.shape {
            Shape::Text if whole.literal().is_some() => Target::new(part, Shape::Text),
            // Digits after a leading zero are letters.
            Shape::Text => Target::new(
                format!(
                    "if(number({read}) = number({read}) and not(starts-with({read}, '0') and string-length({read}) > 1), '', {part})"
                ),
                Shape::Text,
            ),
            Shape::Number | Shape::Truth | Shape::Boolean | Shape::List | Shape::Order | Shape::Rows => Target::blank(),
            Shape::Date | Shape::Time | Shape::Month => Target::new(part, Shape::Text),
        })
    }

    /// The expression of an argument; a blank where it is missing.
    fn argument(&self, arguments: &[Tree], index: usize) -> Translated<String> {
        let argument = arguments.get(index).map(|tree| self.tree(tree)).transpose()?;
        Ok(argument.unwrap_or_else(Target::blank).expression)
    }

    fn display_value(&self, arguments: &[Tree]) -> Translated {
        let [Tree::Text(name, _) | Tree::Variable(name)] = arguments else {
            return fail("`displayValue` of anything but a name");
        };
        match self.names.display(name) {
            Some(words) => Ok(words),
            None => fail(format!("the unknown name `{name}`")),
        }
    }

    /// A text of a question: its title or description.
    fn property(&self, arguments: &[Tree]) -> Translated {
        let [Tree::Text(name, _), Tree::Text(member, _)] = arguments else {
            return fail("`propertyValue` of anything but a question");
        };
        match self.names.find(&format!("${name}.{member}")) {
            Some(text) => Ok(text),
            None => fail(format!("`{member}` of `{name}`")),
        }
    }

    /// What was said for `other` of a question.
    fn comment(&self, arguments: &[Tree]) -> Translated {
        let [Tree::Text(name, _)] = arguments else { return fail("`getComment` of anything but a question") };
        match self.names.find(&format!("{name}-Comment")) {
            Some(comment) => Ok(comment),
            None => fail(format!("the comment on `{name}`")),
        }
    }

    /// `iif`: a value that a condition chooses.
    pub(super) fn choice(&self, arguments: &[Tree], goal: Goal) -> Translated {
        let [condition, rest @ ..] = arguments else { return Ok(Target::blank()) };
        let branch = |index: usize| rest.get(index).map(|tree| self.value(tree, goal)).transpose();
        let (yes, no) = (branch(0)?.unwrap_or_else(Target::blank), branch(1)?.unwrap_or_else(Target::blank));
        let shape = if yes.shape == no.shape { yes.shape } else { Shape::Text };
        let expression = format!("if({}, {}, {})", self.truth(condition)?, yes.expression, no.expression);
        Ok(Target::conditional(expression, shape))
    }

    /// Arguments one by one; lists that are written out are taken apart.
    fn each(&self, arguments: &[Tree]) -> Translated<Vec<Target>> {
        let mut each = Vec::new();
        for argument in arguments {
            match (argument, self.all_values(argument)) {
                (_, Some(path)) => each.push(Target::new(path, Shape::Rows)),
                (Tree::List(items), None) => each.extend(self.each(items)?),
                (other, None) => each.push(self.tree(other)?),
            }
        }
        Ok(each)
    }

    /// Whether there is one argument, which leads to values and is no value itself.
    fn is_one_path(&self, arguments: &[Tree]) -> Translated<bool> {
        let [only @ Tree::Variable(_)] = arguments else { return Ok(false) };
        let target = self.tree(only)?;
        Ok(target.literal().is_none() && (target.shape.is_several() || target.shape == Shape::Rows))
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
        let mut each = self.each(arguments)?;
        each.retain(|one| !one.is_blank());
        if each.is_empty() {
            return Ok(Target::blank());
        }
        let is_date = |tree: &Tree| self.tree(tree).is_ok_and(|target| target.shape == Shape::Date);
        let most = most_of(name, &each);
        Ok(match arguments.iter().any(is_date) {
            true => Target::new(format!("date({most})"), Shape::Date),
            false => Target::new(most, Shape::Number),
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
                    list if list.shape.is_several() => format!("count-selected({})", list.expression),
                    constant if constant.is_constant() => "1".to_owned(),
                    open => format!("number({} != '')", open.expression),
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
                (other, None) => each.push(self.tree(other)?.or_zero()),
            }
        }
        Ok(match each.is_empty() {
            true => Target::number("0"),
            false => Target::new(format!("({})", each.join(" + ")), Shape::Number),
        })
    }

    /// A sum, a count, … over a column of rows; `minInArray({rows}, 'price', 'name', {active} = true)` is the name in
    /// the row with the lowest price among those that are active.
    fn in_rows(&self, aggregate: Aggregate, name: &str, arguments: &[Tree]) -> Translated {
        let [Tree::Variable(rows_name), Tree::Text(column, _), rest @ ..] = arguments else {
            return fail(format!("`{name}` without rows and a column"));
        };
        let written = rest.last().and_then(condition_in_quotes);
        let (wanted, condition): (Option<&String>, Option<&Tree>) = match (rest, &written) {
            ([], _) => (None, None),
            ([_], Some(condition)) => (None, Some(condition)),
            ([Tree::Text(wanted, Quoting::Quoted)], None) => (Some(wanted), None),
            ([condition], None) => (None, Some(condition)),
            ([Tree::Text(wanted, Quoting::Quoted), condition], written) => {
                (Some(wanted), Some(written.as_ref().unwrap_or(condition)))
            }
            _ => return fail(format!("`{name}` with this many arguments")),
        };
        let column_values = match self.names.column(rows_name, column) {
            // The least and the most of nothing are nothing.
            None if matches!(aggregate, Aggregate::Min | Aggregate::Max) => return Ok(Target::blank()),
            None => return Ok(Target::number("0")),
            Some(Column::Each(each)) if rest.is_empty() => return Ok(in_each(aggregate, &each)),
            Some(Column::Each(_)) => String::new(),
            Some(Column::Path(path)) => path,
        };
        if wanted.is_none() && condition.is_none() {
            return Ok(in_path(aggregate, &column_values));
        }
        let Some(rows) = self.names.rows(rows_name) else { return fail(format!("`{name}` with a condition")) };
        let inside = Translator { names: &InRow { rows_name, rows: &rows, outside: self.names } };
        let filtered = match condition {
            Some(condition) => format!("{}[{}]", rows.path, inside.truth(condition)?),
            None => rows.path.clone(),
        };
        let path =
            |name: &str| rows.members.iter().find(|member| member.name == name).map(|RowMember { path, .. }| path);
        let (Some(column), Some(read)) = (path(column), path(wanted.unwrap_or(column))) else {
            // Rows without it have no such value.
            return Ok(if wanted.is_some() { Target::blank() } else { Target::number("0") });
        };
        let result = in_path(aggregate, &format!("{filtered}/{column}"));
        Ok(match (aggregate, wanted) {
            // What is read is in the row with that value.
            (Aggregate::Min | Aggregate::Max, Some(_)) => {
                Target::new(format!("{filtered}[{column} = {}]/{read}", result.expression), Shape::Text)
            }
            (Aggregate::Min | Aggregate::Max, None) | (Aggregate::Sum | Aggregate::Count | Aggregate::Avg, _) => result,
        })
    }
}

fn expressions(targets: &[Target]) -> String {
    targets.iter().map(|target| target.expression.as_str()).collect::<Vec<_>>().join(", ")
}

/// The least or the greatest of several; blanks are passed over.
fn most_of(function: &str, each: &[Target]) -> String {
    if let [only] = each {
        return format!("{function}({})", only.expression);
    }
    let (constant, open): (Vec<&Target>, Vec<&Target>) = each.iter().partition(|one| one.is_constant());
    let all = each.iter().map(|own| {
        let others = open.iter().chain(&constant).map(|other| other.expression.as_str());
        let others: Vec<&str> = others.filter(|other| *other != own.expression).collect();
        // In the place of a blank one stands one that is there, which changes nothing.
        match own.is_constant() || others.is_empty() {
            true => own.expression.clone(),
            false => format!("coalesce({}, {})", own.expression, others.join(", ")),
        }
    });
    format!("{function}({})", all.collect::<Vec<_>>().join(", "))
}

/// A condition that is written as a text: what names a column has no such signs.
fn condition_in_quotes(tree: &Tree) -> Option<Tree> {
    let Tree::Text(text, Quoting::Quoted) = tree else { return None };
    if text.contains(['{', '}', '<', '>', '=', '!']) { parse(text).ok() } else { None }
}

/// A column of rows that a person adds. Words and blanks among numbers do not count.
fn in_path(aggregate: Aggregate, values: &str) -> Target {
    let numbers = |function: &str| format!("{function}({values}[number(.) = number(.)])");
    let count = format!("count-non-empty({values})");
    let expression = match aggregate {
        Aggregate::Sum => numbers("sum"),
        Aggregate::Count => count,
        Aggregate::Avg => return mean(&numbers("sum"), &count),
        Aggregate::Min => numbers("min"),
        Aggregate::Max => numbers("max"),
    };
    Target::new(expression, Shape::Number)
}

/// A column of rows that are written out.
fn in_each(aggregate: Aggregate, each: &[String]) -> Target {
    let added = |one: &dyn Fn(&String) -> String| format!("({})", each.iter().map(one).collect::<Vec<_>>().join(" + "));
    let sum = added(&|one| format!("coalesce(number({one}), 0)"));
    let count = added(&|one| format!("number({one} != '')"));
    let targets = || each.iter().map(|one| Target::new(one.clone(), Shape::Text)).collect::<Vec<_>>();
    let expression = match aggregate {
        Aggregate::Sum => sum,
        Aggregate::Count => count,
        Aggregate::Avg => return mean(&sum, &count),
        Aggregate::Min => most_of("min", &targets()),
        Aggregate::Max => most_of("max", &targets()),
    };
    Target::new(expression, Shape::Number)
}

/// A sum divided by a count; the mean of no values is 0.
fn mean(sum: &str, count: &str) -> Target {
    Target::conditional(format!("if({count} = 0, 0, {sum} div {count})"), Shape::Number)
}

/// A number cut behind so many digits.
fn truncated(number: &str, digits: Option<&str>) -> String {
    match digits {
        None => format!("int({number})"),
        Some(digits) => {
            let scale = format!("pow(10, {digits})");
            // What doubles cannot hold exactly would be cut one short.
            format!("int(round({number} * {scale}, 6)) div {scale}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_are_passed_over_by_what_is_there() {
        let open = |name: &str| Target::new(format!("${{{name}}}"), Shape::Number);
        let all = [open("a"), open("b"), Target::number("3")];
        assert_eq!(most_of("min", &all), "min(coalesce(${a}, ${b}, 3), coalesce(${b}, ${a}, 3), 3)");
        assert_eq!(most_of("max", &all[..1]), "max(${a})");
    }

    #[test]
    fn only_a_text_with_signs_is_a_condition() {
        let quoted = |text: &str| Tree::Text(text.to_owned(), Quoting::Quoted);
        assert!(condition_in_quotes(&quoted("{a} > 1")).is_some());
        assert!(condition_in_quotes(&quoted("name")).is_none());
        assert!(condition_in_quotes(&Tree::Text("a>1".to_owned(), Quoting::Bare)).is_none());
    }
}
