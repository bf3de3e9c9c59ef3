//! Commands and drafts out of JSON trees.
//!
//! Reading is written out instead of derived: a derived reader of tagged and flattened members is tens of kilobytes of
//! Wasm. `serde` readers go the same way, so there is one format.

use std::fmt;

use chrono::{DateTime, FixedOffset};
use sealform_types::{Json, MemberFault, ObjectReader, iso, pointer};
use serde::{Deserialize, Deserializer};

use crate::{Action, Command, Draft, LogEntry, Pin, Position};

/// Why a tree is neither a command nor a draft.
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

impl From<MemberFault<'_>> for Unreadable {
    fn from(MemberFault { at, wanted, .. }: MemberFault<'_>) -> Self {
        Self { at, wanted }
    }
}

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
        let members = open(json, "")?;
        Ok(Self { at: members.moment("at")?, action: action(&members)? })
    }
}

impl Draft {
    /// Reads a draft. Members that are not known are passed over.
    ///
    /// # Errors
    /// [`Unreadable`] names the first member that is missing or of another kind.
    ///
    /// # Example
    /// ```
    /// use sealform_protocol::Draft;
    /// use sealform_types::Json;
    /// let text = r#"{"v":1,"id":"1","questionnaire":{"id":"visit","version":"1","sha256":"0f"},
    ///   "started":"2026-11-21T10:00:00+01:00","at":"2026-11-21T10:05:00+01:00","language":"en",
    ///   "answers":{"smoker":"yes"},"comments":{},"instances":{},"next_instance":1,"once":{},"facts":{},
    ///   "position":{"page":0,"path":"smoker"},"log":[]}"#;
    /// let draft = Draft::from_json(&Json::parse(text.as_bytes()).unwrap()).unwrap();
    /// assert_eq!(draft.answers.get("smoker"), Some(&Json::from("yes")));
    /// assert_eq!(Draft::from_json(&Json::parse(draft.to_text().as_bytes()).unwrap()).unwrap(), draft);
    ///
    /// let error = Draft::from_json(&Json::parse(br#"{"v":"one"}"#).unwrap());
    /// assert_eq!(error.unwrap_err().at, "/v");
    /// ```
    pub fn from_json(json: &Json) -> Result<Self, Unreadable> {
        let members = open(json, "")?;
        Ok(Self {
            v: members.integer("v")?,
            id: members.text("id")?.to_owned(),
            questionnaire: pin(members.need("questionnaire")?)?,
            started: members.moment("started")?,
            at: members.moment("at")?,
            answers: owned(members.object("answers")?).collect(),
            comments: texts(members.object("comments")?, "/comments")?.into_iter().collect(),
            instances: instances(or_empty(&members, "instances", ObjectReader::object)?)?.into_iter().collect(),
            next_instance: or_empty(&members, "next_instance", ObjectReader::integer)?,
            defaults_applied: owned(or_empty(&members, "once", ObjectReader::object)?).collect(),
            watches: moments(or_empty(&members, "watches", ObjectReader::object)?)?.into_iter().collect(),
            facts: owned(members.object("facts")?).collect(),
            language: members.text("language")?.to_owned(),
            position: position(members.need("position")?)?,
            log: members.list("log")?.iter().map(log_entry).collect::<Result<_, _>>()?,
        })
    }
}

fn pin(json: &Json) -> Result<Pin, Unreadable> {
    let members = open(json, "/questionnaire")?;
    let text = |name| members.text(name).map(str::to_owned);
    Ok(Pin { id: text("id")?, version: text("version")?, sha256: text("sha256")? })
}

fn action(members: &ObjectReader<'_>) -> Result<Action, Unreadable> {
    let text = |name| members.text(name).map(str::to_owned);
    let path = || text("path");
    Ok(match members.text("do")? {
        "answer" => Action::Answer { path: path()?, value: members.need("value")?.clone() },
        "comment" => Action::Comment { path: path()?, text: text("text")? },
        "open" => Action::Open { path: path()? },
        "language" => Action::Language { language: text("language")? },
        "add_instance" => Action::AddInstance { path: path()? },
        "remove_instance" => Action::RemoveInstance { path: path()? },
        "start_watch" => Action::StartWatch { path: path()? },
        "fact" => Action::Fact { name: text("name")?, value: members.need("value")?.clone() },
        _ => {
            let wanted = "one of answer, comment, open, language, add_instance, remove_instance, start_watch, fact";
            return Err(Unreadable { at: members.pointer("do"), wanted });
        }
    })
}

