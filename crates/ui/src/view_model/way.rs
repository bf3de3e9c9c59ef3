//! Where the ways on and back lead, and what was looked through on the way.

use sealform_protocol::{Control, Key, Node, Patch};
use sealform_types::{Json, Level, has_word};

use super::{Focus, Screen, Step, ViewModel, WAY_ON};

impl ViewModel {
    /// Where "next" leads. The first time, a page with open points says so and stays; each time, where the form wants it
    /// answered first.
    pub fn next(&mut self) -> Step {
        let here = self.page_index();
        match self.screen {
            Screen::Page if self.came_from.is_some() => Step::Screen(Screen::Summary),
            Screen::Page if self.is_one_page() => self.next_of_all(),
            Screen::Page => {
                if self.page().is_some_and(|page| page.open > 0) && self.stays(&[here]) {
                    self.focus = match self.list(here).as_slice() {
                        [only] => Focus::Question(only.question.key, only.issue.part),
                        _ => Focus::Open,
                    };
                    return Step::Stay;
                }
                let next = self.relevant_pages().find(|(index, _)| *index > here).map(|(index, _)| index);
                let last = if self.snapshot.outcome.is_some() { Screen::End } else { Screen::Summary };
                next.map_or(Step::Screen(last), Step::Page)
            }
            Screen::End => Step::Screen(Screen::Summary),
            Screen::Summary => {
                // Behind a question that is open over the summary nothing takes the focus.
                if self.sheet.is_none() {
                    self.focus = Focus::Element(WAY_ON.to_owned());
                }
                Step::Stay
            }
            Screen::Receipt => Step::Stay,
        }
    }

    /// Whether the page was one question that goes on as soon as it is answered, and nothing on it is left to say.
    pub fn is_quick(&self) -> bool {
        let page = self.page().filter(|page| self.screen == Screen::Page && page.open == 0);
        let [only] = page.map_or(&[][..], |page| &page.children) else { return false };
        self.snapshot.question(*only).is_some_and(|view| {
            let has_comment = view.comment.as_ref().is_some_and(|comment| comment.relevant);
            matches!(view.control, Control::SelectOne { .. })
                && has_word(&view.appearance, "quick")
                && view.value != Json::Null
                && !has_comment
                && view.issues.is_empty()
        })
    }

    /// Where "back" leads.
    pub fn back(&self) -> Step {
        let here = self.page_index();
        let before = |end: usize| self.relevant_pages().rfind(|(index, _)| *index < end).map(|(index, _)| index);
        match self.screen {
            Screen::Page if self.is_one_page() => Step::Stay,
            Screen::Page => before(here).map_or(Step::Stay, Step::Page),
            Screen::Summary if self.snapshot.outcome.is_some() => Step::Screen(Screen::End),
            Screen::Summary | Screen::End => before(self.snapshot.pages.len()).map_or(Step::Stay, Step::Page),
            Screen::Receipt => Step::Stay,
        }
    }

    /// Where "next" leads from the one page that holds all others. The first time, open points are said.
    fn next_of_all(&mut self) -> Step {
        let shown: Vec<usize> = self.relevant_pages().map(|(index, _)| index).collect();
        if self.stays(&shown) && self.snapshot.progress.open > 0 {
            let points = self.all_points(Level::Hard);
            self.lists_all = points.len() > 1;
            self.focus = match points.as_slice() {
                [only] => Focus::Question(only.question.key, only.issue.part),
                _ => Focus::Open,
            };
            return Step::Stay;
        }
        Step::Screen(if self.snapshot.outcome.is_some() { Screen::End } else { Screen::Summary })
    }

    /// Whether errors of the page shown are shown, also of what is blank.
    pub fn page_reviewed(&self) -> bool {
        self.reviewed.contains(&self.page_index())
    }

    /// Whether errors of a question are shown, also where it is blank: it was there when its page was looked through.
    pub fn is_reviewed(&self, key: Key) -> bool {
        self.passed.contains(&key)
    }

    /// Notes that pages were looked through; whether the way on ends here while they have open points.
    fn stays(&mut self, pages: &[usize]) -> bool {
        self.review(pages) || self.snapshot.form.immediate_requirements
    }

    /// Notes that pages were looked through; whether a question with open points is passed for the first time.
    pub(super) fn review(&mut self, pages: &[usize]) -> bool {
        let mut is_new = false;
        for index in pages {
            self.reviewed.insert(*index);
            let Some(page) = self.snapshot.pages.get(*index) else { continue };
            self.snapshot.visit_questions(&page.children, &mut |view| {
                is_new |= view.relevant && self.passed.insert(view.key) && !view.issues.is_empty();
            });
        }
        is_new
    }

    /// A stopwatch that was started after its page was looked through is nothing that was forgotten.
    pub(super) fn forgive_watches(&mut self, patch: &Patch) {
        for (key, node) in &patch.nodes {
            if let Node::Question(view) = node
                && view.watch.is_some()
                && self.snapshot.question(*key).is_some_and(|before| before.watch.is_none())
            {
                self.passed.remove(key);
                self.touched.remove(key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use sealform_protocol::Part;

    use super::super::tests::{form, shows_errors, turn};
    use super::*;

    #[test]
    fn next_says_once_what_is_open_and_then_lets_go_on() {
        let mut model = ViewModel::new(form(&["a", "b"]), None);
        assert_eq!(model.next(), Step::Stay);
        assert_eq!(model.focus, Focus::Question(Key(1), Part::Answer), "a single one is gone to");
        assert!(!model.lists_open());
        assert!(shows_errors(&model, Key(1)), "errors are shown once the person wanted to go on");
        assert_eq!(model.next(), Step::Page(1));
    }

    #[test]
    fn a_form_may_want_its_pages_answered_one_after_the_other() {
        let mut snapshot = form(&["a", "b"]);
        Rc::make_mut(&mut snapshot.form).immediate_requirements = true;
        let mut model = ViewModel::new(snapshot, None);
        assert_eq!((model.next(), model.next()), (Step::Stay, Step::Stay));
        assert_eq!(model.focus, Focus::Question(Key(1), Part::Answer));
        Rc::make_mut(&mut model.snapshot.pages[0]).open = 0;
        assert_eq!(model.next(), Step::Page(1));
    }

    #[test]
    fn pages_that_are_not_relevant_are_passed_over() {
        let mut model = ViewModel::new(form(&["a", "-b", "c"]), None);
        model.next();
        assert_eq!(model.next(), Step::Page(2));
        turn(&mut model, 2);
        assert_eq!(model.back(), Step::Page(0));
        model.next();
        assert_eq!(model.next(), Step::Screen(Screen::Summary));
    }
}
