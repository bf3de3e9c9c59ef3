//! Commands and drafts out of JSON trees.
//!
//! Reading is written out instead of derived: a derived reader of tagged and flattened members is tens of kilobytes of
//! Wasm. `serde` readers go the same way, so there is one format.

use std::fmt;

use chrono::{DateTime, FixedOffset};
use sealform_types::iso::read_moment;
use sealform_types::{Json, pointer};
use serde::{Deserialize, Deserializer};

use crate::{Action, Command, Draft, LogEntry, Pin, Position};

/// Why a tree is no command and no draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// JSON pointer to the member.
    pub at: String,
    /// What should stand there.
    pub wanted: &'static str,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` should be {}", self.at, self.wanted)
    }
}

impl std::error::Error for Unreadable {}

impl Command {
    /// Reads `{at, do, …}`. Members that are not known are passed over.
    ///
    /// # Errors
    /// [`Unreadable`] names the first member that is missing or of another kind.
    ///
    /// # Example
    /// ```
    /// use sealform_protocol::Command;
    /// use sealform_types::Json;
    /// let read = |text: &str| Command::from_json(&Json::parse(text.as_bytes()).unwrap());
    /// assert!(read(r#"{"at":"2026-11-21T10:00:00+01:00","do":"open","path":"greeting"}"#).is_ok());
    /// let error = read(r#"{"at":"2026-11-21T10:00:00+01:00","do":"opn"}"#).unwrap_err();
    /// assert_eq!(error.at, "/do");
    /// ```
    pub fn from_json(json: &Json) -> Result<Self, Unreadable> {
        let members = Members { json, at: "" };
        Ok(Self { at: members.moment("at")?, action: action(&members)? })
    }
}

impl Draft {
    /// Reads a draft. Members that are not known are passed over.
    ///
    /// # Errors
    /// [`Unreadable`] names the first member that is missing or of another kind.
    pub fn from_json(json: &Json) -> Result<Self, Unreadable> {
        let members = Members { json, at: "" };
        let pin = Members { json: members.need("questionnaire")?, at: "/questionnaire" };
        Ok(Self {
            v: members.integer("v")?,
            id: members.text("id")?,
            questionnaire: Pin { id: pin.text("id")?, version: pin.text("version")?, sha256: pin.text("sha256")? },
            started: members.moment("started")?,
            at: members.moment("at")?,
            answers: members.object("answers", Presence::Needed)?.iter().cloned().collect(),
            comments: texts(members.object("comments", Presence::Needed)?, "/comments")?.into_iter().collect(),
            instances: instances(members.object("instances", Presence::MayMiss)?)?.into_iter().collect(),
            next_instance: members.integer_or_zero("next_instance")?,
            defaults_applied: members.object("once", Presence::MayMiss)?.iter().cloned().collect(),
            facts: members.object("facts", Presence::Needed)?.iter().cloned().collect(),
            language: members.text("language")?,
            position: position(members.need("position")?)?,
            log: members.list("log")?.iter().map(log_entry).collect::<Result<_, _>>()?,
        })
    }
}

fn action(members: &Members<'_>) -> Result<Action, Unreadable> {
    let path = || members.text("path");
    Ok(match members.text("do")?.as_str() {
        "answer" => Action::Answer { path: path()?, value: members.need("value")?.clone() },
        "comment" => Action::Comment { path: path()?, text: members.text("text")? },
        "open" => Action::Open { path: path()? },
        "language" => Action::Language { language: members.text("language")? },
        "add_instance" => Action::AddInstance { path: path()? },
        "remove_instance" => Action::RemoveInstance { path: path()? },
        "fact" => Action::Fact { name: members.text("name")?, value: members.need("value")?.clone() },
        _ => {
            let wanted = "one of answer, comment, open, language, add_instance, remove_instance, fact";
            return Err(members.unreadable("do", wanted));
        }
    })
}

fn position(json: &Json) -> Result<Position, Unreadable> {
    let members = Members { json, at: "/position" };
    Ok(Position { page: members.integer("page")?, path: members.text_or_empty("path")? })
}

fn log_entry(json: &Json) -> Result<LogEntry, Unreadable> {
    let members = Members { json, at: "/log" };
    Ok(LogEntry { at: members.moment("at")?, action: members.text("do")?, path: members.text_or_empty("path")? })
}

fn texts(members: &[(String, Json)], at: &str) -> Result<Vec<(String, String)>, Unreadable> {
    let read = |(name, value): &(String, Json)| match value.as_str() {
        Some(text) => Ok((name.clone(), text.to_owned())),
        None => Err(Unreadable { at: pointer(at, name), wanted: "a text" }),
    };
    members.iter().map(read).collect()
}

fn instances(members: &[(String, Json)]) -> Result<Vec<(String, Vec<u32>)>, Unreadable> {
    let read = |(name, value): &(String, Json)| {
        let ids = value.as_array().and_then(|items| items.iter().map(as_u32).collect::<Option<_>>());
        let wanted = "a list of instance ids";
        ids.map(|ids| (name.clone(), ids)).ok_or_else(|| Unreadable { at: pointer("/instances", name), wanted })
    };
    members.iter().map(read).collect()
}

fn as_u32(json: &Json) -> Option<u32> {
    u32::try_from(json.as_integer()?).ok()
}

/// Whether a member may be left out; then it is empty.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Presence {
    Needed,
    MayMiss,
}

