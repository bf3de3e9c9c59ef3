//! Choice lists.

use sealform_types::{Json, VecMap, pointer};

use super::Reader;
use crate::members::{Members, wrong_kind};
use crate::model::Choice;

impl Reader<'_> {
    pub fn choice_lists(&mut self, members: &mut Members<'_>) -> VecMap<String, Vec<Choice>> {
        let at = members.pointer("choices");
        match members.take("choices") {
            None => VecMap::new(),
            Some(Json::Object(lists)) => {
                let read = lists.iter().map(|(name, json)| (name.clone(), self.choice_list(json, &pointer(&at, name))));
                read.collect()
            }
            Some(json) => {
                self.findings.push(wrong_kind(&at, "an object from list name to choices", json));
                VecMap::new()
            }
        }
    }

    fn choice_list(&mut self, json: &Json, at: &str) -> Vec<Choice> {
        let Some(items) = json.as_array() else {
            self.findings.push(wrong_kind(at, "a list of choices", json));
            return Vec::new();
        };
        let choices = items.iter().enumerate();
        choices.filter_map(|(index, json)| self.choice(json, &pointer(at, &index.to_string()))).collect()
    }

    fn choice(&mut self, json: &Json, at: &str) -> Option<Choice> {
        let mut members = Members::of(json, at, self.findings)?;
        let mut choice = Choice {
            name: members.need_string("name", self.findings),
            label: members.text("label", &self.languages, self.findings),
            not_applicable: members.flag("not_applicable", self.findings),
            not_observed: members.flag("not_observed", self.findings),
            exclusive: members.flag("exclusive", self.findings),
            media: members.media(&self.languages, self.findings),
            columns: VecMap::new(),
        };
        let mut columns = Vec::new();
        for (name, json, at) in members.rest() {
            match json {
                Json::String(text) => columns.push((name.to_owned(), text.clone())),
                Json::Integer(number) => columns.push((name.to_owned(), number.to_string())),
                Json::Null | Json::Boolean(_) | Json::Float(_) | Json::Array(_) | Json::Object(_) => {
                    self.findings.push(wrong_kind(&at, "a text or a whole number", json));
                }
            }
        }
        choice.columns = columns.into_iter().collect();
        Some(choice)
    }
}
