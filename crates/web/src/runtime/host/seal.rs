//! Sealing a finished form, and showing its receipt.

use sealform_protocol::SealFault;
use sealform_ui::HostEvent;
use wasm_bindgen_futures::spawn_local;

use super::BrowserHost;
use crate::runtime::store::{FileRecord, Stage};
use crate::runtime::submit::FinishedForm;

impl BrowserHost {
    /// Finishes at once; the file is there as soon as the key has signed. The form takes no answers meanwhile.
    pub(super) fn begin_sealing(&self) {
        let Some(host) = self.itself.upgrade().filter(|host| host.takes_answers()) else { return };
        let finished = {
            let session = self.session.borrow();
            session.finish().map(|finished| (session.draft().clone(), finished))
        };
        let Ok((draft, finished)) = finished else {
            return self.emit(HostEvent::SealFailed { reason: SealFault::Open });
        };
        self.sealing.set(true);
        let form = FinishedForm { open_ms: self.open_ms(), draft, finished };
        spawn_local(async move {
            let sealed = host.submitter.seal(form).await;
            host.sealing.set(false);
            match sealed {
                Ok(file) => host.show_sealed(file),
                Err(reason) => {
                    host.save();
                    host.emit(HostEvent::SealFailed { reason });
                }
            }
        });
    }

    fn show_sealed(&self, file: FileRecord) {
        self.stage.set(Stage::Sealed);
        self.emit(HostEvent::Sealed(self.receipt_of(&file)));
        // A page that is a target is handed the file by the outbox, and acknowledges it.
        if !self.submitter.delivers_to_page() && !self.is_closed() {
            self.page.sealed(&file.jti, &file.sha256, &file.name, &file.jws);
        }
        self.file.replace(Some(file));
        if !self.is_closed() {
            self.submitter.send();
        }
    }
}
