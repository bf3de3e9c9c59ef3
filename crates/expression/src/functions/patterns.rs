//! Regular expressions.

use super::{any, docs, plain, text};
use crate::function::{Args, Body, Function, Special};
use crate::kinds::ValueKind;
use crate::pattern::{MATCHES, Pattern};
use crate::value::Val;

pub(super) const TABLE: &[Function] = &[
    Function {
        name: "regex",
        parameters: &[any("text"), any("pattern")],
        optional: 0,
        variadic: false,
        traits: &[],
        returns: ValueKind::Truth,
        summary: docs("Whether something in the text matches a regular expression; `^` and `$` stand for its ends."),
        example: (docs("regex('4711', '^[0-9]{4}$')"), docs("true")),
        body: Body::Special(Special::Pattern),
    },
    plain(
        MATCHES,
        &[any("text"), any("pattern")],
        ValueKind::Truth,
        docs("The same as `regex`."),
        (docs("regex-matches('4711', concat('[0-9]{', 4, '}'))"), docs("true")),
        matches,
    ),
];

fn matches(arguments: Args<'_>) -> Val {
    let pattern = Pattern::read(&text(arguments, 1));
    Val::Truth(pattern.is_ok_and(|pattern| pattern.is_match(&text(arguments, 0), arguments.frame)))
}
