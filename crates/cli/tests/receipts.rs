//! Receipts: made by the agency for what it has received, and shown by `verify` for what they name.

mod support;

use sealform_submission::agency::{AgencyDocument, UnsignedDocument};
use sealform_submission::{Claims, Jti, SoftKey};
use sealform_tests::forge::{assignment, json, key, minimal_claims, seal};
use sealform_types::{Json, digest};
use support::{Desk, at, codes};

/// A desk with the key of an agency, a trust document that names it, and three files: of an enrolled device, of the holder of a link,
/// and of nobody who is known.
fn desk() -> Desk {
    let desk = Desk::new();
    let jwk = |of: &str| key(of).public().to_jcs();
    let trust = |keys: &str| format!(r#"{{"sealform_trust":1,"issuers":[{{"iss":"agency","keys":[{keys}]}}]}}"#);
    desk.file("trust.json", trust(&jwk("agency")));
    desk.file("other.json", trust(&jwk("other")));
    let mut private = key("agency").to_private_jwk();
    if let Json::Object(members) = &mut private {
        members.push(("iss".to_owned(), Json::from("agency")));
    }
    desk.file("agency.jwk", private.to_text());
    let jkt = key("device").public().thumbprint();
    let bound = format!(r#"{{"assignment":"a-17","cnf":{{"jkt":"{jkt}"}},"iss":"agency","version":1}}"#);
    let free = r#"{"assignment":"a-18","iss":"agency","version":1}"#;
    for (name, number, token) in [("device", 1, Some(bound.as_str())), ("link", 2, Some(free)), ("nobody", 3, None)] {
        let assignment_token = token.map(|body| assignment(body, &key("agency")));
        let claims = Claims { jti: Jti::from_random([number; 16]), assignment_token, ..minimal_claims() };
        desk.file(&format!("{name}.jws.json"), seal(&claims, &key("device")).bytes());
    }
    desk
}

const FILES: [&str; 3] = ["device.jws.json", "link.jws.json", "nobody.jws.json"];

fn verified(desk: &Desk, receipts: &str, code: i32) -> Json {
    let arguments = [&["verify", "--json", "-t", "trust.json", "--receipts", receipts], &FILES[..]].concat();
    desk.run(&arguments).ends(code).json()
}

fn levels(printed: &Json) -> Vec<&str> {
    let files = at(printed, "/files").as_array().expect("files").iter();
    files.filter_map(|file| file.get("level").and_then(Json::as_str)).collect()
}

#[test]
fn a_receipt_raises_the_file_of_an_enrolled_device_and_no_other() {
    let desk = desk();
    let make =
        [&["receipt", "-k", "agency.jwk", "-o", "all.receipts", "--received-at", "2026-11-17T08:00:00Z"], &FILES[..]];
    desk.run(&make.concat()).ends(0).says("all.receipts: 3 receipts");
    let printed = verified(&desk, "all.receipts", 0);
    assert_eq!(levels(&printed), ["L4", "L2", "L1"]);
    for index in 0..3 {
        let receipt = at(&printed, &format!("/files/{index}/receipt"));
        assert_eq!(receipt.to_text(), r#"{"iss":"agency","received_at":"2026-11-17T08:00:00+00:00"}"#);
    }
    let said = desk.run(&["verify", "device.jws.json", "-t", "trust.json", "--receipts", "all.receipts"]).ends(0);
    said.says("sealed by the enrolled device").says("received 2026-11-17T08:00:00+00:00 as `agency` confirms");
    let without = desk.run(&["verify", "--json", "-t", "trust.json", "device.jws.json"]).ends(0).json();
    assert_eq!(levels(&without), ["L3"]);
    assert_eq!(at(&without, "/files/0").get("receipt"), None);
    // One for each file is as good, also as the reply of a server.
    std::fs::create_dir(desk.path("kept")).expect("a folder");
    let lines = String::from_utf8(desk.read("all.receipts")).expect("text");
    let lines: Vec<&str> = lines.lines().collect();
    desk.file("kept/1.receipt.jws", lines[0]);
    desk.file("kept/2.receipt.json", format!("{{\n  \"receipt\": \"{}\"\n}}", lines[1]));
    let parts: Vec<&str> = lines[2].split('.').collect();
    let [protected, payload, signature] = parts[..] else { panic!("three parts") };
    let flat = format!(r#"{{"payload":"{payload}","protected":"{protected}","signature":"{signature}"}}"#);
    desk.file("kept/3.receipt.json", flat);
    desk.file("kept/notes.txt", "not a receipt");
    assert_eq!(levels(&verified(&desk, "kept", 0)), ["L4", "L2", "L1"]);
}

/// Signs any body as the agency's receipt.
fn forged(body: &str, by: &SoftKey) -> String {
    let unsigned = UnsignedDocument::new(AgencyDocument::Receipt, &json(body), &by.public()).expect("a document");
    unsigned.attach(&by.sign(unsigned.signing_input())).expect("64 bytes")
}

#[test]
fn damaged_foreign_and_wrong_receipts_are_found() {
    let desk = desk();
    desk.run(&["receipt", "device.jws.json", "-k", "agency.jwk", "-o", "good.receipts"]).ends(0).says("1 receipt");
    let good = String::from_utf8(desk.read("good.receipts")).expect("text");
    let body = |jti: [u8; 16], sha256: &str, received: &str| {
        let jti = Jti::from_random(jti);
        format!(
            r#"{{"at":"2026-12-01T00:00:00Z","iss":"agency","jti":"{jti}","received_at":"{received}","sha256":"{sha256}"}}"#
        )
    };
    let other = digest(b"another payload").to_string();
    let moment = "2026-11-30T00:00:00Z";
    let lines = [
        good.trim().to_owned(),
        format!("{}A", good.trim()),
        forged(&body([2; 16], &other, moment), &key("other")),
        forged(&body([2; 16], "ab", moment), &key("agency")),
        forged(&body([3; 16], &other, moment), &key("agency")),
        forged(&body([9; 16], &other, moment), &key("agency")),
        "not a receipt".to_owned(),
    ];
    desk.file("mixed.receipts", lines.join("\n"));
    let printed = verified(&desk, "mixed.receipts", 1);
    assert_eq!(levels(&printed), ["L4", "L2", "L1"]);
    let found: Vec<String> = at(&printed, "/files")
        .as_array()
        .expect("files")
        .iter()
        .map(|file| {
            format!("{} {}", at(file, "/file").as_str().expect("a name"), codes(at(file, "/findings")).join(" "))
        })
        .filter(|line| !line.ends_with(' '))
        .collect();
    let expected = [
        "nobody.jws.json receipt/other-content",
        "mixed.receipts:2 seal/signature-length",
        "mixed.receipts:3 seal/untrusted-key",
        "mixed.receipts:4 receipt/type",
        "mixed.receipts:7 seal/compact",
    ];
    assert_eq!(found, expected);

    let early = ["receipt", "device.jws.json", "-k", "agency.jwk", "-o", "early.receipts", "--received-at"];
    desk.run(&[&early[..], &["2026-11-16T09:00:00+01:00"]].concat()).ends(0);
    let ran = desk.run(&["verify", "device.jws.json", "-t", "trust.json", "--receipts", "early.receipts"]).ends(0);
    ran.says("warning[receipt/before-sealed]");
    desk.run(&[&early[..], &["2999-01-01T00:00:00Z"]].concat()).ends(2).complains("nothing is received in the future");

    desk.run(&["verify", "device.jws.json", "--receipts", "good.receipts"]).ends(2);
    desk.file("devices.json", format!(r#"{{"keys":[{}]}}"#, key("device").public().to_jcs()));
    let ran = desk.run(&["verify", "device.jws.json", "-t", "devices.json", "--receipts", "good.receipts"]);
    ran.ends(2).complains("the trust document names no issuers");
    let ran = desk.run(&["verify", "device.jws.json", "-t", "trust.json", "--receipts", "nowhere"]);
    ran.ends(3).complains("file/missing");
    std::fs::create_dir(desk.path("empty")).expect("a folder");
    let ran = desk.run(&["verify", "device.jws.json", "-t", "trust.json", "--receipts", "empty"]);
    ran.ends(3).complains("the folder holds no receipts");
}

#[test]
fn only_files_that_are_in_order_get_a_receipt() {
    let desk = desk();
    let mut damaged = desk.read("link.jws.json");
    damaged[40] ^= 1;
    desk.file("damaged.jws.json", damaged);
    let ran = desk.run(&["receipt", "damaged.jws.json", "device.jws.json", "-k", "agency.jwk"]).ends(1);
    assert_eq!(ran.out.lines().count(), 1, "{}", ran.out);
    ran.complains("damaged.jws.json");
    // Of somebody whom the agency does not trust.
    let ran = desk.run(&["receipt", "device.jws.json", "-k", "agency.jwk", "-t", "other.json"]).ends(1);
    assert_eq!(ran.out, "");
    ran.complains("error[seal/token]");
    desk.run(&["keygen", "-o", "enc.jwk", "--encryption"]).ends(0);
    desk.run(&["receipt", "device.jws.json", "-k", "enc.jwk", "--issuer", "agency"])
        .ends(1)
        .complains("error[jwk/use]");
}
