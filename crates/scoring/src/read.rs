//! From a JSON tree to the key, with every fault reported.

use sealform_questionnaire::{Members, Text};
use sealform_types::{Finding, Findings, Json, VecMap, closest_match, is_name, pointer, say};

use crate::exact::Exact;
use crate::fault::{error, last_equal};
use crate::key::{Indicator, IndicatorKind, KeyFits, KnockOut, Part, ResultBand, ScoringKey, Share, Show, Unanswered};
use crate::number::Points;
use crate::program::Condition;
use crate::rule;

impl ScoringKey {
    /// Reads a key. The findings report every fault; the key is there unless the document is no object
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
        let message = format_args!("`sealform_key`, the version of the format, is not 1");
        let hint = format_args!("write `\"sealform_key\": 1`");
        error(findings, "key/unknown-format", message, "/sealform_key", hint);
    }
    let key = ScoringKey {
        schema,
        sealform_key: 1,
        questionnaire: read_fits(&mut members, findings),
        show: word(&mut members, "show", SHOW, findings).unwrap_or_default(),
        places: read_places(&mut members, findings),
        unanswered: word(&mut members, "unanswered", UNANSWERED, findings).unwrap_or_default(),
        cap_at_possible: members.flag("cap_at_possible", findings),
        sections: read_parts(&mut members, "sections", PartKind::Section, findings),
        categories: read_parts(&mut members, "categories", PartKind::Category, findings),
        questions: read_questions(&mut members, findings),
        knock_out: read_knock_outs(&mut members, findings),
        bands: read_result_bands(&mut members, findings),
        target: percentage(&mut members, "target", findings),
        indicators: read_indicators(&mut members, findings),
        salt: members.string("salt", findings),
    };
    members.finish(findings);
    check_bytes(&key, findings);
    for (list, parts) in [("sections", &key.sections), ("categories", &key.categories)] {
        let names: Vec<_> = parts.iter().map(|part| (part.name.as_str(), part.pointer.clone())).collect();
        unique(&names, list, findings);
    }
    let bands = key.bands.iter().enumerate().map(|(index, band)| (band.name.as_str(), format!("/bands/{index}")));
    unique(&bands.collect::<Vec<_>>(), "bands", findings);
    let indicators = key.indicators.iter().map(|indicator| (indicator.name.as_str(), indicator.pointer.clone()));
    unique(&indicators.collect::<Vec<_>>(), "indicators", findings);
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
    let spelt: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
    words.get(position(members, name, &spelt, findings)?).map(|(_, meaning)| *meaning)
}

/// Which of a few words it is.
fn position(members: &mut Members<'_>, name: &'static str, words: &[&str], findings: &mut Findings) -> Option<usize> {
    let given = members.take(name)?.as_str();
    let known = given.and_then(|given| words.iter().position(|word| *word == given));
    if known.is_none() {
        let hint = match given.and_then(|given| closest_match(given, words.iter().copied())) {
            Some(near) => say!("did you mean `{near}`?"),
            None => say!("write `{}`", words.join("`, `")),
        };
        let message = format_args!("`{name}` does not take this value");
        error(findings, "key/unknown-word", message, &members.pointer(name), format_args!("{hint}"));
    }
    known
}

/// A number that may be there.
pub(crate) fn number(members: &mut Members<'_>, name: &'static str, findings: &mut Findings) -> Option<Points> {
    Points::read(members.take(name)?, &members.pointer(name), findings)
}

/// An optional factor: greater than zero.
pub(crate) fn factor(members: &mut Members<'_>, name: &'static str, findings: &mut Findings) -> Option<Points> {
    let factor = number(members, name, findings)?;
    if !factor.exact().is_positive() {
        let hint = format_args!("mark the question `unscored` if it should not count");
        error(
            findings,
            "key/out-of-range",
            format_args!("a weight must be greater than 0"),
            &members.pointer(name),
            hint,
        );
    }
    Some(factor)
}

/// An expression that may be there.
pub(crate) fn condition(members: &mut Members<'_>, name: &'static str, findings: &mut Findings) -> Option<Condition> {
    let source = members.string(name, findings)?;
    Some(Condition { source, pointer: members.pointer(name) })
}

fn percentage(members: &mut Members<'_>, name: &'static str, findings: &mut Findings) -> Option<Points> {
    let percent = number(members, name, findings)?;
    if percent.exact() < &Exact::zero() || percent.exact() > &Exact::whole(100) {
        let message = format_args!("`{name}` is not a percentage");
        let hint = format_args!("write a number from 0 to 100");
        error(findings, "key/out-of-range", message, &members.pointer(name), hint);
    }
    Some(percent)
}

