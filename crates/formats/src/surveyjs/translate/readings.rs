//! What an expression reads: the questions that set a trigger off, and comments.

use super::scope::Scope;
use crate::surveyjs::expression::Tree;

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
