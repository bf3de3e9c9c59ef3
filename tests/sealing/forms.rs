//! Every form that lies in this repository, and every form of the suites of others, as far as it can be filled here.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sealform_engine::{Program, open_json};
use sealform_tests::{conformance_dir, repo_file};
use sealform_types::Json;

/// A form that loads.
pub struct Form {
    /// Where it lies; in files with many forms, with a number.
    pub name: String,
    pub program: Arc<Program>,
}

/// A file as a questionnaire: of our own, or imported. Files of other kinds and forms with errors give none.
fn load(name: &str, bytes: &[u8], beside: &dyn Fn(&str) -> Option<Vec<u8>>) -> Option<Program> {
    let document = match sealform_formats::read(name, bytes) {
        Some(imported) => imported.questionnaire?,
        None => Json::parse(bytes).ok().filter(|json| json.get("sealform").is_some())?,
    };
    open_json(&document, None, beside).0
}

/// Every file below a folder, by name.
fn files(folder: &Path, all: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut entries: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    entries.sort();
    for path in entries {
        match path.is_dir() {
            true => files(&path, all),
            false => all.push(path),
        }
    }
}

/// The forms of this repository: vectors, the heads of the suite's files, fixtures, the demo.
pub fn own() -> Vec<Form> {
    let root = repo_file("");
    let mut paths = Vec::new();
    for folder in ["tests/vectors", "tests/suite/engine", "tests/fixtures", "www/site/forms"] {
        files(&repo_file(folder), &mut paths);
    }
    let form = |path: PathBuf| {
        let bytes = fs::read(&path).expect("a file");
        let name = path.strip_prefix(&root).expect("below the root").display().to_string();
        let program = match name.ends_with(".txt") {
            true => {
                let text = String::from_utf8(bytes).expect("text");
                let head = text.split("\n## ").next().unwrap_or_default();
                let form = between(head, "form")?;
                load("form.json", form.as_bytes(), &|file| Some(between(head, &format!("file {file}"))?.into()))
            }
            false => load(&name, &bytes, &|file| fs::read(path.with_file_name(file)).ok()),
        };
        Some(Form { name, program: Arc::new(program?) })
    };
    once(paths.into_iter().filter_map(form))
}

fn between<'a>(text: &'a str, opening: &str) -> Option<&'a str> {
    let (_, behind) = text.split_once(&format!("{opening}\n"))?;
    behind.split_once("\nend").map(|(content, _)| content)
}

/// The forms of the suites of others, where they are at hand.
pub fn of_others() -> Vec<Form> {
    let Some(folder) = conformance_dir() else { return Vec::new() };
    let mut all = Vec::new();
    let mut paths = Vec::new();
    if folder.join("forms/files").is_dir() {
        files(&folder.join("forms/files"), &mut paths);
    }
    for path in paths {
        let name = path.strip_prefix(&folder).expect("below").display().to_string();
        all.push((name, fs::read(&path).expect("a file")));
    }
    let suites = [
        ("javarosa-scenario", "form"),
        ("web-forms-scenario", "form"),
        ("surveyjs-surveys", "survey"),
        ("pyxform-tables", "md"),
    ];
    for (suite, member) in suites {
        let Ok(bytes) = fs::read(folder.join(suite).join("cases.json")) else { continue };
        let cases = Json::parse(&bytes).unwrap_or_else(|error| panic!("{suite}: {error}"));
        for (index, case) in cases.get("cases").and_then(Json::as_array).unwrap_or_default().iter().enumerate() {
            let form = match case.get(member) {
                Some(Json::String(text)) => text.clone(),
                Some(tree) => tree.to_text(),
                None => continue,
            };
            all.push((format!("{suite}/{index}"), form.into_bytes()));
        }
    }
    let form = |(name, bytes): (String, Vec<u8>)| {
        let known_as = if name.starts_with("pyxform-tables") { "form.md" } else { name.as_str() };
        Some(Form { program: Arc::new(load(known_as, &bytes, &|_| None)?), name })
    };
    once(all.into_iter().filter_map(form))
}

/// Each form once, however often it lies about.
fn once(forms: impl Iterator<Item = Form>) -> Vec<Form> {
    let mut known = BTreeSet::new();
    forms.filter(|form| known.insert(form.program.pin().sha256.clone())).collect()
}
