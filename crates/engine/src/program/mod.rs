//! What a questionnaire is compiled to: templates of slots, in the order in which they read one another.
//!
//! A *slot* is one value that expressions may read or that follows from others. The root of the form
//! and each repeat has a *template* of slots; an instance has one cell per slot.

mod specs;
mod tree;
mod wire;

use sealform_expression::{Expression, TextTemplate};
use sealform_protocol::Pin;
use sealform_questionnaire::{Choice, DocumentKind, QuestionType, Text};
use sealform_scoring::{ConditionId, LineId, ScoringProgram, Show};
use sealform_types::{Arena, VecMap, VecSet, Wire, in_order};

use crate::tables::DataTable;
pub(crate) use specs::{
    CommentSpec, ConditionSlot, ConstraintSpec, EndSpec, GroupSpec, GroupSpecKind, InText, MarkSpec, MarkedText,
    NodeRef, Origin, PageSpec, PathSpec, QuestionSpec, TextMarks, TextRulesSpec, TextSpec, TotalSpec,
};
pub(crate) use tree::{FormNodeKind, FormTree, Table, TableRows};
pub use wire::{Attached, DecodeError};

sealform_types::arena_ids! {
    /// The root or a repeat.
    pub(crate) struct TemplateId(pub(crate) u32);
    /// A slot of a template.
    pub(crate) struct SlotId(pub(crate) u32);
    /// A question.
    pub(crate) struct QuestionId(pub(crate) u32);
    /// A group, a repeat or the inside of a repeat.
    pub(crate) struct GroupId(pub(crate) u32);
    /// A place where the form may end early.
    pub(crate) struct EndId(pub(crate) u32);
    /// A choice list.
    pub(crate) struct ListIndex(pub(crate) u32);
    /// A node of the form, as paths walk over it.
    pub(crate) struct FormNodeId(pub(crate) u32);
}

/// A compiled questionnaire, with its scoring key where one is attached.
#[derive(Debug, Wire)]
pub struct Program {
    pub(crate) form: Head,
    /// Functions of which few forms use any, and that this one calls.
    pub(crate) rare: VecSet<String>,
    /// Functions that it calls and that the page around the form computes.
    pub(crate) host_functions: VecSet<String>,
    pub(crate) templates: Arena<TemplateId, Template>,
    pub(crate) slots: Arena<SlotId, Slot>,
    /// All slots; none reads one behind it.
    pub(crate) order: Vec<SlotId>,
    pub(crate) questions: Arena<QuestionId, QuestionSpec>,
    pub(crate) groups: Arena<GroupId, GroupSpec>,
    pub(crate) ends: Arena<EndId, EndSpec>,
    pub(crate) pages: Vec<PageSpec>,
    pub(crate) lists: Arena<ListIndex, Vec<Choice>>,
    /// What is marked in the labels of choices, by their places in the list.
    pub(crate) choice_marks: Arena<ListIndex, VecMap<usize, TextMarks>>,
    /// Every group and question as paths walk over them.
    pub(crate) tree: FormTree,
    /// Files and choice lists as `instance('…')` reads them.
    pub(crate) tables: Vec<Table>,
    pub(crate) files: Vec<DataTable>,
    /// Where a comment must differ from all others: the questions that have comments, or such a text.
    pub(crate) distinct: VecSet<QuestionId>,
    /// What is read where the form writes something into a question, and by no slot: a decoded expression no longer knows.
    pub(crate) read_in_passing: VecSet<SlotId>,
    /// The attempt logs.
    pub(crate) logs: VecSet<QuestionId>,
    /// What the filled form is called.
    pub(crate) instance_name: Option<SlotId>,
    /// Whether anything is left to chance.
    pub(crate) reads_seed: bool,
    /// Questions, groups and repeats by path, without instance ids.
    pub(crate) by_path: VecMap<String, NodeRef>,
    /// Questions by node; they say it themselves.
    #[wire(skip)]
    pub(crate) by_node: VecMap<u32, QuestionId>,
    pub(crate) facts: FactSlots,
    pub(crate) scoring: Option<ScoringSpec>,
    /// Who computes rare functions where they are not built in.
    #[wire(skip)]
    pub(crate) rare_functions: Option<RareFunctions>,
}

/// Computes rare functions that are not built in: from a name and encoded arguments the encoded answer.
pub type RareFunctions = fn(&str, &[u8]) -> Option<Vec<u8>>;

/// The form as a whole.
#[derive(Debug, Wire)]
pub(crate) struct Head {
    pub pin: Pin,
    pub kind: DocumentKind,
    pub title: TextSpec,
    pub languages: Vec<String>,
    /// How the UI draws the form, in words separated by spaces.
    pub style: String,
    /// How many percent of the answers may say "not applicable" before a receiver is told.
    pub max_not_applicable: Option<u32>,
    /// How many seconds of work a filled form takes at least, or a receiver is told.
    pub min_seconds: Option<u32>,
    /// Whether a page is left only when nothing on it is open.
    pub immediate_requirements: bool,
}

