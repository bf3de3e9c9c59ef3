//! What a text can have that keeps it from being a JSON document that is accepted here.

use std::fmt;

use super::{MAX_DEPTH, MAX_DOCUMENT_BYTES};
use crate::EXPLAINS;

/// What is wrong with a text. It has words where findings have them: see [`EXPLAINS`].
///
/// # Example
/// ```
/// use sealform_types::{Json, JsonFault};
/// let error = Json::parse(br#"{"a":1,"a":2}"#).unwrap_err();
/// assert_eq!(error.fault, JsonFault::Twice { name: "a".to_owned() });
/// assert_eq!((error.fault.to_string().as_str(), error.fault.hint()), ("member `a` occurs twice", "keep one of them"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JsonFault {
    /// It has more than [`MAX_DOCUMENT_BYTES`].
    TooLarge {
        /// How many it has.
        bytes: usize,
    },
    /// It has more than [`MAX_DEPTH`] levels.
    TooDeep,
    /// An object has a member twice.
    Twice {
        /// The name of the member.
        name: String,
    },
    /// It ends too early.
    CutOff(Unfinished),
    /// Something else stands where a value must stand.
    NoValue,
    /// A word that is not `true`, `false` or `null`.
    NoWord,
    /// A member does not begin with a text.
    NoName,
    /// No `:` follows the name of a member.
    NoColon,
    /// Neither `,` nor `]` follows an item.
    NoEndOfList,
    /// Neither `,` nor `}` follows a member.
    NoEndOfObject,
    /// A `,` after the last item or member.
    TrailingComma,
    /// Something follows the document.
    Trailing,
    /// A number that JSON does not have, such as `01`.
    BadNumber,
    /// A number beyond all doubles.
    NumberTooLarge,
    /// A control character in a text that is not escaped.
    ControlCharacter,
    /// An escape that JSON does not have.
    BadEscape,
    /// Half of a surrogate pair.
    LoneSurrogate,
    /// Bytes that are not UTF-8.
    NotUtf8,
}

/// What a text that ends too early leaves unfinished.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfinished {
    /// A list.
    List,
    /// An object.
    Object,
    /// A text.
    Text,
    /// A number or a word, or there is no value at all.
    Value,
}

impl JsonFault {
    /// What would repair it.
    pub fn hint(&self) -> &'static str {
        if !EXPLAINS {
            return "";
        }
        match self {
            Self::TooLarge { .. } => "split it",
            Self::TooDeep => "flatten it",
            Self::Twice { .. } => "keep one of them",
            Self::CutOff(_) => "it was cut off: save it again, or open it in an editor that checks JSON",
            Self::NoValue
            | Self::NoWord
            | Self::NoName
            | Self::NoColon
            | Self::NoEndOfList
            | Self::NoEndOfObject
            | Self::TrailingComma
            | Self::Trailing
            | Self::BadNumber
            | Self::NumberTooLarge
            | Self::ControlCharacter
            | Self::BadEscape
            | Self::LoneSurrogate
            | Self::NotUtf8 => "open it in an editor that checks JSON",
        }
    }

    /// Whether it may be that the text was never meant as JSON.
    pub fn is_of_syntax(&self) -> bool {
        match self {
            Self::TooLarge { .. } | Self::TooDeep | Self::Twice { .. } | Self::CutOff(_) => false,
            Self::NoValue
            | Self::NoWord
            | Self::NoName
            | Self::NoColon
            | Self::NoEndOfList
            | Self::NoEndOfObject
            | Self::TrailingComma
            | Self::Trailing
            | Self::BadNumber
            | Self::NumberTooLarge
            | Self::ControlCharacter
            | Self::BadEscape
            | Self::LoneSurrogate
            | Self::NotUtf8 => true,
        }
    }
}

/// One sentence in lower case.
impl fmt::Display for JsonFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !EXPLAINS {
            return f.write_str("invalid JSON");
        }
        f.write_str(match self {
            Self::TooLarge { bytes } => {
                return write!(f, "the document has {bytes} bytes, more than the {MAX_DOCUMENT_BYTES} allowed");
            }
            Self::TooDeep => return write!(f, "nested deeper than {MAX_DEPTH} levels"),
            Self::Twice { name } => return write!(f, "member `{name}` occurs twice"),
            Self::CutOff(Unfinished::List) => "it ends inside a list",
            Self::CutOff(Unfinished::Object) => "it ends inside an object",
            Self::CutOff(Unfinished::Text) => "it ends inside a text",
            Self::CutOff(Unfinished::Value) => "it ends where a value is expected",
            Self::NoValue => "a value is expected here",
            Self::NoWord => "without quotation marks, only `true`, `false` and `null` can be written",
            Self::NoName => "the name of a member must be a text in double quotation marks",
            Self::NoColon => "`:` is expected after the name of a member",
            Self::NoEndOfList => "`,` or `]` is expected here",
            Self::NoEndOfObject => "`,` or `}` is expected here",
            Self::TrailingComma => "nothing follows the last `,`",
            Self::Trailing => "something follows the end of the document",
            Self::BadNumber => "invalid number",
            Self::NumberTooLarge => "the number is out of range",
            Self::ControlCharacter => "a control character in a text must be escaped",
            Self::BadEscape => "invalid escape",
            Self::LoneSurrogate => "half of a surrogate pair",
            Self::NotUtf8 => "invalid UTF-8",
        })
    }
}
