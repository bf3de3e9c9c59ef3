//! Selections, answers, attempts and what surrounds them.

use std::sync::Arc;

use sealform_types::{Attempt, AttemptOutcome};

use super::{accepting, any, argument, docs, each, number, plain, text};
use crate::context::Frame;
use crate::eval::eval;
use crate::expr::Expr;
use crate::function::{Accepts, Args, Body, Function, Special, Trait};
use crate::kinds::{ValueKind, exhausted};
use crate::value::Val;

pub(super) const TABLE: &[Function] = &[
    plain(
        "answered",
        &[accepting("question", Accepts::Question)],
        ValueKind::Truth,
        docs("Whether the question has an answer."),
        (docs("answered(${greeted})"), docs("true")),
        |a| Val::Truth(each(&a).any(|value| !value.is_blank())),
    ),
    Function {
        name: "assignment",
        parameters: &[accepting("member", Accepts::Literal)],
        optional: 0,
        variadic: false,
        traits: &[],
        returns: ValueKind::Text,
        summary: docs("A member of the assignment, such as `site` or `scenario`; blank where there is no assignment."),
        example: (docs("assignment('site')"), docs("")),
        body: Body::Special(Special::Assignment),
    },
    plain(
        "attempts",
        &[accepting("log", Accepts::Log)],
        ValueKind::Number,
        docs("How many tries of an attempt log count; a wrong number does not."),
        (docs("attempts(${tries})"), docs("2")),
        |a| {
            let counted = argument(a, 0).attempts().iter().filter(|one| one.outcome.counts()).count();
            #[expect(clippy::cast_precision_loss, reason = "nobody tries 2^53 times")]
            Val::Number(counted as f64)
        },
    ),
    Function {
        name: "coalesce",
        parameters: &[any("value"), any("other")],
        optional: 0,
        variadic: true,
        traits: &[Trait::KindOfFirst],
        returns: ValueKind::Text,
        summary: docs("The first of the values that is not blank."),
        example: (docs("coalesce('', 'b')"), docs("b")),
        body: Body::Plain(|a| {
            let is_there = |value: &&Val| match value {
                Val::Many(values) => values.first().is_some_and(|first| !first.is_blank()),
                one @ (Val::Blank
                | Val::Text(_)
                | Val::Number(_)
                | Val::Truth(_)
                | Val::Date(_)
                | Val::Time(_)
                | Val::Moment(_)
                | Val::Choices(_)
                | Val::Attempts(_)) => !one.is_blank(),
            };
            a.iter().find(is_there).cloned().unwrap_or_default()
        }),
    },
    plain(
        "count-selected",
        &[accepting("selection", Accepts::Selection)],
        ValueKind::Number,
        docs("How many choices are taken."),
        (docs("count-selected('a b c')"), docs("3")),
        |a| {
            #[expect(clippy::cast_precision_loss, reason = "no list has 2^53 choices")]
            Val::Number(selection(argument(a, 0)).len() as f64)
        },
    ),
    plain(
        "boolean-from-string",
        &[any("text")],
        ValueKind::Truth,
        docs("Whether a text is `1` or `true`."),
        (docs("boolean-from-string('true')"), docs("true")),
        |a| Val::Truth(matches!(text(a, 0).as_str(), "1" | "true")),
    ),
    Function {
        name: "checklist",
        parameters: &[any("min"), any("max"), accepting("conditions", Accepts::Values)],
        optional: 1,
        variadic: true,
        traits: &[],
        returns: ValueKind::Truth,
        summary: docs("Whether at least `min` and at most `max` of the conditions hold; -1 is no limit."),
        example: (docs("checklist(1, 2, 1 = 1, 1 = 2)"), docs("true")),
        body: Body::Plain(|a| {
            let holding = each(a.get(2..).unwrap_or_default()).filter(|value| value.to_truth());
            within(a, holding.map(|_| 1.0).sum())
        }),
    },
    Function {
        name: "exhausted",
        parameters: &[accepting("log", Accepts::Log)],
        optional: 0,
        variadic: false,
        traits: &[],
        returns: ValueKind::Truth,
        summary: docs("Whether all allowed tries were made and nobody answered."),
        example: (docs("exhausted(${tries})"), docs("false")),
        body: Body::Special(Special::Exhausted),
    },
    Function {
        name: "if",
        parameters: &[any("condition"), any("then"), any("otherwise")],
        optional: 0,
        variadic: false,
        traits: &[Trait::Branches],
        returns: ValueKind::Text,
        summary: docs("One value where the condition holds, else the other."),
        example: (docs("if(2 > 1, 'more', 'less')"), docs("more")),
        body: Body::Lazy(choose),
    },
    Function {
        name: "jr:choice-name",
        parameters: &[any("choice"), accepting("question", Accepts::Any)],
        optional: 0,
        variadic: false,
        traits: &[],
        returns: ValueKind::Text,
        summary: docs("The label of a choice of that question, in the language shown."),
        example: (docs("jr:choice-name(${greeted}, '${greeted}')"), docs("Yes")),
        body: Body::Special(Special::ChoiceName),
    },
    Function {
        name: "not-applicable",
        parameters: &[accepting("question", Accepts::Question)],
        optional: 0,
        variadic: false,
        traits: &[],
        returns: ValueKind::Truth,
        summary: docs("Whether the answer is a choice that says that the question does not apply."),
        example: (docs("not-applicable(${offered})"), docs("false")),
        body: Body::Special(Special::NotApplicable),
    },
    plain(
        "reached",
        &[accepting("log", Accepts::Log)],
        ValueKind::Truth,
        docs("Whether somebody answered in one of the tries."),
        (docs("reached(${tries})"), docs("true")),
        |a| Val::Truth(answered(argument(a, 0)).is_some()),
    ),
    Function {
        name: "selected",
        parameters: &[accepting("selection", Accepts::Selection), any("choice")],
        optional: 0,
        variadic: false,
        traits: &[Trait::NamesChoice],
        returns: ValueKind::Truth,
        summary: docs("Whether the choice is taken."),
        example: (docs("selected('a b', 'b')"), docs("true")),
        body: Body::Plain(|a| {
            let (wanted, taken) = (text(a, 1), selection(argument(a, 0)));
            Val::Truth(match wanted.trim() {
                "" => taken.is_empty(),
                wanted => taken.iter().any(|name| **name == *wanted),
            })
        }),
    },
    plain(
        "selected-at",
        &[accepting("selection", Accepts::Selection), any("index")],
        ValueKind::Text,
        docs("The choice taken at an index, from 0."),
        (docs("selected-at('a b', 1)"), docs("b")),
        |a| {
            let index = libm::trunc(number(a, 1));
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be in range")]
            let index = if (0.0..1e9).contains(&index) { index as usize } else { return Val::Blank };
            selection(argument(a, 0)).get(index).map_or(Val::Blank, |name| Val::text(name))
        },
    ),
    plain(
        "waited",
        &[accepting("log", Accepts::Log)],
        ValueKind::Number,
        docs("Seconds waited in the try that was answered; blank where nobody answered."),
        (docs("waited(${tries})"), docs("42")),
        |a| {
            let waited = answered(argument(a, 0)).and_then(|one| one.waited);
            waited.map_or(Val::Blank, |seconds| Val::Number(f64::from(seconds)))
        },
    ),
    plain(
        EXHAUSTED_AFTER,
        &[accepting("log", Accepts::Log), any("max")],
        ValueKind::Truth,
        docs("Whether so many tries were made and nobody answered."),
        (docs("exhausted-after(${tries}, 3)"), docs("false")),
        |a| {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
            let max = number(a, 1) as u32;
            Val::Truth(exhausted(argument(a, 0).attempts().iter().map(|one| one.outcome), max))
        },
    ),
    Function {
        name: "weighted-checklist",
        parameters: &[
            any("min"),
            any("max"),
            accepting("condition", Accepts::Values),
            accepting("weight", Accepts::Values),
        ],
        optional: 2,
        variadic: true,
        traits: &[],
        returns: ValueKind::Truth,
        summary: docs("Like `checklist`, but each condition counts as much as the weight behind it."),
        example: (docs("weighted-checklist(3, 5, true(), 4, false(), 9)"), docs("true")),
        body: Body::Plain(|a| {
            let pairs = a.get(2..).unwrap_or_default().chunks(2);
            let weights = pairs.flat_map(|pair| {
                let (conditions, weights) = pair.split_at(1);
                each(conditions).zip(each(weights)).filter(|(condition, _)| condition.to_truth())
            });
            within(a, weights.map(|(_, weight)| a.frame.number(weight)).sum())
        }),
    },
];

/// Whether a sum lies between the first two arguments, of which -1 is no limit.
fn within(arguments: Args<'_>, sum: f64) -> Val {
    let (least, most) = (number(arguments, 0), number(arguments, 1));
    Val::Truth((least < 0.0 || sum >= least) && (most < 0.0 || sum <= most))
}

fn choose(arguments: &[Expr], frame: &Frame<'_>) -> Val {
    match arguments {
        [condition, then, otherwise] => eval(if eval(condition, frame).to_truth() { then } else { otherwise }, frame),
        _ => Val::Blank,
    }
}

/// What `exhausted` is compiled to, with the log's own limit.
pub(crate) const EXHAUSTED_AFTER: &str = "exhausted-after";

/// The names taken, whether they come from a question or stand in a text.
fn selection(value: &Val) -> Vec<Arc<str>> {
    if let Val::Choices(names) = value {
        return names.to_vec();
    }
    value.to_text().split_whitespace().map(Arc::from).collect()
}

fn answered(value: &Val) -> Option<&Attempt> {
    value.attempts().iter().find(|one| one.outcome == AttemptOutcome::Answered)
}
