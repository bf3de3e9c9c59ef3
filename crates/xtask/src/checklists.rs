//! The checklists of `www/docs/contributing.md`: they say how many files to change, and name files that exist.

use std::fs;

use anyhow::{Context, Result};

use crate::repository::Repository;

const GUIDE: &str = "www/docs/contributing.md";

/// Where a checklist does not say what is true, one sentence each.
///
/// # Errors
/// If the guide cannot be read.
pub fn found(repo: &Repository) -> Result<Vec<String>> {
    let text = fs::read_to_string(repo.path(GUIDE)).with_context(|| format!("cannot read {GUIDE}"))?;
    let mut found = Vec::new();
    for section in text.split("\n### ").skip(1) {
        let (heading, body) = section.split_once('\n').unwrap_or((section, ""));
        found.extend(miscounted(heading, body));
        let gone = paths(body).filter(|path| !repo.path(path).exists());
        found.extend(gone.map(|path| format!("{GUIDE}: there is no `{path}` (`{heading}`)")));
    }
    Ok(found)
}

/// `A function: 2 files` has two numbered lines.
fn miscounted(heading: &str, body: &str) -> Option<String> {
    let said = heading.rsplit_once(": ").and_then(|(_, count)| count.split(' ').next()?.parse().ok());
    let count =
        body.lines().filter(|line| line.split_once(". `").is_some_and(|(n, _)| n.parse::<u32>().is_ok())).count();
    (said != Some(count)).then(|| format!("{GUIDE}: `{heading}`, but its list has {count}"))
}

/// What stands in backticks and looks like a path of this repository.
fn paths(body: &str) -> impl Iterator<Item = &str> {
    let quoted = body.split('`').skip(1).step_by(2);
    quoted.filter(|text| ["crates/", "www/", "tests/"].iter().any(|root| text.starts_with(root)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_counted_and_their_files_named() {
        let body = "\n1. `crates/a.rs`: its row, `x`.\n2. `www/b.md`\n\nThen `tests/c`.\n";
        assert_eq!(miscounted("A function: 2 files", body), None);
        let found = miscounted("A function: 3 files", body).expect("it is wrong");
        assert!(found.ends_with("`A function: 3 files`, but its list has 2"));
        assert_eq!(paths(body).collect::<Vec<_>>(), ["crates/a.rs", "www/b.md", "tests/c"]);
    }
}
