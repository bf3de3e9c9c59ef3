//! `glue WASM FOLDER NAME`: what `wasm-bindgen --target web` makes of a Wasm file, by the library behind that program.
//!
//! `cargo xtask demo` starts it, so that a machine need not build `wasm-pack` and `wasm-bindgen` first. It is a crate of its own
//! because nothing else needs so large a library; what npm publishes is made by `wasm-pack`.

use std::env;

use anyhow::{Result, bail};
use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<()> {
    let words: Vec<String> = env::args().skip(1).collect();
    let [wasm, folder, name] = words.as_slice() else { bail!("usage: glue WASM FOLDER NAME") };
    let mut bindgen = Bindgen::new();
    // The Wasm lies beside the script, and is asked for there: else it comes a third larger, as a script of its own.
    bindgen.input_path(wasm).out_name(name).web(true)?.typescript(true).omit_default_module_path(false);
    bindgen.generate(folder)
}
