//! The survey's own elements, and where each is in our form.

use std::collections::BTreeMap;

use sealform_formats::document::Origins;
use sealform_types::{Json, pointer};

/// A member of the survey: an element, a row, a column, an item.
#[derive(Debug, Clone)]
pub struct Element {
    pub pointer: String,
    pub json: Json,
    /// `page`, `panel`, `column`, `row`, `item`, or the element's type.
    pub kind: String,
    pub name: String,
}

impl Element {
    fn new(json: &Json, pointer: String, kind: &str, number: usize) -> Self {
        let own = if kind.is_empty() { json.get("type").and_then(Json::as_str).unwrap_or("text") } else { kind };
        let named = match kind {
            "row" => json.get("value").or(Some(json)).map(written),
            "column" => json.get("name").and_then(Json::as_str).or(json.as_str()).map(str::to_owned),
            _ => json.get("name").and_then(Json::as_str).map(str::to_owned),
        };
        let name = named.unwrap_or_else(|| format!("{own}{number}"));
        Self { pointer, json: json.clone(), kind: own.to_owned(), name }
    }

    /// What its value is called in the survey's data.
    pub fn key(&self) -> String {
        let shared = self.json.get("valueName").and_then(Json::as_str).filter(|name| !name.is_empty());
        shared.map_or_else(|| self.name.clone(), str::to_owned)
    }

    pub fn text(&self, member: &str) -> Option<&str> {
        self.json.get(member).and_then(Json::as_str)
    }

    pub fn is(&self, member: &str) -> bool {
        self.json.get(member) == Some(&Json::Boolean(true))
    }

    /// Whether what is in it has no value of its own around it.
    pub fn is_transparent(&self) -> bool {
        matches!(self.kind.as_str(), "page" | "panel")
    }

    pub fn is_dynamic(&self) -> bool {
        matches!(self.kind.as_str(), "matrixdynamic" | "paneldynamic")
    }

    fn listed(&self, member: &str, kind: &str) -> Vec<Self> {
        listed(&self.json, &self.pointer, member, kind)
    }

    /// What is in it, as it is written.
    pub fn children(&self) -> Vec<Self> {
        match self.kind.as_str() {
            "page" | "panel" => [self.listed("elements", ""), self.listed("questions", "")].concat(),
            "paneldynamic" => [self.listed("templateElements", ""), self.listed("elements", "")].concat(),
            "matrixdynamic" | "matrixdropdown" => {
                [self.listed("columns", "column"), self.listed("detailElements", "")].concat()
            }
            "multipletext" => self.listed("items", "item"),
            _ => Vec::new(),
        }
    }

    /// What its choices ask for besides.
    fn of_choices(&self) -> Vec<Self> {
        let choices = self.listed("choices", "choice");
        choices.iter().flat_map(|choice| choice.listed("elements", "")).collect()
    }

    pub fn rows(&self) -> Vec<Self> {
        self.listed("rows", "row")
    }

    /// The questions in it, also those in panels.
    pub fn questions(&self) -> Vec<Self> {
        flat(self.children())
    }
}

fn listed(json: &Json, at: &str, member: &str, kind: &str) -> Vec<Element> {
    let here = pointer(at, member);
    let all = json.get(member).and_then(Json::as_array).unwrap_or_default().iter().enumerate();
    all.map(|(index, json)| Element::new(json, pointer(&here, &index.to_string()), kind, index + 1)).collect()
}

fn flat(elements: Vec<Element>) -> Vec<Element> {
    let each = elements.into_iter().flat_map(|element| match element.is_transparent() {
        true => element.questions(),
        false => std::iter::once(element.clone()).chain(flat(element.of_choices())).collect(),
    });
    each.collect()
}

/// The survey and where its members are in our form.
pub struct Elements {
    pub survey: Json,
    pub pages: Vec<Element>,
    /// From a member's pointer to paths of ours, without instances.
    paths: BTreeMap<String, Vec<String>>,
    /// The other way round.
    members: BTreeMap<String, String>,
    /// Values of choices that hold blanks, by the names that they have here.
    values: BTreeMap<String, String>,
}

impl Elements {
    pub fn new(survey: Json, document: &Json, origins: &Origins) -> Self {
        let pages = listed(&survey, "", "pages", "page");
        let (mut paths, mut members) = (BTreeMap::<String, Vec<String>>::new(), BTreeMap::new());
        for (ours, theirs) in origins.iter() {
            let path = path_of(document, ours);
            paths.entry(theirs.to_owned()).or_default().push(path.clone());
            members.entry(path).or_insert_with(|| theirs.to_owned());
        }
        let mut values = BTreeMap::new();
        blanks(&survey, &mut values);
        Self { survey, pages, paths, members, values }
    }

