//! What the engine knows of questions, groups, ends and pages.

use sealform_expression::Expression;
use sealform_protocol::MarkKind;
use sealform_questionnaire::{AttemptRules, QuestionType, Scale, Text, TextRules};
use sealform_types::{Json, Level, VecMap, Wire};

use super::{GroupId, ListIndex, QuestionId, SlotId, TemplateId};

/// Never, always, or as a slot says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Wire)]
pub(crate) enum ConditionSlot {
    Off,
    On,
    Slot(SlotId),
}

/// A text and the slot that fills it in, where answers are inserted.
#[derive(Debug, Default, Wire)]
pub(crate) struct TextSpec {
    /// The text, with its insertions as they are written.
    pub text: Text,
    pub filled: Option<SlotId>,
    /// What is marked in it; most texts have nothing.
    pub marked: Option<Box<MarkedText>>,
}

/// What is marked in a text.
#[derive(Debug, Default, Wire)]
pub(crate) struct MarkedText {
    pub marks: TextMarks,
    /// Where answers are inserted: where the pieces of the text begin.
    pub starts: Option<SlotId>,
}

impl TextSpec {
    /// What it is drawn from, where answers are inserted.
    pub fn slots(&self) -> impl Iterator<Item = SlotId> {
        let of_marks = |marked: &'_ MarkedText| {
            let addresses = marked.marks.values().flatten().filter_map(|mark| mark.address);
            marked.starts.into_iter().chain(addresses).collect::<Vec<_>>()
        };
        self.filled.into_iter().chain(self.marked.as_deref().into_iter().flat_map(of_marks))
    }
}

/// What is marked in a text, by language: nothing, or of each language that the text has.
pub(crate) type TextMarks = VecMap<String, Vec<MarkSpec>>;

/// A part of a text that is drawn differently.
#[derive(Debug, Wire)]
pub(crate) struct MarkSpec {
    pub from: InText,
    pub to: InText,
    pub kind: MarkKind,
    /// What holds the address of a link that inserts answers.
    pub address: Option<SlotId>,
}

/// A place in a text: so many UTF-16 code units behind the beginning of a piece. The pieces are what stands before the first
/// insertion, that insertion, what stands behind it, and so on.
#[derive(Debug, Clone, Copy, Default, Wire)]
pub(crate) struct InText {
    pub piece: u32,
    pub at: u32,
}

/// A question as the engine sees it.
#[derive(Debug, Wire)]
pub(crate) struct QuestionSpec {
    pub kind: QuestionType,
    /// The answer it starts with, where it is written out.
    pub default: Option<Box<Json>>,
    pub appearance: String,
    pub media: Option<Box<VecMap<String, Text>>>,
    pub parameters: VecMap<String, String>,
    pub scale: Option<Box<Scale>>,
    pub attempts: Option<Box<AttemptRules>>,
    pub text_rules: Option<Box<TextRulesSpec>>,
    pub template: TemplateId,
    /// Its place among the questions of its template.
    pub local: u32,
    /// Its place among all nodes; the lower half of its key.
    pub node: u32,
    pub page: usize,
    pub path: PathSpec,
    pub list: Option<ListIndex>,
    /// `None`: always relevant.
    pub relevant: Option<SlotId>,
    /// The answer as it was given, or what was calculated.
    pub answer: SlotId,
    /// The answer as expressions see it.
    pub value: SlotId,
    pub filter: Option<SlotId>,
    /// Choices that are values of nodes: what is stored and what is read.
    pub offered: Option<(SlotId, Option<SlotId>)>,
    /// Choices whose labels insert answers, by their place in the list, and what holds the labels filled in.
    pub choice_labels: Vec<(usize, SlotId)>,
    /// The number that choices are shuffled by, where they are.
    pub shuffle: Option<Option<SlotId>>,
    pub required: ConditionSlot,
    pub readonly: ConditionSlot,
    pub written: Origin,
    pub constraints: Vec<ConstraintSpec>,
    /// The numbers that it is one of.
    pub total: Option<Box<TotalSpec>>,
    pub comment: Option<Box<CommentSpec>>,
    pub label: TextSpec,
    /// Texts that few questions have take room only there.
    pub hint: Option<Box<TextSpec>>,
    pub guidance_hint: Option<Box<TextSpec>>,
    pub required_message: Option<Box<TextSpec>>,
    pub default_expression: Option<Box<Expression>>,
}

