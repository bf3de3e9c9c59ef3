//! How the answers to one question become points.

use std::rc::Rc;
use std::sync::Arc;

use sealform_questionnaire::{Choice, Question, ScoredBy};
use sealform_types::{NpsClass, VecMap, pointer, say};

use super::{Compiler, Known};
use crate::exact::Exact;
use crate::fault::last_equal;
use crate::key::{Band, Instances, Linear, LinearEnd, Rule};
use crate::number::Points;
use crate::program::{BandWorth, Choices, Limits, Meaning, Measure};

/// One choice list of the form, as many questions look things up in it.
#[derive(Default)]
pub(super) struct ChoiceList<'a> {
    choices: VecMap<&'a str, &'a Choice>,
    /// Choices without properties beside their names, in the order of the list.
    pub(super) plain: Vec<&'a str>,
    meanings: Arc<VecMap<String, Meaning>>,
}

impl<'a> Compiler<'a> {
    /// Members that have no effect on a question of this kind.
    pub(super) fn fitting_members(&mut self, known: &Known<'_>, rule: &Rule, measure: &Measure) {
        let at = |member: &str| pointer(&rule.pointer, member);
        if !matches!(measure, Measure::Several { .. }) {
            for (member, given) in [("max", &rule.max), ("min", &rule.min)] {
                if given.is_some() {
                    let message = format_args!("`{member}` limits what several choices earn together");
                    self.error("key/misplaced", message, &at(member), "remove it");
                }
            }
        }
        if rule.instances != Instances::Sum && !known.in_repeat {
            let message = format_args!("question `{}` is not inside a repeat", known.path);
            self.warning("key/misplaced", message, &at("instances"), "remove it");
        }
        if let Some(counts_as) = &rule.counts_as {
            let list = self.list(known.question);
            if !list.meanings.values().any(|meaning| *meaning == Meaning::NotApplicable) {
                let message = format_args!("question `{}` offers no choice that says \"not applicable\"", known.path);
                self.warning("key/misplaced", message, &at("counts_as"), "remove it");
            }
            if best_of(measure).is_some_and(|best| counts_as.exact() > best) {
                let message = format_args!("a question that does not apply would earn more points than any answer");
                self.error("key/out-of-range", message, &at("counts_as"), "limit it to the points of the best choice");
            }
        }
        if rule.unscored {
            let idle = [
                ("weight", rule.weight.is_some()),
                ("bonus", rule.bonus),
                ("when", rule.when.is_some()),
                ("unanswered", rule.unanswered.is_some()),
            ];
            for (member, _) in idle.into_iter().filter(|(_, given)| *given) {
                let message = format_args!("`{member}` has no effect on a question that never counts");
                self.warning("key/misplaced", message, &at(member), "remove it, or remove `unscored`");
            }
        }
    }

