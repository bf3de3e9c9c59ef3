//! Gives every element its name and path in the questionnaire.

use super::choices::{choice_comments, comment_name};
use super::element::{Element, Role};
use super::names::{Taken, plain_name};
use super::totals::column_totals;

/// Gives every element its name and path; returns the names that are taken at this level, with those of the questions
/// that elements bring with them.
pub(in crate::surveyjs) fn assign_names(elements: &mut [Element<'_>], above: &str) -> Taken {
    let mut taken = Taken::default();
    for element in elements {
        let plain = plain_name(&element.value_name);
        element.name = taken.free(&plain, |name| {
            name.clone_into(&mut element.name);
            names_with_companions(element)
        });
        element.path = format!("{above}/{}", element.name);
        assign_names(&mut element.children, &element.path);
    }
    taken
}

/// The names of the questions that tell what all panels or rows of an element lack.
pub(in crate::surveyjs) fn rule_names(element: &Element<'_>) -> Vec<String> {
    if element.role != Role::Repeat {
        return Vec::new();
    }
    let demands = ["isRequired", "requiredIf"].iter().any(|member| element.json.get(member).is_some());
    let count = usize::from(demands) + element.located().items("validators").len();
    let name = |number: usize| match number {
        1 => format!("{}_rule", element.name),
        _ => format!("{}_rule_{number}", element.name),
    };
    (1..=count).map(name).collect()
}

/// The names of an element and of the questions that it brings with it.
fn names_with_companions(element: &Element<'_>) -> Vec<String> {
    let totals = column_totals(element).into_iter().map(|total| total.name);
    let of_choices = choice_comments(element).into_iter().map(|comment| comment.name);
    let all = std::iter::once(element.name.clone()).chain(comment_name(element)).chain(totals).chain(of_choices);
    all.chain(rule_names(element)).collect()
}
