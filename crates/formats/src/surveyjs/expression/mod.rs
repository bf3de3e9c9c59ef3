//! SurveyJS's conditions and expressions in our words.
//!
//! ```text
//! text ─parse→ tree ─translate(names)→ our expression
//! ```

mod compare;
mod dates;
mod functions;
mod parse;
mod translate;

pub(super) use compare::{digits, part_of_day};
pub use parse::{Tree, parse};
pub use translate::{Column, Names, Rows, Shape, Target, Untranslatable, translate};
pub(super) use translate::{Goal, InRow, Translator};
