//! Fractions of arbitrary precision, and the one place where they are rounded.

mod fraction;

use std::cmp::Ordering;
use std::fmt;
use std::num::NonZeroI64;
use std::ops::{Add, AddAssign, Mul, Sub, SubAssign};
use std::sync::Arc;

use sealform_types::{Decoder, Encoder, Natural, Wire, common_divisor};

use fraction::{Fraction, Sign};

/// A reduced fraction. It is only ever rounded by [`Exact::rounded`] and [`Exact::round_to`].
///
/// Nearly all that stand in scores are short and take no memory of their own; copies of long ones share what they point at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exact(Form);

/// # Invariant
/// INVARIANT: it is in lowest terms, with a denominator above 0. It is short where numerator and denominator lie within
/// ±[`i64::MAX`], so that each number has one form.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Form {
    Short(i64, NonZeroI64),
    Long(Arc<Fraction>),
}

impl Wire for Exact {
    fn write(&self, to: &mut Encoder) {
        match &self.0 {
            Form::Short(numerator, denominator) => {
                denominator.get().write(to);
                numerator.write(to);
            }
            Form::Long(fraction) => {
                0_i64.write(to);
                fraction.write(to);
            }
        }
    }

    /// Reduces what it reads, so that the invariant holds for any input.
    fn read(from: &mut Decoder<'_>) -> Self {
        let read = match i64::read(from) {
            0 => Fraction::read(from).map(Self::from),
            denominator => Self::short(i64::read(from), denominator),
        };
        read.unwrap_or_else(|| {
            from.damage();
            Self::zero()
        })
    }
}

/// Takes the short form where that is enough.
impl From<Fraction> for Exact {
    fn from(long: Fraction) -> Self {
        let part = |number: &Natural| i64::try_from(number.to_u64()?).ok();
        match (part(&long.numerator), part(&long.denominator).and_then(NonZeroI64::new)) {
            (Some(numerator), Some(denominator)) => {
                let numerator = if long.sign == Sign::Minus { -numerator } else { numerator };
                Self(Form::Short(numerator, denominator))
            }
            (None, _) | (_, None) => Self(Form::Long(Arc::new(long))),
        }
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
        Self::short(number, 1).unwrap_or_else(|| {
            Self::from(Fraction::reduced(Sign::Minus, Natural::from(number.unsigned_abs()), Natural::one()))
        })
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
        /// So many digits always fit into the short form.
        const FEW: usize = 18;
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !is_digits(whole) || !is_digits(fraction) {
            return None;
        }
        let sign = if text.starts_with('-') { Sign::Minus } else { Sign::Plus };
        let (digits, places) = (whole.bytes().chain(fraction.bytes()), u32::try_from(fraction.len()).ok()?);
        if whole.len() + fraction.len() <= FEW {
            let number = digits.fold(0, |number, digit| number * 10 + i64::from(digit - b'0'));
            return Self::short(if sign == Sign::Minus { -number } else { number }, 10_i64.pow(places));
        }
        Some(Self::from(Fraction::reduced(sign, Natural::from_digits(digits), Natural::pow10(places))))
    }

    /// Reads `n/d`, as [`Exact::to_fraction`] writes it.
    pub fn parse_fraction(text: &str) -> Option<Self> {
        let (numerator, denominator) = text.split_once('/')?;
        let whole = |digits: &str| Self::parse(digits).filter(|_| !digits.contains('.'));
        whole(numerator)?.checked_div(&whole(denominator)?)
    }

    /// Whether it is zero.
    pub fn is_zero(&self) -> bool {
        matches!(self.0, Form::Short(0, _))
    }

    /// Whether it is greater than zero.
    pub fn is_positive(&self) -> bool {
        !self.is_zero() && !self.is_negative()
    }

    fn is_negative(&self) -> bool {
        match &self.0 {
            Form::Short(numerator, _) => *numerator < 0,
            Form::Long(fraction) => fraction.sign == Sign::Minus,
        }
    }

