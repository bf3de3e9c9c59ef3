//! Comments: texts beside a question whose controls name it in Enketo's `enk:for`.

use sealform_questionnaire::{Comment, Condition, Item, Question, QuestionType, TextRules};

use super::instance::Field;
use super::path::{name, resolve};
use super::source::attribute_of;
use super::survey::Survey;
use crate::document::SurveyItem;
use crate::openrosa::{COMMENT, ENKETO};

impl Survey<'_, '_, '_> {
    /// Gives questions the comments that stand beside them. What a comment cannot say stays a question of its own: other
    /// names, rules and values.
    pub(super) fn join_comments(&self, items: &mut Vec<SurveyItem>, fields: &[&Field<'_, '_>]) {
        for field in fields {
            let Some(of) = self.commented(field) else { continue };
            let asked = place(items, &of).filter(|(_, question)| question.kind != QuestionType::Note);
            let asked = asked.filter(|(_, question)| question.comment.is_none()).map(|(at, _)| at);
            let comment = place(items, &field.name).and_then(|(at, question)| Some((at, said(question)?)));
            let (Some(asked), Some((at, comment))) = (asked, comment) else { continue };
            if let Some(Item::Question(question)) = items.get_mut(asked).map(|item| &mut item.item) {
                question.comment = Some(comment);
                items.remove(at);
            }
        }
    }

    /// The name of the question beside a field that the field is a comment of.
    fn commented(&self, field: &Field<'_, '_>) -> Option<String> {
        let written = attribute_of(*self.body.controls.get(&field.path)?, ENKETO, "for")?;
        let of = resolve(&field.path, written.trim())?;
        let is_beside = of != field.path && super::path::parent(&of) == super::path::parent(&field.path);
        let of = name(&of).to_owned();
        (is_beside && field.name.strip_suffix(COMMENT) == Some(&of)).then_some(of)
    }
}

/// The question of that name and where it stands.
fn place<'q>(items: &'q [SurveyItem], name: &str) -> Option<(usize, &'q Question)> {
    let at = items.iter().position(|item| item.name() == name)?;
    match &items.get(at)?.item {
        Item::Question(question) => Some((at, question)),
        Item::Group(_) | Item::Terminate(_) => None,
    }
}

/// What a question says, where it is no more than a comment.
fn said(question: &Question) -> Option<Comment> {
    let known = Question {
        kind: QuestionType::Text,
        name: question.name.clone(),
        label: question.label.clone(),
        relevant: question.relevant.clone(),
        required: question.required.clone(),
        appearance: question.appearance.clone(),
        xml: question.xml.clone(),
        ..Question::default()
    };
    let is_constant = matches!(question.required, Condition::Yes | Condition::No);
    let (label, relevant, required) = (question.label.clone(), question.relevant.clone(), question.required.clone());
    (*question == known && is_constant).then(|| Comment { label, relevant, required, text_rules: TextRules::default() })
}
