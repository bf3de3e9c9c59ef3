//! Sealed files that every verifier should accept, and the attacks that ours refuses, with code, place and hint.
//!
//! The files lie under `vectors/submission`, with a manifest that other languages can read. `SEALFORM_BLESS=1` writes
//! them anew from the tables below; without it the test compares, so a change of the format shows in review. Signing is
//! deterministic and the keys are public (see `forge::key`), so the files come out the same everywhere.

#[path = "submission_vectors/attachments.rs"]
mod attachments;
#[path = "submission_vectors/attacks.rs"]
mod attacks;
#[path = "submission_vectors/content.rs"]
mod content;
#[path = "submission_vectors/good.rs"]
mod good;

use std::path::PathBuf;

use sealform_submission::{
    Signer, Trust, TrustDocument, TrustLevel, UnverifiedSubmission, VerifiedSubmission, VerifyError,
};
use sealform_tests::forge::{json, key};
use sealform_tests::{is_blessing, vectors_dir};
use sealform_types::{Finding, Json};

/// A file to verify, and the trust set to verify it with.
struct Vector {
    name: &'static str,
    about: &'static str,
    trust: TrustFile,
    content: Content,
}

/// What is verified.
enum Content {
    File(Vec<u8>),
    /// One byte, many times: too large to be committed.
    Repeat(char, usize),
}

/// Which keys the verifier is given.
#[derive(Clone, Copy)]
enum TrustFile {
    None,
    /// The agency that signs assignments, and one that it has taken back.
    Agency,
    /// The devices of two observers, as a JWK Set.
    Observers,
    /// Two agencies and a device.
    Everyone,
}

/// A vector that is accepted, and what is then known of the signer.
struct Good {
    vector: Vector,
    signer: Signer,
}

/// A vector that is refused.
struct Bad {
    vector: Vector,
    code: &'static str,
    place: &'static str,
}

impl TrustFile {
    fn path(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Agency => Some("trust/agency.json"),
            Self::Observers => Some("trust/observers.json"),
            Self::Everyone => Some("trust/everyone.json"),
        }
    }

    fn content(self) -> String {
        let jwk = |of: &str, kid: &str| {
            let key = key(of).public().to_jcs();
            format!(r#"{{"alg":"ES256","kid":"{kid}","use":"sig",{}"#, key.trim_start_matches('{'))
        };
        let thumbprint = |of| key(of).public().thumbprint().to_string();
        match self {
            Self::None => String::new(),
            Self::Agency => format!(
                "{{\"issuers\":[{{\"iss\":\"agency\",\"keys\":[{}]}}],\n\"revoked\":[{}],\n\"sealform_trust\":1}}\n",
                jwk("agency", &thumbprint("agency")),
                r#"{"assignment":"a-16","iss":"agency","version":2}"#,
            ),
            Self::Everyone => format!(
                "{{\"devices\":[{}],\n\"issuers\":[{{\"iss\":\"agency\",\"keys\":[{}]}},\n{{\"iss\":\"rival\",\"keys\":[{}]}}],\n\
                 \"sealform_trust\":1}}\n",
                jwk("device", &thumbprint("device")),
                jwk("agency", &thumbprint("agency")),
                jwk("stranger", &thumbprint("stranger")),
            ),
            Self::Observers => format!("{{\"keys\":[{},\n{}]}}\n", jwk("other device", "kari"), jwk("device", "ola")),
        }
    }

    fn read(self) -> Trust {
        match self.path() {
            None => Trust::None,
            Some(path) => {
                let bytes = std::fs::read(folder().join(path)).expect("a trust document");
                Trust::Document(TrustDocument::parse(&bytes).expect("a trust document"))
            }
        }
    }
}

fn folder() -> PathBuf {
    vectors_dir().join("submission")
}

fn verify(bytes: &[u8], trust: TrustFile) -> Result<VerifiedSubmission, VerifyError> {
    UnverifiedSubmission::parse(bytes)?.verify(&trust.read())
}

impl Vector {
    fn path(&self, kind: &str) -> String {
        format!("{kind}/{}.jws.json", self.name)
    }

