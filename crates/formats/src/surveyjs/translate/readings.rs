//! What an expression reads: the questions that set a trigger off, and comments.

use super::scope::Scope;
use crate::surveyjs::expression::{Shape, Target, Tree};
use crate::xform::quoted;

/// Names that only rows, panels and choices have.
const OF_PLACES: [&str; 10] = [
    "item",
    "choice",
    "rowindex",
    "visiblerowindex",
    "rowvalue",
    "rowname",
    "rowtitle",
    "panelindex",
    "visiblepanelindex",
    "length",
];

/// A value that the page around a survey has, where nothing in the survey is called so: what the form is given with its
/// assignment.
pub(super) fn given_by_page(name: &str) -> Option<Target> {
    let plain = name.trim().trim_start_matches(['#', '$']);
    let is_plain = !plain.is_empty() && plain.is_ascii() && !plain.contains(['.', '[', ']', '{', '}']);
    let is_of_place = OF_PLACES.contains(&plain.to_lowercase().as_str());
    (is_plain && !is_of_place).then(|| Target::new(format!("assignment({})", quoted(plain)), Shape::Text))
}

impl Scope<'_> {
    /// The names of the questions that an expression reads, for triggers.
    pub fn names_read(&self, tree: &Tree) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        tree.visit_variables(&mut |name| {
            let symbol = self.symbol(name.strip_suffix(".length").unwrap_or(name));
            let Some(symbol) = symbol.or_else(|| Some(self.picked(name)?.symbol)) else { return };
            let last_step = |path: &String| path.rsplit('/').next().unwrap_or_default().to_owned();
            let all = match symbol.inside.as_slice() {
                [] => vec![symbol.name.clone()],
                inside => inside.iter().map(last_step).collect(),
            };
            for name in all {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        });
        names
    }

    /// The question whose comment an expression reads: only what is said for `other` is a value of the questionnaire.
    pub fn question_of_comment(&self, tree: &Tree) -> Option<String> {
        let mut found = None;
        tree.visit_variables(&mut |name| {
            let question = name.strip_suffix("-Comment");
            let question = question.filter(|question| self.symbol(name).is_none() && self.symbol(question).is_some());
            found = found.take().or_else(|| question.map(str::to_owned));
        });
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_name_may_be_given_by_the_page() {
        let given = |name: &str| given_by_page(name).map(|target| target.expression);
        assert_eq!(given("mode").as_deref(), Some("assignment('mode')"));
        for name in ["panelIndex", "a.b", "a[0]", "größe", ""] {
            assert_eq!(given(name), None, "{name}");
        }
    }
}
