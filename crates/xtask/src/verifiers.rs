//! The verifiers of our guide, run as they are printed there, on everything that was sealed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use crate::process::{self, say};
use crate::repository::Repository;
use crate::tools::{self, Need};

/// As they are printed in `www/docs/verify.md`; a test compares them.
const PROGRAMS: &str = "tests/e2e/verifiers";
const VECTORS: &str = "tests/vectors/submission";

/// Files that every stock library must refuse.
const DAMAGED: [&str; 3] = ["alg-none", "alg-hs256", "answer-changed"];

/// A language of the guide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Language {
    Node,
    Python,
}

/// The good ones of our vectors, by name.
#[derive(Debug, Deserialize)]
struct Manifest {
    good: Vec<Good>,
}

#[derive(Debug, Deserialize)]
struct Good {
    file: String,
    jti: String,
}

/// Verifies our vectors, and what the browsers sealed, with libraries that are not ours.
///
/// # Errors
/// If a library refuses a good file, or takes a damaged one.
pub fn run(repo: &Repository) -> Result<()> {
    tools::ensure(repo, &[Need::Npm, Need::Python])?;
    let vectors = repo.path(VECTORS);
    let manifest: Manifest = serde_json::from_slice(&fs::read(vectors.join("manifest.json"))?)?;
    let sealed = sealed_by_browsers(repo)?;
    for language in [Language::Node, Language::Python] {
        let script = language.place(repo)?;
        for good in &manifest.good {
            let said = process::read(language.command(repo, &script).arg(vectors.join(&good.file)))
                .with_context(|| format!("{language:?} refuses {}", good.file))?;
            ensure!(said.contains(&good.jti), "{language:?} reads `{}` from {}", said.trim(), good.file);
        }
        for file in &sealed {
            process::read(language.command(repo, &script).arg(file))
                .with_context(|| format!("{language:?} refuses {}", repo.short(file)))?;
        }
        for name in DAMAGED {
            let file = vectors.join("bad").join(name).with_extension("jws.json");
            ensure!(file.is_file(), "there is no {}", repo.short(&file));
            let taken = process::read(language.command(repo, &script).arg(&file)).is_ok();
            ensure!(!taken, "{language:?} takes {name}");
        }
        let all = manifest.good.len() + sealed.len();
        say(format_args!(
            "{language:?} verifies {all} files ({} of them from browsers), and refuses {}",
            sealed.len(),
            DAMAGED.len()
        ));
    }
    Ok(())
}

/// What the browser tests have left behind.
fn sealed_by_browsers(repo: &Repository) -> Result<Vec<PathBuf>> {
    let folder = repo.target("sealed");
    let Ok(entries) = fs::read_dir(&folder) else { return Ok(Vec::new()) };
    let mut files = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    files.retain(|file| file.to_string_lossy().ends_with(".jws.json"));
    files.sort();
    Ok(files)
}

impl Language {
    /// Copies the guide's program to where it finds its libraries.
    fn place(self, repo: &Repository) -> Result<PathBuf> {
        let (name, place) = match self {
            // Node looks for packages upwards from the program.
            Self::Node => ("verify.mjs", repo.path("www/package/node_modules/.sealform")),
            Self::Python => ("verify.py", repo.target("verifiers")),
        };
        fs::create_dir_all(&place).context("cannot make the verifier's folder")?;
        let file = place.join(name);
        fs::copy(repo.path(PROGRAMS).join(name), &file).with_context(|| format!("cannot copy {PROGRAMS}/{name}"))?;
        Ok(file)
    }

    fn command(self, repo: &Repository, script: &Path) -> Command {
        let mut command = match self {
            Self::Node => process::program("node"),
            Self::Python => Command::new(tools::python_program(repo)),
        };
        command.arg(script);
        command
    }
}
