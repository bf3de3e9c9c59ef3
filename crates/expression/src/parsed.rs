//! An expression whose tree is known and that is not compiled yet.

use std::borrow::Cow;
use std::ops::Range;

use sealform_types::{Finding, Findings, Place, say};

use crate::ast::Ast;
use crate::parser::StepNames;
use crate::syntax::Syntax;
use crate::usage::{Mention, MentionKind, Usage, mentions};
use crate::{MAX_EXPRESSION_BYTES, parser};

/// An expression as its tree, with what it uses. [`Parsed::compile`] fits it to a form.
#[derive(Debug, Clone)]
pub struct Parsed<'a> {
    pub(crate) source: Cow<'a, str>,
    pub(crate) at: &'a str,
    pub(crate) ast: Ast,
    usage: Usage,
}

/// Parses an expression that stands at the JSON pointer `at`.
///
/// # Errors
/// The first fault of its syntax as a finding: `expr/empty`, `expr/too-long` (more than
/// [`MAX_EXPRESSION_BYTES`]), or what its tokens and brackets are.
///
/// # Example
/// ```
/// use sealform_expression::parse;
/// let parsed = parse("assignment ('shift')", "/survey/0/calculation").unwrap();
/// assert!(parsed.usage().assignment.contains("shift"));
/// let findings = parse("1 +", "/survey/0/calculation").unwrap_err();
/// assert_eq!(findings.iter().next().unwrap().code, "expr/missing-operand");
/// ```
pub fn parse<'a>(source: impl Into<Cow<'a, str>>, at: &'a str) -> Result<Parsed<'a>, Findings> {
    with_names(source.into(), at, StepNames::Plain)
}

/// The same for an expression of XForms, whose steps may have a prefix or name an attribute: `orx:meta/@version`. Such a
/// name is one that no form of ours has, so whoever reads XForms writes another in its place before it is compiled.
///
/// # Errors
/// As of [`parse`].
///
/// # Example
/// ```
/// use sealform_expression::{StepTo, parse, parse_qualified};
/// let parsed = parse_qualified("/data/orx:meta", "").unwrap();
/// let path = parsed.syntax().path().unwrap();
/// assert_eq!(path.steps.last().unwrap().to, StepTo::Child("orx:meta"));
/// assert!(parse("/data/orx:meta", "").is_err());
/// ```
pub fn parse_qualified<'a>(source: impl Into<Cow<'a, str>>, at: &'a str) -> Result<Parsed<'a>, Findings> {
    with_names(source.into(), at, StepNames::Qualified)
}

fn with_names<'a>(source: Cow<'a, str>, at: &'a str, names: StepNames) -> Result<Parsed<'a>, Findings> {
    if source.len() > MAX_EXPRESSION_BYTES {
        let message = say!("the expression has {} bytes, more than {MAX_EXPRESSION_BYTES}", source.len());
        return Err(alone(Finding::error("expr/too-long", message, Place::at(at)).hint("split it with `calculate`")));
    }
    if source.trim().is_empty() {
        let finding = Finding::error("expr/empty", "the expression is empty", Place::at(at));
        return Err(alone(finding.hint("write one, or remove the member")));
    }
    match parser::parse(&source, names) {
        Ok(ast) => Ok(Parsed { usage: Usage::of(&ast), source, at, ast }),
        Err(fault) => {
            let place = Place::in_expression(at, &source, fault.span);
            Err(alone(Finding::error(fault.code, fault.message, place).hint(fault.hint)))
        }
    }
}

fn alone(finding: Finding) -> Findings {
    let mut findings = Findings::default();
    findings.push(finding);
    findings
}

impl Parsed<'_> {
    /// What it uses by name, and whether it depends on chance.
    pub fn usage(&self) -> &Usage {
        &self.usage
    }

    /// Its tree, from the outermost piece inwards.
    pub fn syntax(&self) -> Syntax<'_> {
        Syntax::whole(&self.source, &self.ast)
    }

    /// Where a question is first named, in bytes of the source.
    pub fn reference(&self, name: &str) -> Option<Range<usize>> {
        let mut mentions = self.mentions().into_iter();
        mentions.find(|mention| mention.kind == MentionKind::Question && mention.text == name).map(|found| found.span)
    }

    /// Questions, functions, texts and bare names with their places, in the order of the source: for whoever rewrites it.
    pub fn mentions(&self) -> Vec<Mention> {
        mentions(&self.ast)
    }
}
