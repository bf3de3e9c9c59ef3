//! What an earlier build has left in a folder: its files that are no longer made are removed, as long as they are what it
//! wrote. Nothing else in the folder is touched.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use sealform_types::{Json, MAX_DOCUMENT_BYTES, digest};

use super::folder::{FORM, MANIFEST, PROGRAM, RUNTIME};

/// What an earlier build says that it wrote.
#[derive(Debug)]
pub enum Earlier {
    /// These files.
    Named(Vec<Named>),
    /// Nobody can tell: its list is there and cannot be read.
    Unreadable,
}

/// A file of an earlier build.
#[derive(Debug)]
pub struct Named {
    path: String,
    size: u64,
    sha256: String,
}

/// A file that stays, and why.
#[derive(Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its path in the folder.
    pub path: String,
    /// Why it stays.
    pub why: &'static str,
}

/// What became of the files that are no longer made.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Cleared {
    /// How many are gone.
    pub removed: usize,
    /// Those that stay.
    pub kept: Vec<Kept>,
}

impl Earlier {
    /// Reads the list `{path: {size, sha256}}` of a folder; nothing is named where there is none.
    pub fn read(list: &Path) -> Self {
        let too_large = || fs::metadata(list).is_ok_and(|data| data.len() > MAX_DOCUMENT_BYTES as u64);
        match fs::read(list) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Self::Named(Vec::new()),
            Ok(bytes) if !too_large() => Self::of(&bytes),
            Ok(_) | Err(_) => Self::Unreadable,
        }
    }

    fn of(bytes: &[u8]) -> Self {
        let Ok(json) = Json::parse(bytes) else { return Self::Unreadable };
        let named = |(path, entry): &(String, Json)| {
            let size = entry.get("size").and_then(Json::as_integer).and_then(|size| u64::try_from(size).ok())?;
            let sha256 = entry.get("sha256").and_then(Json::as_str)?.to_owned();
            Some(Named { path: path.clone(), size, sha256 })
        };
        json.as_object().and_then(|entries| entries.iter().map(named).collect()).map_or(Self::Unreadable, Self::Named)
    }

    /// Removes from a folder what is named, was made by a build, and is not among the files that stay.
    pub fn remove(&self, folder: &Path, made: &[&str]) -> Cleared {
        let mut cleared = Cleared::default();
        let Self::Named(named) = self else { return cleared };
        let Ok(root) = folder.canonicalize() else { return cleared };
        // Where case makes no difference to a disk, two names may be of one file.
        let lying: BTreeSet<PathBuf> = made.iter().filter_map(|path| root.join(path).canonicalize().ok()).collect();
        let is_left = |file: &&Named| is_made(&file.path) && !made.contains(&file.path.as_str());
        for file in named.iter().filter(is_left) {
            let Some(path) = file.in_folder(&root).filter(|path| !lying.contains(path)) else { continue };
            let why = match file.is_unchanged(&path) {
                Ok(true) => fs::remove_file(&path).err().map(|_| "it cannot be removed"),
                Ok(false) => Some("it was changed since it was built"),
                Err(_) => Some("it cannot be read"),
            };
            match why {
                None => cleared.removed += 1,
                Some(why) => cleared.kept.push(Kept { path: file.path.clone(), why }),
            }
        }
        cleared
    }
}

/// Whether a build makes files of that name: a list that somebody else has written names anything. Media and tables are copies of
/// what an author has, and are left to the author.
fn is_made(path: &str) -> bool {
    let plain = [".br", ".gz"].iter().find_map(|ending| path.strip_suffix(ending)).unwrap_or(path);
    let is_page = plain.starts_with("index.")
        && [".html", ".webmanifest"].iter().any(|end| plain.ends_with(end))
        && !plain.contains('/');
    let is_runtime = plain.strip_prefix(RUNTIME).is_some_and(|name| !name.split('/').any(|part| part.starts_with('.')));
    is_page || is_runtime || [FORM, PROGRAM, MANIFEST].contains(&plain)
}

impl Named {
    /// Where it lies; `None` where it is gone, is no regular file, or where its path or a link on it leads elsewhere.
    fn in_folder(&self, root: &Path) -> Option<PathBuf> {
        let path = self.path.split('/').all(super::folder::is_plain).then(|| root.join(&self.path))?;
        (fs::symlink_metadata(&path).ok()?.is_file() && path.canonicalize().ok()?.starts_with(root)).then_some(path)
    }

