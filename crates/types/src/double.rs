//! Doubles as decimal digits and back, to the last bit.
//!
//! The standard library does the same faster, with twenty kilobytes of tables that a page would have to load first.

use std::cmp::Ordering;

use crate::Natural;

/// The most digits that one double needs.
const MOST_DIGITS: u32 = 17;
/// A number whose digits begin alike for this long is read alike, whatever follows (768 would do).
const LONGEST: usize = 800;
/// Whole numbers up to here are doubles, each of them.
const EXACT: f64 = 9_007_199_254_740_992.0;
/// The exponents of two that the lowest digit of a double can have.
const LEAST: i64 = -1074;
const GREATEST: i64 = 971;

/// The fewest decimal digits that are read as this number, the nearest of those, and the power of ten by which they are
/// to be multiplied: the digits do not end with 0, and the sign is left out.
///
/// Nothing for 0, NaN and infinities.
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
    let written = Longest::of(number);
    (1..=MOST_DIGITS).find_map(|count| {
        let (near, far) = written.rounded(count);
        let exponent = written.exponent + i32::try_from(MOST_DIGITS - count).unwrap_or(0);
        // Where the double below is nearer than the one above, it may be the farther of two that is read right.
        let read = [near, far].into_iter().find(|digits| nearest_double(&digits.to_string(), exponent) == number)?;
        Some(without_zeros(read, exponent))
    })
}

/// The double nearest to these digits times ten to the exponent; of two that are as near, the even one.
///
/// What is no digit is left out. Too large gives infinity.
///
/// # Example
/// ```
/// use sealform_types::nearest_double;
/// assert_eq!(nearest_double("125", -2), 1.25);
/// assert_eq!(nearest_double("9007199254740993", 0), 9007199254740992.0);
/// assert_eq!(nearest_double("1", 400), f64::INFINITY);
/// ```
pub fn nearest_double(digits: &str, exponent: i32) -> f64 {
    let digits = digits.trim_start_matches('0');
    let (kept, rest) = digits.split_at_checked(LONGEST).unwrap_or((digits, ""));
    let length = |text: &str| i64::try_from(text.len()).unwrap_or(i64::MAX);
    let exponent = i64::from(exponent) + length(rest);
    match exponent + length(kept) {
        _ if kept.is_empty() => return 0.0,
        311.. => return f64::INFINITY,
        ..=-325 => return 0.0,
        _ => {}
    }
    let exponent = i32::try_from(exponent).unwrap_or(0);
    if let (Some(power), true) = (small_power(exponent.unsigned_abs()), kept.len() <= 15) {
        let whole = kept.bytes().fold(0.0, |number, digit| number * 10.0 + f64::from(digit - b'0'));
        return if exponent < 0 { whole / power } else { whole * power };
    }
    let more = rest.bytes().any(|digit| digit != b'0');
    let (whole, power) = (Natural::from_digits(kept.bytes()), Natural::ten_to(exponent.unsigned_abs()));
    let (over, under) = if exponent < 0 { (whole, power) } else { (whole.times(&power), Natural::one()) };
    nearest_quotient(over, under, more)
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
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, read_exponent(exponent)?),
        None => (unsigned, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = [whole, fraction].concat();
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let places = i32::try_from(fraction.len()).unwrap_or(i32::MAX);
    let number = nearest_double(&digits, exponent.saturating_sub(places));
    Some(if unsigned.len() < text.len() { -number } else { number })
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
///
/// # Example
/// ```
/// use sealform_types::ecmascript_double;
/// assert_eq!([1e20, 1e21, -1.5e-6, 1.5e-7].map(ecmascript_double), ["100000000000000000000", "1e+21", "-0.0000015", "1.5e-7"]);
/// ```
pub fn ecmascript_double(number: f64) -> String {
    let Some((digits, exponent)) = shortest_digits(number) else { return "0".to_owned() };
    let digits = digits.to_string();
    let first = exponent + i32::try_from(digits.len()).unwrap_or(0) - 1;
    if (-6..21).contains(&first) {
        return write_double(number);
    }
    let (whole, fraction) = digits.split_at_checked(1).unwrap_or((&digits, ""));
    let (sign, point) = (if number < 0.0 { "-" } else { "" }, if fraction.is_empty() { "" } else { "." });
    format!("{sign}{whole}{point}{fraction}e{first:+}")
}

fn read_exponent(text: &str) -> Option<i32> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // Far beyond what any double has, and far from where adding to it could overflow.
    let exponent = digits.parse().unwrap_or(i32::MAX).min(1_000_000_000);
    Some(if text.starts_with('-') { -exponent } else { exponent })
}

/// A number with as many digits as any double needs.
struct Longest {
    /// [`MOST_DIGITS`] of them, cut off.
    digits: u64,
    exponent: i32,
    /// How what was cut off compares with half of the last digit.
    rest: Ordering,
    /// Whether anything was cut off.
    is_cut: bool,
}

