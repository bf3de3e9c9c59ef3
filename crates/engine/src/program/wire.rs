//! A program as bytes: what `sealform build` writes, and what a page that shows forms reads without a compiler.
//!
//! ```text
//! "sealform program " engine [" key"] NUL digest of the rest (8 bytes) · what a session needs of the program
//! ```
//!
//! The bytes are private to one engine: another refuses them, and the questionnaire is compiled again. The digest finds
//! what was damaged on the way; it is no seal. Whoever can write a program is trusted as whoever writes the page.

use sealform_types::{Coded, Decoder, Encoder, VecMap, coded, fnv1a};

use super::specs::{
    CommentPlan, ConditionSlot, EndPlan, GroupPlan, GroupPlanKind, NodeRef, Origin, PagePlan, PathPlan, QuestionPlan,
    TextPlan,
};
use super::tree::{FormNodeKind, Table, TableRows};
use super::{FactSlots, Formula, Head, Program, Reader, RepeatPlan, ScoringPlan, Slot, Template, Watcher};

/// The engine that writes and reads these bytes. A change of what is written changes the number behind the version; a test
/// notices.
const ENGINE: &str = concat!("sealform program ", env!("CARGO_PKG_VERSION"), "-5");
/// What follows where a scoring key is attached. Every engine writes it like this, so that the programs of another say so.
const KEY: &str = " key";

/// Whether a program holds a scoring key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attached {
    /// It holds none: nothing in it says what an answer is worth.
    NoKey,
    /// It holds one.
    Key,
}

/// Why bytes are no program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecodeError {
    /// They are something else.
    NoProgram,
    /// Another engine wrote them, with a key or without.
    OtherEngine(Attached),
    /// They did not arrive as they were written.
    Damaged,
}

impl Program {
    /// The program as bytes, for an engine of this version. The scoring key that is attached is in them; without one they
    /// hold no point and no name of any key.
    pub fn encode(&self) -> Vec<u8> {
        let mut encoder = Encoder::default();
        self.write(&mut encoder);
        let body = encoder.into_bytes();
        let key = if self.scoring.is_some() { KEY } else { "" };
        [ENGINE.as_bytes(), key.as_bytes(), b"\0", &fnv1a(body.iter().copied()).to_le_bytes(), &body].concat()
    }

    /// Reads what [`Program::encode`] gave. The program knows of its questions what a session needs; their labels are in
    /// its snapshots, and their rules as they were written stay in the questionnaire.
    ///
    /// # Errors
    /// See [`DecodeError`].
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let (name, _) = ENGINE.split_at(PREFIX);
        if !bytes.starts_with(name.as_bytes()) {
            return Err(DecodeError::NoProgram);
        }
        let mut parts = bytes.splitn(2, |byte| *byte == 0);
        let (head, rest) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let (engine, attached) = match head.strip_suffix(KEY.as_bytes()) {
            Some(engine) => (engine, Attached::Key),
            None => (head, Attached::NoKey),
        };
        if engine != ENGINE.as_bytes() {
            return Err(DecodeError::OtherEngine(attached));
        }
        let (expected, body) = rest.split_at_checked(8).ok_or(DecodeError::Damaged)?;
        if fnv1a(body.iter().copied()).to_le_bytes() != expected {
            return Err(DecodeError::Damaged);
        }
        let mut decoder = Decoder::new(body);
        let program = Self::read(&mut decoder);
        let is_sound = decoder.end() && program.attached() == attached;
        if is_sound { Ok(program) } else { Err(DecodeError::Damaged) }
    }
}

/// How much of [`ENGINE`] is the same in every version.
const PREFIX: usize = "sealform program ".len();

impl Coded for Program {
    fn write(&self, to: &mut Encoder) {
        self.form.write(to);
        self.templates.write(to);
        self.slots.write(to);
        self.order.write(to);
        self.questions.write(to);
        self.groups.write(to);
        self.ends.write(to);
        self.pages.write(to);
        self.lists.write(to);
        self.tree.write(to);
        self.tables.write(to);
        self.files.write(to);
        self.instance_name.write(to);
        self.reads_seed.write(to);
        self.by_path.write(to);
        self.facts.write(to);
        self.scoring.write(to);
        self.rare.write(to);
    }

    fn read(from: &mut Decoder<'_>) -> Self {
        let mut program = Self {
            form: Coded::read(from),
            templates: Coded::read(from),
            slots: Coded::read(from),
            order: Coded::read(from),
            questions: Coded::read(from),
            groups: Coded::read(from),
            ends: Coded::read(from),
            pages: Coded::read(from),
            lists: Coded::read(from),
            tree: Coded::read(from),
            tables: Coded::read(from),
            files: Coded::read(from),
            instance_name: Coded::read(from),
            reads_seed: Coded::read(from),
            by_path: Coded::read(from),
            by_node: VecMap::new(),
            facts: Coded::read(from),
            scoring: Coded::read(from),
            rare: Coded::read(from),
            rare_functions: None,
        };
        program.by_node = program.questions.iter().map(|(id, plan)| (plan.node, id)).collect();
        program
    }
}

coded! {
    struct Head { pin, title, languages }
    struct FactSlots { now, today, language, assignment }
    struct ScoringPlan { program, lines, conditions, sha256 }
    struct Template { parent, depth, slots, questions, repeats, index, groups, repeat }
    struct RepeatPlan { container, count, instances, is_open }
    struct Slot { template, offset, rank, formula, node, readers, watchers }
    struct Reader { slot, depth }
    enum Watcher {
        0 = Question(question),
        1 = Group(group),
        2 = End,
        3 = Line(line),
        4 = Condition(condition),
        5 = Repeat(repeat),
        6 = Trigger(question),
        7 = Once(question),
        8 = Name,
    }
    enum Formula {
        0 = Ground,
        1 = Expression(expression),
        2 = Integer(expression),
        3 = Once { test, kept },
        4 = Count(expression),
        5 = Offered(expression),
        6 = Any(of),
        7 = All { of, none },
        8 = RelevantValue { answer, relevant, filter },
        9 = Constraint { value, test },
        10 = Filter { list, test },
        11 = Text { templates, fallback },
    }
    enum ConditionSlot { 0 = Off, 1 = On, 2 = Slot(slot) }
    struct TextPlan { text, filled }
    struct QuestionPlan {
        source, template, local, node, page, path, list, relevant, answer, value, filter, offered, choice_labels, shuffle,
        required,
        readonly, written, constraints, messages, comment, label, hint, guidance_hint, required_message, default_expression,
    }
    enum Origin {
        0 = User,
        1 = Calculation,
        2 = Once(slot),
        3 = Action(expression),
        4 = Preset,
        5 = Suggested { kept, action },
        6 = SelfReference(expression),
    }
    struct CommentPlan { label, relevant, required }
    struct PathPlan { steps, plain }
    struct GroupPlan {
        kind, template, node, path, relevant, label, hint, readonly, media, appearance, children,
    }
    enum GroupPlanKind { 0 = Group, 1 = Repeat(template), 2 = Instance }
    enum NodeRef { 0 = Group(group), 1 = Question(question) }
    struct EndPlan { path, outcome, label, relevant }
    struct PagePlan { group, children }
    struct Table { name, rows }
    enum TableRows { 0 = List(list, columns), 1 = File(file) }
    enum FormNodeKind {
        0 = Root,
        1 = Group { template, relevant },
        2 = Repeat { template, exists },
        3 = Question { template, value, kind },
    }
}
