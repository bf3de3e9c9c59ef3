//! What is read of the survey before it becomes a document: groups, repeats and questions with the cells they came from.

use sealform_types::{Json, pointer};

use crate::document::Origins;

/// A group, a repeat or a question.
#[derive(Debug, Clone, Default)]
pub struct Node {
    /// What it is called.
    pub name: String,
    /// The type in documents.
    pub kind: &'static str,
    /// The row it came from.
    pub row: u32,
    /// The addresses of its cells, by member pointer: `/relevant` stands in `survey!F5`.
    pub cells: Vec<(String, String)>,
    /// The members of the document, without `children`.
    pub members: Vec<(String, Json)>,
    /// What is inside a group or a repeat.
    pub children: Vec<Node>,
    /// Whether a person sees it.
    pub shown: bool,
    /// The list that a loop goes over.
    pub over: Option<String>,
    /// Its cells in the columns `score::…`: name, text, address.
    pub score: Vec<(String, String, String)>,
    /// The expression that says how many instances a repeat has.
    pub count: Option<String>,
}

impl Node {
    /// Whether it holds others.
    pub fn is_container(&self) -> bool {
        matches!(self.kind, "group" | "repeat" | "loop")
    }

    /// The address of a member's cell, else that of the row.
    pub fn cell(&self, member: &str) -> String {
        let found = self.cells.iter().find(|(known, _)| known == member);
        found.or_else(|| self.cells.first()).map(|(_, at)| at.clone()).unwrap_or_default()
    }

    /// Puts a member.
    pub fn put(&mut self, name: &str, value: impl Into<Json>, cell: Option<String>) {
        if let Some(cell) = cell {
            self.cells.push((pointer("", name), cell));
        }
        self.members.retain(|(known, _)| known != name);
        self.members.push((name.to_owned(), value.into()));
    }

    /// Turns into the document's item; where each member came from is noted in `places`.
    /// The survey's reader bounds how deep this goes.
    pub fn into_json(self, at: &str, places: &mut Origins) -> Json {
        self.cells.iter().for_each(|(member, cell)| places.add(format!("{at}{member}"), cell));
        let container = self.is_container();
        let mut members =
            vec![("type".to_owned(), Json::from(self.kind)), ("name".to_owned(), Json::String(self.name))];
        members.extend(self.members);
        if container {
            let children = self.children.into_iter().enumerate();
            let inside = pointer(at, "children");
            let children = children.map(|(index, node)| node.into_json(&pointer(&inside, &index.to_string()), places));
            members.push(("children".to_owned(), children.collect()));
        }
        Json::Object(members)
    }
}
