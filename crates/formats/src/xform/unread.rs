//! What nothing reads: attributes and elements of a form that are neither carried over nor about something else. Each is told.

use std::collections::BTreeSet;

use roxmltree::{Attribute, Node};
use sealform_types::{Finding, Findings, say};

use super::source::{ENTITIES, JAVAROSA, ODK, OPENROSA, attribute, elements, place, place_of_attribute};

/// Attributes without a prefix, and with one of JavaRosa's, that are read or are about the form itself, by element.
const READ: [(&str, &[&str]); 10] = [
    (
        "bind",
        &[
            "nodeset",
            "ref",
            "id",
            "type",
            "readonly",
            "required",
            "relevant",
            "constraint",
            "calculate",
            "constraintMsg",
            "requiredMsg",
            "preload",
            "preloadParams",
        ],
    ),
    ("group", &["ref", "nodeset", "bind", "appearance"]),
    ("repeat", &["ref", "nodeset", "bind", "appearance", "count", "noAddRemove"]),
    ("setvalue", &["ref", "target", "bind", "event", "value"]),
    ("setgeopoint", &["ref", "target", "bind", "event"]),
    ("recordaudio", &["ref", "target", "bind", "event"]),
    ("submission", &["action", "base64RsaPublicKey", "auto-send", "auto-delete", "method", "id", "ref"]),
    ("body", &["class"]),
    ("itemset", &["nodeset"]),
    ("model", &["id"]),
];

/// Elements inside a control that nothing reads.
const LEFT_OUT: [&str; 2] = ["help", "alert"];

/// Rules of a bind that are about one answer.
const OF_ANSWERS: [&str; 3] = ["required", "constraint", "calculate"];

/// Reports what nothing reads in the model (outside its instances) and in the body, where `groups` are the paths of groups.
pub(super) fn report(
    model: Node<'_, '_>,
    body: Option<Node<'_, '_>>,
    groups: &BTreeSet<String>,
    findings: &mut Findings,
) {
    attributes(model, findings);
    let parts: Vec<_> =
        elements(model).filter(|part| !matches!(part.tag_name().name(), "instance" | "itext")).collect();
    for bind in parts
        .iter()
        .copied()
        .filter(|part| attribute(*part, "nodeset").is_some_and(|path| groups.contains(path.trim())))
    {
        for rule in OF_ANSWERS.into_iter().filter(|rule| attribute(bind, rule).is_some()) {
            let message = say!("`{rule}` has no meaning for a group and is left out");
            let finding = Finding::warning("xform/bind", message, place_of_attribute(bind, rule));
            findings.push(finding.hint("put it on the questions inside"));
        }
    }
    let body = body.into_iter().flat_map(|body| body.descendants());
    for element in parts.into_iter().chain(body).filter(Node::is_element) {
        attributes(element, findings);
        if LEFT_OUT.contains(&element.tag_name().name()) {
            let message = say!("`{}` has no counterpart and is left out", element.tag_name().name());
            let finding = Finding::warning("xform/unknown-element", message, place(element));
            findings.push(finding.hint("use a `hint`, or the message of a rule"));
        }
    }
}

fn attributes(element: Node<'_, '_>, findings: &mut Findings) {
    let name = element.tag_name().name();
    let Some((_, read)) = READ.iter().find(|(known, _)| *known == name) else { return };
    for attribute in element.attributes().filter(|attribute| !is_read(name, attribute, read)) {
        let at = place_of_attribute(element, attribute.name());
        let message = say!("`{}` of `{name}` has no counterpart and is left out", attribute.name());
        findings
            .push(Finding::warning("xform/attribute", message, at).hint("remove it, or say the same in another way"));
    }
}

fn is_read(element: &str, attribute: &Attribute<'_, '_>, read: &[&str]) -> bool {
    match (attribute.namespace(), element) {
        (None | Some(JAVAROSA), _) => read.contains(&attribute.name()),
        // The version of a language is not about the form.
        (Some(ODK | ENTITIES), "model") => attribute.name().ends_with("-version"),
        (Some(OPENROSA | ODK), "submission") => read.contains(&attribute.name()),
        (Some(ODK), "body" | "setgeopoint" | "recordaudio") => false,
        // A bind and a control keep what stands in other namespaces.
        (Some(_), _) => true,
    }
}

#[cfg(test)]
mod tests {
    use crate::xform::read;

    fn told(bind: &str, body: &str) -> Vec<String> {
        let form = format!(
            r#"<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa">
            <h:head><h:title>F</h:title><model><instance><data id="f"><a/><g><b/></g></data></instance>{bind}</model></h:head>
            <h:body><input ref="/data/a"><label>A</label></input>{body}<group ref="/data/g"><label>G</label><input ref="/data/g/b"><label>B</label></input></group></h:body></h:html>"#
        );
        read(form.as_bytes()).findings.iter().map(|finding| format!("{} {}", finding.code, finding.message)).collect()
    }

    #[test]
    fn what_nothing_reads_is_told() {
        assert!(told(r#"<bind nodeset="/data/a" type="int" jr:preload="uid"/>"#, "").is_empty());
        let unread = "xform/attribute `saveIncomplete` of `bind` has no counterpart and is left out";
        assert_eq!(told(r#"<bind nodeset="/data/a" saveIncomplete="true()"/>"#, ""), [unread]);
        let conditional = r#"<setvalue event="odk-instance-first-load" ref="/data/a" value="1" if="false()"/>"#;
        assert_eq!(told(conditional, ""), ["xform/attribute `if` of `setvalue` has no counterpart and is left out"]);
        let group = "xform/bind `required` has no meaning for a group and is left out";
        assert_eq!(told(r#"<bind nodeset="/data/g" required="true()"/>"#, ""), [group]);
        let help = r#"<input ref="/data/a"><label>A</label><help>Look</help></input>"#;
        assert!(told("", help).contains(&"xform/unknown-element `help` has no counterpart and is left out".to_owned()));
    }
}
