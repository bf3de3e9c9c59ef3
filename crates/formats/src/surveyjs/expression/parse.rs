//! From SurveyJS's text to a tree. Brackets that are not closed at the end are taken as closed, as SurveyJS does.

use std::fmt;

/// The deepest nesting that is read.
const MAX_DEPTH: u32 = 100;
/// The longest expression, in bytes.
const MAX_BYTES: usize = 64 * 1024;

/// An expression as it was written.
#[derive(Debug, Clone, PartialEq)]
pub enum Tree {
    /// A number, with its text.
    Number(String),
    /// A text; whether it was in quotation marks.
    Text(String, bool),
    /// `true`, `false`
    Truth(bool),
    /// `null`, `undefined`
    Null,
    /// `{name}`
    Variable(String),
    /// `[a, b]`
    List(Vec<Tree>),
    /// `name(a, b)`
    Call(String, Vec<Tree>),
    /// `!a`, `-a`, `a empty`, `a notempty`
    Unary(&'static str, Box<Tree>),
    /// `a + b`; the operator as SurveyJS prints it.
    Binary(&'static str, Box<Tree>, Box<Tree>),
}

impl Tree {
    /// What is added in `a + b + c`, from left to right.
    pub(super) fn operands<'t>(left: &'t Self, right: &'t Self) -> Vec<&'t Self> {
        let mut all = vec![right];
        let mut rest = left;
        while let Self::Binary("+", left, right) = rest {
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
            Self::Unary(word, _) => *word != "-",
            Self::Binary(operator, ..) => !matches!(*operator, "+" | "-" | "*" | "/" | "%" | "^"),
            Self::Call(name, arguments) => {
                name == "iif" && matches!(arguments.as_slice(), [_, yes, no] if yes.gives_truth() && no.gives_truth())
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
            Self::Call(name, items) if name == "displayValue" => match items.first() {
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

/// Why a text is no expression: the byte at which it stops being one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoExpression {
    /// From 0.
    pub at: usize,
}

/// Words and signs of one level, longest first, with what they are printed as.
type Level = &'static [(&'static str, &'static str)];

const OR: Level = &[("||", "or"), ("or", "or")];
const AND: Level = &[("&&", "and"), ("and", "and")];
const COMPARE: Level = &[
    ("greaterorequal", ">="),
    ("lessorequal", "<="),
    ("notequals", "!="),
    ("notequal", "!="),
    ("equals", "=="),
    ("equal", "=="),
    ("greater", ">"),
    ("less", "<"),
    ("<=", "<="),
    (">=", ">="),
    ("<>", "!="),
    ("!=", "!="),
    ("==", "=="),
    ("=", "=="),
    ("<", "<"),
    (">", ">"),
];
const SUM: Level = &[("+", "+"), ("-", "-")];
const PRODUCT: Level = &[("*", "*"), ("/", "/"), ("%", "%")];
const POWER: Level = &[("^", "^"), ("power", "^")];
/// What is in a list stands closer together than anything that is worked out.
const AMONG: Level = &[
    ("*=", "contains"),
    ("notcontains", "notcontains"),
    ("notcontain", "notcontains"),
    ("contains", "contains"),
    ("contain", "contains"),
    ("anyof", "anyof"),
    ("allof", "allof"),
    ("noneof", "noneof"),
];
const LEVELS: [Level; 7] = [OR, AND, COMPARE, SUM, PRODUCT, POWER, AMONG];

/// Reads an expression.
///
/// # Errors
/// Where it stops being one, and what was wanted there.
///
/// # Example
/// ```
/// use sealform_formats::surveyjs::parse;
/// let tree = parse("{a} + 2 * 3 > 5 and !({b} notempty)").unwrap();
/// assert_eq!(tree.to_string(), "((({a} + (2 * 3)) > 5) and ! ({b} notempty))");
/// ```
pub fn parse(text: &str) -> Result<Tree, NoExpression> {
    if text.len() > MAX_BYTES {
        return Err(NoExpression { at: MAX_BYTES });
    }
    let mut parser = Parser { text, at: 0, depth: 0 };
    let tree = parser.level(0)?;
    parser.blanks();
    // A closing bracket too many is an error, one too few is not.
    if parser.rest().is_empty() { Ok(tree) } else { parser.fail() }
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
    depth: u32,
}

type Parsed<T = Tree> = Result<T, NoExpression>;

impl<'t> Parser<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn fail<T>(&self) -> Parsed<T> {
        Err(NoExpression { at: self.at })
    }

    fn blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    fn take(&mut self, sign: char) -> bool {
        self.blanks();
        let is_there = self.rest().starts_with(sign);
        if is_there {
            self.at += sign.len_utf8();
        }
        is_there
    }

    /// An operator of a level, if one stands here: words end where no letter follows.
    fn operator(&mut self, level: Level) -> Option<&'static str> {
        self.blanks();
        let rest = self.rest();
        let found = level.iter().find(|(written, _)| {
            let Some(head) = rest.get(..written.len()) else { return false };
            let behind = rest.get(written.len()..).and_then(|behind| behind.chars().next());
            let is_word = written.starts_with(|c: char| c.is_alphabetic());
            head.eq_ignore_ascii_case(written) && !(is_word && behind.is_some_and(|c| c.is_alphanumeric() || c == '_'))
        })?;
        self.at += found.0.len();
        Some(found.1)
    }

    fn level(&mut self, index: usize) -> Parsed {
        let Some(level) = LEVELS.get(index) else { return self.unary() };
        let mut left = self.level(index + 1)?;
        let mut steps = 0;
        while let Some(operator) = self.operator(level) {
            steps += 1;
            if steps + self.depth > MAX_DEPTH {
                return self.fail();
            }
            let right = self.level(index + 1)?;
            left = Tree::Binary(operator, Box::new(left), Box::new(right));
        }
        Ok(left)
    }

    fn unary(&mut self) -> Parsed {
        self.blanks();
        if self.negates() {
            let inner = self.deeper(Self::unary)?;
            return Ok(Tree::Unary("!", Box::new(inner)));
        }
        if self.rest().starts_with('-') {
            self.at += 1;
            let inner = self.deeper(Self::unary)?;
            return Ok(match inner {
                Tree::Number(number) => Tree::Number(format!("-{number}")),
                other => Tree::Unary("-", Box::new(other)),
            });
        }
        let mut operand = self.operand()?;
        while let Some(word) = self.operator(&[("notempty", "notempty"), ("empty", "empty")]) {
            operand = Tree::Unary(word, Box::new(operand));
        }
        Ok(operand)
    }

    /// `!` or `negate`, if one stands here.
    fn negates(&mut self) -> bool {
        !self.rest().starts_with("!=") && self.operator(&[("!", "!"), ("negate", "!")]).is_some()
    }

    fn deeper(&mut self, inner: fn(&mut Self) -> Parsed) -> Parsed {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return self.fail();
        }
        let tree = inner(self);
        self.depth -= 1;
        tree
    }

    fn operand(&mut self) -> Parsed {
        self.blanks();
        let Some(first) = self.rest().chars().next() else { return self.fail() };
        match first {
            '(' => {
                self.at += 1;
                let inner = self.deeper(|parser| parser.level(0))?;
                self.close(')')?;
                Ok(inner)
            }
            '[' => {
                self.at += 1;
                Ok(Tree::List(self.arguments(']')?))
            }
            '{' => self.variable(),
            '\'' | '"' => self.quoted(first),
            _ if first.is_ascii_digit() => Ok(self.number()),
            _ if first.is_alphabetic() || first == '_' => self.word(),
            _ => self.fail(),
        }
    }

    /// A closing bracket, or the end of the text.
    fn close(&mut self, sign: char) -> Parsed<()> {
        if self.take(sign) || self.rest().is_empty() { Ok(()) } else { self.fail() }
    }

    fn arguments(&mut self, end: char) -> Parsed<Vec<Tree>> {
        let mut all = Vec::new();
        if self.take(end) {
            return Ok(all);
        }
        loop {
            all.push(self.deeper(|parser| parser.level(0))?);
            if !self.take(',') {
                break;
            }
        }
        self.close(end)?;
        Ok(all)
    }

    fn variable(&mut self) -> Parsed {
        let inside = self.rest().get(1..).unwrap_or_default();
        let Some((name, _)) = inside.split_once('}') else { return self.fail() };
        if name.trim().is_empty() || name.contains('{') {
            return self.fail();
        }
        self.at += name.len() + 2;
        Ok(Tree::Variable(name.trim().to_owned()))
    }

    fn quoted(&mut self, quote: char) -> Parsed {
        let mut text = String::new();
        let mut signs = self.rest().char_indices().skip(1);
        while let Some((at, sign)) = signs.next() {
            match sign {
                '\\' => text.extend(signs.next().map(|(_, escaped)| escaped)),
                _ if sign == quote => {
                    self.at += at + sign.len_utf8();
                    return Ok(Tree::Text(text, true));
                }
                _ => text.push(sign),
            }
        }
        self.fail()
    }

    fn number(&mut self) -> Tree {
        let rest = self.rest();
        let digits = rest.strip_prefix("0x").or_else(|| rest.strip_prefix("0X"));
        if let Some(digits) = digits {
            let length = digits.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(digits.len());
            let number = u64::from_str_radix(digits.get(..length).unwrap_or_default(), 16);
            if let Ok(number) = number {
                self.at += 2 + length;
                return Tree::Number(number.to_string());
            }
        }
        let length = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        self.at += length;
        Tree::Number(rest.get(..length).unwrap_or_default().to_owned())
    }

    /// A call, a constant, or a word that stands for itself.
    fn word(&mut self) -> Parsed {
        let rest = self.rest();
        let length = rest.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-' | '.')).unwrap_or(rest.len());
        let word = rest.get(..length).unwrap_or_default();
        self.at += length;
        if self.rest().starts_with('(') {
            self.at += 1;
            return Ok(Tree::Call(word.to_owned(), self.arguments(')')?));
        }
        Ok(match word.to_ascii_lowercase().as_str() {
            "true" => Tree::Truth(true),
            "false" => Tree::Truth(false),
            "null" | "undefined" => Tree::Null,
            _ => Tree::Text(word.to_owned(), false),
        })
    }
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
            Self::Number(text) | Self::Text(text, false) => f.write_str(text),
            Self::Text(text, true) => write!(f, "'{text}'"),
            Self::Truth(truth) => write!(f, "{truth}"),
            Self::Null => f.write_str("null"),
            Self::Variable(name) => write!(f, "{{{name}}}"),
            Self::List(items) => {
                f.write_str("[")?;
                list(f, items)?;
                f.write_str("]")
            }
            Self::Call(name, arguments) => {
                write!(f, "{name}(")?;
                list(f, arguments)?;
                f.write_str(")")
            }
            Self::Unary("!", inner) => write!(f, "! {inner}"),
            Self::Unary("-", inner) => write!(f, "-{inner}"),
            Self::Unary(word, inner) => write!(f, "({inner} {word})"),
            Self::Binary(operator, left, right) => write!(f, "({left} {operator} {right})"),
        }
    }
}
