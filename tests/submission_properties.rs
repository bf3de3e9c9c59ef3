//! What holds for every sealed file: it comes back as it went in, and no damage goes unseen.

use proptest::prelude::*;
use sealform_submission::{
    Attachment, Claims, Jti, MAX_FILE_BYTES, SealError, Signer, Trust, Unsigned, UnverifiedSubmission,
    VerifiedSubmission, VerifyError,
};
use sealform_tests::forge::{attachment, full_claims, key, minimal_claims, seal};
use sealform_types::canonical::{to_jcs, to_sealed_jcs};
use sealform_types::{Json, digest};

fn verify(bytes: &[u8]) -> Result<VerifiedSubmission, VerifyError> {
    UnverifiedSubmission::parse(bytes)?.verify(&Trust::None)
}

fn any_tree() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::Boolean),
        any::<i64>().prop_map(Json::Integer),
        any::<f64>().prop_filter("finite", |number| number.is_finite()).prop_map(Json::Float),
        any::<String>().prop_map(Json::String),
    ];
    leaf.prop_recursive(6, 60, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Json::Array),
            prop::collection::btree_map(any::<String>(), inner, 0..8)
                .prop_map(|members| Json::Object(members.into_iter().rev().collect())),
        ]
    })
}

fn sealed_value() -> impl Strategy<Value = Json> {
    prop_oneof![
        any::<bool>().prop_map(Json::Boolean),
        (-9_007_199_254_740_991_i64..=9_007_199_254_740_991).prop_map(Json::Integer),
        any::<String>().prop_map(Json::String),
        prop::collection::vec("[a-z]{1,8}", 0..5)
            .prop_map(|names| names.iter().map(|name| Json::from(name.as_str())).collect()),
    ]
}

fn answers() -> impl Strategy<Value = Json> {
    let path = "[a-z_]{1,8}(\\[[1-9]\\])?(/[a-z][a-z0-9_]{0,8}){0,3}";
    let answer = (sealed_value(), prop::option::of(any::<String>())).prop_map(|(value, comment)| {
        let comment = comment.map(|text| ("c".to_owned(), Json::String(text)));
        Json::Object([("v".to_owned(), value)].into_iter().chain(comment).collect())
    });
    prop::collection::btree_map(path, answer, 0..12).prop_map(|members| Json::Object(members.into_iter().collect()))
}

/// Every list of names is one of files.
fn claimed(answers: &Json) -> Vec<Attachment> {
    let mut files = std::collections::BTreeSet::new();
    for (path, answer) in answers.as_object().expect("answers") {
        let names = answer.get("v").and_then(Json::as_array).unwrap_or_default();
        files.extend(names.iter().filter_map(|name| Some((path.as_str(), name.as_str()?))));
    }
    files.into_iter().map(|(path, name)| attachment(name, path, name.as_bytes())).collect()
}

proptest! {
    #[test]
    fn canonical_json_is_its_own_canonical_form(tree in any_tree()) {
        let once = to_jcs(&tree).expect("finite and shallow");
        let again = to_jcs(&Json::parse(&once).expect("JSON")).expect("canonical");
        prop_assert_eq!(once, again);
    }

    #[test]
    fn numbers_print_as_in_ecmascript(number in any::<f64>().prop_filter("finite", |number| number.is_finite())) {
        let written = to_jcs(&Json::Float(number)).expect("finite");
        let mut reference = ryu_js::Buffer::new();
        prop_assert_eq!(written, reference.format_finite(number).as_bytes());
    }

    #[test]
    fn the_strict_form_is_the_general_one_or_nothing(tree in any_tree()) {
        if let Ok(strict) = to_sealed_jcs(&tree) {
            prop_assert_eq!(strict, to_jcs(&tree).expect("canonical"));
        }
    }

    #[test]
    fn what_is_sealed_comes_back(answers in answers(), random in any::<[u8; 16]>(), whose in "[a-z]{1,6}") {
        let attachments = claimed(&answers);
        let claims = Claims { answers, attachments, jti: Jti::from_random(random), ..full_claims() };
        let file = seal(&claims, &key(&whose));
        let verified = verify(file.bytes()).expect("a good file");
        prop_assert_eq!(verified.claims().to_payload().expect("claims"), claims.to_payload().expect("claims"));
        prop_assert_eq!(verified.payload_sha256(), file.payload_sha256());
        prop_assert_eq!(verified.signer(), Signer::Unknown);
        let copied = file.with_readable_copy().expect("small");
        prop_assert!(verify(copied.bytes()).is_ok());
    }

    #[test]
    fn no_input_panics(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(verify(&bytes).is_err());
    }

    #[test]
    fn spliced_files_are_refused(cut in 0..2000_usize, paste in 0..2000_usize, length in 1..80_usize) {
        let file = seal(&minimal_claims(), &key("device"));
        let bytes = file.bytes();
        let (cut, paste) = (cut % bytes.len(), paste % bytes.len());
        let piece = &bytes[cut..(cut + length).min(bytes.len())];
        let mut spliced = bytes.to_vec();
        spliced.splice(paste..(paste + length).min(bytes.len()), piece.iter().copied());
        prop_assume!(spliced != bytes);
        prop_assert!(verify(&spliced).is_err());
    }
}

