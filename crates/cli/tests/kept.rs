//! Files that an earlier build has sealed still verify, replay and score. They lie in `tests/fixtures/kept` as they were
//! written, beside the forms and keys they were filled with, and are never written anew.

mod support;

use sealform_tests::repo_file;
use support::Desk;

fn kept(name: &str) -> String {
    repo_file(&format!("tests/fixtures/kept/{name}")).to_string_lossy().into_owned()
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
        assert_eq!(printed.replace(&file, form), before, "{form}");
    }
}
