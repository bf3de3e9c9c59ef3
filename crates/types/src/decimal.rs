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

    /// The nearest decimal with so many digits behind the point; of two, the one farther from zero.
    ///
    /// # Example
    /// ```
    /// use sealform_types::Decimal;
    /// let rounded = |text: &str, digits| Decimal::parse(text).unwrap().rounded(digits).to_string();
    /// assert_eq!(rounded("-59.999995", 5), "-60");
    /// assert_eq!(rounded("0.000004", 5), "0");
    /// ```
    #[must_use]
    pub fn rounded(&self, digits: usize) -> Self {
        self.cut(digits, |first| first >= b'5')
    }

    /// The smallest decimal with so many digits behind the point that is not nearer to zero.
    ///
    /// # Example
    /// ```
    /// use sealform_types::Decimal;
    /// assert_eq!(Decimal::parse("4.01").unwrap().rounded_up(1).as_str(), "4.1");
    /// ```
    #[must_use]
    pub fn rounded_up(&self, digits: usize) -> Self {
        // What is cut off ends with a digit that is not 0.
        self.cut(digits, |_| true)
    }

    /// Cuts digits off; `is_away` says, by the first of them, whether what is left goes one step away from zero.
    fn cut(&self, digits: usize, is_away: fn(u8) -> bool) -> Self {
        let (all, behind, negative) = self.parts();
        if behind <= digits {
            return self.clone();
        }
        let (kept, rest) = all.split_at_checked(all.len() - (behind - digits)).unwrap_or_default();
        let mut kept: Vec<u8> = kept.bytes().collect();
        if rest.bytes().next().is_some_and(is_away) {
            let mut is_carried = true;
            for digit in kept.iter_mut().rev() {
                (*digit, is_carried) = if *digit == b'9' { (b'0', true) } else { (*digit + 1, false) };
                if !is_carried {
                    break;
                }
            }
            if is_carried {
                kept.insert(0, b'1');
            }
        }
        let sign = if negative { "-" } else { "" };
        let kept: String = kept.into_iter().map(char::from).collect();
        let (whole, fraction) = kept.split_at_checked(kept.len() - digits).unwrap_or_default();
        Self::parse(&[sign, whole, ".", fraction].concat()).unwrap_or_else(|_| self.clone())
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
    fn digits_are_cut_off_half_away_from_zero() {
        for (number, digits, rounded, up) in [
            ("59.9133349", 5, "59.91333", "59.91334"),
            ("59.9133350", 5, "59.91334", "59.91334"),
            ("-10.738965", 5, "-10.73897", "-10.73897"),
            ("-10.738964", 5, "-10.73896", "-10.73897"),
            ("179.999996", 5, "180", "180"),
            ("-0.0000001", 5, "0", "-0.00001"),
            ("99.5", 0, "100", "100"),
            ("0.49", 0, "0", "1"),
            ("12.5", 1, "12.5", "12.5"),
            ("7", 3, "7", "7"),
        ] {
            let number = Decimal::parse(number).expect("a decimal");
            let both = [number.rounded(digits), number.rounded_up(digits)].map(|decimal| decimal.to_string());
            assert_eq!(both, [rounded, up], "{number}");
        }
        let longest = Decimal::parse(&format!("{}.{}", "9".repeat(30), "9".repeat(30))).expect("a decimal");
        assert_eq!(longest.rounded(0).as_str(), format!("1{}", "0".repeat(30)));
    }

    #[test]
    fn what_is_no_decimal_is_refused() {
        for typed in ["", ".", "-", "1.2.3", "1,000.5", "1e5", "NaN", "0x1", "1 2"] {
            assert_eq!(Decimal::parse(typed), Err(DecimalError::NotADecimal), "{typed}");
        }
        assert_eq!(Decimal::parse(&"9".repeat(61)), Err(DecimalError::TooLong));
    }
}
