//! What the face draws: made anew for what changed, and for nothing else.

use std::rc::Rc;
use std::sync::Arc;

use sealform_expression::{Val, word_count};
use sealform_protocol::{
    AttemptsView, ChoiceView, CommentView, Control, Draft, FileKind, FormView, GroupKind, GroupView, Issue, IssueView,
    Key, Node, OutcomeView, PageView, Part, Patch, Progress, QuestionView, RangeView, ScaleView, Snapshot, WordCount,
};
use sealform_questionnaire::{Fallback, QuestionType, TextRules};
use sealform_types::{Json, Level, Table, TableSet, Value};

use super::cells::{BlockId, Changes};
use super::{Session, answers, attempts, key, same, text};
use crate::program::{
    CommentPlan, GroupId, GroupPlanKind, ListIndex, NodeRef, Program, QuestionId, QuestionPlan, TemplateId, TextPlan,
};

/// What must be drawn again, beside what the cells tell.
#[derive(Debug, Default)]
pub(crate) struct Faces {
    questions: Vec<(BlockId, QuestionId)>,
    /// Repeats whose instances changed, with the block they stand in.
    repeats: TableSet<(BlockId, TemplateId)>,
    language: bool,
    choices: Table<ListIndex, Rc<[ChoiceView]>>,
    /// What stands on each page, and on all.
    pages: Vec<Tally>,
    all: Tally,
    /// Pages that may look different.
    dirty_pages: Vec<usize>,
    gone: Vec<BlockId>,
}

/// What one question, or one page, adds to the progress.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Tally {
    /// Relevant, whether it takes an answer or not.
    shown: u32,
    relevant: u32,
    answered: u32,
    open: u32,
}

impl Tally {
    fn of(view: &QuestionView) -> Self {
        let takes_answer = !matches!(view.control, Control::Note | Control::Calculate);
        let shown = u32::from(view.relevant && !matches!(view.control, Control::Calculate));
        let relevant = u32::from(view.relevant && takes_answer);
        let answered = u32::from(relevant == 1 && !matches!(view.value, Json::Null));
        let hard = view.issues.iter().filter(|issue| issue.level == Level::Hard).count();
        Self { shown, relevant, answered, open: u32::try_from(hard).unwrap_or(u32::MAX) }
    }

    fn add(&mut self, other: Self) {
        self.shown += other.shown;
        self.relevant += other.relevant;
        self.answered += other.answered;
        self.open += other.open;
    }

    fn take(&mut self, other: Self) {
        self.shown -= other.shown;
        self.relevant -= other.relevant;
        self.answered -= other.answered;
        self.open -= other.open;
    }
}

impl Faces {
    pub fn touch(&mut self, block: BlockId, question: QuestionId) {
        self.questions.push((block, question));
    }

    pub fn structure_changed(&mut self, parent: BlockId, repeat: TemplateId) {
        self.repeats.insert((parent, repeat));
    }

    pub fn forget(&mut self, block: BlockId) {
        self.questions.retain(|(known, _)| *known != block);
        self.repeats.retain(|(known, _)| *known != block);
        self.gone.push(block);
    }

    pub fn language_changed(&mut self) {
        self.language = true;
        self.choices.clear();
    }

    fn recount(&mut self, page: usize, before: Tally, after: Tally) {
        if before == after {
            return;
        }
        for tally in self.pages.get_mut(page).into_iter().chain([&mut self.all]) {
            tally.take(before);
            tally.add(after);
        }
        self.dirty_pages.push(page);
    }
}

/// A snapshot with nothing in it yet.
pub(crate) fn blank(program: &Program, draft: &Draft) -> Snapshot {
    Snapshot {
        form: Rc::new(form(program, draft)),
        pages: Vec::new(),
        nodes: Table::new(),
        progress: Progress::default(),
        outcome: None,
        score: None,
        position: draft.position.clone(),
    }
}