    pub(super) fn list(&self, question: &Question) -> Rc<ChoiceList<'a>> {
        let list = question.choices.as_ref().and_then(|name| self.lists.get(name.as_str()));
        list.map_or_else(Rc::default, Rc::clone)
    }

    /// What the rule makes of answers to the question.
    pub(super) fn measure(&mut self, question: &Question, rule: &Rule) -> Measure {
        let kind = question.kind;
        if let Some(points) = &rule.points {
            return self.points(question, rule, points);
        }
        let (member, numeric) = match (&rule.bands, &rule.linear) {
            (Some(_), _) => ("bands", kind.scored_by().takes_number()),
            (None, Some(_)) => ("linear", kind.scored_by().takes_number()),
            (None, None) => return Measure::Nothing,
        };
        if !numeric {
            let message =
                format_args!("`{member}` needs a number, and `{}` is of type `{}`", question.name, kind.name());
            let hint = match kind.scored_by().takes_points() {
                true => "give `points` to its choices",
                false => "mark it `unscored`, or remove the rule",
            };
            self.error("key/wrong-question", message, &pointer(&rule.pointer, member), hint);
            return Measure::Nothing;
        }
        match (&rule.bands, &rule.linear) {
            (Some(bands), _) => self.bands(question, bands),
            (None, Some(linear)) => line_between(linear),
            (None, None) => Measure::Nothing,
        }
    }

    fn points(&mut self, question: &Question, rule: &Rule, points: &VecMap<String, Points>) -> Measure {
        let at = pointer(&rule.pointer, "points");
        let (kind, scored) = (question.kind, question.kind.scored_by());
        if !scored.takes_points() {
            let message = format_args!("`points` needs choices, and `{}` is of type `{}`", question.name, kind.name());
            let hint = match scored.takes_number() {
                true => "give it `bands` or `linear`",
                false => "mark it `unscored`, or remove the rule",
            };
            self.error("key/wrong-question", message, &at, hint);
            return Measure::Nothing;
        }
        self.unknown_choices(question, points, &at);
        if scored == ScoredBy::NpsClass {
            return self.classes(question, points, &at);
        }
        let list = self.list(question);
        let worth = Choices { points: points.clone(), meanings: Arc::clone(&list.meanings) };
        for name in points.keys() {
            if worth.meaning(name) == Meaning::NotApplicable {
                let message =
                    format_args!("`{name}` says that the question does not apply, so its points are never earned");
                let hint = "remove them, or write `counts_as`";
                self.warning("key/unreachable-points", message, &pointer(&at, name), hint);
            }
        }
        self.choices_without_points(question, &worth, &at);
        match scored {
            ScoredBy::Choices => self.several(rule, worth, &list),
            ScoredBy::Choice
            | ScoredBy::Tick
            | ScoredBy::Value
            | ScoredBy::Number
            | ScoredBy::NpsClass
            | ScoredBy::Nothing => {
                let paying = worth.points.iter().filter(|(name, _)| worth.meaning(name) != Meaning::NotApplicable);
                let best = paying.map(|(_, points)| points.exact()).max().cloned().unwrap_or_else(Exact::zero);
                Measure::One { choices: worth, best }
            }
        }
    }

    fn unknown_choices(&mut self, question: &Question, points: &VecMap<String, Points>, at: &str) {
        const TICKED: [&str; 2] = ["true", "false"];
        let list = self.list(question);
        let scored = question.kind.scored_by();
        let is_offered = |name: &str| match scored {
            ScoredBy::Value => true,
            ScoredBy::Tick => TICKED.contains(&name),
            ScoredBy::NpsClass => NpsClass::named(name).is_some(),
            ScoredBy::Choice | ScoredBy::Choices | ScoredBy::Number | ScoredBy::Nothing => {
                list.choices.contains_key(name)
            }
        };
        for name in points.keys().filter(|name| !is_offered(name)) {
            let message = format_args!("question `{}` has no choice `{name}`", question.name);
            let hint = self.near(name, &|| match scored {
                ScoredBy::Tick => TICKED.to_vec(),
                ScoredBy::NpsClass => NpsClass::ALL.map(NpsClass::name).to_vec(),
                ScoredBy::Choice | ScoredBy::Choices | ScoredBy::Value | ScoredBy::Number | ScoredBy::Nothing => {
                    list.choices.keys().copied().collect()
                }
            });
            self.error("key/unknown-choice", message, &pointer(at, name), &hint);
        }
    }

    /// Points by the classes of a question from 0 to 10, as bands.
    fn classes(&mut self, question: &Question, points: &VecMap<String, Points>, at: &str) -> Measure {
        let mut bands = Vec::new();
        for class in NpsClass::ALL {
            let points = points.get(class.name());
            if points.is_none() {
                let message = format_args!("class `{}` of `{}` has no points", class.name(), question.name);
                let hint = say!("write `\"{}\": 0`", class.name());
                self.warning("key/choice-without-points", message, at, &hint);
            }
            let points = points.map_or_else(Exact::zero, |points| points.exact().clone());
            bands.push(BandWorth { up_to: Some(Exact::whole(class.up_to())), points, when: None });
        }
        Measure::Bands(bands)
    }

    /// Names the first few; the work is bounded by the points of the key, not by the length of the list.
    fn choices_without_points(&mut self, question: &Question, worth: &Choices, at: &str) {
        const NAMED: usize = 10;
        let list = self.list(question);
        let paid = worth.points.keys().filter(|name| worth.meaning(name) == Meaning::Plain).count();
        let missing = list.plain.iter().filter(|name| !worth.points.contains_key(**name));
        for name in missing.take(NAMED.min(list.plain.len().saturating_sub(paid))) {
            let message = format_args!("choice `{name}` of `{}` has no points", question.name);
            self.warning("key/choice-without-points", message, at, &say!("write `\"{name}\": 0`"));
        }
    }

    fn several(&mut self, rule: &Rule, worth: Choices, list: &ChoiceList<'_>) -> Measure {
        let min = rule.min.as_ref().map_or_else(Exact::zero, |min| min.exact().clone());
        let max = rule.max.as_ref().map(|max| max.exact().clone());
        let (mut together, mut alone) = (Exact::zero(), Exact::zero());
        // Of each response group the one that pays best.
        let mut groups: VecMap<&str, Exact> = VecMap::new();
        for (name, points) in worth.points.iter().filter(|(name, _)| worth.meaning(name) != Meaning::NotApplicable) {
            let Some(choice) = list.choices.get(name.as_str()) else { continue };
            let points = points.exact();
            match choice.response_group() {
                _ if choice.exclusive => alone = alone.max(points.clone()),
                Some(group) => {
                    let best = groups.get_or_insert_with(group, Exact::zero);
                    *best = std::mem::replace(best, Exact::zero()).max(points.clone());
                }
                None if points.is_positive() => together += points,
                None => {}
            }
        }
        groups.values().for_each(|best| together += best);
        let reach = together.max(alone).max(min.clone());
        let best = match &max {
            Some(max) if *max > reach => {
                let message = format_args!("`max` is {max}, but the choices add up to {reach} at most");
                let hint = say!("write {reach}, or remove it");
                self.warning("key/unreachable-points", message, &pointer(&rule.pointer, "max"), &hint);
                reach
            }
            Some(max) => max.clone(),
            None => reach,
        };
        Measure::Several { choices: worth, limits: Box::new(Limits { min, max }), best }
    }

    fn bands(&mut self, question: &Question, bands: &[Band]) -> Measure {
        let channel = |index: usize| bands.get(index).map(|band| band.when.as_ref().map(|when| when.source.as_str()));
        let before = last_equal(bands.len(), &|one, other| channel(one).cmp(&channel(other)));
        // The last band so far that is there on every channel.
        let mut everywhere: Option<&Band> = None;
        for (band, before) in bands.iter().zip(before) {
            let before = before.and_then(|before| bands.get(before));
            self.reachable(question, band, before, everywhere);
            if band.when.is_none() {
                everywhere = Some(band);
            }
        }
        let worth = |band: &Band| BandWorth {
            up_to: band.up_to.as_ref().map(|up_to| up_to.exact().clone()),
            points: band.points.exact().clone(),
            when: band.when.as_ref().map(|when| self.condition(when)),
        };
        Measure::Bands(bands.iter().map(worth).collect())
    }

    /// A band that no number can reach, because of the one before it on its channel or of one on every channel.
    fn reachable(&mut self, question: &Question, band: &Band, before: Option<&Band>, everywhere: Option<&Band>) {
        let end = |band: &Band| band.up_to.as_ref().map(|up_to| up_to.exact().clone());
        let up_to = end(band);
        let takes_all = |earlier: &Band| match (end(earlier), &up_to) {
            (None, _) => true,
            (Some(end), Some(up_to)) => *up_to <= end,
            (Some(_), None) => false,
        };
        if before.is_some_and(takes_all) || everywhere.is_some_and(takes_all) {
            let message = format_args!("an earlier band already covers every number of this one");
            self.warning("key/unreachable-points", message, &band.pointer, "sort the bands in ascending order");
        } else if let (Some(scale), Some(up_to)) = (&question.scale, &up_to)
            && *up_to < Exact::whole(scale.start)
        {
            let message = format_args!("the scale begins at {}, above this band", scale.start);
            self.warning("key/unreachable-points", message, &band.pointer, "remove it");
        } else if let (Some(scale), Some(end)) = (&question.scale, before.and_then(end))
            && end >= Exact::whole(scale.end)
        {
            let message = format_args!("the scale ends at {}, below this band", scale.end);
            self.warning("key/unreachable-points", message, &band.pointer, "remove it");
        }
    }
}