    /// What a choice with this value is called here: written out without blanks, from elsewhere as it is.
    pub fn name_of(&self, value: &str) -> String {
        let name = choice_name(value);
        if self.values.contains_key(&name) { name } else { value.to_owned() }
    }

    /// The survey's value of a choice.
    pub fn value_of<'c>(&'c self, name: &'c str) -> &'c str {
        self.values.get(name).map_or(name, String::as_str)
    }

    /// Everything that stands on no other element.
    pub fn top(&self) -> Vec<Element> {
        match self.pages.is_empty() {
            true => [listed(&self.survey, "", "elements", ""), listed(&self.survey, "", "questions", "")].concat(),
            false => self.pages.iter().flat_map(Element::children).collect(),
        }
    }

    pub fn questions(&self) -> Vec<Element> {
        flat(self.top())
    }

    pub fn question(&self, name: &str) -> Option<Element> {
        self.questions().into_iter().find(|question| question.name == name)
    }

    pub fn panels(&self) -> Vec<Element> {
        fn all(elements: Vec<Element>) -> Vec<Element> {
            let panels = elements.into_iter().filter(Element::is_transparent);
            panels.flat_map(|panel| [vec![panel.clone()], all(panel.children())].concat()).collect()
        }
        all(self.top())
    }

    pub fn panel(&self, name: &str) -> Option<Element> {
        self.panels().into_iter().find(|panel| panel.name == name)
    }

    /// The page or panel that an element stands in.
    pub fn around(&self, element: &Element) -> Option<Element> {
        let holds = |panel: &Element| panel.children().iter().any(|child| child.pointer == element.pointer);
        self.panels().into_iter().chain(self.pages.clone()).find(holds)
    }

    pub fn paths(&self, pointer: &str) -> &[String] {
        self.paths.get(pointer).map_or(&[], Vec::as_slice)
    }

    /// The pointer of the member that a path of ours came from.
    pub fn paths_of(&self, path: &str) -> Option<&str> {
        self.members.get(path).map(String::as_str)
    }

    /// The member that a path of ours came from.
    pub fn member(&self, path: &str) -> Option<Element> {
        self.at(self.members.get(&plain(path))?)
    }

    /// What stands at a pointer of the survey.
    pub fn json_at(&self, pointer: &str) -> Option<&Json> {
        pointer.split('/').skip(1).try_fold(&self.survey, |json, step| match json {
            Json::Array(items) => items.get(step.parse::<usize>().ok()?),
            _ => json.get(step),
        })
    }

    /// The member at a pointer; what no element is, is one of no type.
    pub fn at(&self, pointer: &str) -> Option<Element> {
        let mut json = &self.survey;
        let mut list = "";
        for step in pointer.split('/').skip(1) {
            json = match json {
                Json::Array(items) => items.get(step.parse::<usize>().ok()?)?,
                _ => {
                    list = step;
                    json.get(step)?
                }
            };
        }
        let kind = match list {
            "pages" => "page",
            "rows" => "row",
            "columns" => "column",
            "items" => "item",
            _ => "",
        };
        Some(Element::new(json, pointer.to_owned(), kind, 0))
    }
}

/// What a choice with this value is called here.
pub fn choice_name(value: &str) -> String {
    value.split_whitespace().collect::<Vec<_>>().join("_")
}

fn blanks(json: &Json, values: &mut BTreeMap<String, String>) {
    match json {
        Json::Array(items) => {
            for item in items {
                if let Some(value) = item.as_str().or_else(|| item.get("value").and_then(Json::as_str)) {
                    values.insert(choice_name(value), value.to_owned());
                }
                blanks(item, values);
            }
        }
        Json::Object(members) => members.iter().for_each(|(_, inner)| blanks(inner, values)),
        Json::Null | Json::Boolean(_) | Json::Integer(_) | Json::Float(_) | Json::String(_) => {}
    }
}

/// A path without instances.
pub fn plain(path: &str) -> String {
    let steps = path.split('/').map(|step| step.split('[').next().unwrap_or_default());
    steps.collect::<Vec<_>>().join("/")
}

/// The path of the item at a pointer of our document.
fn path_of(document: &Json, pointer: &str) -> String {
    let mut names = Vec::new();
    let mut json = document;
    for step in pointer.split('/').skip(1) {
        let next = match json {
            Json::Array(items) => step.parse::<usize>().ok().and_then(|index| items.get(index)),
            _ => json.get(step),
        };
        let Some(next) = next else { break };
        json = next;
        names.extend(json.get("name").and_then(Json::as_str));
    }
    names.join("/")
}

/// A value as text.
pub fn written(json: &Json) -> String {
    match json {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        other => other.to_text(),
    }
}
