//! Names that are told apart by numbers.

use std::collections::HashMap;

/// Gives names numbers: `a`, `a_2`, `a_3`, … Numbers that were taken once are not tried again, so that a thousand things of
/// one name take a thousand tries.
#[derive(Debug, Default)]
pub struct Numbered {
    /// The next number by the name in lower case.
    next: HashMap<String, u32>,
}

impl Numbered {
    /// The first that is free of a name and the same with numbers from 2.
    pub fn free(&mut self, name: &str, mut is_free: impl FnMut(&str) -> bool) -> String {
        if is_free(name) {
            return name.to_owned();
        }
        let next = self.next.entry(name.to_lowercase()).or_insert(2);
        loop {
            let numbered = format!("{name}_{next}");
            *next = next.saturating_add(1);
            if is_free(&numbered) || *next == u32::MAX {
                return numbered;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_get_the_first_number_that_is_free() {
        let (mut numbered, mut taken) = (Numbered::default(), BTreeSet::from(["b_2".to_owned()]));
        let mut name = |name: &str| numbered.free(name, |name| taken.insert(name.to_lowercase()));
        assert_eq!(["a", "a", "A", "b", "b"].map(&mut name), ["a", "a_2", "A_3", "b", "b_3"]);
    }
}
