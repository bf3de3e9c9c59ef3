//! What a form has written on the way, worked out again from how it ended: for receivers, who have the end alone.
//!
//! A receiver takes over what somebody can have entered, and nothing else. What the form writes at its start, by a
//! trigger or once, depends on moments that are not sealed; it counts as played again only where it can be had from
//! the end, or from the start. Otherwise it is taken as claimed, and named.

use std::sync::Arc;

use sealform_protocol::{ApplyError, Draft};
use sealform_questionnaire::{PresetSource, Role};
use sealform_types::{Json, VecMap, VecSet};

use super::form::Form;
use super::{Beginning, Facts};
use crate::answer::{self, Asked, Reading, preset_value};
use crate::graph::InstanceId;
use crate::program::{ConditionSlot, Origin, Program, QuestionId, QuestionSpec, SlotId, Watcher};

/// The most rounds in which values are looked for that follow from one another; what is not found by then is taken as
/// claimed.
const MAX_ROUNDS: usize = 16;

/// Where the value of a question can come from, whatever the form's state is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    /// A person may enter it.
    Entered,
    /// The device or its sensors give it, once.
    Device,
    /// It follows from other values at any moment.
    Follows,
    /// The form gives it at the start, and never again.
    Begun,
    /// The form gives it when something happens.
    History,
}

/// Where the value of a question can come from.
pub(crate) fn source(spec: &QuestionSpec) -> Source {
    let is_entered = spec.kind.takes_answer() && spec.readonly != ConditionSlot::On;
    match &spec.written {
        Origin::Calculation => Source::Follows,
        Origin::Once(_) => Source::History,
        Origin::Preset if spec.kind.role() == Role::Preset(PresetSource::Fact) => Source::Device,
        Origin::User | Origin::Action(_) | Origin::SelfReference(_) | Origin::Suggested { .. } if is_entered => {
            Source::Entered
        }
        Origin::Action(_) | Origin::SelfReference(_) | Origin::Suggested { action: Some(_), .. } => Source::History,
        Origin::User | Origin::Preset | Origin::Suggested { action: None, .. } => {
            if spec.default_expression.is_some() {
                Source::History
            } else {
                Source::Begun
            }
        }
    }
}

/// A value that the form has written, as it is claimed.
struct Written {
    question: QuestionId,
    instance: InstanceId,
    path: String,
    claimed: Json,
}

/// A search for the values that the form has written.
struct Search<'a> {
    form: &'a mut Form,
    claimed: &'a VecMap<String, Json>,
    /// The form as it was when it began, once somebody has asked.
    start: Option<Form>,
    /// What runs a calculation.
    triggers: VecMap<QuestionId, Vec<SlotId>>,
    /// Paths that need no further look.
    done: VecSet<String>,
    /// Values that the form's end gives.
    found: Vec<Written>,
    /// Paths whose values were taken as claimed.
    taken: VecSet<String>,
}

impl Form {
    /// Fills the form with what the draft holds of what somebody entered, and works out the rest: `claimed` says what the
    /// value of each question is to be. Gives the paths of values that were taken as claimed, for the form's end does not
    /// give them.
    pub fn replay(&mut self, claimed: &VecMap<String, Json>) -> VecSet<String> {
        self.phases.keep_nothing();
        self.recall_all();
        let triggers = triggers(self.program());
        let (done, found, taken) = (VecSet::default(), Vec::new(), VecSet::default());
        let mut search = Search { form: self, claimed, start: None, triggers, done, found, taken };
        search.run();
        let taken = search.taken;
        self.phases.clear();
        taken
    }

    /// Answers and comments that somebody entered before the question became read-only, if anybody did.
    pub fn locked(&self, claimed: &VecMap<String, Json>) -> Vec<String> {
        let mut locked = Vec::new();
        for spec in self.program().questions.values().filter(|spec| source(spec) == Source::Entered) {
            let ConditionSlot::Slot(_) = spec.readonly else { continue };
            for instance in self.graph.descendants(InstanceId::ROOT, spec.template) {
                if !self.is_on(spec.readonly, instance) || !self.graph.holds_or(spec.relevant, instance) {
                    continue;
                }
                let path = self.path(spec, instance);
                let first = self.prefilled(spec, &path).or(spec.default.as_deref());
                let is_begun = || first.is_some_and(|first| claimed.get(&path) == Some(first));
                let is_claimed = claimed.get(&path).is_some_and(|value| *value != Json::Null);
                if is_claimed && !is_begun() {
                    locked.push(path.clone());
                }
                if !self.ground.comment(&path).is_empty() {
                    locked.push([&path, "#comment"].concat());
                }
            }
        }
        locked
    }

