//! Libraries: the root `Cargo.toml` names what is used, and the README's table says why, once each.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Context, Result};

use crate::repository::Repository;

/// The heading of the table in `README.md`.
const HEADING: &str = "\n## Dependencies\n";
/// The list in `Cargo.toml`.
const LIST: &str = "\n[workspace.dependencies]\n";

/// What is wrong with the libraries of the workspace, one sentence each.
///
/// # Errors
/// If `README.md` or `Cargo.toml` cannot be read.
pub fn found(repo: &Repository) -> Result<Vec<String>> {
    let read = |name: &str| fs::read_to_string(repo.path(name)).with_context(|| format!("there is no {name}"));
    let (readme, manifest) = (read("README.md")?, read("Cargo.toml")?);
    let packages = &repo.metadata().packages;
    let all = || packages.iter().flat_map(|package| &package.dependencies);
    let libraries: BTreeSet<&str> = all().filter(|one| one.path.is_none()).map(|one| one.name.as_str()).collect();
    // Ours count as used where they are members: nobody need depend on them.
    let members = packages.iter().map(|package| package.name.as_str());
    let used: BTreeSet<&str> = all().map(|one| one.name.as_str()).chain(members).collect();
    let mut found = unlike(&libraries, &rows(&readme));
    let unused = names(&manifest).filter(|name| !used.contains(name));
    found.extend(unused.map(|name| format!("Cargo.toml: no crate of the workspace uses `{name}`")));
    Ok(found)
}

/// Where the table differs from the libraries in use.
fn unlike(libraries: &BTreeSet<&str>, rows: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for name in libraries.iter().filter(|name| !rows.contains(name)) {
        found.push(format!("README.md: the table of dependencies does not name `{name}`"));
    }
    for (index, name) in rows.iter().enumerate() {
        if rows[..index].contains(name) {
            found.push(format!("README.md: the table of dependencies names `{name}` twice"));
        } else if !libraries.contains(name) && !FUZZERS.contains(name) {
            found.push(format!("README.md: no crate uses `{name}` of the table of dependencies"));
        }
    }
    found
}

/// Libraries of `tests/fuzz`, which is not a member of the workspace.
const FUZZERS: [&str; 1] = ["libfuzzer-sys"];

/// The names in backticks in the first column of the table.
fn rows(readme: &str) -> Vec<&str> {
    let table = readme.split_once(HEADING).map_or("", |(_, rest)| rest.split("\n## ").next().unwrap_or_default());
    let cells = table.lines().filter_map(|line| line.strip_prefix('|')?.split('|').next());
    cells.flat_map(|cell| cell.split('`').skip(1).step_by(2)).collect()
}

/// The names in the list of `Cargo.toml`.
fn names(manifest: &str) -> impl Iterator<Item = &str> {
    let list = manifest.split_once(LIST).map_or("", |(_, rest)| rest.split("\n[").next().unwrap_or_default());
    list.lines().filter_map(|line| Some(line.split_once(" = ")?.0.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_names_what_is_used_once() {
        let readme = "# A\n\n## Dependencies\n\n| crate | why |\n| --- | --- |\n| `b`, `c` | `not this` |\n| `c` | x |\n\n## B\n| `d` |\n";
        assert_eq!(rows(readme), ["b", "c", "c"]);
        assert_eq!(
            unlike(&BTreeSet::from(["a", "c"]), &rows(readme)),
            [
                "README.md: the table of dependencies does not name `a`",
                "README.md: no crate uses `b` of the table of dependencies",
                "README.md: the table of dependencies names `c` twice",
            ]
        );
    }

    #[test]
    fn the_list_ends_where_the_next_begins() {
        let manifest =
            "[workspace]\n\n[workspace.dependencies]\na-b = \"1\"\n\nc = { version = \"1\" }\n\n[profile.dev]\nd = 1\n";
        assert_eq!(names(manifest).collect::<Vec<_>>(), ["a-b", "c"]);
    }
}
