//! `${name}` in cells: what it names must be there, and there once.
//!
//! References are looked for in the text of a cell, whatever it holds: labels, lists and parameters have them, too, and
//! pyxform puts a path in place of each, also inside quotation marks. What only an expression has is asked of its tree.

use std::cell::Cell;

use sealform_types::{Findings, closest_match, pointer};

/// Which record a reference means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorded {
    /// The one that is being filled.
    Now,
    /// The one that was saved last: `${last-saved#name}`.
    LastSaved,
}

/// A reference as it stands in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reference<'a> {
    /// The name inside the braces.
    pub name: &'a str,
    /// Which record it means.
    pub record: Recorded,
    /// The byte at which it begins.
    pub start: usize,
    /// The byte behind it.
    pub end: usize,
}

/// All references of a text, from left to right. What is not closed is none.
pub fn references(text: &str) -> Vec<Reference<'_>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = text.get(from..).and_then(|rest| rest.find("${")).map(|at| from + at) {
        let Some(length) = text.get(start..).and_then(|rest| rest.find('}')) else { break };
        let inside = text.get(start + 2..start + length).unwrap_or_default().trim();
        let (name, record) = match inside.strip_prefix("last-saved#") {
            Some(name) => (name, Recorded::LastSaved),
            None => (inside, Recorded::Now),
        };
        let end = start + length + 1;
        if !name.is_empty() && !name.contains(['$', '{', '\n']) {
            found.push(Reference { name, record, start, end });
        }
        from = end;
    }
    found
}

/// The first `${` that is not a reference: not closed, or with something other than a name inside. `${}` is text.
pub fn malformed(text: &str) -> Option<std::ops::Range<usize>> {
    let mut from = 0;
    while let Some(start) = text.get(from..).and_then(|rest| rest.find("${")).map(|at| from + at) {
        let inside = text.get(start + 2..).unwrap_or_default();
        let Some(length) = inside.find('}') else { return Some(start..text.len()) };
        let end = start + 2 + length + 1;
        let name = inside.get(..length).unwrap_or_default();
        let name = name.strip_prefix("last-saved#").unwrap_or(name);
        if length > 0 && !super::settings::is_xml_name(name) {
            return Some(start..end);
        }
        from = end;
    }
    None
}

/// A text whose references have no blanks inside their braces.
pub fn tight(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for Reference { name, record, start, end } in references(text) {
        out.push_str(text.get(from..start).unwrap_or_default());
        out.push_str(match record {
            Recorded::LastSaved => "${last-saved#",
            Recorded::Now => "${",
        });
        out.push_str(name);
        out.push('}');
        from = end;
    }
    out.push_str(text.get(from..).unwrap_or_default());
    out
}

/// Something that has a name, and where it is.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct NamedPath {
    name: String,
    path: String,
}

/// The path of a child, for names.
pub fn below(path: &str, name: &str) -> String {
    pointer(path, name)
}

/// How often names stand in a form, and where.
#[derive(Debug, Default)]
pub struct Names {
    /// Sorted once all are there.
    all: Vec<NamedPath>,
    /// Whether `${instanceID}` means the id of the record, where no question is called so.
    pub has_record_id: bool,
    /// How often a name was looked for that may have been meant: nobody needs it for more findings than are kept.
    guesses: Cell<usize>,
}

impl Names {
    /// Notes a question, group or repeat, with the path to it.
    pub fn add(&mut self, name: &str, path: &str) {
        self.all.push(NamedPath { name: name.to_owned(), path: path.to_owned() });
    }

    /// To be called when all names are there.
    pub fn sort(&mut self) {
        self.all.sort();
    }

    /// The paths of everything of that name.
    pub fn paths<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let start = self.all.partition_point(|known| known.name.as_str() < name);
        self.all.iter().skip(start).take_while(move |known| known.name == name).map(|known| known.path.as_str())
    }

    /// How many things are called so.
    pub fn count(&self, name: &str) -> usize {
        self.paths(name).count()
    }

    /// What an author may have meant.
    pub fn hint(&self, name: &str) -> String {
        self.guesses.set(self.guesses.get() + 1);
        let known = self.all.iter().filter(|_| self.guesses.get() <= Findings::MOST);
        match closest_match(name, known.map(|known| known.name.as_str())) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "name a question, group or repeat of the survey".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_found() {
        let names: Vec<_> =
            references("${a} + ${ b }, ${last-saved#c} ${d").iter().map(|r| (r.name, r.record)).collect();
        assert_eq!(names, [("a", Recorded::Now), ("b", Recorded::Now), ("c", Recorded::LastSaved)]);
        assert!(references("${} ${${a}}").len() <= 1);
    }

    #[test]
    fn blanks_inside_braces_are_taken_away() {
        assert_eq!(tight("x ${ a } + ${last-saved#b} ${c"), "x ${a} + ${last-saved#b} ${c");
    }

    #[test]
    fn what_is_no_reference_is_found() {
        for sound in ["", "5 $", "${a}", "${last-saved#a}", "${}", "{a}", "${été}"] {
            assert_eq!(malformed(sound), None, "{sound}");
        }
        for (bad, range) in [("${a", 0..3), ("x ${ a }", 2..8), ("${a} ${b c}", 5..11), ("${last-saved#}", 0..14)] {
            assert_eq!(malformed(bad), Some(range), "{bad}");
        }
    }
}
