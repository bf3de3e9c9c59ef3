//! One person filling one form.

mod answers;
mod attempts;
mod cells;
mod draft;
mod finish;
mod inspect;
mod others;
mod score;
mod text;
mod view;

use std::rc::Rc;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset};
use sealform_expression::Val;
use sealform_protocol::{Action, ApplyError, Command, Draft, Key, LogEntry, Node, Patch, Position, Snapshot};
use sealform_scoring::{ScoreSheet, Tally, TooLong, TotalScore};
use sealform_types::{Json, LongTable, QuestionPath, Table, Value, nearest};

pub use draft::RestoreError;
pub use finish::{Finished, OpenPoint};
pub use inspect::Inspected;

use crate::program::{GroupPlanKind, NodeRef, Program, QuestionId, QuestionPlan, Switch};
use crate::{MAX_INSTANCES, MAX_TEXT_BYTES};
use answers::Answer;
use cells::{BlockId, Cells};
use view::Faces;

/// One person filling one form.
///
/// # Invariant
/// After [`Session::apply`] every derived value, view and sum is what a session would have that
/// started from the same ground state.
pub struct Session {
    program: Arc<Program>,
    cells: Cells,
    answers: Vec<Answer>,
    /// Ground state that is written as it is.
    draft: Draft,
    faces: Faces,
    snapshot: Snapshot,
    tally: Option<Tally>,
}

/// What a new session is begun with.
#[derive(Debug, Clone, PartialEq)]
pub struct Beginning {
    /// The UUID of the draft, which becomes the submission's `jti`.
    pub id: String,
    /// When.
    pub at: DateTime<FixedOffset>,
    /// The language of the form's texts; the form's first where it has no such language.
    pub language: String,
    /// Facts known at the start, such as `assignment` and `zone`.
    pub facts: Table<String, Json>,
}

impl Session {
    /// Begins a form.
    pub fn start(program: Arc<Program>, beginning: Beginning) -> Self {
        let known = program.form.languages.contains(&beginning.language);
        let first = program.form.languages.first().cloned().unwrap_or_default();
        let draft = Draft {
            v: 1,
            id: beginning.id,
            questionnaire: program.form.pin.clone(),
            started: beginning.at,
            at: beginning.at,
            answers: LongTable::new(),
            comments: LongTable::new(),
            instances: Table::new(),
            next_instance: 1,
            once: LongTable::new(),
            facts: beginning.facts,
            language: if known { beginning.language } else { first },
            position: Position::default(),
            log: Vec::new(),
        };
        let mut session = Self::bare(program, draft);
        session.defaults(BlockId::ROOT);
        session.refresh_all();
        session
    }

    fn bare(program: Arc<Program>, draft: Draft) -> Self {
        let cells = Cells::new(&program);
        let answers = Answer::none(program.templates.values().next().map_or(0, |root| root.questions.len()));
        let snapshot = view::blank(&program, &draft);
        let tally = program.scoring.as_ref().map(|scoring| Tally::new(&scoring.program));
        let mut session = Self { program, cells, answers, draft, faces: Faces::default(), snapshot, tally };
        session.set_facts();
        session.cells.evaluate_all(&session.program);
        session
    }

    /// Takes one action and returns what it changed.
    ///
    /// Only expressions that read what was touched are evaluated, and only as far as values change.
    ///
    /// # Errors
    /// [`ApplyError`] where the action is not possible; the session is then unchanged.
    pub fn apply(&mut self, command: Command) -> Result<Patch, ApplyError> {
        let Command { at, action } = command;
        match &action {
            Action::Answer { path, value } => self.answer(at, path, value)?,
            Action::Comment { path, text } => self.comment(at, path, text)?,
            Action::Open { path } => self.open(at, path)?,
            Action::Language { language } => self.language(at, language)?,
            Action::AddInstance { path } => self.add_instance(at, path)?,
            Action::RemoveInstance { path } => self.remove_instance(at, path)?,
            Action::Fact { name, value } => self.fact(at, name, value)?,
        }
        self.log(at, &action);
        self.cells.settle(&self.program);
        Ok(self.refresh())
    }

    /// The whole form as it is now.
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// What must be kept to come back to this point.
    pub fn draft(&self) -> &Draft {
        &self.draft
    }

    /// What it runs.
    pub fn program(&self) -> &Arc<Program> {
        &self.program
    }

    /// How many expressions have been evaluated since the session began.
    pub fn evaluations(&self) -> u64 {
        self.cells.evaluations
    }

