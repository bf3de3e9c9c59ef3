//! The survey before it becomes a document: groups, repeats and questions with the cells they came from.

use sealform_questionnaire::{Group, GroupType, Question, QuestionType, Terminate, TerminateType, Text};
use sealform_types::Json;

use super::overrides::ItemOverrides;
use crate::document::{MemberOrigin, SurveyItem, question_members};

/// What a row of the survey is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NodeKind {
    /// A question.
    Question(QuestionType),
    /// A group.
    Group,
    /// A repeat.
    Repeat,
    /// A group that is written out once for every choice of a list.
    Loop,
    /// Where the form ends early.
    Terminate,
    /// A file that expressions read; no part of the document's survey.
    File,
}

impl NodeKind {
    /// The word for it in documents, and in the column `type` where documents have none.
    pub fn name(self) -> &'static str {
        match self {
            Self::Question(kind) => kind.name(),
            Self::Group => "group",
            Self::Repeat => "repeat",
            Self::Loop => "loop",
            Self::Terminate => "terminate",
            Self::File => "external",
        }
    }
}

/// A row, and the rows inside.
#[derive(Debug, Clone)]
pub struct Node {
    /// What it is called.
    pub name: String,
    /// What it becomes.
    pub content: Content,
    /// The row it came from.
    pub row: u32,
    /// Where it and its members came from; that of its name first.
    pub origins: Vec<MemberOrigin>,
    /// What is inside a container.
    pub children: Vec<Node>,
    /// Whether a person sees it.
    pub visibility: Visibility,
    /// Its cells in the columns `score::…`.
    pub score: Vec<ScoreCell>,
    /// Members that the column `sealform` sets or takes away.
    pub overrides: Vec<(String, Json)>,
}

/// What a row becomes.
#[derive(Debug, Clone)]
pub enum Content {
    /// A question.
    Question(Box<QuestionRow>),
    /// A group or a repeat.
    Group(Box<Group>),
    /// A loop over a choice list, until it is written out.
    Loop(Box<LoopRow>),
    /// An end.
    Terminate(Box<TerminateRow>),
    /// A file.
    File,
}

/// A question, with what is only known when the whole survey is.
#[derive(Debug, Clone, Default)]
pub struct QuestionRow {
    /// The question.
    pub question: Question,
    /// The question whose answers in all instances of its repeat are the choices: `select_one ${name}`.
    pub choices_of: Option<String>,
}

/// A loop.
#[derive(Debug, Clone, Default)]
pub struct LoopRow {
    /// The group that holds what is written out.
    pub group: Group,
    /// The list that it goes over, where the row names one.
    pub list: Option<String>,
    /// What the groups and questions in it are called.
    pub names: LoopNames,
}

/// What the groups that a loop is written out to, and the questions in them, are called.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum LoopNames {
    /// A group is called as its choice, a question as it is written.
    #[default]
    Own,
    /// The matrix's name stands before the choice's, and both before that of a question, as Kobo writes them.
    Joined,
}

/// An end.
#[derive(Debug, Clone, Default)]
pub struct TerminateRow {
    /// What the columns of questions say. An end knows its label and relevance only; the reader of documents reports
    /// the rest.
    pub row: Question,
    /// What becomes of the contact.
    pub outcome: String,
}

/// Whether a person sees a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visibility {
    /// It is drawn.
    Shown,
    /// It is a fact, a file or a calculation.
    Hidden,
}

/// A cell in a column `score::…`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoreCell {
    /// What stands behind `score::`.
    pub name: String,
    /// The text.
    pub text: String,
    /// The address.
    pub at: String,
}

impl Node {
    /// A node with the origin of its name.
    pub fn new(name: String, content: Content, row: u32, name_cell: String) -> Self {
        Self {
            name,
            content,
            row,
            origins: vec![MemberOrigin::of("name", name_cell)],
            children: Vec::new(),
            visibility: Visibility::Shown,
            score: Vec::new(),
            overrides: Vec::new(),
        }
    }

