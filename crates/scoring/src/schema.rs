//! The published JSON Schema.

use std::borrow::Cow;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::key::ScoringKey;
use crate::number::Points;
use crate::program::Condition;

/// The JSON Schema (draft 2020-12) of a scoring key.
pub fn key_schema() -> serde_json::Value {
    serde_json::Value::from(SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<ScoringKey>())
}

impl JsonSchema for Points {
    fn schema_name() -> Cow<'static, str> {
        "Points".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A number with at most 6 decimal places, also as a text.",
            "type": ["number", "string"],
            "minimum": -1_000_000_000_000_i64,
            "maximum": 1_000_000_000_000_i64,
            "pattern": "^-?[0-9]{1,13}(\\.[0-9]{1,6}0*)?$"
        })
    }
}

impl JsonSchema for Condition {
    fn schema_name() -> Cow<'static, str> {
        "Expression".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"description": "An expression over the questionnaire.", "type": "string"})
    }
}
