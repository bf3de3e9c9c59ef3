//! The tree of an expression, for whoever reads or rewrites expressions of other formats: what each piece is and where it
//! stands. Not here: what names mean (`compile`).

use std::ops::Range;

use sealform_types::VecSet;

use crate::ast::{Ast, Node, PathStart, StepKind};
use crate::function::{Function, Special, Trait};
use crate::functions;
use crate::kinds::ValueKind;

/// A piece of an expression as it is written.
///
/// # Example
/// ```
/// use sealform_expression::{PathFrom, parse};
/// let parsed = parse("instance ( 'towns' )/root/item[name = ']']/label", "")?;
/// let path = parsed.syntax().path().unwrap();
/// assert_eq!(path.from, PathFrom::Instance("towns"));
/// assert_eq!(path.steps[1].predicates[0].source(), "name = ']'");
/// # Ok::<(), sealform_types::Findings>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Syntax<'p> {
    source: &'p str,
    ast: &'p Ast,
    /// How many predicates it is inside of.
    depth: u32,
}

/// A path, taken apart. `.`, `${name}` and a bare name are paths, too.
#[derive(Debug, Clone)]
pub struct SyntaxPath<'p> {
    /// Where it begins.
    pub from: PathFrom<'p>,
    /// Where it goes from there.
    pub steps: Vec<SyntaxStep<'p>>,
}

/// Where a path begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathFrom<'p> {
    /// `/`
    Root,
    /// Nothing is written before its steps: the node that the expression belongs to, or that a predicate looks at.
    Here,
    /// `current()`
    Current,
    /// `instance('towns')`
    Instance(&'p str),
    /// `${town}`
    Question(&'p str),
    /// What another piece gives.
    Other,
}

/// One step of a path.
#[derive(Debug, Clone)]
pub struct SyntaxStep<'p> {
    /// Where it goes.
    pub to: StepTo<'p>,
    /// Conditions that keep some of the nodes.
    pub predicates: Vec<Syntax<'p>>,
    /// Where it stands without its predicates, in bytes of the source.
    pub span: Range<usize>,
}

/// Where a step goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepTo<'p> {
    /// The children of that name.
    Child(&'p str),
    /// All children: `*`
    Any,
    /// `..`
    Parent,
    /// `.`
    Here,
}

/// A call of a function.
#[derive(Debug, Clone)]
pub struct SyntaxCall<'p> {
    /// What it is for.
    pub role: CallRole,
    /// What it is given.
    pub arguments: Vec<Syntax<'p>>,
}

/// What a call is for: those that whoever reads another format has to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallRole {
    /// Which place the node has that a predicate looks at: `position()`
    Position,
    /// How many nodes a predicate looks through: `last()`
    Size,
    /// Something about the node where it stands, because no other is named: `name()`
    ThisNode,
    /// A text by its id: `jr:itext('id')`
    TextById,
    /// What a choice of a question is called: `jr:choice-name(value, question)`
    ChoiceName,
    /// Nodes in an order drawn by chance or by a seed: `randomize(nodes, seed)`
    Shuffle,
    /// A value that is written out, without arguments: `true()`
    Constant,
    /// Anything else.
    Other,
}

/// What a piece asks of the nodes around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Asked {
    /// Which place the node has that it looks at: by `position()`, or by a number in place of a condition.
    Position,
    /// How many nodes are looked through.
    Size,
    /// A child of the node, by its bare name.
    Child,
    /// More of the node than that: itself, its name, what is deeper in it.
    Node,
    /// What is above the node.
    Above,
    /// Nodes that are found from elsewhere: from the root, by name, in a table.
    Elsewhere,
}

/// What a predicate asks of the node that it looks at.
#[derive(Debug, Clone, Default)]
pub struct NodeUse<'p> {
    /// All that it asks.
    pub asked: VecSet<Asked>,
    /// The bare names of children, also where a path begins with one.
    pub children: VecSet<&'p str>,
    /// Where `position()` is called, in bytes of the source.
    pub positions: Vec<Range<usize>>,
}

impl<'p> Syntax<'p> {
    pub(crate) fn whole(source: &'p str, ast: &'p Ast) -> Self {
        Self { source, ast, depth: 0 }
    }

    fn beside(self, ast: &'p Ast) -> Self {
        Self { ast, ..self }
    }

    fn predicates(self, asts: &'p [Ast]) -> impl Iterator<Item = Self> {
        asts.iter().map(move |ast| Self { ast, depth: self.depth + 1, ..self })
    }

    /// Where it stands, in bytes of the source.
    pub fn span(&self) -> Range<usize> {
        self.ast.span.clone()
    }

