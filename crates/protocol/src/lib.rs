//! Plain data between the engine and the user interface.
//!
//! A person's action becomes a [`Command`]; the engine answers with a [`Patch`]; a [`Patch`] applied
//! to the old [`Snapshot`] gives the new one. A [`Draft`] is what is saved between two sessions.
//! There are no rules in here, and no sentences of the interface: an [`Issue`] has parameters, and
//! the sentences are in the catalogues of the UI.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]
#![deny(clippy::wildcard_enum_match_arm)]

mod command;
mod counts;
mod delivery;
mod draft;
mod finished;
mod issue;
mod markup;
mod paper;
mod pattern;
mod read;
mod report;
mod score;
mod total;
mod verification;
mod view;
mod why;
mod widget;
mod write;

pub use command::{Action, ApplyError, BadFact, Command, FactFault};
pub use counts::{CharCount, Progress, WordCount};
pub use delivery::{DeliveryState, SaveFault, SealFault};
pub use draft::{Draft, LogEntry, Pin};
pub use finished::{FinishedForm, OpenPoint, Score};
pub use issue::{Issue, IssueView, Part};
pub use markup::{Mark, MarkKind, Markup, is_followed};
pub use paper::{Condition, Paper, Rule};
pub use pattern::Pattern;
pub use read::Unreadable;
pub use report::{
    Report, ReportAnswer, ReportAttempt, ReportCode, ReportFile, ReportRow, ReportScale, ReportScore, ReportScorePart,
    ReportSeal, ReportValue,
};
pub use score::{LineReason, ScoreLine, ScorePart, ScoreView};
pub use total::TotalView;
pub use verification::{Intact, Remark, Verification};
pub use view::{
    AttemptsView, ChoiceView, CommentView, Control, FileKind, FormView, GroupKind, GroupView, Key, MediumView, Node,
    OutcomeView, PageView, Patch, Position, QuestionView, RangeView, ScaleView, Snapshot,
};
pub use why::{Clause, Operand, Reason, ReasonFor};
pub use widget::{FieldView, GeoShape, InputKind, WidgetChoice, WidgetKind, WidgetView};
