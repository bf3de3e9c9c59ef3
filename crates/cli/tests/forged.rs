//! Files that somebody forged, and folders that somebody prepared: what `verify` says of them.

mod support;

use std::fs::File;

use sealform_submission::audit::AuditLog;
use sealform_submission::{Claims, Jti, Outcome, Previous, QuestionnaireRef, Trust, UnverifiedSubmission};
use sealform_tests::forge::{assignment, attachment, json, key, minimal_claims, seal};
use sealform_types::{Decimal, Geopoint, Json, Sha256Digest, digest};
use support::{Desk, at, codes};

const OTHER: &str = "11111111-1111-4111-8111-111111111111";

fn file(desk: &Desk, name: &str, claims: &Claims) -> Sha256Digest {
    let sealed = seal(claims, &key("device"));
    desk.file(name, sealed.bytes());
    sealed.payload_sha256()
}

/// The codes that are reported of each file.
fn reported(printed: &Json) -> Vec<String> {
    let files = at(printed, "/files").as_array().expect("files").iter();
    files.map(|file| codes(at(file, "/findings")).join(" ")).collect()
}

#[test]
fn a_submission_that_another_key_seals_again_is_not_the_same_file() {
    let desk = Desk::new();
    file(&desk, "one.jws.json", &minimal_claims());
    desk.file("again.jws.json", seal(&minimal_claims(), &key("somebody else")).bytes());
    let ran = desk.run(&["verify", "again.jws.json", "one.jws.json"]).ends(1);
    ran.says("error[seal/conflict]: `one.jws.json` is the same submission, sealed by another key")
        .says("2 files: 0 in order, 2 not");
}

#[test]
fn a_correction_names_the_file_that_is_here() {
    let desk = Desk::new();
    let sha256 = file(&desk, "one.jws.json", &minimal_claims());
    let previous =
        |sha256| Previous { jti: minimal_claims().jti, sha256, round: 1, return_sha256: digest(b"a return") };
    let jti = || Jti::parse(OTHER).expect("a UUID");
    let correction = |sha256| Claims { jti: jti(), previous: Some(previous(sha256)), ..minimal_claims() };
    file(&desk, "right.jws.json", &correction(sha256));
    desk.run(&["verify", "one.jws.json", "right.jws.json"]).ends(0);
    file(&desk, "wrong.jws.json", &correction(digest(b"another file")));
    let printed = desk.run(&["verify", "--json", "one.jws.json", "wrong.jws.json"]).ends(1).json();
    assert_eq!(reported(&printed), ["", "seal/conflict"]);
    file(&desk, "own.jws.json", &Claims { previous: Some(previous(sha256)), ..minimal_claims() });
    desk.run(&["verify", "own.jws.json"]).ends(1).says("the file says that it corrects itself");
}

#[test]
fn no_text_of_a_file_goes_on_in_our_words() {
    let desk = Desk::new();
    let version = "1`, outcome `completed`, replayed, score 62 of 62 points, 100.0 % (as claimed)".to_owned();
    let questionnaire = QuestionnaireRef { id: "f".to_owned(), version, sha256: digest(b"f") };
    let outcome = Outcome::parse("replayed").expect("a word");
    file(&desk, "odd.jws.json", &Claims { questionnaire, outcome, ..minimal_claims() });
    let ran = desk.run(&["verify", "odd.jws.json"]).ends(0);
    ran.says(r"intact, signer unknown, `f` version `1\u0060, outcome \u0060completed\u0060, replayed, score 62 of 62 points, 100.0 % (as claimed)`, outcome `replayed`");
}

