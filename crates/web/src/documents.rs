//! From the texts of a questionnaire and its key to a program, with every fault told.

use std::sync::Arc;

use sealform_engine::{Program, Questionnaire, ScoringKey, compile};
use sealform_protocol::Draft;
use sealform_submission::questionnaire_digest;
use sealform_types::{Finding, Findings, Json, JsonError, Place};

/// Reads and compiles.
///
/// # Errors
/// The findings, where one of them is an error.
pub fn program(questionnaire: &str, key: Option<&str>) -> Result<Arc<Program>, Findings> {
    let json = parse(questionnaire, "document/json", "questionnaire")?;
    let sha256 = digest(&json)?;
    let (form, mut findings) = Questionnaire::read(&json);
    let Some(form) = form.filter(|_| !findings.has_errors()) else { return Err(findings) };
    let attached = match key {
        Some(text) => Some(scoring_key(text, &mut findings)?),
        None => None,
    };
    let attached = attached.as_ref().map(|(key, sha256)| (key, sha256.as_str()));
    let (program, compiled) = compile(&form, &sha256, attached);
    findings.append(compiled);
    program.map(Arc::new).ok_or(findings)
}

/// Reads a draft.
///
/// # Errors
/// A sentence that says what is wrong.
pub fn draft(text: &str) -> Result<Draft, String> {
    let json = Json::parse(text.as_bytes()).map_err(|error| error.to_string());
    let draft = json.and_then(|json| Draft::from_json(&json).map_err(|error| error.to_string()));
    draft.map_err(|error| format!("this is no draft: {error}"))
}

/// Reads a command.
///
/// # Errors
/// A sentence that says what is wrong.
#[cfg(feature = "headless")]
pub fn command(text: &str) -> Result<sealform_protocol::Command, String> {
    let json = Json::parse(text.as_bytes()).map_err(|error| error.to_string());
    let command = json.and_then(|json| sealform_protocol::Command::from_json(&json).map_err(|error| error.to_string()));
    command.map_err(|error| format!("this is no command: {error}"))
}

fn scoring_key(text: &str, findings: &mut Findings) -> Result<(ScoringKey, String), Findings> {
    let json = parse(text, "key/json", "scoring key")?;
    let sha256 = digest(&json)?;
    let (key, found) = ScoringKey::read(&json);
    findings.append(found);
    match key {
        Some(key) if !findings.has_errors() => Ok((key, sha256)),
        Some(_) | None => Err(std::mem::take(findings)),
    }
}

fn parse(text: &str, code: &'static str, what: &str) -> Result<Json, Findings> {
    Json::parse(text.as_bytes()).map_err(|JsonError { message, line, column }| {
        let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let known = |at: usize| Some(number(at)).filter(|at| *at > 0);
        let columns = known(column).map(|column| (column, column.saturating_add(1)));
        let place = Place { line: known(line), columns, ..Place::default() };
        let message = format!("the {what} is not JSON: {message}");
        only(Finding::error(code, message, place).hint("open it in an editor that checks JSON"))
    })
}

fn digest(json: &Json) -> Result<String, Findings> {
    let digest = questionnaire_digest(json).map(|digest| digest.to_string());
    digest.map_err(|error| only(Finding::error("document/canonical", error.to_string(), Place::default())))
}

fn only(finding: Finding) -> Findings {
    let mut findings = Findings::default();
    findings.push(finding);
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: &str = r#"{"sealform":1,"id":"f","version":"1","title":"F","languages":["en"],
        "survey":[{"type":"integer","name":"age","label":"How old?"}]}"#;

    fn codes(questionnaire: &str, key: Option<&str>) -> Vec<&'static str> {
        program(questionnaire, key).expect_err("damaged").iter().map(|finding| finding.code).collect()
    }

    #[test]
    fn a_form_compiles_and_knows_its_digest() {
        let program = program(FORM, None).expect("sound");
        assert_eq!(program.pin().sha256.len(), 64);
        assert_eq!(program.questions().map(|question| question.path.to_owned()).collect::<Vec<_>>(), ["age"]);
    }

    #[test]
    fn what_is_not_json_is_told_with_its_line() {
        let findings = program("{\n  \"sealform\": 1,\n}", None).expect_err("damaged");
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
