//! Values as submissions write what was calculated, and as a score sheet words them.

use sealform_expression::Val;
use sealform_types::Value;

/// A calculated value as submissions write it.
pub(crate) fn calculated(seen: &Val) -> Option<Value> {
    match seen {
        Val::Blank | Val::Attempts(_) => None,
        // As text: the first of them.
        Val::Many(values) => values.first().and_then(calculated),
        Val::Text(text) => Some(Value::Text(text.to_string())),
        Val::Number(number) => number.is_finite().then_some(Value::Number(*number)),
        Val::Truth(truth) => Some(Value::Boolean(*truth)),
        Val::Date(day) => Some(Value::Date(*day)),
        Val::Time(time) => Some(Value::Time(*time)),
        Val::Moment(moment) => Some(Value::DateTime(*moment)),
        Val::Choices(names) => Some(Value::Choices(names.iter().map(ToString::to_string).collect())),
    }
}

/// An answer as a person reads it, for a score sheet; `label` says what a choice is called.
pub(crate) fn in_words(value: &Value, label: &dyn Fn(&str) -> String) -> String {
    match value {
        Value::Choice(name) => label(name),
        Value::Choices(names) => names.iter().map(|name| label(name)).collect::<Vec<_>>().join(", "),
        Value::Duration(seconds) => format!("{}:{:02}", seconds / 60, seconds % 60),
        Value::Attempts(tries) => tries.len().to_string(),
        Value::Text(_)
        | Value::Integer(_)
        | Value::Decimal(_)
        | Value::Boolean(_)
        | Value::Date(_)
        | Value::Time(_)
        | Value::DateTime(_)
        | Value::Geopoint(_)
        | Value::Locations(_)
        | Value::Files(_)
        | Value::Number(_) => Val::from(value).to_text(),
    }
}
