//! A folder that any server of static files can send: a page for each language, the form, its program, the runtime.

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use sealform_engine::Program;
use sealform_questionnaire::{Item, Questionnaire, Text};
use sealform_types::{Finding, Place, VecMap, VecSet};

use super::earlier::{Cleared, Earlier, Kept};
use super::first_page::{self, Sheets};
use super::is_same;
use super::page::{Installable, Linked, Page};
use crate::documents::Form;
use crate::failure::{Exit, Failure};
use crate::input::inside;
use crate::offline::{self, App, WORKER, unwritable};
use crate::output::{Output, Privacy};
use crate::package::Package;
use crate::packed::{Packable, pack_all};
use crate::screen::plain;

/// The style sheet of the package.
pub const SHEET: &str = "sealform.css";
/// Its style sheet of appearances.
pub const LOOKS_SHEET: &str = "looks.css";
/// Its module that asks for what the runtime needs before it is there.
const EARLY: &str = "early.js";
/// Its module that keeps what is entered before the runtime is there.
const FIRST: &str = "first-page.js";
/// Its module with the runtime.
const MAIN: &str = "index.js";
/// Its module that registers the service worker.
const REGISTRATION: &str = "offline.js";
/// Its icons: for tabs, and for home screens.
const ICONS: [&str; 2] = ["icon.svg", "icon-touch.png"];
/// Where the package lies in the folder.
pub(super) const RUNTIME: &str = "sealform/";
pub(super) const FORM: &str = "form.json";
pub(super) const PROGRAM: &str = "form.program";
/// What is in the folder.
pub(super) const MANIFEST: &str = "files.json";

/// Whether pages work without a network.
#[derive(Debug)]
pub enum Offline {
    /// By a service worker of the folder.
    Own,
    /// By one that serves other folders as well, at this address.
    By(String),
    /// They do not; one of an earlier build is taken away.
    Never,
}

/// What is written.
#[derive(Debug)]
pub struct Target<'a> {
    /// Where.
    pub folder: &'a Path,
    /// How its pages do without a network.
    pub offline: Offline,
}

/// Writes the folder.
///
/// # Errors
/// [`Failure`] where the package or a resource is missing, or something cannot be written.
pub fn write(
    form: &Form,
    program: &Arc<Program>,
    Target { folder, offline }: &Target<'_>,
    package: Option<&Path>,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let folder = *folder;
    let package = Package::find(package)?;
    let mut files: Vec<Packable> =
        package.files()?.into_iter().map(|file| file_of(&[RUNTIME, &file.name].concat(), file.bytes)).collect();
    let pages = pages(form, program, &package, &files, offline)?;
    files.push(file_of(FORM, form.source.bytes.clone()));
    files.push(file_of(PROGRAM, program.encode()));
    files.extend(pages);
    let mut taken = resources(form)?;
    let missing = media(form, &mut taken);
    // What lies there because the questionnaire does is its author's: no build has made it, and none removes it.
    let own = own(form, folder, &taken);
    files.extend(taken);
    let packed = pack_all(&files).map_err(|error| unwritable(folder, &error))?;
    let earlier = Earlier::read(&folder.join(MANIFEST));
    let (authors, mut files): (Vec<_>, Vec<_>) = files.into_iter().partition(|file| own.contains(&file.path));
    files.extend(packed);
    write_all(folder, &files)?;
    let made: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
    // Nor what the author has there, whatever a list of before says of it.
    let stays: Vec<&str> = made.iter().copied().chain(own.iter().map(String::as_str)).collect();
    let cleared = earlier.remove(folder, &stays);
    // The list comes last: until then that of the earlier build says what may be removed.
    let list = file_of(MANIFEST, offline::list(&files).to_text().into_bytes());
    let mut written = files.len() + offline::write_packed(folder, vec![list])?;
    written += match offline {
        Offline::Own => write_worker(folder, files, authors, &package)?,
        Offline::By(_) | Offline::Never => offline::switch_off(&package, folder, out)?,
    };
    let (shown, of) = (plain(&folder.display().to_string()), plain(&form.source.name));
    for name in missing {
        writeln!(out, "{}: not beside the questionnaire, and so not in the folder", plain(&name))?;
    }
    say_cleared(out, &earlier, &cleared)?;
    writeln!(out, "{shown}: {written} files, of {of}; `sealform serve {shown}` shows it")?;
    Ok(Exit::Fine)
}

