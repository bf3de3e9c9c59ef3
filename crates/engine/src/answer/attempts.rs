//! Attempt logs: reading them and their rules.

use chrono::{DateTime, FixedOffset, NaiveDate};
use sealform_expression::{ListId, Val, ValueKind};
use sealform_protocol::{ApplyError, AttemptsView, Control, Issue, IssueView, Part};
use sealform_questionnaire::{AttemptRules, Question};
use sealform_types::{Attempt, AttemptOutcome, Json, Level, Value, iso};

use super::codec::{Answer, Asked, Codec, Drawn, Judged, Reading};
use super::preset::raw as as_it_is;
use crate::assigned::Assigned;
use crate::limits::MAX_ATTEMPTS;

const TAKES: &str = "a list of `{at, channel, outcome, waited?}`";

/// Tries to reach the participant.
pub(super) struct AttemptLog;

impl Codec for AttemptLog {
    fn value_kind(&self, question: &Question, _: Option<ListId>) -> ValueKind {
        let rules = question.attempts.as_ref();
        ValueKind::Attempts {
            max: rules.map_or(1, |rules| u16::try_from(rules.max).unwrap_or(u16::MAX)),
            wait: rules.map_or(0, |rules| rules.wait),
            wait_days: rules.map_or(0, |rules| u8::try_from(rules.wait_days).unwrap_or(u8::MAX)),
        }
    }

    fn read(&self, asked: &Asked<'_>, raw: &Json) -> Result<Answer, ApplyError> {
        let items = raw.as_array().ok_or_else(|| asked.wrong_kind(TAKES))?;
        if items.len() > MAX_ATTEMPTS {
            return Err(asked.too_long(MAX_ATTEMPTS));
        }
        let (is_unfinished, finished) = match items.split_last() {
            Some((last, others)) if last.get("outcome").is_none() => {
                // What is known of an attempt stands in the draft before it is over.
                read_rest(asked, last)?;
                (true, others)
            }
            Some(_) | None => (false, items),
        };
        let tries = finished.iter().map(|item| read_one(asked, item)).collect::<Result<Vec<_>, _>>()?;
        let value = (!tries.is_empty()).then_some(Value::Attempts(tries));
        Ok(match (is_unfinished, value) {
            (true, value) => Answer { value, ..Answer::faulty(raw, Issue::AttemptUnfinished) },
            (false, Some(value)) => Answer::of(value),
            (false, None) => Answer::NONE,
        })
    }

    fn coerce(&self, _: &Asked<'_>, seen: &Val, _: &str) -> Option<Json> {
        Some(as_it_is(seen))
    }

    fn control(&self, drawn: &mut Drawn<'_>) -> Control {
        let Some(rules) = drawn.spec.attempts.as_ref().map(|own| drawn.assigned.rules(own)) else {
            return Control::Note;
        };
        let may_add = match &drawn.answer.value {
            _ if drawn.answer.fault.is_some() => false,
            Some(Value::Attempts(tries)) => may_add(tries, &rules),
            Some(_) | None => true,
        };
        let last = match &drawn.answer.value {
            Some(Value::Attempts(tries)) => tries.last(),
            Some(_) | None => None,
        };
        let until = last.and_then(|last| pending(last, &rules, drawn.assigned, drawn.now));
        Control::AttemptLog(AttemptsView {
            max: rules.max,
            wait: rules.wait,
            wait_days: rules.wait_days,
            until,
            different_days: rules.different_days,
            channels: rules.channels,
            may_add,
        })
    }

    fn issues(&self, judged: &Judged<'_>) -> Vec<IssueView> {
        let (Value::Attempts(tries), Some(rules)) = (judged.value, &judged.spec.attempts) else {
            return Vec::new();
        };
        let own = rules;
        let rules = judged.assigned.rules(own);
        let of_level = |level| move |issue| IssueView::new(issue, level, Part::Answer);
        let mut issues: Vec<IssueView> =
            issues(tries, &rules, own, judged.now).into_iter().map(of_level(Level::Hard)).collect();
        let pending = tries.iter().filter_map(|one| pending(one, &rules, judged.assigned, judged.now)).max();
        issues.extend(pending.map(|until| Issue::AttemptPending { until }).map(of_level(Level::Hard)));
        // The clock of a device is no evidence: the receiver decides.
        let is_contact = judged.assigned.is_made_by(&rules.channels);
        let outside = tries.iter().zip(1..).filter(|(one, _)| is_contact && !judged.assigned.is_open_at(one.at));
        issues.extend(outside.map(|(_, number)| Issue::OutsideWindow { number }).map(of_level(Level::Warn)));
        issues
    }
}

fn read_one(asked: &Asked<'_>, item: &Json) -> Result<Attempt, ApplyError> {
    let (at, channel, waited) = read_rest(asked, item)?;
    let outcome = item.get("outcome").and_then(Json::as_str).ok_or_else(|| asked.wrong_kind(TAKES))?;
    let outcome = AttemptOutcome::named(outcome)
        .ok_or_else(|| asked.unknown_choice(outcome, AttemptOutcome::ALL.into_iter().map(AttemptOutcome::name)))?;
    Ok(Attempt { at, channel, outcome, waited })
}

