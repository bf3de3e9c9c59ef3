//! The words of survey-core's model, translated into our view.

use sealform_protocol::{Action, ChoiceView};
use sealform_types::Json;

use super::elements::Element;
use super::player::Player;
use super::same::is_empty;
use super::values::TOTALS;
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
    /// The totals below a matrix.
    Totals(Box<Element>, String),
    Choice(ChoiceView),
    Value(Json),
}

pub type Seen = Result<Thing, String>;

pub fn value(json: Json) -> Seen {
    Ok(Thing::Value(json))
}

pub fn truth(truth: bool) -> Seen {
    value(Json::Boolean(truth))
}

pub fn number(number: usize) -> Seen {
    value(Json::Integer(i64::try_from(number).unwrap_or(i64::MAX)))
}

pub fn text(text: &str) -> Seen {
    value(Json::from(text))
}

/// Says that a word is not one that a form has.
pub fn unknown(word: &Word) -> String {
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
            Thing::Totals(element, path) => match word.name.as_str() {
                "cells" => {
                    let columns = element.children().into_iter().filter(|column| column.kind == "column");
                    let cells = columns.map(|column| {
                        let is_there = |member: &&str| column.text(member).is_some_and(|word| word != "none");
                        let member = TOTALS.into_iter().find(is_there).unwrap_or_default();
                        let total = Element { pointer: format!("{}/{member}", column.pointer), ..column };
                        match self.place(&total, &path) {
                            Some(path) => Thing::Element(Box::new(total), path),
                            None => Thing::Value(Json::Null),
                        }
                    });
                    Ok(Thing::List(cells.collect()))
                }
                _ => Err(unknown(word)),
            },
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
                "locText" => Ok(Thing::Value(rendered(&choice.label))),
                // What is not offered now is not in the list.
                "isEnabled" | "isVisible" => truth(true),
                _ => Err(unknown(word)),
            },
            Thing::Value(json) => match (word.name.as_str(), &json) {
                ("length", Json::Array(items)) => number(items.len()),
                ("length", Json::String(words)) => number(words.chars().count()),
                (index, Json::Array(items)) => {
                    value(index.parse::<usize>().ok().and_then(|index| items.get(index)).cloned().unwrap_or(Json::Null))
                }
                ("getText", json) => value(json.get("getText").or(json.get("text")).cloned().unwrap_or(Json::Null)),
                (name, json) => value(json.get(name).cloned().unwrap_or(Json::Null)),
            },
        }
    }

    pub fn element(&self, element: Option<Element>, scope: &str) -> Seen {
        let element = element.ok_or("there is no such element")?;
        let path = self.place(&element, scope).ok_or_else(|| format!("`{}` is not in the form", element.name))?;
        Ok(Thing::Element(Box::new(element), path))
    }

    pub fn all(&self, elements: Vec<Element>, scope: &str) -> Seen {
        let each = elements.into_iter().map(|element| self.element(Some(element), scope));
        each.collect::<Result<Vec<_>, _>>().map(Thing::List)
    }

    fn of_survey(&mut self, word: &Word) -> Seen {
        let named = word.text().unwrap_or_default().to_owned();
        match word.name.as_str() {
            "getQuestionByName" => self.element(self.elements.question(&named), ""),
            "getQuestionByValueName" => self.element(self.by_key(&named), ""),
            "getPanelByName" => self.element(self.elements.panel(&named), ""),
            "getAllQuestions" => {
                let only_shown = word.arguments.as_ref().and_then(|all| all.first()) == Some(&Json::Boolean(true));
                let is_wanted =
                    |one: &Element| !only_shown || self.place(one, "").is_some_and(|path| self.is_visible(&path));
                self.all(self.elements.questions().into_iter().filter(is_wanted).collect(), "")
            }
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
            "state" => text(match (self.is_complete, self.is_starting) {
                (true, _) => "completed",
                (false, true) => "starting",
                (false, false) => "running",
            }),
            "getComment" => {
                let path = self.by_key(&named).and_then(|element| self.place(&element, "")).unwrap_or_default();
                value(self.comment(&path))
            }
            "getAllPanels" => self.all(self.elements.panels(), ""),
            "hasVisiblePages" => truth(!self.visible_pages().is_empty()),
            "locale" => text(&self.snapshot.form.language.clone()),
            "title" | "processedTitle" => text(&self.survey_title()),
            _ => self.state_of_survey(word, &named),
        }
    }

    /// A form always has a title; a survey may have none.
    fn survey_title(&self) -> String {
        let title = self.elements.survey.get("title");
        title.map_or_else(String::new, |_| self.snapshot.form.title.clone())
    }

    pub fn of_page(&mut self, page: usize, word: &Word) -> Seen {
        let view = self.snapshot.pages.get(page).cloned().ok_or("there is no such page")?;
        let element = self.elements.pages.get(page).cloned();
        match word.name.as_str() {
            "name" => text(&element.map_or_else(|| format!("page{}", page + 1), |element| element.name)),
            "isVisible" | "visible" => truth(self.visible_pages().contains(&page)),
            "title" | "processedTitle" => text(&view.label),
            "locTitle" => Ok(Thing::Value(rendered(&view.label))),
            "questions" => self.all(element.map_or_else(|| self.elements.questions(), |page| page.questions()), ""),
            "elements" => self.all(element.map_or_else(|| self.elements.top(), |page| page.children()), ""),
            "validate" | "hasErrors" => {
                let faulty = self.faulty_on(page);
                self.show(&faulty);
                truth(faulty.is_empty() == (word.name == "validate"))
            }
            "errors" => {
                let element = element.ok_or("the page is not written out")?;
                Ok(Thing::List(self.errors(&element, &view.path)))
            }
            _ => self.state_of_page(page, word),
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
            "isEmpty" => truth(is_empty(&self.value_at(path))),
            // What stands behind a row is a part of it.
            "showDetailPanel" | "hideDetailPanel" => value(Json::Null),
            "detailPanel" => Ok(Thing::Row(Box::new(element.clone()), path.to_owned())),
            "rowName" => value(self.elements.member(path).map_or(Json::Null, |row| Json::from(row.name.as_str()))),
            "isVisible" | "visible" if element.is_dynamic() => {
                let repeat = path.rsplit_once('[').map(|(repeat, _)| repeat.to_owned()).unwrap_or_default();
                truth(self.visible_instances(element, &repeat).iter().any(|shown| shown == path))
            }
            "isVisible" | "visible" => truth(self.is_visible(path)),
            "locTitle" | "title" | "processedTitle" => {
                let inside = format!("{path}/");
                let label = self.wrapper(element, &inside);
                // What is added is called as all of it here, and by nothing there.
                let own = if element.kind == "paneldynamic" { String::new() } else { self.label(path) };
                let label = label.unwrap_or(own);
                if word.name == "locTitle" { Ok(Thing::Value(rendered(&label))) } else { text(&label) }
            }
            "validate" | "hasErrors" => {
                let faulty = self.faulty(path);
                self.show(&faulty);
                truth(faulty.is_empty() == (word.name == "validate"))
            }
            _ => self.state_of_row(element, path, word),
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
            "value" => value(self.member_value(element, path)),
            "renderedValue" => value(self.rendered_value(element, path)),
            "isEmpty" => truth(is_empty(&self.value_at(path))),
            "displayValue" | "formatedValue" | "formattedValue" | "getDisplayValue" => {
                value(self.display_of(element, path))
            }
            "comment" | "otherValue" => value(self.comment(path)),
            "errors" => Ok(Thing::List(self.errors(element, path))),
            "validate" | "hasErrors" => {
                let (faulty, told) = (self.faulty(path), self.told(path));
                let shows = word.arguments.as_ref().and_then(|all| all.first()) != Some(&Json::Boolean(false));
                if shows {
                    self.show(&told);
                }
                truth(faulty.is_empty() == (word.name == "validate"))
            }
            "isVisible" | "visible" => truth(self.is_visible(path) || self.is_only_hidden_around(element, path)),
            "isReadOnly" => truth(self.is_readonly(path)),
            // Its own member, whatever its condition says.
            "readOnly" => truth(element.is("readOnly")),
            "isRequired" => truth(self.is_required(element, path)),
            "name" => text(&element.name),
            "title" if element.json.get("title").is_some() => text(&self.written_title(element)),
            "title" | "processedTitle" | "fullTitle" => text(&self.title(element, path).1),
            "locTitle" => Ok(Thing::Value(rendered(&self.title(element, path).1))),
            "no" if !self.is_visible(path) => text(""),
            "no" => text(&self.title(element, path).0),
            "isAnswered" => truth(!is_empty(&self.value_at(path))),
            "isOtherSelected" => truth(self.is_chosen(path, "other")),
            "isNoneSelected" => truth(self.is_chosen(path, "none")),
            "isIndeterminate" => truth(is_empty(&self.value_at(path))),
            "checkedValue" | "booleanValue" => value(self.value_at(path)),
            "description" => text(&self.hint(path)),
            "locDescription" => Ok(Thing::Value(rendered(&self.hint(path)))),
            "visibleIndex" => value(Json::Integer(self.visible_index(element))),
            "parent" => self.element(self.elements.around(element), ""),
            "isPanel" => truth(element.is_transparent()),
            "isParentVisible" => truth(
                self.elements
                    .around(element)
                    .is_none_or(|around| self.place(&around, "").is_none_or(|path| self.is_visible(&path))),
            ),
            "visibleChoices" | "choices" | "visibleRateValues" | "rateValues" => {
                let listed = self.steps(path).into_iter().filter(|choice| !self.is_unlisted(element, &choice.name));
                let listed: Vec<ChoiceView> = listed.collect();
                Ok(Thing::List(self.shown_choices(element, listed)))
            }
            _ => self.state_of_element(element, path, word),
        }
    }

    /// Words about rows, panels and items.
    pub fn of_container(&mut self, element: &Element, path: &str, word: &Word) -> Seen {
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
            "rows" => self.all(element.rows(), path),
            "visibleColumns" if element.kind == "matrix" => {
                let row = element.rows().first().and_then(|row| self.place(row, path)).unwrap_or_default();
                Ok(Thing::List(self.choices(&row).into_iter().map(Thing::Choice).collect()))
            }
            "columns" | "visibleColumns" => {
                let columns = element.children().into_iter().filter(|column| column.kind == "column");
                Ok(Thing::List(columns.map(|column| Thing::Value(column.json)).collect()))
            }
            "questions" => self.all(element.questions(), path),
            "elements" => self.all(element.children(), path),
            "getQuestionByName" => {
                let name = word.text().unwrap_or_default();
                self.element(element.questions().into_iter().find(|question| question.name == name), path)
            }
            "visibleTotalRow" | "totalRow" => Ok(Thing::Totals(Box::new(element.clone()), path.to_owned())),
            "canAddPanel" | "canAddRow" => truth(self.group_at(path).is_some_and(|group| group.may_add)),
            "canRemovePanel" | "canRemoveRows" => {
                let mut instances = self.instances(path).into_iter();
                truth(instances.any(|path| self.group_at(&path).is_some_and(|group| group.may_remove)))
            }
            "addPanel" | "addRow" | "addPanelUI" | "addRowUI" => {
                self.apply(Action::AddInstance { path: path.to_owned() }).map_err(|error| error.to_string())?;
                self.forget_mended();
                value(Json::Null)
            }
            "removePanel" | "removeRow" | "removePanelUI" => {
                let index = word.number().ok_or("which one?")?;
                let shown =
                    if word.name == "removeRow" { self.visible_instances(element, path) } else { self.instances(path) };
                let path = shown.into_iter().nth(index).ok_or("there is no such row or panel")?;
                self.apply(Action::RemoveInstance { path }).map_err(|error| error.to_string())?;
                self.forget_mended();
                value(Json::Null)
            }
            // The rows of a matrix stay, with nothing in them.
            "clearValue" if element.kind == "matrixdynamic" => {
                for row in self.instances(path) {
                    self.set_members(&row, &Json::Null)?;
                }
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
        // Rows of what is hidden are there, though nobody sees them, unless it is hidden for want of them.
        let is_hidden = !element.is("hideIfRowsEmpty") && !self.group_at(path).is_some_and(|group| group.relevant);
        let shown = placed.filter(|(at, _)| at.starts_with(&inside) && (is_hidden || self.is_visible(at)));
        let each = shown.map(|(at, row)| match element.kind.as_str() {
            "matrix" => Thing::Element(Box::new(row), at),
            _ => Thing::Row(Box::new(element.clone()), at),
        });
        Ok(Thing::List(each.collect()))
    }
}

/// A title in all the ways that SurveyJS gives it.
pub fn rendered(label: &str) -> Json {
    let ways = ["renderedHtml", "textOrHtml", "html", "text", "calculatedText"];
    Json::Object(ways.into_iter().map(|way| (way.to_owned(), Json::from(label))).collect())
}
