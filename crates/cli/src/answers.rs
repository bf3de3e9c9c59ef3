//! A file of answers: reading it, and entering it as a person would.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, FixedOffset};
use sealform_engine::Session;
use sealform_protocol::{Action, ApplyError, Command};
use sealform_receiver::issues;
use sealform_types::{Finding, Findings, Json, Place, QuestionPath, closest_match, pointer};

/// What is to be entered.
#[derive(Debug, Clone, PartialEq)]
pub enum Script {
    /// Answers and comments by path.
    Answers(Vec<Entry>),
    /// Commands in their order.
    Commands(Vec<Command>),
}

/// One answer or one comment.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    path: String,
    what: Entered,
    /// JSON pointer to it.
    pointer: String,
}

#[derive(Debug, Clone, PartialEq)]
enum Entered {
    Value(Json),
    Comment(String),
}

const ACTIONS: [&str; 7] = ["answer", "comment", "open", "language", "add_instance", "remove_instance", "fact"];
const MEMBERS: [&str; 7] = ["at", "do", "path", "value", "text", "language", "name"];

/// Reads `{"answers": …}` or `{"commands": …}`; commands without a time of their own get `at`.
pub fn read(json: &Json, at: DateTime<FixedOffset>) -> Result<Script, Findings> {
    let mut findings = Findings::default();
    let members = json.as_object().unwrap_or_default();
    for (name, _) in members.iter().filter(|(name, _)| !["answers", "commands", "$schema"].contains(&name.as_str())) {
        let near = closest_match(name, ["answers", "commands"]).map(|near| format!("did you mean `{near}`?"));
        let place = Place::at(pointer("", name));
        let finding = Finding::error("answers/unknown-member", format!("unknown member `{name}`"), place);
        findings.push(finding.hint("remove it").maybe_hint(near));
    }
    let script = match (json.get("answers"), json.get("commands")) {
        (Some(Json::Object(answers)), None) => Script::Answers(entries(answers, &mut findings)),
        (None, Some(Json::Array(commands))) => Script::Commands(read_commands(commands, at, &mut findings)),
        (Some(_), Some(_)) => {
            let message = "the file has both answers and commands";
            findings.push(Finding::error("answers/both", message, Place::at("/commands")).hint("keep one of them"));
            Script::Commands(Vec::new())
        }
        (Some(other), None) => {
            let message = format!("expected an object from path to answer, found {}", other.kind());
            let hint = "write {\"answers\": {\"group/question\": \"yes\"}}";
            findings.push(Finding::error("answers/wrong-kind", message, Place::at("/answers")).hint(hint));
            Script::Answers(Vec::new())
        }
        (None, Some(other)) => {
            let message = format!("expected a list of commands, found {}", other.kind());
            let hint = "write {\"commands\": [{\"do\": \"answer\", \"path\": …, \"value\": …}]}";
            findings.push(Finding::error("answers/wrong-kind", message, Place::at("/commands")).hint(hint));
            Script::Commands(Vec::new())
        }
        (None, None) => {
            let message = "the file has neither answers nor commands";
            let hint = "write {\"answers\": {…}} or {\"commands\": […]}";
            findings.push(Finding::error("answers/none", message, Place::default()).hint(hint));
            Script::Answers(Vec::new())
        }
    };
    if findings.has_errors() { Err(findings) } else { Ok(script) }
}

fn entries(answers: &[(String, Json)], findings: &mut Findings) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (path, answer) in answers {
        let at = pointer("/answers", path);
        let mut push = |what, pointer| entries.push(Entry { path: path.clone(), what, pointer });
        match answer {
            Json::Object(members) => {
                for (name, value) in members {
                    let here = pointer(&at, name);
                    match (name.as_str(), value) {
                        ("v", value) => push(Entered::Value(value.clone()), here),
                        ("c", Json::String(text)) => push(Entered::Comment(text.clone()), here),
                        ("c", other) => {
                            let message = format!("expected a text, found {}", other.kind());
                            let finding = Finding::error("answers/wrong-kind", message, Place::at(here));
                            findings.push(finding.hint("write the comment as a text"));
                        }
                        (name, _) => {
                            let message = format!("unknown member `{name}` of an answer");
                            let finding = Finding::error("answers/unknown-member", message, Place::at(here));
                            findings.push(finding.hint("write {\"v\": the answer, \"c\": the comment}"));
                        }
                    }
                }
            }
            value => push(Entered::Value(value.clone()), at),
        }
    }
    // The comment may owe its place to the answer.
    entries.sort_by_key(|entry| matches!(entry.what, Entered::Comment(_)));
    entries
}

fn read_commands(commands: &[Json], at: DateTime<FixedOffset>, findings: &mut Findings) -> Vec<Command> {
    let each = commands.iter().enumerate();
    each.filter_map(|(index, json)| read_command(json, at, &format!("/commands/{index}"), findings)).collect()
}

