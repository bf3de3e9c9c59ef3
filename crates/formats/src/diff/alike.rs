//! What two documents say alike although they are written differently.

use sealform_expression::differ_in_blanks;
use sealform_types::Json;

/// Members that are expressions, of an item or of what stands inside one.
const EXPRESSIONS: &[&str] = &[
    "calculation",
    "choice_filter",
    "default_expression",
    "instance_name",
    "nodeset",
    "readonly",
    "relevant",
    "repeat_count",
    "required",
    "suggestion",
    "test",
];

/// Members that only forms in XML have: how something is written there, not what it says.
pub(super) const CARRIED: &[&str] = &["bind", "body", "instance", "itextId", "namespaces", "attributes", "root"];

/// Whether a member says the same in both documents: blanks between the tokens of an expression say nothing.
pub(super) fn alike(name: &str, one: &Json, other: &Json) -> bool {
    match (one, other) {
        (Json::String(one), Json::String(other)) if EXPRESSIONS.contains(&name) => {
            one == other || differ_in_blanks(one, other)
        }
        (Json::Array(one), Json::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| alike(name, one, other))
        }
        (Json::Object(members), Json::Object(others)) => {
            members.len() == others.len()
                && members.iter().all(|(name, one)| other.get(name).is_some_and(|other| alike(name, one, other)))
        }
        _ => one == other,
    }
}

/// Whether a document has members that only forms in XML have.
pub(super) fn carries(document: &Json) -> bool {
    match document {
        Json::Array(items) => items.iter().any(carries),
        Json::Object(members) => {
            members.iter().any(|(name, inner)| CARRIED.contains(&name.as_str()) || (is_nested(name) && carries(inner)))
        }
        Json::Null | Json::Boolean(_) | Json::Integer(_) | Json::Float(_) | Json::String(_) => false,
    }
}

/// Where carried members can stand.
fn is_nested(name: &str) -> bool {
    matches!(name, "survey" | "children" | "settings")
}