    /// Whether its bytes are those that were written.
    fn is_unchanged(&self, path: &Path) -> io::Result<bool> {
        Ok(fs::metadata(path)?.len() == self.size && digest(&fs::read(path)?).to_string() == self.sha256)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder with these files, and the list of them.
    fn folder(files: &[(&str, &str)]) -> (tempfile::TempDir, Vec<(String, Json)>) {
        let folder = tempfile::tempdir().expect("a folder");
        let entry = |(path, text): &(&str, &str)| {
            let to = folder.path().join(path);
            fs::create_dir_all(to.parent().expect("a folder")).expect("made");
            fs::write(to, text).expect("written");
            named(path, text)
        };
        let entries = files.iter().map(entry).collect();
        (folder, entries)
    }

    fn named(path: &str, text: &str) -> (String, Json) {
        let size = Json::Integer(i64::try_from(text.len()).expect("short"));
        let sha256 = Json::String(digest(text.as_bytes()).to_string());
        (path.to_owned(), Json::Object(vec![("size".to_owned(), size), ("sha256".to_owned(), sha256)]))
    }

    fn earlier(entries: Vec<(String, Json)>) -> Earlier {
        Earlier::of(Json::Object(entries).to_text().as_bytes())
    }

    #[test]
    fn what_is_no_longer_made_goes_and_what_was_changed_stays() {
        let (folder, entries) = folder(&[
            ("index.html", "a"),
            ("sealform/b.js", "b"),
            ("index.nb.html", "c"),
            ("form.json", "d"),
            ("form.program", "e"),
        ]);
        let path = |name: &str| folder.path().join(name);
        fs::write(path("index.nb.html"), "C").expect("changed");
        fs::write(path("form.json"), "longer").expect("changed");
        fs::remove_file(path("form.program")).expect("gone");
        fs::write(path("mine.txt"), "mine").expect("written");
        let cleared = earlier(entries).remove(folder.path(), &["index.html"]);
        let kept = |path: &str| Kept { path: path.to_owned(), why: "it was changed since it was built" };
        assert_eq!(cleared, Cleared { removed: 1, kept: vec![kept("index.nb.html"), kept("form.json")] });
        assert!(!path("sealform/b.js").exists());
        assert!(["index.html", "index.nb.html", "form.json", "mine.txt"].iter().all(|name| path(name).exists()));
    }

    #[test]
    fn what_no_build_makes_stays_whatever_a_list_says() {
        let files = [
            (".git/HEAD", "x"),
            ("media/door.svg", "x"),
            ("towns.csv", "x"),
            ("sealform/.env", "x"),
            ("a/index.html", "x"),
        ];
        let (folder, entries) = folder(&files);
        assert_eq!(earlier(entries).remove(folder.path(), &[]), Cleared::default());
        assert!(files.iter().all(|(name, _)| folder.path().join(name).exists()));
    }

    #[cfg(unix)]
    #[test]
    fn nothing_outside_of_the_folder_and_nothing_behind_a_link_is_touched() {
        let (around, _) = folder(&[("out.txt", "x"), ("elsewhere/x.txt", "x"), ("site/real.txt", "x")]);
        let site = around.path().join("site");
        let link = |to: &str, name: &str| std::os::unix::fs::symlink(to, site.join(name)).expect("a link");
        link("../elsewhere", "linked");
        link("../out.txt", "out.txt");
        link("real.txt", "alias.txt");
        let absolute = around.path().join("out.txt").display().to_string();
        let paths =
            ["../out.txt", absolute.as_str(), "linked/x.txt", "out.txt", "alias.txt", "./real.txt", "a\\..\\b", ""];
        let entries = paths.iter().map(|path| named(path, "x")).collect();
        assert_eq!(earlier(entries).remove(&site, &[]), Cleared::default());
        for name in ["out.txt", "elsewhere/x.txt", "site/real.txt", "site/alias.txt", "site/out.txt"] {
            assert!(around.path().join(name).exists(), "{name}");
        }
    }

    #[test]
    fn a_list_that_is_none_names_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(matches!(Earlier::read(&folder.path().join("files.json")), Earlier::Named(named) if named.is_empty()));
        for text in ["{", "[]", r#"{"a": {"size": 1}}"#, r#"{"a": {"size": -1, "sha256": "0"}}"#, "3"] {
            assert!(matches!(Earlier::of(text.as_bytes()), Earlier::Unreadable), "{text}");
        }
        assert_eq!(Earlier::Unreadable.remove(folder.path(), &[]), Cleared::default());
    }
}
