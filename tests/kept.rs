//! Drafts that an earlier build has written still open. They lie in `fixtures/kept` as they were written, beside the forms
//! they were begun with, and are never written anew.

use std::sync::Arc;

use sealform_engine::Session;
use sealform_protocol::Draft;
use sealform_tests::repo_file;
use sealform_tests::respondent::program;
use sealform_types::Json;

fn kept(name: &str) -> Json {
    let path = repo_file(&format!("tests/fixtures/kept/{name}"));
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Json::parse(&bytes).expect("it is JSON")
}

#[test]
fn drafts_of_before_open_and_finish() {
    for form in ["ksp-phone", "store-visit"] {
        let program = program(&kept(&format!("{form}.json")), Some(&kept(&format!("{form}.key.json"))));
        let kept_draft = kept(&format!("{form}.draft.json"));
        let draft = Draft::from_json(&kept_draft).expect("a draft");
        let session = Session::restore(Arc::clone(&program), draft).expect("it fits the form");
        assert_eq!(session.draft().to_text(), kept_draft.to_text(), "{form}: nothing is lost or added");
        let finished = session.finish().unwrap_or_else(|open| panic!("{form}: {} points are open", open.len()));
        let before = kept(&format!("{form}.finished.json"));
        assert_eq!(Some(&Json::from(finished.outcome.as_str())), before.get("outcome"), "{form}");
        assert_eq!(Some(&finished.answers), before.get("answers"), "{form}");
        assert_eq!(Some(&finished.repeats), before.get("repeats"), "{form}");
        assert_eq!(Some(&finished.facts), before.get("facts"), "{form}");
        assert_eq!(finished.score.as_ref(), before.get("score"), "{form}");
    }
}
