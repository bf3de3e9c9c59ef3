//! Validators as they are written.

use sealform_types::{Json, Level};

use crate::surveyjs::model::{Element, Located, text_of};

/// A validator of an element.
#[derive(Debug, Clone)]
pub(in crate::surveyjs) struct Validator<'j> {
    pub located: Located<'j>,
    /// The path of the element that has it.
    pub path: String,
}

/// The type of a validator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::surveyjs) enum ValidatorType {
    Numeric,
    Text,
    AnswerCount,
    Email,
    Regex,
    Expression,
}

impl<'j> Validator<'j> {
    /// The validators that an element has itself.
    pub fn of(element: &Element<'j>) -> Vec<Self> {
        let own = element.located().items("validators").into_iter();
        own.map(|located| Self { located, path: element.path.clone() }).collect()
    }

    /// The name of its type, which may be written with or without `validator` at its end.
    pub fn type_name(&self) -> String {
        let name = self.located.json.get("type").and_then(Json::as_str).unwrap_or_default().to_lowercase();
        name.strip_suffix("validator").unwrap_or(&name).to_owned()
    }

    /// Its type; `None` where SurveyJS does not have it itself.
    pub fn kind(&self) -> Option<ValidatorType> {
        Some(match self.type_name().as_str() {
            "numeric" => ValidatorType::Numeric,
            "text" => ValidatorType::Text,
            "answercount" => ValidatorType::AnswerCount,
            "email" => ValidatorType::Email,
            "regex" => ValidatorType::Regex,
            "expression" => ValidatorType::Expression,
            _ => return None,
        })
    }

    /// What follows where it does not hold.
    pub fn level(&self) -> Level {
        match text_of(self.located.json, "notificationType") {
            Some("warning") => Level::Warn,
            Some("info") => Level::Flag,
            Some(_) | None => Level::default(),
        }
    }

    /// Whether one of these members is `true`.
    pub fn is_any(&self, members: &[&str]) -> bool {
        members.iter().any(|member| self.located.json.get(member) == Some(&Json::Boolean(true)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn validator(json: &Json) -> Validator<'_> {
        Validator { located: Located::new(json, ""), path: String::new() }
    }

    #[test]
    fn types_are_read_with_and_without_their_ending() {
        for name in ["AnswerCountValidator", "answercount"] {
            let json = Json::Object(vec![("type".to_owned(), Json::from(name))]);
            assert_eq!(validator(&json).kind(), Some(ValidatorType::AnswerCount));
        }
        let json = Json::Object(vec![("type".to_owned(), Json::from("myvalidator"))]);
        assert_eq!((validator(&json).kind(), validator(&json).type_name().as_str()), (None, "my"));
    }

    #[test]
    fn a_notification_is_no_fault() {
        let json = Json::Object(vec![("notificationType".to_owned(), Json::from("info"))]);
        assert_eq!(validator(&json).level(), Level::Flag);
        assert_eq!(validator(&Json::Null).level(), Level::default());
    }
}
