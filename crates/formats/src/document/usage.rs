//! What the expressions of a survey read by name.

use std::collections::BTreeSet;

use sealform_questionnaire::{ChoicesFrom, Condition, Constraint, Group, Item, Question, Terminate, Text};

use super::builder::SurveyItem;

/// The tables that the expressions and texts of a survey read.
///
/// # Example
/// ```
/// use sealform_formats::document::{SurveyItem, Usage};
/// use sealform_questionnaire::Question;
/// let town = Question {
///     calculation: Some("instance( 'towns' )/root/item[1]/label".to_owned()),
///     ..Question::default()
/// };
/// let usage = Usage::of(&[SurveyItem::question(town)]);
/// assert!(usage.reads_table("towns"));
/// assert_eq!(usage.pulled().count(), 0);
/// ```
#[derive(Debug, Clone, Default)]
pub struct Usage {
    tables: BTreeSet<String>,
    pulled: BTreeSet<String>,
}

impl Usage {
    /// What the items, and everything inside them, read. Expressions that do not parse read nothing.
    pub fn of(items: &[SurveyItem]) -> Self {
        let mut usage = Self::default();
        items.iter().for_each(|item| usage.item(item));
        usage
    }

    /// Whether `instance()` or `pulldata()` reads the table of that name.
    pub fn reads_table(&self, name: &str) -> bool {
        self.tables.contains(name)
    }

    /// The names of the tables that `pulldata()` reads, in alphabetical order.
    pub fn pulled(&self) -> impl Iterator<Item = &str> {
        self.pulled.iter().map(String::as_str)
    }

    fn item(&mut self, item: &SurveyItem) {
        match &item.item {
            Item::Question(question) => self.question(question),
            Item::Terminate(Terminate { label, relevant, .. }) => {
                self.text(label);
                self.expression(relevant);
            }
            Item::Group(Group { label, hint, relevant, readonly, repeat_count, .. }) => {
                [label, hint].into_iter().for_each(|text| self.text(text));
                relevant.iter().chain(repeat_count).for_each(|source| self.expression(source));
                self.condition(readonly);
            }
        }
        item.children.iter().for_each(|child| self.item(child));
    }

    fn question(&mut self, question: &Question) {
        let texts = [&question.label, &question.hint, &question.guidance_hint, &question.required_message];
        texts.into_iter().for_each(|text| self.text(text));
        for Constraint { test, message, .. } in &question.constraints {
            self.expression(test);
            self.text(message);
        }
        [&question.required, &question.readonly].into_iter().for_each(|condition| self.condition(condition));
        let ChoicesFrom { nodeset, .. } = question.choices_from.clone().unwrap_or_default();
        let expressions = [
            &question.relevant,
            &question.calculation,
            &question.default_expression,
            &question.suggestion,
            &question.choice_filter,
            &nodeset,
        ];
        expressions.into_iter().flatten().for_each(|source| self.expression(source));
        question.parameters.get("seed").into_iter().for_each(|source| self.expression(source));
        if let Some(comment) = &question.comment {
            self.text(&comment.label);
            self.condition(&comment.required);
            comment.relevant.iter().for_each(|source| self.expression(source));
        }
    }

    fn condition(&mut self, condition: &Condition) {
        match condition {
            Condition::No | Condition::Yes => {}
            Condition::When(source) => self.expression(source),
        }
    }

    fn expression(&mut self, source: &str) {
        if let Ok(parsed) = sealform_expression::parse(source, "") {
            self.add(parsed.usage());
        }
    }

    fn text(&mut self, text: &Text) {
        text.0.values().for_each(|text| self.add(&sealform_expression::parse_text(text, "").usage()));
    }

    fn add(&mut self, usage: &sealform_expression::Usage) {
        self.tables.extend(usage.instances.iter().cloned());
        self.pulled.extend(usage.pulled.iter().cloned());
    }
}