fn read_fits(members: &mut Members<'_>, findings: &mut Findings) -> KeyFits {
    let at = members.pointer("questionnaire");
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
            let message = format_args!("a percentage cannot have {places} decimal places");
            let hint = format_args!("write a number from 0 to 6");
            error(findings, "key/out-of-range", message, &members.pointer("places"), hint);
            USUAL
        }
        Some(places) => places,
        None => USUAL,
    }
}

/// Which list of parts is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum PartKind {
    Section,
    Category,
}

/// The objects of a list that may be there.
pub(crate) fn each<'a>(members: &mut Members<'a>, name: &'static str, findings: &mut Findings) -> Vec<Members<'a>> {
    let at = members.pointer(name);
    let mut all = Vec::new();
    for (index, json) in members.list(name, findings).iter().enumerate() {
        all.extend(Members::of(json, &pointer(&at, &index.to_string()), findings));
    }
    all
}

fn read_parts(members: &mut Members<'_>, name: &'static str, kind: PartKind, findings: &mut Findings) -> Vec<Part> {
    let mut parts = Vec::new();
    for mut members in each(members, name, findings) {
        parts.push(Part {
            name: part_name(&mut members, findings),
            label: label(&mut members, "label", findings),
            weight: factor(&mut members, "weight", findings),
            share: match kind {
                PartKind::Section => read_share(&mut members, findings),
                PartKind::Category => Share::Pooled,
            },
            cap_at_possible: members.flag("cap_at_possible", findings),
            questions: read_paths(&mut members, findings),
            pointer: members.at().to_owned(),
        });
        members.finish(findings);
    }
    parts
}

fn part_name(members: &mut Members<'_>, findings: &mut Findings) -> String {
    let name = members.need_string("name", findings);
    if !name.is_empty() && !is_name(&name) {
        let hint = format_args!("start with a letter or `_`, followed by letters, digits, `_`, `-` or `.`");
        error(findings, "key/bad-name", format_args!("`{name}` is not a valid name"), &members.pointer("name"), hint);
    }
    name
}

/// A text that people read; its absence is a finding.
fn label(members: &mut Members<'_>, name: &'static str, findings: &mut Findings) -> Text {
    let text = members.text(name, &[], findings);
    if text.is_empty() {
        let hint = format_args!("add a `{name}` in the form's languages");
        error(findings, "key/no-label", format_args!("the `{name}` is missing"), members.at(), hint);
    }
    text
}

fn read_share(members: &mut Members<'_>, findings: &mut Findings) -> Share {
    let at = members.pointer("share");
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
            let hint = format_args!("write `\"pooled\"` or, for example, `{{\"fixed\": 5}}`");
            error(findings, "key/unknown-word", format_args!("this is not a valid share"), &at, hint);
            Share::Pooled
        }
    }
}

fn read_paths(members: &mut Members<'_>, findings: &mut Findings) -> Vec<String> {
    let at = members.pointer("questions");
    members.need("questions", findings);
    let mut paths = Vec::new();
    for (index, json) in members.list("questions", findings).iter().enumerate() {
        let here = pointer(&at, &index.to_string());
        match json.as_str() {
            Some(path) => paths.push(path.to_owned()),
            None => {
                let message = format_args!("expected a path, found {}", json.kind());
                let hint = format_args!("write the path of a question or group");
                error(findings, "key/wrong-kind", message, &here, hint);
            }
        }
    }
    paths
}

fn read_questions(members: &mut Members<'_>, findings: &mut Findings) -> VecMap<String, rule::Rule> {
    let at = members.pointer("questions");
    let mut rules = Vec::new();
    match members.need("questions", findings) {
        Some(Json::Object(questions)) => {
            for (path, json) in questions {
                if let Some(members) = Members::of(json, &pointer(&at, path), findings) {
                    rules.push((path.clone(), rule::read(members, findings)));
                }
            }
        }
        Some(json) => {
            let message = format_args!("expected an object from path to rule, found {}", json.kind());
            let hint = format_args!("write, for example, `{{\"greeted\": {{\"points\": {{\"yes\": 1, \"no\": 0}}}}}}`");
            error(findings, "key/wrong-kind", message, &at, hint);
        }
        None => {}
    }
    rules.into_iter().collect()
}

fn read_knock_outs(members: &mut Members<'_>, findings: &mut Findings) -> Vec<KnockOut> {
    let mut knock_outs = Vec::new();
    for mut members in each(members, "knock_out", findings) {
        let source = members.need_string("when", findings);
        knock_outs.push(KnockOut {
            when: Condition { source, pointer: members.pointer("when") },
            section: members.string("section", findings),
            value: percentage(&mut members, "value", findings),
            reason: label(&mut members, "reason", findings),
            pointer: members.at().to_owned(),
        });
        members.finish(findings);
    }
    knock_outs
}

