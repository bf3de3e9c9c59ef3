//! The functions of the language, in one table: the compiler checks calls against it, the reference
//! page is generated from it, and a test evaluates every example in it.

mod chance;
#[cfg(feature = "rare")]
mod codes;
mod days;
#[cfg(feature = "rare")]
mod geometry;
#[cfg(feature = "rare")]
mod mathematics;
mod nodes;
mod numbers;
pub(crate) mod patterns;
pub(crate) mod rare;
#[cfg(feature = "rare")]
mod regex_compat;
pub(crate) mod selections;
mod texts;

use std::ops::Deref;

use sealform_types::{EXPLAINS, in_order};

use crate::eval::{Expr, Frame};
use crate::kinds::ValueKind;
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
    Places,
    /// Likewise, in all instances, also where the expression stands in one.
    AllPlaces,
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

pub use chance::{seed_number, shuffled};
#[cfg(feature = "rare")]
pub use rare::compute_rare;
use rare::{RareArguments, RareFunction};

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
}

/// All functions, sorted by name; what the reference page is made of.
pub fn reference() -> Vec<&'static Function> {
    in_order(all().collect(), &|one, other| one.name.cmp(other.name))
}

/// All functions that are built in.
pub(crate) fn all() -> impl Iterator<Item = &'static Function> {
    let common = [numbers::TABLE, texts::TABLE, selections::TABLE, days::TABLE, nodes::TABLE, chance::TABLE];
    common.into_iter().flatten().chain(RARE.iter().flat_map(|(_, table)| *table))
}

/// Functions that few forms use, with what they take.
#[cfg(feature = "rare")]
const RARE: &[(RareArguments, &[Function])] = &[
    (RareArguments::Numbers, mathematics::TABLE),
    (RareArguments::Texts, patterns::TABLE),
    (RareArguments::Texts, codes::TABLE),
    (RareArguments::Texts, geometry::TABLE),
];
#[cfg(not(feature = "rare"))]
const RARE: &[(RareArguments, &[Function])] = &[];

/// The rare function of that name, where it is built in.
#[cfg(feature = "rare")]
pub(crate) fn rare_named(name: &str) -> Option<RareFunction> {
    let of = |(takes, table): &(RareArguments, &'static [Function])| {
        table.iter().find(|function| function.name == name).map(|function| RareFunction(function, *takes))
    };
    RARE.iter().find_map(of)
}
#[cfg(not(feature = "rare"))]
pub(crate) fn rare_named(_: &str) -> Option<RareFunction> {
    None
}

/// Functions of XPath 1.0 that the language leaves out by decision.
pub(crate) const LEFT_OUT: &[&str] = &["id", "lang", "namespace-uri"];

/// The function of that name.
pub(crate) fn named(name: &str) -> Option<&'static Function> {
    all().find(|function| function.name == name)
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

/// Words of the reference; empty without the feature `reference`.
const fn docs(words: &'static str) -> &'static str {
    if cfg!(feature = "reference") { words } else { "" }
}

/// A parameter that takes anything.
const fn any(name: &'static str) -> Parameter {
    accepting(name, Accepts::Any)
}

const fn accepting(name: &'static str, accepts: Accepts) -> Parameter {
    // Signatures are words of findings.
    Parameter { name: if EXPLAINS { name } else { "" }, accepts }
}

/// A function with neither optional nor repeated parameters.
const fn plain(
    name: &'static str,
    parameters: &'static [Parameter],
    returns: ValueKind,
    summary: &'static str,
    example: (&'static str, &'static str),
    body: fn(Args<'_>) -> Val,
) -> Function {
    let body = Body::Plain(body);
    Function { name, parameters, optional: 0, variadic: false, traits: &[], returns, summary, example, body }
}

/// The argument at an index; blank where it was left out.
fn argument<'a>(arguments: Args<'a>, index: usize) -> &'a Val {
    arguments.values.get(index).unwrap_or(&Val::Blank)
}

fn text(arguments: Args<'_>, index: usize) -> String {
    argument(arguments, index).to_text()
}

fn number(arguments: Args<'_>, index: usize) -> f64 {
    arguments.frame.number(argument(arguments, index))
}

/// All values of all arguments, those of repeats one by one.
fn each(arguments: &[Val]) -> impl Iterator<Item = &Val> {
    arguments.iter().flat_map(|argument| match argument {
        Val::Many(values) => values.iter(),
        one @ (Val::Blank
        | Val::Text(_)
        | Val::Number(_)
        | Val::Truth(_)
        | Val::Date(_)
        | Val::Time(_)
        | Val::Moment(_)
        | Val::Choices(_)
        | Val::Attempts(_)) => std::slice::from_ref(one).iter(),
    })
}

#[expect(clippy::cast_precision_loss, reason = "nothing has 2^53 parts")]
fn count<T>(parts: impl Iterator<Item = T>) -> Val {
    Val::Number(parts.count() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Context, NoNames, Purpose, ValueRef, compile};

    struct Noon;
    impl Context for Noon {
        fn read(&self, reference: ValueRef) -> Val {
            let now = chrono::DateTime::parse_from_rfc3339("2026-11-21T12:00:00+01:00").expect("valid");
            match reference {
                NoNames::NOW => Val::Moment(now),
                NoNames::TODAY => Val::Date(now.date_naive()),
                _ => Val::Blank,
            }
        }
        fn choice_label(&self, _: crate::ListId, _: &str) -> Option<String> {
            None
        }
    }

    #[test]
    fn every_example_is_true() {
        let mut tried = 0;
        for function in reference() {
            let (source, expected) = function.example;
            if ["${", "instance(", "jr:itext("].iter().any(|needs| source.contains(needs)) {
                continue; // these need a form or a document: other tests play them
            }
            let (expression, findings) = compile(source, &NoNames, Purpose::Value, "");
            assert!(findings.is_empty(), "{source}: {findings}");
            assert_eq!(expression.expect(source).eval(&Noon).to_text(), expected, "{source}");
            tried += 1;
        }
        assert!(tried >= 40, "only {tried} examples were tried");
    }

    #[test]
    fn names_are_unique_and_have_a_summary() {
        let all = reference();
        assert!(all.windows(2).all(|pair| pair[0].name != pair[1].name));
        assert!(all.iter().all(|function| !function.summary.is_empty()));
    }
}
