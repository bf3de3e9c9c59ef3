//! What steps read of a question: its choices, words, number and faults.

use sealform_protocol::{ChoiceView, Control, Issue, IssueView};
use sealform_types::Json;

use super::elements::{Element, written};
use super::player::Player;
use super::things::Thing;

impl Player {
    pub fn is_chosen(&self, path: &str, name: &str) -> bool {
        match self.question_at(path).map_or(Json::Null, |question| self.chosen(question)) {
            Json::Array(items) => items.iter().any(|item| item.as_str() == Some(name)),
            single => single.as_str() == Some(name),
        }
    }

    pub fn hint(&self, path: &str) -> String {
        let question = self.question_at(path).map(|question| question.hint.clone());
        question.or_else(|| self.group_at(path).map(|group| group.hint.clone())).unwrap_or_default()
    }

    /// The place of a question among those that are shown, from 0; -1 where it is not.
    pub fn visible_index(&self, element: &Element) -> i64 {
        // Without numbers nothing is counted.
        let numbers = self.elements.survey.get("showQuestionNumbers");
        if matches!(numbers, None | Some(Json::Boolean(false))) || numbers.and_then(Json::as_str) == Some("off") {
            return -1;
        }
        let is_counted = |one: &Element| {
            let has_title =
                one.text("titleLocation") != Some("hidden") && !matches!(one.kind.as_str(), "html" | "image");
            has_title && !one.is("hideNumber") && one.json.get("showNumber") != Some(&Json::Boolean(false))
        };
        let is_shown =
            |one: &Element| is_counted(one) && self.place(one, "").is_some_and(|path| self.is_visible(&path));
        let shown: Vec<Element> = self.elements.questions().into_iter().filter(is_shown).collect();
        let place = shown.iter().position(|one| one.pointer == element.pointer);
        place.and_then(|place| i64::try_from(place).ok()).unwrap_or(-1)
    }

    pub fn is_readonly(&self, path: &str) -> bool {
        let question = self.question_at(path).map(|question| question.readonly);
        question.or_else(|| self.group_at(path).map(|group| group.readonly)).unwrap_or(false)
    }

    /// Whether an element must be answered for its own sake; what cannot be changed need not be.
    pub fn is_required(&self, element: &Element, path: &str) -> bool {
        let Some(question) = self.question_at(path) else { return element.is("isRequired") };
        let has_own = element.text("requiredIf").is_some();
        let is_always = element.is("isRequired") && !has_own;
        is_always || question.required && (has_own || element.kind == "row")
    }

    pub fn choices(&self, path: &str) -> Vec<ChoiceView> {
        match self.question_at(path).map(|question| &question.control) {
            Some(Control::SelectOne { choices } | Control::SelectMultiple { choices } | Control::Rank { choices }) => {
                choices.to_vec()
            }
            _ => Vec::new(),
        }
    }

    /// What an answer is called where people read it.
    pub fn display(&self, path: &str) -> String {
        let Some(question) = self.question_at(path) else { return String::new() };
        let choices = self.choices(path);
        let comment = written(&self.comment(path));
        let one = |item: &Json| {
            let name = written(item);
            let label = choices
                .iter()
                .find(|choice| self.elements.value_of(&choice.name) == name)
                .map(|choice| choice.label.clone());
            if name == "other" && !comment.is_empty() { comment.clone() } else { label.unwrap_or(name) }
        };
        match self.answer(question) {
            Json::Array(items) => items.iter().map(one).collect::<Vec<_>>().join(", "),
            single => one(&single),
        }
    }

    pub fn comment(&self, path: &str) -> Json {
        if let Some(other) = self.other_of(path) {
            let shown = self.question_at(&other).filter(|question| question.relevant);
            return shown.map(|question| question.value.clone()).unwrap_or(Json::Null);
        }
        let comment = self.question_at(path).and_then(|question| question.comment.as_ref());
        comment.map_or(Json::Null, |comment| Json::from(comment.text.as_str()))
    }

    /// The title as it is written, in the language shown.
    pub fn written_title(&self, element: &Element) -> String {
        let title = element.json.get("title");
        let of = |language: &str| title.and_then(|title| title.get(language)).and_then(Json::as_str);
        let words = title.and_then(Json::as_str).or_else(|| of(&self.snapshot.form.language)).or_else(|| of("default"));
        words.unwrap_or(&element.name).to_owned()
    }

    /// The number and the title in a label.
    pub fn title(&self, element: &Element, path: &str) -> (String, String) {
        let label = self.label(path);
        let title = element.text("title").unwrap_or(&element.name);
        match label.strip_suffix(title) {
            Some(number) if number.ends_with(' ') => (number.trim_end().to_owned(), title.to_owned()),
            _ => (String::new(), label),
        }
    }

