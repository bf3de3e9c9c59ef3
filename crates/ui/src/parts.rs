//! The small parts that stand everywhere. Each is drawn by one function: every `html!` is Wasm of its own.

use yew::prelude::*;

/// A paragraph. Its class, where it has one, is the name by which a page can style it, too.
pub(crate) fn paragraph(class: &'static str, text: &str) -> Html {
    let class = Some(class).filter(|class| !class.is_empty());
    html! { <p {class} part={class}>{ text }</p> }
}

/// A paragraph of the form's own words, in their language.
pub(crate) fn form_words(class: &'static str, language: &str, text: &str) -> Html {
    html! { <p {class} part={class} lang={language.to_owned()}>{ text }</p> }
}

/// A heading within a screen.
pub(crate) fn heading(id: Option<String>, text: &str) -> Html {
    html! { <h3 {id}>{ text }</h3> }
}

/// An item of a list.
pub(crate) fn item(text: &str) -> Html {
    html! { <li>{ text }</li> }
}

/// A button, or a link that does something here.
pub(crate) fn button(class: &'static str, id: Option<String>, text: &str, onclick: Callback<MouseEvent>) -> Html {
    let part = if class.contains("primary") { "button primary" } else { "button" };
    html! { <button type="button" {part} {class} {id} {onclick}>{ text }</button> }
}
