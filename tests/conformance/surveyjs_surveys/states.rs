//! Words about the state of what is shown: what is chosen, what may be done, which number something has.

use sealform_types::Json;

use super::elements::{Element, written};
use super::player::Player;
use super::same::is_empty;
use super::things::{Seen, Thing, number, rendered, text, truth, unknown, value};
use super::words::Word;

/// Choices that are not taken with all.
const SPECIAL: [&str; 4] = ["none", "other", "refused", "dontknow"];

impl Player {
    fn is_plain_and_chosen(&self, path: &str, name: &str) -> bool {
        SPECIAL.contains(&name) || self.is_chosen(path, self.elements.value_of(name))
    }

    /// Words of the survey about its pages and values.
    pub fn state_of_survey(&mut self, word: &Word, named: &str) -> Seen {
        match word.name.as_str() {
            "getVariable" => value(self.calculated(named)),
            "calculatedValues" => {
                let values = self.elements.survey.get("calculatedValues").and_then(Json::as_array);
                let names = values.unwrap_or_default().iter().filter_map(|one| one.get("name")?.as_str());
                let one = |name: &str| {
                    let members = [("name", Json::from(name)), ("value", self.calculated(name))];
                    Thing::Value(Json::Object(members.map(|(member, json)| (member.to_owned(), json)).to_vec()))
                };
                Ok(Thing::List(names.map(one).collect()))
            }
            "isEmpty" => truth(is_empty(&self.data())),
            "isCurrentPageHasErrors" | "currentPageHasErrors" => truth(!self.faulty_on(self.page).is_empty()),
            "validateCurrentPage" | "validatePage" => {
                let page = Word { name: "validate".to_owned(), arguments: None };
                self.of_page(self.page, &page)
            }
            "clear" => {
                self.set_data(&Json::Object(Vec::new()))?;
                (self.page, self.is_complete) = (self.visible_pages().first().copied().unwrap_or(0), false);
                self.shown.clear();
                value(Json::Null)
            }
            "isDisplayMode" => truth(self.elements.survey.get("mode").and_then(Json::as_str) == Some("display")),
            "getQuestionsByNames" => {
                let names = word.arguments.as_ref().and_then(|all| all.first()?.as_array()).unwrap_or_default();
                let found = names.iter().filter_map(|name| self.elements.question(name.as_str()?));
                self.all(found.collect(), "")
            }
            _ => self.act(word, named),
        }
    }

    /// What a variable or a calculated value is now.
    fn calculated(&self, name: &str) -> Json {
        let variable = self.variables.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        if let Some((_, given)) = variable {
            return given.clone();
        }
        let found = self.questions().find(|question| question.path.eq_ignore_ascii_case(name));
        found.map_or(Json::Null, |question| question.value.clone())
    }

    /// Words of a page beside its name and what is on it.
    pub fn state_of_page(&mut self, page: usize, word: &Word) -> Seen {
        let place = self.visible_pages().iter().position(|visible| *visible == page);
        let view = self.snapshot.pages.get(page).cloned().ok_or("there is no such page")?;
        match word.name.as_str() {
            "visibleIndex" => value(Json::Integer(place.and_then(|place| i64::try_from(place).ok()).unwrap_or(-1))),
            "num" | "no" => match place {
                Some(place) => number(place + 1),
                None => value(Json::Integer(-1)),
            },
            "description" => text(&view.hint),
            "locDescription" => Ok(Thing::Value(rendered(&view.hint))),
            "isReadOnly" => truth(self.group_at(&view.path).is_some_and(|group| group.readonly)),
            "getQuestionByName" => {
                let name = word.text().unwrap_or_default();
                let all = self.elements.pages.get(page).map_or_else(|| self.elements.questions(), Element::questions);
                self.element(all.into_iter().find(|question| question.name == name), "")
            }
            _ => Err(unknown(word)),
        }
    }

