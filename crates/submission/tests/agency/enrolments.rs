//! Enrolments: more than 40 damaged ones.

use crate::forge::{Parts, base64url, json, key};
use sealform_submission::agency::{AgencyDocument, Enrolment};
use sealform_types::Json;

use crate::{edited, expect_only, signed};

/// What the page of an agency made in Chromium, in India: the letters of the pseudonym are not ASCII, and two have to be escaped.
const FROM_A_BROWSER: &str = "eyJhbGciOiJFUzI1NiIsImtpZCI6ImNHQ0NwRnJTLUdrZ1JrQ0RlaC1RVUhRMjdEdTZrcXNHajEtSUdEcDZiRkkiLCJ0eXAiOiJzZWFsZm9ybS1lbnJvbG\
    1lbnQrandzIn0.eyJhdCI6IjIwMjYtMTItMDFUMDk6MTE6MTcrMDU6MzAiLCJpc3MiOiJodHRwczovL2FnZW5jeS5leGFtcGxlIiwiandrIjp7ImNydiI6\
    IlAtMjU2Iiwia3R5IjoiRUMiLCJ4IjoiY3RUbllKNU9va2xsM3lHZ1lScHZ2Ri1lNUFfdnQ2Q2V5bkw1RDF4Qk1XUSIsInkiOiItU3FmTktua04wQUpnM2\
    RYcHNFWHZzWXJNNjU3eUtnYlVGSmpINEdwY2dZIn0sIm9ic2VydmVyIjoixYF1Y2phIFwiN1wiXFzwn5iAIiwib3JpZ2luIjoiaHR0cDovLzEyNy4wLjAu\
    MTo4OTMxIn0.ldkETLaY8cKnmE9WJxOH4h6h9qwFv1M71vBI-r7ykJbzYHdCC15ceVsahLn_ynCAml-1Xdc-VVDk5kYgiwAg5g";

fn good() -> Json {
    let jwk = key("device").public().to_jcs();
    json(&format!(
        r#"{{"at":"2026-11-09T08:00:00+01:00","iss":"https://agency.example","jwk":{jwk},"observer":"anna","origin":"https://forms.example"}}"#
    ))
}

#[test]
fn every_damaged_member_is_named_with_its_place() {
    let (missing, kind, unknown, value) =
        ("enrolment/missing", "enrolment/type", "enrolment/unknown-member", "enrolment/value");
    let damaged = [
        ("/iss", "", missing, "/iss"),
        ("/observer", "", missing, "/observer"),
        ("/jwk", "", missing, "/jwk"),
        ("/origin", "", missing, "/origin"),
        ("/at", "", missing, "/at"),
        ("/name", "\"Anna\"", unknown, "/name"),
        ("/observr", "\"anna\"", unknown, "/observr"),
        ("/exp", "1", unknown, "/exp"),
        ("/iss", "\"\"", kind, "/iss"),
        ("/iss", "[]", kind, "/iss"),
        ("/observer", "null", kind, "/observer"),
        ("/observer", "\"anna \"", kind, "/observer"),
        ("/observer", "\"an\\u0007na\"", kind, "/observer"),
        ("/origin", "\"forms.example\"", kind, "/origin"),
        ("/origin", "\"https://\"", kind, "/origin"),
        ("/origin", "\"https://forms.example/\"", kind, "/origin"),
        ("/origin", "\"https://Forms.example\"", kind, "/origin"),
        ("/origin", "\"https://forms.example:\"", kind, "/origin"),
        ("/origin", "\"https://forms.example:http\"", kind, "/origin"),
        ("/origin", "\"https://user@forms.example\"", kind, "/origin"),
        ("/origin", "\"null\"", kind, "/origin"),
        ("/origin", "\"file:///home\"", kind, "/origin"),
        ("/at", "\"2026-11-09\"", kind, "/at"),
        ("/at", "\"2026-11-09T08:00:00\"", kind, "/at"),
        ("/at", "1762671600", kind, "/at"),
        ("/jwk", "\"key\"", "jwk/kind", "/jwk/kty"),
        ("/jwk/kty", "\"RSA\"", "jwk/kind", "/jwk/kty"),
        ("/jwk/crv", "\"P-384\"", "jwk/kind", "/jwk/crv"),
        ("/jwk/x", "\"AA\"", "jwk/coordinate", "/jwk/x"),
        ("/jwk/y", "", "jwk/coordinate", "/jwk/y"),
        ("/jwk/d", "\"AA\"", value, "/jwk"),
        ("/jwk/ext", "true", value, "/jwk"),
        ("/jwk/key_ops", "[\"verify\"]", value, "/jwk"),
    ];
    Enrolment::from_json(&good()).expect("the good one");
    for (pointer, replacement, code, at) in damaged {
        let what = format!("{pointer} = {replacement}");
        let fault = Enrolment::from_json(&edited(&good(), pointer, replacement)).expect_err(&what);
        expect_only(&fault, code, at, &what);
    }
    let fault = Enrolment::from_json(&json("[]")).expect_err("a list");
    expect_only(&fault, kind, "", "a list");
}

