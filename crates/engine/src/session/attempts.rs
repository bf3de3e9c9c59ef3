//! Attempt logs: reading them and their rules.

use chrono::{DateTime, FixedOffset};
use sealform_protocol::{ApplyError, Issue};
use sealform_questionnaire::AttemptRules;
use sealform_types::{Attempt, AttemptOutcome, Json, Value, iso, nearest};

use super::answers::{Answer, wrong_kind};
use crate::limits::MAX_ATTEMPTS;
use crate::program::QuestionPlan;

const TAKES: &str = "a list of `{at, channel, outcome, waited?}`";

/// Reads a whole log.
pub(crate) fn read(plan: &QuestionPlan, path: &str, raw: &Json) -> Result<Answer, ApplyError> {
    let items = raw.as_array().ok_or_else(|| wrong_kind(path, TAKES))?;
    if items.len() > MAX_ATTEMPTS {
        return Err(ApplyError::TooLong { path: path.to_owned(), most: MAX_ATTEMPTS });
    }
    let tries = items.iter().map(|item| read_one(plan, path, item)).collect::<Result<Vec<_>, _>>()?;
    if tries.is_empty() {
        return Ok(Answer::NONE);
    }
    let value = Value::Attempts(tries);
    Ok(Answer { raw: value.to_json(), value: Some(value), ..Answer::NONE })
}

fn read_one(plan: &QuestionPlan, path: &str, item: &Json) -> Result<Attempt, ApplyError> {
    let members = item.as_object().ok_or_else(|| wrong_kind(path, TAKES))?;
    if members.iter().any(|(name, _)| !matches!(name.as_str(), "at" | "channel" | "outcome" | "waited")) {
        return Err(wrong_kind(path, TAKES));
    }
    let text = |name: &str| item.get(name).and_then(Json::as_str).ok_or_else(|| wrong_kind(path, TAKES));
    let at = iso::read_moment(text("at")?).ok_or_else(|| wrong_kind(path, "moments in ISO 8601 with offset"))?;
    let channel = text("channel")?;
    let channels = plan.source.attempts.as_ref().map_or(&[][..], |rules| &rules.channels);
    if !channels.iter().any(|known| known == channel) {
        let near = nearest(channel, channels.iter().map(String::as_str)).map(str::to_owned);
        return Err(ApplyError::UnknownChoice { path: path.to_owned(), choice: channel.to_owned(), near });
    }
    let outcome = text("outcome")?;
    let Some(outcome) = AttemptOutcome::named(outcome) else {
        let near = nearest(outcome, AttemptOutcome::ALL.map(AttemptOutcome::name)).map(str::to_owned);
        return Err(ApplyError::UnknownChoice { path: path.to_owned(), choice: outcome.to_owned(), near });
    };
    let waited = match item.get("waited") {
        None => None,
        Some(Json::Integer(seconds)) => {
            Some(u32::try_from(*seconds).map_err(|_| wrong_kind(path, "seconds waited, from 0"))?)
        }
        Some(_) => return Err(wrong_kind(path, "whole seconds waited")),
    };
    Ok(Attempt { at, channel: channel.to_owned(), outcome, waited })
}

/// How many tries count.
pub(crate) fn counted(tries: &[Attempt]) -> u32 {
    u32::try_from(tries.iter().filter(|one| one.outcome.counts()).count()).unwrap_or(u32::MAX)
}

fn answered(one: &Attempt) -> bool {
    one.outcome == AttemptOutcome::Answered
}

/// Whether another try may be logged.
pub(crate) fn may_add(tries: &[Attempt], rules: &AttemptRules) -> bool {
    !tries.iter().any(answered) && counted(tries) < rules.max
}

/// What is wrong with a log, or still due, at a moment.
pub(crate) fn issues(tries: &[Attempt], rules: &AttemptRules, now: DateTime<FixedOffset>) -> Vec<Issue> {
    let mut issues = Vec::new();
    let have = counted(tries);
    let reached = tries.iter().position(answered);
    if reached.is_none() && have < rules.max && !tries.is_empty() {
        issues.push(Issue::AttemptsDue { have, max: rules.max });
    }
    if have > rules.max || reached.is_some_and(|index| index + 1 < tries.len()) {
        issues.push(Issue::TooManyAttempts { max: rules.max });
    }
    let counting: Vec<&Attempt> = tries.iter().filter(|one| one.outcome.counts()).collect();
    let same_day = |(a, b): (&&Attempt, &&Attempt)| a.at.date_naive() == b.at.date_naive();
    if rules.different_days && counting.iter().zip(counting.iter().skip(1)).any(same_day) {
        issues.push(Issue::AttemptsSameDay);
    }
    let in_order = tries.iter().zip(tries.iter().skip(1)).all(|(a, b)| a.at < b.at);
    if !in_order || tries.last().is_some_and(|last| last.at > now) {
        issues.push(Issue::AttemptsOutOfOrder);
    }
    // Busy, voicemail and a wrong number end a try by themselves.
    let gave_up = |one: &&Attempt| matches!(one.outcome, AttemptOutcome::NoAnswer | AttemptOutcome::Queue);
    if tries.iter().filter(gave_up).any(|one| one.waited.is_some_and(|waited| waited < rules.wait)) {
        issues.push(Issue::AttemptTooShort { wait: rules.wait });
    }
    issues
}
