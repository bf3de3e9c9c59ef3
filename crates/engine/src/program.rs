//! What a questionnaire is compiled to: templates of slots, in the order in which they read one another.
//!
//! A *slot* is one value that expressions may read or that follows from others. The root of the form
//! and each repeat has a *template* of slots; an instance is a block of cells, one per slot.

use sealform_expression::{Expression, Template as TextTemplate};
use sealform_protocol::Pin;
use sealform_questionnaire::{Choice, Question, Text};
use sealform_scoring::{ConditionId, LineId, ScoringProgram};
use sealform_types::{Arena, ArenaId, Table};

use crate::SCORES;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) struct $name(pub(crate) u32);

        impl ArenaId for $name {
            fn from_index(index: usize) -> Self {
                Self(u32::try_from(index).unwrap_or(u32::MAX))
            }
            fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

ids! {
    /// The root or a repeat.
    TemplateId
    /// A slot of a template.
    SlotId
    /// A question.
    QuestionId
    /// A group, a repeat or the inside of a repeat.
    GroupId
    /// A place where the form may end early.
    EndId
    /// A choice list.
    ListIndex
}

/// A compiled questionnaire, with its scoring key where one is attached.
#[derive(Debug)]
pub struct Program {
    pub(crate) form: Head,
    pub(crate) templates: Arena<TemplateId, Template>,
    pub(crate) slots: Arena<SlotId, Slot>,
    /// All slots; none reads one behind it.
    pub(crate) order: Vec<SlotId>,
    pub(crate) questions: Arena<QuestionId, QuestionPlan>,
    pub(crate) groups: Arena<GroupId, GroupPlan>,
    pub(crate) ends: Arena<EndId, EndPlan>,
    pub(crate) pages: Vec<PagePlan>,
    pub(crate) lists: Arena<ListIndex, Vec<Choice>>,
    /// Questions, groups and repeats by path, without instance ids.
    pub(crate) by_path: Table<String, NodeRef>,
    /// Questions by node.
    pub(crate) by_node: Table<u32, QuestionId>,
    pub(crate) facts: FactSlots,
    pub(crate) scoring: Option<ScoringPlan>,
}

/// The form as a whole.
#[derive(Debug)]
pub(crate) struct Head {
    pub pin: Pin,
    pub title: Text,
    pub languages: Vec<String>,
}

/// Slots of the root block that hold facts.
#[derive(Debug)]
pub(crate) struct FactSlots {
    pub now: SlotId,
    pub today: SlotId,
    pub language: SlotId,
    /// Members of the assignment that some expression reads.
    pub assignment: Table<String, SlotId>,
}

/// The root of the form, or a repeat.
#[derive(Debug, Default)]
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
}

/// One value of a template.
#[derive(Debug)]
pub(crate) struct Slot {
    pub template: TemplateId,
    /// Its place in a block.
    pub offset: u32,
    /// Its place in [`Program::order`].
    pub rank: u32,
    pub formula: Formula,
    /// Slots that read it.
    pub readers: Vec<SlotId>,
    /// What is shown or counted differently when it changes.
    pub watchers: Vec<Watcher>,
}

/// What depends on a slot besides other slots.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Watcher {
    Question(QuestionId),
    Group(GroupId),
    End,
    Line(LineId),
    Condition(ConditionId),
}

/// How the value of a slot comes about.
#[derive(Debug)]
pub(crate) enum Formula {
    /// Set by commands.
    Ground,
    /// By an expression.
    Expression(Expression),
    /// All of the first hold and none of the second.
    All { of: Vec<SlotId>, none: Vec<SlotId> },
    /// The answer, blank where it is not relevant; a selection also where the filter lets it not through.
    Masked { answer: SlotId, relevant: Option<SlotId>, filter: Option<SlotId> },
    /// Whether a constraint holds; it is not evaluated while the answer is blank.
    Constraint { value: SlotId, test: Expression },
    /// The names of the choices that a filter lets through.
    Filter { list: ListIndex, test: Expression },
    /// A text with answers inserted, by language.
    Text { templates: Table<String, TextTemplate>, fallback: String },
}

/// Never, always, or as a slot says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Switch {
    Off,
    On,
    Slot(SlotId),
}

/// A text and the slot that fills it in, where answers are inserted.
#[derive(Debug)]
pub(crate) struct TextPlan {
    pub text: Text,
    pub filled: Option<SlotId>,
}

