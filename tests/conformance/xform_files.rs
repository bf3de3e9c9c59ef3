//! Whole forms in XForms XML: each loads, keeps what it has, and is quick about it.

use std::fs;
use std::path::Path;
use std::time::Instant;

use sealform_engine::{Questionnaire, compile};
use sealform_types::{Finding, Findings, Json, Severity};

use crate::conformance::{Judged, MOST, Verdict};

/// Plays the forms of `kind: xform`.
pub fn play(dir: &Path) -> Result<Vec<Judged>, String> {
    let index = fs::read(dir.join("index.json")).map_err(|fault| fault.to_string())?;
    let index = Json::parse(&index).map_err(|fault| fault.to_string())?;
    let cases = index.get("cases").and_then(Json::as_array).ok_or("no cases")?;
    let text = |case: &Json, name: &str| case.get(name).and_then(Json::as_str).unwrap_or_default().to_owned();
    let forms = cases.iter().filter(|case| text(case, "kind") == "xform");
    let judged = forms.map(|case| {
        let id = text(case, "file");
        let form = fs::read(dir.join("files").join(&id)).map_err(|fault| fault.to_string());
        let verdict = match form.and_then(|bytes| load(case, &bytes)) {
            _ if case.get("primaryInstance") != Some(&Json::Boolean(true)) => {
                Verdict::OutOfScope("it has no primary instance".to_owned())
            }
            Ok(()) => Verdict::Passed,
            Err(reason) => Verdict::Failed(reason),
        };
        Judged { id, verdict }
    });
    Ok(judged.collect())
}

#[expect(clippy::disallowed_methods, reason = "the time that loading takes is what is measured")]
fn load(case: &Json, bytes: &[u8]) -> Result<(), String> {
    let begun = Instant::now();
    let imported = sealform_formats::xform::read(bytes);
    let document = imported.questionnaire.ok_or_else(|| first(&imported.findings, "import"))?;
    let (questionnaire, findings) = Questionnaire::read(&document);
    let questionnaire = questionnaire.filter(|_| !findings.has_errors()).ok_or_else(|| first(&findings, "document"))?;
    let (program, findings) = compile(&questionnaire, "", None);
    program.ok_or_else(|| first(&findings, "compile"))?;
    if begun.elapsed() > MOST {
        return Err(format!("took {:?}", begun.elapsed()));
    }
    counts(case, &document, &String::from_utf8_lossy(bytes))
}

/// What must be the same: repeats, languages, and the questions that the body asks.
fn counts(case: &Json, document: &Json, text: &str) -> Result<(), String> {
    let wanted = |name: &str| case.get(name).and_then(Json::as_integer).unwrap_or_default();
    let mut have = Counts::default();
    have.items(document.get("survey").and_then(Json::as_array).unwrap_or_default());
    let languages = document.get("languages").and_then(Json::as_array).map_or(0, <[Json]>::len) as i64;
    let told = |what: &str, wanted: i64, have: i64| match wanted == have {
        true => Ok(()),
        false => Err(format!("{what} differ ({have} instead of {wanted})")),
    };
    told("languages", wanted("languages").max(1), languages)?;
    // The index counts nodes of that name, too.
    let repeats = text.split("<repeat").skip(1).filter_map(|rest| rest.split_once('>')).map(|(tag, _)| tag);
    let repeats = repeats.filter(|tag| tag.contains("nodeset=") || tag.contains(" ref=")).count() as i64;
    told("repeats", repeats, have.repeats)?;
    told("controls", wanted("controls"), have.controls)
}

#[derive(Default)]
struct Counts {
    repeats: i64,
    controls: i64,
}

impl Counts {
    fn items(&mut self, items: &[Json]) {
        const UNASKED: [&str; 14] = [
            "group",
            "repeat",
            "calculate",
            "hidden",
            "start",
            "end",
            "today",
            "deviceid",
            "username",
            "phonenumber",
            "email",
            "start-geopoint",
            "audit",
            "background-audio",
        ];
        for item in items {
            let kind = item.get("type").and_then(Json::as_str).unwrap_or_default();
            self.repeats += i64::from(kind == "repeat");
            self.controls += i64::from(!UNASKED.contains(&kind) && !matches!(kind, "simserial" | "subscriberid"));
            self.items(item.get("children").and_then(Json::as_array).unwrap_or_default());
        }
    }
}

fn first(findings: &Findings, stage: &str) -> String {
    let error = findings.iter().find(|finding| finding.severity == Severity::Error);
    let told = |error: &Finding| {
        let place = error.place.source.as_deref().unwrap_or(&error.place.pointer);
        format!("{stage}: {}: {} ({place})", error.code, error.message)
    };
    error.map(told).unwrap_or_default()
}
