//! Choices of SurveyJS: values, or objects with value and text.

use sealform_types::Json;

use super::builder::Builder;
use super::tree::Place;

/// The value of a choice, row or column.
pub(super) fn value_of(json: &Json) -> Option<String> {
    match json {
        Json::Object(_) => json.get("value").and_then(value_of),
        Json::String(text) => Some(text.clone()),
        Json::Integer(number) => Some(number.to_string()),
        Json::Float(number) => Some(number.to_string()),
        Json::Boolean(truth) => Some(truth.to_string()),
        Json::Null | Json::Array(_) => None,
    }
}

/// What a choice with this value is called here: names are joined by blanks, so that none holds one.
pub(super) fn choice_name(value: &str) -> String {
    value.split_whitespace().collect::<Vec<_>>().join("_")
}

/// The name of a choice that is written out; nothing where it has no value.
pub(super) fn named(json: &Json) -> Option<String> {
    value_of(json).map(|value| choice_name(&value)).filter(|name| !name.is_empty())
}

/// A choice by its name here and its value in the survey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Choice {
    pub name: String,
    pub value: String,
}

impl Choice {
    fn of(json: &Json) -> Option<Self> {
        Some(Self { name: named(json)?, value: value_of(json)? })
    }

    fn called(name: &str) -> Self {
        Self { name: name.to_owned(), value: name.to_owned() }
    }
}

/// The choices of an element, as far as they are written out.
pub(super) fn choices_of(place: &Place<'_>, around: Option<&Json>) -> Vec<Choice> {
    let list = |json: &Json, member: &str| -> Vec<Choice> {
        json.get(member).and_then(Json::as_array).unwrap_or_default().iter().filter_map(Choice::of).collect()
    };
    let mut all = match place.kind.as_str() {
        "boolean" => ["true", "false"].map(|truth| truth_choice(place, truth)).to_vec(),
        "rating" => list(place.json, "rateValues"),
        "row" => around.map(|matrix| list(matrix, "columns")).unwrap_or_default(),
        // Numbers that are counted up to are not written out.
        _ if place.json.get("choicesMax").is_some() => return Vec::new(),
        _ => list(place.json, "choices"),
    };
    if all.is_empty() {
        all = place.around.or(around).map(|around| list(around, "choices")).unwrap_or_default();
    }
    let is_carried =
        ["choicesFromQuestion", "carryForwardChoices"].iter().any(|member| place.json.get(member).is_some());
    if all.is_empty() || is_carried {
        return Vec::new();
    }
    all.extend(["none", "refused", "dontknow", "other"].map(Choice::called));
    all
}

/// What the answer `true` or `false` of a boolean is.
pub(super) fn truth_choice(place: &Place<'_>, truth: &str) -> Choice {
    let member = if truth == "true" { "valueTrue" } else { "valueFalse" };
    place.json.get(member).and_then(Choice::of).unwrap_or_else(|| Choice::called(truth))
}

/// The names of the choices that are taken alone.
pub(super) fn alone(place: &Place<'_>) -> Vec<String> {
    let own = place.json.get("choices").and_then(Json::as_array).unwrap_or_default();
    let exclusive = own.iter().filter(|item| item.get("isExclusive") == Some(&Json::Boolean(true))).filter_map(named);
    let special = [
        ("hasNone", "none"),
        ("showNoneItem", "none"),
        ("showRefuseItem", "refused"),
        ("showDontKnowItem", "dontknow"),
    ];
    exclusive.chain(special.iter().filter(|(flag, _)| place.is(flag)).map(|(_, name)| (*name).to_owned())).collect()
}

/// Kinds of questions whose `other` brings a text with it.
const WITH_OTHER: &[&str] = &["radiogroup", "dropdown", "checkbox", "tagbox", "buttongroup"];

/// Whether somebody may choose what no choice says.
pub(super) fn has_other(place: &Place<'_>) -> bool {
    WITH_OTHER.contains(&place.kind.as_str()) && ["hasOther", "showOtherItem"].iter().any(|flag| place.is(flag))
}

/// The name of the question for what no choice says.
pub(super) fn comment_name(place: &Place<'_>) -> Option<String> {
    has_other(place).then(|| format!("{}_other", place.name))
}

/// The name of a choice that was made here.
pub(super) fn name_of(choice: &Json) -> &str {
    choice.get("name").and_then(Json::as_str).unwrap_or_default()
}

/// The most numbers that are written out as choices.
const MAX_COUNTED: usize = 10_000;

fn is_among(choice: &Json, all: &[Json]) -> bool {
    all.iter().any(|known| name_of(known) == name_of(choice))
}

