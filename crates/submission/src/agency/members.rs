//! Reading the members of one object of an agency's document: a finding for each that is missing, unknown, of another kind
//! or of a value that cannot be.

use chrono::{DateTime, FixedOffset};
use sealform_types::{Finding, Findings, Json, ObjectReader, Place, Sha256Digest};

use super::assignment::{MAX_NAME_LETTERS, MAX_TEXT_LETTERS};
use crate::base64url::from_base64url;

/// The codes of one kind of document.
#[derive(Debug)]
pub(super) struct Codes {
    pub missing: &'static str,
    pub kind: &'static str,
    pub unknown: &'static str,
    pub value: &'static str,
}

/// The members of one object while they are read.
pub(super) struct Members<'a, 'f> {
    object: ObjectReader<'a>,
    findings: &'f mut Findings,
    codes: &'static Codes,
}

impl<'a, 'f> Members<'a, 'f> {
    /// Opens an object and reports the members that are not known.
    pub(super) fn open(
        json: &'a Json,
        at: &str,
        known: &[&str],
        codes: &'static Codes,
        findings: &'f mut Findings,
    ) -> Option<Self> {
        let Some(object) = ObjectReader::of(json, at) else {
            let message = format!("this is {}, not an object", json.kind());
            findings.push(Finding::error(codes.kind, message, Place::at(at)).hint("write { … }"));
            return None;
        };
        for (name, _) in object.others(known) {
            let near =
                findings.closest_match(name, known.iter().copied()).map(|near| format!("did you mean `{near}`?"));
            let place = Place::at(object.pointer(name));
            let finding = Finding::error(codes.unknown, format!("unknown member `{name}`"), place);
            findings.push(finding.hint(format!("known here: {}", known.join(", "))).maybe_hint(near));
        }
        Some(Self { object, findings, codes })
    }

    /// The members of the object that is a member of this one, where it is there.
    pub(super) fn inner(&mut self, name: &str, known: &[&str]) -> Option<Members<'a, '_>> {
        let json = self.object.get(name)?;
        Members::open(json, &self.object.pointer(name), known, self.codes, self.findings)
    }

    /// The same, where it has to be there.
    pub(super) fn need_inner(&mut self, name: &str, known: &[&str]) -> Option<Members<'a, '_>> {
        self.need(name)?;
        self.inner(name, known)
    }

