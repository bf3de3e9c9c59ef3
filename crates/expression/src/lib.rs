//! Sealform's expression language: ODK's dialect of XPath 1.0 with `${name}` and `.`.
//!
//! ```text
//! text ─lexer→ tokens ─parser→ tree ─compile(scope)→ Expression ─eval(context)→ Val
//! ```
//!
//! What is compiled is made of the types of `expr` (pieces and walks) and `function`. `eval` and `walk` evaluate them, and
//! reach the bodies of functions through the pointers in the tables of `functions` alone: the tables know them.
//!
//! [`parse`] stops at the tree and says what it uses: importers and compilers ask [`Parsed::usage`], never the text.
//!
//! The crate knows a [`Scope`] of names and nothing of questionnaires. Compiling reports every fault
//! with its columns and a hint; what compiles never fails to evaluate.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::wildcard_enum_match_arm
    )
)]

mod ast;
mod clauses;
mod compile;
mod context;
mod dates;
mod eval;
mod expr;
mod expression;
mod function;
mod functions;
mod kinds;
mod lexer;
mod nodes;
mod parsed;
mod parser;
mod pattern;
#[cfg(feature = "rare")]
mod regex_compat;
#[cfg(not(feature = "rare"))]
mod remote;
mod syntax;
mod template;
mod usage;
mod value;
mod walk;
mod wire;
mod words;

pub use clauses::{Clause, Condition, Side};
pub use compile::{Purpose, compile};
pub use context::{Context, EvalError};
pub use dates::Zone;
pub use expression::Expression;
pub use function::Function;
#[cfg(feature = "rare")]
pub use functions::compute_rare;
pub use functions::selections::{BY_THE_WAY, NOW_BY_THE_WAY, VISIT};
pub use functions::{reference, seed_number, shuffled};
pub use kinds::{ListId, Named, NoNames, OfferedNodes, Reads, Scope, TablePart, TreeNode, ValueKind, ValueRef};
pub use lexer::differ_in_blanks;
pub use nodes::{NodeId, Nodes};
pub use parsed::{Parsed, parse, parse_qualified};
pub use syntax::{Asked, CallRole, NodeUse, PathFrom, StepTo, Syntax, SyntaxCall, SyntaxPath, SyntaxStep};
pub use template::{ParsedText, TextTemplate, has_insertions, insertions, parse_text};
pub use usage::{Mention, MentionKind, Usage, calls};
pub use value::Val;
pub use words::{sentence_count, word_count, words};

/// The longest expression, in bytes.
pub const MAX_EXPRESSION_BYTES: usize = 64 * 1024;
/// The most nodes that one evaluation looks at.
pub const MAX_NODES: u32 = 2_000_000;
/// The deepest nesting of brackets, calls and signs.
pub const MAX_DEPTH: u32 = 100;