impl QuestionSpec {
    /// What the words of an answer must be like.
    pub fn text_rules(&self) -> &TextRules {
        static NONE: TextRules = TextRules::NONE;
        self.text_rules.as_deref().map_or(&NONE, |spec| &spec.rules)
    }
}

/// Rules for words.
#[derive(Debug, Default, Wire)]
pub(crate) struct TextRulesSpec {
    pub rules: TextRules,
    /// What holds the names that they speak of.
    pub names: Vec<SlotId>,
}

/// Whole numbers that add up to something.
#[derive(Debug, Clone, Wire)]
pub(crate) struct TotalSpec {
    /// What they should add up to.
    pub of: u32,
    /// What each of them is.
    pub rows: Vec<SlotId>,
}

/// What an answer must satisfy.
#[derive(Debug, Wire)]
pub(crate) struct ConstraintSpec {
    /// Whether it does.
    pub holds: SlotId,
    pub level: Level,
    pub message: TextSpec,
}

/// Where the answer of a question comes from.
#[derive(Debug, Wire)]
pub(crate) enum Origin {
    /// From a person.
    User,
    /// It follows from other values.
    Calculation,
    /// It follows from other values until it has one, which is kept in this slot.
    Once(SlotId),
    /// It follows from other values as long as nobody has given one, which is kept in the slot; the form may write it, or take
    /// it back, when something happens.
    Suggested { kept: SlotId, action: Option<Box<Expression>> },
    /// The form writes it when something happens, and a person may change it where there is a control.
    Action(Box<Expression>),
    /// The form works it out from what was there before, at the start and whenever something else that it reads changes;
    /// a person may change it where there is a control.
    SelfReference(Box<Expression>),
    /// The form writes it once, from the clock or a fact, or by its default.
    Preset,
}

impl Origin {
    /// Whether the value follows from others.
    pub fn is_calculated(&self) -> bool {
        matches!(self, Self::Calculation | Self::Once(_))
    }
}

/// The comment of a question.
#[derive(Debug, Wire)]
pub(crate) struct CommentSpec {
    pub label: TextSpec,
    pub relevant: ConditionSlot,
    pub required: ConditionSlot,
    pub text_rules: TextRulesSpec,
}

/// A path and where instance ids go in it.
#[derive(Debug, Clone, Default, Wire)]
pub(crate) struct PathSpec {
    /// Names with the repeat that each opens, if it does.
    pub steps: Vec<(String, Option<TemplateId>)>,
    /// Without instance ids.
    pub plain: String,
}

/// A group, a repeat, or the inside of a repeat.
#[derive(Debug, Wire)]
pub(crate) struct GroupSpec {
    pub kind: GroupSpecKind,
    /// The template it stands in; of the inside of a repeat, the repeat's own.
    pub template: TemplateId,
    pub node: u32,
    pub path: PathSpec,
    pub relevant: Option<SlotId>,
    pub label: TextSpec,
    pub hint: TextSpec,
    pub readonly: ConditionSlot,
    pub media: VecMap<String, Text>,
    pub appearance: String,
    /// The numbers in it.
    pub total: Option<TotalSpec>,
    pub children: Vec<NodeRef>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Wire)]
pub(crate) enum GroupSpecKind {
    Group,
    /// All instances of a template.
    Repeat(TemplateId),
    Instance,
}

/// A group or a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Wire)]
pub(crate) enum NodeRef {
    Group(GroupId),
    Question(QuestionId),
}

/// A place where the form may end early.
#[derive(Debug, Wire)]
pub(crate) struct EndSpec {
    pub path: String,
    pub outcome: String,
    pub label: TextSpec,
    pub relevant: SlotId,
}

/// One page.
#[derive(Debug, Default, Wire)]
pub(crate) struct PageSpec {
    /// The group that is the page, if it is one.
    pub group: Option<GroupId>,
    pub children: Vec<NodeRef>,
}