/// A question as the engine sees it.
#[derive(Debug)]
pub(crate) struct QuestionPlan {
    pub source: Question,
    pub template: TemplateId,
    /// Its place among the questions of its template.
    pub local: u32,
    /// Its place among all nodes; the lower half of its key.
    pub node: u32,
    pub page: usize,
    pub path: PathPlan,
    pub list: Option<ListIndex>,
    /// `None`: always relevant.
    pub relevant: Option<SlotId>,
    /// The answer as it was given, or what was calculated.
    pub answer: SlotId,
    /// The answer as expressions see it.
    pub value: SlotId,
    pub filter: Option<SlotId>,
    pub required: Switch,
    pub readonly: Switch,
    /// In the order of the question's constraints.
    pub constraints: Vec<SlotId>,
    pub messages: Vec<TextPlan>,
    pub comment: Option<CommentPlan>,
    pub label: TextPlan,
    pub hint: TextPlan,
    pub guidance_hint: TextPlan,
    pub required_message: TextPlan,
    pub default_expression: Option<Expression>,
}

/// The comment of a question.
#[derive(Debug)]
pub(crate) struct CommentPlan {
    pub label: TextPlan,
    pub relevant: Switch,
    pub required: Switch,
}

/// A path and where instance ids go in it.
#[derive(Debug, Clone, Default)]
pub(crate) struct PathPlan {
    /// Names with the repeat that each opens, if it does.
    pub steps: Vec<(String, Option<TemplateId>)>,
    /// Without instance ids.
    pub plain: String,
}

/// A group, a repeat, or the inside of a repeat.
#[derive(Debug)]
pub(crate) struct GroupPlan {
    pub kind: GroupPlanKind,
    /// The template it stands in; of the inside of a repeat, the repeat's own.
    pub template: TemplateId,
    pub node: u32,
    pub path: PathPlan,
    pub relevant: Option<SlotId>,
    pub label: TextPlan,
    pub hint: TextPlan,
    pub appearance: String,
    pub children: Vec<NodeRef>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GroupPlanKind {
    Group,
    /// All instances of a template.
    Repeat(TemplateId),
    Instance,
}

/// A group or a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NodeRef {
    Group(GroupId),
    Question(QuestionId),
}

/// A place where the form may end early.
#[derive(Debug)]
pub(crate) struct EndPlan {
    pub path: String,
    pub outcome: String,
    pub label: TextPlan,
    pub relevant: SlotId,
}

/// One page.
#[derive(Debug, Default)]
pub(crate) struct PagePlan {
    /// The group that is the page, if it is one.
    pub group: Option<GroupId>,
    pub children: Vec<NodeRef>,
}

/// An attached scoring key, fitted to the form.
#[derive(Debug)]
pub(crate) struct ScoringPlan {
    pub program: ScoringProgram,
    /// The question of each line.
    pub lines: Vec<QuestionId>,
    /// The slot of each condition.
    pub conditions: Vec<SlotId>,
    /// SHA-256 of the key's canonical JSON, for the score claim.
    pub sha256: String,
}

/// What can be known of a question without a session.
#[derive(Debug, Clone, Copy)]
pub struct QuestionInfo<'a> {
    /// Its path, without instance ids.
    pub path: &'a str,
    /// The question as the document has it.
    pub question: &'a Question,
}

impl Program {
    /// Which questionnaire this is.
    pub fn pin(&self) -> &Pin {
        &self.form.pin
    }

    /// The form's languages; the first is the default.
    pub fn languages(&self) -> &[String] {
        &self.form.languages
    }

    /// All questions in the order of the form.
    pub fn questions(&self) -> impl Iterator<Item = QuestionInfo<'_>> {
        self.questions.values().map(|plan| QuestionInfo { path: &plan.path.plain, question: &plan.source })
    }

    /// The choices of a question, empty where it has none.
    pub fn choices(&self, question: QuestionInfo<'_>) -> &[Choice] {
        let Some(NodeRef::Question(id)) = self.by_path.get(question.path) else { return &[] };
        self.questions[*id].list.map_or(&[], |list| &self.lists[list])
    }

    /// The attached scoring key, fitted to the form.
    pub(crate) fn scoring(&self) -> Option<&ScoringPlan> {
        self.scoring.as_ref().filter(|_| SCORES)
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
                todo.extend(&self.slots[slot].readers);
            }
        }
        count
    }
}

impl Formula {
    /// Whether computing it evaluates an expression.
    pub(crate) fn has_expression(&self) -> bool {
        match self {
            Self::Expression(_) | Self::Constraint { .. } | Self::Filter { .. } | Self::Text { .. } => true,
            Self::Ground | Self::All { .. } | Self::Masked { .. } => false,
        }
    }
}