    /// What is written there.
    pub fn source(&self) -> &'p str {
        self.source.get(self.span()).unwrap_or_default()
    }

    /// Whether it is in a predicate of the expression, so that relative paths begin at the node looked at.
    pub fn is_in_predicate(&self) -> bool {
        self.depth > 0
    }

    /// Whether it is looked through in a deeper predicate than another piece: one of that piece's own.
    pub fn is_predicate_of(&self, other: Self) -> bool {
        self.depth > other.depth
    }

    /// The pieces directly inside, from left to right.
    pub fn parts(&self) -> Vec<Self> {
        match &self.ast.node {
            Node::Path(start, steps) => {
                let mut parts = Vec::new();
                match start {
                    PathStart::Root | PathStart::Here => {}
                    PathStart::From(of) => parts.push(self.beside(of)),
                }
                parts.extend(steps.iter().flat_map(|step| self.predicates(&step.predicates)));
                parts
            }
            Node::Filter(of, predicates) => {
                std::iter::once(self.beside(of)).chain(self.predicates(predicates)).collect()
            }
            Node::Number(_)
            | Node::Text(_)
            | Node::This
            | Node::Question(_)
            | Node::Column(_)
            | Node::Call(..)
            | Node::Negate(_)
            | Node::Or(_)
            | Node::And(_)
            | Node::Compare(..)
            | Node::Arithmetic(..) => {
                let mut parts = Vec::new();
                self.ast.children(&mut |child| parts.push(self.beside(child)));
                parts
            }
        }
    }

    /// The words of a text in quotes.
    pub fn text(&self) -> Option<&'p str> {
        match &self.ast.node {
            Node::Text(text) => Some(text),
            Node::Number(_) | Node::This | Node::Question(_) | Node::Column(_) | Node::Path(..) => None,
            Node::Filter(..) | Node::Call(..) | Node::Negate(_) | Node::Or(_) | Node::And(_) => None,
            Node::Compare(..) | Node::Arithmetic(..) => None,
        }
    }

    /// The path that it is. The set behind a predicate in brackets of its own, `(/data/visit)[2]`, is none.
    pub fn path(&self) -> Option<SyntaxPath<'p>> {
        let child = |name: &'p String| SyntaxStep {
            to: StepTo::Child(name),
            predicates: Vec::new(),
            span: self.ast.span.clone(),
        };
        match &self.ast.node {
            Node::This => Some(SyntaxPath { from: PathFrom::Here, steps: Vec::new() }),
            Node::Column(name) => Some(SyntaxPath { from: PathFrom::Here, steps: vec![child(name)] }),
            Node::Question(name) => Some(SyntaxPath { from: PathFrom::Question(name), steps: Vec::new() }),
            Node::Path(start, steps) => {
                let from = match start {
                    PathStart::Root => PathFrom::Root,
                    PathStart::Here => PathFrom::Here,
                    PathStart::From(of) => from(of).unwrap_or(PathFrom::Other),
                };
                let steps = steps.iter().map(|step| {
                    let to = to(&step.kind);
                    let span = step.span.start..step.span.start + to.name().len();
                    SyntaxStep { to, predicates: self.predicates(&step.predicates).collect(), span }
                });
                Some(SyntaxPath { from, steps: steps.collect() })
            }
            Node::Call(..) => from(self.ast).map(|from| SyntaxPath { from, steps: Vec::new() }),
            Node::Number(_) | Node::Text(_) | Node::Filter(..) | Node::Negate(_) | Node::Or(_) | Node::And(_) => None,
            Node::Compare(..) | Node::Arithmetic(..) => None,
        }
    }

    /// The call that it is.
    pub fn call(&self) -> Option<SyntaxCall<'p>> {
        match &self.ast.node {
            Node::Call(name, arguments) => {
                let role = functions::named(name).map_or(CallRole::Other, |function| role(function, arguments));
                Some(SyntaxCall { role, arguments: arguments.iter().map(|argument| self.beside(argument)).collect() })
            }
            Node::Number(_) | Node::Text(_) | Node::This | Node::Question(_) | Node::Column(_) => None,
            Node::Path(..) | Node::Filter(..) | Node::Negate(_) | Node::Or(_) | Node::And(_) => None,
            Node::Compare(..) | Node::Arithmetic(..) => None,
        }
    }

    /// Whether it gives a number, so that as a predicate it chooses by the place.
    pub fn is_number(&self) -> bool {
        gives_number(self.ast)
    }

    /// What it asks of the node that it looks at, where it is a predicate.
    ///
    /// # Example
    /// ```
    /// use sealform_expression::{Asked, parse};
    /// let asks = |source, what| parse(source, "").unwrap().syntax().node_use().asked.contains(&what);
    /// assert!(asks("last () - 1", Asked::Position));
    /// assert!(!asks("name = 'position()'", Asked::Position));
    /// assert!(!asks("/data/visit[position() = 1]/town = name", Asked::Position));
    /// ```
    pub fn node_use(&self) -> NodeUse<'p> {
        let mut found = NodeUse::default();
        if self.is_number() {
            found.asked.insert(Asked::Position);
        }
        found.collect(*self);
        found
    }
}

