//! Assignments: 80 damaged bodies, and damaged tokens of a good one.

use crate::forge::{Parts, base64url, json, key};
use sealform_submission::TrustDocument;
use sealform_submission::agency::{AgencyDocument, Assignment, UnsignedDocument, UnverifiedDocument};
use sealform_types::Json;

use crate::{edited, expect_only, reported, signed};

/// An assignment in which every member says something.
pub fn full() -> Json {
    let (digest, point) = ("0".repeat(64), key("press").public().to_jcs());
    let thumbprint = key("device").public().thumbprint();
    json(&format!(
        r#"{{"assignment":"a-17","at":"2026-11-09T08:00:00+01:00",
        "attempts":{{"channels":["phone","chat"],"different_days":true,"max":2,"wait":300}},
        "briefing":{{"sha256":"{digest}","url":"briefing.html"}},"channel":"phone","cnf":{{"jkt":"{thumbprint}"}},
        "contact":{{"email":"post@site.example","tel":"+47 22 00 00 00","url":"https://site.example/contact"}},
        "encrypt":{point},"iss":"https://agency.example","jti":"0b9f6c0e-6d5f-4c0a-9d58-2f1e9a7c3b11",
        "key_commitment":"{thumbprint}","nonce":"Zm9v","observer":"anna","policy":{{"days":2,"late":"accept"}},
        "prefill":{{"greeting/wait":95}},"questionnaire":{{"id":"visit","sha256":"{digest}","version":"2026.1"}},
        "scenarios":[{{"choose":"on Mondays","id":"insure","text":"You have bought a boat."}},{{"id":"claim"}}],
        "site":{{"id":"p-12","lat":"59.91","lon":"10.75","name":"Fjord Forsikring"}},
        "submit_by":"2026-11-24T12:00:00+01:00","version":1,
        "visit":{{"days":[1,2,3,4,5],"from":"2026-11-16","holidays":["2026-11-18"],"hours":[["09:00","11:30"],["12:00","15:00"]],
        "to":"2026-11-20","tz":"Europe/Oslo"}}}}"#
    ))
}

fn trust() -> TrustDocument {
    let key = key("agency").public().to_jcs();
    let revoked = r#"{"iss":"https://agency.example","assignment":"a-16","version":2}"#;
    let text = format!(
        r#"{{"sealform_trust":1,"issuers":[{{"iss":"https://agency.example","keys":[{key}]}}],"revoked":[{revoked}]}}"#
    );
    TrustDocument::parse(text.as_bytes()).expect("a trust document")
}

