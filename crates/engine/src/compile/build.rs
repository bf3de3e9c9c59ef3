//! What the compiler gathers while it walks through the form.

use std::cell::RefCell;
use std::ops::Range;

use sealform_expression::{Expression, Parsed, Purpose, Usage, ValueKind, ValueRef, has_insertions, parse, parse_text};
use sealform_protocol::Pin;
use sealform_questionnaire::{Choice, Question, Questionnaire, Text};
use sealform_types::{
    Arena, ArenaId, ChunkMap, EXPLAINS, Finding, Findings, Place, VecMap, VecSet, in_order, is_name, pointer, say,
};

use super::lists::ListFacts;
use super::markup::Syntax;
use super::names::{FormScope, NameTable, Target};
use super::reads::{reads, slot_of};
use super::relevance::{Relevances, Sharing};
use super::scores::{self, ReadBy, ScoreReads};
use super::whole::{distinct, head};
use crate::program::{
    ConditionSlot, EndId, EndSpec, FactSlots, FormNodeId, FormNodeKind, FormTree, Formula, GroupId, GroupSpec,
    ListIndex, NodeRef, PageSpec, Program, QuestionId, QuestionSpec, Reader, ScoringSpec, Slot, SlotId, Table,
    Template, TemplateId, TextMarks, TextSpec, Watcher,
};
use crate::tables::DataTable;

/// Everything gathered so far. Slots and names come first, formulas second, for expressions may
/// read what stands further down.
pub(crate) struct Builder<'q> {
    pub questionnaire: &'q Questionnaire,
    pin: Pin,
    pub templates: Arena<TemplateId, Template>,
    pub slots: Arena<SlotId, Slot>,
    /// What each slot is, for the path of a cycle.
    pub described: Vec<String>,
    /// Where conditions stand that others may depend on.
    pub conditions: Vec<(SlotId, String)>,
    pub relevances: Relevances,
    /// Whether anything depends on itself.
    pub has_circle: bool,
    /// What is watched so far, and by whom.
    watched: ChunkMap<(SlotId, Watcher), ()>,
    pub questions: Arena<QuestionId, QuestionSpec>,
    /// The same as the document has them.
    pub sources: Vec<&'q Question>,
    pub groups: Arena<GroupId, GroupSpec>,
    pub ends: Arena<EndId, EndSpec>,
    pub pages: Vec<PageSpec>,
    pub lists: Arena<ListIndex, Vec<Choice>>,
    pub choice_marks: Arena<ListIndex, VecMap<usize, TextMarks>>,
    pub list_facts: Arena<ListIndex, ListFacts>,
    pub list_names: VecMap<String, ListIndex>,
    pub tree: FormTree,
    /// What is being compiled: where its paths begin.
    pub at: FormNodeId,
    pub tables: Vec<Table>,
    /// The places of tables by their names.
    pub table_names: VecMap<String, usize>,
    pub files: Vec<DataTable>,
    pub instance_name: Option<SlotId>,
    pub title: TextSpec,
    reads_seed: bool,
    rare: VecSet<String>,
    host_functions: VecSet<String>,
    /// Lists made of files, by file, column that is stored and column that is read.
    pub file_lists: Vec<(String, Option<String>, Option<String>, ListIndex)>,
    /// What stands at each path, as it is met.
    pub paths: Vec<(String, NodeRef)>,
    /// The same to be looked up, when all are met.
    pub by_path: VecMap<String, NodeRef>,
    /// What has a name, as it is met.
    pub targets: Vec<(String, Target)>,
    pub names: NameTable,
    pub facts: FactSlots,
    score_reads: ScoreReads,
    pub scoring: Option<ScoringSpec>,
    pub findings: Findings,
    pub nodes: u32,
}

/// What comes of a form.
pub(crate) struct Compiled {
    /// Nothing where there is an error.
    pub program: Option<Program>,
    pub findings: Findings,
    /// Whether conditions are shared although something depends on itself.
    pub shares_in_circle: bool,
}

