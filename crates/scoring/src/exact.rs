//! Fractions of arbitrary precision, and the one place where they are rounded.

use std::cmp::Ordering;
use std::fmt;
use std::ops::{Add, AddAssign, Mul, Neg, Sub, SubAssign};
use std::sync::Arc;

use sealform_types::{Decoder, Encoder, Natural, Wire};

/// A reduced fraction. It is only ever rounded by [`Exact::rounded`] and [`Exact::round_to`].
///
/// Copies share what they point at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exact(Arc<Fraction>);

/// # Invariant
/// INVARIANT: numerator and denominator have no common divisor but 1, the denominator is not 0, and zero is not negative.
#[derive(Debug, PartialEq, Eq)]
struct Fraction {
    sign: Sign,
    numerator: Natural,
    denominator: Natural,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Wire)]
enum Sign {
    Plus,
    Minus,
}

impl Wire for Exact {
    fn write(&self, to: &mut Encoder) {
        self.0.sign.write(to);
        self.0.numerator.write(to);
        self.0.denominator.write(to);
    }

    /// Reduces what it reads, so that the invariant holds for any input.
    fn read(from: &mut Decoder<'_>) -> Self {
        let (sign, numerator, denominator) = (Sign::read(from), Natural::read(from), Natural::read(from));
        if denominator.is_zero() {
            from.damage();
            return Self::zero();
        }
        Self::reduced(sign, numerator, denominator)
    }
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

impl Exact {
    /// The most bits that the numerator or the denominator of a score may have.
    pub const MAX_BITS: u64 = 4096;

    /// Zero.
    pub fn zero() -> Self {
        Self::whole(0)
    }

    /// One.
    pub fn one() -> Self {
        Self::whole(1)
    }

    /// A whole number.
    pub fn whole(number: i64) -> Self {
        let sign = if number < 0 { Sign::Minus } else { Sign::Plus };
        Self::of(sign, Natural::from(number.unsigned_abs()), Natural::one())
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
        let sign = if text.starts_with('-') { Sign::Minus } else { Sign::Plus };
        let numerator = Natural::from_digits(whole.bytes().chain(fraction.bytes()));
        Some(Self::reduced(sign, numerator, Natural::pow10(u32::try_from(fraction.len()).ok()?)))
    }

    /// Whether it is zero.
    pub fn is_zero(&self) -> bool {
        self.0.numerator.is_zero()
    }

    /// Whether it is greater than zero.
    pub fn is_positive(&self) -> bool {
        self.0.sign == Sign::Plus && !self.is_zero()
    }

    /// Divided by another; `None` where that is zero.
    pub fn checked_div(&self, other: &Self) -> Option<Self> {
        let numerator = &self.0.numerator * &other.0.denominator;
        let denominator = &self.0.denominator * &other.0.numerator;
        (!other.is_zero()).then(|| Self::reduced(self.0.sign * other.0.sign, numerator, denominator))
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
        let scaled = self.scaled(places);
        let digits = scaled.to_digits();
        let places = places as usize;
        let mut text = String::new();
        if self.0.sign == Sign::Minus && !scaled.is_zero() {
            text.push('-');
        }
        // A digit stands before the point, whatever the number.
        let missing = (places + 1).saturating_sub(digits.len());
        let point = (digits.len() + missing - places).saturating_sub(1);
        for (place, digit) in std::iter::repeat_n('0', missing).chain(digits.chars()).enumerate() {
            text.push(digit);
            if place == point && places > 0 {
                text.push('.');
            }
        }
        text
    }

    /// Rounded to that many places, half away from zero, as a number.
    #[must_use]
    pub fn round_to(&self, places: u32) -> Self {
        Self::reduced(self.0.sign, self.scaled(places), Natural::pow10(places))
    }

    /// `n/d` in lowest terms, the sign in front; whole numbers too.
    pub fn to_fraction(&self) -> String {
        let sign = if self.0.sign == Sign::Minus { "-" } else { "" };
        [sign, &self.0.numerator.to_digits(), "/", &self.0.denominator.to_digits()].concat()
    }

    /// A plain decimal where it ends within 6 places, else `n/d`.
    ///
    /// # Example
    /// ```
    /// use sealform_scoring::Exact;
    /// let third = Exact::whole(1).checked_div(&Exact::whole(3)).unwrap();
    /// assert_eq!((Exact::parse("2.50").unwrap().to_plain(), third.to_plain()), ("2.5".into(), "1/3".into()));
    /// ```
    pub fn to_plain(&self) -> String {
        const PLACES: u32 = 6;
        let (_, rest) = Natural::pow10(PLACES).div_rem(&self.0.denominator);
        if !rest.is_zero() {
            return self.to_fraction();
        }
        let text = self.rounded(PLACES);
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }

    /// Whether it is too long to be a score.
    pub fn is_too_long(&self) -> bool {
        self.0.numerator.bits() > Self::MAX_BITS || self.0.denominator.bits() > Self::MAX_BITS
    }

    /// The denominator.
    pub(crate) fn denominator(&self) -> &Natural {
        &self.0.denominator
    }

    /// In lowest terms; `denominator` is not 0.
    fn reduced(sign: Sign, numerator: Natural, denominator: Natural) -> Self {
        let sign = if numerator.is_zero() { Sign::Plus } else { sign };
        let common = match denominator.is_one() {
            true => Natural::one(),
            false => numerator.gcd(&denominator),
        };
        match common.is_one() {
            true => Self::of(sign, numerator, denominator),
            false => Self::of(sign, numerator.div_rem(&common).0, denominator.div_rem(&common).0),
        }
    }

