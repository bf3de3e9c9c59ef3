//! The one interface between the UI and the world: a session, storage, keys, delivery and a clock.

use std::ops::Deref;
use std::rc::Rc;

use chrono::{DateTime, FixedOffset, NaiveDateTime};
use sealform_protocol::{Action, ApplyError, DeliveryState, Patch, Pattern, Reason, SaveFault, SealFault, Snapshot};
use yew::Callback;

/// What the UI asks for and never does itself.
///
/// Every method returns at once. What takes time is reported later as a [`HostEvent`].
pub trait Host {
    /// The whole form as it is now.
    fn snapshot(&self) -> Snapshot;

    /// Whether it is known how much there is to do; in a browser it always is.
    #[cfg(not(target_family = "wasm"))]
    fn counts(&self) -> Counts {
        Counts::Known
    }

    /// Why a question is asked, required or closed as things stand.
    fn why(&self, path: &str) -> Vec<Reason>;

    /// What is unusual about the answers together.
    fn patterns(&self) -> Vec<Pattern>;

    /// Takes one action; the host adds the moment, and has the draft saved soon after.
    ///
    /// # Errors
    /// [`ApplyError`] where the session refuses; nothing has changed then.
    fn apply(&self, action: Action) -> Result<Patch, ApplyError>;

    /// The same of an action that takes something away: what undoes it is kept, in place of what was kept before.
    ///
    /// # Errors
    /// As [`Host::apply`].
    fn remove(&self, action: Action) -> Result<Patch, ApplyError>;

    /// Undoes what was kept last: a removal, or starting over, after which [`HostEvent::Opened`] follows.
    fn undo(&self) -> Option<Patch>;

    /// When the draft that was opened was left, where the device kept one in which something was done.
    fn left_at(&self) -> Option<DateTime<FixedOffset>>;

    /// Whether a control is still at work on an answer, such as a picture that is made smaller; [`HostEvent::Settled`]
    /// follows then.
    fn is_at_work(&self) -> bool;

    /// Finishes and signs. The outcome comes as [`HostEvent::Sealed`] or [`HostEvent::SealFailed`].
    fn seal(&self);

    /// What was sealed here before, where the page was loaded again after sealing.
    fn receipt(&self) -> Option<ReceiptView>;

    /// Sets the listener for what happens. There is one; a later one replaces it.
    fn subscribe(&self, listener: Callback<HostEvent>);

    /// Offers the sealed file of that submission for saving.
    fn download(&self, jti: &str);

    /// Whether the device can hand files to its other programs.
    fn shares(&self) -> bool;

    /// Hands the sealed file of that submission to one of them.
    fn share(&self, jti: &str);

    /// Sends that submission again to every target that has not taken it.
    fn retry_delivery(&self, jti: &str);

    /// Offers the draft for saving as a file.
    fn save_draft_to_file(&self);

    /// Shows a sealed file as people read it.
    fn show_report(&self, jti: &str);

    /// Shows the reports and drafts on this device: to go on with, save, send again, delete, or open from a file.
    fn show_device(&self);

    /// Shows the keys that do something.
    fn show_keys(&self);

    /// Offers an entry for the person's calendar; `day` is an ISO date.
    fn offer_event(&self, title: &str, day: &str);

    /// Puts the draft or the sealed form aside and begins anew; [`HostEvent::Opened`] follows. It can be undone.
    fn start_over(&self);

    /// The moment, by the device's clock and in its zone.
    fn now(&self) -> DateTime<FixedOffset>;

    /// The moment at which the device's clock shows this local time. Of two such moments, when
    /// clocks are put back, the earlier; in the hour that is skipped, the moment after the gap.
    fn moment_of(&self, local: NaiveDateTime) -> DateTime<FixedOffset>;
}

#[cfg(not(target_family = "wasm"))]
/// Whether it is known how much there is to do, and on which pages.
#[cfg(not(target_family = "wasm"))]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counts {
    /// It is the same everywhere.
    Known,
    /// It follows from facts.
    Open,
}

/// A shared host. Two handles are equal when they lead to the same host.
#[derive(Clone)]
pub struct HostHandle(Rc<dyn Host>);

impl HostHandle {
    /// Wraps a host.
    pub fn new(host: Rc<dyn Host>) -> Self {
        Self(host)
    }
}

impl PartialEq for HostHandle {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Deref for HostHandle {
    type Target = dyn Host;

    fn deref(&self) -> &Self::Target {
        self.0.as_ref()
    }
}

/// What happened outside the UI.
#[derive(Debug, Clone, PartialEq)]
pub enum HostEvent {
    /// The draft is on disk with everything done so far.
    Saved {
        /// When.
        at: DateTime<FixedOffset>,
    },
    /// The draft could not be written.
    SaveFailed {
        /// Why.
        reason: SaveFault,
    },
    /// The form is signed and kept.
    Sealed(ReceiptView),
    /// The form could not be signed; the draft is as it was.
    SealFailed {
        /// Why.
        reason: SealFault,
    },
    /// A submission is on its way to a target, has arrived, or has not.
    Delivery {
        /// Which submission.
        jti: String,
        /// Where to.
        target: Target,
        /// How far it has come.
        state: DeliveryState,
    },
    /// The page around the form changed a fact or the language.
    PatchFromOutside(Patch),
    /// Somebody looks at the page again that was out of sight for a while.
    CameBack {
        /// Since when.
        left: DateTime<FixedOffset>,
        /// The moment at hand.
        now: DateTime<FixedOffset>,
        /// What has changed with the days alone.
        patch: Patch,
    },
    /// Another draft stands in place of the one shown.
    Opened {
        /// The form.
        snapshot: Snapshot,
        /// What was sealed, where that came back.
        receipt: Option<ReceiptView>,
        /// Which of the two.
        opening: Opening,
    },
    /// No control is at work any more.
    Settled,
}

/// How a draft comes in place of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// It is new; the one before was put aside.
    Anew,
    /// The one that was put aside is back.
    Back,
}

/// What was sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptView {
    /// The submission's UUID.
    pub jti: String,
    /// SHA-256 of the payload, in lower-case hexadecimal: the fingerprint.
    pub sha256: String,
    /// What the file is called.
    pub file_name: String,
    /// How long the file is.
    pub bytes: u32,
    /// The RFC 7638 thumbprint of the key that signed.
    pub signer: String,
    /// When it was sealed.
    pub sealed_at: DateTime<FixedOffset>,
    /// Whether the device keeps the file; where it does not, it is gone with the page.
    pub kept: bool,
    /// Where it goes, and how far it has come.
    pub deliveries: Vec<(Target, DeliveryState)>,
}

/// A target of the delivery document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Its id, which no other target of the form has.
    pub id: String,
    /// Where it is.
    pub place: TargetPlace,
    /// Whether only its recipient can read what goes there; known of the targets that a form is opened with.
    pub is_encrypted: bool,
}

/// Where a submission goes, as a person reads it. Two targets may read alike: what is secret in an address is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TargetPlace {
    /// The page around the form.
    Page,
    /// A server that takes the file by POST.
    Webhook {
        /// Its host name and path.
        host: String,
    },
}
