//! Which format a file is, and reading it as what it is.

use sealform_types::Json;

use crate::imported::Imported;
use crate::{surveyjs, xform, xlsform};

/// A format of forms that is read here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormFormat {
    /// XLSForm: `.xlsx`, `.xls`, CSV or Markdown.
    XlsForm,
    /// An XForm in XML.
    XForm,
    /// A survey of SurveyJS in JSON.
    SurveyJs,
}

/// The format of a form, by its first bytes and by the ending of its name; `None` where it is none of these, as a
/// questionnaire of our own is. `name` may be blank, for what comes through a pipe.
///
/// # Example
/// ```
/// use sealform_formats::{FormFormat, detect};
/// assert_eq!(detect("visit.csv", b"survey,,\n,type,name\n"), Some(FormFormat::XlsForm));
/// assert_eq!(detect("", b"<h:html/>"), Some(FormFormat::XForm));
/// assert_eq!(detect("", br#"{"pages": []}"#), Some(FormFormat::SurveyJs));
/// assert_eq!(detect("visit.json", br#"{"sealform": 1, "survey": []}"#), None);
/// ```
pub fn detect(name: &str, bytes: &[u8]) -> Option<FormFormat> {
    let start = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    let name = name.to_lowercase();
    let ends = |ending: &str| name.ends_with(ending);
    let is_workbook = matches!(bytes, [b'P', b'K', ..] | [0xd0, 0xcf, 0x11, 0xe0, ..]);
    let is_table = [".csv", ".md", ".xlsx", ".xls", ".xlsm"].into_iter().any(ends);
    if is_workbook || is_table || start == Some(&b'|') || is_csv(bytes) {
        return Some(FormFormat::XlsForm);
    }
    if start == Some(&b'<') || ends(".xml") || bytes.starts_with(&[0xef, 0xbb, 0xbf, b'<']) {
        return Some(FormFormat::XForm);
    }
    is_survey(bytes).then_some(FormFormat::SurveyJs)
}

/// Reads a form of whatever format it is; `None` where it is of none that is read here.
///
/// # Example
/// ```
/// let form = b"| survey |\n| | type | name | label |\n| | text | who | Who? |\n";
/// let imported = sealform_formats::read("visit.md", form);
/// let questionnaire = imported.unwrap().questionnaire.unwrap();
/// assert_eq!(questionnaire.get("id").unwrap().as_str(), Some("visit"));
/// assert!(sealform_formats::read("visit.json", br#"{"sealform": 1}"#).is_none());
/// ```
pub fn read(name: &str, bytes: &[u8]) -> Option<Imported> {
    Some(match detect(name, bytes)? {
        FormFormat::XlsForm => xlsform::read(bytes, &form_name(name)),
        FormFormat::XForm => xform::read(bytes),
        FormFormat::SurveyJs => surveyjs::read(bytes),
    })
}

/// The name of a form that does not say so itself: its file's name without the ending, as a name.
///
/// # Example
/// ```
/// use sealform_formats::form_name;
/// assert_eq!(form_name("forms/My visit.xlsx"), "My_visit");
/// assert_eq!(form_name("2026.csv"), "_2026");
/// assert_eq!(form_name("-"), "form");
/// ```
pub fn form_name(file: &str) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bytes_say_more_than_the_ending() {
        assert_eq!(detect("form.json", b"PK\x03\x04"), Some(FormFormat::XlsForm));
        assert_eq!(detect("form.xml", b"\xd0\xcf\x11\xe0"), Some(FormFormat::XlsForm));
        assert_eq!(detect("form", b"\xef\xbb\xbf<?xml?>"), Some(FormFormat::XForm));
        assert_eq!(detect("", b"\n | survey |"), Some(FormFormat::XlsForm));
    }

    #[test]
    fn what_is_none_of_them_is_left_to_others() {
        for other in [&b""[..], b"{}", b"hello", br#"{"sealform": 1, "pages": []}"#] {
            assert_eq!(detect("", other), None);
        }
        assert_eq!(detect("a.XLSX", b""), Some(FormFormat::XlsForm));
    }
}