/// Slots of the root template that hold facts.
#[derive(Debug, Wire)]
pub(crate) struct FactSlots {
    pub now: SlotId,
    pub today: SlotId,
    pub language: SlotId,
    /// Members of the assignment that some expression reads.
    pub assignment: VecMap<String, SlotId>,
    /// Parts of the score that some expression reads, by name; the whole has none.
    pub scores: VecMap<String, SlotId>,
}

impl FactSlots {
    /// Those of a form that has none yet.
    pub(crate) const fn nowhere() -> Self {
        let nowhere = SlotId(0);
        Self { now: nowhere, today: nowhere, language: nowhere, assignment: VecMap::new(), scores: VecMap::new() }
    }
}

/// The root of the form, or a repeat.
#[derive(Debug, Default, Wire)]
pub(crate) struct Template {
    /// The template around it.
    pub parent: Option<TemplateId>,
    /// How many templates are around it.
    pub depth: u32,
    pub slots: Vec<SlotId>,
    pub questions: Vec<QuestionId>,
    /// Repeats directly inside, in order.
    pub repeats: Vec<TemplateId>,
    /// Which of its parent's repeats it is.
    pub index: usize,
    /// Groups that stand in it, the inside of a repeat among them.
    pub groups: Vec<GroupId>,
    /// What makes it a repeat; the root has none.
    pub repeat: Option<RepeatSpec>,
}

/// How instances of a repeat come about.
#[derive(Debug, Clone, Copy, Wire)]
pub(crate) struct RepeatSpec {
    /// All instances together.
    pub container: Option<GroupId>,
    /// How many there are, where an expression says so.
    pub count: Option<SlotId>,
    /// How many there are at the start, where none does.
    pub instances: u32,
    /// The person adds one while there are fewer than these: 0 where nobody adds any, [`u32::MAX`] where nothing limits them.
    pub most: u32,
    /// The person removes one while there are more than these; [`u32::MAX`] where nobody removes any.
    pub least: u32,
}

/// One value of a template.
#[derive(Debug, Wire)]
pub(crate) struct Slot {
    pub template: TemplateId,
    /// Which of the cells of an instance it is.
    pub offset: u32,
    /// Its place in [`Program::order`].
    pub rank: u32,
    /// The circle of conditions that it is part of, from 1; 0 for none. Inside one, conditions see answers as they were
    /// given, and take groups and repeats for relevant.
    pub circle: u32,
    pub formula: Formula,
    /// What the expression belongs to: where paths begin.
    pub node: FormNodeId,
    /// Slots that read it.
    pub readers: Vec<Reader>,
    /// What is shown or counted differently when it changes: what is only drawn stands last.
    pub watchers: Vec<Watcher>,
    /// How many of them there are before those.
    #[wire(skip)]
    pub undrawn: u32,
}

/// A slot that reads another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Wire)]
pub(crate) struct Reader {
    pub slot: SlotId,
    /// It reads all values inside the instance of so many levels that is around both.
    pub depth: u32,
}

/// What depends on a slot besides other slots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Wire)]
pub(crate) enum Watcher {
    Question(QuestionId),
    Group(GroupId),
    End,
    Line(LineId),
    Condition(ConditionId),
    /// Instances of the repeat come and go.
    Repeat(TemplateId),
    /// The question's calculation runs.
    Trigger(QuestionId),
    /// What the question holds now is kept from now on.
    Once(QuestionId),
    /// The name of the filled form.
    Name,
}

impl Slot {
    /// Puts what is only drawn behind everything else that watches.
    pub(crate) fn sort_watchers(&mut self) {
        let is_drawn = |watcher: &Watcher| matches!(watcher, Watcher::Question(_) | Watcher::Group(_));
        self.watchers = in_order(std::mem::take(&mut self.watchers), &|one, other| is_drawn(one).cmp(&is_drawn(other)));
        let undrawn = self.watchers.partition_point(|watcher| !is_drawn(watcher));
        self.undrawn = u32::try_from(undrawn).unwrap_or(u32::MAX);
    }
}

/// How the value of a slot comes about.
#[derive(Debug, Wire)]
pub(crate) enum Formula {
    /// Set by commands.
    Ground,
    /// By an expression.
    Expression(Expression),
    /// By an expression, without its fraction.
    Integer(Expression),
    /// By an expression, until it has given something: that is kept in the other slot.
    Once { test: Expression, kept: SlotId },
    /// How many instances a repeat has.
    Count(Expression),
    /// Values of nodes that are offered as choices.
    Offered(Expression),
    /// Any of these holds.
    Any(Vec<SlotId>),
    /// All of the first hold and none of the second.
    All { of: Vec<SlotId>, none: Vec<SlotId> },
    /// The answer, blank where it is not relevant; a selection also where the filter lets it not through.
    RelevantValue { answer: SlotId, relevant: Option<SlotId>, filter: Option<SlotId> },
    /// Whether a constraint holds; it is not evaluated while the answer is blank.
    Constraint { value: SlotId, test: Expression },
    /// The names of the choices that a filter lets through.
    Filter { list: ListIndex, test: Expression },
    /// A text with answers inserted, by language.
    Text { templates: VecMap<String, TextTemplate>, fallback: String },
    /// Where the pieces of the text in another slot begin, in UTF-16 code units.
    Starts { text: SlotId },
}

