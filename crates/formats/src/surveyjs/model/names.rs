//! Names that a questionnaire allows.

use std::collections::BTreeSet;

/// Names that are taken, in lower case.
pub(in crate::surveyjs) type Taken = BTreeSet<String>;

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
    let plain = plain_name(name);
    let (mut name, mut number) = (plain.clone(), 2);
    while !taken.insert(name.to_lowercase()) {
        name = format!("{plain}_{number}");
        number += 1;
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_valid_and_stay_apart() {
        assert_eq!(plain_name("e f"), "e_f");
        assert_eq!(plain_name("2nd"), "_2nd");
        assert_eq!(plain_name(""), "unnamed");
        let mut taken = Taken::new();
        assert_eq!(free_name("a b", &mut taken), "a_b");
        assert_eq!(free_name("A-b", &mut taken), "A-b");
        assert_eq!(free_name("A_B", &mut taken), "A_B_2");
    }
}
