//! What a question starts with, what it follows, and what is written into it when something happens.

use std::collections::HashSet;

use sealform_questionnaire::{Condition, Question, QuestionType, Role as QuestionRole, Shape as AnswerShape};
use sealform_types::{Finding, Json, Place, say};

use super::converter::Converter;
use super::readings::given_by_page;
use crate::surveyjs::expression::{Goal, Names, Shape, choice_name};
use crate::surveyjs::model::{
    Element, ElementType, ExpressionText, Role, Truth, choice_name_of, truth_choice, value_of,
};
use crate::surveyjs::rules::{Write, Written};
use crate::xform::quoted;

/// What is written into an answer, and when.
struct Event {
    /// The names of the questions that it reads.
    names: Vec<String>,
    /// Where it is written; `None` where it always is.
    when: Option<String>,
    what: String,
}

/// Whether an answer starts with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Start {
    Given,
    Blank,
}

/// An expression for the value of one row.
struct RowValue {
    /// From 1.
    row: usize,
    value: String,
}

impl Converter<'_> {
    /// Default, suggestion, calculation and trigger. `kind` is what the element asks for.
    pub fn set_value(&mut self, element: &Element<'_>, kind: QuestionType, question: &mut Question) {
        if element.kind == ElementType::Expression {
            question.calculation = self.calculation(element);
            return;
        }
        if matches!(kind, QuestionType::File | QuestionType::Image | QuestionType::Note) {
            return;
        }
        let start = self.set_start(element, kind, question);
        let (mut events, mut written) = (Vec::new(), Vec::new());
        let followed = self.followed(element, kind, question, start, &mut written);
        self.resets(element, kind, start_value(question).filter(|_| followed.is_none()), &mut events);
        // What is written stands above what is set back.
        events.append(&mut written);
        self.writes(element, kind, &mut events);
        if let Some((when, conditions)) = self.forgetting(element) {
            let mut names = Vec::new();
            conditions.iter().for_each(|condition| add_new(&mut names, self.names_read(condition, element)));
            events.push(Event { names, when: Some(when), what: "''".to_owned() });
        }
        match followed {
            // Nobody can give another value where nothing can be changed.
            Some(formula) if element.is("readOnly") && events.is_empty() => {
                question.readonly = Condition::No;
                question.calculation = Some(formula);
                return;
            }
            Some(formula) => question.suggestion = Some(formula),
            None => {}
        }
        if start == Start::Blank && question.suggestion.is_none() {
            self.set_start_of_events(&events, question);
        }
        set_events(element, events, question);
    }

    /// What is written when a survey begins: what events read may have a value then, and that counts as a change.
    fn set_start_of_events(&self, events: &[Event], question: &mut Question) {
        if question.default_expression.is_some() || !events.iter().any(|event| self.begins_with_value(event)) {
            return;
        }
        let start = events.iter().fold("''".to_owned(), |start, Event { when, what, .. }| match when {
            Some(when) => format!("if({when}, {what}, {start})"),
            None => what.clone(),
        });
        question.default_expression = Some(start);
    }

    /// Whether one of the questions that an event reads has a value when the survey begins.
    fn begins_with_value(&self, event: &Event) -> bool {
        event.names.iter().any(|name| self.begun.contains(name.as_str()))
    }

    /// Reports triggers that write into what is not a single question.
    pub fn report_lost_triggers(&mut self) {
        fn gather(elements: &[Element<'_>], names: &mut HashSet<String>) {
            for element in elements {
                if element.role == Role::Question && element.is_answered() {
                    names.insert(element.own_name.to_lowercase());
                }
                gather(&element.children, names);
            }
        }
        let mut answered = HashSet::new();
        gather(self.tree, &mut answered);
        let lost = self.triggers.writes.iter().filter(|(name, _)| !answered.contains(name.as_str()));
        let finding = |name: &str, write: &Write| {
            let message = say!("a trigger sets `{name}`, which is not a single question");
            let finding = Finding::warning("surveyjs/not-carried", message, Place::at(&write.pointer));
            finding.hint("set a single question")
        };
        let findings: Vec<Finding> =
            lost.flat_map(|(name, writes)| writes.iter().map(move |write| finding(name, write))).collect();
        findings.into_iter().for_each(|finding| self.report(finding));
    }

    /// What the expression of an `expression` gives, rounded where it says so.
    fn calculation(&mut self, element: &Element<'_>) -> Option<String> {
        let formula = element.expression("expression")?;
        let formula = match self.reads_itself(&formula, element) {
            true => self.running_total(&formula, element)?,
            false => self.formula(&formula, &element.path)?,
        };
        Some(match element.integer("precision") {
            Some(digits @ 0..=100) => {
                format!("if(number({formula}) = number({formula}), round({formula}, {digits}), {formula})")
            }
            Some(_) | None => formula,
        })
    }

    /// The answer that a question starts with.
    fn set_start(&mut self, element: &Element<'_>, kind: QuestionType, question: &mut Question) -> Start {
        let for_all = element.given.iter().find(|given| given.row.is_none()).map(|given| given.value);
        let usual = for_all.or_else(|| element.json.get("defaultValue"));
        let default = usual.and_then(|value| match (element.kind, value) {
            // A truth is the answer that stands for it.
            (ElementType::Boolean, Json::Boolean(truth)) => {
                let truth = if *truth { Truth::True } else { Truth::False };
                Some(Json::from(truth_choice(element, truth).name.as_str()))
            }
            _ => answer(kind, value),
        });
        let of_rows: Vec<_> = element.given.iter().filter_map(|given| Some((given.row?, given.value))).collect();
        if of_rows.is_empty() {
            question.default_expression = self.last_entry(element);
            match (&mut question.default_expression, &default) {
                // A row that is added begins as the one before it, where that has a value.
                (Some(before), Some(usual)) => {
                    let usual = worded(kind, usual).unwrap_or_else(|| "''".to_owned());
                    *before = format!("coalesce({before}, {usual})");
                }
                (None, Some(_)) => question.default = default,
                (_, None) => {}
            }
            let is_blank = question.default.is_none() && question.default_expression.is_none();
            return if is_blank { Start::Blank } else { Start::Given };
        }
        let values = of_rows.into_iter().map(|(row, value)| Some(RowValue { row, value: worded(kind, value)? }));
        let values: Option<Vec<RowValue>> = values.collect();
        let (Some(position), Some(values)) = (self.scope(&element.path).position(), values) else {
            let message = say!("a value of `{}` for a single row is not carried over", element.own_name);
            let finding = Finding::warning("surveyjs/not-carried", message, Place::at(&element.pointer));
            self.report(finding.hint("give one default value for all rows"));
            return Start::Blank;
        };
        let otherwise = default.and_then(|value| worded(kind, &value)).unwrap_or_else(|| "''".to_owned());
        let formula = values.iter().rev().fold(otherwise, |otherwise, RowValue { row, value }| {
            format!("if({position} = {row}, {value}, {otherwise})")
        });
        question.default_expression = Some(formula);
        Start::Given
    }

    /// The answer in the row before, where rows begin with it.
    fn last_entry(&self, element: &Element<'_>) -> Option<String> {
        let flags = ["copyDefaultValueFromLastEntry", "defaultValueFromLastRow", "defaultValueFromLastPanel"];
        let scope = self.scope(&element.path);
        let repeat = self.element_at(scope.repeat()?)?;
        if repeat.is_any(&flags) { scope.before() } else { None }
    }

    /// A value as an answer of an element.
    fn answered(&mut self, formula: &ExpressionText, element: &Element<'_>, kind: QuestionType) -> Option<String> {
        let is_choice = matches!(kind, QuestionType::SelectOne | QuestionType::SelectMultiple | QuestionType::Rank);
        let value = self.value(formula, &element.path, if is_choice { Goal::Choice } else { Goal::Joined })?;
        if element.kind != ElementType::Boolean || value.shape != Shape::Truth {
            return Some(value.expression);
        }
        let [yes, no] = Truth::BOTH.map(|truth| quoted(&truth_choice(element, truth).name));
        Some(format!("if({}, {yes}, {no})", value.expression))
    }

    /// A value that a question follows as long as nobody gives another.
    fn followed(
        &mut self,
        element: &Element<'_>,
        kind: QuestionType,
        question: &mut Question,
        start: Start,
        events: &mut Vec<Event>,
    ) -> Option<String> {
        if let (Some(formula), None) = (element.expression("setValueExpression"), element.text("setValueIf")) {
            let value = self.answered(&formula, element, kind)?;
            let names = self.names_read(&formula, element);
            if names.is_empty() {
                return Some(value);
            }
            // Written whenever something changes that it reads.
            events.push(Event { names, when: None, what: value });
            return None;
        }
        let formula = element.expression("defaultValueExpression")?;
        let value = self.answered(&formula, element, kind)?;
        let reads_nothing = self.names_read(&formula, element).is_empty() && !self.reads_page(&formula, element);
        match (start, reads_nothing) {
            (Start::Given, true) => None,
            // What it starts with stands until there is something to follow.
            (Start::Given, false) => {
                let start = question.default.as_ref().and_then(|_| start_value(question))?;
                let blank = self.all_blank(&formula, element)?;
                question.default = None;
                question.default_expression = None;
                Some(format!("if({blank}, {start}, {value})"))
            }
            (Start::Blank, true) => {
                question.default_expression = Some(value);
                None
            }
            (Start::Blank, false) => Some(value),
        }
    }

    /// What `resetValueIf` and `setValueIf` write.
    fn resets(&mut self, element: &Element<'_>, kind: QuestionType, start: Option<String>, events: &mut Vec<Event>) {
        if let Some(condition) = element.expression("resetValueIf")
            && let Some(when) = self.condition(&condition, &element.path)
        {
            let names = self.names_read(&condition, element);
            events.push(Event { names, when: Some(when), what: start.clone().unwrap_or_else(|| "''".to_owned()) });
        }
        let start_of_resets = start.unwrap_or_else(|| "''".to_owned());
        self.resets_around(element, start_of_resets, events);
        let Some(condition) = element.expression("setValueIf") else { return };
        let formula = element.expression("setValueExpression");
        // Without an expression the answer is taken away.
        let what = match &formula {
            Some(formula) => self.answered(formula, element, kind),
            None => Some("''".to_owned()),
        };
        if let (Some(when), Some(what)) = (self.condition(&condition, &element.path), what) {
            let mut names = self.names_read(&condition, element);
            add_new(&mut names, formula.map(|formula| self.names_read(&formula, element)).unwrap_or_default());
            events.push(Event { names, when: Some(when), what });
        }
    }

    /// What `resetValueIf` of a matrix or of several texts writes into each question in it.
    fn resets_around(&mut self, element: &Element<'_>, start: String, events: &mut Vec<Event>) {
        let ends = element.path.match_indices('/').map(|(end, _)| end);
        let around: Vec<_> = ends.filter_map(|end| self.element_at(element.path.get(..end)?)).collect();
        let of_groups = around.into_iter().filter(|group| group.role == Role::Group && !group.is_transparent());
        for group in of_groups {
            if let Some(condition) = group.expression("resetValueIf")
                && let Some(when) = self.condition(&condition, &group.path)
            {
                let names = self.names_read(&condition, group);
                events.push(Event { names, when: Some(when), what: start.clone() });
            }
        }
    }

    /// What the survey's triggers write.
    fn writes(&mut self, element: &Element<'_>, kind: QuestionType, events: &mut Vec<Event>) {
        let writes = self.triggers.writes.get(&element.own_name.to_lowercase()).cloned().unwrap_or_default();
        for Write { when, what, pointer } in writes {
            // Only what its condition reads sets it off.
            let mut names = self.names_read(&when, element);
            let what = match &what {
                Written::Formula(formula) => self.answered(formula, element, kind),
                Written::Copy(source) => {
                    add_new(&mut names, self.names_read(source, element));
                    self.answered(source, element, kind)
                }
                Written::Answer(value) => worded(kind, value),
            };
            let when = self.condition(&when, &element.path);
            if let (Some(when), Some(what)) = (when, what) {
                events.push(Event { names, when: Some(when), what });
                continue;
            }
            let message = say!("a trigger of `{}` is not carried over", element.own_name);
            let finding = Finding::warning("surveyjs/not-carried", message, Place::at(&pointer));
            self.report(finding.hint("set one value in one question"));
        }
    }

    /// Expression: whether all that a formula reads is blank.
    fn all_blank(&mut self, formula: &ExpressionText, element: &Element<'_>) -> Option<String> {
        let tree = self.parsed(formula)?;
        let scope = self.scope(&element.path);
        let mut paths: Vec<String> = Vec::new();
        tree.visit_variables(&mut |name| paths.extend(scope.find(name).map(|found| found.expression)));
        (!paths.is_empty()).then(|| paths.iter().map(|path| format!("{path} = ''")).collect::<Vec<_>>().join(" and "))
    }

    /// Whether an expression reads what only the page around the survey gives.
    fn reads_page(&mut self, formula: &ExpressionText, element: &Element<'_>) -> bool {
        let Some(tree) = self.parsed(formula) else { return false };
        let scope = self.scope(&element.path);
        let mut reads = false;
        tree.visit_variables(&mut |name| reads |= !scope.knows(name) && given_by_page(name).is_some());
        reads
    }

    /// The names of the questions that an expression reads.
    fn names_read(&mut self, formula: &ExpressionText, element: &Element<'_>) -> Vec<String> {
        let tree = self.parsed(formula);
        tree.map(|tree| self.scope(&element.path).names_read(&tree)).unwrap_or_default()
    }
}

