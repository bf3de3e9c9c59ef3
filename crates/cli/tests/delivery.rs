//! `check` of a `delivery.json`: each fault is named with its code, its place and a hint.

mod support;

use support::{Desk, at};

const GOOD: &str = r#"{"sealform_delivery":1,"keep_days":30,"targets":[
    {"type":"page"},{"type":"page","id":"around","url":"https://portal.example"},{"type":"file"},{"type":"share","id":"hand"},
    {"type":"webhook","url":"https://box.example/in","reply":"readable","expect":"digest","blobs":"https://box.example/blobs"},
    {"type":"webhook","id":"second","url":"/own/host","reply":"opaque","headers":{"X-Form":"visit"}},
    {"type":"s3-put","grant":"https://agency.example/grant"},{"type":"s3-post","grant":"grants"},
    {"type":"azure","url":"https://box.blob.example/in?sv=1","credentials":"omit"},
    {"type":"webdav","url":"https://dav.example/in/","blobs":false},
    {"type":"postgrest","url":"https://db.example/rest/v1/files","blobs":true,"grant":"https://agency.example/grant"},
    {"type":"openrosa","url":"https://odk.example/submission"},
    {"type":"json","url":"https://api.example/v1"},{"type":"form","url":"https://forms.example/f/1","blobs":true}]}"#;

