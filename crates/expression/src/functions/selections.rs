//! Selections, answers, attempts and what surrounds them.

use std::sync::Arc;

use sealform_types::{Attempt, AttemptOutcome};

use super::{Accepts, Body, Function, Special, accepting, any, argument, each, number, text};
use crate::kinds::{Kind, exhausted};
use crate::value::Val;

pub(super) const TABLE: &[Function] = &[
    Function {
        name: "answered",
        parameters: &[accepting("question", Accepts::Question)],
        optional: 0,
        variadic: false,
        returns: Kind::Truth,
        summary: "Whether the question has an answer.",
        example: ("answered(${greeted})", "true"),
        body: Body::Plain(|a| Val::Truth(each(a).any(|value| !value.is_blank()))),
    },
    Function {
        name: "assignment",
        parameters: &[accepting("member", Accepts::Literal)],
        optional: 0,
        variadic: false,
        returns: Kind::Text,
        summary: "A member of the assignment, such as `site` or `scenario`; blank where there is no assignment.",
        example: ("assignment('site')", ""),
        body: Body::Special(Special::Assignment),
    },
    Function {
        name: "attempts",
        parameters: &[accepting("log", Accepts::Log)],
        optional: 0,
        variadic: false,
        returns: Kind::Number,
        summary: "How many tries of an attempt log count; a wrong number does not.",
        example: ("attempts(${tries})", "2"),
        body: Body::Plain(|a| {
            let counted = tries(argument(a, 0)).iter().filter(|one| one.outcome.counts()).count();
            #[expect(clippy::cast_precision_loss, reason = "nobody tries 2^53 times")]
            Val::Number(counted as f64)
        }),
    },
    Function {
        name: "coalesce",
        parameters: &[any("value"), any("other")],
        optional: 0,
        variadic: true,
        returns: Kind::Text,
        summary: "The first of the values that is not blank.",
        example: ("coalesce('', 'b')", "b"),
        body: Body::Plain(|a| a.iter().find(|value| !value.is_blank()).cloned().unwrap_or_default()),
    },
    Function {
        name: "count-selected",
        parameters: &[accepting("selection", Accepts::Selection)],
        optional: 0,
        variadic: false,
        returns: Kind::Number,
        summary: "How many choices are taken.",
        example: ("count-selected('a b c')", "3"),
        body: Body::Plain(|a| {
            #[expect(clippy::cast_precision_loss, reason = "no list has 2^53 choices")]
            Val::Number(selection(argument(a, 0)).len() as f64)
        }),
    },
    Function {
        name: "exhausted",
        parameters: &[accepting("log", Accepts::Log)],
        optional: 0,
        variadic: false,
        returns: Kind::Truth,
        summary: "Whether all allowed tries were made and nobody answered.",
        example: ("exhausted(${tries})", "false"),
        body: Body::Special(Special::Exhausted),
    },
    Function {
        name: "if",
        parameters: &[any("condition"), any("then"), any("otherwise")],
        optional: 0,
        variadic: false,
        returns: Kind::Text,
        summary: "One value where the condition holds, else the other.",
        example: ("if(2 > 1, 'more', 'less')", "more"),
        body: Body::Special(Special::If),
    },
    Function {
        name: "jr:choice-name",
        parameters: &[any("choice"), accepting("question", Accepts::Any)],
        optional: 0,
        variadic: false,
        returns: Kind::Text,
        summary: "The label of a choice of that question, in the language shown.",
        example: ("jr:choice-name(${greeted}, '${greeted}')", "Yes"),
        body: Body::Special(Special::ChoiceName),
    },
    Function {
        name: "not-applicable",
        parameters: &[accepting("question", Accepts::Question)],
        optional: 0,
        variadic: false,
        returns: Kind::Truth,
        summary: "Whether the answer is a choice that says that the question does not apply.",
        example: ("not-applicable(${offered})", "false"),
        body: Body::Special(Special::NotApplicable),
    },
    Function {
        name: "reached",
        parameters: &[accepting("log", Accepts::Log)],
        optional: 0,
        variadic: false,
        returns: Kind::Truth,
        summary: "Whether somebody answered in one of the tries.",
        example: ("reached(${tries})", "true"),
        body: Body::Plain(|a| Val::Truth(answered(argument(a, 0)).is_some())),
    },
    Function {
        name: "selected",
        parameters: &[accepting("selection", Accepts::Selection), any("choice")],
        optional: 0,
        variadic: false,
        returns: Kind::Truth,
        summary: "Whether the choice is taken.",
        example: ("selected('a b', 'b')", "true"),
        body: Body::Plain(|a| {
            let wanted = text(a, 1);
            Val::Truth(selection(argument(a, 0)).iter().any(|name| **name == *wanted.trim()))
        }),
    },
    Function {
        name: "selected-at",
        parameters: &[accepting("selection", Accepts::Selection), any("index")],
        optional: 0,
        variadic: false,
        returns: Kind::Text,
        summary: "The choice taken at an index, from 0.",
        example: ("selected-at('a b', 1)", "b"),
        body: Body::Plain(|a| {
            let index = number(a, 1);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be in range")]
            let index = if (0.0..1e9).contains(&index) { index as usize } else { return Val::Blank };
            selection(argument(a, 0)).get(index).map_or(Val::Blank, |name| Val::text(name))
        }),
    },
    Function {
        name: "waited",
        parameters: &[accepting("log", Accepts::Log)],
        optional: 0,
        variadic: false,
        returns: Kind::Number,
        summary: "Seconds waited in the try that was answered; blank where nobody answered.",
        example: ("waited(${tries})", "42"),
        body: Body::Plain(|a| {
            let waited = answered(argument(a, 0)).and_then(|one| one.waited);
            waited.map_or(Val::Blank, |seconds| Val::Number(f64::from(seconds)))
        }),
    },
    Function {
        name: EXHAUSTED_AFTER,
        parameters: &[accepting("log", Accepts::Log), any("max")],
        optional: 0,
        variadic: false,
        returns: Kind::Truth,
        summary: "Whether so many tries were made and nobody answered.",
        example: ("exhausted-after(${tries}, 3)", "false"),
        body: Body::Plain(|a| {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
            let max = number(a, 1) as u32;
            Val::Truth(exhausted(tries(argument(a, 0)).iter().map(|one| one.outcome), max))
        }),
    },
];

/// What `exhausted` is compiled to, with the log's own limit.
pub(crate) const EXHAUSTED_AFTER: &str = "exhausted-after";

/// The names taken, whether they come from a question or stand in a text.
fn selection(value: &Val) -> Vec<Arc<str>> {
    match value {
        Val::Choices(names) => names.to_vec(),
        other => other.to_text().split_whitespace().map(Arc::from).collect(),
    }
}

fn tries(value: &Val) -> &[Attempt] {
    match value {
        Val::Attempts(tries) => tries,
        _ => &[],
    }
}

fn answered(value: &Val) -> Option<&Attempt> {
    tries(value).iter().find(|one| one.outcome == AttemptOutcome::Answered)
}
