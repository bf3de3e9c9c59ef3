//! Reads the members of one JSON object and reports every fault.

use sealform_types::{Finding, Findings, Json, ObjectReader, Place, VecMap, closest_match, pointer, say};

use crate::model::{Condition, Text};

/// The members of one object, taken one by one; what is left over is a finding.
pub struct Members<'a> {
    object: ObjectReader<'a>,
    known: Vec<&'static str>,
}

impl<'a> Members<'a> {
    /// The members of `json`, which stands at the pointer `at`; anything but an object is a finding.
    pub fn of(json: &'a Json, at: &str, findings: &mut Findings) -> Option<Self> {
        match ObjectReader::of(json, at) {
            Some(object) => {
                // Room for every name that a question may have, at once.
                let known = Vec::with_capacity(object.members().len().min(6) * 8);
                Some(Self { object, known })
            }
            None => {
                findings.push(wrong_kind(at, "an object", json));
                None
            }
        }
    }

    /// JSON pointer to this object.
    pub fn at(&self) -> &str {
        self.object.at()
    }

    /// JSON pointer to a member.
    pub fn pointer(&self, name: &str) -> String {
        self.object.pointer(name)
    }

    /// The member, if it is there.
    pub fn take(&mut self, name: &'static str) -> Option<&'a Json> {
        self.known.push(name);
        self.object.get(name)
    }

    /// The member; its absence is a finding.
    pub fn need(&mut self, name: &'static str, findings: &mut Findings) -> Option<&'a Json> {
        let member = self.take(name);
        if member.is_none() {
            let finding =
                Finding::error("document/missing-member", say!("member `{name}` is missing"), Place::at(self.at()));
            findings.push(finding.hint(say!("add `\"{name}\": …`")));
        }
        member
    }

    /// A text that must be there and not be blank.
    pub fn need_string(&mut self, name: &'static str, findings: &mut Findings) -> String {
        let Some(json) = self.need(name, findings) else { return String::new() };
        match json.as_str() {
            Some(text) if !text.trim().is_empty() => text.to_owned(),
            Some(_) => {
                let finding =
                    Finding::error("document/blank", say!("member `{name}` is blank"), Place::at(self.pointer(name)));
                findings.push(finding.hint("give it a value"));
                String::new()
            }
            None => {
                findings.push(wrong_kind(&self.pointer(name), "a text", json));
                String::new()
            }
        }
    }

    /// A text that may be there.
    pub fn string(&mut self, name: &'static str, findings: &mut Findings) -> Option<String> {
        let json = self.take(name)?;
        match json.as_str() {
            Some(text) => Some(text.to_owned()),
            None => {
                findings.push(wrong_kind(&self.pointer(name), "a text", json));
                None
            }
        }
    }

    /// A flag that may be there; absent is false.
    pub fn flag(&mut self, name: &'static str, findings: &mut Findings) -> bool {
        match self.take(name) {
            None => false,
            Some(Json::Boolean(flag)) => *flag,
            Some(json) => {
                findings.push(wrong_kind(&self.pointer(name), "true or false", json));
                false
            }
        }
    }

    /// A whole number that may be there.
    pub fn integer(&mut self, name: &'static str, findings: &mut Findings) -> Option<i64> {
        let json = self.take(name)?;
        if json.as_integer().is_none() {
            findings.push(wrong_kind(&self.pointer(name), "a whole number", json));
        }
        json.as_integer()
    }

    /// A count that may be there.
    pub fn count(&mut self, name: &'static str, findings: &mut Findings) -> Option<u32> {
        let number = self.integer(name, findings)?;
        let count = u32::try_from(number).ok();
        if count.is_none() {
            let message = say!("`{name}` is {number}, which is not a valid count");
            let finding = Finding::error("document/out-of-range", message, Place::at(self.pointer(name)));
            findings.push(finding.hint("write a number from 0 to 4294967295"));
        }
        count
    }

    /// A boolean or an expression.
    pub fn condition(&mut self, name: &'static str, findings: &mut Findings) -> Condition {
        match self.take(name) {
            None | Some(Json::Boolean(false)) => Condition::No,
            Some(Json::Boolean(true)) => Condition::Yes,
            Some(Json::String(expression)) => Condition::When(expression.clone()),
            Some(json) => {
                findings.push(wrong_kind(&self.pointer(name), "true, false or an expression", json));
                Condition::No
            }
        }
    }

    /// An object from name to text that may be there; whole numbers and flags are taken as they are written.
    pub fn strings(&mut self, name: &'static str, findings: &mut Findings) -> VecMap<String, String> {
        let Some(json) = self.take(name) else { return VecMap::new() };
        let at = self.pointer(name);
        let Some(object) = json.as_object() else {
            findings.push(wrong_kind(&at, "an object from name to text", json));
            return VecMap::new();
        };
        let mut all = Vec::new();
        for (name, json) in object {
            match json {
                Json::String(text) => all.push((name.clone(), text.clone())),
                Json::Integer(_) | Json::Boolean(_) => all.push((name.clone(), json.to_text())),
                Json::Null | Json::Float(_) | Json::Array(_) | Json::Object(_) => {
                    findings.push(wrong_kind(&pointer(&at, name), "a text", json));
                }
            }
        }
        all.into_iter().collect()
    }

    /// A list of texts that may be there.
    pub fn words(&mut self, name: &'static str, findings: &mut Findings) -> Vec<String> {
        let mut all = Vec::new();
        for (index, json) in self.list(name, findings).iter().enumerate() {
            match json.as_str() {
                Some(text) => all.push(text.to_owned()),
                None => findings.push(wrong_kind(&pointer(&self.pointer(name), &index.to_string()), "a text", json)),
            }
        }
        all
    }

    /// Files by kind of medium, that may be there.
    pub fn media(&mut self, languages: &[String], findings: &mut Findings) -> VecMap<String, Text> {
        let Some(json) = self.take("media") else { return VecMap::new() };
        let at = self.pointer("media");
        let Some(mut inside) = Members::of(json, &at, findings) else { return VecMap::new() };
        let mut all = VecMap::new();
        for kind in ["image", "audio", "video", "big-image"] {
            let text = inside.text(kind, languages, findings);
            if !text.0.is_empty() {
                all.insert(kind.to_owned(), text);
            }
        }
        inside.finish(findings);
        all
    }

    /// A text in several languages, or one.
    pub fn text(&mut self, name: &'static str, languages: &[String], findings: &mut Findings) -> Text {
        match self.take(name) {
            None => Text::default(),
            Some(Json::String(text)) => {
                let language = languages.first().cloned().unwrap_or_default();
                Text([(language, text.clone())].into())
            }
            Some(Json::Object(texts)) => {
                let mut all = Text::default();
                for (language, text) in texts {
                    let here = || pointer(&self.pointer(name), language);
                    if !languages.is_empty() && !languages.contains(language) {
                        let message = say!("language `{language}` is not among the form's languages");
                        let hint = closest_match(language, languages.iter().map(String::as_str));
                        let hint = hint.map(|near| say!("did you mean `{near}`?"));
                        let finding = Finding::error("document/unknown-language", message, Place::at(here()));
                        findings.push(finding.hint("add it to `languages`").maybe_hint(hint));
                    }
                    match text.as_str() {
                        Some(text) => drop(all.0.insert(language.clone(), text.to_owned())),
                        None => findings.push(wrong_kind(&here(), "a text", text)),
                    }
                }
                all
            }
            Some(json) => {
                findings.push(wrong_kind(&self.pointer(name), "a text or an object from language to text", json));
                Text::default()
            }
        }
    }

    /// A list that may be there.
    pub fn list(&mut self, name: &'static str, findings: &mut Findings) -> &'a [Json] {
        match self.take(name) {
            None => &[],
            Some(Json::Array(items)) => items,
            Some(json) => {
                findings.push(wrong_kind(&self.pointer(name), "a list", json));
                &[]
            }
        }
    }

    /// Members that are left over, with their pointers.
    pub fn rest(&self) -> impl Iterator<Item = (&'a str, &'a Json, String)> + '_ {
        self.object.others(&self.known).map(|(name, json)| (name.as_str(), json, self.pointer(name)))
    }

    /// Reports what is left over.
    pub fn finish(self, findings: &mut Findings) {
        for (name, _, at) in self.rest() {
            let finding = Finding::error("document/unknown-member", say!("unknown member `{name}`"), Place::at(at));
            let near = closest_match(name, self.known.iter().copied());
            let hint = near.map_or_else(|| "remove it".to_owned(), |near| say!("did you mean `{near}`?"));
            findings.push(finding.hint(hint));
        }
    }
}

/// A finding that something is of another kind than it must be.
pub(crate) fn wrong_kind(at: &str, wanted: &str, got: &Json) -> Finding {
    let is_fraction = matches!(got, Json::Float(_)) && wanted.contains("number");
    let found = if is_fraction { "a number with a fraction, or one that is too large" } else { got.kind() };
    let message = say!("expected {wanted}, found {found}");
    Finding::error("document/wrong-kind", message, Place::at(at)).hint(say!("write {wanted}"))
}