#[test]
fn every_damaged_member_is_named_with_its_place() {
    let (missing, kind, unknown, value) =
        ("assignment/missing", "assignment/type", "assignment/unknown-member", "assignment/value");
    let long = format!("\"{}\"", "x".repeat(201));
    let longer = format!("\"{}\"", "x".repeat(4001));
    let damaged: Vec<(&str, &str, &str, &str)> = vec![
        // What has to be there.
        ("/iss", "", missing, "/iss"),
        ("/jti", "", missing, "/jti"),
        ("/assignment", "", missing, "/assignment"),
        ("/version", "", missing, "/version"),
        ("/questionnaire", "", missing, "/questionnaire"),
        ("/questionnaire/id", "", missing, "/questionnaire/id"),
        ("/questionnaire/version", "", missing, "/questionnaire/version"),
        ("/questionnaire/sha256", "", missing, "/questionnaire/sha256"),
        ("/site/id", "", missing, "/site/id"),
        ("/attempts/max", "", missing, "/attempts/max"),
        ("/briefing/url", "", missing, "/briefing/url"),
        ("/briefing/sha256", "", missing, "/briefing/sha256"),
        ("/cnf/jkt", "", missing, "/cnf/jkt"),
        ("/scenarios/1", "{}", missing, "/scenarios/1/id"),
        // Members that nobody knows.
        ("/exp", "1", unknown, "/exp"),
        ("/obsever", "\"anna\"", unknown, "/obsever"),
        ("/site/address", "\"x\"", unknown, "/site/address"),
        ("/visit/until", "\"2026-11-20\"", unknown, "/visit/until"),
        ("/contact/fax", "\"1\"", unknown, "/contact/fax"),
        ("/cnf/jwk", "{}", unknown, "/cnf/jwk"),
        ("/attempts/min", "1", unknown, "/attempts/min"),
        ("/questionnaire/url", "\"x\"", unknown, "/questionnaire/url"),
        ("/briefing/title", "\"x\"", unknown, "/briefing/title"),
        ("/scenarios/1", "{\"id\":\"b\",\"label\":\"x\"}", unknown, "/scenarios/1/label"),
        // Names and numbers.
        ("/iss", "\"\"", kind, "/iss"),
        ("/iss", "7", kind, "/iss"),
        ("/iss", &long, kind, "/iss"),
        ("/jti", "null", kind, "/jti"),
        ("/assignment", "\" a-17\"", kind, "/assignment"),
        ("/assignment", "\"a\\n17\"", kind, "/assignment"),
        ("/observer", "[\"anna\"]", kind, "/observer"),
        ("/channel", "\"\"", kind, "/channel"),
        ("/nonce", "12", kind, "/nonce"),
        ("/version", "0", kind, "/version"),
        ("/version", "-1", kind, "/version"),
        ("/version", "\"2\"", kind, "/version"),
        ("/version", "1.5", kind, "/version"),
        ("/version", "4294967296", kind, "/version"),
        ("/at", "\"2026-11-09T08:00:00\"", kind, "/at"),
        ("/submit_by", "\"2026-11-24\"", kind, "/submit_by"),
        ("/submit_by", "1763985600", kind, "/submit_by"),
        ("/submit_by", "\"2026-11-13T12:00:00+01:00\"", value, "/submit_by"),
        ("/questionnaire", "\"visit\"", kind, "/questionnaire"),
        ("/questionnaire/version", "1", kind, "/questionnaire/version"),
        ("/questionnaire/sha256", "\"00\"", kind, "/questionnaire/sha256"),
        // The site.
        ("/site", "\"p-12\"", kind, "/site"),
        ("/site/lat", "59.91", kind, "/site/lat"),
        ("/site/lat", "\"91\"", kind, "/site/lat"),
        ("/site/lon", "\"east\"", kind, "/site/lon"),
        ("/site/lon", "", value, "/site/lat"),
        ("/site/lat", "", value, "/site/lon"),
        // Scenarios and attempts.
        ("/scenarios", "{}", kind, "/scenarios"),
        ("/scenarios/0", "\"insure\"", kind, "/scenarios/0"),
        ("/scenarios/0/text", &longer, kind, "/scenarios/0/text"),
        ("/scenarios/0/choose", "true", kind, "/scenarios/0/choose"),
        ("/scenarios/1/id", "\"insure\"", value, "/scenarios"),
        ("/attempts/max", "0", kind, "/attempts/max"),
        ("/attempts/wait", "-5", kind, "/attempts/wait"),
        ("/attempts/different_days", "\"yes\"", kind, "/attempts/different_days"),
        ("/attempts/channels", "\"phone\"", kind, "/attempts/channels"),
        ("/attempts/channels/1", "7", kind, "/attempts/channels/1"),
        ("/attempts/channels/1", "\"phone\"", value, "/attempts/channels"),
        // The visit.
        ("/visit", "[]", kind, "/visit"),
        ("/visit/from", "\"2026-02-30\"", kind, "/visit/from"),
        ("/visit/to", "\"2026-11-20T15:00:00+01:00\"", kind, "/visit/to"),
        ("/visit/to", "\"2026-11-15\"", value, "/visit/to"),
        ("/visit/days/0", "0", kind, "/visit/days/0"),
        ("/visit/days/4", "8", kind, "/visit/days/4"),
        ("/visit/days", "[2,1]", value, "/visit/days"),
        ("/visit/days", "[1,1]", value, "/visit/days"),
        ("/visit/days", "[6,7]", value, "/visit/days"),
        ("/visit/hours/0", "[\"9:00\",\"15:00\"]", kind, "/visit/hours/0"),
        ("/visit/hours/0", "[\"09:00\"]", kind, "/visit/hours/0"),
        ("/visit/hours/0", "[\"09:00\",\"24:00\"]", kind, "/visit/hours/0"),
        ("/visit/hours/0", "[\"15:00\",\"09:00\"]", value, "/visit/hours"),
        ("/visit/hours/0", "[\"09:00\",\"12:30\"]", value, "/visit/hours"),
        ("/visit/tz", "\"Europe/Os lo\"", kind, "/visit/tz"),
        ("/visit/holidays/0", "\"18.11.2026\"", kind, "/visit/holidays/0"),
        // Contact and briefing.
        ("/contact", "{}", value, "/contact"),
        ("/contact/tel", "\"call me\"", kind, "/contact/tel"),
        ("/contact/email", "\"site.example\"", kind, "/contact/email"),
        ("/contact/email", "\"a@b?bcc=c@d\"", kind, "/contact/email"),
        ("/contact/url", "\"javascript:alert(1)\"", kind, "/contact/url"),
        ("/contact/url", "\"https://\"", kind, "/contact/url"),
        ("/briefing/url", "\"data:text/html,x\"", kind, "/briefing/url"),
        ("/briefing/sha256", "\"A\"", kind, "/briefing/sha256"),
        // Keys.
        ("/cnf", "\"x\"", kind, "/cnf"),
        ("/cnf/jkt", "\"short\"", kind, "/cnf/jkt"),
        ("/key_commitment", "\"AA==\"", kind, "/key_commitment"),
        ("/encrypt", "{\"kty\":\"RSA\"}", "jwk/kind", "/encrypt/kty"),
        ("/encrypt/x", "\"AA\"", "jwk/coordinate", "/encrypt/x"),
        ("/encrypt/d", "\"AA\"", value, "/encrypt"),
        // What is handed on.
        ("/policy", "\"strict\"", kind, "/policy"),
        ("/policy/share", "0.5", value, "/policy/share"),
        ("/prefill", "[]", kind, "/prefill"),
        ("/prefill/greeting~1wait", "9.5", value, "/prefill/greeting~1wait"),
        ("/prefill/1x", "1", value, "/prefill/1x"),
    ];
    let good = full();
    Assignment::from_json(&good).expect("the good one");
    assert!(damaged.len() >= 40);
    for (pointer, replacement, code, at) in damaged {
        let what = format!("{pointer} = {replacement}");
        let fault = Assignment::from_json(&edited(&good, pointer, replacement)).expect_err(&what);
        expect_only(&fault, code, at, &what);
    }
}

