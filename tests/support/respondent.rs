//! Fills forms in the words of a person, for the text cases under `suite/`.

use std::sync::Arc;

use chrono::{DateTime, FixedOffset};
use sealform_engine::{Beginning, Facts, Files, Inverse, Program, Session, open_json};
use sealform_protocol::{Action, ApplyError, Command, Issue, Node, Patch, QuestionView, Snapshot};
use sealform_types::{Findings, Json, Level, VecMap, questionnaire_digest};

/// The moment at which every session of the tests begins.
pub const BEGINNING: &str = "2026-11-21T10:00:00+01:00";

/// Compiles a questionnaire, and a key where there is one; findings that are errors end the test.
pub fn program(questionnaire: &Json, key: Option<&Json>) -> Arc<Program> {
    program_with(questionnaire, key, &|_| None)
}

/// The same with files that the form reads.
pub fn program_with(questionnaire: &Json, key: Option<&Json>, files: Files<'_>) -> Arc<Program> {
    let (program, findings) = try_program_with(questionnaire, key, files);
    Arc::new(program.unwrap_or_else(|| panic!("the form has errors:\n{findings}")))
}

/// Compiles a questionnaire, and a key where there is one, and gives all findings.
pub fn try_program(questionnaire: &Json, key: Option<&Json>) -> (Option<Program>, Findings) {
    try_program_with(questionnaire, key, &|_| None)
}

/// The same with files that the form reads.
pub fn try_program_with(questionnaire: &Json, key: Option<&Json>, files: Files<'_>) -> (Option<Program>, Findings) {
    open_json(questionnaire, key, files)
}

/// The identity of a document.
pub fn digest(document: &Json) -> String {
    questionnaire_digest(document).expect("a document has a digest").to_string()
}

/// A moment in ISO 8601.
pub fn moment(text: &str) -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// What a session begins with, with some facts.
pub fn beginning(facts: VecMap<String, Json>) -> Beginning {
    Beginning {
        id: "0d4ae8f4-3f9c-4a6c-9d53-0b9f4c2a7e11".to_owned(),
        at: moment(BEGINNING),
        language: "en".to_owned(),
        facts: Facts::new(facts).unwrap_or_else(|bad| panic!("{}: {}", bad[0].pointer, bad[0])),
    }
}

/// Somebody who fills a form.
pub struct Respondent {
    /// The form.
    pub session: Session,
    /// The snapshot as the face has it: the first one, with every patch applied.
    pub face: Snapshot,
    /// What the last command changed.
    pub patch: Patch,
    /// The moment of the next command.
    pub at: DateTime<FixedOffset>,
    /// What undoes the command that was kept last.
    kept: Option<Inverse>,
    /// How many expressions the last command evaluated.
    pub evaluated: u64,
}

impl Respondent {
    /// Opens a form.
    pub fn opens(program: &Arc<Program>) -> Self {
        Self::with_facts(program, VecMap::new())
    }

    /// Opens a form with an assignment or other facts.
    pub fn with_facts(program: &Arc<Program>, facts: VecMap<String, Json>) -> Self {
        let session = Session::start(Arc::clone(program), beginning(facts));
        let face = session.snapshot().clone();
        Self { session, face, patch: Patch::default(), at: moment(BEGINNING), kept: None, evaluated: 0 }
    }

    /// Does one thing.
    pub fn does(&mut self, action: Action) -> Result<(), ApplyError> {
        let before = self.session.evaluations();
        let patch = self.session.apply(Command { at: self.at, action })?;
        self.evaluated = self.session.evaluations() - before;
        self.face.apply(&patch);
        self.patch = patch;
        Ok(())
    }

    /// Keeps what undoes the last command.
    pub fn keeps(&mut self) {
        self.kept = Some(self.session.inverse());
    }

    /// Takes back the command that was kept.
    pub fn takes_back(&mut self) {
        let inverse = self.kept.take().expect("a command was kept");
        self.patch = self.session.take_back(self.at, &[inverse]);
        self.face.apply(&self.patch);
    }

    /// Answers a question.
    pub fn answers(&mut self, path: &str, value: Json) {
        let action = Action::Answer { path: path.to_owned(), value };
        self.does(action).unwrap_or_else(|error| panic!("{error}"));
    }

    /// The same with the text of a JSON value.
    pub fn answers_json(&mut self, path: &str, value: &str) {
        self.answers(path, Json::parse(value.as_bytes()).unwrap_or_else(|error| panic!("{value}: {error}")));
    }

    /// Writes a comment.
    pub fn comments(&mut self, path: &str, text: &str) {
        let action = Action::Comment { path: path.to_owned(), text: text.to_owned() };
        self.does(action).unwrap_or_else(|error| panic!("{error}"));
    }

    /// The question as the face shows it.
    pub fn question(&self, path: &str) -> &QuestionView {
        let found = self.face.nodes.values().find_map(|node| match node {
            Node::Question(view) if view.path == path => Some(view),
            Node::Question(_) | Node::Group(_) => None,
        });
        found.unwrap_or_else(|| panic!("there is no question `{path}`"))
    }

    /// The names of what is wrong with a question: `required`, `comment too_few_words 3/8`, `warn all_caps`.
    pub fn issues(&self, path: &str) -> Vec<String> {
        self.question(path)
            .issues
            .iter()
            .map(|view| {
                let level = match view.level {
                    Level::Hard => "",
                    Level::Warn => "warn ",
                    Level::Flag => "flag ",
                };
                let part = match view.part {
                    sealform_protocol::Part::Answer => "",
                    sealform_protocol::Part::Comment => "comment ",
                };
                format!("{level}{part}{}", issue_name(&view.issue))
            })
            .collect()
    }
}

/// An issue in one short text.
pub fn issue_name(issue: &Issue) -> String {
    let json = serde_json::to_value(issue).expect("plain data");
    let name = json["issue"].as_str().unwrap_or_default().to_owned();
    let named = ["until", "number"].into_iter().find_map(|name| json.get(name));
    let limit = ["min", "max", "of"].into_iter().find_map(|name| json.get(name));
    let detail = match (json.get("have"), limit, json.get("message")) {
        (Some(have), Some(limit), _) => format!(" {have}/{limit}"),
        (_, _, Some(message)) if message.is_string() => format!(" {message}"),
        _ => named.map(|named| format!(" {}", named.to_string().trim_matches('"'))).unwrap_or_default(),
    };
    name + &detail
}

/// Tells where two snapshots differ, shorter than printing both.
pub trait Differences {
    /// One text for each difference.
    fn differences(&self, other: &Self) -> Vec<String>;
}

impl Differences for Snapshot {
    fn differences(&self, other: &Self) -> Vec<String> {
        let keys: std::collections::BTreeSet<_> = self.nodes.keys().chain(other.nodes.keys()).collect();
        let differ = keys.into_iter().filter(|key| self.nodes.get(key) != other.nodes.get(key));
        let mut told: Vec<String> =
            differ.map(|key| format!("{:?}\n  {:?}", self.nodes.get(key), other.nodes.get(key))).collect();
        if told.is_empty() && self != other {
            let rest = |snapshot: &Self| Self { nodes: VecMap::new(), ..snapshot.clone() };
            told.push(format!("{:?}\n  {:?}", rest(self), rest(other)));
        }
        told
    }
}
