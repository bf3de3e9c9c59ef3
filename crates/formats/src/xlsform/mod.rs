//! XLSForm: sheets → rows → document, and back.
//!
//! ```text
//! bytes → source   sheets of cells (.xlsx .xls .csv .md), within limits
//!       → read     headers to keys, rows to a tree of nodes, each with the cells it came from
//!       → check    names, references, triggers, lists, entities, ranges
//!       → document and scoring key
//! document → write sheets, with a column `sealform` for what no other column says
//! ```
//! What XLSForm means is taken from its specification (xlsform.org) and, where that is silent, from what pyxform does
//! with its own test tables. Columns that XLSForm does not have are in `www/docs/import.md`.

mod cells;
mod check;
mod read;
mod source;
mod write;

pub use read::document::read;
pub use source::format::Format;
pub use source::limits::{MAX_CELL_BYTES, MAX_CELLS, MAX_COLUMNS, MAX_ROW, MAX_SHEETS, MAX_TEXT_BYTES};
pub use write::{normal, same, write};
