//! Choices of a survey as they are written: values, or objects with value and text.

use sealform_types::Json;

use super::element::Element;
use super::element_type::ElementType;
use super::located::Located;
use super::names::plain_name;
use crate::surveyjs::expression::choice_name;

/// The value of a choice, row or column.
pub(in crate::surveyjs) fn value_of(json: &Json) -> Option<String> {
    match json {
        Json::Object(_) => json.get("value").and_then(value_of),
        Json::String(text) => Some(text.clone()),
        Json::Integer(number) => Some(number.to_string()),
        Json::Float(number) => Some(number.to_string()),
        Json::Boolean(truth) => Some(truth.to_string()),
        Json::Null | Json::Array(_) => None,
    }
}

/// The name of a choice that is written out; `None` where it has no value.
pub(in crate::surveyjs) fn choice_name_of(json: &Json) -> Option<String> {
    value_of(json).map(|value| choice_name(&value)).filter(|name| !name.is_empty())
}

/// A choice by its name in the questionnaire and its value in the survey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::surveyjs) struct Choice {
    pub name: String,
    pub value: String,
}

impl Choice {
    fn of(json: &Json) -> Option<Self> {
        Some(Self { name: choice_name_of(json)?, value: value_of(json)? })
    }

    fn with_name(name: &str) -> Self {
        Self { name: name.to_owned(), value: name.to_owned() }
    }
}

/// The choices of an element, as far as they are written out. A row and a column may take those of the matrix around.
pub(in crate::surveyjs) fn choices_of(element: &Element<'_>, around: Option<&Json>) -> Vec<Choice> {
    let list = |json: &Json, member: &str| -> Vec<Choice> {
        json.get(member).and_then(Json::as_array).unwrap_or_default().iter().filter_map(Choice::of).collect()
    };
    let mut all = if element.kind == ElementType::Boolean {
        Truth::BOTH.map(|truth| truth_choice(element, truth)).to_vec()
    } else if let Some(steps) = element.rate_steps() {
        steps.into_iter().map(|step| Choice::with_name(&step.to_string())).collect()
    } else if element.kind == ElementType::Rating {
        list(element.json, "rateValues")
    } else if element.kind == ElementType::Row {
        around.map(|matrix| list(matrix, "columns")).unwrap_or_default()
    } else if element.json.get("choicesMax").is_some() {
        return Vec::new(); // numbers that are counted up to are not written out
    } else {
        list(element.json, "choices")
    };
    if all.is_empty() {
        all = element.owner.or(around).map(|around| list(around, "choices")).unwrap_or_default();
    }
    let is_carried =
        ["choicesFromQuestion", "carryForwardChoices"].iter().any(|member| element.json.get(member).is_some());
    if all.is_empty() || is_carried {
        return Vec::new();
    }
    all.extend(["none", "refused", "dontknow", "other"].map(Choice::with_name));
    all
}

/// The values of the choices of an element as they are written out in JSON.
fn values_of<'e>(element: &'e Element<'_>, around: Option<&'e Json>) -> Vec<&'e Json> {
    let list = |json: Option<&'e Json>, member: &str| json?.get(member)?.as_array().filter(|items| !items.is_empty());
    let items = if element.kind == ElementType::Rating {
        list(Some(element.json), "rateValues")
    } else if element.kind == ElementType::Row {
        list(around, "columns")
    } else {
        list(Some(element.json), "choices").or_else(|| list(element.owner.or(around), "choices"))
    };
    items.unwrap_or_default().iter().map(|item| item.get("value").unwrap_or(item)).collect()
}

/// Whether the value of every choice is a number, so that the answer is one.
pub(in crate::surveyjs) fn are_numbers(element: &Element<'_>, around: Option<&Json>) -> bool {
    let specials = ["showOtherItem", "hasOther", "showNoneItem", "hasNone", "showRefuseItem", "showDontKnowItem"];
    if element.is_any(&specials) || carried_choices(element).is_some() {
        return false;
    }
    let values = values_of(element, around);
    let are_counted = element.rate_steps().is_some() || element.json.get("choicesMax").is_some() && values.is_empty();
    let is_number = |json: &&Json| matches!(json, Json::Integer(_) | Json::Float(_));
    are_counted || !values.is_empty() && values.iter().all(is_number)
}

/// Whether answers are numbers or truths of JSON: some choice has such a value, and none a text that reads like one.
pub(in crate::surveyjs) fn are_json(element: &Element<'_>, around: Option<&Json>) -> bool {
    let mut values = values_of(element, around);
    if element.kind == ElementType::Boolean {
        let usual = [("valueTrue", &Json::Boolean(true)), ("valueFalse", &Json::Boolean(false))];
        values = usual.into_iter().map(|(member, usual)| element.json.get(member).unwrap_or(usual)).collect();
    }
    let are_counted = element.rate_steps().is_some() || element.json.get("choicesMax").is_some();
    let is_typed = |json: &&Json| matches!(json, Json::Integer(_) | Json::Boolean(_));
    let is_alike = |json: &&Json| {
        let read = json.as_str().and_then(|text| Json::parse(text.as_bytes()).ok());
        read.is_some_and(|read| is_typed(&&read))
    };
    (are_counted || values.iter().any(is_typed)) && !values.iter().any(is_alike)
}

/// An answer of a `boolean`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::surveyjs) enum Truth {
    True,
    False,
}

impl Truth {
    /// Both, in the order in which they are offered.
    pub const BOTH: [Self; 2] = [Self::True, Self::False];
}

