//! Whole numbers of any length, from 0 up: the little arithmetic that exact fractions need.
//!
//! Numbers are short lists of limbs, and every operation is the one from school.

use std::cmp::Ordering;
use std::ops::{Add, Mul};

use crate::{Decoder, Encoder, Wire};

/// A whole number from 0 up.
///
/// # Example
/// ```
/// use sealform_types::Natural;
/// let (quotient, rest) = Natural::pow10(20).div_rem(&Natural::from(3));
/// assert_eq!((quotient.to_digits().as_str(), rest), ("33333333333333333333", Natural::one()));
/// ```
///
/// # Invariant
/// The limbs, lowest first, end with one that is not 0; zero has no limbs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Natural(Vec<u32>);

const LIMB_BITS: u32 = u32::BITS;

impl Natural {
    /// One.
    pub fn one() -> Self {
        Self::from(1)
    }

    /// Ten to that power.
    pub fn pow10(power: u32) -> Self {
        if let Some(small) = 10_u64.checked_pow(power) {
            return Self::from(small);
        }
        let mut number = Self::one();
        (0..power).for_each(|_| number.append(10, 0));
        number
    }

    /// The number that decimal digits say; anything else among them is left out.
    pub fn from_digits(digits: impl Iterator<Item = u8>) -> Self {
        let mut number = Self::default();
        for digit in digits.filter(u8::is_ascii_digit) {
            number.append(10, u32::from(digit - b'0'));
        }
        number
    }

    /// Its decimal digits.
    pub fn to_digits(&self) -> String {
        if let Some(small) = self.to_u64() {
            return small.to_string();
        }
        const PLACES: usize = 9;
        let (billion, mut rest, mut groups) = (Self::from(1_000_000_000), self.clone(), Vec::new());
        while rest.bits() > u64::from(LIMB_BITS) {
            let (quotient, group) = rest.div_rem(&billion);
            groups.push(group.low().to_string());
            rest = quotient;
        }
        let mut digits = rest.low().to_string();
        for group in groups.iter().rev() {
            digits.extend(std::iter::repeat_n('0', PLACES.saturating_sub(group.len())));
            digits.push_str(group);
        }
        digits
    }

    /// Whether it is nothing.
    pub fn is_zero(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether it is one.
    pub fn is_one(&self) -> bool {
        self.0 == [1]
    }

    /// How many binary digits it has.
    pub fn bits(&self) -> u64 {
        let unused = self.0.last().map_or(0, |limb| limb.leading_zeros());
        self.0.len() as u64 * u64::from(LIMB_BITS) - u64::from(unused)
    }

    /// How far two numbers are from each other.
    pub fn abs_diff(&self, other: &Self) -> Self {
        let (longer, shorter) = if self < other { (other, self) } else { (self, other) };
        let mut difference = longer.clone();
        subtract(&mut difference.0, &shorter.0, 1);
        difference.trimmed()
    }

    /// How often the other goes into it, and what is left; nothing goes into anything 0 times.
    pub fn div_rem(&self, other: &Self) -> (Self, Self) {
        if other.is_zero() || self < other {
            return (Self::default(), self.clone());
        }
        if let (Some(one), Some(other)) = (self.to_u64(), other.to_u64()) {
            return (Self::from(one / other.max(1)), Self::from(one % other.max(1)));
        }
        // With the highest bit of the divisor set, a guess from the highest limbs is at most 2 too high (Knuth,
        // volume 2, 4.3.1, theorem B).
        let shift = other.0.last().map_or(0, |limb| limb.leading_zeros());
        let divisor = Self(shifted_up(&other.0, shift)).trimmed().0;
        let mut rest = shifted_up(&self.0, shift);
        let mut quotient = Vec::new();
        while let Some(start) = rest.len().checked_sub(divisor.len() + 1)
            && let Some(window) = rest.get_mut(start..)
        {
            quotient.push(take_out(window, &divisor));
            // What is left of the window is less than the divisor, so that its highest limb is 0 now.
            rest.pop();
        }
        quotient.reverse();
        (Self(quotient).trimmed(), Self(shifted_down(&rest, shift)).trimmed())
    }

    /// The greatest number that divides both; the other where one of them is nothing.
    pub fn gcd(&self, other: &Self) -> Self {
        let (mut one, mut other) = (self.clone(), other.clone());
        while !other.is_zero() {
            if let (Some(one), Some(other)) = (one.to_u64(), other.to_u64()) {
                return Self::from(common_divisor(one, other));
            }
            let (_, rest) = one.div_rem(&other);
            one = std::mem::replace(&mut other, rest);
        }
        one
    }

    /// The least number that both divide.
    pub fn lcm(&self, other: &Self) -> Self {
        &self.div_rem(&self.gcd(other)).0 * other
    }

    /// Multiplies it and adds to it.
    fn append(&mut self, factor: u32, more: u32) {
        let mut carry = u64::from(more);
        for limb in &mut self.0 {
            carry += u64::from(*limb) * u64::from(factor);
            *limb = low(carry);
            carry >>= LIMB_BITS;
        }
        if carry > 0 {
            self.0.push(low(carry));
        }
    }

    fn low(&self) -> u32 {
        self.0.first().copied().unwrap_or(0)
    }

    /// The number where it has no more than two limbs, as nearly all have.
    pub fn to_u64(&self) -> Option<u64> {
        match self.0.as_slice() {
            [] => Some(0),
            [low] => Some(u64::from(*low)),
            [low, high] => Some(u64::from(*high) << LIMB_BITS | u64::from(*low)),
            _ => None,
        }
    }

    fn trimmed(mut self) -> Self {
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
        self
    }
}

impl Wire for Natural {
    fn write(&self, to: &mut Encoder) {
        self.0.write(to);
    }

