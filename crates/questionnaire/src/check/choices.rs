//! Choices and starting values.

use sealform_types::{Finding, Json, Place, Severity, nearest, pointer, say};

use super::Check;
use crate::members::wrong_kind;
use crate::model::{ChoicesFrom, Question, QuestionType};

impl Check<'_> {
    pub(super) fn choices(&mut self, question: &Question) {
        let at = question.pointer.as_str();
        let wants = question.kind.has_choices();
        let kind = question.kind.name();
        match (&question.choices, &question.choices_from) {
            (None, None) if wants => {
                let message = say!("`{}` names no choice list", question.name);
                self.error("document/missing-member", message, at, "add `\"choices\": …`");
            }
            (Some(_), Some(_)) => {
                let here = pointer(at, "choices_from");
                self.error("document/misplaced", "choices come from a list or a file", &here, "remove one of them");
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
        let message = say!("a question of type `{kind}` takes no choices");
        self.error("document/misplaced", message, at, "remove them or change the type");
    }

    fn list(&mut self, question: &Question, name: &str) {
        let at = pointer(&question.pointer, "choices");
        if !self.questionnaire.choices.contains_key(name) {
            let near = nearest(name, self.questionnaire.choices.keys().map(String::as_str));
            let hint = near.map_or_else(|| "add it to `choices`".to_owned(), |near| say!("did you mean `{near}`?"));
            self.error("document/unknown-list", say!("unknown choice list `{name}`"), &at, hint);
        }
    }

    fn choices_from(&mut self, from: &ChoicesFrom, at: &str) {
        match (&from.file, &from.nodeset) {
            (Some(name), None) => {
                let known = self.questionnaire.resources.iter().map(|resource| resource.name.as_str());
                if !known.clone().any(|known| known == name) {
                    let near = nearest(name, known).map(|near| say!("did you mean `{near}`?"));
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
                let message = "choices come from a `file` or a `nodeset`";
                self.error("document/missing-member", message, at, "name one of them");
            }
        }
    }

    /// The answer that a question starts with must be one that it takes.
    pub(super) fn default(&mut self, question: &Question, default: &Json) {
        let at = pointer(&question.pointer, "default");
        use QuestionType as Kind;
        let takes = match (question.kind, default) {
            (kind, _) if kind.is_metadata() => {
                let message = say!("a question of type `{}` starts with no answer", kind.name());
                return self.error("document/misplaced", message, &at, "remove it");
            }
            (_, Json::Null) | (Kind::Acknowledge, Json::Boolean(_)) => return,
            (Kind::Acknowledge, _) => "true or false",
            (Kind::SelectOne, Json::String(name)) => return self.default_choice(question, name, &at),
            (Kind::SelectOne, _) => "the name of a choice",
            (Kind::SelectMultiple | Kind::Rank, Json::Array(names))
                if names.iter().all(|name| name.as_str().is_some()) =>
            {
                let each = names.iter().filter_map(Json::as_str).enumerate();
                return each
                    .for_each(|(index, name)| self.default_choice(question, name, &pointer(&at, &index.to_string())));
            }
            (Kind::SelectMultiple | Kind::Rank, _) => "a list of names of choices",
            (Kind::Integer | Kind::Rating | Kind::Duration, Json::Integer(_)) => return,
            (Kind::Integer | Kind::Rating | Kind::Duration, _) => "a whole number",
            (Kind::Decimal | Kind::Range, Json::Integer(_) | Json::String(_)) => return,
            (Kind::Decimal | Kind::Range, _) => "a decimal number as a text",
            (Kind::AttemptLog, Json::Array(_)) => return,
            (Kind::AttemptLog, _) => "a list of tries",
            (Kind::Geopoint, Json::Object(_) | Json::String(_)) => return,
            (Kind::Geopoint, _) => "an object of latitude `lat` and longitude `lon`",
            (Kind::Geotrace | Kind::Geoshape, Json::Array(_) | Json::String(_)) => return,
            (Kind::Geotrace | Kind::Geoshape, _) => "a list of places",
            (kind, Json::Array(names)) if kind.is_file() && names.iter().all(|name| name.as_str().is_some()) => return,
            (kind, _) if kind.is_file() => "a list of names of files",
            (_, Json::String(_)) => return,
            _ => "a text",
        };
        // Forms from elsewhere know texts only: what cannot be read stands in its field, with an issue.
        let finding = wrong_kind(&at, takes, default);
        self.findings.push(Finding { severity: Severity::Warning, ..finding });
    }

    fn default_choice(&mut self, question: &Question, name: &str, at: &str) {
        let list = question.choices.as_ref().and_then(|list| self.questionnaire.choices.get(list));
        let Some(list) = list.filter(|list| !list.iter().any(|choice| choice.name == name)) else { return };
        let near = nearest(name, list.iter().map(|choice| choice.name.as_str()));
        let hint = near.map_or_else(|| "name one of its choices".to_owned(), |near| say!("did you mean `{near}`?"));
        self.warning("document/unknown-choice", say!("`{name}` is none of the choices"), at, hint);
    }
}
