//! XML as a tree, with limits, and the words for where an element stands.

use roxmltree::{Document, Error, Node, ParsingOptions};
use sealform_types::{Finding, MAX_DOCUMENT_BYTES, Place, say};

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
            return Err(Box::new(Finding::error("xml/too-deep", message, place(node)).hint("flatten the form")));
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

/// Where a node stands: `/html/head/model/bind[3]`, and its line.
pub(super) fn place(node: Node<'_, '_>) -> Place {
    let line = node.document().text_pos_at(node.range().start).row;
    Place { line: Some(line), ..Place::at(path_of(node)) }
}

/// Where an attribute stands: `/html/head/model/bind[3]/@relevant`, and its line.
pub(super) fn place_of_attribute(node: Node<'_, '_>, name: &str) -> Place {
    let mut place = place(node);
    place.pointer.push_str("/@");
    place.pointer.push_str(name);
    place
}

fn path_of(node: Node<'_, '_>) -> String {
    let mut steps: Vec<String> = node.ancestors().filter(Node::is_element).map(step_of).collect();
    steps.reverse();
    steps.iter().flat_map(|step| ["/", step]).collect()
}

fn step_of(node: Node<'_, '_>) -> String {
    let name = node.tag_name().name();
    let is_twin = |other: &Node<'_, '_>| other.is_element() && other.tag_name().name() == name;
    let before = node.prev_siblings().skip(1).filter(is_twin).count();
    let behind = node.next_siblings().skip(1).any(|other| is_twin(&other));
    if before > 0 || behind { format!("{name}[{}]", before + 1) } else { name.to_owned() }
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
