//! `deliver --resume`: a journal says of each target what that very target has taken.

#[path = "support/receiver.rs"]
mod receiver;
#[path = "support/sent.rs"]
mod sent;
mod support;

use std::fs;

use receiver::{Receiver, status};
use sealform_submission::Claims;
use sealform_submission::jwe::{self, DecryptionKey};
use sealform_tests::forge::{json, key, minimal_claims, seal};
use sent::{deliver, desk, receipt, rows, text, to};
use support::Desk;

#[test]
fn addresses_that_differ_behind_the_question_mark_are_two() {
    let (desk, _) = desk();
    let server = Receiver::start(|asked| status(if asked.path.contains("form=b") { 403 } else { 201 }));
    let target =
        |id: &str| format!(r#"{{"type":"webhook","id":"{id}","url":"{}"}}"#, server.url(&format!("/in?form={id}")));
    to(&desk, &[target("a"), target("b")]);
    for _ in 0..2 {
        deliver(&desk, &["--resume", "state"]).ends(1).says("-> b: blocked, status 403");
    }
    // The same name, somewhere else.
    to(&desk, &[target("a").replace("form=a", "form=c")]);
    deliver(&desk, &["--resume", "state"]).ends(0).says("1 delivered");
    assert!(server.lines().iter().any(|line| line.contains("form=c")), "{:?}", server.lines());
}

#[test]
fn attachments_that_went_nowhere_go_once_there_is_an_address_for_them() {
    let (desk, _) = desk();
    let server = Receiver::start(|_| status(201));
    let address = server.url("/in");
    to(&desk, &[format!(r#"{{"type":"webhook","url":"{address}"}}"#)]);
    deliver(&desk, &["--resume", "state"]).ends(0).says("1 delivered");
    assert_eq!(server.asked().len(), 1);
    to(&desk, &[format!(r#"{{"type":"webhook","url":"{address}","blobs":"{}"}}"#, server.url("/blobs/"))]);
    deliver(&desk, &["--resume", "state"]).ends(0).says("attachments 2 of 2");
    assert_eq!(server.asked().len(), 1 + 3);
}

#[test]
fn two_files_of_one_identity_are_encrypted_each_for_itself() {
    let desk = Desk::new();
    let private = DecryptionKey::from_jwk(&key("agency").to_private_jwk()).expect("a key");
    let files = ["FIRST", "SECOND"].map(|word| {
        let answers = json(&format!(r#"{{"said":{{"v":"{word}"}}}}"#));
        seal(&Claims { answers, ..minimal_claims() }, &key("device"))
    });
    let server = Receiver::start(|_| status(201));
    let target = format!(r#"{{"type":"webhook","url":"{}"}}"#, server.url("/in"));
    desk.file("delivery.json", format!(r#"{{"targets":[{target}],"encrypt":{}}}"#, private.public().to_jcs()));
    for file in &files {
        desk.file("visit.jws.json", file.bytes());
        deliver(&desk, &["--resume", "state"]).ends(0).says("1 delivered");
    }
    let opened = server.asked().into_iter().map(|asked| jwe::open(&asked.text(), &private).expect("for the agency"));
    assert_eq!(opened.collect::<Vec<_>>(), files.map(|file| file.bytes().to_vec()));
}

#[test]
fn what_has_arrived_is_remembered_where_its_receipt_cannot_be_kept() {
    let (desk, file) = desk();
    let token = receipt(&file, file.payload_sha256());
    let server = Receiver::start(move |_| receiver::json(200, format!(r#"{{"receipt":"{token}"}}"#)));
    to(&desk, &[format!(r#"{{"type":"webhook","url":"{}"}}"#, server.url("/in"))]);
    fs::create_dir(desk.path("kept")).expect("a folder");
    let told = rows(&deliver(&desk, &["--receipts", "kept", "--json"]).ends(0));
    let kept = desk.path(text(&told[0], "receipt"));
    fs::remove_file(&kept).expect("a file");
    fs::create_dir(&kept).expect("a folder in its place");
    deliver(&desk, &["--receipts", "kept", "--resume", "state"])
        .ends(3)
        .says("-> webhook: delivered")
        .complains("file/");
    let before = server.asked().len();
    deliver(&desk, &["--receipts", "kept", "--resume", "state"]).ends(0).says("delivered before");
    assert_eq!(server.asked().len(), before);
}
