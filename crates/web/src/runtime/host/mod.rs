//! The browser's side of the UI: the one session of a form, which is saved, and handed on to be sealed and sent.
//! It decides nothing about a form: it adds the moment, calls the session, and keeps what comes back.

mod messages;
mod save;
mod seal;

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use std::sync::Arc;

use chrono::{DateTime, FixedOffset, NaiveDateTime};
use gloo::timers::callback::Timeout;
use sealform_engine::{Program, Session};
use sealform_protocol::{Action, ApplyError, Command, Patch, Progress, SaveFault, Snapshot};
use sealform_ui::{Host, HostEvent, ReceiptView};
use wasm_bindgen_futures::spawn_local;
use yew::Callback;

use super::bindings::Page;
use super::lock::Guard;
use super::open::{Origin, Restored, Settings};
use super::store::{FileRecord, Stage, Store};
use super::submit::{Deployment, Entry, OutboxDelegate, Submitter};
use super::{device, download};
use crate::clock;

/// The media type of a sealed file.
const MEDIA_TYPE: &str = sealform_submission::SealedFile::MEDIA_TYPE;

/// A session in a page.
pub struct BrowserHost {
    itself: Weak<Self>,
    page: Page,
    settings: Settings,
    program: Arc<Program>,
    store: Option<Rc<Store>>,
    submitter: Submitter,
    session: RefCell<Session>,
    stage: Cell<Stage>,
    /// Whether the key is at work.
    sealing: Cell<bool>,
    progress: Cell<Progress>,
    /// The file, once it is sealed.
    file: RefCell<Option<FileRecord>>,
    listener: RefCell<Option<Callback<HostEvent>>>,
    save_timer: RefCell<Option<Timeout>>,
    /// Milliseconds for which the draft was open before, and the moment at which it was opened now.
    open_before: Cell<u64>,
    opened: Cell<u64>,
    origin: Origin,
    /// The lock under which this draft is written; gone when another tab has taken it over, and when the form is closed.
    lock: RefCell<Option<Guard>>,
}

/// What a host begins with.
pub struct Setup {
    /// The page's callbacks.
    pub page: Page,
    /// The deployment of the form.
    pub settings: Settings,
    /// The deployment of what is sealed.
    pub deployment: Deployment,
    /// The compiled form.
    pub program: Arc<Program>,
    /// Where things are kept; `None` where the browser keeps nothing.
    pub store: Option<Rc<Store>>,
    /// The session, and what was kept of it.
    pub restored: Restored,
    /// The lock under which the draft is written.
    pub lock: Guard,
}

impl BrowserHost {
    /// A host for a session that is begun or restored.
    pub fn new(setup: Setup) -> Rc<Self> {
        let Setup { page, settings, deployment, program, store, restored, lock } = setup;
        let Restored { session, from, stage, open_ms, file } = restored;
        let form = settings.form.clone();
        Rc::new_cyclic(|itself: &Weak<Self>| Self {
            itself: Weak::clone(itself),
            page,
            settings,
            program,
            submitter: Submitter::new(form, deployment, store.clone(), itself.clone()),
            store,
            progress: Cell::new(session.snapshot().progress),
            session: RefCell::new(session),
            stage: Cell::new(stage),
            sealing: Cell::new(false),
            file: RefCell::new(file),
            listener: RefCell::new(None),
            save_timer: RefCell::new(None),
            open_before: Cell::new(open_ms),
            opened: Cell::new(device::mono_ms()),
            origin: from,
            lock: RefCell::new(Some(lock)),
        })
    }

    /// Where its session came from.
    pub fn origin(&self) -> Origin {
        self.origin
    }

    /// The widgets that the form has, with blanks between them.
    pub fn widgets(&self) -> String {
        sealform_ui::widgets(self.session.borrow().snapshot())
    }

    /// The draft as text.
    pub fn draft_text(&self) -> String {
        self.session.borrow().draft().to_text()
    }

    /// Another tab writes this draft from now on.
    pub fn on_lock_lost(&self) {
        self.close();
        self.page.taken_over();
    }

    /// Writes no more, and reports no more.
    pub fn close(&self) {
        self.lock.replace(None);
        self.save_timer.replace(None);
        self.listener.replace(None);
    }

    fn is_closed(&self) -> bool {
        self.lock.borrow().is_none()
    }

    /// What seals and sends.
    pub fn submitter(&self) -> &Submitter {
        &self.submitter
    }