/// All that is written, as one calculation that leaves the answer where nothing is due. What comes later wins.
fn set_events(element: &Element<'_>, events: Vec<Event>, question: &mut Question) {
    let events: Vec<Event> = events.into_iter().filter(|event| !event.names.is_empty()).collect();
    if events.is_empty() {
        return;
    }
    let mut calculation = element.path.clone();
    for Event { names, when, what } in events {
        calculation = match when {
            Some(when) => format!("if({when}, {what}, {calculation})"),
            None => what,
        };
        add_new(&mut question.trigger, names);
    }
    question.calculation = Some(calculation);
}

fn add_new(names: &mut Vec<String>, more: Vec<String>) {
    for name in more {
        if !names.contains(&name) {
            names.push(name);
        }
    }
}

/// A value as a person would have entered it.
pub(super) fn answer(kind: QuestionType, value: &Json) -> Option<Json> {
    let text = value_of(value).filter(|text| !text.is_empty());
    let one = |value: &Json| choice_name_of(value).map(|name| Json::from(name.as_str()));
    match kind.shape() {
        _ if kind.role() == QuestionRole::Shown => None,
        AnswerShape::Choice => match value.as_array() {
            Some([only]) => one(only),
            Some(_) => None,
            None => one(value),
        },
        AnswerShape::Choices => match value.as_array() {
            Some(items) => Some(items.iter().filter_map(one).collect()),
            None => Some(Json::Array(vec![one(value)?])),
        },
        AnswerShape::Integer | AnswerShape::Step(_) | AnswerShape::Seconds => text?.parse().ok().map(Json::Integer),
        AnswerShape::Truth => (*value == Json::Boolean(true)).then_some(Json::Boolean(true)),
        // No survey has values of these.
        AnswerShape::Attempts
        | AnswerShape::Location
        | AnswerShape::Locations
        | AnswerShape::Files
        | AnswerShape::Log => None,
        AnswerShape::Text
        | AnswerShape::Decimal
        | AnswerShape::Date
        | AnswerShape::Time
        | AnswerShape::DateTime
        | AnswerShape::Any => Some(Json::from(text?.as_str())),
    }
}

