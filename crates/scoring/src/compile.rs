//! Fits a key to its questionnaire.
//! Conditions stay text, for the engine to compile; no answer is looked at.

mod indicators;
mod measure;
mod reach;

use std::cell::Cell;
use std::fmt::Arguments;
use std::rc::Rc;

use sealform_questionnaire::{GroupType, Item, Question, Questionnaire, Text};
use sealform_types::{Arena, ArenaId, Findings, VecMap, VecSet, closest_match, in_order, pointer, say};

use self::measure::ChoiceList;
use crate::exact::Exact;
use crate::fault::{error, warning};
use crate::key::{KnockOut, Part, Rule, ScoringKey, Share};
use crate::number::Points;
use crate::program::{
    BandRule, Cap, CategoryId, Condition, ConditionId, KnockOutRule, Line, LineId, Measure, PartRule, Role,
    ScoringProgram, SectionId,
};

impl ScoringProgram {
    /// Fits a key to its questionnaire. The findings report every misfit; there is no program where one
    /// of them is an error. Neither document may have had errors of its own.
    ///
    /// # Example
    /// ```
    /// use sealform_questionnaire::Questionnaire;
    /// use sealform_scoring::{ScoringKey, ScoringProgram};
    /// use sealform_types::Json;
    /// let form = Json::parse(br#"{"sealform":1,"id":"f","version":"1","title":"F","languages":["en"],
    ///   "choices":{"yn":[{"name":"yes","label":"Yes"},{"name":"no","label":"No"}]},
    ///   "survey":[{"type":"select_one","choices":"yn","name":"greeted","label":"Greeted?"}]}"#).unwrap();
    /// let key = Json::parse(br#"{"sealform_key":1,"questionnaire":{"id":"f","version":"1"},
    ///   "questions":{"gretted":{"points":{"yes":2,"no":0}}}}"#).unwrap();
    /// let (form, key) = (Questionnaire::read(&form).0.unwrap(), ScoringKey::read(&key).0.unwrap());
    /// let (program, findings) = ScoringProgram::compile(&form, &key);
    /// assert!(program.is_none());
    /// assert_eq!(findings.iter().next().unwrap().hint.as_deref(), Some("did you mean `greeted`?"));
    /// ```
    pub fn compile(questionnaire: &Questionnaire, key: &ScoringKey) -> (Option<Self>, Findings) {
        let mut compiler = Compiler::new(questionnaire, key);
        compiler.fits();
        let sections = compiler.parts(&key.sections, "section");
        let categories = compiler.parts(&key.categories, "category");
        let belongs = compiler.belongs();
        let lines = compiler.lines(&belongs);
        let knock_outs: Vec<KnockOutRule> = key.knock_out.iter().map(|rule| compiler.knock_out(rule)).collect();
        let mut bands: Vec<BandRule> = Vec::new();
        for (index, band) in key.bands.iter().enumerate() {
            compiler.languages(&band.label, &format!("/bands/{index}/label"));
            let from = percent(band.from.exact());
            bands.push(BandRule { name: band.name.clone(), label: band.label.clone(), from });
        }
        let bands = in_order(bands, &|one, other| other.from.cmp(&one.from));
        compiler.denominators(&lines);
        compiler.unreachable_results(&lines);
        compiler.indicators();
        let Compiler { conditions, findings, .. } = compiler;
        let readers = readers(&conditions, &lines);
        let program = Self {
            show: key.show,
            places: key.places,
            capped: Cap::of(key.cap_at_possible),
            lines,
            conditions,
            readers,
            fixed_sections: sections.iter().filter(|(_, rule)| rule.fixed.is_some()).map(|(id, _)| id).collect(),
            sections,
            categories,
            knock_outs: knock_outs.into_iter().collect(),
            bands,
            target: key.target.as_ref().map(|target| target.exact().clone()),
            indicators: key.indicators.iter().map(indicators::rule).collect(),
        };
        ((!findings.has_errors()).then_some(program), findings)
    }
}

/// The most questions that sections and categories may list in all, groups opened.
const MAX_MEMBERS: usize = 1_000_000;

