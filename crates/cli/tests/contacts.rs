//! Many contacts: figures over several sealed files, indicators, and commitments to a key.

mod support;

use sealform_types::Json;
use support::{Desk, Ran, at, codes};

const FORM: &str = r#"{"sealform": 1, "id": "call", "version": "1", "title": "Call", "languages": ["en"],
  "survey": [
    {"type": "rating", "name": "small", "label": "Small", "start": 0, "end": 10},
    {"type": "rating", "name": "large", "label": "Large", "start": 0, "end": 10},
    {"type": "nps", "name": "likely", "label": "Likely?"},
    {"type": "duration", "name": "wait", "label": "Waited"},
    {"type": "attempt_log", "name": "tries", "label": "Tries", "attempts": {"max": 2, "wait": 300, "channels": ["phone"]}}
  ]}"#;

const KEY: &str = r#"{"sealform_key": 1, "questionnaire": {"id": "call", "version": "1"},
  "questions": {
    "small": {"linear": {"from": {"at": 0, "points": 0}, "to": {"at": 10, "points": 10}}},
    "large": {"linear": {"from": {"at": 0, "points": 0}, "to": {"at": 10, "points": 30}}}},
  "indicators": [
    {"name": "pleased", "label": "Pleased", "kind": "csat", "question": "small", "top": 8},
    {"name": "easy", "label": "Easy", "kind": "ces", "question": "large", "top": 8},
    {"name": "likely", "label": "Likely", "kind": "nps", "question": "likely"},
    {"name": "waited", "label": "Waited", "kind": "response_time", "question": "wait", "limit_s": 60},
    {"name": "reached", "label": "Reached", "kind": "response_time", "question": "tries", "limit_s": 30}]}"#;