    /// Words of a row or panel beside what is in it.
    pub fn state_of_row(&mut self, element: &Element, path: &str, word: &Word) -> Seen {
        let named = |name: &str| element.questions().into_iter().find(|question| question.name == name);
        match word.name.as_str() {
            "getValue" => {
                value(self.value_at(path).get(word.text().unwrap_or_default()).cloned().unwrap_or(Json::Null))
            }
            "setValue" => {
                let second = word.arguments.as_ref().and_then(|all| all.get(1)).cloned().unwrap_or(Json::Null);
                let question = named(word.text().unwrap_or_default()).ok_or("there is no such cell")?;
                let at = self.place(&question, path).ok_or("the cell is not in the form")?;
                self.change(&at, &second)?;
                value(Json::Null)
            }
            "getElementByName" | "getQuestionByValueName" => self.element(named(word.text().unwrap_or_default()), path),
            "isReadOnly" => truth(self.is_readonly(path)),
            "text" => text(&self.label(path)),
            "locText" => Ok(Thing::Value(rendered(&self.label(path)))),
            "visibleIndex" | "index" | "rowIndex" => {
                let around = path.rsplit_once('[').map(|(repeat, _)| repeat.to_owned()).unwrap_or_default();
                let all = match word.name.as_str() {
                    "visibleIndex" => self.visible_instances(element, &around),
                    _ => self.instances(&around),
                };
                let place = all.iter().position(|one| one == path).and_then(|place| i64::try_from(place).ok());
                let first = if word.name == "rowIndex" { 1 } else { 0 };
                value(Json::Integer(place.map_or(-1, |place| place + first)))
            }
            _ => Err(unknown(word)),
        }
    }

    /// Words of a question about what is chosen and shown.
    pub fn state_of_element(&mut self, element: &Element, path: &str, word: &Word) -> Seen {
        match word.name.as_str() {
            "isInputReadOnly" => truth(self.is_readonly(path)),
            "getType" => text(&element.kind),
            "valueName" => text(element.text("valueName").unwrap_or_default()),
            "getValueName" => text(&element.key()),
            "html" | "processedHtml" => text(&self.label(path)),
            "locHtml" => Ok(Thing::Value(rendered(&self.label(path)))),
            "getAllErrors" => Ok(Thing::List(self.errors(element, path))),
            "clearErrors" => {
                let own = self.told(path);
                self.shown.retain(|shown| !own.contains(shown));
                value(Json::Null)
            }
            "clearIncorrectValues" => value(Json::Null),
            "selectedItem" => {
                let wanted = written(&self.value_at(path));
                let found = self.steps(path).into_iter().find(|choice| self.elements.value_of(&choice.name) == wanted);
                Ok(found.map_or(Thing::Value(Json::Null), Thing::Choice))
            }
            "selectedChoices" | "selectedItems" => {
                let all = self.steps(path);
                let chosen =
                    all.into_iter().filter(|choice| self.is_chosen(path, self.elements.value_of(&choice.name)));
                Ok(Thing::List(chosen.map(Thing::Choice).collect()))
            }
            "isAllSelected" => {
                let all = self.steps(path);
                truth(!all.is_empty() && all.iter().all(|choice| self.is_plain_and_chosen(path, &choice.name)))
            }
            "toggleSelectAll" => {
                let all: Vec<Json> = self.steps(path).iter().map(|choice| Json::from(choice.name.as_str())).collect();
                let plain = all.iter().filter(|name| !SPECIAL.contains(&name.as_str().unwrap_or_default()));
                let is_all =
                    plain.clone().all(|name| self.is_plain_and_chosen(path, name.as_str().unwrap_or_default()));
                let wanted = if is_all { Json::Array(Vec::new()) } else { plain.cloned().collect() };
                self.change(path, &wanted)?;
                value(Json::Null)
            }
            "isItemSelected" => {
                let given = word.arguments.as_ref().and_then(|all| all.first()).cloned().unwrap_or(Json::Null);
                truth(self.is_chosen(path, &written(&given)))
            }
            _ => self.of_container(element, path, word),
        }
    }
}
