//! The vectors of others: RFC 8785, RFC 7515, RFC 7638, RFC 6979 and Wycheproof, read where they lie.

use sealform_submission::jws::{verify_compact, verify_es256};
use sealform_submission::{JwkSet, PublicJwk, SoftKey};
use sealform_tests::conformance_dir;
use sealform_tests::forge::base64url;
use sealform_types::canonical::to_jcs;
use sealform_types::{Json, digest};
use std::path::PathBuf;

fn signing_dir() -> Option<PathBuf> {
    conformance_dir().map(|folder| folder.join("signing/signing"))
}

fn read_json(path: PathBuf) -> Json {
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Json::parse(&bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn member<'a>(tree: &'a Json, name: &str) -> &'a Json {
    tree.get(name).unwrap_or_else(|| panic!("no member {name}"))
}

fn text<'a>(tree: &'a Json, name: &str) -> &'a str {
    member(tree, name).as_str().unwrap_or_else(|| panic!("{name} is not a text"))
}

fn list<'a>(tree: &'a Json, name: &str) -> &'a [Json] {
    member(tree, name).as_array().unwrap_or_else(|| panic!("{name} is not a list"))
}

fn hex(digits: &str) -> Vec<u8> {
    let byte = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).expect("hexadecimal");
    (0..digits.len()).step_by(2).map(byte).collect()
}

#[test]
fn rfc_8785_documents() {
    let Some(folder) = signing_dir() else { return };
    let names = ["arrays", "french", "structures", "unicode", "values", "weird"];
    for name in names {
        let input = read_json(folder.join(format!("jcs/input/{name}.json")));
        let wanted = std::fs::read(folder.join(format!("jcs/output/{name}.json"))).expect("output");
        let in_hex = std::fs::read_to_string(folder.join(format!("jcs/outhex/{name}.txt"))).expect("outhex");
        let written = to_jcs(&input).expect("canonical");
        assert_eq!(String::from_utf8_lossy(&written), String::from_utf8_lossy(&wanted), "{name}");
        assert_eq!(written, hex(&in_hex.split_whitespace().collect::<String>()), "{name}, in hexadecimal");
    }
}

#[test]
fn ten_thousand_numbers_print_as_in_ecmascript() {
    let Some(folder) = signing_dir() else { return };
    let lines = std::fs::read_to_string(folder.join("jcs/es6-numbers-10000.txt")).expect("numbers");
    let mut count = 0;
    for line in lines.lines() {
        let (bits, wanted) = line.split_once(',').expect("bits,text");
        let number = f64::from_bits(u64::from_str_radix(bits, 16).expect("hexadecimal"));
        let written = to_jcs(&Json::Float(number)).expect("finite");
        assert_eq!(String::from_utf8(written).as_deref(), Ok(wanted), "{bits}");
        // And back: the text is read as the very same double.
        let read = Json::parse(wanted.as_bytes()).expect("a number");
        assert_eq!(to_jcs(&read).expect("finite"), wanted.as_bytes(), "{bits} read again");
        count += 1;
    }
    assert_eq!(count, 10_000);
}

#[test]
fn rfc_7515_and_7638_examples() {
    let Some(folder) = signing_dir() else { return };
    let examples = read_json(folder.join("rfc/rfc-examples.json"));
    let example = member(&examples, "rfc7515_A3_es256");
    let key = PublicJwk::from_json(member(example, "jwk")).expect("a public key");
    assert_eq!(key.thumbprint().as_str(), text(example, "thumbprint_rfc7638_sha256"));

    let keys = JwkSet::of([key.clone()]);
    let compact = text(example, "jws_compact");
    let verified = verify_compact(compact, &keys).expect("RFC 7515, A.3");
    assert_eq!(verified.key, key);
    assert!(verified.payload.starts_with(b"{\"iss\":\"joe\""));
    let flattened = member(example, "jws_flattened");
    let joined = ["protected", "payload", "signature"].map(|name| text(flattened, name)).join(".");
    assert_eq!(joined, compact);

    let private = SoftKey::from_jwk(member(example, "jwk")).expect("a private key");
    let (signed, _) = compact.rsplit_once('.').expect("three parts");
    assert!(verify_es256(&key, signed.as_bytes(), &private.sign(signed.as_bytes())).is_ok());

    // RFC 7638 prints an RSA key: its thumbprint is the digest of canonical JSON all the same.
    let printed = member(&examples, "rfc7638_3_1");
    let canonical = to_jcs(member(printed, "jwk")).expect("canonical");
    let thumbprint = base64url(digest(&canonical).as_bytes());
    assert_eq!(thumbprint, text(printed, "thumbprint_rfc7638_sha256"));
}

