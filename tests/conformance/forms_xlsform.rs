//! Whole XLSForms: those that pyxform converts are read with the same counts, the others are refused.

use std::fs;
use std::path::Path;

use sealform_import::xlsform;
use sealform_types::Severity;
use serde_json::Value;

use crate::Outcome;
use crate::pyxform_tables::codes_of;
use crate::xform_facts::of_document;

/// Runs every XLSForm of `index.json`.
pub fn run(dir: &Path) -> Vec<Outcome> {
    let text = fs::read_to_string(dir.join("index.json")).expect("the index");
    let index: Value = serde_json::from_str(&text).expect("JSON");
    let forms = index["forms"].as_array().or(index["cases"].as_array()).expect("a list");
    let ours = forms.iter().filter(|form| form["kind"] == "xlsform");
    let one = |form: &Value| {
        let file = form["file"].as_str().unwrap_or_default();
        let bytes = fs::read(dir.join("files").join(file)).expect(file);
        Outcome { id: file.to_owned(), in_scope: true, passed: judge(form, &bytes) }
    };
    ours.map(one).collect()
}

fn judge(form: &Value, bytes: &[u8]) -> Result<(), String> {
    let imported = xlsform::read(bytes, "form");
    let errors = imported.findings.iter().filter(|finding| finding.severity == Severity::Error);
    let told = errors.clone().map(|finding| format!("{} at {} ({})", finding.code, finding.place, finding.message));
    let told = told.take(4).collect::<Vec<_>>().join("; ");
    if form["converts"] != true {
        let wanted = codes_of(form["why"].as_str().unwrap_or_default());
        return match errors.clone().any(|finding| wanted.is_empty() || wanted.contains(&finding.code)) {
            true => Ok(()),
            false => Err(format!("wanted {wanted:?} ({}), told: {told}", form["why"])),
        };
    }
    let Some(document) = &imported.questionnaire else { return Err(format!("{}: refused: {told}", form["path"])) };
    let document: Value = serde_json::from_str(&document.to_text()).map_err(|error| error.to_string())?;
    let facts = of_document(&document, &Default::default());
    let repeats = form["repeats"].as_u64().unwrap_or(0);
    if facts.repeats.len() as u64 != repeats {
        return Err(format!("repeats: theirs {repeats}, ours {}", facts.repeats.len()));
    }
    let languages = form["languages"].as_u64().unwrap_or(0);
    let all = document["languages"].as_array().map_or(0, Vec::len) as u64;
    // Where only media are translated, pyxform names one language, the default.
    if languages > 1 && languages != all && languages != facts.languages as u64 {
        return Err(format!("languages: theirs {languages}, ours {all}"));
    }
    // Every question has a bind, and so has every group with a condition; the rest is what pyxform adds of its own:
    // `meta`, nodes that count repeats, labels of table lists.
    let binds = form["binds"].as_u64().unwrap_or(0);
    let questions = facts.questions.len() as u64;
    let least = questions + 1;
    let groups = facts.groups.len() as u64;
    if binds + 2 < least || binds > questions + groups + repeats + 8 {
        return Err(format!("binds: theirs {binds}, ours {questions} questions in {groups} groups"));
    }
    Ok(())
}
