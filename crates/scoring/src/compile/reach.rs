//! What results answers can reach at all: names and targets beyond it are of no use.
//!
//! The bounds are safe, not tight: a result outside of them cannot be, one inside perhaps neither.

use sealform_questionnaire::{Question, Scale, ScoredBy};
use sealform_types::Arena;

use super::{Compiler, percent};
use crate::evaluate::on_line;
use crate::exact::Exact;
use crate::key::Unanswered;
use crate::program::{Choices, Line, LineId, Meaning, Measure, Role};

/// The lowest and the highest result, 1 being all; an end that is absent has no bound.
pub(super) struct Reach {
    low: Option<Exact>,
    high: Option<Exact>,
}

impl Compiler<'_> {
    /// Reports a target and names of ranges that no result can reach.
    pub(super) fn unreachable_results(&mut self, lines: &Arena<LineId, Line>) {
        if self.findings.has_errors() {
            return;
        }
        let Some(Reach { low, high }) = self.reach(lines) else { return };
        let percent = |end: Option<Exact>| end.map(|end| &end * &Exact::whole(100));
        let (low, high) = (percent(low), percent(high));
        let key = self.key;
        let over = |wanted: &Exact| high.as_ref().filter(|high| wanted > *high);
        if let Some((target, high)) =
            key.target.as_ref().and_then(|target| Some((target.exact(), over(target.exact())?)))
        {
            let message = format_args!("the target is {target} percent, and no answers reach more than {high}");
            self.warning("key/unreachable-result", message, "/target", "lower it, or award more points");
        }
        for (index, band) in key.bands.iter().enumerate() {
            let at = format!("/bands/{index}/from");
            let from = band.from.exact();
            let above = key.bands.iter().map(|other| other.from.exact()).filter(|other| *other > from).min();
            if let Some(high) = over(from) {
                let message = format_args!("no answers reach more than {high} percent");
                self.warning("key/unreachable-result", message, &at, "lower it, or remove the band");
            } else if let (Some(low), Some(above)) = (&low, above)
                && above <= low
            {
                let message = format_args!("no answers get less than {low} percent, which is above this band");
                self.warning("key/unreachable-result", message, &at, "raise the band above it, or remove this one");
            }
        }
    }

    /// The bounds of the result; none where nothing counts.
    fn reach(&self, lines: &Arena<LineId, Line>) -> Option<Reach> {
        let key = self.key;
        let mut bounds: Vec<(Option<Exact>, Option<Exact>)> = Vec::new();
        // Both are in the order of the form.
        let mut known = self.known.iter();
        for line in lines.values() {
            let question = known.find(|known| known.path == line.path)?.question;
            if line.role == Role::Unscored {
                continue;
            }
            let (low, high) = self.ends(question, line);
            if line.role == Role::Bonus {
                // Nothing is possible that could be a measure for it.
                let low = (low >= Exact::zero()).then(Exact::one);
                let high = if !high.is_positive() { Some(Exact::zero()) } else { key.cap_at_possible.then(Exact::one) };
                bounds.push((low, high));
                continue;
            }
            let best = most(&line.measure);
            if best.is_positive() {
                // Where what is possible depends on the channel, a deduction may weigh more than here.
                let is_sure = low >= Exact::zero() || !matches!(line.measure, Measure::Bands(_));
                bounds.push((low.checked_div(&best).filter(|_| is_sure), high.checked_div(&best)));
            }
        }
        if bounds.is_empty() {
            return None;
        }
        for rule in &key.knock_out {
            let value = rule.value.as_ref().map_or_else(Exact::zero, |value| percent(value.exact()));
            bounds.push((Some(value.clone()), Some(value)));
        }
        let lows: Option<Vec<Exact>> = bounds.iter().map(|(low, _)| low.clone()).collect();
        let highs: Option<Vec<Exact>> = bounds.into_iter().map(|(_, high)| high).collect();
        Some(Reach {
            low: lows.and_then(|lows| lows.into_iter().min()),
            high: highs.and_then(|highs| highs.into_iter().max()),
        })
    }

    /// The least and the most that one answer earns.
    fn ends(&self, question: &Question, line: &Line) -> (Exact, Exact) {
        let (mut low, high) = match &line.measure {
            Measure::Nothing => (Exact::zero(), Exact::zero()),
            Measure::One { choices, .. } => {
                let paying = choices.points.iter().filter(|(name, _)| choices.meaning(name) != Meaning::NotApplicable);
                let points: Vec<&Exact> = paying.map(|(_, points)| points.exact()).collect();
                let [low, high] = [points.iter().min(), points.iter().max()];
                let [low, high] = [low, high].map(|end| end.map_or_else(Exact::zero, |end| (*end).clone()));
                if self.pays_every_choice(question, choices) { (low, high) } else { (low.min(Exact::zero()), high) }
            }
            Measure::Several { choices, limits, best } => (least_of(choices).max(limits.min.clone()), best.clone()),
            Measure::Bands(bands) => {
                // Above the last band nothing is earned.
                let outside = bands.iter().all(|band| band.up_to.is_some()).then(Exact::zero);
                let low = bands.iter().map(|band| band.points.clone()).chain(outside).min();
                (low.unwrap_or_else(Exact::zero), most(&line.measure))
            }
            Measure::Linear { from, to } => match &question.scale {
                Some(Scale { start, end, .. }) => {
                    let [one, other] = [start, end].map(|step| on_line(from, to, &Exact::whole(*step)));
                    (one.clone().min(other.clone()), one.max(other))
                }
                None => (from.1.clone().min(to.1.clone()), from.1.clone().max(to.1.clone())),
            },
        };
        low = line.counts_as.clone().into_iter().fold(low, Exact::min);
        if line.unanswered == Unanswered::Zero {
            low = low.min(Exact::zero());
        }
        (low, high)
    }

    /// Whether no choice of a question is worth nothing because the key does not name it.
    fn pays_every_choice(&self, question: &Question, choices: &Choices) -> bool {
        let list = self.list(question);
        let not_observed = choices.meanings.iter().filter(|(_, meaning)| **meaning == Meaning::NotObserved);
        let names = list.plain.iter().copied().chain(not_observed.map(|(name, _)| name.as_str()));
        let is_listed = question.kind.scored_by() == ScoredBy::Choice;
        is_listed && names.into_iter().all(|name| choices.points.contains_key(name))
    }
}

/// The most that a measure offers.
fn most(measure: &Measure) -> Exact {
    let highest = match measure {
        Measure::Nothing => Exact::zero(),
        Measure::One { best, .. } | Measure::Several { best, .. } => best.clone(),
        Measure::Bands(bands) => bands.iter().map(|band| &band.points).max().cloned().unwrap_or_else(Exact::zero),
        Measure::Linear { from, to } => from.1.clone().max(to.1.clone()),
    };
    highest.max(Exact::zero())
}

/// Of several choices: what takes away adds up.
fn least_of(choices: &Choices) -> Exact {
    let mut low = Exact::zero();
    for (_, points) in choices.points.iter().filter(|(_, points)| *points.exact() < Exact::zero()) {
        low += points.exact();
    }
    low
}
