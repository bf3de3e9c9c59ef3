//! From the answers to one line's points.

use sealform_types::{AttemptOutcome, Value, write_double};

use crate::exact::Exact;
use crate::key::{Instances, Unanswered};
use crate::program::{BandWorth, Choices, ConditionId, Limits, Line, LineId, Meaning, Measure, Role};
use crate::sheet::Why;

/// The answers that a score is made of, as the engine or a receiver holds them.
pub trait Answers {
    /// Visits the standing of the line's question: once for each instance of a repeat, else exactly once.
    fn standings(&self, line: LineId, visit: &mut dyn FnMut(Standing<'_>));
    /// Whether a condition of the key holds.
    fn holds(&self, condition: ConditionId) -> bool;
}

/// How a question stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Standing<'a> {
    /// It does not apply.
    NotRelevant,
    /// It applies and has no answer.
    Unanswered,
    /// Its answer.
    Answered(&'a Value),
}

/// One line's points before any knock-out, weighted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Marks {
    pub earned: Exact,
    pub possible: Exact,
    /// The most that the key offers for it, whatever was answered.
    pub offer: Exact,
    pub why: Why,
}

/// Visits every instance of one line.
pub(crate) type Instancing<'a> = &'a mut dyn FnMut(Visitor<'_>);

/// Takes how one instance stands.
pub(crate) type Visitor<'a> = &'a mut dyn FnMut(Standing<'_>);

/// Which conditions hold.
pub(crate) type Holds<'a> = &'a dyn Fn(ConditionId) -> bool;

/// Scores one line; `standings` visits every instance.
pub(crate) fn evaluate(line: &Line, holds: Holds<'_>, standings: Instancing<'_>) -> Marks {
    if line.role == Role::Unscored {
        return nothing(Why::Unscored);
    }
    if line.when.is_some_and(|when| !holds(when)) {
        return nothing(Why::Excluded);
    }
    let best = best(&line.measure, holds);
    let mut all = Vec::new();
    standings(&mut |standing| all.push(one(line, standing, &best, holds)));
    let why = why(&all);
    let counting: Vec<&Exact> = all.iter().filter(|(_, why)| why.counts()).map(|(earned, _)| earned).collect();
    let (earned, possible) = together(line.instances, &counting, &best);
    let offer = match line.instances {
        Instances::Sum => &best * &count(all.len().max(1)),
        Instances::Mean | Instances::Worst | Instances::Best => best,
    };
    let earned = &earned * &line.weight;
    match line.role {
        Role::Bonus => Marks { earned, possible: Exact::zero(), offer: Exact::zero(), why },
        Role::Counted | Role::Unscored => {
            Marks { earned, possible: &possible * &line.weight, offer: &offer * &line.weight, why }
        }
    }
}

fn nothing(why: Why) -> Marks {
    Marks { earned: Exact::zero(), possible: Exact::zero(), offer: Exact::zero(), why }
}

fn count(number: usize) -> Exact {
    Exact::whole(i64::try_from(number).unwrap_or(i64::MAX))
}

/// The reason of a line with any number of instances, whatever their order.
fn why(all: &[(Exact, Why)]) -> Why {
    match all {
        [] => Why::NotRelevant,
        [(_, why)] => *why,
        [(_, first), rest @ ..] if rest.iter().all(|(_, why)| why == first) => *first,
        many if many.iter().any(|(_, why)| why.counts()) => Why::Instances,
        many => many.iter().map(|(_, why)| *why).max().unwrap_or(Why::NotRelevant),
    }
}

/// What the counting instances earn and could earn. Each of them could earn the same: `best`.
fn together(instances: Instances, earned: &[&Exact], best: &Exact) -> (Exact, Exact) {
    let mut sum = Exact::zero();
    earned.iter().for_each(|earned| sum += *earned);
    let number = count(earned.len());
    let Some(mean) = sum.checked_div(&number) else { return (Exact::zero(), Exact::zero()) };
    match instances {
        Instances::Sum => (sum, best * &number),
        Instances::Mean => (mean, best.clone()),
        Instances::Worst => (earned.iter().min().map_or(mean, |worst| (*worst).clone()), best.clone()),
        Instances::Best => (earned.iter().max().map_or(mean, |best| (*best).clone()), best.clone()),
    }
}

/// The most that one instance can earn; never less than zero.
fn best(measure: &Measure, holds: Holds<'_>) -> Exact {
    let highest = |points: &mut dyn Iterator<Item = &Exact>| points.max().cloned().unwrap_or_else(Exact::zero);
    let best = match measure {
        Measure::Nothing => Exact::zero(),
        Measure::One { best, .. } | Measure::Several { best, .. } => best.clone(),
        Measure::Bands(bands) => highest(&mut offered(bands, holds).map(|band| &band.points)),
        Measure::Linear { from, to } => highest(&mut [&from.1, &to.1].into_iter()),
    };
    best.max(Exact::zero())
}

fn offered<'a>(bands: &'a [BandWorth], holds: Holds<'a>) -> impl Iterator<Item = &'a BandWorth> {
    bands.iter().filter(move |band| band.when.is_none_or(holds))
}

/// What one instance earns, and why.
fn one(line: &Line, standing: Standing<'_>, best: &Exact, holds: Holds<'_>) -> (Exact, Why) {
    match standing {
        Standing::NotRelevant => (Exact::zero(), Why::NotRelevant),
        Standing::Unanswered => unanswered(line),
        Standing::Answered(value) => match &line.measure {
            Measure::Nothing => (Exact::zero(), Why::Unscored),
            Measure::One { choices, .. } => choice(line, choices, value),
            Measure::Several { choices, limits, .. } => several(line, choices, limits, value),
            Measure::Bands(bands) => match number(value) {
                None => unanswered(line),
                Some(number) => {
                    let fits = |band: &&BandWorth| band.up_to.as_ref().is_none_or(|up_to| number <= *up_to);
                    let band = offered(bands, holds).find(fits);
                    band.map_or((Exact::zero(), Why::OutsideBands), |band| (band.points.clone(), Why::Answered))
                }
            },
            Measure::Linear { from, to } => match number(value) {
                None => unanswered(line),
                Some(number) => (on_line(from, to, &number).min(best.clone()), Why::Answered),
            },
        },
    }
}

fn unanswered(line: &Line) -> (Exact, Why) {
    let why = match line.unanswered {
        Unanswered::Leave => Why::Unanswered,
        Unanswered::Zero => Why::UnansweredZero,
    };
    (Exact::zero(), why)
}

fn choice(line: &Line, choices: &Choices, value: &Value) -> (Exact, Why) {
    let name = match value {
        Value::Choice(name) | Value::Text(name) => name.clone(),
        Value::Boolean(truth) => truth.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Decimal(number) => number.to_string(),
        Value::Number(number) => write_double(*number),
        Value::Choices(_)
        | Value::Date(_)
        | Value::Time(_)
        | Value::DateTime(_)
        | Value::Duration(_)
        | Value::Geopoint(_)
        | Value::Locations(_)
        | Value::Files(_)
        | Value::Attempts(_) => return (Exact::zero(), Why::Answered),
    };
    match choices.meaning(&name) {
        Meaning::Plain => (choices.points(&name), Why::Answered),
        Meaning::NotObserved => (choices.points(&name), Why::NotObserved),
        Meaning::NotApplicable => not_applicable(line),
    }
}

fn not_applicable(line: &Line) -> (Exact, Why) {
    match &line.counts_as {
        None => (Exact::zero(), Why::NotApplicable),
        Some(counts_as) => (counts_as.clone(), Why::NotApplicableCounted),
    }
}

fn several(line: &Line, choices: &Choices, limits: &Limits, value: &Value) -> (Exact, Why) {
    let Value::Choices(names) = value else { return (Exact::zero(), Why::Answered) };
    if names.is_empty() {
        return unanswered(line);
    }
    let mut sum = Exact::zero();
    let mut why = Why::Answered;
    for name in names {
        match choices.meaning(name) {
            Meaning::Plain => sum += &choices.points(name),
            Meaning::NotApplicable => return not_applicable(line),
            Meaning::NotObserved => {
                sum += &choices.points(name);
                why = Why::NotObserved;
            }
        }
    }
    let sum = sum.max(limits.min.clone());
    (limits.max.as_ref().map_or(sum.clone(), |max| sum.min(max.clone())), why)
}

/// The number in an answer: of an attempt log, the seconds waited in the answered try.
pub(crate) fn number(value: &Value) -> Option<Exact> {
    const CALCULATED_PLACES: u32 = 6;
    match value {
        Value::Integer(number) => Some(Exact::whole(*number)),
        Value::Duration(seconds) => Some(Exact::whole(i64::from(*seconds))),
        Value::Decimal(number) => Exact::parse(number.as_str()),
        Value::Number(number) => Exact::parse(&write_double(*number)).map(|number| number.round_to(CALCULATED_PLACES)),
        Value::Attempts(tries) => {
            let answered = tries.iter().find(|attempt| attempt.outcome == AttemptOutcome::Answered)?;
            Some(Exact::whole(i64::from(answered.waited?)))
        }
        Value::Text(_)
        | Value::Boolean(_)
        | Value::Choice(_)
        | Value::Choices(_)
        | Value::Date(_)
        | Value::Time(_)
        | Value::DateTime(_)
        | Value::Geopoint(_)
        | Value::Locations(_)
        | Value::Files(_) => None,
    }
}

/// The points at `at` on the line between two ends, and no further than they.
pub(crate) fn on_line(from: &(Exact, Exact), to: &(Exact, Exact), at: &Exact) -> Exact {
    let way = (at - &from.0).checked_div(&(&to.0 - &from.0)).unwrap_or_else(Exact::zero);
    let way = way.max(Exact::zero()).min(Exact::one());
    &from.1 + &(&way * &(&to.1 - &from.1))
}