/// Writes the worker of the folder; gives how many files that are. It comes after the list that it holds to: until both are there,
/// visitors keep the version before. What is the author's stands in a list of its own: no later build may remove it.
fn write_worker(
    folder: &Path,
    made: Vec<Packable>,
    authors: Vec<Packable>,
    package: &Package,
) -> Result<usize, Failure> {
    let path = if authors.is_empty() { MANIFEST } else { offline::LIST };
    let all: Vec<Packable> = made.into_iter().chain(authors).collect();
    let list = file_of(path, offline::list(&all).to_text().into_bytes());
    let worker = offline::worker(package, &list, &[])?;
    let lists = if path == MANIFEST { 0 } else { offline::write_packed(folder, vec![list])? };
    Ok(lists + offline::write_packed(folder, vec![worker])?)
}

/// Says what became of the files of an earlier build.
fn say_cleared(out: &mut dyn Write, earlier: &Earlier, cleared: &Cleared) -> io::Result<()> {
    if matches!(earlier, Earlier::Unreadable) {
        writeln!(
            out,
            "warning: the `{MANIFEST}` of an earlier build cannot be read, and so nothing of it was removed"
        )?;
    }
    for Kept { path, why } in &cleared.kept {
        writeln!(out, "warning: {}: no longer made, but kept, for {why}", plain(path))?;
    }
    match cleared.removed {
        0 => Ok(()),
        1 => writeln!(out, "1 file of an earlier build that is no longer made was removed"),
        removed => writeln!(out, "{removed} files of an earlier build that are no longer made were removed"),
    }
}

fn write_all(folder: &Path, files: &[Packable]) -> Result<(), Failure> {
    files.iter().try_for_each(|Packable { path, bytes }| {
        let to = folder.join(path);
        fs::create_dir_all(to.parent().unwrap_or(folder)).map_err(|error| unwritable(folder, &error))?;
        Output::File(to).write(bytes, Privacy::Usual)
    })
}

/// What lies in the folder because the questionnaire does: itself, and what it reads and shows.
fn own(form: &Form, folder: &Path, taken: &[Packable]) -> VecSet<String> {
    let source = Path::new(&form.source.name);
    let beside = source.parent().unwrap_or(Path::new(""));
    let is_there = |path: &str, original: &Path| is_same(&folder.join(path), original);
    let taken = taken.iter().map(|file| file.path.clone()).filter(|path| is_there(path, &beside.join(path)));
    taken.chain(is_there(FORM, source).then(|| FORM.to_owned())).collect()
}

fn file_of(path: &str, bytes: Vec<u8>) -> Packable {
    Packable { path: path.to_owned(), bytes }
}

/// An address in a folder, whether or not its address ends with a slash.
pub fn in_folder(folder: &str, name: &str) -> String {
    if folder.is_empty() || folder.ends_with('/') { [folder, name].concat() } else { [folder, "/", name].concat() }
}

/// `index.html` in the form's first language, `index.<language>.html` in the others, each with its web app manifest where pages do
/// without a network.
fn pages(
    form: &Form,
    program: &Arc<Program>,
    package: &Package,
    files: &[Packable],
    offline: &Offline,
) -> Result<Vec<Packable>, Failure> {
    let linked = |name: &str| linked(files, name);
    let sheets = Sheets { form: linked(SHEET)?, looks: linked(LOOKS_SHEET)? };
    let (early, first) = (linked(EARLY)?, linked(FIRST)?);
    let scripts = std::iter::once(MAIN.to_owned()).chain(package.loaded_with(MAIN));
    let scripts = scripts.map(|name| linked(&name)).collect::<Result<Vec<_>, Failure>>()?;
    let questionnaire = form.questionnaire();
    let languages = &questionnaire.languages;
    let fallback = languages.first().map(String::as_str).unwrap_or_default();
    let named = |language: &str, ending: &str| match language == fallback {
        true => format!("index.{ending}"),
        false => format!("index.{language}.{ending}"),
    };
    let name = |language: &str| named(language, "html");
    let mut pages = Vec::new();
    for language in languages {
        let others = languages.iter().filter(|other| *other != language);
        let others: Vec<(String, String)> = others.map(|other| (other.clone(), name(other))).collect();
        let markup = first_page::markup(form, program, language, &sheets)?;
        let title = questionnaire.title.in_language(language, fallback).0;
        let offline = installable(files, offline, named(language, "webmanifest"))?;
        let page = Page {
            language,
            title,
            others: &others,
            sheet: &sheets.form,
            early: &early,
            first: &first,
            scripts: &scripts,
            form: FORM,
            program: PROGRAM,
            markup: &markup,
            offline: offline.as_ref(),
        };
        pages.push(file_of(&name(language), page.write().into_bytes()));
        if let Some(Installable { manifest, .. }) = &offline {
            let app = App { name: title, language, start: &name(language), runtime: RUNTIME };
            pages.push(file_of(manifest, app.manifest().to_text().into_bytes()));
        }
    }
    Ok(pages)
}

