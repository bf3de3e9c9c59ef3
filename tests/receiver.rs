//! What receivers are told of a file by `sealform verify` and `Engine.verify`, which ask the same function.

use std::fs;

use sealform_receiver::verify;
use sealform_submission::{Trust, TrustDocument};
use sealform_tests::{read_json, vectors_dir};
use sealform_types::Json;

fn text<'a>(entry: &'a Json, member: &str) -> Option<&'a str> {
    entry.get(member).and_then(Json::as_str)
}

fn trust(entry: &Json) -> Trust {
    text(entry, "trust").map_or(Trust::None, |name| {
        let bytes = fs::read(vectors_dir().join("submission").join(name)).expect(name);
        Trust::Document(TrustDocument::parse(&bytes).expect("a trust document"))
    })
}

fn entries(list: &str) -> Vec<Json> {
    let manifest = read_json(&vectors_dir().join("submission/manifest.json"));
    manifest.get(list).and_then(Json::as_array).expect("a list").to_vec()
}

#[test]
fn good_files_are_in_order_and_their_signer_is_known_as_far_as_trust_goes() {
    for entry in entries("good") {
        let file = text(&entry, "file").expect("a file");
        let bytes = fs::read(vectors_dir().join("submission").join(file)).expect(file);
        let said = verify(&bytes, &trust(&entry), None);
        assert!(said.ok, "{file}: {}", said.findings.to_text());
        let intact = said.intact.expect(file);
        assert_eq!(Some(intact.level), text(&entry, "level"), "{file}");
        assert_eq!(Some(intact.sha256.as_str()), text(&entry, "payload_sha256"), "{file}");
        assert_eq!(text(&intact.claims, "jti"), text(&entry, "jti"), "{file}");
        assert_eq!((intact.replay, intact.computed), ("none", None), "{file}");
    }
}

#[test]
fn bad_files_are_not_and_nothing_that_they_say_is_shown() {
    for entry in entries("bad") {
        let Some(file) = text(&entry, "file") else { continue };
        let bytes = fs::read(vectors_dir().join("submission").join(file)).expect(file);
        let said = verify(&bytes, &trust(&entry), None);
        assert!(!said.ok, "{file} is taken");
        let codes: Vec<_> = said.findings.as_array().into_iter().flatten().map(|one| text(one, "code")).collect();
        assert!(codes.contains(&text(&entry, "code")), "{file}: {codes:?}");
        assert_eq!(said.intact, None, "{file}");
    }
}
