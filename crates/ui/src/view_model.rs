//! The state of the screen, and the only place that changes it: the snapshot, where the person is, and what to focus next.
//! It holds no rule of the form, draws nothing, and knows no browser.

mod extent;
mod standing;
mod way;

use std::cell::RefCell;
use std::rc::Rc;

use chrono::{DateTime, FixedOffset};
use sealform_protocol::{
    ApplyError, CommentView, IssueView, Key, Node, PageView, Part, Patch, QuestionView, Reason, SaveFault, SealFault,
    Snapshot,
};
use sealform_types::{Json, Level, VecSet};

use crate::{HostEvent, ReceiptView};
pub(crate) use extent::{Drawn, is_long};
pub(crate) use standing::{Marks, Standing, Tally, whole};

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
    /// Whether the report was sealed on this screen.
    pub is_just_sealed: bool,
    /// What takes the focus once it is drawn.
    pub focus: Focus,
    /// The question whose comment has become due, and is to be seen once it is drawn.
    pub reveals: Option<Key>,
    /// The question of which it is told why it is asked, and why.
    pub why: Option<(Key, Rc<Vec<Reason>>)>,
    /// The question that was opened from the summary: the way on leads back to its row there.
    pub came_from: Option<Key>,
    /// Which questions carry a mark.
    pub marks: Marks,
    /// What is said above the questions of the page shown.
    pub greeting: Greeting,
    /// The question that is mended over the summary.
    pub sheet: Option<Key>,
    /// How many drafts have stood here before: what a control keeps for itself does not pass from one to the next.
    pub drafts: u32,
    /// How much of the screen is drawn.
    pub drawn: Drawn,
    /// Questions that were drawn with their controls on this screen: they stay so, whatever comes above them.
    near: RefCell<VecSet<Key>>,
    /// Whether the open points of all pages are listed above them.
    lists_all: bool,
    touched: VecSet<Key>,
    reviewed: VecSet<usize>,
    /// Questions that were there when their page was looked through.
    passed: VecSet<Key>,
    /// Pages whose open points are listed: where there was more than one.
    listed: VecSet<usize>,
    /// The index of the last page that was shown.
    farthest: usize,
}

/// What is said above the questions of a page. It stays while the page does: nothing moves under a finger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Greeting {
    /// Nothing.
    None,
    /// What there is to do, of a form that nobody has begun.
    Welcome,
    /// When a draft of another day was left, and where.
    WelcomeBack(DateTime<FixedOffset>),
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

/// The id of the button onward.
pub(crate) const WAY_ON: &str = "way-on";

/// How far sealing has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sealing {
    /// Nobody has asked for it.
    Idle,
    /// Under way.
    Running,
    /// It was asked for while there were open points.
    Held,
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
    /// The list of answers that look unusual.
    Again,
    /// A question, or its comment.
    Question(Key, Part),
    /// The link of the summary that leads to a question.
    Row(Key),
    /// The element of this id.
    Element(String),
    /// The first field of the last instance of a repeat.
    LastInstance(Key),
    /// The first question of the page.
    First,
}

impl Focus {
    /// Whether it is in a question or group, which may not be drawn yet.
    pub fn is_inside(&self) -> bool {
        match self {
            Self::Question(..) | Self::Element(_) | Self::LastInstance(_) => true,
            Self::Stays | Self::Heading | Self::Open | Self::Again | Self::Row(_) | Self::First => false,
        }
    }
}

/// What was taken away, and can come back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Undoable {
    /// What is said of it.
    pub said: String,
    /// What takes the focus when it is back.
    pub back: Focus,
    /// The path of the question whose answer it was.
    pub answers: Option<String>,
}

