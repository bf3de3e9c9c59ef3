//! What new instances have been through while a command runs.

use sealform_types::VecMap;

use crate::graph::InstanceId;
use crate::program::QuestionId;

/// How far an instance is that the command at hand has made. Instances from before have no phase.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Phase {
    /// A number has called for it, and it has no defaults yet.
    Called,
    /// It is given the answers that it starts with; values that it keeps wait for them.
    Beginning { waiting: Vec<QuestionId> },
    /// It has what it starts with.
    Begun,
}

/// The phases of the instances that the command at hand has made.
#[derive(Debug, Default)]
pub(crate) struct Phases {
    phases: VecMap<InstanceId, Phase>,
    /// Instances in the order in which they were called for; some may be further by now, or gone.
    called: Vec<InstanceId>,
    /// Whether values that are worked out once are kept by whoever asks alone.
    keeps_nothing: bool,
}

impl Phases {
    /// Whether the command at hand has made it: nothing that happens in it while it is made triggers an action.
    pub fn is_new(&self, instance: InstanceId) -> bool {
        self.phases.contains_key(&instance)
    }

    /// It is there, with whatever it has had before.
    pub fn add(&mut self, instance: InstanceId) {
        self.phases.insert(instance, Phase::Begun);
    }

    /// A number calls for it: it is to begin once other values have been worked out.
    pub fn call(&mut self, instance: InstanceId) {
        self.phases.insert(instance, Phase::Called);
        self.called.push(instance);
    }

    /// The instances that were called for since this was last asked, and are still to begin, in order.
    pub fn take_called(&mut self) -> Vec<InstanceId> {
        std::mem::take(&mut self.called)
    }

    /// Whether it was called for and has not begun yet.
    pub fn is_called(&self, instance: InstanceId) -> bool {
        self.phases.get(&instance) == Some(&Phase::Called)
    }

    /// It is given its first answers from now on.
    pub fn begin(&mut self, instance: InstanceId) {
        if !matches!(self.phases.get(&instance), Some(Phase::Beginning { .. })) {
            self.phases.insert(instance, Phase::Beginning { waiting: Vec::new() });
        }
    }

    /// Has a value wait that an instance is to keep, where the instance does not have its first answers yet. Says whether
    /// it waits.
    pub fn wait(&mut self, instance: InstanceId, question: QuestionId) -> bool {
        if self.keeps_nothing {
            return true;
        }
        match self.phases.get_mut(&instance) {
            Some(Phase::Beginning { waiting }) => {
                waiting.push(question);
                true
            }
            Some(Phase::Called | Phase::Begun) | None => false,
        }
    }

    /// It has its first answers; returns what waited for them.
    pub fn end(&mut self, instance: InstanceId) -> Vec<QuestionId> {
        match self.phases.insert(instance, Phase::Begun) {
            Some(Phase::Beginning { waiting }) => waiting,
            Some(Phase::Called | Phase::Begun) | None => Vec::new(),
        }
    }

    /// It is gone.
    pub fn forget(&mut self, instance: InstanceId) {
        self.phases.remove(&instance);
    }

    /// Until this is cleared no value is kept because it was worked out: values are tried.
    pub fn keep_nothing(&mut self) {
        self.keeps_nothing = true;
    }

    /// The command is done: what it has made is like everything else.
    pub fn clear(&mut self) {
        self.phases = VecMap::new();
        self.keeps_nothing = false;
    }
}