/// The choice that stands for an answer of a `boolean`.
pub(in crate::surveyjs) fn truth_choice(element: &Element<'_>, truth: Truth) -> Choice {
    let (member, usual) = match truth {
        Truth::True => ("valueTrue", "true"),
        Truth::False => ("valueFalse", "false"),
    };
    element.json.get(member).and_then(Choice::of).unwrap_or_else(|| Choice::with_name(usual))
}

/// The names of the choices that exclude all others.
pub(in crate::surveyjs) fn exclusive_names(element: &Element<'_>) -> Vec<String> {
    let own = element.json.get("choices").and_then(Json::as_array).unwrap_or_default();
    let exclusive =
        own.iter().filter(|item| item.get("isExclusive") == Some(&Json::Boolean(true))).filter_map(choice_name_of);
    let special = [
        ("hasNone", "none"),
        ("showNoneItem", "none"),
        ("showRefuseItem", "refused"),
        ("showDontKnowItem", "dontknow"),
    ];
    exclusive.chain(special.iter().filter(|(flag, _)| element.is(flag)).map(|(_, name)| (*name).to_owned())).collect()
}

/// The name of the question that takes what no choice says; `None` where the element has no choice `other`.
pub(in crate::surveyjs) fn comment_name(element: &Element<'_>) -> Option<String> {
    let has_other = element.kind.allows_other() && element.is_any(&["hasOther", "showOtherItem"]);
    has_other.then(|| format!("{}_other", element.name))
}

/// A choice that asks for words of its own.
#[derive(Debug, Clone)]
pub(in crate::surveyjs) struct ChoiceComment<'j> {
    pub choice: Located<'j>,
    /// The name of the choice in the questionnaire.
    pub choice_name: String,
    /// The name of the question for its words.
    pub name: String,
}

/// The choices of an element that ask for words of their own.
pub(in crate::surveyjs) fn choice_comments<'j>(element: &Element<'j>) -> Vec<ChoiceComment<'j>> {
    if !element.kind.allows_other() {
        return Vec::new();
    }
    let asking = element.located().items("choices").into_iter().filter_map(|choice| {
        let asks = choice.json.get("showCommentArea") == Some(&Json::Boolean(true));
        let choice_name = choice_name_of(choice.json).filter(|_| asks)?;
        let name = plain_name(&format!("{}_{choice_name}_comment", element.name));
        Some(ChoiceComment { choice, choice_name, name })
    });
    asking.collect()
}

/// Choices that an element takes from another question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::surveyjs) struct CarriedChoices<'j> {
    /// The member that says so.
    pub member: &'static str,
    /// The other question.
    pub source: &'j str,
    pub mode: CarryMode,
}

/// Which choices of the other question are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::surveyjs) enum CarryMode {
    All,
    Selected,
    Unselected,
}

/// The choices that an element takes from another question, if it does.
pub(in crate::surveyjs) fn carried_choices<'j>(element: &Element<'j>) -> Option<CarriedChoices<'j>> {
    let carried_forward = element.text("carryForwardChoices");
    let (member, source) = match (element.text("choicesFromQuestion"), carried_forward) {
        (Some(source), _) => ("choicesFromQuestion", source),
        (None, Some(source)) => ("carryForwardChoices", source),
        (None, None) => return None,
    };
    let mode = match element.text("choicesFromQuestionMode") {
        Some("selected") => CarryMode::Selected,
        Some("unselected") => CarryMode::Unselected,
        None if carried_forward.is_some() => CarryMode::Selected,
        Some(_) | None => CarryMode::All,
    };
    Some(CarriedChoices { member, source, mode })
}

#[cfg(test)]
mod tests {
    use super::super::element::Role;
    use super::*;

    fn element<'j>(kind: ElementType<'j>, json: &'j Json) -> Element<'j> {
        Element::new(kind, Role::Question, "q".to_owned(), Located::new(json, ""))
    }

    fn json(text: &str) -> Json {
        Json::parse(text.as_bytes()).expect("JSON")
    }

    #[test]
    fn the_names_of_choices_hold_no_blanks() {
        let json = json(r#"{"choices": ["very good", {"value": 2, "text": "two"}, {"text": "none"}]}"#);
        let choices = choices_of(&element(ElementType::RadioGroup, &json), None);
        let own: Vec<_> = choices.iter().take(2).map(|choice| (choice.name.as_str(), choice.value.as_str())).collect();
        assert_eq!(own, [("very_good", "very good"), ("2", "2")]);
        assert!(choices.iter().any(|choice| choice.name == "other"));
    }

    #[test]
    fn a_boolean_has_its_own_values_where_it_names_them() {
        let json = json(r#"{"valueTrue": "in use"}"#);
        let boolean = element(ElementType::Boolean, &json);
        assert_eq!(truth_choice(&boolean, Truth::True).name, "in_use");
        assert_eq!(truth_choice(&boolean, Truth::False).name, "false");
    }

    #[test]
    fn choices_carried_forward_are_the_selected_ones() {
        let carried = json(r#"{"carryForwardChoices": "a"}"#);
        let carried = carried_choices(&element(ElementType::Checkbox, &carried)).expect("carried");
        assert_eq!((carried.source, carried.mode), ("a", CarryMode::Selected));
        let all = json(r#"{"choicesFromQuestion": "a"}"#);
        assert_eq!(carried_choices(&element(ElementType::Checkbox, &all)).map(|all| all.mode), Some(CarryMode::All));
        let own = json(r#"{"choices": [1]}"#);
        assert_eq!(carried_choices(&element(ElementType::Checkbox, &own)), None);
    }
}
