//! What stands out in a form that was filled and is in order: for whoever reads it. It blocks nothing, and nothing of it is
//! sealed, for every receiver finds the same.

use sealform_protocol::{IssueView, Pattern};
use sealform_types::{ArenaId, Value, VecSet};

use crate::graph::InstanceId;
use crate::program::{QuestionId, QuestionSpec};
use crate::session::{Form, Session};

/// So many answers, at least, before their share says anything.
const LEAST_ANSWERS: u32 = 4;
/// How many percent of the answers may say "not applicable" where the form does not say.
const USUAL_PERCENT: u32 = 25;

/// One thing that stands out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remark {
    /// A rule that was passed over: a warning, or a flag.
    Broken {
        /// The question.
        path: String,
        /// The rule, with what follows from it.
        view: IssueView,
    },
    /// An answer says that something could not be observed.
    NotObserved {
        /// The question.
        path: String,
    },
    /// Many answers say "not applicable".
    NotApplicable {
        /// How many.
        count: u32,
        /// Of how many that could.
        of: u32,
        /// How many percent may.
        percent: u32,
    },
    /// It took less time than such a form takes.
    Fast {
        /// The seconds that it took: of work, where events say so, else from beginning to end.
        seconds: u32,
        /// The fewest that it should take; absent where reading the questions takes longer.
        least: Option<u32>,
    },
}

/// What stands out in a form that was played again, first by question. `active` is how many seconds were spent on it, pauses
/// left out, where that is known.
pub fn remarks(session: &Session, active: Option<u32>) -> Vec<Remark> {
    let form = session.form();
    let mut remarks: Vec<Remark> =
        session.passed_over().into_iter().map(|(path, view)| Remark::Broken { path, view }).collect();
    remarks.extend(not_observed(form));
    remarks.extend(not_applicable(form));
    remarks.extend(fast(session, active));
    remarks
}

/// The choices of a question that were taken, each of which may mean something.
fn takes(form: &Form, spec: &QuestionSpec, instance: InstanceId) -> Vec<String> {
    match form.counting(spec, instance) {
        Some(Value::Choice(name)) => vec![name],
        Some(Value::Choices(names)) => names,
        Some(_) | None => Vec::new(),
    }
}

/// The names of the choices of a question that have a property.
fn names<'a>(form: &'a Form, spec: &QuestionSpec, has: fn(&sealform_questionnaire::Choice) -> bool) -> VecSet<&'a str> {
    let list = spec.list.map_or(&[][..], |list| form.program().lists[list].as_slice());
    list.iter().filter(|choice| has(choice)).map(|choice| choice.name.as_str()).collect()
}

fn not_observed(form: &Form) -> Vec<Remark> {
    let mut found = Vec::new();
    for spec in form.program().questions.values() {
        let meant = names(form, spec, |choice| choice.not_observed);
        if meant.is_empty() {
            continue;
        }
        for instance in form.graph.descendants(InstanceId::ROOT, spec.template) {
            if takes(form, spec, instance).iter().any(|name| meant.contains(name.as_str())) {
                found.push(Remark::NotObserved { path: form.path(spec, instance) });
            }
        }
    }
    found
}

/// Of the questions that offer such a choice, or with a key of those of them that count.
fn not_applicable(form: &Form) -> Option<Remark> {
    let scored: Option<VecSet<QuestionId>> = form.program().scoring().map(|spec| {
        let is_scored = |index: &usize| spec.program.is_scored(sealform_scoring::LineId::from_index(*index));
        let lines = spec.lines.iter().enumerate().filter(|(index, _)| is_scored(index));
        lines.map(|(_, question)| *question).collect()
    });
    let (mut count, mut of) = (0, 0);
    for (id, spec) in form.program().questions.iter() {
        let meant = names(form, spec, |choice| choice.not_applicable);
        if meant.is_empty() || scored.as_ref().is_some_and(|scored| !scored.contains(&id)) {
            continue;
        }
        for instance in form.graph.descendants(InstanceId::ROOT, spec.template) {
            let taken = takes(form, spec, instance);
            of += u32::from(!taken.is_empty());
            count += u32::from(taken.iter().any(|name| meant.contains(name.as_str())));
        }
    }
    let percent = form.program().form.max_not_applicable.unwrap_or(USUAL_PERCENT);
    let is_much = u64::from(count) * 100 > u64::from(of) * u64::from(percent);
    (of >= LEAST_ANSWERS && is_much).then_some(Remark::NotApplicable { count, of, percent })
}

fn fast(session: &Session, active: Option<u32>) -> Option<Remark> {
    let draft = session.draft();
    let passed = u32::try_from((draft.at - draft.started).num_seconds()).ok()?;
    let seconds = active.map_or(passed, |active| active.min(passed));
    match session.program().form.min_seconds {
        Some(least) => (seconds < least).then_some(Remark::Fast { seconds, least: Some(least) }),
        None => match session.fast(seconds)? {
            Pattern::Fast { seconds } => Some(Remark::Fast { seconds, least: None }),
            Pattern::Same { .. } => None,
        },
    }
}
