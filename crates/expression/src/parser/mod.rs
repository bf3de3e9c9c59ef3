//! From tokens to a tree (XPath 1.0 section 3, without what the language leaves out by decision).
//! Not here: what names and functions mean (`compile`).

use std::ops::Range;

mod paths;

pub(crate) use paths::OUT_OF_SCOPE;

use sealform_types::say;

use crate::MAX_DEPTH;
use crate::ast::{Ast, Comparison, Node, Operation};
use crate::lexer::{LexError, Token, TokenKind, tokens};

/// The first fault of an expression.
pub(crate) type ParseError = LexError;

/// Which names steps may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StepNames {
    /// Those of the language.
    Plain,
    /// Also with a prefix, and of attributes: both stay in the name.
    Qualified,
}

/// Reads a whole expression.
pub(crate) fn parse(source: &str, names: StepNames) -> Result<Ast, ParseError> {
    let mut parser = Parser { tokens: tokens(source)?.into_iter().peekable(), depth: 0, names };
    let ast = parser.or()?;
    match parser.next() {
        Token { kind: TokenKind::End, .. } => Ok(ast),
        token => Err(behind_operand(&token)),
    }
}

pub(crate) struct Parser {
    tokens: std::iter::Peekable<std::vec::IntoIter<Token>>,
    depth: u32,
    names: StepNames,
}

/// Reads what binds tighter than the operator at hand.
pub(crate) type Precedence = fn(&mut Parser) -> Result<Ast, ParseError>;

impl Parser {
    pub(super) fn next(&mut self) -> Token {
        self.tokens.next().unwrap_or(Token { kind: TokenKind::End, span: 0..0 })
    }

    /// Whether the next token is a name.
    pub(super) fn is_name(&mut self) -> bool {
        matches!(self.tokens.peek(), Some(Token { kind: TokenKind::Name(_), .. }))
    }

    pub(super) fn sign(&mut self) -> &'static str {
        match self.tokens.peek() {
            Some(Token { kind: TokenKind::Sign(sign), .. }) => sign,
            _ => "",
        }
    }

    pub(super) fn or(&mut self) -> Result<Ast, ParseError> {
        self.chain("or", Self::and, Node::Or)
    }

    fn and(&mut self) -> Result<Ast, ParseError> {
        self.chain("and", Self::equality, Node::And)
    }

    fn chain(&mut self, word: &str, inner: Precedence, node: fn(Vec<Ast>) -> Node) -> Result<Ast, ParseError> {
        let first = inner(self)?;
        if self.sign() != word {
            return Ok(first);
        }
        let mut all = vec![first];
        while self.sign() == word {
            self.next();
            all.push(inner(self)?);
        }
        let span = around(all.first(), all.last());
        Ok(Ast { node: node(all), span })
    }

    fn equality(&mut self) -> Result<Ast, ParseError> {
        self.comparisons(Self::relation, |sign| match sign {
            "=" => Some(Comparison::Equal),
            "!=" => Some(Comparison::Unequal),
            _ => None,
        })
    }

    fn relation(&mut self) -> Result<Ast, ParseError> {
        self.comparisons(Self::sum, |sign| match sign {
            "<" => Some(Comparison::Less),
            "<=" => Some(Comparison::LessOrEqual),
            ">" => Some(Comparison::Greater),
            ">=" => Some(Comparison::GreaterOrEqual),
            _ => None,
        })
    }

    /// `a < b < c` is `(a < b) < c`; each step is one level deeper, so steps are counted.
    fn comparisons(&mut self, inner: Precedence, known: fn(&str) -> Option<Comparison>) -> Result<Ast, ParseError> {
        let mut left = inner(self)?;
        let mut steps = 0;
        while let Some(comparison) = known(self.sign()) {
            steps += 1;
            let sign = self.next();
            if steps + self.depth > MAX_DEPTH {
                return Err(too_deep(sign.span));
            }
            let right = inner(self)?;
            let span = around(Some(&left), Some(&right));
            left = Ast { node: Node::Compare(Box::new(left), comparison, Box::new(right)), span };
        }
        Ok(left)
    }

    fn sum(&mut self) -> Result<Ast, ParseError> {
        self.arithmetic(Self::product, |sign| match sign {
            "+" => Some(Operation::Add),
            "-" => Some(Operation::Subtract),
            _ => None,
        })
    }

    fn product(&mut self) -> Result<Ast, ParseError> {
        self.arithmetic(Self::negation, |sign| match sign {
            "*" => Some(Operation::Multiply),
            "div" => Some(Operation::Divide),
            "mod" => Some(Operation::Remainder),
            _ => None,
        })
    }

    fn arithmetic(&mut self, inner: Precedence, known: fn(&str) -> Option<Operation>) -> Result<Ast, ParseError> {
        let first = inner(self)?;
        let mut rest = Vec::new();
        while let Some(operation) = known(self.sign()) {
            self.next();
            rest.push((operation, inner(self)?));
        }
        let Some((_, last)) = rest.last() else { return Ok(first) };
        let span = around(Some(&first), Some(last));
        Ok(Ast { node: Node::Arithmetic(Box::new(first), rest), span })
    }

    fn negation(&mut self) -> Result<Ast, ParseError> {
        if self.sign() != "-" {
            return self.union();
        }
        let minus = self.next();
        let inner = self.deeper(minus.span.clone(), Self::negation)?;
        let span = minus.span.start..inner.span.end;
        Ok(Ast { node: Node::Negate(Box::new(inner)), span })
    }

    pub(super) fn deeper(&mut self, span: Range<usize>, inner: Precedence) -> Result<Ast, ParseError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(too_deep(span));
        }
        let ast = inner(self);
        self.depth -= 1;
        ast
    }

    pub(super) fn call(&mut self, name: String, span: Range<usize>) -> Result<Ast, ParseError> {
        let open = self.next().span;
        let mut arguments = Vec::new();
        if self.sign() != ")" {
            arguments.push(self.deeper(open.clone(), Self::or)?);
            while self.sign() == "," {
                self.next();
                arguments.push(self.deeper(open.clone(), Self::or)?);
            }
        }
        let end = self.close(&open, ")")?;
        Ok(Ast { node: Node::Call(name, arguments), span: span.start..end })
    }

    pub(super) fn close(&mut self, open: &Range<usize>, sign: &str) -> Result<usize, ParseError> {
        match self.next() {
            Token { kind: TokenKind::Sign(found), span } if found == sign => Ok(span.end),
            Token { kind: TokenKind::End, .. } => Err(ParseError {
                code: "expr/unclosed-bracket",
                message: "the bracket is not closed".to_owned(),
                hint: if sign == "]" { "add `]`" } else { "add `)`" },
                span: open.clone(),
            }),
            token => Err(behind_operand(&token)),
        }
    }
}