/// Fills the form with these answers at an hour of the day and gives the name of the file.
fn filled(desk: &Desk, number: u32, hour: u32, answers: &str) -> String {
    desk.file("form.json", FORM);
    desk.file("key.json", KEY);
    desk.file("answers.json", format!(r#"{{"answers": {{{answers}}}}}"#));
    let (moment, out) = (format!("2027-05-11T{hour:02}:30:00+02:00"), format!("{number}.jws.json"));
    let id = format!("0b9f6c0e-6d5f-4c0a-9d58-2f1e9a7c3b{number:02}");
    let asked = ["fill", "form.json", "--answers", "answers.json", "--at", &moment, "--id", &id, "--output", &out];
    desk.run(&asked).ends(0);
    out
}

fn scored(desk: &Desk, files: &[&str], more: &[&str]) -> Ran {
    let arguments: Vec<&str> =
        ["score"].iter().chain(files).chain(&["-k", "key.json", "-q", "form.json"]).chain(more).copied().collect();
    desk.run(&arguments)
}

#[test]
fn figures_over_contacts_have_names_of_their_own() {
    let desk = Desk::new();
    let one = filled(&desk, 1, 9, r#""small": 9"#);
    let two = filled(&desk, 2, 10, r#""small": 4, "large": 2"#);
    let nothing = filled(&desk, 3, 10, r#""likely": 5"#);
    // 9 of 10 is 90 %, 10 of 40 is 25 %: pooled 19 of 50, the mean of both 57.5 %.
    let files = [one.as_str(), &two, &nothing, &one];
    let ran = scored(&desk, &files, &[]).ends(0);
    ran.says("1.jws.json: 9 of 10 points, 90.0 %")
        .says("3 contacts, 2 with a result")
        .says("pooled points: 38.0 % (19/50)")
        .says("mean of contacts: 57.5 % (23/40)")
        .complains("");
    let json = scored(&desk, &files, &["--json"]).ends(0).json();
    assert_eq!(at(&json, "/contacts/count"), &Json::Integer(3));
    assert_eq!(at(&json, "/contacts/pooled_points/percent"), &Json::from("38.0"));
    assert_eq!(at(&json, "/contacts/mean_of_contacts/result"), &Json::from("23/40"));
    assert_eq!(codes(at(&json, "/files/3/findings")), ["seal/duplicate"]);
    assert_eq!(at(&json, "/files/1/scored/percent"), &Json::from("25.0"));
}

#[test]
fn indicators_are_classes_of_each_file_and_figures_over_many() {
    let desk = Desk::new();
    let tries = |waited: u32| {
        format!(
            r#""tries": [{{"at": "2027-05-11T08:15:00+02:00", "channel": "phone", "outcome": "answered", "waited": {waited}}}]"#
        )
    };
    let said = |small: u32, large: u32, likely: u32, wait: u32, reached: u32| {
        format!(r#""small": {small}, "large": {large}, "likely": {likely}, "wait": {wait}, {}"#, tries(reached))
    };
    let files = [
        filled(&desk, 1, 9, &said(10, 9, 10, 40, 10)),
        filled(&desk, 2, 9, &said(8, 7, 9, 60, 30)),
        filled(&desk, 3, 10, &said(7, 8, 7, 61, 31)),
        filled(&desk, 4, 14, &said(2, 1, 6, 400, 90)),
    ];
    let alone = scored(&desk, &[&files[1]], &["--json"]).ends(0).json();
    let class = |name: &str| at(&alone, &format!("/score/indicators/{name}")).as_str().map(str::to_owned);
    let classes = ["pleased", "easy", "likely", "waited", "reached"].map(class);
    assert_eq!(classes, ["top", "below", "promoter", "within", "within"].map(|word| Some(word.to_owned())));
    scored(&desk, &[&files[1]], &[]).ends(0).says("likely: promoter (9)");
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let json = scored(&desk, &files, &["--json"]).ends(0).json();
    let of = |index: usize, member: &str| at(&json, &format!("/indicators/{index}/{member}")).to_text();
    // 10 and 8 of 10, 8, 7, 2 are in the top boxes; the mean is 27 / 4 = 6.75.
    assert_eq!((of(0, "percent"), of(0, "mean")), ("\"50.0\"".to_owned(), "\"6.8\"".to_owned()));
    // 9 and 8 of 9, 7, 8, 1; 25 / 4 = 6.25.
    assert_eq!((of(1, "percent"), of(1, "mean")), ("\"50.0\"".to_owned(), "\"6.3\"".to_owned()));
    // Two promoters and one detractor of four: 50 % - 25 %.
    assert_eq!(of(2, "percent"), "\"25.0\"");
    // 40 and 60 of 40, 60, 61, 400 are within 60; mean 561 / 4 = 140.25, median (60 + 61) / 2 = 60.5, p90 the fourth.
    assert_eq!(
        [of(3, "percent"), of(3, "mean"), of(3, "median"), of(3, "p90")].join(" "),
        r#""50.0" "140.3" "60.5" "400.0""#
    );
    // By the hour in which the form was begun: two at nine, (40 + 60) / 2; and of a log by that of the answered try.
    assert_eq!(at(&json, "/indicators/3/by_hour/09/mean"), &Json::from("50.0"));
    assert_eq!(at(&json, "/indicators/3/by_hour/14/count"), &Json::Integer(1));
    assert_eq!(at(&json, "/indicators/4/by_hour/08/count"), &Json::Integer(4));
    let ran = scored(&desk, &files, &[]).ends(0);
    ran.says("waited (response_time): 50.0 % of 4, mean 140.3, median 60.5, p90 400.0").says("09:00  2, mean 50.0");
}

#[test]
fn a_file_that_cannot_be_scored_is_told_and_the_rest_counts() {
    let desk = Desk::new();
    let good = filled(&desk, 1, 9, r#""small": 9"#);
    desk.file("broken.jws.json", "{}");
    let ran = scored(&desk, &[&good, "broken.jws.json"], &[]).ends(1);
    ran.says("1 contacts, 1 with a result").says("error[");
}

#[test]
fn a_commitment_shows_a_changed_key() {
    let desk = Desk::new();
    let file = filled(&desk, 1, 9, r#""small": 9"#);
    desk.run(&["commit", "key.json"]).ends(2).complains("no `salt`");
    let commitment = desk.run(&["commit", "key.json", "-o", "salted.json"]).ends(0).out.trim().to_owned();
    assert_eq!(commitment.len(), 43, "{commitment}");
    // It stays the same for the key that was written, and differs for every salt.
    assert_eq!(desk.run(&["commit", "salted.json"]).ends(0).out.trim(), commitment);
    assert_ne!(desk.run(&["commit", "key.json", "-o", "again.json"]).ends(0).out.trim(), commitment);
    let compare =
        |key: &str, with: &str| desk.run(&["score", &file, "-k", key, "-q", "form.json", "--commitment", with]);
    // One of 64 begins like an option.
    compare("salted.json", "-4").ends(1).complains("error[score/other-commitment]");
    let score = |key: &str| compare(key, &commitment);
    score("salted.json").ends(0).says("9");
    score("key.json").ends(1).complains("error[score/other-commitment]");
    let changed = String::from_utf8(desk.read("salted.json")).expect("text").replace("\"points\":30", "\"points\":20");
    desk.file("changed.json", changed);
    score("changed.json").ends(1).complains("error[score/other-commitment]");
    let verify = |key: &str| desk.run(&["verify", &file, "-k", key, "-q", "form.json", "--commitment", &commitment]);
    verify("salted.json").ends(0);
    verify("changed.json").ends(1).complains("error[score/other-commitment]");
    desk.run(&["verify", &file, "--commitment", &commitment]).ends(2).complains("--key");
}

#[test]
fn verify_prints_what_stands_out_and_the_file_stays_in_order() {
    let desk = Desk::new();
    let form = r#"{"sealform": 1, "id": "visit", "version": "1", "title": "Visit", "languages": ["en"],
      "survey": [{"type": "text", "name": "words", "label": "Words", "no_caps": true, "phrases": {"banned": {"en": ["i felt*"]}}}]}"#;
    desk.file("form.json", form);
    desk.file("answers.json", r#"{"answers": {"words": "I FELT THAT NOBODY SAW ME"}}"#);
    let moment = "2027-05-11T09:30:00+02:00";
    desk.run(&["fill", "form.json", "--answers", "answers.json", "--at", moment, "--output", "a.jws.json"]).ends(0);
    let verify = |more: &[&str]| desk.run(&[&["verify", "a.jws.json", "-q", "form.json"], more].concat()).ends(0);
    verify(&[])
        .says("  warn[answer/all-caps]: `words` is all in upper case")
        .says("  warn[answer/banned-phrase]: `words` has words that the form bans: `i felt*`");
    let json = verify(&["--json"]).json();
    assert_eq!(codes(at(&json, "/files/0/remarks")), ["answer/all-caps", "answer/banned-phrase"]);
    assert_eq!(at(&json, "/files/0/ok"), &Json::Boolean(true));
    verify(&["--report", "report.html"]);
    let report = String::from_utf8(desk.read("report.html")).expect("text");
    assert!(report.contains(">Remarks</h2>") && report.contains("answer/banned-phrase"), "{report}");
}
