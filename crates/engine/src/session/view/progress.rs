//! How much of a form is done, page by page.

use sealform_protocol::{Control, Progress, QuestionView};
use sealform_types::{Json, Level};

/// What one question, or one page, adds to the progress.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// Relevant, whether it takes an answer or not.
    pub shown: u32,
    pub relevant: u32,
    pub answered: u32,
    pub open: u32,
}

impl Counts {
    pub fn of(view: &QuestionView) -> Self {
        let takes_answer = !matches!(view.control, Control::Note | Control::Calculate);
        let shown = u32::from(view.relevant && !matches!(view.control, Control::Calculate));
        let relevant = u32::from(view.relevant && takes_answer && !view.readonly && !view.preset);
        let answered = u32::from(relevant == 1 && !matches!(view.value, Json::Null));
        let hard = view.issues.iter().filter(|issue| issue.level == Level::Hard).count();
        Self { shown, relevant, answered, open: u32::try_from(hard).unwrap_or(u32::MAX) }
    }

    fn add(&mut self, other: Self) {
        self.shown += other.shown;
        self.relevant += other.relevant;
        self.answered += other.answered;
        self.open += other.open;
    }

    fn subtract(&mut self, other: Self) {
        self.shown -= other.shown;
        self.relevant -= other.relevant;
        self.answered -= other.answered;
        self.open -= other.open;
    }
}

/// The counts of all pages, kept up to date question by question.
#[derive(Debug, Default)]
pub(super) struct PageCounts {
    pages: Vec<Counts>,
    all: Counts,
    /// Pages that may look different since they were drawn.
    dirty: Vec<usize>,
}

impl PageCounts {
    /// Nothing on so many pages.
    pub fn new(pages: usize) -> Self {
        Self { pages: vec![Counts::default(); pages], ..Self::default() }
    }

    /// A question that counted so much on a page counts so much now.
    pub fn recount(&mut self, page: usize, before: Counts, after: Counts) {
        if before == after {
            return;
        }
        for counts in self.pages.get_mut(page).into_iter().chain([&mut self.all]) {
            counts.subtract(before);
            counts.add(after);
        }
        self.dirty.push(page);
    }

    /// A page may look different.
    pub fn touch(&mut self, page: usize) {
        self.dirty.push(page);
    }

    /// Every page may look different.
    pub fn touch_all(&mut self) {
        self.dirty = (0..self.pages.len()).collect();
    }

    /// The pages that may look different since this was last asked, in any order, and more than once.
    pub fn take_dirty(&mut self) -> Vec<usize> {
        std::mem::take(&mut self.dirty)
    }

    pub fn page(&self, page: usize) -> Counts {
        self.pages.get(page).copied().unwrap_or_default()
    }

    /// The progress of the whole form.
    pub fn progress(&self) -> Progress {
        Progress { relevant: self.all.relevant, answered: self.all.answered, open: self.all.open }
    }
}
