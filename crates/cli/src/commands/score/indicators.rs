//! What a file says to the indicators of a key.

use chrono::{DateTime, FixedOffset, Timelike};
use sealform_scoring::{Indicator, Reading, ScoringKey};
use sealform_submission::Claims;
use sealform_types::{Json, Value, iso};

/// What one file says to one indicator.
#[derive(Debug, Clone)]
pub struct Read {
    /// The number and its class.
    pub reading: Reading,
    /// The hour of the contact at the site, 0 to 23: of the answered try, else of the beginning of the form.
    pub hour: u32,
}

/// What a file says to each indicator; one whose question was not answered is left out.
pub fn readings<'a>(key: &'a ScoringKey, claims: &Claims) -> Vec<(&'a Indicator, Read)> {
    let read = |indicator: &'a Indicator| {
        let (value, at) = answered(claims.answers.get(&indicator.question)?.get("v")?)?;
        let at = at.unwrap_or(claims.clock.started);
        Some((indicator, Read { reading: indicator.kind.reading(&value)?, hour: at.hour() }))
    };
    key.indicators.iter().filter_map(read).collect()
}

/// The number of an answer, and when the contact was, where the answer says so.
fn answered(claim: &Json) -> Option<(Value, Option<DateTime<FixedOffset>>)> {
    match claim {
        Json::Integer(number) => Some((Value::Integer(*number), None)),
        Json::Array(tries) => {
            let is_answered = |one: &&Json| one.get("outcome").and_then(Json::as_str) == Some("answered");
            let one = tries.iter().find(is_answered)?;
            let waited = one.get("waited")?.as_integer()?;
            Some((Value::Integer(waited), one.get("at").and_then(Json::as_str).and_then(iso::read_moment)))
        }
        Json::Null | Json::Boolean(_) | Json::Float(_) | Json::String(_) | Json::Object(_) => None,
    }
}
