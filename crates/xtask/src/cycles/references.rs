//! Which file needs which: the paths that code names, followed to the files that define what they name.

use std::collections::BTreeSet;
use std::path::Path;

use super::tree::{Module, Tree};

/// Imports of imports that are followed; more would be a cycle of imports, which the compiler refuses.
const MOST_IMPORTS: u32 = 32;

/// What a path leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// A module as such.
    Module(usize),
    /// Something that this module defines.
    ItemOf(usize),
}

/// Every pair of different files of which the first needs something that the second defines. What a module names inside
/// itself is left out: a folder's `mod.rs` speaks for its files, and they may name what it defines.
pub fn between_files(tree: &Tree) -> BTreeSet<(&Path, &Path)> {
    let mut pairs = BTreeSet::new();
    for (index, module) in tree.modules.iter().enumerate() {
        let named = module.named.iter().filter_map(|path| match tree.follow(index, path, 0)? {
            // What is needed of a module is named by another path.
            Place::Module(_) => None,
            Place::ItemOf(target) => Some(target),
        });
        let globs = module.globs.iter().filter_map(|path| match tree.follow(index, path, 0)? {
            Place::Module(target) | Place::ItemOf(target) => Some(target),
        });
        let outside = named.chain(globs).filter(|target| !tree.is_inside(*target, index));
        pairs.extend(outside.map(|target| (module.file.as_path(), tree.modules[target].file.as_path())));
    }
    pairs.retain(|(from, to)| from != to);
    pairs
}

impl Tree {
    fn is_inside(&self, module: usize, outer: usize) -> bool {
        let parent = self.modules[module].parent;
        module == outer || (parent != module && self.is_inside(parent, outer))
    }

    /// Where a path leads that stands in a module; nowhere if it leads out of the crate.
    fn follow(&self, from: usize, path: &[String], imports: u32) -> Option<Place> {
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            "crate" => self.walk(0, rest, imports),
            "self" => self.walk(from, rest, imports),
            "super" => self.walk(self.modules[from].parent, rest, imports),
            name if self.knows(from, name, imports) => self.walk(from, path, imports),
            _ => None,
        }
    }

    fn walk(&self, from: usize, path: &[String], imports: u32) -> Option<Place> {
        let Some((first, rest)) = path.split_first() else { return Some(Place::Module(from)) };
        let module: &Module = &self.modules[from];
        if first == "super" {
            return self.walk(module.parent, rest, imports);
        }
        if let Some(child) = module.children.get(first) {
            return self.walk(*child, rest, imports);
        }
        if module.items.contains(first) || imports > MOST_IMPORTS {
            return Some(Place::ItemOf(from));
        }
        if let Some(import) = module.imports.get(first).filter(|import| import.as_slice() != [first.as_str()]) {
            return match self.follow(from, import, imports + 1)? {
                Place::Module(module) => self.walk(module, rest, imports + 1),
                item @ Place::ItemOf(_) => Some(item),
            };
        }
        match self.glob(from, first, imports) {
            Some(module) => self.walk(module, path, imports + 1),
            // A macro has made it.
            None => Some(Place::ItemOf(from)),
        }
    }

    /// Whether a name means something in a module, other than what every crate knows.
    fn knows(&self, module: usize, name: &str, imports: u32) -> bool {
        let here = &self.modules[module];
        here.children.contains_key(name)
            || here.items.contains(name)
            || here.imports.get(name).is_some_and(|import| import.as_slice() != [name])
            || self.glob(module, name, imports).is_some()
    }

    /// The module that gives a name to another which imports everything of it.
    fn glob(&self, module: usize, name: &str, imports: u32) -> Option<usize> {
        let globs = self.modules[module].globs.iter().filter(|_| imports < MOST_IMPORTS);
        let modules = globs.filter_map(|path| match self.follow(module, path, imports + 1)? {
            Place::Module(target) => Some(target),
            Place::ItemOf(_) => None,
        });
        modules.filter(|target| *target != module).find(|target| self.knows(*target, name, imports + 1))
    }
}
