//! The words of survey-core's model, translated into our view.

use sealform_protocol::{Action, ChoiceView, Control, Issue};
use sealform_types::Json;

use super::elements::{Element, written};
use super::player::Player;
use super::same::is_empty;
use super::words::Word;

/// What a word stands for.
#[derive(Debug, Clone)]
pub enum Thing {
    Survey,
    /// A page, by its place among all.
    Page(usize),
    /// A question, panel, cell or item, with where it is in our form.
    Element(Box<Element>, String),
    /// A row or an instance, with the element that it is a part of.
    Row(Box<Element>, String),
    List(Vec<Thing>),
    Choice(ChoiceView),
    Value(Json),
}

type Seen = Result<Thing, String>;

fn value(json: Json) -> Seen {
    Ok(Thing::Value(json))
}

fn truth(truth: bool) -> Seen {
    value(Json::Boolean(truth))
}

fn number(number: usize) -> Seen {
    value(Json::Integer(i64::try_from(number).unwrap_or(i64::MAX)))
}

fn text(text: &str) -> Seen {
    value(Json::from(text))
}

/// Says that a word is not one that a form has.
fn unknown(word: &Word) -> String {
    format!("`{}` is no word of this driver", word.name)
}

impl Player {
    /// What a path stands for.
    pub fn see(&mut self, words: &[Word]) -> Seen {
        let mut thing = Thing::Survey;
        for word in words {
            thing = self.word(thing, word)?;
        }
        Ok(thing)
    }

    fn word(&mut self, thing: Thing, word: &Word) -> Seen {
        match thing {
            Thing::Survey => self.of_survey(word),
            Thing::Page(page) => self.of_page(page, word),
            Thing::Element(element, path) => self.of_element(&element, &path, word),
            Thing::Row(element, path) => self.of_row(&element, &path, word),
            Thing::List(items) => match word.name.as_str() {
                "length" => number(items.len()),
                index => index
                    .parse::<usize>()
                    .ok()
                    .and_then(|index| items.into_iter().nth(index))
                    .ok_or_else(|| format!("there is no `{index}`")),
            },
            Thing::Choice(choice) => match word.name.as_str() {
                "value" | "id" => text(self.elements.value_of(&choice.name)),
                "text" | "title" => text(&choice.label),
                _ => Err(unknown(word)),
            },
            Thing::Value(json) => match (word.name.as_str(), &json) {
                ("length", Json::Array(items)) => number(items.len()),
                ("length", Json::String(words)) => number(words.chars().count()),
                (index, Json::Array(items)) => {
                    value(index.parse::<usize>().ok().and_then(|index| items.get(index)).cloned().unwrap_or(Json::Null))
                }
                (name, json) => value(json.get(name).cloned().unwrap_or(Json::Null)),
            },
        }
    }

    fn element(&self, element: Option<Element>, scope: &str) -> Seen {
        let element = element.ok_or("there is no such element")?;
        let path = self.place(&element, scope).ok_or_else(|| format!("`{}` is not in the form", element.name))?;
        Ok(Thing::Element(Box::new(element), path))
    }

    fn all(&self, elements: Vec<Element>, scope: &str) -> Seen {
        let each = elements.into_iter().map(|element| self.element(Some(element), scope));
        each.collect::<Result<Vec<_>, _>>().map(Thing::List)
    }

    fn of_survey(&mut self, word: &Word) -> Seen {
        let named = word.text().unwrap_or_default().to_owned();
        match word.name.as_str() {
            "getQuestionByName" => self.element(self.elements.question(&named), ""),
            "getQuestionByValueName" => self.element(self.by_key(&named), ""),
            "getPanelByName" => self.element(self.elements.panel(&named), ""),
            "getAllQuestions" => self.all(self.elements.questions(), ""),
            "pages" => Ok(Thing::List((0..self.snapshot.pages.len()).map(Thing::Page).collect())),
            "visiblePages" => Ok(Thing::List(self.visible_pages().into_iter().map(Thing::Page).collect())),
            "visiblePageCount" => number(self.visible_pages().len()),
            "pageCount" => number(self.snapshot.pages.len()),
            "getPageByName" => {
                let place = self.elements.pages.iter().position(|page| page.name == named);
                place.map(Thing::Page).ok_or_else(|| format!("there is no page `{named}`"))
            }
            "currentPage" => Ok(Thing::Page(self.page)),
            "currentPageNo" => number(self.visible_pages().iter().position(|page| *page == self.page).unwrap_or(0)),
            "isFirstPage" => truth(self.visible_pages().first() == Some(&self.page)),
            "isLastPage" => truth(self.visible_pages().last() == Some(&self.page)),
            "data" => value(self.data()),
            "getValue" => value(self.data().get(&named).cloned().unwrap_or(Json::Null)),
            "state" => text(if self.is_complete { "completed" } else { "running" }),
            "locale" => text(&self.snapshot.form.language.clone()),
            "title" | "processedTitle" => text(&self.snapshot.form.title.clone()),
            _ => self.act(word, &named),
        }
    }

