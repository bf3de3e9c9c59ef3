//! The bindings to JavaScript: convert, call, convert.
//!
//! ```text
//! runtime    mount(element, page, options): program → one session → the UI on the screen, saved, scored, sealed and sent
//! headless   Engine: the engine with its compiler and without a UI, for authors, workers, Node and verifying hosts
//! rare       compute(name, arguments): the functions that few forms use, without any state
//! clock, zone, failure, js   what the first two share
//! ```
//!
//! Each of the three is a feature and a Wasm of its own. A page that has a program loads the runtime and nothing else, unless
//! the form calls a rare function.
//!
//! Not here: rules (the engine has them), sentences and elements (the UI has them). Decisions that need no browser are
//! plain functions with native tests: what a reply means (`submit/outcome.rs`), how an entry goes its way
//! (`submit/entry.rs`), where a zone changes its offset (`zone.rs`), which draft comes back (`store/records.rs`).
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

/// Smaller than the one of the standard library, and as fast.
#[cfg(target_family = "wasm")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

#[cfg(any(feature = "runtime", feature = "headless"))]
mod clock;
#[cfg(any(feature = "runtime", feature = "headless"))]
mod failure;
#[cfg(any(feature = "runtime", feature = "headless"))]
#[cfg(feature = "headless")]
mod headless;
#[cfg(any(feature = "runtime", feature = "headless"))]
mod js;
#[cfg(feature = "rare")]
mod rare;
#[cfg(feature = "runtime")]
mod runtime;

#[cfg(feature = "headless")]
pub use headless::Engine;
#[cfg(feature = "rare")]
pub use rare::compute;
#[cfg(feature = "runtime")]
pub use runtime::{FormProgram, Mounted, Page, stack_top};
