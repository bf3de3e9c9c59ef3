//! What is known against the libraries that we use: `cargo audit` or `cargo deny` for crates, `npm audit` for what bundles and
//! tests the package. Both ask for data that are not ours: where these cannot be had, that is said in so many words, and
//! nothing fails; a known advisory fails.

use std::process::Command;

use anyhow::{Result, bail};

use crate::process::{self, cargo, program, say};
use crate::repository::Repository;
use crate::tidy;

/// Folders with a `Cargo.lock`.
pub const CRATES: [&str; 2] = ["", "tests/fuzz"];
/// Other projects' runtimes, which the benchmark measures as they are: what is known against them is theirs to mend.
const CONTENDERS: &str = "tests/bench";

/// What an audit came to.
#[derive(Debug, PartialEq, Eq)]
enum Audit {
    /// Nothing is known against anything.
    Clean,
    /// So many things of low or moderate severity are.
    Minor(u64),
    /// Something serious is: what was printed.
    Found(String),
    /// The data cannot be had here: why.
    NotToBeHad(String),
}

/// Asks about the crates and npm packages of every lock file.
///
/// # Errors
/// If something is known against one of them.
pub fn run(repo: &Repository) -> Result<()> {
    let mut audits = Vec::new();
    for folder in CRATES {
        audits.push((format!("crates of {folder}/Cargo.lock"), crates(repo, folder)));
    }
    for lock in tidy::tracked(repo)?.iter().filter(|name| name.ends_with("package-lock.json")) {
        let folder = lock.trim_end_matches("/package-lock.json");
        let mut command = program("npm");
        command.current_dir(repo.path(folder)).args(["audit", "--package-lock-only", "--json"]);
        let audit = match npm(&output(&mut command)) {
            Audit::Found(_) if folder == CONTENDERS => {
                say(format_args!(
                    "npm packages of {folder}: advisories are known against runtimes that are only measured"
                ));
                continue;
            }
            audit => audit,
        };
        audits.push((format!("npm packages of {lock}"), audit));
    }
    let mut found = Vec::new();
    for (what, audit) in audits {
        match audit {
            Audit::Clean => say(format_args!("{what}: nothing is known against them")),
            Audit::Minor(count) => say(format_args!("{what}: {count} advisories of low or moderate severity")),
            Audit::NotToBeHad(why) => say(format_args!("{what}: NOT AUDITED, the data cannot be had: {why}")),
            Audit::Found(printed) => found.push(format!("{what}:\n{printed}")),
        }
    }
    if found.is_empty() { Ok(()) } else { bail!("advisories are known\n{}", found.join("\n")) }
}

/// What a program said: whether it ended well, its output and its complaints.
struct Said {
    well: bool,
    out: String,
    complaint: String,
}

fn output(command: &mut Command) -> Option<Said> {
    let output = command.output().ok()?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Some(Said { well: output.status.success(), out: text(&output.stdout), complaint: text(&output.stderr) })
}

fn crates(repo: &Repository, folder: &str) -> Audit {
    let with = |arguments: &[&str]| {
        let mut command = cargo();
        command.current_dir(repo.path(folder)).args(arguments);
        cargo_said(&output(&mut command))
    };
    if process::is_there("cargo-audit") {
        with(&["audit", "--quiet"])
    } else if process::is_there("cargo-deny") {
        with(&["deny", "check", "advisories"])
    } else {
        let install = "neither `cargo audit` nor `cargo deny` is installed (`cargo install --locked cargo-audit`)";
        Audit::NotToBeHad(install.to_owned())
    }
}

/// Advisories have identifiers; whatever else went wrong is no advisory.
fn cargo_said(said: &Option<Said>) -> Audit {
    match said {
        None => Audit::NotToBeHad("Cargo cannot be started".to_owned()),
        Some(Said { well: true, .. }) => Audit::Clean,
        Some(Said { out, complaint, .. }) => {
            let printed = [out.as_str(), complaint].concat();
            match printed.contains("RUSTSEC-") {
                true => Audit::Found(printed),
                false => Audit::NotToBeHad(first_line(&printed)),
            }
        }
    }
}

/// `npm audit --json` counts by severity, or says what kept it from asking.
fn npm(said: &Option<Said>) -> Audit {
    let Some(said) = said else { return Audit::NotToBeHad("npm cannot be started".to_owned()) };
    let printed: Option<serde_json::Value> = serde_json::from_str(&said.out).ok();
    let counts = printed.as_ref().and_then(|printed| printed.get("metadata")?.get("vulnerabilities"));
    match counts {
        None => {
            let message = printed.as_ref().and_then(|printed| printed.get("message")?.as_str());
            Audit::NotToBeHad(message.map_or_else(|| first_line(&said.complaint), str::to_owned))
        }
        Some(counts) => {
            let of = |severity: &str| counts.get(severity).and_then(serde_json::Value::as_u64).unwrap_or(0);
            match (of("high") + of("critical"), of("low") + of("moderate")) {
                (0, 0) => Audit::Clean,
                (0, count) => Audit::Minor(count),
                _ => Audit::Found(said.out.clone()),
            }
        }
    }
}

fn first_line(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty());
    line.map_or_else(|| "nothing was printed".to_owned(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(well: bool, out: &str, complaint: &str) -> Option<Said> {
        Some(Said { well, out: out.to_owned(), complaint: complaint.to_owned() })
    }

    #[test]
    fn an_advisory_fails_and_a_registry_without_data_does_not() {
        assert_eq!(cargo_said(&said(true, "", "")), Audit::Clean);
        assert!(matches!(cargo_said(&said(false, "ID: RUSTSEC-2020-0001", "")), Audit::Found(_)));
        let offline = cargo_said(&said(false, "", "\nerror: couldn't fetch advisory database"));
        assert_eq!(offline, Audit::NotToBeHad("error: couldn't fetch advisory database".to_owned()));
        assert!(matches!(cargo_said(&None), Audit::NotToBeHad(_)));
        let counted = |high: u32, low: u32| {
            format!(r#"{{"metadata":{{"vulnerabilities":{{"high":{high},"critical":0,"low":{low},"moderate":0}}}}}}"#)
        };
        assert_eq!(npm(&said(true, &counted(0, 0), "")), Audit::Clean);
        assert_eq!(npm(&said(false, &counted(0, 3), "")), Audit::Minor(3));
        assert!(matches!(npm(&said(false, &counted(1, 0), "")), Audit::Found(_)));
        let silent = Audit::NotToBeHad("nothing was printed".to_owned());
        assert_eq!(npm(&said(false, "", "")), silent);
        assert_eq!(npm(&said(true, "{}", "")), silent);
        let refused = npm(&said(false, r#"{"message":"404 Not Found - POST"}"#, ""));
        assert_eq!(refused, Audit::NotToBeHad("404 Not Found - POST".to_owned()));
    }
}
