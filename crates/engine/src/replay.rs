//! Could the form have accepted these answers? A receiver asks with the same program.

use std::sync::Arc;

use sealform_protocol::{Action, ApplyError, Command, Draft, Issue, Part, Position};
use sealform_types::{ChunkMap, Json, VecMap, VecSet, iso};

use crate::program::Program;
use crate::session::{Finished, OpenPoint, Session};

/// What a submission claims, as far as a form can be replayed from it.
#[derive(Debug, Clone)]
pub struct Claimed<'a> {
    /// `path → {v, c?}`
    pub answers: &'a Json,
    /// `path → [id, …]`
    pub repeats: &'a Json,
    /// Every fact that the form read.
    pub facts: &'a Json,
    /// What became of the contact.
    pub outcome: &'a str,
    /// When it was sealed: ISO 8601 with offset. The facts' `now` goes before it.
    pub sealed: &'a str,
    /// The language of the form's texts.
    pub language: &'a str,
}

/// One way in which a submission differs from what the form would have given.
#[derive(Debug, Clone, PartialEq)]
pub enum Mismatch {
    /// The form does not take this answer.
    Refused {
        /// The question.
        path: String,
        /// Why.
        error: ApplyError,
    },
    /// The form would not have let this be sealed.
    Open {
        /// The question.
        path: String,
        /// What is wrong.
        issue: Issue,
        /// Whether the answer or its comment is meant.
        part: Part,
    },
    /// The form gives another value here: calculated, or written in another way.
    Differs {
        /// The question.
        path: String,
        /// What the submission says; `null` where it has none.
        claimed: Json,
        /// What the form gives; `null` where it gives none.
        replayed: Json,
    },
    /// The form ends in another way.
    Outcome {
        /// What the submission says.
        claimed: String,
        /// What the form gives.
        replayed: String,
    },
    /// A claim is not of the kind that a form writes.
    Malformed {
        /// JSON pointer to it.
        pointer: String,
    },
}

/// What came of a replay.
pub struct Replay {
    /// The form as it was filled.
    pub session: Session,
    /// Every difference; none where the form could have given exactly this.
    pub mismatches: Vec<Mismatch>,
}

/// Plays the claims through the form from the start.
pub fn replay(program: &Arc<Program>, claimed: &Claimed<'_>) -> Option<Replay> {
    let mut mismatches = Vec::new();
    let draft = draft(program, claimed, &mut mismatches)?;
    let paths: Vec<(String, Json)> = claimed.answers.as_object().unwrap_or_default().to_vec();
    let mut session = Session::restore(Arc::clone(program), draft).ok()?;
    refused(&mut session, &paths, &mut mismatches);
    for open in session.open_points() {
        if is_refused(&open, &mismatches) {
            continue;
        }
        mismatches.push(Mismatch::Open { path: open.path, issue: open.issue, part: open.part });
    }
    if let Ok(finished) = session.finish() {
        compare(claimed, &finished, &mut mismatches);
    }
    Some(Replay { session, mismatches })
}

/// Whether an answer is missing only because the one that came was refused.
fn is_refused(open: &OpenPoint, mismatches: &[Mismatch]) -> bool {
    let part = match open.part {
        Part::Answer => open.path.clone(),
        Part::Comment => format!("{}#comment", open.path),
    };
    let refused = |mismatch: &Mismatch| matches!(mismatch, Mismatch::Refused { path, .. } if *path == part);
    matches!(open.issue, Issue::Required { .. }) && mismatches.iter().any(refused)
}

