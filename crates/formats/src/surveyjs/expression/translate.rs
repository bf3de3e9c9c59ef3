//! From SurveyJS's tree to our expression.
//!
//! SurveyJS compares and adds loosely; what a question holds decides what an operator means here.

use super::compare::joined_by_lines;
use super::parse::Tree;
use crate::xform::quoted;

/// What a name or an expression gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Text, or not known.
    Text,
    /// A number.
    Number,
    /// `true` or `false`
    Truth,
    /// An answer that is blank, `true` or `false`.
    Boolean,
    /// A day or a moment.
    Date,
    /// A time of the day.
    Time,
    /// A month or a week: `2026-06`, `2026-W24`.
    Month,
    /// Several names of choices, joined by blanks.
    List,
    /// All names of choices in an order, joined by blanks.
    Order,
    /// Rows of a matrix or panels.
    Rows,
}

/// What a name of SurveyJS is here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Our expression.
    pub expression: String,
    /// What it gives.
    pub shape: Shape,
}

/// Rows or panels, for conditions on each of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rows {
    /// The path of the repeat.
    pub path: String,
    /// Names in SurveyJS, the way from a row to each, and what it holds.
    pub members: Vec<(String, String, Shape)>,
}

/// The values of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Column {
    /// The path that leads to all of them.
    Path(String),
    /// One expression for each row that is written out.
    Each(Vec<String>),
}

/// What names mean.
pub trait Names {
    /// The rows or panels of that name.
    fn rows(&self, name: &str) -> Option<Rows>;
    /// The question, row, or member of a name such as `a`, `panel.a`, `matrix[0].b`.
    fn find(&self, name: &str) -> Option<Target>;
    /// All values of a column of rows or panels.
    fn column(&self, rows: &str, column: &str) -> Option<Column>;
    /// The name here of a choice with that value, where the answer of a question is one, and whether there is such a choice.
    fn choice(&self, _name: &str, _value: &str) -> Option<(String, bool)> {
        None
    }
    /// The names of all choices of a question, as far as they are written out.
    fn choices(&self, _name: &str) -> Vec<String> {
        Vec::new()
    }
    /// How many answers stand in rows or panels: those in which none is are nothing. Nothing where that cannot be counted.
    fn filled(&self, _rows: &str) -> Option<String> {
        None
    }
    /// The text of an answer where it is not the answer itself: several choices are joined by commas.
    fn text(&self, _name: &str) -> Option<String> {
        None
    }
    /// What the answer of a question is called where people read it.
    fn display(&self, name: &str) -> Option<Target> {
        let of = self.find(name)?.expression;
        Some(Target { expression: format!("jr:choice-name({of}, '{of}')"), shape: Shape::Text })
    }
}

/// What cannot be said in our language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Untranslatable {
    /// What it is, in words.
    pub what: String,
}

pub(super) type Translated<T = Target> = Result<T, Untranslatable>;

/// Our expression for a tree.
///
/// # Errors
/// [`Untranslatable`] names what has no counterpart.
pub fn translate(tree: &Tree, names: &dyn Names) -> Translated {
    Translator { names }.value(tree, Goal::Words)
}

/// What a value is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::surveyjs) enum Goal {
    /// Somebody reads it: what the survey's choices are called there.
    Words,
    /// It is the answer of a question with choices: their names here.
    Choice,
}

pub(in crate::surveyjs) struct Translator<'n> {
    pub names: &'n dyn Names,
}

pub(super) fn fail<T>(what: impl Into<String>) -> Translated<T> {
    Err(Untranslatable { what: what.into() })
}

pub(super) fn target(expression: impl Into<String>, shape: Shape) -> Target {
    Target { expression: expression.into(), shape }
}

/// The longest expression that is written, in bytes.
const MAX_BYTES: usize = 60_000;

