//! Reads the elements of pages, panels and rows.

use std::collections::HashSet;

use sealform_types::Json;

use super::choices::value_of;
use super::element::{Element, GivenValue, Role, Row};
use super::element_type::{ElementClass, ElementType};
use super::located::{ExpressionText, Located};

/// The most elements inside one another.
const MAX_DEPTH: usize = 30;
/// The most elements: columns are written out once for every row.
const MAX_ELEMENTS: usize = 200_000;

/// An element that the survey does not write out.
static NOT_WRITTEN: Json = Json::Null;

/// Where a survey is larger than what is read.
#[derive(Debug, Default)]
pub(in crate::surveyjs) struct Limits {
    /// Elements that are nested too deeply.
    pub too_deep: Vec<String>,
    /// The element at which there were too many.
    pub too_many: Option<String>,
}

/// The elements of a survey: its pages, or those outside pages.
pub(in crate::surveyjs) fn read_pages(survey: &Json) -> (Vec<Element<'_>>, Limits) {
    let mut reader = Reader::default();
    let survey_located = Located::new(survey, "");
    let elements = match survey.get("pages").and_then(Json::as_array) {
        Some(_) => reader.all_of_type(&survey_located.items("pages"), ElementType::Page, 0),
        None => reader.elements(&survey_located.items(elements_member(survey, "elements")), 0),
    };
    (elements, reader.limits)
}

