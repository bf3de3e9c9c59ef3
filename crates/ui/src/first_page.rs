//! The first page of a form as HTML, drawn by the same components outside of browsers: it can be read and filled before the
//! Wasm is there, which then draws it anew.
//!
//! What nobody knows outside of a browser keeps its place empty: what follows from facts, which the caller takes out of the
//! snapshot, and what only `Intl` says.

use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use chrono::{DateTime, FixedOffset, NaiveDateTime};
use sealform_protocol::{Action, ApplyError, Patch, Pattern, Reason, Snapshot};
use yew::{Callback, LocalServerRenderer};

use crate::{Counts, Form, FormProps, Host, HostEvent, HostHandle, ReceiptView, add_catalogue};

/// A form that nobody is filling yet.
#[derive(Debug, Clone)]
pub struct FirstPage {
    /// What is drawn.
    pub snapshot: Snapshot,
    /// Whether it is known how much there is to do.
    pub counts: Counts,
    /// What the interface says, as `add_catalogue` takes it.
    pub catalogue: String,
}

impl FirstPage {
    /// Draws it: one element, without a script, a handler or a style of its own.
    ///
    /// # Errors
    /// What the catalogue lacks, or that a part waits for something.
    pub fn draw(self) -> Result<String, String> {
        add_catalogue(&self.snapshot.form.language, &self.catalogue)?;
        let host: Rc<dyn Host> = Rc::new(Still { snapshot: self.snapshot, counts: self.counts });
        let props = FormProps { host: HostHandle::new(host), interface_language: None, targets: Rc::default() };
        at_once(LocalServerRenderer::<Form>::with_props(props).hydratable(false).render())
            .ok_or_else(|| "a part of the form waits for something while it is drawn".to_owned())
    }
}

/// So often a drawing is looked at: its parts hand over to one another, and nobody else is asked.
const MOST_LOOKS: usize = 100_000;

/// What is drawn once: the same as itself, and as nothing else.
pub(crate) struct Once<T>(pub Rc<T>);

impl<T> Clone for Once<T> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<T> PartialEq for Once<T> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// What comes without waiting for anybody; nothing where something would have to be waited for.
pub(crate) fn at_once<Drawn>(drawing: impl Future<Output = Drawn>) -> Option<Drawn> {
    let mut drawing = pin!(drawing);
    (0..MOST_LOOKS).find_map(|_| match drawing.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(drawn) => Some(drawn),
        Poll::Pending => None,
    })
}

/// A host of which nothing is asked but what there is to see.
struct Still {
    snapshot: Snapshot,
    counts: Counts,
}

impl Host for Still {
    fn snapshot(&self) -> Snapshot {
        self.snapshot.clone()
    }

    fn counts(&self) -> Counts {
        self.counts
    }

    fn why(&self, _: &str) -> Vec<Reason> {
        Vec::new()
    }

    fn patterns(&self) -> Vec<Pattern> {
        Vec::new()
    }

    fn apply(&self, _: Action) -> Result<Patch, ApplyError> {
        Ok(Patch::default())
    }

    fn remove(&self, _: Action) -> Result<Patch, ApplyError> {
        Ok(Patch::default())
    }

    fn undo(&self) -> Option<Patch> {
        None
    }

    fn left_at(&self) -> Option<DateTime<FixedOffset>> {
        None
    }

    fn is_at_work(&self) -> bool {
        false
    }

    fn seal(&self) {}

    fn receipt(&self) -> Option<ReceiptView> {
        None
    }

    fn subscribe(&self, _: Callback<HostEvent>) {}

    fn download(&self, _: &str) {}

    fn shares(&self) -> bool {
        false
    }

    fn share(&self, _: &str) {}

    fn retry_delivery(&self, _: &str) {}

    fn save_draft_to_file(&self) {}

    fn show_report(&self, _: &str) {}
    fn show_device(&self) {}
    fn show_keys(&self) {}

    fn offer_event(&self, _: &str, _: &str) {}

    fn start_over(&self) {}

    fn now(&self) -> DateTime<FixedOffset> {
        DateTime::default()
    }

