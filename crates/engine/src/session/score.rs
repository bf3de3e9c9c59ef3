//! Keeps the score up to date, and shows it where the key allows.

use std::rc::Rc;
use std::sync::Arc;

use sealform_protocol::{Patch, ScoreLine, ScorePart, ScoreView};
use sealform_questionnaire::Text;
use sealform_scoring::{Answers, ConditionId, LineId, LineScore, PartScore, Show, Standing, Tally, TotalScore};
use sealform_types::{ArenaId, VecSet};

use super::graph::{Changes, InstanceId};
use super::{Session, answers};
use crate::program::{QuestionId, ScoringPlan};

/// The answers of a session, as scoring asks for them.
struct Standings<'a> {
    session: &'a Session,
    plan: &'a ScoringPlan,
}

impl Answers for Standings<'_> {
    fn standings(&self, line: LineId, visit: &mut dyn FnMut(Standing<'_>)) {
        let program = &self.session.program;
        let Some(question) = self.plan.lines.get(line.index()) else { return visit(Standing::NotRelevant) };
        let plan = &program.questions[*question];
        for block in self.session.cells.below(program, InstanceId::ROOT, plan.template) {
            match self.session.counting(plan, block) {
                Some(value) => visit(Standing::Answered(&value)),
                None if self.session.cells.holds_or(program, plan.relevant, block) => visit(Standing::Unanswered),
                None => visit(Standing::NotRelevant),
            }
        }
    }

    fn holds(&self, condition: ConditionId) -> bool {
        let slot = self.plan.conditions.get(condition.index()).copied();
        slot.is_some_and(|slot| self.session.cells.get(&self.session.program, slot, InstanceId::ROOT).to_truth())
    }
}

impl Session {
    /// Scores everything anew.
    pub(crate) fn rescore_all(&mut self) {
        let program = Arc::clone(&self.program);
        if let Some(plan) = program.scoring() {
            self.tally = Some(Tally::of(&plan.program, &Standings { session: self, plan }));
        }
    }

    /// Scores the lines that changed; tells whether there were any.
    pub(crate) fn rescore(&mut self, changes: &Changes) -> bool {
        let program = Arc::clone(&self.program);
        let (Some(plan), Some(mut tally)) = (program.scoring(), self.tally.take()) else { return false };
        let answers = Standings { session: self, plan };
        for line in changes.lines.iter().copied().collect::<VecSet<_>>() {
            tally.refresh_line(&plan.program, line, &answers);
        }
        for condition in changes.conditions.iter().copied().collect::<VecSet<_>>() {
            tally.refresh_condition(&plan.program, condition, &answers);
        }
        self.tally = Some(tally);
        !changes.lines.is_empty() || !changes.conditions.is_empty()
    }

    /// Shows the score where the key allows it now: while points are open the total alone, whose cost
    /// does not grow with the form, and then the whole sheet.
    pub(crate) fn draw_score(&self, patch: &mut Patch) {
        let Some(plan) = self.program.scoring() else { return };
        let is_done = patch.progress.unwrap_or(self.snapshot.progress).open == 0;
        let view = match (plan.program.show(), is_done) {
            (Show::Never, _) | (Show::AtEnd, false) => None,
            (Show::Live, false) => self.total().and_then(Result::ok).map(|total| self.total_view(plan, &total)),
            (Show::AtEnd | Show::Live, true) => self.sheet_view(plan),
        };
        let view = view.map(Rc::new);
        if view != self.snapshot.score {
            patch.score = Some(view);
        }
    }

    fn total_view(&self, plan: &ScoringPlan, total: &TotalScore) -> ScoreView {
        let band = total.band.as_ref();
        let reason = total.knocked_out.and_then(|index| plan.program.knock_out_reason(index));
        ScoreView {
            total: ScorePart {
                label: String::new(),
                earned: total.earned.to_string(),
                possible: total.possible.to_string(),
                percent: total.percent.clone(),
                lines: Vec::new(),
            },
            sections: Vec::new(),
            categories: Vec::new(),
            band: band.map(|band| plan.program.band_label(band).map_or(band.clone(), |label| self.plain(label))),
            knocked_out: reason.map(|reason| self.plain(reason)),
        }
    }

    fn sheet_view(&self, plan: &ScoringPlan) -> Option<ScoreView> {
        let sheet = self.tally.as_ref()?.sheet(&plan.program).ok()?;
        let mut view = self.total_view(plan, &sheet.total);
        let part = |label: Option<&Text>, score: &PartScore| ScorePart {
            label: label.map(|label| self.plain(label)).unwrap_or_default(),
            earned: score.earned.to_string(),
            possible: score.possible.to_string(),
            percent: score.percent.clone(),
            lines: Vec::new(),
        };
        let sections = sheet.sections.iter().enumerate();
        view.sections = sections.map(|(index, score)| part(plan.program.section_label(index), score)).collect();
        let categories = sheet.categories.iter().enumerate();
        view.categories = categories.map(|(index, score)| part(plan.program.category_label(index), score)).collect();
        for (line, question) in sheet.lines.iter().zip(&plan.lines) {
            let drawn = self.line(line, *question);
            match line.section.and_then(|index| view.sections.get_mut(index)) {
                Some(section) => section.lines.push(drawn),
                None => view.total.lines.push(drawn),
            }
        }
        Some(view)
    }

    fn line(&self, line: &LineScore, question: QuestionId) -> ScoreLine {
        let question = &self.program.questions[question];
        let blocks = self.cells.below(&self.program, InstanceId::ROOT, question.template);
        let words = |block: &InstanceId| {
            self.counting(question, *block).map(|value| answers::in_words(self, question, *block, &value))
        };
        let answers: Vec<String> = blocks.iter().filter_map(words).collect();
        let label = match (question.label.filled, blocks.first()) {
            (Some(slot), Some(block)) => self.cells.get(&self.program, slot, *block).to_text(),
            (Some(_), None) | (None, _) => self.plain(&question.label.text),
        };
        ScoreLine {
            path: line.path.clone(),
            label,
            earned: line.earned.to_string(),
            possible: line.possible.to_string(),
            why: line.why.word().to_owned(),
            answer: answers.join("; "),
        }
    }

    pub(super) fn plain(&self, text: &Text) -> String {
        let fallback = self.program.form.languages.first().map_or("", String::as_str);
        text.in_language(&self.draft.language, fallback).0.to_owned()
    }
}
