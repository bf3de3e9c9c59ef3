//! Languages: from headers such as `label::French (fr)` to tags.

use sealform_questionnaire::Text;
use sealform_types::{Finding, Findings};

use super::columns::in_languages;
use super::table::{Record, Table};

/// The tag of a language that nobody names.
pub const UNKNOWN: &str = "und";

/// Languages that authors write by name, with their tags; the first name of a tag is how it is written out again.
pub const NAMES: &[(&str, &str)] = &[
    ("English", "en"),
    ("French", "fr"),
    ("Français", "fr"),
    ("Francais", "fr"),
    ("Spanish", "es"),
    ("Español", "es"),
    ("Espanol", "es"),
    ("Portuguese", "pt"),
    ("Português", "pt"),
    ("German", "de"),
    ("Deutsch", "de"),
    ("Swahili", "sw"),
    ("Kiswahili", "sw"),
    ("Arabic", "ar"),
    ("العربية", "ar"),
    ("Hindi", "hi"),
    ("Bengali", "bn"),
    ("Bangla", "bn"),
    ("Nepali", "ne"),
    ("Urdu", "ur"),
    ("Russian", "ru"),
    ("Русский", "ru"),
    ("Ukrainian", "uk"),
    ("Українська", "uk"),
    ("Polish", "pl"),
    ("Polski", "pl"),
    ("Norwegian", "no"),
    ("Norsk", "no"),
    ("Bokmål", "nb"),
    ("Nynorsk", "nn"),
    ("Swedish", "sv"),
    ("Danish", "da"),
    ("Finnish", "fi"),
    ("Dutch", "nl"),
    ("Italian", "it"),
    ("Chinese", "zh"),
    ("Japanese", "ja"),
    ("Korean", "ko"),
    ("Indonesian", "id"),
    ("Bahasa", "id"),
    ("Malay", "ms"),
    ("Tamil", "ta"),
    ("Telugu", "te"),
    ("Marathi", "mr"),
    ("Gujarati", "gu"),
    ("Punjabi", "pa"),
    ("Kannada", "kn"),
    ("Malayalam", "ml"),
    ("Amharic", "am"),
    ("Somali", "so"),
    ("Hausa", "ha"),
    ("Yoruba", "yo"),
    ("Igbo", "ig"),
    ("Luganda", "lg"),
    ("Kinyarwanda", "rw"),
    ("Lingala", "ln"),
    ("Wolof", "wo"),
    ("Creole", "ht"),
    ("Haitian Creole", "ht"),
    ("Khmer", "km"),
    ("Lao", "lo"),
    ("Thai", "th"),
    ("Vietnamese", "vi"),
    ("Burmese", "my"),
    ("Persian", "fa"),
    ("Dari", "prs"),
    ("Pashto", "ps"),
    ("Turkish", "tr"),
    ("Greek", "el"),
    ("Hebrew", "he"),
    ("Czech", "cs"),
    ("Slovak", "sk"),
    ("Hungarian", "hu"),
    ("Romanian", "ro"),
    ("Bulgarian", "bg"),
    ("Serbian", "sr"),
    ("Croatian", "hr"),
    ("Tagalog", "tl"),
    ("Filipino", "fil"),
    ("Malagasy", "mg"),
    ("Quechua", "qu"),
];

/// A language of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Language {
    /// As the headers name it.
    name: String,
    tag: String,
}

/// A text in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextCell {
    /// The tag of the language.
    pub tag: String,
    /// The words.
    pub text: String,
    /// The address of the cell.
    pub at: String,
}

/// The languages of a form, in order; the first is the default.
#[derive(Debug, Clone, Default)]
pub struct Languages {
    known: Vec<Language>,
}

impl Languages {
    /// Gathers the languages of all tables. `first` is the language that settings name as default, `listed` the tags
    /// in the order in which the form shall have them.
    pub fn of(tables: &[&Table], first: Option<&str>, listed: &[String]) -> Self {
        let mut languages = Self::default();
        for tag in listed.iter().filter(|tag| tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')) {
            languages.known.push(Language { name: tag.clone(), tag: tag.clone() });
        }
        let named =
            || tables.iter().flat_map(|table| &table.columns).filter_map(|column| column.meaning.language.as_deref());
        match first {
            // Nothing is written in it.
            Some(name) if listed.is_empty() && is_idle(tables, name) => {}
            // The settings may call a language by its code and the headers by its name.
            Some(name) => languages.add(match named().any(|other| other == name) {
                true => name,
                false => named().find(|other| tag(other) == tag(name)).unwrap_or(name),
            }),
            None if listed.is_empty() && tables.iter().any(|table| mixes(table)) => languages.add("default"),
            None => {}
        }
        named().for_each(|name| languages.add(name));
        if languages.known.is_empty() {
            languages.add("default");
        }
        languages
    }

    fn add(&mut self, name: &str) {
        if self.known.iter().any(|known| known.name == name) {
            return;
        }
        let mut tag = tag(name);
        let taken = |tag: &str, known: &[Language]| known.iter().any(|other| other.tag == tag);
        // `French (fr)` and `fr` are one language, `French (fr)` and `French (Togo) (fr)` are two.
        if taken(&tag, &self.known) {
            let same = name == tag || self.known.iter().any(|known| known.tag == tag && known.name == tag);
            if !same {
                let base = if tag.contains("-x-") { tag.clone() } else { format!("{tag}-x") };
                let number = (2..u32::MAX).find(|number| !taken(&format!("{base}-{number}"), &self.known)).unwrap_or(0);
                tag = format!("{base}-{number}");
            }
        }
        self.known.push(Language { name: name.to_owned(), tag });
    }

    /// The tag of the language that a header names.
    pub fn tag_of(&self, name: &str) -> &str {
        self.known.iter().find(|known| known.name == name).map_or(UNKNOWN, |known| &known.tag)
    }

