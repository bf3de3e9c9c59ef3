//! From a JSON tree to the key, with every fault told.

use std::collections::{BTreeMap, BTreeSet};

use sealform_questionnaire::{Members, Text};
use sealform_types::{Finding, Findings, Json, Place, is_name, nearest, pointer};

use crate::exact::Exact;
use crate::key::{KeyFits, KnockOut, Part, ResultBand, ScoringKey, Share, Show, Unanswered};
use crate::number::Points;
use crate::program::Condition;
use crate::rule;

impl ScoringKey {
    /// Reads a key. The findings tell every fault; the key is there unless the document is no object
    /// at all, and must not be used where [`Findings::has_errors`].
    ///
    /// # Example
    /// ```
    /// use sealform_scoring::ScoringKey;
    /// use sealform_types::Json;
    /// let json = Json::parse(br#"{"sealform_key":1,"questionnaire":{"id":"f","version":"1"},
    ///   "questions":{"greeted":{"point":{"yes":2}}}}"#).unwrap();
    /// let (_, findings) = ScoringKey::read(&json);
    /// let finding = findings.iter().next().unwrap();
    /// assert_eq!((finding.code, finding.hint.as_deref()), ("key/unknown-member", Some("did you mean `points`?")));
    /// ```
    pub fn read(json: &Json) -> (Option<Self>, Findings) {
        let mut raw = Findings::default();
        let key = read_key(json, &mut raw);
        let mut findings = Findings::default();
        for finding in raw {
            findings.push(Finding { code: key_code(finding.code), ..finding });
        }
        (key, findings)
    }
}

/// The reader of members speaks of documents in general; in a key its findings are the key's.
fn key_code(code: &'static str) -> &'static str {
    match code {
        "document/missing-member" => "key/missing-member",
        "document/blank" => "key/blank",
        "document/wrong-kind" => "key/wrong-kind",
        "document/out-of-range" => "key/out-of-range",
        "document/unknown-language" => "key/unknown-language",
        "document/unknown-member" => "key/unknown-member",
        other => other,
    }
}

fn read_key(json: &Json, findings: &mut Findings) -> Option<ScoringKey> {
    let mut members = Members::of(json, "", findings)?;
    let schema = members.string("$schema", findings);
    if let Some(json) = members.need("sealform_key", findings)
        && json != &Json::Integer(1)
    {
        let message = "`sealform_key`, the version of the format, is not 1";
        let finding = Finding::error("key/unknown-format", message, Place::at("/sealform_key"));
        findings.push(finding.hint("write `\"sealform_key\": 1`"));
    }
    let key = ScoringKey {
        schema,
        sealform_key: 1,
        questionnaire: read_fits(&mut members, findings),
        show: word(&mut members, "show", SHOW, findings).unwrap_or_default(),
        places: read_places(&mut members, findings),
        unanswered: word(&mut members, "unanswered", UNANSWERED, findings).unwrap_or_default(),
        cap_at_possible: members.flag("cap_at_possible", findings),
        sections: read_parts(&mut members, "sections", Kind::Section, findings),
        categories: read_parts(&mut members, "categories", Kind::Category, findings),
        questions: read_questions(&mut members, findings),
        knock_out: read_each(&mut members, "knock_out", findings, read_knock_out),
        bands: read_each(&mut members, "bands", findings, read_result_band),
        target: percentage(&mut members, "target", findings),
        salt: members.string("salt", findings),
    };
    members.finish(findings);
    check_bytes(&key, findings);
    for (name, at) in [("sections", &key.sections), ("categories", &key.categories)] {
        unique(at.iter().map(|part| (part.name.as_str(), format!("{}/name", part.pointer))), name, findings);
    }
    let bands = key.bands.iter().enumerate().map(|(index, band)| (band.name.as_str(), format!("/bands/{index}/name")));
    unique(bands, "bands", findings);
    check_shares(&key.sections, findings);
    check_band_order(&key.bands, findings);
    Some(key)
}

const SHOW: &[(&str, Show)] = &[("never", Show::Never), ("at_end", Show::AtEnd), ("live", Show::Live)];
pub(crate) const UNANSWERED: &[(&str, Unanswered)] = &[("leave", Unanswered::Leave), ("zero", Unanswered::Zero)];

/// One of a few words.
pub(crate) fn word<T: Copy>(
    members: &mut Members<'_>,
    name: &'static str,
    words: &[(&str, T)],
    findings: &mut Findings,
) -> Option<T> {
    let json = members.take(name)?;
    let given = json.as_str();
    let known = given.and_then(|given| words.iter().find(|(word, _)| *word == given));
    if known.is_none() {
        let list: Vec<String> = words.iter().map(|(word, _)| format!("`{word}`")).collect();
        let near = given.and_then(|given| nearest(given, words.iter().map(|(word, _)| *word)));
        let place = Place::at(members.place(name));
        let finding = Finding::error("key/unknown-word", format!("`{name}` is none of its words"), place);
        let hint = near.map(|near| format!("did you mean `{near}`?"));
        findings.push(finding.hint(format!("write {}", list.join(", "))).maybe_hint(hint));
    }
    known.map(|(_, meaning)| *meaning)
}

/// A number that may be there.
pub(crate) fn number(members: &mut Members<'_>, name: &'static str, findings: &mut Findings) -> Option<Points> {
    Points::read(members.take(name)?, &members.place(name), findings)
}

/// A factor that may be there: more than nothing.
pub(crate) fn factor(members: &mut Members<'_>, name: &'static str, findings: &mut Findings) -> Option<Points> {
    let factor = number(members, name, findings)?;
    if !factor.exact().is_positive() {
        let finding = Finding::error("key/out-of-range", "a weight is more than 0", Place::at(members.place(name)));
        findings.push(finding.hint("mark the question `unscored` where it shall not count"));
    }
    Some(factor)
}

/// An expression that may be there.
pub(crate) fn condition(members: &mut Members<'_>, name: &'static str, findings: &mut Findings) -> Option<Condition> {
    let source = members.string(name, findings)?;
    Some(Condition { source, pointer: members.place(name) })
}

fn percentage(members: &mut Members<'_>, name: &'static str, findings: &mut Findings) -> Option<Points> {
    let percent = number(members, name, findings)?;
    if percent.exact() < &Exact::zero() || percent.exact() > &Exact::whole(100) {
        let message = format!("`{name}` is no percentage");
        let finding = Finding::error("key/out-of-range", message, Place::at(members.place(name)));
        findings.push(finding.hint("write a number from 0 to 100"));
    }
    Some(percent)
}

fn read_fits(members: &mut Members<'_>, findings: &mut Findings) -> KeyFits {
    let at = members.place("questionnaire");
    let json = members.need("questionnaire", findings);
    let Some(mut members) = json.and_then(|json| Members::of(json, &at, findings)) else { return KeyFits::default() };
    let fits = KeyFits {
        id: members.need_string("id", findings),
        version: members.need_string("version", findings),
        sha256: members.string("sha256", findings),
    };
    members.finish(findings);
    fits
}

fn read_places(members: &mut Members<'_>, findings: &mut Findings) -> u32 {
    const USUAL: u32 = 1;
    const MOST: u32 = 6;
    match members.count("places", findings) {
        Some(places) if places > MOST => {
            let message = format!("a percentage with {places} digits behind the point is no result");
            let finding = Finding::error("key/out-of-range", message, Place::at(members.place("places")));
            findings.push(finding.hint("write a number from 0 to 6"));
            USUAL
        }
        Some(places) => places,
        None => USUAL,
    }
}

/// Which list of parts is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Section,
    Category,
}

