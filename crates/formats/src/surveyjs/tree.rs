//! The survey as a tree of places: what stands where, under which names.

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

/// A condition of the survey and the member it is written in.
#[derive(Debug, Clone)]
pub(super) struct Condition {
    pub source: String,
    pub pointer: String,
}

/// A row that is written out.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub value: String,
    /// From 1.
    pub number: usize,
    pub title: Option<String>,
}

/// What a row is called, in the survey's own language.
fn title_of(row: &Json) -> Option<String> {
    let text = row.get("text")?;
    text.as_str().or_else(|| text.get("default").and_then(Json::as_str)).map(str::to_owned)
}

/// One element in its place.
#[derive(Debug)]
pub(super) struct Place<'j> {
    /// What its value is called in SurveyJS.
    pub theirs: String,
    /// What it is called itself, where that is something else.
    pub called: String,
    /// Its name here: unique among its siblings.
    pub name: String,
    /// From the root: `/data/page1/name`.
    pub path: String,
    pub role: Role,
    /// SurveyJS's type: `text`, `panel`, …; `page`, `row`, `item` for what has none, `inside` for what stands around all
    /// that is in an instance.
    pub kind: String,
    pub json: &'j Json,
    /// JSON pointer to it in the survey.
    pub pointer: String,
    pub children: Vec<Place<'j>>,
    /// Conditions beside its own that must hold.
    pub conditions: Vec<Condition>,
    /// Values that an element around it gives: the row's number, where it is for one row.
    pub given: Vec<(Option<usize>, &'j Json)>,
    /// Elements that have the same value.
    pub also: Vec<(&'j Json, String)>,
    /// Where rows are written out.
    pub row: Option<Row>,
    /// The question whose choices are its instances.
    pub counted_by: Option<String>,
    /// The matrix that it is a column of.
    pub around: Option<&'j Json>,
}

impl<'j> Place<'j> {
    pub(super) fn text(&self, member: &str) -> Option<&'j str> {
        self.json.get(member).and_then(Json::as_str).filter(|text| !text.trim().is_empty())
    }

    pub(super) fn is(&self, member: &str) -> bool {
        self.json.get(member) == Some(&Json::Boolean(true))
    }

    /// Its own condition of that name.
    pub(super) fn condition(&self, member: &str) -> Option<Condition> {
        let source = self.text(member)?.to_owned();
        Some(Condition { source, pointer: pointer(&self.pointer, member) })
    }

    /// Whether SurveyJS gives it no value of its own, so that what is in it is named without it.
    pub(super) fn is_transparent(&self) -> bool {
        matches!(self.kind.as_str(), "page" | "panel" | "inside")
    }

    /// Whether something is answered here.
    pub(super) fn is_answered(&self) -> bool {
        self.role == Role::Question && !matches!(self.kind.as_str(), "html" | "image" | "expression")
    }

    /// Everything below that is no container, in order.
    pub(super) fn questions(&self) -> Vec<&Place<'j>> {
        match self.role {
            Role::Question => vec![self],
            Role::Group | Role::Repeat => self.children.iter().flat_map(Place::questions).collect(),
        }
    }
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
/// The most places: columns are written out once for every row.
const MAX_PLACES: usize = 200_000;

/// What is said of an element that the survey does not write out.
static NOTHING: Json = Json::Null;

/// Reads the elements of pages, panels and rows.
#[derive(Default)]
pub(super) struct Reader {
    /// Elements that stand too deep.
    pub too_deep: Vec<String>,
    /// The element at which there were too many.
    pub too_many: Option<String>,
    count: usize,
}

/// Elements with their pointers.
type Listed<'j> = Vec<(&'j Json, String)>;

fn listed<'j>(json: &'j Json, at: &str, member: &str) -> Listed<'j> {
    let here = pointer(at, member);
    let items = json.get(member).and_then(Json::as_array).unwrap_or_default();
    items.iter().enumerate().map(|(index, json)| (json, pointer(&here, &index.to_string()))).collect()
}

