//! Could the form have given this? A receiver asks with the same program.
//!
//! Only what a person or the device can have entered is taken over; all else is worked out again and compared. What
//! depends on a history that is not sealed, and cannot be had from the form's end, is taken as claimed and named.

mod compare;
mod files;
mod reach;
mod remarks;

use std::sync::Arc;

use chrono::{DateTime, FixedOffset};
use sealform_protocol::{ApplyError, Draft, Issue, Part, Position};
use sealform_types::{ChunkMap, Findings, Json, QuestionPath, VecMap, VecSet, iso, pointer};

pub use remarks::{Remark, remarks};

use crate::assigned::SITE_ZONE;
use crate::graph::{HostFunctions, InstanceId};
use crate::limits::MAX_INSTANCES;
use crate::program::{ConditionSlot, NodeRef, Program, QuestionSpec};
use crate::session::{Form, OpenPoint, Session, Source, is_zone, source, zone_of};

/// What a submission claims, as far as a form can be replayed from it.
#[derive(Debug, Clone)]
pub struct Claimed<'a> {
    /// `path → {v, c?}`
    pub answers: &'a Json,
    /// `path → [id, …]`
    pub repeats: &'a Json,
    /// Every fact that the form read.
    pub facts: &'a Json,
    /// The question and the name of each file that is claimed.
    pub attachments: Vec<(String, &'a str)>,
    /// The assignment, where its issuer's signature was checked: it counts instead of what the facts say of it.
    pub assignment: Option<&'a Json>,
    /// What became of the contact.
    pub outcome: &'a str,
    /// When it was begun: ISO 8601 with offset.
    pub started: &'a str,
    /// When it was sealed: ISO 8601 with offset. The facts' `now` goes before it.
    pub sealed: &'a str,
    /// The language of the form's texts.
    pub language: &'a str,
    /// Whether a score is claimed: then conditions of a key may have read facts, too.
    pub scored: bool,
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
    /// The form writes another claim here, or none: a fact, or the instances of a repeat.
    Claim {
        /// JSON pointer to it.
        pointer: String,
        /// What the submission says; `null` where it says nothing.
        claimed: Json,
        /// What the form writes; `null` where it writes nothing.
        replayed: Json,
    },
    /// The form ends in another way.
    Outcome {
        /// What the submission says.
        claimed: String,
        /// What the form gives.
        replayed: String,
    },
    /// A moment that lies before another one, which came first.
    Clock {
        /// JSON pointer to it.
        pointer: String,
        /// JSON pointer to the one that came first.
        before: String,
    },
    /// An answer names a file that is not claimed.
    NotAttached {
        /// JSON pointer to the name.
        pointer: String,
        /// The question.
        path: String,
        /// The file.
        name: String,
    },
    /// A file is claimed for what is no question, or for one that takes no files.
    TakesNoFile {
        /// JSON pointer to the question's path.
        pointer: String,
        /// The path.
        path: String,
    },
    /// A claim is not of the kind that a form writes.
    Malformed {
        /// JSON pointer to it.
        pointer: String,
    },
}

impl Mismatch {
    /// The path of the answer or comment that the form does not take.
    fn refused(&self) -> Option<&str> {
        match self {
            Self::Refused { path, .. } => Some(path),
            Self::Open { .. }
            | Self::Differs { .. }
            | Self::Claim { .. }
            | Self::Outcome { .. }
            | Self::Clock { .. }
            | Self::NotAttached { .. }
            | Self::TakesNoFile { .. }
            | Self::Malformed { .. } => None,
        }
    }

    /// The path of what was reported of an answer or comment before answers are compared.
    fn reported(&self) -> Option<&str> {
        if let Self::Open { path, .. } = self { Some(path) } else { self.refused() }
    }
}

