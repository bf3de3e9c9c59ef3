//! One form that is filled by the steps of a case.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset, TimeDelta};
use sealform_engine::{Beginning, Facts, Program, Questionnaire, Session, compile_with};
use sealform_formats::Imported;
use sealform_protocol::{Action, Command, GroupView, Key, Node, Patch, QuestionView, Snapshot};
use sealform_types::{Json, VecMap};

use super::events::Cursor;
use super::text;

/// Says that a check speaks of the origin's own interface.
pub const NOT_TRIED: &str = "not tried: the origin's own words";

/// A loaded form and where one is in it.
pub struct Player {
    pub program: Arc<Program>,
    pub session: Session,
    pub snapshot: Snapshot,
    pub cursor: Cursor,
    /// The path that was answered last.
    pub answered: Option<String>,
    pub at: DateTime<FixedOffset>,
    pub form: Vec<u8>,
    /// What the importer made of the form.
    pub document: Json,
    /// The document, read.
    pub questionnaire: Questionnaire,
    pub case: Json,
    /// What every node is expected to show, by its reference.
    pub shown: BTreeMap<String, Json>,
}

/// The moment at which cases begin.
fn beginning() -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339("2026-06-15T09:30:00-07:00").expect("a moment")
}

impl Player {
    /// Imports, compiles and starts the form of a case; the reason where that fails.
    pub fn load(case: &Json, form: &[u8]) -> Result<Self, String> {
        Self::begin(case, form, sealform_formats::xform::read(form))
    }

    /// Compiles and starts what was imported.
    pub fn begin(case: &Json, form: &[u8], imported: Imported) -> Result<Self, String> {
        let Some(document) = imported.questionnaire else {
            let error = imported.findings.iter().find(|finding| finding.severity == sealform_types::Severity::Error);
            return Err(format!("import: {}", error.map(brief).unwrap_or_default()));
        };
        let (questionnaire, findings) = Questionnaire::read(&document);
        if let Some(error) = findings.iter().find(|finding| finding.severity == sealform_types::Severity::Error) {
            return Err(format!("document: {}", brief(error)));
        }
        let questionnaire = questionnaire.ok_or("no document")?;
        let (program, findings) = compile_with(&questionnaire, "", None, &|name| resource(case, name));
        let program = program.ok_or_else(|| {
            let error = findings.iter().find(|finding| finding.severity == sealform_types::Severity::Error);
            format!("compile: {}", error.map(brief).unwrap_or_default())
        })?;
        let program = Arc::new(program);
        let at = beginning();
        let session = start(&program, at, case);
        let snapshot = session.snapshot().clone();
        let case = case.clone();
        let cursor = Cursor::default();
        let form = form.to_vec();
        let shown = BTreeMap::new();
        Ok(Self { program, session, snapshot, cursor, answered: None, at, form, document, questionnaire, case, shown })
    }

    /// Does a step, or makes a check.
    pub fn step(&mut self, step: &Json) -> Result<(), String> {
        let throws = step.get("throws") == Some(&Json::Boolean(true));
        let result = match (text(step, "do"), text(step, "check")) {
            (Some(act), _) => self.act(act, step),
            (None, Some(check)) => self.check(check, step),
            (None, None) => Ok(()),
        };
        match (throws, result) {
            (true, Ok(())) => Err("it must fail".to_owned()),
            (true, Err(_)) => Ok(()),
            (false, result) => result,
        }
    }

    /// Begins anew.
    pub fn restart(&mut self) {
        self.session = start(&self.program, self.at, &self.case);
        self.snapshot = self.session.snapshot().clone();
        self.cursor = Cursor::default();
    }

    /// Applies an action a second later, and its patch to the snapshot that is kept here.
    pub fn apply(&mut self, action: Action) -> Result<Patch, String> {
        self.at += TimeDelta::seconds(1);
        let patch = self.session.apply(Command { at: self.at, action }).map_err(|error| error.to_string())?;
        self.snapshot.apply(&patch);
        Ok(patch)
    }

    pub fn question(&self, path: &str) -> Option<&Rc<QuestionView>> {
        self.snapshot.nodes.values().find_map(|node| match node {
            Node::Question(question) if question.path == path => Some(question),
            _ => None,
        })
    }

    pub fn group(&self, path: &str) -> Option<&Rc<GroupView>> {
        self.snapshot.nodes.values().find_map(|node| match node {
            Node::Group(group) if group.path == path => Some(group),
            _ => None,
        })
    }

    pub fn node(&self, key: Key) -> Option<&Node> {
        self.snapshot.nodes.get(&key)
    }
}

fn start(program: &Arc<Program>, at: DateTime<FixedOffset>, case: &Json) -> Session {
    let language = program.languages().first().cloned().unwrap_or_default();
    let facts = Facts::new(facts(case)).expect("facts that can be sealed");
    let beginning = Beginning { id: "0f2c5a52-8f7c-4a2e-9f43-0c8a1c1f0b11".to_owned(), at, language, facts };
    Session::start(Arc::clone(program), beginning)
}

/// What the origin's test gives the device: its place, its owner.
fn facts(case: &Json) -> VecMap<String, Json> {
    let mut facts = VecMap::new();
    let properties = case.get("options").and_then(|options| options.get("preloadProperties"));
    for (theirs, ours) in
        [("deviceID", "deviceid"), ("email", "email"), ("username", "username"), ("phoneNumber", "phonenumber")]
    {
        if let Some(value) = properties.and_then(|properties| text(properties, theirs)) {
            facts.insert(ours.to_owned(), Json::from(value));
        }
    }
    if let Some(place) = text(case, "location") {
        facts.insert("start-geopoint".to_owned(), Json::from(place));
    }
    facts
}

/// A file that the case comes with.
fn resource(case: &Json, name: &str) -> Option<Vec<u8>> {
    let files = case.get("resources").and_then(Json::as_array).unwrap_or_default();
    let named = |file: &&Json| {
        let url = text(file, "url").unwrap_or_default();
        text(file, "file") == Some(name) || url.rsplit('/').next() == Some(name)
    };
    files.iter().find(named).and_then(|file| text(file, "text")).map(|text| text.as_bytes().to_vec())
}

fn brief(finding: &sealform_types::Finding) -> String {
    format!(
        "{}: {} ({})",
        finding.code,
        finding.message,
        finding.place.source.as_deref().unwrap_or(&finding.place.pointer)
    )
}
