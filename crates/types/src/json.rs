//! JSON as a tree that forgives nothing: duplicate members, unpaired surrogates and endless depth
//! are refused with their line and column. Reading is `serde_json`'s; what is refused is ours.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Deserialize, Serialize, Serializer};

/// The largest document that is read: 10 MB.
pub const MAX_DOCUMENT_BYTES: usize = 10 * 1024 * 1024;

/// The deepest nesting that is read: 64 groups take two levels each, and there is room beside them.
pub const MAX_DEPTH: usize = 200;

/// One JSON value. Members keep their order; none occurs twice.
#[derive(Debug, Clone, PartialEq)]
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
    /// One sentence in lower case.
    pub message: String,
    /// Line, from 1; 0 where the whole document is meant.
    pub line: usize,
    /// Column, from 1, in bytes.
    pub column: usize,
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => f.write_str(&self.message),
            line => write!(f, "{} at line {line}, column {}", self.message, self.column),
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
        if bytes.len() > MAX_DOCUMENT_BYTES {
            let message = format!("the document has {} bytes, more than the {MAX_DOCUMENT_BYTES} allowed", bytes.len());
            return Err(JsonError { message, line: 0, column: 0 });
        }
        let mut reader = serde_json::Deserializer::from_slice(bytes);
        reader.disable_recursion_limit();
        let read = Tree { levels_left: MAX_DEPTH }.deserialize(&mut reader);
        read.and_then(|json| reader.end().map(|()| json)).map_err(|error| {
            let said = error.to_string();
            let message = said.split(" at line ").next().unwrap_or(&said).to_owned();
            JsonError { message, line: error.line(), column: error.column() }
        })
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
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// Appends a member name or an index to a JSON pointer (RFC 6901).
pub fn pointer(parent: &str, member: &str) -> String {
    format!("{parent}/{}", member.replace('~', "~0").replace('/', "~1"))
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

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Boolean(truth) => serializer.serialize_bool(*truth),
            Self::Integer(number) => serializer.serialize_i64(*number),
            Self::Float(number) => serializer.serialize_f64(*number),
            Self::String(text) => serializer.serialize_str(text),
            Self::Array(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                items.iter().try_for_each(|item| list.serialize_element(item))?;
                list.end()
            }
            Self::Object(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                members.iter().try_for_each(|(name, value)| map.serialize_entry(name, value))?;
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Tree { levels_left: MAX_DEPTH }.deserialize(deserializer)
    }
}

/// Reads one value; the levels that may still open inside it are counted.
#[derive(Clone, Copy)]
struct Tree {
    levels_left: usize,
}

impl Tree {
    fn inner<E: serde::de::Error>(self) -> Result<Self, E> {
        match self.levels_left.checked_sub(1) {
            Some(levels_left) => Ok(Self { levels_left }),
            None => Err(E::custom(format_args!("nested deeper than {MAX_DEPTH} levels"))),
        }
    }
}

impl<'de> DeserializeSeed<'de> for Tree {
    type Value = Json;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Tree {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_none<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Json, E> {
        Ok(Json::Boolean(truth))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Json, E> {
        Ok(Json::Integer(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Json, E> {
        #[expect(clippy::cast_precision_loss, reason = "beyond 64 bits signed a number is no integer here")]
        Ok(i64::try_from(number).map_or(Json::Float(number as f64), Json::Integer))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Json, E> {
        Ok(Json::Float(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::from(text))
    }

    fn visit_string<E>(self, text: String) -> Result<Json, E> {
        Ok(Json::String(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Json, A::Error> {
        let (inner, mut items) = (self.inner()?, Vec::new());
        while let Some(item) = list.next_element_seed(inner)? {
            items.push(item);
        }
        Ok(Json::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
        let (inner, mut members) = (self.inner()?, Vec::<(String, Json)>::new());
        let mut names = std::collections::BTreeSet::new();
        while let Some(name) = map.next_key::<String>()? {
            if !names.insert(name.clone()) {
                return Err(serde::de::Error::custom(format_args!("member `{name}` occurs twice")));
            }
            members.push((name, map.next_value_seed(inner)?));
        }
        Ok(Json::Object(members))
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
        assert!(Json::parse(&b"[".repeat(1_000_000)).expect_err("deep").message.contains("deeper than 200 levels"));
    }
}
