//! Operands and paths: `/data/visit[1]/age`, `../age`, `instance('x')/root/item[code = 3]`.

use std::ops::Range;

use sealform_types::say;

use super::{ParseError, Parser, StepNames, missing_operand};
use crate::ast::{Ast, Node, PathStart, PathStep, StepKind};
use crate::lexer::{Token, TokenKind};

/// The code of everything that the language leaves out by decision.
pub(crate) const OUT_OF_SCOPE: &str = "expr/out-of-scope";

impl Parser {
    pub(super) fn union(&mut self) -> Result<Ast, ParseError> {
        let ast = self.path()?;
        match self.sign() {
            "|" => Err(left_out("unions", "write one path for each, joined by a function", self.next().span)),
            _ => Ok(ast),
        }
    }

    fn path(&mut self) -> Result<Ast, ParseError> {
        match self.sign() {
            "/" => {
                let slash = self.next().span;
                let steps = if self.begins_step() { self.steps(&slash)? } else { Vec::new() };
                let end = steps.last().map_or(slash.end, |step| step.span.end);
                Ok(Ast { node: Node::Path(PathStart::Root, steps), span: slash.start..end })
            }
            ".." | "." | "*" | "@" | "//" => self.relative(),
            _ if self.is_name() => self.relative(),
            _ => {
                let operand = self.operand()?;
                self.behind(operand)
            }
        }
    }

    fn begins_step(&mut self) -> bool {
        matches!(self.sign(), ".." | "." | "*" | "@" | "//" | "/") || self.is_name()
    }

    /// A path from here, a call, or what is simpler than both.
    fn relative(&mut self) -> Result<Ast, ParseError> {
        let Token { kind, span } = self.next();
        if let TokenKind::Name(name) = &kind
            && self.sign() == "("
        {
            left_out_node_type(name, &span)?;
            let call = self.call(name.clone(), span)?;
            return self.behind(call);
        }
        let first = self.step(Token { kind, span: span.clone() })?;
        if !matches!(self.sign(), "/" | "//") && first.predicates.is_empty() {
            match first.kind {
                StepKind::Here => return Ok(Ast { node: Node::This, span }),
                StepKind::Child(name) => return Ok(Ast { node: Node::Column(name), span }),
                StepKind::Any | StepKind::Parent => {}
            }
            return Ok(Ast { node: Node::Path(PathStart::Here, vec![first]), span });
        }
        let mut steps = vec![first];
        self.further(&mut steps)?;
        let end = steps.last().map_or(span.end, |step| step.span.end);
        Ok(Ast { node: Node::Path(PathStart::Here, steps), span: span.start..end })
    }

    /// Predicates and steps behind an operand.
    fn behind(&mut self, operand: Ast) -> Result<Ast, ParseError> {
        let begin = operand.span.start;
        let mut ast = operand;
        if self.sign() == "[" {
            let mut end = ast.span.end;
            let predicates = self.predicates(&mut end)?;
            ast = Ast { node: Node::Filter(Box::new(ast), predicates), span: begin..end };
        }
        if !matches!(self.sign(), "/" | "//") {
            return Ok(ast);
        }
        let mut steps = Vec::new();
        self.further(&mut steps)?;
        let end = steps.last().map_or(begin, |step| step.span.end);
        Ok(Ast { node: Node::Path(PathStart::From(Box::new(ast)), steps), span: begin..end })
    }

    fn steps(&mut self, before: &Range<usize>) -> Result<Vec<PathStep>, ParseError> {
        if self.sign() == "/" {
            return Err(left_out("steps by `//`", "write the whole path", before.clone()));
        }
        let token = self.next();
        let mut steps = vec![self.step(token)?];
        self.further(&mut steps)?;
        Ok(steps)
    }

    fn further(&mut self, steps: &mut Vec<PathStep>) -> Result<(), ParseError> {
        loop {
            match self.sign() {
                "//" => return Err(left_out("steps by `//`", "write the whole path", self.next().span)),
                "/" => {
                    self.next();
                    let token = self.next();
                    steps.push(self.step(token)?);
                }
                _ => return Ok(()),
            }
        }
    }

