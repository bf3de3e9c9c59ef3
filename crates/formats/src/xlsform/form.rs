//! What the reader of a form carries along.

use sealform_types::{Finding, Findings, Json, Place};

use super::choices::Lists;
use super::languages::Languages;
use super::settings::Settings;

/// A form while it is read.
#[derive(Debug, Default)]
pub struct Form {
    /// What was found.
    pub findings: Findings,
    /// The form's languages.
    pub languages: Languages,
    /// Its choice lists.
    pub lists: Lists,
    /// Whether there is a sheet of choices, of external choices.
    pub sheets: (bool, bool),
    /// Names of other sheets, for "did you mean".
    pub other_sheets: Vec<String>,
    /// Names of entity lists.
    pub entity_lists: Vec<String>,
    /// Its settings.
    pub settings: Settings,
    /// Names of the files that it reads.
    pub resources: Vec<String>,
    /// Ids of instances with where their content comes from and the place that said so.
    pub instances: Vec<(String, String, Place)>,
    /// Selects that search in a file, and those that do not: list, whether it searches, place.
    pub searches: Vec<(String, bool, Place)>,
    /// Geometry parameters, to be looked at when all lists and repeats are known.
    pub geometries: Vec<(String, Place)>,
}

impl Form {
    /// Notes a file that the form reads.
    pub fn resource(&mut self, file: &str, place: Place) {
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        self.instance(stem, file, place);
        if !self.resources.iter().any(|known| known == file) {
            self.resources.push(file.to_owned());
        }
    }

    /// Notes an instance; one id with two contents is a finding.
    pub fn instance(&mut self, id: &str, source: &str, place: Place) {
        match self.instances.iter().find(|(known, _, _)| known == id) {
            Some((_, other, _)) if other != source => {
                let message = format!("`{id}` stands for `{other}` and for `{source}`");
                let finding = Finding::error("xlsform/instance-clash", message, place);
                self.findings.push(finding.hint("rename the file or the list"));
            }
            Some(_) => {}
            None => self.instances.push((id.to_owned(), source.to_owned(), place)),
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
    pub fn in_all(&self, text: &str) -> Json {
        Json::Object(self.languages.tags().into_iter().map(|tag| (tag.to_owned(), Json::from(text))).collect())
    }
}
