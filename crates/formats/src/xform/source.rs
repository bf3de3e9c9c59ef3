//! XML as a tree, with limits, and the words for where an element stands.

use std::collections::BTreeMap;

use roxmltree::{Document, Error, Node, NodeId, ParsingOptions};
use sealform_types::{Finding, Findings, MAX_DOCUMENT_BYTES, Place, say};

/// The most elements, texts and comments of one document.
const MAX_NODES: u32 = 1_000_000;
/// The most elements inside one another.
const MAX_XML_DEPTH: u32 = 200;

/// The namespace of XForms elements.
pub(super) const XFORMS: &str = "http://www.w3.org/2002/xforms";
/// The namespace of JavaRosa's attributes.
pub(super) const JAVAROSA: &str = "http://openrosa.org/javarosa";
/// The namespace of OpenRosa's metadata.
pub(super) const OPENROSA: &str = "http://openrosa.org/xforms";
/// The namespace of ODK's additions.
pub(super) const ODK: &str = "http://www.opendatakit.org/xforms";
/// The namespace of ODK's entities.
pub(super) const ENTITIES: &str = "http://www.opendatakit.org/xforms/entities";

/// Reads a document. Document types, and with them entities and external references, are refused.
///
/// # Errors
/// One finding that says what is wrong, with its line.
pub(super) fn parse(text: &str) -> Result<Document<'_>, Box<Finding>> {
    let options = ParsingOptions { allow_dtd: false, nodes_limit: MAX_NODES, entity_resolver: None };
    let document = Document::parse_with_options(text, options).map_err(|error| Box::new(finding(&error)))?;
    let mut depths: Vec<u32> = Vec::new();
    for node in document.descendants() {
        let above = node.parent().and_then(|parent| depths.get(parent.id().get_usize())).copied().unwrap_or(0);
        if above >= MAX_XML_DEPTH {
            let message = say!("elements are nested more than {MAX_XML_DEPTH} levels deep");
            let index = PlaceIndex::of(&document);
            let place = Place { line: Some(index.line(node)), ..Place::at(index.path(node)) };
            return Err(Box::new(Finding::error("xml/too-deep", message, place).hint("flatten the form")));
        }
        depths.push(above + 1);
    }
    Ok(document)
}

