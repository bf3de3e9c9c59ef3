//! What concerns the form as a whole.

use sealform_types::{Finding, Findings, Json, Place, Sha256Digest, pointer, say};

use crate::members::{Members, wrong_kind};
use crate::model::{DocumentKind, Resource, Settings};

pub(super) fn settings(members: &mut Members<'_>, findings: &mut Findings) -> Settings {
    let Some(json) = members.take("settings") else { return Settings::default() };
    let Some(mut members) = Members::of(json, "/settings", findings) else { return Settings::default() };
    let settings = Settings {
        kind: document_kind(&mut members, findings),
        instance_name: members.string("instance_name", findings),
        style: members.string("style", findings),
        root: members.string("root", findings),
        namespaces: members.strings("namespaces", findings),
        public_key: members.string("public_key", findings),
        submission_url: members.string("submission_url", findings),
        auto_send: members.string("auto_send", findings),
        auto_delete: members.string("auto_delete", findings),
        functions: members.words("functions", findings),
        allow_choice_duplicates: members.flag("allow_choice_duplicates", findings),
        tolerant: members.flag("tolerant", findings),
        plain_text: members.flag("plain_text", findings),
        max_not_applicable: percentage(&mut members, "max_not_applicable", findings),
        min_seconds: members.count("min_seconds", findings),
        immediate_requirements: members.flag("immediate_requirements", findings),
        needs_key: key_digest(&mut members, findings),
        attributes: members.strings("attributes", findings),
    };
    members.finish(findings);
    settings
}

fn document_kind(members: &mut Members<'_>, findings: &mut Findings) -> DocumentKind {
    let Some(word) = members.string("kind", findings) else { return DocumentKind::Report };
    DocumentKind::named(&word).unwrap_or_else(|| {
        let message = say!("unknown kind of document `{word}`");
        let finding = Finding::error("document/unknown-kind", message, Place::at(members.pointer("kind")));
        findings.push(finding.hint("write `report`, `application`, `training` or `refusal`"));
        DocumentKind::Report
    })
}

fn percentage(members: &mut Members<'_>, name: &'static str, findings: &mut Findings) -> Option<u32> {
    let percent = members.count(name, findings)?;
    if percent > 100 {
        let message = say!("`{name}` is {percent}, which is not a percentage");
        let finding = Finding::error("document/out-of-range", message, Place::at(members.pointer(name)));
        findings.push(finding.hint("write a number from 0 to 100"));
    }
    Some(percent)
}

fn key_digest(members: &mut Members<'_>, findings: &mut Findings) -> Option<String> {
    let text = members.string("needs_key", findings)?;
    if Sha256Digest::parse(&text).is_none() {
        let message = say!("`{text}` is not the SHA-256 of a key");
        let finding = Finding::error("document/bad-digest", message, Place::at(members.pointer("needs_key")));
        findings.push(finding.hint(
            "write 64 hexadecimal digits in lower case; `sealform check FORM KEY` says those of a key that differs",
        ));
    }
    Some(text)
}

pub(super) fn resources(members: &mut Members<'_>, findings: &mut Findings) -> Vec<Resource> {
    let mut all = Vec::new();
    for (index, json) in members.list("resources", findings).iter().enumerate() {
        let Some(mut members) = Members::of(json, &pointer("/resources", &index.to_string()), findings) else {
            continue;
        };
        all.push(Resource {
            name: members.need_string("name", findings),
            id: members.string("id", findings),
            kind: members.string("type", findings),
            size: members.integer("size", findings),
            sha256: members.string("sha256", findings),
        });
        members.finish(findings);
    }
    all
}

/// A list of objects whose members are read elsewhere, or not at all.
pub(super) fn objects(name: &'static str, members: &mut Members<'_>, findings: &mut Findings) -> Vec<Json> {
    let mut all = Vec::new();
    for (index, json) in members.list(name, findings).iter().enumerate() {
        if let Json::Object(_) = json {
            all.push(json.clone());
        } else {
            findings.push(wrong_kind(&pointer(&members.pointer(name), &index.to_string()), "an object", json));
        }
    }
    all
}
