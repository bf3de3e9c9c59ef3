//! The modules of one crate as its files declare them, with what each defines, imports and names.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, Expr, Ident, Item, ItemMod, ItemUse, Lit, Macro, Meta, UseTree, Visibility};

/// Names with `::` between them.
pub type Names = Vec<String>;

/// Which code of a crate is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// What ships.
    Shipped,
    /// That, and its unit tests.
    WithTests,
}

/// All modules of a crate; the first is its root.
#[derive(Debug)]
pub struct Tree {
    pub modules: Vec<Module>,
    code: Code,
}

/// A module, in a file of its own or inside another's.
#[derive(Debug)]
pub struct Module {
    pub file: PathBuf,
    pub parent: usize,
    /// Modules that it declares.
    pub children: BTreeMap<String, usize>,
    /// Items that it defines.
    pub items: BTreeSet<String>,
    /// What it imports or exports again, by the name it has here.
    pub imports: BTreeMap<String, Names>,
    /// Modules of which it imports everything.
    pub globs: Vec<Names>,
    /// Every path that its code names.
    pub named: BTreeSet<Names>,
    /// Every path that its attributes name: derives, test runners.
    pub in_attributes: BTreeSet<Names>,
    /// Where the files of its children are.
    folder: PathBuf,
}

impl Tree {
    /// Reads a crate from its root file on.
    ///
    /// # Errors
    /// If a file cannot be read or is not Rust.
    pub fn read(root: &Path, code: Code) -> Result<Self> {
        let folder = root.parent().unwrap_or(root).to_owned();
        let mut tree = Self { modules: vec![Module::new(root.to_owned(), 0, folder)], code };
        tree.read_file(0)?;
        Ok(tree)
    }

    fn read_file(&mut self, module: usize) -> Result<()> {
        let file = self.modules[module].file.clone();
        let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        let syntax = syn::parse_file(&text).with_context(|| format!("{} is not Rust", file.display()))?;
        let mut reader = Reader { tree: self, module, fault: None };
        syntax.items.iter().for_each(|item| reader.visit_item(item));
        reader.fault.map_or(Ok(()), Err)
    }

    fn add(&mut self, name: &str, module: Module) -> usize {
        let (parent, index) = (module.parent, self.modules.len());
        self.modules.push(module);
        self.modules[parent].children.insert(name.to_owned(), index);
        index
    }
}

impl Module {
    fn new(file: PathBuf, parent: usize, folder: PathBuf) -> Self {
        let (children, items, imports, named, in_attributes) = Default::default();
        Self { file, parent, children, items, imports, globs: Vec::new(), named, in_attributes, folder }
    }
}

/// Walks over the items of one module.
struct Reader<'a> {
    tree: &'a mut Tree,
    module: usize,
    fault: Option<anyhow::Error>,
}

impl Reader<'_> {
    fn here(&mut self) -> &mut Module {
        &mut self.tree.modules[self.module]
    }

    fn declare(&mut self, item: &ItemMod) -> Result<()> {
        let name = item.ident.to_string();
        let (parent, folder) = (self.module, self.here().folder.join(&name));
        let Some((_, items)) = &item.content else {
            let file = file_of(self.here(), item)?;
            let folder = if file.file_name().is_some_and(|name| name == "mod.rs") { parent_of(&file) } else { folder };
            let child = self.tree.add(&name, Module::new(file, parent, folder));
            return self.tree.read_file(child);
        };
        let inline = Module::new(self.here().file.clone(), parent, folder);
        self.module = self.tree.add(&name, inline);
        items.iter().for_each(|item| self.visit_item(item));
        self.module = parent;
        Ok(())
    }

    fn import(&mut self, tree: &UseTree, before: &[String]) {
        let with = |ident: &Ident| [before, &[ident.to_string()]].concat();
        match tree {
            UseTree::Path(path) => self.import(&path.tree, &with(&path.ident)),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.import(tree, before)),
            UseTree::Glob(_) => self.here().globs.push(before.to_vec()),
            UseTree::Name(name) if name.ident == "self" => self.bind(before.last().cloned(), before.to_vec()),
            UseTree::Name(name) => self.bind(Some(name.ident.to_string()), with(&name.ident)),
            UseTree::Rename(rename) if rename.ident == "self" => {
                self.bind(Some(rename.rename.to_string()), before.to_vec());
            }
            UseTree::Rename(rename) => self.bind(Some(rename.rename.to_string()), with(&rename.ident)),
        }
    }

    fn bind(&mut self, name: Option<String>, path: Names) {
        if let Some(name) = name {
            self.here().named.insert(path.clone());
            self.here().imports.insert(name, path);
        }
    }
}

