//! Questions one below the other that offer the same choices: a matrix.
//!
//! Each row stays the question that it is, a `fieldset` with its `legend` and with inputs that have labels of their own.
//! Where the screen is wide enough, the style sheet puts the choices below each other in columns and shows their labels once, at the
//! top; where there is none, the rows are questions as all others.

use std::cell::Cell;
use std::rc::Rc;

use sealform_protocol::{ChoiceView, Control, Key, QuestionView, Snapshot};
use sealform_types::has_word;
use yew::prelude::*;

use super::page::draw_question;
use crate::context::{UiContext, id};
use crate::controls::draw_media;
use crate::element::{row, tag};
use crate::markup::{NO_MARKUP, marked};
use crate::view_model::{Drawn, ViewModel};

/// With more columns than this, no screen is wide enough.
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
        let (mut head, mut columns, mut rows) = (None, None, Vec::new());
        for view in keys.iter().map_while(|key| snapshot.question(*key)) {
            let Some(choices) = offered(view) else { break };
            let first = columns.get_or_insert(choices);
            if head.is_none() && rows.is_empty() && has_word(&view.appearance, "label") {
                head = Some(view);
            } else if (whole || has_word(&view.appearance, "list-nolabel")) && first == &choices {
                rows.push(view);
            } else {
                break;
            }
        }
        let (choices, enough) = (columns?, if head.is_some() { 1 } else { 2 });
        (rows.len() >= enough && choices.len() <= MOST_COLUMNS).then_some(Self { head, choices, rows })
    }

    /// How many nodes it takes.
    pub fn len(&self) -> usize {
        self.rows.len() + usize::from(self.head.is_some())
    }

    /// Draws it.
    pub fn draw(&self, ui: &UiContext, model: &ViewModel, left: &Cell<Drawn>) -> Html {
        let relevant = self.rows.iter().any(|view| view.relevant);
        let first = self.head.or_else(|| self.rows.first().copied()).map_or(0, |view| view.key.0);
        let column = |choice: &ChoiceView| tag("span").child(marked(&choice.label, &choice.marks)).draw();
        // Every input says the same for itself.
        let columns = tag("div").class("columns").set("aria-hidden", "true");
        let mut rows = Vec::new();
        self.rows.iter().for_each(|view| draw_question(ui, model, view, left, &mut rows));
        tag("div")
            .part("matrix")
            .key(&["matrix ", &first.to_string()].concat())
            .set_if(!relevant, "hidden", "hidden")
            .child(self.head.map_or_else(Html::default, |head| draw_head(ui, head)))
            .child(columns.child(tag("div").list(self.choices.iter().map(column).collect()).draw()).draw())
            .list(rows)
            .draw()
    }
}

fn draw_head(ui: &UiContext, head: &QuestionView) -> Html {
    if !head.relevant {
        return Html::default();
    }
    let marks = &head.markup.as_deref().unwrap_or(&NO_MARKUP).label;
    let label = tag("p").part("label").with("id", &id(head.key, "-label")).child(marked(&head.label, marks));
    row(vec![label.draw(), draw_media(ui, &head.media, &head.label)])
}

fn offered(view: &QuestionView) -> Option<&Rc<[ChoiceView]>> {
    match &view.control {
        Control::SelectOne { choices } | Control::SelectMultiple { choices } => Some(choices),
        Control::Text { .. }
        | Control::Integer
        | Control::Decimal
        | Control::Range(_)
        | Control::Rank { .. }
        | Control::Rating(_)
        | Control::Date
        | Control::Time
        | Control::DateTime
        | Control::Duration
        | Control::AttemptLog(_)
        | Control::Acknowledge
        | Control::Geopoint
        | Control::Geotrace
        | Control::Geoshape
        | Control::File { .. }
        | Control::Barcode
        | Control::Note
        | Control::Calculate => None,
    }
}

#[cfg(test)]
mod tests {
    use sealform_protocol::{FormView, Node, Position, Progress};
    use sealform_types::{Json, TextInput, VecMap};

    use super::*;

    fn choices(names: &[&str]) -> Rc<[ChoiceView]> {
        let choice = |name: &&str| ChoiceView {
            name: (*name).to_owned(),
            label: (*name).to_owned(),
            marks: Vec::new(),
            media: Vec::new(),
            not_applicable: false,
            exclusive: false,
            geometry: None,
        };
        names.iter().map(choice).collect()
    }

    fn question(number: u64, appearance: &str, control: Control) -> QuestionView {
        QuestionView {
            key: Key(number),
            path: number.to_string(),
            control,
            label: String::new(),
            label_language: None,
            hint: String::new(),
            guidance_hint: String::new(),
            markup: None,
            appearance: appearance.to_owned(),
            parameters: Json::Null,
            media: Vec::new(),
            relevant: true,
            required: false,
            readonly: false,
            reasoned: false,
            value: Json::Null,
            preset: false,
            watch: None,
            words: None,
            chars: None,
            comment: None,
            issues: Vec::new(),
        }
    }

    /// How many nodes are drawn as a matrix from the first on, and how many of them are rows.
    fn taken(appearance: &str, questions: Vec<QuestionView>) -> Option<(usize, usize)> {
        let keys: Vec<Key> = questions.iter().map(|view| view.key).collect();
        let mut nodes = VecMap::new();
        for view in questions {
            nodes.insert(view.key, Node::Question(Rc::new(view)));
        }
        let form = FormView {
            id: String::new(),
            version: String::new(),
            title: String::new(),
            languages: Vec::new(),
            style: String::new(),
            language: String::new(),
            instance_name: None,
            immediate_requirements: false,
        };
        let snapshot = Snapshot {
            form: Rc::new(form),
            pages: Vec::new(),
            nodes,
            progress: Progress::default(),
            outcome: None,
            score: None,
            position: Position::default(),
        };
        Matrix::begin(&snapshot, &keys, appearance).map(|matrix| (matrix.len(), matrix.rows.len()))
    }

    fn one_of(number: u64, appearance: &str, names: &[&str]) -> QuestionView {
        question(number, appearance, Control::SelectOne { choices: choices(names) })
    }

    #[test]
    fn questions_of_a_table_list_with_the_same_choices_are_rows() {
        let rows = |appearance| {
            let all = [["a", "b"], ["a", "b"], ["a", "c"]];
            let questions = all.iter().zip(1..).map(|(names, number)| one_of(number, "", names)).collect();
            taken(appearance, questions)
        };
        assert_eq!(rows("w4 table-list"), Some((2, 2)));
        assert_eq!(rows("field-list"), None);
    }

    #[test]
    fn a_question_of_labels_is_the_head_of_those_without() {
        let names = ["a", "b"];
        let rows = vec![one_of(1, "label", &names), one_of(2, "list-nolabel", &names), one_of(3, "", &names)];
        assert_eq!(taken("field-list", rows), Some((2, 1)));
        assert_eq!(taken("field-list", vec![one_of(1, "label", &names), one_of(2, "", &names)]), None);
    }

    #[test]
    fn what_else_is_asked_ends_a_matrix() {
        let names = ["a", "b"];
        let questions = vec![
            one_of(1, "", &names),
            question(2, "", Control::Text { input: TextInput::Any }),
            one_of(3, "", &names),
        ];
        assert_eq!(taken("table-list", questions), None);
        let many: Vec<String> = (0..=MOST_COLUMNS).map(|number| number.to_string()).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert_eq!(taken("table-list", vec![one_of(1, "", &many), one_of(2, "", &many)]), None);
    }
}
