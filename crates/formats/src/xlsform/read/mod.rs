//! From sheets to a document: headers, rows, the tree of the survey, choice lists, settings and the scoring key.
//! Not here: which bytes are which cells (`source`), and what must hold between rows (`check`).

#![deny(clippy::wildcard_enum_match_arm)]

pub mod choices;
pub mod columns;
pub mod context;
pub mod document;
pub mod extensions;
pub mod languages;
pub mod loops;
pub mod node;
pub mod overrides;
pub mod parameters;
pub mod question;
pub mod references;
pub mod repeats;
pub mod row;
pub mod rows;
pub mod score;
pub mod selects;
pub mod settings;
pub mod sheets;
pub mod table;
pub mod types;
pub mod values;
