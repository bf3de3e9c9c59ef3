//! Files that are accepted.

use sealform_submission::{Claims, Jti, Outcome, Signer};
use sealform_tests::forge::{
    Parts, assignment, attachment, base64url, full_claims, header, json, key, minimal_claims, payload, previous, seal,
};
use sealform_types::Json;

use super::{Content, Good, TrustFile, Vector};

pub fn all() -> Vec<Good> {
    [alone(), unusual(), trusted()].into_iter().flatten().collect()
}

fn good(name: &'static str, about: &'static str, trust: TrustFile, signer: Signer, bytes: Vec<u8>) -> Good {
    Good { vector: Vector { name, about, trust, content: Content::File(bytes) }, signer }
}

fn sealed(claims: &Claims) -> Vec<u8> {
    seal(claims, &key("device")).bytes().to_vec()
}

fn alone() -> Vec<Good> {
    let unknown = |name, about, bytes| good(name, about, TrustFile::None, Signer::Unknown, bytes);
    let screened = Claims {
        outcome: Outcome::disqualified(),
        answers: json(r#"{"screening/customer":{"v":"yes"}}"#),
        ..minimal_claims()
    };
    let correction = Claims {
        jti: Jti::parse("7d1f0d0c-64a3-4b86-9a3f-3a2f3f7f5e55").expect("a UUID"),
        previous: Some(previous()),
        ..full_claims()
    };
    let with_copy = seal(&full_claims(), &key("device")).with_readable_copy().expect("small").bytes().to_vec();
    vec![
        unknown("minimal", "only what has to be there", sealed(&minimal_claims())),
        unknown("full", "every claim says something", sealed(&full_claims())),
        unknown("disqualified", "screening ended the contact", sealed(&screened)),
        unknown("correction", "a second round with its predecessor", sealed(&correction)),
        unknown("readable-copy", "the claims in the clear, as sealed", with_copy),
    ]
}

/// What is right, though a careless verifier might think otherwise.
fn unusual() -> Vec<Good> {
    let unknown = |name, about, bytes| good(name, about, TrustFile::None, Signer::Unknown, bytes);
    let with_answers = |answers: &str| Claims { answers: json(answers), ..minimal_claims() };
    let letters = with_answers(
        r#"{"note":{"v":"\u0000\u0001\u001f \"\\\/ \u007f\u0080 caf\u00e9 cafe\u0301 \u05d0\u202e \ud83d\ude02 \u2028\ufeff\uffff"}}"#,
    );
    let numbers =
        with_answers(r#"{"a":{"v":9007199254740991},"b":{"v":-9007199254740991},"c":{"v":0},"d":{"v":"-0.1"}}"#);
    let personal =
        with_answers(r#"{"name":{"h":"47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"},"wait":{"c":"I left before."}}"#);
    let mut photos = with_answers(
        r#"{"branch[1]/shelf":{"v":["a.jpg","b.jpg"]},"branch[2]/shelf":{"v":["a.jpg"]},"face":{"h":"47DEQpj8HBSa"},"tags":{"v":["a.jpg"]}}"#,
    );
    photos.attachments =
        [("a.jpg", "branch[1]/shelf"), ("b.jpg", "branch[1]/shelf"), ("a.jpg", "branch[2]/shelf"), ("f.jpg", "face")]
            .map(|(name, question)| attachment(name, question, b"a photo"))
            .into();
    let mut set_back = minimal_claims();
    set_back.clock.back_ms = Some(31_536_000_000);
    let mut long_chain = full_claims();
    long_chain.audit.events = None;
    vec![
        unknown("letters", "control characters, combining marks, right to left, astral letters", sealed(&letters)),
        unknown("numbers", "the largest whole numbers, and decimals as text", sealed(&numbers)),
        unknown("personal", "a salted hash instead of an answer; a comment without one", sealed(&personal)),
        unknown(
            "attachments",
            "the same file of two questions, two of one, and one of a personal answer",
            sealed(&photos),
        ),
        unknown("clock-set-back", "the device's clock was a year behind the draft", sealed(&set_back)),
        unknown("audit-beside", "the event chain travels beside the file", sealed(&long_chain)),
        unknown("high-s", "the other signature for the same bytes: the payload is what counts", high_s()),
    ]
}

/// `(r, n - s)` verifies wherever `(r, s)` does; WebCrypto makes either.
fn high_s() -> Vec<u8> {
    const ORDER: [u8; 32] = [
        0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa, 0xad,
        0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
    ];
    let device = key("device");
    let mut parts = Parts::signed(&header(&device.public()), payload(&minimal_claims()).bytes(), &device);
    let mut signature = device.sign(&parts.signing_input());
    let mut borrow = false;
    for (byte, of_order) in signature.iter_mut().skip(32).zip(ORDER).rev() {
        let (without, first) = of_order.overflowing_sub(*byte);
        let (difference, second) = without.overflowing_sub(u8::from(borrow));
        (*byte, borrow) = (difference, first || second);
    }
    parts.signature = base64url(&signature);
    parts.file()
}

fn trusted() -> Vec<Good> {
    let questionnaire = minimal_claims().to_json().get("questionnaire").map(Json::to_text).expect("a questionnaire");
    let device = key("device").public().thumbprint();
    let link = format!(r#"{{"assignment":"a-17","iss":"agency","questionnaire":{questionnaire}}}"#);
    let enrolled = format!(r#"{{"assignment":"a-17","cnf":{{"jkt":"{device}"}},"iss":"agency"}}"#);
    let holding =
        |body: &str| sealed(&Claims { assignment_token: Some(assignment(body, &key("agency"))), ..minimal_claims() });
    vec![
        good(
            "known-key",
            "sealed by a device of the set",
            TrustFile::Observers,
            Signer::Known,
            sealed(&minimal_claims()),
        ),
        good("link", "an assignment without `cnf`", TrustFile::Agency, Signer::HolderOfLink, holding(&link)),
        good(
            "device",
            "an assignment that names the key",
            TrustFile::Agency,
            Signer::EnrolledDevice,
            holding(&enrolled),
        ),
        good(
            "facts-signed",
            "what the form was told is what the agency has signed",
            TrustFile::Agency,
            Signer::HolderOfLink,
            sealed(&Claims {
                facts: json(r#"{"assignment":{"scenario":"hard"}}"#),
                assignment_token: Some(assignment(
                    r#"{"assignment":"a-17","iss":"agency","scenario":"hard"}"#,
                    &key("agency"),
                )),
                ..minimal_claims()
            }),
        ),
        good(
            "reissued",
            "a later version of an assignment that was taken back",
            TrustFile::Agency,
            Signer::HolderOfLink,
            holding(r#"{"assignment":"a-16","iss":"agency","version":3}"#),
        ),
        good(
            "link-and-device",
            "an assignment, and a trust document that also names devices",
            TrustFile::Everyone,
            Signer::HolderOfLink,
            holding(&link),
        ),
        good(
            "device-unchecked",
            "an assignment that nobody can check, sealed by a device of the set",
            TrustFile::Observers,
            Signer::Known,
            holding(&enrolled),
        ),
        good(
            "link-untrusted",
            "an assignment, but no trust set: it stays unread",
            TrustFile::None,
            Signer::Unknown,
            holding(&link),
        ),
    ]
}