/// What came of a replay.
pub struct Replay {
    /// The form as it was filled.
    pub session: Session,
    /// The differences, [`Findings::MOST`] at most; none where the form could have given exactly this.
    pub mismatches: Vec<Mismatch>,
    /// How many differences, and answers that were not looked at any more, are not listed.
    pub left_out: usize,
    /// What was taken as claimed, for it depends on what happened on the way: paths, sorted.
    pub not_replayed: Vec<String>,
    /// Whether the score depends on one of them.
    pub is_score_unconfirmed: bool,
    /// Functions whose values were taken as claimed, for the page around the form computed them: names, sorted.
    pub given_by_page: Vec<String>,
}

/// Plays the claims through the form from the start.
pub fn replay(program: &Arc<Program>, claimed: &Claimed<'_>) -> Option<Replay> {
    let mut mismatches = Vec::new();
    let draft = draft(program, claimed, &mut mismatches)?;
    let answers = claimed.answers.as_object().unwrap_or_default();
    let part = |name: &'static str| {
        move |(path, claim): &(String, Json)| {
            Some((path.clone(), claim.get(name).filter(|v| **v != Json::Null)?.clone()))
        }
    };
    let values: VecMap<String, Json> = answers.iter().filter_map(part("v")).collect();
    let mut form = Form::new(Arc::clone(program), draft, HostFunctions::none());
    let mut not_replayed = form.replay(&values);
    // What is asked may depend on the score.
    let session = Session::of(form);
    let form = session.form();
    not_replayed.extend(form.locked(&values));
    let not_replayed: Vec<String> = not_replayed.iter().cloned().collect();
    let not_looked_at = entered(form, answers, &mut mismatches);
    fixed_repeats(form, &mut mismatches);
    files::compare(program, claimed, &mut mismatches);
    let is_score_unconfirmed = reach::reaches_score(form, &not_replayed);
    let refused = refused_paths(&mismatches);
    let open = session.open_points();
    let is_finished = open.is_empty();
    let open = open.into_iter().filter(|open| !is_refused(open, &refused));
    mismatches.extend(open.map(|OpenPoint { path, issue, part }| Mismatch::Open { path, issue, part }));
    if is_finished {
        compare::compare(claimed, &session, &session.finished(), &mut mismatches);
    }
    let left_out = not_looked_at + mismatches.len().saturating_sub(Findings::MOST);
    mismatches.truncate(Findings::MOST);
    let given_by_page = given_by_page(claimed.facts);
    Some(Replay { session, mismatches, left_out, not_replayed, is_score_unconfirmed, given_by_page })
}

/// The functions of which a file claims what they gave.
fn given_by_page(facts: &Json) -> Vec<String> {
    let calls = facts.get("functions").and_then(Json::as_array).unwrap_or_default();
    let names = calls.iter().filter_map(|call| call.get("name")?.as_str().map(str::to_owned));
    names.collect::<VecSet<_>>().into_iter().collect()
}

/// The answers and comments that the form does not take.
fn refused_paths(mismatches: &[Mismatch]) -> VecSet<String> {
    mismatches.iter().filter_map(Mismatch::refused).map(str::to_owned).collect()
}

/// Whether an answer is missing only because the one that came was refused.
fn is_refused(open: &OpenPoint, refused: &VecSet<String>) -> bool {
    let is_listed = match open.part {
        Part::Answer => refused.contains(&open.path),
        Part::Comment => refused.contains(&format!("{}#comment", open.path)),
    };
    matches!(open.issue, Issue::Required { .. }) && is_listed
}

/// When it was begun, and when the last answer came: not after it was sealed.
fn moments(
    claimed: &Claimed<'_>,
    mismatches: &mut Vec<Mismatch>,
) -> Option<(DateTime<FixedOffset>, DateTime<FixedOffset>)> {
    const STARTED: &str = "/clock/started";
    const NOW: &str = "/facts/now";
    const SEALED: &str = "/clock/sealed";
    let (started, sealed) = (iso::read_moment(claimed.started)?, iso::read_moment(claimed.sealed)?);
    let now = claimed.facts.get("now").map(|now| now.as_str().and_then(iso::read_moment));
    if now == Some(None) {
        mismatches.push(Mismatch::Malformed { pointer: NOW.to_owned() });
    }
    let mut in_order = |before: &str, after: &str, holds: bool| {
        if !holds {
            mismatches.push(Mismatch::Clock { pointer: after.to_owned(), before: before.to_owned() });
        }
    };
    match now.flatten() {
        Some(now) => {
            in_order(STARTED, NOW, started <= now);
            in_order(NOW, SEALED, now <= sealed);
            Some((started, now))
        }
        None => {
            in_order(STARTED, SEALED, started <= sealed);
            Some((started, sealed))
        }
    }
}

