//! `cargo xtask dist`: the npm package.
//!
//! Rust → Wasm (wasm-pack) → smaller Wasm (binaryen) → TypeScript around it → `www/package/dist`, which is what
//! npm would publish and what the demo loads.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::clock::Watch;
use crate::digests;
use crate::messages;
use crate::process::{self, program, say};
use crate::repository::Repository;
use crate::tools::{self, Need};

/// Where `wasm-pack` writes, a folder for each module: ignored by git, and replaced as a whole.
const PKG: &str = "www/package/pkg";
/// Where the package is assembled.
pub const DIST: &str = "www/package/dist";
/// What ships as Wasm.
pub const MODULES: [Module; 3] = [
    Module { name: "sealform_web", features: "runtime" },
    Module { name: "sealform_rare", features: "rare" },
    Module { name: "sealform_engine", features: "headless" },
];
/// The bindings to JavaScript, with one of its features.
#[derive(Debug, Clone, Copy)]
pub struct Module {
    pub name: &'static str,
    pub features: &'static str,
}

impl Module {
    fn wasm(self) -> String {
        format!("{}_bg.wasm", self.name)
    }

    /// Where its glue is.
    pub fn folder(self, repo: &Repository) -> PathBuf {
        repo.path(PKG).join(self.name)
    }
}

/// The engine without a UI: its glue, and its Wasm as it ships.
pub fn engine(repo: &Repository) -> [PathBuf; 2] {
    let [.., engine] = MODULES;
    [engine.folder(repo).join(format!("{}.js", engine.name)), repo.path(DIST).join(engine.wasm())]
}

/// Flags of the compiler for Wasm, beside those of `.cargo/config.toml`.
const RUSTFLAGS: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS";
/// How what ships is built.
pub const PROFILE: &str = "web-release";

/// What rustc's Wasm uses. Named one by one: with `--all-features` binaryen writes modules that no browser takes.
const FEATURES: [&str; 8] = [
    "--mvp-features",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// What `wasm-opt` does. Some of its passes make the file smaller but what is sent larger: code that was moved into its
/// callers, joined at its ends, or freed of what it does twice no longer repeats itself where brotli would find it (7 % of all);
/// data cut at its zeros likewise. Functions sorted by name stand beside others that were made of the same generic one (1.5 %).
/// Nothing lies below 1,024 in memory but the end of the stack, so a small offset is never what makes an address wrap.
const SMALLER: [&str; 9] = [
    "-Oz",
    "--skip-pass=inlining-optimizing",
    "--skip-pass=code-folding",
    "--skip-pass=local-cse",
    "--skip-pass=simplify-locals",
    "--skip-pass=memory-packing",
    "--converge",
    "--low-memory-unused",
    "--reorder-functions-by-name",
];

/// Builds the package.
///
/// # Errors
/// If a tool is missing or complains.
pub fn run(repo: &Repository) -> Result<()> {
    let watch = Watch::start();
    tools::ensure(repo, &[Need::WasmTarget, Need::RustSources, Need::WasmPack, Need::Npm])?;
    for module in MODULES {
        compile(repo, module)?;
    }
    let dist = repo.path(DIST);
    fill(repo, &dist)?;
    script(repo, "types.mjs", &dist)?;
    let beside =
        [("www/package/package.json", "package.json"), ("www/package/README.md", "README.md"), ("LICENSE", "LICENSE")];
    for (from, to) in beside {
        copy(&repo.path(from), &dist.join(to))?;
    }
    let digest = digests::write(&dist)?;
    say(format_args!("the npm package is in {} ({})", repo.short(&dist), watch.elapsed()));
    say(format_args!("the digests of its files are in {}, whose own SHA-256 is {digest}", digests::LIST));
    Ok(())
}

/// Fills a folder with what a page loads: Wasm, scripts and styles. The glue has been made.
///
/// # Errors
/// If a tool complains, or the folder cannot be written.
pub fn fill(repo: &Repository, dist: &Path) -> Result<()> {
    if dist.exists() {
        fs::remove_dir_all(dist).context("cannot empty the old package")?;
    }
    fs::create_dir_all(dist).context("cannot make the package's folder")?;
    for module in MODULES {
        optimise(repo, module, dist)?;
    }
    messages::write(repo)?;
    bundle(repo, dist)
}

/// Its own wasm-opt would be a download, so it is switched off.
fn compile(repo: &Repository, module: Module) -> Result<()> {
    say(format_args!("compiling Rust to Wasm: {}", module.features));
    let options = ["--target", "web", "--mode", "no-install", "--no-opt", "--no-pack", "--profile", PROFILE];
    process::run(
        for_pages(repo, &mut program("wasm-pack"))?
            .arg("build")
            .arg(repo.path("crates/web"))
            .arg("--out-dir")
            .arg(module.folder(repo))
            .args(["--out-name", module.name])
            .args(options)
            .args(["--", "--no-default-features", "--features", module.features]),
    )
}

/// Has the standard library built along with the Wasm: for size, and with a panic that is a trap at once. No page hears what a
/// panic says or where in the sources it began, and without its texts and their formatting people load a good part less.
/// These are flags that may still change, which is why a compiler asks to be told that somebody knows; ours is pinned.
pub fn for_pages<'c>(repo: &Repository, command: &'c mut Command) -> Result<&'c mut Command> {
    let paths = short_paths(repo)?;
    let flags =
        [paths.as_str(), "-Zlocation-detail=none", "-Zunstable-options", "-Cpanic=immediate-abort", "-Zinline-mir=yes"];
    let flags = flags.join(" ");
    Ok(command
        .env_remove("RUSTFLAGS")
        .env(RUSTFLAGS, flags)
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort")
        .env("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size"))
}