    fn read(from: &mut Decoder<'_>) -> Self {
        Self(Vec::read(from)).trimmed()
    }
}

impl From<u64> for Natural {
    fn from(number: u64) -> Self {
        Self(match (low(number), low(number >> LIMB_BITS)) {
            (0, 0) => Vec::new(),
            (low, 0) => vec![low],
            (low, high) => vec![low, high],
        })
    }
}

impl Add for &Natural {
    type Output = Natural;

    /// The sum.
    fn add(self, other: Self) -> Natural {
        if let (Some(one), Some(other)) = (self.to_u64(), other.to_u64())
            && let Some(sum) = one.checked_add(other)
        {
            return Natural::from(sum);
        }
        let (longer, shorter) = if self.0.len() < other.0.len() { (other, self) } else { (self, other) };
        let mut sum = longer.clone();
        let carry = add(&mut sum.0, &shorter.0);
        sum.0.push(carry);
        sum.trimmed()
    }
}

impl Mul for &Natural {
    type Output = Natural;

    /// The product.
    fn mul(self, other: Self) -> Natural {
        if let (Some(one), Some(other)) = (self.to_u64(), other.to_u64())
            && let Some(product) = one.checked_mul(other)
        {
            return Natural::from(product);
        }
        let mut product = vec![0; self.0.len() + other.0.len()];
        for (place, factor) in self.0.iter().enumerate() {
            let mut carry = 0;
            let places = product.iter_mut().skip(place);
            for (limb, other) in places.zip(other.0.iter().chain(&[0])) {
                carry += u64::from(*limb) + u64::from(*factor) * u64::from(*other);
                *limb = low(carry);
                carry >>= LIMB_BITS;
            }
        }
        Natural(product).trimmed()
    }
}

impl Ord for Natural {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.len().cmp(&other.0.len()).then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }
}

impl PartialOrd for Natural {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The greatest number that divides both; the other where one of them is 0.
pub fn common_divisor(mut one: u64, mut other: u64) -> u64 {
    while let Some(rest) = one.checked_rem(other) {
        (one, other) = (other, rest);
    }
    one
}

#[expect(clippy::cast_possible_truncation, reason = "the low half is what is wanted")]
fn low(number: u64) -> u32 {
    number as u32
}

/// Adds a list of limbs that is no longer; what goes over the top is returned.
fn add(limbs: &mut [u32], more: &[u32]) -> u32 {
    let mut carry = 0;
    for (limb, more) in limbs.iter_mut().zip(more.iter().chain(std::iter::repeat(&0))) {
        carry += u64::from(*limb) + u64::from(*more);
        *limb = low(carry);
        carry >>= LIMB_BITS;
    }
    low(carry)
}

/// Takes a multiple of a list of limbs that is no longer away; what is then missing at the top is returned.
fn subtract(limbs: &mut [u32], less: &[u32], factor: u32) -> u32 {
    let mut owed = 0;
    for (limb, less) in limbs.iter_mut().zip(less.iter().chain(std::iter::repeat(&0))) {
        owed += u64::from(*less) * u64::from(factor);
        let (left, under) = limb.overflowing_sub(low(owed));
        *limb = left;
        owed = (owed >> LIMB_BITS) + u64::from(under);
    }
    low(owed)
}

/// Takes the divisor out of a window that is one limb longer as often as it goes; returns how often.
fn take_out(window: &mut [u32], divisor: &[u32]) -> u32 {
    let ([.., next, top], [.., lead]) = (&*window, divisor) else { return 0 };
    let guess = (u64::from(*top) << LIMB_BITS | u64::from(*next)) / u64::from(*lead).max(1);
    let mut digit = u32::try_from(guess).unwrap_or(u32::MAX);
    let mut owed = subtract(window, divisor, digit);
    while owed > 0 && digit > 0 {
        digit -= 1;
        owed = owed.saturating_sub(add(window, divisor));
    }
    digit
}

/// By less than one limb, with one limb more at the top.
fn shifted_up(limbs: &[u32], shift: u32) -> Vec<u32> {
    let mut carry = 0;
    let shifted = limbs.iter().chain(&[0]).map(|limb| {
        carry |= u64::from(*limb) << shift;
        let limb = low(carry);
        carry >>= LIMB_BITS;
        limb
    });
    shifted.collect()
}

/// By less than one limb.
fn shifted_down(limbs: &[u32], shift: u32) -> Vec<u32> {
    let above = limbs.iter().skip(1).chain(&[0]);
    let pairs = limbs.iter().zip(above);
    pairs.map(|(limb, above)| low((u64::from(*above) << LIMB_BITS | u64::from(*limb)) >> shift)).collect()
}

#[cfg(test)]
mod tests {
    use num_bigint::BigUint;
    use num_integer::Integer as _;
    use proptest::prelude::*;