/// Reads each item of a list that may be there.
fn read_each<T>(
    members: &mut Members<'_>,
    name: &'static str,
    findings: &mut Findings,
    read: impl Fn(Members<'_>, &mut Findings) -> Option<T>,
) -> Vec<T> {
    let at = members.place(name);
    let mut all = Vec::new();
    for (index, json) in members.list(name, findings).iter().enumerate() {
        if let Some(members) = Members::of(json, &pointer(&at, &index.to_string()), findings) {
            all.extend(read(members, findings));
        }
    }
    all
}

fn read_parts(members: &mut Members<'_>, name: &'static str, kind: Kind, findings: &mut Findings) -> Vec<Part> {
    read_each(members, name, findings, |mut members, findings| {
        let part = Part {
            name: part_name(&mut members, findings),
            label: label(&mut members, "label", findings),
            weight: factor(&mut members, "weight", findings),
            share: match kind {
                Kind::Section => read_share(&mut members, findings),
                Kind::Category => Share::Pooled,
            },
            cap_at_possible: members.flag("cap_at_possible", findings),
            questions: read_paths(&mut members, findings),
            pointer: members.at().to_owned(),
        };
        members.finish(findings);
        Some(part)
    })
}

fn part_name(members: &mut Members<'_>, findings: &mut Findings) -> String {
    let name = members.need_string("name", findings);
    if !name.is_empty() && !is_name(&name) {
        let place = Place::at(members.place("name"));
        let finding = Finding::error("key/bad-name", format!("`{name}` is no name"), place);
        findings.push(finding.hint("begin with a letter or `_`, then letters, digits, `_`, `-`, `.`"));
    }
    name
}

/// A text that people read; its absence is a finding.
fn label(members: &mut Members<'_>, name: &'static str, findings: &mut Findings) -> Text {
    let text = members.text(name, &[], findings);
    if text.is_empty() {
        let finding = Finding::error("key/no-label", format!("there is no `{name}` to read"), Place::at(members.at()));
        findings.push(finding.hint(format!("add a `{name}` in the form's languages")));
    }
    text
}

fn read_share(members: &mut Members<'_>, findings: &mut Findings) -> Share {
    let at = members.place("share");
    match members.take("share") {
        None => Share::Pooled,
        Some(Json::String(word)) if word == "pooled" => Share::Pooled,
        Some(json @ Json::Object(_)) => {
            let Some(mut members) = Members::of(json, &at, findings) else { return Share::Pooled };
            members.need("fixed", findings);
            let fixed = percentage(&mut members, "fixed", findings);
            members.finish(findings);
            fixed.map_or(Share::Pooled, Share::Fixed)
        }
        Some(_) => {
            let finding = Finding::error("key/unknown-word", "this is no share of the whole", Place::at(at));
            findings.push(finding.hint("write `\"pooled\"` or, for example, `{\"fixed\": 5}`"));
            Share::Pooled
        }
    }
}

fn read_paths(members: &mut Members<'_>, findings: &mut Findings) -> Vec<String> {
    let at = members.place("questions");
    members.need("questions", findings);
    let mut paths = Vec::new();
    for (index, json) in members.list("questions", findings).iter().enumerate() {
        let here = pointer(&at, &index.to_string());
        match json.as_str() {
            Some(path) => paths.push(path.to_owned()),
            None => {
                let message = format!("expected a path, found {}", json.kind());
                let finding = Finding::error("key/wrong-kind", message, Place::at(here));
                findings.push(finding.hint("write the path of a question or group"));
            }
        }
    }
    paths
}

fn read_questions(members: &mut Members<'_>, findings: &mut Findings) -> BTreeMap<String, rule::Rule> {
    let at = members.place("questions");
    let mut rules = BTreeMap::new();
    match members.need("questions", findings) {
        Some(Json::Object(questions)) => {
            for (path, json) in questions {
                if let Some(members) = Members::of(json, &pointer(&at, path), findings) {
                    rules.insert(path.clone(), rule::read(members, findings));
                }
            }
        }
        Some(json) => {
            let message = format!("expected an object from path to rule, found {}", json.kind());
            let finding = Finding::error("key/wrong-kind", message, Place::at(at));
            findings.push(finding.hint("write, for example, `{\"greeted\": {\"points\": {\"yes\": 1, \"no\": 0}}}`"));
        }
        None => {}
    }
    rules
}

fn read_knock_out(mut members: Members<'_>, findings: &mut Findings) -> Option<KnockOut> {
    let source = members.need_string("when", findings);
    let knock_out = KnockOut {
        when: Condition { source, pointer: members.place("when") },
        section: members.string("section", findings),
        value: percentage(&mut members, "value", findings),
        reason: label(&mut members, "reason", findings),
        pointer: members.at().to_owned(),
    };
    members.finish(findings);
    Some(knock_out)
}

fn read_result_band(mut members: Members<'_>, findings: &mut Findings) -> Option<ResultBand> {
    let name = part_name(&mut members, findings);
    let label = label(&mut members, "label", findings);
    members.need("from", findings);
    let from = number(&mut members, "from", findings);
    members.finish(findings);
    Some(ResultBand { name, label, from: from? })
}

fn unique<'a>(names: impl Iterator<Item = (&'a str, String)>, list: &str, findings: &mut Findings) {
    let mut seen = BTreeSet::new();
    for (name, at) in names {
        if !seen.insert(name) && !name.is_empty() {
            let message = format!("the name `{name}` is taken in `{list}`");
            findings.push(Finding::error("key/duplicate", message, Place::at(at)).hint("rename one of them"));
        }
    }
}

