//! `cargo xtask conformance`: the suites of other projects.

use std::path::PathBuf;

use anyhow::Result;

use crate::process::{self, cargo};
use crate::repository::Repository;

/// Plays the suites of other projects.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// A folder laid out like theirs [default: `SEALFORM_CONFORMANCE`, else `../shared/conformance`]
    folder: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Print a table of Markdown
    #[arg(long, conflicts_with = "json")]
    markdown: bool,
}

/// Builds the player and lets it play; it may not know the product, so the player is a program of the tests.
///
/// # Errors
/// If it cannot be built, or a suite cannot be read.
pub fn run(repo: &Repository, arguments: &Arguments) -> Result<()> {
    let mut play = cargo();
    play.current_dir(repo.path("."));
    play.args(["run", "--quiet", "--release", "--package", "sealform-tests", "--bin", "conformance", "--"]);
    play.args(arguments.folder.as_ref().map(|folder| std::path::absolute(folder).unwrap_or_else(|_| folder.clone())));
    play.args(arguments.json.then_some("--json"));
    play.args(arguments.markdown.then_some("--markdown"));
    if arguments.json || arguments.markdown {
        print!("{}", process::read(&mut play)?);
        return Ok(());
    }
    process::run(&mut play)
}
