//! What the reader of a form carries along.

use std::collections::{HashMap, HashSet};

use sealform_questionnaire::Text;
use sealform_types::{Finding, Findings, Place};

use super::choices::{ChoiceSheet, Lists};
use super::languages::Languages;
use super::settings::Settings;

/// What is known of a form while it is read.
#[derive(Debug, Default)]
pub struct ReadContext {
    /// What was found.
    pub findings: Findings,
    /// The form's languages.
    pub languages: Languages,
    /// Its choice lists.
    pub lists: Lists,
    /// Which sheets of choices there are.
    pub choice_sheets: Vec<ChoiceSheet>,
    /// Names of other sheets, for "did you mean".
    pub other_sheets: Vec<String>,
    /// Names of entity lists.
    pub entity_lists: HashSet<String>,
    /// Its settings.
    pub settings: Settings,
    /// Names of the files that it reads.
    pub resources: Vec<String>,
    /// The same, to be looked up.
    pub known_resources: HashSet<String>,
    /// What `instance()` can read: where the content of each id comes from.
    pub instances: HashMap<String, String>,
    /// Selects from lists, by whether they search in a file.
    pub searches: Vec<ListUse>,
    /// Geometry parameters, to be looked at when all lists and repeats are known.
    pub geometries: Vec<Geometry>,
}

/// A question that takes its choices from a list.
#[derive(Debug, Clone)]
pub struct ListUse {
    /// The list.
    pub list: String,
    /// How its choices are found.
    pub lookup: Lookup,
    /// The cell that says so.
    pub place: Place,
}

/// How a select finds its choices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lookup {
    /// They are offered as the list has them.
    Offered,
    /// They are searched in a file: the appearance `search(…)`.
    Searched,
}

/// The parameter `reference-geometry` of a question.
#[derive(Debug, Clone)]
pub struct Geometry {
    /// What it names.
    pub text: String,
    /// Its cell.
    pub place: Place,
}

impl ReadContext {
    /// Notes a file that the form reads.
    pub fn resource(&mut self, file: &str, place: Place) {
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        self.instance(stem, file, place);
        if self.known_resources.insert(file.to_owned()) {
            self.resources.push(file.to_owned());
        }
    }

    /// Notes an instance; one id with two contents is a finding.
    pub fn instance(&mut self, id: &str, source: &str, place: Place) {
        match self.instances.get(id) {
            Some(other) if other != source => {
                let message = format!("`{id}` stands for `{other}` and for `{source}`");
                let finding = Finding::error("xlsform/instance-clash", message, place);
                self.findings.push(finding.hint("rename the file or the list"));
            }
            Some(_) => {}
            None => drop(self.instances.insert(id.to_owned(), source.to_owned())),
        }
    }

    /// An error at a cell.
    pub fn error(&mut self, code: &'static str, message: impl Into<String>, place: Place, hint: impl Into<String>) {
        self.findings.push(Finding::error(code, message, place).hint(hint));
    }

    /// A warning at a cell.
    pub fn warning(&mut self, code: &'static str, message: impl Into<String>, place: Place, hint: impl Into<String>) {
        self.findings.push(Finding::warning(code, message, place).hint(hint));
    }

    /// A text in every language of the form.
    pub fn in_all(&self, text: &str) -> Text {
        Text(self.languages.tags().into_iter().map(|tag| (tag.to_owned(), text.to_owned())).collect())
    }
}
