//! A document as an XLSForm again, without loss.
//!
//! The form is written, read back and compared. What XLSForm's columns and ours did not carry goes as JSON into the
//! column `sealform` of its row, and the form is written again.

#![deny(clippy::wildcard_enum_match_arm)]

mod files;
mod normal;
mod residue;
mod score;
mod sheet;
mod survey;
mod writer;

use sealform_questionnaire::{Choice, DocumentKind, Questionnaire, Settings};
use sealform_types::{Finding, Findings, Json, Place, Severity};

pub use normal::{normal, same};

use crate::language::UNDETERMINED;
use crate::xlsform::read::document::read;
use crate::xlsform::read::settings::is_xml_name;
use crate::xlsform::source::format::Format;
use residue::Residue;
use sheet::{Book, Row};
use writer::{Writer, in_language};

/// How often what was lost is added before it is given up. Once is enough for every document that is known.
const ROUNDS: usize = 3;

/// Writes a document, and the scoring key where there is one, as an XLSForm.
///
/// # Errors
/// A finding where the document has errors, or where the format cannot hold it: `.xls` is not written, and a cell of
/// `.xlsx` holds 32,767 characters.
///
/// # Example
/// ```
/// use sealform_formats::xlsform::{Format, write};
/// use sealform_types::Json;
/// let document = br#"{"sealform":1,"id":"f","version":"1","title":"F","languages":["en"],
///   "survey":[{"type":"text","name":"who","label":"Who?"}]}"#;
/// let sheets = write(&Json::parse(document).unwrap(), None, Format::Csv).unwrap();
/// assert!(String::from_utf8(sheets).unwrap().contains(",text,who,Who?"));
/// ```
pub fn write(document: &Json, key: Option<&Json>, format: Format) -> Result<Vec<u8>, Box<Finding>> {
    let document = normal(document);
    let (questionnaire, findings) = Questionnaire::read(&document);
    // What an error keeps from being read is written as it stands, like everything that no column says.
    let Some(questionnaire) = questionnaire else { return Err(refused(findings)) };
    let key = key.map(normal::normal_key);
    let mut residue = Residue::default();
    for _ in 0..ROUNDS {
        let book = book(&questionnaire, &document, key.as_ref(), &residue);
        let bytes = files::write(&book, format)?;
        let name = document.get("id").and_then(Json::as_str).unwrap_or_default();
        let name = if is_xml_name(name) { name } else { "form" };
        let back = read(&bytes, name);
        let Some(read) = &back.questionnaire else { return Err(refused(back.findings)) };
        let lost = residue.find(&document, &normal(read));
        let key_lost = residue.find_key(key.as_ref(), back.key.as_ref().map(normal::normal_key).as_ref());
        if !lost && !key_lost {
            return Ok(bytes);
        }
    }
    let finding =
        Finding::error("xlsform/cannot-write", "not all of the questionnaire can be written down", Place::default());
    Err(Box::new(finding.hint("write it as .xlsx, or keep it as JSON")))
}

fn refused(findings: Findings) -> Box<Finding> {
    let first = findings.into_iter().find(|finding| finding.severity == Severity::Error);
    let why = first.map_or_else(String::new, |finding| format!(": {} at {}", finding.message, finding.place));
    let finding =
        Finding::error("xlsform/cannot-write", format!("the questionnaire has errors{why}"), Place::default());
    Box::new(finding.hint("check it and mend it first: `sealform check`"))
}

/// The sheets. The order of choice lists is the author's, which only the document knows.
fn book(questionnaire: &Questionnaire, document: &Json, key: Option<&Json>, residue: &Residue) -> Book {
    let Questionnaire {
        schema: _, // like the version of the format and the resources, no sheet says it
        sealform: _,
        id,
        version,
        title,
        languages,
        choices,
        settings,
        resources: _,
        entities,
        survey,
    } = questionnaire;
    let writer = Writer { languages: languages.clone(), key, residue };
    let mut book = Book::default();
    survey::write(&writer, survey, &mut book);
    let lists = document.get("choices").and_then(Json::as_object).unwrap_or_default();
    for (list, choices) in lists.iter().filter_map(|(list, _)| Some((list, choices.get(list)?))) {
        self::choices(&writer, list, choices, &mut book);
    }
    let mut row = Row::default();
    writer.texts(&mut row, "form_title", title);
    row.put("form_id", id);
    row.put("version", version);
    self::settings(&writer, settings, &mut row);
    book.sheet("settings").rows.push(row);
    self::entities(entities, residue, &mut book);
    score::sheets(&writer, &mut book);
    book
}

