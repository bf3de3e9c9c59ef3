//! One of several, several of many, and a box to tick.

use sealform_protocol::{ChoiceView, QuestionView};
use sealform_types::Json;
use yew::prelude::*;

use super::Bonds;
use crate::face::{Face, id};

pub(super) fn draw_one(face: &Face, view: &QuestionView, choices: &[ChoiceView], bonds: &Bonds) -> Html {
    let taken = view.value.as_str();
    let cards = choices.iter().map(|choice| {
        let checked = taken == Some(choice.name.as_str());
        let onchange = on_change(face, view, Json::from(choice.name.as_str()));
        html! {
            <label class="card" part="choice" key={choice.name.as_str()}>
                <input type="radio" name={bonds.group.clone()} value={choice.name.clone()} {checked} {onchange}
                    disabled={view.readonly} aria-describedby={invalid_description(bonds)} />
                <span>{ &choice.label }</span>
            </label>
        }
    });
    html! { <div class={layout(choices)}>{ for cards }</div> }
}

pub(super) fn draw_many(face: &Face, view: &QuestionView, choices: &[ChoiceView], bonds: &Bonds) -> Html {
    let taken: Vec<&str> = view.value.as_array().unwrap_or_default().iter().filter_map(Json::as_str).collect();
    let cards = choices.iter().map(|choice| {
        let checked = taken.contains(&choice.name.as_str());
        let onchange = on_change(face, view, toggled(choices, &taken, choice));
        html! {
            <label class="card" part="choice" key={choice.name.as_str()}>
                <input type="checkbox" value={choice.name.clone()} {checked} {onchange} disabled={view.readonly}
                    aria-invalid={bonds.invalid.then_some("true")} aria-describedby={invalid_description(bonds)} />
                <span>{ &choice.label }</span>
            </label>
        }
    });
    html! { <div class={layout(choices)}>{ for cards }</div> }
}

pub(super) fn draw_acknowledge(face: &Face, view: &QuestionView, bonds: &Bonds) -> Html {
    let checked = view.value == Json::Boolean(true);
    let onchange = on_change(face, view, if checked { Json::Null } else { Json::Boolean(true) });
    html! {
        <label class="card" part="choice">
            <input id={id(view.key, "")} type="checkbox" {checked} {onchange} disabled={view.readonly}
                aria-required={view.required.then_some("true")} aria-invalid={bonds.invalid.then_some("true")}
                aria-describedby={bonds.described_by.clone()} />
            <span lang={view.label_language.clone()}>{ &view.label }</span>
        </label>
    }
}

fn on_change(face: &Face, view: &QuestionView, value: Json) -> Callback<Event> {
    let (face, path) = (face.clone(), view.path.clone());
    Callback::from(move |_| face.answer(&path, value.clone()))
}

/// The group is described once; a single choice repeats it only while an error is told.
fn invalid_description(bonds: &Bonds) -> Option<String> {
    bonds.described_by.clone().filter(|_| bonds.invalid)
}

/// What is taken after a click, in the order of the list. A choice that excludes all others takes
/// their place, and gives way to them.
fn toggled(choices: &[ChoiceView], taken: &[&str], clicked: &ChoiceView) -> Json {
    let name = clicked.name.as_str();
    let adding = !taken.contains(&name);
    let stays = |choice: &&ChoiceView| {
        if choice.name == name {
            return adding;
        }
        taken.contains(&choice.name.as_str()) && !(adding && (clicked.exclusive || choice.exclusive))
    };
    let left: Vec<Json> = choices.iter().filter(stays).map(|choice| Json::from(choice.name.as_str())).collect();
    if left.is_empty() { Json::Null } else { Json::Array(left) }
}

/// Up to four short choices stand in one row where there is room.
fn layout(choices: &[ChoiceView]) -> &'static str {
    let short = choices.len() <= 4 && choices.iter().all(|choice| choice.label.chars().count() <= 18);
    if short { "choices across" } else { "choices" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choices() -> Vec<ChoiceView> {
        let choice = |name: &str, exclusive| ChoiceView {
            name: name.to_owned(),
            label: name.to_owned(),
            not_applicable: false,
            exclusive,
        };
        vec![choice("a", false), choice("b", false), choice("none", true)]
    }

    fn clicked(taken: &[&str], index: usize) -> String {
        let choices = choices();
        toggled(&choices, taken, &choices[index]).to_text()
    }

    #[test]
    fn choices_are_taken_in_the_order_of_the_list() {
        assert_eq!(clicked(&["b"], 0), r#"["a","b"]"#);
        assert_eq!(clicked(&["a", "b"], 0), r#"["b"]"#);
        assert_eq!(clicked(&["a"], 0), "null");
    }

    #[test]
    fn an_exclusive_choice_stands_alone() {
        assert_eq!(clicked(&["a", "b"], 2), r#"["none"]"#);
        assert_eq!(clicked(&["none"], 1), r#"["b"]"#);
        assert_eq!(clicked(&["none"], 2), "null");
    }
}
