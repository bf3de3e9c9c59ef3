//! Texts.

use sealform_types::{lowercase, uppercase};

use super::{accepting, any, argument, docs, each, number, plain, text};
use crate::function::{Accepts, Args, Body, Function, Special, Trait};
use crate::kinds::ValueKind;
use crate::value::Val;
use crate::words;

pub(super) const TABLE: &[Function] = &[
    Function {
        name: "concat",
        parameters: &[accepting("values", Accepts::Values)],
        optional: 1,
        variadic: true,
        traits: &[],
        returns: ValueKind::Text,
        summary: docs("All values one behind the other."),
        example: (docs("concat('a', 1, true())"), docs("a1true")),
        body: Body::Plain(|a| Val::text(&each(&a).map(Val::to_text).collect::<String>())),
    },
    plain(
        "contains",
        &[any("text"), any("part")],
        ValueKind::Truth,
        docs("Whether the part stands in the text."),
        (docs("contains('mystery', 'st')"), docs("true")),
        |a| Val::Truth(text(a, 0).contains(&text(a, 1))),
    ),
    plain(
        "ends-with",
        &[any("text"), any("end")],
        ValueKind::Truth,
        docs("Whether the text ends so."),
        (docs("ends-with('mystery', 'ry')"), docs("true")),
        |a| Val::Truth(text(a, 0).ends_with(&text(a, 1))),
    ),
    Function {
        name: "join",
        parameters: &[any("separator"), accepting("values", Accepts::Values)],
        optional: 0,
        variadic: true,
        traits: &[],
        returns: ValueKind::Text,
        summary: docs("All values with the separator between them."),
        example: (docs("join(', ', 'a', 'b')"), docs("a, b")),
        body: Body::Plain(|a| {
            let values: Vec<String> = each(a.get(1..).unwrap_or_default()).map(Val::to_text).collect();
            Val::text(&values.join(&text(a, 0)))
        }),
    },
    plain(
        "lower-case",
        &[any("text")],
        ValueKind::Text,
        docs("The text in small letters."),
        (docs("lower-case('Åse')"), docs("åse")),
        |a| Val::text(&lowercase(&text(a, 0))),
    ),
    Function {
        name: "normalize-space",
        parameters: &[any("text")],
        optional: 1,
        variadic: false,
        traits: &[Trait::ContextNode],
        returns: ValueKind::Text,
        summary: docs("The text without white space around it and with single blanks inside."),
        example: (docs("normalize-space('  a   b ')"), docs("a b")),
        body: Body::Plain(|a| {
            let kept = text(a, 0);
            let parts: Vec<&str> = kept.split([' ', '\t', '\r', '\n']).filter(|part| !part.is_empty()).collect();
            Val::text(&parts.join(" "))
        }),
    },
    plain(
        "sentence-count",
        &[any("text")],
        ValueKind::Number,
        docs("How many sentences a text has."),
        (docs("sentence-count('He smiled. Then he left!')"), docs("2")),
        |a| Val::Number(f64::from(words::sentence_count(&text(a, 0)))),
    ),
    plain(
        "starts-with",
        &[any("text"), any("start")],
        ValueKind::Truth,
        docs("Whether the text begins so."),
        (docs("starts-with('mystery', 'my')"), docs("true")),
        |a| Val::Truth(text(a, 0).starts_with(&text(a, 1))),
    ),
    Function {
        name: "string",
        parameters: &[any("value")],
        optional: 1,
        variadic: false,
        traits: &[Trait::Constant, Trait::ContextNode],
        returns: ValueKind::Text,
        summary: docs("The value as text."),
        example: (docs("string(1.50)"), docs("1.5")),
        body: Body::Plain(|a| Val::text(&text(a, 0))),
    },
    Function {
        name: "string-length",
        parameters: &[any("text")],
        optional: 1,
        variadic: false,
        traits: &[Trait::ContextNode],
        returns: ValueKind::Number,
        summary: docs("How many characters a text has."),
        example: (docs("string-length('blåbær')"), docs("6")),
        body: Body::Plain(|a| length(&text(a, 0))),
    },
    Function {
        name: "substr",
        parameters: &[any("text"), any("start"), any("end")],
        optional: 1,
        variadic: false,
        traits: &[],
        returns: ValueKind::Text,
        summary: docs("The characters from a start, counted from 0 (from the end, if negative), up to before an end."),
        example: (docs("substr('mystery', 2, 4)"), docs("st")),
        body: Body::Plain(substr),
    },
    Function {
        name: "substring",
        parameters: &[any("text"), any("start"), any("length")],
        optional: 1,
        variadic: false,
        traits: &[],
        returns: ValueKind::Text,
        summary: docs("So many characters from a start, counted from 1."),
        example: (docs("substring('mystery', 3, 2)"), docs("st")),
        body: Body::Plain(substring),
    },
    plain(
        "substring-after",
        &[any("text"), any("mark")],
        ValueKind::Text,
        docs("What stands behind the first mark."),
        (docs("substring-after('a=b', '=')"), docs("b")),
        |a| Val::text(text(a, 0).split_once(&text(a, 1)).map_or("", |(_, after)| after)),
    ),
    plain(
        "substring-before",
        &[any("text"), any("mark")],
        ValueKind::Text,
        docs("What stands before the first mark."),
        (docs("substring-before('a=b', '=')"), docs("a")),
        |a| Val::text(text(a, 0).split_once(&text(a, 1)).map_or("", |(before, _)| before)),
    ),
    plain(
        "translate",
        &[any("text"), any("from"), any("to")],
        ValueKind::Text,
        docs("The text with each character of `from` replaced by the one at its place in `to`, or removed."),
        (docs("translate('bar', 'abr', 'AB')"), docs("BA")),
        translate,
    ),
    plain(
        "upper-case",
        &[any("text")],
        ValueKind::Text,
        docs("The text in capital letters."),
        (docs("upper-case('blå')"), docs("BLÅ")),
        |a| Val::text(&uppercase(&text(a, 0))),
    ),
    Function {
        name: "version",
        parameters: &[],
        optional: 0,
        variadic: false,
        traits: &[],
        returns: ValueKind::Text,
        summary: docs("The version of the form; blank where there is none."),
        example: (docs("version()"), docs("")),
        body: Body::Special(Special::Version),
    },
    plain(
        "word-count",
        &[any("text")],
        ValueKind::Number,
        docs("How many words a text has (UAX #29)."),
        (docs("word-count('She said: thank you!')"), docs("4")),
        |a| Val::Number(f64::from(words::word_count(&text(a, 0)))),
    ),
];

