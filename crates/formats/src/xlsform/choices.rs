//! The sheets `choices` and `external_choices`.

use sealform_types::{Finding, Findings, Json, Place, pointer};

use super::languages::Languages;
use super::table::{Record, Table};
use super::words::is_yes;

/// One choice.
#[derive(Debug, Clone)]
pub struct Choice {
    /// What is stored.
    pub name: String,
    /// The rest of the document's object.
    pub members: Vec<(String, Json)>,
    /// The label by language, for loops.
    pub label: Option<Json>,
    /// Where its cells stand, by member pointer.
    pub cells: Vec<(String, String)>,
    /// What it earns wherever its list is used, from the column `score::points`.
    pub points: Option<(String, String)>,
}

/// A choice list.
#[derive(Debug, Clone)]
pub struct List {
    /// Its name.
    pub name: String,
    /// Its choices, in order.
    pub choices: Vec<Choice>,
    /// Whether it stands on the sheet `external_choices`.
    pub external: bool,
}

/// All choice lists, in the order in which they first occur.
#[derive(Debug, Default)]
pub struct Lists {
    /// The lists.
    pub all: Vec<List>,
}

impl Lists {
    /// The list of that name, on that sheet.
    pub fn get(&self, name: &str, external: bool) -> Option<&List> {
        self.all.iter().find(|list| list.name == name && list.external == external)
    }

    /// What a list is called in the document, which has one room for both sheets.
    pub fn known_as(&self, list: &List) -> String {
        let taken = |name: &str| self.all.iter().any(|other| other.name == name && !other.external);
        let mut name = list.name.clone();
        while list.external && taken(&name) {
            name.push_str("_external");
        }
        name
    }

    /// Reads a sheet of choices. Where no question takes choices from it, a sheet of another form is no fault.
    pub fn read(
        &mut self,
        table: &Table,
        (external, used): (bool, bool),
        languages: &Languages,
        twins: bool,
        findings: &mut Findings,
    ) {
        for key in ["list_name", "name"] {
            if !table.has(key) && !table.columns.is_empty() {
                let place = super::cells::row_place(&table.name, table.header_row);
                let message = format!("the sheet `{}` has no column `{key}`", table.name);
                let finding = match used {
                    true => Finding::error("xlsform/missing-column", message, place),
                    false => Finding::warning("xlsform/missing-column", message, place),
                };
                return findings.push(finding.hint(format!("add a column `{key}`")));
            }
        }
        let blanks = |header: &str| header.trim().contains(char::is_whitespace);
        for column in table.columns.iter().filter(|column| !column.meaning.known && blanks(&column.header)) {
            let place = super::cells::cell_place(&table.name, column.at, table.header_row);
            let message = format!("the column `{}` has a blank in its name", column.header);
            let finding = Finding::warning("xlsform/bad-name", message, place);
            findings.push(finding.hint("choice filters can name it only without: write `_`"));
        }
        let mut at = std::collections::HashMap::new();
        for record in table.records() {
            let Some(list) = record.text("list_name") else {
                if record.text("name").is_some() {
                    let message = "the choice belongs to no list and is left out";
                    let finding = Finding::warning("xlsform/no-list", message, record.place_of("list_name"));
                    findings.push(finding.hint("name its list"));
                }
                continue;
            };
            let index = *at.entry(list.to_owned()).or_insert_with(|| {
                self.all.push(List { name: list.to_owned(), choices: Vec::new(), external });
                self.all.len() - 1
            });
            if let (Some(choice), Some(list)) = (read_choice(&record, languages, findings), self.all.get_mut(index)) {
                list.choices.push(choice);
            }
        }
        if !twins && !external {
            self.tell_twins(findings);
        }
    }

    /// Whether a list of the sheet `external_choices`, where nobody minds, has a choice twice.
    pub fn has_external_twins(&self) -> bool {
        self.all.iter().filter(|list| list.external).any(|list| {
            let mut known = std::collections::HashSet::new();
            list.choices.iter().any(|choice| !known.insert(choice.name.as_str()))
        })
    }