fn choices(writer: &Writer<'_>, list: &str, all: &[Choice], book: &mut Book) {
    for (index, choice) in all.iter().enumerate() {
        let Choice { name, label, not_applicable, not_observed, exclusive, media, columns } = choice;
        let mut row = Row::default();
        row.put("list_name", list);
        row.put("name", name);
        writer.texts(&mut row, "label", label);
        row.put("not_applicable", if *not_applicable { "yes" } else { "" });
        row.put("not_observed", if *not_observed { "yes" } else { "" });
        row.put("exclusive", if *exclusive { "yes" } else { "" });
        writer.media(&mut row, media);
        for (column, text) in columns.iter() {
            row.put(column, text);
        }
        row.put("sealform", &writer.residue.of(&format!("/choices/{list}/{index}")));
        book.sheet("choices").rows.push(row);
    }
}

fn settings(writer: &Writer<'_>, settings: &Settings, row: &mut Row) {
    let Settings {
        kind,
        instance_name,
        style,
        root,
        namespaces,
        public_key,
        submission_url,
        auto_send,
        auto_delete,
        functions,
        allow_choice_duplicates,
        tolerant,
        plain_text,
        max_not_applicable,
        min_seconds,
        immediate_requirements,
        needs_key,
        attributes,
    } = settings;
    if writer.languages != [UNDETERMINED] {
        let first = writer.languages.first().map(String::as_str).unwrap_or_default();
        let header = in_language("x", first, &writer.languages);
        row.put("default_language", header.strip_prefix("x::").unwrap_or_default());
        row.put("languages", &writer.languages.join(" "));
    }
    row.maybe("kind", (*kind != DocumentKind::Report).then(|| kind.name()));
    row.maybe("instance_name", instance_name.as_deref());
    row.maybe("style", style.as_deref());
    row.maybe("name", root.as_deref());
    let all = namespaces.iter().map(|(prefix, uri)| format!("{prefix}=\"{uri}\""));
    row.put("namespaces", &all.collect::<Vec<_>>().join(" "));
    row.maybe("public_key", public_key.as_deref());
    row.maybe("submission_url", submission_url.as_deref());
    row.maybe("auto_send", auto_send.as_deref());
    row.maybe("auto_delete", auto_delete.as_deref());
    row.put("functions", &functions.join(" "));
    row.put("allow_choice_duplicates", if *allow_choice_duplicates { "yes" } else { "" });
    for (name, value) in attributes.iter() {
        row.put(&format!("attribute::{name}"), value);
    }
    row.put("strict", if *tolerant { "" } else { "yes" });
    row.put("plain_text", if *plain_text { "yes" } else { "" });
    for (name, count) in [("max_not_applicable", max_not_applicable), ("min_seconds", min_seconds)] {
        row.put(name, &count.map(|count| count.to_string()).unwrap_or_default());
    }
    row.put("immediate_requirements", if *immediate_requirements { "yes" } else { "" });
    row.maybe("needs_key", needs_key.as_deref());
    score::settings(writer, row);
    row.put("sealform", &writer.residue.of(""));
    row.put("sealform_key", &writer.residue.key());
}

fn entities(all: &[Json], residue: &Residue, book: &mut Book) {
    for (index, entity) in all.iter().enumerate() {
        let mut row = Row::default();
        for (name, value) in entity.as_object().unwrap_or_default() {
            row.put(name, value.as_str().unwrap_or_default());
        }
        row.put("sealform", &residue.of(&format!("/entities/{index}")));
        book.sheet("entities").rows.push(row);
    }
}