fn position(json: &Json) -> Result<Position, Unreadable> {
    let members = open(json, "/position")?;
    Ok(Position { page: members.integer("page")?, path: or_empty(&members, "path", ObjectReader::text)?.to_owned() })
}

fn log_entry(json: &Json) -> Result<LogEntry, Unreadable> {
    let members = open(json, "/log")?;
    Ok(LogEntry {
        at: members.moment("at")?,
        action: members.text("do")?.to_owned(),
        path: or_empty(&members, "path", ObjectReader::text)?.to_owned(),
    })
}

fn texts(members: &[(String, Json)], at: &str) -> Result<Vec<(String, String)>, Unreadable> {
    let read = |(name, value): &(String, Json)| match value.as_str() {
        Some(text) => Ok((name.clone(), text.to_owned())),
        None => Err(Unreadable { at: pointer(at, name), wanted: "a text" }),
    };
    members.iter().map(read).collect()
}

fn moments(members: &[(String, Json)]) -> Result<Vec<(String, DateTime<FixedOffset>)>, Unreadable> {
    let read = |(name, value): &(String, Json)| match value.as_str().and_then(iso::read_moment) {
        Some(moment) => Ok((name.clone(), moment)),
        None => Err(Unreadable { at: pointer("/watches", name), wanted: "a date and time with its offset" }),
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

/// An object, which stands at that pointer.
fn open<'a>(json: &'a Json, at: &'static str) -> Result<ObjectReader<'a>, Unreadable> {
    ObjectReader::of(json, at).ok_or_else(|| Unreadable { at: at.to_owned(), wanted: "an object" })
}

/// A member that may be left out; then it is empty.
fn or_empty<'a, T: Default>(
    members: &ObjectReader<'a>,
    name: &str,
    read: fn(&ObjectReader<'a>, &str) -> Result<T, MemberFault<'a>>,
) -> Result<T, Unreadable> {
    if members.get(name).is_some() { Ok(read(members, name)?) } else { Ok(T::default()) }
}

fn owned(members: &[(String, Json)]) -> impl Iterator<Item = (String, Json)> {
    members.iter().cloned()
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
            Action::StartWatch { path: path() },
            Action::Fact { name: "assignment".to_owned(), value: Json::Object(vec![]) },
        ] {
            let command = Command { at: moment(), action };
            let written = serde_json::to_string(&command).expect("JSON");
            assert_eq!(serde_json::from_str::<Command>(&written).expect(&written), command);
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
            watches: [("a/b[2]/c".to_owned(), moment())].into_iter().collect(),
            facts: [("zone".to_owned(), Json::Object(vec![]))].into_iter().collect(),
            language: "nb".to_owned(),
            position: Position { page: 2, path: "a".to_owned() },
            log: vec![LogEntry { at: moment(), action: "answer".to_owned(), path: "a".to_owned() }],
        }
    }

    #[test]
    fn a_draft_is_read_as_it_is_written() {
        let full = draft();
        let bare = Draft {
            instances: Default::default(),
            defaults_applied: Default::default(),
            watches: Default::default(),
            log: vec![],
            ..draft()
        };
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
            ("\"watches\":{\"a/b[2]/c\":\"2026", "\"watches\":{\"a/b[2]/c\":\"noon", "/watches/a~1b[2]~1c"),
            ("\"page\":2", "\"page\":null", "/position/page"),
            ("\"language\":\"nb\",", "", "/language"),
            (AT, "yesterday", "/started"),
        ] {
            let json = Json::parse(written.replace(from, to).as_bytes()).expect("JSON");
            assert_eq!(Draft::from_json(&json).map_err(|error| error.at), Err(at.to_owned()), "{from} -> {to}");
        }
    }
}