    /// The value of a question as expressions see it, as text; blank where it is not relevant.
    ///
    /// # Errors
    /// [`ApplyError::UnknownPath`] where there is no such question.
    pub fn value(&self, path: &str) -> Result<Val, ApplyError> {
        let (question, block) = self.locate(path)?;
        Ok(self.cells.get(&self.program, self.program.questions[question].value, block).clone())
    }

    /// Whether a question or group is relevant.
    ///
    /// # Errors
    /// [`ApplyError::UnknownPath`] where there is no such question or group.
    pub fn is_relevant(&self, path: &str) -> Result<bool, ApplyError> {
        let (node, block) = self.find(path)?;
        let relevant = match node {
            NodeRef::Question(question) => self.program.questions[question].relevant,
            NodeRef::Group(group) => self.program.groups[group].relevant,
        };
        Ok(self.cells.holds_or(&self.program, relevant, block))
    }

    /// Whether a question's value follows from others.
    pub(crate) fn is_calculated(&self, path: &str) -> bool {
        self.locate(path).is_ok_and(|(question, _)| self.program.questions[question].source.calculation.is_some())
    }

    /// The whole score sheet, where a key is attached.
    pub fn score(&self) -> Option<Result<ScoreSheet, TooLong>> {
        let scoring = self.program.scoring.as_ref()?;
        Some(self.tally.as_ref()?.sheet(&scoring.program))
    }

    /// The total, at a cost that does not grow with the number of questions.
    pub fn total(&self) -> Option<Result<TotalScore, TooLong>> {
        let scoring = self.program.scoring.as_ref()?;
        Some(self.tally.as_ref()?.total(&scoring.program))
    }

    fn answer(&mut self, at: DateTime<FixedOffset>, path: &str, value: &Json) -> Result<(), ApplyError> {
        let (question, block) = self.answerable(path)?;
        let answer = self.read_answer(question, block, path, value, at)?;
        self.moment(at);
        self.put(question, block, answer);
        self.draft.position.path = path.to_owned();
        Ok(())
    }

    fn comment(&mut self, at: DateTime<FixedOffset>, path: &str, text: &str) -> Result<(), ApplyError> {
        let (question, block) = self.answerable(path)?;
        let program = Arc::clone(&self.program);
        let Some(comment) = &program.questions[question].comment else {
            return Err(ApplyError::NoComment { path: path.to_owned() });
        };
        if !self.is_on(comment.relevant, block) {
            return Err(ApplyError::NotRelevant { path: format!("{path}#comment") });
        }
        if text.len() > MAX_TEXT_BYTES {
            return Err(ApplyError::TooLong { path: path.to_owned(), most: MAX_TEXT_BYTES });
        }
        self.moment(at);
        self.put_comment(question, block, text);
        self.draft.position.path = path.to_owned();
        Ok(())
    }

    /// The question, if a person could answer it now.
    fn answerable(&self, path: &str) -> Result<(QuestionId, BlockId), ApplyError> {
        let (question, block) = self.locate(path)?;
        let plan = &self.program.questions[question];
        if !plan.source.kind.takes_answer() || self.is_on(plan.readonly, block) {
            return Err(ApplyError::ReadOnly { path: path.to_owned() });
        }
        if !self.cells.holds_or(&self.program, plan.relevant, block) {
            return Err(ApplyError::NotRelevant { path: path.to_owned() });
        }
        Ok((question, block))
    }

    fn open(&mut self, at: DateTime<FixedOffset>, path: &str) -> Result<(), ApplyError> {
        let page = match self.page_of(path) {
            Some(page) => Position { page, path: String::new() },
            None => {
                let (node, _) = self.find(path)?;
                let page = match node {
                    NodeRef::Question(question) => self.program.questions[question].page,
                    NodeRef::Group(group) => self.page_with(NodeRef::Group(group)),
                };
                Position { page: u32::try_from(page).unwrap_or(0), path: path.to_owned() }
            }
        };
        self.moment(at);
        self.draft.position = page;
        Ok(())
    }

    fn page_of(&self, path: &str) -> Option<u32> {
        let place = self.snapshot.pages.iter().position(|page| page.path == path)?;
        u32::try_from(place).ok()
    }

