//! From SurveyJS's tree to our expression.
//!
//! SurveyJS compares and adds loosely; what a question holds decides what an operator means here.

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
    /// A day or a moment.
    Date,
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

/// What names mean.
pub trait Names {
    /// The rows or panels of that name.
    fn rows(&self, name: &str) -> Option<Rows>;
    /// The question, row, or member of a name such as `a`, `panel.a`, `matrix[0].b`.
    fn find(&self, name: &str) -> Option<Target>;
    /// All values of a column of rows or panels.
    fn column(&self, rows: &str, column: &str) -> Option<Target>;
    /// The name here of a choice with that value, where the answer of a question is one, and whether there is such a choice.
    fn choice(&self, _name: &str, _value: &str) -> Option<(String, bool)> {
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
    Translator { names }.tree(tree)
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

    fn emptiness(&self, inner: &Tree, is_empty: bool) -> Translated<String> {
        let inner = match self.known(inner)? {
            Some(inner) => inner,
            None => return Ok(if is_empty { "true()" } else { "false()" }.to_owned()),
        };
        Ok(match inner.shape {
            Shape::Rows => format!("count({}) {} 0", inner.expression, if is_empty { "=" } else { ">" }),
            Shape::Truth if !inner.expression.starts_with("${") => {
                if is_empty { "false()" } else { "true()" }.to_owned()
            }
            _ => format!("{} {} ''", inner.expression, if is_empty { "=" } else { "!=" }),
        })
    }

    /// A tree, but nothing where it is a name that nothing has: SurveyJS takes it for blank.
    fn known(&self, tree: &Tree) -> Translated<Option<Target>> {
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
            Shape::Number => format!("({text}) != 0"),
            Shape::Rows => format!("count({text}) > 0"),
            Shape::Text | Shape::Date | Shape::List | Shape::Order => {
                format!("not({text} = '' or {text} = 'false' or {text} = '0')")
            }
        })
    }

    fn binary(&self, operator: &'static str, left: &Tree, right: &Tree) -> Translated {
        match operator {
            "or" | "and" => {
                let expression = format!("({} {operator} {})", self.truth(left)?, self.truth(right)?);
                Ok(target(expression, Shape::Truth))
            }
            "+" => self.sum(&Tree::operands(left, right)),
            "-" | "*" | "/" | "%" => {
                let word = match operator {
                    "/" => "div",
                    "%" => "mod",
                    other => other,
                };
                let expression = format!("({} {word} {})", self.number(left)?, self.number(right)?);
                Ok(target(expression, Shape::Number))
            }
            "^" => {
                let expression = format!("pow({}, {})", self.number(left)?, self.number(right)?);
                Ok(target(expression, Shape::Number))
            }
            "contains" | "notcontains" => {
                let holds = self.contains(left, right)?;
                let expression = if operator == "contains" { holds } else { format!("not({holds})") };
                Ok(target(expression, Shape::Truth))
            }
            "anyof" | "allof" | "noneof" => self.among(operator, left, right),
            _ => self.compare(operator, left, right),
        }
    }

    /// The text of an operand: a list is joined by commas where its items can be read one by one.
    fn listed(&self, tree: &Tree, target: &Target) -> String {
        match (tree, target.shape) {
            (Tree::Variable(name), Shape::List) => match self.names.column(name, "") {
                Some(items) => format!("join(', ', {})", items.expression),
                None => target.expression.clone(),
            },
            _ => target.expression.clone(),
        }
    }

    /// An operand of arithmetic: what is blank counts as nothing.
    fn number(&self, tree: &Tree) -> Translated<String> {
        let operand = self.or_blank(tree)?;
        Ok(match tree {
            Tree::Variable(_) => or_zero(&operand),
            _ => operand.expression,
        })
    }

    /// Numbers are added, anything else is joined: from the first word on.
    fn sum(&self, operands: &[&Tree]) -> Translated {
        let mut all = Vec::new();
        for tree in operands {
            // What nobody has asked adds nothing.
            let Some(operand) = self.known(tree)? else { continue };
            all.push((self.listed(tree, &operand), matches!(tree, Tree::Variable(_)), operand));
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
            joined.push(sum.expression);
        }
        joined.extend(words.iter().map(|(text, ..)| text.clone()));
        Ok(target(format!("concat({})", joined.join(", ")), Shape::Text))
    }

    fn contains(&self, left: &Tree, right: &Tree) -> Translated<String> {
        if let Tree::List(items) = left {
            let any: Vec<String> = items.iter().map(|item| self.equal(item, right)).collect::<Translated<_>>()?;
            return Ok(if any.is_empty() { "false()".to_owned() } else { format!("({})", any.join(" or ")) });
        }
        if let Tree::List(items) = right {
            let all: Vec<String> = items.iter().map(|item| self.contains(left, item)).collect::<Translated<_>>()?;
            return Ok(if all.is_empty() { "true()".to_owned() } else { format!("({})", all.join(" and ")) });
        }
        let Some(list) = self.known(left)? else { return Ok("false()".to_owned()) };
        let item = self.tree(right)?;
        let chosen = self.item(left, right)?;
        let within =
            |text: &str| format!("translate({text}, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')");
        let (list_text, item_text) = (&list.expression, &item.expression);
        match list.shape {
            Shape::List | Shape::Order => Ok(format!("selected({list_text}, {chosen})")),
            Shape::Rows => fail("rows that contain a whole row"),
            _ => Ok(format!("({list_text} != '' and contains({}, {}))", within(list_text), within(item_text))),
        }
    }

    /// An item of a list as the name of a choice.
    fn item(&self, list: &Tree, item: &Tree) -> Translated<String> {
        Ok(match item {
            Tree::Text(text, _) => format!("string({})", quoted(&self.chosen(list, text))),
            _ => format!("string({})", self.tree(item)?.expression),
        })
    }

    fn chosen(&self, list: &Tree, value: &str) -> String {
        let choice = match list {
            Tree::Variable(name) => self.names.choice(name, value),
            _ => None,
        };
        choice.map_or_else(|| value.to_owned(), |(name, _)| name)
    }

    /// A choice beside a text: the name it has here, where there is such a choice.
    fn beside_choice(&self, variable: &Tree, text: &Tree, one: &mut Target, other: &mut Target) {
        let (Tree::Variable(name), Tree::Text(value, _)) = (variable, text) else { return };
        if value.trim().is_empty() {
            return;
        }
        if let Some((name, is_there)) = self.names.choice(name, value) {
            other.expression = quoted(&name);
            if !is_there {
                one.expression = format!("string({})", one.expression);
            }
        }
    }

    fn among(&self, operator: &str, left: &Tree, right: &Tree) -> Translated {
        let one;
        let items = match right {
            Tree::List(items) => items.as_slice(),
            other => {
                one = [other.clone()];
                one.as_slice()
            }
        };
        let word = if operator == "allof" { " and " } else { " or " };
        let holds = match self.known(left)? {
            Some(list) => {
                let each =
                    items.iter().map(|item| Ok(format!("selected({}, {})", list.expression, self.item(left, item)?)));
                each.collect::<Translated<Vec<String>>>()?.join(word)
            }
            None => "false()".to_owned(),
        };
        let holds = if holds.is_empty() { "false()".to_owned() } else { holds };
        Ok(target(if operator == "noneof" { format!("not({holds})") } else { format!("({holds})") }, Shape::Truth))
    }

    fn equal(&self, left: &Tree, right: &Tree) -> Translated<String> {
        Ok(self.compare("==", left, right)?.expression)
    }

    fn compare(&self, operator: &str, left: &Tree, right: &Tree) -> Translated {
        if let (Tree::List(items), other) | (other, Tree::List(items)) = (left, right) {
            let same = self.same_list(items, other)?;
            return match operator {
                "==" => Ok(target(same, Shape::Truth)),
                "!=" => Ok(target(format!("not({same})"), Shape::Truth)),
                _ => fail("a list that is compared by size"),
            };
        }
        let (mut one, mut other) = (self.or_blank(left)?, self.or_blank(right)?);
        self.beside_choice(left, right, &mut one, &mut other);
        self.beside_choice(right, left, &mut other, &mut one);
        if one.shape == Shape::Rows || other.shape == Shape::Rows {
            return fail("rows that are compared as a whole");
        }
        let (one, other) = as_truth(one, other);
        let word = if operator == "==" { "=" } else { operator };
        let (left, right) = (&one.expression, &other.expression);
        // Two blanks are neither less nor greater.
        let is_open = !is_constant(left) && !is_constant(right) || left == right;
        Ok(target(
            match word {
                "<=" | ">=" if is_open => format!("({left} {word} {right} or {left} = '' and {right} = '')"),
                _ => format!("({left} {word} {right})"),
            },
            Shape::Truth,
        ))
    }

    /// A name that nothing has is blank in a comparison.
    fn or_blank(&self, tree: &Tree) -> Translated {
        Ok(self.known(tree)?.unwrap_or_else(|| target("''", Shape::Text)))
    }

    /// Lists are equal where they hold the same, in any order.
    fn same_list(&self, items: &[Tree], other: &Tree) -> Translated<String> {
        let Target { expression: list, shape } = self.or_blank(other)?;
        if shape == Shape::Order {
            let names = items.iter().map(|item| match item {
                Tree::Text(text, _) | Tree::Number(text) => Ok(self.chosen(other, text)),
                _ => fail("an order of what is worked out"),
            });
            let names = names.collect::<Translated<Vec<_>>>()?;
            return Ok(format!("(string({list}) = {})", quoted(&names.join(" "))));
        }
        let each = items.iter().map(|item| Ok(format!("selected({list}, {})", self.item(other, item)?)));
        let mut all = vec![format!("count-selected({list}) = {}", items.len())];
        all.extend(each.collect::<Translated<Vec<String>>>()?);
        Ok(format!("({})", all.join(" and ")))
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
    let number = |(_, is_variable, operand): &(String, bool, Target)| match *is_variable || operand.shape == Shape::Text
    {
        true if !is_literal(&operand.expression) => or_zero(operand),
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
    let all: Vec<&str> = operands.iter().map(|(_, _, operand)| operand.expression.as_str()).collect();
    let expression = format!("if({}, {sum}, concat({}))", tests.join(" and "), all.join(", "));
    Some(target(expression, Shape::Text))
}

fn or_zero(operand: &Target) -> String {
    format!("coalesce({}, 0)", operand.expression)
}

/// `'True'` beside a truth is a truth.
fn as_truth(one: Target, other: Target) -> (Target, Target) {
    let truth = |target: &Target| match target.expression.trim_matches('\'').to_ascii_lowercase().as_str() {
        "true" => Some("true()"),
        "false" => Some("false()"),
        _ => None,
    };
    match (one.shape, other.shape) {
        (Shape::Truth, Shape::Text) => match truth(&other) {
            Some(word) => (one, target(word, Shape::Truth)),
            None => (one, other),
        },
        (Shape::Text, Shape::Truth) => match truth(&one) {
            Some(word) => (target(word, Shape::Truth), other),
            None => (one, target(format!("string({})", other.expression), Shape::Text)),
        },
        _ => (one, other),
    }
}

fn is_literal(expression: &str) -> bool {
    expression.starts_with(['\'', '"'])
}

fn is_constant(expression: &str) -> bool {
    is_literal(expression) && expression != "''" || expression.parse::<f64>().is_ok() || expression.ends_with("()")
}

/// Names as a row sees them: its own members first.
pub(in crate::surveyjs) struct InRow<'n> {
    pub rows: &'n Rows,
    pub outside: &'n dyn Names,
}

impl Names for InRow<'_> {
    fn rows(&self, name: &str) -> Option<Rows> {
        self.outside.rows(name)
    }

    fn find(&self, name: &str) -> Option<Target> {
        let plain = name.strip_prefix("row.").or_else(|| name.strip_prefix("panel.")).unwrap_or(name);
        let own = self.rows.members.iter().find(|(theirs, ..)| theirs == plain);
        own.map(|(_, way, shape)| target(way.clone(), *shape)).or_else(|| self.outside.find(name))
    }

    fn column(&self, rows: &str, column: &str) -> Option<Target> {
        self.outside.column(rows, column)
    }

    fn choice(&self, name: &str, value: &str) -> Option<(String, bool)> {
        self.outside.choice(name, value)
    }
}
