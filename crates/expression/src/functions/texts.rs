//! Texts.

use sealform_types::{lowercase, uppercase};

use super::{Accepts, Args, Body, Function, Special, Trait, accepting, any, argument, each, number, text, told};
use crate::kinds::Kind;
use crate::value::Val;
use crate::words;

pub(super) const TABLE: &[Function] = &[
    Function {
        name: "concat",
        parameters: &[accepting("values", Accepts::Values)],
        optional: 1,
        variadic: true,
        traits: &[],
        returns: Kind::Text,
        summary: told("All values one behind the other."),
        example: (told("concat('a', 1, true())"), told("a1true")),
        body: Body::Plain(|a| Val::text(&each(&a).map(Val::to_text).collect::<String>())),
    },
    Function {
        name: "contains",
        parameters: &[any("text"), any("part")],
        optional: 0,
        variadic: false,
        traits: &[],
        returns: Kind::Truth,
        summary: told("Whether the part stands in the text."),
        example: (told("contains('mystery', 'st')"), told("true")),
        body: Body::Plain(|a| Val::Truth(text(a, 0).contains(&text(a, 1)))),
    },
    Function {
        name: "ends-with",
        parameters: &[any("text"), any("end")],
        optional: 0,
        variadic: false,
        traits: &[],
        returns: Kind::Truth,
        summary: told("Whether the text ends so."),
        example: (told("ends-with('mystery', 'ry')"), told("true")),
        body: Body::Plain(|a| Val::Truth(text(a, 0).ends_with(&text(a, 1)))),
    },
    Function {
        name: "join",
        parameters: &[any("separator"), accepting("values", Accepts::Values)],
        optional: 0,
        variadic: true,
        traits: &[],
        returns: Kind::Text,
        summary: told("All values with the separator between them."),
        example: (told("join(', ', 'a', 'b')"), told("a, b")),
        body: Body::Plain(|a| {
            let values: Vec<String> = each(a.get(1..).unwrap_or_default()).map(Val::to_text).collect();
            Val::text(&values.join(&text(a, 0)))
        }),
    },
    Function {
        name: "lower-case",
        parameters: &[any("text")],
        optional: 0,
        variadic: false,
        traits: &[],
        returns: Kind::Text,
        summary: told("The text in small letters."),
        example: (told("lower-case('Åse')"), told("åse")),
        body: Body::Plain(|a| Val::text(&lowercase(&text(a, 0)))),
    },
    Function {
        name: "normalize-space",
        parameters: &[any("text")],
        optional: 1,
        variadic: false,
        traits: &[Trait::ContextNode],
        returns: Kind::Text,
        summary: told("The text without white space around it and with single blanks inside."),
        example: (told("normalize-space('  a   b ')"), told("a b")),
        body: Body::Plain(|a| {
            let kept = text(a, 0);
            let parts: Vec<&str> = kept.split([' ', '\t', '\r', '\n']).filter(|part| !part.is_empty()).collect();
            Val::text(&parts.join(" "))
        }),
    },
    Function {
        name: "sentence-count",
        parameters: &[any("text")],
        optional: 0,
        variadic: false,
        traits: &[],
        returns: Kind::Number,
        summary: told("How many sentences a text has."),
        example: (told("sentence-count('He smiled. Then he left!')"), told("2")),
        body: Body::Plain(|a| Val::Number(f64::from(words::sentence_count(&text(a, 0))))),
    },
    Function {
        name: "starts-with",
        parameters: &[any("text"), any("start")],
        optional: 0,
        variadic: false,
        traits: &[],
        returns: Kind::Truth,
        summary: told("Whether the text begins so."),
        example: (told("starts-with('mystery', 'my')"), told("true")),
        body: Body::Plain(|a| Val::Truth(text(a, 0).starts_with(&text(a, 1)))),
    },
    Function {
        name: "string",
        parameters: &[any("value")],
        optional: 1,
        variadic: false,
        traits: &[Trait::Constant, Trait::ContextNode],
        returns: Kind::Text,
        summary: told("The value as text."),
        example: (told("string(1.50)"), told("1.5")),
        body: Body::Plain(|a| Val::text(&text(a, 0))),
    },
    Function {
        name: "string-length",
        parameters: &[any("text")],
        optional: 1,
        variadic: false,
        traits: &[Trait::ContextNode],
        returns: Kind::Number,
        summary: told("How many characters a text has."),
        example: (told("string-length('blåbær')"), told("6")),
        body: Body::Plain(|a| length(&text(a, 0))),
    },
    Function {
        name: "substr",
        parameters: &[any("text"), any("start"), any("end")],
        optional: 1,
        variadic: false,
        traits: &[],
        returns: Kind::Text,
        summary: told("The characters from a start, counted from 0 (from the end, if negative), up to before an end."),
        example: (told("substr('mystery', 2, 4)"), told("st")),
        body: Body::Plain(substr),
    },
    Function {
        name: "substring",
        parameters: &[any("text"), any("start"), any("length")],
        optional: 1,
        variadic: false,
        traits: &[],
        returns: Kind::Text,
        summary: told("So many characters from a start, counted from 1."),
        example: (told("substring('mystery', 3, 2)"), told("st")),
        body: Body::Plain(substring),
    },
    Function {
        name: "substring-after",
        parameters: &[any("text"), any("mark")],
        optional: 0,
        variadic: false,
        traits: &[],
        returns: Kind::Text,
        summary: told("What stands behind the first mark."),
        example: (told("substring-after('a=b', '=')"), told("b")),
        body: Body::Plain(|a| Val::text(text(a, 0).split_once(&text(a, 1)).map_or("", |(_, after)| after))),
    },
    Function {
        name: "substring-before",
        parameters: &[any("text"), any("mark")],
        optional: 0,
        variadic: false,
        traits: &[],
        returns: Kind::Text,
        summary: told("What stands before the first mark."),
        example: (told("substring-before('a=b', '=')"), told("a")),
        body: Body::Plain(|a| Val::text(text(a, 0).split_once(&text(a, 1)).map_or("", |(before, _)| before))),
    },
    Function {
        name: "translate",
        parameters: &[any("text"), any("from"), any("to")],
        optional: 0,
        variadic: false,
        traits: &[],
        returns: Kind::Text,
        summary: told("The text with each character of `from` replaced by the one at its place in `to`, or removed."),
        example: (told("translate('bar', 'abr', 'AB')"), told("BA")),
        body: Body::Plain(translate),
    },
    Function {
        name: "upper-case",
        parameters: &[any("text")],
        optional: 0,
        variadic: false,
        traits: &[],
        returns: Kind::Text,
        summary: told("The text in capital letters."),
        example: (told("upper-case('blå')"), told("BLÅ")),
        body: Body::Plain(|a| Val::text(&uppercase(&text(a, 0)))),
    },
    Function {
        name: "version",
        parameters: &[],
        optional: 0,
        variadic: false,
        traits: &[],
        returns: Kind::Text,
        summary: told("The version of the form; blank where there is none."),
        example: (told("version()"), told("")),
        body: Body::Special(Special::Version),
    },
    Function {
        name: "word-count",
        parameters: &[any("text")],
        optional: 0,
        variadic: false,
        traits: &[],
        returns: Kind::Number,
        summary: told("How many words a text has (UAX #29)."),
        example: (told("word-count('She said: thank you!')"), told("4")),
        body: Body::Plain(|a| Val::Number(f64::from(words::word_count(&text(a, 0))))),
    },
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
