//! Canonical JSON (RFC 8785, "JCS"): one tree, one text.
//!
//! [`to_jcs`] takes every tree; [`to_sealed_jcs`] takes only what a signed payload may hold, so that no reader in
//! any language can understand two different things by the same bytes.

use std::cmp::Ordering;
use std::fmt;

use serde::Serialize;

use crate::double::ecmascript_double;
use crate::json::{parse_watching, write_text};
use crate::{Json, JsonError, MAX_DEPTH, pointer, sort_permutation};

pub use crate::json::{MAX_SAFE_INTEGER, MAX_SEALED_DEPTH};

/// What a canonical text cannot hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum JcsFault {
    /// Nested deeper than allowed.
    TooDeep,
    /// NaN or an infinity.
    NotFinite,
    /// A number with a fraction or an exponent, in a signed tree.
    Float,
    /// A whole number beyond ±(2^53 − 1), in a signed tree.
    IntegerRange,
    /// A member name with characters outside ASCII, in a signed tree.
    NameNotAscii,
    /// A member that occurs twice.
    RepeatedMember,
}

/// Why a tree has no canonical text, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JcsError {
    /// What is wrong.
    pub fault: JcsFault,
    /// JSON pointer to it.
    pub pointer: String,
}

impl JcsFault {
    /// One sentence in lower case.
    pub fn message(self) -> &'static str {
        match self {
            Self::TooDeep => "nested too deep",
            Self::NotFinite => "not a finite number",
            Self::Float => "a number with a fraction or an exponent",
            Self::IntegerRange => "a whole number beyond 2^53 - 1",
            Self::NameNotAscii => "a member name with characters outside ASCII",
            Self::RepeatedMember => "a member that occurs twice",
        }
    }

    /// What would repair it.
    pub fn hint(self) -> &'static str {
        match self {
            Self::TooDeep => "flatten it: a signed tree has at most 32 levels",
            Self::NotFinite => "leave the member out",
            Self::Float | Self::IntegerRange => "write the number as a text, for example \"12.5\"",
            Self::NameNotAscii => "name members with ASCII letters; put other text into values",
            Self::RepeatedMember => "keep one of them",
        }
    }
}

impl fmt::Display for JcsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.pointer.is_empty() { "the document" } else { &self.pointer };
        write!(f, "{} at {place}", self.fault.message())
    }
}

impl std::error::Error for JcsError {}

/// Writes any tree in canonical form: members in the order of their UTF-16 names, numbers as ECMAScript prints them.
///
/// # Errors
/// [`JcsError`] for NaN and infinities, a member that occurs twice, and more than [`MAX_DEPTH`] levels.
///
/// # Example
/// ```
/// use sealform_types::{Json, canonical::to_jcs};
/// let read = Json::parse(br#"{"b": 1.50, "a": [1e30, "\u000f"]}"#).unwrap();
/// assert_eq!(to_jcs(&read).unwrap(), br#"{"a":[1e+30,"\u000f"],"b":1.5}"#);
/// assert!(to_jcs(&Json::Float(f64::NAN)).is_err());
/// ```
pub fn to_jcs(tree: &Json) -> Result<Vec<u8>, JcsError> {
    write_with(&ANY, tree)
}

/// Writes a tree that is to be signed: ASCII names, no floats, whole numbers within ±(2^53 − 1), few levels.
///
/// # Errors
/// [`JcsError`] names the first member that a signed payload may not hold.
///
/// # Example
/// ```
/// use sealform_types::{Json, canonical::{JcsFault, to_sealed_jcs}};
/// assert_eq!(to_sealed_jcs(&Json::parse(br#"{"b":2,"a":1}"#).unwrap()).unwrap(), br#"{"a":1,"b":2}"#);
/// let error = to_sealed_jcs(&Json::parse(br#"{"a":[0.5]}"#).unwrap()).unwrap_err();
/// assert_eq!((error.fault, error.pointer.as_str()), (JcsFault::Float, "/a/0"));
/// ```
pub fn to_sealed_jcs(tree: &Json) -> Result<Vec<u8>, JcsError> {
    write_with(&SEALED, tree)
}

