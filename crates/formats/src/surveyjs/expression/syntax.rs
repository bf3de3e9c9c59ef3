//! The tree of an expression of SurveyJS.

use std::fmt;

use super::function::Function;

/// An expression as it was written.
#[derive(Debug, Clone, PartialEq)]
pub enum Tree {
    /// A number, with its text.
    Number(String),
    /// A text, and how it is written.
    Text(String, Quoting),
    /// `true`, `false`
    Truth(bool),
    /// `null`, `undefined`
    Null,
    /// `{name}`
    Variable(String),
    /// `[a, b]`
    List(Vec<Tree>),
    /// `name(a, b)`
    Call(Function, Vec<Tree>),
    /// `!a`, `-a`, `a empty`, `a notempty`
    Unary(UnaryOperator, Box<Tree>),
    /// `a + b`
    Binary(BinaryOperator, Box<Tree>, Box<Tree>),
}

impl Tree {
    /// The name, of `{name}` alone.
    pub(super) fn variable(&self) -> Option<&str> {
        if let Self::Variable(name) = self { Some(name) } else { None }
    }

    /// The text, of a text or a number that is written out.
    pub(super) fn written(&self) -> Option<&str> {
        if let Self::Text(text, _) | Self::Number(text) = self { Some(text) } else { None }
    }

    /// What is added in `a + b + c`, from left to right.
    pub(in crate::surveyjs) fn operands<'t>(left: &'t Self, right: &'t Self) -> Vec<&'t Self> {
        let mut all = vec![right];
        let mut rest = left;
        while let Self::Binary(BinaryOperator::Add, left, right) = rest {
            all.push(right);
            rest = left;
        }
        all.push(rest);
        all.reverse();
        all
    }

    /// Whether it is true or false, whatever is answered.
    pub(in crate::surveyjs) fn gives_truth(&self) -> bool {
        match self {
            Self::Truth(_) => true,
            Self::Unary(operator, _) => match operator {
                UnaryOperator::Not | UnaryOperator::Empty | UnaryOperator::NotEmpty => true,
                UnaryOperator::Minus => false,
            },
            Self::Binary(operator, ..) => !operator.is_arithmetic(),
            Self::Call(function, arguments) => {
                *function == Function::Iif
                    && matches!(arguments.as_slice(), [_, yes, no] if yes.gives_truth() && no.gives_truth())
            }
            Self::Number(_) | Self::Text(..) | Self::Null | Self::Variable(_) | Self::List(_) => false,
        }
    }

    /// Visits the names in braces, in the order in which they are written.
    pub fn visit_variables<'t>(&'t self, visit: &mut dyn FnMut(&'t str)) {
        match self {
            Self::Number(_) | Self::Text(..) | Self::Truth(_) | Self::Null => {}
            Self::Variable(name) => visit(name),
            // A question may be named by its name alone.
            Self::Call(Function::DisplayValue, items) => match items.first() {
                Some(Self::Text(name, _)) => visit(name),
                _ => items.iter().for_each(|item| item.visit_variables(visit)),
            },
            Self::List(items) | Self::Call(_, items) => items.iter().for_each(|item| item.visit_variables(visit)),
            Self::Unary(_, inner) => inner.visit_variables(visit),
            Self::Binary(_, left, right) => {
                left.visit_variables(visit);
                right.visit_variables(visit);
            }
        }
    }
}

/// An operator with one operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnaryOperator {
    /// `!a`, `negate a`
    Not,
    /// `-a`
    Minus,
    /// `a empty`
    Empty,
    /// `a notempty`
    NotEmpty,
}

/// An operator between two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BinaryOperator {
    /// `or`, `||`
    Or,
    /// `and`, `&&`
    And,
    /// `=`, `==`, `equal`
    Equal,
    /// `!=`, `<>`, `notequal`
    NotEqual,
    /// `<`, `less`
    Less,
    /// `<=`, `lessorequal`
    LessOrEqual,
    /// `>`, `greater`
    Greater,
    /// `>=`, `greaterorequal`
    GreaterOrEqual,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Remainder,
    /// `^`, `power`
    Power,
    /// `contains`, `*=`
    Contains,
    /// `notcontains`
    NotContains,
    /// `anyof`
    AnyOf,
    /// `allof`
    AllOf,
    /// `noneof`
    NoneOf,
}

impl BinaryOperator {
    /// How SurveyJS prints it.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Or => "or",
            Self::And => "and",
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Remainder => "%",
            Self::Power => "^",
            Self::Contains => "contains",
            Self::NotContains => "notcontains",
            Self::AnyOf => "anyof",
            Self::AllOf => "allof",
            Self::NoneOf => "noneof",
        }
    }

    /// Whether it compares by size.
    #[must_use]
    pub fn is_ordering(self) -> bool {
        matches!(self, Self::Less | Self::LessOrEqual | Self::Greater | Self::GreaterOrEqual)
    }

    /// Whether it gives a number or a text, not a truth value.
    #[must_use]
    pub fn is_arithmetic(self) -> bool {
        match self {
            Self::Add | Self::Subtract | Self::Multiply | Self::Divide | Self::Remainder | Self::Power => true,
            Self::Or
            | Self::And
            | Self::Equal
            | Self::NotEqual
            | Self::Less
            | Self::LessOrEqual
            | Self::Greater
            | Self::GreaterOrEqual
            | Self::Contains
            | Self::NotContains
            | Self::AnyOf
            | Self::AllOf
            | Self::NoneOf => false,
        }
    }
}

/// How a text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quoting {
    /// In quotation marks.
    Quoted,
    /// As a bare word.
    Bare,
}

/// The text that SurveyJS itself writes for it: every operator in brackets.
impl fmt::Display for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |f: &mut fmt::Formatter<'_>, items: &[Tree]| {
            items.iter().enumerate().try_for_each(|(index, item)| {
                f.write_str(if index > 0 { ", " } else { "" })?;
                write!(f, "{item}")
            })
        };
        match self {
            // As JavaScript prints it: `1.50` is `1.5`.
            Self::Number(text) => match text.parse::<f64>() {
                Ok(number) => write!(f, "{number}"),
                Err(_) => f.write_str(text),
            },
            Self::Text(text, Quoting::Bare) => f.write_str(text),
            Self::Text(text, Quoting::Quoted) => write!(f, "'{text}'"),
            Self::Truth(truth) => write!(f, "{truth}"),
            Self::Null => Ok(()),
            Self::Variable(name) => write!(f, "{{{name}}}"),
            Self::List(items) => {
                f.write_str("[")?;
                list(f, items)?;
                f.write_str("]")
            }
            Self::Call(function, arguments) => {
                write!(f, "{function}(")?;
                list(f, arguments)?;
                f.write_str(")")
            }
            Self::Unary(UnaryOperator::Not, inner) => write!(f, "! {inner}"),
            Self::Unary(UnaryOperator::Minus, inner) => write!(f, "-{inner}"),
            Self::Unary(UnaryOperator::Empty, inner) => write!(f, "{inner} empty"),
            Self::Unary(UnaryOperator::NotEmpty, inner) => write!(f, "{inner} notempty"),
            Self::Binary(operator, left, right) => write!(f, "({left} {} {right})", operator.symbol()),
        }
    }
}
