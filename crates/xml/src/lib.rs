//! XML documents as nodes that expressions walk over: what `sealform eval --xml` does.
//!
//! ```
//! use sealform_xml::{Document, Setting};
//! let document = Document::read("<data><visit><age>31</age></visit><visit><age>40</age></visit></data>").expect("XML");
//! let found = document.evaluate("/data/visit[age > 35]/age", &Setting::default()).expect("an expression");
//! assert_eq!((found.value.to_text(), found.nodes.expect("nodes").remove(0)), ("40".to_owned(), "/*[1]/*[2]/*[1]".to_owned()));
//! ```
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

mod evaluate;
mod findings;
mod locate;
mod names;
mod texts;
mod tree;
mod walk;
mod zone;

pub use evaluate::{Found, Setting};
pub use tree::Document;
pub use zone::{Zone, zone};
