//! Reports that are sent by the tests of `deliver`.

#![allow(dead_code, reason = "each test file uses a part of it")]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use sealform_submission::agency::{AgencyDocument, Receipt, UnsignedDocument};
use sealform_submission::{Claims, Jti, SealedFile};
use sealform_tests::forge::{attachment, json, key, minimal_claims, moment, seal};
use sealform_types::{Json, Sha256Digest, digest};

use crate::receiver::Taken;
use crate::support::{Desk, Ran};

pub const PHOTOS: [(&str, &[u8]); 2] = [("shelf.jpg", b"a photo"), ("till.jpg", b"another photo")];

/// Now, for measuring pauses.
#[expect(clippy::disallowed_methods, reason = "pauses are of this machine")]
pub fn now() -> Instant {
    Instant::now()
}

/// A file with two photos, of that number.
pub fn report(number: u8) -> SealedFile {
    let claims = Claims {
        jti: Jti::from_random([number; 16]),
        answers: json(r#"{"photo":{"v":["shelf.jpg","till.jpg"]},"shop":{"v":"Kiosk & Co","c":"was \"closed\""}}"#),
        attachments: PHOTOS.map(|(name, bytes)| attachment(name, "photo", bytes)).to_vec(),
        score: Some(json(r#"{"total":"62/80"}"#)),
        ..minimal_claims()
    };
    seal(&claims, &key("device"))
}

/// The agency's receipt of a file with this digest, received on a noon.
pub fn receipt(file: &SealedFile, sha256: Sha256Digest) -> String {
    let at_noon = moment("2026-11-17T12:00:00+00:00");
    let body = Receipt { iss: "agency".into(), jti: file.jti().clone(), sha256, received_at: at_noon, at: at_noon };
    let unsigned =
        UnsignedDocument::new(AgencyDocument::Receipt, &body.to_json(), &key("agency").public()).expect("small");
    unsigned.attach(&key("agency").sign(unsigned.signing_input())).expect("64 bytes")
}

/// A desk with such a file and its photos.
pub fn desk() -> (Desk, SealedFile) {
    let (desk, file) = (Desk::new(), report(1));
    desk.file("visit.jws.json", file.bytes());
    PHOTOS.iter().for_each(|(name, bytes)| drop(desk.file(name, bytes)));
    (desk, file)
}

/// Writes a delivery with these targets.
pub fn to(desk: &Desk, targets: &[String]) {
    desk.file("delivery.json", format!(r#"{{"sealform_delivery":1,"targets":[{}]}}"#, targets.join(",")));
}

pub const QUICK: [&str; 4] = ["--first-pause", "10", "--within", "1000"];

pub fn deliver(desk: &Desk, more: &[&str]) -> Ran {
    desk.run(&[&["deliver", "visit.jws.json", "--to", "delivery.json"], &QUICK[..], more].concat())
}

/// The lines of `--json`.
pub fn rows(ran: &Ran) -> Vec<Json> {
    ran.out.lines().map(json).collect()
}

pub fn text<'a>(row: &'a Json, name: &str) -> &'a str {
    row.get(name).and_then(Json::as_str).unwrap_or("")
}

pub fn taken() -> Taken {
    Arc::new(Mutex::new(BTreeMap::new()))
}

/// What was taken, each once.
#[track_caller]
pub fn once(taken: &Taken) -> BTreeMap<String, Vec<u8>> {
    let all = taken.lock().expect("no panic").clone();
    all.into_iter()
        .map(|(name, mut times)| {
            assert_eq!(times.len(), 1, "{name}");
            (name, times.remove(0))
        })
        .collect()
}

pub fn sha(bytes: &[u8]) -> String {
    digest(bytes).to_string()
}