/// The draft that the claims would have come from, with what somebody can have entered.
fn draft(program: &Arc<Program>, claimed: &Claimed<'_>, mismatches: &mut Vec<Mismatch>) -> Option<Draft> {
    let (started, at) = moments(claimed, mismatches)?;
    let instances = instances(claimed.repeats, mismatches);
    let first = program.languages().first().map_or("", String::as_str);
    let is_known = program.languages().iter().any(|known| known == claimed.language);
    if !is_known {
        mismatches.push(Mismatch::Malformed { pointer: "/form_locale".to_owned() });
    }
    let mut draft = Draft {
        v: 1,
        id: String::new(),
        questionnaire: program.pin().clone(),
        started,
        at,
        answers: ChunkMap::new(),
        comments: ChunkMap::new(),
        next_instance: instances.iter().flat_map(|(_, ids)| ids).max().map_or(1, |most| most.saturating_add(1)),
        instances: instances.into_iter().collect(),
        defaults_applied: ChunkMap::new(),
        watches: VecMap::new(),
        facts: facts(claimed, at, mismatches),
        language: if is_known { claimed.language } else { first }.to_owned(),
        position: Position::default(),
        log: Vec::new(),
    };
    for (path, claim) in claimed.answers.as_object().unwrap_or_default() {
        let is_taken = spec(program, path).is_some_and(|spec| matches!(source(spec), Source::Entered | Source::Device));
        if let Some(value) = claim.get("v").filter(|_| is_taken) {
            draft.answers.insert(path.clone(), value.clone());
        }
        if let Some(comment) = claim.get("c").and_then(Json::as_str) {
            draft.comments.insert(path.clone(), comment.to_owned());
        }
    }
    Some(draft)
}

/// The question at a path, in whatever instance.
fn spec<'a>(program: &'a Program, path: &str) -> Option<&'a QuestionSpec> {
    match program.by_path.get(&QuestionPath::parse(path).ok()?.without_instances())? {
        NodeRef::Question(question) => Some(&program.questions[*question]),
        NodeRef::Group(_) => None,
    }
}

/// The facts that a form knows; what else is claimed shows when they are compared, and so does what is missing.
fn facts(claimed: &Claimed<'_>, at: DateTime<FixedOffset>, mismatches: &mut Vec<Mismatch>) -> VecMap<String, Json> {
    let known = claimed.facts.as_object().unwrap_or_default().iter();
    let mut facts: VecMap<String, Json> = known
        .filter(|(name, _)| matches!(name.as_str(), "assignment" | "functions" | "seed" | "zone" | SITE_ZONE))
        .cloned()
        .collect();
    if facts.get("zone").is_some_and(|zone| !is_zone(zone)) {
        mismatches.push(Mismatch::Malformed { pointer: "/facts/zone".to_owned() });
    }
    if facts.get(SITE_ZONE).is_some_and(|zone| !is_zone(zone)) {
        mismatches.push(Mismatch::Malformed { pointer: pointer("/facts", SITE_ZONE) });
    }
    facts.get_or_insert_with("zone".to_owned(), || zone_of(&at));
    if let Some(assignment) = claimed.assignment {
        facts.insert("assignment".to_owned(), assignment.clone());
    }
    facts
}

