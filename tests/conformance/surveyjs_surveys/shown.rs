//! Values as SurveyJS shows them: lists that are never absent, and what answers are called.

use std::cmp::Ordering;

use sealform_protocol::{ChoiceView, Control};
use sealform_types::Json;

use super::elements::{Element, choice_name, written};
use super::player::Player;
use super::same::is_empty;
use super::things::Thing;
use super::values::TOTALS;

/// Types whose answer is a list from the start.
const LISTS: [&str; 3] = ["checkbox", "tagbox", "ranking"];

/// A step of a rating as what is offered.
fn step_view(step: i64) -> ChoiceView {
    let (name, label) = (step.to_string(), step.to_string());
    ChoiceView {
        name,
        label,
        marks: Vec::new(),
        media: Vec::new(),
        not_applicable: false,
        exclusive: false,
        geometry: None,
    }
}

/// By what choices are called; numbers by their size.
fn by_text(one: &Thing, other: &Thing) -> Ordering {
    let text = |thing: &Thing| match thing {
        Thing::Choice(choice) => choice.label.clone(),
        Thing::Value(json) => json.get("text").map(written).unwrap_or_default(),
        _ => String::new(),
    };
    let (one, other) = (text(one), text(other));
    match (one.parse::<f64>(), other.parse::<f64>()) {
        (Ok(number), Ok(another)) => number.total_cmp(&another),
        _ => one.cmp(&other),
    }
}

/// A choice that the form does not offer.
fn closed_choice(value: &Json, text: Option<&Json>) -> Thing {
    let members = [
        ("value", value.clone()),
        ("text", text.unwrap_or(value).clone()),
        ("isEnabled", Json::Boolean(false)),
        ("isVisible", Json::Boolean(true)),
    ];
    Thing::Value(Json::Object(members.map(|(name, json)| (name.to_owned(), json)).to_vec()))
}

impl Player {
    /// The value of an element as its own member gives it: several choices are a list, also where there is none.
    pub fn member_value(&self, element: &Element, path: &str) -> Json {
        let value = self.value_at(path);
        let is_list = LISTS.contains(&self.question_kind(element, path));
        if is_list && is_empty(&value) { Json::Array(Vec::new()) } else { value }
    }

    /// What a control shows: for what no choice says the words themselves.
    pub fn rendered_value(&self, element: &Element, path: &str) -> Json {
        let shown = self.question_at(path).map_or(Json::Null, |question| self.chosen(question));
        let is_list = LISTS.contains(&self.question_kind(element, path));
        if is_list && is_empty(&shown) { Json::Array(Vec::new()) } else { shown }
    }

