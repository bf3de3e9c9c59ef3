//! From SurveyJS's text to a tree. Brackets that are not closed at the end are taken as closed, as SurveyJS does.

use super::function::Function;
use super::syntax::{BinaryOperator, Quoting, Tree, UnaryOperator};

/// The deepest nesting that is read.
const MAX_DEPTH: u32 = 100;
/// The longest expression, in bytes.
const MAX_BYTES: usize = 64 * 1024;

/// A text is not a valid expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExpressionError {
    /// The byte at which it stops being one, from 0.
    pub at: usize,
}

/// The words and signs of operators that bind alike, longest first.
type Precedence = &'static [(&'static str, BinaryOperator)];

const OR: Precedence = &[("||", BinaryOperator::Or), ("or", BinaryOperator::Or)];
const AND: Precedence = &[("&&", BinaryOperator::And), ("and", BinaryOperator::And)];
const COMPARE: Precedence = &[
    ("greaterorequal", BinaryOperator::GreaterOrEqual),
    ("lessorequal", BinaryOperator::LessOrEqual),
    ("notequals", BinaryOperator::NotEqual),
    ("notequal", BinaryOperator::NotEqual),
    ("equals", BinaryOperator::Equal),
    ("equal", BinaryOperator::Equal),
    ("greater", BinaryOperator::Greater),
    ("less", BinaryOperator::Less),
    ("<=", BinaryOperator::LessOrEqual),
    (">=", BinaryOperator::GreaterOrEqual),
    ("<>", BinaryOperator::NotEqual),
    ("!=", BinaryOperator::NotEqual),
    ("==", BinaryOperator::Equal),
    ("=", BinaryOperator::Equal),
    ("<", BinaryOperator::Less),
    (">", BinaryOperator::Greater),
];
const SUM: Precedence = &[("+", BinaryOperator::Add), ("-", BinaryOperator::Subtract)];
const PRODUCT: Precedence =
    &[("*", BinaryOperator::Multiply), ("/", BinaryOperator::Divide), ("%", BinaryOperator::Remainder)];
const POWER: Precedence = &[("^", BinaryOperator::Power), ("power", BinaryOperator::Power)];
/// What is in a list stands closer together than anything that is worked out.
const AMONG: Precedence = &[
    ("*=", BinaryOperator::Contains),
    ("notcontains", BinaryOperator::NotContains),
    ("notcontain", BinaryOperator::NotContains),
    ("contains", BinaryOperator::Contains),
    ("contain", BinaryOperator::Contains),
    ("anyof", BinaryOperator::AnyOf),
    ("allof", BinaryOperator::AllOf),
    ("noneof", BinaryOperator::NoneOf),
];
const EMPTINESS: &[(&str, UnaryOperator)] = &[("notempty", UnaryOperator::NotEmpty), ("empty", UnaryOperator::Empty)];
const NEGATION: &[(&str, UnaryOperator)] = &[("!", UnaryOperator::Not), ("negate", UnaryOperator::Not)];
const BY_PRECEDENCE: [Precedence; 7] = [OR, AND, COMPARE, SUM, PRODUCT, POWER, AMONG];

/// Reads an expression.
///
/// # Errors
/// [`ExpressionError`] says where it stops being one.
///
/// # Example
/// ```
/// use sealform_formats::surveyjs::parse;
/// let tree = parse("{a} + 2 * 3 > 5 and !({b} notempty)").unwrap();
/// assert_eq!(tree.to_string(), "((({a} + (2 * 3)) > 5) and ! {b} notempty)");
/// assert_eq!(parse("{a} = = 1").unwrap_err().at, 6);
/// ```
pub fn parse(text: &str) -> Result<Tree, ExpressionError> {
    if text.len() > MAX_BYTES {
        return Err(ExpressionError { at: MAX_BYTES });
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

type Parsed<T = Tree> = Result<T, ExpressionError>;

impl<'t> Parser<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn fail<T>(&self) -> Parsed<T> {
        Err(ExpressionError { at: self.at })
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
    fn operator<T: Copy>(&mut self, level: &[(&'static str, T)]) -> Option<T> {
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
        let Some(level) = BY_PRECEDENCE.get(index) else { return self.unary() };
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
            return Ok(Tree::Unary(UnaryOperator::Not, Box::new(inner)));
        }
        if self.rest().starts_with('-') {
            self.at += 1;
            let inner = self.deeper(Self::unary)?;
            return Ok(if let Tree::Number(number) = inner {
                Tree::Number(format!("-{number}"))
            } else {
                Tree::Unary(UnaryOperator::Minus, Box::new(inner))
            });
        }
        let mut operand = self.operand()?;
        while let Some(word) = self.operator(EMPTINESS) {
            operand = Tree::Unary(word, Box::new(operand));
        }
        Ok(operand)
    }

    /// `!` or `negate`, if one stands here.
    fn negates(&mut self) -> bool {
        !self.rest().starts_with("!=") && self.operator(NEGATION).is_some()
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
                    return Ok(Tree::Text(text, Quoting::Quoted));
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
            return Ok(Tree::Call(Function::named(word), self.arguments(')')?));
        }
        Ok(match word.to_ascii_lowercase().as_str() {
            "true" => Tree::Truth(true),
            "false" => Tree::Truth(false),
            "null" | "undefined" => Tree::Null,
            _ => Tree::Text(word.to_owned(), Quoting::Bare),
        })
    }
}