/// The instances of repeats. An id stands for one instance in all of the form, and a later instance has a higher one.
fn instances(repeats: &Json, mismatches: &mut Vec<Mismatch>) -> Vec<(String, Vec<u32>)> {
    let mut instances = Vec::new();
    let mut known = VecSet::default();
    for (path, ids) in repeats.as_object().unwrap_or_default() {
        let read: Option<Vec<u32>> =
            ids.as_array().and_then(|ids| ids.iter().map(|id| u32::try_from(id.as_integer()?).ok()).collect());
        let fits = |id: &u32| (1..=MAX_INSTANCES).contains(id);
        match read.filter(|ids| ids.is_sorted_by(|a, b| a < b) && ids.iter().all(fits)) {
            Some(ids) if !ids.iter().any(|id| known.contains(id)) => {
                ids.iter().for_each(|id| _ = known.insert(*id));
                instances.push((path.clone(), ids));
            }
            Some(_) | None => mismatches.push(Mismatch::Malformed { pointer: pointer("/repeats", path) }),
        }
    }
    instances
}

/// A repeat that nobody can add to has at most as many instances as it starts with, or as it may have, and one that nobody
/// can remove from at least as many.
fn fixed_repeats(form: &Form, mismatches: &mut Vec<Mismatch>) {
    for (template, spec) in form.program().templates.iter() {
        let (Some(repeat), Some(parent)) = (spec.repeat, spec.parent) else { continue };
        let (None, Some(group)) = (repeat.count, repeat.container) else { continue };
        let group = &form.program().groups[group];
        for around in form.graph.descendants(InstanceId::ROOT, parent) {
            let count = form.graph.instances(around, template).len();
            let possible = repeat.least.min(repeat.instances)..=repeat.most.max(repeat.instances);
            let is_possible = u32::try_from(count).is_ok_and(|count| possible.contains(&count));
            if form.graph.holds_or(group.relevant, around) && !is_possible {
                let path = form.graph.path(&group.path, around);
                mismatches.push(Mismatch::Malformed { pointer: pointer("/repeats", &path) });
            }
        }
    }
}

/// Looks whether a person could enter every answer into the form as it is filled, and reports what it refuses. It stops at
/// [`Findings::MOST`], for finding the path that was meant by an unknown one takes long, and gives how many answers
/// were not looked at.
fn entered(form: &Form, claims: &[(String, Json)], mismatches: &mut Vec<Mismatch>) -> usize {
    for (index, (path, claim)) in claims.iter().enumerate() {
        if mismatches.len() >= Findings::MOST {
            return claims.len() - index;
        }
        let members = claim.as_object().unwrap_or_default();
        let is_known = |(name, value): &(String, Json)| match name.as_str() {
            "v" => true,
            "c" => matches!(value, Json::String(_)),
            _ => false,
        };
        if members.is_empty() || !members.iter().all(is_known) {
            mismatches.push(Mismatch::Malformed { pointer: pointer("/answers", path) });
            continue;
        }
        // What was entered before a question became read-only is taken as claimed.
        let is_locked = form.question_at(path).is_ok_and(|(question, instance)| {
            let readonly = form.program().questions[question].readonly;
            matches!(readonly, ConditionSlot::Slot(_)) && form.is_on(readonly, instance)
        });
        if is_locked {
            continue;
        }
        if let Some(error) = claim.get("v").and_then(|value| refused(form, path, value)) {
            mismatches.push(Mismatch::Refused { path: path.clone(), error });
        }
        if let Some(text) = claim.get("c").and_then(Json::as_str)
            && let Err(error) = form.try_comment(path, text)
        {
            mismatches.push(Mismatch::Refused { path: format!("{path}#comment"), error });
        }
    }
    0
}

/// Why nobody can have entered a value; nothing where it was not entered, but follows from others.
fn refused(form: &Form, path: &str, value: &Json) -> Option<ApplyError> {
    let (question, instance) = match form.question_at(path) {
        Ok(found) => found,
        Err(error) => return Some(error),
    };
    let spec = &form.program().questions[question];
    match source(spec) {
        Source::Entered => form.try_answer(path, value).err(),
        Source::Device => form.try_device(spec, instance, path, value).err(),
        Source::Follows | Source::Begun | Source::History => None,
    }
}