fn form(program: &Program, draft: &Draft) -> FormView {
    let head = &program.form;
    let fallback = head.languages.first().map_or("", String::as_str);
    FormView {
        id: head.pin.id.clone(),
        version: head.pin.version.clone(),
        title: head.title.in_language(&draft.language, fallback).0.to_owned(),
        languages: head.languages.clone(),
        language: draft.language.clone(),
    }
}

impl Session {
    /// Draws everything.
    pub(crate) fn refresh_all(&mut self) {
        let program = Arc::clone(&self.program);
        self.cells.changes = Changes::default();
        self.faces.questions.clear();
        self.faces.repeats.clear();
        self.faces.gone.clear();
        self.faces.language = false;
        self.faces.pages = vec![Tally::default(); program.pages.len()];
        self.faces.all = Tally::default();
        self.snapshot = blank(&program, &self.draft);
        self.snapshot.pages = (0..program.pages.len()).map(|page| Rc::new(self.page(page))).collect();
        let mut patch = Patch::default();
        for block in self.all_blocks() {
            self.draw_block(block, &mut patch);
        }
        self.draw_pages(&mut patch);
        self.draw_ends(&mut patch);
        self.rescore_all();
        self.draw_score(&mut patch);
        self.snapshot.apply(&patch);
    }

    /// Draws what changed since the last time.
    pub(crate) fn refresh(&mut self) -> Patch {
        let mut patch = Patch::default();
        let mut changes = std::mem::take(&mut self.cells.changes);
        changes.questions.append(&mut self.faces.questions);
        let rescored = self.rescore(&changes);
        if std::mem::take(&mut self.faces.language) {
            patch.form = Some(Rc::new(form(&self.program, &self.draft)));
            self.faces.dirty_pages = (0..self.program.pages.len()).collect();
            for block in self.all_blocks() {
                self.draw_block(block, &mut patch);
            }
        } else {
            self.note_structure(&mut changes, &mut patch);
            for (block, question) in changes.questions.into_iter().collect::<TableSet<_>>() {
                self.draw_question(block, question, &mut patch);
            }
            for (block, group) in changes.groups.into_iter().collect::<TableSet<_>>() {
                self.draw_group(block, group, &mut patch);
            }
        }
        self.draw_pages(&mut patch);
        if changes.ends || patch.form.is_some() {
            self.draw_ends(&mut patch);
        }
        if rescored || patch.progress.is_some() || patch.form.is_some() {
            self.draw_score(&mut patch);
        }
        if self.snapshot.position != self.draft.position {
            patch.position = Some(self.draft.position.clone());
        }
        self.snapshot.apply(&patch);
        patch
    }

    fn all_blocks(&self) -> Vec<BlockId> {
        let program = &self.program;
        program.templates.ids().flat_map(|template| self.cells.below(program, BlockId::ROOT, template)).collect()
    }

    fn draw_block(&mut self, block: BlockId, patch: &mut Patch) {
        let program = Arc::clone(&self.program);
        let template = self.cells.template(block);
        for question in &program.templates[template].questions {
            self.draw_question(block, *question, patch);
        }
        for (id, _) in program.groups.iter().filter(|(_, group)| group.template == template) {
            self.draw_group(block, id, patch);
        }
    }

    /// Instances that came and went: their repeat, their siblings, and all that is in them.
    fn note_structure(&mut self, changes: &mut Changes, patch: &mut Patch) {
        let program = Arc::clone(&self.program);
        for (parent, repeat) in std::mem::take(&mut self.faces.repeats) {
            let container = program.groups.iter().find(|(_, group)| group.kind == GroupPlanKind::Repeat(repeat));
            changes.groups.extend(container.map(|(id, _)| (parent, id)));
            for block in self.cells.instances(&program, parent, repeat) {
                self.note_tree(*block, changes);
            }
        }
        if std::mem::take(&mut self.faces.gone).is_empty() {
            return;
        }
        let live: TableSet<u32> = self.all_blocks().into_iter().map(|block| self.cells.instance_id(block)).collect();
        patch.removed = self.snapshot.nodes.keys().copied().filter(|key| !live.contains(&instance(*key))).collect();
        for key in &patch.removed {
            let (old, plan) = (self.snapshot.nodes.get(key), program.by_node.get(&node(*key)));
            if let (Some(Node::Question(view)), Some(question)) = (old, plan) {
                self.faces.recount(program.questions[*question].page, Tally::of(view), Tally::default());
            }
        }
    }

