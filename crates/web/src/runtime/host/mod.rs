//! The browser's side of the UI: the one session of a form, which is saved, and handed on to be sealed and sent.
//! It decides nothing about a form: it adds the moment, calls the session, and keeps what comes back.

mod back;
mod messages;
mod save;
mod seal;
mod undo;

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use std::sync::Arc;

use chrono::{DateTime, FixedOffset, NaiveDateTime};
use gloo::timers::callback::Timeout;
use sealform_engine::{Program, Session};
use sealform_protocol::{
    Action, ApplyError, Command, DeliveryState, Patch, Pattern, Progress, Reason, SaveFault, Snapshot,
};
use sealform_ui::{Host, HostEvent, ReceiptView, Target};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use yew::Callback;

use super::bindings::Page;
use super::device;
use super::open::Options;
use crate::clock;
use undo::Kept;

/// A session in a page.
pub struct BrowserHost {
    itself: Weak<Self>,
    page: Page,
    options: Options,
    program: Arc<Program>,
    session: RefCell<Session>,
    stage: Cell<Stage>,
    /// Whether the key is at work.
    sealing: Cell<bool>,
    progress: Cell<Progress>,
    /// What was sealed, once it is.
    receipt: RefCell<Option<ReceiptView>>,
    listener: RefCell<Option<Callback<HostEvent>>>,
    save_timer: RefCell<Option<Timeout>>,
    /// What can be undone.
    kept: RefCell<Option<Kept>>,
    /// How often the draft was changed: it is saved when the last change is, not when an earlier one is.
    changes: Cell<u64>,
    /// Milliseconds by which the device's clock was behind the draft, at most, since it was opened.
    back_ms: Cell<u64>,
    /// Milliseconds for which the draft was open before, and the moment at which it was opened now.
    open_before: Cell<u64>,
    opened: Cell<u64>,
    /// When the draft that came back from the device was left.
    left_at: Option<DateTime<FixedOffset>>,
    /// Since when nobody looks at the page.
    hidden_at: Cell<Option<DateTime<FixedOffset>>>,
    /// Whether nothing is saved and reported any more.
    closed: Cell<bool>,
}

/// What became of a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// It is being filled.
    Open,
    /// It is sealed; the file has its UUID.
    Sealed,
    /// It was put aside for a new one.
    Aside,
}

impl Stage {
    fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Sealed => "sealed",
            Self::Aside => "aside",
        }
    }
}

impl BrowserHost {
    /// A host for a session that is begun or restored.
    pub fn new(page: Page, program: Arc<Program>, mut options: Options, session: Session) -> Rc<Self> {
        let receipt = options.receipt.take();
        let left_at = options.left_at.take();
        Rc::new_cyclic(|itself: &Weak<Self>| Self {
            itself: Weak::clone(itself),
            page,
            program,
            progress: Cell::new(session.snapshot().progress),
            session: RefCell::new(session),
            stage: Cell::new(if receipt.is_some() { Stage::Sealed } else { Stage::Open }),
            sealing: Cell::new(false),
            receipt: RefCell::new(receipt),
            listener: RefCell::new(None),
            save_timer: RefCell::new(None),
            kept: RefCell::new(None),
            changes: Cell::new(0),
            back_ms: Cell::new(0),
            open_before: Cell::new(options.open_ms),
            opened: Cell::new(device::mono_ms()),
            left_at,
            hidden_at: Cell::new(None),
            closed: Cell::new(false),
            options,
        })
    }

    /// The widgets that the form has, with blanks between them.
    pub fn widgets(&self) -> String {
        sealform_ui::widgets(self.session.borrow().snapshot())
    }

    /// The draft as text.
    pub fn draft_text(&self) -> String {
        self.session.borrow().draft().to_text()
    }

    /// Writes no more, and reports no more.
    pub fn close(&self) {
        self.closed.set(true);
        self.save_timer.replace(None);
        self.listener.replace(None);
    }

    /// A submission is in that state on its way to a target.
    pub fn on_delivery(&self, jti: &str, target: Target, state: DeliveryState) {
        self.emit(HostEvent::Delivery { jti: jti.to_owned(), target, state });
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
        self.clock_behind(command.at);
        let patch = self.session.borrow_mut().apply(command)?;
        self.count_change();
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

    /// By how many milliseconds the device's clock is, or was, behind the draft.
    fn clock_behind(&self, now: DateTime<FixedOffset>) -> u64 {
        let behind = self.session.borrow().draft().at - now;
        let most = self.back_ms.get().max(u64::try_from(behind.num_milliseconds()).unwrap_or(0));
        self.back_ms.set(most);
        most
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
}

/// What an action writes to, where it writes an answer.
fn written_path(action: &Action) -> Option<&str> {
    match action {
        Action::Answer { path, .. }
        | Action::Comment { path, .. }
        | Action::AddInstance { path }
        | Action::RemoveInstance { path }
        | Action::StartWatch { path } => Some(path),
        Action::Fact { name, .. } => Some(name),
        Action::Open { .. } | Action::Language { .. } => None,
    }
}

impl Host for BrowserHost {
    fn snapshot(&self) -> Snapshot {
        self.session.borrow().snapshot().clone()
    }

    fn why(&self, path: &str) -> Vec<Reason> {
        self.session.borrow().why(path).unwrap_or_default()
    }

    fn patterns(&self) -> Vec<Pattern> {
        self.session.borrow().patterns()
    }

    fn apply(&self, action: Action) -> Result<Patch, ApplyError> {
        self.take(action)
    }

    fn remove(&self, action: Action) -> Result<Patch, ApplyError> {
        let patch = self.take(action)?;
        self.keep_inverse();
        Ok(patch)
    }

    fn undo(&self) -> Option<Patch> {
        self.take_back()
    }

    fn left_at(&self) -> Option<DateTime<FixedOffset>> {
        self.left_at
    }

    fn is_at_work(&self) -> bool {
        let Some(working) = self.page.working() else { return false };
        let itself = Weak::clone(&self.itself);
        spawn_local(async move {
            // What fails says so in its place.
            let _ = JsFuture::from(working).await;
            if let Some(host) = itself.upgrade() {
                host.emit(HostEvent::Settled);
            }
        });
        true
    }

    fn seal(&self) {
        self.begin_sealing();
    }

    fn receipt(&self) -> Option<ReceiptView> {
        self.receipt.borrow().clone()
    }

    fn subscribe(&self, listener: Callback<HostEvent>) {
        self.listener.replace(Some(listener));
        if !self.options.keeps {
            let itself = Weak::clone(&self.itself);
            spawn_local(async move {
                if let Some(host) = itself.upgrade() {
                    host.emit(HostEvent::SaveFailed { reason: SaveFault::Denied });
                }
            });
        }
    }

    fn download(&self, jti: &str) {
        self.page.offer_file(jti);
    }

    fn shares(&self) -> bool {
        self.page.shares()
    }

    fn share(&self, jti: &str) {
        self.page.share_file(jti);
    }

    fn retry_delivery(&self, jti: &str) {
        self.page.retry(jti);
    }

    fn save_draft_to_file(&self) {
        let name = format!("{}.draft.json", self.session.borrow().draft().id);
        self.page.offer(&name, "application/json", &self.draft_text());
    }

    fn show_report(&self, jti: &str) {
        self.page.show_report(jti);
    }

    fn show_device(&self) {
        self.page.show_device();
    }

    fn show_keys(&self) {
        self.page.show_keys();
    }

    fn offer_event(&self, title: &str, day: &str) {
        self.page.offer_event(title, day);
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