/// The bytes of a document as text.
///
/// # Errors
/// Where they are too many or not UTF-8.
pub(super) fn decode(bytes: &[u8]) -> Result<&str, Box<Finding>> {
    if bytes.len() > MAX_DOCUMENT_BYTES {
        let message = say!("the form has {} bytes, more than the {MAX_DOCUMENT_BYTES} allowed", bytes.len());
        let finding = Finding::error("xml/too-large", message, Place::default());
        return Err(Box::new(finding.hint("move long lists into files")));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let message = say!("the form is not UTF-8: byte {} is not part of a valid character", error.valid_up_to() + 1);
        Box::new(Finding::error("xml/not-utf8", message, Place::default()).hint("save it as UTF-8"))
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the errors of a library, most of which are said in its own words")]
fn finding(error: &Error) -> Finding {
    let line = Some(error.pos().row);
    let place = Place { line, ..Place::default() };
    match error {
        Error::DtdDetected => Finding::error(
            "xml/dtd",
            "document types are refused, because they can define entities and name files",
            Place::default(),
        )
        .hint("remove `<!DOCTYPE …>`"),
        Error::UnknownEntityReference(name, _) => {
            Finding::error("xml/entity", say!("`&{name};` is not a predefined entity of XML"), place)
                .hint("write the character itself, or `&amp;` for `&`")
        }
        Error::NodesLimitReached => {
            Finding::error("xml/too-large", say!("the form has more than {MAX_NODES} elements and texts"), place)
                .hint("move long lists into files")
        }
        Error::UnknownNamespace(prefix, _) => {
            Finding::error("xml/unknown-prefix", say!("the namespace prefix `{prefix}` is not declared"), place)
                .hint(say!("add `xmlns:{prefix}=\"…\"` to the first element"))
        }
        other => {
            let words = other.to_string();
            Finding::error("xml/not-well-formed", say!("this is not well-formed XML: {words}"), place)
                .hint("correct it in the program that wrote the form")
        }
    }
}

/// What stands for a node in the places of findings until all are there: `#` and its number, see [`resolve_places`].
const NODE: char = '#';

/// Where a node stands. To be resolved: lines and twins are counted once for all findings.
pub(super) fn place(node: Node<'_, '_>) -> Place {
    Place::at(format!("{NODE}{}", node.id().get()))
}

/// Gives findings the paths of their nodes, `/html/head/model/bind[3]`, and their lines.
pub(super) fn resolve_places(document: &Document<'_>, findings: &mut Findings) {
    if findings.is_empty() {
        return;
    }
    let index = PlaceIndex::of(document);
    for place in findings.places() {
        let written = place.pointer.clone();
        let Some(written) = written.strip_prefix(NODE) else { continue };
        let (number, rest) = written.split_once('/').map_or((written, None), |(number, rest)| (number, Some(rest)));
        let node = number.parse().ok().and_then(|number| document.get_node(NodeId::new(number)));
        let Some(node) = node else { continue };
        place.line = Some(index.line(node));
        place.pointer = index.path(node);
        place.pointer.extend(rest.into_iter().flat_map(|rest| ["/", rest]));
    }
}

/// Lines and numbers of elements, counted once.
struct PlaceIndex {
    /// Where lines end, in bytes.
    ends: Vec<usize>,
    /// By node: its number among the elements of its name beside it, from 1; 0 where it is the only one.
    numbers: Vec<u32>,
}

impl PlaceIndex {
    fn of(document: &Document<'_>) -> Self {
        let ends = document.input_text().bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at);
        let mut numbers = vec![0; document.descendants().count()];
        for parent in document.descendants().filter(Node::has_children) {
            let mut twins: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
            for element in elements(parent) {
                twins.entry(element.tag_name().name()).or_default().push(element.id().get_usize());
            }
            for alike in twins.values().filter(|alike| alike.len() > 1) {
                for (number, node) in (1..).zip(alike) {
                    numbers.get_mut(*node).into_iter().for_each(|own| *own = number);
                }
            }
        }
        Self { ends: ends.collect(), numbers }
    }

    fn line(&self, node: Node<'_, '_>) -> u32 {
        let before = self.ends.partition_point(|end| *end < node.range().start);
        u32::try_from(before + 1).unwrap_or(u32::MAX)
    }

    fn path(&self, node: Node<'_, '_>) -> String {
        let mut steps: Vec<String> = node.ancestors().filter(Node::is_element).map(|node| self.step(node)).collect();
        steps.reverse();
        steps.iter().flat_map(|step| ["/", step]).collect()
    }

    fn step(&self, node: Node<'_, '_>) -> String {
        let name = node.tag_name().name();
        match self.numbers.get(node.id().get_usize()) {
            Some(0) | None => name.to_owned(),
            Some(number) => format!("{name}[{number}]"),
        }
    }
}

/// Where an attribute stands: `/html/head/model/bind[3]/@relevant`, and its line.
pub(super) fn place_of_attribute(node: Node<'_, '_>, name: &str) -> Place {
    let mut place = place(node);
    place.pointer.push_str("/@");
    place.pointer.push_str(name);
    place
}

/// The child elements.
pub(super) fn elements<'a, 'i>(node: Node<'a, 'i>) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(Node::is_element)
}

/// The first child element of that local name.
pub(super) fn child<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    elements(node).find(|element| element.tag_name().name() == name)
}

/// An attribute without namespace.
pub(super) fn attribute<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    node.attributes().find(|it| it.namespace().is_none() && it.name() == name).map(|it| it.value())
}

/// An attribute of a namespace.
pub(super) fn attribute_of<'a>(node: Node<'a, '_>, namespace: &str, name: &str) -> Option<&'a str> {
    node.attributes().find(|it| it.namespace() == Some(namespace) && it.name() == name).map(|it| it.value())
}

/// All text inside, as it is.
pub(super) fn text_inside(node: Node<'_, '_>) -> String {
    node.descendants().filter(Node::is_text).filter_map(|text| text.text()).collect()
}

/// The name of an attribute with its prefix, as it is kept in the document.
pub(super) fn qualified(node: Node<'_, '_>, attribute: &roxmltree::Attribute<'_, '_>) -> String {
    match attribute.namespace().and_then(|uri| node.lookup_prefix(uri)) {
        Some(prefix) if !prefix.is_empty() => format!("{prefix}:{}", attribute.name()),
        _ => attribute.name().to_owned(),
    }
}
