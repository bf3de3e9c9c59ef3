//! Which libraries are allowed: from the registry of crates, under licences that ours can stand beside, and with digests where
//! npm locks them. What is known against them is asked in `advisories`.

use std::fs;

use anyhow::{Context, Result, bail};
use cargo_metadata::{MetadataCommand, Package};
use spdx::{Expression, LicenseReq, ParseMode};

use crate::advisories::{self, CRATES};
use crate::process::say;
use crate::repository::Repository;
use crate::tidy;

/// Licences that ask for no more than a notice (CC0 for not even that; NCSA is that of the fuzzer, which never ships).
const LICENCES: [&str; 11] = [
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "NCSA",
    "Unicode-3.0",
    "Zlib",
];

/// Looks at every crate and npm package of the lock files, and asks what is known against them.
///
/// # Errors
/// If a library is not allowed, a lock file is not whole, or an advisory is known.
pub fn run(repo: &Repository) -> Result<()> {
    let mut found = Vec::new();
    for folder in CRATES {
        let manifest = repo.path(folder).join("Cargo.toml");
        let options = ["--locked".to_owned()];
        let metadata = MetadataCommand::new().manifest_path(&manifest).other_options(options).exec();
        let metadata = metadata.with_context(|| format!("cargo cannot read what {} locks", repo.short(&manifest)))?;
        found.extend(metadata.packages.iter().flat_map(crate_faults));
    }
    for name in tidy::tracked(repo)?.iter().filter(|name| name.ends_with("package-lock.json")) {
        let lock = fs::read(repo.path(name)).with_context(|| format!("cannot read {name}"))?;
        let lock = serde_json::from_slice(&lock).with_context(|| format!("{name} is not JSON"))?;
        found.extend(without_digest(&lock).map(|package| format!("{name}: `{package}` has no `integrity`")));
    }
    found.sort();
    found.dedup();
    for fault in &found {
        println!("    {fault}");
    }
    if !found.is_empty() {
        bail!("{} fault(s) of libraries", found.len());
    }
    say("libraries: registry, licences and digests are in order");
    advisories::run(repo)
}

/// What is wrong with a crate; ours come from no registry.
fn crate_faults(package: &Package) -> Vec<String> {
    let Some(source) = &package.source else { return Vec::new() };
    let name = format!("{} {}", package.name, package.version);
    let mut found = Vec::new();
    if !source.is_crates_io() {
        found.push(format!("{name}: it comes from {}, and not from the registry", source.repr));
    }
    if !package.license.as_deref().is_some_and(is_allowed) {
        let licence = package.license.as_deref().unwrap_or("none");
        found.push(format!("{name}: the licence `{licence}` is not in the list of xtask/src/libraries.rs"));
    }
    found
}

/// Whether an SPDX expression leaves a choice that is allowed; older crates write `/` for `OR`.
fn is_allowed(licence: &str) -> bool {
    let is_listed = |wanted: &LicenseReq| wanted.license.id().is_some_and(|id| LICENCES.contains(&id.name));
    Expression::parse_mode(licence, ParseMode::LAX).is_ok_and(|licence| licence.evaluate(is_listed))
}

/// Packages of npm's lock file that are fetched without a digest.
fn without_digest(lock: &serde_json::Value) -> impl Iterator<Item = &str> {
    let packages = lock.get("packages").and_then(serde_json::Value::as_object).into_iter().flatten();
    packages.filter_map(|(name, package)| {
        let is_fetched = !name.is_empty() && ["link", "inBundle"].iter().all(|member| package.get(member).is_none());
        (is_fetched && package.get("integrity").is_none()).then_some(name.as_str())
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_licence_is_allowed_where_one_can_choose_so() {
        for fine in [
            "MIT",
            "MIT/Apache-2.0",
            "Apache-2.0 / MIT",
            "MIT OR Apache-2.0 OR LGPL-2.1-or-later",
            "(MIT OR Apache-2.0) AND Unicode-3.0",
            "Apache-2.0 WITH LLVM-exception OR MIT",
        ] {
            assert!(is_allowed(fine), "{fine}");
        }
        for other in ["GPL-3.0-only", "MIT AND GPL-3.0-only", "LicenseRef-Own", "my own", ""] {
            assert!(!is_allowed(other), "{other}");
        }
    }

    #[test]
    fn a_package_that_is_fetched_has_a_digest() {
        let lock = json!({ "packages": {
            "": { "name": "ours" },
            "node_modules/a": { "version": "1.0.0", "integrity": "sha512-x" },
            "node_modules/b": { "link": true },
            "node_modules/c": { "version": "1.0.0" },
        } });
        assert_eq!(without_digest(&lock).collect::<Vec<_>>(), ["node_modules/c"]);
    }

    #[test]
    fn a_crate_comes_from_the_registry() {
        let package = |source: serde_json::Value, license: &str| -> Package {
            let target = json!([]);
            serde_json::from_value(json!({
                "name": "a", "version": "1.0.0", "id": "a", "license": license, "source": source, "targets": target,
                "dependencies": [], "features": {}, "manifest_path": "Cargo.toml",
            }))
            .expect("a package")
        };
        assert_eq!(crate_faults(&package(json!("registry+https://example.org/index"), "MIT")).len(), 1);
        assert_eq!(crate_faults(&package(json!(null), "none of yours")), Vec::<String>::new());
        assert_eq!(crate_faults(&package(json!("git+https://example.org/a"), "GPL-3.0-only")).len(), 2);
    }
}