    fn page_with(&self, node: NodeRef) -> usize {
        fn holds(program: &Program, children: &[NodeRef], wanted: NodeRef) -> bool {
            children.iter().any(|child| {
                *child == wanted
                    || match child {
                        NodeRef::Group(group) => holds(program, &program.groups[*group].children, wanted),
                        NodeRef::Question(_) => false,
                    }
            })
        }
        self.program.pages.iter().position(|page| holds(&self.program, &page.children, node)).unwrap_or(0)
    }

    fn language(&mut self, at: DateTime<FixedOffset>, language: &str) -> Result<(), ApplyError> {
        if !self.program.form.languages.iter().any(|known| known == language) {
            return Err(ApplyError::UnknownLanguage { language: language.to_owned() });
        }
        self.moment(at);
        language.clone_into(&mut self.draft.language);
        let slot = self.program.facts.language;
        self.cells.set(&self.program, slot, BlockId::ROOT, Val::text(language));
        self.faces.language_changed();
        Ok(())
    }

    fn fact(&mut self, at: DateTime<FixedOffset>, name: &str, value: &Json) -> Result<(), ApplyError> {
        if matches!(name, "now" | "today" | "language" | "") || name == "assignment" && value.as_object().is_none() {
            return Err(ApplyError::BadFact { name: name.to_owned() });
        }
        self.draft.facts.insert(name.to_owned(), value.clone());
        self.moment(at);
        self.set_facts();
        Ok(())
    }

    /// Takes over the moment of a command.
    fn moment(&mut self, at: DateTime<FixedOffset>) {
        self.draft.at = at;
        let program = Arc::clone(&self.program);
        self.cells.set(&program, program.facts.now, BlockId::ROOT, Val::Moment(at));
        self.cells.set(&program, program.facts.today, BlockId::ROOT, Val::Date(at.date_naive()));
    }

    fn set_facts(&mut self) {
        self.moment(self.draft.at);
        let program = Arc::clone(&self.program);
        self.cells.set(&program, program.facts.language, BlockId::ROOT, Val::text(&self.draft.language));
        let assignment = self.draft.facts.get("assignment");
        for (member, slot) in &program.facts.assignment {
            let value = match assignment.and_then(|assignment| assignment.get(member)) {
                Some(Json::String(text)) => Val::text(text),
                #[expect(clippy::cast_precision_loss, reason = "XPath knows doubles only")]
                Some(Json::Integer(number)) => Val::Number(*number as f64),
                Some(Json::Boolean(truth)) => Val::Truth(*truth),
                Some(Json::Array(items)) => {
                    Val::text(&items.iter().filter_map(Json::as_str).collect::<Vec<_>>().join(" "))
                }
                Some(Json::Null | Json::Float(_) | Json::Object(_)) | None => Val::Blank,
            };
            self.cells.set(&program, *slot, BlockId::ROOT, value);
        }
    }

    fn put(&mut self, question: QuestionId, block: BlockId, answer: Answer) {
        let plan = &self.program.questions[question];
        let seen = answer.value.as_ref().map_or(Val::Blank, Val::from);
        self.cells.set(&self.program, plan.answer, block, seen);
        let path = self.path(plan, block);
        match answer.raw {
            Json::Null => drop(self.draft.answers.remove(&path)),
            ref raw => drop(self.draft.answers.insert(path, raw.clone())),
        }
        let place = self.cells.question_cell(block, plan.local);
        if let Some(kept) = self.answers.get_mut(place) {
            let comment = std::mem::take(&mut kept.comment);
            *kept = Answer { comment, ..answer };
        }
        self.faces.touch(block, question);
        self.cells.touch_lines(&self.program, plan.answer);
    }

    fn put_comment(&mut self, question: QuestionId, block: BlockId, text: &str) {
        let plan = &self.program.questions[question];
        let path = self.path(plan, block);
        match text {
            "" => drop(self.draft.comments.remove(&path)),
            text => drop(self.draft.comments.insert(path, text.to_owned())),
        }
        let place = self.cells.question_cell(block, plan.local);
        if let Some(kept) = self.answers.get_mut(place) {
            text.clone_into(&mut kept.comment);
        }
        self.faces.touch(block, question);
    }

    fn kept(&self, plan: &QuestionPlan, block: BlockId) -> &Answer {
        static NONE: Answer = Answer::NONE;
        self.answers.get(self.cells.question_cell(block, plan.local)).unwrap_or(&NONE)
    }

    fn is_on(&self, switch: Switch, block: BlockId) -> bool {
        match switch {
            Switch::Off => false,
            Switch::On => true,
            Switch::Slot(slot) => self.cells.get(&self.program, slot, block).to_truth(),
        }
    }

