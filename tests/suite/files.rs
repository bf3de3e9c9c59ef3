//! The text files of the suite: one folder for each way of playing, one file per subject.

use std::fmt;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use sealform_tests::repo_file;
use sealform_types::Json;

/// What opens a case; the line goes on with its title.
pub const OPENING: &str = "## ";

/// A text file and what it holds.
#[derive(Debug, Clone)]
pub struct File {
    pub path: Arc<PathBuf>,
    /// Folder and name without its ending.
    pub name: Arc<str>,
    pub text: Arc<str>,
}

/// The lines between one title and the next.
#[derive(Debug, Clone)]
pub struct Section {
    pub title: String,
    /// The number of the line after the title, counted from 1.
    pub first_line: usize,
    pub body: String,
}

impl File {
    /// All files of a folder, in the order of their names.
    pub fn all(folder: &str) -> Vec<Self> {
        let entries = fs::read_dir(repo_file("tests/suite").join(folder)).expect("the folder is there");
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("it can be read").path()).collect();
        paths.sort();
        paths.into_iter().map(|path| Self::read(folder, path)).collect()
    }

    fn read(folder: &str, path: PathBuf) -> Self {
        let stem = path.file_stem().expect("files have names").to_string_lossy();
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Self { name: format!("{folder}/{stem}").into(), path: Arc::new(path), text: text.into() }
    }

    /// What stands before the first case.
    pub fn head(&self) -> &str {
        self.text.split(&format!("\n{OPENING}")).next().unwrap_or_default()
    }

    /// The cases.
    pub fn sections(&self) -> Vec<Section> {
        let mut sections: Vec<Section> = Vec::new();
        for (index, line) in self.text.lines().enumerate() {
            match (line.strip_prefix(OPENING), sections.last_mut()) {
                (Some(title), _) => sections.push(Section {
                    title: title.trim().to_owned(),
                    first_line: index + 2,
                    body: String::new(),
                }),
                (None, Some(section)) => section.body.extend([line, "\n"]),
                (None, None) => {}
            }
        }
        sections
    }

    /// The place of a line, as editors find it.
    pub fn line(&self, number: usize) -> impl fmt::Display {
        format!("{}:{number}", self.path.display())
    }
}

/// A document between a line of its own and `end`.
pub fn document(text: &str, opening: &str) -> Option<Json> {
    let json = between(text, opening)?;
    Some(Json::parse(json.as_bytes()).unwrap_or_else(|error| panic!("{error} in\n{json}")))
}

/// A file that stands between `file NAME` and `end`.
pub fn attached(text: &str, name: &str) -> Option<Vec<u8>> {
    between(text, &format!("file {name}")).map(|content| content.as_bytes().to_vec())
}

fn between<'a>(text: &'a str, opening: &str) -> Option<&'a str> {
    let (_, behind) = text.split_once(&format!("{opening}\n"))?;
    behind.split_once("\nend").map(|(content, _)| content)
}
