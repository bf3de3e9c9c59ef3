//! Keeps the score up to date, and draws it where the key allows.

use std::rc::Rc;
use std::sync::Arc;

use sealform_expression::Val;
use sealform_protocol::{LineReason, ScoreLine, ScorePart, ScoreView};
use sealform_questionnaire::Text;
use sealform_scoring::{
    Answers, ConditionId, Detail, IndicatorRule, LineId, LineScore, PartScore, ScoreSheet, Show, Standing, Tally,
    TooLong, TotalScore, Why,
};
use sealform_types::{ArenaId, Json, VecSet};

use super::form::Form;
use crate::answer::in_words;
use crate::graph::InstanceId;
use crate::program::{QuestionId, ScoringSpec};

/// The answers of a form, as scoring asks for them.
struct Standings<'a> {
    form: &'a Form,
    spec: &'a ScoringSpec,
}

impl Answers for Standings<'_> {
    fn standings(&self, line: LineId, visit: &mut dyn FnMut(Standing<'_>)) {
        let Some(question) = self.spec.lines.get(line.index()) else { return visit(Standing::NotRelevant) };
        let spec = &self.form.program().questions[*question];
        for instance in self.form.graph.descendants(InstanceId::ROOT, spec.template) {
            match self.form.counting(spec, instance) {
                Some(value) => visit(Standing::Answered(&value)),
                None if self.form.graph.holds_or(spec.relevant, instance) => visit(Standing::Unanswered),
                None => visit(Standing::NotRelevant),
            }
        }
    }

    fn holds(&self, condition: ConditionId) -> bool {
        let slot = self.spec.conditions.get(condition.index()).copied();
        slot.is_some_and(|slot| self.form.graph.get(slot, InstanceId::ROOT).to_truth())
    }
}

/// What a command does to the score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rescored {
    Nothing,
    /// The sheet may say something else of an answer that scores as before.
    Words,
    /// A line scores differently, or a condition holds differently.
    Marks,
}

impl Rescored {
    /// Whether the score is to be drawn again, with so many points open: only the whole sheet tells of answers.
    pub fn is_seen(self, open: u32) -> bool {
        match self {
            Self::Nothing => false,
            Self::Words => open == 0,
            Self::Marks => true,
        }
    }
}

/// The score of a form; none where no key is attached.
pub(crate) struct Score {
    tally: Option<Tally>,
}

impl Score {
    /// Scores the form from scratch.
    pub fn of(form: &Form) -> Self {
        let spec = form.program().scoring();
        Self { tally: spec.map(|spec| Tally::of(&spec.program, &Standings { form, spec })) }
    }

    /// Scores the lines that were touched, and says what came of it.
    pub fn update(&mut self, form: &mut Form) -> Rescored {
        let lines = std::mem::take(&mut form.graph.changes.lines);
        let conditions = std::mem::take(&mut form.graph.changes.conditions);
        let form = &*form;
        let (Some(spec), Some(tally)) = (form.program().scoring(), &mut self.tally) else { return Rescored::Nothing };
        let answers = Standings { form, spec };
        let mut rescored = if lines.is_empty() && conditions.is_empty() { Rescored::Nothing } else { Rescored::Words };
        let mut note = |differs: bool| {
            if differs {
                rescored = Rescored::Marks;
            }
        };
        for line in lines.into_iter().collect::<VecSet<_>>() {
            note(tally.refresh_line(&spec.program, line, &answers));
        }
        for condition in conditions.into_iter().collect::<VecSet<_>>() {
            note(tally.refresh_condition(&spec.program, condition, &answers));
        }
        rescored
    }

    /// Hands the form the parts of the score that it reads; whether one of them is another one now.
    pub fn hand_over(&self, form: &mut Form) -> bool {
        let program = Arc::clone(form.graph.program());
        let (Some(spec), Some(tally)) = (program.scoring(), &self.tally) else { return false };
        let mut differs = false;
        for (part, slot) in &program.facts.scores {
            let percent = tally.percent_of(&spec.program, part).ok().flatten();
            let value = percent.map_or(Val::Blank, |text| Val::Number(Val::text(&text).to_number()));
            if !form.graph.get(*slot, InstanceId::ROOT).is_same(&value) {
                form.graph.set(*slot, InstanceId::ROOT, value);
                differs = true;
            }
        }
        differs
    }

    /// The whole sheet, where a key is attached.
    pub fn sheet(&self, form: &Form) -> Option<Result<ScoreSheet, TooLong>> {
        Some(self.tally.as_ref()?.sheet(&form.program().scoring()?.program))
    }

    /// The total, at a cost that does not grow with the number of questions.
    pub fn total(&self, form: &Form) -> Option<Result<TotalScore, TooLong>> {
        Some(self.tally.as_ref()?.total(&form.program().scoring()?.program))
    }

    /// The score as submissions claim it, with the class of each indicator that was answered.
    pub fn claim(&self, form: &Form) -> Option<Json> {
        let spec = form.program().scoring()?;
        let mut claim = self.sheet(form)?.ok()?.to_json(&spec.sha256, Detail::Sums);
        let classes = classes(form, spec);
        if let (Json::Object(members), false) = (&mut claim, classes.is_empty()) {
            members.push(("indicators".to_owned(), Json::Object(classes)));
        }
        Some(claim)
    }

