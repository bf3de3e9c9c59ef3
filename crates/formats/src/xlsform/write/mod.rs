//! A document as an XLSForm again, without loss.
//!
//! The form is written, read back and compared. What XLSForm's columns and ours did not carry goes as JSON into the
//! column `sealform` of its row, and the form is written again.

mod files;
mod normal;
mod residue;
mod score;
mod sheet;
mod survey;
mod writer;

use sealform_types::{Finding, Json, Place};

pub use normal::{normal, same};

use crate::xlsform::read::document::read;
use crate::xlsform::read::languages::UNKNOWN;
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
    let key = key.map(normal::normal_key);
    let mut residue = Residue::default();
    for _ in 0..ROUNDS {
        let book = book(&document, key.as_ref(), &residue);
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

fn refused(findings: sealform_types::Findings) -> Box<Finding> {
    let first = findings.into_iter().find(|finding| finding.severity == sealform_types::Severity::Error);
    let why = first.map_or_else(String::new, |finding| format!(": {} at {}", finding.message, finding.place));
    let finding =
        Finding::error("xlsform/cannot-write", format!("the questionnaire has errors{why}"), Place::default());
    Box::new(finding.hint("check it and mend it first: `sealform check`"))
}

fn book(document: &Json, key: Option<&Json>, residue: &Residue) -> Book {
    let tags = document.get("languages").and_then(Json::as_array).unwrap_or_default();
    let languages: Vec<String> = tags.iter().filter_map(Json::as_str).map(str::to_owned).collect();
    let writer = Writer { languages, key, residue };
    let mut book = Book::default();
    survey::write(&writer, document, &mut book);
    choices(&writer, document, &mut book);
    settings(&writer, document, &mut book);
    entities(document, residue, &mut book);
    score::sheets(&writer, &mut book);
    book
}

fn choices(writer: &Writer<'_>, document: &Json, book: &mut Book) {
    for (list, choices) in document.get("choices").and_then(Json::as_object).unwrap_or_default() {
        for (index, choice) in choices.as_array().unwrap_or_default().iter().enumerate() {
            let mut row = Row::default();
            row.put("list_name", list);
            for (name, value) in choice.as_object().unwrap_or_default() {
                match (name.as_str(), value) {
                    ("label", text) => writer.texts(&mut row, "label", Some(text)),
                    ("media", media) => writer.media(&mut row, Some(media)),
                    (_, Json::Boolean(true)) => row.put(name, "yes"),
                    (_, Json::String(text)) => row.put(name, text),
                    (_, Json::Integer(number)) => row.put(name, &number.to_string()),
                    _ => {}
                }
            }
            row.put("sealform", &writer.residue.of(&format!("/choices/{list}/{index}")));
            book.sheet("choices").rows.push(row);
        }
    }
}

fn settings(writer: &Writer<'_>, document: &Json, book: &mut Book) {
    let mut row = Row::default();
    let text = |name: &str| document.get(name).and_then(Json::as_str).unwrap_or_default();
    writer.texts(&mut row, "form_title", document.get("title"));
    row.put("form_id", text("id"));
    row.put("version", text("version"));
    if writer.languages != [UNKNOWN] {
        let first = writer.languages.first().map(String::as_str).unwrap_or_default();
        let header = in_language("x", first, &writer.languages);
        row.put("default_language", header.strip_prefix("x::").unwrap_or_default());
        row.put("languages", &writer.languages.join(" "));
    }
    for (name, value) in document.get("settings").and_then(Json::as_object).unwrap_or_default() {
        match (name.as_str(), value) {
            ("root", Json::String(text)) => row.put("name", text),
            ("attributes", Json::Object(all)) => {
                for (name, value) in all {
                    row.put(&format!("attribute::{name}"), value.as_str().unwrap_or_default());
                }
            }
            ("namespaces", Json::Object(all)) => {
                let one = |(prefix, uri): &(String, Json)| format!("{prefix}=\"{}\"", uri.as_str().unwrap_or_default());
                row.put("namespaces", &all.iter().map(one).collect::<Vec<_>>().join(" "));
            }
            ("tolerant", _) => {}
            (_, Json::Boolean(flag)) => row.put(name, if *flag { "yes" } else { "no" }),
            (_, Json::String(text)) => row.put(name, text),
            _ => {}
        }
    }
    let tolerant = document.get("settings").and_then(|settings| settings.get("tolerant"));
    if tolerant != Some(&Json::Boolean(true)) {
        row.put("strict", "yes");
    }
    score::settings(writer, &mut row);
    row.put("sealform", &writer.residue.of(""));
    row.put("sealform_key", &writer.residue.key());
    book.sheet("settings").rows.push(row);
}

fn entities(document: &Json, residue: &Residue, book: &mut Book) {
    let all = document.get("entities").and_then(Json::as_array).unwrap_or_default();
    for (index, entity) in all.iter().enumerate() {
        let mut row = Row::default();
        for (name, value) in entity.as_object().unwrap_or_default() {
            row.put(name, value.as_str().unwrap_or_default());
        }
        row.put("sealform", &residue.of(&format!("/entities/{index}")));
        book.sheet("entities").rows.push(row);
    }
}
