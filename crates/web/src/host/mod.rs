//! The browser's side of the face: a session that is saved, and handed on to be scored, sealed and sent.

mod messages;
mod save;
mod seal;

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use std::sync::Arc;

use chrono::{DateTime, FixedOffset, NaiveDateTime};
use gloo::timers::callback::Timeout;
use sealform_engine::{Program, Session};
use sealform_protocol::{Action, ApplyError, Command, Patch, Progress, ScoreView, Snapshot};
use sealform_types::Json;
use sealform_ui::{DeliveryState, Host, HostEvent, ReceiptView, SaveFault, Target};
use wasm_bindgen_futures::spawn_local;
use yew::Callback;

use crate::begin::{Origin, Restored};
use crate::door::Page;
use crate::lock::Guard;
use crate::store::{FileRecord, FormKey, Stage, Store};
use crate::{clock, download};

/// The media type of a sealed file.
const MEDIA_TYPE: &str = sealform_submission::SealedFile::MEDIA_TYPE;

/// What a deployment says about one form in one page.
#[derive(Debug)]
pub struct Settings {
    /// Under what drafts are found.
    pub form: FormKey,
    /// The language to begin in; empty for the form's own.
    pub language: String,
    /// What is told at the start.
    pub facts: Vec<(String, Json)>,
}

/// A session in a page.
pub struct BrowserHost {
    itself: Weak<Self>,
    page: Page,
    settings: Settings,
    program: Arc<Program>,
    store: Option<Rc<Store>>,
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
    /// The right to write this draft; gone when another tab has taken it over.
    right: RefCell<Option<Guard>>,
}

/// What a host begins with.
pub struct Setup {
    /// The page's callbacks.
    pub page: Page,
    /// The deployment.
    pub settings: Settings,
    /// The compiled form.
    pub program: Arc<Program>,
    /// Where things are kept; `None` where the browser keeps nothing.
    pub store: Option<Rc<Store>>,
    /// The session, and what was kept of it.
    pub restored: Restored,
    /// The right to write the draft.
    pub right: Guard,
}

impl BrowserHost {
    /// A host for a session that is begun or restored.
    pub fn new(setup: Setup) -> Rc<Self> {
        let Setup { page, settings, program, store, restored, right } = setup;
        let Restored { session, from, stage, open_ms, file } = restored;
        Rc::new_cyclic(|itself: &Weak<Self>| Self {
            itself: Weak::clone(itself),
            page,
            settings,
            program,
            store,
            progress: Cell::new(session.snapshot().progress),
            session: RefCell::new(session),
            stage: Cell::new(stage),
            sealing: Cell::new(false),
            file: RefCell::new(file),
            listener: RefCell::new(None),
            save_timer: RefCell::new(None),
            open_before: Cell::new(open_ms),
            opened: Cell::new(clock::mono_ms()),
            origin: from,
            right: RefCell::new(Some(right)),
        })
    }

    /// Under what its drafts are filed.
    pub fn form(&self) -> &FormKey {
        &self.settings.form
    }

    /// SHA-256 of the questionnaire.
    pub fn sha256(&self) -> String {
        self.program.pin().sha256.clone()
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
    pub fn lose_right(&self) {
        self.close();
        self.page.taken_over();
    }

    /// Writes no more.
    pub fn close(&self) {
        self.right.replace(None);
        self.save_timer.replace(None);
        self.listener.replace(None);
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
        let followed = command.to_text();
        let mut patch = self.session.borrow_mut().apply(command)?;
        patch.score = self.page.follow(&followed).and_then(|view| score_view(&view));
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

    /// Shows a score that came without a command: whoever keeps it was loaded, or follows another draft now.
    pub fn show_score(&self, view: &str) {
        self.emit(HostEvent::PatchFromOutside(Patch { score: score_view(view), ..Patch::default() }));
    }

    /// Shows how far a submission is on its way to a host, or to the page.
    pub fn told(&self, jti: String, host: Option<String>, state: &str) {
        let Some(state) = delivery_state(state) else { return };
        let target = host.map_or(Target::Page, |host| Target::Webhook { host });
        self.emit(HostEvent::Delivery { jti, target, state });
    }

    fn receipt_of(&self, file: &FileRecord) -> ReceiptView {
        ReceiptView {
            jti: file.jti.clone(),
            sha256: file.sha256.clone(),
            file_name: file.name.clone(),
            bytes: u32::try_from(file.jws.len()).unwrap_or(u32::MAX),
            signer: file.signer.clone(),
            sealed_at: file.sealed_at,
            // Told one by one as they go.
            deliveries: Vec::new(),
        }
    }
}

/// The score as a patch has it: a sheet, or `null` where none is to be seen.
fn score_view(text: &str) -> Option<Option<Rc<ScoreView>>> {
    Some(ScoreView::from_json(&Json::parse(text.as_bytes()).ok()?).map(Rc::new))
}

/// The state of a delivery by its word.
fn delivery_state(word: &str) -> Option<DeliveryState> {
    Some(match word {
        "queued" => DeliveryState::Queued,
        "sending" => DeliveryState::Sending,
        "delivered" => DeliveryState::Delivered,
        "unconfirmed" => DeliveryState::Unconfirmed,
        "blocked" => DeliveryState::Blocked,
        "dead" => DeliveryState::Dead,
        _ => return None,
    })
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
        self.page.retry(jti);
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
        clock::moment_of(local)
    }
}
