//! How long functions are.

use std::path::Path;

use anyhow::{Context, Result};
use syn::visit::{self, Visit};
use syn::{Attribute, Block, ImplItemFn, Item, ItemFn, Signature, TraitItemFn};

use crate::cycles::{attributes, is_for_tests};

/// Lines from `fn` to the closing brace.
const MOST_LINES: usize = 60;

/// Every function of a Rust file that is too long, one sentence each. Tests may be longer.
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

impl Reader<'_> {
    fn measure(&mut self, head: &Signature, body: &Block) {
        let (first, last) = (head.fn_token.span.start().line, body.brace_token.span.close().end().line);
        let lines = last + 1 - first;
        if lines > MOST_LINES {
            let (name, function) = (self.name, &head.ident);
            self.found.push(format!("{name}:{first}: `{function}` has {lines} lines; split it (at most {MOST_LINES})"));
        }
    }
}

impl<'a> Visit<'a> for Reader<'_> {
    fn visit_item(&mut self, item: &'a Item) {
        if !is_for_tests(attributes(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_fn(&mut self, item: &'a ItemFn) {
        self.measure(&item.sig, &item.block);
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'a ImplItemFn) {
        self.measure(&item.sig, &item.block);
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_trait_item_fn(&mut self, item: &'a TraitItemFn) {
        item.default.iter().for_each(|body| self.measure(&item.sig, body));
        visit::visit_trait_item_fn(self, item);
    }

    fn visit_attribute(&mut self, _: &'a Attribute) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_functions_are_named_with_their_line_and_tests_are_not() {
        let body = "    step();\n".repeat(MOST_LINES - 2);
        let fine = format!("fn short() {{\n{body}}}\n");
        let long = format!("impl A {{\nfn long() {{\n{body}    step();\n}}\n}}\n");
        let tests = format!("#[cfg(test)]\nmod tests {{\n{long}}}\n");
        let found = found("a.rs", &(fine + &long + &tests)).expect("it is Rust");
        assert_eq!(found, ["a.rs:62: `long` has 61 lines; split it (at most 60)"]);
        assert!(super::found("crates/a/tests/b.rs", &long).expect("it is Rust").is_empty());
    }
}