    /// The tag of the default language.
    pub fn first(&self) -> &str {
        self.known.first().map_or(UNKNOWN, |known| &known.tag)
    }

    /// All tags, each once.
    pub fn tags(&self) -> Vec<&str> {
        let mut tags: Vec<&str> = Vec::new();
        for Language { tag, .. } in &self.known {
            if !tags.contains(&tag.as_str()) {
                tags.push(tag);
            }
        }
        tags
    }

    /// The texts under a key, in the order of the languages. A text without a language is the default one's.
    pub fn texts(&self, record: &Record<'_>, key: &str) -> Vec<TextCell> {
        let mut texts: Vec<TextCell> = Vec::new();
        for (column, field) in record.fields().filter(|(column, _)| column.meaning.key == key) {
            let language = column.meaning.language.as_deref();
            let tag = language.map_or(self.first(), |name| self.tag_of(name));
            let cell = TextCell { tag: tag.to_owned(), text: field.text.to_owned(), at: field.at };
            match texts.iter_mut().find(|known| known.tag == tag) {
                Some(known) if language.is_some() => *known = cell,
                Some(_) => {}
                None => texts.push(cell),
            }
        }
        let order = self.tags();
        texts.sort_by_key(|text| order.iter().position(|known| *known == text.tag));
        texts
    }

    /// The texts under a key as the document has them; empty where there are none.
    pub fn text(&self, record: &Record<'_>, key: &str) -> Text {
        Text(self.texts(record, key).into_iter().map(|cell| (cell.tag, cell.text)).collect())
    }
}

/// Reports columns that lack a language which others of their sheet have.
pub fn report_missing(table: &Table, findings: &mut Findings) {
    let languages = |key: Option<&str>| -> Vec<&str> {
        let mut all = Vec::new();
        for column in table.columns.iter().filter(|column| key.is_none_or(|key| column.meaning.key == key)) {
            all.extend(column.meaning.language.as_deref().filter(|name| !all.contains(name)));
        }
        all
    };
    let everywhere = languages(None);
    let mut keys: Vec<&str> = Vec::new();
    for column in table.columns.iter().filter(|column| column.meaning.language.is_some()) {
        let key = column.meaning.key.as_str();
        if keys.contains(&key) {
            continue;
        }
        keys.push(key);
        let own = languages(Some(key));
        let missing: Vec<&str> = everywhere.iter().copied().filter(|name| !own.contains(name)).collect();
        if !missing.is_empty() {
            let message = format!("`{key}` has no column in {}, which other columns are in", missing.join(", "));
            let place = crate::xlsform::cells::cell_place(&table.name, column.at, table.header_row);
            let finding = Finding::warning("xlsform/missing-language", message, place);
            findings.push(finding.hint(format!("add a column `{key}::{}`", missing.first().unwrap_or(&""))));
        }
    }
}

/// Whether texts are in languages, and none of them in this one.
pub fn is_idle(tables: &[&Table], name: &str) -> bool {
    let columns = tables.iter().flat_map(|table| &table.columns);
    let mut named = columns.filter_map(|column| column.meaning.language.as_deref()).peekable();
    named.peek().is_some() && named.all(|other| tag(other) != tag(name)) && !tables.iter().any(|table| mixes(table))
}

/// Whether some row has a text without a language where its sheet has the same key in languages.
fn mixes(table: &Table) -> bool {
    let plain =
        table.columns.iter().filter(|column| column.meaning.language.is_none() && in_languages(&column.meaning.key));
    plain.into_iter().any(|column| {
        let twin =
            |other: &&super::table::Column| other.meaning.key == column.meaning.key && other.meaning.language.is_some();
        table.columns.iter().any(|other| twin(&other))
            && table.rows.iter().any(|row| row.cells.iter().any(|cell| cell.column == column.at))
    })
}

/// Whether a text is a language tag as documents have it.
pub fn is_tag(text: &str) -> bool {
    !text.is_empty()
        && text
            .split('-')
            .all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
        && text
            .split('-')
            .next()
            .is_some_and(|first| first.len() <= 3 && first.bytes().all(|byte| byte.is_ascii_alphabetic()))
}

/// The tag of a language as authors name it: `French (fr)`, `fr`, `French`; others get a private one.
fn tag(name: &str) -> String {
    let name = name.trim();
    if name.eq_ignore_ascii_case("default") {
        return UNKNOWN.to_owned();
    }
    let in_brackets = name.strip_suffix(')').and_then(|name| name.rsplit_once('(')).map(|(_, code)| code.trim());
    if let Some(code) = in_brackets.filter(|code| is_tag(code)) {
        return code.to_owned();
    }
    if is_tag(name) {
        return name.to_owned();
    }
    let lower = name.to_lowercase();
    if let Some((_, tag)) = NAMES.iter().find(|(known, _)| known.to_lowercase() == lower) {
        return (*tag).to_owned();
    }
    let plain: Vec<u8> = lower.bytes().filter(u8::is_ascii_alphanumeric).take(24).collect();
    let parts: Vec<String> = plain.chunks(8).map(|part| String::from_utf8_lossy(part).into_owned()).collect();
    match parts.is_empty() {
        true => "x-other".to_owned(),
        false => format!("x-{}", parts.join("-")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_become_tags() {
        for (name, expected) in [
            ("English (en)", "en"),
            ("fr", "fr"),
            ("Swahili", "sw"),
            ("en-GB", "en-GB"),
            ("Elvish of Lorien", "x-elvishof-lorien"),
            ("default", "und"),
            ("x-elvish", "x-elvish"),
        ] {
            assert_eq!(tag(name), expected);
            assert!(is_tag(expected), "{expected}");
        }
    }
}