#[test]
fn every_fault_is_reported_at_once() {
    let fault =
        Assignment::from_json(&json(r#"{"iss":1,"versoin":1,"visit":{"to":"x"},"site":{}}"#)).expect_err("faults");
    let codes: Vec<String> = reported(&fault).into_iter().map(|(code, at)| format!("{code} {at}")).collect();
    for wanted in [
        "assignment/unknown-member /versoin",
        "assignment/type /iss",
        "assignment/missing /jti",
        "assignment/missing /assignment",
        "assignment/missing /version",
        "assignment/missing /questionnaire",
        "assignment/missing /site/id",
        "assignment/type /visit/to",
    ] {
        assert!(codes.iter().any(|code| code == wanted), "{wanted} is not in {codes:?}");
    }
    let hints: Vec<_> = fault.findings().filter_map(|finding| finding.hint.as_deref()).collect();
    assert!(hints.contains(&"did you mean `version`?"), "{hints:?}");
}

fn header(typ: &str) -> String {
    format!(r#"{{"alg":"ES256","kid":"{}","typ":"{typ}"}}"#, key("agency").public().thumbprint())
}

#[test]
fn every_damaged_token_is_refused() {
    let agency = key("agency");
    let (body, typ) = (full(), "sealform-assignment+jws");
    let token = signed(AgencyDocument::Assignment, &body, &agency);
    let trust = trust();
    assert_eq!(Assignment::verify(&format!(" {token}\n"), &trust).expect("the good one").to_json(), body);
    let payload = body.to_text().into_bytes();
    let with_header = |header: &str| Parts::signed(header, &payload, &agency).compact();
    let with_payload = |payload: &str| Parts::signed(&header(typ), payload.as_bytes(), &agency).compact();
    let with_body =
        |pointer: &str, value: &str| signed(AgencyDocument::Assignment, &edited(&body, pointer, value), &agency);
    let parts: Vec<&str> = token.split('.').collect();
    let [head, middle, tail] = parts[..] else { panic!("three parts") };
    let flipped = |part: &str| format!("{}{}", if part.starts_with('A') { 'B' } else { 'A' }, &part[1..]);
    let rival = key("rival");
    let rows: Vec<(&str, String, &str)> = vec![
        ("nothing", String::new(), "seal/compact"),
        ("one part", head.to_owned(), "seal/compact"),
        ("two parts", format!("{head}.{middle}"), "seal/compact"),
        ("four parts", format!("{token}.AA"), "seal/compact"),
        ("padding", format!("{head}.{middle}.{tail}=="), "seal/compact"),
        ("another alphabet", format!("{head}.{middle}+.{tail}"), "seal/compact"),
        ("white space inside", format!("{head}. {middle}.{tail}"), "seal/compact"),
        ("too large", format!("{head}.{}.{tail}", "A".repeat(300_000)), "seal/compact"),
        ("a file of JSON", "{\"payload\":\"\"}".to_owned(), "seal/compact"),
        ("no signature", format!("{head}.{middle}."), "seal/signature-length"),
        ("a short signature", format!("{head}.{middle}.{}", base64url(&[1; 63])), "seal/signature-length"),
        ("a long signature", format!("{head}.{middle}.{}", base64url(&[1; 65])), "seal/signature-length"),
        ("a signature of zeros", format!("{head}.{middle}.{}", base64url(&[0; 64])), "seal/signature"),
        ("a signature of ones", format!("{head}.{middle}.{}", base64url(&[255; 64])), "seal/signature"),
        ("a changed signature", format!("{head}.{middle}.{}", flipped(tail)), "seal/signature"),
        ("a changed payload", format!("{head}.{}.{tail}", flipped(middle)), "seal/payload-json"),
        (
            "another payload",
            format!("{head}.{}.{tail}", base64url(body.to_text().replace("\"anna\"", "\"bo\"").as_bytes())),
            "seal/signature",
        ),
        ("an empty header", with_header(""), "seal/header-json"),
        ("a header that is a list", with_header("[]"), "seal/alg"),
        ("no algorithm", with_header(&header(typ).replace(r#""alg":"ES256","#, "")), "seal/alg"),
        ("alg none", with_header(&header(typ).replace("ES256", "none")), "seal/alg"),
        ("alg HS256", with_header(&header(typ).replace("ES256", "HS256")), "seal/alg"),
        ("alg es256", with_header(&header(typ).replace("ES256", "es256")), "seal/alg"),
        (
            "alg twice",
            with_header(&header(typ).replace(r#""alg":"ES256""#, r#""alg":"ES256","alg":"ES256""#)),
            "seal/header-json",
        ),
        ("crit", with_header(&header(typ).replace('{', r#"{"crit":["exp"],"#)), "seal/crit"),
        ("jku", with_header(&header(typ).replace('{', r#"{"jku":"https://evil.example","#)), "seal/header-member"),
        ("x5u", with_header(&header(typ).replace('{', r#"{"x5u":"https://evil.example","#)), "seal/header-member"),
        ("zip", with_header(&header(typ).replace('{', r#"{"zip":"DEF","#)), "seal/header-member"),
        ("no type", with_header(&header(typ).replace(&format!(r#","typ":"{typ}""#), "")), "seal/typ"),
        ("a submission", with_header(&header("sealform-submission+jws")), "seal/typ"),
        ("a return", with_header(&header("sealform-return+jws")), "seal/typ"),
        ("an enrolment", with_header(&header("sealform-enrolment+jws")), "seal/typ"),
        ("a JWT", with_header(&header("JWT")), "seal/typ"),
        ("another kid", with_header(&header(typ).replace("\"kid\":\"", "\"kid\":\"x")), "seal/untrusted-key"),
        ("an empty payload", with_payload(""), "seal/payload-json"),
        ("a payload that is no JSON", with_payload("a-17"), "seal/payload-json"),
        ("a list", with_payload("[]"), "seal/payload-json"),
        ("a text", with_payload("\"a-17\""), "seal/payload-json"),
        ("a member twice", with_payload(r#"{"iss":"https://agency.example","iss":"x"}"#), "seal/payload-json"),
        ("a float", with_payload(r#"{"iss":"https://agency.example","version":1.5}"#), "seal/payload-value"),
        ("a number beyond 2^53", with_payload(r#"{"version":9007199254740993}"#), "seal/payload-value"),
        ("brackets", with_payload(&"[".repeat(100_000)), "seal/payload-json"),
        (
            "forty levels",
            with_payload(&format!("{{\"a\":{}{}}}", "[".repeat(40), "]".repeat(40))),
            "seal/payload-value",
        ),
        ("white space in the payload", with_payload(&body.to_text().replacen(':', ": ", 1)), "seal/payload-form"),
        ("another order", with_payload(r#"{"iss":"https://agency.example","assignment":"a-17"}"#), "seal/payload-form"),
        ("a half surrogate", with_payload(r#"{"iss":"\ud800"}"#), "seal/payload-json"),
        ("no issuer", with_payload(r#"{"assignment":"a-17"}"#), "seal/token"),
        ("an issuer who is not trusted", with_body("/iss", "\"https://rival.example\""), "seal/token"),
        ("another's key", signed(AgencyDocument::Assignment, &body, &rival), "seal/untrusted-key"),
        (
            "another's key under the kid of the agency",
            Parts::signed(&header(typ), &payload, &rival).compact(),
            "seal/signature",
        ),
        ("a revoked version", with_body("/assignment", "\"a-16\""), "seal/revoked"),
        ("a member that is missing", with_body("/jti", ""), "assignment/missing"),
        ("a member that is unknown", with_body("/exp", "1"), "assignment/unknown-member"),
    ];
    assert!(rows.len() >= 40);
    for (what, token, code) in rows {
        let fault = Assignment::verify(&token, &trust).expect_err(what);
        assert_eq!(fault.code(), code, "{what}: {fault}");
        assert!(fault.findings().all(|finding| finding.hint.is_some()), "{what}");
    }
    let later = edited(&edited(&body, "/assignment", "\"a-16\""), "/version", "3");
    assert!(Assignment::verify(&signed(AgencyDocument::Assignment, &later, &agency), &trust).is_ok());
}

#[test]
fn no_single_letter_of_a_token_can_be_changed() {
    let token = signed(AgencyDocument::Assignment, &full(), &key("agency"));
    let trust = trust();
    for at in 0..token.len() {
        let mut changed = token.clone().into_bytes();
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(changed).expect("ASCII");
        assert!(Assignment::verify(&changed, &trust).is_err(), "letter {at}");
    }
}

#[test]
fn what_cannot_be_signed_is_not_signed() {
    let key = key("agency");
    let fault =
        |body: &Json| UnsignedDocument::new(AgencyDocument::Assignment, body, &key.public()).expect_err("a fault");
    expect_only(&fault(&json(r#"{"a":{"b":0.5}}"#)), "document/not-canonical", "/a/b", "a float");
    let large = Json::Object(vec![("a".to_owned(), Json::String("x".repeat(20_000)))]);
    expect_only(&fault(&large), "document/too-large", "", "a large one");
    let unsigned =
        UnsignedDocument::new(AgencyDocument::Receipt, &json(r#"{"a":1}"#), &key.public()).expect("a small one");
    assert!(unsigned.attach(&[0; 63]).is_err());
    let token = unsigned.attach(&key.sign(unsigned.signing_input())).expect("64 bytes");
    let read = UnverifiedDocument::parse(&token).expect("a receipt");
    assert_eq!((read.document(), read.unverified_body()), (AgencyDocument::Receipt, &json(r#"{"a":1}"#)));
}