    fn tell_twins(&self, findings: &mut Findings) {
        for list in self.all.iter().filter(|list| !list.external) {
            let mut known = std::collections::HashSet::new();
            for choice in list.choices.iter().filter(|choice| !known.insert(choice.name.as_str())) {
                let cell = choice.cells.iter().find(|(member, _)| member == "/name");
                let place = cell.map(|(_, at)| Place::at(at)).unwrap_or_default();
                let message = format!("the choice `{}` stands twice in the list `{}`", choice.name, list.name);
                let finding = Finding::error("xlsform/duplicate-choice", message, place);
                findings.push(
                    finding.hint("rename or remove one, or set `allow_choice_duplicates` to yes on the sheet settings"),
                );
            }
        }
    }

    /// The document's `choices`; where each member came from is noted.
    pub fn to_json(&self, places: &mut crate::document::Origins) -> Vec<(String, Json)> {
        let mut lists: Vec<(String, Json)> = Vec::new();
        for list in &self.all {
            let name = self.known_as(list);
            let at = pointer("/choices", &name);
            let mut choices = Vec::new();
            for (index, choice) in list.choices.iter().enumerate() {
                let here = pointer(&at, &index.to_string());
                choice.cells.iter().for_each(|(member, cell)| places.add(format!("{here}{member}"), cell));
                let mut members = vec![("name".to_owned(), Json::from(choice.name.as_str()))];
                members.extend(choice.members.iter().cloned());
                choices.push(Json::Object(members));
            }
            lists.push((name, Json::Array(choices)));
        }
        lists
    }
}

/// The kinds of media that a text may have.
pub const MEDIA: &[&str] = &["image", "audio", "video", "big-image"];

/// The members of media by kind, from the columns `media::…`.
pub fn media(record: &Record<'_>, languages: &Languages) -> Option<Json> {
    let of = |kind: &&str| Some(((*kind).to_owned(), languages.text(record, &format!("media::{kind}"))?));
    let members: Vec<(String, Json)> = MEDIA.iter().filter_map(of).collect();
    (!members.is_empty()).then_some(Json::Object(members))
}

fn read_choice(record: &Record<'_>, languages: &Languages, findings: &mut Findings) -> Option<Choice> {
    let Some(name) = record.get("name") else {
        let finding = Finding::error("xlsform/choice-without-name", "the choice has no name", record.place_of("name"));
        findings.push(finding.hint("name what is stored when it is taken"));
        return None;
    };
    let mut choice = Choice {
        name: name.text.to_owned(),
        members: Vec::new(),
        label: languages.text(record, "label"),
        cells: vec![("/name".to_owned(), name.at.clone()), ("/label".to_owned(), record.address("label"))],
        points: record.get("score::points").map(|field| (field.text.to_owned(), field.at)),
    };
    if choice.label.is_none() {
        let message = format!("the choice `{}` has no label; its name stands in for it", choice.name);
        let finding = Finding::warning("xlsform/no-label", message, record.place_of("label"));
        findings.push(finding.hint("add a label"));
        choice.label = Some(Json::Object(vec![(languages.first().to_owned(), Json::from(name.text))]));
    }
    choice.members.extend(choice.label.clone().map(|label| ("label".to_owned(), label)));
    choice.members.extend(media(record, languages).map(|media| ("media".to_owned(), media)));
    for (column, field) in record.fields() {
        let key = column.meaning.key.as_str();
        match key {
            "not_applicable" | "not_observed" | "exclusive" => {
                if is_yes(field.text) {
                    choice.members.push((key.to_owned(), Json::Boolean(true)));
                }
            }
            _ if column.meaning.known => {}
            _ if choice.members.iter().any(|(known, _)| known == key) => {
                let message = format!("the column `{}` stands twice", column.header);
                findings.push(
                    Finding::error("xlsform/duplicate-column", message, Place::at(field.at)).hint("rename one of them"),
                );
            }
            _ => choice.members.push((key.to_owned(), Json::from(field.text))),
        }
    }
    for (key, value) in super::settings::further(record, findings) {
        choice.members.retain(|(known, _)| *known != key);
        if value != Json::Null {
            choice.members.push((key, value));
        }
    }
    Some(choice)
}