/// What is left of the names of source files: nobody's folders belong into what ships, and short names are small.
/// These flags join those of `.cargo/config.toml`.
fn short_paths(repo: &Repository) -> Result<String> {
    let sources = process::cargo_home().join("registry/src");
    let registries = fs::read_dir(&sources).into_iter().flatten().flatten().map(|entry| entry.path());
    let sysroot = process::read(program("rustc").args(["--print", "sysroot"]))?;
    let library = Path::new(sysroot.trim()).join("lib/rustlib/src/rust");
    let folders = registries.chain([library, repo.root()]);
    let flags: Vec<String> = folders.map(|folder| format!("--remap-path-prefix={}=.", folder.display())).collect();
    Ok(flags.join(" "))
}

/// Finds out where the bytes go of what pages load first, as it ships but for its names and before it is packed: `to` is the
/// module, and what is found stands beside it.
///
/// # Errors
/// If a tool complains.
pub fn shares(repo: &Repository, to: &Path) -> Result<()> {
    let [module, ..] = MODULES;
    process::run(smaller(repo, module, to).arg("--debuginfo"))?;
    script(repo, "shares.mjs", to)
}

fn smaller(repo: &Repository, module: Module, to: &Path) -> Command {
    let mut command = node_tool(repo, "wasm-opt");
    command.arg(module.folder(repo).join(module.wasm())).args(SMALLER).args(FEATURES).arg("-o").arg(to);
    command
}

fn optimise(repo: &Repository, module: Module, dist: &Path) -> Result<()> {
    say(format_args!("making {} smaller", module.wasm()));
    let (from, to) = (module.folder(repo).join(module.wasm()), dist.join(module.wasm()));
    process::run(&mut smaller(repo, module, &to))?;
    let size = |path: &Path| path.metadata().map(|data| data.len() / 1000).context("cannot read the Wasm");
    println!("    {} kB -> {} kB", size(&from)?, size(&to)?);
    Ok(())
}

fn bundle(repo: &Repository, dist: &Path) -> Result<()> {
    say("bundling TypeScript and styles");
    script(repo, "bundle.mjs", dist)
}

/// What is JavaScript's is written in JavaScript, in the package's own folder.
fn script(repo: &Repository, name: &str, dist: &Path) -> Result<()> {
    let mut node = program("node");
    process::run(node.current_dir(repo.path("www/package")).arg(format!("scripts/{name}")).arg(dist))
}

/// A program of the package's own `node_modules`, started in the package's folder.
fn node_tool(repo: &Repository, name: &str) -> Command {
    let mut command = Command::new(repo.path("www/package/node_modules/.bin").join(name));
    command.current_dir(repo.path("www/package"));
    command
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::copy(from, to).map(|_| ()).with_context(|| format!("cannot copy {}", from.display()))
}
