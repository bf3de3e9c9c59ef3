//! What a name in SurveyJS's braces means at a place of the survey.

use std::collections::BTreeMap;

use sealform_types::Json;

use super::expression::{Names, Rows, Shape, Target};
use super::tree::{Place, Role};

/// One known name.
#[derive(Debug, Clone)]
struct Known {
    path: String,
    name: String,
    shape: Shape,
}

/// All names of a survey.
#[derive(Debug, Default)]
pub(super) struct KnownNames {
    by_key: BTreeMap<String, Known>,
    /// How many places have a name of ours.
    count: BTreeMap<String, usize>,
    /// The key of the rows or panels around a path.
    scopes: BTreeMap<String, String>,
}

impl KnownNames {
    pub(super) fn of(places: &[Place<'_>], values: &[(String, Shape)]) -> Self {
        let mut names = Self::default();
        names.gather(places, "");
        for (name, shape) in values {
            let plain = super::tree::plain_name(name);
            *names.count.entry(plain.clone()).or_default() += 1;
            let known = Known { path: format!("/data/{plain}"), name: plain, shape: *shape };
            names.by_key.entry(name.clone()).or_insert(known);
        }
        names
    }

    fn gather(&mut self, places: &[Place<'_>], scope: &str) {
        for place in places {
            *self.count.entry(place.name.clone()).or_default() += 1;
            let key = if scope.is_empty() { place.theirs.clone() } else { format!("{scope}.{}", place.theirs) };
            let known = Known { path: place.path.clone(), name: place.name.clone(), shape: shape_of(place) };
            self.by_key.entry(key.clone()).or_insert(known);
            self.scopes.insert(place.path.clone(), scope.to_owned());
            let inner = match (place.role, place.kind.as_str()) {
                (Role::Group, "page" | "panel") => scope.to_owned(),
                (Role::Repeat, _) => format!("{key}[]"),
                _ => key,
            };
            self.gather(&place.children, &inner);
        }
    }

    /// These names, seen from a place.
    pub(super) fn at<'n>(&'n self, path: &'n str) -> From<'n> {
        From { names: self, path }
    }

    fn target(&self, known: &Known) -> Target {
        let is_unique = self.count.get(&known.name) == Some(&1) && known.shape != Shape::Rows;
        let expression = if is_unique { format!("${{{}}}", known.name) } else { known.path.clone() };
        Target { expression, shape: known.shape }
    }
}

/// Names seen from a place.
pub(super) struct From<'n> {
    names: &'n KnownNames,
    path: &'n str,
}

impl From<'_> {
    /// `a[2].b` as the key `a[].b` and the number.
    fn key(name: &str) -> (String, Option<usize>) {
        let Some((before, behind)) = name.split_once('[') else { return (name.to_owned(), None) };
        let Some((number, rest)) = behind.split_once(']') else { return (name.to_owned(), None) };
        (format!("{before}[]{rest}"), number.trim().parse().ok())
    }

    fn scope(&self) -> &str {
        self.names.scopes.get(self.path).map_or("", String::as_str)
    }
}

impl Names for From<'_> {
    fn rows(&self, name: &str) -> Option<Rows> {
        let repeat = self.names.by_key.get(name.trim()).filter(|known| known.shape == Shape::Rows)?;
        let start = format!("{}[].", name.trim());
        let members = self.names.by_key.iter().filter_map(|(key, known)| {
            let theirs = key.strip_prefix(&start)?;
            let way = known.path.strip_prefix(&repeat.path)?.trim_start_matches('/');
            Some((theirs.to_owned(), way.to_owned(), known.shape))
        });
        Some(Rows { path: repeat.path.clone(), members: members.collect() })
    }

    fn find(&self, name: &str) -> Option<Target> {
        let plain = name.trim().trim_start_matches(['#', '$']);
        match plain {
            "item" | "choice" => return Some(Target { expression: "name".to_owned(), shape: Shape::Text }),
            "rowIndex" | "panelIndex" => {
                let up = if plain == "panelIndex" { " - 1" } else { "" };
                return Some(Target { expression: format!("(position(..){up})"), shape: Shape::Number });
            }
            _ => {}
        }
        if let Some(known) = self.names.by_key.get(plain) {
            return Some(self.names.target(known));
        }
        for prefix in ["panel.", "row.", "prevPanel.", "prevRow."] {
            let Some(rest) = plain.strip_prefix(prefix).filter(|_| !prefix.starts_with("prev")) else { continue };
            let mut scope = self.scope();
            loop {
                let key = if scope.is_empty() { rest.to_owned() } else { format!("{scope}.{rest}") };
                if let Some(known) = self.names.by_key.get(&key) {
                    return Some(self.names.target(known));
                }
                scope = scope.rsplit_once('.').map(|(outer, _)| outer)?;
            }
        }
        if let Some(list) = plain.strip_suffix(".length") {
            let list = self.find(list)?;
            let count = if list.shape == Shape::Rows { "count" } else { "count-selected" };
            return Some(Target { expression: format!("{count}({})", list.expression), shape: Shape::Number });
        }
        let (key, number) = Self::key(plain);
        let known = self.names.by_key.get(&key)?;
        let (rows, _) = key.split_once("[]")?;
        let repeat = self.names.by_key.get(rows)?;
        let below = known.path.strip_prefix(&repeat.path)?;
        let expression = format!("{}[position() = {}]{below}", repeat.path, number? + 1);
        Some(Target { expression, shape: known.shape })
    }

    fn column(&self, rows: &str, column: &str) -> Option<Target> {
        let rows = rows.trim();
        if column.is_empty() {
            return None;
        }
        if let Some(known) = self.names.by_key.get(&format!("{rows}[].{column}")) {
            return Some(self.names.target(known));
        }
        // Rows that are written out are groups of their own.
        let (start, end) = (format!("{rows}."), format!(".{column}"));
        let inside = self.names.by_key.iter().filter(|(key, _)| key.starts_with(&start) && key.ends_with(&end));
        let each: Vec<String> = inside.map(|(_, known)| self.names.target(known).expression).collect();
        (!each.is_empty()).then(|| Target { expression: each.join(", "), shape: Shape::Number })
    }
}

fn shape_of(place: &Place<'_>) -> Shape {
    let input = place.json.get("inputType").and_then(Json::as_str).unwrap_or_default();
    match (place.role, place.kind.as_str()) {
        (Role::Repeat, _) => Shape::Rows,
        (_, "checkbox" | "tagbox" | "ranking") => Shape::List,
        (_, "rating" | "slider") => Shape::Number,
        (_, "text") if matches!(input, "number" | "range") => Shape::Number,
        (_, "text") if matches!(input, "date" | "datetime-local" | "datetime") => Shape::Date,
        _ => Shape::Text,
    }
}
