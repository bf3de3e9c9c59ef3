//! What a survey does when something happens, by the element that it happens to.

use std::collections::BTreeMap;

use sealform_types::{Finding, Findings, Json, Place, pointer, say};

use crate::surveyjs::model::{ExpressionText, Located, TRIGGER_MEMBERS, text_of};

/// What the survey writes into an answer.
#[derive(Debug, Clone)]
pub(in crate::surveyjs) enum Written {
    /// What an expression gives.
    Formula(ExpressionText),
    /// The answer of another question, followed as long as the condition holds.
    Copy(ExpressionText),
    /// This value.
    Answer(Json),
}

/// A value that is written into an answer where a condition holds.
#[derive(Debug, Clone)]
pub(in crate::surveyjs) struct Write {
    pub when: ExpressionText,
    pub what: Written,
    /// JSON pointer to the trigger.
    pub pointer: String,
}

/// All triggers of a survey.
#[derive(Debug, Default)]
pub(in crate::surveyjs) struct Triggers {
    /// What is written into a question, by its name in lower case.
    pub writes: BTreeMap<String, Vec<Write>>,
    /// Where an element is shown, by its name in lower case.
    pub shows: BTreeMap<String, Vec<ExpressionText>>,
    /// Where the survey ends.
    pub ends: Vec<ExpressionText>,
}

/// The type of a trigger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TriggerType {
    Complete,
    Visible,
    SetValue,
    CopyValue,
    RunExpression,
    Skip,
    /// One that SurveyJS does not have itself.
    Custom,
}

impl TriggerType {
    fn named(name: &str) -> Self {
        match name {
            "complete" => Self::Complete,
            "visible" => Self::Visible,
            "setvalue" => Self::SetValue,
            "copyvalue" => Self::CopyValue,
            "runexpression" => Self::RunExpression,
            "skip" => Self::Skip,
            _ => Self::Custom,
        }
    }
}

impl Triggers {
    /// Reads the triggers of a survey; what cannot be carried over is reported.
    pub fn read(survey: &Json, findings: &mut Findings) -> Self {
        let mut triggers = Self::default();
        for trigger in Located::new(survey, "").items("triggers") {
            triggers.add(&trigger, findings);
        }
        triggers
    }

    fn add(&mut self, trigger: &Located<'_>, findings: &mut Findings) {
        for (member, _) in trigger.json.as_object().unwrap_or_default() {
            if !TRIGGER_MEMBERS.contains(&member.as_str()) {
                let message = say!("`{member}` of a trigger is not carried over");
                let place = Place::at(pointer(&trigger.pointer, member));
                let finding = Finding::warning("surveyjs/not-carried", message, place);
                findings.push(finding.hint("the trigger works without it"));
            }
        }
        let name = text_of(trigger.json, "type").unwrap_or_default().to_lowercase();
        let name = name.strip_suffix("trigger").unwrap_or(&name);
        let kind = TriggerType::named(name);
        if let Some(when) = condition(trigger)
            && self.add_known(trigger, kind, when)
        {
            return;
        }
        let hint = match kind {
            TriggerType::Skip => "use `visibleIf` for the questions that are skipped",
            TriggerType::Complete
            | TriggerType::Visible
            | TriggerType::SetValue
            | TriggerType::CopyValue
            | TriggerType::RunExpression
            | TriggerType::Custom => {
                "use `visibleIf`, `setvalue`, `copyvalue`, `runexpression` or `complete` with an expression"
            }
        };
        let message = say!("the trigger `{name}` is not carried over");
        findings.push(Finding::warning("surveyjs/not-carried", message, Place::at(&trigger.pointer)).hint(hint));
    }

    /// Adds a trigger; returns whether it is one that can be carried over.
    fn add_known(&mut self, trigger: &Located<'_>, kind: TriggerType, when: ExpressionText) -> bool {
        let text = |member: &str| text_of(trigger.json, member);
        let what = match kind {
            TriggerType::Complete => {
                self.ends.push(when);
                return true;
            }
            TriggerType::Visible => {
                let elements = ["pages", "questions"].iter().flat_map(|list| trigger.items(list));
                for name in elements.filter_map(|element| element.json.as_str()) {
                    self.shows.entry(name.to_lowercase()).or_default().push(when.clone());
                }
                return true;
            }
            TriggerType::SetValue => trigger.json.get("setValue").map(|value| Written::Answer(value.clone())),
            TriggerType::CopyValue => text("fromName").map(|name| {
                let pointer = pointer(&trigger.pointer, "fromName");
                Written::Copy(ExpressionText { source: format!("{{{name}}}"), pointer })
            }),
            TriggerType::RunExpression => trigger.expression("runExpression").map(Written::Formula),
            TriggerType::Skip | TriggerType::Custom => None,
        };
        let (Some(what), Some(target)) = (what, text("setToName")) else { return false };
        let write = Write { when, what, pointer: trigger.pointer.clone() };
        self.writes.entry(target.to_lowercase()).or_default().push(write);
        true
    }
}

/// When a trigger acts: an expression, or a name with an operator and a value.
fn condition(trigger: &Located<'_>) -> Option<ExpressionText> {
    if let Some(expression) = trigger.expression("expression") {
        return Some(expression);
    }
    let name = trigger.json.get("name").and_then(Json::as_str)?;
    let operator = trigger.json.get("operator").and_then(Json::as_str).unwrap_or("equal");
    let value = match trigger.json.get("value") {
        None | Some(Json::Null) => None,
        Some(Json::String(text)) => Some(format!("'{}'", text.replace('\'', "\\'"))),
        Some(other) => Some(other.to_text()),
    };
    let source = match (operator, value) {
        ("empty" | "notempty", _) => format!("{{{name}}} {operator}"),
        (_, Some(value)) => format!("{{{name}}} {operator} {value}"),
        (_, None) => return None,
    };
    Some(ExpressionText { source, pointer: pointer(&trigger.pointer, "name") })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(triggers: &str) -> (Triggers, Findings) {
        let survey = Json::parse(format!("{{\"triggers\": [{triggers}]}}").as_bytes()).expect("JSON");
        let mut findings = Findings::default();
        (Triggers::read(&survey, &mut findings), findings)
    }

    #[test]
    fn a_name_an_operator_and_a_value_are_a_condition() {
        let (triggers, findings) = read(
            r#"{"type": "complete", "name": "a", "operator": "notequal", "value": "it's"}, {"type": "complete", "name": "b"}"#,
        );
        let sources: Vec<&str> = triggers.ends.iter().map(|end| end.source.as_str()).collect();
        assert_eq!(sources, ["{a} notequal 'it\\'s'"]);
        assert_eq!(findings.iter().count(), 1);
    }

    #[test]
    fn writes_are_kept_by_the_name_of_their_question() {
        let (triggers, findings) =
            read(r#"{"type": "copyvalueTrigger", "expression": "{a} = 1", "fromName": "a", "setToName": "B"}"#);
        assert!(findings.is_empty());
        let [write] = triggers.writes.get("b").map(Vec::as_slice).unwrap_or_default() else { panic!("{triggers:?}") };
        assert!(matches!(&write.what, Written::Copy(formula) if formula.source == "{a}"));
        assert_eq!(write.pointer, "/triggers/0");
    }
}
