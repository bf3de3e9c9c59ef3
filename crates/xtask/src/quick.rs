//! The demo's site, built with as little as will do: no `wasm-pack`, no types.
//!
//! What it serves is what ships: the same profile, the same passes of `wasm-opt`, the same bundles. The glue comes from
//! wasm-bindgen's library. Nothing is built where nothing has changed since the last time.

use std::ffi::OsStr;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::clock::Watch;
use crate::dist::{self, MODULES, Module};
use crate::process::{self, cargo, say};
use crate::repository::Repository;
use crate::site;
use crate::tools::{self, Need};

const WASM: &str = "wasm32-unknown-unknown";
/// Everything that the site is made of.
const INPUTS: [&str; 6] = ["crates", "www", "Cargo.toml", "Cargo.lock", "rust-toolchain.toml", ".cargo"];
/// Folders of what is made or installed.
const PRODUCTS: [&str; 4] = ["node_modules", "pkg", "dist", "target"];

/// Builds the site unless it is there already, and gives its folder.
///
/// # Errors
/// If something does not build or cannot be copied.
pub fn build(repo: &Repository) -> Result<PathBuf> {
    let watch = Watch::start();
    let (stamp, now) = (repo.target("site.stamp"), stamp(repo)?);
    if site::folder(repo).is_dir() && fs::read_to_string(&stamp).is_ok_and(|before| before == now) {
        say("nothing has changed since the site was built");
        return Ok(site::folder(repo));
    }
    // Whatever goes wrong from here on, the old stamp says nothing any more.
    let _ = fs::remove_file(&stamp);
    tools::ensure(repo, &[Need::WasmTarget, Need::RustSources, Need::Npm])?;
    for module in MODULES {
        glue(repo, module)?;
    }
    let package = repo.target("package");
    dist::fill(repo, &package)?;
    let site = site::put_together(repo, &package)?;
    fs::write(&stamp, now).context("cannot write into the build directory")?;
    say(format_args!("built in {}", watch.elapsed()));
    Ok(site)
}

fn glue(repo: &Repository, module: Module) -> Result<()> {
    say(format_args!("compiling Rust to Wasm: {}", module.features));
    let mut build = cargo();
    dist::for_pages(repo, build.current_dir(repo.path("")))?;
    build.args([
        "build",
        "--quiet",
        "--package",
        "sealform-web",
        "--lib",
        "--target",
        WASM,
        "--profile",
        dist::PROFILE,
    ]);
    process::run(build.args(["--no-default-features", "--features", module.features]))?;
    let wasm = repo.target(WASM).join(dist::PROFILE).join("sealform_web.wasm");
    let mut glue = cargo();
    glue.current_dir(repo.path("")).args(["run", "--quiet", "--package", "glue", "--"]);
    process::run(glue.arg(wasm).arg(module.folder(repo)).arg(module.name))
}

/// What the inputs are now, and the compiler: the same text for the same site.
fn stamp(repo: &Repository) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    process::version("rustc").hash(&mut hasher);
    for input in INPUTS {
        take(&repo.path(input), &mut hasher)?;
    }
    Ok(format!("{:016x}\n", hasher.finish()))
}

fn take(path: &Path, hasher: &mut impl Hasher) -> Result<()> {
    if !path.is_dir() {
        path.hash(hasher);
        fs::read(path).with_context(|| format!("cannot read {}", path.display()))?.hash(hasher);
        return Ok(());
    }
    let entries = fs::read_dir(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut inside = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    inside.retain(|path| !PRODUCTS.iter().any(|name| path.file_name() == Some(OsStr::new(name))));
    inside.sort();
    inside.iter().try_for_each(|path| take(path, hasher))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_follows_what_is_written_and_not_what_is_made() {
        let folder = tempfile::tempdir().expect("a folder");
        let stamp = || {
            let mut hasher = DefaultHasher::new();
            take(folder.path(), &mut hasher).expect("it can be read");
            hasher.finish()
        };
        fs::write(folder.path().join("a.rs"), "1").expect("written");
        let first = stamp();
        fs::create_dir(folder.path().join("dist")).expect("made");
        fs::write(folder.path().join("dist/a.js"), "1").expect("written");
        assert_eq!(stamp(), first);
        fs::write(folder.path().join("a.rs"), "2").expect("written");
        assert_ne!(stamp(), first);
    }
}
