//! What comparisons of forms of our own making with other engines have in common.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::process::cargo;
use crate::repository::Repository;
use crate::workspace;

/// Where the table of members begins in a document.
const TABLE: &str = "| member |";

/// How the program that plays is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Build {
    /// As tests are.
    Quick,
    /// Optimised, for many surveys.
    Optimised,
}

/// What is done with the table of members.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    /// It is held against the document.
    Compare,
    /// It is written into the document.
    Write,
}

impl Table {
    /// Compares or writes the table of a document; `command` is what writes it.
    ///
    /// # Errors
    /// If the table is not up to date, or the document cannot be read or written.
    pub fn hold(self, repo: &Repository, document: &str, made: &str, command: &str) -> Result<()> {
        let file = repo.path(document);
        let text = fs::read_to_string(&file).with_context(|| format!("cannot read {document}"))?;
        let whole = with_table(&text, made);
        match self {
            Self::Compare => ensure!(text == whole, "{document} is not up to date: run `{command}`"),
            Self::Write => fs::write(&file, &whole).with_context(|| format!("cannot write {document}"))?,
        }
        Ok(())
    }
}

/// The document with the table in the place of the one it has.
fn with_table(document: &str, table: &str) -> String {
    let before = document.find(TABLE).and_then(|start| document.get(..start)).unwrap_or(document);
    format!("{before}{table}")
}

/// A program of the tests.
///
/// # Errors
/// If it does not build.
pub fn tests_program(repo: &Repository, name: &str, build: Build) -> Result<Command> {
    match build {
        Build::Quick => workspace::program(repo, "sealform-tests", name),
        Build::Optimised => {
            let mut command = cargo();
            command.current_dir(repo.path("")).args(["run", "--quiet", "--release", "--package", "sealform-tests"]);
            command.args(["--bin", name, "--"]);
            Ok(command)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_takes_the_place_of_the_one_before() {
        let document = "# Members\n\nWords.\n\n| member | old |\n";
        assert_eq!(with_table(document, "| member | new |\n"), "# Members\n\nWords.\n\n| member | new |\n");
    }
}
