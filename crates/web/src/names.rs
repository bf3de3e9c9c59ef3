//! Plain names of questions, where only one question has the name.

use std::collections::BTreeMap;

/// Paths by plain name.
#[derive(Debug, Default)]
pub struct Names(BTreeMap<String, Option<String>>);

impl Names {
    /// The names of these paths. A path that is a name stands for itself.
    pub fn of<'a>(paths: impl Iterator<Item = &'a str>) -> Self {
        let mut names = BTreeMap::<String, Option<String>>::new();
        for path in paths {
            let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
            let first = !names.contains_key(name);
            // A name that is a path in full means that path, whatever else has the name.
            let meant = (first || name == path).then(|| path.to_owned());
            let known_path = names.get(name).is_some_and(|known| known.as_deref() == Some(name));
            if !known_path {
                names.insert(name.to_owned(), meant);
            }
        }
        Self(names)
    }

    /// The path that is meant; what is no unique name is taken for a path.
    pub fn path<'a>(&'a self, question: &'a str) -> &'a str {
        self.0.get(question).and_then(Option::as_deref).unwrap_or(question)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_unique_stand_for_their_paths() {
        let names = Names::of(["top", "a/one", "a/two", "b/two", "c/top", "c/late", "d/late", "late"].into_iter());
        assert_eq!((names.path("top"), names.path("late")), ("top", "late"));
        assert_eq!(names.path("one"), "a/one");
        assert_eq!(names.path("two"), "two", "two questions have it");
        assert_eq!(names.path("a/two"), "a/two");
        assert_eq!(names.path("none"), "none");
    }
}