/// Values that only triggers write: no question of the survey asks for them, nor for what they stand in.
pub(in crate::surveyjs) fn values_of_triggers<'j>(survey: &'j Json, tree: &[Element<'j>]) -> Vec<Element<'j>> {
    let calculated = Located::new(survey, "").items("calculatedValues");
    let mut taken: HashSet<String> =
        calculated.iter().filter_map(|value| Some(value.json.get("name")?.as_str()?.to_lowercase())).collect();
    gather_names(tree, &mut taken);
    let mut values = Vec::new();
    for trigger in Located::new(survey, "").items("triggers") {
        let Some(name) = trigger.json.get("setToName").and_then(Json::as_str).filter(|name| !name.is_empty()) else {
            continue;
        };
        let is_plain = !name.contains(['.', '[']);
        if !is_plain || !taken.insert(name.to_lowercase()) {
            continue;
        }
        let located = Located::new(&NOT_WRITTEN, format!("{}/setToName", trigger.pointer));
        values.push(Element::new(ElementType::Unasked, Role::Question, name.to_owned(), located));
    }
    values
}

/// The names of elements and of their values, in lower case.
fn gather_names(tree: &[Element<'_>], names: &mut HashSet<String>) {
    for element in tree {
        names.insert(element.own_name.to_lowercase());
        names.insert(element.value_name.to_lowercase());
        gather_names(&element.children, names);
    }
}

/// The member with the elements of a container; older surveys call it otherwise.
fn elements_member(json: &Json, usual: &'static str) -> &'static str {
    match usual {
        _ if json.get(usual).is_some() => usual,
        "templateElements" => "elements",
        _ => "questions",
    }
}

/// What a matrix has for each of its rows.
#[derive(Debug, Clone, Copy)]
enum RowContent {
    /// One question, with the columns as choices.
    Question,
    /// A question for every column.
    Cells,
}

#[derive(Default)]
struct Reader {
    limits: Limits,
    count: usize,
}

impl Reader {
    /// Elements that name their type.
    fn elements<'j>(&mut self, all: &[Located<'j>], depth: usize) -> Vec<Element<'j>> {
        let kind = |json: &'j Json| ElementType::named(json.get("type").and_then(Json::as_str).unwrap_or("text"));
        self.each(all, &kind, depth)
    }

    /// Elements whose type follows from where they stand.
    fn all_of_type<'j>(&mut self, all: &[Located<'j>], kind: ElementType<'j>, depth: usize) -> Vec<Element<'j>> {
        self.each(all, &|_| kind, depth)
    }

    fn each<'j>(
        &mut self,
        all: &[Located<'j>],
        kind: &dyn Fn(&'j Json) -> ElementType<'j>,
        depth: usize,
    ) -> Vec<Element<'j>> {
        let mut elements = Vec::new();
        for (index, located) in all.iter().enumerate() {
            if depth > MAX_DEPTH {
                self.limits.too_deep.push(located.pointer.clone());
                continue;
            }
            let kind = kind(located.json);
            let named = located.json.get("name").and_then(Json::as_str).map(str::to_owned);
            let own_name = named.unwrap_or_else(|| format!("{}{}", kind.name(), index + 1));
            let of_choices = self.elements_of_choices(located, kind, &own_name, depth);
            elements.extend(self.element(located, kind, own_name, depth));
            elements.extend(of_choices);
        }
        elements
    }

    /// What choices of a question ask for besides: shown where its choice is taken.
    fn elements_of_choices<'j>(
        &mut self,
        question: &Located<'j>,
        kind: ElementType<'j>,
        own_name: &str,
        depth: usize,
    ) -> Vec<Element<'j>> {
        let mut groups = Vec::new();
        if !kind.allows_other() {
            return groups;
        }
        for choice in question.items("choices") {
            let inside = self.elements(&choice.items("elements"), depth + 1);
            let Some(value) = value_of(choice.json).filter(|_| !inside.is_empty()) else { continue };
            let written = match choice.json.get("value") {
                Some(Json::String(text)) => format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'")),
                Some(_) | None => value.clone(),
            };
            let operator = if kind.takes_several() { "contains" } else { "=" };
            let source = format!("{{{own_name}}} {operator} {written}");
            let taken = ExpressionText { source, pointer: format!("{}/value", choice.pointer) };
            let name = format!("{own_name}_{value}");
            let group = Element::new(ElementType::InstanceGroup, Role::Group, name, choice);
            groups.push(Element { children: inside, conditions: vec![taken], ..group });
        }
        groups
    }

    fn element<'j>(
        &mut self,
        located: &Located<'j>,
        kind: ElementType<'j>,
        own_name: String,
        depth: usize,
    ) -> Option<Element<'j>> {
        self.count += 1;
        if self.count > MAX_ELEMENTS {
            self.limits.too_many.get_or_insert_with(|| located.pointer.clone());
            return None;
        }
        let (role, children) = self.content(located, kind, depth + 1);
        let mut element = Element { children, ..Element::new(kind, role, own_name, located.clone()) };
        if let Some(shared) = element.text("valueName").filter(|_| !kind.is_transparent()) {
            element.value_name = shared.to_owned();
        }
        hand_down_values(&mut element);
        group_instances(&mut element);
        Some(element)
    }

    /// What an element of a type becomes, and what is in it.
    fn content<'j>(&mut self, located: &Located<'j>, kind: ElementType<'j>, depth: usize) -> (Role, Vec<Element<'j>>) {
        let json = located.json;
        match (kind.class(), kind) {
            (ElementClass::Container, ElementType::InstanceGroup) => (Role::Group, Vec::new()),
            (ElementClass::Container, _) => {
                (Role::Group, self.elements(&located.items(elements_member(json, "elements")), depth))
            }
            (ElementClass::Composite, ElementType::MatrixDynamic) => (Role::Repeat, self.columns(located, depth)),
            (ElementClass::Composite, ElementType::MatrixDropdown) => {
                (Role::Group, self.rows(located, depth, RowContent::Cells))
            }
            (ElementClass::Composite, ElementType::Matrix) => {
                (Role::Group, self.rows(located, depth, RowContent::Question))
            }
            (ElementClass::Composite, ElementType::MultipleText) => {
                (Role::Group, self.all_of_type(&located.items("items"), ElementType::Item, depth))
            }
            (ElementClass::Composite, _) => {
                (Role::Repeat, self.elements(&located.items(elements_member(json, "templateElements")), depth))
            }
            (ElementClass::Scale, ElementType::Slider)
                if json.get("sliderType").and_then(Json::as_str) == Some("range") =>
            {
                (Role::Group, self.range_ends(located, depth))
            }
            (
                ElementClass::Row
                | ElementClass::Choice
                | ElementClass::Written
                | ElementClass::Scale
                | ElementClass::Formula
                | ElementClass::Shown
                | ElementClass::Upload
                | ElementClass::Custom,
                _,
            ) => (Role::Question, Vec::new()),
        }
    }

    /// The two ends of a slider for a range.
    fn range_ends<'j>(&mut self, slider: &Located<'j>, depth: usize) -> Vec<Element<'j>> {
        let end = Located::new(&NOT_WRITTEN, slider.pointer.clone());
        let both = ["from", "to"].map(|name| self.element(&end, ElementType::RangeEnd, name.to_owned(), depth));
        both.into_iter().flatten().map(|element| Element { owner: Some(slider.json), ..element }).collect()
    }

    /// A question for every column of a matrix, and what its rows have beside them.
    fn columns<'j>(&mut self, matrix: &Located<'j>, depth: usize) -> Vec<Element<'j>> {
        let cell_type =
            |json: &'j Json| json.get("cellType").and_then(Json::as_str).filter(|cell_type| *cell_type != "default");
        let usual = cell_type(matrix.json).unwrap_or("dropdown");
        let mut elements = Vec::new();
        for (index, column) in matrix.items("columns").into_iter().enumerate() {
            let kind = ElementType::named(cell_type(column.json).unwrap_or(usual));
            let named = column.json.get("name").and_then(Json::as_str).or(column.json.as_str());
            let own_name = named.map_or_else(|| format!("column{}", index + 1), str::to_owned);
            let element = self.element(&column, kind, own_name, depth);
            elements.extend(element.map(|element| Element { owner: Some(matrix.json), ..element }));
        }
        elements.extend(self.elements(&matrix.items("detailElements"), depth));
        elements
    }

    /// A group or a question for each row that is written out.
    fn rows<'j>(&mut self, matrix: &Located<'j>, depth: usize, content: RowContent) -> Vec<Element<'j>> {
        let mut elements = Vec::new();
        for (index, row) in matrix.items("rows").into_iter().enumerate() {
            let value = value_of(row.json);
            let own_name = value.clone().unwrap_or_else(|| format!("row{}", index + 1));
            let Some(mut element) = self.element(&row, ElementType::Row, own_name, depth) else { continue };
            match content {
                RowContent::Question => {}
                RowContent::Cells => {
                    element.role = Role::Group;
                    element.children = self.columns(matrix, depth + 1);
                }
            }
            element.row = Some(Row { value: value.unwrap_or_default(), number: index + 1, title: row_title(row.json) });
            // A row's own condition stands in the place of the common one.
            let common = matrix.expression("rowsVisibleIf").filter(|_| row.expression("visibleIf").is_none());
            element.conditions.extend(common);
            elements.push(element);
        }
        elements
    }
}