    fn moment_of(&self, local: NaiveDateTime) -> DateTime<FixedOffset> {
        local.and_utc().fixed_offset()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use sealform_protocol::{AttemptsView, Control, Mark, MarkKind, Markup, Node, OutcomeView, QuestionView};
    use yew::{Html, Properties, component};

    use super::*;
    use crate::context::{ContextParts, UiContext};
    use crate::happened::Queue;
    use crate::messages::Catalogue;
    use crate::view_model::{Marks, ViewModel};

    #[derive(Clone, PartialEq, Properties)]
    struct Part {
        html: Html,
    }

    #[component]
    fn Alone(props: &Part) -> Html {
        props.html.clone()
    }

    /// A part of a form that stands on some screen, as HTML.
    pub(crate) fn drawn_alone(model: &ViewModel, draw: impl FnOnce(&UiContext, &ViewModel) -> Html) -> String {
        let snapshot = model.snapshot.clone();
        let ui = UiContext::new(ContextParts {
            deeds: Callback::noop(),
            happened: Queue::default(),
            words: Catalogue::of("en").expect("the words are there"),
            language: "en".to_owned(),
            marks: Marks::of(&snapshot),
            host: HostHandle::new(Rc::new(Still { snapshot, counts: Counts::Known })),
            dispatch: Callback::noop(),
        });
        let html = draw(&ui, model);
        at_once(LocalServerRenderer::<Alone>::with_props(Part { html }).hydratable(false).render())
            .expect("it is drawn")
    }

    fn drawn(snapshot: Snapshot) -> String {
        FirstPage { snapshot, counts: Counts::Known, catalogue: String::new() }.draw().expect("it is drawn")
    }

    #[test]
    fn a_form_on_one_page_is_greeted_without_pages_and_lists_its_sections_once() {
        let mut snapshot = crate::view_model::tests::form(&["a", "b"]);
        Rc::make_mut(&mut snapshot.form).style = "one-page".to_owned();
        let page = drawn(snapshot);
        assert!(page.contains("About 1 minute<") && !page.contains("2 pages"), "{page}");
        // What lies over a phone's page is known by this class, and nothing on the page may have it.
        assert_eq!(page.matches("class=\"pages\"").count(), 1, "{page}");
        assert_eq!(page.matches("class=\"chapter\"").count(), 2, "{page}");
    }

    #[test]
    fn what_is_marked_in_headings_and_ends_is_drawn() {
        let mut snapshot = crate::view_model::tests::form(&["a"]);
        let mark = |end| vec![Mark { start: 0, end, kind: MarkKind::Strong }];
        let page = Rc::make_mut(&mut snapshot.pages[0]);
        page.label = "Please wait".to_owned();
        page.markup = Some(Rc::new(Markup { label: mark(6), ..Markup::default() }));
        let outcome =
            OutcomeView { path: "end".into(), outcome: "quiet".into(), label: "Thank you.".into(), marks: mark(5) };
        snapshot.outcome = Some(Rc::new(outcome));
        let page = drawn(snapshot);
        for said in ["part=\"heading\"><strong>Please</strong> wait</h2>", "<strong>Thank</strong> you.</p>"] {
            assert!(page.contains(said), "{said}: {page}");
        }
    }

    #[test]
    fn the_rule_stands_once_and_the_many_carry_no_mark() {
        let page = drawn(crate::view_model::tests::form(&["a", "b"]));
        assert_eq!(page.matches("that is not marked “Optional”").count(), 1, "{page}");
        assert!(page.contains("About 1 minute · 2 pages") && page.contains("Page 1 of 2"), "{page}");
        assert!(!page.contains("class=\"need\""), "{page}");
    }

    #[test]
    fn calls_are_begun_with_one_button_where_the_form_calls_first() {
        let page_of = |channels: &[&str], may_add: bool| {
            let mut snapshot = crate::view_model::tests::form(&["a"]);
            let mut nodes = snapshot.nodes.clone();
            for (key, node) in &snapshot.nodes {
                let Node::Question(view) = node else { continue };
                let channels = channels.iter().map(|channel| (*channel).to_owned()).collect();
                let rules = AttemptsView {
                    max: 2,
                    wait: 300,
                    wait_days: 0,
                    until: None,
                    different_days: true,
                    channels,
                    may_add,
                };
                let view = QuestionView { control: Control::AttemptLog(rules), ..(**view).clone() };
                nodes.insert(*key, Node::Question(Rc::new(view)));
            }
            snapshot.nodes = nodes;
            drawn(snapshot)
        };
        for (channels, may_add, is_there) in [
            (&["phone", "chat"][..], true, true),
            (&[], true, true),
            (&["chat", "phone"], true, false),
            (&["phone"], false, false),
        ] {
            let page = page_of(channels, may_add);
            assert_eq!(page.contains(">I am calling now</button>"), is_there, "{channels:?}");
            assert_eq!(page.contains(">Add an attempt</button>"), may_add, "{channels:?}");
        }
    }

    #[test]
    fn an_early_end_is_said_where_it_comes() {
        let mut snapshot = crate::view_model::tests::form(&["a"]);
        let outcome = OutcomeView {
            path: "end".into(),
            outcome: "disqualified".into(),
            label: "Thank you.".into(),
            marks: Vec::new(),
        };
        snapshot.outcome = Some(Rc::new(outcome));
        let page = drawn(snapshot);
        assert!(page.contains("The form ends here") && page.contains("Thank you."), "{page}");
    }
}