impl Reader {
    /// The pages of a survey; one without pages is one page.
    pub(super) fn pages<'j>(&mut self, survey: &'j Json) -> Vec<Place<'j>> {
        match survey.get("pages").and_then(Json::as_array) {
            Some(_) => self.places(&listed(survey, "", "pages"), "page", 0),
            None => {
                let list = if survey.get("elements").is_some() { "elements" } else { "questions" };
                self.places(&listed(survey, "", list), "", 0)
            }
        }
    }

    fn places<'j>(&mut self, all: &[(&'j Json, String)], kind: &str, depth: usize) -> Vec<Place<'j>> {
        let mut places = Vec::new();
        for (index, (json, at)) in all.iter().enumerate() {
            if depth > MAX_DEPTH {
                self.too_deep.push(at.clone());
                continue;
            }
            let kind = if kind.is_empty() { json.get("type").and_then(Json::as_str).unwrap_or("text") } else { kind };
            let named = json.get("name").and_then(Json::as_str).map(str::to_owned);
            let called = named.unwrap_or_else(|| format!("{kind}{}", index + 1));
            places.extend(self.place(json, at, kind, called, depth));
        }
        places
    }

    fn place<'j>(&mut self, json: &'j Json, at: &str, kind: &str, called: String, depth: usize) -> Option<Place<'j>> {
        self.count += 1;
        if self.count > MAX_PLACES {
            self.too_many.get_or_insert_with(|| at.to_owned());
            return None;
        }
        let (role, children) = match kind {
            "page" | "panel" => {
                let list = if json.get("elements").is_some() { "elements" } else { "questions" };
                (Role::Group, self.places(&listed(json, at, list), "", depth + 1))
            }
            "paneldynamic" => {
                let list = if json.get("templateElements").is_some() { "templateElements" } else { "elements" };
                (Role::Repeat, self.places(&listed(json, at, list), "", depth + 1))
            }
            "matrixdynamic" => (Role::Repeat, self.columns(json, at, depth + 1)),
            "matrixdropdown" => (Role::Group, self.rows(json, at, depth + 1, true)),
            "matrix" => (Role::Group, self.rows(json, at, depth + 1, false)),
            "slider" if json.get("sliderType").and_then(Json::as_str) == Some("range") => {
                (Role::Group, self.ends(json, at, depth + 1))
            }
            "multipletext" => (Role::Group, self.places(&listed(json, at, "items"), "item", depth + 1)),
            _ => (Role::Question, Vec::new()),
        };
        let shared = json.get("valueName").and_then(Json::as_str).filter(|name| !name.trim().is_empty());
        let theirs = shared.filter(|_| !matches!(kind, "page" | "panel")).unwrap_or(&called).to_owned();
        let mut place = Place {
            theirs,
            called,
            name: String::new(),
            path: String::new(),
            role,
            kind: kind.to_owned(),
            json,
            pointer: at.to_owned(),
            children,
            conditions: Vec::new(),
            given: Vec::new(),
            also: Vec::new(),
            row: None,
            counted_by: None,
            around: None,
        };
        give_values(&mut place);
        wrap(&mut place);
        Some(place)
    }

    /// The two ends of a range.
    fn ends<'j>(&mut self, json: &'j Json, at: &str, depth: usize) -> Vec<Place<'j>> {
        let all = ["from", "to"].map(|called| self.place(&NOTHING, at, "end", called.to_owned(), depth));
        all.into_iter().flatten().map(|place| Place { around: Some(json), ..place }).collect()
    }

    fn columns<'j>(&mut self, json: &'j Json, at: &str, depth: usize) -> Vec<Place<'j>> {
        let own = json.get("cellType").and_then(Json::as_str).filter(|kind| *kind != "default").unwrap_or("dropdown");
        let mut places = Vec::new();
        for (index, (column, at)) in listed(json, at, "columns").into_iter().enumerate() {
            let kind = column.get("cellType").and_then(Json::as_str).filter(|kind| *kind != "default").unwrap_or(own);
            let named = column.get("name").and_then(Json::as_str).or(column.as_str());
            let called = named.map_or_else(|| format!("column{}", index + 1), str::to_owned);
            let place = self.place(column, &at, kind, called, depth);
            places.extend(place.map(|place| Place { around: Some(json), ..place }));
        }
        places.extend(self.places(&listed(json, at, "detailElements"), "", depth));
        places
    }

    /// One group or question for each row that is written out.
    fn rows<'j>(&mut self, json: &'j Json, at: &str, depth: usize, has_cells: bool) -> Vec<Place<'j>> {
        let mut places = Vec::new();
        for (index, (row, at_row)) in listed(json, at, "rows").into_iter().enumerate() {
            let value = super::choices::value_of(row);
            let called = value.clone().unwrap_or_else(|| format!("row{}", index + 1));
            let Some(mut place) = self.place(row, &at_row, "row", called, depth) else { continue };
            if has_cells {
                place.role = Role::Group;
                place.children = self.columns(json, at, depth + 1);
            }
            place.row = Some(Row { value: value.unwrap_or_default(), number: index + 1, title: title_of(row) });
            let source = json.get("rowsVisibleIf").and_then(Json::as_str).filter(|source| !source.trim().is_empty());
            place.conditions.extend(
                source.map(|source| Condition { source: source.to_owned(), pointer: pointer(at, "rowsVisibleIf") }),
            );
            places.push(place);
        }
        places
    }
}

