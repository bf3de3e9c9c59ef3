//! Doubles as decimal digits and back, to the last bit.
//!
//! Digits are those of ECMAScript: the fewest that are read as the same number, the nearest of those, and of two that
//! are as near the even one. In a page they come from the browser's own `Number`; elsewhere from a crate that prints as
//! `Number` does, since the standard library breaks ties upward.

/// Whole numbers up to here are doubles, each of them.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// In a page: the browser reads and prints.
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
mod platform {
    use js_sys::{Number, Object};

    pub(super) fn read(decimal: &str) -> f64 {
        js_sys::parse_float(decimal)
    }

    pub(super) fn print(number: f64) -> String {
        Object::to_string(&Number::from(number)).into()
    }
}

/// Anywhere else.
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
mod platform {
    pub(super) fn read(decimal: &str) -> f64 {
        decimal.parse().unwrap_or(f64::NAN)
    }

    pub(super) fn print(number: f64) -> String {
        ryu_js::Buffer::new().format(number).to_owned()
    }
}

/// The fewest decimal digits that are read as this number, the nearest of those, and the power of ten by which they are
/// to be multiplied: the digits do not end with 0, and the sign is left out.
///
/// `None` for 0, NaN and infinities.
///
/// # Example
/// ```
/// use sealform_types::shortest_digits;
/// assert_eq!(shortest_digits(-0.25), Some((25, -2)));
/// assert_eq!(shortest_digits(0.1 + 0.2), Some((30000000000000004, -17)));
/// assert_eq!(shortest_digits(1e300), Some((1, 300)));
/// assert_eq!(shortest_digits(0.0), None);
/// ```
pub fn shortest_digits(number: f64) -> Option<(u64, i32)> {
    let number = number.abs();
    if number == 0.0 || !number.is_finite() {
        return None;
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "whole and below 2^53 where it is used"
    )]
    let whole = number as u64;
    #[expect(clippy::cast_precision_loss, reason = "doubles up to 2^53 are exact")]
    if number < EXACT && whole as f64 == number {
        return Some(without_zeros(whole, 0));
    }
    let printed = platform::print(number);
    let (mantissa, exponent) = printed.split_once('e').unwrap_or((&printed, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = [whole, fraction].concat();
    let kept = digits.trim_end_matches('0');
    let places = |text: &str| i32::try_from(text.len()).unwrap_or(0);
    let exponent = exponent.parse().unwrap_or(0) - places(fraction) + places(&digits) - places(kept);
    Some((kept.parse().unwrap_or(0), exponent))
}

/// The double nearest to these digits times ten to the exponent; of two that are as near, the even one.
///
/// Too large gives infinity.
///
/// # Example
/// ```
/// use sealform_types::nearest_double;
/// assert_eq!(nearest_double(125, -2), 1.25);
/// assert_eq!(nearest_double(9007199254740993, 0), 9007199254740992.0);
/// assert_eq!(nearest_double(1, 400), f64::INFINITY);
/// ```
pub fn nearest_double(digits: u64, exponent: i32) -> f64 {
    platform::read(&format!("{digits}e{exponent}"))
}

/// A number as people write it: `-`, digits with at most one point, and perhaps `e` and an exponent.
///
/// # Example
/// ```
/// use sealform_types::read_double;
/// assert_eq!(read_double("-12.50"), Some(-12.5));
/// assert_eq!(read_double(".5e1"), Some(5.0));
/// assert_eq!((read_double("1.2.3"), read_double("."), read_double("1e"), read_double("+1")), (None, None, None, None));
/// ```
pub fn read_double(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let exponent = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let is_number = !(whole.is_empty() && fraction.is_empty() || exponent.is_empty());
    (is_number && [whole, fraction, exponent].into_iter().all(is_digits)).then(|| platform::read(text))
}

/// A number without exponent, with as few digits as tell it from every other double; `NaN`, `Infinity`, `-Infinity`.
///
/// # Example
/// ```
/// use sealform_types::write_double;
/// let texts = [0.1, -1e21, 1.5e-7, -0.0].map(write_double);
/// assert_eq!(texts, ["0.1", "-1000000000000000000000", "0.00000015", "-0"]);
/// ```
pub fn write_double(number: f64) -> String {
    let sign = if number.is_sign_negative() { "-" } else { "" };
    let Some((digits, exponent)) = shortest_digits(number) else {
        return match number {
            number if number.is_nan() => "NaN".to_owned(),
            0.0 => [sign, "0"].concat(),
            _ => [sign, "Infinity"].concat(),
        };
    };
    let (digits, places) = (digits.to_string(), usize::try_from(exponent.unsigned_abs()).unwrap_or(0));
    if exponent >= 0 {
        return [sign, &digits, &"0".repeat(places)].concat();
    }
    match digits.len().checked_sub(places).filter(|whole| *whole > 0).and_then(|whole| digits.split_at_checked(whole)) {
        Some((whole, fraction)) => [sign, whole, ".", fraction].concat(),
        None => [sign, "0.", &"0".repeat(places.saturating_sub(digits.len())), &digits].concat(),
    }
}

/// A finite number as ECMAScript's `Number::toString` prints it.
pub(crate) fn ecmascript_double(number: f64) -> String {
    platform::print(number)
}

fn without_zeros(mut digits: u64, mut exponent: i32) -> (u64, i32) {
    while digits != 0 && digits.is_multiple_of(10) {
        digits /= 10;
        exponent += 1;
    }
    (digits, exponent)
}

#[cfg(test)]
mod tests {
    use num_bigint::BigUint;
    use proptest::prelude::*;

    use super::*;

    /// `serde_json` breaks ties as ECMAScript does, to the even digit; the standard library breaks them upward.
    fn check(number: f64) {
        let written = serde_json::to_string(&number).expect("a number");
        let (mantissa, exponent) = written.split_once('e').unwrap_or((&written, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let exponent = exponent.parse::<i32>().expect("digits") - i32::try_from(fraction.len()).expect("few digits");
        let digits: u64 = format!("{whole}{fraction}").parse().expect("digits");
        let expected = (digits > 0).then(|| without_zeros(digits, exponent));
        assert_eq!(shortest_digits(number), expected, "{written}");
        assert_eq!(read_double(&written).map(f64::to_bits), Some(number.to_bits()), "{written}");
        assert_eq!(write_double(number).parse(), Ok(number), "{written}");
    }

    #[test]
    fn the_edges_of_doubles_are_met() {
        for bits in
            [0, 1, 2, 3, 0x000f_ffff_ffff_ffff, 0x0010_0000_0000_0000, 0x7fef_ffff_ffff_ffff, 0x4340_0000_0000_0000]
        {
            check(f64::from_bits(bits));
            check(f64::from_bits(bits + 1).min(f64::MAX));
        }
        for power in -1074..=1023 {
            check(libm_free_power(power));
        }
        for text in
            ["2.4703282292062327e-324", "2.4703282292062328e-324", "1.7976931348623158e308", "1.7976931348623159e308"]
        {
            assert_eq!(read_double(text), text.parse().ok(), "{text}");
        }
    }

    fn libm_free_power(power: i32) -> f64 {
        (0..power.abs()).fold(1.0, |product: f64, _| if power < 0 { product / 2.0 } else { product * 2.0 })
    }

    #[test]
    fn ten_thousand_digits_are_read_as_one_number() {
        for (start, end) in [
            ("9007199254740993", ""),
            ("9007199254740993", "1"),
            ("0.500000000000000166533453693773481063544750213623046875", "1"),
        ] {
            let text = format!(
                "{start}{}{end}",
                if start.contains('.') { "0".repeat(10_000) } else { ".".to_owned() + &"0".repeat(10_000) }
            );
            assert_eq!(read_double(&text), text.parse().ok());
        }
        let long = "7".repeat(100_000);
        assert_eq!(read_double(&long), Some(f64::INFINITY));
        assert_eq!(read_double(&format!("{long}e-100000")), format!("{long}e-100000").parse().ok());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn bits_come_back(bits in 0_u64..0x7ff0_0000_0000_0000) {
            check(f64::from_bits(bits));
        }

        #[test]
        fn texts_are_read_as_the_standard_library_reads_them(
            text in "-?[0-9]{1,25}(\\.[0-9]{0,25})?([eE][+-]?[0-9]{1,3})?"
        ) {
            prop_assert_eq!(read_double(&text).map(f64::to_bits), text.parse().ok().map(f64::to_bits));
        }

        #[test]
        fn halves_go_to_the_even_one(mantissa in (1_u64 << 52)..(1 << 53), binary in -60_i32..60) {
            // Halfway between two doubles, and a little beside it.
            let places = (-binary).max(0).unsigned_abs();
            let digits = BigUint::from(2 * mantissa + 1) * BigUint::from(2_u8).pow(binary.max(0).unsigned_abs()) * BigUint::from(5_u8).pow(places);
            for text in [format!("{digits}e-{places}"), format!("{digits}0001e-{}", places + 4)] {
                prop_assert_eq!(read_double(&text), text.parse().ok());
            }
        }
    }
}
