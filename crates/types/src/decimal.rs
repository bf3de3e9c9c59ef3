//! Decimal numbers kept exactly as a person typed them, in one normal form.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::read_double;

/// A decimal number in normal form: an optional `-`, digits without leading zeros, and, where
/// there is a fraction, a point and digits without trailing zeros. There is no exponent and no `-0`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Decimal(String);

/// Why a text is not a decimal number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecimalError {
    /// It is not a sign, digits and at most one point or comma.
    NotADecimal,
    /// It has more than [`Decimal::MAX_DIGITS`] digits.
    TooLong,
}

impl Decimal {
    /// The most digits, before and after the point together, that a decimal may have.
    pub const MAX_DIGITS: usize = 60;

    /// Reads a decimal with a point or a comma, with blanks around it ignored.
    ///
    /// # Errors
    /// [`DecimalError`] says what is wrong.
    ///
    /// # Example
    /// ```
    /// use sealform_types::Decimal;
    /// assert_eq!(Decimal::parse(" +007,50 ").unwrap().as_str(), "7.5");
    /// assert!(Decimal::parse("1e3").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, DecimalError> {
        let text = text.trim();
        let (negative, digits) = match text.strip_prefix(['-', '−']) {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = digits.split_once(['.', ',']).unwrap_or((digits, ""));
        let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() && fraction.is_empty() || !is_digits(whole) || !is_digits(fraction) {
            return Err(DecimalError::NotADecimal);
        }
        if whole.len() + fraction.len() > Self::MAX_DIGITS {
            return Err(DecimalError::TooLong);
        }
        let whole = whole.trim_start_matches('0');
        let fraction = fraction.trim_end_matches('0');
        let mut normal = String::with_capacity(text.len());
        if negative && !(whole.is_empty() && fraction.is_empty()) {
            normal.push('-');
        }
        normal.push_str(if whole.is_empty() { "0" } else { whole });
        if !fraction.is_empty() {
            normal.push('.');
            normal.push_str(fraction);
        }
        Ok(Self(normal))
    }

    /// The normal form.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The nearest double, as expressions see it.
    pub fn to_f64(&self) -> f64 {
        read_double(&self.0).unwrap_or(f64::NAN)
    }

    /// The digits without sign and point, the number of them behind the point, and whether the
    /// number is negative.
    pub fn parts(&self) -> (String, usize, bool) {
        let negative = self.0.starts_with('-');
        let digits = self.0.trim_start_matches('-');
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        (format!("{whole}{fraction}"), fraction.len(), negative)
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl From<i64> for Decimal {
    fn from(number: i64) -> Self {
        Self(number.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_has_one_form() {
        for (typed, normal) in [("0", "0"), ("-0.0", "0"), ("1.", "1"), (".5", "0.5"), ("-00012,340", "-12.34")] {
            assert_eq!(Decimal::parse(typed).map(|d| d.0), Ok(normal.to_owned()), "{typed}");
        }
    }

    #[test]
    fn what_is_no_decimal_is_refused() {
        for typed in ["", ".", "-", "1.2.3", "1,000.5", "1e5", "NaN", "0x1", "1 2"] {
            assert_eq!(Decimal::parse(typed), Err(DecimalError::NotADecimal), "{typed}");
        }
        assert_eq!(Decimal::parse(&"9".repeat(61)), Err(DecimalError::TooLong));
    }
}
