//! Languages: from headers such as `label::French (fr)` to tags.

use std::collections::HashSet;

use sealform_questionnaire::Text;
use sealform_types::{Finding, Findings};

use super::columns::in_languages;
use super::table::{Column, Record, Table};
use crate::language::{UNDETERMINED, language_tag};
use crate::xlsform::cells::Row;

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
        let named = || tables.iter().flat_map(|table| languages_with_texts(table));
        match first {
            // Nothing is written in it.
            Some(name) if listed.is_empty() && is_idle(tables, name) => {}
            // The settings may call a language by its code and the headers by its name.
            Some(name) => languages.add(match named().any(|other| other == name) {
                true => name,
                false => named().find(|other| language_tag(other) == language_tag(name)).unwrap_or(name),
            }),
            None if listed.is_empty() && tables.iter().any(|table| mixes(table, tables)) => languages.add("default"),
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
        let mut tag = language_tag(name);
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
        self.known.iter().find(|known| known.name == name).map_or(UNDETERMINED, |known| &known.tag)
    }

    /// The tag of the default language.
    pub fn first(&self) -> &str {
        self.known.first().map_or(UNDETERMINED, |known| &known.tag)
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

/// The languages of a table's columns in which something is written, in the order of the columns.
fn languages_with_texts(table: &Table) -> impl Iterator<Item = &str> {
    let written: HashSet<u32> = table.rows.iter().flat_map(|row| &row.cells).map(|cell| cell.column).collect();
    let columns = table.columns.iter().filter(move |column| written.contains(&column.at));
    columns.filter_map(|column| column.meaning.language.as_deref())
}

/// Whether texts are in languages, and none of them in this one.
pub fn is_idle(tables: &[&Table], name: &str) -> bool {
    let columns = tables.iter().flat_map(|table| &table.columns);
    let mut named = columns.filter_map(|column| column.meaning.language.as_deref()).peekable();
    named.peek().is_some()
        && named.all(|other| language_tag(other) != language_tag(name))
        && !tables.iter().any(|table| mixes(table, tables))
}

/// Whether some row of a table has a text without a language that is one of a language: where its sheet has the same key
/// in languages, or what XForms always keep by language stands in a form with languages.
fn mixes(table: &Table, tables: &[&Table]) -> bool {
    let is_translated = |column: &Column| column.meaning.language.is_some();
    let keys: HashSet<&str> =
        table.columns.iter().filter(|column| is_translated(column)).map(|column| column.meaning.key.as_str()).collect();
    let has_languages = tables.iter().any(|table| table.columns.iter().any(is_translated));
    let is_mixed = |column: &&Column| {
        let key = column.meaning.key.as_str();
        let is_kept_by_language = key.starts_with("media::") || key == "guidance_hint";
        !is_translated(column) && in_languages(key) && (keys.contains(key) || has_languages && is_kept_by_language)
    };
    let mixed: HashSet<u32> = table.columns.iter().filter(is_mixed).map(|column| column.at).collect();
    let has_text = |row: &Row| row.cells.iter().any(|cell| mixed.contains(&cell.column));
    !mixed.is_empty() && table.rows.iter().any(has_text)
}
