//! Handing a finished form to the desk, and taking its receipt.

use sealform_engine::Finished;
use sealform_types::{Json, write_text};
use sealform_ui::{HostEvent, SealFault};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::BrowserHost;
use crate::store::{FileRecord, Stage};

/// What went wrong, by the desk's word.
fn fault(thrown: &JsValue) -> SealFault {
    match thrown.as_string().as_deref() {
        Some("not-loaded") => SealFault::NotLoaded,
        Some("too-large") => SealFault::TooLarge,
        Some("no-key") => SealFault::NoKey,
        Some("not-kept") => SealFault::NotKept,
        Some(_) | None => SealFault::Failed,
    }
}

impl BrowserHost {
    /// Finishes at once; the desk signs as soon as its key is there. The form takes no answers meanwhile.
    pub(super) fn begin_sealing(&self) {
        let Some(host) = self.itself.upgrade().filter(|host| host.takes_answers()) else { return };
        let Ok(finished) = self.session.borrow().finish() else {
            return self.emit(HostEvent::SealFailed { reason: SealFault::Open });
        };
        self.sealing.set(true);
        let sealing = self.page.seal(&self.handed_in(&finished));
        spawn_local(async move {
            let sealed = JsFuture::from(sealing).await;
            host.sealing.set(false);
            let file = sealed.map(|record| record.as_string().as_deref().and_then(FileRecord::read));
            match file.map_err(|thrown| fault(&thrown)).and_then(|file| file.ok_or(SealFault::Failed)) {
                Ok(file) => host.show_sealed(file),
                Err(reason) => {
                    host.save();
                    host.emit(HostEvent::SealFailed { reason });
                }
            }
        });
    }

    /// What the desk seals: `{open_ms, draft, outcome, answers, repeats, facts}`.
    fn handed_in(&self, finished: &Finished) -> String {
        let draft = self.draft_text();
        let mut text = format!(r#"{{"open_ms":{},"draft":{draft},"outcome":"#, self.open_ms());
        write_text(&finished.outcome, &mut text);
        for (name, claim) in
            [("answers", &finished.answers), ("repeats", &finished.repeats), ("facts", &finished.facts)]
        {
            text.push(',');
            write_text(name, &mut text);
            text.push(':');
            Json::write(claim, &mut text);
        }
        text.push('}');
        text
    }

    fn show_sealed(&self, file: FileRecord) {
        self.stage.set(Stage::Sealed);
        self.emit(HostEvent::Sealed(self.receipt_of(&file)));
        let jti = file.jti.clone();
        self.file.replace(Some(file));
        self.page.deliver(&jti);
    }
}
