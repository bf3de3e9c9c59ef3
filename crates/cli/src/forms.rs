//! Forms in the formats the world already has, read as questionnaires.

use sealform_formats::{Imported, surveyjs, xform, xlsform};
use sealform_questionnaire::Questionnaire;
use sealform_types::{Findings, Json};

use crate::failure::{Failure, Told};
use crate::input::Source;

/// Reads a form of another format; `None` where the document is none, but JSON.
pub fn import(source: &Source) -> Option<Imported> {
    let start = source.bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    let ends = |ending: &str| source.name.to_lowercase().ends_with(ending);
    let is_table = matches!(source.bytes.as_slice(), [b'P', b'K', ..] | [0xd0, 0xcf, 0x11, 0xe0, ..])
        || start == Some(&b'|')
        || [".csv", ".md", ".xlsx", ".xls", ".xlsm"].into_iter().any(ends)
        || is_csv(&source.bytes);
    if is_table {
        return Some(xlsform::read(&source.bytes, &form_name(&source.name)));
    }
    let is_xml = start == Some(&b'<') || ends(".xml") || source.bytes.starts_with(&[0xef, 0xbb, 0xbf, b'<']);
    if is_xml {
        return Some(xform::read(&source.bytes));
    }
    is_survey(&source.bytes).then(|| surveyjs::read(&source.bytes))
}

/// Whether a JSON document is a survey of SurveyJS: pages or elements, and no format of ours.
fn is_survey(bytes: &[u8]) -> bool {
    let Ok(json) = Json::parse(bytes) else { return false };
    let has = |member: &str| json.get(member).is_some_and(|value| value.as_array().is_some());
    json.get("sealform").is_none() && (has("pages") || has("elements") || has("questions"))
}

/// Whether piped text is a table: its first line names a sheet, or is the header of a survey.
fn is_csv(bytes: &[u8]) -> bool {
    let line = bytes.split(|byte| matches!(byte, b'\r' | b'\n')).next().unwrap_or_default();
    let line = String::from_utf8_lossy(line.get(..500).unwrap_or(line)).to_lowercase();
    let mut cells = line.split(',').map(|cell| cell.trim().trim_matches('"'));
    cells.any(|cell| matches!(cell, "survey" | "choices" | "settings" | "type"))
}

/// What a form is called that does not say so itself: its file's name without the ending, as a name.
fn form_name(file: &str) -> String {
    let file = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let plain = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.') { c } else { '_' };
    let name: String = stem.chars().map(plain).collect();
    match name.bytes().next() {
        Some(first) if first.is_ascii_alphabetic() || first == b'_' => name,
        Some(_) if name.len() > 1 => format!("_{name}"),
        _ => "form".to_owned(),
    }
}

/// Everything to tell about an imported form: what its importer found, and what is found in the document that it
/// became, each where the author wrote it.
pub fn findings(imported: &Imported, source: &Source) -> Findings {
    let mut all = imported.findings.clone();
    let Some(document) = &imported.questionnaire else { return all };
    let (questionnaire, mut found) = Questionnaire::read(document);
    if let Some(questionnaire) = questionnaire.filter(|_| !found.has_errors()) {
        found.append(sealform_engine::compile_with(&questionnaire, "", None, &|name| source.beside(name)).1);
    }
    found.into_iter().for_each(|finding| all.push(imported.located(finding)));
    all
}

/// What is told about a document whose places are cells, not members of its text.
pub fn told(source: &Source, findings: Findings) -> Told {
    Told { file: source.name.clone(), text: None, findings: findings.into_vec() }
}

/// A questionnaire in any format, as its document; the findings are those of the importer.
///
/// # Errors
/// [`Failure`] where it cannot be read.
pub fn document(source: &Source) -> Result<(Json, Option<Imported>), Failure> {
    use crate::failure::Exit;
    match import(source) {
        Some(imported) => match imported.questionnaire.clone() {
            Some(document) => Ok((document, Some(imported))),
            None => Err(Failure { exit: Exit::Found, told: vec![told(source, imported.findings)] }),
        },
        None => match source.json("questionnaire") {
            Ok(json) => Ok((json, None)),
            Err(finding) => Err(Failure::found(source, [*finding])),
        },
    }
}