    /// Draws the score where the key allows it with so many points open: while there are any the total alone, whose cost
    /// does not grow with the form, and then the whole sheet.
    pub fn draw(&self, form: &Form, open: u32) -> Option<Rc<ScoreView>> {
        let spec = form.program().scoring()?;
        let view = match (spec.program.show(), open) {
            (Show::Never, _) | (Show::AtEnd, 1..) => None,
            (Show::Live, 1..) => self.total(form).and_then(Result::ok).map(|total| total_view(form, spec, &total)),
            (Show::AtEnd | Show::Live, 0) => self.sheet(form)?.ok().map(|sheet| sheet_view(form, spec, &sheet)),
        };
        view.map(Rc::new)
    }

    /// The whole sheet in the language shown, whether or not the key has it shown while the form is filled.
    pub fn in_words(&self, form: &Form) -> Option<ScoreView> {
        Some(sheet_view(form, form.program().scoring()?, &self.sheet(form)?.ok()?))
    }
}

/// The class of each indicator whose question was answered, by its name.
fn classes(form: &Form, spec: &ScoringSpec) -> Vec<(String, Json)> {
    let class = |(indicator, question): (&IndicatorRule, &QuestionId)| {
        let value = form.counting(&form.program().questions[*question], InstanceId::ROOT)?;
        Some((indicator.name.clone(), Json::from(indicator.kind.reading(&value)?.class)))
    };
    spec.program.indicators().iter().zip(&spec.indicators).filter_map(class).collect()
}

fn total_view(form: &Form, spec: &ScoringSpec, total: &TotalScore) -> ScoreView {
    let band = total.band.as_ref();
    let reason = total.knocked_out.and_then(|index| spec.program.knock_out_reason(index));
    let label =
        |band: &String| spec.program.band_label(band).map_or(band.as_str(), |label| form.plain(label)).to_owned();
    ScoreView {
        live: spec.program.show() == Show::Live,
        total: ScorePart {
            label: String::new(),
            earned: total.earned.in_words(),
            possible: total.possible.in_words(),
            percent: total.percent.clone(),
            lines: Vec::new(),
        },
        sections: Vec::new(),
        categories: Vec::new(),
        band: band.map(label),
        knocked_out: reason.map(|reason| form.plain(reason).to_owned()),
    }
}

fn sheet_view(form: &Form, spec: &ScoringSpec, sheet: &ScoreSheet) -> ScoreView {
    let mut view = total_view(form, spec, &sheet.total);
    let part = |label: Option<&Text>, score: &PartScore| ScorePart {
        label: label.map(|label| form.plain(label)).unwrap_or_default().to_owned(),
        earned: score.earned.in_words(),
        possible: score.possible.in_words(),
        percent: score.percent.clone(),
        lines: Vec::new(),
    };
    let sections = sheet.sections.iter().enumerate();
    view.sections = sections.map(|(index, score)| part(spec.program.section_label(index), score)).collect();
    let categories = sheet.categories.iter().enumerate();
    view.categories = categories.map(|(index, score)| part(spec.program.category_label(index), score)).collect();
    for (line, question) in sheet.lines.iter().zip(&spec.lines) {
        let drawn = line_view(form, line, *question);
        match line.section.and_then(|index| view.sections.get_mut(index)) {
            Some(section) => section.lines.push(drawn),
            None => view.total.lines.push(drawn),
        }
    }
    view
}

fn line_view(form: &Form, line: &LineScore, question: QuestionId) -> ScoreLine {
    let question = &form.program().questions[question];
    let instances = form.graph.descendants(InstanceId::ROOT, question.template);
    let words = |instance: &InstanceId| {
        let label = |name: &str| form.choice_label(question, *instance, name);
        form.counting(question, *instance).map(|value| in_words(&value, &label))
    };
    let answers: Vec<String> = instances.iter().filter_map(words).collect();
    let label = match (question.label.filled, instances.first()) {
        (Some(slot), Some(instance)) => form.graph.get(slot, *instance).to_text(),
        (Some(_), None) | (None, _) => form.plain(&question.label.text).to_owned(),
    };
    ScoreLine {
        path: line.path.clone(),
        label,
        earned: line.earned.in_words(),
        possible: line.possible.in_words(),
        why: reason(line.why),
        answer: answers.join("; "),
    }
}

/// A reason as the user interface is given it: which knock-out it was is said of the whole.
fn reason(why: Why) -> LineReason {
    match why {
        Why::NotRelevant => LineReason::NotRelevant,
        Why::NotApplicable => LineReason::NotApplicable,
        Why::Unanswered => LineReason::Unanswered,
        Why::Excluded => LineReason::Excluded,
        Why::Unscored => LineReason::Unscored,
        Why::Answered => LineReason::Answered,
        Why::NotApplicableCounted => LineReason::NotApplicableCounted,
        Why::NotObserved => LineReason::NotObserved,
        Why::UnansweredZero => LineReason::UnansweredZero,
        Why::OutsideBands => LineReason::OutsideBands,
        Why::Instances => LineReason::Instances,
        Why::KnockedOut(_) => LineReason::KnockedOut,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_called_the_same_on_the_screen_and_in_a_score_sheet() {
        for why in [
            Why::NotRelevant,
            Why::NotApplicable,
            Why::Unanswered,
            Why::Excluded,
            Why::Unscored,
            Why::Answered,
            Why::NotApplicableCounted,
            Why::NotObserved,
            Why::UnansweredZero,
            Why::OutsideBands,
            Why::Instances,
            Why::KnockedOut(0),
        ] {
            let name = format!("{:?}", reason(why));
            assert_eq!(format!("{why:?}").split('(').next(), Some(name.as_str()));
        }
    }
}
