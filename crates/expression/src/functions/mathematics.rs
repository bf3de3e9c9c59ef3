//! Powers, logarithms and angles, by `libm`: the same on every machine.

use std::f64::consts::{E, PI};

use super::{Function, any, number, plain, told};
use crate::kinds::Kind;
use crate::value::Val;

pub(super) const TABLE: &[Function] = &[
    plain(
        "acos",
        &[any("number")],
        Kind::Number,
        told("The angle with this cosine, in radians."),
        (told("acos(1)"), told("0")),
        |a| Val::Number(libm::acos(number(a, 0))),
    ),
    plain(
        "asin",
        &[any("number")],
        Kind::Number,
        told("The angle with this sine, in radians."),
        (told("asin(0)"), told("0")),
        |a| Val::Number(libm::asin(number(a, 0))),
    ),
    plain(
        "atan",
        &[any("number")],
        Kind::Number,
        told("The angle with this tangent, in radians."),
        (told("atan(0)"), told("0")),
        |a| Val::Number(libm::atan(number(a, 0))),
    ),
    plain(
        "atan2",
        &[any("y"), any("x")],
        Kind::Number,
        told("The angle to a point, in radians."),
        (told("atan2(0, 1)"), told("0")),
        |a| Val::Number(libm::atan2(number(a, 0), number(a, 1))),
    ),
    plain(
        "cos",
        &[any("angle")],
        Kind::Number,
        told("The cosine of an angle in radians."),
        (told("cos(0)"), told("1")),
        |a| Val::Number(libm::cos(number(a, 0))),
    ),
    plain(
        "exp",
        &[any("number")],
        Kind::Number,
        told("e to the power of a number."),
        (told("exp(0)"), told("1")),
        |a| Val::Number(exp(number(a, 0))),
    ),
    plain(
        "exp10",
        &[any("number")],
        Kind::Number,
        told("10 to the power of a number."),
        (told("exp10(3)"), told("1000")),
        |a| Val::Number(power(10.0, number(a, 0))),
    ),
    plain("log", &[any("number")], Kind::Number, told("The natural logarithm."), (told("log(1)"), told("0")), |a| {
        Val::Number(libm::log(number(a, 0)))
    }),
    plain(
        "log10",
        &[any("number")],
        Kind::Number,
        told("The decimal logarithm."),
        (told("log10(1000)"), told("3")),
        |a| Val::Number(libm::log10(number(a, 0))),
    ),
    plain("pi", &[], Kind::Number, told("The number π."), (told("round(pi(), 4)"), told("3.1416")), |_| {
        Val::Number(PI)
    }),
    plain(
        "pow",
        &[any("number"), any("exponent")],
        Kind::Number,
        told("A number to a power."),
        (told("pow(2, 10)"), told("1024")),
        |a| Val::Number(power(number(a, 0), number(a, 1))),
    ),
    plain(
        "sin",
        &[any("angle")],
        Kind::Number,
        told("The sine of an angle in radians."),
        (told("sin(0)"), told("0")),
        |a| Val::Number(libm::sin(number(a, 0))),
    ),
    plain("sqrt", &[any("number")], Kind::Number, told("The square root."), (told("sqrt(16)"), told("4")), |a| {
        Val::Number(libm::sqrt(number(a, 0)))
    }),
    plain(
        "tan",
        &[any("angle")],
        Kind::Number,
        told("The tangent of an angle in radians."),
        (told("tan(0)"), told("0")),
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