    /// What it is.
    pub fn kind(&self) -> NodeKind {
        match &self.content {
            Content::Question(row) => NodeKind::Question(row.question.kind),
            Content::Group(group) => match group.kind {
                GroupType::Group => NodeKind::Group,
                GroupType::Repeat => NodeKind::Repeat,
            },
            Content::Loop(_) => NodeKind::Loop,
            Content::Terminate(_) => NodeKind::Terminate,
            Content::File => NodeKind::File,
        }
    }

    /// Whether it holds others.
    pub fn is_container(&self) -> bool {
        self.group().is_some()
    }

    /// Whether it is a repeat.
    pub fn is_repeat(&self) -> bool {
        self.kind() == NodeKind::Repeat
    }

    /// The group, repeat or loop.
    pub fn group(&self) -> Option<&Group> {
        match &self.content {
            Content::Group(group) => Some(group),
            Content::Loop(row) => Some(&row.group),
            Content::Question(_) | Content::Terminate(_) | Content::File => None,
        }
    }

    /// What the columns of a question, or of an end, say.
    pub fn question(&self) -> Option<&Question> {
        match &self.content {
            Content::Question(row) => Some(&row.question),
            Content::Terminate(row) => Some(&row.row),
            Content::Group(_) | Content::Loop(_) | Content::File => None,
        }
    }

    /// Whether the document will have this member of a question, or of an override.
    pub fn has_text(&self, name: &str, text: impl Fn(&Question) -> &Text) -> bool {
        self.question().is_some_and(|question| !text(question).0.is_empty()) || self.sets(name)
    }

    /// Whether the column `sealform` sets that member.
    pub fn sets(&self, name: &str) -> bool {
        self.overrides.iter().any(|(known, value)| known == name && *value != Json::Null)
    }

    /// The address of a member's cell (`/relevant`), else that of the name.
    pub fn cell(&self, member: &str) -> String {
        let found = self.origins.iter().find(|origin| origin.member == member);
        found.or_else(|| self.origins.first()).map(|origin| origin.origin.clone()).unwrap_or_default()
    }

    /// The item of the document, and what overrides its members; `None` for files, which are not items. The reader of
    /// the survey bounds how deep this goes.
    pub fn into_item(self) -> Option<(SurveyItem, ItemOverrides)> {
        let name = self.name;
        let mut overrides = ItemOverrides { members: self.overrides, children: Vec::new() };
        let (children, inside) = into_items(self.children);
        overrides.children = inside;
        let mut item = match self.content {
            Content::File => return None,
            Content::Question(row) => SurveyItem::question(Question { name, ..row.question }),
            Content::Group(group) => SurveyItem::group(Group { name, ..*group }, children),
            Content::Loop(row) => SurveyItem::group(Group { name, ..row.group }, children),
            Content::Terminate(row) => {
                let (terminate, further) = row.split(name);
                overrides.members.splice(0..0, further);
                SurveyItem::terminate(terminate)
            }
        };
        item.origins = self.origins;
        Some((item, overrides))
    }
}

/// The items of these nodes, and what overrides their members.
pub fn into_items(nodes: Vec<Node>) -> (Vec<SurveyItem>, Vec<ItemOverrides>) {
    nodes.into_iter().filter_map(Node::into_item).unzip()
}

impl TerminateRow {
    /// The end, and the members that no end has.
    fn split(self, name: String) -> (Terminate, Vec<(String, Json)>) {
        let Self { mut row, outcome } = self;
        let terminate = Terminate {
            kind: TerminateType::Terminate,
            name,
            label: std::mem::take(&mut row.label),
            relevant: row.relevant.take().unwrap_or_default(),
            outcome,
            pointer: String::new(),
        };
        let further = question_members(&row).into_iter().filter(|(name, _)| !matches!(name.as_str(), "type" | "name"));
        (terminate, further.collect())
    }
}
