//! SurveyJS's conditions and expressions in the language of questionnaires.
//!
//! ```text
//! text ─parse→ tree ─translate(names)→ expression
//! ```

mod arithmetic;
mod compare;
mod dates;
mod function;
mod functions;
mod lists;
mod names;
mod parse;
mod syntax;
mod target;
mod translator;
mod truth;

pub use function::{Aggregate, Function};
pub use names::{ChoiceName, Column, Names, Offer, RowMember, Rows};
pub use parse::{ExpressionError, parse};
pub use syntax::{BinaryOperator, Quoting, Tree, UnaryOperator};
pub use target::{Form, Shape, Target};
pub use translator::{Untranslatable, translate, translate_condition};

pub(super) use names::InRow;
pub(super) use target::{choice_name, month_number, part_of_day};
pub(super) use translator::{Goal, Translator};