    fn of(sign: Sign, numerator: Natural, denominator: Natural) -> Self {
        Self(Arc::new(Fraction { sign, numerator, denominator }))
    }

    /// How many units of the last of so many places it comes to without its sign, halves rounded up.
    fn scaled(&self, places: u32) -> Natural {
        let two = Natural::from(2);
        let doubled = &(&self.0.numerator * &Natural::pow10(places)) * &two;
        (&doubled + &self.0.denominator).div_rem(&(&self.0.denominator * &two)).0
    }

    /// The sum with another number that has this sign instead of its own.
    fn add_signed(&self, other: &Self, sign: Sign) -> Self {
        if other.is_zero() {
            return self.clone();
        }
        let (one, two) = (&self.0.numerator * &other.0.denominator, &other.0.numerator * &self.0.denominator);
        let (sign, numerator) = match self.0.sign == sign {
            true => (sign, &one + &two),
            false => (if one < two { sign } else { self.0.sign }, one.abs_diff(&two)),
        };
        Self::reduced(sign, numerator, &self.0.denominator * &other.0.denominator)
    }
}

impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_plain())
    }
}

impl Ord for Exact {
    fn cmp(&self, other: &Self) -> Ordering {
        if Arc::ptr_eq(&self.0, &other.0) {
            return Ordering::Equal;
        }
        let (one, two) = (&self.0.numerator * &other.0.denominator, &other.0.numerator * &self.0.denominator);
        match (self.0.sign, other.0.sign) {
            (Sign::Plus, Sign::Plus) => one.cmp(&two),
            (Sign::Minus, Sign::Minus) => two.cmp(&one),
            (Sign::Plus, Sign::Minus) => Ordering::Greater,
            (Sign::Minus, Sign::Plus) => Ordering::Less,
        }
    }
}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Add for &Exact {
    type Output = Exact;
    fn add(self, other: Self) -> Exact {
        self.add_signed(other, other.0.sign)
    }
}

impl Sub for &Exact {
    type Output = Exact;
    fn sub(self, other: Self) -> Exact {
        self.add_signed(other, -other.0.sign)
    }
}

impl Mul for &Exact {
    type Output = Exact;
    fn mul(self, other: Self) -> Exact {
        let numerator = &self.0.numerator * &other.0.numerator;
        Exact::reduced(self.0.sign * other.0.sign, numerator, &self.0.denominator * &other.0.denominator)
    }
}

impl AddAssign<&Exact> for Exact {
    fn add_assign(&mut self, other: &Exact) {
        *self = &*self + other;
    }
}

impl SubAssign<&Exact> for Exact {
    fn sub_assign(&mut self, other: &Exact) {
        *self = &*self - other;
    }
}

#[cfg(test)]
mod tests {
    use num_bigint::BigInt;
    use num_rational::BigRational;
    use num_traits::{One as _, Signed as _, Zero as _};
    use proptest::prelude::*;

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
        assert!(long.is_too_long() && Exact::one().checked_div(&long).unwrap().is_too_long());
        assert!(!Exact::parse(&"9".repeat(1200)).unwrap().is_too_long());
    }

    /// Fractions as others reckon with them.
    fn fractions() -> impl Strategy<Value = (Exact, BigRational)> {
        let long = proptest::collection::vec(any::<u32>(), 1..6);
        let number = prop_oneof![
            3 => (-1000_i64..1000).prop_map(BigInt::from),
            1 => (any::<bool>(), long).prop_map(|(minus, limbs)| {
                BigInt::from_slice(if minus { num_bigint::Sign::Minus } else { num_bigint::Sign::Plus }, &limbs)
            }),
        ];
        (number.clone(), number).prop_map(|(above, below)| {
            let below = if below.is_zero() { BigInt::one() } else { below };
            let exact = |number: &BigInt| Exact::parse(&number.to_string()).unwrap();
            (exact(&above).checked_div(&exact(&below)).unwrap(), BigRational::new(above, below))
        })
    }

    fn is(exact: &Exact, other: &BigRational) -> bool {
        exact.to_fraction() == format!("{}/{}", other.numer(), other.denom())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn it_reckons_as_others_do((one, big_one) in fractions(), (two, big_two) in fractions(), places in 0..8_u32) {
            prop_assert!(is(&one, &big_one), "{} is {}", one.to_fraction(), big_one);
            prop_assert_eq!(one.cmp(&two), big_one.cmp(&big_two));
            prop_assert_eq!((one.is_zero(), one.is_positive()), (big_one.is_zero(), big_one.is_positive()));
            prop_assert!(is(&(&one + &two), &(&big_one + &big_two)));
            prop_assert!(is(&(&one - &two), &(&big_one - &big_two)));
            prop_assert!(is(&(&one * &two), &(&big_one * &big_two)));
            prop_assert_eq!(one.checked_div(&two).is_none(), big_two.is_zero());
            if let Some(quotient) = one.checked_div(&two) {
                prop_assert!(is(&quotient, &(&big_one / &big_two)));
            }
            let scale = BigRational::from_integer(BigInt::from(10).pow(places));
            prop_assert!(is(&one.round_to(places), &((&big_one * &scale).round() / &scale)));
            prop_assert_eq!(Exact::parse(&one.rounded(places)), Some(one.round_to(places)));
            prop_assert_eq!(one.rounded(places).split_once('.').map_or(0, |(_, behind)| behind.len()), places as usize);
        }
    }
}