#[expect(clippy::cast_precision_loss, reason = "no text has 2^53 characters")]
fn length(text: &str) -> Val {
    Val::Number(text.chars().count() as f64)
}

/// XPath 1.0 section 4.2: characters whose place p satisfies p ≥ round(start) and
/// p < round(start) + round(length).
#[expect(clippy::cast_precision_loss, reason = "no text has 2^53 characters")]
fn substring(arguments: Args<'_>) -> Val {
    let round = |value: f64| libm::floor(value + 0.5);
    let start = round(number(arguments, 1));
    let end = arguments.get(2).map_or(f64::INFINITY, |_| start + round(number(arguments, 2)));
    let kept = text(arguments, 0);
    let places = kept.chars().enumerate().map(|(index, character)| ((index + 1) as f64, character));
    Val::text(&places.filter(|(place, _)| *place >= start && *place < end).map(|(_, c)| c).collect::<String>())
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the text")]
#[expect(clippy::cast_precision_loss, reason = "no text has 2^53 characters")]
fn substr(arguments: Args<'_>) -> Val {
    let kept: Vec<char> = text(arguments, 0).chars().collect();
    let length = kept.len() as f64;
    // What is no number becomes 0 on the way to an integer.
    let place = |value: f64| match libm::trunc(value) {
        value if value < 0.0 => (length + value).max(0.0) as usize,
        value => value as usize,
    };
    let start = place(number(arguments, 1));
    let end = arguments.get(2).map_or(kept.len(), |_| place(number(arguments, 2)));
    Val::text(&kept.get(start..end.min(kept.len())).unwrap_or_default().iter().collect::<String>())
}

fn translate(arguments: Args<'_>) -> Val {
    let (from, to) = (text(arguments, 1), text(arguments, 2));
    let replaced = argument(arguments, 0).to_text();
    let characters = replaced.chars().filter_map(|character| match from.chars().position(|known| known == character) {
        Some(index) => to.chars().nth(index),
        None => Some(character),
    });
    Val::text(&characters.collect::<String>())
}