    /// A member as a tree.
    pub(super) fn get(&self, name: &str) -> Option<&'a Json> {
        self.object.get(name)
    }

    /// A member that has to be there.
    pub(super) fn need(&mut self, name: &str) -> Option<&'a Json> {
        let found = self.object.get(name);
        if found.is_none() {
            let finding = Finding::error(self.codes.missing, format!("member `{name}` is missing"), self.place(name));
            self.findings.push(finding.hint(format!("add `{name}`")));
        }
        found
    }

    /// What `read` makes of a member, where it is there; `wanted` says what it should be.
    pub(super) fn maybe<T>(&mut self, name: &str, wanted: &str, read: impl FnOnce(&'a Json) -> Option<T>) -> Option<T> {
        let json = self.object.get(name)?;
        let value = read(json);
        if value.is_none() {
            self.report_kind(name, wanted, json);
        }
        value
    }

    /// The same of a member that has to be there.
    pub(super) fn read<T>(&mut self, name: &str, wanted: &str, read: impl FnOnce(&'a Json) -> Option<T>) -> Option<T> {
        self.need(name)?;
        self.maybe(name, wanted, read)
    }

    /// A name: a short text in one line.
    pub(super) fn name(&mut self, name: &str) -> Option<String> {
        self.read(name, NAME, as_name)
    }

    /// A name that may be left out.
    pub(super) fn maybe_name(&mut self, name: &str) -> Option<String> {
        self.maybe(name, NAME, as_name)
    }

    /// A text that may be left out.
    pub(super) fn maybe_text(&mut self, name: &str) -> Option<String> {
        self.maybe(name, "a text of 1 to 4000 characters", as_text)
    }

    /// A moment with its offset that may be left out.
    pub(super) fn maybe_moment(&mut self, name: &str) -> Option<DateTime<FixedOffset>> {
        self.maybe(name, "a moment such as 2026-11-21T14:30:00+01:00", |json| {
            sealform_types::iso::read_moment(json.as_str()?)
        })
    }

    /// A whole number of a range.
    pub(super) fn number(&mut self, name: &str, wanted: &str, least: u32) -> Option<u32> {
        self.read(name, wanted, |json| as_number(json, least))
    }

    /// A whole number of a range that may be left out.
    pub(super) fn maybe_number(&mut self, name: &str, wanted: &str, least: u32) -> Option<u32> {
        self.maybe(name, wanted, |json| as_number(json, least))
    }

    /// A digest in hexadecimal.
    pub(super) fn sha256(&mut self, name: &str) -> Option<Sha256Digest> {
        self.read(name, "a SHA-256 digest as 64 lower-case hexadecimal digits", |json| {
            Sha256Digest::parse(json.as_str()?)
        })
    }

    /// 32 bytes in base64url, kept as text.
    pub(super) fn maybe_base64url_32(&mut self, name: &str, wanted: &str) -> Option<String> {
        self.maybe(name, wanted, as_base64url_32)
    }

    /// The items of a list, each read by itself; an item that cannot be read is reported and left out.
    pub(super) fn list<T>(
        &mut self,
        name: &str,
        wanted: &str,
        mut read: impl FnMut(&'a Json, &str, &mut Findings, &'static Codes) -> Option<T>,
    ) -> Vec<T> {
        let Some(items) = self.maybe(name, wanted, Json::as_array) else { return Vec::new() };
        let at = self.object.pointer(name);
        let mut all = Vec::new();
        for (index, item) in items.iter().enumerate() {
            all.extend(read(item, &format!("{at}/{index}"), self.findings, self.codes));
        }
        all
    }

    /// Reports a value that cannot be.
    pub(super) fn report_value(&mut self, name: &str, message: impl Into<String>, hint: &str) {
        let finding = Finding::error(self.codes.value, message, self.place(name));
        self.findings.push(finding.hint(hint));
    }

    /// Reports a finding about a member, whose place is under it.
    pub(super) fn report_under(&mut self, name: &str, mut finding: Finding) {
        finding.place.pointer.insert_str(0, &self.object.pointer(name));
        self.findings.push(finding);
    }

    fn report_kind(&mut self, name: &str, wanted: &str, json: &Json) {
        self.findings.push(wrong_kind(self.codes, name, wanted, json, self.place(name)));
    }

    fn place(&self, name: &str) -> Place {
        Place::at(self.object.pointer(name))
    }
}

const NAME: &str = "a name: 1 to 200 characters in one line";

/// The finding for a value of another kind. Of texts and numbers the value is not repeated: they may be personal.
pub(super) fn wrong_kind(codes: &Codes, name: &str, wanted: &str, json: &Json, place: Place) -> Finding {
    let message = match json {
        Json::String(_) | Json::Integer(_) => format!("`{name}` is not {wanted}"),
        Json::Null | Json::Boolean(_) | Json::Float(_) | Json::Array(_) | Json::Object(_) => {
            format!("`{name}` is {}, not {wanted}", json.kind())
        }
    };
    Finding::error(codes.kind, message, place).hint(format!("write {wanted}"))
}

/// A name: no control characters, no white space at its ends.
pub(super) fn as_name(json: &Json) -> Option<String> {
    json.as_str().filter(|text| is_name(text)).map(str::to_owned)
}

pub(super) fn is_name(text: &str) -> bool {
    let is_short = text.chars().count() <= MAX_NAME_LETTERS;
    !text.is_empty() && is_short && text.trim() == text && !text.chars().any(char::is_control)
}

pub(super) fn as_text(json: &Json) -> Option<String> {
    let is_short = |text: &&str| !text.trim().is_empty() && text.chars().count() <= MAX_TEXT_LETTERS;
    json.as_str().filter(is_short).map(str::to_owned)
}

fn as_number(json: &Json, least: u32) -> Option<u32> {
    u32::try_from(json.as_integer()?).ok().filter(|number| *number >= least)
}

pub(super) fn as_base64url_32(json: &Json) -> Option<String> {
    let text = json.as_str()?;
    from_base64url(text).filter(|bytes| bytes.len() == 32).map(|_| text.to_owned())
}
