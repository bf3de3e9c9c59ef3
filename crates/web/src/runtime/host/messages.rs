//! What the interface says, loaded for the languages in use.

use sealform_protocol::Patch;
use sealform_ui::{HostEvent, add_catalogue};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::BrowserHost;
use crate::failure::thrown;

impl BrowserHost {
    /// Loads what the interface says in a language.
    ///
    /// # Errors
    /// Where it cannot be loaded, or is not whole.
    pub async fn load_messages(&self, language: &str) -> Result<(), JsValue> {
        let text = JsFuture::from(self.page.messages(language)).await?;
        let text = text.as_string().ok_or_else(|| thrown("the messages of the interface are not a text"))?;
        add_catalogue(language, &text).map_err(|error| thrown(&error))
    }

    /// The person has chosen a language: until its messages are there, the interface speaks the one before.
    pub(super) fn speak(&self, language: String) {
        let Some(host) = self.itself.upgrade() else { return };
        spawn_local(async move {
            // Without a network the form goes on in the language that is there.
            if host.load_messages(&language).await.is_ok() {
                host.emit(HostEvent::PatchFromOutside(Patch::default()));
            }
        });
    }

    /// The language that the form is in.
    pub fn language(&self) -> String {
        self.session.borrow().draft().language.clone()
    }

    /// The languages that the form is written in.
    pub fn languages(&self) -> Vec<String> {
        self.session.borrow().snapshot().form.languages.clone()
    }
}