    fn step(&mut self, token: Token) -> Result<PathStep, ParseError> {
        let mut span = token.span.clone();
        let kind = match token.kind {
            TokenKind::Sign("@") if self.names == StepNames::Qualified => self.attribute(&mut span)?,
            TokenKind::Sign(".") => StepKind::Here,
            TokenKind::Sign("..") => StepKind::Parent,
            TokenKind::Sign("*") => StepKind::Any,
            TokenKind::Sign("@") => return Err(left_out("attributes", "name an element", span)),
            TokenKind::Sign("//") => return Err(left_out("steps by `//`", "write the whole path", span)),
            TokenKind::Name(name) => self.named_step(name, &span)?,
            TokenKind::Number(_)
            | TokenKind::Text(_)
            | TokenKind::Reference(_)
            | TokenKind::Sign(_)
            | TokenKind::End => return Err(missing_operand(&token)),
        };
        let mut end = span.end;
        let predicates = self.predicates(&mut end)?;
        Ok(PathStep { kind, predicates, span: span.start..end })
    }

    /// The attribute whose name comes next, with its sign.
    fn attribute(&mut self, span: &mut Range<usize>) -> Result<StepKind, ParseError> {
        let token = self.next();
        span.end = token.span.end;
        match token.kind {
            TokenKind::Name(name) => Ok(StepKind::Child(say!("@{name}"))),
            TokenKind::Number(_)
            | TokenKind::Text(_)
            | TokenKind::Reference(_)
            | TokenKind::Sign(_)
            | TokenKind::End => Err(missing_operand(&token)),
        }
    }

    fn named_step(&mut self, name: String, span: &Range<usize>) -> Result<StepKind, ParseError> {
        match self.sign() {
            "::" => Err(left_out("named axes", "write the path with `/`, `.` and `..`", span.clone())),
            "(" => {
                left_out_node_type(&name, span)?;
                Err(missing_operand(&self.next()))
            }
            _ if name.contains(':') && self.names == StepNames::Plain => {
                Err(left_out("namespaces", "name the element without a prefix", span.clone()))
            }
            ":" => Err(left_out("namespaces", "name the element without a prefix", span.clone())),
            _ => Ok(StepKind::Child(name)),
        }
    }

    fn predicates(&mut self, end: &mut usize) -> Result<Vec<Ast>, ParseError> {
        let mut predicates = Vec::new();
        while self.sign() == "[" {
            let open = self.next().span;
            predicates.push(self.deeper(open.clone(), Self::or)?);
            *end = self.close(&open, "]")?;
        }
        Ok(predicates)
    }

    fn operand(&mut self) -> Result<Ast, ParseError> {
        let token = self.next();
        let span = token.span.clone();
        Ok(match token.kind {
            TokenKind::Number(number) => Ast { node: Node::Number(number), span },
            TokenKind::Text(text) => Ast { node: Node::Text(text), span },
            TokenKind::Reference(name) => Ast { node: Node::Question(name), span },
            TokenKind::Sign("(") => {
                let inner = self.deeper(span.clone(), Self::or)?;
                let end = self.close(&span, ")")?;
                Ast { node: inner.node, span: span.start..end }
            }
            TokenKind::Name(_) | TokenKind::Sign(_) | TokenKind::End => return Err(missing_operand(&token)),
        })
    }
}

fn left_out_node_type(name: &str, span: &Range<usize>) -> Result<(), ParseError> {
    match name {
        "node" | "text" | "comment" | "processing-instruction" => {
            Err(left_out("node types", "name an element, or write `.` or `*`", span.clone()))
        }
        _ => Ok(()),
    }
}

fn left_out(what: &str, hint: &'static str, span: Range<usize>) -> ParseError {
    ParseError { code: OUT_OF_SCOPE, message: say!("{what} are not part of the language"), hint, span }
}
