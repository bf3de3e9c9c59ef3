//! `deliver`: each type of server gets what its contract says, and what comes of every answer.

#[path = "support/receiver.rs"]
mod receiver;
#[path = "support/sent.rs"]
mod sent;
mod support;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use receiver::{Act, Receiver, status};
use sealform_tests::forge::json;
use sent::{PHOTOS, deliver, desk, once, report, rows, sha, taken, text, to};
use support::Desk;

#[test]
fn a_webhook_gets_the_photos_and_then_the_file() {
    let (desk, file) = desk();
    let taken = taken();
    let server = Receiver::start(receiver::webhook(&taken));
    let (url, blobs) = (server.url("/in"), server.url("/blobs?key=1"));
    to(&desk, &[format!(r#"{{"type":"webhook","url":"{url}","blobs":"{blobs}","headers":{{"X-Form":"visit"}}}}"#)]);
    deliver(&desk, &[]).ends(0).says("visit.jws.json -> webhook: delivered, attachments 2 of 2").says("1 delivered");
    let photos = PHOTOS.map(|(_, bytes)| format!("PUT /blobs/{}?key=1", sha(bytes)));
    assert_eq!(server.lines(), [&photos[..], &["POST /in".to_owned()]].concat());
    let asked = server.asked();
    assert_eq!(asked[0].header("content-type"), "image/jpeg");
    assert_eq!(asked[2].header("content-type"), "application/jose+json");
    assert_eq!(asked[2].header("idempotency-key"), format!("\"{}\"", file.jti()));
    assert_eq!(asked[2].header("x-form"), "visit");
    assert_eq!(asked[2].body, file.bytes());
    // Once more is the same.
    deliver(&desk, &[]).ends(0);
    assert_eq!(once(&taken).len(), 3);
}

#[test]
fn folders_get_objects_under_names_that_say_what_they_are() {
    let (desk, file) = desk();
    let name = format!("{}.jws.json", file.payload_sha256());
    let (s3, azure, webdav) = (taken(), taken(), taken());
    let servers = [
        Receiver::start(receiver::s3(&s3)),
        Receiver::start(receiver::azure(&azure)),
        Receiver::start(receiver::webdav(&webdav)),
    ];
    let target =
        |index: usize, kind: &str, path: &str| format!(r#"{{"type":"{kind}","url":"{}"}}"#, servers[index].url(path));
    to(&desk, &[target(0, "s3-put", "/in"), target(1, "azure", "/in?sp=cw&sig=secret"), target(2, "webdav", "/in/")]);
    deliver(&desk, &["--json"]).ends(0);
    for taken in [&s3, &azure, &webdav] {
        let objects = once(taken);
        let mut names = vec![format!("/in/{name}")];
        names.extend(PHOTOS.map(|(_, bytes)| format!("/in/{}", sha(bytes))));
        names.sort();
        assert_eq!(objects.keys().cloned().collect::<Vec<_>>(), names);
        assert_eq!(objects[&format!("/in/{name}")], file.bytes());
        assert_eq!(objects[&format!("/in/{}", sha(b"a photo"))], b"a photo");
    }
    // What is there is delivered: 412, 409 with a code, and written over.
    let again = deliver(&desk, &["--json"]).ends(0);
    let found = rows(&again);
    assert_eq!(found.len(), 3);
    assert!(found.iter().all(|row| text(row, "state") == "delivered"), "{}", again.out);
    let of = |target: &str| {
        found.iter().find(|row| text(row, "target") == target).and_then(|row| row.get("status")?.as_integer())
    };
    assert_eq!((of("s3-put"), of("azure"), of("webdav")), (Some(412), Some(409), Some(204)));
    assert!(!again.out.contains("secret"));
    // Another 409 of Azure, and of WebDAV, says nothing of the object.
    let busy = Receiver::start(|_| {
        Act::Answer(409, vec![("x-ms-error-code", "ContainerBeingDeleted".to_owned())], String::new())
    });
    to(
        &desk,
        &[
            format!(r#"{{"type":"azure","url":"{}"}}"#, busy.url("/in?sig=1")),
            format!(r#"{{"type":"webdav","url":"{}"}}"#, busy.url("/in/")),
        ],
    );
    let ran = deliver(&desk, &["--json", "--for", "0"]).ends(1);
    let ended = rows(&ran);
    let mut reasons: Vec<(&str, &str)> = ended.iter().map(|row| (text(row, "state"), text(row, "reason"))).collect();
    reasons.sort_unstable();
    assert_eq!(reasons, [("queued", "busy"), ("queued", "not-found")]);
}

#[test]
fn a_table_a_repository_and_a_form_backend_get_what_they_ask_for() {
    let (desk, file) = desk();
    let (tables, commits, forms) = (taken(), taken(), taken());
    let servers = [
        Receiver::start(receiver::postgrest(&tables)),
        Receiver::start(receiver::repository(&commits)),
        Receiver::start(receiver::form(&forms)),
    ];
    let [table, repository, form] = &servers;
    to(
        &desk,
        &[
            format!(
                r#"{{"type":"postgrest","url":"{}","blobs":"{}"}}"#,
                table.url("/submissions"),
                table.url("/blobs")
            ),
            format!(r#"{{"type":"json","url":"{}"}}"#, repository.url("/repos/a/b/contents/in?branch=inbox")),
            format!(r#"{{"type":"json","id":"lab","url":"{}"}}"#, repository.url("/projects/1/repository/files/in%2F")),
            format!(r#"{{"type":"form","url":"{}"}}"#, form.url("/f")),
            format!(r#"{{"type":"form","id":"whole","url":"{}","blobs":true}}"#, form.url("/whole")),
        ],
    );
    deliver(&desk, &[]).ends(0).says("5 delivered");
    let sha256 = file.payload_sha256().to_string();
    let rows = once(&tables);
    let row = json(&String::from_utf8(rows[&format!("{},{sha256}", file.jti())].clone()).expect("text"));
    assert_eq!((text(&row, "jws").as_bytes(), text(&row, "questionnaire")), (file.bytes(), "visit"));
    let photo = json(&String::from_utf8(rows[&sha(b"a photo")].clone()).expect("text"));
    assert_eq!(
        (text(&photo, "bytes"), text(&photo, "name"), text(&photo, "type")),
        ("\\x612070686f746f", "shelf.jpg", "image/jpeg")
    );

    let commits = once(&commits);
    assert_eq!(commits.len(), 6);
    let commit =
        json(&String::from_utf8(commits[&format!("/repos/a/b/contents/in/{sha256}.jws.json")].clone()).expect("text"));
    assert_eq!(
        (text(&commit, "branch"), text(&commit, "message")),
        ("inbox", format!("Add {sha256}.jws.json").as_str())
    );
    let lab = json(
        &String::from_utf8(commits[&format!("/projects/1/repository/files/in%2F{}", sha(b"a photo"))].clone())
            .expect("text"),
    );
    assert_eq!(
        (text(&lab, "branch"), text(&lab, "encoding"), text(&lab, "content")),
        ("main", "base64", "YSBwaG90bw==")
    );

    let asked = form.asked();
    let post = asked.iter().find(|asked| asked.path == "/f").expect("a post");
    let fields: BTreeMap<String, String> = url_fields(&post.text());
    assert_eq!(
        fields.keys().map(String::as_str).collect::<Vec<_>>(),
        ["jti", "jws", "questionnaire", "score", "sha256"]
    );
    assert_eq!((fields["jws"].as_bytes(), fields["score"].as_str()), (file.bytes(), r#"{"total":"62/80"}"#));
    assert_eq!(post.header("accept"), "application/json");
    let whole = asked.iter().find(|asked| asked.path == "/whole").expect("a post").parts();
    let names: Vec<(&str, &str)> = whole.iter().map(|(name, file, ..)| (name.as_str(), file.as_str())).collect();
    assert_eq!(
        names,
        [
            ("jti", ""),
            ("sha256", ""),
            ("questionnaire", ""),
            ("jws", ""),
            ("score", ""),
            ("files", "shelf.jpg"),
            ("files", "till.jpg")
        ]
    );
    // What is there already is asked for.
    let again = deliver(&desk, &["--only", "json", "--only", "lab"]).ends(0);
    again.says("2 delivered");
    assert!(repository.lines().iter().any(|line| line.starts_with("HEAD /repos") && line.ends_with("?ref=inbox")));
}

/// The fields of an urlencoded form.
fn url_fields(body: &str) -> BTreeMap<String, String> {
    let decode = |text: &str| {
        let mut bytes = Vec::new();
        let mut rest = text.bytes();
        while let Some(byte) = rest.next() {
            match byte {
                b'+' => bytes.push(b' '),
                b'%' => {
                    let digits: String = [rest.next(), rest.next()].into_iter().flatten().map(char::from).collect();
                    bytes.push(u8::from_str_radix(&digits, 16).expect("digits"));
                }
                other => bytes.push(other),
            }
        }
        String::from_utf8(bytes).expect("text")
    };
    body.split('&')
        .filter_map(|field| field.split_once('='))
        .map(|(name, value)| (decode(name), decode(value)))
        .collect()
}

#[test]
fn openrosa_gets_the_xml_that_the_page_makes() {
    let (desk, file) = desk();
    let taken = taken();
    let server = Receiver::start(receiver::openrosa(&taken));
    to(&desk, &[format!(r#"{{"type":"openrosa","url":"{}"}}"#, server.url("/submission"))]);
    deliver(&desk, &[]).ends(0);
    deliver(&desk, &[]).ends(0);
    let kept = once(&taken);
    let xml = String::from_utf8(kept[&format!("uuid:{}", file.jti())].clone()).expect("text");
    assert_eq!(
        xml,
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><data xmlns:enk=\"http://enketo.org/xforms\" xmlns:orx=\"http://openrosa.org/xforms\" \
             id=\"visit\" version=\"2026.1\"><photo>shelf.jpg till.jpg</photo><shop>Kiosk &amp; Co</shop>\
             <shop_comment enk:for=\"/data/shop\">was &quot;closed&quot;</shop_comment><sealform>visit.jws.json</sealform>\
             <orx:meta><orx:instanceID>uuid:{}</orx:instanceID></orx:meta></data>",
            file.jti()
        )
    );
    assert_eq!(
        (kept["shelf.jpg"].as_slice(), kept["visit.jws.json"].as_slice()),
        (b"a photo".as_slice(), file.bytes())
    );
    let incomplete: Vec<bool> = server.asked().iter().map(|asked| asked.text().contains("*isIncomplete*")).collect();
    assert_eq!(incomplete, [true, true, false, true, true, false]);
    // Under another name it is other XML.
    desk.file("renamed.jws.json", file.bytes());
    let ran = desk.run(&["deliver", "renamed.jws.json", "--to", "delivery.json"]).ends(1);
    ran.says("renamed.jws.json -> openrosa: blocked, status 409").says("hint: the server has something else");
}

#[test]
fn every_answer_has_its_class_and_its_exit_code() {
    let (desk, file) = desk();
    let sha256 = file.payload_sha256().to_string();
    let cases: [(Act, &str, &str, &str); 15] = [
        (status(200), "", "delivered", ""),
        (status(302), "", "blocked", "redirect"),
        (
            Act::Answer(307, vec![("Location", "http://127.0.0.1:1/".to_owned())], String::new()),
            "",
            "blocked",
            "redirect",
        ),
        (status(401), "", "blocked", "refused"),
        (status(403), "", "blocked", "refused"),
        (status(404), "", "queued", "not-found"),
        (status(409), "", "blocked", "conflict"),
        (receiver::json(409, format!("{{\"sha256\":\"{sha256}\"}}")), "", "delivered", ""),
        (receiver::json(409, format!("\"{sha256}\"")), "", "blocked", "conflict"),
        (status(418), "", "blocked", "rejected"),
        (status(413), "", "dead", "rejected"),
        (status(503), "", "queued", "busy"),
        (Act::Drop, "", "queued", "unreachable"),
        (receiver::json(200, "{}"), r#","expect":"digest""#, "blocked", "no-digest"),
        (receiver::json(200, format!("{{\"sha256\":\"{sha256}\"}}")), r#","expect":"digest""#, "delivered", ""),
    ];
    for (act, more, state, reason) in cases {
        let shown = format!("{act:?}");
        let server = Receiver::start(move |_| act.clone());
        to(&desk, &[format!(r#"{{"type":"webhook","url":"{}"{more}}}"#, server.url("/in"))]);
        let ran = deliver(&desk, &["--json", "--for", "0"]).ends(i32::from(state != "delivered"));
        let rows = rows(&ran);
        assert_eq!((text(&rows[0], "state"), text(&rows[0], "reason")), (state, reason), "{shown}");
        assert_eq!(rows[0].get("hint").is_some(), !reason.is_empty(), "{shown}");
        assert!(server.asked().len() <= 2, "{shown}");
    }
    // Browsers would have read nothing: a redirect says neither yes nor no.
    let server = Receiver::start(|_| status(302));
    to(&desk, &[format!(r#"{{"type":"webhook","url":"{}","reply":"opaque"}}"#, server.url("/in"))]);
    deliver(&desk, &[]).ends(1).says("unconfirmed");
    assert_eq!(server.asked()[0].header("content-type"), "text/plain;charset=UTF-8");
    assert_eq!(server.asked()[0].header("idempotency-key"), "");
}

#[test]
fn what_fails_is_tried_again_as_the_server_asks_and_not_for_ever() {
    let (desk, _) = desk();
    let times = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&times);
    let server = Receiver::start(move |_| {
        let mut seen = seen.lock().expect("no panic");
        seen.push(sent::now());
        match seen.len() {
            1 => Act::Answer(429, vec![("Retry-After", "1".to_owned())], String::new()),
            2 => Act::Hang(Duration::from_secs(5)),
            3 => Act::Drop,
            _ => status(201),
        }
    });
    to(&desk, &[format!(r#"{{"type":"webhook","url":"{}"}}"#, server.url("/in"))]);
    deliver(&desk, &["--within", "400"]).ends(2).complains("cannot be used multiple times");
    let quick = ["deliver", "visit.jws.json", "--to", "delivery.json", "--first-pause", "10", "--within", "400"];
    let ran = desk.run(&quick).ends(0);
    ran.says("delivered, after 4 tries");
    let times = times.lock().expect("no panic").clone();
    assert!(times[1] - times[0] >= Duration::from_secs(1), "it asked for a second");
    // Who asks for more time than there is gets it another day.
    let server = Receiver::start(|_| Act::Answer(503, vec![("Retry-After", "3600".to_owned())], String::new()));
    for number in 2..9 {
        desk.file(&format!("more/{number}.jws.json"), report(number).bytes());
    }
    to(&desk, &[format!(r#"{{"type":"webhook","url":"{}"}}"#, server.url("/in"))]);
    let begun = sent::now();
    let ran = desk.run(&["deliver", "visit.jws.json", "more", "--to", "delivery.json"]).ends(1);
    ran.says("8 not delivered yet");
    assert!(begun.elapsed() < Duration::from_secs(10));
    assert_eq!(server.asked().len(), 1, "one asks for all");
}

#[test]
fn a_file_that_its_server_never_takes_keeps_no_other_back() {
    let desk = Desk::new();
    for number in 1..=6 {
        desk.file(&format!("sent/{number}.jws.json"), report(number).bytes());
    }
    let poison = report(1).jti().to_string();
    let server =
        Receiver::start(move |asked| status(if asked.header("idempotency-key").contains(&poison) { 503 } else { 201 }));
    to(&desk, &[format!(r#"{{"type":"webhook","url":"{}"}}"#, server.url("/in"))]);
    let arguments = ["deliver", "sent", "--to", "delivery.json", "--first-pause", "50", "--for", "1"];
    let ran = desk.run(&arguments).ends(1).says("5 delivered, 1 not delivered yet");
    ran.says("sent/1.jws.json -> webhook: not delivered yet, status 503");
}

#[test]
fn an_answer_that_stops_is_not_waited_for() {
    let (desk, file) = desk();
    let json = || vec![("Content-Type", "application/json".to_owned())];
    let named = format!("{{\"sha256\":\"{}\"", file.payload_sha256());
    // It has arrived, whatever becomes of a receipt; of a conflict that is not told to its end nothing is known.
    for (act, state) in [
        (Act::Stall(200, json(), "{\"receipt\":".to_owned()), "delivered"),
        (Act::Stall(200, Vec::new(), "<html>".to_owned()), "delivered"),
        (Act::Stall(409, json(), named), "queued"),
    ] {
        let shown = format!("{act:?}");
        let server = Receiver::start(move |_| act.clone());
        to(&desk, &[format!(r#"{{"type":"webhook","url":"{}"}}"#, server.url("/in"))]);
        let begun = sent::now();
        let ran = deliver(&desk, &["--json", "--for", "0"]);
        let found = rows(&ran);
        assert_eq!(text(&found[0], "state"), state, "{shown}");
        assert!(begun.elapsed() < Duration::from_secs(4), "{shown}");
    }
}

#[test]
fn files_come_from_pipes_and_archives_too() {
    let (desk, file) = desk();
    let taken = taken();
    let server = Receiver::start(receiver::s3(&taken));
    to(&desk, &[format!(r#"{{"type":"s3-put","url":"{}"}}"#, server.url("/in"))]);
    let mut lines = file.bytes().to_vec();
    lines.push(b'\n');
    lines.extend(report(2).bytes());
    lines.push(b'\n');
    // The same one again is sent once.
    lines.extend(file.bytes());
    let piped = ["deliver", "-", "--to", "delivery.json", "--first-pause", "10"];
    desk.pipe(&piped, &lines).ends(1).says("2 blocked or rejected").says("not at hand: `shelf.jpg`, `till.jpg`");
    desk.pipe(&[&piped[..], &["--attachments", "."]].concat(), &lines).ends(0).says("2 delivered");
    assert_eq!(once(&taken).len(), 4);
}