impl Translator<'_> {
    pub(super) fn tree(&self, tree: &Tree) -> Translated {
        let whole = self.whole(tree)?;
        // What operators say twice grows with each one around it.
        if whole.expression.len() > MAX_BYTES { fail("an expression as long as this one") } else { Ok(whole) }
    }

    /// A tree whose value is an answer.
    pub(in crate::surveyjs) fn value(&self, tree: &Tree, goal: Goal) -> Translated {
        match (tree, goal) {
            (Tree::Call(name, arguments), _) if name == "iif" => self.choice(arguments, goal),
            (Tree::List(items), Goal::Choice) => chosen_list(items),
            (Tree::Text(text, _), Goal::Choice) => Ok(target(quoted(&joined_by_lines(text)), Shape::Text)),
            (Tree::Variable(name), Goal::Words) => {
                let found = self.tree(tree)?;
                let words = self.names.text(name).filter(|_| found.shape == Shape::Text);
                Ok(words.map_or(found, |words| target(words, Shape::Text)))
            }
            _ => self.tree(tree),
        }
    }

    fn whole(&self, tree: &Tree) -> Translated {
        Ok(match tree {
            Tree::Number(number) => target(number.clone(), Shape::Number),
            Tree::Text(text, _) => target(quoted(text), Shape::Text),
            Tree::Truth(truth) => target(if *truth { "true()" } else { "false()" }, Shape::Truth),
            Tree::Null => target("''", Shape::Text),
            Tree::Variable(name) => match self.names.find(name) {
                Some(target) => target,
                None => return fail(format!("`{{{name}}}` is no question")),
            },
            Tree::List(_) => return fail("a list that is not compared with anything"),
            Tree::Call(name, arguments) => self.call(name, arguments)?,
            Tree::Unary("!", inner) => target(format!("not({})", self.truth(inner)?), Shape::Truth),
            Tree::Unary("-", inner) => target(format!("-({})", self.tree(inner)?.expression), Shape::Number),
            Tree::Unary(word, inner) => target(self.emptiness(inner, *word == "empty")?, Shape::Truth),
            Tree::Binary(operator, left, right) => self.binary(operator, left, right)?,
        })
    }

    fn emptiness(&self, tree: &Tree, is_empty: bool) -> Translated<String> {
        let inner = match self.known(tree)? {
            Some(inner) => inner,
            None => return Ok(if is_empty { "true()" } else { "false()" }.to_owned()),
        };
        Ok(match inner.shape {
            Shape::Rows => {
                let filled = match tree {
                    Tree::Variable(name) => self.names.filled(name),
                    _ => None,
                };
                let filled = filled.unwrap_or_else(|| format!("count({})", inner.expression));
                format!("{filled} {} 0", if is_empty { "=" } else { ">" })
            }
            Shape::Truth if !inner.expression.starts_with("${") => {
                if is_empty { "false()" } else { "true()" }.to_owned()
            }
            _ => format!("{} {} ''", inner.expression, if is_empty { "=" } else { "!=" }),
        })
    }

    /// A tree, but nothing where it is a name that nothing has: SurveyJS takes it for blank.
    pub(super) fn known(&self, tree: &Tree) -> Translated<Option<Target>> {
        match tree {
            Tree::Variable(name) => Ok(self.names.find(name)),
            _ => self.tree(tree).map(Some),
        }
    }

    /// Whether a value counts as true.
    pub(in crate::surveyjs) fn truth(&self, tree: &Tree) -> Translated<String> {
        let inner = self.tree(tree)?;
        let text = &inner.expression;
        Ok(match inner.shape {
            Shape::Truth => text.clone(),
            Shape::Boolean => is_true(text),
            Shape::Number => format!("boolean(number({text}))"),
            Shape::Rows => self.emptiness(tree, false)?,
            Shape::Date | Shape::Time | Shape::Month | Shape::List | Shape::Order => format!("({text} != '')"),
            Shape::Text => self.holds_something(tree, text),
        })
    }

    /// Whether a condition holds: its value is true, or 1. That there is one is not enough.
    pub(in crate::surveyjs) fn condition(&self, tree: &Tree) -> Translated<String> {
        match tree {
            Tree::Binary("and", left, right) => Ok(format!("({} and {})", self.truth(left)?, self.condition(right)?)),
            // Where the first is something, the second is not asked.
            Tree::Binary("or", left, right) if left.gives_truth() => {
                Ok(format!("({} or {})", self.condition(left)?, self.condition(right)?))
            }
            Tree::Binary("or", left, right) => {
                let (is_something, yes, no) = (self.truth(left)?, self.condition(left)?, self.condition(right)?);
                Ok(format!("({yes} or not({is_something}) and {no})"))
            }
            Tree::Call(name, arguments) if name == "iif" => self.condition_of_choice(arguments),
            _ => {
                let whole = self.tree(tree)?;
                let text = &whole.expression;
                Ok(match whole.shape {
                    Shape::Truth => text.clone(),
                    Shape::Boolean => is_true(text),
                    Shape::Number => format!("({text} = 1)"),
                    Shape::Text => format!("(string({text}) = 'true' or string({text}) = '1')"),
                    Shape::Date | Shape::Time | Shape::Month | Shape::List | Shape::Order | Shape::Rows => {
                        "false()".to_owned()
                    }
                })
            }
        }
    }

    fn condition_of_choice(&self, arguments: &[Tree]) -> Translated<String> {
        let branch = |index: usize| arguments.get(index).map_or(Ok("false()".to_owned()), |tree| self.condition(tree));
        let test = arguments.first().map_or(Ok("false()".to_owned()), |tree| self.truth(tree))?;
        Ok(format!("({test} and {} or not({test}) and {})", branch(1)?, branch(2)?))
    }

    /// Whether a text is neither blank nor what a truth or a number is written as that does not hold.
    fn holds_something(&self, tree: &Tree, text: &str) -> String {
        let choice = |value: &str| match tree {
            Tree::Variable(name) => self.names.choice(name, value),
            _ => None,
        };
        let mut tests = vec![format!("{text} = ''")];
        for value in ["false", "0"] {
            // A choice that is not offered is never the answer.
            tests.extend(match choice(value) {
                Some((_, false)) => None,
                Some((name, true)) => Some(format!("{text} = {}", quoted(&name))),
                None => Some(format!("{text} = '{value}'")),
            });
        }
        format!("not({})", tests.join(" or "))
    }

    fn binary(&self, operator: &'static str, left: &Tree, right: &Tree) -> Translated {
        match operator {
            "or" | "and" => {
                let expression = format!("({} {operator} {})", self.truth(left)?, self.truth(right)?);
                Ok(target(expression, Shape::Truth))
            }
            "+" => self.sum(&Tree::operands(left, right)),
            "-" | "*" => {
                let expression = format!("({} {operator} {})", self.number(left)?, self.number(right)?);
                Ok(target(expression, Shape::Number))
            }
            "/" | "%" => {
                let word = if operator == "/" { "div" } else { "mod" };
                let (one, other) = (self.number(left)?, self.number(right)?);
                let parts = format!("({one} {word} {other})");
                let is_known = other.parse::<f64>().is_ok_and(|number| number != 0.0);
                // What is divided by nothing is blank.
                let expression = if is_known { parts } else { format!("if({other} = 0, '', {parts})") };
                Ok(target(expression, Shape::Number))
            }
            "^" => {
                let expression = format!("pow({}, {})", self.number(left)?, self.number(right)?);
                Ok(target(expression, Shape::Number))
            }
            "contains" => Ok(target(self.contains(left, right)?, Shape::Truth)),
            "notcontains" => Ok(target(self.lacks(left, right)?, Shape::Truth)),
            "anyof" | "allof" | "noneof" => self.among(operator, left, right),
            _ => self.compare(operator, left, right),
        }
    }

    /// The text of an operand: a list is joined by commas where its items can be read one by one.
    fn listed(&self, tree: &Tree, target: &Target) -> String {
        match (tree, target.shape) {
            (Tree::Variable(name), Shape::List) => match self.names.column(name, "") {
                Some(Column::Path(items)) => format!("join(', ', {items})"),
                _ => self.names.text(name).unwrap_or_else(|| target.expression.clone()),
            },
            (Tree::Variable(name), _) => self.names.text(name).unwrap_or_else(|| target.expression.clone()),
            _ => target.expression.clone(),
        }
    }

    /// An operand of arithmetic: what is blank counts as nothing.
    fn number(&self, tree: &Tree) -> Translated<String> {
        let operand = self.or_blank(tree)?;
        Ok(match (tree, operand.shape) {
            (Tree::Variable(_) | Tree::Call(..), _) => or_zero(&operand),
            (_, shape) if shape == Shape::Truth || may_be_blank(&operand) => or_zero(&operand),
            _ => operand.expression,
        })
    }

    /// Numbers are added, anything else is joined: from the first word on.
    fn sum(&self, operands: &[&Tree]) -> Translated {
        let mut all = Vec::new();
        for tree in operands {
            // What nobody has asked adds nothing.
            let Some(operand) = self.known(tree)? else { continue };
            all.push((self.listed(tree, &operand), matches!(tree, Tree::Variable(_) | Tree::Call(..)), operand));
        }
        let is_word = |target: &Target| {
            matches!(target.shape, Shape::List | Shape::Order)
                || target.expression.starts_with("concat(")
                || is_literal(&target.expression)
                    && target.expression.trim_matches(['\'', '"']).trim().parse::<f64>().is_err()
        };
        let first = all.iter().position(|(_, _, operand)| is_word(operand)).unwrap_or(all.len());
        let (numbers, words) = all.split_at_checked(first).unwrap_or((&all, &[]));
        if all.is_empty() {
            return Ok(target("0", Shape::Number));
        }
        let mut joined: Vec<String> = Vec::new();
        if let Some(sum) = added(numbers) {
            if words.is_empty() {
                return Ok(sum);
            }
            joined.push(match numbers {
                [(text, ..)] => text.clone(),
                _ => sum.expression,
            });
        }
        joined.extend(words.iter().map(|(text, ..)| text.clone()));
        Ok(target(format!("concat({})", joined.join(", ")), Shape::Text))
    }

    /// A name that nothing has is blank in a comparison.
    pub(super) fn or_blank(&self, tree: &Tree) -> Translated {
        Ok(self.known(tree)?.unwrap_or_else(|| target("''", Shape::Text)))
    }
}

