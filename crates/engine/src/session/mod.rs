//! One person filling one form.
//!
//! ```text
//! Session::apply(command)   the façade: what crosses to the engine's callers
//!   form      ground state, graph and phases of instances; commands, resolve, lifecycle, actions, facts and restore change it
//!   score     the score sheet, line by line
//!   view      the snapshot, node by node
//! ```
//!
//! Not here: how one kind of answer is read or written (`answer`), and the values that follow from others (`graph`).

mod actions;
mod by_facts;
mod commands;
mod facts;
mod finish;
mod form;
mod ground;
mod history;
mod inspect;
mod inverse;
mod lifecycle;
mod paper;
mod patterns;
mod phases;
mod resolve;
mod restore;
mod score;
mod view;
mod why;

use std::cell::OnceCell;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset};
use sealform_expression::Val;
use sealform_protocol::{ApplyError, Command, Draft, IssueView, Patch, Position, Reason, ScoreView, Snapshot};
use sealform_scoring::{ScoreSheet, TooLong, TotalScore};
use sealform_types::{ChunkMap, Json, VecMap};

pub use by_facts::ByFacts;
pub use facts::Facts;
pub use finish::{Finished, NamedFile};
pub use inspect::Inspected;
pub use inverse::Inverse;
pub use restore::RestoreError;
pub use sealform_protocol::OpenPoint;

use crate::graph::{Changes, HostFunctions};
use crate::program::Program;
pub(crate) use facts::{is_zone, zone_of};
pub(crate) use finish::FactsOf;
pub(crate) use form::Form;
pub(crate) use history::{Source, source};
use score::{Rescored, Score};
use view::View;

/// One person filling one form.
///
/// # Invariant
/// After [`Session::apply`] every derived value, view and sum is what a session would have that
/// started from the same ground state.
///
/// # Example
/// ```
#[doc = include_str!("example.txt")]
/// let mut session = Session::start(program, beginning);
/// let answer = |path: &str, value: Json| Command { at, action: Action::Answer { path: path.to_owned(), value } };
/// assert_eq!(session.open_points().len(), 1); // an answer is missing
///
/// session.apply(answer("smoker", Json::from("yes")))?;
/// session.apply(answer("a_day", Json::Integer(10)))?;
/// let finished = session.finish().expect("no open points");
/// assert_eq!(finished.answers.to_text(), r#"{"a_day":{"v":10},"smoker":{"v":"yes"}}"#);
/// # Ok::<(), ApplyError>(())
/// ```
pub struct Session {
    form: Form,
    score: Score,
    /// What the score has come to since it was last drawn.
    rescored: Rescored,
    /// What was drawn last; nothing is drawn until somebody looks.
    view: OnceCell<View>,
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
    pub facts: Facts,
}

impl Session {
    /// Begins a form: with its defaults, and with as many instances of repeats as they start with.
    ///
    /// # Example
    /// ```
    #[doc = include_str!("example.txt")]
    /// let session = Session::start(program, beginning);
    /// assert_eq!(session.snapshot().form.title, "Visit");
    /// assert!(session.draft().answers.is_empty());
    /// ```
    pub fn start(program: Arc<Program>, beginning: Beginning) -> Self {
        Self::start_with(program, beginning, HostFunctions::none())
    }

    /// The same with functions that the page around the form computes.
    pub fn start_with(program: Arc<Program>, beginning: Beginning, functions: HostFunctions) -> Self {
        let draft = beginning.into_draft(&program);
        let mut form = Form::new(program, draft, functions);
        form.start();
        Self::of(form)
    }

    /// Comes back to a draft. What the draft holds and the form does not know is left where it is.
    ///
    /// # Errors
    /// [`RestoreError`] where the draft is not of this questionnaire.
    ///
    /// # Example
    /// ```
    #[doc = include_str!("example.txt")]
    /// # let mut session = Session::start(program, beginning);
    /// # let answer = |path: &str, value: Json| Command { at, action: Action::Answer { path: path.to_owned(), value } };
    /// session.apply(answer("smoker", Json::from("no")))?;
    /// let again = Session::restore(session.program().clone(), session.draft().clone()).expect("the same questionnaire");
    /// assert_eq!(again.snapshot(), session.snapshot());
    ///
    /// let mut other = session.draft().clone();
    /// other.questionnaire.sha256 = "another".to_owned();
    /// assert!(Session::restore(session.program().clone(), other).is_err());
    /// # Ok::<(), ApplyError>(())
    /// ```
    pub fn restore(program: Arc<Program>, draft: Draft) -> Result<Self, RestoreError> {
        Self::restore_with(program, draft, HostFunctions::none())
    }

