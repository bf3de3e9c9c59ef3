//! The survey as a tree of places: what stands where, under which names.

use std::collections::BTreeMap;

use sealform_types::{Json, pointer};

/// What an element becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A page or panel.
    Group,
    /// Panels or rows that a person adds.
    Repeat,
    /// Anything that is answered or shown.
    Question,
}

/// One element in its place.
#[derive(Debug)]
pub(super) struct Place<'j> {
    /// Its name in SurveyJS.
    pub theirs: String,
    /// Its name here: unique among its siblings.
    pub name: String,
    /// From the root: `/data/page1/name`.
    pub path: String,
    pub role: Role,
    /// SurveyJS's type: `text`, `panel`, …; `page`, `row`, `cell` for what has none.
    pub kind: String,
    pub json: &'j Json,
    /// JSON pointer to it in the survey.
    pub pointer: String,
    pub children: Vec<Place<'j>>,
}

/// A name that ours may be: other signs become `_`.
pub(super) fn plain_name(name: &str) -> String {
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.') { c } else { '_' }).collect();
    match plain.chars().next() {
        None => "unnamed".to_owned(),
        Some(first) if first.is_ascii_alphabetic() || first == '_' => plain,
        Some(_) => format!("_{plain}"),
    }
}

/// The most elements inside one another.
const MAX_DEPTH: usize = 30;

/// Reads the elements of pages, panels and rows.
pub(super) struct Reader {
    /// Elements that stand too deep.
    pub too_deep: Vec<String>,
}

impl Reader {
    /// The pages of a survey; one without pages is one page.
    pub(super) fn pages<'j>(&mut self, survey: &'j Json) -> Vec<Place<'j>> {
        let pages = survey.get("pages").and_then(Json::as_array);
        match pages {
            Some(pages) => {
                let all: Vec<_> =
                    pages.iter().enumerate().map(|(index, page)| (page, format!("/pages/{index}"))).collect();
                self.places(&all, "page", "/data", 0)
            }
            None => {
                let list = if survey.get("elements").is_some() { "elements" } else { "questions" };
                self.elements(survey, list, "", "/data", 0)
            }
        }
    }

    fn elements<'j>(&mut self, json: &'j Json, list: &str, at: &str, above: &str, depth: usize) -> Vec<Place<'j>> {
        let here = pointer(at, list);
        let elements = json.get(list).and_then(Json::as_array).unwrap_or_default();
        let all: Vec<_> =
            elements.iter().enumerate().map(|(index, json)| (json, pointer(&here, &index.to_string()))).collect();
        self.places(&all, "", above, depth)
    }

    fn places<'j>(&mut self, all: &[(&'j Json, String)], kind: &str, above: &str, depth: usize) -> Vec<Place<'j>> {
        let mut taken: BTreeMap<String, usize> = BTreeMap::new();
        let mut places = Vec::new();
        for (index, (json, at)) in all.iter().enumerate() {
            if depth > MAX_DEPTH {
                self.too_deep.push(at.clone());
                continue;
            }
            let kind = if kind.is_empty() { json.get("type").and_then(Json::as_str).unwrap_or("text") } else { kind };
            let named = json.get("name").and_then(Json::as_str).map(str::to_owned);
            let theirs = named.unwrap_or_else(|| format!("{kind}{}", index + 1));
            places.push(self.place(json, at, kind, theirs, above, depth, &mut taken));
        }
        places
    }

    #[expect(clippy::too_many_arguments, reason = "all of it is where the element stands")]
    fn place<'j>(
        &mut self,
        json: &'j Json,
        at: &str,
        kind: &str,
        theirs: String,
        above: &str,
        depth: usize,
        taken: &mut BTreeMap<String, usize>,
    ) -> Place<'j> {
        let plain = plain_name(&theirs);
        let count = taken.entry(plain.to_lowercase()).or_default();
        *count += 1;
        let name = if *count > 1 { format!("{plain}_{count}") } else { plain };
        let path = format!("{above}/{name}");
        let (role, children) = match kind {
            "page" | "panel" => (Role::Group, self.elements(json, "elements", at, &path, depth + 1)),
            "paneldynamic" => (Role::Repeat, self.elements(json, "templateElements", at, &path, depth + 1)),
            "matrixdynamic" => (Role::Repeat, self.columns(json, at, &path, depth + 1)),
            "matrixdropdown" => (Role::Group, self.rows(json, at, &path, depth + 1, true)),
            "matrix" => (Role::Group, self.rows(json, at, &path, depth + 1, false)),
            "multipletext" => {
                let items = json.get("items").and_then(Json::as_array).unwrap_or_default();
                let here = pointer(at, "items");
                let all: Vec<_> =
                    items.iter().enumerate().map(|(index, json)| (json, pointer(&here, &index.to_string()))).collect();
                (Role::Group, self.places(&all, "item", &path, depth + 1))
            }
            _ => (Role::Question, Vec::new()),
        };
        Place { theirs, name, path, role, kind: kind.to_owned(), json, pointer: at.to_owned(), children }
    }

    fn columns<'j>(&mut self, json: &'j Json, at: &str, above: &str, depth: usize) -> Vec<Place<'j>> {
        let here = pointer(at, "columns");
        let columns = json.get("columns").and_then(Json::as_array).unwrap_or_default();
        let own = json.get("cellType").and_then(Json::as_str).filter(|kind| *kind != "default").unwrap_or("dropdown");
        let mut taken = BTreeMap::new();
        let places = columns.iter().enumerate().map(|(index, column)| {
            let kind = column.get("cellType").and_then(Json::as_str).filter(|kind| *kind != "default").unwrap_or(own);
            let named = column.get("name").and_then(Json::as_str).or(column.as_str());
            let theirs = named.map_or_else(|| format!("column{}", index + 1), str::to_owned);
            self.place(column, &pointer(&here, &index.to_string()), kind, theirs, above, depth, &mut taken)
        });
        places.collect()
    }

    /// One group or question for each row that is written out.
    fn rows<'j>(&mut self, json: &'j Json, at: &str, above: &str, depth: usize, has_cells: bool) -> Vec<Place<'j>> {
        let here = pointer(at, "rows");
        let rows = json.get("rows").and_then(Json::as_array).unwrap_or_default();
        let mut taken = BTreeMap::new();
        let places = rows.iter().enumerate().map(|(index, row)| {
            let theirs = super::choices::value_of(row).unwrap_or_else(|| format!("row{}", index + 1));
            let at_row = pointer(&here, &index.to_string());
            let mut place = self.place(row, &at_row, "row", theirs, above, depth, &mut taken);
            if has_cells {
                place.role = Role::Group;
                place.children = self.columns(json, at, &place.path, depth + 1);
            }
            place
        });
        places.collect()
    }
}
