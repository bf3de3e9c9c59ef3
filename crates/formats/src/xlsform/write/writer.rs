//! What the parts of the writer share.

use sealform_types::Json;

use super::residue::Residue;
use super::sheet::Row;
use crate::xlsform::read::languages::{NAMES, UNKNOWN};

/// The header of a text in one language.
pub fn in_language(key: &str, tag: &str, languages: &[String]) -> String {
    if languages == [UNKNOWN] {
        return key.to_owned();
    }
    if tag == UNKNOWN {
        return format!("{key}::default");
    }
    match NAMES.iter().find(|(_, known)| *known == tag) {
        Some((name, _)) => format!("{key}::{name} ({tag})"),
        None => format!("{key}::{tag}"),
    }
}

/// What the parts of the writer share.
pub struct Writer<'a> {
    /// Tags of the form's languages.
    pub languages: Vec<String>,
    /// The scoring key.
    pub key: Option<&'a Json>,
    /// What no column says.
    pub residue: &'a Residue,
}

impl Writer<'_> {
    /// Writes a text in each of its languages.
    pub fn texts(&self, row: &mut Row, key: &str, text: Option<&Json>) {
        for (tag, text) in text.and_then(Json::as_object).unwrap_or_default() {
            row.put(&in_language(key, tag, &self.languages), text.as_str().unwrap_or_default());
        }
    }

    /// Writes the media of a question or a choice.
    pub fn media(&self, row: &mut Row, media: Option<&Json>) {
        for (kind, text) in media.and_then(Json::as_object).unwrap_or_default() {
            self.texts(row, &format!("media::{kind}"), Some(text));
        }
    }
}