    /// The same with functions that the page around the form computes.
    ///
    /// # Errors
    /// As [`Session::restore`].
    pub fn restore_with(program: Arc<Program>, draft: Draft, functions: HostFunctions) -> Result<Self, RestoreError> {
        restore::check(&program, &draft)?;
        let mut form = Form::new(program, draft, functions);
        form.restore();
        Ok(Self::of(form))
    }

    /// Scores a form from scratch.
    pub(crate) fn of(mut form: Form) -> Self {
        form.graph.changes = Changes::default();
        let score = Score::of(&form);
        let mut session = Self { score, form, rescored: Rescored::Nothing, view: OnceCell::new() };
        session.follow_score();
        session.form.graph.changes = Changes::default();
        session
    }

    /// The form as it was last drawn; it is drawn where it has not been yet.
    fn drawn(&self) -> &View {
        self.view.get_or_init(|| {
            let mut view = View::new(&self.form);
            view.snapshot.score = self.score.draw(&self.form, view.snapshot.progress.open);
            view
        })
    }

    /// Takes one action and returns what it changed.
    ///
    /// Only expressions that read what was touched are evaluated, and only as far as values change.
    ///
    /// # Errors
    /// [`ApplyError`] where the action is not possible; the session is then unchanged.
    ///
    /// # Example
    /// ```
    #[doc = include_str!("example.txt")]
    /// # let mut session = Session::start(program, beginning);
    /// # let answer = |path: &str, value: Json| Command { at, action: Action::Answer { path: path.to_owned(), value } };
    /// // What is not relevant takes no answer, and a choice must be one that is offered.
    /// assert!(matches!(session.apply(answer("a_day", Json::Integer(10))), Err(ApplyError::NotRelevant { .. })));
    /// assert!(matches!(session.apply(answer("smoker", Json::from("maybe"))), Err(ApplyError::UnknownChoice { .. })));
    ///
    /// // An answer changes itself and what reads it: here two questions are drawn again.
    /// let patch = session.apply(answer("smoker", Json::from("yes")))?;
    /// assert_eq!(patch.nodes.len(), 2);
    /// # Ok::<(), ApplyError>(())
    /// ```
    pub fn apply(&mut self, command: Command) -> Result<Patch, ApplyError> {
        self.drawn();
        self.take(&command)?;
        Ok(self.patch())
    }

    /// Takes one action, and draws nothing: every value and sum is as it then is, and [`Session::snapshot`] stays as it was
    /// last drawn until [`Session::patch`].
    ///
    /// # Errors
    /// As [`Session::apply`].
    ///
    /// # Example
    /// ```
    #[doc = include_str!("example.txt")]
    /// # let mut session = Session::start(program, beginning);
    /// # let answer = |path: &str, value: Json| Command { at, action: Action::Answer { path: path.to_owned(), value } };
    /// let mut face = session.snapshot().clone();
    /// session.take(&answer("smoker", Json::from("yes")))?;
    /// session.take(&answer("a_day", Json::Integer(10)))?;
    /// assert_eq!((session.value("a_day")?.to_number(), session.snapshot()), (10.0, &face));
    ///
    /// face.apply(&session.patch());
    /// assert_eq!(session.snapshot(), &face);
    /// assert_eq!(face.progress.answered, 2);
    /// # Ok::<(), ApplyError>(())
    /// ```
    pub fn take(&mut self, command: &Command) -> Result<(), ApplyError> {
        self.form.graph.changes.are_drawn = self.view.get().is_some();
        self.form.take(command)?;
        self.follow_score();
        match self.view.get() {
            Some(_) => self.form.graph.changes.compact(),
            // Whoever looks first sees the whole.
            None => drop(self.form.graph.changes.take()),
        }
        Ok(())
    }

    /// Somebody comes back to the form: what waits for days to pass has waited until now. Nothing is logged; [`Session::patch`] says
    /// what is drawn differently.
    pub fn come_back(&mut self, at: DateTime<FixedOffset>) {
        if self.form.waits_for_days() && at > self.form.draft().at {
            self.form.graph.changes.are_drawn = self.view.get().is_some();
            self.form.set_moment(at);
            self.form.settle();
            self.form.phases.clear();
            self.follow_score();
        }
    }

    /// Scores what was touched, and has the form follow the score where it reads it.
    fn follow_score(&mut self) {
        // Each part of the score can decide on another one, and none on itself: the compiler has refused that.
        for _ in 0..=self.form.program().facts.scores.len() {
            self.rescored = self.score.update(&mut self.form).max(self.rescored);
            if !self.score.hand_over(&mut self.form) {
                break;
            }
            self.form.settle();
            self.form.phases.clear();
        }
    }

