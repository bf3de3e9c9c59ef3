//! What a function is to the compiler, to the reference page and to whoever calls it.

use std::ops::Deref;

use crate::context::Frame;
use crate::expr::Expr;
use crate::kinds::{RareArguments, ValueKind};
use crate::nodes::NodeId;
use crate::value::Val;

/// One function.
#[derive(Debug)]
pub struct Function {
    /// As written before the bracket.
    pub name: &'static str,
    /// What it takes.
    pub parameters: &'static [Parameter],
    /// How many of the parameters may be left out, from the end.
    pub optional: usize,
    /// Whether the last parameter may come again and again.
    pub variadic: bool,
    /// What the compiler has to know of it.
    pub(crate) traits: &'static [Trait],
    /// What kind of value it gives.
    pub returns: ValueKind,
    /// One sentence.
    pub summary: &'static str,
    /// An expression and what it gives, as text.
    pub example: (&'static str, &'static str),
    /// How it works.
    pub(crate) body: Body,
}

/// One parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// As the reference names it.
    pub name: &'static str,
    /// What it accepts.
    pub accepts: Accepts,
}

/// What a parameter accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accepts {
    /// Any value.
    Any,
    /// A question, by reference.
    Question,
    /// A selection: `select_one` or `select_multiple`, or text that holds names.
    Selection,
    /// An attempt log, by reference.
    Log,
    /// A text in quotes.
    Literal,
    /// The values of a question in all instances of a repeat, or any value.
    Values,
    /// Questions, groups or repeats: a reference or a path.
    Nodes,
    /// Likewise, but where they stand matters and not what they hold.
    NodePaths,
    /// Likewise, in all instances, also where the expression stands in one.
    AllNodePaths,
}

/// What is peculiar to a function: the table says it, so that nobody knows a function by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trait {
    /// It depends on chance.
    Draws,
    /// It asks what the question holds already.
    KeepsOnce,
    /// Written out, it is the same wherever and whenever it is evaluated.
    Constant,
    /// Without an argument it means the node where it stands.
    ContextNode,
    /// Without an argument it means the place of the node that a predicate looks at.
    Position,
    /// It gives a value of its first argument's kind.
    KindOfFirst,
    /// Its first argument decides which of the two others is evaluated.
    Branches,
    /// Its second argument names a choice of its first.
    NamesChoice,
    /// Its last two parameters take turns.
    TakesTurns,
    /// It looks up texts by their ids, which few scopes have.
    LooksUpTexts,
}

