//! Powers, logarithms and angles, by `libm`: the same on every machine.

use std::f64::consts::{E, PI};

use super::{any, docs, number, plain};
use crate::function::Function;
use crate::kinds::ValueKind;
use crate::value::Val;

pub(super) const TABLE: &[Function] = &[
    plain(
        "acos",
        &[any("number")],
        ValueKind::Number,
        docs("The angle with this cosine, in radians."),
        (docs("acos(1)"), docs("0")),
        |a| Val::Number(libm::acos(number(a, 0))),
    ),
    plain(
        "asin",
        &[any("number")],
        ValueKind::Number,
        docs("The angle with this sine, in radians."),
        (docs("asin(0)"), docs("0")),
        |a| Val::Number(libm::asin(number(a, 0))),
    ),
    plain(
        "atan",
        &[any("number")],
        ValueKind::Number,
        docs("The angle with this tangent, in radians."),
        (docs("atan(0)"), docs("0")),
        |a| Val::Number(libm::atan(number(a, 0))),
    ),
    plain(
        "atan2",
        &[any("y"), any("x")],
        ValueKind::Number,
        docs("The angle to a point, in radians."),
        (docs("atan2(0, 1)"), docs("0")),
        |a| Val::Number(libm::atan2(number(a, 0), number(a, 1))),
    ),
    plain(
        "cos",
        &[any("angle")],
        ValueKind::Number,
        docs("The cosine of an angle in radians."),
        (docs("cos(0)"), docs("1")),
        |a| Val::Number(libm::cos(number(a, 0))),
    ),
    plain(
        "exp",
        &[any("number")],
        ValueKind::Number,
        docs("e to the power of a number."),
        (docs("exp(0)"), docs("1")),
        |a| Val::Number(exp(number(a, 0))),
    ),
    plain(
        "exp10",
        &[any("number")],
        ValueKind::Number,
        docs("10 to the power of a number."),
        (docs("exp10(3)"), docs("1000")),
        |a| Val::Number(power(10.0, number(a, 0))),
    ),
    plain(
        "log",
        &[any("number")],
        ValueKind::Number,
        docs("The natural logarithm."),
        (docs("log(1)"), docs("0")),
        |a| Val::Number(libm::log(number(a, 0))),
    ),
    plain(
        "log10",
        &[any("number")],
        ValueKind::Number,
        docs("The decimal logarithm."),
        (docs("log10(1000)"), docs("3")),
        |a| Val::Number(libm::log10(number(a, 0))),
    ),
    plain("pi", &[], ValueKind::Number, docs("The number π."), (docs("round(pi(), 4)"), docs("3.1416")), |_| {
        Val::Number(PI)
    }),
    plain(
        "pow",
        &[any("number"), any("exponent")],
        ValueKind::Number,
        docs("A number to a power."),
        (docs("pow(2, 10)"), docs("1024")),
        |a| Val::Number(power(number(a, 0), number(a, 1))),
    ),
    plain(
        "sin",
        &[any("angle")],
        ValueKind::Number,
        docs("The sine of an angle in radians."),
        (docs("sin(0)"), docs("0")),
        |a| Val::Number(libm::sin(number(a, 0))),
    ),
    plain("sqrt", &[any("number")], ValueKind::Number, docs("The square root."), (docs("sqrt(16)"), docs("4")), |a| {
        Val::Number(libm::sqrt(number(a, 0)))
    }),
    plain(
        "tan",
        &[any("angle")],
        ValueKind::Number,
        docs("The tangent of an angle in radians."),
        (docs("tan(0)"), docs("0")),
        |a| Val::Number(libm::tan(number(a, 0))),
    ),
];

/// `libm`'s, but e itself for 1, where it is off by the last bit.
/// ECMAScript's `Math.pow`: unlike C's, 1 to the power of no number, or of infinity, is no number.
fn power(base: f64, exponent: f64) -> f64 {
    let is_one = base.abs().to_bits() == 1_f64.to_bits();
    if exponent.is_nan() || is_one && exponent.is_infinite() { f64::NAN } else { libm::pow(base, exponent) }
}

fn exp(power: f64) -> f64 {
    if power.to_bits() == 1_f64.to_bits() { E } else { libm::exp(power) }
}
