//! What every kind of answer says of itself.

use std::rc::Rc;

use chrono::{DateTime, FixedOffset};
use sealform_expression::{ListId, Val, ValueKind};
use sealform_protocol::{ApplyError, ChoiceView, Control, Issue, IssueView};
use sealform_questionnaire::{Question, Text};
use sealform_types::{Json, Value, closest_match};

use crate::assigned::Assigned;
use crate::program::{Program, QuestionSpec};

/// What was entered and what it means.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Answer {
    /// As entered; `null` where there is no answer.
    pub raw: Json,
    /// What it means; `None` where it cannot be read.
    pub value: Option<Value>,
    /// Why it cannot be read, or what is wrong with it in itself.
    pub fault: Option<Issue>,
}

impl Answer {
    /// No answer.
    pub const NONE: Self = Self { raw: Json::Null, value: None, fault: None };

    /// An answer that was read.
    pub fn read(raw: Json, value: Value) -> Self {
        Self { raw, value: Some(value), ..Self::NONE }
    }

    /// An answer that was read, as submissions write it.
    pub fn of(value: Value) -> Self {
        Self::read(value.to_json(), value)
    }

    /// An answer that cannot be read, kept as it is.
    pub fn faulty(raw: &Json, fault: Issue) -> Self {
        Self { raw: raw.clone(), fault: Some(fault), ..Self::NONE }
    }
}

/// How strictly an answer is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    /// Somebody enters it: it must be among what is offered now.
    Entered,
    /// It was there before, or the form writes it: a filter may let it through again.
    Restored,
}

/// A question that an answer is for, as it stands now.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub program: &'a Program,
    pub spec: &'a QuestionSpec,
    /// The names that its filter lets through, where it has one.
    pub offered: Option<&'a Val>,
    /// What errors call it.
    pub path: &'a str,
    /// When.
    pub at: DateTime<FixedOffset>,
    pub reading: Reading,
    /// What the assignment asks for.
    pub assigned: &'a Assigned,
    /// What it holds so far.
    pub current: &'a Answer,
}

impl Asked<'_> {
    /// The answer is of another kind than the question takes.
    pub fn wrong_kind(&self, takes: &'static str) -> ApplyError {
        ApplyError::WrongKind { path: self.path.to_owned(), takes }
    }

    /// The answer is longer than `most`.
    pub fn too_long(&self, most: usize) -> ApplyError {
        ApplyError::TooLong { path: self.path.to_owned(), most }
    }

    /// The answer names a choice that is none of `known`.
    pub fn unknown_choice<'n>(&self, choice: &str, known: impl Iterator<Item = &'n str>) -> ApplyError {
        let near = closest_match(choice, known).map(str::to_owned);
        ApplyError::UnknownChoice { path: self.path.to_owned(), choice: choice.to_owned(), near }
    }
}

/// A question of an instance, as it is drawn.
pub(crate) struct Drawn<'a> {
    pub spec: &'a QuestionSpec,
    /// What it holds.
    pub answer: &'a Answer,
    /// The choices that it offers now, in the order shown.
    pub choices: &'a mut dyn FnMut() -> Rc<[ChoiceView]>,
    /// When it is drawn.
    pub now: DateTime<FixedOffset>,
    pub assigned: &'a Assigned,
    /// A text in the language shown.
    pub text: &'a dyn Fn(&Text) -> String,
}

/// A value, and what its rules need of the question that it answers.
#[derive(Clone, Copy)]
pub(crate) struct Judged<'a> {
    pub spec: &'a QuestionSpec,
    pub value: &'a Value,
    /// The label of the question as it is drawn.
    pub label: &'a dyn Fn() -> String,
    pub now: DateTime<FixedOffset>,
    pub assigned: &'a Assigned,
}

/// One kind of answer.
pub(crate) trait Codec: Sync {
    /// What expressions see of it; `list` where the question offers a list of choices.
    fn value_kind(&self, question: &Question, list: Option<ListId>) -> ValueKind;

    /// Reads what was entered, which is neither `null` nor an empty text.
    ///
    /// # Errors
    /// Where no control of the question gives it. What a person may type and cannot be read is an answer with a fault.
    fn read(&self, asked: &Asked<'_>, raw: &Json) -> Result<Answer, ApplyError>;

    /// A value that the form gives, in the shape in which somebody would have entered it; `None` where the question does not
    /// take it. `text` is the value as text, without blanks around it.
    fn coerce(&self, asked: &Asked<'_>, seen: &Val, text: &str) -> Option<Json>;

    /// How it is entered.
    fn control(&self, drawn: &mut Drawn<'_>) -> Control;

    /// What is wrong with a value in itself, apart from the constraints of its question.
    fn issues(&self, judged: &Judged<'_>) -> Vec<IssueView> {
        let _ = judged;
        Vec::new()
    }
}
