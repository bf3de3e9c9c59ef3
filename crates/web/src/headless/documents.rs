//! From the texts of a questionnaire and its key to a program, with every fault told.

use sealform_engine::{Files, Program, Questionnaire, ScoringKey, compile_with};
use sealform_types::{Finding, Findings, Json, JsonError, Place, questionnaire_digest, say};

/// Reads and compiles.
///
/// # Errors
/// The findings, where one of them is an error.
pub fn program(questionnaire: &str, key: Option<&str>, files: Files<'_>) -> Result<Program, Findings> {
    let mut findings = Findings::default();
    compiled(questionnaire, key, files, &mut findings).ok_or(findings)
}

/// Reads and compiles, and tells everything, also what may stay as it is.
pub fn check(questionnaire: &str, key: Option<&str>, files: Files<'_>) -> Findings {
    let mut findings = Findings::default();
    compiled(questionnaire, key, files, &mut findings);
    findings
}

fn compiled(questionnaire: &str, key: Option<&str>, files: Files<'_>, findings: &mut Findings) -> Option<Program> {
    let json = parse(questionnaire, "document/json", "questionnaire", findings)?;
    let sha256 = digest(&json, findings)?;
    let (form, found) = Questionnaire::read(&json);
    findings.append(found);
    let form = form.filter(|_| !findings.has_errors())?;
    let attached = match key {
        Some(text) => Some(scoring_key(text, findings)?),
        None => None,
    };
    let attached = attached.as_ref().map(|(key, sha256)| (key, sha256.as_str()));
    let (program, found) = compile_with(&form, &sha256, attached, files);
    findings.append(found);
    program
}

fn scoring_key(text: &str, findings: &mut Findings) -> Option<(ScoringKey, String)> {
    let json = parse(text, "key/json", "scoring key", findings)?;
    let sha256 = digest(&json, findings)?;
    let (key, found) = ScoringKey::read(&json);
    findings.append(found);
    key.filter(|_| !findings.has_errors()).map(|key| (key, sha256))
}

fn parse(text: &str, code: &'static str, what: &str, findings: &mut Findings) -> Option<Json> {
    let read = Json::parse(text.as_bytes()).map_err(|JsonError { message, line, column }| {
        let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let known = |at: usize| Some(number(at)).filter(|at| *at > 0);
        let columns = known(column).map(|column| (column, column.saturating_add(1)));
        let place = Place { line: known(line), columns, ..Place::default() };
        let message = say!("the {what} is not JSON: {message}");
        findings.push(Finding::error(code, message, place).hint("open it in an editor that checks JSON"));
    });
    read.ok()
}

fn digest(json: &Json, findings: &mut Findings) -> Option<String> {
    let digest = questionnaire_digest(json).map(|digest| digest.to_string());
    let told = |error| findings.push(Finding::error("document/canonical", say!("{error}"), Place::default()));
    digest.map_err(told).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: &str = r#"{"sealform":1,"id":"f","version":"1","title":"F","languages":["en"],
        "survey":[{"type":"integer","name":"age","label":"How old?"}]}"#;

    fn codes(questionnaire: &str, key: Option<&str>) -> Vec<&'static str> {
        program(questionnaire, key, &|_| None).expect_err("damaged").iter().map(|finding| finding.code).collect()
    }

    #[test]
    fn a_form_compiles_and_knows_its_digest() {
        let program = program(FORM, None, &|_| None).expect("sound");
        assert_eq!(program.pin().sha256.len(), 64);
        assert_eq!(program.questions().map(|question| question.path.to_owned()).collect::<Vec<_>>(), ["age"]);
    }

    #[test]
    fn what_is_not_json_is_told_with_its_line() {
        let findings = program("{\n  \"sealform\": 1,\n}", None, &|_| None).expect_err("damaged");
        let finding = findings.iter().next().expect("one");
        assert_eq!((finding.code, finding.place.line), ("document/json", Some(3)));
    }

    #[test]
    fn faults_of_either_document_are_told_apart() {
        assert_eq!(codes(FORM, Some("[")), ["key/json"]);
        assert!(codes(&FORM.replace("integer", "intger"), None).contains(&"document/unknown-type"));
        assert!(codes(FORM, Some("{}")).iter().all(|code| code.starts_with("key/")));
    }
}