    /// The answer of a question that counts: relevant, and let through by its filter.
    fn counting(&self, plan: &QuestionPlan, block: BlockId) -> Option<Value> {
        if !self.cells.holds_or(&self.program, plan.relevant, block) {
            return None;
        }
        let seen = self.cells.get(&self.program, plan.value, block);
        if plan.source.calculation.is_some() {
            return answers::calculated(seen);
        }
        let value = self.kept(plan, block).value.clone()?;
        match (plan.filter, seen) {
            (Some(_), Val::Blank) => None,
            (Some(_), Val::Choices(names)) => Some(Value::Choices(names.iter().map(ToString::to_string).collect())),
            (None, _) | (Some(_), _) => Some(value),
        }
    }

    /// Writes the answers that questions of a block start with, each once.
    fn defaults(&mut self, block: BlockId) {
        let program = Arc::clone(&self.program);
        let template = self.cells.template(block);
        for question in &program.templates[template].questions {
            let plan = &program.questions[*question];
            let path = self.path(plan, block);
            if self.draft.once.contains_key(&path) {
                continue;
            }
            let raw = match (&plan.default_expression, &plan.source.default) {
                (Some(expression), _) => answers::raw(&self.cells.evaluate(&program, expression, block)),
                (None, Some(json)) => json.clone(),
                (None, None) => continue,
            };
            self.draft.once.insert(path.clone(), raw.clone());
            if let Ok(answer) = self.read_answer(*question, block, &path, &raw, self.draft.at) {
                self.put(*question, block, answer);
                self.cells.settle(&program);
            }
        }
    }

    fn add_instance(&mut self, at: DateTime<FixedOffset>, path: &str) -> Result<(), ApplyError> {
        let (node, block) = self.find(path)?;
        let (repeat, relevant) = match node {
            NodeRef::Group(group) => match self.program.groups[group].kind {
                GroupPlanKind::Repeat(template) => (template, self.program.groups[group].relevant),
                GroupPlanKind::Group | GroupPlanKind::Instance => return Err(self.unknown(path)),
            },
            NodeRef::Question(_) => return Err(self.unknown(path)),
        };
        if !self.cells.holds_or(&self.program, relevant, block) {
            return Err(ApplyError::NotRelevant { path: path.to_owned() });
        }
        if self.draft.next_instance > MAX_INSTANCES {
            return Err(ApplyError::TooManyInstances { most: MAX_INSTANCES });
        }
        self.moment(at);
        let id = self.draft.next_instance;
        self.draft.next_instance += 1;
        self.draft.instances.get_or_insert_with(path.to_owned(), Vec::new).push(id);
        let inner = self.cells.add_block(&Arc::clone(&self.program), repeat, block, id);
        self.grow_answers();
        self.defaults(inner);
        self.faces.structure_changed(block, repeat);
        Ok(())
    }

    fn grow_answers(&mut self) {
        self.answers.resize_with(self.cells.question_cells(), || Answer::NONE);
    }

    fn remove_instance(&mut self, at: DateTime<FixedOffset>, path: &str) -> Result<(), ApplyError> {
        let parsed = QuestionPath::parse(path).map_err(|_| self.unknown(path))?;
        let Some(id) = parsed.steps.last().and_then(|last| last.instance) else { return Err(self.unknown(path)) };
        let block = self.cells.instance(id).ok_or_else(|| self.unknown(path))?;
        let repeat = path.rsplit_once('[').map_or(path, |(repeat, _)| repeat);
        let (node, _) = self.find(repeat)?;
        let listed = self.draft.instances.get_mut(repeat);
        let (Some(ids), NodeRef::Group(_)) = (listed, node) else { return Err(self.unknown(path)) };
        if !ids.contains(&id) {
            return Err(self.unknown(path));
        }
        ids.retain(|known| *known != id);
        if ids.is_empty() {
            self.draft.instances.remove(repeat);
        }
        self.moment(at);
        let inside = format!("{path}/");
        self.draft.answers.retain(|known, _| !known.starts_with(&inside));
        self.draft.comments.retain(|known, _| !known.starts_with(&inside));
        self.draft.instances.retain(|known, _| !known.starts_with(&inside));
        self.draft.once.retain(|known, _| !known.starts_with(&inside));
        let program = Arc::clone(&self.program);
        let template = self.cells.template(block);
        let parent = self.cells.parent(block);
        for gone in self.cells.remove_block(&program, block) {
            self.faces.forget(gone);
            for place in self.cells.question_range(&program, gone) {
                if let Some(answer) = self.answers.get_mut(place) {
                    *answer = Answer::NONE;
                }
            }
        }
        self.faces.structure_changed(parent, template);
        Ok(())
    }