    fn note_tree(&self, block: BlockId, changes: &mut Changes) {
        let program = &self.program;
        let template = self.cells.template(block);
        changes.questions.extend(program.templates[template].questions.iter().map(|question| (block, *question)));
        let groups = program.groups.iter().filter(|(_, group)| group.template == template);
        changes.groups.extend(groups.map(|(id, _)| (block, id)));
        for repeat in &program.templates[template].repeats {
            for inner in self.cells.instances(program, block, *repeat) {
                self.note_tree(*inner, changes);
            }
        }
    }

    fn draw_question(&mut self, block: BlockId, question: QuestionId, patch: &mut Patch) {
        let program = Arc::clone(&self.program);
        let plan = &program.questions[question];
        let view = self.question(plan, block);
        let key = view.key;
        let old = self.snapshot.nodes.get(&key);
        let node = Node::Question(Rc::new(view));
        if same(old, &node) {
            return;
        }
        let before = match old {
            Some(Node::Question(old)) => Tally::of(old),
            Some(Node::Group(_)) | None => Tally::default(),
        };
        if let Node::Question(view) = &node {
            self.faces.recount(plan.page, before, Tally::of(view));
        }
        patch.nodes.push((key, node));
    }

    fn draw_group(&mut self, block: BlockId, group: GroupId, patch: &mut Patch) {
        let view = self.group(group, block);
        let node = Node::Group(Rc::new(view.clone()));
        if !same(self.snapshot.nodes.get(&view.key), &node) {
            patch.nodes.push((view.key, node));
        }
        if let Some(page) = self.program.pages.iter().position(|page| page.group == Some(group)) {
            self.faces.dirty_pages.push(page);
        }
    }

    fn draw_pages(&mut self, patch: &mut Patch) {
        for index in std::mem::take(&mut self.faces.dirty_pages).into_iter().collect::<TableSet<_>>() {
            let page = self.page(index);
            if self.snapshot.pages.get(index).is_none_or(|old| **old != page) {
                patch.pages.push((index, Rc::new(page)));
            }
        }
        let Tally { relevant, answered, open, .. } = self.faces.all;
        let progress = Progress { relevant, answered, open };
        if progress != self.snapshot.progress {
            patch.progress = Some(progress);
        }
    }

    fn draw_ends(&self, patch: &mut Patch) {
        let end = self
            .program
            .ends
            .values()
            .find(|end| self.cells.holds_or(&self.program, Some(end.relevant), BlockId::ROOT));
        let outcome = end.map(|end| {
            let label = self.words(&end.label, BlockId::ROOT).0;
            Rc::new(OutcomeView { path: end.path.clone(), outcome: end.outcome.clone(), label })
        });
        if outcome != self.snapshot.outcome {
            patch.outcome = Some(outcome);
        }
    }

    fn page(&self, index: usize) -> PageView {
        let Some(plan) = self.program.pages.get(index) else { return PageView::default() };
        let tally = self.faces.pages.get(index).copied().unwrap_or_default();
        let (path, label, hint) = match plan.group {
            Some(group) => {
                let group = &self.program.groups[group];
                let words = |text| self.words(text, BlockId::ROOT).0;
                (group.path.plain.clone(), words(&group.label), words(&group.hint))
            }
            None => Default::default(),
        };
        let children = plan.children.iter().map(|child| self.node_key(*child, BlockId::ROOT)).collect();
        PageView { path, label, hint, relevant: tally.shown > 0, open: tally.open, children }
    }

