//! One typed answer, and the form in which drafts and submissions write it.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

use crate::iso::{self, SecondParts};
use crate::{Decimal, Geopoint, Json, write_double};

/// One answer, typed as its question declares. An unanswered question has no value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Text as typed.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A decimal number, exactly.
    Decimal(Decimal),
    /// Yes or no, as an acknowledgement gives it.
    Boolean(bool),
    /// The name of the choice taken.
    Choice(String),
    /// The names of the choices taken, in the order of the list (`select_multiple`) or as ranked (`rank`).
    Choices(Vec<String>),
    /// A day.
    Date(NaiveDate),
    /// A time of day.
    Time(NaiveTime),
    /// A moment with the offset it was written in.
    DateTime(DateTime<FixedOffset>),
    /// A length of time in seconds.
    Duration(u32),
    /// A location.
    Geopoint(Geopoint),
    /// A line of locations; a closed one ends where it began.
    Locations(Vec<Geopoint>),
    /// Names of attachments.
    Files(Vec<String>),
    /// The tries of an attempt log, oldest first.
    Attempts(Vec<Attempt>),
    /// A calculated number: a double, finite.
    Number(f64),
}

/// One try to reach the participant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// When it began: ISO 8601 with offset.
    pub at: DateTime<FixedOffset>,
    /// How: `phone`, `chat`, …
    pub channel: String,
    /// What became of it.
    pub outcome: AttemptOutcome,
    /// Seconds waited, where that was noted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waited: Option<u32>,
}

impl Attempt {
    /// Whether it waited for so many seconds, where it was for the observer to give up.
    pub fn has_waited(&self, wait: u32) -> bool {
        wait == 0 || !self.outcome.is_given_up() || self.waited.is_some_and(|waited| waited >= wait)
    }
}

/// What became of a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttemptOutcome {
    /// Somebody answered.
    Answered,
    /// Nobody did.
    NoAnswer,
    /// The line was busy.
    Busy,
    /// The queue did not end in time.
    Queue,
    /// A machine answered.
    Voicemail,
    /// It was not the participant: not counted as a try.
    WrongNumber,
}

impl AttemptOutcome {
    /// All outcomes, in the order in which a person is offered them.
    pub const ALL: [Self; 6] =
        [Self::Answered, Self::NoAnswer, Self::Busy, Self::Queue, Self::Voicemail, Self::WrongNumber];

    /// Whether it was for the observer to give up: busy, voicemail and a wrong number end a try by themselves.
    pub fn is_given_up(self) -> bool {
        match self {
            Self::NoAnswer | Self::Queue => true,
            Self::Answered | Self::Busy | Self::Voicemail | Self::WrongNumber => false,
        }
    }

    /// The name in documents.
    pub fn name(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::NoAnswer => "no_answer",
            Self::Busy => "busy",
            Self::Queue => "queue",
            Self::Voicemail => "voicemail",
            Self::WrongNumber => "wrong_number",
        }
    }

    /// The outcome of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.name() == name)
    }

    /// Whether such a try counts toward the allowed number.
    pub fn counts(self) -> bool {
        self != Self::WrongNumber
    }
}

impl Value {
    /// The value as drafts and submissions write it: decimals and calculated numbers as strings,
    /// moments in ISO 8601 with offset, durations in whole seconds.
    pub fn to_json(&self) -> Json {
        match self {
            Self::Text(text) | Self::Choice(text) => Json::from(text.as_str()),
            Self::Integer(number) => Json::Integer(*number),
            Self::Decimal(number) => Json::from(number.as_str()),
            Self::Boolean(truth) => Json::Boolean(*truth),
            Self::Choices(names) | Self::Files(names) => names.iter().map(|name| Json::from(name.as_str())).collect(),
            Self::Date(day) => Json::String(iso::write_date(*day)),
            Self::Time(time) => Json::String(iso::write_time(*time)),
            Self::DateTime(moment) => Json::String(write_moment(moment)),
            Self::Duration(seconds) => Json::Integer(i64::from(*seconds)),
            Self::Geopoint(point) => point.to_json(),
            Self::Locations(points) => points.iter().map(Geopoint::to_json).collect(),
            Self::Attempts(tries) => tries.iter().map(Attempt::to_json).collect(),
            // There is one zero.
            Self::Number(number) => Json::String(write_double(number + 0.0)),
        }
    }
}

fn write_moment(moment: &DateTime<FixedOffset>) -> String {
    iso::write_moment(moment, SecondParts::AsNeeded)
}

impl Attempt {
    fn to_json(&self) -> Json {
        let mut members = vec![
            ("at".to_owned(), Json::String(write_moment(&self.at))),
            ("channel".to_owned(), Json::from(self.channel.as_str())),
            ("outcome".to_owned(), Json::from(self.outcome.name())),
        ];
        if let Some(seconds) = self.waited {
            members.push(("waited".to_owned(), Json::Integer(i64::from(seconds))));
        }
        Json::Object(members)
    }
}