/// The members of one object, and where it stands.
struct Members<'a> {
    json: &'a Json,
    at: &'static str,
}

impl<'a> Members<'a> {
    fn unreadable(&self, name: &str, wanted: &'static str) -> Unreadable {
        Unreadable { at: pointer(self.at, name), wanted }
    }

    fn need(&self, name: &str) -> Result<&'a Json, Unreadable> {
        self.json.get(name).ok_or_else(|| self.unreadable(name, "there"))
    }

    fn text(&self, name: &str) -> Result<String, Unreadable> {
        let text = self.need(name)?.as_str().ok_or_else(|| self.unreadable(name, "a text"))?;
        Ok(text.to_owned())
    }

    fn text_or_empty(&self, name: &str) -> Result<String, Unreadable> {
        if self.json.get(name).is_some() { self.text(name) } else { Ok(String::new()) }
    }

    fn integer(&self, name: &str) -> Result<u32, Unreadable> {
        as_u32(self.need(name)?).ok_or_else(|| self.unreadable(name, "a whole number that is not negative"))
    }

    fn integer_or_zero(&self, name: &str) -> Result<u32, Unreadable> {
        if self.json.get(name).is_some() { self.integer(name) } else { Ok(0) }
    }

    fn moment(&self, name: &str) -> Result<DateTime<FixedOffset>, Unreadable> {
        let moment = self.need(name)?.as_str().and_then(read_moment);
        moment.ok_or_else(|| self.unreadable(name, "a moment in ISO 8601 with offset"))
    }

    fn object(&self, name: &str, presence: Presence) -> Result<&'a [(String, Json)], Unreadable> {
        match self.json.get(name) {
            None if presence == Presence::MayMiss => Ok(&[]),
            found => found.and_then(Json::as_object).ok_or_else(|| self.unreadable(name, "an object")),
        }
    }

    fn list(&self, name: &str) -> Result<&'a [Json], Unreadable> {
        self.need(name)?.as_array().ok_or_else(|| self.unreadable(name, "a list"))
    }
}

impl<'de> Deserialize<'de> for Command {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_json(&Json::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

impl<'de> Deserialize<'de> for Draft {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_json(&Json::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: &str = "2026-11-21T10:00:00.250+01:00";

    fn moment() -> DateTime<FixedOffset> {
        DateTime::parse_from_rfc3339(AT).expect("a moment")
    }

    #[test]
    fn every_action_is_read_as_it_is_written() {
        let path = || "a/b[2]/c".to_owned();
        for action in [
            Action::Answer { path: path(), value: Json::Array(vec![Json::from("x"), Json::Integer(3)]) },
            Action::Answer { path: path(), value: Json::Null },
            Action::Comment { path: path(), text: "Zażółć".to_owned() },
            Action::Open { path: path() },
            Action::Language { language: "nb".to_owned() },
            Action::AddInstance { path: path() },
            Action::RemoveInstance { path: path() },
            Action::Fact { name: "assignment".to_owned(), value: Json::Object(vec![]) },
        ] {
            let command = Command { at: moment(), action };
            let written = serde_json::to_string(&command).expect("JSON");
            assert_eq!(serde_json::from_str::<Command>(&written).expect(&written), command);
            assert_eq!(command.to_text(), written);
        }
    }

    fn draft() -> Draft {
        Draft {
            v: 1,
            id: "0b9f6c0e-6d5f-4c0a-9d58-2f1e9a7c3b11".to_owned(),
            questionnaire: Pin { id: "f".to_owned(), version: "1".to_owned(), sha256: "0".repeat(64) },
            started: moment(),
            at: moment(),
            answers: [("a".to_owned(), Json::from("x"))].into_iter().collect(),
            comments: [("a".to_owned(), "why".to_owned())].into_iter().collect(),
            instances: [("r".to_owned(), vec![1, 3])].into_iter().collect(),
            next_instance: 4,
            defaults_applied: [("d".to_owned(), Json::Null)].into_iter().collect(),
            facts: [("zone".to_owned(), Json::Object(vec![]))].into_iter().collect(),
            language: "nb".to_owned(),
            position: Position { page: 2, path: "a".to_owned() },
            log: vec![LogEntry { at: moment(), action: "answer".to_owned(), path: "a".to_owned() }],
        }
    }

    #[test]
    fn a_draft_is_read_as_it_is_written() {
        let full = draft();
        let bare =
            Draft { instances: Default::default(), defaults_applied: Default::default(), log: vec![], ..draft() };
        for draft in [full, bare] {
            let written = draft.to_text();
            assert_eq!(serde_json::from_str::<Draft>(&written).expect(&written), draft);
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        let written = draft().to_text();
        for (from, to, at) in [
            ("\"v\":1", "\"v\":-1", "/v"),
            ("\"a\":\"why\"", "\"a\":7", "/comments/a"),
            ("[1,3]", "[1,\"3\"]", "/instances/r"),
            ("\"page\":2", "\"page\":null", "/position/page"),
            ("\"language\":\"nb\",", "", "/language"),
            (AT, "yesterday", "/started"),
        ] {
            let json = Json::parse(written.replace(from, to).as_bytes()).expect("JSON");
            assert_eq!(Draft::from_json(&json).map_err(|error| error.at), Err(at.to_owned()), "{from} -> {to}");
        }
    }
}