fn around(first: Option<&Ast>, last: Option<&Ast>) -> Range<usize> {
    first.map_or(0, |ast| ast.span.start)..last.map_or(0, |ast| ast.span.end)
}

fn too_deep(span: Range<usize>) -> ParseError {
    ParseError {
        code: "expr/too-deep",
        message: say!("the expression is nested deeper than {MAX_DEPTH} levels"),
        hint: "split it with a `calculate` question",
        span,
    }
}

pub(super) fn missing_operand(token: &Token) -> ParseError {
    ParseError {
        code: "expr/missing-operand",
        message: match &token.kind {
            TokenKind::Sign(sign) => say!("a value is missing before `{sign}`"),
            TokenKind::Number(_)
            | TokenKind::Text(_)
            | TokenKind::Reference(_)
            | TokenKind::Name(_)
            | TokenKind::End => "the expression ends where a value should follow".to_owned(),
        },
        hint: match &token.kind {
            TokenKind::Sign("=") => "write one `=`, or put a value before it",
            TokenKind::Number(_)
            | TokenKind::Text(_)
            | TokenKind::Reference(_)
            | TokenKind::Name(_)
            | TokenKind::Sign(_)
            | TokenKind::End => "put a question, a text, a number or a function here",
        },
        span: token.span.clone(),
    }
}

fn behind_operand(token: &Token) -> ParseError {
    ParseError {
        code: "expr/missing-operator",
        message: match &token.kind {
            TokenKind::Sign(")") => "a bracket is closed that was not opened".to_owned(),
            TokenKind::Sign(sign) => say!("`{sign}` has no meaning here"),
            TokenKind::Number(_)
            | TokenKind::Text(_)
            | TokenKind::Reference(_)
            | TokenKind::Name(_)
            | TokenKind::End => "two values follow one another without an operator".to_owned(),
        },
        hint: "put an operator such as `and`, `=` or `+` between them, or remove it",
        span: token.span.clone(),
    }
}
