//! What must be drawn again, and how much is done.

use std::rc::Rc;

use sealform_protocol::{ChoiceView, Control, QuestionView};
use sealform_types::{Json, Level, VecMap};

use crate::program::{ListIndex, QuestionId, TemplateId};
use crate::session::graph::InstanceId;

/// What must be drawn again, beside what the cells tell.
#[derive(Debug, Default)]
pub(crate) struct DirtySet {
    pub questions: Vec<(InstanceId, QuestionId)>,
    /// Repeats whose instances changed, with the block they stand in, and the place from which on they did.
    pub repeats: VecMap<(InstanceId, TemplateId), usize>,
    pub language: bool,
    pub choices: VecMap<ListIndex, Rc<[ChoiceView]>>,
    /// What stands on each page, and on all.
    pub pages: Vec<Tally>,
    pub all: Tally,
    /// Pages that may look different.
    pub dirty_pages: Vec<usize>,
    /// Instances that are no more, and blocks that are new.
    pub gone: Vec<u32>,
    pub new: Vec<InstanceId>,
}

/// What one question, or one page, adds to the progress.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Relevant, whether it takes an answer or not.
    pub shown: u32,
    pub relevant: u32,
    pub answered: u32,
    pub open: u32,
}

impl Tally {
    pub fn of(view: &QuestionView) -> Self {
        let takes_answer = !matches!(view.control, Control::Note | Control::Calculate);
        let shown = u32::from(view.relevant && !matches!(view.control, Control::Calculate));
        let relevant = u32::from(view.relevant && takes_answer);
        let answered = u32::from(relevant == 1 && !matches!(view.value, Json::Null));
        let hard = view.issues.iter().filter(|issue| issue.level == Level::Hard).count();
        Self { shown, relevant, answered, open: u32::try_from(hard).unwrap_or(u32::MAX) }
    }

    pub fn add(&mut self, other: Self) {
        self.shown += other.shown;
        self.relevant += other.relevant;
        self.answered += other.answered;
        self.open += other.open;
    }

    pub fn take(&mut self, other: Self) {
        self.shown -= other.shown;
        self.relevant -= other.relevant;
        self.answered -= other.answered;
        self.open -= other.open;
    }
}

impl DirtySet {
    pub fn touch(&mut self, block: InstanceId, question: QuestionId) {
        self.questions.push((block, question));
    }

    /// Instances of a repeat came or went: from this place on their numbers are others.
    pub fn structure_changed(&mut self, parent: InstanceId, repeat: TemplateId, from: usize) {
        let first = self.repeats.get_or_insert_with((parent, repeat), || from);
        *first = from.min(*first);
    }

    pub fn forget(&mut self, block: InstanceId, instance: u32) {
        self.questions.retain(|(known, _)| *known != block);
        self.repeats.retain(|(known, _), _| *known != block);
        self.new.retain(|known| *known != block);
        self.gone.push(instance);
    }

    pub fn language_changed(&mut self) {
        self.language = true;
        self.choices.clear();
    }

    pub fn recount(&mut self, page: usize, before: Tally, after: Tally) {
        if before == after {
            return;
        }
        for tally in self.pages.get_mut(page).into_iter().chain([&mut self.all]) {
            tally.take(before);
            tally.add(after);
        }
        self.dirty_pages.push(page);
    }
}
