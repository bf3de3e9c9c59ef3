//! What a question starts with, what it follows, and what is written into it when something happens.

use sealform_types::{Finding, Json, say};

use super::builder::{Builder, at};
use super::choices::{choice_name, named, truth_choice, value_of};
use super::expression::{Goal, Shape};
use super::tree::{Condition, Place, Role};
use super::triggers::{Write, Written};
use crate::members::Members;
use crate::xform::quoted;

/// What is written into an answer, and when.
struct Event {
    names: Vec<String>,
    when: Option<String>,
    what: String,
}

impl Builder<'_> {
    /// Default, suggestion, calculation and trigger.
    pub(super) fn value(&mut self, place: &Place<'_>, kind: &str, members: &mut Members) {
        if place.kind == "expression" {
            let formula = place.condition("expression").and_then(|formula| self.formula(&formula, &place.path));
            let formula = formula.map(|formula| match place.json.get("precision").and_then(Json::as_integer) {
                Some(digits @ 0..=100) => format!("if(({formula}) = '', '', round({formula}, {digits}))"),
                _ => formula,
            });
            members.put("calculation", formula.as_deref().map(Json::from));
            return;
        }
        if matches!(kind, "file" | "image" | "note") {
            return;
        }
        let start = self.start(place, kind, members);
        let mut events = Vec::new();
        let follows = self.followed(place, kind, members, start, &mut events);
        self.resets(place, kind, start_value(members).filter(|_| follows.is_none()), &mut events);
        self.written(place, kind, &mut events);
        match follows {
            // Nobody can give another value where nothing can be changed.
            Some(formula) if place.is("readOnly") && events.is_empty() => {
                members.0.retain(|(name, _)| name != "readonly");
                members.text("calculation", &formula);
                return;
            }
            Some(formula) => members.text("suggestion", &formula),
            None => {}
        }
        self.events(place, events, members);
    }

    /// The answer it starts with; whether there is one.
    fn start(&mut self, place: &Place<'_>, kind: &str, members: &mut Members) -> bool {
        let whole = place.given.iter().find(|(row, _)| row.is_none()).map(|(_, value)| *value);
        let usual = whole.or_else(|| place.json.get("defaultValue")).and_then(|value| answer(kind, value));
        let rows: Vec<(usize, &Json)> = place.given.iter().filter_map(|(row, value)| Some(((*row)?, *value))).collect();
        if rows.is_empty() {
            let has_one = usual.is_some();
            members.put("default", usual.clone());
            return has_one || self.last_entry(place, members);
        }
        let position = self.names.at(&place.path).position();
        let word = |value: &Json| worded(kind, value);
        let (Some(position), true) = (position, rows.iter().all(|(_, value)| word(value).is_some())) else {
            let message = say!("a value of `{}` that is given for one row is not carried over", place.called);
            let finding = Finding::warning("surveyjs/not-carried", message, at(&place.pointer));
            self.tell(finding.hint("give one value that all rows start with"));
            return false;
        };
        let mut formula = usual.as_ref().and_then(word).unwrap_or_else(|| "''".to_owned());
        for (row, value) in rows.iter().rev() {
            let value = word(value).unwrap_or_default();
            formula = format!("if({position} = {row}, {value}, {formula})");
        }
        members.text("default_expression", &formula);
        true
    }

    /// Rows that begin with what the row before them has.
    fn last_entry(&mut self, place: &Place<'_>, members: &mut Members) -> bool {
        let copies = |repeat: &Place<'_>| {
            ["copyDefaultValueFromLastEntry", "defaultValueFromLastRow", "defaultValueFromLastPanel"]
                .iter()
                .any(|flag| repeat.is(flag))
        };
        let names = self.names;
        let from = names.at(&place.path);
        let (Some(repeat), Some(before)) = (from.repeat(), from.before()) else { return false };
        if !super::elements::find_in(self.tree, repeat).is_some_and(copies) {
            return false;
        }
        members.text("default_expression", &before);
        true
    }

    /// A value as an answer of this place.
    fn answered(&mut self, formula: &Condition, place: &Place<'_>, kind: &str) -> Option<String> {
        let is_choice = matches!(kind, "select_one" | "select_multiple" | "rank");
        let value = self.value_of(formula, &place.path, if is_choice { Goal::Choice } else { Goal::Words })?;
        if place.kind != "boolean" || value.shape != Shape::Truth {
            return Some(value.expression);
        }
        let [yes, no] = ["true", "false"].map(|truth| quoted(&truth_choice(place, truth).name));
        Some(format!("if({}, {yes}, {no})", value.expression))
    }

    /// A value that it follows as long as nobody gives another.
    fn followed(
        &mut self,
        place: &Place<'_>,
        kind: &str,
        members: &mut Members,
        has_start: bool,
        events: &mut Vec<Event>,
    ) -> Option<String> {
        if let (Some(formula), None) = (place.condition("setValueExpression"), place.text("setValueIf")) {
            let text = self.answered(&formula, place, kind)?;
            let names = self.names_of(&formula, place);
            if !names.is_empty() {
                // What somebody entered lasts until what it follows is another.
                events.push(Event { names, when: None, what: "''".to_owned() });
            }
            return Some(text);
        }
        let formula = place.condition("defaultValueExpression")?;
        let text = self.answered(&formula, place, kind)?;
        if has_start {
            return None;
        }
        if self.names_of(&formula, place).is_empty() {
            members.text("default_expression", &text);
            return None;
        }
        Some(text)
    }

    /// What `resetValueIf` and `setValueIf` write.
    fn resets(&mut self, place: &Place<'_>, kind: &str, start: Option<String>, events: &mut Vec<Event>) {
        if let Some(condition) = place.condition("resetValueIf")
            && let Some(when) = self.condition(&condition, &place.path)
        {
            let names = self.names_of(&condition, place);
            let what = start.unwrap_or_else(|| "''".to_owned());
            events.push(Event { names, when: Some(when), what });
        }
        if let (Some(condition), Some(formula)) = (place.condition("setValueIf"), place.condition("setValueExpression"))
            && let Some(when) = self.condition(&condition, &place.path)
            && let Some(what) = self.answered(&formula, place, kind)
        {
            let mut names = self.names_of(&condition, place);
            names.extend(
                self.names_of(&formula, place).into_iter().filter(|name| !names.contains(name)).collect::<Vec<_>>(),
            );
            events.push(Event { names, when: Some(when), what });
        }
    }

    /// What the survey's triggers write.
    fn written(&mut self, place: &Place<'_>, kind: &str, events: &mut Vec<Event>) {
        let writes = self.triggers.writes.get(&place.called.to_lowercase()).cloned().unwrap_or_default();
        for (Write { when, what }, here) in writes {
            let mut names = self.names_of(&when, place);
            let what = match &what {
                Written::Formula(formula) => {
                    let more = self.names_of(formula, place);
                    names.extend(more.into_iter().filter(|name| !names.contains(name)).collect::<Vec<_>>());
                    self.answered(formula, place, kind)
                }
                Written::Answer(value) => worded(kind, value),
            };
            let when = self.condition(&when, &place.path);
            match (when, what) {
                (Some(when), Some(what)) => events.push(Event { names, when: Some(when), what }),
                _ => {
                    let finding = Finding::warning(
                        "surveyjs/not-carried",
                        say!("a trigger of `{}` is not carried over", place.called),
                        at(&here),
                    );
                    self.tell(finding.hint("write one value into one question"));
                }
            }
        }
    }

    /// All that is written as one calculation, which leaves the answer where nothing is due. What comes later wins.
    fn events(&mut self, place: &Place<'_>, events: Vec<Event>, members: &mut Members) {
        let events: Vec<Event> = events.into_iter().filter(|event| !event.names.is_empty()).collect();
        if events.is_empty() {
            return;
        }
        let mut calculation = place.path.clone();
        let mut names: Vec<String> = Vec::new();
        for event in events {
            calculation = match event.when {
                Some(when) => format!("if({when}, {}, {calculation})", event.what),
                None => event.what,
            };
            names.extend(event.names.into_iter().filter(|name| !names.contains(name)).collect::<Vec<_>>());
        }
        members.text("calculation", &calculation);
        members.put("trigger", Some(names.iter().map(|name| Json::from(name.as_str())).collect()));
    }

    fn names_of(&mut self, formula: &Condition, place: &Place<'_>) -> Vec<String> {
        let names = self.names;
        self.parsed(formula).map(|tree| names.at(&place.path).names_in(&tree)).unwrap_or_default()
    }

    /// Triggers that write into nothing that is answered.
    pub(super) fn tell_lost_triggers(&mut self) {
        fn answered(places: &[Place<'_>], called: &mut Vec<String>) {
            for place in places {
                if place.role == Role::Question && place.is_answered() {
                    called.push(place.called.to_lowercase());
                }
                answered(&place.children, called);
            }
        }
        let mut called = Vec::new();
        answered(self.tree, &mut called);
        let lost: Vec<(String, String)> = (self.triggers.writes.iter())
            .filter(|(name, _)| !called.contains(name))
            .flat_map(|(name, writes)| writes.iter().map(move |(_, here)| (name.clone(), here.clone())))
            .collect();
        for (name, here) in lost {
            let message = say!("a trigger writes into `{name}`, which is no single question");
            let finding = Finding::warning("surveyjs/not-carried", message, at(&here));
            self.tell(finding.hint("write into one question"));
        }
    }
}

