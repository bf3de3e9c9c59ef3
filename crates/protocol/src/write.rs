//! Drafts and commands to JSON text.
//!
//! Like reading, writing is written out, and for speed without a tree: a draft is saved after every pause in typing.

use chrono::{DateTime, FixedOffset};
use sealform_types::iso::{SecondParts, write_moment};
use sealform_types::{Json, write_text};

use crate::{Action, Command, Draft, LogEntry, Pin, Position};

impl Draft {
    /// The draft as JSON text, as [`Draft::from_json`] reads it.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        let mut members = Members::open(&mut text);
        members.number("v", self.v);
        members.text("id", &self.id);
        let Pin { id, version, sha256 } = &self.questionnaire;
        let mut pin = Members::open(members.name("questionnaire"));
        [("id", id), ("version", version), ("sha256", sha256)]
            .into_iter()
            .for_each(|(name, text)| pin.text(name, text));
        pin.close();
        members.moment("started", &self.started);
        members.moment("at", &self.at);
        members.values("answers", &mut self.answers.iter());
        let mut comments = Members::open(members.name("comments"));
        self.comments.iter().for_each(|(path, text)| comments.text(path, text));
        comments.close();
        if !self.instances.is_empty() {
            members.values("instances", &mut self.instances.iter().map(|(path, ids)| (path, ids_of(ids))));
        }
        members.number("next_instance", self.next_instance);
        if !self.defaults_applied.is_empty() {
            members.values("once", &mut self.defaults_applied.iter());
        }
        members.values("facts", &mut self.facts.iter());
        members.text("language", &self.language);
        let Position { page, path } = &self.position;
        let mut position = Members::open(members.name("position"));
        position.number("page", *page);
        position.text("path", path);
        position.close();
        let log = members.name("log");
        log.push('[');
        for (index, entry) in self.log.iter().enumerate() {
            log.push_str(if index > 0 { "," } else { "" });
            write_entry(entry, log);
        }
        log.push(']');
        members.close();
        text
    }
}

impl Command {
    /// The command as JSON text, as [`Command::from_json`] reads it.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        let mut members = Members::open(&mut text);
        members.moment("at", &self.at);
        members.text("do", self.action.name());
        match &self.action {
            Action::Answer { path, value } => {
                members.text("path", path);
                value.write(members.name("value"));
            }
            Action::Comment { path, text } => {
                members.text("path", path);
                members.text("text", text);
            }
            Action::Open { path } | Action::AddInstance { path } | Action::RemoveInstance { path } => {
                members.text("path", path);
            }
            Action::Language { language } => members.text("language", language),
            Action::Fact { name, value } => {
                members.text("name", name);
                value.write(members.name("value"));
            }
        }
        members.close();
        text
    }
}

fn write_entry(entry: &LogEntry, out: &mut String) {
    let mut members = Members::open(out);
    members.moment("at", &entry.at);
    members.text("do", &entry.action);
    if !entry.path.is_empty() {
        members.text("path", &entry.path);
    }
    members.close();
}

fn ids_of(ids: &[u32]) -> Json {
    ids.iter().map(|id| Json::Integer(i64::from(*id))).collect()
}

/// An object that is being written.
struct Members<'a> {
    out: &'a mut String,
    is_first: bool,
}

impl<'a> Members<'a> {
    fn open(out: &'a mut String) -> Self {
        out.push('{');
        Self { out, is_first: true }
    }

    /// Writes a name; its value is to follow.
    fn name(&mut self, name: &str) -> &mut String {
        self.out.push_str(if self.is_first { "" } else { "," });
        self.is_first = false;
        write_text(name, self.out);
        self.out.push(':');
        self.out
    }

    fn text(&mut self, name: &str, text: &str) {
        write_text(text, self.name(name));
    }

    fn number(&mut self, name: &str, number: u32) {
        self.name(name).push_str(&number.to_string());
    }

    fn moment(&mut self, name: &str, moment: &DateTime<FixedOffset>) {
        self.text(name, &write_moment(moment, SecondParts::AsNeeded));
    }

    fn close(self) {
        self.out.push('}');
    }

    fn values<V: std::borrow::Borrow<Json>>(&mut self, name: &str, values: &mut dyn Iterator<Item = (&String, V)>) {
        let mut members = Members::open(self.name(name));
        values.for_each(|(name, value)| value.borrow().write(members.name(name)));
        members.close();
    }
}