impl Longest {
    /// The digits of a finite number above 0.
    fn of(number: f64) -> Self {
        let (mantissa, binary) = parts(number);
        let magnitude = binary + 63 - i32::try_from(mantissa.leading_zeros()).unwrap_or(0);
        // The power of ten of the first digit, or one off: 0.30103 is a little more than the logarithm of 2.
        let mut first = (magnitude * 30103).div_euclid(100_000);
        loop {
            let exponent = first - 16;
            let power = |base: fn(u32) -> Natural, power: i32| base(u32::try_from(power).unwrap_or(0));
            let over = Natural::from(mantissa).times(&power(Natural::two_to, binary));
            let over = over.times(&power(Natural::ten_to, -exponent));
            let under = power(Natural::two_to, -binary).times(&power(Natural::ten_to, exponent));
            let (quotient, rest) = over.divided_by(&under);
            match quotient.to_u64() {
                Some(digits) if digits < 10_u64.pow(MOST_DIGITS - 1) => first -= 1,
                Some(digits) if digits < 10_u64.pow(MOST_DIGITS) => {
                    let is_cut = !rest.is_zero();
                    return Self { digits, exponent, rest: rest.plus(&rest).cmp(&under), is_cut };
                }
                Some(_) | None => first += 1,
            }
        }
    }

    /// Rounded to so many digits, and what it would be if rounded the other way.
    fn rounded(&self, count: u32) -> (u64, u64) {
        let unit = 10_u64.pow(MOST_DIGITS.saturating_sub(count));
        let (below, left) = (self.digits / unit, self.digits % unit);
        let compared = match unit {
            1 => self.rest,
            unit => (left * 2).cmp(&unit).then(if self.is_cut { Ordering::Greater } else { Ordering::Equal }),
        };
        match compared {
            Ordering::Less => (below, below + 1),
            Ordering::Equal if below.is_multiple_of(2) => (below, below + 1),
            Ordering::Equal | Ordering::Greater => (below + 1, below),
        }
    }
}

/// A finite number above 0 as a whole number times a power of two.
fn parts(number: f64) -> (u64, i32) {
    const FRACTION: u32 = 52;
    let bits = number.to_bits();
    let fraction = bits & ((1 << FRACTION) - 1);
    let exponent = i32::try_from(bits >> FRACTION & 0x7ff).unwrap_or(0);
    if exponent == 0 { (fraction, -1074) } else { (fraction | 1 << FRACTION, exponent - 1075) }
}

fn without_zeros(mut digits: u64, mut exponent: i32) -> (u64, i32) {
    while digits != 0 && digits.is_multiple_of(10) {
        digits /= 10;
        exponent += 1;
    }
    (digits, exponent)
}

/// Powers of ten that are doubles.
fn small_power(power: u32) -> Option<f64> {
    (power <= 22).then(|| (0..power).fold(1.0, |product, _| product * 10.0))
}

/// The double nearest to a fraction, to which a little more belongs where that is said.
fn nearest_quotient(over: Natural, under: Natural, more: bool) -> f64 {
    let length = |number: &Natural| i64::try_from(number.bits()).unwrap_or(0);
    // As many binary digits as 64 bits hold, or one less.
    let shift = 63 - (length(&over) - length(&under));
    let power = Natural::two_to(u32::try_from(shift.unsigned_abs()).unwrap_or(0));
    let (over, under) = if shift < 0 { (over, under.times(&power)) } else { (over.times(&power), under) };
    let (quotient, rest) = over.divided_by(&under);
    // Ten digits and more are cut off, so that the lowest can stand for whatever else there is.
    let quotient = quotient.to_u64().unwrap_or(u64::MAX) | u64::from(more || !rest.is_zero());
    let bits = 64 - i64::from(quotient.leading_zeros());
    let lowest = (bits - 53 - shift).max(LEAST);
    let cut = u32::try_from(lowest + shift).unwrap_or(u32::MAX);
    let mantissa = quotient.checked_shr(cut).unwrap_or(0);
    let left = quotient - mantissa.checked_shl(cut).unwrap_or(0);
    let half = 1_u64.checked_shl(cut.saturating_sub(1)).unwrap_or(u64::MAX);
    let up = left > half || left == half && mantissa % 2 == 1;
    #[expect(clippy::cast_precision_loss, reason = "at most 2^53")]
    let mantissa = (mantissa + u64::from(up)) as f64;
    if lowest > GREATEST { f64::INFINITY } else { mantissa * power_of_two(lowest) }
}

/// Two to a power from [`LEAST`] to [`GREATEST`].
fn power_of_two(power: i64) -> f64 {
    let bits = match u64::try_from(power + 1023) {
        Ok(exponent) if exponent > 0 => exponent << 52,
        Ok(_) | Err(_) => 1 << (power - LEAST).clamp(0, 51),
    };
    f64::from_bits(bits)
}

#[cfg(test)]
mod tests {
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
            let twice = Natural::from(2 * mantissa + 1).times(&Natural::two_to(binary.max(0).unsigned_abs()));
            let places = (-binary).max(0).unsigned_abs();
            let digits = twice.times(&(0..places).fold(Natural::one(), |five, _| five.times(&Natural::from(5)))).to_digits();
            for text in [format!("{digits}e-{places}"), format!("{digits}0001e-{}", places + 4)] {
                prop_assert_eq!(read_double(&text), text.parse().ok());
            }
        }
    }
}
