//! What steps do: answers, pages, the end.

use sealform_protocol::Action;
use sealform_types::Json;

use super::elements::{Element, written};
use super::player::Player;
use super::same::is_empty;
use super::things::{Seen, Thing, truth, unknown, value};
use super::words::Word;

impl Player {
    /// Calls on the survey that do something.
    pub fn act(&mut self, word: &Word, named: &str) -> Seen {
        let second = word.arguments.as_ref().and_then(|arguments| arguments.get(1)).cloned().unwrap_or(Json::Null);
        match word.name.as_str() {
            "setValue" => self.set_value(named, &second).map(|()| Thing::Value(Json::Null)),
            "clearValue" => self.set_value(named, &Json::Null).map(|()| Thing::Value(Json::Null)),
            "validate" | "hasErrors" => {
                let faulty = self.faulty("");
                let told = self.told("");
                let shows = word.arguments.as_ref().and_then(|all| all.first()) != Some(&Json::Boolean(false));
                if shows {
                    self.show(&told);
                }
                truth(faulty.is_empty() == (word.name == "validate"))
            }
            "start" => {
                let faulty = if self.is_starting { self.faulty_on(0) } else { Vec::new() };
                self.show(&faulty);
                self.is_starting &= !faulty.is_empty();
                truth(!self.is_starting)
            }
            "nextPage" | "prevPage" => truth(self.turn(word.name == "nextPage")),
            "tryComplete" | "completeLastPage" => truth(self.try_complete()),
            "doComplete" | "complete" => {
                self.complete();
                truth(true)
            }
            "setVariable" => {
                self.page_values.remove(named);
                self.variables.insert(named.to_owned(), second);
                self.give_page_values().map(|()| Thing::Value(Json::Null))
            }
            "setComment" => {
                let path = self.by_key(named).and_then(|element| self.place(&element, "")).unwrap_or_default();
                self.set_comment(&path, &second).map(|()| Thing::Value(Json::Null))
            }
            "mergeData" => {
                let given = word.arguments.as_ref().and_then(|all| all.first()).cloned().unwrap_or(Json::Null);
                for (name, given) in given.as_object().unwrap_or_default() {
                    self.set_value(name, given)?;
                }
                value(Json::Null)
            }
            // A value that no question of the form takes cannot have been kept.
            "clearIncorrectValues" => value(Json::Null),
            _ => Err(unknown(word)),
        }
    }

    pub fn by_key(&self, key: &str) -> Option<Element> {
        let all = self.elements.questions();
        all.iter()
            .find(|element| element.key() == key)
            .or_else(|| all.iter().find(|element| element.name == key))
            .cloned()
    }

    fn set_value(&mut self, name: &str, given: &Json) -> Result<(), String> {
        if let Some(of) = name.strip_suffix("-Comment").and_then(|name| self.by_key(name)) {
            let path = self.place(&of, "").unwrap_or_default();
            return self.set_comment(&path, given);
        }
        let Some(element) = self.by_key(name) else {
            match is_empty(given) {
                true => drop(self.page_values.remove(name)),
                false => drop(self.page_values.insert(name.to_owned(), given.clone())),
            }
            return self.give_page_values();
        };
        let path = self.place(&element, "").ok_or_else(|| format!("`{name}` is not in the form"))?;
        self.change(&path, given)
    }

    fn set_comment(&mut self, path: &str, given: &Json) -> Result<(), String> {
        match self.other_of(path) {
            Some(other) => self.change(&other, given),
            None => {
                let (path, text) = (path.to_owned(), written(given));
                self.apply(Action::Comment { path, text }).map_err(|error| error.to_string())
            }
        }
    }

    /// Whether SurveyJS looks at an answer as soon as it is given.
    fn is_eager(&self) -> bool {
        self.elements.survey.get("checkErrorsMode").and_then(Json::as_str) == Some("onValueChanged")
    }

