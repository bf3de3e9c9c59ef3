//! A score that is kept up to date while answers change.

use sealform_types::{Arena, ArenaId};

use crate::evaluate::{Answers, Marks, Standing, evaluate};
use crate::program::{CategoryId, ConditionId, KnockOutId, Line, LineId, Role, ScoringProgram, SectionId};
use crate::sheet::{Enters, LineScore, PartScore, ScoreSheet, Sum, TooLong, TotalScore, Whole, Why, part, total};

/// Scores answers from scratch.
///
/// # Errors
/// [`TooLong`] where a number of the score takes more than [`crate::Exact::MAX_BITS`] bits.
pub fn score(program: &ScoringProgram, answers: &impl Answers) -> Result<ScoreSheet, TooLong> {
    Tally::of(program, answers).sheet(program)
}

/// The points of every line and the sums over them, changed by what an edit changes and no more.
///
/// # Invariant
/// Each sum is the sum of the effective marks of its lines. It belongs to the program it was made
/// for and is used with no other.
#[derive(Debug, Clone)]
pub struct Tally {
    marks: Arena<LineId, Marks>,
    holds: Arena<ConditionId, bool>,
    sections: Arena<SectionId, Sum>,
    /// All sections as they enter the whole, and what belongs to none.
    whole: Whole,
    categories: Arena<CategoryId, Sum>,
    whole_out: Option<KnockOutId>,
    section_out: Arena<SectionId, Option<KnockOutId>>,
}

impl Tally {
    /// No answers, no relevant questions, no conditions that hold.
    pub fn new(program: &ScoringProgram) -> Self {
        let holds = |_: ConditionId| false;
        let untold = |line: &Line| evaluate(line, &holds, &mut |visit| visit(Standing::NotRelevant));
        Self {
            marks: program.lines.values().map(untold).collect(),
            holds: program.conditions.ids().map(|_| false).collect(),
            sections: program.sections.ids().map(|_| Sum::zero()).collect(),
            whole: Whole::zero(),
            categories: program.categories.ids().map(|_| Sum::zero()).collect(),
            whole_out: None,
            section_out: program.sections.ids().map(|_| None).collect(),
        }
    }

    /// All of the answers.
    pub fn of(program: &ScoringProgram, answers: &impl Answers) -> Self {
        let mut tally = Self::new(program);
        for condition in program.conditions.ids() {
            tally.holds[condition] = answers.holds(condition);
        }
        tally.knock_out(program);
        for line in program.lines.ids() {
            tally.refresh_line(program, line, answers);
        }
        tally
    }

    /// Scores a line again whose answer, relevance or instances changed, and says whether it scores differently now.
    pub fn refresh_line(&mut self, program: &ScoringProgram, line: LineId, answers: &impl Answers) -> bool {
        let rule = &program.lines[line];
        if rule.role == Role::Unscored {
            return false;
        }
        let holds = |condition: ConditionId| self.holds[condition];
        let marks = evaluate(rule, &holds, &mut |visit| answers.standings(line, visit));
        if marks == self.marks[line] {
            return false;
        }
        let before = Sum::of(&self.effective(program, line));
        self.marks[line] = marks;
        self.replace(program, rule, &before, &Sum::of(&self.effective(program, line)));
        true
    }

    /// Takes over whether a condition holds, and scores again what depends on it; says whether it holds differently now.
    pub fn refresh_condition(
        &mut self,
        program: &ScoringProgram,
        condition: ConditionId,
        answers: &impl Answers,
    ) -> bool {
        let holds = answers.holds(condition);
        if holds == self.holds[condition] {
            return false;
        }
        self.holds[condition] = holds;
        for line in &program.readers[condition] {
            self.refresh_line(program, *line, answers);
        }
        self.knock_out(program);
        true
    }

    /// The whole, at a cost that depends on the number of sections with a fixed share alone.
    ///
    /// # Errors
    /// [`TooLong`] where a number takes more than [`crate::Exact::MAX_BITS`] bits.
    pub fn total(&self, program: &ScoringProgram) -> Result<TotalScore, TooLong> {
        total(program, &self.sections, &self.whole, self.whole_out)
    }

    /// One section, by its index in [`ScoreSheet::sections`], at a cost that depends on that section alone.
    ///
    /// # Errors
    /// [`TooLong`] where a number takes more than [`crate::Exact::MAX_BITS`] bits.
    pub fn section(&self, program: &ScoringProgram, index: usize) -> Option<Result<PartScore, TooLong>> {
        let section = program.sections.ids().nth(index)?;
        let out = self.whole_out.or(self.section_out[section]);
        Some(part(&program.sections[section], &self.sections[section], out, program.places))
    }