/// What becomes of an expression when it is compiled; it may ask which names are questions.
type Finish = fn(Expression, &Parsed<'_>, &dyn Fn(ValueRef) -> bool) -> Expression;

/// Where an expression stands.
pub(crate) struct Site<'a> {
    pub template: TemplateId,
    pub groups: &'a [String],
    pub this: Option<(SlotId, ValueKind)>,
    pub columns: Option<ListIndex>,
}

impl<'q> Builder<'q> {
    pub fn new(questionnaire: &'q Questionnaire, pin: Pin, sharing: Sharing) -> Self {
        let mut templates = Arena::default();
        let root = templates.push(Template::default());
        let mut builder = Self {
            questionnaire,
            pin,
            templates,
            slots: Arena::default(),
            described: Vec::new(),
            conditions: Vec::new(),
            relevances: Relevances::new(sharing),
            has_circle: false,
            watched: ChunkMap::new(),
            questions: Arena::default(),
            sources: Vec::new(),
            groups: Arena::default(),
            ends: Arena::default(),
            pages: Vec::new(),
            lists: Arena::default(),
            choice_marks: Arena::default(),
            list_facts: Arena::default(),
            list_names: VecMap::new(),
            tree: FormTree::new(questionnaire.settings.root.as_deref().unwrap_or("data")),
            at: FormTree::ROOT,
            tables: Vec::new(),
            table_names: VecMap::new(),
            files: Vec::new(),
            instance_name: None,
            title: TextSpec { text: questionnaire.title.clone(), ..TextSpec::default() },
            reads_seed: false,
            rare: VecSet::new(),
            host_functions: VecSet::new(),
            file_lists: Vec::new(),
            paths: Vec::new(),
            by_path: VecMap::new(),
            targets: Vec::new(),
            names: NameTable { parents: vec![None], ..NameTable::default() },
            facts: FactSlots::nowhere(),
            score_reads: ScoreReads::default(),
            scoring: None,
            findings: Findings::default(),
            nodes: 0,
        };
        builder.list_names = questionnaire
            .choices
            .iter()
            .map(|(name, list)| {
                let at = pointer("/choices", name);
                (name.clone(), builder.list(list.clone(), Some(&at)))
            })
            .collect();
        builder.facts.now = builder.slot(root, "now()");
        builder.facts.today = builder.slot(root, "today()");
        builder.facts.language = builder.slot(root, "the language");
        builder
    }

    /// A new choice list: of the document, where `at` points to it, or made of a file.
    pub fn list(&mut self, mut choices: Vec<Choice>, at: Option<&str>) -> ListIndex {
        let mut marks = Vec::new();
        for (index, choice) in choices.iter_mut().enumerate() {
            let place = || Some(pointer(&pointer(at?, &index.to_string()), "label"));
            if let Some((text, found)) = self.unmarked(&choice.label, Syntax::Inline, &place) {
                // Which label it is differs by question where answers are inserted: it stays plain.
                if !text.0.values().any(|one| has_insertions(one)) {
                    marks.push((index, self.marks(&text, found, None)));
                }
                choice.label = text;
            }
        }
        self.choice_marks.push(marks.into_iter().collect());
        self.list_facts.push(ListFacts::of(&choices));
        self.lists.push(choices)
    }

    /// A new slot that is ground until it gets a formula.
    pub fn slot(&mut self, template: TemplateId, described: &str) -> SlotId {
        let offset = u32::try_from(self.templates[template].slots.len()).unwrap_or(u32::MAX);
        let id = self.slots.push(Slot {
            template,
            offset,
            rank: 0,
            circle: 0,
            formula: Formula::Ground,
            node: self.at,
            readers: Vec::new(),
            watchers: Vec::new(),
            undrawn: 0,
        });
        self.templates[template].slots.push(id);
        self.described.push(if EXPLAINS { described.to_owned() } else { String::new() });
        id
    }

