//! Plain data between the engine and the user interface.
//!
//! A person's action becomes a [`Command`]; the engine answers with a [`Patch`]; a [`Patch`] applied
//! to the old [`Snapshot`] gives the new one. A [`Draft`] is what is saved between two sessions.
//! There are no rules in here, and no sentences of the interface: an [`Issue`] has parameters, and
//! the sentences are in the catalogues of the UI.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]
#![deny(clippy::wildcard_enum_match_arm)]

mod command;
mod delivery;
mod draft;
mod finished;
mod issue;
mod read;
mod score;
mod verification;
mod view;
mod widget;
mod write;

pub use command::{Action, ApplyError, BadFact, Command, FactFault};
pub use delivery::{DeliveryState, SaveFault, SealFault};
pub use draft::{Draft, LogEntry, Pin};
pub use finished::{FinishedForm, OpenPoint, Score};
pub use issue::{Issue, IssueView, Part};
pub use read::Unreadable;
pub use score::{LineReason, ScoreLine, ScorePart, ScoreView};
pub use verification::{Intact, Verification};
pub use view::{
    AttemptsView, ChoiceView, CommentView, Control, FileKind, FormView, GroupKind, GroupView, Key, MediumView, Node,
    OutcomeView, PageView, Patch, Position, Progress, QuestionView, RangeView, ScaleView, Snapshot, WordCount,
};
pub use widget::{FieldView, GeoShape, WidgetChoice, WidgetKind, WidgetView};
