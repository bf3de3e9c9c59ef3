//! What is demanded of all panels or rows together: a question behind them that is there only as long as it does not hold.
//!
//! Nobody can answer it, so that the form cannot be completed until the rule holds; it says what is wrong.

use sealform_questionnaire::{Condition, Question, QuestionType, Text};
use sealform_types::{Finding, Level, Place, pointer, say};

use super::conditions::joined;
use super::converter::Converter;
use crate::document::SurveyItem;
use crate::surveyjs::model::{Element, Role, rule_names};
use crate::surveyjs::rules::{Validator, ValidatorType, blank_whole};

/// A rule of all panels or rows.
struct Rule {
    /// Expression: whether it does not hold.
    broken: String,
    message: Text,
    /// JSON pointer to what demands it.
    pointer: String,
}

impl Converter<'_> {
    /// The questions that tell what all panels or rows of an element lack; none for other elements.
    pub fn whole_rules(&mut self, element: &Element<'_>) -> Vec<SurveyItem> {
        if element.role != Role::Repeat {
            return Vec::new();
        }
        let mut rules: Vec<Rule> = self.demand(element).into_iter().collect();
        for validator in Validator::of(element) {
            rules.extend(self.rule(element, &validator));
        }
        // What cannot be changed lacks nothing.
        let changeable = match self.readonly(element) {
            Condition::Yes => return Vec::new(),
            Condition::No => None,
            Condition::When(closed) => Some(format!("not({closed})")),
        };
        let shown = joined(&self.relevance(element).into_iter().chain(changeable).collect::<Vec<_>>(), " and ");
        let names = rule_names(element);
        let each = rules.into_iter().zip(names).map(|(Rule { broken, message, pointer }, name)| {
            let relevant = match &shown {
                Some(shown) => format!("({shown}) and ({broken})"),
                None => broken,
            };
            let label =
                if message.0.is_empty() { self.languages.own_words(&element.own_name) } else { message.clone() };
            let question = Question {
                kind: QuestionType::Text,
                name,
                label,
                relevant: Some(relevant),
                required: Condition::Yes,
                required_message: message,
                readonly: Condition::Yes,
                ..Question::default()
            };
            SurveyItem::question(question).from_origin(pointer)
        });
        each.collect()
    }

    /// That something must stand in one of them.
    fn demand(&mut self, element: &Element<'_>) -> Option<Rule> {
        let condition = element.expression("requiredIf");
        if condition.is_none() && !element.is("isRequired") {
            return None;
        }
        let member = if condition.is_some() { "requiredIf" } else { "isRequired" };
        let pointer = pointer(&element.pointer, member);
        let Some(blank) = blank_whole(element) else {
            let message = "no question in this element can report that an answer is missing";
            let finding = Finding::warning("surveyjs/not-carried", message, Place::at(&pointer));
            self.report(finding.hint("make one of its questions required"));
            return None;
        };
        let broken = match condition {
            Some(condition) => format!("({} and {blank})", self.condition(&condition, &element.path)?),
            None => blank,
        };
        Some(Rule { broken, message: self.text(element.json.get("requiredErrorText"), element), pointer })
    }

    fn rule(&mut self, element: &Element<'_>, validator: &Validator<'_>) -> Option<Rule> {
        let located = &validator.located;
        let is_rule = validator.kind() == Some(ValidatorType::Expression) && validator.level() == Level::Hard;
        let Some(condition) = located.expression("expression").filter(|_| is_rule) else {
            let message =
                say!("the validator `{}` of `{}` is not carried over", validator.type_name(), element.own_name);
            let finding = Finding::warning("surveyjs/not-carried", message, Place::at(&located.pointer));
            self.report(finding.hint("use an expression validator instead"));
            return None;
        };
        let holds = self.condition(&condition, &element.path)?;
        let message = self.text(located.json.get("text"), element);
        Some(Rule { broken: format!("not({holds})"), message, pointer: located.pointer.clone() })
    }
}
