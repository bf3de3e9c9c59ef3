//! JSON as a tree that forgives nothing: duplicate members, unpaired surrogates and endless depth
//! are refused with their line and column.
//!
//! It is read and written here, because a page would have to load three times as much code for the general tools, which
//! can also read into types of all kinds. What is refused, and where, is theirs all the same: see the tests of `read`.

mod fault;
mod object;
mod read;
mod tree;
mod write;

use std::fmt;

pub use fault::{JsonFault, Unfinished};
pub use object::{MemberFault, ObjectReader, ObjectWriter};
pub(crate) use write::write_text;

/// The largest document that is read: 10 MB.
pub const MAX_DOCUMENT_BYTES: usize = 10 * 1024 * 1024;

/// The deepest nesting that is read: 64 groups take two levels each, and there is room beside them.
pub const MAX_DEPTH: usize = 200;

/// How deep a signed tree may be nested.
pub const MAX_SEALED_DEPTH: usize = 32;

/// The largest whole number that every JSON reader keeps exactly: 2^53 − 1.
pub const MAX_SAFE_INTEGER: i64 = (1 << 53) - 1;

/// One JSON value. Members keep their order; none occurs twice.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[cfg_attr(
    feature = "typescript",
    ts(type = "null | boolean | number | string | readonly Json[] | { readonly [member: string]: Json }")
)]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean(bool),
    /// A number written without fraction or exponent that fits 64 bits.
    Integer(i64),
    /// Any other number.
    Float(f64),
    /// A text.
    String(String),
    /// A list.
    Array(Vec<Json>),
    /// Members in the order in which they were written.
    Object(Vec<(String, Json)>),
}

/// Why a text is not a JSON document that is accepted here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonError {
    /// What is wrong.
    pub fault: JsonFault,
    /// Line, from 1; 0 where the whole document is meant.
    pub line: usize,
    /// Column, from 1, in bytes.
    pub column: usize,
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => self.fault.fmt(f),
            line => write!(f, "{} at line {line}, column {}", self.fault, self.column),
        }
    }
}

impl std::error::Error for JsonError {}

impl Json {
    /// Reads a document of at most [`MAX_DOCUMENT_BYTES`] and [`MAX_DEPTH`] levels.
    ///
    /// # Errors
    /// [`JsonError`] names the first fault and where it is.
    ///
    /// # Example
    /// ```
    /// use sealform_types::Json;
    /// assert_eq!(Json::parse(b"[1]").unwrap(), Json::Array(vec![Json::Integer(1)]));
    /// let error = Json::parse(br#"{"a":1,"a":2}"#).unwrap_err();
    /// assert_eq!(error.to_string(), "member `a` occurs twice at line 1, column 10");
    /// ```
    pub fn parse(bytes: &[u8]) -> Result<Self, JsonError> {
        expect_size(bytes)?;
        read::read(bytes)
    }

    /// The member of that name, of an object.
    pub fn get(&self, name: &str) -> Option<&Json> {
        match self {
            Self::Object(members) => members.iter().find(|(known, _)| known == name).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The text, of a string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The number, of an integer.
    pub fn as_integer(&self) -> Option<i64> {
        match self {
            Self::Integer(number) => Some(*number),
            _ => None,
        }
    }

    /// The items, of an array.
    pub fn as_array(&self) -> Option<&[Json]> {
        match self {
            Self::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The members, of an object.
    pub fn as_object(&self) -> Option<&[(String, Json)]> {
        match self {
            Self::Object(members) => Some(members),
            _ => None,
        }
    }

    /// What kind of value it is, in words for a message.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean(_) => "true or false",
            Self::Integer(_) | Self::Float(_) => "a number",
            Self::String(_) => "a text",
            Self::Array(_) => "a list",
            Self::Object(_) => "an object",
        }
    }

    /// The document as compact JSON text, members in their order.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        self.write(&mut text);
        text
    }
}

/// As [`Json::parse`]; and whether the text was seen to be what a signed payload would hold, which is not seen of every one.
pub(crate) fn parse_watching(bytes: &[u8]) -> Result<(Json, bool), JsonError> {
    expect_size(bytes)?;
    read::read_watching(bytes)
}

fn expect_size(bytes: &[u8]) -> Result<(), JsonError> {
    match bytes.len() {
        0..=MAX_DOCUMENT_BYTES => Ok(()),
        bytes => Err(JsonError { fault: JsonFault::TooLarge { bytes }, line: 0, column: 0 }),
    }
}

/// Appends a member name or an index to a JSON pointer (RFC 6901).
pub fn pointer(parent: &str, member: &str) -> String {
    let mut pointer = String::with_capacity(parent.len() + member.len() + 1);
    pointer.push_str(parent);
    pointer.push('/');
    if member.contains(['~', '/']) {
        pointer.push_str(&member.replace('~', "~0").replace('/', "~1"));
    } else {
        pointer.push_str(member);
    }
    pointer
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl FromIterator<Json> for Json {
    fn from_iter<A: IntoIterator<Item = Json>>(items: A) -> Self {
        Self::Array(items.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_kind() {
        let text = b"[0,-1,9223372036854775807,9223372036854775808,1.0,1e3]";
        let read = Json::parse(text).expect("valid");
        let kinds: Vec<bool> =
            read.as_array().expect("list").iter().map(|item| matches!(item, Json::Integer(_))).collect();
        assert_eq!(kinds, [true, true, true, false, false, false]);
    }

    #[test]
    fn faults_have_a_place() {
        for (text, place) in [("", (1, 0)), ("{\"a\":\n 1,}", (2, 4)), ("[\"\\ud800\"]", (1, 9)), ("[1] 2", (1, 5))] {
            let error = Json::parse(text.as_bytes()).expect_err(text);
            assert_eq!((error.line, error.column), place, "{text}: {error}");
        }
        assert_eq!(Json::parse(&b"[".repeat(1_000_000)).expect_err("deep").fault, JsonFault::TooDeep);
        let large = Json::parse(&vec![b' '; MAX_DOCUMENT_BYTES + 1]).expect_err("large");
        assert_eq!(large.to_string(), "the document has 10485761 bytes, more than the 10485760 allowed");
    }
}
