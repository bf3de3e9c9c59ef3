//! The history of an agency's assignments: one JSON object a line (NDJSON), in the order in which they were issued. The token
//! says everything; what stands beside it is for people and other programs.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use sealform_submission::agency::{AgencyDocument, AgencyFault, Assignment, UnverifiedDocument};
use sealform_types::{Finding, Json, Place};

use crate::failure::{Failure, FileReport};
use crate::output::{Output, Privacy};

/// An assignment with its token.
#[derive(Debug, Clone, PartialEq)]
pub struct Issued {
    /// What it says.
    pub assignment: Assignment,
    /// The compact JWS.
    pub token: String,
}

/// All assignments that were issued.
#[derive(Debug, Default)]
pub struct History {
    text: String,
    issued: Vec<Issued>,
}

/// The name of an assignment: its issuer's, and its own.
pub type Key = (String, String);

impl History {
    /// Reads a history; one that is not there yet is empty.
    ///
    /// # Errors
    /// [`Failure`] where it cannot be read, or a line is not an assignment: each with its line.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let name = path.display().to_string();
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => {
                let message = format!("the history cannot be read: {error}");
                return Err(Failure::io(
                    &name,
                    "file/unreadable",
                    message,
                    "name the file that `sealform assign` keeps",
                ));
            }
        };
        match parse(&text) {
            Ok(issued) => Ok(Self { text, issued }),
            Err(findings) => Err(Failure::of(FileReport { file: name, text: Some(text), findings })),
        }
    }

    /// The latest version of each assignment.
    pub fn latest(&self) -> BTreeMap<Key, &Issued> {
        latest(&self.issued)
    }

    /// Writes the history with more behind it, whole or not at all.
    ///
    /// # Errors
    /// [`Failure`] where it cannot be written; what was there before is then still there.
    pub fn append(&self, path: &Path, more: &[Issued]) -> Result<(), Failure> {
        let mut text = self.text.clone();
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        for issued in more {
            text.push_str(&line(issued).to_text());
            text.push('\n');
        }
        Output::File(path.to_owned()).write(text.as_bytes(), Privacy::Secret)
    }
}

/// The latest version of each of these.
pub fn latest<'a>(issued: impl IntoIterator<Item = &'a Issued>) -> BTreeMap<Key, &'a Issued> {
    let mut latest: BTreeMap<Key, &Issued> = BTreeMap::new();
    for issued in issued {
        let kept = latest.entry(issued.key()).or_insert(issued);
        if kept.assignment.version < issued.assignment.version {
            *kept = issued;
        }
    }
    latest
}

impl Issued {
    /// Takes an assignment from its token; who signed it is not asked.
    ///
    /// # Errors
    /// [`AgencyFault`] where it is none.
    pub fn of_token(token: &str) -> Result<Self, AgencyFault> {
        let unverified = UnverifiedDocument::parse(token)?;
        unverified.expect(AgencyDocument::Assignment)?;
        let assignment = Assignment::from_json(unverified.unverified_body())?;
        Ok(Self { assignment, token: token.trim_ascii().to_owned() })
    }

    /// What all its versions share.
    pub fn key(&self) -> Key {
        (self.assignment.iss.clone(), self.assignment.assignment.clone())
    }
}

/// Which document the first line holds, where it holds one.
pub fn first_document(text: &str) -> Option<AgencyDocument> {
    let line = text.lines().find(|line| !line.trim().is_empty())?;
    let json = Json::parse(line.as_bytes()).ok()?;
    let token = json.get("token").and_then(Json::as_str)?;
    Some(UnverifiedDocument::parse(token).ok()?.document())
}

/// Reads the lines; the errors name theirs.
///
/// # Errors
/// A finding for each line that is no assignment.
pub fn parse(text: &str) -> Result<Vec<Issued>, Vec<Finding>> {
    let (mut issued, mut findings) = (Vec::new(), Vec::new());
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        match read_line(line) {
            Ok(read) => issued.push(read),
            Err(finding) => {
                let place = Place { line: u32::try_from(index + 1).ok(), ..finding.place };
                findings.push(Finding { place, ..*finding });
            }
        }
    }
    if findings.is_empty() { Ok(issued) } else { Err(findings) }
}

fn read_line(line: &str) -> Result<Issued, Box<Finding>> {
    let refuse = |message: String| {
        let finding = Finding::error("history/line", message, Place::default());
        Box::new(finding.hint("each line is {\"assignment\": …, \"token\": …}, as `sealform assign` writes it"))
    };
    let json =
        Json::parse(line.as_bytes()).map_err(|error| refuse(format!("the line cannot be read: {}", error.fault)))?;
    let token = json.get("token").and_then(Json::as_str).ok_or_else(|| refuse("the line has no `token`".to_owned()))?;
    Issued::of_token(token).map_err(|fault| refuse(format!("the token of the line is no assignment: {fault}")))
}

fn line(issued: &Issued) -> Json {
    let body = issued.assignment.to_json();
    let known = ["assignment", "at", "channel", "iss", "observer", "version"];
    let mut members: Vec<(String, Json)> =
        known.iter().filter_map(|name| Some(((*name).to_owned(), body.get(name)?.clone()))).collect();
    let site = issued.assignment.site.as_ref().map(|site| ("site".to_owned(), Json::from(site.id.as_str())));
    members.extend(site);
    members.push(("token".to_owned(), Json::from(issued.token.as_str())));
    Json::Object(members)
}