/// The same, behind what a buffer holds already.
///
/// # Errors
/// As [`to_sealed_jcs`]; the buffer then holds a part of the tree.
pub fn append_sealed_jcs(tree: &Json, out: &mut Vec<u8>) -> Result<(), JcsError> {
    write_tree(&SEALED, tree, 0, &mut |part| out.extend_from_slice(part.as_bytes()))
}

/// Whether these bytes are what [`to_jcs`] writes of a tree; nothing is written for it.
///
/// # Errors
/// As [`to_jcs`].
pub fn is_jcs(tree: &Json, bytes: &[u8]) -> Result<bool, JcsError> {
    is_written(&ANY, tree, bytes)
}

/// Whether these bytes are what [`to_sealed_jcs`] writes of a tree; nothing is written for it.
///
/// # Errors
/// As [`to_sealed_jcs`].
///
/// # Example
/// ```
/// use sealform_types::{Json, canonical::is_sealed_jcs};
/// let canonical = |text: &[u8]| is_sealed_jcs(&Json::parse(text).unwrap(), text).unwrap();
/// assert!(canonical(br#"{"a":1,"b":2}"#));
/// assert!(!canonical(br#"{"b":2,"a":1}"#) && !canonical(br#"{"a":1, "b":2}"#));
/// ```
pub fn is_sealed_jcs(tree: &Json, bytes: &[u8]) -> Result<bool, JcsError> {
    is_written(&SEALED, tree, bytes)
}

/// Reads a document as [`Json::parse`] does, and says whether it is canonical as a signed payload has to be.
///
/// # Errors
/// As [`Json::parse`]. In it, as [`is_sealed_jcs`] of the tree.
///
/// # Example
/// ```
/// use sealform_types::canonical::parse_sealed;
/// let is_canonical = |text: &str| parse_sealed(text.as_bytes()).unwrap().1.unwrap();
/// assert!(is_canonical(r#"{"a":1,"b":"\n"}"#));
/// assert!(!is_canonical(r#"{"b":"\n","a":1}"#) && !is_canonical(r#"{"a": 1}"#));
/// ```
pub fn parse_sealed(bytes: &[u8]) -> Result<(Json, Result<bool, JcsError>), JsonError> {
    let (json, is_plain) = parse_watching(bytes)?;
    let is_canonical = if is_plain { Ok(true) } else { is_sealed_jcs(&json, bytes) };
    Ok((json, is_canonical))
}

/// How many bytes a tree takes in a signed payload, `level` levels below the payload itself: the one rule for what can be sealed,
/// to be asked before anything is answered.
///
/// # Errors
/// As [`to_sealed_jcs`].
///
/// # Example
/// ```
/// use sealform_types::{Json, canonical::{JcsFault, sealed_bytes}};
/// let facts = Json::parse(br#"{"assignment":{"lat":59.91}}"#).unwrap();
/// let error = sealed_bytes(&facts, 1).unwrap_err();
/// assert_eq!((error.fault, error.pointer.as_str()), (JcsFault::Float, "/assignment/lat"));
/// ```
pub fn sealed_bytes(tree: &Json, level: usize) -> Result<usize, JcsError> {
    let mut length = 0;
    write_tree(&SEALED, tree, level, &mut |part| length += part.len())?;
    Ok(length)
}

const ANY: Rules = Rules { deepest: MAX_DEPTH, float: write_es6, integer: write_any_integer, name: any_name };
const SEALED: Rules =
    Rules { deepest: MAX_SEALED_DEPTH, float: no_float, integer: write_safe_integer, name: ascii_name };

/// What differs between the two: plain functions, so that the bundle which only seals links no number printing.
struct Rules {
    deepest: usize,
    float: fn(f64) -> Result<String, JcsFault>,
    integer: fn(i64) -> Result<String, JcsFault>,
    name: fn(&str) -> Result<(), JcsFault>,
}