    fn node_key(&self, node: NodeRef, block: BlockId) -> Key {
        let instance = self.cells.instance_id(block);
        match node {
            NodeRef::Question(question) => key(instance, self.program.questions[question].node),
            NodeRef::Group(group) => key(instance, self.program.groups[group].node),
        }
    }

    fn group(&self, id: GroupId, block: BlockId) -> GroupView {
        let plan = &self.program.groups[id];
        let children = match plan.kind {
            GroupPlanKind::Group | GroupPlanKind::Instance => {
                plan.children.iter().map(|child| self.node_key(*child, block)).collect()
            }
            GroupPlanKind::Repeat(template) => {
                let instances = self.cells.instances(&self.program, block, template).iter();
                instances.flat_map(|inner| plan.children.iter().map(|child| self.node_key(*child, *inner))).collect()
            }
        };
        let kind = match plan.kind {
            GroupPlanKind::Group => GroupKind::Group,
            GroupPlanKind::Repeat(_) => GroupKind::Repeat,
            GroupPlanKind::Instance => {
                let siblings = self.cells.instances(&self.program, self.cells.parent(block), plan.template);
                let place = siblings.iter().position(|sibling| *sibling == block).unwrap_or(0);
                GroupKind::Instance { number: u32::try_from(place + 1).unwrap_or(u32::MAX) }
            }
        };
        let mut path = self.cells.path(&plan.path, block);
        if plan.kind == GroupPlanKind::Instance && !path.ends_with(']') {
            path = format!("{path}[{}]", self.cells.instance_id(block));
        }
        GroupView {
            key: self.node_key(NodeRef::Group(id), block),
            path,
            kind,
            label: self.words(&plan.label, block).0,
            hint: self.words(&plan.hint, block).0,
            relevant: self.cells.holds_or(&self.program, plan.relevant, block),
            appearance: plan.appearance.clone(),
            children,
        }
    }

    /// A text in the language shown, and the language it is really in, where that is another.
    fn words(&self, plan: &TextPlan, block: BlockId) -> (String, Option<String>) {
        let fallback = self.program.form.languages.first().map_or("", String::as_str);
        let (text, stands_in) = plan.text.in_language(&self.draft.language, fallback);
        let language = match stands_in {
            Fallback::No => None,
            Fallback::Yes if plan.text.0.contains_key(fallback) => Some(fallback.to_owned()),
            Fallback::Yes => plan.text.0.keys().next().cloned(),
        };
        match plan.filled {
            None => (text.to_owned(), language),
            Some(slot) => (self.cells.get(&self.program, slot, block).to_text(), language),
        }
    }

    fn question(&mut self, plan: &QuestionPlan, block: BlockId) -> QuestionView {
        let relevant = self.cells.holds_or(&self.program, plan.relevant, block);
        let control = self.control(plan, block);
        let (label, label_language) = self.words(&plan.label, block);
        let required = self.is_on(plan.required, block);
        let kept = self.kept(plan, block);
        let value = match plan.source.calculation {
            Some(_) => answers::calculated(self.cells.get(&self.program, plan.answer, block))
                .map_or(Json::Null, |value| value.to_json()),
            None => kept.raw.clone(),
        };
        let comment = plan.comment.as_ref().map(|comment| self.comment_view(comment, plan, block));
        let issues = if relevant { self.issues(plan, block, &label, required) } else { Vec::new() };
        let rules = &plan.source.text_rules;
        QuestionView {
            key: key(self.cells.instance_id(block), plan.node),
            path: self.path(plan, block),
            control,
            label_language,
            hint: self.words(&plan.hint, block).0,
            guidance_hint: self.words(&plan.guidance_hint, block).0,
            appearance: plan.source.appearance.clone().unwrap_or_default(),
            relevant,
            required,
            readonly: self.is_on(plan.readonly, block),
            words: words_of(rules, kept.raw.as_str().unwrap_or_default()),
            value,
            comment,
            issues,
            label,
        }
    }

