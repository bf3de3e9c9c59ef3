//! The JSON Schema of assignments takes what is issued.

#[path = "support/issuer.rs"]
mod issuer;
mod support;

use issuer::{agency, assign, trust};
use sealform_submission::agency::Assignment;
use sealform_tests::forge::key;
use sealform_types::Json;
use support::form;

#[test]
fn the_schema_takes_what_is_issued_and_no_damaged_member() {
    let desk = agency();
    let full = r#"{"visit":{"days":[1,2],"hours":[["09:00","15:00"]],"tz":"Europe/Oslo","holidays":["2026-11-18"]},
        "attempts":{"max":2,"wait":300,"different_days":true,"channels":["phone"]},"scenarios":[{"id":"a","text":"b","choose":"c"}],
        "site":{"name":"T","lat":"59.91","lon":"-10.7"},"contact":{"tel":"+47 22 00 00 00","email":"a@b.example","url":"https://b.example"},
        "briefing":{"url":"briefing.html","sha256":"SHA"},"key_commitment":"B32","cnf":{"jkt":"B32"},
        "policy":{"late":"accept"},"prefill":{},"encrypt":JWK}"#;
    let device = key("device").public();
    let full = full.replace("SHA", &"0".repeat(64)).replace("B32", device.thumbprint().as_str());
    desk.file("full.json", full.replace("JWK", &device.to_jcs()));
    let phone = form("ksp-phone.json");
    let one =
        ["full.json", "-q", &phone, "--assignment", "a-1", "--observer", "anna", "--site", "p-1", "--channel", "phone"];
    let dated = ["--from", "2026-11-16", "--to", "2026-11-20", "--submit-by", "2026-11-24T12:00:00+01:00"];
    let ran = assign(&desk, &[&one[..], &dated].concat()).ends(0);
    let issued = Assignment::verify(&ran.out, &trust(&desk)).expect("a good token").to_json();
    let value = |json: &Json| serde_json::from_str::<serde_json::Value>(&json.to_text()).expect("JSON");
    let schema = value(&desk.run(&["schema", "assignment"]).ends(0).json());
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let issued = value(&issued);
    let errors: Vec<String> =
        validator.iter_errors(&issued).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let members = schema["properties"].as_object().expect("members");
    assert_eq!(members.keys().collect::<Vec<_>>(), issued.as_object().expect("an object").keys().collect::<Vec<_>>());
    for (member, described) in members {
        let mut damaged = issued.clone();
        damaged[member] = serde_json::Value::from(1.5);
        assert!(!validator.is_valid(&damaged), "a damaged `{member}` passes");
        for inner in described["properties"].as_object().into_iter().flatten().map(|(name, _)| name) {
            let mut damaged = issued.clone();
            damaged[member][inner] = serde_json::Value::from(1.5);
            assert!(!validator.is_valid(&damaged), "a damaged `{member}.{inner}` passes");
        }
    }
}
