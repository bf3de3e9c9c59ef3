//! Binds: types and rules by the path of the node that they are for.

use std::collections::BTreeMap;

use roxmltree::Node;
use sealform_types::{Finding, Findings, say};

use super::instance::Fields;
use super::path::resolve;
use super::source::{JAVAROSA, attribute, attribute_of, elements, place, place_of_attribute};

/// The bind of an attribute.
#[derive(Debug)]
pub(super) struct AttributeBind<'a, 'i> {
    /// The path of the attribute: `/data/meta/entity/@id`.
    pub path: String,
    pub bind: Node<'a, 'i>,
}

/// All binds of a model.
#[derive(Debug, Default)]
pub(super) struct Binds<'a, 'i> {
    by_path: BTreeMap<String, Node<'a, 'i>>,
    /// Paths by the `id` of a bind, for controls that name one.
    by_id: BTreeMap<String, String>,
    /// Binds of attributes, such as those of entities.
    attributes: Vec<AttributeBind<'a, 'i>>,
}

impl<'a, 'i> Binds<'a, 'i> {
    pub(super) fn read(model: Node<'a, 'i>, fields: &Fields<'_, '_>, findings: &mut Findings) -> Self {
        let mut binds = Self::default();
        let root = fields.root().map(|root| root.path.clone()).unwrap_or_default();
        for bind in elements(model).filter(|element| element.tag_name().name() == "bind") {
            binds.bind(bind, &root, fields, findings);
        }
        binds
    }

    fn bind(&mut self, bind: Node<'a, 'i>, root: &str, fields: &Fields<'_, '_>, findings: &mut Findings) {
        let Some(nodeset) = attribute(bind, "nodeset").or_else(|| attribute(bind, "ref")) else {
            let finding = Finding::warning("xform/bind", "a bind without `nodeset` has no effect", place(bind));
            findings.push(finding.hint("name the node that it is for"));
            return;
        };
        if let Some((owner, name)) = nodeset.rsplit_once("/@") {
            let owner = resolve(root, owner).unwrap_or_else(|| owner.to_owned());
            self.attributes.push(AttributeBind { path: format!("{owner}/@{name}"), bind });
            return;
        }
        let path = resolve(root, nodeset);
        let Some(path) = path.filter(|path| fields.at(path).is_some()) else {
            let near = findings.closest_match(nodeset, fields.paths()).map(|near| say!("did you mean `{near}`?"));
            let message = say!("there is no node `{nodeset}`, so its bind has no effect");
            let finding = Finding::warning("xform/unknown-node", message, place_of_attribute(bind, "nodeset"));
            findings.push(finding.hint("add the node to the instance, or remove the bind").maybe_hint(near));
            return;
        };
        if let Some(id) = attribute(bind, "id") {
            self.by_id.insert(id.to_owned(), path.clone());
        }
        if self.by_path.insert(path.clone(), bind).is_some() {
            let message = say!("`{path}` has two binds; the last one is used");
            findings.push(Finding::warning("xform/bind-twice", message, place(bind)).hint("join them into one"));
        }
    }

    pub(super) fn at(&self, path: &str) -> Option<Node<'a, 'i>> {
        self.by_path.get(path).copied()
    }

    /// The path that the bind of that id is for.
    pub(super) fn path_of_id(&self, id: &str) -> Option<&str> {
        self.by_id.get(id).map(String::as_str)
    }

    /// Binds of attributes, such as those of entities.
    pub(super) fn attributes(&self) -> &[AttributeBind<'a, 'i>] {
        &self.attributes
    }
}

/// The type of a bind, without its prefix; `string` where there is none.
pub(super) fn type_of<'a>(bind: Option<Node<'a, '_>>) -> &'a str {
    let kind = bind.and_then(|bind| attribute(bind, "type")).unwrap_or("string").trim();
    kind.rsplit_once(':').map_or(kind, |(_, local)| local)
}

/// A rule of a bind, where it says anything.
pub(super) fn rule<'a>(bind: Option<Node<'a, '_>>, name: &str) -> Option<&'a str> {
    attribute(bind?, name).map(str::trim).filter(|rule| !rule.is_empty())
}

/// An attribute of JavaRosa's namespace.
pub(super) fn javarosa<'a>(bind: Option<Node<'a, '_>>, name: &str) -> Option<&'a str> {
    attribute_of(bind?, JAVAROSA, name).map(str::trim).filter(|value| !value.is_empty())
}
