//! What came of one file, as it is written and kept: in the order of the files, long after the file itself has left the memory.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use sealform_protocol::Remark;
use sealform_receiver::{level_word, signer_word};
use sealform_types::{Finding, Level, Place, Severity};
use serde::{Deserialize, Deserializer, Serialize};

use super::beside::Audit;
use super::essentials::{Claimed, Essentials};
use super::intact::{Intact, Replay};
use crate::attachments::Presence;
use crate::failure::Exit;

/// A word that stays the same: a part of the program, or read again from what was kept.
type Word = Cow<'static, str>;

/// What came of one file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Row {
    pub file: String,
    pub exit: Exit,
    /// What is said of an intact file, in words.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub said: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub intact: Option<Seen>,
    /// What other files are compared with.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub links: Option<Links>,
    /// The recomputed score in one line.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub computed: Option<String>,
    #[serde(deserialize_with = "findings", skip_serializing_if = "Vec::is_empty", default)]
    pub findings: Vec<Finding>,
    /// Whether it was among the files before: then it counts once.
    #[serde(skip)]
    pub is_again: bool,
}

/// What programs are told of an intact file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Seen {
    pub jti: String,
    pub sha256: String,
    pub questionnaire: Form,
    pub outcome: String,
    pub signer: String,
    pub trust: Word,
    pub level: Word,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub receipt: Option<Received>,
    pub replay: Replay,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub kind: Option<Word>,
    pub not_replayed: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub given_by_page: Vec<String>,
    #[serde(deserialize_with = "remarks")]
    pub remarks: Vec<Remark>,
    pub score: Word,
    pub audit: Audit,
    pub audit_gaps: u32,
    pub attachments: Vec<Beside>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub clock_back_ms: Option<u64>,
}

/// What a file says of others.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Links {
    /// Identity and content of what it corrects.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub previous: Option<(String, String)>,
    /// The issuer and the name of its assignment.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub assignment: Option<(String, String)>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub version: Option<u32>,
    /// When it was sealed, by the clock of its device.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub sealed: Option<String>,
}

impl Links {
    pub fn of(essentials: &Essentials) -> Self {
        let previous = essentials.previous.as_ref().map(|(jti, sha256)| (jti.to_string(), sha256.to_string()));
        Self {
            previous,
            assignment: essentials.assignment.clone(),
            version: essentials.assignment_version,
            sealed: Some(essentials.sealed.clone()),
        }
    }
}

/// Who has received a file, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    pub iss: String,
    pub received_at: String,
}

/// A file that is claimed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Beside {
    pub question: String,
    pub name: String,
    /// What the device says of a picture that it has sealed before.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub seen: bool,
    pub file: Presence,
}

/// The form that was filled.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Form {
    pub id: String,
    pub version: String,
    pub sha256: String,
}

impl Row {
    /// What came of something of which no file came.
    pub fn refused(file: String, findings: Vec<Finding>, exit: Exit) -> Self {
        Self { file, exit, said: None, intact: None, links: None, computed: None, findings, is_again: false }
    }

    /// Adds what was found; only errors make it fail.
    pub fn add(&mut self, finding: Finding) {
        if finding.severity == Severity::Error {
            self.exit = self.exit.max(Exit::Found);
        }
        self.findings.push(finding);
    }

    /// Whether it is in order.
    pub fn is_fine(&self) -> bool {
        self.exit == Exit::Fine
    }
}

impl Seen {
    pub fn of(intact: &Intact) -> Self {
        let essentials = &intact.essentials;
        let (jti, sha256) = &essentials.identity;
        let form = &essentials.questionnaire;
        let beside = |claimed: &Claimed| Beside {
            question: claimed.question.clone(),
            name: claimed.name.clone(),
            seen: claimed.seen,
            file: claimed.presence,
        };
        Self {
            jti: jti.to_string(),
            sha256: sha256.to_string(),
            questionnaire: Form { id: form.id.clone(), version: form.version.clone(), sha256: form.sha256.to_string() },
            outcome: essentials.outcome.as_str().to_owned(),
            signer: essentials.sealed_by.to_string(),
            trust: signer_word(essentials.signer).into(),
            level: level_word(essentials.signer.level()).into(),
            receipt: None,
            replay: intact.replay,
            kind: intact.kind.map(Word::from),
            not_replayed: intact.not_replayed.clone(),
            given_by_page: intact.given_by_page.clone(),
            remarks: intact.remarks.clone(),
            score: essentials.score.into(),
            audit: intact.audit,
            audit_gaps: essentials.audit_gaps,
            attachments: essentials.attachments.iter().map(beside).collect(),
            clock_back_ms: essentials.clock_back_ms,
        }
    }
}

/// The one text of a code that was kept: there are some hundred of them.
fn word(code: String) -> &'static str {
    static WORDS: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut words = WORDS.lock().unwrap_or_else(PoisonError::into_inner);
    match words.get(code.as_str()) {
        Some(word) => word,
        None => {
            let word: &'static str = Box::leak(code.into_boxed_str());
            words.insert(word);
            word
        }
    }
}

#[derive(Deserialize)]
struct KeptFinding {
    code: String,
    severity: KeptSeverity,
    message: String,
    place: KeptPlace,
    hint: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum KeptSeverity {
    Warning,
    Error,
}

#[derive(Deserialize)]
struct KeptPlace {
    pointer: String,
    line: Option<u32>,
    columns: Option<(u32, u32)>,
    source: Option<String>,
}

fn findings<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Finding>, D::Error> {
    let kept = Vec::<KeptFinding>::deserialize(from)?;
    let finding = |KeptFinding { code, severity, message, place, hint }| {
        let KeptPlace { pointer, line, columns, source } = place;
        let severity = match severity {
            KeptSeverity::Warning => Severity::Warning,
            KeptSeverity::Error => Severity::Error,
        };
        Finding { code: word(code), severity, message, place: Place { pointer, line, columns, source }, hint }
    };
    Ok(kept.into_iter().map(finding).collect())
}

#[derive(Deserialize)]
struct KeptRemark {
    path: String,
    level: Level,
    code: String,
    message: String,
}

fn remarks<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Remark>, D::Error> {
    let kept = Vec::<KeptRemark>::deserialize(from)?;
    let remark = |KeptRemark { path, level, code, message }| Remark { path, level, code: word(code), message };
    Ok(kept.into_iter().map(remark).collect())
}
