//! The npm package as its users meet it: packed, type-checked, bundled by everybody's bundler, and opened in a browser.

use anyhow::Result;

use crate::house::House;
use crate::tools::{self, Need, PACKAGING};
use crate::{dist, parity, process};

/// Packs what `cargo xtask dist` has built, and uses it in every setup.
///
/// # Errors
/// If a setup fails; every one is tried and named.
pub fn run(house: &House) -> Result<()> {
    tools::ensure(house, &[Need::Packaging, Need::Browsers])?;
    let cases = parity::record(house)?;
    let mut node = process::program("node");
    node.arg(house.path(PACKAGING).join("run.mjs"));
    process::run(node.arg(house.path(dist::DIST)).arg(house.target("packaging")).arg(cases))
}
