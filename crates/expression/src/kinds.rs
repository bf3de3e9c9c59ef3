//! What a scope of names is, and what kinds of value names have.

use sealform_types::Wire;

/// Names a value that expressions read. Its number means something to the scope alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Wire)]
pub enum ValueRef {
    /// A value of the form: an answer, a fact.
    Slot(u32),
    /// A column of the choice that a filter looks at.
    Column(u32),
}

/// Names a choice list of the scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Wire)]
pub struct ListId(pub u32);

/// A node of what a form or a document may hold: `/data/visit/age` is one, however many visits there are. Its numbers
/// mean something to the scope alone, and to the [`crate::Nodes`] of the same scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Wire)]
pub enum TreeNode {
    /// What `/` means: above the form's root or the document's first element.
    AboveRoot,
    /// A question, a group or a repeat, or the root of all.
    Node(u32),
    /// A part of the table of that number.
    Table(u32, TablePart),
}

/// A part of a table, as `instance('…')/root/item/column` walks through it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Wire)]
pub enum TablePart {
    /// What `instance('…')` gives.
    Document,
    /// `root`
    Root,
    /// `item`: a row.
    Item,
    /// The column of that number.
    Column(u32),
}

/// What kind of value an expression or a question has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Wire)]
pub enum ValueKind {
    /// Text, or not known.
    Text,
    /// A number.
    Number,
    /// True or false.
    Truth,
    /// A day.
    Date,
    /// A time of day.
    Time,
    /// A moment.
    Moment,
    /// One choice of a list.
    Choice(ListId),
    /// Several choices of a list.
    Choices(ListId),
    /// An attempt log, with what it allows and demands: in few bytes, for every question of a form has a kind.
    Attempts {
        /// The most tries that count.
        max: u16,
        /// Seconds that each waits at least.
        wait: u32,
        /// Working days that each waits at least.
        wait_days: u8,
    },
}

impl ValueKind {
    /// In words, for messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Truth => "true or false",
            Self::Date => "date",
            Self::Time => "time",
            Self::Moment => "date and time",
            Self::Choice(_) => "select_one",
            Self::Choices(_) => "select_multiple",
            Self::Attempts { .. } => "attempt_log",
        }
    }
}

/// What arguments a rare function takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Wire)]
pub(crate) enum RareArguments {
    /// Numbers.
    Numbers,
    /// Texts, or sets of them.
    Texts,
    /// So many moments first, then texts. A moment is a text as a clock in the zone shows it.
    Moments(u32),
}

/// A name that a scope knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named {
    /// What is read.
    pub reference: ValueRef,
    /// What kind of value it has.
    pub kind: ValueKind,
    /// How many values one read gives.
    pub reads: Reads,
}

/// How many values one read gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reads {
    /// One: the same instance, or no repeat at all.
    One,
    /// One for each instance of a repeat.
    Many,
}

/// The names that an expression may use.
pub trait Scope {
    /// The question of that name.
    fn question(&self, name: &str) -> Option<Named>;
    /// The value that `.` stands for.
    fn this(&self) -> Option<Named>;
    /// The column of the choice list that is filtered; only there does a bare name mean anything.
    fn column(&self, name: &str) -> Option<ValueRef> {
        let _ = name;
        None
    }
    /// The member of the assignment, for `assignment('site')`. `None`: nobody gives one here, so that it is blank.
    fn assignment(&self, member: &str) -> Option<ValueRef>;
    /// The moment of the last command, for `now()`.
    fn now(&self) -> ValueRef;
    /// The day of the last command, for `today()`.
    fn today(&self) -> ValueRef;
    /// The language shown, which labels of choices depend on.
    fn language(&self) -> ValueRef;
    /// Every name, to find what may have been meant.
    fn names(&self) -> Vec<&str>;
    /// The names of the choices of a list, to find what may have been meant.
    fn choices(&self, list: ListId) -> Vec<&str> {
        let _ = list;
        Vec::new()
    }
    /// Whether a list has a choice of that name.
    fn has_choice(&self, list: ListId, name: &str) -> bool {
        let _ = (list, name);
        false
    }
    /// The names of the choices of a list that say that the question does not apply.
    fn not_applicable(&self, list: ListId) -> &[String] {
        let _ = list;
        &[]
    }

