//! Trust documents: more than 40 damaged ones, and changes that keep what was there.

use crate::forge::{json, key};
use sealform_submission::TrustDocument;
use sealform_submission::agency::{AgencyFault, Changed, TrustFile};
use sealform_types::Json;

use crate::{edited, expect_only};

fn good() -> Json {
    let [agency, second, device] = ["agency", "second", "device"].map(|name| key(name).public().to_jcs());
    json(&format!(
        r#"{{"sealform_trust":1,"issuers":[{{"iss":"agency","keys":[{agency}]}},{{"iss":"second","keys":[{second}]}}],
        "devices":[{device}],"revoked":[{{"iss":"agency","assignment":"a-16","version":2}}]}}"#
    ))
}

#[test]
fn every_damaged_member_is_named_with_its_place() {
    let [agency, device] = ["agency", "device"].map(|name| key(name).public().to_jcs());
    let twice = format!(r#"{{"iss":"agency","keys":[{}]}}"#, key("third").public().to_jcs());
    let stolen = format!("[{agency}]");
    let given = format!(r#"{{"iss":"third","keys":[{device}]}}"#);
    let (kind, unknown, version) = ("trust/type", "trust/unknown-member", "trust/version");
    let (no_key, coordinate) = ("jwk/no-key", "jwk/coordinate");
    let damaged: Vec<(&str, &str, &str, &str)> = vec![
        ("/sealform_trust", "", version, "/sealform_trust"),
        ("/sealform_trust", "0", version, "/sealform_trust"),
        ("/sealform_trust", "2", version, "/sealform_trust"),
        ("/sealform_trust", "\"1\"", version, "/sealform_trust"),
        ("/sealform_trust", "true", version, "/sealform_trust"),
        ("/isuers", "[]", unknown, "/isuers"),
        ("/keys", "[]", unknown, "/keys"),
        ("/iss", "\"agency\"", unknown, "/iss"),
        ("/issuers", "{}", kind, "/issuers"),
        ("/issuers", "\"agency\"", kind, "/issuers"),
        ("/issuers", "null", kind, "/issuers"),
        ("/issuers/0", "\"agency\"", kind, "/issuers/0"),
        ("/issuers/0", "[]", kind, "/issuers/0"),
        ("/issuers/0/name", "\"x\"", unknown, "/issuers/0/name"),
        ("/issuers/0/iss", "", kind, "/issuers/0/iss"),
        ("/issuers/0/iss", "\"\"", kind, "/issuers/0/iss"),
        ("/issuers/0/iss", "1", kind, "/issuers/0/iss"),
        ("/issuers/1/iss", "\"agency\"", "trust/twice", "/issuers/1/iss"),
        ("/issuers/1", &twice, "trust/twice", "/issuers/1/iss"),
        ("/issuers/0/keys", "", no_key, "/issuers/0/keys"),
        ("/issuers/0/keys", "[]", no_key, "/issuers/0/keys"),
        ("/issuers/0/keys", "{}", kind, "/issuers/0/keys"),
        ("/issuers/0/keys/0", "{}", no_key, "/issuers/0/keys"),
        ("/issuers/0/keys/0/kty", "\"RSA\"", no_key, "/issuers/0/keys"),
        ("/issuers/0/keys/0/crv", "\"P-521\"", no_key, "/issuers/0/keys"),
        ("/issuers/0/keys/0/use", "\"enc\"", no_key, "/issuers/0/keys"),
        ("/issuers/0/keys/0/alg", "\"ES384\"", no_key, "/issuers/0/keys"),
        ("/issuers/0/keys/0/key_ops", "[\"deriveKey\"]", no_key, "/issuers/0/keys"),
        ("/issuers/0/keys/0/x", "", coordinate, "/issuers/0/keys/0/x"),
        ("/issuers/0/keys/0/x", "\"AA==\"", coordinate, "/issuers/0/keys/0/x"),
        ("/issuers/0/keys/0/y", "7", coordinate, "/issuers/0/keys/0/y"),
        ("/issuers/1/keys", &stolen, "trust/two-roles", "/issuers/1/keys"),
        ("/issuers/1", &given, "trust/two-roles", "/issuers/1/keys"),
        ("/devices", "[]", no_key, "/devices"),
        ("/devices", "{}", kind, "/devices"),
        ("/devices", "\"all\"", kind, "/devices"),
        ("/devices/0", &agency, "trust/two-roles", "/issuers/0/keys"),
        ("/devices/0/y", "\"AA\"", coordinate, "/devices/0/y"),
        ("/revoked", "{}", kind, "/revoked"),
        ("/revoked/0", "\"a-16\"", kind, "/revoked/0"),
        ("/revoked/0/reason", "\"x\"", unknown, "/revoked/0/reason"),
        ("/revoked/0/iss", "", kind, "/revoked/0/iss"),
        ("/revoked/0/iss", "\"\"", kind, "/revoked/0/iss"),
        ("/revoked/0/assignment", "16", kind, "/revoked/0/assignment"),
        ("/revoked/0/version", "", kind, "/revoked/0/version"),
        ("/revoked/0/version", "-1", kind, "/revoked/0/version"),
        ("/revoked/0/version", "1.5", kind, "/revoked/0/version"),
        ("/revoked/0/version", "\"2\"", kind, "/revoked/0/version"),
        ("/revoked/0/version", "4294967296", kind, "/revoked/0/version"),
    ];
    TrustDocument::from_json(&good()).expect("the good one");
    assert!(damaged.len() >= 40);
    for (pointer, replacement, code, at) in damaged {
        let what = format!("{pointer} = {replacement}");
        let error = TrustDocument::from_json(&edited(&good(), pointer, replacement)).expect_err(&what);
        expect_only(&AgencyFault::from(error), code, at, &what);
    }
}

#[test]
fn a_change_keeps_everything_else() {
    let marked = edited(&good(), "/devices/0/note", "\"the phone in the office\"");
    let mut file = TrustFile::from_json(&marked).expect("a trust document");
    assert_eq!(file.revoke("agency", "a-16", 1), Ok(Changed::No));
    assert_eq!(file.to_json(), &marked);
    assert_eq!(file.revoke("agency", "a-17", 1), Ok(Changed::Yes));
    assert_eq!(file.revoke("agency", "a-16", 3), Ok(Changed::Yes));
    assert_eq!(file.add_issuer("second", &key("next year").public()), Ok(Changed::Yes));
    assert_eq!(file.add_issuer("second", &key("next year").public()), Ok(Changed::No));
    assert_eq!(file.add_issuer("third", &key("third").public()), Ok(Changed::Yes));
    let read = TrustDocument::parse(file.to_json().to_text().as_bytes()).expect("a trust document");
    assert_eq!((read.revoked_to("agency", "a-16"), read.revoked_to("agency", "a-17")), (Some(3), Some(1)));
    assert!(
        ["second", "next year"]
            .iter()
            .all(|name| read.issuer("second").is_some_and(|keys| keys.contains(&key(name).public())))
    );
    assert!(read.issuer("third").is_some_and(|keys| keys.contains(&key("third").public())));
    let devices = file.to_json().get("devices").expect("devices");
    assert_eq!(Some(devices), marked.get("devices"));
}

#[test]
fn a_change_that_would_be_wrong_changes_nothing() {
    let mut file = TrustFile::from_json(&good()).expect("a trust document");
    let before = file.clone();
    expect_only(
        &file.add_issuer("third", &key("device").public()).expect_err("two roles"),
        "trust/two-roles",
        "/issuers/2/keys",
        "a device",
    );
    expect_only(
        &file.add_issuer("third", &key("agency").public()).expect_err("two roles"),
        "trust/two-roles",
        "/issuers/2/keys",
        "an agency",
    );
    for name in ["", " a", "a\nb"] {
        assert_eq!(file.add_issuer(name, &key("third").public()).expect_err(name).code(), "trust/type");
        assert_eq!(file.revoke("agency", name, 1).expect_err(name).code(), "trust/type");
    }
    assert_eq!(file, before);
}

#[test]
fn a_bare_key_set_becomes_a_document_of_devices() {
    let device = key("device").public();
    let mut file = TrustFile::from_json(&json(&format!(r#"{{"keys":[{}]}}"#, device.to_jcs()))).expect("a key set");
    assert_eq!(file.revoke("agency", "a-17", 1), Ok(Changed::Yes));
    let text = file.to_json().to_text();
    assert!(text.starts_with(r#"{"sealform_trust":1,"devices":[{"crv""#), "{text}");
    assert!(TrustFile::new().add_issuer("agency", &device).is_ok());
}