    /// Takes an action of the page around the form.
    ///
    /// # Errors
    /// As the session.
    pub fn apply_from_outside(&self, action: Action) -> Result<(), ApplyError> {
        let patch = self.take(action)?;
        self.emit(HostEvent::PatchFromOutside(patch));
        Ok(())
    }

    fn take(&self, action: Action) -> Result<Patch, ApplyError> {
        if let Some(path) = written_path(&action).filter(|_| !self.takes_answers()) {
            return Err(ApplyError::ReadOnly { path: path.to_owned() });
        }
        let turns_page = matches!(action, Action::Open { .. });
        let language = match &action {
            Action::Language { language } => Some(language.clone()),
            _ => None,
        };
        let path = written_path(&action).map(str::to_owned);
        let command = Command { at: clock::now(), action };
        let patch = self.session.borrow_mut().apply(command)?;
        if let Some(language) = language {
            self.speak(language);
        }
        if let Some(progress) = patch.progress {
            self.progress.set(progress);
        }
        if turns_page {
            self.save()
        } else {
            self.save_soon()
        }
        if let Some(path) = path {
            let progress = self.progress.get();
            self.page.changed(&path, progress.answered, progress.relevant, progress.open);
        }
        Ok(patch)
    }

    /// What is sealed, or is being sealed, is closed.
    fn takes_answers(&self) -> bool {
        self.stage.get() == Stage::Open && !self.sealing.get()
    }

    fn emit(&self, event: HostEvent) {
        let listener = self.listener.borrow().clone();
        if let Some(listener) = listener {
            listener.emit(event);
        }
    }

    fn receipt_of(&self, file: &FileRecord) -> ReceiptView {
        ReceiptView {
            jti: file.jti.clone(),
            sha256: file.sha256.clone(),
            file_name: file.name.clone(),
            bytes: u32::try_from(file.jws.len()).unwrap_or(u32::MAX),
            signer: file.signer.clone(),
            sealed_at: file.sealed_at,
            // Reported one by one as they go.
            deliveries: Vec::new(),
        }
    }
}

impl OutboxDelegate for BrowserHost {
    fn on_state(&self, entry: &Entry) {
        let target = entry.to.target();
        self.emit(HostEvent::Delivery { jti: entry.jti.clone(), target, state: entry.state });
    }

    fn hand_over(&self, file: &FileRecord) -> bool {
        !self.is_closed() && self.page.sealed(&file.jti, &file.sha256, &file.name, &file.jws)
    }
}

/// What an action writes to, where it writes an answer.
fn written_path(action: &Action) -> Option<&str> {
    match action {
        Action::Answer { path, .. }
        | Action::Comment { path, .. }
        | Action::AddInstance { path }
        | Action::RemoveInstance { path } => Some(path),
        Action::Fact { name, .. } => Some(name),
        Action::Open { .. } | Action::Language { .. } => None,
    }
}

impl Host for BrowserHost {
    fn snapshot(&self) -> Snapshot {
        self.session.borrow().snapshot().clone()
    }

    fn apply(&self, action: Action) -> Result<Patch, ApplyError> {
        self.take(action)
    }

    fn seal(&self) {
        self.begin_sealing();
    }

    fn receipt(&self) -> Option<ReceiptView> {
        self.file.borrow().as_ref().map(|file| self.receipt_of(file))
    }

    fn subscribe(&self, listener: Callback<HostEvent>) {
        self.listener.replace(Some(listener));
        if self.store.is_none() {
            let itself = Weak::clone(&self.itself);
            spawn_local(async move {
                if let Some(host) = itself.upgrade() {
                    host.emit(HostEvent::SaveFailed { reason: SaveFault::Denied });
                }
            });
        }
    }

    fn download(&self, jti: &str) {
        if let Some(file) = self.file.borrow().as_ref().filter(|file| file.jti == jti) {
            let offered = download::offer(&file.name, MEDIA_TYPE, &file.jws);
            self.report(offered.err());
        }
    }

    fn retry_delivery(&self, jti: &str) {
        self.submitter.retry(jti);
    }

    fn save_draft_to_file(&self) {
        let name = format!("{}.draft.json", self.session.borrow().draft().id);
        self.report(download::offer(&name, "application/json", &self.draft_text()).err());
    }

    fn start_over(&self) {
        if !self.sealing.get() {
            self.put_aside();
        }
    }

    fn now(&self) -> DateTime<FixedOffset> {
        clock::now()
    }

    fn moment_of(&self, local: NaiveDateTime) -> DateTime<FixedOffset> {
        device::moment_of(local)
    }
}
