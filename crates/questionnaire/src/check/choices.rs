//! Choices and starting values.

use sealform_types::{Finding, Json, Place, Severity, pointer, say};

use super::Check;
use crate::members::wrong_kind;
use crate::model::{ChoicesFrom, Question, Shape};

impl<'a> Check<'a> {
    pub(super) fn choices(&mut self, question: &Question) {
        let at = question.pointer.as_str();
        let wants = question.kind.has_choices();
        let kind = question.kind.name();
        match (&question.choices, &question.choices_from) {
            (None, None) if wants => {
                let message = say!("`{}` does not name a choice list", question.name);
                self.error("document/missing-member", message, at, "add `\"choices\": …`");
            }
            (Some(_), Some(_)) => {
                let here = pointer(at, "choices_from");
                self.error(
                    "document/misplaced",
                    "choices come from either a list or a file",
                    &here,
                    "remove one of them",
                );
            }
            (Some(_), None) if !wants => self.no_choices(kind, &pointer(at, "choices")),
            (None, Some(_)) if !wants => self.no_choices(kind, &pointer(at, "choices_from")),
            (Some(list), None) => self.list(question, list),
            (None, Some(from)) => self.choices_from(from, &pointer(at, "choices_from")),
            (None, None) => {}
        }
        // A place may be chosen from others, which a filter parts.
        let offered = wants || question.parameters.contains_key("reference-geometry");
        if question.choice_filter.is_some() && question.choices.is_none() && question.choices_from.is_none() && !offered
        {
            let here = pointer(at, "choice_filter");
            self.error("document/misplaced", "there are no choices to filter", &here, "remove it or add `choices`");
        }
    }

    fn no_choices(&mut self, kind: &str, at: &str) {
        let message = say!("a question of type `{kind}` does not take choices");
        self.error("document/misplaced", message, at, "remove them or change the type");
    }

    fn list(&mut self, question: &Question, name: &str) {
        let at = pointer(&question.pointer, "choices");
        if !self.questionnaire.choices.contains_key(name) {
            let known = self.questionnaire.choices.keys().map(String::as_str);
            let near = self.findings.closest_match(name, known);
            let hint = near.map_or_else(|| "add it to `choices`".to_owned(), |near| say!("did you mean `{near}`?"));
            self.error("document/unknown-list", say!("unknown choice list `{name}`"), &at, hint);
        }
    }

    fn choices_from(&mut self, from: &ChoicesFrom, at: &str) {
        match (&from.file, &from.nodeset) {
            (Some(name), None) => {
                let known = self.questionnaire.resources.iter().map(|resource| resource.name.as_str());
                if !known.clone().any(|known| known == name) {
                    let near = self.findings.closest_match(name, known);
                    let near = near.map(|near| say!("did you mean `{near}`?"));
                    let finding = Finding::error(
                        "document/unknown-file",
                        say!("unknown file `{name}`"),
                        Place::at(pointer(at, "file")),
                    );
                    self.findings.push(finding.hint("add it to `resources`").maybe_hint(near));
                }
            }
            (None, Some(_)) => {}
            (None, None) | (Some(_), Some(_)) => {
                let message = "choices come from either a `file` or a `nodeset`";
                self.error("document/missing-member", message, at, "name one of them");
            }
        }
    }

    /// The answer that a question starts with must be one that it takes.
    pub(super) fn default(&mut self, question: &'a Question, default: &Json) {
        let at = pointer(&question.pointer, "default");
        if question.kind.is_metadata() {
            let message = say!("a question of type `{}` cannot start with an answer", question.kind.name());
            return self.error("document/misplaced", message, &at, "remove it");
        }
        let texts = || default.as_array()?.iter().map(Json::as_str).collect::<Option<Vec<_>>>();
        let (fits, takes) = match question.kind.shape() {
            Shape::Choice => match default.as_str() {
                Some(name) => return self.default_choice(question, name, &at),
                None => (false, "the name of a choice"),
            },
            Shape::Choices => match texts() {
                Some(names) => {
                    let each = names.into_iter().enumerate();
                    return each.for_each(|(index, name)| {
                        self.default_choice(question, name, &pointer(&at, &index.to_string()));
                    });
                }
                None => (false, "a list of choice names"),
            },
            Shape::Truth => (matches!(default, Json::Boolean(_)), "true or false"),
            Shape::Integer | Shape::Step(_) | Shape::Seconds => (matches!(default, Json::Integer(_)), "a whole number"),
            Shape::Decimal => (matches!(default, Json::Integer(_) | Json::String(_)), "a decimal number as a text"),
            Shape::Attempts => (matches!(default, Json::Array(_)), "a list of attempts"),
            Shape::Location => {
                let fits = matches!(default, Json::Object(_) | Json::String(_));
                (fits, "an object of latitude `lat` and longitude `lon`")
            }
            Shape::Locations => (matches!(default, Json::Array(_) | Json::String(_)), "a list of locations"),
            Shape::Files => (texts().is_some(), "a list of file names"),
            Shape::Text | Shape::Date | Shape::Time | Shape::DateTime | Shape::Log | Shape::Any => {
                (default.as_str().is_some(), "a text")
            }
        };
        if fits || matches!(default, Json::Null) {
            return;
        }
        // Forms from elsewhere know texts only: what cannot be read stands in its field, with an issue.
        let finding = wrong_kind(&at, takes, default);
        self.findings.push(Finding { severity: Severity::Warning, ..finding });
    }

    fn default_choice(&mut self, question: &'a Question, name: &str, at: &str) {
        let questionnaire = self.questionnaire;
        let Some(list) = question.choices.as_deref() else { return };
        let Some(choices) = questionnaire.choices.get(list) else { return };
        let names = || choices.iter().map(|choice| choice.name.as_str());
        if self.choice_names.get_or_insert_with(list, || names().collect()).contains(name) {
            return;
        }
        let near = self.findings.closest_match(name, names());
        let hint = near.map_or_else(|| "name one of its choices".to_owned(), |near| say!("did you mean `{near}`?"));
        self.warning("document/unknown-choice", say!("`{name}` is not one of the choices"), at, hint);
    }
}
