//! The records, and the keys under which they stand.

use chrono::{DateTime, FixedOffset};
use sealform_protocol::Draft;
use serde::{Deserialize, Serialize};

/// Which form of which assignment: drafts are found by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
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

    /// With what the keys of all its drafts begin.
    pub fn prefix(&self) -> String {
        format!("{}|", self.0)
    }
}

/// A draft as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DraftRecord {
    /// Which form.
    pub form: FormKey,
    /// What stands there now.
    pub stage: Stage,
    /// Milliseconds for which it was open, by the monotonic clock.
    pub open_ms: u64,
    /// The draft.
    pub draft: Draft,
}

/// What became of a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// It is being filled.
    Open,
    /// It is sealed; the file has its UUID.
    Sealed,
    /// It was put aside for a new one.
    Aside,
}

impl DraftRecord {
    /// Its key.
    pub fn key(&self) -> String {
        format!("{}{}", self.form.prefix(), self.draft.id)
    }

    /// The text under the key.
    pub fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The one of these records to go on with: the last that was touched and not put aside. What cannot be read is
    /// passed over, and stays where it is.
    pub fn latest(texts: &[String]) -> Option<Self> {
        let read = texts.iter().filter_map(|text| serde_json::from_str::<Self>(text).ok());
        read.filter(|record| record.stage != Stage::Aside).max_by_key(|record| record.draft.at)
    }
}

/// A sealed file as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
        serde_json::to_string(self).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use sealform_protocol::{Pin, Position};

    use super::*;

    fn record(id: &str, minute: u32, stage: Stage) -> DraftRecord {
        let at = DateTime::parse_from_rfc3339(&format!("2026-11-21T10:{minute:02}:00+01:00")).expect("a moment");
        let draft = Draft {
            v: 1,
            id: id.to_owned(),
            questionnaire: Pin::default(),
            started: at,
            at,
            answers: BTreeMap::new(),
            comments: BTreeMap::new(),
            instances: BTreeMap::new(),
            next_instance: 0,
            once: BTreeMap::new(),
            facts: BTreeMap::new(),
            language: "nb".to_owned(),
            position: Position::default(),
            log: Vec::new(),
        };
        DraftRecord { form: FormKey::new("d1", "", ""), stage, open_ms: 5, draft }
    }

    #[test]
    fn the_last_draft_that_was_not_put_aside_comes_back() {
        let texts = [
            record("old", 1, Stage::Open).text(),
            record("sealed", 3, Stage::Sealed).text(),
            record("aside", 9, Stage::Aside).text(),
            "{\"damaged\":".to_owned(),
        ];
        assert_eq!(DraftRecord::latest(&texts), Some(record("sealed", 3, Stage::Sealed)));
        assert_eq!(DraftRecord::latest(&texts[2..]), None);
    }

    #[test]
    fn keys_of_one_form_share_a_prefix_and_no_other_form_has_it() {
        let record = record("u", 1, Stage::Open);
        assert_eq!(record.key(), "d1|||u");
        assert!(record.key().starts_with(&record.form.prefix()));
        assert!(!record.key().starts_with(&FormKey::new("d1", "a", "").prefix()));
    }
}
