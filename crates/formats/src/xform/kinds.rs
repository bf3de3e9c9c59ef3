//! Which type of question a node is, by its control, its bind and the actions on it.

use roxmltree::Node;
use sealform_types::{Finding, Findings, say};

use super::actions::Set;
use super::binds::{javarosa, rule, type_of};
use super::fields::Field;
use super::xml::{attribute, place};

/// What decides about a question's type.
pub(super) struct Evidence<'r, 'a, 'i> {
    pub field: &'r Field<'a, 'i>,
    pub bind: Option<Node<'a, 'i>>,
    pub control: Option<Node<'a, 'i>>,
    pub set: Option<&'r Set>,
}

/// Preloads of the device and of the person by their parameter.
const PROPERTIES: [&str; 6] = ["deviceid", "username", "phonenumber", "email", "simserial", "subscriberid"];

impl Evidence<'_, '_, '_> {
    /// The type's name in a questionnaire.
    pub(super) fn kind(&self, findings: &mut Findings) -> &'static str {
        match self.control {
            Some(control) => self.asked(control, findings),
            None => self.unasked(),
        }
    }

    /// What a question without a control starts with by itself: `start`, `today`, …
    pub(super) fn preload(&self) -> Option<&'static str> {
        let (kind, parameter) = (javarosa(self.bind, "preload")?, javarosa(self.bind, "preloadParams"));
        match (kind, parameter.unwrap_or_default()) {
            ("timestamp", "start") => Some("start"),
            ("timestamp", "end") => Some("end"),
            ("date", "today") => Some("today"),
            ("property", name) => {
                let plain = name.strip_prefix("uri:").map_or(name, |_| "");
                PROPERTIES.into_iter().find(|known| *known == plain)
            }
            _ => None,
        }
    }

    fn unasked(&self) -> &'static str {
        let set = self.set;
        if self.field.name == "audit" && type_of(self.bind) == "binary" {
            return "audit";
        }
        if set.is_some_and(|set| set.takes_place && set.triggers.is_empty()) {
            return "start-geopoint";
        }
        if set.is_some_and(|set| set.records) {
            return "background-audio";
        }
        if let Some(preload) = self.preload() {
            return preload;
        }
        let is_calculated = rule(self.bind, "calculate").is_some() || self.is_uuid();
        if is_calculated && set.is_none() { "calculate" } else { "hidden" }
    }

    /// Whether the node takes an identifier that is made once.
    pub(super) fn is_uuid(&self) -> bool {
        javarosa(self.bind, "preload") == Some("uid")
    }

    fn asked(&self, control: Node<'_, '_>, findings: &mut Findings) -> &'static str {
        match control.tag_name().name() {
            "select1" => "select_one",
            "select" if type_of(self.bind) == "rank" => "rank",
            "select" => "select_multiple",
            "rank" => "rank",
            "range" => "range",
            "trigger" => "acknowledge",
            "upload" => uploaded(control),
            _ if self.is_note() => "note",
            _ => self.typed(control, findings),
        }
    }

    /// Words to be read: an input that nobody can fill and nothing fills.
    fn is_note(&self) -> bool {
        rule(self.bind, "readonly") == Some("true()")
            && rule(self.bind, "calculate").is_none()
            && javarosa(self.bind, "preload").is_none()
            && self.set.is_none()
            && self.field.default.trim().is_empty()
            && self.field.first_defaults.is_empty()
            && type_of(self.bind) == "string"
    }

    fn typed(&self, control: Node<'_, '_>, findings: &mut Findings) -> &'static str {
        match type_of(self.bind) {
            "string" | "select1" | "select" | "rank" | "intent" | "anyURI" | "text" => "text",
            "int" | "integer" | "long" | "short" | "byte" | "nonNegativeInteger" | "positiveInteger" => "integer",
            "decimal" | "double" | "float" => "decimal",
            "date" => "date",
            "time" => "time",
            "dateTime" | "datetime" => "dateTime",
            "geopoint" => "geopoint",
            "geotrace" => "geotrace",
            "geoshape" => "geoshape",
            "barcode" => "barcode",
            "binary" => "file",
            other => {
                let message = say!("the type `{other}` is not known here, so the answer is a text");
                let finding = Finding::warning("xform/unknown-type", message, place(self.bind.unwrap_or(control)));
                findings.push(finding.hint("use `string`, `int`, `decimal`, `date`, `geopoint`, …"));
                "text"
            }
        }
    }
}

fn uploaded(control: Node<'_, '_>) -> &'static str {
    let kind = attribute(control, "mediatype").unwrap_or_default();
    match kind.split('/').next() {
        Some("image") => "image",
        Some("audio") => "audio",
        Some("video") => "video",
        _ => "file",
    }
}