    /// The form as it was when it began, with the same facts.
    fn at_its_beginning(&self) -> Self {
        let Draft { id, started, language, facts, .. } = self.draft();
        let (id, language, facts) = (id.clone(), language.clone(), Facts::of_draft(facts.clone()));
        let draft = Beginning { id, at: *started, language, facts }.into_draft(self.program());
        let mut form = Self::new(Arc::clone(self.graph.program()), draft, self.graph.host_functions().clone());
        form.start();
        form
    }

    /// Whether a device can have given a value.
    ///
    /// # Errors
    /// [`ApplyError`] says why not.
    pub fn try_device(
        &self,
        spec: &QuestionSpec,
        instance: InstanceId,
        path: &str,
        value: &Json,
    ) -> Result<(), ApplyError> {
        answer::read(&Asked { path, reading: Reading::Restored, ..self.asked(spec, instance) }, value).map(drop)
    }
}

/// The slots that run each calculation.
fn triggers(program: &Program) -> VecMap<QuestionId, Vec<SlotId>> {
    let mut triggers: VecMap<QuestionId, Vec<SlotId>> = VecMap::new();
    for (slot, spec) in program.slots.iter() {
        for watcher in &spec.watchers {
            if let Watcher::Trigger(question) = watcher {
                triggers.get_or_insert_with(*question, Vec::new).push(slot);
            }
        }
    }
    triggers
}

