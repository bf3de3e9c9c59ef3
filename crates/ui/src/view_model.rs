//! The state of the screen, and the only place that changes it: the snapshot, where the person is, and what to focus next.
//! It holds no rule of the form, draws nothing, and knows no browser.

use std::rc::Rc;

use chrono::{DateTime, FixedOffset};
use sealform_protocol::{
    ApplyError, CommentView, IssueView, Key, Node, PageView, Part, Patch, QuestionView, SaveFault, SealFault, Snapshot,
};
use sealform_types::{Json, Level, VecSet};

use crate::{HostEvent, ReceiptView};

/// What the UI shows, beside the snapshot itself.
pub(crate) struct ViewModel {
    /// The form.
    pub snapshot: Snapshot,
    /// Which kind of screen.
    pub screen: Screen,
    /// Whether the draft is on disk.
    pub saved: Saved,
    /// How far sealing has come.
    pub sealing: Sealing,
    /// The last change, where it was refused.
    pub refused: Option<ApplyError>,
    /// What was sealed.
    pub receipt: Option<ReceiptView>,
    /// What was taken away last, and can come back.
    pub undoable: Option<Undoable>,
    /// Whether the way on waits for a control that is at work.
    pub waits: bool,
    /// Whether the receipt asks what becomes of its file.
    pub asks_leaving: bool,
    /// Whether the sealed file was offered for saving here.
    pub is_downloaded: bool,
    /// What takes the focus once it is drawn.
    pub focus: Focus,
    /// How many drafts have stood here before: what a control keeps for itself does not pass from one to the next.
    pub drafts: u32,
    touched: VecSet<Key>,
    reviewed: VecSet<usize>,
}

/// One kind of screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Screen {
    /// A page of questions.
    Page,
    /// The form has ended early.
    End,
    /// Everything before sealing.
    Summary,
    /// Everything after sealing.
    Receipt,
}

/// Whether the draft is on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Saved {
    /// Nothing has been entered yet.
    Untouched,
    /// Something is not on disk yet.
    Pending,
    /// Everything is.
    At(DateTime<FixedOffset>),
    /// It could not be written.
    Failed(SaveFault),
}

/// How far sealing has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sealing {
    /// Nobody has asked for it.
    Idle,
    /// Under way.
    Running,
    /// It did not work.
    Failed(SealFault),
}

/// What takes the focus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Focus {
    /// It stays where it is.
    Stays,
    /// The heading of the screen.
    Heading,
    /// The list of open points.
    Open,
    /// A question, or its comment.
    Question(Key, Part),
    /// The element of this id.
    Element(String),
}

/// What was taken away, and can come back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Undoable {
    /// What is said of it.
    pub said: String,
    /// What takes the focus when it is back.
    pub back: Focus,
}

/// One issue, and where it is.
#[derive(Clone)]
pub(crate) struct OpenPoint {
    /// The question.
    pub question: Rc<QuestionView>,
    /// What is wrong.
    pub issue: IssueView,
}

/// Where a step from a screen leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Nowhere: there is something to say first.
    Stay,
    /// To a page.
    Page(usize),
    /// To another screen.
    Screen(Screen),
}

impl ViewModel {
    /// Begins where the snapshot stands, or at the receipt of what was sealed before.
    pub fn new(snapshot: Snapshot, receipt: Option<ReceiptView>) -> Self {
        let screen = if receipt.is_some() { Screen::Receipt } else { Screen::Page };
        Self {
            snapshot,
            screen,
            saved: Saved::Untouched,
            sealing: Sealing::Idle,
            refused: None,
            receipt,
            undoable: None,
            waits: false,
            asks_leaving: false,
            is_downloaded: false,
            focus: Focus::Stays,
            drafts: 0,
            touched: VecSet::new(),
            reviewed: VecSet::new(),
        }
    }

    /// Takes over what an action changed.
    pub fn apply(&mut self, patched: Result<Patch, ApplyError>) {
        match patched {
            Ok(patch) => {
                self.snapshot.apply(&patch);
                // Trouble stays until something was saved: whoever reads "Saving…" believes it.
                if !matches!(self.saved, Saved::Failed(_)) {
                    self.saved = Saved::Pending;
                }
                self.refused = None;
            }
            Err(error) => self.refused = Some(error),
        }
    }

