//! Reading and writing one object, member by member.
//!
//! Every reader of our own formats goes by [`ObjectReader`]. What a fault becomes (a finding for an author, an error
//! for a caller) is decided where the format is known.

use chrono::{DateTime, FixedOffset};

use super::{Json, pointer, write_text};
use crate::iso::{SecondParts, read_moment, write_moment};

/// The members of one object, and where it stands.
///
/// # Example
/// ```
/// use sealform_types::{Json, MemberFault, ObjectReader};
/// let json = Json::parse(br#"{"id":"visit","round":-1}"#).unwrap();
/// let reader = ObjectReader::of(&json, "/form").unwrap();
/// assert_eq!(reader.text("id"), Ok("visit"));
/// assert_eq!(reader.get("version"), None);
/// let fault = reader.integer::<u32>("round").unwrap_err();
/// assert_eq!((fault.at.as_str(), fault.wanted), ("/form/round", "a whole number that is not negative"));
/// assert_eq!(reader.text("version").unwrap_err().found, None);
/// ```
#[derive(Debug, Clone)]
pub struct ObjectReader<'a> {
    members: &'a [(String, Json)],
    at: String,
}

/// Why a member cannot be read.
#[derive(Debug, Clone, PartialEq)]
pub struct MemberFault<'a> {
    /// JSON pointer to the member.
    pub at: String,
    /// What should stand there.
    pub wanted: &'static str,
    /// What stands there; `None` where the member is missing.
    pub found: Option<&'a Json>,
}

impl<'a> ObjectReader<'a> {
    /// The members of `json`, which stands at that JSON pointer; `None` if it is not an object.
    pub fn of(json: &'a Json, at: impl Into<String>) -> Option<Self> {
        json.as_object().map(|members| Self { members, at: at.into() })
    }

    /// The pointer of this object.
    pub fn at(&self) -> &str {
        &self.at
    }

    /// The pointer of a member.
    pub fn pointer(&self, name: &str) -> String {
        pointer(&self.at, name)
    }

    /// All members, in their order.
    pub fn members(&self) -> &'a [(String, Json)] {
        self.members
    }

    /// A member that may be left out.
    pub fn get(&self, name: &str) -> Option<&'a Json> {
        self.members.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// A member that has to be there.
    ///
    /// # Errors
    /// [`MemberFault`] if it is missing.
    pub fn need(&self, name: &str) -> Result<&'a Json, MemberFault<'a>> {
        self.get(name).ok_or_else(|| MemberFault { at: self.pointer(name), wanted: "there", found: None })
    }

    /// What `read` makes of a member that has to be there; `wanted` says what it should be.
    ///
    /// # Errors
    /// [`MemberFault`] if it is missing, or `read` gives `None`.
    pub fn read<T>(
        &self,
        name: &str,
        wanted: &'static str,
        read: impl FnOnce(&'a Json) -> Option<T>,
    ) -> Result<T, MemberFault<'a>> {
        let found = self.need(name)?;
        read(found).ok_or_else(|| MemberFault { at: self.pointer(name), wanted, found: Some(found) })
    }

    /// A text.
    ///
    /// # Errors
    /// [`MemberFault`] if it is missing or of another kind.
    pub fn text(&self, name: &str) -> Result<&'a str, MemberFault<'a>> {
        self.read(name, "a text", Json::as_str)
    }

    /// A whole number that fits the type.
    ///
    /// # Errors
    /// [`MemberFault`] if it is missing, of another kind or out of range.
    pub fn integer<T: TryFrom<i64>>(&self, name: &str) -> Result<T, MemberFault<'a>> {
        self.read(name, "a whole number that is not negative", |value| T::try_from(value.as_integer()?).ok())
    }

    /// A moment with its offset.
    ///
    /// # Errors
    /// [`MemberFault`] if it is missing or of another kind.
    pub fn moment(&self, name: &str) -> Result<DateTime<FixedOffset>, MemberFault<'a>> {
        self.read(name, "a moment in ISO 8601 with offset", |value| read_moment(value.as_str()?))
    }

    /// The members of an object.
    ///
    /// # Errors
    /// [`MemberFault`] if it is missing or of another kind.
    pub fn object(&self, name: &str) -> Result<&'a [(String, Json)], MemberFault<'a>> {
        self.read(name, "an object", Json::as_object)
    }

    /// The items of a list.
    ///
    /// # Errors
    /// [`MemberFault`] if it is missing or of another kind.
    pub fn list(&self, name: &str) -> Result<&'a [Json], MemberFault<'a>> {
        self.read(name, "a list", Json::as_array)
    }

    /// Members with other names than these.
    pub fn others<'k>(&self, known: &'k [&str]) -> impl Iterator<Item = &'a (String, Json)> + use<'a, 'k> {
        self.members.iter().filter(move |(name, _)| !known.contains(&name.as_str()))
    }
}

/// An object that is written into a text, member by member.
///
/// # Example
/// ```
/// use sealform_types::ObjectWriter;
/// let mut text = String::new();
/// let mut writer = ObjectWriter::open(&mut text);
/// writer.text("id", "visit");
/// writer.number("round", 2);
/// writer.close();
/// assert_eq!(text, r#"{"id":"visit","round":2}"#);
/// ```
#[derive(Debug)]
pub struct ObjectWriter<'a> {
    out: &'a mut String,
    is_first: bool,
}

impl<'a> ObjectWriter<'a> {
    /// Begins an object.
    pub fn open(out: &'a mut String) -> Self {
        out.push('{');
        Self { out, is_first: true }
    }

    /// Writes a name; its value is to follow.
    pub fn name(&mut self, name: &str) -> &mut String {
        self.out.push_str(if self.is_first { "" } else { "," });
        self.is_first = false;
        write_text(name, &mut |part| self.out.push_str(part));
        self.out.push(':');
        self.out
    }

    /// Writes a text.
    pub fn text(&mut self, name: &str, text: &str) {
        let out = self.name(name);
        write_text(text, &mut |part| out.push_str(part));
    }

    /// Writes a whole number.
    pub fn number(&mut self, name: &str, number: u32) {
        self.name(name).push_str(&number.to_string());
    }

    /// Writes a moment with its offset.
    pub fn moment(&mut self, name: &str, moment: &DateTime<FixedOffset>) {
        self.text(name, &write_moment(moment, SecondParts::AsNeeded));
    }

    /// Ends the object.
    pub fn close(self) {
        self.out.push('}');
    }
}
