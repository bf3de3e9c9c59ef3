//! Fractions of arbitrary precision, and the one place where they are rounded.

use std::fmt;
use std::ops::{Add, AddAssign, Mul, Sub};

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

/// A reduced fraction. Nothing about it is ever rounded except by [`Exact::rounded`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exact(BigRational);

impl Exact {
    /// The most bits that the numerator or the denominator of a score may have.
    pub const MAX_BITS: u64 = 4096;

    /// Nothing.
    pub fn zero() -> Self {
        Self(BigRational::zero())
    }

    /// One.
    pub fn one() -> Self {
        Self(BigRational::one())
    }

    /// A whole number.
    pub fn whole(number: i64) -> Self {
        Self(BigRational::from_integer(BigInt::from(number)))
    }

    /// Reads plain decimal digits: an optional `-`, digits, and at most one point with digits around it.
    ///
    /// # Example
    /// ```
    /// use sealform_scoring::Exact;
    /// assert_eq!(Exact::parse("-2.50").unwrap().to_fraction(), "-5/2");
    /// assert!(Exact::parse("1e3").is_none());
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !is_digits(whole) || !is_digits(fraction) {
            return None;
        }
        let numerator = BigInt::parse_bytes(format!("{whole}{fraction}").as_bytes(), 10)?;
        let places = u32::try_from(fraction.len()).ok()?;
        let number = BigRational::new(numerator, BigInt::from(10).pow(places));
        Some(Self(if text.starts_with('-') { -number } else { number }))
    }

    /// Whether it is nothing.
    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    /// Whether it is more than nothing.
    pub fn is_positive(&self) -> bool {
        self.0.is_positive()
    }

    /// Divided by another; `None` where that is nothing.
    pub fn over(&self, other: &Self) -> Option<Self> {
        (!other.is_zero()).then(|| Self(&self.0 / &other.0))
    }

    /// The same number with that many places behind the point, rounded half away from zero.
    ///
    /// # Example
    /// ```
    /// use sealform_scoring::Exact;
    /// assert_eq!(Exact::parse("79.96").unwrap().rounded(1), "80.0");
    /// assert_eq!(Exact::parse("-0.25").unwrap().rounded(1), "-0.3");
    /// assert_eq!(Exact::parse("-0.04").unwrap().rounded(1), "0.0");
    /// ```
    pub fn rounded(&self, places: u32) -> String {
        let scaled = (&self.0 * BigRational::from_integer(BigInt::from(10).pow(places))).round().to_integer();
        let digits = scaled.magnitude().to_string();
        let width = places as usize + 1;
        let digits = format!("{digits:0>width$}");
        let (whole, fraction) = digits.split_at(digits.len() - places as usize);
        let sign = if scaled.is_negative() { "-" } else { "" };
        match fraction {
            "" => format!("{sign}{whole}"),
            fraction => format!("{sign}{whole}.{fraction}"),
        }
    }

    /// Rounded to that many places, half away from zero, as a number.
    #[must_use]
    pub fn round_to(&self, places: u32) -> Self {
        let scale = BigRational::from_integer(BigInt::from(10).pow(places));
        Self((&self.0 * &scale).round() / scale)
    }

    /// `n/d` in lowest terms, the sign in front; whole numbers too.
    pub fn to_fraction(&self) -> String {
        format!("{}/{}", self.0.numer(), self.0.denom())
    }

    /// A plain decimal where it ends within 6 places, else `n/d`.
    ///
    /// # Example
    /// ```
    /// use sealform_scoring::Exact;
    /// let third = Exact::whole(1).over(&Exact::whole(3)).unwrap();
    /// assert_eq!((Exact::parse("2.50").unwrap().to_plain(), third.to_plain()), ("2.5".into(), "1/3".into()));
    /// ```
    pub fn to_plain(&self) -> String {
        const PLACES: u32 = 6;
        if self.round_to(PLACES) != *self {
            return self.to_fraction();
        }
        let text = self.rounded(PLACES);
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }

    /// Whether it is too long to be a score.
    pub fn is_too_long(&self) -> bool {
        self.0.numer().bits() > Self::MAX_BITS || self.0.denom().bits() > Self::MAX_BITS
    }

    /// The denominator.
    pub(crate) fn denominator(&self) -> &BigInt {
        self.0.denom()
    }
}

impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_plain())
    }
}

impl Add for &Exact {
    type Output = Exact;
    fn add(self, other: Self) -> Exact {
        Exact(&self.0 + &other.0)
    }
}

impl Sub for &Exact {
    type Output = Exact;
    fn sub(self, other: Self) -> Exact {
        Exact(&self.0 - &other.0)
    }
}

impl Mul for &Exact {
    type Output = Exact;
    fn mul(self, other: Self) -> Exact {
        Exact(&self.0 * &other.0)
    }
}

impl AddAssign<&Exact> for Exact {
    fn add_assign(&mut self, other: &Exact) {
        self.0 += &other.0;
    }
}

impl std::ops::SubAssign<&Exact> for Exact {
    fn sub_assign(&mut self, other: &Exact) {
        self.0 -= &other.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_rounded_away_from_zero_and_only_once() {
        for (text, places, rounded) in [
            ("0.5", 0, "1"),
            ("-0.5", 0, "-1"),
            ("0.45", 1, "0.5"),
            ("0.4499999", 1, "0.4"),
            ("99.95", 1, "100.0"),
            ("7", 2, "7.00"),
            ("0.005", 2, "0.01"),
        ] {
            assert_eq!(Exact::parse(text).unwrap().rounded(places), rounded, "{text}");
        }
    }

    #[test]
    fn what_is_no_plain_decimal_is_refused() {
        for text in ["", ".", ".5", "+1", "1,5", "1.2.3", "--1", "1e2", " 1", "NaN"] {
            assert_eq!(Exact::parse(text), None, "{text}");
        }
    }

    #[test]
    fn long_numbers_are_noticed() {
        let long = Exact::parse(&"9".repeat(1300)).unwrap();
        assert!(long.is_too_long() && Exact::one().over(&long).unwrap().is_too_long());
        assert!(!Exact::parse(&"9".repeat(1200)).unwrap().is_too_long());
    }
}