/// What a row is called, in the survey's own language.
fn row_title(row: &Json) -> Option<String> {
    let text = row.get("text")?;
    text.as_str().or_else(|| text.get("default").and_then(Json::as_str)).map(str::to_owned)
}

/// Hands the values of an element down to what is in it.
fn hand_down_values(element: &mut Element<'_>) {
    let json = element.json;
    let Some(value) = json.get("defaultValue") else {
        for member in ["defaultRowValue", "defaultPanelValue"] {
            if let Some(value) = json.get(member).filter(|_| element.role == Role::Repeat) {
                give(&mut element.children, value, None);
            }
        }
        return;
    };
    match (element.role, value) {
        (Role::Repeat, Json::Array(rows)) => {
            for (index, row) in rows.iter().enumerate() {
                give(&mut element.children, row, Some(index + 1));
            }
        }
        (Role::Group, Json::Array(ends)) if element.kind == ElementType::Slider => {
            for (end, value) in element.children.iter_mut().zip(ends) {
                end.given.push(GivenValue { row: None, value });
            }
        }
        (Role::Group, Json::Object(_)) => give(&mut element.children, value, None),
        _ => {}
    }
}

fn give<'j>(children: &mut [Element<'j>], value: &'j Json, row: Option<usize>) {
    for child in children {
        match (child.is_transparent(), value.get(&child.value_name)) {
            (true, _) => give(&mut child.children, value, row),
            (false, Some(value)) if child.role == Role::Group => give(&mut child.children, value, row),
            (false, Some(value)) => child.given.push(GivenValue { row, value }),
            (false, None) => {}
        }
    }
}

/// What is said of each instance stands on a group around all that is in one: its title, and where it is shown. A
/// question that decides whether the rest is shown stands before that group.
fn group_instances(element: &mut Element<'_>) {
    if element.role != Role::Repeat {
        return;
    }
    let conditions: Vec<ExpressionText> =
        ["rowsVisibleIf", "templateVisibleIf"].iter().filter_map(|member| element.expression(member)).collect();
    if conditions.is_empty() && element.json.get("templateTitle").is_none() {
        return;
    }
    let read: Vec<String> = conditions.iter().flat_map(ExpressionText::variables).collect();
    let decides = |child: &Element<'_>| {
        let names = ["row", "panel"].map(|prefix| format!("{prefix}.{}", child.value_name).to_lowercase());
        read.iter().any(|name| names.contains(name))
    };
    let (before, inside): (Vec<_>, Vec<_>) = std::mem::take(&mut element.children).into_iter().partition(decides);
    element.children = before;
    let group = Element::instance_group(element, inside, conditions);
    element.children.push(group);
}
