//! Files that are refused for what is inside: one attack each.

use sealform_submission::Claims;
use sealform_tests::forge::{
    Parts, assignment, base64url, edit, full_claims, json, key, minimal_claims, payload, seal,
};
use sealform_types::Json;

use super::attacks::{bad, device, right, right_header, text};
use super::{Bad, Content, TrustFile, Vector};

pub fn all() -> Vec<Bad> {
    let groups = [canonical(), values(), readable(), claims(), claim_values(), trust(), tokens(), roles(), size()];
    groups.into_iter().flatten().collect()
}

/// A file whose payload is any bytes, with a signature that fits.
fn with_payload(payload: &[u8]) -> Vec<u8> {
    Parts::signed(&right_header(), payload, &device()).file()
}

fn right_payload() -> String {
    text(payload(&minimal_claims()).bytes())
}

fn changed_payload(from: &str, to: &str) -> Vec<u8> {
    let changed = right_payload().replacen(from, to, 1);
    assert_ne!(changed, right_payload());
    with_payload(changed.as_bytes())
}

/// Signed bytes that two readers could understand differently.
fn canonical() -> Vec<Bad> {
    let form = |name, about, bytes| bad(name, about, "seal/payload-form", "/payload", bytes);
    let json = |name, about, bytes| bad(name, about, "seal/payload-json", "/payload", bytes);
    let note = |text: &[u8]| {
        let (head, tail) =
            right_payload().split_once(r#""answers":{}"#).map(|(a, b)| (a.to_owned(), b.to_owned())).expect("answers");
        with_payload(&[head.as_bytes(), br#""answers":{"note":{"v":""#, text, br#""}}"#, tail.as_bytes()].concat())
    };
    vec![
        form("payload-space", "white space", changed_payload(r#""v":1"#, r#""v": 1"#)),
        form("payload-newline", "a newline at the end", with_payload(format!("{}\n", right_payload()).as_bytes())),
        form("payload-turned", "members in another order", with_payload(turned_payload().as_bytes())),
        form(
            "payload-escape",
            "a letter written as an escape",
            changed_payload(r#""outcome":"c"#, r#""outcome":"\u0063"#),
        ),
        json(
            "payload-twice",
            "a claim that occurs twice",
            changed_payload(r#""outcome":"#, r#""outcome":"disqualified","outcome":"#),
        ),
        json("payload-surrogate", "half of a surrogate pair", note(br"\ud83d")),
        json("payload-surrogates-turned", "a surrogate pair the wrong way round", note(br"\ude02\ud83d")),
        json("payload-not-utf8", "bytes that are not UTF-8", note(b"\xff\xfe")),
        json("payload-control", "a control character that is not escaped", note(b"\x01")),
        json("payload-empty", "no byte", with_payload(b"")),
        json(
            "payload-number-infinite",
            "a number beyond all doubles",
            changed_payload(r#""mono_ms":1768750"#, r#""mono_ms":1e999"#),
        ),
        json("payload-brackets", "five thousand levels", with_payload("[".repeat(5000).as_bytes())),
    ]
}

fn turned_payload() -> String {
    let tree = json(&right_payload());
    Json::Object(tree.as_object().expect("claims").iter().rev().cloned().collect()).to_text()
}

/// Values that no signed tree may hold.
fn values() -> Vec<Bad> {
    let value = |name, about, place, written: &str| {
        let answers = format!(r#""answers":{{"a":{{"v":{written}}}}}"#);
        bad(name, about, "seal/payload-value", place, changed_payload(r#""answers":{}"#, &answers))
    };
    let deep: String = format!("{}{}", "[".repeat(30), "]".repeat(30));
    let name = changed_payload(r#""answers":{}"#, "\"answers\":{\"bes\u{f8}k\":{\"v\":1}}");
    vec![
        value("float", "a fraction", "/payload/answers/a/v", "0.5"),
        value("float-whole", "a whole number with a fraction", "/payload/answers/a/v", "1.0"),
        value("exponent", "an exponent", "/payload/answers/a/v", "1e3"),
        value("minus-zero", "minus zero", "/payload/answers/a/v", "-0"),
        value("number-huge", "2^53", "/payload/answers/a/v", "9007199254740992"),
        value("number-huge-64", "2^64", "/payload/answers/a/v", "18446744073709551616"),
        value(
            "deep",
            "one level too many",
            concat!("/payload/answers/a/v/0/0/0/0/0/0/0/0/0/0", "/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0"),
            &deep,
        ),
        bad("name-not-ascii", "a member name outside ASCII", "seal/payload-value", "/payload/answers/bes\u{f8}k", name),
    ]
}

/// The copy in the clear, which nobody signed.
fn readable() -> Vec<Bad> {
    let copied = |copy: &str| right().file_with(&format!(r#""readable_unverified":{copy},"#));
    let copy = |name, about, bytes| bad(name, about, "seal/readable-copy", "/readable_unverified", bytes);
    let spaced = copied(&right_payload().replacen(':', ": ", 1));
    vec![
        copy(
            "copy-changed",
            "the copy says something else",
            copied(&right_payload().replacen("completed", "disqualified", 1)),
        ),
        copy("copy-empty", "the copy says nothing", copied("{}")),
        copy("copy-null", "no copy", copied("null")),
        copy("copy-text", "the copy as a text", copied(&Json::from(right_payload().as_str()).to_text())),
        copy("copy-float", "the copy with a float", copied(&right_payload().replacen(r#""v":1"#, r#""v":1.5"#, 1))),
        bad("copy-white-space", "the copy with white space", "seal/file-form", "", spaced),
    ]
}

/// A file whose claims are changed before sealing; `None` takes a claim out.
pub fn with_claim(pointer: &str, value: Option<&str>) -> Vec<u8> {
    let mut tree = full_claims().to_json();
    edit(&mut tree, pointer, value.map(json));
    let payload = sealform_types::canonical::to_sealed_jcs(&tree).expect("a canonical tree");
    with_payload(&payload)
}

fn claims() -> Vec<Bad> {
    let missing = |name, at, place| bad(name, "a claim is missing", "seal/claim-missing", place, with_claim(at, None));
    let unknown = |name, about, at, place| bad(name, about, "seal/claim-unknown", place, with_claim(at, Some("1")));
    let mistyped =
        |name, about, at, place, value| bad(name, about, "seal/claim-type", place, with_claim(at, Some(value)));
    vec![
        missing("jti-missing", "/jti", "/payload/jti"),
        missing("outcome-missing", "/outcome", "/payload/outcome"),
        missing("digest-missing", "/questionnaire/sha256", "/payload/questionnaire/sha256"),
        missing("token-missing", "/assignment_token", "/payload/assignment_token"),
        unknown("claim-iat", "a claim of JWT", "/iat", "/payload/iat"),
        unknown("claim-misspelled", "a misspelled claim", "/form_local", "/payload/form_local"),
        unknown("answer-member", "a member beside an answer", "/answers/price/x", "/payload/answers/price/x"),
        mistyped("typ-claim", "the claims of something else", "/typ", "/payload/typ", r#""sealform-receipt""#),
        mistyped("version-text", "the version as a text", "/v", "/payload/v", r#""1""#),
        mistyped(
            "jti-capitals",
            "a UUID in capitals",
            "/jti",
            "/payload/jti",
            r#""0B9F6C0E-6D5F-4C0A-9D58-2F1E9A7C3B11""#,
        ),
        mistyped(
            "jti-version-1",
            "a UUID of another version",
            "/jti",
            "/payload/jti",
            r#""0b9f6c0e-6d5f-1c0a-9d58-2f1e9a7c3b11""#,
        ),
        mistyped("answers-list", "answers as a list", "/answers", "/payload/answers", "[]"),
        mistyped("score-number", "the score as a number", "/score", "/payload/score", "79"),
        mistyped("token-object", "the assignment unpacked", "/assignment_token", "/payload/assignment_token", "{}"),
        mistyped("storage-unknown", "a storage nobody knows", "/key/storage", "/payload/key/storage", r#""cloud""#),
        mistyped(
            "moment-without-offset",
            "a moment without offset",
            "/clock/sealed",
            "/payload/clock/sealed",
            r#""2026-11-16T10:31:40""#,
        ),
        mistyped(
            "clock-back",
            "a clock that was behind by less than nothing",
            "/clock/back_ms",
            "/payload/clock/back_ms",
            "-1",
        ),
        mistyped("clock-backwards", "negative time", "/clock/mono_ms", "/payload/clock/mono_ms", "-1"),
        mistyped("geo-number", "a coordinate as a number", "/geo/lat", "/payload/geo/lat", "59"),
        mistyped(
            "geo-not-normal",
            "a coordinate that is not in normal form",
            "/geo/lat",
            "/payload/geo/lat",
            r#""59.910""#,
        ),
        mistyped(
            "attachment-digest",
            "a digest in capitals",
            "/attachments/0/sha256",
            "/payload/attachments/0/sha256",
            CAPITALS,
        ),
    ]
}

const CAPITALS: &str = r#""E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855""#;

/// Claims of the right kind that cannot be.
fn claim_values() -> Vec<Bad> {
    let value =
        |name, about, at, place, value| bad(name, about, "seal/claim-value", place, with_claim(at, Some(value)));
    let head = r#""0000000000000000000000000000000000000000000000000000000000000000""#;
    let of_none = format!(r#"{{"gaps":0,"head":{head},"n":0,"sha256":"{}"}}"#, "0".repeat(64));
    let repeats = with_claim("/repeats/branch", Some("[1,1]"));
    let outside = with_payload(b"[]");
    let locale = with_claim("/locale", Some(r#""in order, replayed""#));
    vec![
        bad("locale-sentence", "a language that is a sentence", "seal/claim-type", "/payload/locale", locale),
        value("version-2", "a later version", "/v", "/payload/v", "2"),
        value("answer-null", "a question that is not answered", "/answers/price/v", "/payload/answers/price/v", "null"),
        value("answer-empty", "an answer without a value", "/answers/price", "/payload/answers/price/v", "{}"),
        value("answer-path", "an answer to no question", "/answers/1st", "/payload/answers/1st", r#"{"v":1}"#),
        value("audit-event-removed", "an event was left out", "/audit/events", "/payload/audit/events", "[]"),
        value("audit-head", "another last hash", "/audit/head", "/payload/audit/events", head),
        value("audit-count", "another number of events", "/audit/n", "/payload/audit/events", "4"),
        value("audit-none-hashed", "no events, but a hash of some", "/audit", "/payload/audit/n", &of_none),
        bad("repeat-twice", "an instance that occurs twice", "seal/claim-type", "/payload/repeats/branch", repeats),
        bad("claims-list", "claims that are a list", "seal/claim-type", "/payload", outside),
    ]
}

pub fn many_faults() -> Vec<u8> {
    let mut tree = minimal_claims().to_json();
    edit(&mut tree, "/iat", Some(json("1")));
    edit(&mut tree, "/jti", None);
    edit(&mut tree, "/clock/started", Some(json("null")));
    edit(&mut tree, "/answers", Some(json(r#"{"visit/greeted":{}}"#)));
    with_payload(&sealform_types::canonical::to_sealed_jcs(&tree).expect("a canonical tree"))
}

fn sealed(claims: &Claims) -> Vec<u8> {
    seal(claims, &device()).bytes().to_vec()
}

fn trust() -> Vec<Bad> {
    let by_stranger = seal(&minimal_claims(), &key("stranger")).bytes().to_vec();
    let mut untrusted = bad(
        "stranger",
        "intact, but sealed by a key outside the set",
        "seal/untrusted-key",
        "/protected/jwk",
        by_stranger,
    );
    untrusted.vector.trust = TrustFile::Observers;
    vec![untrusted]
}

/// Assignments inside right files, with the agency's key as trust.
fn tokens() -> Vec<Bad> {
    const AT: &str = "/payload/assignment_token";
    let with = |name, about, code, token: String| {
        let claims = Claims { assignment_token: Some(token), ..minimal_claims() };
        let mut refused = bad(name, about, code, AT, sealed(&claims));
        refused.vector.trust = TrustFile::Agency;
        refused
    };
    let agency = key("agency");
    let body = r#"{"assignment":"a-17","iss":"agency"}"#;
    let other_device = format!(
        r#"{{"assignment":"a-17","cnf":{{"jkt":"{}"}},"iss":"agency"}}"#,
        key("other device").public().thumbprint()
    );
    let other_form =
        r#"{"assignment":"a-17","iss":"agency","questionnaire":{"id":"other","sha256":"00","version":"1"}}"#;
    let headed = |header: &str| Parts::signed(header, body.as_bytes(), &agency).compact();
    let good = assignment(body, &agency);
    let moved = {
        let forged = base64url(br#"{"assignment":"a-18","iss":"agency"}"#);
        let parts: Vec<&str> = good.split('.').collect();
        format!("{}.{forged}.{}", parts[0], parts[2])
    };
    let kid = agency.public().thumbprint();
    let own_key = format!(
        r#"{{"alg":"ES256","jwk":{},"kid":"{kid}","typ":"sealform-assignment+jws"}}"#,
        key("stranger").public().to_jcs()
    );
    let self_made = Parts::signed(&own_key, body.as_bytes(), &key("stranger")).compact();
    let untyped = Bad {
        place: "/payload/assignment_token/typ",
        ..with(
            "token-typ",
            "a submission offered as an assignment",
            "seal/typ",
            headed(r#"{"alg":"ES256","typ":"sealform-submission+jws"}"#),
        )
    };
    vec![
        with("token-stranger", "an assignment of another agency", "seal/token", assignment(body, &key("stranger"))),
        with("token-self-made", "an assignment with its own key inside", "seal/token", self_made),
        with("token-changed", "an assignment changed on the way", "seal/token", moved),
        with(
            "token-alg-none",
            "an assignment without signature",
            "seal/token",
            format!("{}.{}.", base64url(br#"{"alg":"none"}"#), base64url(body.as_bytes())),
        ),
        with(
            "token-crit",
            "an assignment that demands an extension",
            "seal/token",
            headed(r#"{"alg":"ES256","crit":["x"],"typ":"sealform-assignment+jws","x":1}"#),
        ),
        with(
            "token-not-canonical",
            "an assignment that is not canonical",
            "seal/token",
            assignment(r#"{"assignment": "a-17","iss":"agency"}"#, &agency),
        ),
        with("token-not-json", "an assignment that says nothing", "seal/token", assignment("hello", &agency)),
        with("token-other-device", "a stolen link", "seal/other-device", assignment(&other_device, &agency)),
        with(
            "token-other-form",
            "an assignment for another form",
            "seal/token-questionnaire",
            assignment(other_form, &agency),
        ),
        with(
            "token-anonymous",
            "an assignment that names no issuer",
            "seal/token",
            assignment(r#"{"assignment":"a-17"}"#, &agency),
        ),
        with(
            "token-revoked",
            "an assignment that the agency has taken back",
            "seal/revoked",
            assignment(r#"{"assignment":"a-16","iss":"agency","version":2}"#, &agency),
        ),
        with(
            "token-revoked-unnumbered",
            "an assignment that was taken back, without its version",
            "seal/revoked",
            assignment(r#"{"assignment":"a-16","iss":"agency"}"#, &agency),
        ),
        untyped,
    ]
}

/// Keys that do another's work, and what the agency has not said.
fn roles() -> Vec<Bad> {
    let holding = |token: String, facts: &str| {
        sealed(&Claims { assignment_token: Some(token), facts: json(facts), ..minimal_claims() })
    };
    let with = |name, about, code, place, trust, bytes| {
        let mut refused = bad(name, about, code, place, bytes);
        refused.vector.trust = trust;
        refused
    };
    let at = "/payload/assignment_token";
    let body = r#"{"assignment":"a-17","iss":"agency","scenario":"hard"}"#;
    vec![
        with(
            "token-by-device",
            "an assignment that a device has signed",
            "seal/token",
            at,
            TrustFile::Everyone,
            holding(assignment(body, &key("device")), "{}"),
        ),
        with(
            "token-by-rival",
            "an assignment that one agency has signed in the name of another",
            "seal/token",
            at,
            TrustFile::Everyone,
            holding(assignment(body, &key("stranger")), "{}"),
        ),
        with(
            "token-unchecked-stranger",
            "an assignment that nobody can check, sealed by a stranger",
            "seal/untrusted-key",
            "/protected/jwk",
            TrustFile::Observers,
            seal(
                &Claims { assignment_token: Some(assignment(body, &key("agency"))), ..minimal_claims() },
                &key("stranger"),
            )
            .bytes()
            .to_vec(),
        ),
        with(
            "facts-other-scenario",
            "a form filled under another scenario than the agency has signed",
            "seal/token-facts",
            "/payload/facts/assignment/scenario",
            TrustFile::Agency,
            holding(assignment(body, &key("agency")), r#"{"assignment":{"scenario":"easy"}}"#),
        ),
        with(
            "facts-unsigned",
            "a form filled with what the agency has not said",
            "seal/token-facts",
            "/payload/facts/assignment/site",
            TrustFile::Agency,
            holding(assignment(body, &key("agency")), r#"{"assignment":{"scenario":"hard","site":"12"}}"#),
        ),
    ]
}

fn size() -> Vec<Bad> {
    let repeat = |name, about, letter, times| Bad {
        vector: Vector { name, about, trust: TrustFile::None, content: Content::Repeat(letter, times) },
        code: "seal/too-large",
        place: "",
    };
    let brackets = Bad {
        code: "seal/file-json",
        ..repeat("brackets-at-limit", "as many brackets as a file may have", '[', 256 * 1024)
    };
    vec![
        repeat("brackets", "10 MB of brackets", '[', 10 * 1024 * 1024),
        repeat("one-byte-too-many", "one byte more than allowed", ' ', 256 * 1024 + 1),
        brackets,
    ]
}
