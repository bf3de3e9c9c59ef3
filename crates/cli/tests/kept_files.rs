//! Files that an earlier build has sealed still verify, replay and score. They lie in `tests/fixtures/kept` as they were
//! written, beside the forms and keys they were filled with, and are never written anew.

mod support;

use sealform_tests::repo_file;
use sealform_types::Json;
use support::Desk;

fn kept(name: &str) -> String {
    repo_file(&format!("tests/fixtures/kept/{name}")).to_string_lossy().into_owned()
}

/// Everything that was said before is said still; there may be more.
fn expect_all(before: &Json, now: &Json, at: &str) {
    match (before, now) {
        (Json::Object(before), now) => {
            for (name, before) in before {
                let now = now.get(name).unwrap_or_else(|| panic!("{at}/{name} is no longer said"));
                expect_all(before, now, &format!("{at}/{name}"));
            }
        }
        (Json::Array(before), Json::Array(now)) if before.len() == now.len() => {
            before.iter().zip(now).for_each(|(before, now)| expect_all(before, now, at));
        }
        (before, now) => assert_eq!(before, now, "{at}"),
    }
}

#[test]
fn files_of_before_verify_replay_and_score() {
    let desk = Desk::new();
    for form in ["ksp-phone", "store-visit"] {
        let (file, questionnaire, key) =
            (kept(&format!("{form}.jws.json")), kept(&format!("{form}.json")), kept(&format!("{form}.key.json")));
        let arguments = ["verify", &file, "--questionnaire", &questionnaire, "--key", &key, "--json"];
        let printed = desk.run(&arguments).ends(0).out;
        let before = std::fs::read_to_string(kept(&format!("{form}.verified.json"))).expect("it was kept");
        // The path stands in what is printed.
        let read = |text: &str| Json::parse(text.as_bytes()).expect("it is JSON");
        expect_all(&read(&before), &read(&printed.replace(&file, form)), form);
    }
}