/// The sum of what is known to be numbers; where that is not known, what they are decides.
fn added(operands: &[(String, bool, Target)]) -> Option<Target> {
    if let [(_, _, only)] = operands {
        return Some(only.clone());
    }
    operands.first()?;
    if operands.iter().any(|(_, _, operand)| operand.shape == Shape::Date) {
        let all: Vec<&str> = operands.iter().map(|(_, _, operand)| operand.expression.as_str()).collect();
        return Some(target(format!("({})", all.join(" + ")), Shape::Number));
    }
    let number = |(_, is_variable, operand): &(String, bool, Target)| match operand.shape {
        _ if is_literal(&operand.expression) => operand.expression.clone(),
        Shape::Truth | Shape::Boolean => or_zero(operand),
        _ if *is_variable || may_be_blank(operand) => or_zero(operand),
        _ => operand.expression.clone(),
    };
    let sum = operands.iter().map(number).collect::<Vec<_>>().join(" + ");
    let unknown =
        operands.iter().filter(|(_, _, operand)| operand.shape == Shape::Text && !is_literal(&operand.expression));
    let tests: Vec<String> =
        unknown.map(|(_, _, operand)| format!("({0} = '' or number({0}) = number({0}))", operand.expression)).collect();
    if tests.is_empty() {
        return Some(target(format!("({sum})"), Shape::Number));
    }
    let all: Vec<&str> = operands.iter().map(|(text, ..)| text.as_str()).collect();
    let expression = format!("if({}, {sum}, concat({}))", tests.join(" and "), all.join(", "));
    Some(target(expression, Shape::Text))
}

