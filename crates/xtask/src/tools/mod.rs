//! `cargo xtask tools`: what the other commands need, installed where it is missing, and said so.
//!
//! Nothing here downloads by hand: Rust programs come by `cargo install`, browsers and valgrind by the system's packages, the rest
//! by npm and pip.

mod rust;
mod scripts;
mod system;

use anyhow::Result;

pub use scripts::{npm, python_program};
pub use system::{Consent, consent};

use crate::repository::Repository;

/// Where the tests of the npm package stand that need everybody's bundlers.
pub const PACKAGING: &str = "tests/packaging";
/// Where the program stands that asks ODK Web Forms.
pub const WEB_FORMS: &str = "tests/backends/openrosa";

/// Where Azure's storage is installed.
pub const AZURE: &str = "tests/backends/azure";

/// Where the programs stand that make XForms and spreadsheets.
pub const FORMS: &str = "tests/generated/xforms";

/// Where the programs stand that make surveys.
pub const SURVEYS: &str = "tests/generated/surveyjs";

/// What a command needs beyond Cargo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// The compiler's `wasm32-unknown-unknown` target.
    WasmTarget,
    /// The sources of the standard library.
    RustSources,
    /// `wasm-pack` and the `wasm-bindgen` that fits `Cargo.lock`.
    WasmPack,
    /// Node.js, and what `www/package/package-lock.json` names.
    Npm,
    /// What `tests/packaging/package-lock.json` names: everybody's bundlers.
    Packaging,
    /// What `tests/backends/openrosa/package-lock.json` names: ODK Web Forms' engine.
    WebForms,
    /// What `tests/generated/surveyjs/package-lock.json` names: SurveyJS's engine.
    Surveys,
    /// The fuzzer.
    CargoFuzz,
    /// Three browsers, their drivers, and a screen for those that want one.
    Browsers,
    /// What counts instructions.
    Valgrind,
    /// A Python environment with the packages of `tests/backends/requirements.txt`.
    Python,
    /// The languages of the guide's verifiers, with their libraries.
    Verifiers,
    /// Servers that sealed files are delivered to: S3, Azure, WebDAV, PostgreSQL.
    Backends,
}

/// Everything that `cargo xtask test` wants.
pub const ALL: [Need; 13] = [
    Need::WasmTarget,
    Need::RustSources,
    Need::WasmPack,
    Need::Npm,
    Need::Packaging,
    Need::WebForms,
    Need::Surveys,
    Need::CargoFuzz,
    Need::Browsers,
    Need::Valgrind,
    Need::Python,
    Need::Verifiers,
    Need::Backends,
];

/// Installs all of it now, so that later commands need no network.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Install system packages without asking
    #[arg(long)]
    install: bool,
}

/// Installs everything.
///
/// # Errors
/// If something is missing and cannot be installed; the message says how to do it by hand.
pub fn run(repo: &Repository, arguments: &Arguments) -> Result<()> {
    consent(Consent::of(arguments.install))?;
    ensure(repo, &ALL)
}

/// Makes sure of what a command needs.
///
/// # Errors
/// If something is missing and cannot be installed; the message says how to do it by hand.
pub fn ensure(repo: &Repository, needs: &[Need]) -> Result<()> {
    needs.iter().try_for_each(|need| match need {
        Need::WasmTarget => rust::wasm_target(),
        Need::RustSources => rust::sources(),
        Need::WasmPack => rust::wasm_pack(repo),
        Need::Npm => npm(&repo.path("www/package"), &[]),
        Need::Packaging => npm(&repo.path(PACKAGING), &["--ignore-scripts"]),
        Need::WebForms => npm(&repo.path(WEB_FORMS), &[]),
        Need::Surveys => npm(&repo.path(SURVEYS), &[]),
        Need::CargoFuzz => rust::cargo_fuzz(),
        Need::Browsers => system::browsers(),
        Need::Valgrind => system::packages(),
        Need::Python => scripts::python(repo),
        Need::Verifiers => system::verifiers(),
        Need::Backends => backends(repo),
    })
}

/// Azurite's scripts of installing send what it is used for; it runs without them.
fn backends(repo: &Repository) -> Result<()> {
    system::backends()?;
    rust::s3()?;
    npm(&repo.path(AZURE), &["--ignore-scripts"])
}
