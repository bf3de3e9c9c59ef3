//! Numbers, truth, days.

use sealform_types::{NpsClass, nearest_double, shortest_digits};

use super::{accepting, any, argument, docs, each, number, plain};
use crate::function::{Accepts, Args, Body, Function, Trait};
use crate::kinds::ValueKind;
use crate::value::Val;

pub(super) const TABLE: &[Function] = &[
    plain(
        "abs",
        &[any("number")],
        ValueKind::Number,
        docs("The number without its sign."),
        (docs("abs(-3)"), docs("3")),
        |a| Val::Number(number(a, 0).abs()),
    ),
    Function {
        name: "boolean",
        parameters: &[any("value")],
        optional: 0,
        variadic: false,
        traits: &[Trait::Constant],
        returns: ValueKind::Truth,
        summary: docs("Whether a value is neither blank, nor zero, nor not a number."),
        example: (docs("boolean('no')"), docs("true")),
        body: Body::Plain(|a| Val::Truth(argument(a, 0).to_truth())),
    },
    plain(
        "ceiling",
        &[any("number")],
        ValueKind::Number,
        docs("The smallest whole number that is not less."),
        (docs("ceiling(1.2)"), docs("2")),
        |a| Val::Number(libm::ceil(number(a, 0))),
    ),
    Function {
        name: "false",
        parameters: &[],
        optional: 0,
        variadic: false,
        traits: &[Trait::Constant],
        returns: ValueKind::Truth,
        summary: docs("False."),
        example: (docs("false()"), docs("false")),
        body: Body::Plain(|_| Val::Truth(false)),
    },
    plain(
        "floor",
        &[any("number")],
        ValueKind::Number,
        docs("The largest whole number that is not greater."),
        (docs("floor(-1.2)"), docs("-2")),
        |a| Val::Number(libm::floor(number(a, 0))),
    ),
    plain(
        "int",
        &[any("number")],
        ValueKind::Number,
        docs("The whole part of a number."),
        (docs("int(-1.8)"), docs("-1")),
        |a| Val::Number(libm::trunc(number(a, 0))),
    ),
    Function {
        name: "max",
        parameters: &[accepting("values", Accepts::Values)],
        optional: 0,
        variadic: true,
        traits: &[],
        returns: ValueKind::Number,
        summary: docs("The greatest of the values; not a number where one of them is none."),
        example: (docs("max(2, 7, 3)"), docs("7")),
        body: Body::Plain(|a| extreme(a, |new, best| new > best)),
    },
    Function {
        name: "min",
        parameters: &[accepting("values", Accepts::Values)],
        optional: 0,
        variadic: true,
        traits: &[],
        returns: ValueKind::Number,
        summary: docs("The least of the values; not a number where one of them is none."),
        example: (docs("min(2, 7, 3)"), docs("2")),
        body: Body::Plain(|a| extreme(a, |new, best| new < best)),
    },
    Function {
        name: "not",
        parameters: &[any("condition")],
        optional: 0,
        variadic: false,
        traits: &[Trait::Constant],
        returns: ValueKind::Truth,
        summary: docs("Whether the condition does not hold."),
        example: (docs("not(1 = 2)"), docs("true")),
        body: Body::Plain(|a| Val::Truth(!argument(a, 0).to_truth())),
    },
    plain(
        "nps-class",
        &[any("answer")],
        ValueKind::Text,
        docs("The class of an answer from 0 to 10: detractor, passive (from 7) or promoter (from 9)."),
        (docs("nps-class(8)"), docs("passive")),
        |a| nps_class(number(a, 0)).map_or(Val::Blank, |class| Val::text(class.name())),
    ),
    Function {
        name: "number",
        parameters: &[any("value")],
        optional: 1,
        variadic: false,
        traits: &[Trait::Constant, Trait::ContextNode],
        returns: ValueKind::Number,
        summary: docs("The value as a number; a day is the number of days since 1970-01-01."),
        example: (docs("number('12') + 1"), docs("13")),
        body: Body::Plain(|a| Val::Number(number(a, 0))),
    },
    Function {
        name: "round",
        parameters: &[any("number"), any("places")],
        optional: 1,
        variadic: false,
        traits: &[],
        returns: ValueKind::Number,
        summary: docs(
            "The nearest number with so many decimal places, a half rounded away from zero; without places, a whole number.",
        ),
        example: (docs("round(2.345, 2)"), docs("2.35")),
        body: Body::Plain(round),
    },
    Function {
        name: "true",
        parameters: &[],
        optional: 0,
        variadic: false,
        traits: &[Trait::Constant],
        returns: ValueKind::Truth,
        summary: docs("True."),
        example: (docs("true()"), docs("true")),
        body: Body::Plain(|_| Val::Truth(true)),
    },
];

fn nps_class(answer: f64) -> Option<NpsClass> {
    #[expect(clippy::cast_possible_truncation, reason = "what is not on the scale stays off it")]
    let step = answer as i64;
    #[expect(clippy::cast_precision_loss, reason = "a step of the scale is small")]
    let is_whole = step as f64 == answer;
    NpsClass::of(step).filter(|_| is_whole)
}

fn extreme(arguments: Args<'_>, better: fn(f64, f64) -> bool) -> Val {
    let mut best = f64::NAN;
    for (index, value) in each(arguments.values).map(|value| arguments.frame.number(value)).enumerate() {
        if value.is_nan() {
            return Val::Number(f64::NAN);
        }
        if index == 0 || better(value, best) {
            best = value;
        }
    }
    Val::Number(best)
}

/// A half is rounded away from zero, as ODK does; places are counted on the shortest decimal, so that 2.345
/// becomes 2.35 although its double lies a little below.
fn round(arguments: Args<'_>) -> Val {
    let value = number(arguments, 0);
    let places = arguments.get(1).map_or(0.0, |_| number(arguments, 1));
    if !places.is_finite() {
        return Val::Number(f64::NAN);
    }
    #[expect(clippy::cast_possible_truncation, reason = "clamped")]
    let places = libm::trunc(places).clamp(-400.0, 400.0) as i32;
    let scaled = shift(value, places);
    // Nothing stands behind so many digits.
    if !value.is_finite() || scaled.abs() >= 9e15 {
        return Val::Number(value);
    }
    Val::Number(shift(libm::floor(scaled.abs() + 0.5).copysign(scaled), -places))
}

/// The number times a power of ten, by way of its decimal digits.
fn shift(value: f64, places: i32) -> f64 {
    let Some((digits, exponent)) = shortest_digits(value) else { return value };
    nearest_double(digits, exponent + places).copysign(value)
}
