//! Files that are refused for their envelope: one attack each.

use sealform_submission::{Claims, SoftKey};
use sealform_tests::forge::{Parts, base64url, header, json, key, minimal_claims, payload};
use sealform_types::{Json, digest};

use super::{Bad, Content, TrustFile, Vector, attachments, content};

pub fn all() -> Vec<Bad> {
    let files = [outer(), encoding(), algorithm(), header_form(), header_key(), signature(), swapped()];
    files.into_iter().flatten().chain(content::all()).chain(attachments::all()).collect()
}

pub(super) fn bad(
    name: &'static str,
    about: &'static str,
    code: &'static str,
    place: &'static str,
    bytes: Vec<u8>,
) -> Bad {
    Bad { vector: Vector { name, about, trust: TrustFile::None, content: Content::File(bytes) }, code, place }
}

pub(super) fn device() -> SoftKey {
    key("device")
}

/// A right file in three parts, to be damaged.
pub(super) fn right() -> Parts {
    Parts::signed(&header(&device().public()), payload(&minimal_claims()).bytes(), &device())
}

pub(super) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("text")
}

fn right_text() -> String {
    text(&right().file())
}

/// The outer object.
fn outer() -> Vec<Bad> {
    let Parts { payload, protected, signature } = right();
    let spaced = right_text().replace(':', ": ");
    let turned = format!(r#"{{"protected":"{protected}","payload":"{payload}","signature":"{signature}"}}"#);
    let twice = format!(
        r#"{{"payload":"{payload}","payload":"{payload}","protected":"{protected}","signature":"{signature}"}}"#
    );
    let unsigned = format!(r#"{{"payload":"{payload}","protected":"{protected}"}}"#);
    let general =
        format!(r#"{{"payload":"{payload}","signatures":[{{"protected":"{protected}","signature":"{signature}"}}]}}"#);
    let not_text = format!(r#"{{"payload":7,"protected":"{protected}","signature":"{signature}"}}"#);
    let escaped = right_text().replacen("\"payload\":\"e", "\"payload\":\"\\u0065", 1);
    let marked = [b"\xef\xbb\xbf".to_vec(), right().file()].concat();
    let with_header = text(&right().file()).replacen('{', r#"{"header":{"alg":"none"},"#, 1);
    vec![
        bad("empty", "no byte at all", "seal/file-json", "", Vec::new()),
        bad("not-json", "a text", "seal/file-json", "", b"sealed".to_vec()),
        bad("list", "a list around the file", "seal/file-json", "", format!("[{}]", right_text()).into_bytes()),
        bad(
            "truncated",
            "the last byte is missing",
            "seal/file-json",
            "",
            right_text()[..right_text().len() - 1].into(),
        ),
        bad("two-files", "a second object behind the first", "seal/file-json", "", right_text().repeat(2).into_bytes()),
        bad("compact", "the compact form", "seal/file-json", "", right().compact().into_bytes()),
        bad("byte-order-mark", "a byte order mark before the file", "seal/file-json", "", marked),
        bad("member-twice", "a member that occurs twice", "seal/file-json", "", twice.into_bytes()),
        bad("white-space", "formatted by an editor", "seal/file-form", "", spaced.into_bytes()),
        bad("newline-at-end", "a newline at the end", "seal/file-form", "", format!("{}\n", right_text()).into_bytes()),
        bad("members-turned", "members in another order", "seal/file-form", "", turned.into_bytes()),
        bad("letter-escaped", "a letter written as an escape", "seal/file-form", "", escaped.into_bytes()),
        bad("unprotected-header", "an unprotected header", "seal/file-member", "/header", with_header.into_bytes()),
        bad(
            "member-unknown",
            "a member that nobody signed",
            "seal/file-member",
            "/note",
            right().file_with(r#""note":"x","#),
        ),
        bad("signature-missing", "no signature", "seal/file-member", "/signature", unsigned.into_bytes()),
        bad("payload-number", "a number for the payload", "seal/file-member", "/payload", not_text.into_bytes()),
        bad(
            "general-form",
            "the general form with a list of signatures",
            "seal/file-member",
            "/signatures",
            general.into_bytes(),
        ),
    ]
}

/// Base64url that is not the one text of its bytes.
fn encoding() -> Vec<Bad> {
    let with = |change: fn(&mut Parts)| {
        let mut parts = right();
        change(&mut parts);
        parts.file()
    };
    // 64 bytes leave four spare bits in the last of 86 characters; a lenient reader ignores them.
    let spare_bits = with(|parts| {
        let last = parts.signature.pop().expect("a character");
        let canonical = "AQgw".find(last).expect("a character without spare bits");
        parts.signature.push(["B", "R", "h", "x"][canonical].chars().next().expect("a character"));
    });
    let padded = with(|parts| parts.signature.push_str("=="));
    let broken = with(|parts| parts.signature.insert_str(40, "\\n"));
    let standard = with(|parts| parts.protected.replace_range(0..1, "+"));
    let one_letter = with(|parts| parts.payload = "A".to_owned());
    vec![
        bad("spare-bits", "spare bits of the last character are set", "seal/base64url", "/signature", spare_bits),
        bad("padding", "padding", "seal/base64url", "/signature", padded),
        bad("line-break", "a line break inside", "seal/base64url", "/signature", broken),
        bad("other-alphabet", "`+` instead of `-`", "seal/base64url", "/protected", standard),
        bad("one-letter", "a length that no bytes have", "seal/base64url", "/payload", one_letter),
    ]
}

/// A file whose header says something else, with a signature that fits.
fn with_header(header: &str) -> Vec<u8> {
    Parts::signed(header, payload(&minimal_claims()).bytes(), &device()).file()
}

pub(super) fn right_header() -> String {
    header(&device().public())
}

fn changed_header(from: &str, to: &str) -> Vec<u8> {
    let changed = right_header().replacen(from, to, 1);
    assert_ne!(changed, right_header());
    with_header(&changed)
}

/// RFC 8725: the algorithm, and what kind of document it is.
fn algorithm() -> Vec<Bad> {
    let unsigned = |name: &str| {
        let mut parts =
            Parts::signed(&right_header().replacen("ES256", name, 1), payload(&minimal_claims()).bytes(), &device());
        parts.signature = String::new();
        parts.file()
    };
    let algorithm = |name, about, bytes| bad(name, about, "seal/alg", "/protected/alg", bytes);
    let typ = |name, about, to| {
        bad(name, about, "seal/typ", "/protected/typ", changed_header(r#""typ":"sealform-submission+jws""#, to))
    };
    vec![
        algorithm("alg-none", "no algorithm and no signature", unsigned("none")),
        algorithm("alg-none-capital", "no algorithm, in other letters", unsigned("NoNe")),
        algorithm("alg-hs256", "HMAC with the public key as its secret", hmac_with_public_key()),
        algorithm("alg-es384", "another curve's algorithm", changed_header("ES256", "ES384")),
        algorithm("alg-lower", "the algorithm in lower case", changed_header("ES256", "es256")),
        algorithm("alg-missing", "no algorithm named", changed_header(r#""alg":"ES256","#, "")),
        algorithm("alg-list", "a list of algorithms", changed_header(r#""ES256""#, r#"["ES256","none"]"#)),
        typ("typ-assignment", "an assignment offered as a submission", r#""typ":"sealform-assignment+jws""#),
        typ("typ-jwt", "a JWT offered as a submission", r#""typ":"JWT""#),
        typ("typ-null", "no type", r#""typ":null"#),
    ]
}

fn hmac_with_public_key() -> Vec<u8> {
    let mut parts = right();
    parts.protected = base64url(right_header().replacen("ES256", "HS256", 1).as_bytes());
    let mut secret = device().public().to_jcs().into_bytes();
    secret = digest(&secret).as_bytes().to_vec();
    secret.resize(64, 0);
    let pad = |with: u8| secret.iter().map(|byte| byte ^ with).collect::<Vec<u8>>();
    let inner = digest(&[pad(0x36), parts.signing_input()].concat());
    parts.signature = base64url(digest(&[pad(0x5c), inner.as_bytes().to_vec()].concat()).as_bytes());
    parts.file()
}

/// Members that would change what a verifier does, and other forms of the right header.
fn header_form() -> Vec<Bad> {
    let adding = |member: &str| changed_header(r#","kid""#, &format!(r#",{member},"kid""#));
    let turned = {
        let public = device().public();
        format!(
            r#"{{"typ":"sealform-submission+jws","alg":"ES256","jwk":{},"kid":"{}"}}"#,
            public.to_jcs(),
            public.thumbprint()
        )
    };
    let member = |name, about, place, bytes| bad(name, about, "seal/header-member", place, bytes);
    let json = |name, about, header: &str| bad(name, about, "seal/header-json", "/protected", with_header(header));
    let twice = right_header().replacen('{', r#"{"alg":"none","#, 1);
    vec![
        bad(
            "crit",
            "an extension that is critical",
            "seal/crit",
            "/protected/crit",
            adding(r#""crit":["exp"],"exp":1"#),
        ),
        bad("crit-empty", "an empty list of extensions", "seal/crit", "/protected/crit", adding(r#""crit":[]"#)),
        bad(
            "crit-b64",
            "an unencoded payload",
            "seal/crit",
            "/protected/crit",
            adding(r#""b64":false,"crit":["b64"]"#),
        ),
        member("jku", "a key to be fetched", "/protected/jku", adding(r#""jku":"https://attacker.example/keys""#)),
        member("x5u", "a certificate to be fetched", "/protected/x5u", adding(r#""x5u":"https://attacker.example/c""#)),
        member("x5c", "a certificate inside", "/protected/x5c", adding(r#""x5c":["MIIB"]"#)),
        member("zip", "a compressed payload", "/protected/zip", adding(r#""zip":"DEF""#)),
        json("header-empty", "an empty header", ""),
        json("header-list", "a header that is a list", "[]"),
        json("alg-twice", "two algorithms", &twice),
        bad("header-turned", "members in another order", "seal/header-form", "/protected", with_header(&turned)),
        bad("header-space", "white space", "seal/header-form", "/protected", changed_header(r#""kid":"#, r#""kid": "#)),
    ]
}

/// The key inside the header.
fn header_key() -> Vec<Bad> {
    let secret = device().to_private_jwk().get("d").map(Json::to_text).expect("a private half");
    let x = base64url(&device().public().x);
    let with_x = |bytes: &[u8]| changed_header(&x, &base64url(bytes));
    let mut public = device().public();
    public.y[31] ^= 1;
    let beside_the_curve = with_header(&header(&public));
    (public.x, public.y) = ([0; 32], [0; 32]);
    let at_zero = with_header(&header(&public));
    let other_kid = key("stranger").public().thumbprint();
    let jwk = |name, about, place, bytes| bad(name, about, "seal/jwk", place, bytes);
    let kid = device().public().thumbprint();
    vec![
        bad(
            "jwk-private",
            "the private key",
            "seal/jwk-member",
            "/protected/jwk/d",
            changed_header(r#","kty""#, &format!(r#","d":{secret},"kty""#)),
        ),
        bad(
            "jwk-ext",
            "a key as WebCrypto exports it",
            "seal/jwk-member",
            "/protected/jwk/ext",
            changed_header(r#","kty""#, r#","ext":true,"kty""#),
        ),
        jwk("jwk-other-curve", "another curve", "/protected/jwk/crv", changed_header("P-256", "P-384")),
        jwk("jwk-rsa", "another kind of key", "/protected/jwk/kty", changed_header(r#""EC""#, r#""RSA""#)),
        jwk("jwk-missing", "no key", "/protected/jwk/kty", changed_header(&device().public().to_jcs(), "null")),
        jwk("jwk-short", "a coordinate of 31 bytes", "/protected/jwk/x", with_x(&[7; 31])),
        jwk("jwk-long", "a coordinate of 33 bytes", "/protected/jwk/x", with_x(&[7; 33])),
        bad("jwk-not-on-curve", "a point beside the curve", "seal/jwk-point", "/protected/jwk", beside_the_curve),
        bad("jwk-zero", "the point (0, 0)", "seal/jwk-point", "/protected/jwk", at_zero),
        bad(
            "kid-other",
            "the thumbprint of another key",
            "seal/kid",
            "/protected/kid",
            changed_header(kid.as_str(), other_kid.as_str()),
        ),
        bad(
            "kid-missing",
            "no thumbprint",
            "seal/kid",
            "/protected/kid",
            changed_header(&format!(r#""kid":"{kid}","#), ""),
        ),
    ]
}

/// Signatures that are no signatures.
fn signature() -> Vec<Bad> {
    const ORDER: &str = "_____wAAAAD__________7zm-q2nF56E87nKwvxjJVE";
    let with = |bytes: &[u8]| {
        let mut parts = right();
        parts.signature = base64url(bytes);
        parts.file()
    };
    let right_one = device().sign(&right().signing_input());
    let order: Vec<u8> = json_bytes(ORDER);
    let (r, s) = right_one.split_at(32);
    let mut flipped = right_one;
    flipped[63] ^= 1;
    let der = [&[0x30, 0x44, 0x02, 0x20], r, &[0x02, 0x20], s].concat();
    let wrong = |name, about, bytes: &[u8]| bad(name, about, "seal/signature", "/signature", with(bytes));
    let long = |name, about, bytes: &[u8]| bad(name, about, "seal/signature-length", "/signature", with(bytes));
    vec![
        wrong("signature-bit", "one bit changed", &flipped),
        wrong("signature-zero", "r and s are 0", &[0; 64]),
        wrong("signature-r-zero", "r is 0", &[&[0; 32], s].concat()),
        wrong("signature-s-zero", "s is 0", &[r, &[0; 32]].concat()),
        wrong("signature-r-order", "r is the order of the curve", &[&order, s].concat()),
        wrong("signature-s-order", "s is the order of the curve", &[r, &order].concat()),
        wrong("signature-ones", "every bit is set", &[0xff; 64]),
        wrong("signature-turned", "s before r", &[s, r].concat()),
        long("signature-short", "63 bytes", &right_one[..63]),
        long("signature-long", "65 bytes", &[&right_one[..], &[0]].concat()),
        long("signature-der", "DER instead of r and s", &der),
        long("signature-empty", "no byte", &[]),
    ]
}

fn json_bytes(base64url: &str) -> Vec<u8> {
    use base64ct::{Base64UrlUnpadded, Encoding};
    Base64UrlUnpadded::decode_vec(base64url).expect("base64url")
}

/// Right parts put together wrongly.
fn swapped() -> Vec<Bad> {
    let changed = Claims { answers: json(r#"{"visit/greeted":{"v":"yes"}}"#), ..minimal_claims() };
    let other = Parts::signed(&right_header(), payload(&changed).bytes(), &device());
    let stranger =
        Parts::signed(&header(&key("stranger").public()), payload(&minimal_claims()).bytes(), &key("stranger"));
    let impostor = Parts::signed(&right_header(), payload(&minimal_claims()).bytes(), &key("stranger"));
    let mut payload_only = right();
    payload_only.signature = base64url(&device().sign(payload(&minimal_claims()).bytes()));
    let wrong = |name, about, parts: Parts| bad(name, about, "seal/signature", "/signature", parts.file());
    vec![
        wrong("answer-changed", "an answer changed after sealing", Parts { payload: other.payload, ..right() }),
        wrong("header-of-other-key", "the header of another key", Parts { protected: stranger.protected, ..right() }),
        wrong(
            "signature-of-other-key",
            "the signature of another key",
            Parts { signature: stranger.signature, ..right() },
        ),
        wrong("impostor", "signed by one key, with the header of another", impostor),
        wrong("payload-alone-signed", "a signature without the header", payload_only),
    ]
}