/// Hands the values of an element down to what is in it.
fn give_values(place: &mut Place<'_>) {
    let json = place.json;
    let Some(value) = json.get("defaultValue") else {
        for member in ["defaultRowValue", "defaultPanelValue"] {
            if let Some(value) = json.get(member).filter(|_| place.role == Role::Repeat) {
                give(&mut place.children, value, None);
            }
        }
        return;
    };
    match (place.role, value) {
        (Role::Repeat, Json::Array(rows)) => {
            for (index, row) in rows.iter().enumerate() {
                give(&mut place.children, row, Some(index + 1));
            }
        }
        (Role::Group, Json::Array(ends)) if place.kind == "slider" => {
            for (end, value) in place.children.iter_mut().zip(ends) {
                end.given.push((None, value));
            }
        }
        (Role::Group, Json::Object(_)) => give(&mut place.children, value, None),
        _ => {}
    }
}

fn give<'j>(children: &mut [Place<'j>], value: &'j Json, row: Option<usize>) {
    for child in children {
        match (child.is_transparent(), value.get(&child.theirs)) {
            (true, _) => give(&mut child.children, value, row),
            (false, Some(value)) if child.role == Role::Group => give(&mut child.children, value, row),
            (false, Some(value)) => child.given.push((row, value)),
            (false, None) => {}
        }
    }
}

/// What is said of each instance stands on a group around all that is in one: its title, and where it is shown. A
/// question that decides whether the rest is shown stands before that group.
fn wrap(place: &mut Place<'_>) {
    if place.role != Role::Repeat {
        return;
    }
    let conditions: Vec<Condition> =
        ["rowsVisibleIf", "templateVisibleIf"].iter().filter_map(|member| place.condition(member)).collect();
    if conditions.is_empty() && place.json.get("templateTitle").is_none() {
        return;
    }
    let decides = |child: &Place<'_>| {
        let named = |prefix: &str| format!("{{{prefix}.{}}}", child.theirs).to_lowercase();
        conditions.iter().any(|condition| {
            let source = condition.source.to_lowercase();
            ["row", "panel"].iter().any(|prefix| source.contains(&named(prefix)))
        })
    };
    let (before, inside): (Vec<_>, Vec<_>) = std::mem::take(&mut place.children).into_iter().partition(decides);
    place.children = before;
    let group = inside_of(place, inside, conditions);
    place.children.push(group);
}

/// A group for what one element has in the instances of a repeat.
pub(super) fn inside_of<'j>(of: &Place<'j>, children: Vec<Place<'j>>, conditions: Vec<Condition>) -> Place<'j> {
    Place {
        theirs: format!("{}_inside", of.called),
        called: format!("{}_inside", of.called),
        name: String::new(),
        path: String::new(),
        role: Role::Group,
        kind: "inside".to_owned(),
        json: of.json,
        pointer: of.pointer.clone(),
        children,
        conditions,
        given: Vec::new(),
        also: Vec::new(),
        row: None,
        counted_by: None,
        around: None,
    }
}

/// Names that are taken, in small letters.
pub(super) type Taken = std::collections::BTreeSet<String>;

/// Gives every place its name and path; the names that are taken beside one another, with those of what stands beside them.
pub(super) fn name_all(places: &mut [Place<'_>], above: &str) -> Taken {
    let mut taken = Taken::new();
    for place in places {
        let plain = plain_name(&place.theirs);
        place.name.clone_from(&plain);
        let mut number = 2;
        while beside(place).iter().any(|name| taken.contains(name)) {
            place.name = format!("{plain}_{number}");
            number += 1;
        }
        taken.extend(beside(place));
        place.path = format!("{above}/{}", place.name);
        name_all(&mut place.children, &place.path);
    }
    taken
}

/// The names of a place and of what it brings with it.
fn beside(place: &Place<'_>) -> Vec<String> {
    let totals = super::totals::totals_of(place).into_iter().map(|(_, name)| name);
    let all = std::iter::once(place.name.clone()).chain(super::choices::comment_name(place)).chain(totals);
    all.map(|name| name.to_lowercase()).collect()
}

/// A name that is free.
pub(super) fn free_name(theirs: &str, taken: &mut Taken) -> String {
    let plain = plain_name(theirs);
    let (mut name, mut number) = (plain.clone(), 2);
    while !taken.insert(name.to_lowercase()) {
        name = format!("{plain}_{number}");
        number += 1;
    }
    name
}
