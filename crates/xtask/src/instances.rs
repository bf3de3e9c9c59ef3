//! Instances for OpenRosa servers, compared with those that ODK Web Forms makes from the same answers.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};

use crate::repository::Repository;
use crate::tools::{self, Need, WEB_FORMS};
use crate::{process, workspace};

/// Forms of our own.
const FORMS: &str = "tests/fixtures/openrosa";

/// Has Web Forms fill our own forms, and those of the conformance suites where they are, and compares.
///
/// # Errors
/// If an instance differs, other than is known.
pub fn run(repo: &Repository) -> Result<()> {
    tools::ensure(repo, &[Need::WebForms])?;
    let mut forms = xforms(repo.path(FORMS))?;
    ensure!(!forms.is_empty(), "there are no forms in {FORMS}");
    let suites =
        std::env::var_os("SEALFORM_CONFORMANCE").map_or_else(|| repo.path("../shared/conformance"), PathBuf::from);
    let files = suites.join("forms/files");
    if files.is_dir() {
        forms.extend(xforms(files)?);
    }
    let record = repo.target("instances.json");
    let mut play = process::program("node");
    // Both engines use one time zone.
    play.env("TZ", "America/Phoenix").arg(repo.path(WEB_FORMS).join("play.mjs")).arg(&record).args(forms);
    process::run(&mut play)?;
    process::run(workspace::program(repo, "sealform-tests", "instances")?.arg(record))
}

fn xforms(folder: PathBuf) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut files = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    files.retain(|file| file.extension().is_some_and(|ending| ending == "xml"));
    files.sort();
    Ok(files)
}
