//! The files of the npm package that a page loads.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use sealform_types::Json;

use crate::failure::Failure;

/// Names the folder where no option does.
const VARIABLE: &str = "SEALFORM_PACKAGE";
/// Where `cargo xtask dist` puts the package, in this repository.
const DIST: &str = "www/package/dist";
/// Which scripts load which others at once.
pub const MODULES: &str = "modules.json";
/// The service worker, without the line that says which version it brings.
pub const WORKER_SCRIPT: &str = "offline-worker.js";
/// The service worker that takes another one away.
pub const SWITCH: &str = "offline-off.js";

/// A folder with the npm package.
#[derive(Debug)]
pub struct Package {
    folder: PathBuf,
    modules: Json,
}

/// A file of the package.
#[derive(Debug)]
pub struct PackageFile {
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Package {
    /// The package in a folder that is named, else in the one that `SEALFORM_PACKAGE` names, else as this repository builds it.
    ///
    /// # Errors
    /// [`Failure`] where there is none.
    pub fn find(named: Option<&Path>) -> Result<Self, Failure> {
        let named = named.map(Path::to_owned).or_else(|| std::env::var_os(VARIABLE).map(PathBuf::from));
        let folder = named.or_else(above).unwrap_or_else(|| PathBuf::from(DIST));
        let failure = |code, message: String, hint| Failure::io(&folder.display().to_string(), code, message, hint);
        let modules = fs::read(folder.join(MODULES)).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => failure(
                "package/missing",
                "the files that a page loads are not here".to_owned(),
                "build them with `cargo xtask dist`, or name the folder of the npm package with `--package`",
            ),
            _ => failure("package/unreadable", format!("`{MODULES}` cannot be read: {error}"), "build it again"),
        })?;
        let modules = Json::parse(&modules).map_err(|error| {
            failure("package/unreadable", format!("`{MODULES}` is damaged: {error}"), "build it again")
        })?;
        Ok(Self { folder, modules })
    }

    /// The files that pages load: scripts, Wasm, styles and icons.
    ///
    /// # Errors
    /// [`Failure`] where one cannot be read.
    pub fn files(&self) -> Result<Vec<PackageFile>, Failure> {
        let mut files = self.read_all().map_err(|error| {
            let message = format!("the package cannot be read: {error}");
            Failure::io(&self.folder.display().to_string(), "package/unreadable", message, "build it again")
        })?;
        files.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(files)
    }

    fn read_all(&self) -> io::Result<Vec<PackageFile>> {
        let mut files = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if is_loaded(&name) {
                files.push(PackageFile { name, bytes: fs::read(entry.path())? });
            }
        }
        Ok(files)
    }

    /// One of its files, by name.
    ///
    /// # Errors
    /// [`Failure`] where the package lacks it.
    pub fn file(&self, name: &str) -> Result<Vec<u8>, Failure> {
        fs::read(self.folder.join(name)).map_err(|_| {
            let hint = "build it again with `cargo xtask dist`";
            Failure::io(name, "package/incomplete", "the npm package lacks this file", hint)
        })
    }

    /// The scripts that a script loads at once, as far as it goes; without itself.
    pub fn loaded_with(&self, script: &str) -> Vec<String> {
        let names = self.modules.get(script).and_then(Json::as_array).unwrap_or_default();
        names.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect()
    }
}

/// The folder of this repository's own package, seen from here.
fn above() -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    here.ancestors().map(|folder| folder.join(DIST)).find(|dist| dist.is_dir())
}

/// Whether a page loads a file of the package. Not what stands beside it for bundlers: types, and the Wasm once more as scripts;
/// nor the script of pages that are one file, nor service workers, which lie at the top of a folder.
pub fn is_loaded(name: &str) -> bool {
    let ending = Path::new(name).extension().and_then(|ending| ending.to_str());
    let is_elsewhere = name.starts_with("inline_") || ["single.js", WORKER_SCRIPT, SWITCH].contains(&name);
    matches!(ending, Some("js" | "wasm" | "css" | "svg" | "png")) && !is_elsewhere
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_package_is_not_a_missing_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let code = || Package::find(Some(folder.path())).expect_err("no package").reports[0].findings[0].code;
        assert_eq!(code(), "package/missing");
        fs::write(folder.path().join(MODULES), "{").expect("written");
        assert_eq!(code(), "package/unreadable");
    }
}
