//! What a first writing lost, by the place it belongs to.

use std::collections::BTreeMap;

use sealform_types::{Json, pointer};

use super::normal::same;

/// Members that go as JSON into the column `sealform`; `null` takes a member away that reading would add.
#[derive(Debug, Default)]
pub struct Residue {
    all: BTreeMap<String, Vec<(String, Json)>>,
    key: Option<Json>,
}

impl Residue {
    /// The cell for an item; blank where nothing is lost.
    pub fn of(&self, place: &str) -> String {
        self.all.get(place).map(|members| Json::Object(members.clone()).to_text()).unwrap_or_default()
    }

    /// The cell for the whole scoring key; blank where nothing is lost.
    pub fn key(&self) -> String {
        self.key.as_ref().map(Json::to_text).unwrap_or_default()
    }

    fn add(&mut self, place: &str, name: &str, value: Json) {
        let members = self.all.entry(place.to_owned()).or_default();
        members.retain(|(known, _)| known != name);
        members.push((name.to_owned(), value));
    }

    /// Compares a document with what was read back; whether something is lost.
    pub fn find(&mut self, wanted: &Json, got: &Json) -> bool {
        let mut lost = self.members("", wanted, got, &["survey", "choices", "entities"]);
        lost |= self.lists(wanted, got);
        lost |= self.rows("entities", wanted, got);
        let (items, others) = (wanted.get("survey"), got.get("survey"));
        if self.same_shape(items, others) {
            lost |= self.items("/survey", items, others);
        } else {
            lost = true;
            self.add("", "survey", items.cloned().unwrap_or(Json::Null));
        }
        lost
    }

    /// Compares scoring keys.
    pub fn find_key(&mut self, wanted: Option<&Json>, got: Option<&Json>) -> bool {
        let (Some(wanted), got) = (wanted, got) else { return false };
        let lost = !got.is_some_and(|got| same(wanted, got));
        if lost {
            self.key = Some(wanted.clone());
        }
        lost
    }

    fn members(&mut self, place: &str, wanted: &Json, got: &Json, besides: &[&str]) -> bool {
        let mut lost = false;
        for (name, value) in wanted.as_object().unwrap_or_default() {
            if !besides.contains(&name.as_str()) && !got.get(name).is_some_and(|other| same(value, other)) {
                lost = true;
                self.add(place, name, value.clone());
            }
        }
        for (name, _) in got.as_object().unwrap_or_default() {
            if !besides.contains(&name.as_str()) && wanted.get(name).is_none() {
                lost = true;
                self.add(place, name, Json::Null);
            }
        }
        lost
    }

    /// Whether two lists of items have the same names and types all the way down.
    fn same_shape(&self, wanted: Option<&Json>, got: Option<&Json>) -> bool {
        let items = |json: Option<&Json>| json.and_then(Json::as_array).map(<[Json]>::to_vec).unwrap_or_default();
        let (wanted, got) = (items(wanted), items(got));
        wanted.len() == got.len()
            && wanted.iter().zip(&got).all(|(one, other)| {
                ["type", "name"].into_iter().all(|name| one.get(name) == other.get(name))
                    && self.same_shape(one.get("children"), other.get("children"))
            })
    }

    fn items(&mut self, at: &str, wanted: Option<&Json>, got: Option<&Json>) -> bool {
        let items = |json: Option<&Json>| json.and_then(Json::as_array).map(<[Json]>::to_vec).unwrap_or_default();
        let mut lost = false;
        for (index, (one, other)) in items(wanted).iter().zip(items(got)).enumerate() {
            let here = pointer(at, &index.to_string());
            lost |= self.members(&here, one, &other, &["children"]);
            lost |= self.items(&pointer(&here, "children"), one.get("children"), other.get("children"));
        }
        lost
    }

    fn lists(&mut self, wanted: &Json, got: &Json) -> bool {
        let of = |json: &Json| json.get("choices").cloned().unwrap_or(Json::Object(Vec::new()));
        let (wanted, got) = (of(wanted), of(got));
        if same(&wanted, &got) {
            return false;
        }
        let names = |list: Option<&Json>| -> Vec<Json> {
            let choices = list.and_then(Json::as_array).unwrap_or_default();
            choices.iter().map(|choice| choice.get("name").cloned().unwrap_or(Json::Null)).collect()
        };
        let (lists, others) = (wanted.as_object().unwrap_or_default(), got.as_object().unwrap_or_default());
        let alike =
            lists.len() == others.len() && lists.iter().all(|(name, list)| names(Some(list)) == names(got.get(name)));
        if !alike {
            self.add("", "choices", wanted.clone());
            return true;
        }
        for (name, list) in lists {
            let others = got.get(name).and_then(Json::as_array).unwrap_or_default();
            for (index, (one, other)) in list.as_array().unwrap_or_default().iter().zip(others).enumerate() {
                self.members(&format!("/choices/{name}/{index}"), one, other, &[]);
            }
        }
        true
    }

    fn rows(&mut self, name: &str, wanted: &Json, got: &Json) -> bool {
        let of = |json: &Json| json.get(name).and_then(Json::as_array).map(<[Json]>::to_vec).unwrap_or_default();
        let (one, other) = (of(wanted), of(got));
        if one.len() != other.len() {
            self.add("", name, wanted.get(name).cloned().unwrap_or(Json::Null));
            return true;
        }
        let mut lost = false;
        for (index, (one, other)) in one.iter().zip(&other).enumerate() {
            lost |= self.members(&format!("/{name}/{index}"), one, other, &[]);
        }
        lost
    }
}