fn read_result_bands(members: &mut Members<'_>, findings: &mut Findings) -> Vec<ResultBand> {
    let mut bands = Vec::new();
    for mut members in each(members, "bands", findings) {
        let name = part_name(&mut members, findings);
        let label = label(&mut members, "label", findings);
        members.need("from", findings);
        let from = number(&mut members, "from", findings);
        members.finish(findings);
        bands.extend(from.map(|from| ResultBand { name, label, from }));
    }
    bands
}

fn read_indicators(members: &mut Members<'_>, findings: &mut Findings) -> Vec<Indicator> {
    const KINDS: &[(&str, Kind)] =
        &[("csat", Kind::Csat), ("nps", Kind::Nps), ("ces", Kind::Ces), ("response_time", Kind::ResponseTime)];
    let mut indicators = Vec::new();
    for mut members in each(members, "indicators", findings) {
        let name = part_name(&mut members, findings);
        let label = label(&mut members, "label", findings);
        members.need("kind", findings);
        let kind = word(&mut members, "kind", KINDS, findings);
        let question = members.need_string("question", findings);
        let mut top = || {
            members.need("top", findings);
            number(&mut members, "top", findings)
        };
        let kind = match kind {
            None => None,
            Some(Kind::Csat) => top().map(|top| IndicatorKind::Csat { top }),
            Some(Kind::Ces) => top().map(|top| IndicatorKind::Ces { top }),
            Some(Kind::Nps) => Some(IndicatorKind::Nps),
            Some(Kind::ResponseTime) => {
                members.need("limit_s", findings);
                members.count("limit_s", findings).map(|limit_s| IndicatorKind::ResponseTime { limit_s })
            }
        };
        let pointer = members.at().to_owned();
        // What it may have depends on its kind.
        if let Some(kind) = kind {
            members.finish(findings);
            indicators.push(Indicator { name, label, kind, question, pointer });
        }
    }
    indicators
}

/// The word for a kind of indicator.
#[derive(Clone, Copy)]
enum Kind {
    Csat,
    Nps,
    Ces,
    ResponseTime,
}

/// Names, each with the pointer of what it names.
fn unique(names: &[(&str, String)], list: &str, findings: &mut Findings) {
    let name = |index: usize| names.get(index).map(|(name, _)| *name);
    let alike = last_equal(names.len(), &|one, other| name(one).cmp(&name(other)));
    for ((name, at), _) in names.iter().zip(alike).filter(|(_, alike)| alike.is_some()) {
        if !name.is_empty() {
            let message = format_args!("the name `{name}` is already taken in `{list}`");
            error(findings, "key/duplicate", message, &pointer(at, "name"), format_args!("rename one of them"));
        }
    }
}

fn check_bytes(key: &ScoringKey, findings: &mut Findings) {
    let is_digest = |text: &String| {
        text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f'))
    };
    if !key.questionnaire.sha256.as_ref().is_none_or(is_digest) {
        let hint = format_args!("write 64 lower-case hexadecimal digits");
        let message = format_args!("this is not a SHA-256 digest");
        error(findings, "key/bad-bytes", message, "/questionnaire/sha256", hint);
    }
    let is_salt = |text: &String| {
        text.len() == 43 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    if !key.salt.as_ref().is_none_or(is_salt) {
        let hint = format_args!("write 32 random bytes in base64url, 43 characters without padding");
        error(findings, "key/bad-bytes", format_args!("this is not a valid salt"), "/salt", hint);
    }
}

fn check_shares(sections: &[Part], findings: &mut Findings) {
    let mut sum = Exact::zero();
    for section in sections {
        let Share::Fixed(share) = &section.share else { continue };
        sum += share.exact();
        if sum > Exact::whole(100) {
            let message = format_args!("the fixed shares add up to {sum} percent");
            let hint = format_args!("reduce them to 100 at most");
            error(findings, "key/out-of-range", message, &pointer(&section.pointer, "share"), hint);
            return;
        }
    }
}

fn check_band_order(bands: &[ResultBand], findings: &mut Findings) {
    let from = |index: usize| bands.get(index).map(|band| &band.from);
    let alike = last_equal(bands.len(), &|one, other| from(one).cmp(&from(other)));
    for (index, (band, _)) in bands.iter().zip(alike).enumerate().filter(|(_, (_, alike))| alike.is_some()) {
        let message = format_args!("two bands start at {} percent", band.from.exact());
        let at = format!("/bands/{index}/from");
        error(findings, "key/duplicate", message, &at, format_args!("give each band its own start"));
    }
}