#[test]
fn rfc_6979_signatures_are_reproduced() {
    let Some(folder) = signing_dir() else { return };
    let examples = read_json(folder.join("rfc/rfc-examples.json"));
    let cases = list(&examples, "rfc6979_p256_sha256");
    for case in cases {
        let secret: [u8; 32] = hex(text(case, "private")).try_into().expect("32 bytes");
        let key = SoftKey::from_bytes(&secret).expect("a key");
        let public = key.public();
        assert_eq!([&[4][..], &public.x, &public.y].concat(), hex(text(case, "public_uncompressed")));
        let signature = key.sign(text(case, "message").as_bytes());
        assert_eq!(signature.to_vec(), hex(&[text(case, "r"), text(case, "s")].concat()));
    }
    assert_eq!(cases.len(), 2);
}

#[test]
fn wycheproof_ecdsa_p256_in_full() {
    let Some(folder) = signing_dir() else { return };
    let suite = read_json(folder.join("wycheproof/ecdsa_secp256r1_sha256_p1363_test.json"));
    let mut count = 0;
    for group in list(&suite, "testGroups") {
        let point = hex(text(member(group, "publicKey"), "uncompressed"));
        let half = |range: std::ops::Range<usize>| point[range].try_into().expect("32 bytes");
        let key = PublicJwk { x: half(1..33), y: half(33..65) };
        for case in list(group, "tests") {
            let verified = verify_es256(&key, &hex(text(case, "msg")), &hex(text(case, "sig")));
            assert_eq!(verified.is_ok(), is_valid(case), "{:?}: {verified:?}", case.get("tcId"));
            count += 1;
        }
    }
    assert_eq!(Some(count), member(&suite, "numberOfTests").as_integer());
}

fn is_valid(case: &Json) -> bool {
    match text(case, "result") {
        "valid" => true,
        "invalid" => false,
        other => panic!("a result that this test does not know: {other}"),
    }
}

/// Every JWS of the three JOSE files, whatever its algorithm: what is valid under ES256 is accepted, and everything
/// else (other algorithms too, valid or not) is refused.
#[test]
fn wycheproof_jose_in_full() {
    let Some(folder) = signing_dir() else { return };
    let mut counts = [0, 0, 0];
    for file in ["json_web_signature_test", "json_web_key_test", "json_web_crypto_test"] {
        let suite = read_json(folder.join(format!("wycheproof/{file}.json")));
        for group in list(&suite, "testGroups") {
            let keys = group.get("public").or_else(|| group.get("private")).map(as_set).expect("keys");
            for case in list(group, "tests").iter().filter(|case| case.get("jws").is_some()) {
                let token = member(case, "jws").as_str();
                let is_ours = is_valid(case) && token.is_some_and(|token| token.starts_with("eyJhbGciOiJFUzI1NiI"));
                let accepted =
                    token.zip(keys.as_ref()).is_some_and(|(token, keys)| verify_compact(token, keys).is_ok());
                assert_eq!(accepted, is_ours, "{file} {:?}", case.get("tcId"));
                counts[usize::from(accepted)] += 1;
                counts[2] += usize::from(text(group, "comment").to_lowercase().contains("es256"));
            }
        }
    }
    assert!(counts[0] > 350, "{counts:?} refused, accepted, in groups for ES256");
    assert!(counts[1] >= 3, "{counts:?}");
    assert!(counts[2] >= 39, "{counts:?}");
}

/// The keys of a group as a set; `None` where none of them may verify ES256.
fn as_set(keys: &Json) -> Option<JwkSet> {
    let set = match keys.get("keys") {
        Some(_) => keys.clone(),
        None => Json::Object(vec![("keys".to_owned(), Json::Array(vec![keys.clone()]))]),
    };
    JwkSet::from_json(&set).ok()
}