fn percent(number: &Exact) -> Exact {
    number.checked_div(&Exact::whole(100)).unwrap_or_else(Exact::zero)
}

/// By condition, the lines whose rule reads it.
fn readers(conditions: &Arena<ConditionId, Condition>, lines: &Arena<LineId, Line>) -> Arena<ConditionId, Vec<LineId>> {
    let mut readers: Vec<Vec<LineId>> = vec![Vec::new(); conditions.len()];
    for (id, line) in lines.iter() {
        let bands = match &line.measure {
            Measure::Bands(bands) => bands.as_slice(),
            Measure::Nothing | Measure::One { .. } | Measure::Several { .. } | Measure::Linear { .. } => &[],
        };
        for condition in line.when.into_iter().chain(bands.iter().filter_map(|band| band.when)) {
            // Lines come one after the other, so that one which is known already is known last.
            if let Some(list) = readers.get_mut(condition.index())
                && list.last() != Some(&id)
            {
                list.push(id);
            }
        }
    }
    readers.into_iter().collect()
}

/// A question of the form, where it stands.
struct Known<'a> {
    path: String,
    question: &'a Question,
    in_repeat: bool,
}

/// Which section and categories a rule of the key belongs to.
#[derive(Clone, Default)]
struct Belongs {
    section: Option<SectionId>,
    categories: Vec<CategoryId>,
}

/// The place of a rule among the key's rules.
type RuleIndex = usize;

struct Compiler<'a> {
    questionnaire: &'a Questionnaire,
    key: &'a ScoringKey,
    /// In the order of the form.
    known: Vec<Known<'a>>,
    paths: VecSet<String>,
    groups: VecSet<String>,
    lists: VecMap<&'a str, Rc<ChoiceList<'a>>>,
    /// How many more near misses are looked for: a thousand misspelt names are corrected in rounds.
    guesses_left: Cell<usize>,
    /// How many more entries the sections and categories may have in all; `None` once they had too many.
    members_left: Option<usize>,
    conditions: Arena<ConditionId, Condition>,
    /// By its text, every condition of the key; those that were met have their id.
    interned: VecMap<&'a str, Option<ConditionId>>,
    findings: Findings,
}

impl<'a> Compiler<'a> {
    fn new(questionnaire: &'a Questionnaire, key: &'a ScoringKey) -> Self {
        let (mut known, mut groups) = (Vec::new(), Vec::new());
        walk(&questionnaire.survey, "", Repeated::No, &mut known, &mut groups);
        let paths = known.iter().map(|known| known.path.clone()).collect();
        let lists = questionnaire.choices.iter();
        Self {
            questionnaire,
            key,
            known,
            paths,
            groups: groups.into_iter().collect(),
            lists: lists.map(|(name, choices)| (name.as_str(), Rc::new(ChoiceList::of(choices)))).collect(),
            guesses_left: Cell::new(100),
            members_left: Some(MAX_MEMBERS),
            conditions: Arena::default(),
            interned: sources(key).into_iter().map(|source| (source, None)).collect(),
            findings: Findings::default(),
        }
    }