    /// The question at a path and the block it is in.
    fn locate(&self, path: &str) -> Result<(QuestionId, BlockId), ApplyError> {
        match self.find(path)? {
            (NodeRef::Question(question), block) => Ok((question, block)),
            (NodeRef::Group(_), _) => Err(self.unknown(path)),
        }
    }

    fn find(&self, path: &str) -> Result<(NodeRef, BlockId), ApplyError> {
        if let Some(node) = self.program.by_path.get(path)
            && self.template_of(*node).is_some_and(|depth| depth == 0)
        {
            return Ok((*node, BlockId::ROOT));
        }
        self.find_in_instance(path).ok_or_else(|| self.unknown(path))
    }

    fn template_of(&self, node: NodeRef) -> Option<u32> {
        let template = match node {
            NodeRef::Question(question) => self.program.questions[question].template,
            NodeRef::Group(group) => self.program.groups[group].template,
        };
        Some(self.program.templates[template].depth)
    }

    fn find_in_instance(&self, path: &str) -> Option<(NodeRef, BlockId)> {
        let parsed = QuestionPath::parse(path).ok().filter(|parsed| parsed.part.is_none())?;
        let node = *self.program.by_path.get(&parsed.without_instances())?;
        let (steps, template) = match node {
            NodeRef::Question(question) => {
                (&self.program.questions[question].path.steps, self.program.questions[question].template)
            }
            NodeRef::Group(group) => (&self.program.groups[group].path.steps, self.program.groups[group].template),
        };
        let mut block = BlockId::ROOT;
        for (step, (_, repeat)) in parsed.steps.iter().zip(steps) {
            match (step.instance, repeat) {
                (Some(id), Some(_)) => {
                    let inner = self.cells.instance(id)?;
                    (self.cells.parent(inner) == block).then_some(())?;
                    (Some(self.cells.template(inner)) == *repeat).then_some(())?;
                    block = inner;
                }
                (None, None) => {}
                // The repeat itself is named without an instance.
                (None, Some(_)) if step == parsed.steps.last()? => {}
                (Some(_), None) | (None, Some(_)) => return None,
            }
        }
        (self.cells.template(block) == template).then_some((node, block))
    }

    fn unknown(&self, path: &str) -> ApplyError {
        let near = nearest(path, self.program.by_path.keys().map(String::as_str)).map(str::to_owned);
        let near = near.or_else(|| {
            let ends = format!("/{path}");
            self.program.by_path.keys().find(|known| known.ends_with(&ends)).cloned()
        });
        ApplyError::UnknownPath { path: path.to_owned(), near }
    }

    fn path(&self, plan: &QuestionPlan, block: BlockId) -> String {
        self.cells.path(&plan.path, block)
    }

    /// Notes what was done; one entry for what is typed into one field without anything between.
    fn log(&mut self, at: DateTime<FixedOffset>, action: &Action) {
        let (word, path) = match action {
            Action::Answer { path, .. } => ("answer", path.as_str()),
            Action::Comment { path, .. } => ("comment", path.as_str()),
            Action::Open { path } => ("open", path.as_str()),
            Action::Language { language } => ("language", language.as_str()),
            Action::AddInstance { path } => ("add_instance", path.as_str()),
            Action::RemoveInstance { path } => ("remove_instance", path.as_str()),
            Action::Fact { name, .. } => ("fact", name.as_str()),
        };
        match self.draft.log.last_mut() {
            Some(last) if last.action == word && last.path == path => last.at = at,
            _ => self.draft.log.push(LogEntry { at, action: word.to_owned(), path: path.to_owned() }),
        }
    }
}

/// The key of a node in a block: the instance in the upper half, the node in the lower.
fn key(instance: u32, node: u32) -> Key {
    Key(u64::from(instance) << 32 | u64::from(node))
}

/// Whether two nodes draw the same.
fn same(old: Option<&Node>, new: &Node) -> bool {
    match (old, new) {
        (Some(Node::Group(old)), Node::Group(new)) => Rc::ptr_eq(old, new) || old == new,
        (Some(Node::Question(old)), Node::Question(new)) => Rc::ptr_eq(old, new) || old == new,
        _ => false,
    }
}
