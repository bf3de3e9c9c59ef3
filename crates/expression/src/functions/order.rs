//! Which of two values comes first, whatever they are.

use std::cmp::Ordering;

use super::{any, argument, docs, plain};
use crate::function::{Args, Function};
use crate::kinds::ValueKind;
use crate::value::Val;

pub(super) const TABLE: &[Function] = &[plain(
    "compare-values",
    &[any("value"), any("other")],
    ValueKind::Number,
    docs(
        "-1, 0 or 1 where the first comes before the other, is as great, or comes after it: numbers by size, words letter by letter; blank where one is blank, or only one is a number.",
    ),
    (docs("compare-values('b', 'a')"), docs("1")),
    compared,
)];

fn compared(arguments: Args<'_>) -> Val {
    let (one, other) = (argument(arguments, 0), argument(arguments, 1));
    if one.is_blank() || other.is_blank() {
        return Val::Blank;
    }
    let order = match (by_size(one), by_size(other)) {
        (Some(one), Some(other)) => one.partial_cmp(&other).unwrap_or(Ordering::Equal),
        (None, None) => one.to_text().cmp(&other.to_text()),
        (Some(_), None) | (None, Some(_)) => return Val::Blank,
    };
    Val::Number(f64::from(order as i8))
}

/// What is compared by its size: numbers, and texts that are numbers throughout.
fn by_size(value: &Val) -> Option<f64> {
    let number = match value {
        Val::Text(text) => text.trim().parse().ok()?,
        Val::Number(number) => *number,
        Val::Truth(truth) => f64::from(u8::from(*truth)),
        Val::Blank | Val::Date(_) | Val::Time(_) | Val::Moment(_) | Val::Choices(_) | Val::Attempts(_) => return None,
        // One node is its value.
        Val::Many(values) => match &values[..] {
            [only] => return by_size(only),
            _ => return None,
        },
    };
    number.is_finite().then_some(number)
}
