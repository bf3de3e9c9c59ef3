//! The nouns that every Sealform crate shares.
//!
//! A [`Json`] tree is read from text with its errors named; a [`Value`] is one typed answer; a
//! [`QuestionPath`] says where a question stands; a [`Finding`] says to an author what is wrong,
//! where, and how to mend it. Nothing here does I/O or reads a clock.

#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::unreachable,
        clippy::string_slice
    )
)]

// What is derived names this crate as others do.
extern crate self as sealform_types;

mod arena;
pub mod canonical;
mod closest;
mod collections;
mod decimal;
mod digest;
mod double;
mod finding;
mod geopoint;
pub mod iso;
mod json;
mod letters;
mod level;
mod natural;
mod nps;
mod order;
mod path;
mod relation;
mod text_input;
mod value;
mod visit;
mod wire;

pub use arena::{Arena, ArenaId};
pub use closest::closest_match;
pub use collections::{ChunkMap, VecMap, VecSet};
pub use decimal::{Decimal, DecimalError};
pub use digest::{Sha256Digest, digest, fnv1a, questionnaire_digest};
pub use double::{nearest_double, read_double, shortest_digits, write_double};
pub use finding::{EXPLAINS, Finding, Findings, Place, Severity};
pub use geopoint::Geopoint;
pub use json::{
    Json, JsonError, JsonFault, MAX_DEPTH, MAX_DOCUMENT_BYTES, MemberFault, ObjectReader, ObjectWriter, Unfinished,
    pointer,
};
pub use letters::{ONE_PAGE, has_word, is_capital, is_small, lowercase, uppercase};
pub use level::Level;
pub use natural::{Natural, common_divisor};
pub use nps::NpsClass;
pub use order::{in_order, previous_duplicates, sort_permutation};
pub use path::{PathError, QuestionPath, Step, is_file_name, is_name, is_outcome};
pub use relation::Relation;
pub use sealform_wire_derive::Wire;
pub use text_input::TextInput;
pub use value::{Attempt, AttemptOutcome, Value};
pub use visit::{Hours, Visit};
pub use wire::{Decoder, Encoder, Wire};
