//! Nodes: how many there are, where they stand, and what they hold together.

use super::{accepting, any, count, docs, each, plain};
use crate::context::Frame;
use crate::eval::eval;
use crate::expr::Expr;
use crate::function::{Accepts, Body, Function, Special, Trait};
use crate::kinds::ValueKind;
use crate::nodes::NodeId;
use crate::value::Val;
use crate::walk;

pub(super) const TABLE: &[Function] = &[
    plain(
        "count",
        &[accepting("nodes", Accepts::Nodes)],
        ValueKind::Number,
        docs("How many instances of a repeat there are, or how many nodes a path leads to."),
        (docs("count(${visitor})"), docs("2")),
        |a| count(each(&a)),
    ),
    plain(
        "count-non-empty",
        &[accepting("nodes", Accepts::Nodes)],
        ValueKind::Number,
        docs("How many of the nodes hold something."),
        (docs("count-non-empty(${visitor_age})"), docs("2")),
        |a| count(each(&a).filter(|value| !value.is_blank())),
    ),
    Function {
        name: "current",
        parameters: &[],
        optional: 0,
        variadic: false,
        traits: &[],
        returns: ValueKind::Text,
        summary: docs("The question that the expression belongs to, also inside a predicate."),
        example: (docs("${visitor}[visitor_age > current()/../limit]/visitor_age"), docs("40")),
        body: Body::Special(Special::Current),
    },
    Function {
        name: "indexed-repeat",
        parameters: &[
            accepting("node", Accepts::AllNodePaths),
            accepting("repeat", Accepts::AllNodePaths),
            any("index"),
        ],
        optional: 0,
        variadic: true,
        traits: &[Trait::KindOfFirst, Trait::TakesTurns],
        returns: ValueKind::Text,
        summary: docs(
            "The value of a question in the instance of that number, from 1; for repeats in repeats, name each with its number.",
        ),
        example: (docs("indexed-repeat(${visitor_age}, ${visitor}, 2)"), docs("40")),
        body: Body::Nodes(indexed_repeat),
    },
    Function {
        name: "instance",
        parameters: &[accepting("id", Accepts::Literal)],
        optional: 0,
        variadic: false,
        traits: &[],
        returns: ValueKind::Text,
        summary: docs("The table of that name: a choice list or a file; `instance('id')/root/item` are its rows."),
        example: (docs("instance('shops')/root/item[code = ${shop}]/city"), docs("Oslo")),
        body: Body::Special(Special::Instance),
    },
    Function {
        name: "jr:itext",
        parameters: &[any("id")],
        optional: 0,
        variadic: false,
        traits: &[Trait::LooksUpTexts],
        returns: ValueKind::Text,
        summary: docs("The text of an id of an XForm, in the language shown; only over XML."),
        example: (docs("jr:itext('greeting')"), docs("Good day")),
        body: Body::Nodes(|a, frame| {
            let mut found = Vec::new();
            if let (Some(nodes), Some(id)) = (frame.context.nodes(), a.first()) {
                nodes.texts(&eval(id, frame).to_text(), &mut found);
            }
            found
        }),
    },
    Function {
        name: "last",
        parameters: &[],
        optional: 0,
        variadic: false,
        traits: &[Trait::Position],
        returns: ValueKind::Number,
        summary: docs("Inside a predicate, how many nodes it looks through."),
        example: (docs("last()"), docs("1")),
        body: Body::Lazy(|_, frame| Val::Number(frame.size.into())),
    },
    Function {
        name: "local-name",
        parameters: &[accepting("node", Accepts::NodePaths)],
        optional: 1,
        variadic: false,
        traits: &[Trait::ContextNode],
        returns: ValueKind::Text,
        summary: docs("The name of a node, without a prefix."),
        example: (docs("local-name(${visitor_age})"), docs("visitor_age")),
        body: Body::Lazy(|a, frame| {
            let name = name(a, frame);
            Val::text(name.split_once(':').map_or(name.as_str(), |(_, local)| local))
        }),
    },
    Function {
        name: "name",
        parameters: &[accepting("node", Accepts::NodePaths)],
        optional: 1,
        variadic: false,
        traits: &[Trait::ContextNode],
        returns: ValueKind::Text,
        summary: docs("The name of a node."),
        example: (docs("name(${visitor_age})"), docs("visitor_age")),
        body: Body::Lazy(|a, frame| Val::text(&name(a, frame))),
    },
    Function {
        name: "once",
        parameters: &[any("value")],
        optional: 0,
        variadic: false,
        traits: &[Trait::KeepsOnce, Trait::KindOfFirst],
        returns: ValueKind::Text,
        summary: docs("What the question holds already; the value, while it holds nothing."),
        example: (docs("once('a')"), docs("a")),
        body: Body::Lazy(|a, frame| match frame.context.before() {
            before if before.is_blank() => a.first().map_or(Val::Blank, |value| eval(value, frame)),
            before => before,
        }),
    },
    Function {
        name: "position",
        parameters: &[accepting("node", Accepts::NodePaths)],
        optional: 1,
        variadic: false,
        traits: &[Trait::Position],
        returns: ValueKind::Number,
        summary: docs(
            "The number of a repeat instance, from 1: `position(..)`; without an argument, the place in the set that a predicate looks through.",
        ),
        example: (docs("position()"), docs("1")),
        body: Body::Lazy(position),
    },
    Function {
        name: "pulldata",
        parameters: &[
            accepting("table", Accepts::Literal),
            accepting("column", Accepts::Literal),
            accepting("key_column", Accepts::Literal),
            any("key"),
        ],
        optional: 0,
        variadic: false,
        traits: &[],
        returns: ValueKind::Text,
        summary: docs("The column of the first row of a table whose key column holds the key."),
        example: (docs("pulldata('shops', 'city', 'code', ${shop})"), docs("Oslo")),
        body: Body::Special(Special::PullData),
    },
    plain(
        "sum",
        &[accepting("nodes", Accepts::Nodes)],
        ValueKind::Number,
        docs("The sum over all instances of a repeat; blank values do not count."),
        (docs("sum(${visitor_age})"), docs("71")),
        |a| {
            let held = each(&a).filter(|value| !matches!(value, Val::Blank));
            Val::Number(held.map(|value| a.frame.number(value)).fold(0.0, |sum, value| sum + value))
        },
    ),
];

