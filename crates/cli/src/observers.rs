//! The devices of an agency's observers: one enrolment a line (NDJSON), with what it says beside it.

use std::collections::BTreeMap;
use std::path::Path;

use sealform_submission::agency::Enrolment;
use sealform_types::{Finding, Json, Place};

use crate::failure::{Failure, FileReport};
use crate::input::Input;
use crate::output::{Output, Privacy};

/// Who has which device. Of several enrolments of an observer the last one counts.
#[derive(Debug, Default)]
pub struct Observers {
    lines: Vec<String>,
    enrolled: BTreeMap<(String, String), Enrolment>,
}

impl Observers {
    /// Reads the list; one that is not there yet is empty.
    ///
    /// # Errors
    /// [`Failure`] where it cannot be read, or a line is no good enrolment: each with its line.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        if !path.exists() {
            return Ok(Self::default());
        }
        let source = Input::File(path.to_owned()).read()?;
        let text = String::from_utf8_lossy(&source.bytes).into_owned();
        let (mut observers, mut findings) = (Self::default(), Vec::new());
        for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            match read_line(line) {
                Ok(enrolment) => observers.keep(line.to_owned(), enrolment),
                Err(message) => {
                    let place = Place { line: u32::try_from(index + 1).ok(), ..Place::default() };
                    let hint = "each line is {\"observer\": …, \"token\": …}, as `sealform enrol` writes it";
                    findings.push(Finding::error("observers/line", message, place).hint(hint));
                }
            }
        }
        match findings.is_empty() {
            true => Ok(observers),
            false => Err(Failure::of(FileReport { file: source.name, text: Some(text), findings })),
        }
    }

    /// The device of an observer, for an agency.
    pub fn of(&self, iss: &str, observer: &str) -> Option<&Enrolment> {
        self.enrolled.get(&(iss.to_owned(), observer.to_owned()))
    }

    /// Whose device this is already.
    pub fn with_key(&self, enrolment: &Enrolment) -> Option<&Enrolment> {
        self.enrolled.values().find(|known| known.iss == enrolment.iss && known.jwk == enrolment.jwk)
    }

    /// Adds an enrolment.
    pub fn add(&mut self, token: &str, enrolment: Enrolment) {
        let text = |name: &str, text: &str| (name.to_owned(), Json::from(text));
        let line = Json::Object(vec![
            text("iss", &enrolment.iss),
            text("observer", &enrolment.observer),
            text("jkt", enrolment.jwk.thumbprint().as_str()),
            text("origin", &enrolment.origin),
            text("token", token.trim_ascii()),
        ]);
        self.keep(line.to_text(), enrolment);
    }

    /// Writes the list, whole or not at all.
    ///
    /// # Errors
    /// [`Failure`] where it cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), Failure> {
        let text: String = self.lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect();
        Output::File(path.to_owned()).write(text.as_bytes(), Privacy::Usual)
    }

    fn keep(&mut self, line: String, enrolment: Enrolment) {
        self.lines.push(line);
        self.enrolled.insert((enrolment.iss.clone(), enrolment.observer.clone()), enrolment);
    }
}

fn read_line(line: &str) -> Result<Enrolment, String> {
    let json = Json::parse(line.as_bytes()).map_err(|error| format!("the line cannot be read: {}", error.fault))?;
    let token = json.get("token").and_then(Json::as_str).ok_or("the line has no `token`")?;
    Enrolment::verify(token).map_err(|fault| format!("the token of the line is no good enrolment: {fault}"))
}