/// What is known of an attempt before it is over: when, by which channel, and how long it was waited for.
fn read_rest(asked: &Asked<'_>, item: &Json) -> Result<(DateTime<FixedOffset>, String, Option<u32>), ApplyError> {
    let members = item.as_object().ok_or_else(|| asked.wrong_kind(TAKES))?;
    if members.iter().any(|(name, _)| !matches!(name.as_str(), "at" | "channel" | "outcome" | "waited")) {
        return Err(asked.wrong_kind(TAKES));
    }
    let text = |name: &str| item.get(name).and_then(Json::as_str).ok_or_else(|| asked.wrong_kind(TAKES));
    let at = iso::read_moment(text("at")?).ok_or_else(|| asked.wrong_kind("moments in ISO 8601 with offset"))?;
    let channel = text("channel")?;
    let is_kept = asked.reading == Reading::Restored && asked.assigned.is_there;
    let channels = channels(asked);
    if !is_kept && !channels.iter().any(|known| known == channel) {
        return Err(asked.unknown_choice(channel, channels.iter().map(String::as_str)));
    }
    let waited = match item.get("waited") {
        None => None,
        Some(Json::Integer(seconds)) => {
            Some(u32::try_from(*seconds).map_err(|_| asked.wrong_kind("seconds waited, from 0"))?)
        }
        Some(_) => return Err(asked.wrong_kind("whole seconds waited")),
    };
    Ok((at, channel.to_owned(), waited))
}

/// By which channels it may have been tried: those of the assignment or else of the form, and those of attempts that were made
/// before the assignment changed.
fn channels(asked: &Asked<'_>) -> Vec<String> {
    let Some(own) = &asked.spec.attempts else { return Vec::new() };
    let mut channels = asked.assigned.rules(own).channels;
    if asked.assigned.is_there {
        let made = asked.current.raw.as_array().unwrap_or_default().iter();
        channels.extend(made.filter_map(|one| one.get("channel")?.as_str().map(str::to_owned)));
    }
    channels
}

/// The last day on which somebody who was written to may still answer, where nobody has and that day is not over.
fn pending(one: &Attempt, rules: &AttemptRules, assigned: &Assigned, now: DateTime<FixedOffset>) -> Option<NaiveDate> {
    let is_given_up = one.outcome.counts() && !answered(one) && !assigned.has_waited(one.at, rules.wait_days, now);
    if is_given_up { assigned.last_day(one.at, rules.wait_days) } else { None }
}

/// How many tries count: one that was given up before its time is none.
fn counted(tries: &[Attempt], rules: &AttemptRules) -> u32 {
    u32::try_from(tries.iter().filter(|one| counts(one, rules)).count()).unwrap_or(u32::MAX)
}

fn counts(one: &Attempt, rules: &AttemptRules) -> bool {
    one.outcome.counts() && one.has_waited(rules.wait)
}

fn answered(one: &Attempt) -> bool {
    one.outcome == AttemptOutcome::Answered
}

/// Whether another try may be logged.
fn may_add(tries: &[Attempt], rules: &AttemptRules) -> bool {
    !tries.iter().any(answered) && counted(tries, rules) < rules.max
}

/// What is wrong with a log, or still due, at a moment.
///
/// An assignment that allows fewer attempts than the form may have come after they were made.
fn issues(tries: &[Attempt], rules: &AttemptRules, own: &AttemptRules, now: DateTime<FixedOffset>) -> Vec<Issue> {
    let mut issues = Vec::new();
    let have = counted(tries, rules);
    let reached = tries.iter().position(answered);
    if reached.is_none() && have < rules.max && !tries.is_empty() {
        issues.push(Issue::AttemptsDue { have, max: rules.max });
    }
    if have > rules.max.max(own.max) || reached.is_some_and(|index| index + 1 < tries.len()) {
        issues.push(Issue::TooManyAttempts { max: rules.max });
    }
    let counting: Vec<&Attempt> = tries.iter().filter(|one| counts(one, rules)).collect();
    let same_day = |(a, b): (&&Attempt, &&Attempt)| a.at.date_naive() == b.at.date_naive();
    if rules.different_days && counting.iter().zip(counting.iter().skip(1)).any(same_day) {
        issues.push(Issue::AttemptsSameDay);
    }
    let in_order = tries.iter().zip(tries.iter().skip(1)).all(|(a, b)| a.at < b.at);
    if !in_order || tries.last().is_some_and(|last| last.at > now) {
        issues.push(Issue::AttemptsOutOfOrder);
    }
    // Whoever gave up too soon tries once more; then nothing is missing.
    let is_open = reached.is_none() && have < rules.max;
    if is_open && tries.iter().any(|one| one.waited.is_some() && !one.has_waited(rules.wait)) {
        issues.push(Issue::AttemptTooShort { wait: rules.wait });
    }
    // Whoever waited for nobody has to say how long: without it, giving up at once would look the same.
    let is_due = |one: &&Attempt| rules.wait > 0 && one.outcome.counts() && !answered(one);
    if tries.iter().filter(is_due).any(|one| one.waited.is_none()) {
        issues.push(Issue::AttemptNotTimed { wait: rules.wait });
    }
    issues
}
