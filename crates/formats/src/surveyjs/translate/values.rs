//! What a question starts with, what it follows, and what is written into it when something happens.

use sealform_questionnaire::{Condition, Question, QuestionType, Role as QuestionRole, Shape as AnswerShape};
use sealform_types::{Finding, Json, Place, say};

use super::converter::Converter;
use crate::surveyjs::expression::{Goal, Shape, choice_name};
use crate::surveyjs::model::{
    Element, ElementType, ExpressionText, Role, Truth, at_path, choice_name_of, truth_choice, value_of,
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
        let mut events = Vec::new();
        let followed = self.followed(element, kind, question, start, &mut events);
        self.resets(element, kind, start_value(question).filter(|_| followed.is_none()), &mut events);
        self.writes(element, kind, &mut events);
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
        set_events(element, events, question);
    }

    /// Reports triggers that write into what is not a single question.
    pub fn report_lost_triggers(&mut self) {
        fn gather(elements: &[Element<'_>], names: &mut Vec<String>) {
            for element in elements {
                if element.role == Role::Question && element.is_answered() {
                    names.push(element.own_name.to_lowercase());
                }
                gather(&element.children, names);
            }
        }
        let mut answered = Vec::new();
        gather(self.tree, &mut answered);
        let lost = self.triggers.writes.iter().filter(|(name, _)| !answered.contains(name));
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
        let formula = self.formula(&formula, &element.path)?;
        Some(match element.integer("precision") {
            Some(digits @ 0..=100) => format!("if(({formula}) = '', '', round({formula}, {digits}))"),
            Some(_) | None => formula,
        })
    }

    /// The answer that a question starts with.
    fn set_start(&mut self, element: &Element<'_>, kind: QuestionType, question: &mut Question) -> Start {
        let for_all = element.given.iter().find(|given| given.row.is_none()).map(|given| given.value);
        let usual = for_all.or_else(|| element.json.get("defaultValue"));
        let default = usual.and_then(|value| answer(kind, value));
        let of_rows: Vec<_> = element.given.iter().filter_map(|given| Some((given.row?, given.value))).collect();
        if of_rows.is_empty() {
            question.default = default;
            let expression = if question.default.is_none() { self.last_entry(element) } else { None };
            question.default_expression = expression;
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
        let repeat = at_path(self.tree, scope.repeat()?)?;
        if repeat.is_any(&flags) { scope.before() } else { None }
    }

    /// A value as an answer of an element.
    fn answered(&mut self, formula: &ExpressionText, element: &Element<'_>, kind: QuestionType) -> Option<String> {
        let is_choice = matches!(kind, QuestionType::SelectOne | QuestionType::SelectMultiple | QuestionType::Rank);
        let value = self.value(formula, &element.path, if is_choice { Goal::Choice } else { Goal::Words })?;
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
            if !names.is_empty() {
                // What a person entered lasts until what it follows changes.
                events.push(Event { names, when: None, what: "''".to_owned() });
            }
            return Some(value);
        }
        let formula = element.expression("defaultValueExpression")?;
        let value = self.answered(&formula, element, kind)?;
        if start == Start::Given {
            return None;
        }
        if self.names_read(&formula, element).is_empty() {
            question.default_expression = Some(value);
            return None;
        }
        Some(value)
    }

    /// What `resetValueIf` and `setValueIf` write.
    fn resets(&mut self, element: &Element<'_>, kind: QuestionType, start: Option<String>, events: &mut Vec<Event>) {
        if let Some(condition) = element.expression("resetValueIf")
            && let Some(when) = self.condition(&condition, &element.path)
        {
            let names = self.names_read(&condition, element);
            events.push(Event { names, when: Some(when), what: start.unwrap_or_else(|| "''".to_owned()) });
        }
        if let (Some(condition), Some(formula)) =
            (element.expression("setValueIf"), element.expression("setValueExpression"))
            && let Some(when) = self.condition(&condition, &element.path)
            && let Some(what) = self.answered(&formula, element, kind)
        {
            let mut names = self.names_read(&condition, element);
            add_new(&mut names, self.names_read(&formula, element));
            events.push(Event { names, when: Some(when), what });
        }
    }

    /// What the survey's triggers write.
    fn writes(&mut self, element: &Element<'_>, kind: QuestionType, events: &mut Vec<Event>) {
        let writes = self.triggers.writes.get(&element.own_name.to_lowercase()).cloned().unwrap_or_default();
        for Write { when, what, pointer } in writes {
            let mut names = self.names_read(&when, element);
            let what = match &what {
                Written::Formula(formula) => {
                    add_new(&mut names, self.names_read(formula, element));
                    self.answered(formula, element, kind)
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
