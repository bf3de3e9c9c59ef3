//! From documents to a program: the one entry of the command line, of pages and of tests.
//!
//! ```text
//! open(texts) → open_json(JSON) → read_questionnaire, read_key → open_documents → Program
//! ```

use sealform_questionnaire::Questionnaire;
use sealform_scoring::ScoringKey;
use sealform_types::{Finding, Findings, Json, JsonError, Place, Sha256Digest, questionnaire_digest, say};

use crate::compile::{Files, compile_with};
use crate::program::Program;

/// A document that was read without an error, and its identity.
#[derive(Debug, Clone)]
pub struct Identified<T> {
    /// What it says.
    pub document: T,
    /// SHA-256 of its canonical JSON.
    pub sha256: Sha256Digest,
}

/// Reads a questionnaire and its scoring key, where there is one, and compiles them. `files` gives the bytes of the files
/// that the questionnaire names in `resources`.
///
/// There is a program unless a finding is an error. Findings about the key have codes that begin with `key/`, or stand in
/// an expression of the key. A document that is not JSON is `document/json` or `key/json`, with its line.
///
/// # Example
/// ```
/// use sealform_engine::open;
/// let form = r#"{"sealform": 1, "id": "visit", "version": "1", "title": "Visit", "languages": ["en"], "survey": [
///     {"type": "integer", "name": "age", "label": "How old?"},
///     {"type": "text", "name": "school", "label": "Which school?", "relevant": "${age} < 18"}]}"#;
/// let (program, findings) = open(form, None, &|_| None);
/// assert!(findings.is_empty());
/// let paths: Vec<String> = program.unwrap().questions().map(|question| question.path.to_owned()).collect();
/// assert_eq!(paths, ["age", "school"]);
///
/// let (program, findings) = open(&form.replace("${age}", "${aeg}"), None, &|_| None);
/// assert!(program.is_none());
/// assert_eq!(findings.iter().next().unwrap().hint.as_deref(), Some("did you mean `age`?"));
/// ```
pub fn open(questionnaire: &str, key: Option<&str>, files: Files<'_>) -> (Option<Program>, Findings) {
    let mut findings = Findings::default();
    let form = parse(questionnaire, "document/json", "questionnaire", &mut findings);
    let key = key.map(|text| parse(text, "key/json", "scoring key", &mut findings));
    let (form, key) = match (form, key) {
        (Some(form), None) => (form, None),
        (Some(form), Some(Some(key))) => (form, Some(key)),
        (None, _) | (_, Some(None)) => return (None, findings),
    };
    let read = read_questionnaire(&form);
    // A page never gives back what it holds at once: what was read goes before anything is compiled.
    drop(form);
    let read_key = key.as_ref().map(read_key);
    drop(key);
    open_read(read, read_key, files)
}

/// The same with documents that are JSON already.
pub fn open_json(questionnaire: &Json, key: Option<&Json>, files: Files<'_>) -> (Option<Program>, Findings) {
    open_read(read_questionnaire(questionnaire), key.map(read_key), files)
}

/// What came of reading a document.
type Outcome<T> = (Option<Identified<T>>, Findings);

fn open_read(
    (form, mut findings): Outcome<Questionnaire>,
    key: Option<Outcome<ScoringKey>>,
    files: Files<'_>,
) -> (Option<Program>, Findings) {
    let key = key.map(|(key, found)| {
        findings.append(found);
        key
    });
    let (form, key) = match (form, key) {
        (Some(form), None) => (form, None),
        (Some(form), Some(Some(key))) => (form, Some(key)),
        (None, _) | (_, Some(None)) => return (None, findings),
    };
    let (program, found) = open_documents(&form, key.as_ref(), files);
    findings.append(found);
    (program, findings)
}

