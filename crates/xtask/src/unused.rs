//! Dependencies that a crate has and does not use: no path of its code begins with their name.
//!
//! A crate that has to be there without being named, for example to set a feature of it, stands with its reason in the
//! manifest:
//!
//! ```toml
//! [package.metadata.tidy.unnamed]
//! tracing = "its feature switches off what Yew writes"
//! ```

use std::collections::BTreeSet;

use anyhow::Result;
use cargo_metadata::{DependencyKind, Package, TargetKind};

use crate::cycles::{Code, Tree};
use crate::repository::Repository;

/// The first names of the paths in the code of one package.
#[derive(Debug, Default)]
struct Named {
    /// In what ships: libraries and programs without their unit tests.
    shipped: BTreeSet<String>,
    /// In the build script.
    build: BTreeSet<String>,
    /// In everything else: tests of all kinds, examples, benchmarks.
    tests: BTreeSet<String>,
}

/// Every dependency of the workspace's crates that their code does not name, one sentence each.
///
/// # Errors
/// If a file cannot be read or is not Rust.
pub fn found(repo: &Repository) -> Result<Vec<String>> {
    let mut sentences = Vec::new();
    for package in &repo.metadata().packages {
        let manifest = repo.short(package.manifest_path.as_std_path()).to_string();
        let dependencies: Vec<(String, DependencyKind)> = package
            .dependencies
            .iter()
            .map(|one| (one.rename.clone().unwrap_or_else(|| one.name.clone()), one.kind))
            .collect();
        let unnamed = package.metadata.pointer("/tidy/unnamed").and_then(|table| table.as_object());
        let unnamed: BTreeSet<&str> = unnamed.into_iter().flatten().map(|(name, _)| name.as_str()).collect();
        sentences.extend(breaches(&dependencies, &named(package)?, &unnamed).map(|text| format!("{manifest}: {text}")));
    }
    Ok(sentences)
}

fn breaches<'a>(
    dependencies: &'a [(String, DependencyKind)],
    named: &'a Named,
    unnamed: &'a BTreeSet<&str>,
) -> impl Iterator<Item = String> + 'a {
    let unused = dependencies.iter().filter_map(move |(name, kind)| {
        match (fault(name, *kind, named), unnamed.get(name.as_str())) {
            (Some(fault), None) => Some(fault),
            (None, Some(_)) => Some(format!("code names `{name}`: take it off `package.metadata.tidy.unnamed`")),
            (Some(_), Some(_)) | (None, None) => None,
        }
    });
    let gone = unnamed.iter().filter(move |name| dependencies.iter().all(|(known, _)| known != *name));
    unused.chain(gone.map(|name| format!("`{name}` of `package.metadata.tidy.unnamed` is not a dependency")))
}

/// What is wrong with one dependency.
fn fault(name: &str, kind: DependencyKind, named: &Named) -> Option<String> {
    let path = name.replace('-', "_");
    let is_in_tests = named.tests.contains(&path);
    match kind {
        DependencyKind::Normal if named.shipped.contains(&path) => None,
        DependencyKind::Normal if is_in_tests => {
            Some(format!("only tests name `{name}`: move it to `[dev-dependencies]`"))
        }
        DependencyKind::Build if named.build.contains(&path) => None,
        // A dependency of what ships may stand here once more, with features that only tests need.
        DependencyKind::Development if is_in_tests || named.shipped.contains(&path) => None,
        _ => Some(format!("no code names `{name}`: remove it")),
    }
}

fn named(package: &Package) -> Result<Named> {
    let mut named = Named::default();
    for target in &package.targets {
        let root = target.src_path.as_std_path();
        let is = |kinds: &[TargetKind]| target.kind.iter().any(|kind| kinds.contains(kind));
        if is(&[TargetKind::CustomBuild]) {
            named.build.extend(first_names(&Tree::read(root, Code::WithTests)?));
            continue;
        }
        named.tests.extend(first_names(&Tree::read(root, Code::WithTests)?));
        if !is(&[TargetKind::Test, TargetKind::Example, TargetKind::Bench]) {
            named.shipped.extend(first_names(&Tree::read(root, Code::Shipped)?));
        }
    }
    Ok(named)
}

/// What paths begin with. A name alone may be anything of the crate itself, except where it is imported.
fn first_names(tree: &Tree) -> impl Iterator<Item = String> {
    let modules = tree.modules.iter();
    modules.flat_map(|module| {
        let paths = module.named.iter().chain(&module.in_attributes).filter(|path| path.len() > 1);
        paths.chain(module.imports.values()).chain(&module.globs).filter_map(|path| path.first().cloned())
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn names_of(code: &str, what: Code) -> BTreeSet<String> {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().join("lib.rs");
        fs::write(&root, code).expect("written");
        first_names(&Tree::read(&root, what).expect("it is Rust")).collect()
    }

    #[test]
    fn names_stand_in_imports_paths_macros_and_attributes() {
        let code = "use a::b; use c as d; use e::*; #[f::test] fn x(g: g::G) { h::i!(j::k()); let zip = 1; zip; }";
        let names = names_of(code, Code::Shipped);
        for name in ["a", "c", "e", "f", "g", "h", "j"] {
            assert!(names.contains(name), "{name} is not in {names:?}");
        }
        assert!(!names.contains("zip"), "a variable is not a crate");
    }

    #[test]
    fn unit_tests_do_not_ship() {
        let code = "use a::b; #[cfg(test)] mod tests { use c::d; }";
        assert!(!names_of(code, Code::Shipped).contains("c"));
        assert!(names_of(code, Code::WithTests).contains("c"));
    }

    #[test]
    fn what_no_code_names_is_reported_unless_the_manifest_says_why() {
        let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let named = Named { shipped: set(&["a_b"]), build: set(&["d"]), tests: set(&["a_b", "c"]) };
        let of = |name: &str, kind| (name.to_owned(), kind);
        let dependencies = [
            of("a-b", DependencyKind::Normal),
            of("a-b", DependencyKind::Development),
            of("c", DependencyKind::Normal),
            of("c", DependencyKind::Development),
            of("d", DependencyKind::Build),
            of("e", DependencyKind::Normal),
            of("f", DependencyKind::Normal),
        ];
        let found: Vec<String> = breaches(&dependencies, &named, &BTreeSet::from(["f", "d", "g"])).collect();
        assert_eq!(
            found,
            [
                "only tests name `c`: move it to `[dev-dependencies]`",
                "code names `d`: take it off `package.metadata.tidy.unnamed`",
                "no code names `e`: remove it",
                "`g` of `package.metadata.tidy.unnamed` is not a dependency",
            ]
        );
    }
}