    /// Whether the form names a function that whoever shows it computes.
    fn is_host_function(&self, name: &str) -> bool {
        let _ = name;
        false
    }

    // Paths. A scope that says nothing below has none.

    /// What `/` means: the node above the form's root or the document's first element.
    fn root(&self) -> Option<TreeNode> {
        None
    }
    /// Where the expression stands: what `.`, `..` and relative paths begin at.
    fn here(&self) -> Option<TreeNode> {
        None
    }
    /// The tree node of a question, group or repeat, for `${name}` where nodes are wanted.
    fn tree_node(&self, name: &str) -> Option<TreeNode> {
        let _ = name;
        None
    }
    /// The tree node above the root of `instance('id')`.
    fn instance(&self, id: &str) -> Option<TreeNode> {
        let _ = id;
        None
    }
    /// The tree node of the children of that name. Below [`Scope::root`] a form gives its root whatever the name.
    fn child(&self, of: TreeNode, name: &str) -> Option<TreeNode> {
        let _ = (of, name);
        None
    }
    /// The tree nodes of all children, in document order, for `*`.
    fn children(&self, of: TreeNode) -> Vec<TreeNode> {
        let _ = of;
        Vec::new()
    }
    /// The names of all children, to find what may have been meant.
    fn child_names(&self, of: TreeNode) -> Vec<&str> {
        let _ = of;
        Vec::new()
    }
    /// The tree node above.
    fn parent(&self, of: TreeNode) -> Option<TreeNode> {
        let _ = of;
        None
    }
    /// What one reads who reads the values of a tree node, and how many from where the expression stands, if they can change.
    /// For a repeat: what changes when instances come and go. For groups and for tables: nothing.
    fn at(&self, tree_node: TreeNode) -> Option<Named> {
        let _ = tree_node;
        None
    }
    /// The nodes that the question at a tree node offers, where its choices are nodes.
    fn offered(&self, question: TreeNode) -> Option<OfferedNodes> {
        let _ = question;
        None
    }
    /// What one reads who reads the labels of a list: answers that are inserted in them.
    fn label_reads(&self, list: ListId) -> Vec<(ValueRef, Reads)> {
        let _ = list;
        Vec::new()
    }
    /// What says whether the group at a tree node is there, and how many of them from where the expression stands.
    fn relevance(&self, of: TreeNode) -> Option<(ValueRef, Reads)> {
        let _ = of;
        None
    }
    /// Whether an absolute path through a repeat around the expression means this instance, as in forms.
    fn keeps_to_this_instance(&self) -> bool {
        true
    }
    /// Whether what is only doubtful is a warning, as for forms that were made for other programs.
    fn is_lenient(&self) -> bool {
        false
    }
    /// A part of the score by its name, and the whole without one.
    fn score(&self, part: &str) -> Option<ValueRef> {
        let _ = part;
        None
    }
    /// The version of the form, for `version()`.
    fn version(&self) -> Option<&str> {
        None
    }
    /// Whether texts are looked up by `jr:itext('id')`.
    fn has_texts(&self) -> bool {
        false
    }
}

/// Nodes as choices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferedNodes {
    /// The path to them, with what filters them.
    pub nodes: String,
    /// The child of each that is stored.
    pub value: String,
    /// The child of each that is read.
    pub label: String,
}

/// A scope without any name, for expressions that stand alone.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoNames;

impl NoNames {
    /// What [`Scope::now`] gives here.
    pub const NOW: ValueRef = ValueRef::Slot(0);
    /// What [`Scope::today`] gives here.
    pub const TODAY: ValueRef = ValueRef::Slot(1);
    /// What everything else gives here. It is blank, but no constant.
    pub const OTHER: ValueRef = ValueRef::Slot(2);
}

impl Scope for NoNames {
    fn question(&self, _: &str) -> Option<Named> {
        None
    }
    fn this(&self) -> Option<Named> {
        None
    }
    fn assignment(&self, _: &str) -> Option<ValueRef> {
        Some(Self::OTHER)
    }
    fn now(&self) -> ValueRef {
        Self::NOW
    }
    fn today(&self) -> ValueRef {
        Self::TODAY
    }
    fn language(&self) -> ValueRef {
        Self::OTHER
    }
    fn names(&self) -> Vec<&str> {
        Vec::new()
    }
}
