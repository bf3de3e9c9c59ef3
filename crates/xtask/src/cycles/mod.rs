//! Cycles of files inside a crate: files of which each needs all others, directly or by way of one another.
//!
//! What a file needs is read from its syntax tree: every path that leads to an item of another file of the same crate,
//! followed through `use` and re-exports to the file that defines the item. Tests are left out, and so is what a module
//! names inside itself: a folder's `mod.rs` speaks for its files.

mod references;
mod tree;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Result;
use cargo_metadata::TargetKind;

use crate::repository::Repository;
pub use tree::{Code, Tree, is_for_tests, paths_in};

/// Files that may need each other; more of them are a cycle.
const MOST_FILES: usize = 2;

/// Who needs whom, by the names of files.
type Needs = BTreeMap<String, BTreeSet<String>>;

/// What stands before an item in `#[…]`.
pub fn attributes(item: &syn::Item) -> &[syn::Attribute] {
    tree::head(item).0
}

/// Every cycle of the workspace, one sentence each.
///
/// # Errors
/// If a file cannot be read or is not Rust.
pub fn found(repo: &Repository) -> Result<Vec<String>> {
    let mut sentences = Vec::new();
    for package in &repo.metadata().packages {
        for target in &package.targets {
            let ships = [TargetKind::Lib, TargetKind::Bin, TargetKind::ProcMacro];
            if target.kind.iter().any(|kind| ships.contains(kind)) {
                let root = target.src_path.as_std_path();
                let needs = needs(&Tree::read(root, Code::Shipped)?, root.parent().unwrap_or(root));
                let cycles = cycles(&needs);
                sentences.extend(cycles.iter().map(|cycle| sentence(&package.name, cycle, &needs)));
            }
        }
    }
    Ok(sentences)
}

fn needs(tree: &Tree, folder: &Path) -> Needs {
    let name = |file: &Path| file.strip_prefix(folder).unwrap_or(file).display().to_string();
    let mut needs = Needs::new();
    for (from, to) in references::between_files(tree) {
        needs.entry(name(from)).or_default().insert(name(to));
    }
    needs
}

/// The cycles among some files: sets in which every file reaches every other.
fn cycles(needs: &Needs) -> Vec<BTreeSet<&str>> {
    let reached: BTreeMap<&str, BTreeSet<&str>> =
        needs.keys().map(|file| (file.as_str(), reach(file, needs))).collect();
    let mut cycles = BTreeSet::new();
    for (file, all) in &reached {
        let back = all.iter().copied().filter(|other| reached.get(other).is_some_and(|back| back.contains(file)));
        cycles.insert(back.collect::<BTreeSet<_>>());
    }
    cycles.into_iter().filter(|cycle| cycle.len() > MOST_FILES).collect()
}

fn reach<'a>(from: &'a str, needs: &'a Needs) -> BTreeSet<&'a str> {
    let (mut reached, mut open) = (BTreeSet::new(), vec![from]);
    while let Some(file) = open.pop() {
        let next = needs.get(file).into_iter().flatten().map(String::as_str);
        open.extend(next.filter(|file| reached.insert(*file)));
    }
    reached
}

fn sentence(package: &str, cycle: &BTreeSet<&str>, needs: &Needs) -> String {
    let lines = cycle.iter().map(|file| {
        let others = needs.get(*file).into_iter().flatten().map(String::as_str);
        format!(
            "\n        {file} needs {}",
            others.filter(|other| cycle.contains(other)).collect::<Vec<_>>().join(", ")
        )
    });
    let lines: String = lines.collect();
    format!("{package}: a cycle of {} files (at most {MOST_FILES}):{lines}", cycle.len())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// The cycles of a crate that consists of these files.
    fn cycles_of(files: &[(&str, &str)]) -> Vec<Vec<String>> {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, code) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            fs::write(path, code).expect("written");
        }
        let tree = Tree::read(&folder.path().join("lib.rs"), Code::Shipped).expect("it is Rust");
        let needs = needs(&tree, folder.path());
        cycles(&needs).into_iter().map(|cycle| cycle.into_iter().map(str::to_owned).collect()).collect()
    }

    #[test]
    fn three_files_that_need_each_other_are_a_cycle_and_two_are_not() {
        let lib = ("lib.rs", "mod a; mod b; mod c;");
        let three = [
            lib,
            ("a.rs", "use crate::b::B; pub struct A(B);"),
            ("b.rs", "pub struct B; fn f() { super::c::g(vec![1]) }"),
            ("c.rs", "pub fn g(_: Vec<u8>) { println!(\"{}\", crate::a::A::NAME) }"),
        ];
        assert_eq!(cycles_of(&three), [["a.rs", "b.rs", "c.rs"]]);
        let two = [
            lib,
            ("a.rs", "use crate::b::B; pub struct A(B);"),
            ("b.rs", "pub struct B(crate::a::A);"),
            ("c.rs", "use crate::{a::A, b};\nfn f(_: A, _: b::B) {}"),
        ];
        assert!(cycles_of(&two).is_empty());
    }

    #[test]
    fn names_are_followed_to_the_file_that_defines_them() {
        let files = [
            ("lib.rs", "mod a; pub use a::{One, Two};"),
            (
                "a/mod.rs",
                "mod one; mod two; mod three; pub use one::*; pub use two::Two as Other;\npub use self::two::Two;",
            ),
            ("a/one.rs", "pub struct One(super::Other, crate::Two);"),
            ("a/two.rs", "pub struct Two;"),
            ("a/three.rs", "use super::One; pub struct Three(One);"),
        ];
        assert!(cycles_of(&files).is_empty());
    }

    #[test]
    fn a_folder_may_speak_for_its_files_and_is_a_file_beside_others() {
        let inside = [
            ("lib.rs", "mod a; mod b; pub use a::All;"),
            ("a/mod.rs", "mod one; mod two; pub struct All(one::One, two::Two);"),
            ("a/one.rs", "use super::All; pub struct One(Box<All>);"),
            ("a/two.rs", "use super::{All, one::One}; pub struct Two(Box<All>);"),
            ("b.rs", ""),
        ];
        assert!(cycles_of(&inside).is_empty());
        let mut outside = inside;
        outside[1].1 = "mod one; mod two; pub struct All(crate::b::B);";
        outside[4].1 = "use super::a::two::Two; pub struct B(Box<Two>);";
        assert_eq!(cycles_of(&outside), [["a/mod.rs", "a/one.rs", "a/two.rs", "b.rs"]]);
    }

    #[test]
    fn tests_visibilities_and_other_crates_make_no_cycle() {
        let files = [
            ("lib.rs", "mod a; mod b; mod c;"),
            ("a.rs", "use crate::b::B; use std::fmt; pub struct A(B); #[cfg(test)] mod tests { use crate::c::C; }"),
            ("b.rs", "use crate::c::C; pub struct B(C); pub(in crate::a) fn f() {}"),
            ("c.rs", "pub struct C; #[cfg(test)] fn test() { crate::a::f(); } fn f() { a::b::c() }"),
        ];
        assert!(cycles_of(&files).is_empty());
    }
}
