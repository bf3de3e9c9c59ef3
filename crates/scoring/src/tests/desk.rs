//! A small form, a key written in a line, and answers given by path.

use std::collections::{BTreeMap, BTreeSet};

use sealform_questionnaire::Questionnaire;
use sealform_types::{Attempt, AttemptOutcome, Decimal, Findings, Json, Value};

use crate::{Answers, ConditionId, LineId, LineScore, ScoreSheet, ScoringKey, ScoringProgram, Standing, score};

/// One question of every kind that can be scored.
pub const FORM: &str = r#"{"sealform":1,"id":"desk","version":"1","title":"Desk","languages":["en"],
  "choices":{
    "yn":[{"name":"yes","label":"Yes"},{"name":"no","label":"No"},
          {"name":"na","label":"Not applicable","not_applicable":true},
          {"name":"no_view","label":"Not observed","not_observed":true}],
    "tools":[{"name":"pen","label":"Pen"},{"name":"card","label":"Card"},{"name":"mess","label":"Mess"},
             {"name":"none","label":"None","exclusive":true},
             {"name":"na","label":"Not applicable","not_applicable":true}]},
  "survey":[
    {"type":"group","name":"area","label":"Area","children":[
      {"type":"select_one","choices":"yn","name":"a","label":"A"},
      {"type":"select_one","choices":"yn","name":"b","label":"B"},
      {"type":"select_one","choices":"yn","name":"c","label":"C"}]},
    {"type":"select_multiple","choices":"tools","name":"tools","label":"Tools"},
    {"type":"rating","name":"rating","label":"Rating","start":1,"end":5},
    {"type":"nps","name":"likely","label":"Likely"},
    {"type":"duration","name":"wait","label":"Wait"},
    {"type":"decimal","name":"amount","label":"Amount"},
    {"type":"attempt_log","name":"log","label":"Log","attempts":{"max":2,"wait":300,"channels":["phone"]}},
    {"type":"acknowledge","name":"ok","label":"OK"},
    {"type":"calculate","name":"sum","calculation":"1 div 3"},
    {"type":"text","name":"words","label":"Words"},
    {"type":"repeat","name":"till","label":"Till","children":[
      {"type":"select_one","choices":"yn","name":"open","label":"Open"},
      {"type":"rating","name":"tidy","label":"Tidy","start":1,"end":5}]}]}"#;

/// The form above.
pub fn form() -> Questionnaire {
    let (form, findings) = Questionnaire::read(&Json::parse(FORM.as_bytes()).unwrap());
    assert!(!findings.has_errors(), "{findings}");
    form.unwrap()
}

/// Members of a key for the form above, without its head.
pub fn key(members: &str) -> ScoringKey {
    let text = format!(r#"{{"sealform_key":1,"questionnaire":{{"id":"desk","version":"1"}},{members}}}"#);
    let (key, findings) = ScoringKey::read(&Json::parse(text.as_bytes()).unwrap());
    assert!(!findings.has_errors(), "{findings}");
    key.unwrap()
}

/// The program of such a key.
pub fn program(members: &str) -> ScoringProgram {
    let (program, findings) = ScoringProgram::compile(&form(), &key(members));
    assert!(!findings.has_errors(), "{findings}");
    program.unwrap()
}

/// What is found when such a key meets the form.
pub fn misfits(members: &str) -> Findings {
    ScoringProgram::compile(&form(), &key(members)).1
}

/// How one instance stands, owned.
#[derive(Debug, Clone, PartialEq)]
pub enum Stands {
    NotRelevant,
    Unanswered,
    Answered(Value),
}

/// Answers given by path.
#[derive(Debug, Clone, Default)]
pub struct Desk {
    lines: BTreeMap<LineId, Vec<Stands>>,
    paths: BTreeMap<String, LineId>,
    sources: BTreeMap<String, ConditionId>,
    holding: BTreeSet<ConditionId>,
}

impl Desk {
    /// Nothing answered.
    pub fn new(program: &ScoringProgram) -> Self {
        let paths: BTreeMap<String, LineId> = program.lines().map(|(id, path)| (path.to_owned(), id)).collect();
        let lines = paths.values().map(|line| (*line, vec![Stands::Unanswered])).collect();
        let sources = program.conditions().map(|(id, condition)| (condition.source.clone(), id)).collect();
        Self { lines, paths, sources, holding: BTreeSet::new() }
    }

    /// Every instance of a question.
    pub fn stand(mut self, path: &str, stands: impl IntoIterator<Item = Stands>) -> Self {
        self.lines.insert(self.paths[path], stands.into_iter().collect());
        self
    }

    /// Every instance of a line.
    pub fn set(&mut self, line: LineId, stands: Vec<Stands>) {
        self.lines.insert(line, stands);
    }

    /// One answer.
    pub fn says(self, path: &str, value: Value) -> Self {
        self.stand(path, [Stands::Answered(value)])
    }

    /// One choice.
    pub fn takes(self, path: &str, choice: &str) -> Self {
        self.says(path, Value::Choice(choice.to_owned()))
    }

    /// A condition that holds.
    pub fn holding(mut self, source: &str) -> Self {
        self.holding.insert(self.sources[source]);
        self
    }

    /// Turns a condition.
    pub fn turn(&mut self, condition: ConditionId) {
        if !self.holding.remove(&condition) {
            self.holding.insert(condition);
        }
    }

    /// The sheet.
    pub fn sheet(&self, program: &ScoringProgram) -> ScoreSheet {
        score(program, self).unwrap()
    }
}

impl Answers for Desk {
    fn standings(&self, line: LineId, visit: &mut dyn FnMut(Standing<'_>)) {
        for stands in &self.lines[&line] {
            visit(match stands {
                Stands::NotRelevant => Standing::NotRelevant,
                Stands::Unanswered => Standing::Unanswered,
                Stands::Answered(value) => Standing::Answered(value),
            });
        }
    }

    fn holds(&self, condition: ConditionId) -> bool {
        self.holding.contains(&condition)
    }
}

/// Earned, possible and why of a line, as text.
pub fn line<'a>(sheet: &'a ScoreSheet, path: &str) -> (String, String, &'static str) {
    let line: &'a LineScore = sheet.lines.iter().find(|line| line.path == path).unwrap();
    (line.earned.to_plain(), line.possible.to_plain(), line.why.word())
}

/// Earned, possible and percentage of the whole, as text.
pub fn total(sheet: &ScoreSheet) -> (String, String, Option<String>) {
    (sheet.total.earned.to_plain(), sheet.total.possible.to_plain(), sheet.total.percent.clone())
}

/// Names of several choices.
pub fn names(names: &[&str]) -> Value {
    Value::Choices(names.iter().map(|name| (*name).to_owned()).collect())
}

/// A decimal number.
pub fn decimal(text: &str) -> Value {
    Value::Decimal(Decimal::parse(text).unwrap())
}

/// An attempt log with these outcomes, each after so many seconds.
pub fn log(tries: &[(AttemptOutcome, u32)]) -> Value {
    let attempt = |(outcome, waited): &(AttemptOutcome, u32)| Attempt {
        at: "2027-05-11T10:00:00+02:00".parse().unwrap(),
        channel: "phone".to_owned(),
        outcome: *outcome,
        waited: Some(*waited),
    };
    Value::Attempts(tries.iter().map(attempt).collect())
}
