//! Whole XLSForms: those that pyxform converts load with the same counts, without an error, and quickly; the others are
//! refused.

use std::fs;
use std::path::Path;
use std::time::Instant;

use sealform_engine::{Questionnaire, compile};
use sealform_formats::xlsform;
use sealform_types::{Finding, Severity};
use serde_json::Value;

use super::pyxform_tables::codes_of;
use super::xform_facts::of_document;
use super::{Judged, MOST, Verdict};

/// Plays the forms of `kind: xlsform`.
pub fn play(dir: &Path) -> Result<Vec<Judged>, String> {
    let index = fs::read(dir.join("index.json")).map_err(|fault| fault.to_string())?;
    let index: Value = serde_json::from_slice(&index).map_err(|fault| fault.to_string())?;
    let forms = index["cases"].as_array().or(index["forms"].as_array()).ok_or("no cases")?;
    let one = |form: &Value| {
        let id = form["file"].as_str().unwrap_or_default().to_owned();
        let bytes = fs::read(dir.join("files").join(&id)).map_err(|fault| fault.to_string());
        let verdict = match bytes.and_then(|bytes| judge(form, &bytes)) {
            Ok(()) => Verdict::Passed,
            Err(why) => Verdict::Failed(why),
        };
        Judged { id, verdict }
    };
    Ok(forms.iter().filter(|form| form["kind"] == "xlsform").map(one).collect())
}

fn first(findings: impl IntoIterator<Item = Finding>, when: &str) -> String {
    let mut errors = findings.into_iter().filter(|finding| finding.severity == Severity::Error);
    let told = errors.next().map(|finding| format!("{} at {} ({})", finding.code, finding.place, finding.message));
    format!("{when}: {}", told.unwrap_or_else(|| "no error told".to_owned()))
}

#[expect(clippy::disallowed_methods, reason = "the time that loading takes is what is measured")]
fn judge(form: &Value, bytes: &[u8]) -> Result<(), String> {
    let begun = Instant::now();
    let imported = xlsform::read(bytes, "form");
    if form["converts"] != true {
        let why = form["why"].as_str().unwrap_or_default();
        let wanted = codes_of(why);
        let mut errors = imported.findings.iter().filter(|finding| finding.severity == Severity::Error);
        return match errors.any(|finding| wanted.is_empty() || wanted.contains(&finding.code)) {
            true => Ok(()),
            false => Err(format!("wanted {wanted:?} ({why}), told {}", first(imported.findings.clone(), "import"))),
        };
    }
    let document = imported.questionnaire.as_ref().ok_or_else(|| first(imported.findings.clone(), "import"))?;
    let (questionnaire, findings) = Questionnaire::read(document);
    let located = |findings: sealform_types::Findings| {
        findings.into_iter().map(|finding| imported.located(finding)).collect::<Vec<_>>()
    };
    let questionnaire = questionnaire.filter(|_| !findings.has_errors());
    let questionnaire = questionnaire.ok_or_else(|| first(located(findings), "document"))?;
    let (program, findings) = compile(&questionnaire, "", None);
    program.ok_or_else(|| first(located(findings), "compile"))?;
    if begun.elapsed() > MOST {
        return Err(format!("took {:?}", begun.elapsed()));
    }
    let document: Value = serde_json::from_str(&document.to_text()).map_err(|fault| fault.to_string())?;
    counts(form, &document)
}

/// What must be the same: repeats, languages, and as many questions as there are binds for them.
fn counts(form: &Value, document: &Value) -> Result<(), String> {
    let facts = of_document(document, &Default::default());
    let wanted = |name: &str| form[name].as_u64().unwrap_or(0);
    let (repeats, languages, binds) = (wanted("repeats"), wanted("languages"), wanted("binds"));
    if facts.repeats.len() as u64 != repeats {
        return Err(format!("repeats: theirs {repeats}, ours {}", facts.repeats.len()));
    }
    let all = document["languages"].as_array().map_or(0, Vec::len) as u64;
    // Where only media are translated, pyxform names one language, the default.
    if languages > 1 && languages != all && languages != facts.languages as u64 {
        return Err(format!("languages: theirs {languages}, ours {all}"));
    }
    // Every question has a bind, and so has every group with a condition; the rest is what pyxform adds of its own:
    // `meta`, nodes that count repeats, labels of table lists.
    let (questions, groups) = (facts.questions.len() as u64, facts.groups.len() as u64);
    match questions <= binds + 1 && binds <= questions + groups + repeats + 8 {
        true => Ok(()),
        false => Err(format!("binds: theirs {binds}, ours {questions} questions in {groups} groups")),
    }
}