    /// The result of a section or category in percent, rounded; `None` where there is no such part, and where nothing is
    /// possible in it. It costs what that part costs. Without a name: of the whole.
    ///
    /// # Errors
    /// [`TooLong`] where a number takes more than [`crate::Exact::MAX_BITS`] bits.
    pub fn percent_of(&self, program: &ScoringProgram, name: &str) -> Result<Option<String>, TooLong> {
        if name.is_empty() {
            return Ok(self.total(program)?.percent);
        }
        let section = program.sections.iter().zip(self.sections.values()).map(|((_, rule), sum)| (rule, sum));
        let category = program.categories.values().zip(self.categories.values());
        let found = section.chain(category).find(|(rule, _)| rule.name == name);
        Ok(found.map(|(rule, sum)| part(rule, sum, None, program.places)).transpose()?.and_then(|part| part.percent))
    }

    /// One line.
    pub fn line(&self, program: &ScoringProgram, line: LineId) -> LineScore {
        let rule = &program.lines[line];
        let Marks { earned, possible, why, .. } = self.effective(program, line);
        LineScore {
            path: rule.path.clone(),
            section: rule.section.map(ArenaId::index),
            categories: rule.categories.iter().map(|category| category.index()).collect(),
            earned,
            possible,
            why,
        }
    }

    /// The whole sheet.
    ///
    /// # Errors
    /// [`TooLong`] where a number takes more than [`crate::Exact::MAX_BITS`] bits.
    pub fn sheet(&self, program: &ScoringProgram) -> Result<ScoreSheet, TooLong> {
        let mut lines = Vec::with_capacity(program.lines.len());
        for id in program.lines.ids() {
            let line = self.line(program, id);
            if line.earned.is_too_long() || line.possible.is_too_long() {
                return Err(TooLong { place: line.path });
            }
            lines.push(line);
        }
        let sections = program
            .sections
            .iter()
            .map(|(id, rule)| part(rule, &self.sections[id], self.whole_out.or(self.section_out[id]), program.places));
        let categories = program
            .categories
            .iter()
            .map(|(id, rule)| part(rule, &self.categories[id], self.whole_out, program.places));
        Ok(ScoreSheet {
            sections: sections.collect::<Result<_, _>>()?,
            categories: categories.collect::<Result<_, _>>()?,
            total: self.total(program)?,
            lines,
        })
    }

    /// What a line counts for: its own marks, or what a knock-out makes of them.
    fn effective(&self, program: &ScoringProgram, line: LineId) -> Marks {
        let (rule, marks) = (&program.lines[line], &self.marks[line]);
        let out = self.whole_out.or_else(|| rule.section.and_then(|section| self.section_out[section]));
        match (out, marks.why) {
            (None, _) | (Some(_), Why::Unscored | Why::Excluded) => marks.clone(),
            (Some(out), _) => Marks {
                earned: &marks.offer * &program.knock_outs[out].value,
                possible: marks.offer.clone(),
                offer: marks.offer.clone(),
                why: Why::KnockedOut(out.index()),
            },
        }
    }

    /// Finds which knock-outs count, and counts their lines again where that changed.
    fn knock_out(&mut self, program: &ScoringProgram) {
        let (mut whole, mut by_section) = (None, vec![None; program.sections.len()]);
        for (id, rule) in program.knock_outs.iter().filter(|(_, rule)| self.holds[rule.when]) {
            match rule.section {
                None => whole = whole.or(Some(id)),
                Some(section) => {
                    if let Some(out) = by_section.get_mut(section.index()) {
                        *out = out.or(Some(id));
                    }
                }
            }
        }
        let by_section: Arena<SectionId, Option<KnockOutId>> = by_section.into_iter().collect();
        if whole == self.whole_out && by_section == self.section_out {
            return;
        }
        let before: Vec<Sum> = program.lines.ids().map(|line| Sum::of(&self.effective(program, line))).collect();
        (self.whole_out, self.section_out) = (whole, by_section);
        for ((id, rule), before) in program.lines.iter().zip(&before) {
            let after = Sum::of(&self.effective(program, id));
            self.replace(program, rule, before, &after);
        }
    }

    /// Replaces what a line adds to the sums.
    fn replace(&mut self, program: &ScoringProgram, rule: &Line, before: &Sum, after: &Sum) {
        if before == after {
            return;
        }
        let mut change = after.clone();
        change.take_away(before);
        match rule.section {
            Some(section) => {
                let part = &program.sections[section];
                let mut entering = Sum::zero();
                entering.take_away(&self.sections[section].weighted(&part.weight, part.cap));
                self.sections[section].add(&change);
                entering.add(&self.sections[section].weighted(&part.weight, part.cap));
                let enters = if part.fixed.is_some() { Enters::Share } else { Enters::Pool };
                self.whole.add(&entering, enters);
            }
            None => self.whole.add(&change, Enters::Pool),
        }
        for category in &rule.categories {
            self.categories[*category].add(&change);
        }
    }
}
