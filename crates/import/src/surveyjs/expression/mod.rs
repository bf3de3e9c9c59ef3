//! SurveyJS's conditions and expressions in our words.
//!
//! ```text
//! text ─parse→ tree ─translate(names)→ our expression
//! ```

mod functions;
mod parse;
mod translate;

pub use parse::{Tree, parse};
pub(super) use translate::{InRow, Translator};
pub use translate::{Names, Rows, Shape, Target, Untranslatable, translate};
