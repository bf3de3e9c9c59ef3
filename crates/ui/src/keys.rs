//! What keys do beside what the browser does with them: Ctrl+Enter goes on to the next screen, and at the end to the button that
//! signs; Ctrl+Z brings back what was removed, and Enter in a field of one line goes on to the next field. Where the focus is in a
//! question with choices, a digit takes the choice of that number, and a letter the only one that begins with it. Escape closes
//! the overview of a phone. `?` is heard all over the page (`ask-for-keys.ts` of the package).

use sealform_types::lowercase;
use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget, HtmlElement};
use yew::prelude::*;

use crate::context::{Message, UiContext};

/// Fields that are typed into: there the browser itself undoes, and a digit is a digit.
const TYPED_INTO: &str = "textarea, select, input:not([type=radio], [type=checkbox], [type=range], [type=file])";
/// What a digit takes.
const CHOICES: &str = "input[type=radio], input[type=checkbox]";
/// Fields of one line, which are done with Enter; a list takes it for its own.
const ONE_LINE: &str = "input.input:not([role=combobox])";
/// What Enter goes on to: the next control of the page, or the way on.
const STOPS: &str = ".page :is(input:not([type=file]), textarea, select), .bar .primary";

/// Hears every key in the form.
pub(crate) fn listener(ui: &UiContext) -> Callback<Event> {
    let dispatch = ui.dispatch.clone();
    Callback::from(move |event: Event| {
        let Some(keys) = event.dyn_ref::<KeyboardEvent>() else { return };
        let is_command = (keys.ctrl_key() || keys.meta_key()) && !keys.shift_key() && !keys.alt_key();
        let target = element(keys.target());
        let typed_into = target.as_ref().is_some_and(|target| target.matches(TYPED_INTO).unwrap_or(false));
        match (keys.key().as_str(), is_command) {
            ("z", true) if !typed_into => {
                // A browser would take back what was typed in some field last.
                event.prevent_default();
                dispatch.emit(Message::Undo);
            }
            // Nothing is ever signed by it: at the end it leads to the button.
            ("Enter", true) => {
                event.prevent_default();
                dispatch.emit(Message::Next);
            }
            ("Enter", false) if !keys.is_composing() && go_on_from(target.as_ref()).is_some() => {
                event.prevent_default()
            }
            ("Escape", false) if !event.default_prevented() && close_overview(target.as_ref()).is_some() => {
                event.prevent_default();
            }
            (key, false) if !typed_into && !has_modifier(keys) && take_choice(target.as_ref(), key).is_some() => {
                event.prevent_default();
            }
            _ => {}
        }
    })
}

fn element(target: Option<EventTarget>) -> Option<Element> {
    target?.dyn_into().ok()
}

fn has_modifier(keys: &KeyboardEvent) -> bool {
    keys.alt_key() || keys.ctrl_key() || keys.meta_key()
}

/// Goes on from a field of one line to what comes next, and to the choice that is taken there.
fn go_on_from(target: Option<&Element>) -> Option<()> {
    let target = target.filter(|target| target.matches(ONE_LINE).unwrap_or(false))?;
    let stops = target.closest(".sealform").ok()??.query_selector_all(STOPS).ok()?;
    let stops = || (0..stops.length()).filter_map(|at| stops.item(at)?.dyn_into::<HtmlElement>().ok());
    let here: &web_sys::Node = target;
    let next = stops().skip_while(|stop| !stop.is_same_node(Some(here))).nth(1)?;
    let taken = next.closest("fieldset").ok()?.and_then(|group| group.query_selector("input:checked").ok()?);
    taken.and_then(|taken| taken.dyn_into().ok()).unwrap_or(next).focus().ok()
}

/// Closes the overview that lies over the page; the focus goes back to its button.
fn close_overview(target: Option<&Element>) -> Option<()> {
    let open = target?.closest(".sealform").ok()??.query_selector(".toggle[aria-expanded=true]").ok()??;
    let toggle: HtmlElement = open.dyn_into().ok()?;
    toggle.click();
    toggle.focus().ok()
}

/// Takes a choice in the question around an element: that of a number, from 1, or the only one that begins with a letter.
fn take_choice(target: Option<&Element>, key: &str) -> Option<()> {
    let group = target.filter(|target| target.matches(CHOICES).unwrap_or(false))?.closest("fieldset").ok()??;
    let choices = group.query_selector_all(CHOICES).ok()?;
    let choices = (0..choices.length()).filter_map(|at| choices.item(at)?.dyn_into::<HtmlElement>().ok());
    let choice = at_key(choices.map(|choice| (label_of(&choice), choice)), key)?;
    // Where words are asked for beside the answer, letters are most likely meant for them.
    let asks_words = || target?.closest(".question").ok()??.query_selector(".comment").ok()?;
    if key.chars().all(char::is_alphabetic) && asks_words().is_some() {
        return None;
    }
    choice.focus().ok()?;
    choice.click();
    Some(())
}

fn label_of(choice: &Element) -> String {
    choice.closest("label").ok().flatten().and_then(|label| label.text_content()).unwrap_or_default()
}

/// What a key takes of what is called so.
fn at_key<T>(called: impl Iterator<Item = (String, T)>, key: &str) -> Option<T> {
    let mut letters = key.chars();
    let letter = letters.next().filter(|_| letters.next().is_none())?;
    if let Some(number) = letter.to_digit(10) {
        return called.map(|(_, what)| what).nth(usize::try_from(number).ok()?.checked_sub(1)?);
    }
    let small = lowercase(key);
    let begins = |text: &str| lowercase(text.trim_start()).starts_with(&small);
    let mut found = called.filter(|(text, _)| letter.is_alphabetic() && begins(text));
    let only = found.next()?;
    found.next().is_none().then_some(only.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_takes_a_choice_by_its_number_or_its_first_letter() {
        let taken = |key| {
            at_key(["Yes", "No", "not applicable", "Évitée"].into_iter().map(|text| (text.to_owned(), text)), key)
        };
        assert_eq!(
            [taken("1"), taken("4"), taken("y"), taken("É"), taken("é")].map(|taken| taken.is_some()),
            [true; 5]
        );
        assert_eq!((taken("Y"), taken("3")), (Some("Yes"), Some("not applicable")));
        // Two begin with it; none does; there is none of that number; it is no letter.
        assert_eq!([taken("n"), taken("x"), taken("5"), taken("0"), taken("Tab"), taken("?")], [None; 6]);
    }
}