    fn comment_view(&self, comment: &CommentPlan, plan: &QuestionPlan, block: BlockId) -> CommentView {
        let text = self.kept(plan, block).comment.clone();
        let min = plan.source.comment.as_ref().and_then(|comment| comment.text_rules.min_words).unwrap_or(0);
        CommentView {
            label: self.words(&comment.label, block).0,
            relevant: self.is_on(comment.relevant, block),
            required: self.is_on(comment.required, block),
            words: WordCount { have: word_count(&text), min },
            text,
        }
    }

    fn control(&mut self, plan: &QuestionPlan, block: BlockId) -> Control {
        match plan.source.kind {
            QuestionType::Text => Control::Text,
            QuestionType::Integer => Control::Integer,
            QuestionType::Decimal => Control::Decimal,
            QuestionType::SelectOne => Control::SelectOne { choices: self.choices(plan, block) },
            QuestionType::SelectMultiple => Control::SelectMultiple { choices: self.choices(plan, block) },
            QuestionType::Rank => Control::Rank { choices: self.choices(plan, block) },
            QuestionType::Range => range(plan),
            QuestionType::Rating => self.scale(plan),
            QuestionType::Date => Control::Date,
            QuestionType::Time => Control::Time,
            QuestionType::DateTime => Control::DateTime,
            QuestionType::Duration => Control::Duration,
            QuestionType::AttemptLog => self.log_view(plan, block),
            QuestionType::Acknowledge => Control::Acknowledge,
            QuestionType::Geopoint => Control::Geopoint,
            QuestionType::Geotrace => Control::Geotrace,
            QuestionType::Geoshape => Control::Geoshape,
            QuestionType::Image => Control::File { kind: FileKind::Image },
            QuestionType::Audio => Control::File { kind: FileKind::Audio },
            QuestionType::Video => Control::File { kind: FileKind::Video },
            QuestionType::File => Control::File { kind: FileKind::Any },
            QuestionType::Barcode => Control::Barcode,
            QuestionType::Note => Control::Note,
            QuestionType::Calculate
            | QuestionType::Hidden
            | QuestionType::Start
            | QuestionType::End
            | QuestionType::Today
            | QuestionType::DeviceId
            | QuestionType::Username
            | QuestionType::PhoneNumber
            | QuestionType::Email
            | QuestionType::SimSerial
            | QuestionType::SubscriberId
            | QuestionType::StartGeopoint
            | QuestionType::Audit
            | QuestionType::BackgroundAudio => Control::Calculate,
        }
    }

    fn scale(&self, plan: &QuestionPlan) -> Control {
        let fallback = self.program.form.languages.first().map_or("", String::as_str);
        let Some(scale) = &plan.source.scale else { return Control::Note };
        Control::Rating(ScaleView {
            start: scale.start,
            end: scale.end,
            start_label: scale.start_label.in_language(&self.draft.language, fallback).0.to_owned(),
            end_label: scale.end_label.in_language(&self.draft.language, fallback).0.to_owned(),
        })
    }

    fn log_view(&self, plan: &QuestionPlan, block: BlockId) -> Control {
        let Some(rules) = &plan.source.attempts else { return Control::Note };
        let may_add = match &self.kept(plan, block).value {
            Some(Value::Attempts(tries)) => attempts::may_add(tries, rules),
            _ => true,
        };
        Control::AttemptLog(AttemptsView {
            max: rules.max,
            wait: rules.wait,
            different_days: rules.different_days,
            channels: rules.channels.clone(),
            may_add,
        })
    }