/// By labels in the first language; numbers come by their size.
fn by_label(one: &Json, other: &Json) -> std::cmp::Ordering {
    let label = |choice: &Json| {
        let words = choice.get("label").and_then(Json::as_object).and_then(<[_]>::first);
        words.and_then(|(_, words)| words.as_str()).unwrap_or_default().to_lowercase()
    };
    let (one, other) = (label(one), label(other));
    match (one.parse::<f64>(), other.parse::<f64>()) {
        (Ok(number), Ok(another)) => number.total_cmp(&another),
        _ => one.cmp(&other),
    }
}

impl Builder<'_> {
    /// What a choice or row is called.
    pub(super) fn label_of(&mut self, json: &Json, place: &Place<'_>) -> Option<Json> {
        let words = json.get("text").or_else(|| json.get("title")).filter(|words| !matches!(words, Json::Null));
        let own = value_of(json).map(|value| Json::from(value.as_str()));
        self.words(words, place).or_else(|| self.languages.text(own.as_ref()))
    }

    /// The choices that an element writes out.
    pub(super) fn choices(&mut self, place: &Place<'_>, member: &str) -> Vec<Json> {
        let own = place.json.get(member).and_then(Json::as_array).filter(|items| !items.is_empty());
        // Columns without choices have those of their matrix.
        let around = place.around.filter(|_| member == "choices").and_then(|matrix| matrix.get("choices"));
        let items = own.or_else(|| around.and_then(Json::as_array)).unwrap_or_default();
        let mut all: Vec<Json> = Vec::new();
        for item in items {
            let Some(value) = named(item) else { continue };
            self.renames |= value_of(item).is_some_and(|own| own.trim() != value);
            if all.iter().any(|known| name_of(known) == value) {
                continue;
            }
            let mut members = vec![("name".to_owned(), Json::from(value.as_str()))];
            members.extend(self.label_of(item, place).map(|label| ("label".to_owned(), label)));
            let is_exclusive = item.get("isExclusive") == Some(&Json::Boolean(true));
            members.extend(is_exclusive.then(|| ("exclusive".to_owned(), Json::Boolean(true))));
            all.push(Json::Object(members));
        }
        if member == "choices" {
            all.extend(self.counted(place).into_iter().filter(|choice| !is_among(choice, &all)).collect::<Vec<_>>());
        }
        match place.text("choicesOrder") {
            Some("asc") => all.sort_by(by_label),
            Some("desc") => all.sort_by(|one, other| by_label(other, one)),
            _ => {}
        }
        all
    }

    /// The numbers that a drop-down offers, such as years.
    fn counted(&self, place: &Place<'_>) -> Vec<Json> {
        let number = |member: &str| place.json.get(member).and_then(Json::as_integer);
        let (start, Some(end)) = (number("choicesMin").unwrap_or(0), number("choicesMax")) else { return Vec::new() };
        let step = number("choicesStep").and_then(|step| usize::try_from(step).ok()).filter(|step| *step > 0);
        let numbers = (start..=end).step_by(step.unwrap_or(1)).take(MAX_COUNTED).map(|number| number.to_string());
        let choice = |number: String| {
            let label = self.languages.text(Some(&Json::from(number.as_str())));
            let name = ("name".to_owned(), Json::from(number.as_str()));
            Json::Object(std::iter::once(name).chain(label.map(|label| ("label".to_owned(), label))).collect())
        };
        numbers.map(choice).collect()
    }

    /// `none`, `other` and the like, as far as the element asks for them.
    pub(super) fn special_choices(&mut self, place: &Place<'_>) -> Vec<Json> {
        let mut all = Vec::new();
        for (flags, value, words, member) in [
            (["hasNone", "showNoneItem"], "none", "None", "noneText"),
            (["showRefuseItem", ""], "refused", "Refuse to answer", "refuseText"),
            (["showDontKnowItem", ""], "dontknow", "Don't know", "dontKnowText"),
            (["hasOther", "showOtherItem"], "other", "Other (describe)", "otherText"),
        ] {
            if flags.iter().any(|flag| place.is(flag)) {
                let label = self.words(place.json.get(member), place);
                let label = label.or_else(|| self.languages.text(Some(&Json::from(words))));
                let mut members = vec![("name".to_owned(), Json::from(value))];
                members.extend(label.map(|label| ("label".to_owned(), label)));
                if value != "other" {
                    members.push(("exclusive".to_owned(), Json::Boolean(true)));
                }
                all.push(Json::Object(members));
            }
        }
        all
    }

    /// The two choices of a boolean.
    pub(super) fn two(&mut self, place: &Place<'_>) -> Vec<Json> {
        let mut both = Vec::new();
        for (truth, words, label_member) in [("true", "Yes", "labelTrue"), ("false", "No", "labelFalse")] {
            let value = truth_choice(place, truth).name;
            let label = self.words(place.json.get(label_member), place);
            let label = label.or_else(|| self.languages.text(Some(&Json::from(words))));
            let mut members = vec![("name".to_owned(), Json::from(value.as_str()))];
            members.extend(label.map(|label| ("label".to_owned(), label)));
            both.push(Json::Object(members));
        }
        both
    }
}
