//! Fractions whose parts do not fit into a machine's word.

use std::cmp::Ordering;
use std::ops::{Mul, Neg};

use sealform_types::{Decoder, Encoder, Natural, Wire};

/// A reduced fraction of any length.
///
/// # Invariant
/// INVARIANT: numerator and denominator have no common divisor but 1, the denominator is not 0, and zero is not negative.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fraction {
    pub sign: Sign,
    pub numerator: Natural,
    pub denominator: Natural,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Wire)]
pub(super) enum Sign {
    Plus,
    Minus,
}

impl Neg for Sign {
    type Output = Self;
    fn neg(self) -> Self {
        match self {
            Self::Plus => Self::Minus,
            Self::Minus => Self::Plus,
        }
    }
}

impl Mul for Sign {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        if self == other { Self::Plus } else { Self::Minus }
    }
}

impl Fraction {
    /// In lowest terms; `denominator` is not 0.
    pub fn reduced(sign: Sign, numerator: Natural, denominator: Natural) -> Self {
        let sign = if numerator.is_zero() { Sign::Plus } else { sign };
        let common = numerator.gcd(&denominator);
        match common.is_one() {
            true => Self { sign, numerator, denominator },
            false => {
                Self { sign, numerator: numerator.div_rem(&common).0, denominator: denominator.div_rem(&common).0 }
            }
        }
    }

    /// Takes what was encoded, and reduces it, so that the invariant holds for any input; `None` where it is no number.
    pub fn read(from: &mut Decoder<'_>) -> Option<Self> {
        let (sign, numerator, denominator) = (Sign::read(from), Natural::read(from), Natural::read(from));
        (!denominator.is_zero()).then(|| Self::reduced(sign, numerator, denominator))
    }

    pub fn write(&self, to: &mut Encoder) {
        self.sign.write(to);
        self.numerator.write(to);
        self.denominator.write(to);
    }

    /// How many units of the last of so many places it comes to without its sign, halves rounded up.
    pub fn scaled(&self, places: u32) -> Natural {
        let two = Natural::from(2);
        let doubled = &(&self.numerator * &Natural::pow10(places)) * &two;
        (&doubled + &self.denominator).div_rem(&(&self.denominator * &two)).0
    }

    /// The sum with another number that has this sign instead of its own.
    pub fn add_signed(&self, other: &Self, sign: Sign) -> Self {
        let (one, two) = (&self.numerator * &other.denominator, &other.numerator * &self.denominator);
        let (sign, numerator) = match self.sign == sign {
            true => (sign, &one + &two),
            false => (if one < two { sign } else { self.sign }, one.abs_diff(&two)),
        };
        Self::reduced(sign, numerator, &self.denominator * &other.denominator)
    }

    pub fn times(&self, other: &Self) -> Self {
        let numerator = &self.numerator * &other.numerator;
        Self::reduced(self.sign * other.sign, numerator, &self.denominator * &other.denominator)
    }

    /// Divided by another that is not zero.
    pub fn over(&self, other: &Self) -> Self {
        let numerator = &self.numerator * &other.denominator;
        Self::reduced(self.sign * other.sign, numerator, &self.denominator * &other.numerator)
    }

    pub fn compare(&self, other: &Self) -> Ordering {
        let (one, two) = (&self.numerator * &other.denominator, &other.numerator * &self.denominator);
        match (self.sign, other.sign) {
            (Sign::Plus, Sign::Plus) => one.cmp(&two),
            (Sign::Minus, Sign::Minus) => two.cmp(&one),
            (Sign::Plus, Sign::Minus) => Ordering::Greater,
            (Sign::Minus, Sign::Plus) => Ordering::Less,
        }
    }
}
