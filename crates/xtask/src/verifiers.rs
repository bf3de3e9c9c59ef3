//! The verifiers of our guide, run as they are printed there, and the engine's own Wasm, on everything that was sealed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use crate::dist;
use crate::process::{self, say};
use crate::repository::Repository;
use crate::tools::{self, Need};

/// As they are printed in `www/docs/verify.md`; a test compares them.
const PROGRAMS: &str = "tests/e2e/verifiers";
const VECTORS: &str = "tests/vectors/submission";
/// Compares `Engine.verify`, and the words of the page `verify.html`, with all vectors.
const ENGINE: &str = "crates/xtask/verify-vectors.mjs";

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
    bad: Vec<Bad>,
}

#[derive(Debug, Deserialize)]
struct Good {
    file: String,
    jti: String,
}

#[derive(Debug, Deserialize)]
struct Bad {
    /// None where it is not committed, but made from one character.
    file: Option<String>,
    code: String,
    place: String,
    /// Whether it takes trust to see what is wrong.
    trust: Option<String>,
}

impl Bad {
    /// Whether it attacks what a program of the guide looks at: the header, which it writes again, and the signature.
    /// One and the same signature in other letters is the same to libraries.
    fn is_for_libraries(&self) -> bool {
        let in_header = ["/header", "/protected"].iter().any(|place| self.place.starts_with(place));
        self.trust.is_none() && (in_header || self.code.starts_with("seal/signature"))
    }
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
    let mut engine = process::program("node");
    engine.arg(repo.path(ENGINE)).arg(repo.path(dist::DIST)).arg(&vectors).args(&sealed);
    say(format_args!("the engine's Wasm verifies as it should: {}", process::read(&mut engine)?.trim()));
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
        let attacks: Vec<&String> =
            manifest.bad.iter().filter(|bad| bad.is_for_libraries()).filter_map(|bad| bad.file.as_ref()).collect();
        let mut taken = Vec::new();
        for name in &attacks {
            let file = vectors.join(name);
            ensure!(file.is_file(), "there is no {}", repo.short(&file));
            if process::read(language.command(repo, &script).arg(&file)).is_ok() {
                taken.push(name.as_str());
            }
        }
        ensure!(taken.is_empty(), "{language:?} takes {}", taken.join(", "));
        let all = manifest.good.len() + sealed.len();
        say(format_args!(
            "{language:?} verifies {all} files ({} of them from browsers), and refuses {}",
            sealed.len(),
            attacks.len()
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