/// A value as an expression that gives it.
fn worded(kind: QuestionType, value: &Json) -> Option<String> {
    match kind.shape() {
        AnswerShape::Choices if value.as_array().is_some() => {
            let all: Option<Vec<String>> = value.as_array()?.iter().map(choice_name_of).collect();
            Some(quoted(&all?.join(" ")))
        }
        AnswerShape::Choice | AnswerShape::Choices => value_of(value).map(|text| quoted(&choice_name(&text))),
        AnswerShape::Text
        | AnswerShape::Integer
        | AnswerShape::Step(_)
        | AnswerShape::Decimal
        | AnswerShape::Date
        | AnswerShape::Time
        | AnswerShape::DateTime
        | AnswerShape::Seconds
        | AnswerShape::Attempts
        | AnswerShape::Truth
        | AnswerShape::Location
        | AnswerShape::Locations
        | AnswerShape::Files
        | AnswerShape::Log
        | AnswerShape::Any => value_of(value).map(|text| quoted(&text)),
    }
}

/// What an answer is set back to, as an expression.
fn start_value(question: &Question) -> Option<String> {
    match &question.default {
        Some(value) => value_of(value).map(|text| quoted(&text)),
        None => question.default_expression.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> Json {
        Json::parse(text.as_bytes()).expect("JSON")
    }

    #[test]
    fn values_become_answers_of_their_question() {
        let answer = |kind, text: &str| answer(kind, &json(text)).map(|answer| answer.to_text());
        assert_eq!(answer(QuestionType::SelectMultiple, r#"["x y", 1]"#).as_deref(), Some(r#"["x_y","1"]"#));
        assert_eq!(answer(QuestionType::SelectMultiple, r#""x""#).as_deref(), Some(r#"["x"]"#));
        assert_eq!(answer(QuestionType::SelectOne, r#"["x", "y"]"#), None);
        assert_eq!(answer(QuestionType::Rating, "4").as_deref(), Some("4"));
        assert_eq!(answer(QuestionType::Note, r#""x""#), None);
        assert_eq!(answer(QuestionType::Text, r#""""#), None);
        assert_eq!(answer(QuestionType::Rank, r#""x""#).as_deref(), Some(r#"["x"]"#));
        assert_eq!(answer(QuestionType::Nps, "9").as_deref(), Some("9"));
        assert_eq!(answer(QuestionType::Geopoint, r#""here""#), None);
    }

    #[test]
    fn values_become_expressions() {
        assert_eq!(worded(QuestionType::Rank, &json(r#"["b c", "a"]"#)).as_deref(), Some("'b_c a'"));
        assert_eq!(worded(QuestionType::Text, &json("true")).as_deref(), Some("'true'"));
        assert_eq!(worded(QuestionType::Rank, &json(r#"[{"text": "no value"}]"#)), None);
    }
}