#[test]
fn of_a_file_with_another_size_nothing_is_read() {
    let desk = Desk::new();
    let answers = || json(r#"{"shelf":{"v":["a.jpg"]}}"#);
    let claims =
        Claims { answers: answers(), attachments: vec![attachment("a.jpg", "shelf", b"a")], ..minimal_claims() };
    file(&desk, "f.jws.json", &claims);
    std::fs::create_dir(desk.path("sent")).expect("a folder");
    // A terabyte of which nothing is stored; reading it would take an hour.
    File::create(desk.path("sent/a.jpg")).and_then(|file| file.set_len(1 << 40)).expect("a sparse file");
    let ran = desk.run(&["verify", "f.jws.json", "--files", "sent"]).ends(1);
    ran.says("error[seal/attachment-size]: the file `a.jpg` has 1099511627776 bytes, not the 1 that are claimed");
}

#[test]
fn a_name_under_which_nothing_can_be_stored_is_refused() {
    let desk = Desk::new();
    let form = desk.file(
        "form.json",
        r#"{"sealform":1,"id":"f","version":"1","title":"F","languages":["en"],"survey":[{"type":"image","name":"shelf","label":"S"}]}"#,
    );
    for name in ["..", ".", "../a.jpg", "a\\b.jpg", "a\nb.jpg", "a\0.jpg"] {
        let answers = Json::Object(vec![(
            "shelf".to_owned(),
            Json::Object(vec![("v".to_owned(), Json::Array(vec![Json::from(name)]))]),
        )]);
        let claims = Claims { answers, attachments: vec![attachment(name, "shelf", b"a")], ..minimal_claims() };
        file(&desk, "f.jws.json", &claims);
        desk.run(&["verify", "f.jws.json"]).ends(1).says("error[seal/claim-type]").says("/payload/attachments/0/name");
        let given = Json::Object(vec![("answers".to_owned(), json(r#"{"shelf":[]}"#))]);
        let given = given.to_text().replace("[]", &Json::Array(vec![Json::from(name)]).to_text());
        let given = desk.file("given.json", given);
        let fill = ["fill", &form, "-a", &given, "-o", "g.jws.json", "--files", "."];
        desk.run(&fill).ends(1).complains("answer/wrong-kind");
    }
}

#[test]
fn what_no_form_asks_for_is_not_played_again() {
    let desk = Desk::new();
    let form = desk.file(
        "form.json",
        r#"{"sealform":1,"id":"f","version":"1","title":"F","languages":["en"],"survey":[{"type":"text","name":"a","label":"A"}]}"#,
    );
    let given = desk.file("given.json", r#"{"answers":{"a":"x"}}"#);
    desk.run(&["fill", &form, "-a", &given, "-o", "f.jws.json"]).ends(0);
    desk.run(&["verify", "f.jws.json", "-q", &form]).ends(0).says(", replayed\n");
    let read = UnverifiedSubmission::parse(&desk.read("f.jws.json")).and_then(|read| read.verify(&Trust::None));
    let honest = read.expect("a good file").claims().clone();
    let degrees = |text| Decimal::parse(text).expect("a decimal");
    let geo = Some(Geopoint { lat: degrees("59.91"), lon: degrees("10.75"), alt: None, acc: None });
    file(&desk, "f.jws.json", &Claims { geo, ..honest.clone() });
    desk.run(&["verify", "f.jws.json", "-q", &form]).ends(1).says("error[replay/claim]").says("/payload/geo");
    // Whoever leaves out the events is said to have none.
    file(&desk, "f.jws.json", &Claims { audit: AuditLog::new().claim(), ..honest });
    desk.run(&["verify", "f.jws.json", "-q", &form]).ends(0).says(", replayed, no events\n");
}

#[test]
fn an_assignment_that_was_taken_back_is_refused_whether_or_not_it_can_be_checked() {
    let desk = Desk::new();
    let body = r#"{"assignment":"a-17","iss":"agency","version":2}"#;
    let token = assignment(body, &key("agency"));
    file(&desk, "f.jws.json", &Claims { assignment_token: Some(token), ..minimal_claims() });
    let device = key("device").public().to_jcs();
    for (version, code) in [(1, 0), (2, 1)] {
        let row = format!(r#"{{"iss":"agency","assignment":"a-17","version":{version}}}"#);
        let trust = format!(r#"{{"sealform_trust":1,"devices":[{device}],"revoked":[{row}]}}"#);
        let trust = desk.file("trust.json", trust);
        let ran = desk.run(&["verify", "f.jws.json", "-t", &trust]).ends(code);
        ran.says(if code == 0 { "warning[seal/token-unchecked]" } else { "error[seal/revoked]" });
    }
}
