//! `cargo xtask tidy`: rules of the repository that no compiler checks.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail};
use cargo_metadata::DependencyKind;

use crate::catch_alls;
use crate::checklists;
use crate::clock::Watch;
use crate::cycles;
use crate::dependencies;
use crate::headers;
use crate::layers::{self, Arrow};
use crate::lengths;
use crate::policies;
use crate::process::{read, say};
use crate::promises;
use crate::repository::Repository;
use crate::unused;

/// Lines that a source file may have, tests at its end not counted.
const MOST_LINES: usize = 500;

/// Text that gives away the machine it was written on.
const MACHINE_PATHS: [&str; 5] = [
    concat!("/", "work/main"),
    concat!("/", "work/shared"),
    concat!("/", "root/."),
    concat!("/", "home/"),
    concat!("/", "tmp/"),
];

/// Checks the repository as git knows it.
///
/// # Errors
/// If a rule is broken; every breach is printed first.
pub fn run(repo: &Repository) -> Result<()> {
    let watch = Watch::start();
    let mut found = arrows(repo);
    found.extend(cycles::found(repo)?);
    found.extend(dependencies::found(repo)?);
    found.extend(unused::found(repo)?);
    found.extend(headers::found(repo)?);
    found.extend(checklists::found(repo)?);
    found.extend(promises::found(repo)?);
    for name in tracked(repo)? {
        found.extend(misnamed(&name));
        // A file that is deleted but not yet committed is not checked.
        if let Ok(bytes) = fs::read(repo.path(&name)) {
            let Ok(text) = String::from_utf8(bytes) else { continue };
            found.extend(breaches(&name, &text));
            found.extend(policies::found(&name, &text));
            if name.ends_with(".rs") {
                found.extend(lengths::found(&name, &text)?);
                found.extend(catch_alls::found(&name, &text)?);
            }
        }
    }
    for breach in &found {
        println!("    {breach}");
    }
    match found.len() {
        0 => say(format_args!("tidy ({})", watch.elapsed())),
        count => bail!("tidy found {count} fault(s)"),
    }
    Ok(())
}

fn arrows(repo: &Repository) -> Vec<String> {
    let packages = &repo.metadata().packages;
    let members: Vec<&str> = packages.iter().map(|package| package.name.as_str()).collect();
    let arrows: Vec<Arrow> = packages
        .iter()
        .flat_map(|package| package.dependencies.iter().map(|dependency| (package.name.as_str(), dependency)))
        .filter(|(_, dependency)| dependency.path.is_some() && dependency.kind != DependencyKind::Development)
        .map(|(from, dependency)| (from, dependency.name.as_str()))
        .collect();
    layers::violations(&members, &arrows)
}

/// The files that git knows.
///
/// # Errors
/// If git cannot be asked.
pub fn tracked(repo: &Repository) -> Result<Vec<String>> {
    let names = read(Command::new("git").current_dir(repo.path("")).args(["ls-files", "-z"]))
        .context("tidy looks at the files that git knows")?;
    Ok(names.split_terminator('\0').map(str::to_owned).collect())
}

/// Names are lower case everywhere but at the top, where the world expects them otherwise.
fn misnamed(name: &str) -> Option<String> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-/".contains(c);
    let known = ["README.md", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", "Cargo.toml", "Cargo.lock"];
    let base = name.rsplit('/').next().unwrap_or(name);
    if name.ends_with(".rs") && base.contains('-') {
        return Some(format!("{name}: Rust files are named with `_`"));
    }
    let folder = name.strip_suffix(base).unwrap_or_default();
    let fine = folder.chars().all(plain) && (known.contains(&base) || base.chars().all(plain));
    (!fine).then(|| format!("{name}: file names are lower case without spaces"))
}

fn breaches(name: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let length = counted_lines(name, text);
    if is_source(name) && length > MOST_LINES {
        found.push(format!("{name}: {length} lines; split it (at most {MOST_LINES})"));
    }
    for (number, line) in text.lines().enumerate() {
        let place = format!("{name}:{}", number + 1);
        if let Some(path) = MACHINE_PATHS.iter().find(|path| line.contains(**path)) {
            found.push(format!("{place}: `{path}` is a path of one machine"));
        }
        if name.ends_with("package-lock.json") && line.contains("\"resolved\"") {
            found.push(format!("{place}: a lock file names no host (`npm install --omit-lockfile-registry-resolved`)"));
        }
    }
    found
}

fn is_source(name: &str) -> bool {
    let written = [".rs", ".ts", ".mjs", ".js", ".css", ".py"].iter().any(|end| name.ends_with(end));
    // Nobody writes or reads what is generated from other sources.
    let generated = name == "www/package/src/protocol.ts";
    written && !generated && !name.starts_with("tests/vectors/")
}

/// Unit tests stand at the end of a Rust file and do not make it harder to read.
fn counted_lines(name: &str, text: &str) -> usize {
    let code = text.lines().take_while(|line| !(name.ends_with(".rs") && line.starts_with("#[cfg(test)]")));
    code.count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_files_are_named_and_tests_do_not_count() {
        let code = "let x = 1;\n".repeat(MOST_LINES);
        assert!(breaches("crates/a/src/b.rs", &(code.clone() + "#[cfg(test)]\n" + &code)).is_empty());
        assert_eq!(breaches("a.ts", &(code + "x\n")), ["a.ts: 501 lines; split it (at most 500)"]);
    }

    #[test]
    fn machine_paths_are_named_with_their_line() {
        let text = format!("fine\nsee {}\n", MACHINE_PATHS[0]);
        assert_eq!(
            breaches("notes.md", &text),
            [format!("notes.md:2: `{}` is a path of one machine", MACHINE_PATHS[0])]
        );
    }

    #[test]
    fn a_lock_file_names_no_host() {
        let found = breaches("www/package/package-lock.json", "      \"resolved\": \"https://example.org/x.tgz\",\n");
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn names_are_lower_case() {
        assert_eq!(misnamed("crates/ui/src/text_field.rs"), None);
        assert_eq!(misnamed("crates/README.md"), None);
        assert!(misnamed("crates/ui/src/TextField.rs").is_some());
        assert!(misnamed("crates/ui/src/text-field.rs").is_some());
        assert!(misnamed("www/site/My Form.json").is_some());
        assert!(misnamed("Docs/README.md").is_some());
    }
}
