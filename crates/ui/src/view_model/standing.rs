//! How far a form and each of its pages are: what is settled, what is left, and about how long that takes.

use sealform_protocol::{Control, Node, PageView, QuestionView, Snapshot};
use sealform_types::{Json, Level};

use super::{Screen, ViewModel};

/// How far a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Nobody has been there.
    Untouched,
    /// Something is answered, and something is left.
    Begun,
    /// Nothing is left.
    Done,
}

/// What is on a page, or on all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Questions about which nothing is to do any more.
    pub settled: u32,
    /// Questions that wait.
    pub left: u32,
    /// About how many seconds those take.
    pub seconds: u32,
    /// Answers that look unusual.
    pub again: u32,
    /// Questions with an answer of the person's own.
    answered: u32,
    /// Issues that keep the form from being sealed.
    open: u32,
    is_passed: bool,
}

impl Tally {
    /// How far it is.
    pub const fn standing(self) -> Standing {
        match (self.left == 0 && self.open == 0, self.is_passed || self.settled > 0, self.answered > 0) {
            (true, true, _) => Standing::Done,
            (false, true, _) | (false, false, true) => Standing::Begun,
            (true, false, _) | (false, false, false) => Standing::Untouched,
        }
    }

    /// About how many minutes the rest takes; nobody is told of seconds.
    pub const fn minutes(self) -> u32 {
        self.seconds.div_ceil(60)
    }

    fn count(&mut self, view: &QuestionView) {
        let takes_answer = !matches!(view.control, Control::Note | Control::Calculate);
        if !view.relevant || !takes_answer {
            return;
        }
        let of = |level| view.issues.iter().filter(move |issue| issue.level == level).count();
        self.again += u32::try_from(of(Level::Warn)).unwrap_or(0);
        let is_wrong = of(Level::Hard) > 0;
        if !is_wrong && (view.readonly || view.preset) {
            return;
        }
        let is_answered = view.value != Json::Null && !view.preset;
        self.answered += u32::from(is_answered);
        // What need not be answered has been seen where the page was left behind.
        let is_settled = !is_wrong && (is_answered || (!view.required && self.is_passed));
        if is_settled {
            self.settled += 1;
        } else {
            self.left += 1;
            self.seconds += seconds(view);
        }
    }

    fn add(&mut self, other: Self) {
        self.settled += other.settled;
        self.left += other.left;
        self.seconds += other.seconds;
    }
}

/// About how many seconds a question takes. Words are typed on a phone at about one in two seconds.
fn seconds(view: &QuestionView) -> u32 {
    let words = view.words.map_or(0, |words| words.min);
    let comment = view.comment.as_ref().filter(|comment| comment.relevant && comment.required);
    let comment = comment.map_or(0, |comment| 15 + 2 * comment.words.min);
    comment
        + 2 * words
        + match &view.control {
            Control::SelectOne { .. } | Control::Rating(_) | Control::Range(_) | Control::Acknowledge => 7,
            Control::SelectMultiple { .. }
            | Control::Integer
            | Control::Decimal
            | Control::Date
            | Control::Time
            | Control::DateTime
            | Control::Duration
            | Control::Barcode => 12,
            Control::Text { .. } | Control::Rank { .. } | Control::Geopoint => 20,
            Control::File { .. } => 30,
            Control::AttemptLog(_) | Control::Geotrace | Control::Geoshape => 60,
            Control::Note | Control::Calculate => 0,
        }
}

/// Which questions carry a mark: those of the kind of which there are fewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Marks {
    /// Those that may be left out.
    Optional,
    /// Those that must be answered.
    Required,
}

impl Marks {
    /// By all questions of the form, so that the rule holds while it is filled.
    pub fn of(snapshot: &Snapshot) -> Self {
        let (mut required, mut optional) = (0, 0);
        for (_, node) in snapshot.nodes.iter() {
            let Node::Question(view) = node else { continue };
            if view.readonly || matches!(view.control, Control::Note | Control::Calculate) {
                continue;
            }
            if view.required { required += 1 } else { optional += 1 }
        }
        if required > optional { Self::Optional } else { Self::Required }
    }
}

impl ViewModel {
    /// How far each page is, in the order of `relevant_pages`.
    pub fn tallies(&self) -> Vec<Tally> {
        self.relevant_pages().map(|(index, page)| self.tally(index, page)).collect()
    }

    fn tally(&self, index: usize, page: &PageView) -> Tally {
        let is_passed = index < self.farthest || self.screen != Screen::Page;
        let mut tally = Tally { is_passed, open: page.open, ..Tally::default() };
        self.snapshot.visit_questions(&page.children, &mut |view| tally.count(view));
        tally
    }
}

/// All pages together.
pub(crate) fn whole(tallies: &[Tally]) -> Tally {
    let mut whole = Tally::default();
    tallies.iter().for_each(|tally| whole.add(*tally));
    whole
}