    /// Something depends on the session's seed.
    pub fn leaves_to_chance(&mut self) {
        self.reads_seed = true;
    }

    /// Has names looked up from now on.
    pub fn names_are_known(&mut self) {
        let targets = std::mem::take(&mut self.targets);
        for (name, target) in in_order(targets, &|(one, _), (other, _)| one.cmp(other)) {
            self.names.by_name.get_or_insert_with(name, Vec::new).push(target);
        }
    }

    /// Notes what an expression or a text needs before it is compiled: a slot for each member of the assignment that it
    /// names, and chance.
    pub fn provide(&mut self, usage: &Usage) {
        for member in usage
            .assignment
            .iter()
            .filter(|member| !self.facts.assignment.contains_key(*member))
            .cloned()
            .collect::<Vec<_>>()
        {
            let slot = self.slot(TemplateId(0), &say!("assignment('{member}')"));
            self.facts.assignment.insert(member, slot);
        }
        for part in &usage.scores {
            if !self.facts.scores.contains_key(part) {
                let slot = self.slot(TemplateId(0), &scores::named(part));
                self.facts.scores.insert(part.clone(), slot);
            }
        }
        self.reads_seed |= usage.draws;
        self.rare.extend(usage.rare.iter().cloned());
        self.host_functions.extend(usage.foreign.iter().cloned());
    }

    /// Compiles an expression; its findings are kept.
    pub fn expression(&mut self, source: &str, site: &Site<'_>, purpose: Purpose, at: &str) -> Option<Expression> {
        self.finished(source, site, purpose, at, |expression, _, _| expression)
    }

    /// The same, with what becomes of it at last.
    pub fn finished(
        &mut self,
        source: &str,
        site: &Site<'_>,
        purpose: Purpose,
        at: &str,
        finish: Finish,
    ) -> Option<Expression> {
        let parsed = match parse(source, at) {
            Ok(parsed) => parsed,
            Err(findings) => {
                self.findings.append(findings);
                return None;
            }
        };
        self.provide(parsed.usage());
        self.score_reads.note(&parsed.usage().scores, at, ReadBy::Rule);
        let here = self.here(site);
        let (expression, mut findings) = parsed.compile(&here, purpose);
        report_ambiguous(&here, source, at, &|name| parsed.reference(name), &mut findings);
        let expression = expression.map(|expression| finish(expression, &parsed, &|name| self.is_question(name)));
        self.findings.append(findings);
        expression
    }

    /// Whether a name is the value of a question.
    fn is_question(&self, name: ValueRef) -> bool {
        let Some(slot) = slot_of(name) else { return false };
        let kind = self.tree.kind(self.slots[slot].node);
        matches!(kind, FormNodeKind::Question { value, .. } if value == slot)
    }

    pub fn here<'a>(&'a self, site: &Site<'a>) -> FormScope<'a> {
        FormScope {
            names: &self.names,
            lists: &self.lists,
            list_facts: &self.list_facts,
            facts: &self.facts,
            tree: &self.tree,
            tables: &self.tables,
            table_names: &self.table_names,
            files: &self.files,
            tolerant: self.questionnaire.settings.tolerant,
            host_functions: &self.questionnaire.settings.functions,
            node: self.at,
            template: site.template,
            groups: site.groups,
            this: site.this,
            columns: site.columns,
            ambiguous: RefCell::default(),
        }
    }

    /// A new slot that holds what a condition says; `None` where the condition has errors.
    pub fn condition(&mut self, source: &str, site: &Site<'_>, at: &str, described: &str) -> Option<SlotId> {
        let expression = self.finished(source, site, Purpose::Condition, at, Expression::with_quotes)?;
        let slot = self.slot(site.template, described);
        self.slots[slot].formula = Formula::Expression(expression);
        Some(slot)
    }