impl<'a> ChoiceList<'a> {
    /// What is looked up in one choice list.
    pub(super) fn of(choices: &'a [Choice]) -> Self {
        let meaning = |choice: &Choice| match (choice.not_applicable, choice.not_observed) {
            (true, _) => Some((choice.name.clone(), Meaning::NotApplicable)),
            (false, true) => Some((choice.name.clone(), Meaning::NotObserved)),
            (false, false) => None,
        };
        let plain = choices.iter().filter(|choice| !choice.not_applicable && !choice.not_observed);
        Self {
            choices: choices.iter().map(|choice| (choice.name.as_str(), choice)).collect(),
            plain: plain.map(|choice| choice.name.as_str()).collect(),
            meanings: Arc::new(choices.iter().filter_map(meaning).collect()),
        }
    }
}

fn best_of(measure: &Measure) -> Option<&Exact> {
    match measure {
        Measure::One { best, .. } | Measure::Several { best, .. } => Some(best),
        Measure::Nothing | Measure::Bands(_) | Measure::Linear { .. } => None,
    }
}

fn line_between(linear: &Linear) -> Measure {
    let end = |end: &LinearEnd| (end.at.exact().clone(), end.points.exact().clone());
    Measure::Linear { from: Box::new(end(&linear.from)), to: Box::new(end(&linear.to)) }
}
