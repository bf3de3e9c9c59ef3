//! Saving: soon after every change, and before anything that may be the last.

use std::rc::Weak;

use gloo::timers::callback::Timeout;
use sealform_protocol::SaveFault;
use sealform_ui::HostEvent;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use super::BrowserHost;
use crate::clock;
use crate::runtime::store::{Change, Durability, Stage, StoreFault, StoreName, draft_text};
use crate::runtime::{device, open};

/// A change is written this soon. What is typed meanwhile goes with it.
const SOON_MS: u32 = 150;
/// After a failure, storage may have room again.
const AGAIN_MS: u32 = 10_000;

fn save_fault(fault: StoreFault) -> SaveFault {
    match fault {
        StoreFault::Full => SaveFault::Full,
        StoreFault::Denied => SaveFault::Denied,
        StoreFault::Failed => SaveFault::Failed,
    }
}

impl BrowserHost {
    /// Has the draft saved before a quarter of a second is over.
    pub fn save_soon(&self) {
        if self.save_timer.borrow().is_none() {
            self.save_after(SOON_MS);
        }
    }

    /// Saves now if anything has changed since it was saved: the page may be gone in a moment.
    pub fn flush(&self) {
        if self.save_timer.borrow().is_some() {
            self.save();
        }
    }

    fn save_after(&self, pause: u32) {
        let itself = Weak::clone(&self.itself);
        let timer = Timeout::new(pause, move || {
            if let Some(host) = itself.upgrade() {
                host.save();
            }
        });
        self.save_timer.replace(Some(timer));
    }

    /// Writes the draft. The write has begun when this returns.
    ///
    /// Not while it is being sealed: the file and the end of its draft are written together, and a draft that is open
    /// must not come after them.
    pub(super) fn save(&self) {
        self.save_timer.replace(None);
        if self.sealing.get() {
            return;
        }
        let Some(store) = self.store.as_ref().filter(|_| !self.is_closed()) else { return };
        let written = store.write(Durability::Relaxed, &[self.draft_change(self.stage.get())]);
        let itself = Weak::clone(&self.itself);
        spawn_local(async move {
            let result = written.await;
            let Some(host) = itself.upgrade() else { return };
            match result {
                Ok(()) => host.emit(HostEvent::Saved { at: clock::now() }),
                Err(fault) => {
                    host.emit(HostEvent::SaveFailed { reason: save_fault(fault) });
                    host.save_after(AGAIN_MS);
                }
            }
        });
    }

    /// The change that keeps the draft as it is now.
    pub(super) fn draft_change(&self, stage: Stage) -> Change {
        let session = self.session.borrow();
        let draft = session.draft();
        let text = draft_text(stage, self.open_ms(), draft);
        Change::text(StoreName::Drafts, self.settings.form.draft(&draft.id), &text)
    }

    /// Milliseconds for which the draft has been open in all.
    pub(super) fn open_ms(&self) -> u64 {
        self.open_before.get() + device::mono_ms().saturating_sub(self.opened.get())
    }

    /// Puts the draft aside, where it stays, and begins a new one.
    pub(super) fn put_aside(&self) {
        let old = self.draft_change(Stage::Aside);
        let session = match open::fresh(&self.program, &self.settings) {
            Ok(session) => session,
            Err(error) => return self.report(Some(error)),
        };
        if let Some(store) = &self.store {
            let written = store.write(Durability::Strict, &[old]);
            spawn_local(async {
                // Saving the new draft reports it soon enough where nothing can be written.
                let _ = written.await;
            });
        }
        self.session.replace(session);
        self.file.replace(None);
        self.stage.set(Stage::Open);
        self.open_before.set(0);
        self.opened.set(device::mono_ms());
        let snapshot = self.session.borrow().snapshot().clone();
        self.progress.set(snapshot.progress);
        self.save();
        self.emit(HostEvent::Opened(snapshot));
    }

    /// Reports to the page something that the person cannot mend.
    pub(super) fn report(&self, error: Option<JsValue>) {
        if let Some(error) = error {
            self.page.failed(&error);
        }
    }
}