impl<'p> StepTo<'p> {
    /// As it is written.
    fn name(self) -> &'p str {
        match self {
            Self::Child(name) => name,
            Self::Any => "*",
            Self::Parent => "..",
            Self::Here => ".",
        }
    }
}

impl<'p> NodeUse<'p> {
    fn collect(&mut self, syntax: Syntax<'p>) {
        match (syntax.path(), syntax.call()) {
            (Some(path), _) => self.path(&path),
            (None, Some(call)) => self.call(&call, syntax),
            (None, None) => {}
        }
        // Predicates inside look at nodes of their own.
        let own = syntax.parts().into_iter().filter(|part| part.depth == syntax.depth);
        own.for_each(|part| self.collect(part));
    }

    fn path(&mut self, path: &SyntaxPath<'p>) {
        let asked = match (path.from, path.steps.as_slice()) {
            (PathFrom::Here, [SyntaxStep { to: StepTo::Child(name), predicates, .. }, deeper @ ..]) => {
                self.children.insert(name);
                if predicates.is_empty() && deeper.is_empty() { Asked::Child } else { Asked::Node }
            }
            (PathFrom::Here, [SyntaxStep { to: StepTo::Parent, .. }, ..]) => Asked::Above,
            (PathFrom::Here, _) => Asked::Node,
            (PathFrom::Root | PathFrom::Current | PathFrom::Instance(_) | PathFrom::Question(_), _) => Asked::Elsewhere,
            // The piece says itself what it asks.
            (PathFrom::Other, _) => return,
        };
        self.asked.insert(asked);
    }

    fn call(&mut self, call: &SyntaxCall<'p>, syntax: Syntax<'p>) {
        match call.role {
            CallRole::Position => {
                self.asked.insert(Asked::Position);
                self.positions.push(syntax.span());
            }
            CallRole::Size => {
                self.asked.insert(Asked::Size);
            }
            CallRole::ThisNode => {
                self.asked.insert(Asked::Node);
            }
            CallRole::TextById | CallRole::ChoiceName | CallRole::Shuffle | CallRole::Constant | CallRole::Other => {}
        }
    }
}

fn to(kind: &StepKind) -> StepTo<'_> {
    match kind {
        StepKind::Child(name) => StepTo::Child(name),
        StepKind::Any => StepTo::Any,
        StepKind::Parent => StepTo::Parent,
        StepKind::Here => StepTo::Here,
    }
}

/// Where a path begins that goes on from a piece, where it has a name.
fn from(of: &Ast) -> Option<PathFrom<'_>> {
    match &of.node {
        Node::Question(name) => Some(PathFrom::Question(name)),
        Node::Call(name, arguments) => {
            match (functions::named(name).and_then(Function::special), arguments.as_slice()) {
                (Some(Special::Current), []) => Some(PathFrom::Current),
                (Some(Special::Instance), [Ast { node: Node::Text(id), .. }]) => Some(PathFrom::Instance(id)),
                (_, _) => None,
            }
        }
        Node::Number(_) | Node::Text(_) | Node::This | Node::Column(_) | Node::Path(..) => None,
        Node::Filter(..) | Node::Negate(_) | Node::Or(_) | Node::And(_) => None,
        Node::Compare(..) | Node::Arithmetic(..) => None,
    }
}

fn role(function: &Function, arguments: &[Ast]) -> CallRole {
    let is_bare = arguments.is_empty();
    if is_bare && function.has(Trait::Position) {
        // What may be asked of another node, too, is a place.
        return if function.parameters.is_empty() { CallRole::Size } else { CallRole::Position };
    }
    if is_bare && function.has(Trait::ContextNode) {
        CallRole::ThisNode
    } else if function.has(Trait::LooksUpTexts) {
        CallRole::TextById
    } else if function.special() == Some(Special::ChoiceName) {
        CallRole::ChoiceName
    } else if function.has(Trait::Draws) && function.gives_nodes() {
        CallRole::Shuffle
    } else if is_bare && function.parameters.is_empty() && function.has(Trait::Constant) {
        CallRole::Constant
    } else {
        CallRole::Other
    }
}

fn gives_number(ast: &Ast) -> bool {
    match &ast.node {
        Node::Number(_) | Node::Negate(_) | Node::Arithmetic(..) => true,
        Node::Call(name, arguments) => functions::named(name).is_some_and(|function| {
            if function.has(Trait::KindOfFirst) {
                arguments.first().is_some_and(gives_number)
            } else if function.has(Trait::Branches) {
                arguments.iter().skip(1).any(gives_number)
            } else {
                function.returns == ValueKind::Number
            }
        }),
        Node::Text(_) | Node::This | Node::Question(_) | Node::Column(_) | Node::Path(..) => false,
        Node::Filter(..) | Node::Or(_) | Node::And(_) | Node::Compare(..) => false,
    }
}
