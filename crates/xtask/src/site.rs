//! The static demo, assembled as a host would have it: `www/site` with the npm package in `sealform/`.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::dist;
use crate::process::{self, cargo, say};
use crate::repository::Repository;

/// Builds the package and puts the site together; gives the folder to serve.
///
/// # Errors
/// If something does not build or cannot be copied.
pub fn build(repo: &Repository) -> Result<PathBuf> {
    dist::run(repo)?;
    assemble(repo)
}

/// Puts the site together from a package that is built, with every form compiled.
///
/// # Errors
/// If something cannot be copied, or a form has errors.
pub fn assemble(repo: &Repository) -> Result<PathBuf> {
    let site = put_together(repo, &repo.path(dist::DIST))?;
    compile_forms(repo, &site.join("forms"))?;
    Ok(site)
}

/// Puts the site together from a package, without programs of its forms.
///
/// # Errors
/// If something cannot be copied.
pub fn put_together(repo: &Repository, package: &Path) -> Result<PathBuf> {
    let site = folder(repo);
    if site.exists() {
        fs::remove_dir_all(&site).context("cannot empty the old site")?;
    }
    copy_folder(&repo.path("www/site"), &site)?;
    copy_folder(package, &site.join("sealform"))?;
    say(format_args!("the site is in {}", repo.short(&site)));
    Ok(site)
}

/// Writes the program of each questionnaire beside it, with the scoring key that lies there, as `sealform build` does for
/// anybody.
fn compile_forms(repo: &Repository, forms: &Path) -> Result<()> {
    for entry in fs::read_dir(forms).with_context(|| format!("cannot read {}", forms.display()))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.ends_with(".json") && !name.ends_with(".key.json") {
            let build = ["run", "--quiet", "--package", "sealform-cli", "--", "build"];
            let key = path.with_extension("key.json");
            let key = [OsStr::new("--key"), key.as_os_str()].into_iter().filter(|_| key.is_file());
            process::run(cargo().current_dir(repo.path("")).args(build).arg(&path).args(key))?;
        }
    }
    Ok(())
}

/// Where the site is assembled.
pub fn folder(repo: &Repository) -> PathBuf {
    repo.target("site")
}

/// Copies a folder with everything in it over whatever is there.
///
/// # Errors
/// If a file cannot be read or written; its name is in the message.
pub fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).with_context(|| format!("cannot make {}", to.display()))?;
    for entry in fs::read_dir(from).with_context(|| format!("cannot read {}", from.display()))? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            // The contents only: a file that may not be written to must not stop the next copy.
            fs::read(entry.path())
                .and_then(|bytes| fs::write(&target, bytes))
                .with_context(|| format!("cannot copy {}", entry.path().display()))?;
        }
    }
    Ok(())
}
