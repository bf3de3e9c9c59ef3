//! What a name in SurveyJS's braces means at a place of the survey.

use std::collections::BTreeMap;

use sealform_types::Json;

use super::Calculated;
use super::choices::Choice;
use super::expression::{Shape, Tree, parse};
use super::from::From;
use super::tree::{Place, Role, Row};
use crate::xform::quoted;

/// One known name.
#[derive(Debug, Clone)]
pub(super) struct Known {
    /// `a`, `a.b`, `a[].b`: as SurveyJS names it, without numbers.
    pub key: String,
    pub path: String,
    pub name: String,
    pub shape: Shape,
    /// Whether the answer is the name of a choice, or several.
    pub is_choice: bool,
    /// The choices; none where they are not written out.
    pub choices: Vec<Choice>,
    /// Whether it is a matrix whose rows somebody adds.
    pub is_matrix: bool,
    /// Of rows that are written out, and the like: the paths of all questions in them.
    pub inside: Vec<String>,
}

impl Known {
    /// What is no choice.
    fn value(key: String, path: String, name: String, shape: Shape) -> Self {
        Self { key, path, name, shape, is_choice: false, choices: Vec::new(), is_matrix: false, inside: Vec::new() }
    }
}

/// All names of a survey.
#[derive(Debug, Default)]
pub(super) struct KnownNames {
    pub(super) by_key: BTreeMap<String, Known>,
    /// Keys in small letters, for SurveyJS does not tell them apart.
    pub(super) small: BTreeMap<String, String>,
    /// How many places have a name of ours.
    pub(super) count: BTreeMap<String, usize>,
    /// The key of the rows or panels around a path.
    pub(super) scopes: BTreeMap<String, String>,
    /// The key around the key of rows or panels.
    pub(super) outer: BTreeMap<String, String>,
    /// Paths of repeats, with their keys.
    pub(super) repeats: BTreeMap<String, String>,
    /// Where the rows of a repeat are shown.
    pub(super) row_conditions: BTreeMap<String, Tree>,
    /// Rows that are written out.
    pub(super) rows: BTreeMap<String, Row>,
    /// Panels that are there for the choices of a question: its name here, whether a choice is read by its label.
    pub(super) counted: BTreeMap<String, (String, String)>,
    /// `$name.title` and the like.
    pub(super) texts: BTreeMap<String, String>,
}