    /// Gives an answer as a person does, with what then is shown to be wrong.
    pub fn change(&mut self, path: &str, given: &Json) -> Result<(), String> {
        let before = self.faulty("");
        self.set_at(path, given)?;
        let is_question = self.question_at(path).is_some();
        if self.is_eager() && is_question {
            let own = self.faulty(path);
            if own.is_empty() {
                // Other answers that were right until now.
                let answered =
                    |path: &String| self.question_at(path).is_some_and(|question| !is_empty(&question.value));
                let new: Vec<String> =
                    self.faulty("").into_iter().filter(|path| !before.contains(path)).filter(answered).collect();
                self.show(&new);
            }
            self.show(&own);
        }
        self.forget_mended();
        Ok(())
    }

    fn turn(&mut self, forward: bool) -> bool {
        let pages = self.visible_pages();
        let Some(here) = pages.iter().position(|page| *page == self.page) else { return false };
        let waits = self.elements.survey.get("checkErrorsMode").and_then(Json::as_str) == Some("onComplete");
        if forward && !waits {
            let faulty = self.faulty_on(self.page);
            self.show(&faulty);
            if !faulty.is_empty() {
                return false;
            }
        }
        let next = if forward { Some(here + 1) } else { here.checked_sub(1) };
        match next.and_then(|next| pages.get(next)) {
            Some(page) => {
                self.page = *page;
                true
            }
            // What ends the survey early is done with the page that it is on.
            None if forward && self.has_ended() => {
                self.complete();
                true
            }
            None => false,
        }
    }

    fn try_complete(&mut self) -> bool {
        let faulty = self.faulty("");
        self.show(&faulty);
        if faulty.is_empty() {
            let is_whole = self.session.finish().is_ok();
            if is_whole {
                self.complete();
            }
            return is_whole;
        }
        let first = self.visible_pages().into_iter().find(|page| !self.faulty_on(*page).is_empty());
        self.page = first.unwrap_or(self.page);
        false
    }

    /// Sets what a path ends in.
    pub fn set(&mut self, words: &[Word], given: &Json) -> Result<(), String> {
        let (last, before) = words.split_last().ok_or("nothing to set")?;
        match (self.see(before)?, last.name.as_str()) {
            (Thing::Survey, "data") => {
                let is_of_none = |name: &str| {
                    !name.ends_with("-Comment") && !name.ends_with("-total") && self.by_key(name).is_none()
                };
                let members = given.as_object().unwrap_or_default();
                let unasked = members.iter().filter(|(name, value)| is_of_none(name) && !is_empty(value));
                self.page_values = unasked.cloned().collect();
                self.give_page_values()?;
                self.set_data(given)?;
                self.forget_mended();
                Ok(())
            }
            (Thing::Survey, "currentPageNo") => {
                let place = given.as_integer().and_then(|number| usize::try_from(number).ok()).unwrap_or(0);
                self.page = self.visible_pages().get(place).copied().ok_or("there is no such page")?;
                Ok(())
            }
            (Thing::Survey, "locale") => {
                // What a survey says in no language of its own it says in the first.
                let first = self.session.program().languages().first().cloned().unwrap_or_default();
                let wanted = written(given);
                let language = if self.session.program().languages().contains(&wanted) { wanted } else { first };
                self.apply(Action::Language { language }).map_err(|error| error.to_string())
            }
            (Thing::Element(_, path), "value" | "renderedValue") => self.change(&path, given),
            (Thing::Element(element, path), "booleanValue") => {
                let member = if *given == Json::Boolean(true) { "valueTrue" } else { "valueFalse" };
                let own = element.json.get(member).filter(|_| *given != Json::Null).cloned();
                self.change(&path, &own.unwrap_or_else(|| given.clone()))
            }
            (Thing::Row(_, path), "value") => self.set_members(&path, given),
            (Thing::Element(_, path), "comment" | "otherValue") => self.set_comment(&path, given),
            (Thing::Element(_, path), "panelCount" | "rowCount") => {
                self.resize(&path, given.as_integer().and_then(|number| usize::try_from(number).ok()).unwrap_or(0));
                Ok(())
            }
            (Thing::Survey, member) => self.change_member("", member, given),
            (Thing::Element(element, _), member) => self.change_member(&element.pointer, member, given),
            (Thing::Page(page), member) => {
                let pointer = self.elements.pages.get(page).map(|page| page.pointer.clone());
                self.change_member(&pointer.ok_or("there is no such page")?, member, given)
            }
            _ => Err(unknown(last)),
        }
    }
}