    fn choices(&mut self, plan: &QuestionPlan, block: BlockId) -> Rc<[ChoiceView]> {
        let Some(list) = plan.list else { return Rc::from([]) };
        let program = Arc::clone(&self.program);
        let language = &self.draft.language;
        let fallback = program.form.languages.first().map_or("", String::as_str);
        let all = self.faces.choices.get_or_insert_with(list, || {
            let views = program.lists[list].iter().map(|choice| ChoiceView {
                name: choice.name.clone(),
                label: choice.label.in_language(language, fallback).0.to_owned(),
                not_applicable: choice.not_applicable,
                exclusive: choice.exclusive,
            });
            views.collect()
        });
        let all = Rc::clone(all);
        match plan.filter.map(|filter| self.cells.get(&program, filter, block)) {
            Some(Val::Choices(offered)) => {
                all.iter().filter(|choice| offered.iter().any(|name| **name == *choice.name)).cloned().collect()
            }
            Some(_) => Rc::from([]),
            None => all,
        }
    }

    fn issues(&self, plan: &QuestionPlan, block: BlockId, label: &str, required: bool) -> Vec<IssueView> {
        let kept = self.kept(plan, block);
        let hard = |issue| IssueView { issue, level: Level::Hard, part: Part::Answer };
        let mut issues = Vec::new();
        let missing = self.cells.get(&self.program, plan.value, block).is_blank() && kept.fault.is_none();
        if required && missing && plan.source.kind.takes_answer() {
            issues.push(hard(Issue::Required { message: self.message(&plan.required_message, block) }));
        }
        issues.extend(kept.fault.clone().map(hard));
        if let (Some(Value::Attempts(tries)), Some(rules)) = (&kept.value, &plan.source.attempts) {
            issues.extend(attempts::issues(tries, rules, self.draft.at).into_iter().map(hard));
        }
        if let Some(Value::Text(said)) = &kept.value {
            issues.extend(text::issues(said, &plan.source.text_rules, label, Part::Answer));
        }
        for ((slot, constraint), message) in plan.constraints.iter().zip(&plan.source.constraints).zip(&plan.messages) {
            if !self.cells.get(&self.program, *slot, block).to_truth() {
                let issue = Issue::Constraint { message: self.message(message, block) };
                issues.push(IssueView { issue, level: constraint.level, part: Part::Answer });
            }
        }
        if let (Some(comment), Some(source)) = (&plan.comment, &plan.source.comment)
            && self.is_on(comment.relevant, block)
        {
            if self.is_on(comment.required, block) && kept.comment.trim().is_empty() {
                let issue = Issue::Required { message: None };
                issues.push(IssueView { issue, level: Level::Hard, part: Part::Comment });
            }
            issues.extend(text::issues(&kept.comment, &source.text_rules, label, Part::Comment));
        }
        issues
    }

    fn message(&self, plan: &TextPlan, block: BlockId) -> Option<String> {
        Some(self.words(plan, block).0).filter(|message| !message.is_empty())
    }
}

/// From 0 to 10 by steps of 1, where the form says nothing else.
fn range(plan: &QuestionPlan) -> Control {
    let parameter = |name: &str, usual: &str| plan.source.parameters.get(name).map_or(usual, |text| text).to_owned();
    let (start, end, step) = (parameter("start", "0"), parameter("end", "10"), parameter("step", "1"));
    Control::Range(RangeView { start, end, step })
}

/// The upper half of a key.
fn instance(key: Key) -> u32 {
    u32::try_from(key.0 >> 32).unwrap_or(0)
}

/// The lower half of a key.
fn node(key: Key) -> u32 {
    u32::try_from(key.0 & u64::from(u32::MAX)).unwrap_or(0)
}

/// Words are counted where a rule asks for some.
fn words_of(rules: &TextRules, text: &str) -> Option<WordCount> {
    rules.min_words.map(|min| WordCount { have: word_count(text), min })
}