    /// A new slot that is true where all of the first hold and none of the second.
    pub fn all(&mut self, template: TemplateId, of: Vec<SlotId>, none: Vec<SlotId>, described: &str) -> SlotId {
        let slot = self.slot(template, described);
        self.slots[slot].formula = Formula::All { of, none };
        slot
    }

    /// A text; where it inserts answers, a slot holds it filled in.
    pub fn text(&mut self, text: &Text, site: &Site<'_>, at: &dyn Fn() -> String) -> TextSpec {
        if !text.0.values().any(|one| has_insertions(one)) {
            return TextSpec { text: text.clone(), ..TextSpec::default() };
        }
        let at = at();
        let formula = self.filled(text, site, &at);
        let slot = self.slot(site.template, &say!("the text at {at}"));
        self.slots[slot].formula = formula;
        TextSpec { text: text.clone(), filled: Some(slot), ..TextSpec::default() }
    }

    /// A text with its answers inserted.
    pub fn filled(&mut self, text: &Text, site: &Site<'_>, at: &str) -> Formula {
        let mut templates = Vec::new();
        for (language, one) in &text.0 {
            let place = pointer(at, language);
            let parsed = parse_text(one, &place);
            let usage = parsed.usage();
            self.provide(&usage);
            self.score_reads.note(&usage.scores, &place, ReadBy::of_text(&place));
            let here = self.here(site);
            let (template, mut findings) = parsed.compile(&here);
            report_ambiguous(&here, one, &place, &|name| parsed.reference(name), &mut findings);
            templates.push((language.clone(), template));
            self.findings.append(findings);
        }
        let fallback = self.questionnaire.languages.first().cloned().unwrap_or_default();
        Formula::Text { templates: templates.into_iter().collect(), fallback }
    }

    /// Has a change of the slot noted for a question, group, line or condition.
    pub fn watch(&mut self, slot: SlotId, watcher: Watcher) {
        if self.watched.insert((slot, watcher), ()).is_none() {
            self.slots[slot].watchers.push(watcher);
        }
    }

    pub fn watch_condition(&mut self, condition: ConditionSlot, watcher: Watcher) {
        match condition {
            ConditionSlot::Slot(slot) => self.watch(slot, watcher),
            ConditionSlot::On | ConditionSlot::Off => {}
        }
    }

    pub fn watch_text(&mut self, text: &TextSpec, watcher: Watcher) {
        for slot in text.slots() {
            self.watch(slot, watcher);
        }
    }

    /// Reports what keeps the form from being filled with the key of this digest, or without one.
    pub fn check_score_reads(&mut self, attached: Option<&str>) {
        let program = self.scoring.as_ref().map(|spec| &spec.program);
        let needed = self.questionnaire.settings.needs_key.as_deref();
        self.score_reads.check(needed, attached, program, &mut self.findings);
    }

    /// Links readers, sorts slots, and gives the program unless there is an error.
    pub fn finish(mut self) -> Compiled {
        self.link();
        let counts = self.counts();
        let order = self.ordered(&counts);
        self.give_back();
        let form = head(self.questionnaire, self.pin, self.title);
        let distinct = distinct(&self.questions);
        let logs = self.questions.iter().filter(|(_, spec)| spec.attempts.is_some()).map(|(id, _)| id).collect();
        let by_node = self.questions.iter().map(|(id, spec)| (spec.node, id)).collect();
        let mut program = Program {
            form,
            by_node,
            templates: self.templates,
            slots: self.slots,
            order,
            questions: self.questions,
            groups: self.groups,
            ends: self.ends,
            pages: self.pages,
            lists: self.lists,
            choice_marks: self.choice_marks,
            tree: self.tree,
            tables: self.tables,
            files: self.files,
            distinct,
            logs,
            read_in_passing: VecSet::new(),
            instance_name: self.instance_name,
            reads_seed: self.reads_seed,
            by_path: self.by_path,
            facts: self.facts,
            scoring: self.scoring,
            rare: self.rare,
            host_functions: self.host_functions,
            rare_functions: None,
        };
        program.read_in_passing =
            program.questions.values().flat_map(|spec| super::reads_in_passing(spec, &program)).collect();
        if let Some(circle) = scores::circle(&program, &counts) {
            self.has_circle = true;
            self.findings.push(circle);
        }
        Compiled {
            program: (!self.findings.has_errors()).then_some(program),
            findings: self.findings,
            shares_in_circle: self.has_circle && self.relevances.any_shared,
        }
    }

