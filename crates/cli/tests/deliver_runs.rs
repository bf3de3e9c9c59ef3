//! `deliver`: credentials, runs that were ended, networks that fail, what is encrypted, and everything that is not sent.

#[path = "support/receiver.rs"]
mod receiver;
#[path = "support/sent.rs"]
mod sent;
mod support;

use std::sync::{Arc, Mutex};
use std::time::Duration;
use std::{fs, thread};

use receiver::{Act, Asked, Receiver, status};
use sealform_submission::jwe::{self, DecryptionKey};
use sealform_submission::{Claims, Jti};
use sealform_tests::forge::{assignment, base64url, json, key, minimal_claims, seal};
use sealform_types::{Json, digest};
use sent::{PHOTOS, QUICK, deliver, desk, once, receipt, report, rows, sha, taken, text, to};
use support::{Desk, at, codes};

const SECRET: &str = "Bearer sesame-9b1f";

/// A server of grants for a folder, which gives only to who has the secret, and only with another credential each time.
fn grants(folder: String, asked: Arc<Mutex<Vec<Json>>>) -> impl Fn(&Asked) -> Act + Send + Sync {
    move |request| {
        if request.header("authorization") != SECRET {
            return status(401);
        }
        let body = json(&request.text());
        let mut digests = vec![text(&body, "sha256").to_owned()];
        digests
            .extend(at(&body, "/blobs").as_array().expect("blobs").iter().map(|blob| text(blob, "sha256").to_owned()));
        let mut asked = asked.lock().expect("no panic");
        asked.push(body);
        let number = asked.len();
        let row = |sha256: &String| {
            let name = if sha256 == &digests[0] { format!("{sha256}.jws.json") } else { sha256.clone() };
            let headers = format!(r#"{{"Authorization":"Credential {number}","If-None-Match":"*"}}"#);
            format!(r#"{{"sha256":"{sha256}","url":"{folder}/{name}","headers":{headers}}}"#)
        };
        receiver::json(200, format!(r#"{{"puts":[{}]}}"#, digests.iter().map(row).collect::<Vec<_>>().join(",")))
    }
}

#[test]
fn a_grant_is_asked_for_with_a_header_that_nobody_reads() {
    let (desk, file) = desk();
    let (taken, asked) = (taken(), Arc::new(Mutex::new(Vec::new())));
    let store = receiver::s3(&taken);
    // The first credential is refused: another one is asked for, once.
    let bucket = Receiver::start(move |request| match request.header("authorization") {
        "Credential 1" => status(403),
        _ => store(request),
    });
    let office = Receiver::start(grants(bucket.url("/in"), Arc::clone(&asked)));
    to(&desk, &[format!(r#"{{"type":"s3-put","grant":"{}"}}"#, office.url("/grant"))]);
    let arguments = [&["deliver", "visit.jws.json", "--to", "delivery.json", "--resume", "state"], &QUICK[..]].concat();
    let environment = [("SEALFORM_GRANT_HEADERS", format!("Authorization: {SECRET}\nX-Who: me\n"))];
    let environment = [(environment[0].0, environment[0].1.as_str())];
    let ran = desk.pipe_with(&arguments, b"", &environment).ends(0).says("delivered, attachments 2 of 2");
    assert_eq!(once(&taken).len(), 3);
    let bodies = asked.lock().expect("no panic").clone();
    let expected = format!(
        r#"{{"jti":"{}","sha256":"{}","blobs":[{{"sha256":"{}","size":7}},{{"sha256":"{}","size":13}}]}}"#,
        file.jti(),
        file.payload_sha256(),
        sha(b"a photo"),
        sha(b"another photo")
    );
    assert_eq!(bodies.iter().map(Json::to_text).collect::<Vec<_>>(), [expected.clone(), expected]);
    assert_eq!(office.asked()[0].header("x-who"), "me");
    // What opens the grant goes nowhere else, and stands nowhere.
    assert!(bucket.asked().iter().all(|request| !format!("{request:?}").contains("sesame")));
    let written = String::from_utf8(desk.read("state")).expect("text");
    for shown in [&ran.out, &ran.err, &written] {
        assert!(!shown.contains("sesame") && !shown.contains("Credential"), "{shown}");
    }

    // Without the header, and with another one, nothing is given.
    for header in [None, Some("Authorization: Bearer other-secret")] {
        let more = header.map_or(Vec::new(), |header| vec!["--header", header]);
        let ran = deliver(&desk, &[&["--json", "--for", "0"], &more[..]].concat()).ends(1);
        let rows = rows(&ran);
        assert_eq!((text(&rows[0], "state"), text(&rows[0], "reason")), ("blocked", "refused"));
        assert!(!(ran.out + &ran.err).contains("other-secret"));
    }
}

#[test]
fn a_grant_that_cannot_be_used_keeps_the_file_back() {
    let (desk, _) = desk();
    for answer in [
        receiver::json(200, "{}"),
        receiver::json(200, "<html>log in</html>"),
        receiver::json(200, format!(r#"{{"puts":[],"more":"{}"}}"#, "x".repeat(300_000))),
        receiver::json(200, r#"{"puts":[]}"#),
        status(400),
        status(409),
    ] {
        let shown = format!("{answer:?}");
        let office = Receiver::start(move |_| answer.clone());
        to(&desk, &[format!(r#"{{"type":"s3-put","grant":"{}"}}"#, office.url("/grant"))]);
        let rows = rows(&deliver(&desk, &["--json", "--for", "0"]).ends(1));
        assert_eq!((text(&rows[0], "state"), text(&rows[0], "reason")), ("blocked", "grant"), "{shown:.80}");
    }
    // Of a form the grant has the fields.
    let (taken, sha256) = (taken(), report(1).payload_sha256().to_string());
    let bucket = Receiver::start(receiver::s3(&taken));
    let row =
        |sha256: &str, key: &str| format!(r#"{{"sha256":"{sha256}","fields":{{"key":"{key}","policy":"signed"}}}}"#);
    let all = [row(&sha256, "f"), row(&sha(b"a photo"), "p1"), row(&sha(b"another photo"), "p2")].join(",");
    let office = Receiver::start(move |_| receiver::json(200, format!(r#"{{"puts":[{all}]}}"#)));
    to(&desk, &[format!(r#"{{"type":"s3-post","url":"{}","grant":"{}"}}"#, bucket.url("/"), office.url("/grant"))]);
    deliver(&desk, &[]).ends(0);
    assert_eq!(
        once(&taken).into_iter().map(|(key, bytes)| (key, bytes.len())).collect::<Vec<_>>(),
        [("f".to_owned(), report(1).bytes().len()), ("p1".to_owned(), 7), ("p2".to_owned(), 13)]
    );
}

#[test]
fn headers_go_to_one_server_and_not_in_the_clear() {
    let (desk, _) = desk();
    let target = |id: &str, grant: &str| format!(r#"{{"type":"s3-put","id":"{id}","grant":"{grant}"}}"#);
    let header = ["--header", "Authorization: Bearer sesame"];
    to(&desk, &[target("a", "http://agency.example/grant")]);
    deliver(&desk, &["--for", "18446744073709551615"]).ends(2).complains("31536000");
    deliver(&desk, &header).ends(2).complains("the `grant` address is not https");
    to(&desk, &[target("a", "https://agency.example/grant"), target("b", "https://other.example/grant")]);
    deliver(&desk, &header).ends(2).complains("of several servers").complains("--only");
    to(&desk, &[r#"{"type":"webdav","url":"http://127.0.0.1:9/in/"}"#.to_owned()]);
    deliver(&desk, &header).ends(2).complains("no target has one");
    for bad in ["Authorization", "a b: c", ": c", "X-A:", "X-A: sesame\nX-B: c"] {
        let ran = deliver(&desk, &["--header", bad]).ends(2).complains("a header is no `Name: value`");
        assert!(!ran.err.contains("sesame"));
    }
}

/// Twelve files, two kinds of server and a network that loses four in ten of the requests: each effect is there once.
#[test]
fn a_network_that_fails_changes_nothing_of_what_arrives() {
    let desk = Desk::new();
    for number in 1..=12 {
        desk.file(&format!("sent/{number}.jws.json"), report(number).bytes());
    }
    PHOTOS.iter().for_each(|(name, bytes)| drop(desk.file(&format!("sent/{name}"), bytes)));
    let (hook, store) = (taken(), taken());
    let servers = [
        Receiver::start(receiver::faulty(7, receiver::webhook(&hook))),
        Receiver::start(receiver::faulty(11, receiver::s3(&store))),
    ];
    let [webhook, s3] = &servers;
    to(
        &desk,
        &[
            format!(r#"{{"type":"webhook","url":"{}","blobs":"{}"}}"#, webhook.url("/in"), webhook.url("/blobs/")),
            format!(r#"{{"type":"s3-put","url":"{}"}}"#, s3.url("/in")),
        ],
    );
    let quick = ["--first-pause", "1", "--within", "250", "--for", "100"];
    let ran = desk.run(&[&["deliver", "sent", "--to", "delivery.json"], &quick[..]].concat()).ends(0);
    ran.says("24 delivered");
    assert_eq!((once(&hook).len(), once(&store).len()), (14, 14));
    assert!(servers[0].asked().len() > 26, "nothing failed");
}

#[test]
fn a_run_that_was_killed_goes_on_without_sending_again_what_arrived() {
    let desk = Desk::new();
    for number in 1..=6 {
        desk.file(&format!("sent/{number}.jws.json"), report(number).bytes());
    }
    PHOTOS.iter().for_each(|(name, bytes)| drop(desk.file(&format!("sent/{name}"), bytes)));
    let (taken, stuck) = (taken(), Arc::new(Mutex::new(true)));
    let (store, is_stuck) = (receiver::webhook(&taken), Arc::clone(&stuck));
    let third = report(3).jti().to_string();
    // The third file hangs, with its attachments there.
    let server = Receiver::start(move |asked| match *is_stuck.lock().expect("no panic") {
        true if asked.header("idempotency-key").contains(&third) => Act::Hang(Duration::from_secs(30)),
        _ => store(asked),
    });
    to(
        &desk,
        &[format!(
            r#"{{"type":"webhook","url":"{}","blobs":"{}"}}"#,
            server.url("/in?key=hidden"),
            server.url("/blobs/")
        )],
    );
    let arguments = ["deliver", "sent", "--to", "delivery.json", "--resume", "state"];
    let mut child = desk.start(&arguments, &[]);
    while server.asked().len() < 9 {
        thread::sleep(Duration::from_millis(20));
    }
    desk.run(&arguments).ends(3).complains("another run uses this journal");
    child.kill().expect("it runs");
    child.wait().expect("an end");
    *stuck.lock().expect("no panic") = false;
    let before = server.asked().len();
    let ran = desk.run(&arguments).ends(0).says("4 delivered, 2 delivered before").complains("had arrived before");
    assert!(ran.out.contains("1.jws.json -> webhook: delivered before, attachments 2 of 2"), "{}", ran.out);
    // The third file alone, and three with their attachments.
    let lines = server.lines();
    assert_eq!(lines[before..].len(), 1 + 3 * 3, "{:?}", &lines[before..]);
    assert!(lines[before].starts_with("POST"));
    let all = server.asked().len();
    desk.run(&arguments).ends(0).says("0 delivered, 6 delivered before");
    assert_eq!(server.asked().len(), all);
    assert!(!String::from_utf8(desk.read("state")).expect("text").contains("hidden"));
    // To another address it has not gone yet.
    to(&desk, &[format!(r#"{{"type":"webhook","url":"{}"}}"#, server.url("/elsewhere"))]);
    desk.run(&arguments).ends(0).says("6 delivered");
    // A journal of something else is left as it is.
    desk.run(&["deliver", "sent", "--to", "delivery.json", "--resume", "delivery.json"])
        .ends(1)
        .complains("journal/other");
}

#[test]
fn nothing_is_sent_of_what_is_no_sealed_file() {
    let (desk, file) = desk();
    let server = Receiver::start(|_| status(200));
    to(&desk, &[format!(r#"{{"type":"webhook","url":"{}"}}"#, server.url("/in"))]);
    let text = String::from_utf8(file.bytes().to_vec()).expect("text");
    let mut flipped = file.bytes().to_vec();
    flipped[60] ^= 1;
    let cases: [(&str, Vec<u8>); 6] = [
        ("cut", file.bytes()[..200].to_vec()),
        ("flipped", flipped),
        ("spaced", text.replace(',', ", ").into_bytes()),
        ("empty", Vec::new()),
        ("other", b"{\"targets\":[]}".to_vec()),
        ("large", vec![b'['; 300_000]),
    ];
    for (name, bytes) in cases {
        desk.file("bad/one.jws.json", bytes);
        let ran = desk.run(&["deliver", "bad", "--to", "delivery.json", "--json"]).ends(1);
        let rows = rows(&ran);
        assert_eq!(rows.len(), 1, "{name}");
        assert!(!codes(at(&rows[0], "/findings")).is_empty(), "{name}");
    }
    assert_eq!(server.asked().len(), 0);
    // The good one beside a bad one is sent; a file of somebody else is not.
    desk.file("bad/two.jws.json", file.bytes());
    PHOTOS.iter().for_each(|(name, bytes)| drop(desk.file(&format!("bad/{name}"), bytes)));
    desk.run(&["deliver", "bad", "--to", "delivery.json"])
        .ends(1)
        .says("bad/one.jws.json: not sent")
        .says("1 delivered");
    assert_eq!(server.asked().len(), 1);
    desk.file("trust.json", format!(r#"{{"keys":[{}]}}"#, key("somebody").public().to_jcs()));
    deliver(&desk, &["-t", "trust.json"]).ends(1).says("not sent").says("error[seal/");
    assert_eq!(server.asked().len(), 1);
    // Two files of one identity: a receiver would take the second for the first.
    let resealed = seal(&Claims { jti: file.jti().clone(), ..minimal_claims() }, &key("somebody"));
    desk.file("two/a.jws.json", resealed.bytes());
    let ran = desk.run(&["deliver", "visit.jws.json", "two", "--to", "delivery.json"]).ends(1);
    ran.says("error[seal/conflict]: `two/a.jws.json` has the same identity").says("0 delivered");
    assert_eq!(server.asked().len(), 1);
    desk.run(&["deliver", "missing.jws.json", "--to", "delivery.json"]).ends(3).says("file/missing");
    fs::create_dir(desk.path("none")).expect("a folder");
    desk.run(&["deliver", "none", "--to", "delivery.json"]).ends(2).complains("there is nothing to send");
}

#[test]
fn attachments_that_are_not_at_hand_keep_the_file_back() {
    let (desk, _) = desk();
    let taken = taken();
    let server = Receiver::start(receiver::s3(&taken));
    to(&desk, &[format!(r#"{{"type":"s3-put","url":"{}"}}"#, server.url("/in"))]);
    fs::remove_file(desk.path("till.jpg")).expect("a file");
    desk.file("shelf.jpg", b"a phot0");
    let ran = deliver(&desk, &[]).ends(1).says("blocked").says("not at hand: `shelf.jpg`, `till.jpg`");
    ran.says("hint: name their folder with `--attachments`");
    assert_eq!(server.asked().len(), 0);
    // By the name, by the digest, and by what is in it.
    desk.file("all/renamed", b"another photo");
    desk.file("all/shelf.jpg", b"a photo");
    deliver(&desk, &["--attachments", "all"]).ends(0).says("attachments 2 of 2");
    assert_eq!(once(&taken).len(), 3);
    desk.file("shelf.jpg", b"a photo");
    let ran = deliver(&desk, &["--incomplete"]).ends(1).says("delivered, attachments 1 of 2");
    ran.says("not at hand: `till.jpg`").says("1 delivered without all attachments");
    deliver(&desk, &["--attachments", "nowhere"]).ends(3).complains("file/missing");
    // Where none travel, none are missed.
    to(&desk, &[format!(r#"{{"type":"s3-put","url":"{}","blobs":false}}"#, server.url("/in"))]);
    deliver(&desk, &[]).ends(0);
}

#[test]
fn what_is_for_one_reader_leaves_the_machine_encrypted_and_the_same_each_time() {
    let (desk, file) = desk();
    let private = DecryptionKey::from_jwk(&key("agency").to_private_jwk()).expect("a key");
    let encrypt = private.public().to_jcs();
    let (hook, store) = (taken(), taken());
    let fail = Arc::new(Mutex::new(true));
    let (inner, is_failing) = (receiver::s3(&store), Arc::clone(&fail));
    let s3 = Receiver::start(move |asked| {
        let answer = inner(asked);
        // The effect is there, and nobody hears of it.
        if *is_failing.lock().expect("no panic") { Act::Drop } else { answer }
    });
    let servers = Receiver::start(receiver::webhook(&hook));
    let form = Receiver::start(|_| status(200));
    let targets = [
        format!(r#"{{"type":"webhook","url":"{}","blobs":"{}"}}"#, servers.url("/in"), servers.url("/blobs/")),
        format!(r#"{{"type":"s3-put","url":"{}"}}"#, s3.url("/in")),
        format!(r#"{{"type":"form","url":"{}"}}"#, form.url("/f")),
    ];
    desk.file("delivery.json", format!(r#"{{"targets":[{}],"encrypt":{encrypt}}}"#, targets.join(",")));
    deliver(&desk, &["--resume", "state", "--for", "0"]).ends(1).says("2 delivered, 1 not delivered yet");
    *fail.lock().expect("no panic") = false;
    deliver(&desk, &["--resume", "state"]).ends(0).says("1 delivered, 2 delivered before");
    // Two targets and two runs had the same bytes.
    let (hooked, stored) = (once(&hook), once(&store));
    assert_eq!((hooked.len(), stored.len()), (3, 3));
    let jwe = String::from_utf8(hooked[&file.jti().to_string()].clone()).expect("text");
    assert_eq!(jwe::open(&jwe, &private).expect("for the agency"), file.bytes());
    assert_eq!(stored[&format!("/in/{}.jwe", digest(jwe.as_bytes()))], jwe.as_bytes());
    let photos = stored.values().filter_map(|bytes| jwe::open(std::str::from_utf8(bytes).ok()?, &private).ok());
    assert!(photos.clone().any(|bytes| bytes == b"a photo") && photos.clone().any(|bytes| bytes == b"another photo"));
    let all = [servers.asked(), s3.asked(), form.asked()].concat();
    for asked in &all {
        let shown = format!("{asked:?} {}", asked.text());
        let clear = [file.payload_sha256().to_string(), "shelf.jpg".to_owned(), "Kiosk".to_owned(), "62/80".to_owned()];
        assert!(clear.iter().all(|text| !shown.contains(text)), "{shown}");
    }
    assert!(form.asked()[0].text().contains("jwe="));

    // An OpenRosa server would read the answers.
    desk.file(
        "clear.json",
        format!(r#"{{"targets":[{{"type":"openrosa","url":"https://a.example/s"}}],"encrypt":{encrypt}}}"#),
    );
    desk.run(&["deliver", "visit.jws.json", "--to", "clear.json"]).ends(1).complains("delivery/contradiction");
    // One that says in another way than agencies do whom it names is not taken for one that names nobody.
    let odd = assignment(r#"{"iss":"agency","assignment":"a-1"}"#, &key("agency"));
    let claims = Claims { assignment_token: Some(odd), ..minimal_claims() };
    desk.file("odd.jws.json", seal(&claims, &key("device")).bytes());
    to(&desk, &targets[..1]);
    desk.run(&["deliver", "odd.jws.json", "--to", "delivery.json"]).ends(1).says("error[deliver/assignment]");
    // Whom the assignment names alone may read it, too, whoever has signed it; off the curve nobody can.
    let point = base64url(&[1; 32]);
    let off = format!(r#"{{"crv":"P-256","kty":"EC","x":"{point}","y":"{point}"}}"#);
    for (number, key_named, reason) in [(2, encrypt.as_str(), ""), (3, off.as_str(), "not-encrypted")] {
        let body = format!(r#"{{"assignment":"a-1","encrypt":{key_named},"iss":"agency","version":1}}"#);
        let assignment_token = Some(assignment(&body, &key("agency")));
        let claims = Claims { jti: Jti::from_random([number; 16]), assignment_token, ..minimal_claims() };
        desk.file("assigned.jws.json", seal(&claims, &key("device")).bytes());
        to(&desk, &targets[..1]);
        let before = servers.asked().len();
        let ran = desk.run(&["deliver", "assigned.jws.json", "--to", "delivery.json", "--json"]);
        assert_eq!(text(&rows(&ran)[0], "reason"), reason, "{ran:?}");
        let sent: Vec<String> =
            servers.asked()[before..].iter().map(|asked| asked.header("content-type").to_owned()).collect();
        assert_eq!(sent, if reason.is_empty() { vec!["application/jose"] } else { Vec::new() });
    }
}

#[test]
fn receipts_of_replies_are_kept_for_verify() {
    let (desk, file) = desk();
    let (right, wrong) = (receipt(&file, file.payload_sha256()), receipt(&file, digest(b"another")));
    let servers = [
        Receiver::start(move |_| receiver::json(200, format!(r#"{{"receipt":"{right}"}}"#))),
        Receiver::start(move |_| receiver::json(200, format!(r#"{{"receipt":"{wrong}"}}"#))),
        Receiver::start(|_| receiver::json(200, r#"{"receipt":"eyJ.x.y"}"#)),
    ];
    let target = |id: usize| format!(r#"{{"type":"webhook","id":"{id}","url":"{}"}}"#, servers[id].url("/in"));
    to(&desk, &[target(0), target(1), target(2)]);
    let keys = key("agency").public().to_jcs();
    desk.file("trust.json", format!(r#"{{"sealform_trust":1,"issuers":[{{"iss":"agency","keys":[{keys}]}}]}}"#));
    deliver(&desk, &["--receipts", "kept"]).ends(3).complains("file/no-folder");
    fs::create_dir(desk.path("kept")).expect("a folder");
    for more in [&["--receipts", "kept"][..], &["--receipts", "kept", "-t", "trust.json"]] {
        let rows = rows(&deliver(&desk, &[&["--json"], more].concat()).ends(0));
        let kept: Vec<&str> = rows.iter().map(|row| text(row, "receipt")).filter(|name| !name.is_empty()).collect();
        assert_eq!(kept.len(), 1, "{rows:?}");
        let verify = ["verify", "visit.jws.json", "-t", "trust.json", "--receipts", "kept"];
        desk.run(&verify).ends(0).says("received 2026-11-17T12:00:00+00:00 as `agency` confirms");
        fs::remove_file(desk.path(kept[0])).expect("a file");
    }
}

#[test]
fn a_plan_is_printed_and_nothing_is_sent() {
    let (desk, file) = desk();
    let server = Receiver::start(|_| status(200));
    to(
        &desk,
        &[
            r#"{"type":"page"}"#.to_owned(),
            r#"{"type":"file","id":"by-hand"}"#.to_owned(),
            format!(r#"{{"type":"azure","url":"{}"}}"#, server.url("/in?sig=secret")),
            format!(r#"{{"type":"s3-put","grant":"{}"}}"#, server.url("/grant")),
            r#"{"type":"webdav","url":"in/"}"#.to_owned(),
        ],
    );
    deliver(&desk, &["--dry-run"]).ends(1).complains("delivery/relative").complains("--page");
    let ran = deliver(&desk, &["--dry-run", "--page", "https://survey.example/visit/"]).ends(0);
    let ran = ran.says("`page`: skipped, `page` is the browser's").says("`by-hand`: skipped, `file` is the browser's");
    let ran = ran.says(&format!("  PUT {}/{} for `shelf.jpg`\n", server.url("/in"), sha(b"a photo")));
    let ran = ran
        .says(&format!("  POST {} for a grant\n", server.url("/grant")))
        .says("  PUT as the grant says for the file\n");
    let ran =
        ran.says(&format!("  PUT https://survey.example/visit/in/{}.jws.json for the file\n", file.payload_sha256()));
    assert!(!ran.out.contains("secret"));
    assert_eq!(server.asked().len(), 0);
    let only = rows(&deliver(&desk, &["--dry-run", "--json", "--only", "azure"]).ends(0));
    assert_eq!(at(&only[0], "/requests").as_array().map(<[Json]>::len), Some(3));
    deliver(&desk, &["--only", "azur"]).ends(2).complains("the delivery has no target `azur`");
    to(&desk, &[r#"{"type":"page"}"#.to_owned(), r#"{"type":"share"}"#.to_owned()]);
    deliver(&desk, &[]).ends(1).complains("names no target that is a server");
    desk.file("delivery.json", r#"{"targets":[{"type":"webhok","url":"https://a.example/"}]}"#);
    deliver(&desk, &[]).ends(1).complains("did you mean `webhook`?");
}
