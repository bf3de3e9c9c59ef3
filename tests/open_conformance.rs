//! Opening what was encrypted, held against the vectors of others (Wycheproof, the JOSE cookbook) and of our own pages, where they lie.

use std::path::PathBuf;

use sealform_submission::PublicJwk;
use sealform_submission::jwe::{DecryptionKey, decrypt, derive, open};
use sealform_tests::{conformance_dir, repo_file};
use sealform_types::Json;

/// A file of vectors; where there is none, one line says so.
fn suite(name: &str) -> Option<Json> {
    let path = conformance_dir().map(|folder| folder.join("signing/signing").join(name)).filter(|path| path.is_file());
    if path.is_none() {
        eprintln!("skipped: {name} is not there");
    }
    path.map(read_json)
}

fn read_json(path: PathBuf) -> Json {
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Json::parse(&bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn member<'a>(tree: &'a Json, path: &str) -> &'a Json {
    path.split('/').fold(tree, |tree, name| tree.get(name).unwrap_or_else(|| panic!("no member {name} of {path}")))
}

fn text<'a>(tree: &'a Json, path: &str) -> &'a str {
    member(tree, path).as_str().unwrap_or_else(|| panic!("{path} is not a text"))
}

fn list<'a>(tree: &'a Json, name: &str) -> &'a [Json] {
    member(tree, name).as_array().unwrap_or_else(|| panic!("{name} is not a list"))
}

fn hex(digits: &str) -> Vec<u8> {
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).expect("hexadecimal")).collect()
}

fn is_valid(case: &Json) -> bool {
    match text(case, "result") {
        "valid" => true,
        "invalid" | "acceptable" => false,
        other => panic!("a result that this test does not know: {other}"),
    }
}

#[test]
fn wycheproof_ecdh_p256_in_full() {
    let Some(suite) = suite("wycheproof/ecdh_secp256r1_webcrypto_test.json") else { return };
    let mut count = 0;
    for group in list(&suite, "testGroups") {
        for case in list(group, "tests") {
            let key = DecryptionKey::from_jwk(member(case, "private"));
            let public = PublicJwk::from_json(member(case, "public"));
            let shared = key.ok().zip(public.ok()).and_then(|(key, public)| key.agree(&public).ok());
            let wanted = is_valid(case).then(|| hex(text(case, "shared")));
            let found = shared.map(|shared| shared.to_vec());
            // What may be accepted need not be, and is right where it is.
            match text(case, "result") {
                "acceptable" => assert!(found.is_none_or(|found| found == hex(text(case, "shared")))),
                _ => assert_eq!(found, wanted, "{}", member(case, "tcId").to_text()),
            }
            count += 1;
        }
    }
    assert_eq!(Some(count), member(&suite, "numberOfTests").as_integer());
}

#[test]
fn wycheproof_aes_gcm_of_256_96_and_128_bits() {
    let Some(suite) = suite("wycheproof/aes_gcm_test.json") else { return };
    let mut count = 0;
    let is_ours = |group: &&Json| {
        ["keySize", "ivSize", "tagSize"].map(|name| member(group, name).as_integer())
            == [Some(256), Some(96), Some(128)]
    };
    for group in list(&suite, "testGroups").iter().filter(is_ours) {
        for case in list(group, "tests") {
            let bytes = |name| hex(text(case, name));
            let key: [u8; 32] = bytes("key").try_into().expect("32 bytes");
            let iv: [u8; 12] = bytes("iv").try_into().expect("12 bytes");
            let sealed = [bytes("ct"), bytes("tag")].concat();
            let opened = decrypt(&key, iv, &bytes("aad"), &sealed);
            assert_eq!(opened, is_valid(case).then(|| bytes("msg")), "{}", member(case, "tcId").to_text());
            count += 1;
        }
    }
    assert_eq!(count, 66);
}

/// Every JWE, whatever its algorithm: what is valid under `ECDH-ES` on P-256 with `A256GCM` is opened, everything else is refused.
#[test]
fn wycheproof_jwe_in_full() {
    let Some(suite) = suite("wycheproof/json_web_encryption_test.json") else { return };
    let (mut opened, mut refused) = (0, 0);
    for group in list(&suite, "testGroups") {
        let jwk = member(group, "private");
        let is_ours = jwk.get("alg").and_then(Json::as_str) == Some("ECDH-ES")
            && jwk.get("crv").and_then(Json::as_str) == Some("P-256");
        let key = DecryptionKey::from_jwk(jwk).ok();
        for case in list(group, "tests") {
            let token = member(case, "jwe").as_str();
            let content = token.zip(key.as_ref()).and_then(|(token, key)| open(token, key).ok());
            let may_be_opened = is_ours && is_valid(case) && text(case, "enc") == "A256GCM";
            let wanted = may_be_opened.then(|| hex(text(case, "pt")));
            assert_eq!(content, wanted, "{}", member(case, "tcId").to_text());
            if content.is_some() { opened += 1 } else { refused += 1 }
        }
    }
    assert_eq!(Some(opened + refused), member(&suite, "numberOfTests").as_integer());
    assert!(opened >= 1 && refused >= 130, "{opened} opened, {refused} refused");
}

/// RFC 7520, section 5.5: the same agreement for another cipher, which is refused; and section 5.6 without any agreement.
#[test]
fn the_cookbook() {
    let (Some(agreed), Some(direct)) = (
        suite("jose-cookbook/jwe/5_5.key_agreement_using_ecdh-es_with_aes-cbc-hmac-sha2.json"),
        suite("jose-cookbook/jwe/5_6.direct_encryption_using_aes-gcm.json"),
    ) else {
        return;
    };
    let key = DecryptionKey::from_jwk(member(&agreed, "input/key")).expect("a private key");
    let epk = PublicJwk::from_json(member(&agreed, "encrypting_key/epk")).expect("a public key");
    let secret = derive(&key.agree(&epk).expect("a point"), "A128CBC-HS256", b"", b"");
    assert_eq!(sealform_tests::forge::base64url(&secret), text(&agreed, "encrypting_key/cek"));
    let refused =
        |suite: &Json| open(text(suite, "output/compact"), &key).expect_err("another algorithm").finding().code;
    assert_eq!(refused(&agreed), "jwe/enc");
    assert_eq!(refused(&direct), "jwe/alg");
}

/// What our own pages encrypt, and what they refuse.
#[test]
fn what_a_page_has_encrypted() {
    let folder = repo_file("tests/vectors/encryption");
    if !folder.join("manifest.json").is_file() {
        eprintln!("skipped: tests/vectors/encryption is not there");
        return;
    }
    let manifest = read_json(folder.join("manifest.json"));
    let key = DecryptionKey::from_jwk(&read_json(folder.join("recipient.jwk"))).expect("a private key");
    let read = |case: &Json| std::fs::read_to_string(folder.join(text(case, "file"))).expect("text");
    for case in list(&manifest, "good") {
        let plain = std::fs::read(repo_file("tests/vectors").join(text(case, "plain"))).expect("a file");
        assert_eq!(open(&read(case), &key).as_ref(), Ok(&plain), "{}", text(case, "file"));
    }
    for case in list(&manifest, "bad") {
        let fault = open(&read(case), &key).expect_err(text(case, "file"));
        assert!(fault.finding().hint.is_some(), "{fault}");
    }
    assert!(list(&manifest, "good").len() >= 4 && list(&manifest, "bad").len() >= 30);
}
