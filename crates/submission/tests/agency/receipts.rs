//! Receipts: more than 40 damaged ones.

use crate::forge::{Parts, base64url, json, key};
use sealform_submission::TrustDocument;
use sealform_submission::agency::{AgencyDocument, Receipt};
use sealform_types::Json;

use crate::{edited, expect_only, signed};

fn good() -> Json {
    let sha256 = "ab".repeat(32);
    json(&format!(
        r#"{{"at":"2026-11-16T11:00:00+01:00","iss":"https://agency.example","jti":"0b9f6c0e-6d5f-4c0a-9d58-2f1e9a7c3b11",
            "received_at":"2026-11-16T10:40:02+01:00","sha256":"{sha256}"}}"#
    ))
}

fn trust() -> TrustDocument {
    let row = |iss: &str, of: &str| format!(r#"{{"iss":"{iss}","keys":[{}]}}"#, key(of).public().to_jcs());
    let (agency, rival) = (row("https://agency.example", "agency"), row("https://rival.example", "rival"));
    let device = key("device").public().to_jcs();
    let text = format!(r#"{{"sealform_trust":1,"issuers":[{agency},{rival}],"devices":[{device}]}}"#);
    TrustDocument::parse(text.as_bytes()).expect("a trust document")
}

#[test]
fn every_damaged_member_is_named_with_its_place() {
    let (missing, kind, unknown, value) =
        ("receipt/missing", "receipt/type", "receipt/unknown-member", "receipt/value");
    let upper = format!("\"{}\"", "AB".repeat(32));
    let damaged = [
        ("/iss", "", missing, "/iss"),
        ("/jti", "", missing, "/jti"),
        ("/sha256", "", missing, "/sha256"),
        ("/received_at", "", missing, "/received_at"),
        ("/at", "", missing, "/at"),
        ("/exp", "1", unknown, "/exp"),
        ("/recieved_at", "\"2026-11-16T10:40:02+01:00\"", unknown, "/recieved_at"),
        ("/score", "{}", unknown, "/score"),
        ("/iss", "\"\"", kind, "/iss"),
        ("/iss", "\" agency\"", kind, "/iss"),
        ("/iss", "\"a\\nb\"", kind, "/iss"),
        ("/iss", "7", kind, "/iss"),
        ("/iss", "null", kind, "/iss"),
        ("/jti", "\"0B9F6C0E-6D5F-4C0A-9D58-2F1E9A7C3B11\"", kind, "/jti"),
        ("/jti", "\"0b9f6c0e-6d5f-1c0a-9d58-2f1e9a7c3b11\"", kind, "/jti"),
        ("/jti", "\"0b9f6c0e6d5f4c0a9d582f1e9a7c3b11\"", kind, "/jti"),
        ("/jti", "\"urn:uuid:0b9f6c0e-6d5f-4c0a-9d58-2f1e9a7c3b11\"", kind, "/jti"),
        ("/jti", "[]", kind, "/jti"),
        ("/sha256", "\"ab\"", kind, "/sha256"),
        ("/sha256", &upper, kind, "/sha256"),
        ("/sha256", "\"q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s\"", kind, "/sha256"),
        ("/sha256", "null", kind, "/sha256"),
        ("/received_at", "\"2026-11-16\"", kind, "/received_at"),
        ("/received_at", "\"2026-11-16T10:40:02\"", kind, "/received_at"),
        ("/received_at", "1763286002", kind, "/received_at"),
        ("/received_at", "\"2026-13-16T10:40:02+01:00\"", kind, "/received_at"),
        ("/at", "\"yesterday\"", kind, "/at"),
        ("/at", "false", kind, "/at"),
        ("/at", "\"2026-11-16T10:40:01+01:00\"", value, "/at"),
        ("/received_at", "\"2026-11-16T11:00:01+01:00\"", value, "/at"),
    ];
    Receipt::from_json(&good()).expect("the good one");
    for (pointer, replacement, code, at) in damaged {
        let what = format!("{pointer} = {replacement}");
        let body = edited(&good(), pointer, replacement);
        expect_only(&Receipt::from_json(&body).expect_err(&what), code, at, &what);
        // Signed, it is no better.
        let token = signed(AgencyDocument::Receipt, &body, &key("agency"));
        let fault = Receipt::verify(&token, &trust()).expect_err(&what);
        let is_of_issuer = pointer == "/iss" && fault.code() == "seal/token";
        assert!(is_of_issuer || fault.code() == code, "{what}: {fault}");
    }
    expect_only(&Receipt::from_json(&json("[]")).expect_err("a list"), kind, "", "a list");
}

#[test]
fn only_a_key_of_its_issuer_signs_a_receipt() {
    let agency = key("agency");
    let token = signed(AgencyDocument::Receipt, &good(), &agency);
    let receipt = Receipt::verify(&token, &trust()).expect("the good one");
    assert_eq!(receipt.received_at.to_rfc3339(), "2026-11-16T10:40:02+01:00");
    assert_eq!(Receipt::from_json(&receipt.to_json()), Ok(receipt.clone()));
    assert_eq!(Receipt::verify(&format!("\n {token}\r\n"), &trust()), Ok(receipt));

    let kid = agency.public().thumbprint();
    let header = |more: &str, typ: &str| format!(r#"{{"alg":"ES256",{more}"kid":"{kid}","typ":"{typ}"}}"#);
    let typ = AgencyDocument::Receipt.typ();
    let payload = good().to_text().into_bytes();
    let with = |header: &str| Parts::signed(header, &payload, &agency).compact();
    let (signing_input, tail) = token.rsplit_once('.').expect("a signature");
    let foreign = edited(&good(), "/iss", "\"https://nobody.example\"");
    let rivals = edited(&good(), "/iss", "\"https://rival.example\"");
    for (what, token, code) in [
        (
            "of a rival, under the agency's name",
            signed(AgencyDocument::Receipt, &good(), &key("rival")),
            "seal/untrusted-key",
        ),
        (
            "of the agency, under a rival's name",
            signed(AgencyDocument::Receipt, &rivals, &agency),
            "seal/untrusted-key",
        ),
        ("of a device", signed(AgencyDocument::Receipt, &good(), &key("device")), "seal/untrusted-key"),
        ("of nobody who is known", signed(AgencyDocument::Receipt, &foreign, &agency), "seal/token"),
        (
            "by another key under the agency's kid",
            Parts::signed(&header("", typ), &payload, &key("rival")).compact(),
            "seal/signature",
        ),
        ("a return", signed(AgencyDocument::Return, &good(), &agency), "seal/typ"),
        ("an assignment", signed(AgencyDocument::Assignment, &good(), &agency), "seal/typ"),
        ("a submission", with(&header("", "sealform-submission+jws")), "seal/typ"),
        ("no algorithm", with(&header("", typ).replace("ES256", "none")), "seal/alg"),
        ("a shared secret", with(&header("", typ).replace("ES256", "HS256")), "seal/alg"),
        ("crit", with(&header("\"crit\":[\"exp\"],\"exp\":1,", typ)), "seal/crit"),
        ("jku", with(&header("\"jku\":\"https://evil.example\",", typ)), "seal/header-member"),
        ("zeros for a signature", format!("{signing_input}.{}", base64url(&[0; 64])), "seal/signature"),
        ("a short signature", format!("{signing_input}.AAAA"), "seal/signature-length"),
        ("no signature", signing_input.to_owned(), "seal/compact"),
        ("padding", format!("{signing_input}.{tail}="), "seal/compact"),
        ("two in a line", format!("{token} {token}"), "seal/compact"),
        ("white space in the payload", Parts::signed(&header("", typ), b"{ }", &agency).compact(), "seal/payload-form"),
        ("a list", Parts::signed(&header("", typ), b"[]", &agency).compact(), "seal/payload-json"),
    ] {
        let fault = Receipt::verify(&token, &trust()).expect_err(what);
        assert_eq!(fault.code(), code, "{what}: {fault}");
    }
    for at in 0..token.len() {
        let mut changed = token.clone().into_bytes();
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        assert!(Receipt::verify(&String::from_utf8(changed).expect("ASCII"), &trust()).is_err(), "letter {at}");
    }
}