/// The same with documents that were read already.
pub fn open_documents(
    form: &Identified<Questionnaire>,
    key: Option<&Identified<ScoringKey>>,
    files: Files<'_>,
) -> (Option<Program>, Findings) {
    let key = key.map(|key| (&key.document, key.sha256.to_string()));
    let attached = key.as_ref().map(|(key, sha256)| (*key, sha256.as_str()));
    compile_with(&form.document, &form.sha256.to_string(), attached, files)
}

/// Findings about the expressions of a questionnaire that was read with errors, so that one pass reports everything.
/// There is no program: parts of the document may be missing.
pub fn find_in_expressions(damaged: &Questionnaire, files: Files<'_>) -> Findings {
    compile_with(damaged, "", None, files).1
}

/// Reads a questionnaire that is to be used: there is one unless a finding is an error.
pub fn read_questionnaire(json: &Json) -> (Option<Identified<Questionnaire>>, Findings) {
    let (form, findings) = Questionnaire::read(json);
    identified(json, form, findings)
}

/// Reads a scoring key that is to be used: there is one unless a finding is an error.
pub fn read_key(json: &Json) -> (Option<Identified<ScoringKey>>, Findings) {
    let (key, findings) = ScoringKey::read(json);
    identified(json, key, findings)
}

fn identified<T>(json: &Json, document: Option<T>, mut findings: Findings) -> (Option<Identified<T>>, Findings) {
    let sha256 = questionnaire_digest(json).map_err(|error| {
        let finding = Finding::error("document/not-canonical", error.fault.message(), Place::at(error.pointer));
        findings.push(finding.hint(error.fault.hint()));
    });
    match (document, sha256) {
        (Some(document), Ok(sha256)) if !findings.has_errors() => (Some(Identified { document, sha256 }), findings),
        (Some(_) | None, _) => (None, findings),
    }
}

fn parse(text: &str, code: &'static str, what: &str, findings: &mut Findings) -> Option<Json> {
    let read = Json::parse(text.as_bytes()).map_err(|JsonError { fault, line, column }| {
        let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let known = |at: usize| Some(number(at)).filter(|at| *at > 0);
        let columns = known(column).map(|column| (column, column.saturating_add(1)));
        let place = Place { line: known(line), columns, ..Place::default() };
        findings.push(Finding::error(code, say!("the {what} cannot be read: {fault}"), place).hint(fault.hint()));
    });
    read.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: &str = r#"{"sealform":1,"id":"f","version":"1","title":"F","languages":["en"],
        "survey":[{"type":"integer","name":"age","label":"How old?"}]}"#;

    fn codes(questionnaire: &str, key: Option<&str>) -> Vec<&'static str> {
        let (program, findings) = open(questionnaire, key, &|_| None);
        assert!(program.is_none());
        findings.iter().map(|finding| finding.code).collect()
    }

    #[test]
    fn a_form_compiles_and_knows_its_digest() {
        let program = open(FORM, None, &|_| None).0.expect("sound");
        assert_eq!(program.pin().sha256.len(), 64);
        assert_eq!(program.questions().map(|question| question.path.to_owned()).collect::<Vec<_>>(), ["age"]);
    }

    #[test]
    fn what_is_not_json_is_reported_with_its_line() {
        let (_, findings) = open("{\n  \"sealform\": 1,\n}", None, &|_| None);
        let finding = findings.iter().next().expect("one");
        assert_eq!((finding.code, finding.place.line), ("document/json", Some(3)));
        let (_, findings) = open("{\"sealform\": 1, \"sealform\": 1}", None, &|_| None);
        let finding = findings.iter().next().expect("one");
        assert_eq!(finding.message, "the questionnaire cannot be read: member `sealform` occurs twice");
        assert_eq!(finding.hint.as_deref(), Some("keep one of them"));
    }

    #[test]
    fn errors_of_either_document_are_distinguished() {
        assert_eq!(codes(FORM, Some("[")), ["key/json"]);
        assert!(codes(&FORM.replace("integer", "intger"), None).contains(&"document/unknown-type"));
        assert!(codes(FORM, Some("{}")).iter().all(|code| code.starts_with("key/")));
    }
}
