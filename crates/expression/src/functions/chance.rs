//! Chance, which begins at the session's seed: what was drawn once can be drawn again.

use sealform_types::digest;

use super::{accepting, any, docs};
use crate::context::{EvalError, Frame};
use crate::eval::eval;
use crate::expr::Expr;
use crate::function::{Accepts, Body, Function, Trait};
use crate::kinds::ValueKind;
use crate::nodes::NodeId;
use crate::value::Val;
use crate::walk;

/// The longest text that `uuid(length)` gives.
const MAX_LENGTH: f64 = 10_000.0;

// The compiler adds the number of the call as the last argument, so that two calls draw apart.
pub(super) const TABLE: &[Function] = &[
    Function {
        name: "random",
        parameters: &[],
        optional: 0,
        variadic: false,
        traits: &[Trait::Draws],
        returns: ValueKind::Number,
        summary: docs("A number from 0 to less than 1, drawn once for each question and session."),
        example: (docs("random() < 1"), docs("true")),
        body: Body::Lazy(|a, frame| Val::Number(Dice::new(a, frame).part())),
    },
    Function {
        name: "randomize",
        parameters: &[accepting("nodes", Accepts::NodePaths), any("seed")],
        optional: 1,
        variadic: false,
        traits: &[Trait::Draws, Trait::KindOfFirst],
        returns: ValueKind::Text,
        summary: docs("The nodes in an order drawn by chance, or by a seed: the same seed gives the same order."),
        example: (docs("join(' ', randomize(${visitor_age}, 7))"), docs("31 40")),
        body: Body::Nodes(randomize),
    },
    Function {
        name: "uuid",
        parameters: &[any("length")],
        optional: 1,
        variadic: false,
        traits: &[Trait::Draws],
        returns: ValueKind::Text,
        summary: docs("A random identifier (UUID version 4), or so many random letters and digits."),
        example: (docs("string-length(uuid())"), docs("36")),
        body: Body::Lazy(uuid),
    },
];

/// splitmix64: short, and every seed is a good one.
struct Dice(u64);

impl Dice {
    fn new(arguments: &[Expr], frame: &Frame<'_>) -> Self {
        let call = match arguments.last() {
            Some(Expr::Constant(Val::Number(call))) => call.to_bits(),
            _ => 0,
        };
        Self(frame.context.seed().wrapping_add(call.wrapping_mul(0x9E37_79B9_7F4A_7C15)))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ mixed >> 31
    }

    /// From 0 to less than 1.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
    fn part(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

const LETTERS: &[u8; 62] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

fn uuid(arguments: &[Expr], frame: &Frame<'_>) -> Val {
    let mut dice = Dice::new(arguments, frame);
    let [length, _] = arguments else { return Val::text(&version_4(&mut dice)) };
    let length = frame.number(&eval(length, frame));
    if !(0.0..=MAX_LENGTH).contains(&length) {
        frame.fail(EvalError::NoAnswer);
        return Val::Blank;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be in range")]
    let drawn = (0..length as usize).filter_map(|_| LETTERS.get(usize::from(dice.next() as u8) % LETTERS.len()));
    Val::text(&drawn.map(|letter| char::from(*letter)).collect::<String>())
}

/// RFC 9562 section 5.4.
fn version_4(dice: &mut Dice) -> String {
    let (high, low) = (dice.next() & !0xF000 | 0x4000, dice.next() & !(0b11 << 62) | 0b10 << 62);
    format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        high >> 32,
        high >> 16 & 0xFFFF,
        high & 0xFFFF,
        low >> 48,
        low & 0xFFFF_FFFF_FFFF
    )
}

fn randomize(arguments: &[Expr], frame: &Frame<'_>) -> Vec<NodeId> {
    let Some(nodes) = arguments.first() else { return Vec::new() };
    let set = walk::nodes(nodes, frame).unwrap_or_default();
    let state = match arguments {
        [_, seed, _] => begin(seed_number(&eval(seed, frame))),
        _ => Dice::new(arguments, frame).next() % (MODULUS - 1) + 1,
    };
    order(set.len(), state).into_iter().filter_map(|place| set.get(place).copied()).collect()
}

/// The places of so many things in the order that a seed draws: `randomize()` for choices.
pub fn shuffled(count: usize, seed: f64) -> Vec<usize> {
    order(count, begin(seed))
}

/// Fisher and Yates's shuffle with Park and Miller's numbers, as the ODK XForms specification wants it.
fn order(count: usize, mut state: u64) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    for count in 1..=count {
        state = state * 16_807 % MODULUS;
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "below 2^31"
        )]
        let drawn = ((state - 1) as f64 / (MODULUS - 1) as f64 * count as f64) as usize;
        places.swap(count - 1, drawn.min(count - 1));
    }
    places
}

const MODULUS: u64 = 2_147_483_647;

/// The number that a seed means: itself, or where it is text the first eight bytes of its SHA-256 as JavaRosa has them, a
/// double.
pub fn seed_number(seed: &Val) -> f64 {
    let number = seed.to_number();
    if !number.is_nan() || seed.is_blank() {
        return number;
    }
    let digest = digest(seed.to_text().as_bytes());
    let first = digest.as_bytes().iter().take(8).fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
    #[expect(clippy::cast_possible_wrap, reason = "the bytes are those of a signed number")]
    #[expect(clippy::cast_precision_loss, reason = "JavaRosa loses the same bits, and its orders are to be met")]
    let number = first as i64 as f64;
    number
}

fn begin(seed: f64) -> u64 {
    #[expect(clippy::cast_possible_truncation, reason = "cuts off the fraction and saturates, as Java does")]
    let whole = seed as i64;
    #[expect(clippy::cast_possible_wrap, reason = "far below 2^63")]
    let modulus = MODULUS as i64;
    match whole % modulus {
        left if left <= 0 => left + modulus - 1,
        left => left,
    }
    .unsigned_abs()
    .max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The orders of openrosa-xpath-evaluator, which JavaRosa and Web Forms share.
    #[test]
    fn choices_stand_in_the_order_that_other_engines_draw() {
        for (seed, drawn) in [(42.0, [0, 5, 2, 1, 3, 4]), (-42.0, [4, 3, 0, 5, 1, 2]), (1.0, [1, 5, 4, 0, 2, 3])] {
            assert_eq!(shuffled(6, seed), drawn, "{seed}");
        }
        assert!(shuffled(0, f64::NAN).is_empty());
        assert_eq!(shuffled(6, -0.5), shuffled(6, 0.0), "cut off, not rounded down");
    }

    /// JavaRosa's order of eight choices for the seed `'foo'`.
    #[test]
    fn a_text_draws_the_order_that_javarosa_draws() {
        assert_eq!(shuffled(8, seed_number(&Val::text("foo"))), [4, 0, 3, 1, 7, 6, 2, 5]);
    }
}
