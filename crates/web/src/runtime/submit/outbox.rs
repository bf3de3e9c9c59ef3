//! The outbox: every sealed file goes to every target at least once, over reloads, dead networks and closed tabs.
//!
//! Entries are in memory and, where the browser keeps things, written through to storage before and after each try. One
//! tab sends at a time, under a Web Lock, and reads the entries again once it has the lock.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use gloo::timers::callback::Timeout;
use sealform_protocol::DeliveryState;
use wasm_bindgen_futures::spawn_local;

use crate::clock;
use crate::runtime::delivery::Destination;
use crate::runtime::device::{self, Jitter};
use crate::runtime::lock::{self, LockMode};
use crate::runtime::store::{Change, Durability, FileRecord, FormKey, Store, StoreName};

use super::entry::Entry;
use super::outcome::{self, Outcome, Reply};
use super::webhook;

impl Entry {
    /// The change that writes it.
    pub fn to_change(&self) -> Change {
        Change::text(StoreName::Outbox, self.key(), &self.text())
    }
}

/// What an outbox reports to, and hands files to.
pub trait OutboxDelegate {
    /// An entry has changed its state.
    fn on_state(&self, entry: &Entry);

    /// Hands a file to the page; gives whether the page has taken it.
    fn hand_over(&self, file: &FileRecord) -> bool;
}

/// Everything on its way.
pub struct Outbox {
    /// The form whose files may be handed to the page: another form's page is another element.
    form: FormKey,
    store: Option<Rc<Store>>,
    delegate: Weak<dyn OutboxDelegate>,
    itself: Weak<Self>,
    entries: RefCell<Vec<Entry>>,
    files: RefCell<Vec<FileRecord>>,
    /// Whether the page has been offered what it did not take before this load.
    offered_again: Cell<bool>,
    running: Cell<bool>,
    wanted_again: Cell<bool>,
    timer: RefCell<Option<Timeout>>,
}

impl Outbox {
    /// An outbox that has read nothing yet.
    pub fn new(form: FormKey, store: Option<Rc<Store>>, delegate: Weak<dyn OutboxDelegate>) -> Rc<Self> {
        Rc::new_cyclic(|itself| Self {
            form,
            store,
            delegate,
            itself: Weak::clone(itself),
            entries: RefCell::default(),
            files: RefCell::default(),
            offered_again: Cell::new(false),
            running: Cell::new(false),
            wanted_again: Cell::new(false),
            timer: RefCell::new(None),
        })
    }

    /// Takes in a file that was just kept, and the entries that were kept with it.
    pub fn add(&self, file: FileRecord, entries: Vec<Entry>) {
        self.files.borrow_mut().push(file);
        self.entries.borrow_mut().extend(entries);
    }

    /// The file of that UUID, if it is known in this session.
    pub fn file(&self, jti: &str) -> Option<FileRecord> {
        self.files.borrow().iter().find(|file| file.jti == jti).cloned()
    }

    /// The entries of one submission.
    pub fn entries(&self, jti: &str) -> Vec<Entry> {
        self.entries.borrow().iter().filter(|entry| entry.jti == jti).cloned().collect()
    }

    /// Sends that submission again wherever it has not arrived.
    pub fn retry(&self, jti: &str) {
        for mut entry in self.entries(jti) {
            entry.retry();
            self.keep(entry);
        }
        self.run();
    }

    /// The page says, later than at once, that it has taken a file.
    pub fn acknowledge(&self, jti: &str) {
        let open = self.entries(jti).into_iter().find(|entry| entry.to == Destination::Page);
        if let Some(mut entry) = open {
            entry.settle(Outcome::Delivered, 0, 0, Jitter(0));
            self.keep(entry);
        }
    }

    /// Sends what is due, and sets the timer for the rest. Called on load, when the network is back, when the page is
    /// looked at again, and by the timer.
    pub fn run(&self) {
        if self.running.replace(true) {
            self.wanted_again.set(true);
            return;
        }
        let Some(itself) = self.itself.upgrade() else { return };
        spawn_local(async move {
            itself.pass().await;
            itself.running.set(false);
            if itself.wanted_again.take() {
                itself.run();
            }
        });
    }

