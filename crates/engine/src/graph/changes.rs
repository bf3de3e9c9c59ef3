//! What changed, and who watches it.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use sealform_scoring::{ConditionId, LineId};
use sealform_types::VecMap;

use super::instances::{InstanceId, Instances};
use crate::program::{GroupId, Program, QuestionId, SlotId, TemplateId, Watcher};

/// What changed since it was last asked, as it was noted: in any order, and more than once.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    pub questions: Vec<(InstanceId, QuestionId)>,
    pub groups: Vec<(InstanceId, GroupId)>,
    pub ends: bool,
    pub lines: Vec<LineId>,
    pub conditions: Vec<ConditionId>,
    /// Questions whose calculation is to run, because an answer changed.
    pub triggered: Vec<(InstanceId, QuestionId)>,
    /// Those of them whose turn is to come, the first of the form first.
    pub due: BinaryHeap<Reverse<(QuestionId, InstanceId)>>,
    /// Questions whose value is to be kept.
    pub once: Vec<(InstanceId, QuestionId)>,
    /// Whether the filled form is called something else.
    pub name: bool,
    /// Whether texts are in another language.
    pub language: bool,
    /// Repeats whose instances changed, with the instance they stand in, and the index from which on they did.
    pub repeats: VecMap<(InstanceId, TemplateId), usize>,
    /// Instances that are new.
    pub added: Vec<InstanceId>,
    /// Ids of instances that are gone.
    pub removed: Vec<u32>,
}

impl Changes {
    /// Notes what watches a slot whose value changed in an instance.
    pub(super) fn note_watchers(
        &mut self,
        program: &Program,
        instances: &Instances,
        slot: SlotId,
        instance: InstanceId,
    ) {
        let from = program.slots[slot].template;
        for watcher in &program.slots[slot].watchers {
            match *watcher {
                Watcher::Question(question) if program.questions[question].template == from => {
                    self.questions.push((instance, question));
                }
                Watcher::Question(question) => {
                    let peers = instances.peers(instance, program.questions[question].template);
                    self.questions.extend(peers.into_iter().map(|peer| (peer, question)));
                }
                Watcher::Group(group) => {
                    let peers = instances.peers(instance, program.groups[group].template);
                    self.groups.extend(peers.into_iter().map(|peer| (peer, group)));
                }
                Watcher::Trigger(question) => {
                    let peers = instances.peers(instance, program.questions[question].template);
                    self.triggered.extend(peers.into_iter().map(|peer| (peer, question)));
                }
                Watcher::Once(question) => self.once.push((instance, question)),
                Watcher::Repeat(_) => {}
                Watcher::Name => self.name = true,
                Watcher::End => self.ends = true,
                Watcher::Line(line) => self.lines.push(line),
                Watcher::Condition(condition) => self.conditions.push(condition),
            }
        }
    }

    /// Notes the score lines that watch a slot, even where the value as expressions see it stays the same.
    pub(super) fn note_lines(&mut self, program: &Program, slot: SlotId) {
        for watcher in &program.slots[slot].watchers {
            if let Watcher::Line(line) = watcher {
                self.lines.push(*line);
            }
        }
    }

    /// Instances of a repeat came or went: from this index on their numbers are others.
    pub(super) fn note_repeat(&mut self, parent: InstanceId, repeat: TemplateId, from: usize) {
        let first = self.repeats.get_or_insert_with((parent, repeat), || from);
        *first = from.min(*first);
    }

    /// Forgets what was noted of an instance that is gone.
    pub(super) fn forget(&mut self, instance: InstanceId, id: u32) {
        self.questions.retain(|(known, _)| *known != instance);
        self.groups.retain(|(known, _)| *known != instance);
        self.triggered.retain(|(known, _)| *known != instance);
        self.due.retain(|Reverse((_, known))| *known != instance);
        self.once.retain(|(known, _)| *known != instance);
        self.repeats.retain(|(known, _), _| *known != instance);
        self.added.retain(|known| *known != instance);
        self.removed.push(id);
    }
}