fn write_with(rules: &Rules, tree: &Json) -> Result<Vec<u8>, JcsError> {
    let mut out = Vec::new();
    write_tree(rules, tree, 0, &mut |part| out.extend_from_slice(part.as_bytes()))?;
    Ok(out)
}

fn is_written(rules: &Rules, tree: &Json, bytes: &[u8]) -> Result<bool, JcsError> {
    let mut rest = Some(bytes);
    write_tree(rules, tree, 0, &mut |part| rest = rest.and_then(|rest| rest.strip_prefix(part.as_bytes())))?;
    Ok(rest.is_some_and(<[u8]>::is_empty))
}

/// Takes a text piece by piece.
type Out<'a> = &'a mut dyn FnMut(&str);

fn write_tree(rules: &Rules, tree: &Json, level: usize, out: Out<'_>) -> Result<(), JcsError> {
    match tree {
        Json::Null => out("null"),
        Json::Boolean(true) => out("true"),
        Json::Boolean(false) => out("false"),
        Json::Integer(number) => out(&(rules.integer)(*number).map_err(here)?),
        Json::Float(number) => out(&(rules.float)(*number).map_err(here)?),
        Json::String(text) => write_text(text, out),
        Json::Array(items) => write_array(rules, items, deeper(rules, level)?, out)?,
        Json::Object(members) => write_object(rules, members, deeper(rules, level)?, out)?,
    }
    Ok(())
}

fn deeper(rules: &Rules, level: usize) -> Result<usize, JcsError> {
    if level < rules.deepest { Ok(level + 1) } else { Err(here(JcsFault::TooDeep)) }
}

fn write_array(rules: &Rules, items: &[Json], level: usize, out: Out<'_>) -> Result<(), JcsError> {
    out("[");
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out(",");
        }
        write_tree(rules, item, level, out).map_err(|error| under(&index.to_string(), error))?;
    }
    out("]");
    Ok(())
}

fn write_object(rules: &Rules, members: &[(String, Json)], level: usize, out: Out<'_>) -> Result<(), JcsError> {
    let are_sorted = members.is_sorted_by(|(left, _), (right, _)| by_units(left, right) != Ordering::Greater);
    let places = if are_sorted { Vec::new() } else { sorted_places(members) };
    out("{");
    let mut before = None;
    for place in 0..members.len() {
        let Some((name, value)) = members.get(places.get(place).copied().unwrap_or(place)) else { continue };
        if before == Some(name) {
            return Err(under(name, here(JcsFault::RepeatedMember)));
        }
        if before.is_some() {
            out(",");
        }
        before = Some(name);
        (rules.name)(name).map_err(|fault| under(name, here(fault)))?;
        write_text(name, out);
        out(":");
        write_tree(rules, value, level, out).map_err(|error| under(name, error))?;
    }
    out("}");
    Ok(())
}

fn sorted_places(members: &[(String, Json)]) -> Vec<usize> {
    sort_permutation(members.len(), &|one, other| match (members.get(one), members.get(other)) {
        (Some((one, _)), Some((other, _))) => by_units(one, other),
        _ => Ordering::Equal,
    })
}

/// The order of two texts by their units of UTF-16. It is that of their bytes, except that characters of two units stand
/// before those from U+E000 to U+FFFF.
fn by_units(left: &str, right: &str) -> Ordering {
    let place = |byte: u8| if matches!(byte, 0xee | 0xef) { u16::from(byte) + 0x100 } else { u16::from(byte) };
    match left.bytes().zip(right.bytes()).find(|(one, other)| one != other) {
        Some((one, other)) => place(one).cmp(&place(other)),
        None => left.len().cmp(&right.len()),
    }
}

fn here(fault: JcsFault) -> JcsError {
    JcsError { fault, pointer: String::new() }
}

fn under(name: &str, error: JcsError) -> JcsError {
    JcsError { pointer: pointer("", name) + &error.pointer, ..error }
}

fn any_name(_: &str) -> Result<(), JcsFault> {
    Ok(())
}

