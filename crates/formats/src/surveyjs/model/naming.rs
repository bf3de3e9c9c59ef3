//! Gives every element its name and path in the questionnaire.

use super::choices::comment_name;
use super::element::Element;
use super::names::{Taken, plain_name};
use super::totals::column_totals;

/// Gives every element its name and path; returns the names that are taken at this level, with those of the questions
/// that elements bring with them.
pub(in crate::surveyjs) fn assign_names(elements: &mut [Element<'_>], above: &str) -> Taken {
    let mut taken = Taken::new();
    for element in elements {
        let plain = plain_name(&element.value_name);
        element.name.clone_from(&plain);
        let mut number = 2;
        while names_with_companions(element).iter().any(|name| taken.contains(name)) {
            element.name = format!("{plain}_{number}");
            number += 1;
        }
        taken.extend(names_with_companions(element));
        element.path = format!("{above}/{}", element.name);
        assign_names(&mut element.children, &element.path);
    }
    taken
}

/// The names of an element and of the questions that it brings with it, in lower case.
fn names_with_companions(element: &Element<'_>) -> Vec<String> {
    let totals = column_totals(element).into_iter().map(|total| total.name);
    let all = std::iter::once(element.name.clone()).chain(comment_name(element)).chain(totals);
    all.map(|name| name.to_lowercase()).collect()
}
