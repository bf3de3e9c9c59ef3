//! Files and folders of the repository and of the build.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

/// A file of this repository, by its path from the root.
#[must_use]
pub fn repo_file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// The build directory that this test was built into.
///
/// # Panics
/// If the program lies somewhere that Cargo does not put it.
#[must_use]
pub fn target() -> PathBuf {
    let program = std::env::current_exe().expect("a running test knows where it is");
    // target/debug/deps/name-hash
    program.ancestors().nth(3).expect("Cargo builds three folders deep").to_owned()
}

/// The demo: the folder that `SEALFORM_SITE` names, else the one that `cargo xtask demo` builds.
///
/// # Errors
/// If it is not built.
pub fn demo() -> Result<PathBuf> {
    let site = std::env::var_os("SEALFORM_SITE").map_or_else(|| target().join("site"), PathBuf::from);
    let built = ["ksp-phone.html", "sealform/index.js"].iter().all(|file| site.join(file).is_file());
    ensure!(built, "the demo is not in {}; `cargo xtask demo --no-serve` builds it", site.display());
    Ok(site)
}

/// The address of a form of the demo in a language, whatever the browser speaks.
#[must_use]
pub fn form_page(name: &str, language: &str) -> String {
    format!("{name}.html?lang={language}")
}

/// A copy of the demo with the tests' own pages beside it.
///
/// # Errors
/// If the demo is not built, or nothing can be written.
pub fn demo_with_pages() -> Result<TempDir> {
    let folder = tempfile::tempdir().context("cannot make a folder for the pages")?;
    for source in [demo()?, repo_file("tests/e2e/pages")] {
        copy_folder(&source, folder.path()).with_context(|| format!("cannot copy {}", source.display()))?;
    }
    Ok(folder)
}

/// Copies a folder with everything in it.
///
/// # Errors
/// If a file cannot be read or written.
pub fn copy_folder(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), &target)?;
        }
    }
    Ok(())
}
