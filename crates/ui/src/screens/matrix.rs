//! Questions one below the other that offer the same choices: a matrix.
//!
//! Each row stays the question that it is, a `fieldset` with its `legend` and with inputs that have labels of their own.
//! Where there is room, the style sheet puts the choices below each other in columns and shows their labels once, at the
//! top; where there is none, the rows are questions as all others.

use std::rc::Rc;

use sealform_protocol::{ChoiceView, Control, Key, QuestionView, Snapshot};
use yew::prelude::*;

use super::page::draw_question;
use crate::controls::draw_media;
use crate::face::{Face, id};
use crate::owner::Owner;
use crate::parts::{row, tag};

/// With more columns than this no room is enough.
const MOST_COLUMNS: usize = 11;

/// What is drawn together.
pub(super) struct Matrix<'a> {
    /// The question that only says what the columns are, where there is one.
    head: Option<&'a Rc<QuestionView>>,
    choices: &'a Rc<[ChoiceView]>,
    rows: Vec<&'a Rc<QuestionView>>,
}

impl<'a> Matrix<'a> {
    /// The matrix that begins at the first of these nodes. `appearance` is that of the group they stand in.
    pub fn begin(snapshot: &'a Snapshot, keys: &[Key], appearance: &str) -> Option<Self> {
        let whole = has_word(appearance, "table-list");
        let questions = keys.iter().map_while(|key| snapshot.question(*key));
        let mut rows = questions.map_while(|view| offered(view).map(|choices| (view, choices))).peekable();
        let (first, choices) = rows.peek().copied()?;
        let head = Some(first).filter(|view| has_word(&view.appearance, "label"));
        let own = |view: &QuestionView| has_word(&view.appearance, "list-nolabel");
        let alike = rows.skip(usize::from(head.is_some())).take_while(|(view, theirs)| {
            (whole || own(view)) && (Rc::ptr_eq(choices, theirs) || choices == *theirs)
        });
        let rows: Vec<_> = alike.map(|(view, _)| view).collect();
        let enough = if head.is_some() { 1 } else { 2 };
        (rows.len() >= enough && choices.len() <= MOST_COLUMNS).then_some(Self { head, choices, rows })
    }

    /// How many nodes it takes.
    pub fn len(&self) -> usize {
        self.rows.len() + usize::from(self.head.is_some())
    }

    /// Draws it.
    pub fn draw(&self, face: &Face, owner: &Owner) -> Html {
        let relevant = self.rows.iter().any(|view| view.relevant);
        let first = self.head.or_else(|| self.rows.first().copied()).map_or(0, |view| view.key.0);
        let column = |choice: &ChoiceView| tag("span").text(&choice.label).draw();
        // Every input says the same for itself.
        let columns = tag("div").class("columns").set("aria-hidden", "true");
        let rows = self.rows.iter().map(|view| draw_question(face, owner, view));
        tag("div")
            .part("matrix")
            .key(&["matrix ", &first.to_string()].concat())
            .set_if(!relevant, "hidden", "hidden")
            .child(self.head.map_or_else(Html::default, |head| draw_head(face, head)))
            .child(columns.child(tag("div").list(self.choices.iter().map(column).collect()).draw()).draw())
            .list(rows.collect())
            .draw()
    }
}

fn draw_head(face: &Face, head: &QuestionView) -> Html {
    if !head.relevant {
        return Html::default();
    }
    let label = tag("p").part("label").with("id", &id(head.key, "-label")).text(&head.label);
    row(vec![label.draw(), draw_media(face, &head.media, &head.label)])
}

fn offered(view: &QuestionView) -> Option<&Rc<[ChoiceView]>> {
    match &view.control {
        Control::SelectOne { choices } | Control::SelectMultiple { choices } => Some(choices),
        _ => None,
    }
}

/// Whether an appearance holds a word.
fn has_word(appearance: &str, word: &str) -> bool {
    appearance.split(' ').any(|one| one == word)
}