/// An attached scoring key, fitted to the form.
#[derive(Debug, Wire)]
pub(crate) struct ScoringSpec {
    pub program: ScoringProgram,
    /// The question of each line.
    pub lines: Vec<QuestionId>,
    /// The slot of each condition.
    pub conditions: Vec<SlotId>,
    /// The question that each indicator is read from.
    pub indicators: Vec<QuestionId>,
    /// SHA-256 of the key's canonical JSON, for the score claim.
    pub sha256: String,
}

/// What can be known of a question without a session.
#[derive(Debug, Clone, Copy)]
pub struct QuestionInfo<'a> {
    /// Its path, without instance ids.
    pub path: &'a str,
    /// What kind of answer it takes.
    pub kind: QuestionType,
    /// What is asked, with `${name}` where an answer is inserted.
    pub label: &'a Text,
}

impl Program {
    /// Which questionnaire this is.
    pub fn pin(&self) -> &Pin {
        &self.form.pin
    }

    /// What kind of document it seals.
    pub fn kind(&self) -> DocumentKind {
        self.form.kind
    }

    /// The form's languages; the first is the default.
    pub fn languages(&self) -> &[String] {
        &self.form.languages
    }

    /// All questions in the order of the form.
    pub fn questions(&self) -> impl Iterator<Item = QuestionInfo<'_>> {
        self.questions.values().map(|spec| QuestionInfo {
            path: &spec.path.plain,
            kind: spec.kind,
            label: &spec.label.text,
        })
    }

    /// The choices of a question, empty where it has none.
    pub fn choices(&self, question: QuestionInfo<'_>) -> &[Choice] {
        let Some(NodeRef::Question(id)) = self.by_path.get(question.path) else { return &[] };
        self.questions[*id].list.map_or(&[], |list| &self.lists[list])
    }

    /// The attached scoring key, fitted to the form.
    pub(crate) fn scoring(&self) -> Option<&ScoringSpec> {
        self.scoring.as_ref()
    }

    /// SHA-256 of the attached key's canonical JSON, in lower-case hexadecimal; `None` where no key is attached.
    pub fn key_sha256(&self) -> Option<&str> {
        self.scoring.as_ref().map(|scoring| scoring.sha256.as_str())
    }

    /// Whether whoever fills the form may see the score of the attached key, at the end at least.
    pub fn shows_score(&self) -> bool {
        self.scoring.as_ref().is_some_and(|scoring| scoring.program.show() != Show::Never)
    }

    /// Whether a scoring key is attached.
    pub fn attached(&self) -> Attached {
        if self.scoring.is_some() { Attached::Key } else { Attached::NoKey }
    }

    /// The functions that it calls and that are not built into this engine: somebody has to compute them.
    pub fn missing_functions(&self) -> impl Iterator<Item = &str> {
        self.rare.iter().map(String::as_str).filter(|_| !cfg!(feature = "rare"))
    }

    /// The functions that it calls and that the page around the form computes; blank where it does not.
    pub fn host_functions(&self) -> impl Iterator<Item = &str> {
        self.host_functions.iter().map(String::as_str)
    }

    /// Has the functions that are not built in computed by `compute_rare` of an engine that has them.
    pub fn compute_rare_with(&mut self, functions: RareFunctions) {
        self.rare_functions = Some(functions);
    }

    /// How many expressions read the answer of a question, directly or by way of values that follow from it.
    pub fn readers(&self, path: &str) -> usize {
        let Some(NodeRef::Question(question)) = self.by_path.get(path) else { return 0 };
        let mut seen: Arena<SlotId, bool> = self.slots.values().map(|_| false).collect();
        let mut todo = vec![self.questions[*question].answer];
        let mut count = 0;
        while let Some(slot) = todo.pop() {
            if !std::mem::replace(&mut seen[slot], true) {
                count += usize::from(self.slots[slot].formula.has_expression());
                todo.extend(self.slots[slot].readers.iter().map(|reader| reader.slot));
            }
        }
        count
    }
}

impl Formula {
    /// Whether computing it evaluates an expression.
    pub(crate) fn has_expression(&self) -> bool {
        match self {
            Self::Expression(_)
            | Self::Integer(_)
            | Self::Once { .. }
            | Self::Count(_)
            | Self::Offered(_)
            | Self::Constraint { .. }
            | Self::Filter { .. }
            | Self::Text { .. }
            | Self::Starts { .. } => true,
            Self::Ground | Self::All { .. } | Self::Any(_) | Self::RelevantValue { .. } => false,
        }
    }
}