/// A value as somebody would have entered it.
pub(super) fn answer(kind: &str, value: &Json) -> Option<Json> {
    let text = value_of(value).unwrap_or_default();
    let one = |value: &Json| named(value).map(|name| Json::from(name.as_str()));
    match (kind, value) {
        ("select_multiple" | "rank", Json::Array(items)) => Some(items.iter().filter_map(one).collect()),
        ("select_multiple", _) => Some(Json::Array(vec![one(value)?])),
        ("select_one", Json::Array(items)) => match items.as_slice() {
            [only] => one(only),
            _ => None,
        },
        ("select_one", _) => one(value),
        ("integer" | "rating", _) => text.parse().ok().map(Json::Integer),
        ("file" | "image" | "note", _) => None,
        _ if text.is_empty() => None,
        _ => Some(Json::from(text.as_str())),
    }
}

/// A value as an expression gives it.
fn worded(kind: &str, value: &Json) -> Option<String> {
    match (kind, value) {
        ("select_multiple" | "rank", Json::Array(items)) => {
            let all: Option<Vec<String>> = items.iter().map(named).collect();
            Some(quoted(&all?.join(" ")))
        }
        ("select_one" | "select_multiple" | "rank", _) => value_of(value).map(|text| quoted(&choice_name(&text))),
        _ => value_of(value).map(|text| quoted(&text)),
    }
}

/// What an answer is set back to, as an expression.
fn start_value(members: &Members) -> Option<String> {
    let member = |name: &str| members.0.iter().find(|(known, _)| known == name).map(|(_, value)| value);
    match (member("default"), member("default_expression")) {
        (Some(value), _) => value_of(value).map(|text| quoted(&text)),
        (None, Some(formula)) => formula.as_str().map(str::to_owned),
        (None, None) => None,
    }
}
