//! The sheets `choices` and `external_choices`.

use std::collections::{HashMap, HashSet};

use sealform_questionnaire::{Choice, Text};
use sealform_types::{Finding, Findings, Json, Place, VecMap};

use super::languages::Languages;
use super::overrides;
use super::table::{Record, Table};
use super::values::is_yes;
use crate::document::MemberOrigin;
use crate::xlsform::cells::{cell_place, row_place};

/// A sheet of choices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChoiceSheet {
    /// `choices`
    Choices,
    /// `external_choices`
    External,
}

impl ChoiceSheet {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Choices => "choices",
            Self::External => "external_choices",
        }
    }
}

/// One choice.
#[derive(Debug, Clone, Default)]
pub struct ListedChoice {
    /// The choice of the document.
    pub choice: Choice,
    /// Where it and its members came from.
    pub origins: Vec<MemberOrigin>,
    /// What it earns wherever its list is used, from the column `score::points`.
    pub points: Option<String>,
    /// Members that the column `sealform` sets or takes away.
    pub overrides: Vec<(String, Json)>,
}

impl ListedChoice {
    /// The place of its first cell.
    pub fn place(&self) -> Place {
        self.origins.first().map(|origin| Place::at(&origin.origin)).unwrap_or_default()
    }
}

/// A choice list.
#[derive(Debug, Clone)]
pub struct List {
    /// Its name.
    pub name: String,
    /// Its choices, in order.
    pub choices: Vec<ListedChoice>,
    /// The sheet that it stands on.
    pub sheet: ChoiceSheet,
    /// Whether it was looked through for what cannot be taken together with others.
    pub is_checked: bool,
    /// Whether another answer is among its choices.
    pub has_other: bool,
}

/// What a sheet of choices is read with.
pub struct ChoicesReader<'r> {
    /// The sheet.
    pub sheet: ChoiceSheet,
    /// Whether a question takes choices from it; if none does, a sheet of another form is not an error.
    pub demand: Demand,
    /// The form's languages.
    pub languages: &'r Languages,
    /// What was found.
    pub findings: &'r mut Findings,
}

/// Whether a question takes choices from a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Demand {
    /// At least one does.
    Used,
    /// None does.
    Unused,
}

/// All choice lists, in the order in which they first occur.
#[derive(Debug, Default)]
pub struct Lists {
    /// The lists.
    pub all: Vec<List>,
    /// The first list of each sheet and name.
    first: HashMap<(ChoiceSheet, String), usize>,
}

impl Lists {
    /// The list of that name, on that sheet.
    pub fn get(&self, name: &str, sheet: ChoiceSheet) -> Option<&List> {
        self.all.get(*self.first.get(&(sheet, name.to_owned()))?)
    }

    /// The list of that name, on that sheet, to be changed.
    pub fn get_mut(&mut self, name: &str, sheet: ChoiceSheet) -> Option<&mut List> {
        self.all.get_mut(*self.first.get(&(sheet, name.to_owned()))?)
    }

    /// What a list is called in the document, which has one room for both sheets.
    pub fn known_as(&self, list: &List) -> String {
        let mut name = list.name.clone();
        while list.sheet == ChoiceSheet::External && self.get(&name, ChoiceSheet::Choices).is_some() {
            name.push_str("_external");
        }
        name
    }

    /// Reads a sheet of choices.
    pub fn read(&mut self, table: &Table, reader: &mut ChoicesReader<'_>) {
        if !reader.has_columns(table) {
            return;
        }
        reader.report_blanks(table);
        for record in table.records() {
            let Some(list) = record.text("list_name") else {
                if record.text("name").is_some() {
                    let message = "the choice does not belong to a list and is left out";
                    let finding = Finding::warning("xlsform/no-list", message, record.place_of("list_name"));
                    reader.findings.push(finding.hint("name its list"));
                }
                continue;
            };
            let list = self.named(list, reader.sheet);
            if let (Some(choice), Some(list)) = (reader.choice(&record), self.all.get_mut(list)) {
                list.choices.push(choice);
            }
        }
    }

    /// The place of the list of that name, which is added where it is not there.
    fn named(&mut self, name: &str, sheet: ChoiceSheet) -> usize {
        *self.first.entry((sheet, name.to_owned())).or_insert_with(|| {
            let name = name.to_owned();
            self.all.push(List { name, choices: Vec::new(), sheet, is_checked: false, has_other: false });
            self.all.len() - 1
        })
    }

    /// Whether a list of the sheet `external_choices`, where nobody minds, has a choice twice.
    pub fn has_external_twins(&self) -> bool {
        self.all.iter().filter(|list| list.sheet == ChoiceSheet::External).any(|list| {
            let mut known = HashSet::new();
            list.choices.iter().any(|choice| !known.insert(choice.choice.name.as_str()))
        })
    }

