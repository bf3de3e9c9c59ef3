//! One of several, several of many, and a box to tick.

use sealform_protocol::{ChoiceView, QuestionView};
use sealform_types::Json;
use yew::prelude::*;

use super::{Aria, choice, choice_input, described, radio};
use crate::context::{UiContext, id};
use crate::element::{Tag, tag};
use crate::markup::{NO_MARKUP, marked};

pub(super) fn draw_one(ui: &UiContext, view: &QuestionView, choices: &[ChoiceView], aria: &Aria) -> Html {
    let taken = view.value.as_str();
    let cards = choices.iter().map(|choice| {
        let checked = taken == Some(choice.name.as_str());
        let onchange = on_change(ui, view, Json::from(choice.name.as_str()));
        let input = radio(ui, view, checked, onchange).with("name", &aria.group);
        card(ui, choice, described(input, aria))
    });
    tag("div").class(layout(choices)).list(cards.collect()).draw()
}

pub(super) fn draw_many(ui: &UiContext, view: &QuestionView, choices: &[ChoiceView], aria: &Aria) -> Html {
    let taken: Vec<&str> = view.value.as_array().unwrap_or_default().iter().filter_map(Json::as_str).collect();
    let cards = choices.iter().map(|choice| {
        let checked = taken.contains(&choice.name.as_str());
        let onchange = on_change(ui, view, toggled(choices, &taken, choice));
        let input = choice_input("checkbox", view.readonly, onchange).checked(checked);
        card(ui, choice, described(input.set_if(aria.invalid, "aria-invalid", "true"), aria))
    });
    tag("div").class(layout(choices)).list(cards.collect()).draw()
}

pub(super) fn draw_acknowledge(ui: &UiContext, view: &QuestionView, aria: &Aria) -> Html {
    let checked = view.value == Json::Boolean(true);
    let onchange = on_change(ui, view, if checked { Json::Null } else { Json::Boolean(true) });
    let input = choice_input("checkbox", view.readonly, onchange)
        .checked(checked)
        .with("id", &id(view.key, ""))
        .set_if(view.required, "aria-required", "true")
        .set_if(aria.invalid, "aria-invalid", "true")
        .with_some("aria-describedby", aria.described_by.as_deref());
    let label_marks = &view.markup.as_deref().unwrap_or(&NO_MARKUP).label;
    let said = tag("span").with_some("lang", view.label_language.as_deref()).child(marked(&view.label, label_marks));
    tag("label").set("part", "choice").class("card").child(input.draw()).child(said.draw()).draw()
}

fn on_change(ui: &UiContext, view: &QuestionView, value: Json) -> Callback<Event> {
    let (ui, path) = (ui.clone(), view.path.clone());
    Callback::from(move |_| ui.answer(&path, value.clone()))
}

/// A picture belongs to what is touched; where there is a sound or a film, a click plays it and takes nothing.
fn card(ui: &UiContext, offered: &ChoiceView, input: Tag) -> Html {
    let said = if offered.label.is_empty() { &offered.name } else { &offered.label };
    let card = choice("card", input.value(&offered.name), marked(said, &offered.marks));
    let plays = offered.media.iter().any(|medium| matches!(medium.kind.as_str(), "audio" | "video"));
    let media = super::draw_media(ui, &offered.media, if plays { said } else { "" });
    if plays {
        return tag("div").class("offered").key(&offered.name).child(card.draw()).child(media).draw();
    }
    card.key(&offered.name).child(media).draw()
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

/// Up to four short choices stand in one row where they fit.
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
            marks: Vec::new(),
            media: Vec::new(),
            not_applicable: false,
            exclusive,
            geometry: None,
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