impl KnownNames {
    pub(super) fn of(places: &[Place<'_>], survey: &Json, values: &[Calculated]) -> Self {
        let mut names = Self::default();
        names.gather(places, "", None);
        names.gather_other_names(places, "");
        for Calculated { called, name, formula } in values {
            *names.count.entry(name.clone()).or_default() += 1;
            let shape = shape_of_formula(&formula.source);
            names.add(Known::value(called.clone(), format!("/data/{name}"), name.clone(), shape));
        }
        names.add_texts("survey", survey);
        names.small = names.by_key.keys().map(|key| (key.to_lowercase(), key.clone())).collect();
        names
    }

    fn add(&mut self, known: Known) {
        self.by_key.entry(known.key.clone()).or_insert(known);
    }

    fn add_texts(&mut self, called: &str, json: &Json) {
        for member in ["title", "description"] {
            let text = match json.get(member) {
                Some(Json::String(text)) => Some(text.clone()),
                Some(text @ Json::Object(_)) => text.get("default").and_then(Json::as_str).map(str::to_owned),
                _ => None,
            };
            let text = text.or_else(|| (member == "title").then(|| called.to_owned()));
            self.texts.entry(format!("{called}.{member}").to_lowercase()).or_insert(text.unwrap_or_default());
        }
    }

    fn gather(&mut self, places: &[Place<'_>], scope: &str, around: Option<&Json>) {
        for place in places {
            *self.count.entry(place.name.clone()).or_default() += 1;
            let key = inside(scope, &place.theirs);
            let known = Known {
                key: key.clone(),
                path: place.path.clone(),
                name: place.name.clone(),
                shape: shape_of(place),
                is_choice: is_choice(place),
                choices: if is_choice(place) { super::choices::choices_of(place, around) } else { Vec::new() },
                is_matrix: place.kind == "matrixdynamic",
                inside: if place.role == Role::Group { places_in(place) } else { Vec::new() },
            };
            self.add_texts(&place.called, place.json);
            if !place.is_transparent() {
                self.comment(place, &key);
                self.add(known);
            }
            self.totals(place, &key);
            self.scopes.insert(place.path.clone(), scope.to_owned());
            self.rows.extend(place.row.clone().map(|row| (place.path.clone(), row)));
            let inner = match place.role {
                _ if place.is_transparent() => scope.to_owned(),
                Role::Repeat => format!("{key}[]"),
                Role::Group | Role::Question => key.clone(),
            };
            if place.role == Role::Repeat {
                self.repeats.insert(place.path.clone(), key);
                let condition = place.text("rowsVisibleIf").and_then(|source| parse(source).ok());
                self.row_conditions.extend(condition.map(|condition| (place.path.clone(), condition)));
            }
            if inner != scope {
                self.outer.insert(inner.clone(), scope.to_owned());
            }
            if let Some(counted_by) = &place.counted_by {
                self.counted.insert(place.path.clone(), (counted_by.clone(), inner.clone()));
            }
            self.gather(&place.children, &inner, Some(place.json));
        }
    }

    /// `{matrix-total.column}`
    fn totals(&mut self, place: &Place<'_>, key: &str) {
        let Some((above, _)) = place.path.rsplit_once('/') else { return };
        for (column, name) in super::totals::totals_of(place) {
            *self.count.entry(name.clone()).or_default() += 1;
            let (key, path) = (format!("{key}-total.{column}"), format!("{above}/{name}"));
            self.add(Known::value(key, path, name, Shape::Number));
        }
    }

    /// What somebody writes where they choose `other`.
    fn comment(&mut self, place: &Place<'_>, key: &str) {
        let (Some(name), Some((above, _))) = (super::choices::comment_name(place), place.path.rsplit_once('/')) else {
            return;
        };
        *self.count.entry(name.clone()).or_default() += 1;
        let path = format!("{above}/{name}");
        self.add(Known::value(format!("{key}-Comment"), path, name, Shape::Text));
    }

    /// Questions may be named by what they are called where their value is called otherwise.
    fn gather_other_names(&mut self, places: &[Place<'_>], scope: &str) {
        for place in places {
            let key = inside(scope, &place.theirs);
            let other = place.also.iter().filter_map(|(json, _)| json.get("name").and_then(Json::as_str));
            for called in std::iter::once(place.called.as_str()).chain(other) {
                if let Some(known) = self.by_key.get(&key).filter(|_| !place.is_transparent()) {
                    let known = known.clone();
                    self.by_key.entry(inside(scope, called)).or_insert(known);
                }
            }
            let inner = match place.role {
                _ if place.is_transparent() => scope.to_owned(),
                Role::Repeat => format!("{key}[]"),
                Role::Group | Role::Question => key,
            };
            self.gather_other_names(&place.children, &inner);
        }
    }

    /// These names, seen from a place.
    pub(super) fn at<'n>(&'n self, path: &'n str) -> From<'n> {
        From::new(self, path, None)
    }

    /// The same for a condition on each choice, which is called `{item}`.
    pub(super) fn at_choices<'n>(&'n self, path: &'n str) -> From<'n> {
        From::new(self, path, Some("name".to_owned()))
    }

    /// The same for a condition on one choice.
    pub(super) fn at_choice<'n>(&'n self, path: &'n str, name: &str) -> From<'n> {
        From::new(self, path, Some(quoted(name)))
    }

    pub(super) fn get(&self, key: &str) -> Option<&Known> {
        self.by_key.get(key).or_else(|| self.by_key.get(self.small.get(&key.to_lowercase())?))
    }

    /// The innermost repeat around a path, and how many steps up it is.
    pub(super) fn repeat_around(&self, path: &str) -> Option<(&str, usize)> {
        let around = self
            .repeats
            .keys()
            .filter(|repeat| path.strip_prefix(repeat.as_str()).is_some_and(|below| below.starts_with('/')));
        let repeat = around.max_by_key(|repeat| repeat.len())?;
        let below = path.get(repeat.len()..)?.matches('/').count();
        Some((repeat, below))
    }
}

fn inside(scope: &str, name: &str) -> String {
    if scope.is_empty() { name.to_owned() } else { format!("{scope}.{name}") }
}

/// The paths of the questions in rows that are written out, as far as they are not in rows or panels of their own.
fn places_in(place: &Place<'_>) -> Vec<String> {
    let each = place.children.iter().flat_map(|child| match child.role {
        Role::Question if child.kind != "html" && child.kind != "image" => vec![child.path.clone()],
        Role::Group => places_in(child),
        Role::Question | Role::Repeat => Vec::new(),
    });
    each.collect()
}

fn is_choice(place: &Place<'_>) -> bool {
    let is_row = place.kind == "row" && place.role == Role::Question;
    let kinds = ["radiogroup", "dropdown", "buttongroup", "boolean", "imagepicker", "checkbox", "tagbox", "ranking"];
    is_row || kinds.contains(&place.kind.as_str()) || place.kind == "rating" && place.json.get("rateValues").is_some()
}

fn shape_of(place: &Place<'_>) -> Shape {
    let input = place.json.get("inputType").and_then(Json::as_str).unwrap_or_default();
    match (place.role, place.kind.as_str()) {
        (Role::Repeat, _) => Shape::Rows,
        (_, "ranking") => Shape::Order,
        (_, "checkbox" | "tagbox") => Shape::List,
        (_, "imagepicker") if place.is("multiSelect") => Shape::List,
        (_, "rating" | "slider" | "end") => Shape::Number,
        (_, "boolean") if ["valueTrue", "valueFalse"].iter().all(|own| place.json.get(own).is_none()) => Shape::Boolean,
        (_, "text" | "item") if matches!(input, "number" | "range") => Shape::Number,
        (_, "text" | "item") if matches!(input, "date" | "datetime-local" | "datetime") => Shape::Date,
        (_, "text" | "item") if input == "time" => Shape::Time,
        (_, "text" | "item") if matches!(input, "month" | "week") => Shape::Month,
        (_, "expression") => shape_of_formula(place.text("expression").unwrap_or_default()),
        _ => Shape::Text,
    }
}

/// What a formula gives, as far as it says so itself.
fn shape_of_formula(source: &str) -> Shape {
    match parse(source) {
        Ok(tree) if tree.gives_truth() => Shape::Truth,
        _ => Shape::Text,
    }
}