    use super::*;

    /// Numbers with runs of zeros and ones, where carries and wrong guesses live.
    fn limbs() -> impl Strategy<Value = Vec<u32>> {
        let limb = prop_oneof![Just(0), Just(1), Just(u32::MAX), Just(1 << 31), Just(u32::MAX - 1), any::<u32>()];
        proptest::collection::vec(limb, 0..12)
    }

    fn both(limbs: Vec<u32>) -> (Natural, BigUint) {
        let big = BigUint::new(limbs.clone());
        (Natural(limbs).trimmed(), big)
    }

    fn big(number: &Natural) -> BigUint {
        assert_ne!(number.0.last(), Some(&0), "trimmed");
        BigUint::new(number.0.clone())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn it_counts_as_others_do(one in limbs(), other in limbs()) {
            let ((one, big_one), (other, big_other)) = (both(one), both(other));
            prop_assert_eq!(one.cmp(&other), big_one.cmp(&big_other));
            prop_assert_eq!(one.bits(), big_one.bits());
            prop_assert_eq!(one.to_digits(), big_one.to_string());
            prop_assert_eq!(Natural::from_digits(one.to_digits().bytes()), one.clone());
            prop_assert_eq!(big(&(&one + &other)), &big_one + &big_other);
            prop_assert_eq!(big(&(&one * &other)), &big_one * &big_other);
            let apart = if big_one < big_other { &big_other - &big_one } else { &big_one - &big_other };
            prop_assert_eq!(big(&one.abs_diff(&other)), apart);
            prop_assert_eq!(big(&one.gcd(&other)), big_one.gcd(&big_other));
            if !other.is_zero() {
                let (quotient, rest) = one.div_rem(&other);
                prop_assert_eq!((big(&quotient), big(&rest)), big_one.div_rem(&big_other));
                prop_assert_eq!(big(&one.lcm(&other)), big_one.lcm(&big_other));
            }
        }

        #[test]
        fn what_was_multiplied_is_divided_again(quotient in limbs(), one in limbs(), other in limbs()) {
            let (quotient, one, other) = (Natural(quotient).trimmed(), Natural(one).trimmed(), Natural(other).trimmed());
            let (rest, divisor) = if one < other { (one, other) } else { (other, one) };
            prop_assume!(rest != divisor);
            prop_assert_eq!((&(&quotient * &divisor) + &rest).div_rem(&divisor), (quotient, rest));
        }
    }

    #[test]
    fn guesses_that_are_two_too_high_are_mended() {
        // The classic case: the highest limbs say 2^32 - 1, and two of that are taken back.
        let (one, other) = (Natural(vec![0, 0, 0, 1 << 31]), Natural(vec![u32::MAX, 0, 1 << 31]));
        assert_eq!((big(&one.div_rem(&other).0), big(&one.div_rem(&other).1)), big(&one).div_rem(&big(&other)));
    }

    #[test]
    fn nothing_goes_into_nothing() {
        let nothing = Natural::default();
        assert_eq!(Natural::one().div_rem(&nothing), (nothing.clone(), Natural::one()));
        assert_eq!((nothing.to_digits().as_str(), nothing.bits()), ("0", 0));
        assert_eq!(Natural::pow10(20).to_digits(), "1".to_owned() + &"0".repeat(20));
    }
}
