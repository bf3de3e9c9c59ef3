//! `sealform offline`: one service worker for a whole folder, with all the forms and pages that lie in it.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use crate::failure::{Exit, Failure};
use crate::offline::{self, App, LIST, WORKER};
use crate::package::{self, Package};
use crate::packed::Packable;
use crate::screen::plain;

/// What an app is called.
const MANIFEST: &str = "index.webmanifest";
/// Where the icons of the app lie.
const RUNTIME: &str = "sealform/";
/// Documents that agencies change between versions.
const LIVE: [&str; 2] = ["trust.json", "delivery.json"];

/// Arguments of `offline`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The folder, as it will be sent: its pages name the worker in `<meta name="sealform-worker">`
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// A file, or a folder with all in it, that needs the network all the same, by its path in the folder
    #[arg(long, value_name = "PATH")]
    without: Vec<String>,
    /// A JSON document that changes between versions, by its path in the folder: it is fetched anew where there is a network. Files that
    /// are called `trust.json` or `delivery.json` always are
    #[arg(long, value_name = "PATH")]
    live: Vec<String>,
    /// Write `index.webmanifest` as well: an app of this name can be installed
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    /// The language of the name
    #[arg(long, value_name = "TAG", default_value = "en", requires = "name")]
    language: String,
    /// Take an earlier worker away from all devices
    #[arg(long, conflicts_with_all = ["without", "live", "name"])]
    remove: bool,
    /// The folder of the npm package [default: SEALFORM_PACKAGE, or what `cargo xtask dist` built]
    #[arg(long, value_name = "PACKAGE")]
    package: Option<PathBuf>,
}

pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<Exit, Failure> {
    let folder = &arguments.folder;
    if !folder.is_dir() {
        let name = folder.display().to_string();
        return Err(Failure::io(&name, "file/missing", "there is no such folder", "name the folder with the pages"));
    }
    let package = Package::find(arguments.package.as_deref())?;
    let shown = plain(&folder.display().to_string());
    if arguments.remove {
        if offline::switch_off(&package, folder, out)? == 0 {
            writeln!(out, "{shown}: there is no `{WORKER}`")?;
        }
        return Ok(Exit::Fine);
    }
    if let Some(name) = &arguments.name {
        let app = App { name, language: &arguments.language, start: "./", runtime: RUNTIME };
        let bytes = app.manifest().to_text().into_bytes();
        let mut files = offline::icons(&package, RUNTIME)?;
        files.push(Packable { path: MANIFEST.to_owned(), bytes });
        offline::write_packed(folder, files)?;
    }
    let mut files = Vec::new();
    take(folder, "", &arguments.without, &mut files).map_err(|error| unreadable(folder, &error))?;
    let live = live(arguments, &files)?;
    let list = Packable { path: LIST.to_owned(), bytes: offline::list(&files).to_text().into_bytes() };
    let worker = offline::worker(&package, &list, &live)?;
    // The list first: a worker of this version refuses that of another.
    offline::write_packed(folder, vec![list])?;
    offline::write_packed(folder, vec![worker])?;
    let bytes: usize = files.iter().map(|file| file.bytes.len()).sum();
    writeln!(out, "{shown}: {} files, {} kB, work without a network", files.len(), bytes.div_ceil(1000))?;
    live.iter().try_for_each(|path| writeln!(out, "{}: fetched anew where there is a network", plain(path)))?;
    Ok(Exit::Fine)
}

/// The files that change between versions.
fn live(arguments: &Arguments, files: &[Packable]) -> Result<Vec<String>, Failure> {
    if let Some(path) = arguments.live.iter().find(|path| !files.iter().any(|file| file.path == **path)) {
        return Err(Failure::usage(format!("the folder has no `{path}`"), "name its path from the top of the folder"));
    }
    if let Some(path) = arguments.live.iter().find(|path| !path.ends_with(".json")) {
        let hint = "build the folder anew where something else changes";
        return Err(Failure::usage(format!("`{path}` is no JSON document"), hint));
    }
    let is_live = |path: &String| {
        let name = path.rsplit('/').next().unwrap_or_default();
        LIVE.contains(&name) || arguments.live.contains(path)
    };
    Ok(files.iter().map(|file| file.path.clone()).filter(is_live).collect())
}

/// Takes what pages load, with what lies in folders inside; no hidden files, and nothing that a link leads to.
fn take(folder: &Path, inside: &str, without: &[String], files: &mut Vec<Packable>) -> io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    let is_package = folder.join(package::MODULES).is_file();
    for entry in entries {
        let Some(name) = entry.file_name().to_str().map(str::to_owned) else { continue };
        let (path, kind) = ([inside, &name].concat(), entry.file_type()?);
        let is_left_out = without.iter().any(|other| other.trim_end_matches('/') == path) || name.starts_with('.');
        match (is_left_out, kind.is_dir(), kind.is_file()) {
            (true, _, _) | (false, false, false) => {}
            (false, true, _) => take(&entry.path(), &[&path, "/"].concat(), without, files)?,
            (false, false, true) if is_loaded(folder, &name, is_package) => {
                files.push(Packable { path, bytes: fs::read(entry.path())? });
            }
            (false, false, true) => {}
        }
    }
    Ok(())
}

/// Not what servers send in place of another file, nor what no page loads, nor workers and their lists.
fn is_loaded(folder: &Path, name: &str, is_package: bool) -> bool {
    let packed = [".br", ".gz"].iter().find_map(|ending| name.strip_suffix(ending));
    let is_packed = packed.is_some_and(|plain| folder.join(plain).is_file() || [LIST, WORKER].contains(&plain));
    let is_ours = [LIST, WORKER].contains(&name);
    let is_source = [".map", ".d.ts"].iter().any(|ending| name.ends_with(ending));
    !is_packed && !is_ours && !is_source && (!is_package || package::is_loaded(name))
}

fn unreadable(folder: &Path, error: &io::Error) -> Failure {
    let message = format!("the folder cannot be read: {error}");
    Failure::io(
        &folder.display().to_string(),
        "file/unreadable",
        message,
        "change its permissions, or name another folder",
    )
}