fn ascii_name(name: &str) -> Result<(), JcsFault> {
    if name.is_ascii() { Ok(()) } else { Err(JcsFault::NameNotAscii) }
}

fn is_safe(number: i64) -> bool {
    (-MAX_SAFE_INTEGER..=MAX_SAFE_INTEGER).contains(&number)
}

fn write_safe_integer(number: i64) -> Result<String, JcsFault> {
    if is_safe(number) { Ok(number.to_string()) } else { Err(JcsFault::IntegerRange) }
}

fn write_any_integer(number: i64) -> Result<String, JcsFault> {
    #[expect(clippy::cast_precision_loss, reason = "RFC 8785 knows no other numbers than doubles")]
    if is_safe(number) { Ok(number.to_string()) } else { write_es6(number as f64) }
}

fn no_float(number: f64) -> Result<String, JcsFault> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    Err(if number.abs() >= EXACT { JcsFault::IntegerRange } else { JcsFault::Float })
}

/// Prints a number as ECMAScript's `Number::toString` does.
fn write_es6(number: f64) -> Result<String, JcsFault> {
    if number.is_finite() { Ok(ecmascript_double(number)) } else { Err(JcsFault::NotFinite) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Json {
        Json::parse(text.as_bytes()).expect("valid JSON")
    }

    #[test]
    fn numbers_are_laid_out_as_ecmascript_does() {
        for (number, text) in [
            ("0.0", "0"),
            ("-0.0", "0"),
            ("1e20", "100000000000000000000"),
            ("1e21", "1e+21"),
            ("0.000001", "0.000001"),
            ("1e-7", "1e-7"),
            ("-1.5e-9", "-1.5e-9"),
            ("123.456", "123.456"),
            ("9007199254740993", "9007199254740992"),
            ("-9223372036854775808", "-9223372036854776000"),
            ("18446744073709551616", "18446744073709552000"),
        ] {
            let written = to_jcs(&read(number)).expect("finite");
            assert_eq!(String::from_utf8(written).expect("text"), text, "{number}");
        }
    }

    proptest! {
        #[test]
        fn texts_stand_in_the_order_of_their_units(
            same in "[a\u{d7ff}\u{e000}\u{10000}]{0,2}",
            left in "[a\u{7ff}\u{d7ff}\u{e000}\u{ffff}\u{10000}\u{10ffff}]{0,2}",
            right in "[a\u{7ff}\u{d7ff}\u{e000}\u{ffff}\u{10000}\u{10ffff}]{0,2}",
        ) {
            let (left, right) = (format!("{same}{left}"), format!("{same}{right}"));
            prop_assert_eq!(by_units(&left, &right), left.encode_utf16().cmp(right.encode_utf16()));
        }

        /// Texts that are nearly canonical: mostly one thing is wrong, or none.
        #[test]
        fn what_is_read_as_sealed_is_what_the_tree_says(
            text in r#"(\[|\{)?("[ab]{0,9}(\\n|å|\\u00e5|\\/)?"|-?[0-9]{1,2}|9007199254740991|9007199254740992|1e2|-0|0\.5| |\{"[ab]":1,"[bcå]":"x"\}|\{\}|\[(1|\{"b":1,"a":2\})?\]|"a":[01]|,|:|true){0,4}(\]|\})?"#,
            depth in 0_usize..40,
        ) {
            for text in [text.clone(), format!("{}{text}{}", "[".repeat(depth), "]".repeat(depth))] {
                let plainly = Json::parse(text.as_bytes()).map(|json| {
                    let is_canonical = is_sealed_jcs(&json, text.as_bytes());
                    (json, is_canonical)
                });
                prop_assert_eq!(parse_sealed(text.as_bytes()), plainly);
            }
        }

        #[test]
        fn trees_that_can_be_sealed_are_read_as_sealed(names in proptest::collection::vec("[a-c]{1,2}", 0..50), text in any::<String>()) {
            let members: crate::VecMap<String, Json> = names.iter().map(|name| (name.clone(), Json::from(text.as_str()))).collect();
            let tree = Json::Object(members.into_iter().collect());
            let mut written = to_sealed_jcs(&tree).expect("it can be sealed");
            let (read, is_canonical) = parse_sealed(&written).expect("JSON");
            prop_assert_eq!(is_canonical, Ok(true));
            prop_assert_eq!(to_sealed_jcs(&read), Ok(written.clone()));
            written.push(b' ');
            prop_assert_eq!(parse_sealed(&written).expect("JSON").1, Ok(false));
        }

        #[test]
        fn what_is_canonical_is_what_is_written(names in proptest::collection::vec("[a-c\"\n\u{e5}]{1,2}", 0..4), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
            let members = names.iter().enumerate().map(|(place, name)| (name.clone(), Json::from(format!("{name}{place}").as_str())));
            let tree = Json::Object(members.collect::<crate::VecMap<_, _>>().into_iter().collect());
            let written = to_jcs(&tree).expect("each name once");
            prop_assert_eq!(is_jcs(&tree, &written), Ok(true));
            let mut other = written.clone();
            other.push(byte);
            prop_assert_eq!(is_jcs(&tree, &other), Ok(false));
            let place = at.index(written.len());
            prop_assert_eq!(is_jcs(&tree, &written[..place]), Ok(false));
            other.pop();
            other[place] = byte;
            prop_assert_eq!(is_jcs(&tree, &other), Ok(other == written));
        }
    }

    #[test]
    fn names_are_ordered_by_utf16() {
        // U+FB33 is one unit above the surrogates of U+1F602, though it is the smaller scalar.
        let written = to_jcs(&read("{\"\u{fb33}\":1,\"\u{1f602}\":2,\"\":3}")).expect("writes");
        assert_eq!(String::from_utf8(written).expect("text"), "{\"\":3,\"\u{1f602}\":2,\"\u{fb33}\":1}");
    }

    #[test]
    fn a_sealed_tree_holds_no_float_no_huge_number_no_foreign_name_and_few_levels() {
        let deep = format!("{}{}", "[".repeat(33), "]".repeat(33));
        for (text, fault, place) in [
            ("{\"a\":{\"b/c\":[1,0.5]}}", JcsFault::Float, "/a/b~1c/1"),
            ("[9007199254740992]", JcsFault::IntegerRange, "/0"),
            ("[-9007199254740992]", JcsFault::IntegerRange, "/0"),
            ("[1e30]", JcsFault::IntegerRange, "/0"),
            ("[-0]", JcsFault::Float, "/0"),
            ("{\"\u{e5}\":1}", JcsFault::NameNotAscii, "/\u{e5}"),
            (&deep, JcsFault::TooDeep, &"/0".repeat(32)),
        ] {
            let error = to_sealed_jcs(&read(text)).expect_err(text);
            assert_eq!((error.fault, error.pointer.as_str()), (fault, place), "{text}");
        }
        assert!(to_sealed_jcs(&read("[9007199254740991,-9007199254740991]")).is_ok());
        let at_the_limit = format!("{}{}", "[".repeat(32), "]".repeat(32));
        assert!(to_sealed_jcs(&read(&at_the_limit)).is_ok());
    }

    #[test]
    fn whatever_is_read_can_be_written() {
        let mut deepest = "0".to_owned();
        while Json::parse(format!("[{deepest}]").as_bytes()).is_ok() {
            deepest = format!("[{deepest}]");
        }
        assert_eq!(to_jcs(&read(&deepest)).as_deref(), Ok(deepest.as_bytes()));
        assert_eq!(to_jcs(&Json::Array(vec![read(&deepest)])).map_err(|error| error.fault), Err(JcsFault::TooDeep));
    }

    #[test]
    fn a_member_that_occurs_twice_is_refused() {
        let twice = Json::Object(vec![("a".to_owned(), Json::Null), ("a".to_owned(), Json::Null)]);
        assert_eq!(to_jcs(&twice).map_err(|error| error.fault), Err(JcsFault::RepeatedMember));
    }
}