    /// Calls on the survey that do something.
    fn act(&mut self, word: &Word, named: &str) -> Seen {
        let second = word.arguments.as_ref().and_then(|arguments| arguments.get(1)).cloned().unwrap_or(Json::Null);
        match word.name.as_str() {
            "setValue" => self.set_value(named, &second).map(|()| Thing::Value(Json::Null)),
            "clearValue" => self.set_value(named, &Json::Null).map(|()| Thing::Value(Json::Null)),
            "validate" | "hasErrors" => {
                let faulty = self.faulty("");
                let shows = word.arguments.as_ref().and_then(|all| all.first()) != Some(&Json::Boolean(false));
                if shows {
                    self.show(&faulty);
                }
                truth(faulty.is_empty() == (word.name == "validate"))
            }
            "nextPage" | "prevPage" => truth(self.turn(word.name == "nextPage")),
            "tryComplete" | "completeLastPage" => truth(self.try_complete()),
            "doComplete" | "complete" => {
                self.complete();
                truth(true)
            }
            // A value that no question of the form takes cannot have been kept.
            "clearIncorrectValues" => value(Json::Null),
            _ => Err(unknown(word)),
        }
    }

    fn by_key(&self, key: &str) -> Option<Element> {
        let all = self.elements.questions();
        all.iter().find(|element| element.key() == key).or_else(|| all.iter().find(|element| element.name == key)).cloned()
    }