/// The draft that the claims would have come from.
fn draft(program: &Arc<Program>, claimed: &Claimed<'_>, mismatches: &mut Vec<Mismatch>) -> Option<Draft> {
    let now = claimed.facts.get("now").and_then(Json::as_str).unwrap_or(claimed.sealed);
    let at = iso::read_moment(now);
    if at.is_none() {
        mismatches.push(Mismatch::Malformed { pointer: "/facts/now".to_owned() });
    }
    let at = at.or_else(|| iso::read_moment(claimed.sealed))?;
    let mut instances = Vec::new();
    for (path, ids) in claimed.repeats.as_object().unwrap_or_default() {
        let read: Option<Vec<u32>> =
            ids.as_array().and_then(|ids| ids.iter().map(|id| u32::try_from(id.as_integer()?).ok()).collect());
        match read {
            Some(ids) => instances.push((path.clone(), ids)),
            None => mismatches.push(Mismatch::Malformed { pointer: sealform_types::pointer("/repeats", path) }),
        }
    }
    let language = claimed.facts.get("language").and_then(Json::as_str).unwrap_or(claimed.language);
    let known = program.languages().iter().any(|known| known == language);
    let first = program.languages().first().map_or("", String::as_str);
    let mut draft = Draft {
        v: 1,
        id: String::new(),
        questionnaire: program.pin().clone(),
        started: at,
        at,
        answers: ChunkMap::new(),
        comments: ChunkMap::new(),
        next_instance: instances.iter().flat_map(|(_, ids)| ids).max().map_or(1, |most| most.saturating_add(1)),
        instances: instances.into_iter().collect(),
        defaults_applied: ChunkMap::new(),
        facts: claimed.facts.as_object().unwrap_or_default().iter().cloned().collect(),
        language: if known { language } else { first }.to_owned(),
        position: Position::default(),
        log: Vec::new(),
    };
    for (path, claim) in claimed.answers.as_object().unwrap_or_default() {
        if let Some(value) = claim.get("v") {
            draft.answers.insert(path.clone(), value.clone());
        }
        if let Some(comment) = claim.get("c").and_then(Json::as_str) {
            draft.comments.insert(path.clone(), comment.to_owned());
        }
    }
    Some(draft)
}

/// Enters every answer again, as a person would, into the form as it is filled: what it refuses is reported.
fn refused(session: &mut Session, claims: &[(String, Json)], mismatches: &mut Vec<Mismatch>) {
    let at = session.draft().at;
    for (path, claim) in claims {
        let members = claim.as_object().unwrap_or_default();
        if members.is_empty() || members.iter().any(|(name, _)| !matches!(name.as_str(), "v" | "c")) {
            mismatches.push(Mismatch::Malformed { pointer: sealform_types::pointer("/answers", path) });
            continue;
        }
        if session.is_written(path) {
            continue; // compared as a whole further on
        }
        if let Some(value) = claim.get("v") {
            let action = Action::Answer { path: path.clone(), value: value.clone() };
            if let Err(error) = session.apply(Command { at, action }) {
                mismatches.push(Mismatch::Refused { path: path.clone(), error });
            }
        }
        match claim.get("c") {
            None => {}
            Some(Json::String(text)) => {
                let action = Action::Comment { path: path.clone(), text: text.clone() };
                if let Err(error) = session.apply(Command { at, action }) {
                    mismatches.push(Mismatch::Refused { path: format!("{path}#comment"), error });
                }
            }
            Some(_) => mismatches.push(Mismatch::Malformed { pointer: sealform_types::pointer("/answers", path) }),
        }
    }
}

fn compare(claimed: &Claimed<'_>, finished: &Finished, mismatches: &mut Vec<Mismatch>) {
    if claimed.outcome != finished.outcome {
        let (claimed, replayed) = (claimed.outcome.to_owned(), finished.outcome.clone());
        mismatches.push(Mismatch::Outcome { claimed, replayed });
    }
    let theirs: VecMap<&str, &Json> = members(claimed.answers);
    let ours: VecMap<&str, &Json> = members(&finished.answers);
    let paths: VecSet<&str> = theirs.keys().chain(ours.keys()).copied().collect();
    for path in paths {
        let (theirs, ours) = (theirs.get(path).copied(), ours.get(path).copied());
        let already_reported = mismatches.iter().any(|mismatch| match mismatch {
            Mismatch::Refused { path: known, .. } | Mismatch::Open { path: known, .. } => {
                known.strip_suffix("#comment").unwrap_or(known) == path
            }
            Mismatch::Differs { .. } | Mismatch::Outcome { .. } | Mismatch::Malformed { .. } => false,
        });
        let part = |claim: Option<&Json>, name| claim.and_then(|claim| claim.get(name)).cloned().unwrap_or(Json::Null);
        if !already_reported && (part(theirs, "v"), part(theirs, "c")) != (part(ours, "v"), part(ours, "c")) {
            let whole = |claim: Option<&Json>| claim.cloned().unwrap_or(Json::Null);
            mismatches.push(Mismatch::Differs { path: path.to_owned(), claimed: whole(theirs), replayed: whole(ours) });
        }
    }
}

fn members(json: &Json) -> VecMap<&str, &Json> {
    json.as_object().unwrap_or_default().iter().map(|(name, value)| (name.as_str(), value)).collect()
}