    async fn pass(&self) {
        let _guard = lock::take("sealform-outbox", LockMode::Wait, || {}).await;
        self.read_again().await;
        self.offer_again();
        while let Some(entry) = self.next_due() {
            self.send(entry).await;
        }
        self.set_timer();
    }

    /// Another tab may have sent in the meantime.
    async fn read_again(&self) {
        let Some(store) = &self.store else { return };
        let Ok(texts) = store.texts(StoreName::Outbox, "").await else { return };
        for entry in texts.iter().filter_map(|text| Entry::read(text)) {
            if !self.entries.borrow().contains(&entry) {
                self.report(&entry);
                self.remember(entry);
            }
        }
    }

    /// A page that did not acknowledge a file may be another one by now.
    fn offer_again(&self) {
        if self.offered_again.replace(true) {
            return;
        }
        let mut entries = self.entries.borrow_mut();
        let unconfirmed = entries.iter_mut().filter(|entry| entry.to == Destination::Page);
        unconfirmed.filter(|entry| entry.state == DeliveryState::Unconfirmed).for_each(Entry::retry);
    }

    fn next_due(&self) -> Option<Entry> {
        let now = clock::now_ms();
        self.entries.borrow().iter().find(|entry| entry.is_due(now)).cloned()
    }

    async fn send(&self, mut entry: Entry) {
        let Some(file) = self.load(&entry.jti).await else {
            // Without its bytes nothing can ever be sent.
            entry.settle(Outcome::Dead, 0, 0, Jitter(0));
            return self.keep(entry);
        };
        if entry.to == Destination::Page && file.form != self.form {
            // For the element of its own form; not looked at again in this page.
            self.entries.borrow_mut().retain(|known| known.key() != entry.key());
            return;
        }
        entry.start();
        self.keep(entry.clone());
        let reply = match &entry.to {
            Destination::Page => self.hand_over(&file),
            Destination::Webhook { url, reply } => webhook::post(url, *reply, &file).await,
        };
        let status = match reply {
            Reply::Status { code, .. } => code,
            Reply::None | Reply::Opaque => 0,
        };
        entry.settle(outcome::judge(reply), status, clock::now_ms(), device::jitter());
        self.keep(entry);
    }

    fn hand_over(&self, file: &FileRecord) -> Reply {
        match self.delegate.upgrade().is_some_and(|delegate| delegate.hand_over(file)) {
            true => Reply::Status { code: 200, digest: outcome::Digest::Named, retry_after: None },
            false => Reply::Opaque,
        }
    }

    async fn load(&self, jti: &str) -> Option<FileRecord> {
        if let Some(file) = self.file(jti) {
            return Some(file);
        }
        let text = self.store.as_ref()?.get(StoreName::Files, jti).await.ok()??.as_string()?;
        let file = FileRecord::read(&text)?;
        self.files.borrow_mut().push(file.clone());
        Some(file)
    }

    /// Keeps an entry in memory and in storage, and reports it.
    fn keep(&self, entry: Entry) {
        if let Some(store) = &self.store {
            let written = store.write(Durability::Relaxed, &[entry.to_change()]);
            spawn_local(async {
                // What is not written here is sent once more after a reload: the receiver knows the key.
                let _ = written.await;
            });
        }
        self.report(&entry);
        self.remember(entry);
    }

    fn remember(&self, entry: Entry) {
        let mut entries = self.entries.borrow_mut();
        match entries.iter_mut().find(|known| known.key() == entry.key()) {
            Some(known) => *known = entry,
            None => entries.push(entry),
        }
    }

    fn report(&self, entry: &Entry) {
        if let Some(delegate) = self.delegate.upgrade() {
            delegate.on_state(entry);
        }
    }

    fn set_timer(&self) {
        let entries = self.entries.borrow();
        let next = entries.iter().filter(|entry| entry.is_open()).map(|entry| entry.next).min();
        let timer = next.map(|next| {
            // Never at once: an entry that could not be settled must not make this spin.
            let pause = next.saturating_sub(clock::now_ms()).clamp(100, 24 * 60 * 60 * 1000);
            let itself = Weak::clone(&self.itself);
            Timeout::new(u32::try_from(pause).unwrap_or(u32::MAX), move || {
                if let Some(outbox) = itself.upgrade() {
                    outbox.run();
                }
            })
        });
        self.timer.replace(timer);
    }
}
