//! What a survey does when something happens, by the element that it happens to.

use std::collections::BTreeMap;

use sealform_types::{Finding, Findings, Json, pointer, say};

use super::builder::at;
use super::tree::Condition;

/// What the survey writes into an answer.
#[derive(Debug, Clone)]
pub(super) enum Written {
    /// What an expression gives.
    Formula(Condition),
    /// This.
    Answer(Json),
}

/// An answer that is written where a condition holds.
#[derive(Debug, Clone)]
pub(super) struct Write {
    pub when: Condition,
    pub what: Written,
}

/// All triggers of a survey.
#[derive(Debug, Default)]
pub(super) struct Triggers {
    /// What is written into a question, by its name in small letters.
    pub writes: BTreeMap<String, Vec<(Write, String)>>,
    /// Where an element is shown, by its name in small letters.
    pub shows: BTreeMap<String, Vec<Condition>>,
    /// Where the survey ends.
    pub ends: Vec<Condition>,
}

impl Triggers {
    pub(super) fn read(survey: &Json, findings: &mut Findings) -> Self {
        let mut triggers = Self::default();
        let all = survey.get("triggers").and_then(Json::as_array).unwrap_or_default();
        for (index, json) in all.iter().enumerate() {
            let here = pointer("/triggers", &index.to_string());
            triggers.add(json, &here, findings);
        }
        triggers
    }

    fn add(&mut self, json: &Json, here: &str, findings: &mut Findings) {
        let text = |name: &str| json.get(name).and_then(Json::as_str).filter(|text| !text.trim().is_empty());
        let kind = text("type").unwrap_or_default().to_lowercase();
        let kind = kind.strip_suffix("trigger").unwrap_or(&kind);
        let when = condition(json, here);
        let formula = |source: String, member: &str| Condition { source, pointer: pointer(here, member) };
        let what = match kind {
            "setvalue" if json.get("isVariable") != Some(&Json::Boolean(true)) => {
                json.get("setValue").map(|value| Written::Answer(value.clone()))
            }
            "copyvalue" => text("fromName").map(|name| Written::Formula(formula(format!("{{{name}}}"), "fromName"))),
            "runexpression" => {
                text("runExpression").map(|source| Written::Formula(formula(source.to_owned(), "runExpression")))
            }
            _ => None,
        };
        match (kind, when) {
            ("complete", Some(when)) => self.ends.push(when),
            ("visible", Some(when)) => {
                for list in ["pages", "questions"] {
                    for name in
                        json.get(list).and_then(Json::as_array).unwrap_or_default().iter().filter_map(Json::as_str)
                    {
                        self.shows.entry(name.to_lowercase()).or_default().push(when.clone());
                    }
                }
            }
            (_, Some(when)) if what.is_some() && text("setToName").is_some() => {
                let name = text("setToName").unwrap_or_default().to_lowercase();
                let write = what.map(|what| Write { when, what });
                self.writes.entry(name).or_default().extend(write.map(|write| (write, here.to_owned())));
            }
            (kind, _) => {
                let hint = match kind {
                    "skip" => "give what is passed over a `visibleIf`",
                    _ => "use `visibleIf`, `setvalue`, `copyvalue`, `runexpression` or `complete` with an expression",
                };
                let message = say!("the trigger `{kind}` is not carried over");
                findings.push(Finding::warning("surveyjs/not-carried", message, at(here)).hint(hint));
            }
        }
    }
}

/// An expression, or a name with an operator and a value.
fn condition(json: &Json, here: &str) -> Option<Condition> {
    if let Some(source) = json.get("expression").and_then(Json::as_str).filter(|source| !source.trim().is_empty()) {
        return Some(Condition { source: source.to_owned(), pointer: pointer(here, "expression") });
    }
    let name = json.get("name").and_then(Json::as_str)?;
    let operator = json.get("operator").and_then(Json::as_str).unwrap_or("equal");
    let value = match json.get("value") {
        None | Some(Json::Null) => String::new(),
        Some(Json::String(text)) => format!(" '{}'", text.replace('\'', "\\'")),
        Some(other) => format!(" {}", other.to_text()),
    };
    let source = match operator {
        "empty" | "notempty" => format!("{{{name}}} {operator}"),
        _ if value.is_empty() => return None,
        _ => format!("{{{name}}} {operator}{value}"),
    };
    Some(Condition { source, pointer: pointer(here, "name") })
}