    /// Gives back the room into which nothing was put: a program stays for as long as its form is open.
    fn give_back(&mut self) {
        for slot in self.slots.values_mut() {
            slot.readers.shrink_to_fit();
            slot.sort_watchers();
            slot.watchers.shrink_to_fit();
        }
        for template in self.templates.values_mut() {
            template.slots.shrink_to_fit();
            template.questions.shrink_to_fit();
            template.groups.shrink_to_fit();
        }
        self.slots.shrink_to_fit();
        self.questions.shrink_to_fit();
        self.groups.shrink_to_fit();
        self.by_path.shrink_to_fit();
        self.tree.shrink_to_fit();
    }

    fn link(&mut self) {
        for id in self.slots.ids() {
            for (read, depth) in reads(&self.templates, &self.slots, self.facts.language, id) {
                self.slots[read].readers.push(Reader { slot: id, depth });
            }
        }
    }

    /// The numbers of instances, each with all that is in them: it is known before they are.
    pub fn counts(&self) -> Vec<(SlotId, SlotId)> {
        let counted = self.templates.values().filter_map(|template| Some((template.repeat?.count?, template)));
        counted.flat_map(|(count, template)| template.slots.iter().map(move |slot| (count, *slot))).collect()
    }

    /// The first question of the form that is in the circle, at the expression that closes it.
    fn cycle_place(&self, cycle: &[SlotId]) -> String {
        let is_in = |slot: &SlotId| cycle.contains(slot);
        let member = |spec: &QuestionSpec, source: &Question| match (
            is_in(&spec.answer),
            spec.relevant.as_ref().is_some_and(is_in),
        ) {
            (true, _) if source.calculation.is_some() => Some("calculation"),
            (_, true) if source.relevant.is_some() => Some("relevant"),
            (_, true) => Some("name"),
            (_, false) => spec.filter.as_ref().is_some_and(is_in).then_some("choice_filter"),
        };
        let questions = self.questions.values().zip(&self.sources);
        let mut places = questions.filter_map(|(spec, source)| Some(pointer(&source.pointer, member(spec, source)?)));
        places.next().unwrap_or_else(|| "/survey".to_owned())
    }

    pub fn report_cycle(&mut self, cycle: &[SlotId]) {
        let named = |slot: &SlotId| {
            let described = self.described.get(slot.index())?;
            Some(if is_name(described) { say!("`{described}`") } else { described.clone() })
        };
        let mut names: Vec<String> = cycle.iter().filter_map(named).collect();
        // An answer and what expressions see of it are two slots with one name.
        names.dedup();
        if let [alone] = names.as_slice() {
            names.push(alone.clone());
        }
        let circle = names.join(" → ");
        let message = say!("values depend on themselves: {circle}");
        let finding = Finding::error("expr/cycle", message, Place::at(self.cycle_place(cycle)));
        self.findings.push(finding.hint("break the circle at one of them"));
    }
}

fn report_ambiguous(
    here: &FormScope<'_>,
    source: &str,
    at: &str,
    reference: &dyn Fn(&str) -> Option<Range<usize>>,
    findings: &mut Findings,
) {
    for name in here.ambiguous.borrow().iter() {
        let message = say!("`{name}` could mean more than one question");
        let place = match reference(name) {
            Some(span) => Place::in_expression(at, source, span),
            None => Place::at(at),
        };
        findings.push(Finding::error("expr/ambiguous-question", message, place).hint("give them different names"));
    }
}
