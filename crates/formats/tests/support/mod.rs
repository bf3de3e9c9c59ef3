//! Folders of damaged documents, and what a manifest says that is reported about them.
//! The documents are in `tests/vectors`.

use std::fs;
use std::path::Path;

use sealform_formats::Imported;
use sealform_types::{Finding, Json};

/// Reads every document in `bad` and holds what is reported against `manifest.json`; there are so many at least, and every
/// finding has a hint. `SEALFORM_BLESS=1` writes the manifest anew.
pub fn manifest_holds(folder: &Path, at_least: usize, read: fn(&[u8]) -> Imported) {
    let mut files: Vec<_> = fs::read_dir(folder.join("bad"))
        .expect("the folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    files.sort();
    assert!(files.len() >= at_least);
    let entries = files.iter().map(|file| {
        let read = read(&fs::read(folder.join("bad").join(file)).expect("the file"));
        let findings: Vec<&Finding> = read.findings.iter().collect();
        let first = findings.first().unwrap_or_else(|| panic!("nothing is reported about {file}"));
        assert!(findings.iter().all(|finding| finding.hint.is_some()), "{file}");
        entry(file, first, findings.len()).to_text()
    });
    let manifest = format!("{{\"bad\": [\n  {}\n]}}\n", entries.collect::<Vec<_>>().join(",\n  "));
    let path = folder.join("manifest.json");
    if std::env::var_os("SEALFORM_BLESS").is_some_and(|value| value == "1") {
        fs::write(&path, &manifest).expect("writable");
    }
    let known = fs::read_to_string(&path).expect("the manifest");
    for (reported, known) in manifest.lines().zip(known.lines()) {
        assert_eq!(reported, known);
    }
    assert_eq!(manifest.lines().count(), known.lines().count());
}

/// What the manifest says of the first finding of a file.
fn entry(file: &str, finding: &Finding, count: usize) -> Json {
    let mut members = vec![
        ("file".to_owned(), Json::from(file)),
        ("code".to_owned(), Json::from(finding.code)),
        ("severity".to_owned(), Json::from(finding.severity.name())),
        ("place".to_owned(), Json::from(finding.place.pointer.as_str())),
    ];
    members.extend(finding.place.line.map(|line| ("line".to_owned(), Json::Integer(i64::from(line)))));
    let columns = finding.place.columns.map(|(from, to)| [from, to].map(|at| Json::Integer(i64::from(at))).into());
    members.extend(columns.map(|columns: Vec<Json>| ("columns".to_owned(), Json::Array(columns))));
    members.push(("hint".to_owned(), Json::from(finding.hint.as_deref().unwrap_or_default())));
    if count > 1 {
        members.push(("findings".to_owned(), Json::Integer(i64::try_from(count).expect("few"))));
    }
    Json::Object(members)
}