    /// Divided by another; `None` where that is zero.
    pub fn checked_div(&self, other: &Self) -> Option<Self> {
        if other.is_zero() {
            return None;
        }
        let short = Self::both(self, other).and_then(|((n1, d1), (n2, d2))| {
            let (numerator, denominator) = (n1.checked_mul(d2)?, d1.checked_mul(n2)?);
            if n2 < 0 { Self::short(-numerator, -denominator) } else { Self::short(numerator, denominator) }
        });
        Some(short.unwrap_or_else(|| Self::from(self.fraction().over(&other.fraction()))))
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
        let digits = match self.scaled(places) {
            Some(scaled) => scaled.to_string(),
            None => self.fraction().scaled(places).to_digits(),
        };
        let places = places as usize;
        let sign = if self.is_negative() && digits != "0" { "-" } else { "" };
        // A digit stands before the point, whatever the number.
        let zeros = "0".repeat((places + 1).saturating_sub(digits.len()));
        let mut text = [sign, &zeros, &digits].concat();
        if places > 0 {
            text.insert(text.len() - places, '.');
        }
        text
    }

    /// Rounded to that many places, half away from zero, as a number.
    #[must_use]
    pub fn round_to(&self, places: u32) -> Self {
        let sign = if self.is_negative() { Sign::Minus } else { Sign::Plus };
        let scaled = self.scaled(places).map_or_else(|| self.fraction().scaled(places), Natural::from);
        Self::from(Fraction::reduced(sign, scaled, Natural::pow10(places)))
    }

    /// `n/d` in lowest terms, the sign in front; whole numbers too.
    pub fn to_fraction(&self) -> String {
        match &self.0 {
            Form::Short(numerator, denominator) => [&numerator.to_string(), "/", &denominator.to_string()].concat(),
            Form::Long(long) => {
                let sign = if long.sign == Sign::Minus { "-" } else { "" };
                [sign, &long.numerator.to_digits(), "/", &long.denominator.to_digits()].concat()
            }
        }
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
        if let Form::Short(numerator, denominator) = self.0
            && denominator.get() == 1
        {
            return numerator.to_string();
        }
        let (_, rest) = Natural::pow10(PLACES).div_rem(&self.denominator());
        if !rest.is_zero() {
            return self.to_fraction();
        }
        let text = self.rounded(PLACES);
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }

    /// As people read it: a plain decimal where it ends within 6 places, else about how much, to 2 places.
    ///
    /// # Example
    /// ```
    /// use sealform_scoring::Exact;
    /// let third = Exact::whole(1).checked_div(&Exact::whole(3)).unwrap();
    /// assert_eq!((Exact::whole(2).in_words(), third.in_words()), ("2".into(), "≈\u{a0}0.33".into()));
    /// ```
    pub fn in_words(&self) -> String {
        const PLACES: u32 = 2;
        let plain = self.to_plain();
        if plain.contains('/') { ["≈\u{a0}", &self.rounded(PLACES)].concat() } else { plain }
    }

    /// Whether it is too long to be a score.
    pub fn is_too_long(&self) -> bool {
        match &self.0 {
            Form::Short(..) => false,
            Form::Long(long) => long.numerator.bits() > Self::MAX_BITS || long.denominator.bits() > Self::MAX_BITS,
        }
    }

    /// The denominator.
    pub(crate) fn denominator(&self) -> Natural {
        match &self.0 {
            Form::Short(_, denominator) => Natural::from(denominator.get().unsigned_abs()),
            Form::Long(long) => long.denominator.clone(),
        }
    }

