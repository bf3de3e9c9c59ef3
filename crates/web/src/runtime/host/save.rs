//! Saving: soon after every change, and before anything that may be the last.

use std::rc::Weak;

use gloo::timers::callback::Timeout;
use js_sys::Promise;
use sealform_protocol::SaveFault;
use sealform_ui::HostEvent;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::{BrowserHost, Stage};
use crate::runtime::device;
use crate::{clock, js};

/// A change is written this soon. What is typed meanwhile goes with it.
const SOON_MS: u32 = 150;
/// After a failure, storage may have room again.
const AGAIN_MS: u32 = 10_000;

fn save_fault(thrown: &JsValue) -> SaveFault {
    match js::member(thrown, "fault").as_string().as_deref() {
        Some("full") => SaveFault::Full,
        Some("denied") => SaveFault::Denied,
        _ => SaveFault::Failed,
    }
}

/// A draft that is being written.
struct Saving {
    written: Promise,
    /// The changes that it holds.
    of: u64,
}

impl Saving {
    async fn end(self, host: &BrowserHost) {
        let failed = JsFuture::from(self.written).await.err();
        host.report_saved(self.of, failed);
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

    /// The same; done when it is written, or cannot be.
    pub async fn flush_whole(&self) {
        if self.save_timer.borrow().is_some()
            && let Some(saving) = self.begin_saving()
        {
            saving.end(self).await;
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
    pub(super) fn save(&self) {
        let Some(saving) = self.begin_saving() else { return };
        let Some(host) = self.itself.upgrade() else { return };
        spawn_local(async move { saving.end(&host).await });
    }

    fn begin_saving(&self) -> Option<Saving> {
        self.save_timer.replace(None);
        (!self.closed.get()).then(|| Saving { written: self.write_draft(self.stage.get()), of: self.changes.get() })
    }

    /// From now on, what was being written lacks something.
    pub(super) fn count_change(&self) {
        self.changes.set(self.changes.get() + 1);
    }

    fn report_saved(&self, of: u64, failed: Option<JsValue>) {
        match failed {
            None if of == self.changes.get() => self.emit(HostEvent::Saved { at: clock::now() }),
            // What was changed meanwhile is saved soon, and then it is said.
            None => {}
            Some(thrown) => {
                self.emit(HostEvent::SaveFailed { reason: save_fault(&thrown) });
                if !self.closed.get() {
                    self.save_after(AGAIN_MS);
                }
            }
        }
    }

    pub(super) fn write_draft(&self, stage: Stage) -> Promise {
        let session = self.session.borrow();
        let draft = session.draft();
        self.page.save(&draft.id, stage.name(), milliseconds(self.open_ms()), &draft.to_text())
    }

    /// Milliseconds for which the draft has been open in all.
    pub(super) fn open_ms(&self) -> u64 {
        self.open_before.get() + device::mono_ms().saturating_sub(self.opened.get())
    }
}

/// As JavaScript has it.
#[expect(clippy::cast_precision_loss, reason = "2^53 milliseconds are 285,000 years")]
pub(super) fn milliseconds(ms: u64) -> f64 {
    ms as f64
}
