//! Files and choice lists as tables, and files as choice lists.

use sealform_questionnaire::{Choice, ChoicesFrom, GEOMETRY, Question, Resource, Text};
use sealform_types::{Finding, Place, digest, pointer, say};

use super::build::Builder;
use crate::program::{ListIndex, Table, TableRows};
use crate::tables::{DataTable, read};

/// Gives the bytes of a file by its name, where there is such a file.
pub type Files<'a> = &'a dyn Fn(&str) -> Option<Vec<u8>>;

impl Builder<'_> {
    /// Reads every file that forms read in expressions, and knows choice lists by their names.
    pub fn tables(&mut self, files: Files<'_>) {
        let questionnaire = self.questionnaire;
        for (index, resource) in questionnaire.resources.iter().enumerate() {
            let at = pointer("/resources", &index.to_string());
            let bytes = files(&resource.name);
            let is_table = matches!(
                resource.name.rsplit_once('.').map_or("", |(_, ending)| ending),
                "csv" | "xml" | "geojson" | "json"
            );
            let table = bytes.and_then(|bytes| self.file(resource, is_table, &bytes, &at));
            if table.is_none() && is_table && !self.findings.has_errors() {
                let message = say!("the file `{}` is not there", resource.name);
                let finding = Finding::warning("resource/missing", message, Place::at(&at));
                self.findings.push(finding.hint("put it beside the form; until then it has no rows"));
            }
            if is_table {
                let rows = TableRows::File(self.files.len());
                self.files.push(table.unwrap_or_default());
                self.table(resource.stem().to_owned(), rows);
            }
        }
        let lists: Vec<(String, ListIndex)> =
            self.list_names.iter().map(|(name, list)| (name.clone(), *list)).collect();
        for (name, list) in lists {
            let columns = self.list_facts[list].columns.clone();
            self.table(name, TableRows::List(list, columns));
        }
    }

    /// The first table of a name is the one that is meant by it.
    fn table(&mut self, name: String, rows: TableRows) {
        self.table_names.get_or_insert_with(name.clone(), || self.tables.len());
        self.tables.push(Table { name, rows });
    }

    /// A file that is the one the form names.
    fn file(&mut self, resource: &Resource, is_table: bool, bytes: &[u8], at: &str) -> Option<DataTable> {
        let other =
            |message| Finding::error("resource/other", message, Place::at(at)).hint("take the file of this version");
        if resource.size.is_some_and(|size| i64::try_from(bytes.len()) != Ok(size)) {
            self.findings.push(other(say!(
                "`{}` has {} bytes, not those of the form's file",
                resource.name,
                bytes.len()
            )));
            return None;
        }
        if let Some(wanted) = &resource.sha256
            && digest(bytes).to_string() != *wanted
        {
            self.findings.push(other(say!("`{}` is another file than the form's", resource.name)));
            return None;
        }
        if !is_table {
            return None;
        }
        match read(&resource.name, bytes) {
            Ok(table) => Some(table),
            Err(why) => {
                let message = say!("`{}` cannot be read: {why}", resource.name);
                let finding = Finding::error("resource/unreadable", message, Place::at(at));
                self.findings.push(finding.hint("write it anew"));
                None
            }
        }
    }

    /// The choice list of a question; rows of a file become one when they are first asked for.
    pub fn list_of(&self, question: &Question) -> Option<ListIndex> {
        match &question.choices_from {
            None => self.list_names.get(question.choices.as_ref()?).copied(),
            Some(from) => {
                let (value, label) = (from.value.as_deref(), from.label.as_deref());
                let known = |(file, v, l, _): &&(String, Option<String>, Option<String>, ListIndex)| {
                    Some(file) == from.file.as_ref() && v.as_deref() == value && l.as_deref() == label
                };
                self.file_lists.iter().find(known).map(|(_, _, _, list)| *list)
            }
        }
    }

    /// Makes choice lists of the files that questions take their choices from.
    pub fn file_list(&mut self, from: &ChoicesFrom) {
        let Some(name) = &from.file else { return };
        let asked = (name.clone(), from.value.clone(), from.label.clone());
        if self.file_lists.iter().any(|(file, value, label, _)| (file, value, label) == (&asked.0, &asked.1, &asked.2))
        {
            return;
        }
        let Some((stem, value, label)) = self.file_columns(from, name) else { return };
        let Some(table) = self.table_named(&stem) else { return };
        let (value, label, geometry) = (table.column(&value), table.column(&label), table.column(GEOMETRY));
        let place = |row: usize| geometry.map(|column| (GEOMETRY.to_owned(), table.cell(row, column).to_owned()));
        let language = self.questionnaire.languages.first().cloned().unwrap_or_default();
        let choice = |row: usize| Choice {
            name: value.map_or("", |column| table.cell(row, column)).to_owned(),
            label: Text([(language.clone(), label.map_or("", |column| table.cell(row, column)).to_owned())].into()),
            columns: place(row).into_iter().collect(),
            ..Choice::default()
        };
        let choices: Vec<Choice> = (0..table.rows()).map(choice).collect();
        let list = self.list(choices, None);
        self.file_lists.push((asked.0, asked.1, asked.2, list));
    }

    fn table_named(&self, stem: &str) -> Option<&DataTable> {
        let rows = self.tables.get(*self.table_names.get(stem)?)?;
        match rows.rows {
            TableRows::File(file) => self.files.get(file),
            TableRows::List(..) => None,
        }
    }

    /// What `instance('…')` calls a file, and the columns whose values are stored and read.
    pub fn file_columns(&self, from: &ChoicesFrom, file: &str) -> Option<(String, String, String)> {
        let resource = self.questionnaire.resources.iter().find(|resource| resource.name == file)?;
        let (value, label) = if file.ends_with(".geojson") { ("id", "title") } else { ("name", "label") };
        let of = |named: &Option<String>, usual: &str| named.as_deref().unwrap_or(usual).to_owned();
        Some((resource.stem().to_owned(), of(&from.value, value), of(&from.label, label)))
    }
}
