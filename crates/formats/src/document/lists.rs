//! Choice lists as an importer gathers them: the same choices are one list, whoever offers them.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

use sealform_questionnaire::Choice;

use crate::numbered::Numbered;

/// The choice lists of a document.
#[derive(Debug, Default)]
pub struct ChoiceLists {
    lists: BTreeMap<String, Vec<Choice>>,
    /// The names of lists by a hash of their choices.
    alike: HashMap<u64, Vec<String>>,
    numbered: Numbered,
}

impl ChoiceLists {
    /// The name of the list with these choices: the one it has, or a new one made of `name` that is not `taken`.
    pub fn add(&mut self, name: &str, choices: Vec<Choice>, taken: impl Fn(&str) -> bool) -> String {
        let Self { lists, alike, numbered } = self;
        let mut hasher = DefaultHasher::new();
        choices.hash(&mut hasher);
        let alike = alike.entry(hasher.finish()).or_default();
        if let Some(known) = alike.iter().find(|known| lists.get(*known) == Some(&choices)) {
            return known.clone();
        }
        let free = numbered.free(name, |name| !lists.contains_key(name) && !taken(name));
        alike.push(free.clone());
        lists.insert(free.clone(), choices);
        free
    }

    /// Adds a list under its own name, in which others may not be found again.
    pub fn insert(&mut self, name: String, choices: Vec<Choice>) {
        self.lists.insert(name, choices);
    }

    /// The list of that name.
    pub fn get(&self, name: &str) -> Option<&[Choice]> {
        self.lists.get(name).map(Vec::as_slice)
    }

    /// All of them, in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&String, &Vec<Choice>)> {
        self.lists.iter()
    }

    /// Takes them out, by name.
    pub fn into_lists(self) -> BTreeMap<String, Vec<Choice>> {
        self.lists
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_choices_are_one_list() {
        let list = |names: &[&str]| -> Vec<Choice> {
            names.iter().map(|name| Choice { name: (*name).to_owned(), ..Choice::default() }).collect()
        };
        let mut lists = ChoiceLists::default();
        let mut add = |name: &str, names: &[&str]| lists.add(name, list(names), |name| name == "taken");
        assert_eq!(add("a", &["yes", "no"]), "a");
        assert_eq!(add("b", &["yes", "no"]), "a");
        assert_eq!(add("a", &["no", "yes"]), "a_2");
        assert_eq!(add("taken", &["no"]), "taken_2");
        assert_eq!(lists.into_lists().len(), 3);
    }
}
