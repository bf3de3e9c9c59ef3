//! Reading the members of one object, with a finding for each that is missing, unknown or of another kind.

use chrono::{DateTime, FixedOffset};
use sealform_types::{Finding, Findings, Json, MemberFault, ObjectReader, Place, Sha256Digest, closest_match, pointer};

/// Where something stands below the claims. It becomes a JSON pointer only where there is a finding, and mostly there is none.
#[derive(Debug, Clone, Copy)]
pub(super) enum At<'p> {
    Claims,
    Member(&'p At<'p>, &'p str),
    Item(&'p At<'p>, usize),
}

impl<'p> At<'p> {
    /// Where a member of what stands here does.
    pub(super) fn member(&'p self, name: &'p str) -> Self {
        Self::Member(self, name)
    }

    /// Where an item of what stands here does.
    pub(super) fn item(&'p self, index: usize) -> Self {
        Self::Item(self, index)
    }

    /// The JSON pointer.
    pub(super) fn pointer(&self) -> String {
        match self {
            Self::Claims => String::new(),
            Self::Member(parent, name) => pointer(&parent.pointer(), name),
            Self::Item(parent, index) => pointer(&parent.pointer(), &index.to_string()),
        }
    }
}

/// The members of one object while they are read.
pub(super) struct Fields<'a, 'f> {
    /// It does not know where it stands.
    object: ObjectReader<'a>,
    at: &'f At<'f>,
    findings: &'f mut Findings,
}

impl<'a, 'f> Fields<'a, 'f> {
    /// Opens an object and reports the members that are not known.
    pub(super) fn open(object: &'a Json, at: &'f At<'f>, known: &[&str], findings: &'f mut Findings) -> Option<Self> {
        let Some(reader) = ObjectReader::of(object, "") else {
            let message = format!("this is {}, not an object", object.kind());
            findings.push(Finding::error("seal/claim-type", message, Place::at(at.pointer())).hint("write an object"));
            return None;
        };
        for (name, _) in reader.others(known) {
            let hint = match closest_match(name, known.iter().copied()) {
                Some(near) if name.len() > 2 => format!("did you mean `{near}`?"),
                Some(_) | None => format!("known here: {}", known.join(", ")),
            };
            let place = Place::at(at.member(name).pointer());
            findings.push(Finding::error("seal/claim-unknown", format!("unknown member `{name}`"), place).hint(hint));
        }
        Some(Self { object: reader, at, findings })
    }

    /// Where it stands.
    pub(super) fn at(&self) -> &'f At<'f> {
        self.at
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
            Err(MemberFault { found: None, .. }) => {
                let message = format!("member `{name}` is missing");
                let finding = Finding::error("seal/claim-missing", message, self.place(name));
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
        let finding = Finding::error("seal/claim-type", message, self.place(name));
        self.findings.push(finding.hint(format!("write {wanted}")));
    }

    /// Reports a member of the right kind with a value that cannot be.
    pub(super) fn report_value(&mut self, name: &str, message: &str, hint: &str) {
        let place = self.place(name);
        self.findings.push(Finding::error("seal/claim-value", message, place).hint(hint));
    }

    fn place(&self, name: &str) -> Place {
        Place::at(self.at.member(name).pointer())
    }

    /// A text, and not an empty one.
    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        self.text_there(name).map(str::to_owned)
    }

    /// The same, to be looked at only.
    pub(super) fn text_there(&mut self, name: &str) -> Option<&'a str> {
        self.read(name, "a text", |value| value.as_str().filter(|text| !text.is_empty()))
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