    /// What has changed since the form was last drawn, here or by [`Session::snapshot`]; nothing where it has not been drawn
    /// at all.
    pub fn patch(&mut self) -> Patch {
        let rescored = std::mem::replace(&mut self.rescored, Rescored::Nothing);
        let changes = self.form.graph.changes.take();
        let Some(view) = self.view.get_mut() else { return Patch::default() };
        let mut patch = view.draw(&self.form, changes);
        let open = patch.progress.unwrap_or(view.snapshot.progress).open;
        if rescored.is_seen(open) || patch.progress.is_some() || patch.form.is_some() {
            let score = self.score.draw(&self.form, open);
            patch.score = (score != view.snapshot.score).then_some(score);
        }
        view.snapshot.apply(&patch);
        patch
    }

    /// What undoes the last command, for [`Session::take_back`]; asked at once after it.
    ///
    /// # Example
    /// ```
    #[doc = include_str!("example.txt")]
    /// # let mut session = Session::start(program, beginning);
    /// # let answer = |path: &str, value: Json| Command { at, action: Action::Answer { path: path.to_owned(), value } };
    /// session.apply(answer("smoker", Json::from("yes")))?;
    /// session.apply(answer("smoker", Json::Null))?;
    /// let cleared = session.inverse();
    /// session.take_back(at, &[cleared]);
    /// assert_eq!(session.draft().answers.get("smoker"), Some(&Json::from("yes")));
    /// # Ok::<(), ApplyError>(())
    /// ```
    pub fn inverse(&mut self) -> Inverse {
        self.form.ground.inverse()
    }

    /// Takes commands back, of which the first one comes first: everything that they have changed is as before, except
    /// what was written anew since. An instance that comes back is the same one, with the same id.
    pub fn take_back(&mut self, at: DateTime<FixedOffset>, inverses: &[Inverse]) -> Patch {
        let mut draft = self.draft().clone();
        draft.at = draft.at.max(at);
        inverses.iter().rev().for_each(|inverse| inverse.apply(&mut draft));
        inverses.iter().take(1).for_each(|inverse| inverse.log(&mut draft));
        let functions = self.form.graph.host_functions().clone();
        let mut form = Form::new(Arc::clone(self.program()), draft, functions);
        form.restore();
        let session = Self::of(form);
        let patch = inverse::patch_between(self.snapshot(), session.snapshot());
        *self = session;
        patch
    }

    /// The whole form as it was last drawn: by [`Session::apply`], or by [`Session::patch`] after [`Session::take`].
    pub fn snapshot(&self) -> &Snapshot {
        &self.drawn().snapshot
    }

    /// What must be kept to come back to this point.
    pub fn draft(&self) -> &Draft {
        self.form.draft()
    }

    /// What it runs.
    pub fn program(&self) -> &Arc<Program> {
        self.form.graph.program()
    }

    /// How many expressions have been evaluated since the session began.
    pub fn evaluations(&self) -> u64 {
        self.form.graph.evaluations()
    }

    /// The value of a question as expressions see it; blank where it is not relevant.
    ///
    /// # Errors
    /// [`ApplyError::UnknownPath`] where there is no such question.
    ///
    /// # Example
    /// ```
    #[doc = include_str!("example.txt")]
    /// # let mut session = Session::start(program, beginning);
    /// # let answer = |path: &str, value: Json| Command { at, action: Action::Answer { path: path.to_owned(), value } };
    /// session.apply(answer("smoker", Json::from("yes")))?;
    /// session.apply(answer("a_day", Json::Integer(10)))?;
    /// assert_eq!(session.value("a_day")?.to_number(), 10.0);
    ///
    /// // The draft keeps an answer that is not relevant now; expressions see a blank.
    /// session.apply(answer("smoker", Json::from("no")))?;
    /// assert!(session.value("a_day")?.is_blank());
    /// assert!(session.draft().answers.contains_key("a_day"));
    /// assert!(session.value("a_week").is_err());
    /// # Ok::<(), ApplyError>(())
    /// ```
    pub fn value(&self, path: &str) -> Result<Val, ApplyError> {
        let (question, instance) = self.form.question_at(path)?;
        Ok(self.form.graph.get(self.program().questions[question].value, instance).clone())
    }

    /// Whether a question or group is relevant.
    ///
    /// # Errors
    /// [`ApplyError::UnknownPath`] where there is no such question or group.
    ///
    /// # Example
    /// ```
    #[doc = include_str!("example.txt")]
    /// # let mut session = Session::start(program, beginning);
    /// # let answer = |path: &str, value: Json| Command { at, action: Action::Answer { path: path.to_owned(), value } };
    /// assert!(!session.is_relevant("a_day")?);
    /// session.apply(answer("smoker", Json::from("yes")))?;
    /// assert!(session.is_relevant("a_day")?);
    /// # Ok::<(), ApplyError>(())
    /// ```
    pub fn is_relevant(&self, path: &str) -> Result<bool, ApplyError> {
        self.form.is_relevant(path)
    }

