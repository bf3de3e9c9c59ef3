//! Days, times of day and moments.

use chrono::{DateTime as Moment, FixedOffset};
use sealform_expression::{ListId, Val, ValueKind};
use sealform_protocol::{ApplyError, Control, Issue};
use sealform_questionnaire::Question;
use sealform_types::{Json, Value, iso};

use super::codec::{Answer, Asked, Codec, Drawn};

/// A day.
pub(super) struct Date;
/// A time of day.
pub(super) struct Time;
/// A moment.
pub(super) struct DateTime;

impl Codec for Date {
    fn value_kind(&self, _: &Question, _: Option<ListId>) -> ValueKind {
        ValueKind::Date
    }

    fn read(&self, asked: &Asked<'_>, raw: &Json) -> Result<Answer, ApplyError> {
        let text = raw.as_str().ok_or_else(|| asked.wrong_kind("a date or time in ISO 8601"))?;
        Ok(read_or_keep(raw, iso::read_date(text.trim()).map(Value::Date)))
    }

    /// The day of a day or a moment.
    fn coerce(&self, _: &Asked<'_>, _: &Val, text: &str) -> Option<Json> {
        let day = text.split('T').next()?;
        iso::read_date(day).map(|_| Json::from(day))
    }

    fn control(&self, _: &mut Drawn<'_>) -> Control {
        Control::Date
    }
}

impl Codec for Time {
    fn value_kind(&self, _: &Question, _: Option<ListId>) -> ValueKind {
        ValueKind::Time
    }

    fn read(&self, asked: &Asked<'_>, raw: &Json) -> Result<Answer, ApplyError> {
        let text = raw.as_str().ok_or_else(|| asked.wrong_kind("a date or time in ISO 8601"))?;
        Ok(read_or_keep(raw, iso::read_time(text.trim()).map(Value::Time)))
    }

    /// The time of day of a time or a moment, to the second.
    fn coerce(&self, _: &Asked<'_>, _: &Val, text: &str) -> Option<Json> {
        let time = text.rsplit('T').next()?;
        let time = time.get(..8).unwrap_or(time);
        iso::read_time(time).map(|_| Json::from(time))
    }

    fn control(&self, _: &mut Drawn<'_>) -> Control {
        Control::Time
    }
}

impl Codec for DateTime {
    fn value_kind(&self, _: &Question, _: Option<ListId>) -> ValueKind {
        ValueKind::Moment
    }

    /// A moment with offset, or, as browsers give it, without: then the offset of the command's moment is meant.
    fn read(&self, asked: &Asked<'_>, raw: &Json) -> Result<Answer, ApplyError> {
        let text = raw.as_str().ok_or_else(|| asked.wrong_kind("a date and time in ISO 8601"))?.trim();
        let moment: Option<Moment<FixedOffset>> =
            iso::read_moment(text).or_else(|| iso::read_local(text)?.and_local_timezone(*asked.at.offset()).single());
        Ok(match moment {
            Some(moment) => Answer::of(Value::DateTime(moment)),
            None => Answer::faulty(raw, Issue::NotADate),
        })
    }

    /// A moment, or the midnight that a day begins with.
    fn coerce(&self, _: &Asked<'_>, _: &Val, text: &str) -> Option<Json> {
        if iso::read_date(text).is_some() {
            return Some(Json::String([text, "T00:00:00"].concat()));
        }
        let is_moment = iso::read_moment(text).is_some() || iso::read_local(text).is_some();
        is_moment.then(|| Json::from(text))
    }

    fn control(&self, _: &mut Drawn<'_>) -> Control {
        Control::DateTime
    }
}

fn read_or_keep(raw: &Json, value: Option<Value>) -> Answer {
    match value {
        Some(value) => Answer::read(raw.clone(), value),
        None => Answer::faulty(raw, Issue::NotADate),
    }
}
