//! What comes by npm and by pip.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::clock::Watch;
use crate::process::{self, program, say};
use crate::repository::Repository;

/// Installs exactly what a folder's `package-lock.json` names, unless it is there already; `options` are npm's own.
///
/// # Errors
/// If Node.js is missing or the registry cannot be reached.
pub fn npm(folder: &Path, options: &[&str]) -> Result<()> {
    let (lock, installed) = (folder.join("package-lock.json"), folder.join("node_modules/installed.json"));
    let wanted = std::fs::read(&lock).with_context(|| format!("cannot read {}", lock.display()))?;
    if std::fs::read(&installed).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    let watch = Watch::start();
    say("installing npm packages");
    let install = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
    process::run(program("npm").current_dir(folder).args(install).args(options))
        .context("npm comes with Node.js 20 or later")?;
    std::fs::write(&installed, wanted).with_context(|| format!("cannot write {}", installed.display()))?;
    say(format_args!("the npm packages are installed ({})", watch.elapsed()));
    Ok(())
}

/// Installs Python packages for the verifiers into an environment of their own: files with the hashes that are listed, no
/// others.
///
/// # Errors
/// If Python 3 or its `venv` is missing or the registry cannot be reached.
pub fn python(repo: &Repository) -> Result<()> {
    let wanted = repo.path("tests/backends/requirements.txt");
    let stamp = repo.target("python/installed");
    if is_newer(&stamp, &wanted) {
        return Ok(());
    }
    let watch = Watch::start();
    say("installing Python packages");
    process::run(program("python3").args(["-m", "venv"]).arg(repo.target("python")))
        .context("the verifier tests need Python 3 with `venv` (on Debian: `apt-get install python3-venv`)")?;
    let install =
        ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "--requirement"];
    process::run(std::process::Command::new(python_program(repo)).args(install).arg(&wanted))?;
    std::fs::write(&stamp, "").context("cannot write into the build directory")?;
    say(format_args!("the Python packages are installed ({})", watch.elapsed()));
    Ok(())
}

/// The interpreter that sees those packages.
pub fn python_program(repo: &Repository) -> PathBuf {
    repo.target("python/bin/python")
}

fn is_newer(product: &Path, source: &Path) -> bool {
    let modified = |path: &Path| path.metadata().and_then(|data| data.modified()).ok();
    modified(product).is_some_and(|product| modified(source).is_none_or(|source| product >= source))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_product_is_never_new() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        assert!(!is_newer(&here.join("no-such-file"), &here.join("Cargo.toml")));
        assert!(is_newer(&here.join("Cargo.toml"), &here.join("no-such-file")));
    }
}