    /// What an unknown name may stand for, as a hint.
    fn near<'n>(&self, name: &str, known: &dyn Fn() -> Vec<&'n str>) -> String {
        let Some(left) = self.guesses_left.get().checked_sub(1) else { return "remove it".to_owned() };
        self.guesses_left.set(left);
        let known = known();
        let inside = format!("/{name}");
        let near = closest_match(name, known.iter().copied());
        match near.or_else(|| known.iter().copied().find(|path| path.ends_with(&inside))) {
            Some(near) => say!("did you mean `{near}`?"),
            None => "remove it".to_owned(),
        }
    }

    fn error(&mut self, code: &'static str, message: Arguments<'_>, at: &str, hint: &str) {
        error(&mut self.findings, code, message, at, format_args!("{hint}"));
    }

    fn warning(&mut self, code: &'static str, message: Arguments<'_>, at: &str, hint: &str) {
        warning(&mut self.findings, code, message, at, format_args!("{hint}"));
    }

    fn fits(&mut self) {
        let (form, fits) = (self.questionnaire, &self.key.questionnaire);
        for (member, wanted, is) in [("id", &fits.id, &form.id), ("version", &fits.version, &form.version)] {
            if wanted != is {
                let message =
                    format_args!("the key belongs to a questionnaire whose {member} is `{wanted}`, not `{is}`");
                let at = format!("/questionnaire/{member}");
                self.error("key/other-questionnaire", message, &at, &say!("write `{is}`, or use the matching key"));
            }
        }
    }

    /// A text of the key must be there in the form's languages.
    fn languages(&mut self, text: &Text, at: &str) {
        if text.0.contains_key("") {
            return;
        }
        let form = self.questionnaire;
        for language in text.0.keys().filter(|language| !form.languages.contains(language)) {
            let message = format_args!("language `{language}` is not among the form's languages");
            let near = closest_match(language, form.languages.iter().map(String::as_str));
            let hint = near.map_or_else(|| "remove it".to_owned(), |near| say!("did you mean `{near}`?"));
            self.error("key/unknown-language", message, &pointer(at, language), &hint);
        }
        for language in form.languages.iter().filter(|language| !text.0.contains_key(*language)) {
            let message = format_args!("the text is missing in `{language}`");
            self.warning("key/untranslated", message, at, "the form's first language stands in for it");
        }
    }

    fn condition(&mut self, condition: &Condition) -> ConditionId {
        if let Some(Some(id)) = self.interned.get(condition.source.as_str()) {
            return *id;
        }
        let id = self.conditions.push(condition.clone());
        if let Some(interned) = self.interned.get_mut(condition.source.as_str()) {
            *interned = Some(id);
        }
        id
    }

    fn parts<I: ArenaId>(&mut self, parts: &[Part], kind: &str) -> Arena<I, PartRule> {
        let mut rules = Arena::default();
        for part in parts {
            self.languages(&part.label, &pointer(&part.pointer, "label"));
            if part.questions.is_empty() {
                let message = format_args!("{kind} `{}` has no questions", part.name);
                self.warning("key/empty", message, &pointer(&part.pointer, "questions"), "add some, or remove it");
            }
            let fixed = match &part.share {
                Share::Pooled => None,
                Share::Fixed(share) => Some(percent(share.exact())),
            };
            rules.push(PartRule {
                name: part.name.clone(),
                label: part.label.clone(),
                weight: weight(part.weight.as_ref()),
                fixed,
                cap: Cap::of(part.cap_at_possible),
            });
        }
        rules
    }

    /// What each rule of the key belongs to.
    fn belongs(&mut self) -> Vec<Belongs> {
        let key = self.key;
        let mut belongs = vec![Belongs::default(); key.questions.len()];
        for (index, part) in key.sections.iter().enumerate() {
            let id = SectionId::from_index(index);
            for (rule, entry) in self.members(part) {
                let Some(known) = belongs.get_mut(rule) else { continue };
                match known.section.replace(id) {
                    Some(other) if other == id => self.listed_twice(part, entry, rule, "section"),
                    Some(_) => {
                        let path = path_of(key, rule);
                        let message = format_args!("question `{path}` already belongs to another section");
                        let hint = "keep it in one section; categories may share it";
                        self.error("key/duplicate", message, &entry_of(part, entry), hint);
                    }
                    None => {}
                }
            }
        }
        for (index, part) in key.categories.iter().enumerate() {
            let id = CategoryId::from_index(index);
            for (rule, entry) in self.members(part) {
                let Some(known) = belongs.get_mut(rule) else { continue };
                if known.categories.last() == Some(&id) {
                    self.listed_twice(part, entry, rule, "category");
                } else {
                    known.categories.push(id);
                }
            }
        }
        belongs
    }

    fn listed_twice(&mut self, part: &Part, entry: usize, rule: RuleIndex, kind: &str) {
        let message = format_args!("question `{}` is listed twice in this {kind}", path_of(self.key, rule));
        error(&mut self.findings, "key/duplicate", message, &entry_of(part, entry), format_args!("remove one of them"));
    }

    /// The rules of the questions that a part lists, groups opened, each with the number of its entry.
    fn members(&mut self, part: &Part) -> Vec<(RuleIndex, usize)> {
        let mut members = Vec::new();
        if self.members_left.is_none() {
            return members;
        }
        let key = self.key;
        let rules = key.questions.as_slice();
        for (entry, path) in part.questions.iter().enumerate() {
            let behind = rules.partition_point(|(rule, _)| rule < path);
            if rules.get(behind).is_some_and(|(rule, _)| rule == path) {
                members.push((behind, entry));
            } else if self.groups.contains(path) {
                let inside = format!("{path}/");
                let first = rules.partition_point(|(rule, _)| *rule < inside);
                let found = rules.iter().skip(first).take_while(|(rule, _)| rule.starts_with(&inside)).count();
                if found == 0 {
                    let message = format_args!("the key has no rule for any question of group `{path}`");
                    self.warning("key/empty", message, &entry_of(part, entry), "add rules, or remove the group");
                }
                self.members_left = self.members_left.and_then(|left| left.checked_sub(found));
                if self.members_left.is_none() {
                    let message = format_args!("sections and categories list more than {MAX_MEMBERS} questions in all");
                    self.error("key/too-many-questions", message, &entry_of(part, entry), "list fewer");
                    return Vec::new();
                }
                members.extend((first..first + found).map(|rule| (rule, entry)));
            } else {
                self.not_listed(path, &entry_of(part, entry));
            }
        }
        members
    }

    /// Reports why an entry of a part matches no rule.
    fn not_listed(&mut self, path: &str, at: &str) {
        if self.paths.contains(path) {
            let message = format_args!("the key has no rule for question `{path}`");
            self.error("key/no-rule", message, at, "add a rule to `questions`");
            return;
        }
        let hint = self.near(path, &|| self.key.questions.keys().chain(&self.groups).map(String::as_str).collect());
        self.error("key/unknown-question", format_args!("unknown question or group `{path}`"), at, &hint);
    }

    fn lines(&mut self, belongs: &[Belongs]) -> Arena<LineId, Line> {
        let mut lines = Arena::default();
        let known = std::mem::take(&mut self.known);
        let key = self.key;
        for (path, rule) in &key.questions {
            if !self.paths.contains(path) {
                self.no_question(path, &rule.pointer);
            }
        }
        let rules = key.questions.as_slice();
        for known in &known {
            let found = rules.binary_search_by(|(path, _)| path.cmp(&known.path));
            if let Ok(index) = found
                && let (Some((_, rule)), Some(belongs)) = (rules.get(index), belongs.get(index))
            {
                let line = self.line(known, rule, belongs);
                lines.push(line);
            }
        }
        if lines.values().all(|line| line.role != Role::Counted) && !self.findings.has_errors() {
            let message = format_args!("the key awards no points at all");
            self.warning("key/empty", message, "/questions", "award points for at least one question");
        }
        self.known = known;
        lines
    }

    /// Reports why a rule matches no question.
    fn no_question(&mut self, path: &str, at: &str) {
        if path.contains('[') {
            let message = format_args!("the path `{path}` names an instance");
            self.error("key/unknown-question", message, at, "write it without `[…]`: a rule applies to all instances");
        } else if self.groups.contains(path) {
            let message = format_args!("`{path}` is a group, not a question");
            self.error("key/wrong-question", message, at, "add rules for the questions inside it");
        } else {
            let hint = self.near(path, &|| self.paths.iter().map(String::as_str).collect());
            self.error("key/unknown-question", format_args!("unknown question `{path}`"), at, &hint);
        }
    }

    fn line(&mut self, known: &Known<'_>, rule: &Rule, belongs: &Belongs) -> Line {
        let measure = self.measure(known.question, rule);
        self.fitting_members(known, rule, &measure);
        let role = match (rule.unscored, rule.bonus) {
            (true, _) => Role::Unscored,
            (false, true) => Role::Bonus,
            (false, false) => Role::Counted,
        };
        Line {
            path: known.path.clone(),
            measure,
            role,
            weight: weight(rule.weight.as_ref()),
            counts_as: rule.counts_as.as_ref().map(|points| points.exact().clone()),
            unanswered: rule.unanswered.unwrap_or(self.key.unanswered),
            instances: rule.instances,
            when: rule.when.as_ref().map(|when| self.condition(when)),
            section: belongs.section,
            categories: belongs.categories.clone(),
        }
    }

    fn knock_out(&mut self, rule: &KnockOut) -> KnockOutRule {
        self.languages(&rule.reason, &pointer(&rule.pointer, "reason"));
        let key = self.key;
        let section = rule.section.as_ref().and_then(|wanted| {
            let found = key.sections.iter().position(|section| section.name == *wanted);
            if found.is_none() {
                let hint = self.near(wanted, &|| key.sections.iter().map(|section| section.name.as_str()).collect());
                let message = format_args!("unknown section `{wanted}`");
                self.error("key/unknown-section", message, &pointer(&rule.pointer, "section"), &hint);
            }
            found.map(SectionId::from_index)
        });
        KnockOutRule {
            when: self.condition(&rule.when),
            section,
            value: rule.value.as_ref().map_or_else(Exact::zero, |value| percent(value.exact())),
            reason: rule.reason.clone(),
        }
    }

    /// Straight lines may have any denominator; together they must stay short enough to be added.
    fn denominators(&mut self, lines: &Arena<LineId, Line>) {
        let mut common = Exact::one().denominator();
        for line in lines.values() {
            let Measure::Linear { from, to } = &line.measure else { continue };
            let slope = (&to.1 - &from.1).checked_div(&(&to.0 - &from.0)).map(|slope| &slope * &line.weight);
            let Some(slope) = slope else { continue };
            common = common.lcm(&slope.denominator());
            if common.bits() > Exact::MAX_BITS {
                let at = pointer(&pointer("/questions", &line.path), "linear");
                let message =
                    format_args!("the sum of all lines up to this one takes more than {} bits", Exact::MAX_BITS);
                self.error("key/number-too-long", message, &at, "use rounder numbers for the ends of the lines");
                return;
            }
        }
    }
}

