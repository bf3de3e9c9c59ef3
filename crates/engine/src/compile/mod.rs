//! From documents to a program: names, then expressions and slots, then the order.
//! Not here: what runs a program (`graph`, `session`), and how it is written down (`program::wire`).

mod build;
mod choices;
mod circles;
mod groups;
mod items;
mod lists;
mod markup;
mod names;
mod order;
mod questions;
mod reads;
mod relevance;
mod scores;
mod scoring;
mod tables;
mod whole;

pub(crate) use lists::columns;
pub(crate) use reads::{reads, reads_in_passing, slot_of, written_by};
use sealform_protocol::Pin;
use sealform_questionnaire::Questionnaire;
use sealform_scoring::ScoringKey;
use sealform_types::Findings;

use self::relevance::Sharing;
use crate::program::Program;
pub use scores::NEEDS_KEY;
pub use tables::Files;

/// A scoring key and the SHA-256 of its canonical JSON, in lower-case hexadecimal.
pub type AttachedKey<'a> = (&'a ScoringKey, &'a str);

/// Compiles a questionnaire whose reading found no error, with a scoring key where one is attached.
///
/// `sha256` is the questionnaire's identity: SHA-256 of its canonical JSON. The findings report every
/// fault of every expression; there is a program unless one of them is an error. Findings about the
/// key have codes that begin with `key/`, or stand in an expression of the key.
///
/// # Example
/// ```
/// use sealform_engine::{Questionnaire, compile};
/// use sealform_types::{Json, questionnaire_digest};
/// let document = Json::parse(br#"{
///   "sealform": 1, "id": "visit", "version": "1", "title": "Visit", "languages": ["en"],
///   "survey": [{"type": "integer", "name": "age", "label": "How old?", "relevant": "${aeg} > 1"}]
/// }"#).unwrap();
/// let (questionnaire, findings) = Questionnaire::read(&document);
/// assert!(findings.is_empty());
/// let sha256 = questionnaire_digest(&document).unwrap().to_string();
/// let (program, findings) = compile(&questionnaire.unwrap(), &sha256, None);
/// assert!(program.is_none());
/// let finding = findings.iter().next().unwrap();
/// assert_eq!((finding.code, finding.place.pointer.as_str()), ("expr/unknown-question", "/survey/0/relevant"));
/// ```
pub fn compile(
    questionnaire: &Questionnaire,
    sha256: &str,
    key: Option<AttachedKey<'_>>,
) -> (Option<Program>, Findings) {
    compile_with(questionnaire, sha256, key, &|_| None)
}

/// Compiles a questionnaire that reads files; `files` gives their bytes by the names in `resources`.
///
/// A file that is not there is a warning, and has no rows; one that is not the form's, by its size or digest, or cannot
/// be read is an error. See [`compile`].
pub fn compile_with(
    questionnaire: &Questionnaire,
    sha256: &str,
    key: Option<AttachedKey<'_>>,
    files: Files<'_>,
) -> (Option<Program>, Findings) {
    let pin = Pin { id: questionnaire.id.clone(), version: questionnaire.version.clone(), sha256: sha256.to_owned() };
    let built = |sharing: Sharing| {
        let mut builder = build::Builder::new(questionnaire, pin.clone(), sharing);
        builder.tables(files);
        builder.items();
        if let Some((key, key_sha256)) = key {
            key.check_digest(sha256).into_iter().for_each(|finding| builder.findings.push(finding));
            scoring::attach(&mut builder, questionnaire, key, key_sha256);
        }
        builder.check_score_reads(key.map(|(_, sha256)| sha256));
        builder.finish()
    };
    let mut compiled = built(Sharing::On);
    if compiled.shares_in_circle {
        // Without sharing, others may be in it.
        compiled = built(Sharing::Off);
    }
    (compiled.program, compiled.findings)
}