fn read_command(json: &Json, at: DateTime<FixedOffset>, here: &str, findings: &mut Findings) -> Option<Command> {
    let mut report = |message: String, place: String, hint: String| {
        findings.push(Finding::error("answers/command", message, Place::at(place)).hint(hint));
    };
    let did_you_mean = |near: Option<&str>, list: &[&str]| {
        near.map_or_else(|| format!("known: {}", list.join(", ")), |near| format!("did you mean `{near}`?"))
    };
    let Some(members) = json.as_object() else {
        report(format!("expected a command, found {}", json.kind()), here.to_owned(), "write {\"do\": …}".to_owned());
        return None;
    };
    if let Some((name, _)) = members.iter().find(|(name, _)| !MEMBERS.contains(&name.as_str())) {
        let hint = did_you_mean(closest_match(name, MEMBERS), &MEMBERS);
        report(format!("unknown member `{name}`"), pointer(here, name), hint);
        return None;
    }
    if let Some(word) = json.get("do").and_then(Json::as_str).filter(|word| !ACTIONS.contains(word)) {
        let hint = did_you_mean(closest_match(word, ACTIONS), &ACTIONS);
        report(format!("unknown command `{word}`"), pointer(here, "do"), hint);
        return None;
    }
    let mut whole = members.to_vec();
    if json.get("at").is_none() {
        whole.push(("at".to_owned(), Json::String(at.to_rfc3339())));
    }
    match serde_json::from_str(&Json::Object(whole).to_text()) {
        Ok(command) => Some(command),
        Err(error) => {
            let said = error.to_string();
            let message = said.split(" at line ").next().unwrap_or(&said).to_owned();
            let hint = "write, for example, {\"do\": \"answer\", \"path\": \"group/question\", \"value\": \"yes\"}";
            report(message, here.to_owned(), hint.to_owned());
            None
        }
    }
}

impl Script {
    /// When the first command was given, where commands say.
    pub fn begins(&self) -> Option<DateTime<FixedOffset>> {
        match self {
            Self::Answers(_) => None,
            Self::Commands(commands) => commands.iter().map(|command| command.at).min(),
        }
    }

    /// Enters everything; gives what the form refused.
    pub fn enter(&self, session: &mut Session, at: DateTime<FixedOffset>) -> Vec<Finding> {
        match self {
            Self::Answers(entries) => enter_all(session, entries, at),
            Self::Commands(commands) => {
                let each = commands.iter().enumerate();
                let refused = each.filter_map(|(index, command)| {
                    let error = session.apply(command.clone()).err()?;
                    Some(issues::refused(&error, Place::at(format!("/commands/{index}"))))
                });
                refused.collect()
            }
        }
    }
}

/// Enters answers in the order of the form. A person may come back to a question that applies only after a later one
/// was answered: so what is refused is tried again as long as anything new was taken.
fn enter_all(session: &mut Session, entries: &[Entry], at: DateTime<FixedOffset>) -> Vec<Finding> {
    let mut refused = add_instances(session, entries, at);
    let order: BTreeMap<String, usize> =
        session.program().questions().enumerate().map(|(index, question)| (question.path.to_owned(), index)).collect();
    let rank = |entry: &&Entry| {
        let plain = QuestionPath::parse(&entry.path).map(|path| path.without_instances()).unwrap_or_default();
        order.get(&plain).copied().unwrap_or(usize::MAX)
    };
    let mut waiting: Vec<&Entry> = entries.iter().collect();
    waiting.sort_by_key(rank);
    loop {
        let mut left: Vec<(&Entry, ApplyError)> = Vec::new();
        for entry in &waiting {
            if let Err(error) = session.apply(Command { at, action: entry.action() }) {
                left.push((entry, error));
            }
        }
        if left.is_empty() || left.len() == waiting.len() {
            refused.extend(left.iter().map(|(entry, error)| issues::refused(error, Place::at(&entry.pointer))));
            refused.extend(masked(session, entries, &left));
            return refused;
        }
        waiting = left.into_iter().map(|(entry, _)| entry).collect();
    }
}

/// Answers that were taken and that a later one made pointless: they would be left out in silence.
fn masked(session: &Session, entries: &[Entry], left: &[(&Entry, ApplyError)]) -> Vec<Finding> {
    let entered: BTreeSet<&str> = left.iter().map(|(entry, _)| entry.path.as_str()).collect();
    let pointless = entries.iter().filter(|entry| {
        !entered.contains(entry.path.as_str()) && session.is_relevant(&entry.path).is_ok_and(|relevant| !relevant)
    });
    let error = |entry: &Entry| ApplyError::NotRelevant { path: entry.path.clone() };
    pointless.map(|entry| issues::refused(&error(entry), Place::at(&entry.pointer))).collect()
}

/// Adds the instances of repeats that paths name, by their numbers.
fn add_instances(session: &mut Session, entries: &[Entry], at: DateTime<FixedOffset>) -> Vec<Finding> {
    let mut wanted: BTreeMap<u32, (String, &Entry)> = BTreeMap::new();
    for entry in entries {
        for (place, _) in entry.path.match_indices(']') {
            let Some((repeat, id)) = entry.path.get(..place).and_then(|before| before.rsplit_once('[')) else {
                continue;
            };
            if let Ok(id) = id.parse() {
                wanted.entry(id).or_insert_with(|| (repeat.to_owned(), entry));
            }
        }
    }
    let mut refused = Vec::new();
    for (id, (repeat, entry)) in wanted {
        // The form begins with some, and one that is added may hold others.
        let draft = session.draft();
        if draft.instances.values().any(|ids| ids.contains(&id)) {
            continue;
        }
        let next = draft.next_instance;
        if id != next {
            let message = format!("`{repeat}[{id}]` cannot be the instance that is added next: that is {next}");
            let finding = Finding::error("answer/instance", message, Place::at(&entry.pointer));
            refused.push(
                finding
                    .hint("number the instances of all repeats together from 1, in the order in which they are added"),
            );
            break;
        }
        let action = Action::AddInstance { path: repeat };
        if let Err(error) = session.apply(Command { at, action }) {
            refused.push(issues::refused(&error, Place::at(&entry.pointer)));
        }
    }
    refused
}

impl Entry {
    fn action(&self) -> Action {
        let path = self.path.clone();
        match &self.what {
            Entered::Value(value) => Action::Answer { path, value: value.clone() },
            Entered::Comment(text) => Action::Comment { path, text: text.clone() },
        }
    }
}
