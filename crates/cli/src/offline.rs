//! What lets a folder of static files work without a network: its list, its service worker, and what an app is called.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use sealform_types::{Json, digest};

use crate::failure::Failure;
use crate::output::{Output, Privacy};
use crate::package::{Package, SWITCH, WORKER_SCRIPT};
use crate::packed::{Packable, pack_all};
use crate::screen::plain;

/// The service worker, at the top of the folder that it serves.
pub const WORKER: &str = "sealform-worker.js";
/// What such a worker brings, where `files.json` does not say it.
pub const LIST: &str = "offline.json";
/// The icons of the package, and what a web app manifest says of each: sizes, type, purpose.
const ICONS: [(&str, &str, &str, &str); 4] = [
    ("icon.svg", "any", "image/svg+xml", "any"),
    ("icon-192.png", "192x192", "image/png", "any"),
    ("icon-512.png", "512x512", "image/png", "any"),
    ("icon-maskable.png", "512x512", "image/png", "maskable"),
];
/// The colours of the drawing, and of the page behind it.
const COLOURS: [(&str, &str); 2] = [("theme_color", "#1a5f6e"), ("background_color", "#ffffff")];

/// What an installed page is called, and how it begins.
#[derive(Debug)]
pub struct App<'a> {
    /// Its name.
    pub name: &'a str,
    /// The language of the name.
    pub language: &'a str,
    /// The page that opens, relative to the manifest.
    pub start: &'a str,
    /// The folder of the package, relative to the manifest.
    pub runtime: &'a str,
}

impl App<'_> {
    /// The web app manifest (W3C). It has no `id`: forms in folders of one server are apps of their own, by their `start_url`.
    pub fn manifest(&self) -> Json {
        let text = |text: &str| Json::String(text.to_owned());
        let icon = |&(name, sizes, kind, purpose): &(&str, &str, &str, &str)| {
            let src = [self.runtime, name].concat();
            object([("src", text(&src)), ("sizes", text(sizes)), ("type", text(kind)), ("purpose", text(purpose))])
        };
        let icons = Json::Array(ICONS.iter().map(icon).collect());
        let members = [
            ("name", text(self.name)),
            ("lang", text(self.language)),
            ("dir", text(sealform_ui::direction(self.language))),
            ("start_url", text(self.start)),
            ("scope", text("./")),
            ("display", text("standalone")),
            ("icons", icons),
        ];
        object(members.into_iter().chain(COLOURS.map(|(name, colour)| (name, text(colour)))))
    }
}

