//! The published JSON Schema.

use schemars::generate::SchemaSettings;
use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};

use crate::model::{Condition, Questionnaire};
use crate::rules::TextRule;

/// The JSON Schema (draft 2020-12) of a questionnaire document.
pub fn questionnaire_schema() -> serde_json::Value {
    let generator = SchemaSettings::draft2020_12().into_generator();
    let mut schema = Value::from(generator.into_root_schema_for::<Questionnaire>());
    if let Some(Value::Object(properties)) = schema.pointer_mut("/$defs/Question/properties") {
        let expression = "Expression that an answer must satisfy; `.` is the answer.";
        properties.insert("constraint".to_owned(), json!({"type": "string", "description": expression}));
        properties.insert("constraint_message".to_owned(), json!({"$ref": "#/$defs/Text"}));
    }
    for open in ["/$defs/Question", "/$defs/Group"] {
        if let Some(Value::Object(open)) = schema.pointer_mut(open) {
            open.insert("unevaluatedProperties".to_owned(), Value::Bool(false));
        }
    }
    schema
}

impl JsonSchema for Condition {
    fn schema_name() -> Cow<'static, str> {
        "Condition".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"description": "Never, always, or where the expression holds.", "type": ["boolean", "string"]})
    }
}

/// A text: plain, or by language tag.
pub(crate) fn text(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "anyOf": [
            {"type": "string"},
            {"type": "object", "additionalProperties": {"type": "string"}, "minProperties": 1}
        ]
    })
}

/// What follows where a rule is broken.
pub(crate) fn level(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"enum": ["hard", "warn", "flag"], "default": "hard"})
}

/// Other levels than the usual ones, by rule.
pub(crate) fn levels(generator: &mut SchemaGenerator) -> Schema {
    let names: Vec<&str> = TextRule::ALL.into_iter().map(TextRule::name).collect();
    let level = level(generator);
    json_schema!({"type": "object", "propertyNames": {"enum": names}, "additionalProperties": level})
}
