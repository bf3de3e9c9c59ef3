//! What changed, and who watches it.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::Range;

use sealform_scoring::{ConditionId, LineId};
use sealform_types::{VecMap, VecSet};

use super::instances::{InstanceId, Instances};
use crate::program::{GroupId, Program, QuestionId, Slot, SlotId, TemplateId, Watcher};

/// What changed since it was last asked, as it was noted: in any order, and but for questions more than once.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    /// Whether anything was drawn: else nobody asks for questions and groups to draw again.
    pub are_drawn: bool,
    pub questions: Vec<(InstanceId, QuestionId)>,
    /// By the place of the answer, whether the question is among them.
    noted: Vec<bool>,
    /// How many groups and instances may gather before each is kept once.
    most: usize,
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
        slot: &Slot,
        instance: InstanceId,
    ) {
        let from = slot.template;
        let noted = if self.are_drawn { slot.watchers.len() } else { slot.undrawn as usize };
        for watcher in slot.watchers.iter().take(noted) {
            match *watcher {
                Watcher::Question(question) if program.questions[question].template == from => {
                    self.note_question(program, instances, question, instance);
                }
                Watcher::Question(question) => {
                    for peer in instances.peers(instance, program.questions[question].template) {
                        self.note_question(program, instances, question, peer);
                    }
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

    /// Notes that a question is drawn differently.
    pub(super) fn note_question(
        &mut self,
        program: &Program,
        instances: &Instances,
        question: QuestionId,
        instance: InstanceId,
    ) {
        if !self.are_drawn {
            return;
        }
        let place = instances.first_question(instance) + program.questions[question].local as usize;
        if self.noted.len() <= place {
            self.noted.resize(instances.questions(), false);
        }
        if let Some(noted) = self.noted.get_mut(place)
            && !std::mem::replace(noted, true)
        {
            self.questions.push((instance, question));
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

    /// What is to be drawn; from here on it is noted anew.
    pub fn take(&mut self) -> Self {
        let mut taken = std::mem::take(self);
        self.noted = std::mem::take(&mut taken.noted);
        self.noted.fill(false);
        taken
    }

    /// Keeps each thing once, where many have gathered: nobody need ever ask.
    pub fn compact(&mut self) {
        const MANY: usize = 256;
        if self.groups.len() + self.removed.len() > self.most {
            self.groups = std::mem::take(&mut self.groups).into_iter().collect::<VecSet<_>>().into_iter().collect();
            self.removed = std::mem::take(&mut self.removed).into_iter().collect::<VecSet<_>>().into_iter().collect();
            self.most = MANY.max(2 * (self.groups.len() + self.removed.len()));
        }
    }

    /// Forgets what was noted of an instance that is gone, with the answers at those places.
    pub(super) fn forget(&mut self, instance: InstanceId, id: u32, places: Range<usize>) {
        self.questions.retain(|(known, _)| *known != instance);
        let end = places.end.min(self.noted.len());
        self.noted.get_mut(places.start.min(end)..end).into_iter().flatten().for_each(|noted| *noted = false);
        self.groups.retain(|(known, _)| *known != instance);
        self.triggered.retain(|(known, _)| *known != instance);
        self.due.retain(|Reverse((_, known))| *known != instance);
        self.once.retain(|(known, _)| *known != instance);
        self.repeats.retain(|(known, _), _| *known != instance);
        self.added.retain(|known| *known != instance);
        self.removed.push(id);
    }
}