    fn bytes(&self) -> Vec<u8> {
        match &self.content {
            Content::File(bytes) => bytes.clone(),
            Content::Repeat(letter, times) => letter.to_string().repeat(*times).into_bytes(),
        }
    }

    /// The members that good and bad vectors share.
    fn to_members(&self, kind: &str) -> Vec<(String, Json)> {
        let source = match &self.content {
            Content::File(_) => ("file".to_owned(), Json::String(self.path(kind))),
            Content::Repeat(letter, times) => {
                let times = i64::try_from(*times).expect("a small number");
                ("repeat".to_owned(), Json::Array(vec![Json::String(letter.to_string()), Json::Integer(times)]))
            }
        };
        let trust = ("trust".to_owned(), self.trust.path().map_or(Json::Null, Json::from));
        vec![source, ("about".to_owned(), Json::from(self.about)), trust]
    }
}

fn signer_name(signer: Signer) -> &'static str {
    match signer {
        Signer::Unknown => "unknown",
        Signer::Known => "known",
        Signer::HolderOfLink => "holder_of_link",
        Signer::EnrolledDevice => "enrolled_device",
    }
}

fn level_name(level: TrustLevel) -> &'static str {
    match level {
        TrustLevel::L1 => "L1",
        TrustLevel::L2 => "L2",
        TrustLevel::L3 => "L3",
        TrustLevel::L4 => "L4",
    }
}

/// What the manifest says of a good file.
fn describe_good(good: &Good) -> Json {
    let verified = verify(&good.vector.bytes(), good.vector.trust)
        .unwrap_or_else(|error| panic!("{} should be good: {error}", good.vector.name));
    assert_eq!(verified.signer(), good.signer, "{}", good.vector.name);
    let said = [
        ("signer", signer_name(verified.signer()).to_owned()),
        ("level", level_name(verified.signer().level()).to_owned()),
        ("jti", verified.claims().jti.to_string()),
        ("payload_sha256", verified.payload_sha256().to_string()),
    ];
    let said = said.into_iter().map(|(name, text)| (name.to_owned(), Json::String(text)));
    Json::Object(good.vector.to_members("good").into_iter().chain(said).collect())
}

/// What the manifest says of a bad file.
fn describe_bad(bad: &Bad) -> Json {
    let name = bad.vector.name;
    let Err(error) = verify(&bad.vector.bytes(), bad.vector.trust) else { panic!("{name} should be refused") };
    let finding = Finding::from(error);
    assert_eq!((finding.code, finding.place.pointer.as_str()), (bad.code, bad.place), "{name}: {finding}");
    let hint = finding.hint.clone().unwrap_or_else(|| panic!("{name} has no hint"));
    let said = [
        ("code", finding.code.to_owned()),
        ("place", finding.place.pointer.clone()),
        ("message", finding.message.clone()),
        ("hint", hint),
    ];
    let said = said.into_iter().map(|(name, text)| (name.to_owned(), Json::String(text)));
    Json::Object(bad.vector.to_members("bad").into_iter().chain(said).collect())
}

fn manifest(good: &[Good], bad: &[Bad]) -> String {
    let lines = |entries: Vec<Json>| entries.iter().map(Json::to_text).collect::<Vec<_>>().join(",\n");
    let about = "Each good file verifies with its trust document (null: none given); each bad one is refused with this code \
                 at this place. `repeat` is one character, so many times, instead of a file.";
    format!(
        "{{\"about\":{},\n\"good\":[\n{}\n],\n\"bad\":[\n{}\n]}}\n",
        Json::from(about).to_text(),
        lines(good.iter().map(describe_good).collect()),
        lines(bad.iter().map(describe_bad).collect()),
    )
}

fn compare_or_bless(path: &str, content: &[u8]) {
    let path = folder().join(path);
    if is_blessing() {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        return std::fs::write(&path, content).expect("a written file");
    }
    let committed = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    assert!(committed == content, "{} is not what the tables make; SEALFORM_BLESS=1 writes it anew", path.display());
}