/// Every condition of the key, as often as it stands there.
fn sources(key: &ScoringKey) -> Vec<&str> {
    let mut sources: Vec<&str> = key.knock_out.iter().map(|rule| rule.when.source.as_str()).collect();
    for rule in key.questions.values() {
        let bands = rule.bands.iter().flatten().filter_map(|band| band.when.as_ref());
        sources.extend(bands.chain(&rule.when).map(|when| when.source.as_str()));
    }
    sources
}

fn path_of(key: &ScoringKey, rule: RuleIndex) -> &str {
    key.questions.as_slice().get(rule).map_or("", |(path, _)| path)
}

/// The pointer of an entry of a part.
fn entry_of(part: &Part, entry: usize) -> String {
    format!("{}/questions/{entry}", part.pointer)
}

fn weight(points: Option<&Points>) -> Exact {
    points.map_or_else(Exact::one, |points| points.exact().clone())
}

#[derive(Clone, Copy)]
enum Repeated {
    No,
    Yes,
}

fn walk<'a>(items: &'a [Item], prefix: &str, repeated: Repeated, known: &mut Vec<Known<'a>>, groups: &mut Vec<String>) {
    let path = |name: &str| if prefix.is_empty() { name.to_owned() } else { format!("{prefix}/{name}") };
    for item in items {
        match item {
            Item::Terminate(_) => {}
            Item::Question(question) => {
                let in_repeat = matches!(repeated, Repeated::Yes);
                known.push(Known { path: path(&question.name), question, in_repeat });
            }
            Item::Group(group) => {
                let inside = match group.kind {
                    GroupType::Group => repeated,
                    GroupType::Repeat => Repeated::Yes,
                };
                let path = path(&group.name);
                walk(&group.children, &path, inside, known, groups);
                groups.push(path);
            }
        }
    }
}
