//! What an expression evaluates to.

use std::slice;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime};
use sealform_types::{Attempt, Geopoint, Value, iso, read_double, write_double};

use crate::dates::{self, Zone};

/// A value while expressions are evaluated. Blank is `''` to XPath.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Val {
    /// Unanswered, or not relevant.
    #[default]
    Blank,
    /// Text, also the name of a choice.
    Text(Arc<str>),
    /// An IEEE double.
    Number(f64),
    /// True or false.
    Truth(bool),
    /// A day.
    Date(NaiveDate),
    /// A time of day.
    Time(NaiveTime),
    /// A moment.
    Moment(DateTime<FixedOffset>),
    /// The names of several choices.
    Choices(Arc<[Arc<str>]>),
    /// Tries to reach the participant.
    Attempts(Arc<[Attempt]>),
    /// One value for each instance of a repeat, in order.
    Many(Arc<[Val]>),
}

impl Val {
    /// A text; empty is blank.
    pub fn text(text: &str) -> Self {
        if text.is_empty() { Self::Blank } else { Self::Text(text.into()) }
    }

    /// The `string()` of XPath 1.0 section 4.2.
    pub fn to_text(&self) -> String {
        match self {
            Self::Blank => String::new(),
            Self::Text(text) => text.to_string(),
            Self::Number(number) => number_to_text(*number),
            Self::Truth(truth) => truth.to_string(),
            Self::Date(day) => iso::write_date(*day),
            Self::Time(time) => iso::write_time(*time),
            Self::Moment(moment) => dates::write_moment(moment),
            Self::Choices(names) => names.join(" "),
            Self::Attempts(tries) => number_to_text(count(tries)),
            Self::Many(values) => values.first().map(Self::to_text).unwrap_or_default(),
        }
    }

    /// The `number()` of XPath 1.0 section 4.4; a day is the number of days since 1970-01-01.
    pub fn to_number(&self) -> f64 {
        self.to_number_in(&|_| 0)
    }

    /// The number, where a clock at a local moment is so many seconds ahead of UTC: a day begins at midnight there.
    pub fn to_number_in(&self, zone: Zone<'_>) -> f64 {
        match self {
            Self::Blank => f64::NAN,
            Self::Text(text) => text_to_number(text, zone),
            Self::Number(number) => *number,
            Self::Truth(truth) => f64::from(u8::from(*truth)),
            Self::Date(day) => dates::days(*day, zone),
            Self::Time(time) => dates::part_of_day(*time),
            Self::Moment(moment) => dates::moment_in_days(moment),
            Self::Choices(names) => match &**names {
                [one] => text_to_number(one, zone),
                _ => f64::NAN,
            },
            Self::Attempts(tries) => count(tries),
            Self::Many(values) => values.first().map_or(f64::NAN, |first| first.to_number_in(zone)),
        }
    }

    /// The `boolean()` of XPath 1.0 section 4.3.
    pub fn to_truth(&self) -> bool {
        match self {
            Self::Blank => false,
            Self::Text(text) => !text.is_empty(),
            Self::Number(number) => *number != 0.0 && !number.is_nan(),
            Self::Truth(truth) => *truth,
            Self::Date(_) | Self::Time(_) | Self::Moment(_) => true,
            Self::Choices(names) => !names.is_empty(),
            Self::Attempts(tries) => !tries.is_empty(),
            Self::Many(values) => !values.is_empty(),
        }
    }

    /// Whether there is nothing.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Blank => true,
            Self::Text(text) => text.is_empty(),
            Self::Number(number) => number.is_nan(),
            Self::Choices(names) => names.is_empty(),
            Self::Attempts(tries) => tries.is_empty(),
            Self::Many(values) => values.iter().all(Self::is_blank),
            Self::Truth(_) | Self::Date(_) | Self::Time(_) | Self::Moment(_) => false,
        }
    }

    /// The text, where it is one.
    pub fn as_text(&self) -> Option<&Arc<str>> {
        let Self::Text(text) = self else { return None };
        Some(text)
    }

    /// The number, where it is one.
    pub fn as_number(&self) -> Option<f64> {
        let Self::Number(number) = self else { return None };
        Some(*number)
    }

    /// The day, where it is one.
    pub fn as_date(&self) -> Option<NaiveDate> {
        let Self::Date(day) = self else { return None };
        Some(*day)
    }

    /// The tries; none where it is no attempt log.
    pub fn attempts(&self) -> &[Attempt] {
        let Self::Attempts(tries) = self else { return &[] };
        tries
    }

    /// The values of all instances one by one, or itself.
    pub fn each(&self) -> &[Self] {
        let Self::Many(values) = self else { return slice::from_ref(self) };
        values
    }

    /// The names of choices: of several, or of the one that a text is.
    pub fn choices(&self) -> &[Arc<str>] {
        match self {
            Self::Choices(names) => names,
            Self::Text(name) => slice::from_ref(name),
            Self::Blank
            | Self::Number(_)
            | Self::Truth(_)
            | Self::Date(_)
            | Self::Time(_)
            | Self::Moment(_)
            | Self::Attempts(_)
            | Self::Many(_) => &[],
        }
    }

    /// Whether two values are the same in every respect; NaN is the same as NaN.
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan(),
            (Self::Text(a), Self::Text(b)) => Arc::ptr_eq(a, b) || a == b,
            (Self::Many(a), Self::Many(b)) => a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| a.is_same(b)),
            _ => self == other,
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "nobody tries 2^53 times")]
fn count(tries: &[Attempt]) -> f64 {
    tries.len() as f64
}

impl From<&Value> for Val {
    fn from(value: &Value) -> Self {
        match value {
            Value::Text(text) | Value::Choice(text) => Self::text(text),
            #[expect(clippy::cast_precision_loss, reason = "XPath knows doubles only")]
            Value::Integer(number) => Self::Number(*number as f64),
            Value::Decimal(number) => Self::Number(number.to_f64()),
            Value::Boolean(truth) => Self::Truth(*truth),
            Value::Choices(names) | Value::Files(names) => {
                Self::Choices(names.iter().map(|name| Arc::from(name.as_str())).collect())
            }
            Value::Date(day) => Self::Date(*day),
            Value::Time(time) => Self::Time(*time),
            Value::DateTime(moment) => Self::Moment(*moment),
            Value::Duration(seconds) => Self::Number(f64::from(*seconds)),
            Value::Geopoint(point) => Self::text(&point.to_text()),
            Value::Locations(points) => {
                Self::text(&points.iter().map(Geopoint::to_text).collect::<Vec<_>>().join("; "))
            }
            Value::Attempts(tries) => Self::Attempts(tries.as_slice().into()),
            Value::Number(number) => Self::Number(*number),
        }
    }
}

/// XPath writes whole numbers without a point, never an exponent, and no negative zero.
pub(crate) fn number_to_text(number: f64) -> String {
    write_double(if number == 0.0 { 0.0 } else { number })
}

/// A number as XPath reads it, or a day or moment in ISO 8601 as days.
fn text_to_number(text: &str, zone: Zone<'_>) -> f64 {
    let text = text.trim_matches([' ', '\t', '\r', '\n']);
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_number = digits.bytes().any(|byte| byte.is_ascii_digit())
        && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if is_number {
        return read_double(text).unwrap_or(f64::NAN);
    }
    dates::text_in_days(text, zone).unwrap_or(f64::NAN)
}