#[test]
fn only_its_own_key_signs_an_enrolment() {
    let (device, other) = (key("device"), key("other"));
    let token = signed(AgencyDocument::Enrolment, &good(), &device);
    assert_eq!(Enrolment::verify(&token).expect("the good one").observer, "anna");
    let thumbprint = device.public().thumbprint();
    let header = |more: &str| format!(r#"{{"alg":"ES256",{more}"kid":"{thumbprint}","typ":"sealform-enrolment+jws"}}"#);
    let payload = good().to_text().into_bytes();
    let with_key = |jwk: &str| Parts::signed(&header(&format!("\"jwk\":{jwk},")), &payload, &device).compact();
    Enrolment::verify(&with_key(&device.public().to_jcs())).expect("one that shows its key");
    let (signing_input, tail) = token.rsplit_once('.').expect("a signature");
    let off_curve = edited(&good(), "/jwk/x", &format!("\"{}\"", base64url(&[1; 32])));
    for (what, token, code) in [
        ("another key", signed(AgencyDocument::Enrolment, &good(), &other), "enrolment/signature"),
        ("another key under its kid", Parts::signed(&header(""), &payload, &other).compact(), "enrolment/signature"),
        ("another key shown", with_key(&other.public().to_jcs()), "enrolment/signature"),
        ("no key shown", with_key("null"), "enrolment/signature"),
        ("a point off the curve", signed(AgencyDocument::Enrolment, &off_curve, &device), "enrolment/signature"),
        ("a signature of zeros", format!("{signing_input}.{}", base64url(&[0; 64])), "enrolment/signature"),
        ("a short signature", format!("{signing_input}.AAAA"), "seal/signature-length"),
        ("no signature", signing_input.to_owned(), "seal/compact"),
        ("padding", format!("{signing_input}.{tail}="), "seal/compact"),
        ("an assignment", signed(AgencyDocument::Assignment, &good(), &device), "seal/typ"),
        ("a receipt", signed(AgencyDocument::Receipt, &good(), &device), "seal/typ"),
        ("crit", Parts::signed(&header("\"crit\":[],"), &payload, &device).compact(), "seal/crit"),
        (
            "a missing member",
            signed(AgencyDocument::Enrolment, &edited(&good(), "/at", ""), &device),
            "enrolment/missing",
        ),
    ] {
        let fault = Enrolment::verify(&token).expect_err(what);
        assert_eq!(fault.code(), code, "{what}: {fault}");
    }
    for at in 0..token.len() {
        let mut changed = token.clone().into_bytes();
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        assert!(Enrolment::verify(&String::from_utf8(changed).expect("ASCII")).is_err(), "letter {at}");
    }
}

#[test]
fn what_a_browser_made_is_taken() {
    let enrolment = Enrolment::verify(FROM_A_BROWSER).expect("a good one");
    assert_eq!((enrolment.iss.as_str(), enrolment.observer.as_str()), ("https://agency.example", "Łucja \"7\"\\😀"));
    assert_eq!(enrolment.origin, "http://127.0.0.1:8931");
    assert_eq!(enrolment.at.to_rfc3339(), "2026-12-01T09:11:17+05:30");
    assert_eq!(enrolment.jwk.thumbprint().to_string(), "cGCCpFrS-GkgRkCDeh-QUHQ27Du6kqsGj1-IGDp6bFI");
    // Copied into a message and back, with what messages put around it.
    for sent in [format!("\n  {FROM_A_BROWSER}\r\n"), format!("{FROM_A_BROWSER}\t")] {
        assert_eq!(Enrolment::verify(&sent).as_ref(), Ok(&enrolment));
    }
    let parts: Vec<&str> = FROM_A_BROWSER.split('.').collect();
    let [head, body, signature] = parts[..] else { panic!("three parts") };
    for (what, damaged, code) in [
        ("broken in the middle", format!("{head}.{}\n{}.{signature}", &body[..40], &body[40..]), "seal/compact"),
        ("quoted", format!("> {FROM_A_BROWSER}"), "seal/compact"),
        ("in brackets", format!("<{FROM_A_BROWSER}>"), "seal/compact"),
        ("with a full stop", format!("{FROM_A_BROWSER}."), "seal/compact"),
        ("twice", format!("{FROM_A_BROWSER}{FROM_A_BROWSER}"), "seal/compact"),
        ("cut off", FROM_A_BROWSER[..FROM_A_BROWSER.len() - 8].to_owned(), "seal/compact"),
        ("without its beginning", FROM_A_BROWSER[4..].to_owned(), "seal/header-json"),
        ("the link instead", "https://forms.example/#e=https%3A%2F%2Fagency.example".to_owned(), "seal/compact"),
        ("the fingerprint instead", enrolment.jwk.thumbprint().to_string(), "seal/compact"),
    ] {
        assert_eq!(Enrolment::verify(&damaged).expect_err(what).code(), code, "{what}");
    }
}
