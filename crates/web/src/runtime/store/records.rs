//! The records, and the keys under which they stand.
//!
//! They are written and read as JSON trees by hand: derived readers would be kilobytes of Wasm.

use chrono::{DateTime, FixedOffset};
use sealform_protocol::Draft;
use sealform_types::Json;
use sealform_types::iso::{self, SecondParts};

/// Which form of which assignment: drafts are found by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormKey(String);

impl FormKey {
    /// The key of a questionnaire by its digest, for one assignment and one place in the page; both may be empty.
    pub fn new(questionnaire_sha256: &str, assignment: &str, place: &str) -> Self {
        Self(format!("{questionnaire_sha256}|{assignment}|{place}"))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The key of a draft.
    pub fn draft(&self, id: &str) -> String {
        format!("{}|{id}", self.0)
    }

    /// With what the keys of all its drafts begin.
    pub fn prefix(&self) -> String {
        format!("{}|", self.0)
    }
}

/// A draft as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct DraftRecord {
    /// What stands there now.
    pub stage: Stage,
    /// Milliseconds for which it was open, by the monotonic clock.
    pub open_ms: u64,
    /// The draft.
    pub draft: Draft,
}

/// What became of a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// It is being filled.
    Open,
    /// It is sealed; the file has its UUID.
    Sealed,
    /// It was put aside for a new one.
    Aside,
}

impl Stage {
    const ALL: [Self; 3] = [Self::Open, Self::Sealed, Self::Aside];

    fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Sealed => "sealed",
            Self::Aside => "aside",
        }
    }
}

/// The text of a draft as it is kept, without copying the draft.
pub fn draft_text(stage: Stage, open_ms: u64, draft: &Draft) -> String {
    let draft = draft.to_text();
    format!(r#"{{"stage":"{}","open_ms":{open_ms},"draft":{draft}}}"#, stage.name())
}

impl DraftRecord {
    /// Reads the text of [`draft_text`].
    pub fn read(text: &str) -> Option<Self> {
        let json = Json::parse(text.as_bytes()).ok()?;
        let stage = json.get("stage")?.as_str()?;
        Some(Self {
            stage: Stage::ALL.into_iter().find(|known| known.name() == stage)?,
            open_ms: u64::try_from(json.get("open_ms")?.as_integer()?).ok()?,
            draft: Draft::from_json(json.get("draft")?).ok()?,
        })
    }

    /// The one of these records to go on with: the last that was touched and not put aside. What cannot be read is
    /// passed over, and stays where it is.
    pub fn latest(texts: &[String]) -> Option<Self> {
        let read = texts.iter().filter_map(|text| Self::read(text));
        read.filter(|record| record.stage != Stage::Aside).max_by_key(|record| record.draft.at)
    }
}

/// A sealed file as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRecord {
    /// Its UUID.
    pub jti: String,
    /// Which form.
    pub form: FormKey,
    /// The digest of its payload.
    pub sha256: String,
    /// What it is called.
    pub name: String,
    /// The thumbprint of the key that signed it.
    pub signer: String,
    /// When it was sealed.
    pub sealed_at: DateTime<FixedOffset>,
    /// The file itself, which is ASCII.
    pub jws: String,
}

impl FileRecord {
    /// The text under the key.
    pub fn text(&self) -> String {
        let sealed_at = iso::write_moment(&self.sealed_at, SecondParts::AsNeeded);
        let members = [
            ("jti", &self.jti),
            ("form", &self.form.0),
            ("sha256", &self.sha256),
            ("name", &self.name),
            ("signer", &self.signer),
            ("sealed_at", &sealed_at),
            ("jws", &self.jws),
        ];
        let members = members.map(|(name, text)| (name.to_owned(), Json::String(text.clone())));
        Json::Object(members.into()).to_text()
    }

    /// Reads the text under the key.
    pub fn read(text: &str) -> Option<Self> {
        let json = Json::parse(text.as_bytes()).ok()?;
        let member = |name| json.get(name).and_then(Json::as_str).map(str::to_owned);
        Some(Self {
            jti: member("jti")?,
            form: FormKey(member("form")?),
            sha256: member("sha256")?,
            name: member("name")?,
            signer: member("signer")?,
            sealed_at: iso::read_moment(&member("sealed_at")?)?,
            jws: member("jws")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use sealform_protocol::{Pin, Position};

    use super::*;

    fn moment(minute: u32) -> DateTime<FixedOffset> {
        DateTime::parse_from_rfc3339(&format!("2026-11-21T10:{minute:02}:00+01:00")).expect("a moment")
    }

    fn record(id: &str, minute: u32, stage: Stage) -> DraftRecord {
        let draft = Draft {
            v: 1,
            id: id.to_owned(),
            questionnaire: Pin::default(),
            started: moment(minute),
            at: moment(minute),
            answers: Default::default(),
            comments: [("a".to_owned(), "\"Zażółć\"\n".to_owned())].into_iter().collect(),
            instances: Default::default(),
            next_instance: 0,
            defaults_applied: Default::default(),
            facts: Default::default(),
            language: "nb".to_owned(),
            position: Position::default(),
            log: Vec::new(),
        };
        DraftRecord { stage, open_ms: 5, draft }
    }

    fn text(record: &DraftRecord) -> String {
        draft_text(record.stage, record.open_ms, &record.draft)
    }

    #[test]
    fn the_last_draft_that_was_not_put_aside_comes_back() {
        let texts = [
            text(&record("old", 1, Stage::Open)),
            text(&record("sealed", 3, Stage::Sealed)),
            text(&record("aside", 9, Stage::Aside)),
            "{\"damaged\":".to_owned(),
        ];
        assert_eq!(DraftRecord::latest(&texts), Some(record("sealed", 3, Stage::Sealed)));
        assert_eq!(DraftRecord::latest(&texts[2..]), None);
    }

    #[test]
    fn a_file_comes_back_as_it_was_kept() {
        let file = FileRecord {
            jti: "j".to_owned(),
            form: FormKey::new("d1", "a", "b"),
            sha256: "s".to_owned(),
            name: "j.jws.json".to_owned(),
            signer: "k".to_owned(),
            sealed_at: moment(7),
            jws: r#"{"payload":"…"}"#.to_owned(),
        };
        assert_eq!(FileRecord::read(&file.text()), Some(file));
        assert_eq!(FileRecord::read("{}"), None);
    }

    #[test]
    fn keys_of_one_form_share_a_prefix_and_no_other_form_has_it() {
        let form = FormKey::new("d1", "", "");
        assert_eq!(form.draft("u"), "d1|||u");
        assert!(form.draft("u").starts_with(&form.prefix()));
        assert!(!form.draft("u").starts_with(&FormKey::new("d1", "a", "").prefix()));
    }
}
