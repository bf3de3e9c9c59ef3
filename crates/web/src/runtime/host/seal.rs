//! Sealing a finished form, and showing its receipt.

use sealform_protocol::SealFault;
use sealform_submission::SealedFile;
use sealform_types::ObjectWriter;
use sealform_types::iso::{self, SecondParts};
use sealform_ui::{HostEvent, ReceiptView};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::save::milliseconds;
use super::{BrowserHost, Stage};
use crate::clock;
use crate::runtime::claims::{self, FinishedForm, seal_fault};

impl BrowserHost {
    /// Waits for what is still at work on an answer, saves what was typed last, and then finishes and signs. The form takes no
    /// answers while the key is at work.
    pub(super) fn begin_sealing(&self) {
        let Some(host) = self.itself.upgrade().filter(|host| host.takes_answers()) else { return };
        spawn_local(async move {
            let sealed = host.settle_and_seal().await;
            host.sealing.set(false);
            match sealed {
                Ok(receipt) => {
                    host.stage.set(Stage::Sealed);
                    host.receipt.replace(Some(receipt.clone()));
                    host.emit(HostEvent::Sealed(receipt));
                }
                Err(reason) => host.emit(HostEvent::SealFailed { reason }),
            }
        });
    }

    async fn settle_and_seal(&self) -> Result<ReceiptView, SealFault> {
        JsFuture::from(self.page.settled()).await.map_err(|error| seal_fault(&error))?;
        self.sealing.set(true);
        let form = self.finished().ok_or(SealFault::Open)?;
        // Begun before anything else is written: the end of the draft comes after it.
        self.flush();
        self.seal_and_keep(form).await
    }

    fn finished(&self) -> Option<FinishedForm> {
        let session = self.session.borrow();
        let finished = session.finish().ok()?;
        Some(FinishedForm {
            open_ms: self.open_ms(),
            back_ms: self.clock_behind(clock::now()),
            draft: session.draft().clone(),
            finished,
            assignment_token: self.options.assignment_token.clone(),
        })
    }

    /// What the report is called: as the form says, or as the form itself.
    fn called(&self) -> String {
        let session = self.session.borrow();
        let form = &session.snapshot().form;
        form.instance_name.clone().unwrap_or_else(|| form.id.clone())
    }

    async fn seal_and_keep(&self, form: FinishedForm) -> Result<ReceiptView, SealFault> {
        let open_ms = form.open_ms;
        let draft = form.draft.to_text();
        let (file, signer) = claims::seal(&self.page, form).await?;
        let mut receipt = receipt_of(&file, &self.called(), signer);
        let jws = String::from_utf8_lossy(file.bytes());
        let kept = self.page.keep(&receipt_text(&receipt), &jws, milliseconds(open_ms), &draft);
        let kept = JsFuture::from(kept).await.map_err(|error| seal_fault(&error))?;
        receipt.kept = kept.as_bool().unwrap_or(false);
        Ok(receipt)
    }
}

fn receipt_of(file: &SealedFile, called: &str, signer: String) -> ReceiptView {
    let sealed_at = clock::now();
    ReceiptView {
        jti: file.jti().to_string(),
        sha256: file.payload_sha256().to_string(),
        file_name: file.file_name(called, &sealed_at),
        bytes: u32::try_from(file.bytes().len()).unwrap_or(u32::MAX),
        signer,
        sealed_at,
        kept: true,
        // Reported one by one as they go.
        deliveries: Vec::new(),
    }
}

/// As the page reads it.
fn receipt_text(receipt: &ReceiptView) -> String {
    let mut text = String::new();
    let mut object = ObjectWriter::open(&mut text);
    object.text("jti", &receipt.jti);
    object.text("sha256", &receipt.sha256);
    object.text("name", &receipt.file_name);
    object.text("signer", &receipt.signer);
    object.text("sealedAt", &iso::write_moment(&receipt.sealed_at, SecondParts::AsNeeded));
    object.close();
    text
}