/// How a function works.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Body {
    /// From its arguments alone.
    Plain(fn(Args<'_>) -> Val),
    /// It evaluates its arguments itself, or looks at more than them.
    Lazy(fn(&[Expr], &Frame<'_>) -> Val),
    /// It gives nodes.
    Nodes(fn(&[Expr], &Frame<'_>) -> Vec<NodeId>),
    /// The compiler turns it into something else.
    Special(Special),
}

/// The arguments of a call, and where it stands.
#[derive(Clone, Copy)]
pub(crate) struct Args<'a> {
    pub values: &'a [Val],
    pub frame: &'a Frame<'a>,
}

impl Deref for Args<'_> {
    type Target = [Val];
    fn deref(&self) -> &[Val] {
        self.values
    }
}

/// Functions that the compiler turns into something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Special {
    /// Where the expression stands.
    Current,
    /// Where the paths of a table begin.
    Instance,
    PullData,
    Version,
    #[cfg_attr(not(feature = "rare"), expect(dead_code, reason = "the function of patterns is not built in"))]
    Pattern,
    Now,
    Today,
    Assignment,
    ChoiceName,
    NotApplicable,
    Exhausted,
    WithinWindow,
    Score,
}

impl Function {
    /// The call as a reference writes it: `substring(text, start, length?)`.
    pub fn signature(&self) -> String {
        let needed = self.parameters.len() - self.optional;
        let named = self.parameters.iter().enumerate();
        let mut parameters: Vec<String> =
            named.map(|(index, p)| format!("{}{}", p.name, if index < needed { "" } else { "?" })).collect();
        if self.variadic {
            parameters.push("…".to_owned());
        }
        format!("{}({})", self.name, parameters.join(", "))
    }

    /// Whether what it gives are nodes, so that a path can go on from there.
    pub(crate) fn gives_nodes(&self) -> bool {
        matches!(self.body, Body::Nodes(_) | Body::Special(Special::Current | Special::Instance))
    }

    /// Whether something is peculiar to it.
    pub(crate) fn has(&self, one: Trait) -> bool {
        self.traits.contains(&one)
    }

    /// What the compiler turns it into, if it does.
    pub(crate) fn special(&self) -> Option<Special> {
        match self.body {
            Body::Special(special) => Some(special),
            Body::Plain(_) | Body::Lazy(_) | Body::Nodes(_) => None,
        }
    }

    /// Whether it may be called with so many arguments.
    pub(crate) fn takes(&self, count: usize) -> bool {
        count >= self.parameters.len() - self.optional && (self.variadic || count <= self.parameters.len())
    }

    /// What the argument at an index must be.
    pub(crate) fn accepts(&self, index: usize) -> Accepts {
        let index = match self.parameters.len().checked_sub(1) {
            Some(last) if index > last && self.has(Trait::TakesTurns) => last - (index - last) % 2,
            Some(_) | None => index,
        };
        self.parameters.get(index).or(self.parameters.last()).map_or(Accepts::Any, |parameter| parameter.accepts)
    }
}

/// What stands in for a function that is not there.
pub(crate) static UNKNOWN: Function = Function {
    name: "",
    parameters: &[],
    optional: 0,
    variadic: true,
    traits: &[],
    returns: ValueKind::Text,
    summary: "",
    example: ("", ""),
    body: Body::Plain(|_| Val::Blank),
};

#[cfg(feature = "rare")]
pub(crate) use built_in::RareFunction;
#[cfg(not(feature = "rare"))]
pub(crate) use elsewhere::RareFunction;

#[cfg(feature = "rare")]
mod built_in {
    use super::{Args, Body, Frame, Function, RareArguments, UNKNOWN, Val};

    /// A function that few forms use, where it is called.
    #[derive(Debug, Clone, Copy)]
    pub(crate) struct RareFunction(pub &'static Function, pub RareArguments);

    impl RareFunction {
        /// What stands in for one that is not there.
        pub fn unknown() -> Self {
            Self(&UNKNOWN, RareArguments::Texts)
        }

        pub fn name(&self) -> &str {
            self.0.name
        }

        pub fn takes(&self) -> RareArguments {
            self.1
        }

        pub fn call(self, values: &[Val], frame: &Frame<'_>) -> Val {
            match self.0.body {
                Body::Plain(body) => body(Args { values, frame }),
                // No other crosses to an engine that has it: only values do.
                Body::Lazy(_) | Body::Nodes(_) | Body::Special(_) => Val::Blank,
            }
        }
    }
}

#[cfg(not(feature = "rare"))]
mod elsewhere {
    use std::sync::Arc;

    use super::{Frame, RareArguments, Val};
    use crate::remote::ask;

    /// A function that few forms use, where it is called: computed by another engine, to which its name goes.
    #[derive(Debug, Clone)]
    pub(crate) struct RareFunction(pub Arc<str>, pub RareArguments);

    impl RareFunction {
        pub fn unknown() -> Self {
            Self("".into(), RareArguments::Texts)
        }

        pub fn name(&self) -> &str {
            &self.0
        }

        pub fn takes(&self) -> RareArguments {
            self.1
        }

        pub fn call(&self, values: &[Val], frame: &Frame<'_>) -> Val {
            ask(&self.0, self.1, values, frame)
        }
    }
}