    /// Reports choices that stand twice in a list of the sheet `choices`.
    pub fn report_twins(&self, findings: &mut Findings) {
        for list in self.all.iter().filter(|list| list.sheet == ChoiceSheet::Choices) {
            let mut known = HashSet::new();
            for choice in list.choices.iter().filter(|choice| !known.insert(choice.choice.name.as_str())) {
                let message = format!("the choice `{}` occurs twice in the list `{}`", choice.choice.name, list.name);
                let finding = Finding::error("xlsform/duplicate-choice", message, choice.place());
                findings.push(
                    finding.hint("rename or remove one, or set `allow_choice_duplicates` to yes on the sheet settings"),
                );
            }
        }
    }
}

/// The kinds of media that a text may have.
pub const MEDIA: &[&str] = &["image", "audio", "video", "big-image"];

/// The media by kind, from the columns `media::…`.
pub fn media(record: &Record<'_>, languages: &Languages) -> VecMap<String, Text> {
    let of = |kind: &&str| ((*kind).to_owned(), languages.text(record, &format!("media::{kind}")));
    MEDIA.iter().map(of).filter(|(_, text)| !text.0.is_empty()).collect()
}

impl ChoicesReader<'_> {
    /// Whether the sheet has the columns that it needs; a finding where it has not.
    fn has_columns(&mut self, table: &Table) -> bool {
        let missing = ["list_name", "name"].into_iter().find(|key| !table.has(key));
        let Some(key) = missing.filter(|_| !table.columns.is_empty()) else { return true };
        let place = row_place(&table.name, table.header_row);
        let message = format!("the sheet `{}` has no column `{key}`", table.name);
        let finding = match self.demand {
            Demand::Used => Finding::error("xlsform/missing-column", message, place),
            Demand::Unused => Finding::warning("xlsform/missing-column", message, place),
        };
        self.findings.push(finding.hint(format!("add a column `{key}`")));
        false
    }

    fn report_blanks(&mut self, table: &Table) {
        let blanks = |header: &str| header.trim().contains(char::is_whitespace);
        for column in table.columns.iter().filter(|column| !column.meaning.known && blanks(&column.header)) {
            let place = cell_place(&table.name, column.at, table.header_row);
            let message = format!("the column `{}` has a blank in its name", column.header);
            let finding = Finding::warning("xlsform/bad-name", message, place);
            self.findings.push(finding.hint("choice filters can name it only without: write `_`"));
        }
    }

    fn choice(&mut self, record: &Record<'_>) -> Option<ListedChoice> {
        let Some(name) = record.get("name") else {
            let message = "the choice has no name";
            let finding = Finding::error("xlsform/choice-without-name", message, record.place_of("name"));
            self.findings.push(finding.hint("name what is stored when it is taken"));
            return None;
        };
        let mut label = self.languages.text(record, "label");
        if label.0.is_empty() {
            let message = format!("the choice `{}` has no label; its name is used instead", name.text);
            let finding = Finding::warning("xlsform/no-label", message, record.place_of("label"));
            self.findings.push(finding.hint("add a label"));
            label = Text([(self.languages.first().to_owned(), name.text.to_owned())].into());
        }
        let mut choice =
            Choice { name: name.text.to_owned(), label, media: media(record, self.languages), ..Choice::default() };
        self.columns(record, &mut choice);
        Some(ListedChoice {
            choice,
            origins: vec![MemberOrigin::of("name", name.at), MemberOrigin::of("label", record.address("label"))],
            points: record.text("score::points").map(str::to_owned),
            overrides: overrides::read(record, self.findings),
        })
    }

    /// Flags, and columns for filters.
    fn columns(&mut self, record: &Record<'_>, choice: &mut Choice) {
        for (column, field) in record.fields() {
            let key = column.meaning.key.as_str();
            match key {
                "not_applicable" => choice.not_applicable = is_yes(field.text),
                "not_observed" => choice.not_observed = is_yes(field.text),
                "exclusive" => choice.exclusive = is_yes(field.text),
                _ if column.meaning.known => {}
                _ if matches!(key, "label" | "media") || choice.columns.contains_key(key) => {
                    let message = format!("the column `{}` occurs twice", column.header);
                    let finding = Finding::error("xlsform/duplicate-column", message, Place::at(field.at));
                    self.findings.push(finding.hint("rename one of them"));
                }
                _ => drop(choice.columns.insert(key.to_owned(), field.text.to_owned())),
            }
        }
    }
}