/// A value as a number; what is blank or no truth counts as nothing.
pub(super) fn or_zero(operand: &Target) -> String {
    match operand.shape {
        Shape::Truth => format!("number({})", operand.expression),
        Shape::Boolean => format!("number({})", is_true(&operand.expression)),
        _ => format!("coalesce({}, 0)", operand.expression),
    }
}

/// Whether what is worked out may give nothing.
fn may_be_blank(worked_out: &Target) -> bool {
    let expression = &worked_out.expression;
    worked_out.shape == Shape::Text && !is_literal(expression) || expression.starts_with("if(")
}

/// Several choices that are written out, as an answer.
fn chosen_list(items: &[Tree]) -> Translated {
    let names = items.iter().map(|item| match item {
        Tree::Text(text, _) | Tree::Number(text) => Ok(joined_by_lines(text)),
        _ => fail("a list of what is worked out"),
    });
    let names = names.collect::<Translated<Vec<_>>>()?;
    Ok(target(quoted(&names.join(" ")), Shape::List))
}

fn is_true(boolean: &str) -> String {
    format!("({boolean} = 'true')")
}

pub(super) fn is_literal(expression: &str) -> bool {
    expression.starts_with(['\'', '"'])
}

pub(super) fn is_constant(expression: &str) -> bool {
    is_literal(expression) && expression != "''" || expression.parse::<f64>().is_ok() || expression.ends_with("()")
}

/// Names as a row sees them: its own members first.
pub(in crate::surveyjs) struct InRow<'n> {
    /// What the rows are called in SurveyJS.
    pub called: &'n str,
    pub rows: &'n Rows,
    pub outside: &'n dyn Names,
}

impl InRow<'_> {
    /// A member of the row: what it is called outside, the way to it, and what it holds.
    fn own(&self, name: &str) -> Option<(String, Target)> {
        let plain = name.strip_prefix("row.").or_else(|| name.strip_prefix("panel.")).unwrap_or(name);
        let (_, way, shape) = self.rows.members.iter().find(|(theirs, ..)| theirs == plain)?;
        // A truth that is kept is a word.
        let way = if *shape == Shape::Truth { format!("(string({way}) = 'true')") } else { way.clone() };
        Some((format!("{}[0].{plain}", self.called), target(way, *shape)))
    }

    fn outside_name(&self, name: &str) -> String {
        self.own(name).map_or_else(|| name.to_owned(), |(outside, _)| outside)
    }
}

impl Names for InRow<'_> {
    fn rows(&self, name: &str) -> Option<Rows> {
        self.outside.rows(name)
    }

    fn find(&self, name: &str) -> Option<Target> {
        self.own(name).map(|(_, own)| own).or_else(|| self.outside.find(name))
    }

    fn column(&self, rows: &str, column: &str) -> Option<Column> {
        self.outside.column(rows, column)
    }

    fn choice(&self, name: &str, value: &str) -> Option<(String, bool)> {
        self.outside.choice(&self.outside_name(name), value)
    }

    fn choices(&self, name: &str) -> Vec<String> {
        self.outside.choices(&self.outside_name(name))
    }
}