    /// The short form of a fraction, in lowest terms; `None` where it has none, or its denominator is not above 0.
    fn short(numerator: i64, denominator: i64) -> Option<Self> {
        if numerator == i64::MIN || denominator < 1 {
            return None;
        }
        let common = match denominator {
            1 => 1,
            _ => i64::try_from(common_divisor(numerator.unsigned_abs(), denominator.unsigned_abs())).ok()?,
        };
        let part = |number: i64| if common == 1 { Some(number) } else { number.checked_div(common) };
        Some(Self(Form::Short(part(numerator)?, NonZeroI64::new(part(denominator)?)?)))
    }

    /// Numerator and denominator of two that are short.
    fn both(one: &Self, two: &Self) -> Option<((i64, i64), (i64, i64))> {
        match (&one.0, &two.0) {
            (Form::Short(n1, d1), Form::Short(n2, d2)) => Some(((*n1, d1.get()), (*n2, d2.get()))),
            (Form::Long(_), _) | (_, Form::Long(_)) => None,
        }
    }

    /// The long form.
    fn fraction(&self) -> Arc<Fraction> {
        match &self.0 {
            Form::Long(fraction) => Arc::clone(fraction),
            Form::Short(numerator, _) => Arc::new(Fraction {
                sign: if *numerator < 0 { Sign::Minus } else { Sign::Plus },
                numerator: Natural::from(numerator.unsigned_abs()),
                denominator: self.denominator(),
            }),
        }
    }

    /// How many units of the last of so many places it comes to without its sign, halves rounded up, where that is short.
    fn scaled(&self, places: u32) -> Option<u64> {
        let Form::Short(numerator, denominator) = self.0 else { return None };
        let denominator = denominator.get().unsigned_abs();
        let doubled = numerator.unsigned_abs().checked_mul(10_u64.checked_pow(places)?)?.checked_mul(2)?;
        doubled.checked_add(denominator)?.checked_div(denominator.checked_mul(2)?)
    }

    fn short_sum((n1, d1): (i64, i64), (n2, d2): (i64, i64)) -> Option<Self> {
        if d1 == d2 {
            return Self::short(n1.checked_add(n2)?, d1);
        }
        Self::short(n1.checked_mul(d2)?.checked_add(n2.checked_mul(d1)?)?, d1.checked_mul(d2)?)
    }
}

impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_plain())
    }
}

impl Ord for Exact {
    fn cmp(&self, other: &Self) -> Ordering {
        let short = Self::both(self, other).and_then(|((n1, d1), (n2, d2))| match d1 == d2 {
            true => Some(n1.cmp(&n2)),
            false => Some(n1.checked_mul(d2)?.cmp(&n2.checked_mul(d1)?)),
        });
        short.unwrap_or_else(|| self.fraction().compare(&other.fraction()))
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
        let short = Exact::both(self, other).and_then(|(one, two)| Exact::short_sum(one, two));
        short.unwrap_or_else(|| {
            let other = other.fraction();
            Exact::from(self.fraction().add_signed(&other, other.sign))
        })
    }
}

impl Sub for &Exact {
    type Output = Exact;
    fn sub(self, other: Self) -> Exact {
        let short = Exact::both(self, other).and_then(|(one, (n2, d2))| Exact::short_sum(one, (-n2, d2)));
        short.unwrap_or_else(|| {
            let other = other.fraction();
            Exact::from(self.fraction().add_signed(&other, -other.sign))
        })
    }
}

impl Mul for &Exact {
    type Output = Exact;
    fn mul(self, other: Self) -> Exact {
        let short = Exact::both(self, other)
            .and_then(|((n1, d1), (n2, d2))| Exact::short(n1.checked_mul(n2)?, d1.checked_mul(d2)?));
        short.unwrap_or_else(|| Exact::from(self.fraction().times(&other.fraction())))
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
            // Where the short form ends, and where a product or a sum of short ones does.
            2 => (-70_i64..70, 0..3_u32, 1..5_i64).prop_map(|(near, root, part)| {
                BigInt::from(i64::MAX).nth_root(root + 1) / part + near
            }),
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