fn first(arguments: &[Expr], frame: &Frame<'_>) -> Option<NodeId> {
    walk::nodes(arguments.first()?, frame)?.first().copied()
}

fn name(arguments: &[Expr], frame: &Frame<'_>) -> String {
    let nodes = frame.context.nodes();
    nodes.zip(first(arguments, frame)).map(|(nodes, node)| nodes.name(node)).unwrap_or_default()
}

fn position(arguments: &[Expr], frame: &Frame<'_>) -> Val {
    if arguments.is_empty() {
        return Val::Number(frame.position.into());
    }
    let nodes = frame.context.nodes();
    let place = nodes.zip(first(arguments, frame)).map(|(nodes, node)| nodes.position(node));
    Val::Number(place.map_or(f64::NAN, f64::from))
}

/// The nodes that stand in the chosen instance of each repeat.
fn indexed_repeat(arguments: &[Expr], frame: &Frame<'_>) -> Vec<NodeId> {
    let (Some(nodes), Some((of, repeats))) = (frame.context.nodes(), arguments.split_first()) else {
        return Vec::new();
    };
    let mut kept = walk::nodes(of, frame).unwrap_or_default();
    for pair in repeats.chunks(2) {
        let [repeat, index] = pair else { continue };
        let index = frame.number(&eval(index, frame));
        let instances = walk::nodes(repeat, frame).unwrap_or_default().into_iter();
        let chosen: Vec<NodeId> = instances.filter(|node| f64::from(nodes.position(*node)) == index).collect();
        kept.retain(|node| {
            let mut at = Some(*node);
            while let Some(node) = at
                && !chosen.contains(&node)
            {
                at = nodes.parent(node);
            }
            at.is_some()
        });
        if !frame.charge(kept.len()) {
            return Vec::new();
        }
    }
    kept
}
