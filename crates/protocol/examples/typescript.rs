//! Writes the TypeScript declarations of everything that crosses to JavaScript as JSON, one after the other by name.
//!
//! `cargo xtask types` formats what it prints and keeps it as `www/package/src/protocol.ts`.

use std::collections::BTreeMap;

use sealform_protocol::{
    Action, ApplyError, Command, Draft, FinishedForm, OpenPoint, Patch, Reason, Report, Score, Snapshot, Verification,
    WidgetView,
};
use sealform_types::{Finding, Json};
use ts_rs::{Config, TS, TypeVisitor};

const HEAD: &str = "/**
 * What crosses between the engine and JavaScript, as `sealform-protocol` writes and reads it.
 *
 * Generated from the Rust types by `cargo xtask types`; changed there, not here.
 */";

fn main() {
    // Keys and whole numbers stay within what JavaScript counts exactly.
    let mut found = Declarations { config: Config::new().with_large_int("number"), texts: BTreeMap::new() };
    found.visit::<Action>();
    found.visit::<ApplyError>();
    found.visit::<Command>();
    found.visit::<Draft>();
    found.visit::<Finding>();
    found.visit::<FinishedForm<'static>>();
    found.visit::<Json>();
    found.visit::<OpenPoint>();
    found.visit::<Patch>();
    found.visit::<Reason>();
    found.visit::<Report>();
    found.visit::<Score>();
    found.visit::<Snapshot>();
    found.visit::<Verification>();
    found.visit::<WidgetView>();
    println!("{HEAD}");
    for text in found.texts.values() {
        println!("\n{text}");
    }
}

/// Declarations by name.
struct Declarations {
    config: Config,
    texts: BTreeMap<String, String>,
}

impl TypeVisitor for Declarations {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        // Only what is declared has a place to be exported to; lists, maps and texts are written where they stand.
        let is_declared = T::output_path().is_some();
        if is_declared && self.texts.contains_key(&T::ident(&self.config)) {
            return;
        }
        if is_declared {
            let docs = without_example(T::docs().unwrap_or_default());
            self.texts.insert(T::ident(&self.config), format!("{docs}export {}", T::decl(&self.config)));
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

/// A comment without its example, which is Rust.
fn without_example(docs: String) -> String {
    match docs.split_once("# Example") {
        Some((before, _)) => [before.trim_end_matches([' ', '*', '\n']), "\n */\n"].concat(),
        None => docs,
    }
}