#[test]
fn every_fault_of_a_delivery_is_named_with_its_place() {
    let desk = Desk::new();
    desk.file("delivery.json", GOOD);
    desk.run(&["check", "delivery.json"]).ends(0).says("delivery.json: delivery (14 targets): no findings");
    let one = |target: &str| format!(r#"{{"targets":[{target}]}}"#);
    let hook = |more: &str| one(&format!(r#"{{"type":"webhook","url":"https://a.example/",{more}}}"#));
    let key = r#""kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0""#;
    let encrypt = |more: &str| format!(r#"{{"targets":[],"encrypt":{{{more}}}}}"#);
    desk.file("good.json", encrypt(&format!("{key},\"use\":\"enc\",\"alg\":\"ECDH-ES\"")));
    desk.run(&["check", "good.json"]).ends(0);
    let cases = [
        (r#"{"sealform_delivery":2,"targets":[]}"#.to_owned(), "delivery/version", "/sealform_delivery"),
        (r#"{"sealform_delivery":1}"#.to_owned(), "delivery/missing", "/targets"),
        (r#"{"targets":[],"keep_days":-1}"#.to_owned(), "delivery/type", "/keep_days"),
        (r#"{"targets":[],"keep_days":"30"}"#.to_owned(), "delivery/type", "/keep_days"),
        (r#"{"targets":[],"keepdays":30}"#.to_owned(), "delivery/unknown-member", "/keepdays"),
        (one("\"page\""), "delivery/type", "/targets/0"),
        (one("{\"id\":\"a\"}"), "delivery/missing", "/targets/0/type"),
        (one(r#"{"type":"webhok","url":"https://a.example/"}"#), "delivery/unknown-type", "/targets/0/type"),
        (one(r#"{"type":7}"#), "delivery/unknown-type", "/targets/0/type"),
        (one(r#"{"type":"page","url":"mailto:a"}"#), "delivery/address", "/targets/0/url"),
        (one(r#"{"type":"file","url":"https://a.example/"}"#), "delivery/unknown-member", "/targets/0/url"),
        (
            format!(r#"{{"targets":[{{"type":"openrosa","url":"/s"}}],"encrypt":{{{key}}}}}"#),
            "delivery/contradiction",
            "/targets/0/type",
        ),
        (one(r#"{"type":"webhook"}"#), "delivery/missing", "/targets/0/url"),
        (one(r#"{"type":"s3-post","url":"https://a.example/"}"#), "delivery/missing", "/targets/0/grant"),
        (one(r#"{"type":"azure","url":7}"#), "delivery/address", "/targets/0/url"),
        (one(r#"{"type":"azure","url":"ftp://a.example/"}"#), "delivery/address", "/targets/0/url"),
        (one(r#"{"type":"azure","url":"https:///path"}"#), "delivery/address", "/targets/0/url"),
        (one(r#"{"type":"azure","url":"https:a.example"}"#), "delivery/address", "/targets/0/url"),
        (one(r#"{"type":"azure","url":"https://a.example/a b"}"#), "delivery/address", "/targets/0/url"),
        (one(r#"{"type":"azure","url":"https://me:secret@a.example/"}"#), "delivery/credential", "/targets/0/url"),
        (one(r#"{"type":"azure","grant":"//me@a.example/"}"#), "delivery/credential", "/targets/0/grant"),
        (
            one(r#"{"type":"azure","url":"https://a.example/","reply":"opaque"}"#),
            "delivery/unknown-member",
            "/targets/0/reply",
        ),
        (hook(r#""id":"""#), "delivery/type", "/targets/0/id"),
        (hook(r#""headers":[]"#), "delivery/type", "/targets/0/headers"),
        (hook(r#""headers":{"Authorization":"Bearer x"}"#), "delivery/credential", "/targets/0/headers/Authorization"),
        (hook(r#""headers":{"X-API-Key":"x"}"#), "delivery/credential", "/targets/0/headers/X-API-Key"),
        (hook(r#""headers":{"a/b":"x"}"#), "delivery/type", "/targets/0/headers/a~1b"),
        (hook(r#""headers":{"X-A":"a\nb"}"#), "delivery/type", "/targets/0/headers/X-A"),
        (hook(r#""credentials":"always""#), "delivery/type", "/targets/0/credentials"),
        (hook(r#""blobs":true"#), "delivery/missing", "/targets/0/blobs"),
        (hook(r#""blobs":1"#), "delivery/type", "/targets/0/blobs"),
        (hook(r#""blobs":"file:///tmp""#), "delivery/address", "/targets/0/blobs"),
        (hook(r#""reply":"none""#), "delivery/type", "/targets/0/reply"),
        (hook(r#""expect":"sha256""#), "delivery/type", "/targets/0/expect"),
        (hook(r#""reply":"opaque","expect":"digest""#), "delivery/contradiction", "/targets/0/expect"),
        (hook(r#""reply":"opaque","grant":"/g""#), "delivery/contradiction", "/targets/0/reply"),
        (r#"{"targets":[{"type":"page"},{"type":"page"}]}"#.to_owned(), "delivery/twice", "/targets/1"),
        (
            r#"{"targets":[{"type":"json","url":"/a#1"},{"type":"json","id":"b","url":"/a#2"}]}"#.to_owned(),
            "delivery/twice",
            "/targets/1",
        ),
        (encrypt(&format!("{key},\"d\":\"AA\"")), "delivery/credential", "/encrypt"),
        (encrypt(&format!("{key},\"use\":\"sig\"")), "delivery/type", "/encrypt"),
        (encrypt("\"kty\":\"RSA\""), "jwk/kind", "/encrypt/kty"),
    ];
    for (document, code, place) in cases {
        desk.file("bad.json", &document);
        let printed = desk.run(&["check", "--json", "bad.json"]).ends(1).json();
        let findings = at(&printed, "/files/0/findings").as_array().expect("findings");
        let found: Vec<(&str, &str)> = findings
            .iter()
            .map(|one| {
                assert!(at(one, "/hint").as_str().is_some_and(|hint| !hint.is_empty()), "{document}");
                (at(one, "/code").as_str().expect("a code"), at(one, "/place/pointer").as_str().expect("a place"))
            })
            .collect();
        assert_eq!(found, [(code, place)], "{document}");
        assert_eq!(at(&printed, "/files/0/kind").as_str(), Some("delivery"), "{document}");
    }
    desk.file("near.json", one(r#"{"type":"webhok","url":"https://a.example/"}"#));
    desk.run(&["check", "near.json"]).ends(1).says("hint: did you mean `webhook`?").says("near.json:1:14");
}

/// What the schema of the package takes, where it is there, is what is taken here.
#[test]
fn the_schema_of_the_page_takes_the_good_one() {
    let schema = sealform_tests::repo_file("www/site/schemas/delivery.schema.json");
    let Ok(schema) = std::fs::read_to_string(schema) else {
        eprintln!("skipped: www/site/schemas/delivery.schema.json is not there");
        return;
    };
    let schema = serde_json::from_str(&schema).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    assert!(validator.is_valid(&serde_json::from_str(GOOD).expect("JSON")));
}