    /// A comment that a patch makes due.
    pub fn newly_due<'a>(&self, patch: &'a Patch) -> Option<&'a CommentView> {
        let due = |comment: &CommentView| comment.relevant && comment.required;
        patch.nodes.iter().find_map(|(key, node)| {
            let Node::Question(question) = node else { return None };
            let before = self.snapshot.question(*key).and_then(|old| old.comment.as_ref());
            question.comment.as_ref().filter(|comment| due(comment) && !before.is_some_and(due))
        })
    }

    /// Whether the receipt of that report is on the screen.
    pub fn shows_receipt_of(&self, jti: &str) -> bool {
        self.screen == Screen::Receipt && self.receipt.as_ref().is_some_and(|receipt| receipt.jti == jti)
    }

    /// Takes over what happened outside.
    pub fn on_event(&mut self, event: HostEvent) {
        match event {
            HostEvent::Saved { at } => self.saved = Saved::At(at),
            HostEvent::SaveFailed { reason } => self.saved = Saved::Failed(reason),
            HostEvent::Sealed(receipt) => {
                self.receipt = Some(receipt);
                self.sealing = Sealing::Idle;
                self.show(Screen::Receipt);
            }
            HostEvent::SealFailed { reason } => self.sealing = Sealing::Failed(reason),
            HostEvent::Delivery { jti, target, state } => {
                let Some(receipt) = self.receipt.as_mut().filter(|receipt| receipt.jti == jti) else { return };
                match receipt.deliveries.iter_mut().find(|(known, _)| known.id == target.id) {
                    Some(delivery) => delivery.1 = state,
                    None => receipt.deliveries.push((target, state)),
                }
            }
            HostEvent::PatchFromOutside(patch) => self.snapshot.apply(&patch),
            HostEvent::Opened { snapshot, receipt, opening: _ } => {
                // Another draft is kept no better than this one was.
                let saved = std::mem::replace(&mut self.saved, Saved::Untouched);
                *self = Self { drafts: self.drafts + 1, ..Self::new(snapshot, receipt) };
                if matches!(saved, Saved::Failed(_)) {
                    self.saved = saved;
                }
                self.focus = Focus::Heading;
            }
            HostEvent::Settled => self.waits = false,
        }
    }

    /// Turns to a screen and to its heading.
    pub fn show(&mut self, screen: Screen) {
        self.screen = screen;
        self.undoable = None;
        self.focus = Focus::Heading;
        if screen == Screen::Summary {
            // Errors of pages that are not relevant are not shown at once if those come back.
            let shown: Vec<usize> = self.relevant_pages().map(|(index, _)| index).collect();
            shown.into_iter().for_each(|index| {
                self.reviewed.insert(index);
            });
        }
    }

    /// Notes that the focus has left a question. Errors of a question that is still blank are not shown yet.
    pub fn blurred(&mut self, key: Key) {
        let filled = |question: &QuestionView| {
            question.value != Json::Null || question.comment.as_ref().is_some_and(|comment| !comment.text.is_empty())
        };
        if self.snapshot.question(key).is_some_and(|question| filled(question)) {
            self.touched.insert(key);
        }
    }

    /// Whether the person has been at this question, and entered something.
    pub fn is_touched(&self, key: Key) -> bool {
        self.touched.contains(&key)
    }

    /// Whether open points of the page shown are listed at its top.
    pub fn page_reviewed(&self) -> bool {
        self.reviewed.contains(&self.page_index())
    }

    /// The index of the page shown.
    pub fn page_index(&self) -> usize {
        self.snapshot.position.page as usize
    }

    /// The page shown.
    pub fn page(&self) -> Option<&Rc<PageView>> {
        self.snapshot.pages.get(self.page_index())
    }

    /// The relevant pages with their index.
    pub fn relevant_pages(&self) -> impl DoubleEndedIterator<Item = (usize, &Rc<PageView>)> {
        self.snapshot.pages.iter().enumerate().filter(|(_, page)| page.relevant)
    }

    /// What an action needs to open a page: its path, or that of its first question.
    pub fn page_path(&self, index: usize) -> Option<String> {
        let page = self.snapshot.pages.get(index)?;
        if !page.path.is_empty() {
            return Some(page.path.clone());
        }
        let first = page.children.iter().find_map(|key| self.snapshot.nodes.get(key))?;
        Some(match first {
            Node::Group(group) => group.path.clone(),
            Node::Question(question) => question.path.clone(),
        })
    }

    /// Where "next" leads. The first time, a page with open points says so and stays.
    pub fn next(&mut self) -> Step {
        let here = self.page_index();
        match self.screen {
            Screen::Page => {
                if self.page().is_some_and(|page| page.open > 0) && self.reviewed.insert(here) {
                    self.focus = Focus::Open;
                    return Step::Stay;
                }
                let next = self.relevant_pages().find(|(index, _)| *index > here).map(|(index, _)| index);
                let last = if self.snapshot.outcome.is_some() { Screen::End } else { Screen::Summary };
                next.map_or(Step::Screen(last), Step::Page)
            }
            Screen::End => Step::Screen(Screen::Summary),
            Screen::Summary | Screen::Receipt => Step::Stay,
        }
    }

    /// Where "back" leads.
    pub fn back(&self) -> Step {
        let here = self.page_index();
        let before = |end: usize| self.relevant_pages().rfind(|(index, _)| *index < end).map(|(index, _)| index);
        match self.screen {
            Screen::Page => before(here).map_or(Step::Stay, Step::Page),
            Screen::Summary if self.snapshot.outcome.is_some() => Step::Screen(Screen::End),
            Screen::Summary | Screen::End => before(self.snapshot.pages.len()).map_or(Step::Stay, Step::Page),
            Screen::Receipt => Step::Stay,
        }
    }

    /// The issues of a level that relevant questions on these nodes have, in order.
    pub fn points(&self, level: Level, nodes: &[Key]) -> Vec<OpenPoint> {
        let mut points = Vec::new();
        self.snapshot.visit_questions(nodes, &mut |question| {
            let of_level = question.issues.iter().filter(|issue| issue.level == level);
            points.extend(of_level.map(|issue| OpenPoint { question: Rc::clone(question), issue: issue.clone() }));
        });
        points
    }

    /// All issues of a level that the form has, in order.
    pub fn all_points(&self, level: Level) -> Vec<OpenPoint> {
        self.relevant_pages().flat_map(|(_, page)| self.points(level, &page.children)).collect()
    }
}

#[cfg(test)]
pub(crate) mod tests;
