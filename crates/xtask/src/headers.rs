//! What the first file of a crate denies: lints that not every crate can keep, and these have to.

use std::fs;

use anyhow::{Context, Result};

use crate::cycles::paths_in;
use crate::repository::Repository;

/// Crates that read what strangers wrote: they never panic.
const NEVER_PANIC: [&str; 12] = [
    "types",
    "expression",
    "questionnaire",
    "scoring",
    "protocol",
    "engine",
    "submission",
    "receiver",
    "formats",
    "ui",
    "web",
    "xml",
];
const PANICS: [&str; 4] = ["unwrap_used", "expect_used", "panic", "indexing_slicing"];
/// Crates in which a new variant is a list of compile errors.
const EVERY_VARIANT: [&str; 8] =
    ["expression", "questionnaire", "scoring", "protocol", "engine", "submission", "receiver", "ui"];
/// Parts of other crates of which the same is true.
const EVERY_VARIANT_IN: [&str; 5] = [
    "crates/formats/src/diff/mod.rs",
    "crates/formats/src/document/mod.rs",
    "crates/formats/src/openrosa.rs",
    "crates/formats/src/surveyjs/mod.rs",
    "crates/formats/src/xlsform/write/mod.rs",
];
const VARIANTS: [&str; 1] = ["wildcard_enum_match_arm"];

/// Every lint that a crate or a module of these lists does not deny, one sentence each.
///
/// # Errors
/// If the first file of a crate cannot be read.
pub fn found(repo: &Repository) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let first = |name: &&str| format!("crates/{name}/src/lib.rs");
    let never_panic = NEVER_PANIC.iter().map(first).map(|file| (file, &PANICS[..]));
    let parts = EVERY_VARIANT_IN.iter().map(ToString::to_string);
    let every_variant = EVERY_VARIANT.iter().map(first).chain(parts).map(|file| (file, &VARIANTS[..]));
    for (file, lints) in never_panic.chain(every_variant) {
        let text = fs::read_to_string(repo.path(&file)).with_context(|| format!("cannot read {file}"))?;
        let missing = missing(&text, lints).with_context(|| format!("{file} is not Rust"))?;
        found.extend(missing.map(|lint| format!("{file}: it has to deny `clippy::{lint}`")));
    }
    Ok(found)
}

/// The lints that no attribute of the file names.
fn missing<'a>(text: &str, lints: &'a [&'a str]) -> Result<impl Iterator<Item = &'a str>> {
    let attributes = syn::parse_file(text)?.attrs;
    let lists = attributes.iter().filter_map(|attribute| attribute.meta.require_list().ok());
    let named: Vec<_> = lists.flat_map(|list| paths_in(list.tokens.clone())).collect();
    Ok(lints.iter().copied().filter(move |lint| !named.iter().any(|path| path.as_slice() == ["clippy", *lint])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lint_that_is_not_denied_is_named() {
        let text =
            "//! A crate.\n#![cfg_attr(not(test), deny(clippy::panic, clippy::unwrap_used))]\n#![deny(clippy::all)]\n";
        let missing: Vec<_> = missing(text, &["panic", "all", "expect_used"]).expect("it is Rust").collect();
        assert_eq!(missing, ["expect_used"]);
    }
}
