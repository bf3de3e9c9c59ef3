//! Selections, answers, attempts and what surrounds them.

use std::sync::Arc;

use sealform_types::{Attempt, AttemptOutcome};

use super::{accepting, any, argument, docs, each, number, plain, text};
use crate::context::Frame;
use crate::eval::eval;
use crate::expr::Expr;
use crate::function::{Accepts, Args, Body, Function, Special, Trait};
use crate::kinds::ValueKind;
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
        name: COALESCE,
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
        summary: docs("Whether all allowed tries were made, each with its waiting time, and nobody answered."),
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
    Function {
        name: EXHAUSTED_AFTER,
        parameters: &[
            accepting("log", Accepts::Log),
            any("max"),
            any("wait"),
            any("wait_days"),
            any("now"),
            any("window"),
        ],
        optional: 4,
        variadic: false,
        traits: &[],
        returns: ValueKind::Truth,
        summary: docs(
            "Whether so many tries were made, each of which waited for so many seconds, and for so many working days until \
             now, and nobody answered.",
        ),
        example: (docs("exhausted-after(${tries}, 3)"), docs("false")),
        body: Body::Plain(is_exhausted),
    },
    Function {
        name: "within-window",
        parameters: &[any("moment")],
        optional: 0,
        variadic: false,
        traits: &[],
        returns: ValueKind::Truth,
        summary: docs(
            "Whether a contact may be made then, by the days, hours and holidays of the assignment's `visit`; true for a \
             blank, and where there is no assignment.",
        ),
        example: (docs("within-window('2026-11-20T14:57:00+01:00')"), docs("true")),
        body: Body::Special(Special::WithinWindow),
    },
    plain(
        WITHIN_WINDOW_OF,
        &[any("moment"), any("visit"), any("window")],
        ValueKind::Truth,
        docs(
            "What `within-window` is compiled to: what stands behind the moment has it judged again where it changes.",
        ),
        (docs("within-window-of('2026-11-20T14:57:00+01:00', '', '')"), docs("true")),
        |a| Val::Truth(a.frame.context.is_within_window(argument(a, 0))),
    ),
    Function {
        name: "score",
        parameters: &[accepting("part", Accepts::Literal)],
        optional: 1,
        variadic: false,
        traits: &[],
        returns: ValueKind::Number,
        summary: docs(
            "The result so far in percent, rounded as the scoring key says, or that of a section or category of the key; blank \
             where nothing is possible, and where no key is attached. In texts; elsewhere the form names its key by \
             `needs_key`.",
        ),
        example: (docs("score('courtesy')"), docs("")),
        body: Body::Special(Special::Score),
    },
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

fn is_exhausted(a: Args<'_>) -> Val {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
    let count = |index: usize| a.get(index).map_or(0, |value| a.frame.number(value) as u32);
    let (max, wait, days) = (count(1), count(2), count(3));
    let has_waited = |one: &Attempt| match a.get(4) {
        Some(Val::Moment(now)) => a.frame.context.has_waited(one.at, days, *now),
        Some(_) | None => true,
    };
    let tries = argument(a, 0).attempts();
    let counted = tries.iter().filter(|one| one.outcome.counts() && one.has_waited(wait) && has_waited(one)).count();
    let is_answered = tries.iter().any(|one| one.outcome == AttemptOutcome::Answered);
    Val::Truth(!is_answered && counted >= max as usize)
}

/// The first of several values that is not blank.
pub(crate) const COALESCE: &str = "coalesce";
/// What `exhausted` is compiled to, with the log's own limits or those of the assignment.
pub(crate) const EXHAUSTED_AFTER: &str = "exhausted-after";
/// What `within-window` is compiled to, with what it reads.
pub(crate) const WITHIN_WINDOW_OF: &str = "within-window-of";
/// The member of an assignment that says when contacts are made.
pub const VISIT: &str = "visit";
/// What marks a member of an assignment that a function reads by the way: no author has asked for it.
pub const BY_THE_WAY: char = '#';
/// How often and how long it is tried.
pub(crate) const ASSIGNED_LIMITS: [&str; 3] = ["#attempts/max", "#attempts/wait", "#attempts/wait_days"];
/// The moment, likewise: whether a log is used up at the beginning does not follow from it.
pub const NOW_BY_THE_WAY: &str = "#now";
/// Everything that moments are judged by, likewise: it changes where the zone of the site does, too.
pub(crate) const WINDOW: &str = "#window";

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
