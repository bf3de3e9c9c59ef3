//! The table of the guide that says what was tried: it is made by the test, and held against the guide.

use std::fs;

use anyhow::{Context, Result, ensure};

use super::Backends;
use crate::repository::repo_file;

const GUIDE: &str = "www/docs/delivery.md";
const HEAD: &str = "| target | tried against | the same again | effect |";
/// Their versions come with the system, and are not the same on every machine; those of all others are named by a lock file or by us.
const OF_THE_SYSTEM: [&str; 3] = ["nginx ", "PostgreSQL ", "Node.js "];

/// What became of a file that was sent again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Again {
    /// The name of the target.
    pub name: &'static str,
    /// What it answered; 0 where it answers nothing.
    pub status: u16,
    /// Whether something is there twice now.
    pub is_twice: bool,
}

/// Holds the guide's table against what was seen; with `SEALFORM_BLESS` it is written.
///
/// # Errors
/// If they differ, or the guide has no such table.
pub async fn hold(backends: &Backends, seen: &[Again]) -> Result<()> {
    let programs = backends.programs().await?;
    let rows = seen.iter().map(|Again { name, status, is_twice }| {
        let effect = if *is_twice { "at least once" } else { "once" };
        let target = match *name {
            "github" | "gitlab" => format!("`json` ({name})"),
            name => format!("`{name}`"),
        };
        let program = programs.get(name).map_or("nothing", String::as_str);
        let answer = if *status == 0 { "the event again".to_owned() } else { status.to_string() };
        format!("| {target} | {program} | {answer} | {effect} |\n")
    });
    let made = format!("{HEAD}\n| --- | --- | --- | --- |\n{}", rows.collect::<String>());
    let path = repo_file(GUIDE);
    let guide = fs::read_to_string(&path).with_context(|| format!("cannot read {GUIDE}"))?;
    let whole = with_table(&guide, &made).with_context(|| format!("{GUIDE} has no table `{HEAD}`"))?;
    if std::env::var_os("SEALFORM_BLESS").is_some() {
        return fs::write(&path, whole).with_context(|| format!("cannot write {GUIDE}"));
    }
    ensure!(
        without_versions(&guide) == without_versions(&whole),
        "the table of {GUIDE} is not what was seen; `SEALFORM_BLESS=1` writes it:\n{made}"
    );
    Ok(())
}

/// The document with the table in the place of the one it has, which ends at an empty line.
fn with_table(document: &str, table: &str) -> Option<String> {
    let (before, rest) = document.split_once(HEAD)?;
    let (_, after) = rest.split_once("\n\n")?;
    Some(format!("{before}{table}\n{after}"))
}

/// The text without what the system says of its own programs.
fn without_versions(text: &str) -> String {
    OF_THE_SYSTEM.iter().fold(text.to_owned(), |text, name| {
        let mut parts = text.split(name);
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |sum, part| sum + *name + part.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_takes_the_place_of_the_one_before() {
        let document = format!("Words.\n\n{HEAD}\n| --- |\n| old |\n\nMore.\n");
        assert_eq!(with_table(&document, "| new |\n").as_deref(), Some("Words.\n\n| new |\n\nMore.\n"));
        assert_eq!(with_table("Words.\n", "| new |\n"), None);
    }

    #[test]
    fn only_versions_of_the_system_may_differ() {
        assert_eq!(without_versions("s3s-fs 0.13 behind nginx 1.22.1 |"), "s3s-fs 0.13 behind nginx  |");
    }
}
