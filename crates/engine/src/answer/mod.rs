//! One codec per kind of answer: how it is read, coerced from an expression's value, drawn and judged.
//!
//! A new kind of question is a module here, a row in `questionnaire/model/kind.rs`, and what the compiler asks for then.
//! Not here: what follows from answers (`graph`), and where they are stored (`session`).

mod acknowledge;
mod attempts;
mod codec;
mod duration;
mod file;
mod location;
mod moment;
mod number;
mod preset;
mod rating;
mod select;
mod text;
mod text_rules;
mod words;

use sealform_expression::Val;
use sealform_protocol::{ApplyError, FileKind};
use sealform_questionnaire::QuestionType;
use sealform_types::Json;

use crate::limits::MAX_TEXT_BYTES;
pub(crate) use codec::{Answer, Asked, Codec, Drawn, Judged, Reading};
pub(crate) use preset::{preset_value, raw};
pub(crate) use select::sealed;
pub(crate) use text_rules::{alike, char_count, issues as text_issues, names, said, stands_in};
pub(crate) use words::{calculated, in_words};

/// The codec of a kind of question.
pub(crate) fn codec(kind: QuestionType) -> &'static dyn Codec {
    match kind {
        QuestionType::Text => &text::Text::Typed,
        QuestionType::Barcode => &text::Text::Barcode,
        QuestionType::Integer => &number::Integer,
        QuestionType::Decimal => &number::Decimal::Any,
        QuestionType::Range => &number::Decimal::InRange,
        QuestionType::Rating | QuestionType::Nps => &rating::Rating,
        QuestionType::Duration => &duration::Duration,
        QuestionType::SelectOne => &select::One,
        QuestionType::SelectMultiple => &select::Multiple,
        QuestionType::Rank => &select::Rank,
        QuestionType::Date => &moment::Date,
        QuestionType::Time => &moment::Time,
        QuestionType::DateTime => &moment::DateTime,
        QuestionType::AttemptLog => &attempts::AttemptLog,
        QuestionType::Acknowledge => &acknowledge::Acknowledge,
        QuestionType::Geopoint => &location::Point,
        QuestionType::Geotrace => &location::Line::Open,
        QuestionType::Geoshape => &location::Line::Closed,
        QuestionType::Image => &file::Files(FileKind::Image),
        QuestionType::Audio => &file::Files(FileKind::Audio),
        QuestionType::Video => &file::Files(FileKind::Video),
        QuestionType::File => &file::Files(FileKind::Any),
        QuestionType::Note => &preset::Written::Note,
        QuestionType::Start | QuestionType::End => &preset::Preset(&moment::DateTime),
        QuestionType::Today => &preset::Preset(&moment::Date),
        QuestionType::StartGeopoint => &preset::Preset(&location::Point),
        QuestionType::Calculate
        | QuestionType::Hidden
        | QuestionType::DeviceId
        | QuestionType::Username
        | QuestionType::PhoneNumber
        | QuestionType::Email
        | QuestionType::SimSerial
        | QuestionType::SubscriberId
        | QuestionType::Audit
        | QuestionType::BackgroundAudio => &preset::Written::Calculation,
    }
}

/// Reads what was entered for a question.
///
/// # Errors
/// Where no control of the question gives it.
pub(crate) fn read(asked: &Asked<'_>, raw: &Json) -> Result<Answer, ApplyError> {
    match raw {
        Json::Null => Ok(Answer::NONE),
        Json::String(text) if text.is_empty() => Ok(Answer::NONE),
        Json::String(text) if text.len() > MAX_TEXT_BYTES => Err(asked.too_long(MAX_TEXT_BYTES)),
        Json::Boolean(_) | Json::Integer(_) | Json::Float(_) | Json::String(_) | Json::Array(_) | Json::Object(_) => {
            codec(asked.spec.kind).read(asked, raw)
        }
    }
}

/// A value of an expression as an answer of the question; `null` where the question does not take it.
pub(crate) fn coerce(asked: &Asked<'_>, seen: &Val) -> Json {
    if let Val::Many(values) = seen {
        return values.first().map_or(Json::Null, |first| coerce(asked, first));
    }
    let written = seen.to_text();
    let text = written.trim();
    if text.is_empty() {
        return Json::Null;
    }
    codec(asked.spec.kind).coerce(asked, seen, text).unwrap_or(Json::Null)
}
