//! The npm package as its users meet it: packed, type-checked, bundled by common bundlers, and opened in a browser.

use anyhow::Result;

use crate::repository::Repository;
use crate::tools::{self, Need, PACKAGING};
use crate::{dist, parity, process};

/// Packs what `cargo xtask dist` has built, and uses it in every setup.
///
/// # Errors
/// If a setup fails; every one is tried and named.
pub fn run(repo: &Repository) -> Result<()> {
    tools::ensure(repo, &[Need::Packaging, Need::Browsers])?;
    let cases = parity::record(repo)?;
    let mut node = process::program("node");
    node.arg(repo.path(PACKAGING).join("run.mjs"));
    process::run(node.arg(repo.path(dist::DIST)).arg(repo.target("packaging")).arg(cases))
}