fn check_bytes(key: &ScoringKey, findings: &mut Findings) {
    let is_digest = |text: &String| {
        text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f'))
    };
    if !key.questionnaire.sha256.as_ref().is_none_or(is_digest) {
        let place = Place::at("/questionnaire/sha256");
        let finding = Finding::error("key/bad-bytes", "this is no SHA-256 digest", place);
        findings.push(finding.hint("write 64 lower-case hexadecimal digits"));
    }
    let is_salt = |text: &String| {
        text.len() == 43 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    if !key.salt.as_ref().is_none_or(is_salt) {
        let finding = Finding::error("key/bad-bytes", "this is no salt", Place::at("/salt"));
        findings.push(finding.hint("write 32 random bytes in base64url, 43 characters without padding"));
    }
}

fn check_shares(sections: &[Part], findings: &mut Findings) {
    let mut sum = Exact::zero();
    for section in sections {
        let Share::Fixed(share) = &section.share else { continue };
        sum += share.exact();
        if sum > Exact::whole(100) {
            let message = format!("the fixed shares come to {sum} percent of the whole");
            let place = Place::at(pointer(&section.pointer, "share"));
            findings.push(Finding::error("key/out-of-range", message, place).hint("let them come to 100 at most"));
            return;
        }
    }
}

fn check_band_order(bands: &[ResultBand], findings: &mut Findings) {
    let mut seen = BTreeSet::new();
    for (index, band) in bands.iter().enumerate() {
        if !seen.insert(band.from.exact()) {
            let message = format!("two bands begin at {} percent", band.from.exact());
            let place = Place::at(format!("/bands/{index}/from"));
            findings.push(Finding::error("key/duplicate", message, place).hint("give each band its own beginning"));
        }
    }
}