/// Powers of two have neighbours at unequal distances, and powers of ten have the fewest digits.
#[test]
fn numbers_at_the_edges_print_as_in_ecmascript() {
    let powers_of_two = (0..2047_u64).map(|exponent| f64::from_bits(exponent << 52));
    let powers_of_ten = (-323..309).map(|exponent| format!("1e{exponent}").parse().expect("a double"));
    for number in powers_of_two.chain(powers_of_ten) {
        for near in [number.next_down(), number, number.next_up()].into_iter().filter(|near| near.is_finite()) {
            let written = to_jcs(&Json::Float(near)).expect("finite");
            assert_eq!(String::from_utf8(written).as_deref(), Ok(ryu_js::Buffer::new().format_finite(near)));
        }
    }
}

/// Every bit of every byte, and some bytes that mean something in JSON or base64url.
fn assert_every_damage_is_refused(bytes: &[u8]) {
    assert!(verify(bytes).is_ok());
    let refuse = |at: usize| {
        let byte = bytes[at];
        let flipped = (0..8).map(|bit| byte ^ 1 << bit);
        let others = [0, b' ', b'"', b'\\', b'A', b'_', b'=', b'}', 0xff, byte.wrapping_add(1), byte.wrapping_sub(1)];
        let mut damaged = bytes.to_vec();
        for other in flipped.chain(others).filter(|other| *other != byte) {
            damaged[at] = other;
            assert!(verify(&damaged).is_err(), "byte {at} may be {other:#04x} instead of {byte:#04x}");
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(|| (0..bytes.len()).step_by(2).for_each(refuse));
        (1..bytes.len()).step_by(2).for_each(refuse);
    });
}

#[test]
fn every_single_byte_of_a_sealed_file_counts() {
    assert_every_damage_is_refused(seal(&minimal_claims(), &key("device")).bytes());
}

#[test]
fn every_single_byte_of_a_file_with_a_readable_copy_counts() {
    let file = seal(&full_claims(), &key("device")).with_readable_copy().expect("small");
    assert_every_damage_is_refused(file.bytes());
}

#[test]
fn every_truncation_every_missing_byte_and_every_added_byte_is_refused() {
    let file = seal(&minimal_claims(), &key("device"));
    let bytes = file.bytes();
    for at in 0..bytes.len() {
        assert!(verify(&bytes[..at]).is_err(), "cut after {at} bytes");
        assert!(verify(&bytes[at + 1..]).is_err(), "the first {at} bytes and one more are missing");
        assert!(verify(&[&bytes[..at], &bytes[at + 1..]].concat()).is_err(), "byte {at} is missing");
        assert!(verify(&[&bytes[..at], b"A", &bytes[at..]].concat()).is_err(), "a byte was added before {at}");
    }
    for added in [b"\n".as_slice(), b" ", b"\0", b"{}"] {
        assert!(verify(&[bytes, added].concat()).is_err());
    }
}

#[test]
fn the_same_claims_and_key_seal_to_the_same_bytes() {
    let [one, other] = [(); 2].map(|()| seal(&full_claims(), &key("device")));
    assert_eq!(one.bytes(), other.bytes());
    let at = chrono::DateTime::parse_from_rfc3339("2026-11-29T06:36:59+01:00").expect("a moment");
    assert_eq!(one.file_name("ksp-phone", &at), "ksp-phone 2026-11-29 0636.jws.json");
    assert_eq!(one.file_name("…", &at), "0b9f6c0e-6d5f-4c0a-9d58-2f1e9a7c3b11 2026-11-29 0636.jws.json");
    let payload = full_claims().to_payload().expect("claims");
    assert_eq!(one.content_name(), format!("{}.jws.json", digest(payload.bytes())));
}

#[test]
fn what_cannot_be_sealed_is_named_with_its_place() {
    let answers = Json::parse(br#"{"price":{"v":129.5}}"#).expect("JSON");
    let error = Claims { answers, ..minimal_claims() }.to_payload().expect_err("a float");
    let finding = error.finding();
    assert_eq!((finding.code, finding.place.pointer.as_str()), ("seal/claim-value", "/answers/price/v"));
    assert!(finding.hint.is_some());
}

#[test]
fn only_64_bytes_are_a_signature_and_a_file_has_a_limit() {
    let device = key("device");
    let unsigned = Unsigned::new(minimal_claims().to_payload().expect("claims"), device.public());
    for have in [0, 63, 65, 72] {
        assert_eq!(unsigned.attach(&vec![1; have]).map(|_| ()), Err(SealError::SignatureLength { have }));
    }
    let text = "x".repeat(MAX_FILE_BYTES);
    let answers = Json::Object(vec![("note".into(), Json::Object(vec![("v".into(), Json::String(text))]))]);
    let large = Claims { answers, ..minimal_claims() }.to_payload().expect("claims");
    let refused = Unsigned::new(large, device.public()).attach(&[1; 64]).expect_err("too large");
    assert!(matches!(refused, SealError::TooLarge { have } if have > MAX_FILE_BYTES));
    assert_eq!(refused.finding().code, "seal/too-large");
}