impl Undoable {
    pub fn new(said: &str, back: Focus) -> Self {
        Self { said: said.to_owned(), back, answers: None }
    }
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
        let mut model = Self {
            marks: Marks::of(&snapshot),
            farthest: snapshot.position.page as usize,
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
            is_just_sealed: false,
            focus: Focus::Stays,
            reveals: None,
            why: None,
            came_from: None,
            sheet: None,
            drafts: 0,
            greeting: Greeting::None,
            drawn: Drawn::at_first(),
            near: RefCell::default(),
            lists_all: false,
            touched: VecSet::new(),
            reviewed: VecSet::new(),
            passed: VecSet::new(),
            listed: VecSet::new(),
        };
        model.find_place();
        model.greet();
        model
    }

    /// Takes up a draft that is on this device since then.
    pub fn resume(&mut self, left: DateTime<FixedOffset>, now: DateTime<FixedOffset>) {
        self.saved = Saved::At(left);
        self.greet_again(left, now);
    }

    /// Whoever comes back on another day reads when they left, and where.
    fn greet_again(&mut self, left: DateTime<FixedOffset>, now: DateTime<FixedOffset>) {
        if left.date_naive() != now.date_naive() && self.screen == Screen::Page {
            self.greeting = Greeting::WelcomeBack(left);
        }
    }

    /// A form that nobody has begun says what there is to do.
    fn greet(&mut self) {
        let is_first = self.relevant_pages().next().is_some_and(|(index, _)| index == self.page_index());
        let is_begun = !self.snapshot.position.path.is_empty() || self.snapshot.progress.answered > 0;
        self.greeting = if is_first && !is_begun { Greeting::Welcome } else { Greeting::None };
    }

    /// Takes over what an action changed.
    pub fn apply(&mut self, patched: Result<Patch, ApplyError>) {
        match patched {
            Ok(patch) => {
                self.forgive_watches(&patch);
                self.snapshot.apply(&patch);
                self.farthest = self.farthest.max(self.page_index());
                // Trouble stays until something was saved: whoever reads "Saving…" believes it.
                if !matches!(self.saved, Saved::Failed(_)) {
                    self.saved = Saved::Pending;
                }
                self.refused = None;
                if self.sheet().is_none() {
                    self.close_sheet();
                }
            }
            Err(error) => self.refused = Some(error),
        }
    }

    /// The reasons of a question, where they are told.
    pub fn told(&self, key: Key) -> Option<Rc<Vec<Reason>>> {
        self.why.as_ref().filter(|(told, _)| *told == key).map(|(_, reasons)| Rc::clone(reasons))
    }

    /// A comment that a patch makes due, with its question.
    pub fn newly_due<'a>(&self, patch: &'a Patch) -> Option<(Key, &'a CommentView)> {
        let due = |comment: &CommentView| comment.relevant && comment.required;
        patch.nodes.iter().find_map(|(key, node)| {
            let Node::Question(question) = node else { return None };
            let before = self.snapshot.question(*key).and_then(|old| old.comment.as_ref());
            let now_due = question.comment.as_ref().filter(|comment| due(comment) && !before.is_some_and(due));
            now_due.map(|comment| (*key, comment))
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
                self.is_just_sealed = true;
                self.show(Screen::Receipt);
            }
            HostEvent::SealFailed { reason } => self.sealing = Sealing::Failed(reason),
            HostEvent::Delivery { jti, target, state } => {
                let Some(receipt) = self.receipt.as_mut().filter(|receipt| receipt.jti == jti) else { return };
                match receipt.deliveries.iter_mut().find(|(known, _)| known.id == target.id) {
                    // What is said of a target may change, too: an agency has given its receipt.
                    Some(delivery) => *delivery = (target, state),
                    None => receipt.deliveries.push((target, state)),
                }
            }
            HostEvent::PatchFromOutside(patch) => self.snapshot.apply(&patch),
            HostEvent::CameBack { left, now, patch } => {
                self.snapshot.apply(&patch);
                self.greet_again(left, now);
            }
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

    /// What was taken away is not offered any more once its question is answered anew: it would take that away.
    pub fn answered(&mut self, path: Option<&str>) {
        self.undoable.take_if(|undoable| path.is_some() && undoable.answers.as_deref() == path);
    }

    /// Turns to a screen and to its heading.
    pub fn show(&mut self, screen: Screen) {
        self.screen = screen;
        self.drawn = Drawn::at_first();
        self.near = RefCell::default();
        self.sheet = None;
        self.undoable = None;
        self.why = None;
        self.focus = Focus::Heading;
        self.greet();
        if screen != Screen::Page {
            self.farthest = self.snapshot.pages.len();
        }
        if screen == Screen::Summary {
            let row = |key: &Key| self.snapshot.question(*key).is_some_and(|row| row.relevant && !row.readonly);
            if let Some(key) = self.came_from.take().filter(row) {
                self.focus = Focus::Row(key);
            }
            // Errors of pages that are not relevant are not shown at once if those come back.
            let shown: Vec<usize> = self.relevant_pages().map(|(index, _)| index).collect();
            self.review(&shown);
            shown.into_iter().for_each(|index| {
                self.list(index);
            });
        }
    }

    /// Has the reasons of a question told, or no longer.
    pub fn ask_why(&mut self, key: Key) {
        let is_told = self.told(key).is_some();
        self.why = (!is_told).then(|| (key, Rc::default()));
    }

    /// Opens a question over the summary.
    pub fn open_sheet(&mut self, key: Key, part: Part) {
        self.sheet = Some(key);
        self.focus = Focus::Question(key, part);
    }

    /// The question that is mended over the summary, as long as it is asked.
    pub fn sheet(&self) -> Option<&Rc<QuestionView>> {
        self.sheet.and_then(|key| self.snapshot.question(key)).filter(|view| view.relevant)
    }

    /// Closes it: the focus goes back to what is still to do.
    pub fn close_sheet(&mut self) {
        if self.sheet.take().is_none() {
            return;
        }
        self.focus = if !self.all_points(Level::Hard).is_empty() {
            Focus::Open
        } else if !self.all_points(Level::Warn).is_empty() {
            Focus::Again
        } else {
            Focus::Heading
        };
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

    /// Whether the open points of the page shown are listed at its top.
    pub fn lists_open(&self) -> bool {
        self.lists_all || self.listed.contains(&self.page_index())
    }

    /// Has the open points of a page listed, where there are several: a single one is gone to.
    fn list(&mut self, index: usize) -> Vec<OpenPoint> {
        let points = self.snapshot.pages.get(index).map(|page| self.points(Level::Hard, &page.children));
        let points = points.unwrap_or_default();
        if points.len() > 1 {
            self.listed.insert(index);
        }
        points
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