fn object<'a>(members: impl IntoIterator<Item = (&'a str, Json)>) -> Json {
    Json::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// Every file with its size and SHA-256, in the order of their paths.
pub fn list(files: &[Packable]) -> Json {
    let mut sorted: Vec<&Packable> = files.iter().collect();
    sorted.sort_by(|one, other| one.path.cmp(&other.path));
    let entries = sorted.into_iter().map(|Packable { path, bytes }| {
        let size = Json::Integer(i64::try_from(bytes.len()).unwrap_or(i64::MAX));
        (path.as_str(), object([("size", size), ("sha256", Json::String(digest(bytes).to_string()))]))
    });
    object(entries)
}

/// The icons that a manifest names, in a folder of the package.
///
/// # Errors
/// [`Failure`] where the package lacks one.
pub fn icons(package: &Package, runtime: &str) -> Result<Vec<Packable>, Failure> {
    let icon =
        |(name, ..): &(&str, _, _, _)| Ok(Packable { path: [runtime, name].concat(), bytes: package.file(name)? });
    ICONS.iter().map(icon).collect()
}

/// The service worker that brings what a list of the folder names; `live` are the files that change between versions. Its first
/// line holds the digest of the list, so that browsers see a new version in the bytes of the worker.
///
/// # Errors
/// [`Failure`] where the package lacks it.
pub fn worker(package: &Package, list: &Packable, live: &[String]) -> Result<Packable, Failure> {
    let live = Json::Array(live.iter().cloned().map(Json::String).collect());
    let sha256 = Json::String(digest(&list.bytes).to_string());
    let release = object([("list", Json::String(list.path.clone())), ("sha256", sha256), ("live", live)]);
    let mut bytes = format!("const SEALFORM={};\n", release.to_text()).into_bytes();
    bytes.extend(package.file(WORKER_SCRIPT)?);
    Ok(Packable { path: WORKER.to_owned(), bytes })
}

/// The worker that takes an earlier one away, with all that it keeps on devices: browsers never forget one because its file is gone.
///
/// # Errors
/// [`Failure`] where the package lacks it.
pub fn switch(package: &Package) -> Result<Packable, Failure> {
    Ok(Packable { path: WORKER.to_owned(), bytes: package.file(SWITCH)? })
}

/// Writes files, each with what servers send in its place; gives how many.
///
/// # Errors
/// [`Failure`] where one cannot be written.
pub fn write_packed(folder: &Path, files: Vec<Packable>) -> Result<usize, Failure> {
    let packed = pack_all(&files).map_err(|error| unwritable(folder, &error))?;
    for Packable { path, .. } in &files {
        for ending in [".br", ".gz"] {
            let path = [path, ending].concat();
            if !packed.iter().any(|file| file.path == path) {
                // What was packed before is no longer this file; where there was none, nothing is to be removed.
                let _ = fs::remove_file(folder.join(path));
            }
        }
    }
    let all = files.iter().chain(&packed);
    all.clone().try_for_each(|Packable { path, bytes }| {
        let to = folder.join(path);
        fs::create_dir_all(to.parent().unwrap_or(folder)).map_err(|error| unwritable(folder, &error))?;
        Output::File(to).write(bytes, Privacy::Usual)
    })?;
    Ok(all.count())
}

/// Puts the switch where a worker of an earlier build lies, and says so; gives how many files that are.
///
/// # Errors
/// [`Failure`] where the package lacks it, or it cannot be written.
pub fn switch_off(package: &Package, folder: &Path, out: &mut dyn Write) -> Result<usize, Failure> {
    if !folder.join(WORKER).exists() {
        return Ok(0);
    }
    let written = write_packed(folder, vec![switch(package)?])?;
    let shown = plain(&folder.join(WORKER).display().to_string());
    writeln!(
        out,
        "{shown}: takes away what an earlier build keeps on devices; leave it there until nobody has that any more"
    )?;
    Ok(written)
}

pub fn unwritable(folder: &Path, error: &io::Error) -> Failure {
    let message = format!("the folder cannot be written: {error}");
    Failure::io(&folder.display().to_string(), "file/unwritable", message, "free some space, or write elsewhere")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_app_has_the_direction_of_its_language_and_icons_of_the_package() {
        let app = App { name: "زيارة", language: "ar-EG", start: "index.ar.html", runtime: "sealform/" };
        let manifest = app.manifest();
        let member = |name| manifest.get(name).and_then(Json::as_str);
        assert_eq!(
            [member("name"), member("dir"), member("start_url")],
            [Some("زيارة"), Some("rtl"), Some("index.ar.html")]
        );
        let icons = manifest.get("icons").and_then(Json::as_array).expect("icons");
        let src = |icon: &Json| icon.get("src").and_then(Json::as_str).map(str::to_owned);
        assert_eq!(src(&icons[1]), Some("sealform/icon-192.png".to_owned()));
    }

    #[test]
    fn what_was_packed_before_never_outlives_its_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = |text: String| vec![Packable { path: WORKER.to_owned(), bytes: text.into_bytes() }];
        let packed = folder.path().join([WORKER, ".br"].concat());
        assert_eq!(write_packed(folder.path(), file("let a = 1;".repeat(100))).expect("written"), 3);
        assert!(packed.exists());
        assert_eq!(write_packed(folder.path(), file("1".to_owned())).expect("written"), 1);
        assert!(!packed.exists());
    }
}