#[test]
fn the_committed_vectors_are_the_ones_of_the_tables_and_judged_as_they_say() {
    for trust in [TrustFile::Agency, TrustFile::Observers, TrustFile::Everyone] {
        compare_or_bless(trust.path().expect("a file"), trust.content().as_bytes());
    }
    let (good, bad) = (good::all(), attacks::all());
    let files = good.iter().map(|good| (&good.vector, "good")).chain(bad.iter().map(|bad| (&bad.vector, "bad")));
    for (vector, kind) in files {
        if let Content::File(bytes) = &vector.content {
            compare_or_bless(&vector.path(kind), bytes);
        }
    }
    compare_or_bless("manifest.json", manifest(&good, &bad).as_bytes());
}

/// The manifest is read as another language would: nothing but its own words and the files beside it.
#[test]
fn every_entry_of_the_manifest_holds() {
    if is_blessing() {
        return;
    }
    let manifest = json(&std::fs::read_to_string(folder().join("manifest.json")).expect("a manifest"));
    let text = |entry: &Json, name: &str| entry.get(name).and_then(Json::as_str).map(str::to_owned);
    let judge = |entry: &Json| {
        let bytes = match entry.get("repeat").and_then(Json::as_array) {
            Some([Json::String(letter), Json::Integer(times)]) => {
                letter.repeat(usize::try_from(*times).expect("a count")).into()
            }
            _ => std::fs::read(folder().join(text(entry, "file").expect("a file"))).expect("a file"),
        };
        let trust = match text(entry, "trust").as_deref() {
            None => TrustFile::None,
            Some("trust/agency.json") => TrustFile::Agency,
            Some("trust/observers.json") => TrustFile::Observers,
            Some("trust/everyone.json") => TrustFile::Everyone,
            Some(other) => panic!("a trust document that this test does not know: {other}"),
        };
        verify(&bytes, trust)
    };
    let entries = |kind: &str| manifest.get(kind).and_then(Json::as_array).expect("a list").to_vec();
    for entry in entries("good") {
        let verified = judge(&entry).unwrap_or_else(|error| panic!("{}: {error}", entry.to_text()));
        assert_eq!(text(&entry, "jti"), Some(verified.claims().jti.to_string()));
        assert_eq!(text(&entry, "payload_sha256"), Some(verified.payload_sha256().to_string()));
        assert_eq!(text(&entry, "signer").as_deref(), Some(signer_name(verified.signer())));
    }
    for entry in entries("bad") {
        let Err(error) = judge(&entry) else { panic!("{} was accepted", entry.to_text()) };
        let finding = error.finding();
        assert_eq!(text(&entry, "code").as_deref(), Some(finding.code), "{}", entry.to_text());
        assert_eq!(text(&entry, "place").as_ref(), Some(&finding.place.pointer), "{}", entry.to_text());
        assert_eq!(text(&entry, "hint"), finding.hint, "{}", entry.to_text());
    }
    assert!(entries("bad").len() >= 35 && entries("good").len() >= 10);
}

/// Faulty claims are told all at once, not one a round.
#[test]
fn all_faults_of_the_claims_are_told() {
    let bad = content::many_faults();
    let Err(error) = verify(&bad, TrustFile::None) else { panic!("faulty claims were accepted") };
    let places: Vec<String> = error.findings().into_iter().map(|finding| finding.place.pointer).collect();
    assert_eq!(places, ["/payload/iat", "/payload/jti", "/payload/clock/started", "/payload/answers/visit~1greeted/v"]);
}

/// The pages that explain verifying and opening show the very programs that the tests run; they are as short as they say.
#[test]
fn the_guide_shows_the_verifiers_as_they_are() {
    let tests = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let guide = |name: &str| std::fs::read_to_string(tests.join("../www/docs").join(name)).expect("the guide");
    let (verifying, opening) = (guide("verify-anywhere.md"), guide("encryption.md"));
    let programs = std::fs::read_dir(tests.join("e2e/verifiers")).expect("the verifiers");
    let mut count = 0;
    for entry in programs {
        let path = entry.expect("a verifier").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let program = std::fs::read_to_string(&path).expect("a verifier");
        let page = if name.starts_with("decrypt") { &opening } else { &verifying };
        assert!(page.contains(&program), "the guide does not show {name} as it is");
        let most = if name == "verify.java" { 30 } else { 10 };
        assert!(program.lines().count() <= most, "{name} has more than {most} lines");
        count += 1;
    }
    assert_eq!(count, 11, "nine verifiers and two that decrypt");
}
