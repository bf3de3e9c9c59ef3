//! Sums and other arithmetic: what is blank counts as 0, and words are joined.

use super::names::Column;
use super::syntax::{Quoting, Tree};
use super::target::{Form, Shape, Target};
use super::translator::{Translated, Translator};

impl Translator<'_> {
    /// The text of an operand: a list is joined by commas where its items can be read one by one.
    fn listed(&self, tree: &Tree, target: &Target) -> String {
        let Some(name) = tree.variable() else { return target.expression.clone() };
        if target.shape == Shape::List
            && let Some(Column::Path(items)) = self.names.column(name, "")
        {
            return format!("join(', ', {items})");
        }
        self.names.text(name).unwrap_or_else(|| target.expression.clone())
    }

    /// `-` and `*`.
    pub(super) fn arithmetic(&self, sign: &str, left: &Tree, right: &Tree) -> Translated {
        let (one, other) = (self.number(left)?.expression, self.number(right)?.expression);
        Ok(Target::new(format!("({one} {sign} {other})"), Shape::Number))
    }

    /// `^`
    pub(super) fn power(&self, left: &Tree, right: &Tree) -> Translated {
        let (one, other) = (self.number(left)?.expression, self.number(right)?.expression);
        Ok(Target::new(format!("pow({one}, {other})"), Shape::Number))
    }

    /// A quotient or a remainder: what is divided by 0 is blank.
    pub(super) fn divided(&self, word: &str, left: &Tree, right: &Tree) -> Translated {
        let (one, divisor) = (self.number(left)?.expression, self.number(right)?);
        let other = &divisor.expression;
        let parts = format!("({one} {word} {other})");
        let is_known = divisor.form == Form::Number && other.parse::<f64>().is_ok_and(|number| number != 0.0);
        Ok(match is_known {
            true => Target::new(parts, Shape::Number),
            false => Target::conditional(format!("if({other} = 0, '', {parts})"), Shape::Number),
        })
    }

    /// An operand of arithmetic: what is blank counts as 0.
    pub(super) fn number(&self, tree: &Tree) -> Translated {
        let operand = self.or_blank(tree)?;
        if operand.is_blank() {
            return Ok(Target::number("0"));
        }
        let may_be_blank = Reading::of(tree) == Reading::Answers || operand.may_be_blank();
        let is_number = !may_be_blank && operand.shape != Shape::Truth;
        Ok(if is_number { operand } else { Target::new(operand.or_zero(), Shape::Number) })
    }

    /// Numbers are added, anything else is joined: from the first word on.
    pub(super) fn sum(&self, operands: &[&Tree]) -> Translated {
        let mut all = Vec::new();
        for tree in operands {
            // What is not asked for adds nothing.
            let Some(target) = self.known(tree)? else { continue };
            let is_quoted = matches!(tree, Tree::Text(text, Quoting::Quoted) if !text.is_empty());
            all.push(Operand { text: self.listed(tree, &target), reading: Reading::of(tree), is_quoted, target });
        }
        if let [Tree::Variable(name), number] | [number, Tree::Variable(name)] = operands
            && let Some(Column::Path(items)) = self.names.column(name, "")
            && self.or_blank(number)?.shape == Shape::Number
        {
            // The numbers of a list beside a number are added to it.
            let number = self.number(number)?.expression;
            return Ok(Target::new(format!("(sum({items}[number(.) = number(.)]) + {number})"), Shape::Number));
        }
        let first = all.iter().position(is_word).unwrap_or(all.len());
        let (numbers, words) = all.split_at_checked(first).unwrap_or((&all, &[]));
        if all.is_empty() {
            return Ok(Target::number("0"));
        }
        let mut joined: Vec<String> = Vec::new();
        if let ([only], true) = (all.as_slice(), operands.len() > 1) {
            // Beside what is not there a blank counts, too.
            return Ok(Target::new(only.target.or_zero(), only.target.shape));
        }
        if let Some(sum) = added(numbers) {
            if words.is_empty() {
                return Ok(sum);
            }
            joined.push(match numbers {
                [only] => only.text.clone(),
                _ => sum.expression,
            });
        }
        joined.extend(words.iter().map(|word| word.text.clone()));
        Ok(Target::joined(&joined))
    }
}

/// Whether an operand reads answers, so that it may be blank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    Answers,
    Nothing,
}

impl Reading {
    fn of(tree: &Tree) -> Self {
        if matches!(tree, Tree::Variable(_) | Tree::Call(..)) { Self::Answers } else { Self::Nothing }
    }
}

/// An operand of a sum.
struct Operand {
    /// What it is as a text.
    text: String,
    reading: Reading,
    /// Whether it is written in quotation marks, so that it is no number whatever it says.
    is_quoted: bool,
    target: Target,
}

/// Whether an operand makes a sum a text.
fn is_word(operand: &Operand) -> bool {
    let target = &operand.target;
    // What is blank adds nothing.
    let is_number = |text: &str| text.is_empty() || text.trim().parse::<f64>().is_ok();
    operand.is_quoted
        || target.shape.is_several()
        || match &target.form {
            Form::Joined => true,
            Form::Text(text) => !is_number(text),
            Form::Number | Form::Constant | Form::Conditional | Form::Open => false,
        }
}

/// The sum of what is known to be numbers; where that is not known, the answers decide.
fn added(operands: &[Operand]) -> Option<Target> {
    if let [only] = operands {
        return Some(only.target.clone());
    }
    operands.first()?;
    if operands.iter().any(|operand| operand.target.shape == Shape::Date) {
        let all: Vec<&str> = operands.iter().map(|operand| operand.target.expression.as_str()).collect();
        return Some(Target::new(format!("({})", all.join(" + ")), Shape::Number));
    }
    let number = |Operand { reading, target, .. }: &Operand| -> String {
        let is_truth = target.shape == Shape::Truth || target.shape == Shape::Boolean;
        let may_be_none = is_truth || *reading == Reading::Answers || target.may_be_blank();
        let is_literal = target.literal().is_some();
        if target.is_blank() {
            return "0".to_owned();
        }
        if may_be_none && !is_literal { target.or_zero() } else { target.expression.clone() }
    };
    let sum = operands.iter().map(number).collect::<Vec<_>>().join(" + ");
    let targets = operands.iter().map(|operand| &operand.target);
    let unknown = targets.filter(|target| target.shape == Shape::Text && target.literal().is_none());
    // What is not there is no blank by itself.
    let tests: Vec<String> =
        unknown.map(|target| format!("(string({0}) = '' or number({0}) = number({0}))", target.expression)).collect();
    if tests.is_empty() {
        return Some(Target::new(format!("({sum})"), Shape::Number));
    }
    let all: Vec<&str> = operands.iter().map(|operand| operand.text.as_str()).collect();
    let expression = format!("if({}, {sum}, concat({}))", tests.join(" and "), all.join(", "));
    Some(Target::conditional(expression, Shape::Text))
}
