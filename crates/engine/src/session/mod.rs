//! One person filling one form.

mod answers;
mod attempts;
mod draft;
mod events;
mod facts;
mod find;
mod finish;
mod given;
mod graph;
mod inspect;
mod others;
mod put;
mod repeats;
mod score;
mod text;
mod view;

use std::rc::Rc;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset};
use sealform_expression::Val;
use sealform_protocol::{Action, ApplyError, Command, Draft, Key, LogEntry, Node, Patch, Position, Snapshot};
use sealform_scoring::{ScoreSheet, Tally, TooLong, TotalScore};
use sealform_types::{ChunkMap, Json, VecMap};

pub use draft::RestoreError;
pub use finish::{Finished, OpenPoint};
pub use inspect::Inspected;

use crate::program::{NodeRef, Origin, Program, QuestionId};
use answers::Answer;
use graph::{Graph, InstanceId};
use view::DirtySet;

/// One person filling one form.
///
/// # Invariant
/// After [`Session::apply`] every derived value, view and sum is what a session would have that
/// started from the same ground state.
pub struct Session {
    program: Arc<Program>,
    cells: Graph,
    answers: Vec<Answer>,
    /// Ground state that is written as it is.
    draft: Draft,
    faces: DirtySet,
    snapshot: Snapshot,
    tally: Option<Tally>,
    /// Blocks that the command at hand has made: nothing that happens in them while they are made is an event.
    fresh: Vec<InstanceId>,
    /// Those of them that a number has called for and that have nothing in them yet.
    unbegun: Vec<InstanceId>,
    /// Blocks that do not have the answers yet that they start with.
    beginning: Vec<InstanceId>,
    /// What is to be kept in them.
    waiting: Vec<(InstanceId, QuestionId)>,
}

/// What a new session is begun with.
#[derive(Debug, Clone, PartialEq)]
pub struct Beginning {
    /// The UUID of the draft, which becomes the submission's `jti`.
    pub id: String,
    /// When.
    pub at: DateTime<FixedOffset>,
    /// The language of the form's texts; the form's first where it has no such language.
    pub language: String,
    /// Facts known at the start, such as `assignment` and `zone`.
    pub facts: VecMap<String, Json>,
}

impl Session {
    /// Begins a form.
    pub fn start(program: Arc<Program>, beginning: Beginning) -> Self {
        let known = program.form.languages.contains(&beginning.language);
        let first = program.form.languages.first().cloned().unwrap_or_default();
        let draft = Draft {
            v: 1,
            id: beginning.id,
            questionnaire: program.form.pin.clone(),
            started: beginning.at,
            at: beginning.at,
            answers: ChunkMap::new(),
            comments: ChunkMap::new(),
            instances: VecMap::new(),
            next_instance: 1,
            once: ChunkMap::new(),
            facts: beginning.facts,
            language: if known { beginning.language } else { first },
            position: Position::default(),
            log: Vec::new(),
        };
        let mut session = Self::bare(program, draft);
        session.cells.evaluate_all(&Arc::clone(&session.program));
        session.begin(InstanceId::ROOT);
        session.follow_all_counts();
        session.settle_values();
        session.keep_all();
        session.fresh.clear();
        session.refresh_all();
        session
    }

    fn bare(program: Arc<Program>, draft: Draft) -> Self {
        let cells = Graph::new(&program);
        let answers = Answer::none(program.templates.values().next().map_or(0, |root| root.questions.len()));
        let snapshot = view::blank(&program, &draft);
        let tally = program.scoring().map(|scoring| Tally::new(&scoring.program));
        let (fresh, unbegun, beginning, waiting) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let faces = DirtySet::default();
        let mut session =
            Self { program, cells, answers, draft, faces, snapshot, tally, fresh, unbegun, beginning, waiting };
        session.set_facts();
        session
    }

    /// Takes one action and returns what it changed.
    ///
    /// Only expressions that read what was touched are evaluated, and only as far as values change.
    ///
    /// # Errors
    /// [`ApplyError`] where the action is not possible; the session is then unchanged.
    pub fn apply(&mut self, command: Command) -> Result<Patch, ApplyError> {
        let Command { at, action } = command;
        match &action {
            Action::Answer { path, value } => self.answer(at, path, value)?,
            Action::Comment { path, text } => self.comment(at, path, text)?,
            Action::Open { path } => self.open(at, path)?,
            Action::Language { language } => self.language(at, language)?,
            Action::AddInstance { path } => self.add_instance(at, path)?,
            Action::RemoveInstance { path } => self.remove_instance(at, path)?,
            Action::Fact { name, value } => self.fact(at, name, value)?,
        }
        self.log(at, &action);
        self.settle();
        self.fresh.clear();
        Ok(self.refresh())
    }