/// A file of the package, as pages link to it.
fn linked(files: &[Packable], name: &str) -> Result<Linked, Failure> {
    let path = [RUNTIME, name].concat();
    let file = files.iter().find(|file| file.path == path);
    let file = file.ok_or_else(|| {
        let hint = "build it again with `cargo xtask dist`";
        Failure::io(name, "package/incomplete", "the npm package lacks this file", hint)
    })?;
    Ok(Linked::checked(path, &file.bytes))
}

/// What lets a page do without a network.
fn installable(files: &[Packable], offline: &Offline, manifest: String) -> Result<Option<Installable>, Failure> {
    let worker = match offline {
        Offline::Own => WORKER.to_owned(),
        Offline::By(address) => address.clone(),
        Offline::Never => return Ok(None),
    };
    let [icon, touch_icon] = ICONS.map(|name| [RUNTIME, name].concat());
    Ok(Some(Installable { worker, manifest, icon, touch_icon, script: linked(files, REGISTRATION)? }))
}

/// The files that the form reads.
fn resources(form: &Form) -> Result<Vec<Packable>, Failure> {
    let resource = |name: &String| {
        form.source.beside(name).map(|bytes| file_of(name, bytes)).ok_or_else(|| {
            let message = format!("the resource `{name}` is not beside the questionnaire");
            let finding = Finding::error("file/missing", message, Place::at("/resources"));
            Failure::found(&form.source, [finding.hint("put it into the folder of the questionnaire")])
        })
    };
    form.questionnaire().resources.iter().map(|resource| &resource.name).map(resource).collect()
}

/// Takes the pictures, sounds and films that lie beside the form; gives the names of those that do not.
pub fn media(form: &Form, files: &mut Vec<Packable>) -> VecSet<String> {
    let mut missing = VecSet::new();
    for name in media_names(form.questionnaire()) {
        let place = relative(&form.source.name, &name);
        match place.and_then(|(folder, last)| inside(&folder, last)).and_then(|path| fs::read(path).ok()) {
            Some(bytes) => files.push(file_of(&name, bytes)),
            None => {
                missing.insert(name);
            }
        }
    }
    missing
}

/// The folder of a file with a relative name, and its last part. An address of another server, or a way out of the folder,
/// is none.
fn relative<'a>(form: &str, name: &'a str) -> Option<(std::path::PathBuf, &'a str)> {
    if !name.split('/').all(is_plain) {
        return None;
    }
    let (inner, last) = name.rsplit_once('/').unwrap_or(("", name));
    let folder = Path::new(form).parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Some((folder.join(inner), last))
}

/// Whether a part of a path is a name, and leads nowhere else.
pub fn is_plain(part: &str) -> bool {
    !part.is_empty() && part != "." && part != ".." && !part.contains([':', '\\'])
}

fn media_names(questionnaire: &Questionnaire) -> VecSet<String> {
    let mut names = VecSet::new();
    let mut take = |media: &VecMap<String, Text>| {
        names.extend(media.values().flat_map(|Text(names)| names.values().map(|name| beside(name).to_owned())));
    };
    questionnaire.choices.values().flatten().for_each(|choice| take(&choice.media));
    take_items(&questionnaire.survey, &mut take);
    names
}

/// A name as it lies beside the questionnaire: XForms write `jr://images/door.png`.
fn beside(name: &str) -> &str {
    name.strip_prefix("jr://").and_then(|rest| rest.split_once('/')).map_or(name, |(_, file)| file)
}

fn take_items(items: &[Item], take: &mut dyn FnMut(&VecMap<String, Text>)) {
    for item in items {
        match item {
            Item::Question(question) => take(&question.media),
            Item::Terminate(_) => {}
            Item::Group(group) => {
                take(&group.media);
                take_items(&group.children, take);
            }
        }
    }
}
