//! How much is on the screen at once: a page, or the whole form on one; and how much of a long page is drawn.

use std::rc::Rc;

use sealform_protocol::{Key, PageView, Snapshot};
use sealform_types::{ONE_PAGE, has_word};

use super::{Screen, ViewModel};

/// Questions that are drawn with their controls at first, and each time their end comes near. Of those behind them there is
/// the label: the page can be searched and printed.
const PORTION: usize = 40;

/// How many questions of the screen are drawn with their controls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Drawn {
    /// So many.
    First(usize),
    /// All of them.
    All,
}

impl Drawn {
    /// What is drawn when a screen appears.
    pub fn at_first() -> Self {
        Self::First(PORTION)
    }

    /// The end of what is drawn has come near.
    pub fn more(self) -> Self {
        match self {
            Self::First(count) => Self::First(count + PORTION),
            Self::All => Self::All,
        }
    }
}

/// Whether all pages of a form stand below each other.
pub(crate) fn is_one_page(snapshot: &Snapshot) -> bool {
    has_word(&snapshot.form.style, ONE_PAGE)
}

/// Whether some screen of a form is so long that it is not drawn at once.
pub(crate) fn is_long(snapshot: &Snapshot) -> bool {
    let counts = snapshot.pages.iter().map(|page| {
        let mut count = 0;
        snapshot.visit_questions(&page.children, &mut |_| count += 1);
        count
    });
    let longest = if is_one_page(snapshot) { counts.sum() } else { counts.max().unwrap_or(0) };
    longest > PORTION
}

impl ViewModel {
    /// Whether a question is drawn with its control: as one of those in the portion, or because it was before.
    pub fn is_near(&self, key: Key, is_in_portion: bool) -> bool {
        let mut near = self.near.borrow_mut();
        if is_in_portion {
            near.insert(key);
        }
        near.contains(&key)
    }

    /// Whether all pages stand below each other.
    pub fn is_one_page(&self) -> bool {
        is_one_page(&self.snapshot)
    }

    /// Where a draft of such a form was left: at the question that was touched last, wherever that is.
    pub(super) fn find_place(&mut self) {
        let path = &self.snapshot.position.path;
        if path.is_empty() || !self.is_one_page() {
            return;
        }
        let has_it = |page: &Rc<PageView>| {
            let mut found = false;
            self.snapshot.visit_questions(&page.children, &mut |question| found |= question.path == *path);
            found
        };
        if let Some(page) = self.snapshot.pages.iter().position(has_it) {
            self.snapshot.position.page = u32::try_from(page).unwrap_or(0);
        }
    }

    /// The question of this page at which a kept draft was left.
    pub fn question_left(&self) -> Option<Key> {
        let path = &self.snapshot.position.path;
        if path.is_empty() || self.screen != Screen::Page {
            return None;
        }
        let mut found = None;
        self.snapshot.visit_questions(&self.page()?.children, &mut |question| {
            if question.path == *path && question.relevant {
                found = Some(question.key);
            }
        });
        found
    }
}
