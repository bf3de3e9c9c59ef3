//! What the tests in this folder share.

pub mod bench;
#[path = "../conformance/mod.rs"]
pub mod conformance;
pub mod demo;
pub mod encrypt;
pub mod forge;
pub mod forms;
pub mod receiver;
pub mod respondent;

use std::fs;
use std::path::{Path, PathBuf};

use sealform_types::Json;

/// The folder of committed vectors.
pub fn vectors_dir() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("vectors")
}

/// The folder of conformance data from other projects: `SEALFORM_CONFORMANCE`, else `../shared/conformance` beside the
/// repository. Where it is absent one line says so, and the caller has nothing to check.
pub fn conformance_dir() -> Option<PathBuf> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/conformance");
    let folder = std::env::var_os("SEALFORM_CONFORMANCE").map_or_else(beside, PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: no conformance data (set SEALFORM_CONFORMANCE to its folder)");
    None
}

/// A file of this repository, by its path from the root.
pub fn repo_file(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

/// Reads a committed JSON document.
pub fn read_json(path: &Path) -> Json {
    let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Json::parse(&bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Whether committed data is to be written anew (`SEALFORM_BLESS=1`) instead of compared.
pub fn is_blessing() -> bool {
    std::env::var_os("SEALFORM_BLESS").is_some_and(|value| value == "1")
}
