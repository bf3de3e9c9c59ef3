//! Tuples that catch all kinds: `clippy::wildcard_enum_match_arm` looks into none.

use std::path::Path;

use anyhow::{Context, Result};
use syn::visit::{self, Visit};
use syn::{Arm, Attribute, ExprMatch, Item, Pat, PatTuple};

use crate::cycles::{attributes, is_for_tests};

/// Types whose next variant has to be a list of compile errors.
const TYPES: [&str; 3] = ["QuestionType", "Shape", "Control"];

/// Every arm of a Rust file that takes all variants of such a type where another arm of its `match` names some, one
/// sentence each. A guard decides by itself, and tests may leave out what they do not ask.
///
/// # Errors
/// If the text is not Rust.
pub fn found(name: &str, text: &str) -> Result<Vec<String>> {
    let syntax = syn::parse_file(text).with_context(|| format!("{name} is not Rust"))?;
    let mut reader = Reader { name, found: Vec::new() };
    let is_test = Path::new(name).components().any(|part| part.as_os_str() == "tests") || is_for_tests(&syntax.attrs);
    syntax.items.iter().filter(|_| !is_test).for_each(|item| reader.visit_item(item));
    Ok(reader.found)
}

struct Reader<'a> {
    name: &'a str,
    found: Vec<String>,
}

impl<'a> Visit<'a> for Reader<'_> {
    fn visit_item(&mut self, item: &'a Item) {
        let attributes: &[Attribute] = attributes(item);
        if !is_for_tests(attributes) {
            visit::visit_item(self, item);
        }
    }

    fn visit_expr_match(&mut self, matched: &'a ExprMatch) {
        let tuples: Vec<&PatTuple> = matched.arms.iter().flat_map(|arm| cases(&arm.pat)).filter_map(tuple).collect();
        let width = tuples.iter().map(|tuple| tuple.elems.len()).max().unwrap_or(0);
        for place in 0..width {
            let named = tuples.iter().filter_map(|tuple| tuple.elems.get(place)).find_map(named);
            let Some(named) = named else { continue };
            for arm in matched.arms.iter().filter(|arm| takes_all(arm, place)) {
                let (name, line) = (self.name, arm.fat_arrow_token.spans[0].start().line);
                self.found.push(format!("{name}:{line}: the arm takes every `{named}`; name its variants"));
            }
        }
        visit::visit_expr_match(self, matched);
    }
}

/// The patterns between `|`.
fn cases(pattern: &Pat) -> Vec<&Pat> {
    match pattern {
        Pat::Or(or) => or.cases.iter().flat_map(cases).collect(),
        Pat::Paren(inner) => cases(&inner.pat),
        Pat::Guard(guarded) => cases(&guarded.pat),
        other => vec![other],
    }
}

fn tuple(pattern: &Pat) -> Option<&PatTuple> {
    if let Pat::Tuple(tuple) = pattern { Some(tuple) } else { None }
}

/// Whether an arm without a guard takes whatever stands in that place.
fn takes_all(arm: &Arm, place: usize) -> bool {
    let is_open = |case: &Pat| match tuple(case) {
        Some(tuple) => tuple.elems.get(place).is_some_and(is_any),
        None => is_any(case),
    };
    !matches!(arm.pat, Pat::Guard(_)) && cases(&arm.pat).into_iter().any(is_open)
}

/// `_`, or a name for whatever it is.
fn is_any(pattern: &Pat) -> bool {
    match pattern {
        Pat::Wild(_) => true,
        Pat::Ident(name) => name.subpat.is_none() && name.ident != "None",
        _ => false,
    }
}

/// The first of the types that the pattern names a variant of.
fn named(pattern: &Pat) -> Option<&'static str> {
    struct Names(Option<&'static str>);
    impl<'a> Visit<'a> for Names {
        fn visit_path(&mut self, path: &'a syn::Path) {
            let before_last = path.segments.iter().rev().nth(1);
            let known = before_last.and_then(|segment| TYPES.into_iter().find(|name| segment.ident == name));
            self.0 = self.0.or(known);
        }
    }
    let mut names = Names(None);
    names.visit_pat(pattern);
    names.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(arms: &str) -> Vec<String> {
        let text = format!("fn f() {{ match (kind, value) {{\n{arms}\n}} }}");
        let found = found("a.rs", &text).expect("it is Rust").into_iter();
        found.map(|fault| fault.split(':').nth(1).unwrap_or_default().to_owned()).collect()
    }

    #[test]
    fn an_arm_that_takes_every_kind_is_found() {
        assert_eq!(lines("(Shape::Text, 1) => 1,\n(_, 2) => 2,\n_ => 3"), ["3", "4"]);
        assert_eq!(lines("(Some(QuestionType::Text | QuestionType::Note), 1) => 1,\n(other, _) => 2"), ["3"]);
    }

    #[test]
    fn other_places_and_guards_are_free() {
        assert!(
            lines("(Shape::Text, _) => 1,\n(kind, _) if is(kind) => 2,\n(Shape::Any, 1) | (Shape::Date, _) => 3")
                .is_empty()
        );
        assert!(lines("(Answer::Text, 1) => 1,\n_ => 3").is_empty());
        assert!(lines("(None, Shape::Text) => 1,\n(Some(_), Shape::Text) => 3").is_empty());
    }
}
