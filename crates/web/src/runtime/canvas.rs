//! The elements that forms are drawn into.

use std::cell::RefCell;

use sealform_ui::{FormProps, FormSlot, SlotMessage};
use wasm_bindgen::JsValue;
use web_sys::Element;
use yew::AppHandle;

use super::web_api;
use crate::failure::thrown;

thread_local! {
    /// Those that show no form now.
    static FREE: RefCell<Vec<Canvas>> = const { RefCell::new(Vec::new()) };
}

/// An element with the app that draws into it.
pub struct Canvas {
    element: Element,
    app: AppHandle<FormSlot>,
}

impl Canvas {
    /// Draws a form into an element that no other form is in.
    ///
    /// # Errors
    /// Where there is no document.
    pub fn show(props: FormProps) -> Result<Self, JsValue> {
        let canvas = match FREE.with_borrow_mut(Vec::pop) {
            Some(canvas) => canvas,
            None => Self::create()?,
        };
        canvas.app.send_message(SlotMessage::Show(props));
        Ok(canvas)
    }

    fn create() -> Result<Self, JsValue> {
        let document = web_api::window()?.document().ok_or_else(|| thrown("there is no document"))?;
        let element = document.create_element("div")?;
        let app = yew::Renderer::<FormSlot>::with_root(element.clone()).render();
        Ok(Self { element, app })
    }

    /// The element.
    pub fn element(&self) -> &Element {
        &self.element
    }

    /// Takes the form away; the next one may be drawn here.
    pub fn clear(self) {
        self.app.send_message(SlotMessage::Clear);
        self.element.remove();
        FREE.with_borrow_mut(|free| free.push(self));
    }
}
