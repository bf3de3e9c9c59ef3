//! Where a form stands on the screen, and after it the next one.

use yew::prelude::*;

use crate::form::{Form, FormProps};

/// An app that shows one form after another.
///
/// Yew never takes its listeners off the element that an app was rendered into. So an app and its element are kept when
/// their form is gone, and show the next one: however many forms come and go, there are as many listeners as forms that are
/// on the screen together.
#[derive(Default)]
pub struct FormSlot {
    shown: Option<FormProps>,
    /// How many forms have been shown here: nothing passes from one to the next.
    forms: usize,
}

/// What happens to a slot.
pub enum SlotMessage {
    /// A form is shown, in place of the one before.
    Show(FormProps),
    /// The form is taken away.
    Clear,
}

impl Component for FormSlot {
    type Message = SlotMessage;
    type Properties = ();

    fn create(_: &Context<Self>) -> Self {
        Self::default()
    }

    fn update(&mut self, _: &Context<Self>, message: SlotMessage) -> bool {
        match message {
            SlotMessage::Show(props) => {
                self.shown = Some(props);
                self.forms += 1;
            }
            SlotMessage::Clear => self.shown = None,
        }
        true
    }

    fn view(&self, _: &Context<Self>) -> Html {
        match &self.shown {
            Some(props) => html! { <Form key={self.forms} ..props.clone() /> },
            None => Html::default(),
        }
    }
}