    fn set_value(&mut self, name: &str, given: &Json) -> Result<(), String> {
        if let Some(of) = name.strip_suffix("-Comment").and_then(|name| self.by_key(name)) {
            let path = self.place(&of, "").unwrap_or_default();
            return self.set_comment(&path, given);
        }
        let element = self.by_key(name).ok_or_else(|| format!("`{name}` is a value without a question"))?;
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
    fn change(&mut self, path: &str, given: &Json) -> Result<(), String> {
        let before = self.faulty("");
        self.set_at(path, given)?;
        let is_question = self.question_at(path).is_some();
        if self.is_eager() && is_question {
            let own = self.faulty(path);
            if own.is_empty() {
                // Other answers that were right until now.
                let answered = |path: &String| self.question_at(path).is_some_and(|question| !is_empty(&question.value));
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

    fn of_page(&mut self, page: usize, word: &Word) -> Seen {
        let view = self.snapshot.pages.get(page).cloned().ok_or("there is no such page")?;
        let element = self.elements.pages.get(page).cloned();
        match word.name.as_str() {
            "name" => text(&element.map_or_else(|| format!("page{}", page + 1), |element| element.name)),
            "isVisible" | "visible" => truth(view.relevant),
            "title" | "processedTitle" => text(&view.label),
            "locTitle" => Ok(Thing::Value(rendered(&view.label))),
            "questions" => self.all(element.map_or_else(|| self.elements.questions(), |page| page.questions()), ""),
            "elements" => self.all(element.map_or_else(|| self.elements.top(), |page| page.children()), ""),
            "validate" | "hasErrors" => {
                let faulty = self.faulty_on(page);
                self.show(&faulty);
                truth(faulty.is_empty() == (word.name == "validate"))
            }
            _ => Err(unknown(word)),
        }
    }

    fn of_row(&mut self, element: &Element, path: &str, word: &Word) -> Seen {
        let questions = || element.questions();
        let named = |name: &str| questions().into_iter().find(|question| question.name == name);
        match word.name.as_str() {
            "cells" if element.kind != "matrix" => self.all(element.children(), path),
            "questions" => self.all(questions(), path),
            "elements" => self.all(element.children(), path),
            "getQuestionByName" | "getQuestionByColumnName" | "getQuestionByColumn" => {
                self.element(named(word.text().unwrap_or_default()), path)
            }
            "value" => value(self.value_at(path)),
            "isVisible" | "visible" => truth(self.is_visible(path)),
            "locTitle" | "title" | "processedTitle" => {
                let inside = format!("{path}/");
                let label = match self.wrapper(element, &inside) {
                    Some(label) => label,
                    None => self.label(path),
                };
                if word.name == "locTitle" { Ok(Thing::Value(rendered(&label))) } else { text(&label) }
            }
            "validate" | "hasErrors" => {
                let faulty = self.faulty(path);
                self.show(&faulty);
                truth(faulty.is_empty() == (word.name == "validate"))
            }
            _ => Err(unknown(word)),
        }
    }

    /// The heading of what an element has in an instance.
    fn wrapper(&self, element: &Element, inside: &str) -> Option<String> {
        let paths = self.elements.paths(&element.pointer);
        self.snapshot.nodes.values().find_map(|node| match node {
            sealform_protocol::Node::Group(group)
                if group.path.starts_with(inside) && paths.contains(&super::elements::plain(&group.path)) =>
            {
                Some(group.label.clone())
            }
            _ => None,
        })
    }

    pub fn label(&self, path: &str) -> String {
        let question = self.question_at(path).map(|question| question.label.clone());
        question.or_else(|| self.group_at(path).map(|group| group.label.clone())).unwrap_or_default()
    }

    fn of_element(&mut self, element: &Element, path: &str, word: &Word) -> Seen {
        let this = || Ok(Thing::Element(Box::new(element.clone()), path.to_owned()));
        match word.name.as_str() {
            "question" | "editor" => this(),
            "value" => value(self.value_at(path)),
            "renderedValue" => value(self.question_at(path).map_or(Json::Null, |question| self.chosen(question))),
            "isEmpty" => truth(is_empty(&self.value_at(path))),
            "displayValue" | "formatedValue" | "formattedValue" => text(&self.display(path)),
            "comment" | "otherValue" => value(self.comment(path)),
            "errors" => Ok(Thing::List(self.errors(element, path))),
            "validate" | "hasErrors" => {
                let faulty = self.faulty(path);
                let shows = word.arguments.as_ref().and_then(|all| all.first()) != Some(&Json::Boolean(false));
                if shows {
                    self.show(&faulty);
                }
                truth(faulty.is_empty() == (word.name == "validate"))
            }
            "isVisible" | "visible" => truth(self.is_visible(path)),
            "isReadOnly" => truth(self.is_readonly(path)),
            // Its own member, whatever its condition says.
            "readOnly" => truth(element.is("readOnly")),
            "isRequired" => truth(self.question_at(path).is_some_and(|question| question.required)),
            "name" => text(&element.name),
            "title" | "processedTitle" | "fullTitle" => text(&self.title(element, path).1),
            "locTitle" => Ok(Thing::Value(rendered(&self.title(element, path).1))),
            "no" => text(&self.title(element, path).0),
            "visibleChoices" | "choices" => Ok(Thing::List(self.choices(path).into_iter().map(Thing::Choice).collect())),
            _ => self.of_container(element, path, word),
        }
    }

    /// Words about rows, panels and items.
    fn of_container(&mut self, element: &Element, path: &str, word: &Word) -> Seen {
        let rows = |rows: Vec<String>| {
            let row = |path| Thing::Row(Box::new(element.clone()), path);
            Ok(Thing::List(rows.into_iter().map(row).collect()))
        };
        match word.name.as_str() {
            "visibleRows" | "visiblePanels" if element.is_dynamic() => rows(self.visible_instances(element, path)),
            "panels" | "allRows" if element.is_dynamic() => rows(self.instances(path)),
            "panelCount" | "rowCount" => number(self.instances(path).len()),
            "visiblePanelCount" | "visibleRowCount" => number(self.visible_instances(element, path).len()),
            "visibleRows" => self.written_rows(element, path),
            "items" => self.all(element.children(), path),
            "questions" => self.all(element.questions(), path),
            "elements" => self.all(element.children(), path),
            "getQuestionByName" => {
                let name = word.text().unwrap_or_default();
                self.element(element.questions().into_iter().find(|question| question.name == name), path)
            }
            "addPanel" | "addRow" => {
                self.apply(Action::AddInstance { path: path.to_owned() }).map_err(|error| error.to_string())?;
                self.forget_mended();
                value(Json::Null)
            }
            "removePanel" | "removeRow" => {
                let index = word.number().ok_or("which one?")?;
                let shown = if word.name == "removeRow" { self.visible_instances(element, path) } else { self.instances(path) };
                let path = shown.into_iter().nth(index).ok_or("there is no such row or panel")?;
                self.apply(Action::RemoveInstance { path }).map_err(|error| error.to_string())?;
                self.forget_mended();
                value(Json::Null)
            }
            "clearValue" => {
                self.change(path, &Json::Null)?;
                value(Json::Null)
            }
            _ => Err(unknown(word)),
        }
    }

    /// The rows of a matrix that are shown.
    fn written_rows(&self, element: &Element, path: &str) -> Seen {
        let inside = format!("{path}/");
        let placed = element.rows().into_iter().filter_map(|row| Some((self.place(&row, path)?, row)));
        let shown = placed.filter(|(at, _)| at.starts_with(&inside) && self.is_visible(at));
        let each = shown.map(|(at, row)| match element.kind.as_str() {
            "matrix" => Thing::Element(Box::new(row), at),
            _ => Thing::Row(Box::new(element.clone()), at),
        });
        Ok(Thing::List(each.collect()))
    }

    /// Sets what a path ends in.
    pub fn set(&mut self, words: &[Word], given: &Json) -> Result<(), String> {
        let (last, before) = words.split_last().ok_or("nothing to set")?;
        match (self.see(before)?, last.name.as_str()) {
            (Thing::Survey, "data") => {
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
                let action = Action::Language { language: written(given) };
                self.apply(action).map_err(|error| error.to_string())
            }
            (Thing::Element(_, path), "value" | "renderedValue") => self.change(&path, given),
            (Thing::Row(_, path), "value") => self.set_members(&path, given),
            (Thing::Element(_, path), "comment" | "otherValue") => self.set_comment(&path, given),
            (Thing::Element(_, path), "panelCount" | "rowCount") => {
                self.resize(&path, given.as_integer().and_then(|number| usize::try_from(number).ok()).unwrap_or(0));
                Ok(())
            }
            _ => Err(unknown(last)),
        }
    }

    fn is_readonly(&self, path: &str) -> bool {
        let question = self.question_at(path).map(|question| question.readonly);
        question.or_else(|| self.group_at(path).map(|group| group.readonly)).unwrap_or(false)
    }

    fn choices(&self, path: &str) -> Vec<ChoiceView> {
        match self.question_at(path).map(|question| &question.control) {
            Some(
                Control::SelectOne { choices } | Control::SelectMultiple { choices } | Control::Rank { choices },
            ) => choices.to_vec(),
            _ => Vec::new(),
        }
    }

    /// What an answer is called where people read it.
    fn display(&self, path: &str) -> String {
        let Some(question) = self.question_at(path) else { return String::new() };
        let choices = self.choices(path);
        let comment = written(&self.comment(path));
        let one = |item: &Json| {
            let name = written(item);
            let label = choices.iter().find(|choice| self.elements.value_of(&choice.name) == name).map(|choice| choice.label.clone());
            if name == "other" && !comment.is_empty() { comment.clone() } else { label.unwrap_or(name) }
        };
        match self.answer(question) {
            Json::Array(items) => items.iter().map(one).collect::<Vec<_>>().join(", "),
            single => one(&single),
        }
    }

    fn comment(&self, path: &str) -> Json {
        if let Some(other) = self.other_of(path) {
            let shown = self.question_at(&other).filter(|question| question.relevant);
            return shown.map(|question| question.value.clone()).unwrap_or(Json::Null);
        }
        let comment = self.question_at(path).and_then(|question| question.comment.as_ref());
        comment.map_or(Json::Null, |comment| Json::from(comment.text.as_str()))
    }

    /// The number and the title in a label.
    fn title(&self, element: &Element, path: &str) -> (String, String) {
        let label = self.label(path);
        let title = element.text("title").unwrap_or(&element.name);
        match label.strip_suffix(title) {
            Some(number) if number.ends_with(' ') => (number.trim_end().to_owned(), title.to_owned()),
            _ => (String::new(), label),
        }
    }

    /// What is shown to be wrong with an element itself. That one in a panel must be answered is said at the first.
    fn errors(&self, element: &Element, path: &str) -> Vec<Thing> {
        let told = |path: &str| self.question_at(path).filter(|_| self.shown.contains(path));
        if self.question_at(path).is_some() {
            let own = told(path).map_or(0, |question| question.issues.len());
            let other = self.other_of(path).and_then(|other| told(&other)).map_or(0, |question| question.issues.len());
            return vec![Thing::Value(Json::Null); own + other];
        }
        if !element.is("isRequired") {
            return Vec::new();
        }
        let is_below = |known: &str| known.strip_prefix(path).is_some_and(|rest| rest.starts_with(['/', '[']));
        let is_missing = self.questions().any(|question| {
            let is_own = self.elements.member(&question.path).is_some_and(|own| own.is("isRequired"));
            let is_required = question.issues.iter().any(|issue| matches!(issue.issue, Issue::Required { .. }));
            is_below(&question.path) && self.shown.contains(&question.path) && is_required && !is_own
        });
        if is_missing { vec![Thing::Value(Json::Null)] } else { Vec::new() }
    }
}

/// A title in all the ways that SurveyJS gives it.
fn rendered(label: &str) -> Json {
    let ways = ["renderedHtml", "textOrHtml", "html", "text", "calculatedText"];
    Json::Object(ways.into_iter().map(|way| (way.to_owned(), Json::from(label))).collect())
}