    /// The whole form as it is now.
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// What must be kept to come back to this point.
    pub fn draft(&self) -> &Draft {
        &self.draft
    }

    /// What it runs.
    pub fn program(&self) -> &Arc<Program> {
        &self.program
    }

    /// How many expressions have been evaluated since the session began.
    pub fn evaluations(&self) -> u64 {
        self.cells.evaluations
    }

    /// The value of a question as expressions see it, as text; blank where it is not relevant.
    ///
    /// # Errors
    /// [`ApplyError::UnknownPath`] where there is no such question.
    pub fn value(&self, path: &str) -> Result<Val, ApplyError> {
        let (question, block) = self.locate(path)?;
        Ok(self.cells.get(&self.program, self.program.questions[question].value, block).clone())
    }

    /// Whether a question or group is relevant.
    ///
    /// # Errors
    /// [`ApplyError::UnknownPath`] where there is no such question or group.
    pub fn is_relevant(&self, path: &str) -> Result<bool, ApplyError> {
        let (node, block) = self.find(path)?;
        let relevant = match node {
            NodeRef::Question(question) => self.program.questions[question].relevant,
            NodeRef::Group(group) => self.program.groups[group].relevant,
        };
        Ok(self.cells.holds_or(&self.program, relevant, block))
    }

    /// What the filled form is called, where the form says so.
    pub fn instance_name(&self) -> Option<String> {
        let slot = self.program.instance_name?;
        Some(self.cells.get(&self.program, slot, InstanceId::ROOT).to_text())
    }

    /// Whether the form itself gives a question its value, so that nobody enters it.
    pub(crate) fn is_written(&self, path: &str) -> bool {
        self.locate(path).is_ok_and(|(question, block)| {
            let plan = &self.program.questions[question];
            !matches!(
                plan.written,
                Origin::User | Origin::Action(_) | Origin::SelfReference(_) | Origin::Suggested { .. }
            ) || !plan.source.kind.takes_answer()
                || self.is_on(plan.readonly, block)
        })
    }

    /// The whole score sheet, where a key is attached.
    pub fn score(&self) -> Option<Result<ScoreSheet, TooLong>> {
        let scoring = self.program.scoring()?;
        Some(self.tally.as_ref()?.sheet(&scoring.program))
    }

    /// The total, at a cost that does not grow with the number of questions.
    pub fn total(&self) -> Option<Result<TotalScore, TooLong>> {
        let scoring = self.program.scoring()?;
        Some(self.tally.as_ref()?.total(&scoring.program))
    }

    /// Notes what was done; one entry for what is typed into one field without anything between.
    fn log(&mut self, at: DateTime<FixedOffset>, action: &Action) {
        let word = action.name();
        let path = match action {
            Action::Answer { path, .. }
            | Action::Comment { path, .. }
            | Action::Open { path }
            | Action::AddInstance { path }
            | Action::RemoveInstance { path } => path.as_str(),
            Action::Language { language } => language.as_str(),
            Action::Fact { name, .. } => name.as_str(),
        };
        match self.draft.log.last_mut() {
            Some(last) if last.action == word && last.path == path => last.at = at,
            _ => self.draft.log.push(LogEntry { at, action: word.to_owned(), path: path.to_owned() }),
        }
    }
}

/// The key of a node in a block: the instance in the upper half, the node in the lower.
fn key(instance: u32, node: u32) -> Key {
    Key(u64::from(instance) << 32 | u64::from(node))
}

/// Whether two nodes draw the same.
fn same(old: Option<&Node>, new: &Node) -> bool {
    match (old, new) {
        (Some(Node::Group(old)), Node::Group(new)) => Rc::ptr_eq(old, new) || old == new,
        (Some(Node::Question(old)), Node::Question(new)) => Rc::ptr_eq(old, new) || old == new,
        _ => false,
    }
}
