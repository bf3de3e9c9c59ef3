//! Forms of other formats, read as questionnaires.

use sealform_engine::{NEEDS_KEY, open_json};
use sealform_formats::Imported;
use sealform_questionnaire::Questionnaire;
use sealform_types::{Findings, Json};

use crate::failure::{Exit, Failure, FileReport};
use crate::input::Source;

/// Reads a form of another format; `None` where the document is not one, but JSON.
pub fn import(source: &Source) -> Option<Imported> {
    sealform_formats::read(&source.name, &source.bytes)
}

/// Everything to report about an imported form: what its importer found, and what is found in the document that it
/// became, each where the author wrote it.
pub fn findings(imported: &Imported, source: &Source) -> Findings {
    let mut all = imported.findings.clone();
    let Some(document) = &imported.questionnaire else { return all };
    let (_, found) = open_json(document, None, &|name| source.beside(name));
    // Its key is a document of its own, and no part of what is read here.
    let own = found.into_iter().filter(|finding| finding.code != NEEDS_KEY);
    own.for_each(|finding| all.push(imported.located(finding)));
    all
}

/// What is reported about a document whose places are cells, not members of its text.
pub fn report(source: &Source, findings: Findings) -> FileReport {
    FileReport { file: source.name.clone(), text: None, findings: findings.into_vec() }
}

/// A questionnaire in any format, as its document; the findings are those of the importer.
///
/// # Errors
/// [`Failure`] where it cannot be read.
pub fn document(source: &Source) -> Result<(Json, Option<Imported>), Failure> {
    match import(source) {
        Some(imported) => match imported.questionnaire.clone() {
            Some(document) => Ok((document, Some(imported))),
            None => Err(Failure { exit: Exit::Found, reports: vec![report(source, imported.findings)] }),
        },
        None => match source.json("questionnaire") {
            Ok(json) => Ok((json, None)),
            Err(finding) => Err(Failure::found(source, [*finding])),
        },
    }
}

/// A questionnaire in any format, read without an error.
///
/// # Errors
/// [`Failure`] where it cannot be read or has errors, each where the author wrote it.
pub fn questionnaire(source: &Source) -> Result<Questionnaire, Failure> {
    let (json, imported) = document(source)?;
    let (questionnaire, findings) = Questionnaire::read(&json);
    match (questionnaire, imported) {
        (Some(questionnaire), _) if !findings.has_errors() => Ok(questionnaire),
        (Some(_) | None, None) => Err(Failure::found(source, findings)),
        (Some(_) | None, Some(imported)) => {
            let mut located = Findings::default();
            findings.into_iter().for_each(|finding| located.push(imported.located(finding)));
            Err(Failure { exit: Exit::Found, reports: vec![report(source, located)] })
        }
    }
}
