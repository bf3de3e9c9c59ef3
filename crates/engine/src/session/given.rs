//! What the form gives, as somebody would have entered it: values of expressions in the shape that a question takes.

use sealform_expression::Val;
use sealform_questionnaire::QuestionType;
use sealform_types::{Decimal, Json, iso};

use super::answers::Reading;
use super::form::Form;
use crate::graph::InstanceId;
use crate::program::QuestionPlan;

/// A value as it is, in JSON.
pub(crate) fn raw(seen: &Val) -> Json {
    match seen {
        Val::Truth(truth) => Json::Boolean(*truth),
        Val::Choices(names) => names.iter().map(|name| Json::from(&**name)).collect(),
        other if other.is_blank() => Json::Null,
        other => Json::String(other.to_text()),
    }
}

impl Form {
    /// A value as an answer of the question; nothing where the question does not take it.
    pub(super) fn given(&self, plan: &QuestionPlan, instance: InstanceId, seen: &Val) -> Json {
        if let Val::Many(values) = seen {
            return values.first().map_or(Json::Null, |first| self.given(plan, instance, first));
        }
        let written = seen.to_text();
        let text = written.trim();
        let fitting = match plan.source.kind {
            QuestionType::Text | QuestionType::Barcode => Some(Json::from(written.as_str())),
            QuestionType::Integer | QuestionType::Rating | QuestionType::Duration => whole(seen),
            QuestionType::Decimal | QuestionType::Range => Decimal::parse(text).ok().map(|_| Json::from(text)),
            QuestionType::SelectOne => self.offers(plan, instance, text, Reading::Kept).then(|| Json::from(text)),
            QuestionType::SelectMultiple | QuestionType::Rank => {
                Some(self.known_names(plan, instance, text).into_iter().map(Json::from).collect())
            }
            QuestionType::Date | QuestionType::Today => day(text).map(Json::from),
            QuestionType::Time => time(text).map(Json::from),
            QuestionType::DateTime | QuestionType::Start | QuestionType::End => moment(text).map(Json::String),
            QuestionType::Acknowledge => matches!(text, "OK" | "true" | "1").then_some(Json::Boolean(true)),
            _ => Some(raw(seen)),
        };
        fitting.filter(|_| !text.is_empty()).unwrap_or(Json::Null)
    }

    /// Those names of a list with blanks between that are choices, each once.
    fn known_names<'a>(&self, plan: &QuestionPlan, instance: InstanceId, text: &'a str) -> Vec<&'a str> {
        let mut names = Vec::new();
        for name in text.split_whitespace() {
            if !names.contains(&name) && self.offers(plan, instance, name, Reading::Kept) {
                names.push(name);
            }
        }
        names
    }
}

/// A number without what stands behind its point.
fn whole(seen: &Val) -> Option<Json> {
    let number = seen.to_number();
    #[expect(clippy::cast_possible_truncation, reason = "saturates; what is too large is told")]
    number.is_finite().then_some(Json::Integer(number as i64))
}

/// The day of a day or a moment.
fn day(text: &str) -> Option<&str> {
    let day = text.split('T').next()?;
    iso::read_date(day).map(|_| day)
}

/// The time of day of a time or a moment, to the second.
fn time(text: &str) -> Option<&str> {
    let time = text.rsplit('T').next()?;
    let time = time.get(..8).unwrap_or(time);
    iso::read_time(time).map(|_| time)
}

/// A moment, or the midnight that a day begins with.
fn moment(text: &str) -> Option<String> {
    if iso::read_date(text).is_some() {
        return Some([text, "T00:00:00"].concat());
    }
    (iso::read_moment(text).is_some() || iso::read_local(text).is_some()).then(|| text.to_owned())
}