impl<'a> Visit<'a> for Reader<'_> {
    fn visit_item(&mut self, item: &'a Item) {
        let (attributes, name) = head(item);
        if self.tree.code == Code::Shipped && is_for_tests(attributes) {
            return;
        }
        if let Some(name) = name {
            let exported = attributes.iter().any(|attribute| attribute.path().is_ident("macro_export"));
            let module = if exported { 0 } else { self.module };
            self.tree.modules[module].items.insert(name.to_string());
        }
        visit::visit_item(self, item);
    }

    fn visit_item_mod(&mut self, item: &'a ItemMod) {
        if let Err(error) = self.declare(item) {
            self.fault.get_or_insert(error);
        }
    }

    fn visit_item_use(&mut self, item: &'a ItemUse) {
        self.import(&item.tree, &[]);
    }

    fn visit_path(&mut self, path: &'a syn::Path) {
        let names: Names = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.here().named.insert(names);
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'a Macro) {
        self.visit_path(&call.path);
        let module = self.here();
        paths_among(call.tokens.clone(), &mut |path| {
            module.named.insert(path);
        });
    }

    /// `pub(in path)` names whom one shows something, not what one needs.
    fn visit_visibility(&mut self, _: &'a Visibility) {}

    fn visit_attribute(&mut self, attribute: &'a Attribute) {
        let name = attribute.path().segments.iter().map(|segment| segment.ident.to_string()).collect();
        let inside = attribute.meta.require_list().map(|list| paths_in(list.tokens.clone())).unwrap_or_default();
        self.here().in_attributes.extend(inside.into_iter().chain([name]));
    }
}

/// The attributes of an item, and the name of what it defines.
pub fn head(item: &Item) -> (&[Attribute], Option<&Ident>) {
    match item {
        Item::Const(item) => (&item.attrs, Some(&item.ident)),
        Item::Enum(item) => (&item.attrs, Some(&item.ident)),
        Item::Fn(item) => (&item.attrs, Some(&item.sig.ident)),
        Item::Macro(item) => (&item.attrs, item.ident.as_ref()),
        Item::Static(item) => (&item.attrs, Some(&item.ident)),
        Item::Struct(item) => (&item.attrs, Some(&item.ident)),
        Item::Trait(item) => (&item.attrs, Some(&item.ident)),
        Item::Type(item) => (&item.attrs, Some(&item.ident)),
        Item::Union(item) => (&item.attrs, Some(&item.ident)),
        Item::Impl(item) => (&item.attrs, None),
        Item::Mod(item) => (&item.attrs, None),
        Item::Use(item) => (&item.attrs, None),
        _ => (&[], None),
    }
}

/// Does `#[cfg(test)]` stand before it?
pub fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        Meta::List(list) => list.path.is_ident("cfg") && list.tokens.to_string() == "test",
        Meta::Path(_) | Meta::NameValue(_) => false,
    })
}

/// All paths among some tokens.
pub fn paths_in(tokens: TokenStream) -> Vec<Names> {
    let mut paths = Vec::new();
    paths_among(tokens, &mut |path| paths.push(path));
    paths
}

/// Paths among the tokens that a macro is given: names with `::` between them.
fn paths_among(tokens: TokenStream, take: &mut impl FnMut(Names)) {
    let (mut path, mut colons) = (Names::new(), 0);
    for token in tokens {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
            TokenTree::Ident(ident) if colons == 2 && !path.is_empty() => {
                path.push(ident.to_string());
                colons = 0;
            }
            other => {
                take(std::mem::take(&mut path));
                colons = 0;
                match other {
                    TokenTree::Ident(ident) => path = vec![ident.to_string()],
                    TokenTree::Group(group) => paths_among(group.stream(), take),
                    TokenTree::Punct(_) | TokenTree::Literal(_) => {}
                }
            }
        }
    }
    take(path);
}

fn file_of(parent: &Module, item: &ItemMod) -> Result<PathBuf> {
    let named = item.attrs.iter().find(|attribute| attribute.path().is_ident("path"));
    if let Some(Meta::NameValue(pair)) = named.map(|attribute| &attribute.meta)
        && let Expr::Lit(literal) = &pair.value
        && let Lit::Str(path) = &literal.lit
    {
        return Ok(parent_of(&parent.file).join(path.value()));
    }
    let name = item.ident.to_string();
    let places = [parent.folder.join(format!("{name}.rs")), parent.folder.join(&name).join("mod.rs")];
    match places.into_iter().find(|place| place.is_file()) {
        Some(place) => Ok(place),
        None => bail!("{}: the module `{name}` has no file", parent.file.display()),
    }
}

fn parent_of(file: &Path) -> PathBuf {
    file.parent().unwrap_or(file).to_owned()
}