impl Search<'_> {
    fn run(&mut self) {
        for _ in 0..MAX_ROUNDS {
            let pending = self.pending();
            if pending.is_empty() {
                break;
            }
            let before = self.done.len();
            let mut first = None;
            for written in pending {
                if self.reproduces(&written) {
                    self.keep(&written);
                    self.done.insert(written.path.clone());
                    self.found.push(written);
                } else {
                    first.get_or_insert(written);
                }
            }
            if let (Some(written), true) = (first, self.done.len() == before) {
                self.take(&written);
            }
        }
        for written in self.pending() {
            self.take(&written);
        }
        // What was found may have changed again with what was found, or taken, after it.
        for written in std::mem::take(&mut self.found) {
            if self.shown(&written) != written.claimed && !self.is_kept_anyway(&written) {
                self.take(&written);
            }
        }
    }

    /// What the form has written and is not known yet; of what it gives at its start alone the value is written here.
    fn pending(&mut self) -> Vec<Written> {
        let mut pending = Vec::new();
        let program = Arc::clone(self.form.graph.program());
        for (question, spec) in program.questions.iter() {
            let source = source(spec);
            let (Source::History | Source::Begun) = source else { continue };
            for instance in self.form.graph.descendants(InstanceId::ROOT, spec.template) {
                let path = self.form.path(spec, instance);
                if self.done.contains(&path) {
                    continue;
                }
                let claimed = self.claimed.get(&path).cloned().unwrap_or(Json::Null);
                let written = Written { question, instance, path, claimed };
                if source == Source::Begun {
                    self.begin(&written);
                    self.done.insert(written.path);
                } else {
                    pending.push(written);
                }
            }
        }
        pending
    }

    /// Gives a question what it starts with, where that is written out.
    fn begin(&mut self, written: &Written) {
        let spec = &self.form.program().questions[written.question];
        let preset = preset_value(spec.kind, self.form.draft()).filter(|value| *value != Json::Null);
        let prefilled = self.form.prefilled(spec, &written.path).cloned();
        let value = preset.or(prefilled).or_else(|| spec.default.as_deref().cloned()).unwrap_or(Json::Null);
        self.write(written, &value);
    }

    fn write(&mut self, written: &Written, value: &Json) {
        self.form.write(written.question, written.instance, value);
        self.form.settle_values();
    }

    /// Takes a value as it is claimed.
    fn take(&mut self, written: &Written) {
        if self.is_kept_anyway(written) {
            return; // the difference is reported
        }
        self.form.recall_written(written.question, written.instance, &written.path, &written.claimed);
        self.form.settle_values();
        self.done.insert(written.path.clone());
        self.taken.insert(written.path.clone());
    }

    /// Keeps a value that is worked out once, as the form did.
    fn keep(&mut self, written: &Written) {
        let is_once = matches!(self.form.program().questions[written.question].written, Origin::Once(_));
        if is_once && written.claimed != Json::Null {
            self.form.recall_written(written.question, written.instance, &written.path, &written.claimed);
            self.form.settle_values();
        }
    }

    /// Whether the form keeps a value here though none is claimed: then it would have kept one before.
    fn is_kept_anyway(&self, written: &Written) -> bool {
        let spec = &self.form.program().questions[written.question];
        matches!(spec.written, Origin::Once(_)) && written.claimed == Json::Null
    }

    fn shown(&self, written: &Written) -> Json {
        let spec = &self.form.program().questions[written.question];
        self.form.counting(spec, written.instance).map_or(Json::Null, |value| value.to_json())
    }

    /// Whether the value follows from how the form ended, or from how it began. It does not count that it follows from
    /// itself.
    fn reproduces(&mut self, written: &Written) -> bool {
        self.begin(written);
        let spec = &self.form.program().questions[written.question];
        let is_off = !self.form.graph.holds_or(spec.relevant, written.instance);
        // Once it would have kept a value; what works itself out at the start is not blank by then.
        let may_be_blank = match &spec.written {
            Origin::Once(_) => true,
            Origin::SelfReference(_) => false,
            Origin::User | Origin::Calculation | Origin::Suggested { .. } | Origin::Action(_) | Origin::Preset => {
                spec.default_expression.is_none() && self.is_quiet(written)
            }
        };
        if (is_off || may_be_blank) && self.shown(written) == written.claimed {
            return true;
        }
        if is_off || self.is_kept_anyway(written) {
            return true; // a difference is reported
        }
        for value in self.candidates(written) {
            self.write(written, &value);
            if self.shown(written) == written.claimed {
                return true;
            }
        }
        self.begin(written);
        false
    }

    /// What the form can have written: now, by default, or when it began.
    fn candidates(&mut self, written: &Written) -> Vec<Json> {
        let mut values = Vec::new();
        let form = &*self.form;
        let spec = &form.program().questions[written.question];
        let action = match &spec.written {
            Origin::Action(expression) | Origin::SelfReference(expression) => Some(&**expression),
            Origin::Suggested { action, .. } => action.as_deref(),
            Origin::User | Origin::Calculation | Origin::Once(_) | Origin::Preset => None,
        };
        // What the assignment says takes the place of what would be worked out.
        let default = spec.default_expression.as_deref().filter(|_| form.prefilled(spec, &written.path).is_none());
        for expression in action.into_iter().chain(default) {
            let seen = form.graph.evaluate(expression, spec.answer, written.instance);
            values.push(answer::coerce(&form.asked(spec, written.instance), &seen));
        }
        if written.instance == InstanceId::ROOT && (action.is_none() || self.is_quiet(written)) {
            let start = self.start();
            values.extend(start.draft().answers.get(&written.path).cloned());
        }
        values
    }

    fn start(&mut self) -> &Form {
        let form = &*self.form;
        self.start.get_or_insert_with(|| form.at_its_beginning())
    }

    /// Whether nothing need have run the calculation: all that could have is as it was at the start.
    fn is_quiet(&mut self, written: &Written) -> bool {
        let sources = self.triggers.get(&written.question).cloned().unwrap_or_default();
        sources.into_iter().all(|slot| {
            let template = self.form.program().slots[slot].template;
            let peers = self.form.graph.peers(written.instance, template);
            peers.into_iter().all(|peer| {
                let value = self.form.graph.get(slot, peer).clone();
                value.is_blank() || peer == InstanceId::ROOT && self.start().graph.get(slot, peer).is_same(&value)
            })
        })
    }
}
