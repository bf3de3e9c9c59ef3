//! Which type of question a node is, by its control, its bind and the actions on it.

use roxmltree::Node;
use sealform_questionnaire::QuestionType;
use sealform_types::{Finding, Findings, say};

use super::actions::NodeActions;
use super::binds::{javarosa, rule, type_of};
use super::expressions::written_truth;
use super::instance::Field;
use super::source::{attribute, place};

/// What decides about a question's type.
pub(super) struct Evidence<'r, 'a, 'i> {
    pub field: &'r Field<'a, 'i>,
    pub bind: Option<Node<'a, 'i>>,
    pub control: Option<Node<'a, 'i>>,
    pub actions: Option<&'r NodeActions>,
}

/// Preloads of the device and of the person; their parameter is the name of the type.
const PROPERTIES: [QuestionType; 6] = [
    QuestionType::DeviceId,
    QuestionType::Username,
    QuestionType::PhoneNumber,
    QuestionType::Email,
    QuestionType::SimSerial,
    QuestionType::SubscriberId,
];

impl Evidence<'_, '_, '_> {
    /// The type of the question.
    pub(super) fn question_type(&self, findings: &mut Findings) -> QuestionType {
        match self.control {
            Some(control) => self.asked(control, findings),
            None => self.unasked(),
        }
    }

    /// What a question without a control starts with by itself: `start`, `today`, …
    pub(super) fn preload(&self) -> Option<QuestionType> {
        let (kind, parameter) = (javarosa(self.bind, "preload")?, javarosa(self.bind, "preloadParams"));
        match (kind, parameter.unwrap_or_default()) {
            ("timestamp", "start") => Some(QuestionType::Start),
            ("timestamp", "end") => Some(QuestionType::End),
            ("date", "today") => Some(QuestionType::Today),
            ("property", name) => {
                let plain = name.strip_prefix("uri:").map_or(name, |_| "");
                PROPERTIES.into_iter().find(|known| known.name() == plain)
            }
            _ => None,
        }
    }

    /// The expression that a question with a control starts with because of its preload.
    pub(super) fn preloaded_expression(&self) -> Option<&'static str> {
        match self.preload() {
            Some(QuestionType::Start | QuestionType::End) => Some("now()"),
            Some(QuestionType::Today) => Some("today()"),
            Some(_) | None => self.is_uuid().then_some("concat('uuid:', uuid())"),
        }
    }

    fn unasked(&self) -> QuestionType {
        let set = self.actions;
        if self.field.name == "audit" && type_of(self.bind) == "binary" {
            return QuestionType::Audit;
        }
        if set.is_some_and(|set| set.takes_geopoint && set.triggers.is_empty()) {
            return QuestionType::StartGeopoint;
        }
        if set.is_some_and(|set| set.records) {
            return QuestionType::BackgroundAudio;
        }
        if let Some(preload) = self.preload() {
            return preload;
        }
        let is_calculated = rule(self.bind, "calculate").is_some() || self.is_uuid();
        if is_calculated && set.is_none() { QuestionType::Calculate } else { QuestionType::Hidden }
    }

    /// Whether the node takes an identifier that is made once.
    pub(super) fn is_uuid(&self) -> bool {
        javarosa(self.bind, "preload") == Some("uid")
    }

    fn asked(&self, control: Node<'_, '_>, findings: &mut Findings) -> QuestionType {
        match control.tag_name().name() {
            "select1" => QuestionType::SelectOne,
            "select" if type_of(self.bind) == "rank" => QuestionType::Rank,
            "select" => QuestionType::SelectMultiple,
            "rank" => QuestionType::Rank,
            "range" => QuestionType::Range,
            "trigger" => QuestionType::Acknowledge,
            "upload" => uploaded(control),
            _ if self.is_note() => QuestionType::Note,
            _ => self.typed(control, findings),
        }
    }

    /// Words to be read: an input that nobody can fill and nothing fills.
    fn is_note(&self) -> bool {
        rule(self.bind, "readonly").and_then(written_truth) == Some(true)
            && rule(self.bind, "calculate").is_none()
            && javarosa(self.bind, "preload").is_none()
            && self.actions.is_none()
            && self.field.default.trim().is_empty()
            && self.field.first_defaults.is_empty()
            && type_of(self.bind) == "string"
    }

    fn typed(&self, control: Node<'_, '_>, findings: &mut Findings) -> QuestionType {
        match type_of(self.bind) {
            "string" | "select1" | "select" | "rank" | "intent" | "anyURI" | "text" => QuestionType::Text,
            "int" | "integer" | "long" | "short" | "byte" | "nonNegativeInteger" | "positiveInteger" => {
                QuestionType::Integer
            }
            "decimal" | "double" | "float" => QuestionType::Decimal,
            "date" => QuestionType::Date,
            "time" => QuestionType::Time,
            "dateTime" | "datetime" => QuestionType::DateTime,
            "geopoint" => QuestionType::Geopoint,
            "geotrace" => QuestionType::Geotrace,
            "geoshape" => QuestionType::Geoshape,
            "barcode" => QuestionType::Barcode,
            "binary" => QuestionType::File,
            other => {
                let message = say!("the type `{other}` is not known here, so the answer is a text");
                let finding = Finding::warning("xform/unknown-type", message, place(self.bind.unwrap_or(control)));
                findings.push(finding.hint("use `string`, `int`, `decimal`, `date`, `geopoint`, …"));
                QuestionType::Text
            }
        }
    }
}

fn uploaded(control: Node<'_, '_>) -> QuestionType {
    let kind = attribute(control, "mediatype").unwrap_or_default();
    match kind.split('/').next() {
        Some("image") => QuestionType::Image,
        Some("audio") => QuestionType::Audio,
        Some("video") => QuestionType::Video,
        _ => QuestionType::File,
    }
}
