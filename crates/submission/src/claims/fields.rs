//! Reading the members of one object, with a finding for each that is missing, unknown or of another kind.

use chrono::{DateTime, FixedOffset};
use sealform_types::{Finding, Findings, Json, MemberFault, ObjectReader, Place, Sha256Digest, closest_match};

/// The members of one object while they are read.
pub(super) struct Fields<'a, 'f> {
    object: ObjectReader<'a>,
    findings: &'f mut Findings,
}

impl<'a, 'f> Fields<'a, 'f> {
    /// Opens an object and reports the members that are not known.
    pub(super) fn open(object: &'a Json, at: String, known: &[&str], findings: &'f mut Findings) -> Option<Self> {
        let Some(reader) = ObjectReader::of(object, at.as_str()) else {
            let message = format!("this is {}, not an object", object.kind());
            findings.push(Finding::error("seal/claim-type", message, Place::at(at)).hint("write an object"));
            return None;
        };
        for (name, _) in reader.others(known) {
            let hint = match closest_match(name, known.iter().copied()) {
                Some(near) if name.len() > 2 => format!("did you mean `{near}`?"),
                Some(_) | None => format!("known here: {}", known.join(", ")),
            };
            let place = Place::at(reader.pointer(name));
            findings.push(Finding::error("seal/claim-unknown", format!("unknown member `{name}`"), place).hint(hint));
        }
        Some(Self { object: reader, findings })
    }

    /// The pointer to a member.
    pub(super) fn at(&self, name: &str) -> String {
        self.object.pointer(name)
    }

    /// The findings, to read deeper.
    pub(super) fn findings(&mut self) -> &mut Findings {
        self.findings
    }

    /// A member that may be left out.
    pub(super) fn maybe(&self, name: &str) -> Option<&'a Json> {
        self.object.get(name)
    }

    /// A member that has to be there.
    pub(super) fn need(&mut self, name: &str) -> Option<&'a Json> {
        let found = self.object.need(name);
        self.take(name, found)
    }

    /// A member that has to be there and of one kind; `null` is none.
    pub(super) fn or_null(&mut self, name: &str) -> Option<&'a Json> {
        self.need(name).filter(|value| !matches!(value, Json::Null))
    }

    /// What `read` makes of a member that has to be there; `wanted` says what it should be.
    pub(super) fn read<T>(
        &mut self,
        name: &str,
        wanted: &'static str,
        read: impl FnOnce(&'a Json) -> Option<T>,
    ) -> Option<T> {
        let result = self.object.read(name, wanted, read);
        self.take(name, result)
    }

    /// A fault of a member becomes a finding.
    fn take<T>(&mut self, name: &str, result: Result<T, MemberFault<'a>>) -> Option<T> {
        match result {
            Ok(value) => return Some(value),
            Err(MemberFault { found: Some(found), wanted, .. }) => self.report(name, wanted, found),
            Err(MemberFault { at, found: None, .. }) => {
                let message = format!("member `{name}` is missing");
                let finding = Finding::error("seal/claim-missing", message, Place::at(at));
                self.findings.push(finding.hint("seal the form again with a runtime of this version"));
            }
        }
        None
    }

    /// Reports a member that is not what it should be.
    pub(super) fn report(&mut self, name: &str, wanted: &str, value: &Json) {
        let message = match describe(value) {
            Some(kind) => format!("`{name}` is {kind}, not {wanted}"),
            None => format!("`{name}` is not {wanted}"),
        };
        let finding = Finding::error("seal/claim-type", message, Place::at(self.at(name)));
        self.findings.push(finding.hint(format!("write {wanted}")));
    }

    /// Reports a member of the right kind with a value that cannot be.
    pub(super) fn report_value(&mut self, name: &str, message: &str, hint: &str) {
        let place = Place::at(self.at(name));
        self.findings.push(Finding::error("seal/claim-value", message, place).hint(hint));
    }

    /// A text, and not an empty one.
    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        self.read(name, "a text", |value| value.as_str().filter(|text| !text.is_empty()).map(str::to_owned))
    }

    /// A whole number that fits the type.
    pub(super) fn integer<T: TryFrom<i64>>(&mut self, name: &str) -> Option<T> {
        let result = self.object.integer(name);
        self.take(name, result)
    }

    /// A moment with its offset.
    pub(super) fn moment(&mut self, name: &str) -> Option<DateTime<FixedOffset>> {
        let result = self.object.moment(name);
        self.take(name, result)
    }

    /// A digest in hexadecimal.
    pub(super) fn sha256(&mut self, name: &str) -> Option<Sha256Digest> {
        self.read(name, "a SHA-256 digest as 64 lower-case hexadecimal digits", |value| {
            Sha256Digest::parse(value.as_str()?)
        })
    }

    /// An object, kept as a tree.
    pub(super) fn object(&mut self, name: &str) -> Option<&'a Json> {
        self.read(name, "an object", |value| value.as_object().map(|_| value))
    }
}

/// What a value of another kind is. Answers stay out of messages: texts and numbers are not repeated.
fn describe(value: &Json) -> Option<&'static str> {
    match value {
        Json::String(_) | Json::Integer(_) | Json::Float(_) => None,
        Json::Null | Json::Boolean(_) | Json::Array(_) | Json::Object(_) => Some(value.kind()),
    }
}