    /// The type of a question; that of a cell is its column's.
    fn question_kind<'e>(&self, element: &'e Element, path: &str) -> &'e str {
        let cell = element.text("cellType").filter(|_| element.kind == "column");
        let is_several =
            matches!(self.question_at(path).map(|question| &question.control), Some(Control::SelectMultiple { .. }));
        match cell {
            Some(cell) => cell,
            // The matrix says what its cells are.
            None if element.kind == "column" && is_several => "checkbox",
            None => &element.kind,
        }
    }

    /// What is called how in the value of an element: each answer in it by its title.
    pub fn display_of(&self, element: &Element, path: &str) -> Json {
        if self.is_formatted(element) {
            // It stands below, behind a description.
            return Json::from(self.hint(path).lines().next_back().unwrap_or_default());
        }
        if self.question_at(path).is_some() || self.group_at(path).is_none() {
            return Json::from(self.display(path).as_str());
        }
        if is_empty(&self.value_at(path)) {
            return Json::from("");
        }
        if element.is_dynamic() {
            let rows = self.instances(path).into_iter().map(|row| self.display_in(element.questions(), &row));
            return rows.collect();
        }
        match element.kind.as_str() {
            "slider" => self.value_at(path),
            "matrix" => self.display_in(element.rows(), path),
            "matrixdropdown" => {
                let rows = element.rows().into_iter().filter_map(|row| {
                    let at = self.place(&row, path)?;
                    let shown = self.display_in(element.questions(), &at);
                    (!is_empty(&shown)).then(|| (self.row_title(&row), shown))
                });
                Json::Object(rows.collect())
            }
            _ => self.display_in(element.questions(), path),
        }
    }

    /// Whether a calculated value is shown in a way of its own.
    fn is_formatted(&self, element: &Element) -> bool {
        let says = |member: &&str| element.json.get(member).is_some_and(|said| said.as_str() != Some("none"));
        let is_total = TOTALS.iter().any(|member| element.pointer.ends_with(&format!("/{member}")));
        let is_calculated = element.kind == "expression" || element.text("cellType") == Some("expression");
        match is_total {
            true => ["totalFormat", "totalDisplayStyle"].iter().any(says),
            false => is_calculated && ["format", "displayStyle"].iter().any(says),
        }
    }

    fn display_in(&self, elements: Vec<Element>, scope: &str) -> Json {
        let shown = elements.into_iter().filter_map(|one| {
            let at = self.place(&one, scope)?;
            let is_filled = !is_empty(&self.value_at(&at));
            let name = if one.kind == "row" { self.row_title(&one) } else { self.written_title(&one) };
            is_filled.then(|| (name, self.display_of(&one, &at)))
        });
        Json::Object(shown.collect())
    }

    fn row_title(&self, row: &Element) -> String {
        row.text("text").unwrap_or(&row.name).to_owned()
    }

    /// The steps of a rating, as what is offered.
    pub fn steps(&self, path: &str) -> Vec<ChoiceView> {
        match self.question_at(path).map(|question| &question.control) {
            Some(Control::Rating(scale)) => (scale.start..=scale.end).map(step_view).collect(),
            _ => self.choices(path),
        }
    }

    /// Whether a choice is only there because the survey begins with it.
    pub fn is_unlisted(&self, element: &Element, name: &str) -> bool {
        let Some(default) = element.json.get("defaultValue") else { return false };
        let is_default = |json: &Json| choice_name(&written(json)) == name;
        let is_listed = |member: &str| {
            let items = element.json.get(member).and_then(Json::as_array).unwrap_or_default();
            items.iter().any(|item| is_default(item.get("value").unwrap_or(item)))
        };
        let begins_with = is_default(default) || default.as_array().unwrap_or_default().iter().any(is_default);
        begins_with && ["choices", "rateValues"].iter().any(|list| element.json.get(list).is_some() && !is_listed(list))
    }

    /// The choices as SurveyJS lists them: with those that are there and cannot be chosen.
    pub fn shown_choices(&self, element: &Element, offered: Vec<ChoiceView>) -> Vec<Thing> {
        let disables = |json: &Json| json.get("enableIf").is_some() && json.get("visibleIf").is_none();
        let is_common = element.json.get("choicesEnableIf").is_some() && element.text("choicesVisibleIf").is_none();
        let written = element.json.get("choices").and_then(Json::as_array).unwrap_or_default();
        let mut choices: Vec<Thing> = Vec::new();
        let mut rest = offered;
        if is_common || written.iter().any(disables) {
            for json in written {
                let value = json.get("value").unwrap_or(json);
                let name = self.elements.name_of(&super::elements::written(value));
                match rest.iter().position(|choice| choice.name == name) {
                    Some(place) => choices.push(Thing::Choice(rest.remove(place))),
                    None if is_common || disables(json) => choices.push(closed_choice(value, json.get("text"))),
                    None => {}
                }
            }
            match element.text("choicesOrder") {
                Some("asc") => choices.sort_by(by_text),
                Some("desc") => choices.sort_by(|one, other| by_text(other, one)),
                _ => {}
            }
        }
        choices.extend(rest.into_iter().map(Thing::Choice));
        choices
    }

    /// What was chosen, as far as it is offered now.
    pub fn offered_of(&self, control: &Control, value: &Json) -> Json {
        let (Control::SelectOne { choices } | Control::SelectMultiple { choices } | Control::Rank { choices }) =
            control
        else {
            return value.clone();
        };
        let is_offered = |item: &&Json| choices.iter().any(|choice| written(item) == choice.name);
        match value {
            Json::Array(items) => items.iter().filter(is_offered).cloned().collect(),
            one if is_offered(&one) => one.clone(),
            _ => Json::Null,
        }
    }
}
