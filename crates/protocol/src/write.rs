//! Drafts to JSON text.
//!
//! Like reading, writing is written out, and for speed without a tree: a draft is saved after every pause in typing.

use sealform_types::{Json, ObjectWriter};

use crate::{Draft, LogEntry, Pin, Position};

impl Draft {
    /// The draft as JSON text, as [`Draft::from_json`] reads it.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        let mut members = ObjectWriter::open(&mut text);
        members.number("v", self.v);
        members.text("id", &self.id);
        let Pin { id, version, sha256 } = &self.questionnaire;
        let mut pin = ObjectWriter::open(members.name("questionnaire"));
        [("id", id), ("version", version), ("sha256", sha256)]
            .into_iter()
            .for_each(|(name, text)| pin.text(name, text));
        pin.close();
        members.moment("started", &self.started);
        members.moment("at", &self.at);
        values("answers", &mut self.answers.iter(), &mut members);
        let mut comments = ObjectWriter::open(members.name("comments"));
        self.comments.iter().for_each(|(path, text)| comments.text(path, text));
        comments.close();
        if !self.instances.is_empty() {
            values("instances", &mut self.instances.iter().map(|(path, ids)| (path, ids_of(ids))), &mut members);
        }
        members.number("next_instance", self.next_instance);
        if !self.defaults_applied.is_empty() {
            values("once", &mut self.defaults_applied.iter(), &mut members);
        }
        if !self.watches.is_empty() {
            let mut watches = ObjectWriter::open(members.name("watches"));
            self.watches.iter().for_each(|(path, started)| watches.moment(path, started));
            watches.close();
        }
        values("facts", &mut self.facts.iter(), &mut members);
        members.text("language", &self.language);
        let Position { page, path } = &self.position;
        let mut position = ObjectWriter::open(members.name("position"));
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

fn write_entry(entry: &LogEntry, out: &mut String) {
    let mut members = ObjectWriter::open(out);
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

fn values<V: std::borrow::Borrow<Json>>(
    name: &str,
    values: &mut dyn Iterator<Item = (&String, V)>,
    writer: &mut ObjectWriter<'_>,
) {
    let mut members = ObjectWriter::open(writer.name(name));
    values.for_each(|(name, value)| value.borrow().write(members.name(name)));
    members.close();
}
