//! What can be undone: the last removal, or that the form was begun anew.

use sealform_engine::{Inverse, Session};
use sealform_protocol::Patch;
use sealform_ui::{HostEvent, Opening, ReceiptView};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::{BrowserHost, Stage};
use crate::clock;
use crate::runtime::{device, open};

/// What can be undone.
pub enum Kept {
    /// A command, or several that belong together, the first one first.
    Commands(Vec<Inverse>),
    /// A form that was put aside.
    Form(Box<Aside>),
}

/// A form that was put aside, as it was.
pub struct Aside {
    session: Session,
    stage: Stage,
    receipt: Option<ReceiptView>,
    open_ms: u64,
}

impl BrowserHost {
    /// Keeps what undoes the last command, in place of what was kept before; unless both are of one stopwatch.
    pub(super) fn keep_inverse(&self) {
        let inverse = self.session.borrow_mut().inverse();
        let mut kept = self.kept.borrow_mut();
        match &mut *kept {
            Some(Kept::Commands(before)) if before.last().is_some_and(|last| inverse.stops_watch_of(last)) => {
                before.push(inverse);
            }
            Some(Kept::Commands(_) | Kept::Form(_)) | None => *kept = Some(Kept::Commands(vec![inverse])),
        }
    }

    /// Undoes what was kept last.
    pub(super) fn take_back(&self) -> Option<Patch> {
        let open = self.takes_answers();
        match self.kept.take()? {
            Kept::Commands(inverses) if open => {
                let patch = self.session.borrow_mut().take_back(clock::now(), &inverses);
                if let Some(progress) = patch.progress {
                    self.progress.set(progress);
                }
                self.save_soon();
                Some(patch)
            }
            Kept::Commands(_) => None,
            Kept::Form(aside) => {
                self.bring_back(*aside);
                None
            }
        }
    }

    /// Puts the form aside, where it stays, and begins a new one. That is saved with the first thing entered.
    pub(super) fn put_aside(&self) {
        // The person's choice holds for what comes next, too.
        let language = self.session.borrow().draft().language.clone();
        let session = match open::fresh(&self.program, &self.options, &self.page, &language) {
            Ok(session) => session,
            Err(error) => return self.page.failed(&error),
        };
        self.write_away(Stage::Aside);
        self.save_timer.replace(None);
        let aside = Aside {
            open_ms: self.open_ms(),
            session: self.session.replace(session),
            stage: self.stage.replace(Stage::Open),
            receipt: self.receipt.take(),
        };
        self.kept.replace(Some(Kept::Form(Box::new(aside))));
        self.shows_other(0, Opening::Anew);
    }

    /// Brings a form back that was put aside; the one that was begun meanwhile is put aside, where anything was entered.
    fn bring_back(&self, Aside { session, stage, receipt, open_ms }: Aside) {
        if !self.session.borrow().draft().log.is_empty() {
            self.write_away(Stage::Aside);
        }
        self.save_timer.replace(None);
        self.session.replace(session);
        self.stage.set(stage);
        self.receipt.replace(receipt);
        self.shows_other(open_ms, Opening::Back);
        self.save();
    }

    fn write_away(&self, stage: Stage) {
        let written = self.write_draft(stage);
        spawn_local(async {
            // Saving what stands in its place reports it soon enough where nothing can be written.
            let _ = JsFuture::from(written).await;
        });
    }

    fn shows_other(&self, open_ms: u64, opening: Opening) {
        self.count_change();
        self.back_ms.set(0);
        self.open_before.set(open_ms);
        self.opened.set(device::mono_ms());
        let snapshot = self.session.borrow().snapshot().clone();
        self.progress.set(snapshot.progress);
        self.emit(HostEvent::Opened { snapshot, receipt: self.receipt.borrow().clone(), opening });
    }
}