    /// Why a question or group is asked, required or closed as things stand, or why it is not asked. Everything that is
    /// named holds; where nothing is named, it is always so. What has no words of its own is quoted.
    ///
    /// # Errors
    /// [`ApplyError::UnknownPath`] where there is no such question or group.
    ///
    /// # Example
    /// ```
    #[doc = include_str!("example.txt")]
    /// # let mut session = Session::start(program, beginning);
    /// # let answer = |path: &str, value: Json| Command { at, action: Action::Answer { path: path.to_owned(), value } };
    /// session.apply(answer("smoker", Json::from("yes")))?;
    /// let clause = session.why("a_day")?[0].clauses[0].clone();
    /// let object = sealform_protocol::Operand::Text("Yes".to_owned());
    /// assert_eq!((clause.path.as_str(), clause.object), ("smoker", Some(object)));
    /// # Ok::<(), ApplyError>(())
    /// ```
    pub fn why(&self, path: &str) -> Result<Vec<Reason>, ApplyError> {
        self.form.why(path)
    }

    /// What the filled form is called, where the form says so.
    pub fn instance_name(&self) -> Option<String> {
        self.form.instance_name()
    }

    /// The form that is filled.
    pub(crate) fn form(&self) -> &Form {
        &self.form
    }

    /// The whole score sheet, where a key is attached.
    pub fn score(&self) -> Option<Result<ScoreSheet, TooLong>> {
        self.score.sheet(&self.form)
    }

    /// The score as a submission claims it, where a key is attached: sums, and the class of each indicator.
    pub fn score_claim(&self) -> Option<Json> {
        self.score.claim(&self.form)
    }

    /// The whole score sheet in the language shown, also where the key has it shown to nobody who fills the form.
    pub fn score_in_words(&self) -> Option<ScoreView> {
        self.score.in_words(&self.form)
    }

    /// The total, at a cost that does not grow with the number of questions.
    pub fn total(&self) -> Option<Result<TotalScore, TooLong>> {
        self.score.total(&self.form)
    }

    /// What is to be sealed.
    ///
    /// # Errors
    /// The open points in the order of the form, where there are any; the session goes on.
    ///
    /// # Example
    /// ```
    #[doc = include_str!("example.txt")]
    /// # let mut session = Session::start(program, beginning);
    /// # let answer = |path: &str, value: Json| Command { at, action: Action::Answer { path: path.to_owned(), value } };
    /// let open = session.finish().expect_err("nobody has answered yet");
    /// assert_eq!(open[0].path, "smoker");
    ///
    /// session.apply(answer("smoker", Json::from("no")))?;
    /// let finished = session.finish().expect("no open points");
    /// assert_eq!(finished.outcome, "completed");
    /// # Ok::<(), ApplyError>(())
    /// ```
    pub fn finish(&self) -> Result<Finished, Vec<OpenPoint>> {
        let open = self.open_points();
        if !open.is_empty() {
            return Err(open);
        }
        Ok(self.finished())
    }

    /// What is to be sealed where no point is open.
    pub(crate) fn finished(&self) -> Finished {
        self.form.claims(self.score_claim())
    }

    /// Everything that still keeps the form from being sealed, in the order of the form.
    pub fn open_points(&self) -> Vec<OpenPoint> {
        view::open_points(&self.form)
    }

    /// What the form may be sealed with although a rule speaks against it, in the order of the form: warnings and flags.
    pub(crate) fn passed_over(&self) -> Vec<(String, IssueView)> {
        view::passed_over(&self.form)
    }

    /// Every slot of every instance with what it reads, for debuggers and for the tests of the engine's economy.
    pub fn inspect(&self) -> Vec<Inspected> {
        self.form.inspect()
    }
}

impl Beginning {
    /// The draft that a session begins with. Where nothing is known of the zone, it is the clock's offset for good.
    fn into_draft(self, program: &Program) -> Draft {
        let mut facts = self.facts.into_inner();
        facts.get_or_insert_with("zone".to_owned(), || zone_of(&self.at));
        let known = program.form.languages.contains(&self.language);
        let first = program.form.languages.first().cloned().unwrap_or_default();
        Draft {
            v: 1,
            id: self.id,
            questionnaire: program.form.pin.clone(),
            started: self.at,
            at: self.at,
            answers: ChunkMap::new(),
            comments: ChunkMap::new(),
            instances: VecMap::new(),
            next_instance: 1,
            defaults_applied: ChunkMap::new(),
            watches: VecMap::new(),
            facts,
            language: if known { self.language } else { first },
            position: Position::default(),
            log: Vec::new(),
        }
    }
}
