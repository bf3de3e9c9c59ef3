//! What the parts of the writer share.

use sealform_questionnaire::Text;
use sealform_types::{Json, VecMap};

use super::residue::Residue;
use super::sheet::Row;
use crate::language::{NAMES, UNDETERMINED};

/// The header of a text in one language.
pub fn in_language(key: &str, tag: &str, languages: &[String]) -> String {
    if languages == [UNDETERMINED] {
        return key.to_owned();
    }
    if tag == UNDETERMINED {
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
    /// Writes a text in each of its languages, in the order of the form's.
    pub fn texts(&self, row: &mut Row, key: &str, text: &Text) {
        for tag in &self.languages {
            row.maybe(&in_language(key, tag, &self.languages), text.0.get(tag).map(String::as_str));
        }
    }

    /// Writes a text of the scoring key.
    pub fn texts_of_key(&self, row: &mut Row, key: &str, text: &Json) {
        for (tag, text) in text.as_object().unwrap_or_default() {
            row.maybe(&in_language(key, tag, &self.languages), text.as_str());
        }
    }

    /// Writes the media of a question or a choice.
    pub fn media(&self, row: &mut Row, media: &VecMap<String, Text>) {
        for (kind, text) in media.iter() {
            self.texts(row, &format!("media::{kind}"), text);
        }
    }
}
