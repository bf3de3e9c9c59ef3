//! Names that a questionnaire allows.

use std::collections::BTreeSet;

use crate::numbered::Numbered;

/// Names that are taken at one level.
#[derive(Debug, Default)]
pub(in crate::surveyjs) struct Taken {
    /// In lower case.
    names: BTreeSet<String>,
    numbered: Numbered,
}

impl Taken {
    /// The first that is free of a name and the same with numbers; `all` gives every name that comes with it, and they are
    /// taken from then on.
    pub fn free(&mut self, name: &str, mut all: impl FnMut(&str) -> Vec<String>) -> String {
        let Self { names, numbered } = self;
        let free = numbered.free(name, |name| !all(name).iter().any(|name| names.contains(&name.to_lowercase())));
        names.extend(all(&free).iter().map(|name| name.to_lowercase()));
        free
    }
}

/// A valid name made of another one: other characters become `_`.
pub(super) fn plain_name(name: &str) -> String {
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.') { c } else { '_' }).collect();
    match plain.chars().next() {
        None => "unnamed".to_owned(),
        Some(first) if first.is_ascii_alphabetic() || first == '_' => plain,
        Some(_) => format!("_{plain}"),
    }
}

/// A valid name that is free, and is taken from then on.
pub(super) fn free_name(name: &str, taken: &mut Taken) -> String {
    taken.free(&plain_name(name), |name| vec![name.to_owned()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_valid_and_stay_apart() {
        assert_eq!(plain_name("e f"), "e_f");
        assert_eq!(plain_name("2nd"), "_2nd");
        assert_eq!(plain_name(""), "unnamed");
        let mut taken = Taken::default();
        assert_eq!(free_name("a b", &mut taken), "a_b");
        assert_eq!(free_name("A-b", &mut taken), "A-b");
        assert_eq!(free_name("A_B", &mut taken), "A_B_2");
    }
}