    /// What is shown to be wrong with an element itself. That one in a panel must be answered is said at the first.
    pub fn errors(&self, element: &Element, path: &str) -> Vec<Thing> {
        let told = |path: &str| self.question_at(path).filter(|_| self.shown.contains(path));
        if self.question_at(path).is_some() {
            // An expression that does not hold on a blank answer demands one.
            let is_own = self.is_required(element, path) || element.json.get("validators").is_some();
            let counts = |issue: &&IssueView| is_own || !matches!(issue.issue, Issue::Required { .. });
            let own = told(path).into_iter().flat_map(|question| question.issues.iter().filter(counts));
            let other = self.other_of(path).and_then(|other| told(&other));
            let all = own.chain(other.into_iter().flat_map(|question| question.issues.iter()));
            return all.map(|issue| Thing::Value(error(element, &issue.issue))).collect();
        }
        let rules = format!("{path}_rule");
        let is_told = |known: &str| known.starts_with(&rules) && self.is_rule(known) && self.shown.contains(known);
        let own: Vec<Thing> = self
            .questions()
            .filter(|question| is_told(&question.path))
            .flat_map(|question| question.issues.iter().map(|issue| Thing::Value(error(element, &issue.issue))))
            .collect();
        if element.is_dynamic() {
            return own;
        }
        if element.kind == "matrix"
            && (element.is("eachRowRequired") || element.is("isAllRowRequired") || element.is("eachRowUnique"))
        {
            // What all rows must be is told once, at the matrix.
            let is_row = |known: &str| known.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'));
            let is_wrong = self.questions().any(|question| {
                is_row(&question.path) && self.shown.contains(&question.path) && !question.issues.is_empty()
            });
            return if is_wrong { vec![Thing::Value(Json::Null)] } else { Vec::new() };
        }
        if !element.is("isRequired") && element.text("requiredIf").is_none() {
            return Vec::new();
        }
        let is_below = |known: &str| known.strip_prefix(path).is_some_and(|rest| rest.starts_with(['/', '[']));
        let is_missing = self.questions().any(|question| {
            let is_own = self.elements.member(&question.path).is_some_and(|own| own.is("isRequired"));
            let is_required = question.issues.iter().any(|issue| matches!(issue.issue, Issue::Required { .. }));
            is_below(&question.path) && self.shown.contains(&question.path) && is_required && !is_own
        });
        if is_missing { vec![Thing::Value(Json::Null)] } else { Vec::new() }
    }
}

/// A fault as survey-core gives it: with the words of the survey, or else with those that it has itself.
fn error(element: &Element, issue: &Issue) -> Json {
    let words = match issue {
        Issue::Required { message: Some(message) } | Issue::Constraint { message: Some(message) } => message.clone(),
        Issue::Required { message: None } => {
            let is_own = element.is("isRequired") || element.text("requiredIf").is_some();
            let said = if is_own { "Response required." } else { "Response required: enter another value." };
            // It has no text of its own, and finds one when it is asked.
            return Json::Object(vec![("getText".to_owned(), Json::from(said))]);
        }
        Issue::NotADecimal => "The value should be numeric.".to_owned(),
        _ => built_in(element).unwrap_or_default(),
    };
    Json::Object(vec![("text".to_owned(), Json::from(words.as_str()))])
}

/// What survey-core says where the one validator of an element does not hold.
fn built_in(element: &Element) -> Option<String> {
    let [validator] = element.json.get("validators")?.as_array()? else { return None };
    let number = |member: &str| validator.get(member).map(written);
    match validator.get("type")?.as_str()? {
        "email" => Some("Please enter a valid e-mail address.".to_owned()),
        "expression" => {
            Some(format!("The expression: {} should return 'true'.", validator.get("expression")?.as_str()?))
        }
        "numeric" => Some(match (number("minValue"), number("maxValue")) {
            (Some(least), Some(most)) => format!("The 'value' should be at least {least} and at most {most}"),
            (Some(least), None) => format!("The 'value' should be at least {least}"),
            (None, most) => format!("The 'value' should be at most {}", most?),
        }),
        "text" => Some(match (number("minLength"), number("maxLength")) {
            (Some(least), Some(most)) => {
                format!("Please enter at least {least} and no more than {most} characters.")
            }
            (Some(least), None) => format!("Please enter at least {least} character(s)."),
            (None, most) => format!("Please enter no more than {} character(s).", most?),
        }),
        _ => None,
    }
}
