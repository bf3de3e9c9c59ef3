//! What `verify` says of who sealed, of what cannot be played again, of several files together, and of texts that would
//! rather be something else.

mod support;

use sealform_submission::audit::{AuditLog, Event};
use sealform_submission::{Attachment, Claims, Jti, Previous, QuestionnaireRef, Trust, UnverifiedSubmission};
use sealform_tests::forge::{assignment, attachment, json, key, minimal_claims, moment, seal};
use sealform_types::{Json, Sha256Digest, digest};
use support::{Desk, at, codes};

/// A claim's identity that is all one digit.
fn jti(digit: char) -> Jti {
    let digits = |count| digit.to_string().repeat(count);
    let text = [digits(8), digits(4), format!("4{}", digits(3)), format!("8{}", digits(3)), digits(12)].join("-");
    Jti::parse(&text).expect("a UUID")
}

fn file(desk: &Desk, name: &str, claims: &Claims) -> (String, Sha256Digest) {
    let sealed = seal(claims, &key("device"));
    (desk.file(name, sealed.bytes()), sealed.payload_sha256())
}

/// What a file says.
fn claims_of(desk: &Desk, name: &str) -> Claims {
    let read = UnverifiedSubmission::parse(&desk.read(name)).and_then(|read| read.verify(&Trust::None));
    read.expect("a good file").claims().clone()
}

fn trust(desk: &Desk) -> String {
    let jwk = |of| key(of).public().to_jcs();
    let (agency, device) = (jwk("agency"), jwk("device"));
    desk.file(
        "trust.json",
        format!(r#"{{"sealform_trust":1,"issuers":[{{"iss":"agency","keys":[{agency}]}}],"devices":[{device}]}}"#),
    )
}

fn assigned(scenario: &str, by: &str) -> Claims {
    let body = format!(r#"{{"assignment":"a-17","iss":"agency","scenario":"{scenario}","version":1}}"#);
    Claims { assignment_token: Some(assignment(&body, &key(by))), ..minimal_claims() }
}

#[test]
fn agencies_assign_and_devices_seal() {
    let desk = Desk::new();
    let trust = trust(&desk);
    desk.run(&["check", &trust]).ends(0).says("trust document");
    file(&desk, "good.jws.json", &assigned("hard", "agency"));
    desk.run(&["verify", "good.jws.json", "-t", &trust]).ends(0).says("sealed by whoever held the agency's link");
    file(&desk, "device.jws.json", &assigned("hard", "device"));
    desk.run(&["verify", "device.jws.json", "-t", &trust]).ends(1).says("error[seal/token]");
    let assigned_easy = Claims { facts: json(r#"{"assignment":{"scenario":"easy"}}"#), ..assigned("hard", "agency") };
    file(&desk, "easy.jws.json", &assigned_easy);
    desk.run(&["verify", "easy.jws.json", "-t", &trust]).ends(1).says("error[seal/token-facts]");
    let devices = desk.file("devices.json", format!(r#"{{"keys":[{}]}}"#, key("device").public().to_jcs()));
    let ran = desk.run(&["verify", "good.jws.json", "-t", &devices]).ends(0);
    ran.says("sealed by a trusted device").says("warning[seal/token-unchecked]");
    let broken = desk.file("broken.json", r#"{"sealform_trust":1,"device":[]}"#);
    desk.run(&["verify", "good.jws.json", "-t", &broken]).ends(1).complains("error[trust/unknown-member]");
}

#[test]
fn every_member_of_a_conflict_is_marked() {
    let desk = Desk::new();
    let (one, sha256) = file(&desk, "one.jws.json", &minimal_claims());
    let copy = desk.file("copy.jws.json", desk.read(&one));
    let (other, _) = file(&desk, "other.jws.json", &Claims { answers: json(r#"{"a":{"v":1}}"#), ..minimal_claims() });
    let ran = desk.run(&["verify", &one, &copy]).ends(0);
    ran.says("warning[seal/duplicate]: `one.jws.json` is the same")
        .says("2 files: 1 in order, 0 not, 1 counted already");
    let printed = desk.run(&["verify", "--json", &one, &copy, &other]).ends(1).json();
    for index in 0..3 {
        assert_eq!(at(&printed, &format!("/files/{index}/ok")).to_text(), "false");
        assert!(codes(at(&printed, &format!("/files/{index}/findings"))).contains(&"seal/conflict"));
    }
    assert_eq!((at(&printed, "/intact").as_integer(), at(&printed, "/failed").as_integer()), (Some(0), Some(2)));

    let previous = Previous { jti: minimal_claims().jti, sha256, round: 2, return_sha256: digest(b"a return") };
    let child = |digit| Claims { jti: jti(digit), previous: Some(previous.clone()), ..minimal_claims() };
    let (left, _) = file(&desk, "left.jws.json", &child('1'));
    let (right, _) = file(&desk, "right.jws.json", &child('2'));
    desk.run(&["verify", &one, &left]).ends(0);
    let printed = desk.run(&["verify", "--json", &one, &left, &right]).ends(1).json();
    assert_eq!(codes(at(&printed, "/files/0/findings")), Vec::<&str>::new());
    assert_eq!(codes(at(&printed, "/files/1/findings")), ["seal/fork"]);
    assert_eq!(codes(at(&printed, "/files/2/findings")), ["seal/fork"]);
}

#[test]
fn two_files_for_one_assignment_are_a_conflict_unless_one_corrects_the_other() {
    let desk = Desk::new();
    let trust = trust(&desk);
    let first = Claims { jti: jti('3'), ..assigned("hard", "agency") };
    let (one, sha256) = file(&desk, "one.jws.json", &first);
    let (two, _) = file(&desk, "two.jws.json", &Claims { jti: jti('4'), ..assigned("hard", "agency") });
    let printed = desk.run(&["verify", "--json", "-t", &trust, &one, &two]).ends(1).json();
    assert_eq!(codes(at(&printed, "/files/0/findings")), ["seal/assignment-twice"]);
    assert_eq!(codes(at(&printed, "/files/1/findings")), ["seal/assignment-twice"]);
    let previous = Previous { jti: jti('3'), sha256, round: 2, return_sha256: digest(b"a return") };
    let correction = Claims { jti: jti('5'), previous: Some(previous), ..assigned("hard", "agency") };
    let (three, _) = file(&desk, "three.jws.json", &correction);
    desk.run(&["verify", "-t", &trust, &one, &three]).ends(0).says("2 files: 2 in order, 0 not");
}

#[test]
fn a_clock_that_was_behind_is_said() {
    let desk = Desk::new();
    let mut claims = minimal_claims();
    let (name, _) = file(&desk, "right.jws.json", &claims);
    let printed = desk.run(&["verify", "--json", &name]).ends(0).json();
    assert_eq!(at(&printed, "/files/0").get("clock_back_ms"), None);
    claims.clock.back_ms = Some(31_536_000_250);
    let (name, _) = file(&desk, "behind.jws.json", &claims);
    desk.run(&["verify", &name]).ends(0).says("the device's clock was 31536000.250 s behind");
    let printed = desk.run(&["verify", "--json", &name]).ends(0).json();
    assert_eq!(at(&printed, "/files/0/clock_back_ms").as_integer(), Some(31_536_000_250));
}

#[test]
fn events_that_travel_beside_the_file_are_checked_where_they_are() {
    let desk = Desk::new();
    let event = |_| Event { at: moment("2026-11-16T10:00:00+01:00"), action: "answer".to_owned(), path: None };
    let mut log: AuditLog = (0..300).map(event).collect();
    log.note_gap();
    let (name, _) = file(&desk, "long.jws.json", &Claims { audit: log.claim(), ..minimal_claims() });
    desk.run(&["verify", &name]).ends(0).says("300 events not at hand, 1 gap in its events");
    let status = |arguments: &[&str]| {
        let printed = desk.run(arguments).ends(0).json();
        at(&printed, "/files/0/audit").as_str().map(str::to_owned)
    };
    assert_eq!(status(&["verify", "--json", &name]).as_deref(), Some("not_at_hand"));
    std::fs::create_dir(desk.path("beside")).expect("a folder");
    desk.file("beside/audit.jsonl", log.to_jsonl());
    assert_eq!(status(&["verify", "--json", &name, "--files", "beside"]).as_deref(), Some("checked"));
    // The right lines under a chain that they do not make.
    let mut forged = log.claim();
    forged.n = 299;
    let (name, _) = file(&desk, "short.jws.json", &Claims { audit: forged, ..minimal_claims() });
    desk.run(&["verify", &name, "--files", "beside"]).ends(1).says("error[seal/audit]");
    let (name, _) = file(&desk, "none.jws.json", &minimal_claims());
    assert_eq!(status(&["verify", "--json", &name]).as_deref(), Some("none"));
}

#[test]
fn files_that_answers_name_are_claimed_and_compared() {
    let desk = Desk::new();
    let form = desk.file(
        "form.json",
        r#"{"sealform":1,"id":"f","version":"1","title":"F","languages":["en"],"survey":[
            {"type":"image","name":"shelf","label":"S"},{"type":"audio","name":"talk","label":"T"}]}"#,
    );
    let given = desk.file("given.json", r#"{"answers":{"shelf":["a.jpg","b.png"],"talk":["c.mp3"]}}"#);
    std::fs::create_dir(desk.path("sent")).expect("a folder");
    for (name, bytes) in [("sent/a.jpg", "a"), ("sent/b.png", "bb"), ("sent/c.mp3", "ccc")] {
        desk.file(name, bytes);
    }
    desk.run(&["fill", &form, "-a", &given, "-o", "f.jws.json", "--files", "sent"]).ends(0);
    desk.run(&["verify", "f.jws.json", "-q", &form]).ends(0).says("replayed, 3 files not at hand");
    let states = |more: &[&str], code| {
        let printed = desk.run(&[&["verify", "--json", "f.jws.json"], more].concat()).ends(code).json();
        let each = at(&printed, "/files/0/attachments").as_array().expect("a list").iter();
        let each: Vec<String> = each
            .map(|one| {
                format!("{} {}", at(one, "/name").as_str().expect("a name"), at(one, "/file").as_str().expect("a word"))
            })
            .collect();
        let places = at(&printed, "/files/0/findings").as_array().expect("findings").iter();
        let places: Vec<String> =
            places.map(|one| at(one, "/place/pointer").as_str().expect("a place").to_owned()).collect();
        (each.join(", "), codes(at(&printed, "/files/0/findings")).join(" ") + &places.join(" "))
    };
    let nowhere = "a.jpg not_at_hand, b.png not_at_hand, c.mp3 not_at_hand".to_owned();
    assert_eq!(states(&[], 0), (nowhere, String::new()));
    let beside = ["-q", "form.json", "--files", "sent"];
    assert_eq!(states(&beside, 0), ("a.jpg checked, b.png checked, c.mp3 checked".to_owned(), String::new()));
    desk.file("sent/a.jpg", "A");
    desk.file("sent/b.png", "b");
    // What is no regular file of the folder is not opened.
    std::fs::remove_file(desk.path("sent/c.mp3")).expect("gone");
    desk.file("c.mp3", "ccc");
    std::os::unix::fs::symlink("../c.mp3", desk.path("sent/c.mp3")).expect("a link");
    let (each, found) = states(&beside, 1);
    assert_eq!(each, "a.jpg checked, b.png checked, c.mp3 not_at_hand");
    assert_eq!(
        found,
        "seal/attachment-digest seal/attachment-size/payload/attachments/0/sha256 /payload/attachments/1/size"
    );

    // Lost on the way to the seal: only the form knows that it was a file.
    let sealed = Claims {
        answers: json(r#"{"shelf":{"v":["a.jpg"]},"talk":{"v":["c.mp3"]}}"#),
        ..claims_of(&desk, "f.jws.json")
    };
    file(&desk, "lost.jws.json", &Claims { attachments: Vec::new(), ..sealed });
    desk.run(&["verify", "lost.jws.json"]).ends(0);
    let ran = desk.run(&["verify", "lost.jws.json", "-q", &form]).ends(1).says("error[replay/not-attached]");
    ran.says("/payload/answers/shelf/v/0").says("/payload/answers/talk/v/0");
    let odd = attachment("../c.mp3", "shelf", b"ccc");
    let answers = json(r#"{"shelf":{"v":["../c.mp3"]}}"#);
    file(&desk, "odd.jws.json", &Claims { answers, attachments: vec![odd], ..minimal_claims() });
    desk.run(&["verify", "odd.jws.json", "--files", "sent"]).ends(1).says("error[seal/claim-type]");
}

#[test]
fn a_picture_that_the_device_has_sealed_before_is_said_and_leaves_the_file_in_order() {
    let desk = Desk::new();
    let photos = |seen| {
        let again = Attachment { seen, ..attachment("again.jpg", "shelf", b"a") };
        vec![attachment("first.jpg", "shelf", b"b"), again]
    };
    let answers = json(r#"{"shelf":{"v":["first.jpg","again.jpg"]}}"#);
    let claims = |seen| Claims { answers: answers.clone(), attachments: photos(seen), ..minimal_claims() };
    file(&desk, "again.jws.json", &claims(true));
    file(&desk, "new.jws.json", &claims(false));
    let said = "self-reported: the device had sealed the picture `again.jpg` of `shelf` before";
    let printed = desk.run(&["verify", "again.jws.json"]).ends(0).says(said).out;
    assert_eq!(printed.matches("self-reported").count(), 1, "{printed}");
    let printed = desk.run(&["verify", "new.jws.json"]).ends(0).out;
    assert!(!printed.contains("self-reported"), "{printed}");
}

/// What Node's `Intl` lists for `TZ=Europe/Oslo` around noon of 24 October 2026; the clock goes back in the night after it.
const OSLO: &str = r#"{"name":"Europe/Oslo","transitions":[[1729555200,120],[1729990800,60],[1743296400,120],[1761440400,60],[1774746000,120],[1792890000,60],[1806195600,120],[1824944400,60],[1837645200,120]]}"#;

#[test]
fn the_zone_that_is_named_is_sealed_with_its_changes() {
    let desk = Desk::new();
    let form = desk.file(
        "form.json",
        r#"{"sealform":1,"id":"f","version":"1","title":"F","languages":["en"],"survey":[
            {"type":"date","name":"from","label":"F"},{"type":"date","name":"to","label":"T"},
            {"type":"calculate","name":"hours","calculation":"round((decimal-date-time(${to}) - decimal-date-time(${from})) * 24, 3)"},
            {"type":"calculate","name":"day","calculation":"today()"}]}"#,
    );
    let given = desk.file("given.json", r#"{"answers":{"from":"2026-10-24","to":"2026-10-26"}}"#);
    let fill = ["fill", &form, "-a", &given, "-o", "f.jws.json", "--at", "2026-10-24T22:30:00Z"];
    desk.run(&[&fill[..], &["--zone", "Europe/Oslo"]].concat()).ends(0);
    desk.run(&["verify", "f.jws.json", "-q", &form]).ends(0).says("replayed");
    let claims = claims_of(&desk, "f.jws.json");
    assert_eq!(claims.facts.get("zone").map(Json::to_text).as_deref(), Some(OSLO));
    assert_eq!(
        (claims.clock.tz.as_str(), claims.clock.sealed.to_rfc3339().as_str()),
        ("Europe/Oslo", "2026-10-25T00:30:00+02:00")
    );
    let value = |name: &str| claims.answers.get(name).and_then(|answer| answer.get("v")).and_then(Json::as_str);
    // The night has an hour more, and where the form is filled it is the day after.
    assert_eq!(value("hours"), Some("49"));
    assert_eq!(value("day"), Some("2026-10-25"));
    desk.run(&[&fill[..], &["--zone", "Europe/Olso"]].concat()).ends(2).complains("did you mean `Europe/Oslo`");
    let facts = desk.file("facts.json", format!(r#"{{"zone":{OSLO}}}"#));
    desk.run(&[&fill[..], &["--zone", "Europe/Oslo", "--facts", &facts]].concat()).ends(2).complains("given twice");
    desk.run(&[&fill[..], &["--facts", &facts]].concat()).ends(0);
    assert_eq!(claims_of(&desk, "f.jws.json").facts.get("zone"), claims.facts.get("zone"));
}

#[test]
fn no_text_of_a_file_makes_a_line_of_its_own_or_steers_the_terminal() {
    let desk = Desk::new();
    let odd = "visit\nforged.jws.json: intact, sealed by the enrolled device\u{1b}[2J\u{9b}1m\u{202e}";
    let questionnaire = QuestionnaireRef { id: odd.to_owned(), version: odd.to_owned(), sha256: digest(b"f") };
    let (name, _) = file(&desk, "odd.jws.json", &Claims { questionnaire, ..minimal_claims() });
    let form = desk.file(
        "form.json",
        r#"{"sealform":1,"id":"f","version":"1","title":"F","languages":["en"],"survey":[{"type":"integer","name":"a","label":"A"}]}"#,
    );
    let key = desk.file("key.json", r#"{"sealform_key":1,"questionnaire":{"id":"f","version":"1"},"questions":{}}"#);
    let as_key = format!(r#"{{"sealform":1,"{}":1}}"#, odd.replace('\n', "\\n").replace('\u{1b}', "\\u001b"));
    let as_key = desk.file("names.json", as_key);
    for arguments in [
        vec!["verify", &name],
        vec!["verify", "--json", &name],
        vec!["verify", &name, "-q", &form],
        vec!["score", &name, "-q", &form, "-k", &key],
        vec!["check", &as_key],
        vec!["check", "--json", &as_key],
    ] {
        let ran = desk.run(&arguments);
        let shown = ran.out + &ran.err;
        assert!(!shown.lines().any(|line| line.starts_with("forged")), "{arguments:?}: {shown}");
        let steers = |c: char| c.is_control() && c != '\n' || c == '\u{202e}';
        assert!(!shown.contains(steers), "{arguments:?}: {shown:?}");
        assert!(shown.contains("forged"), "{arguments:?}: {shown}");
    }
}

#[test]
fn what_cannot_be_played_again_is_named_and_leaves_the_score_open() {
    let desk = Desk::new();
    let form = desk.file(
        "form.json",
        r#"{"sealform":1,"id":"f","version":"1","title":"F","languages":["en"],
            "choices":{"yn":[{"name":"yes","label":"Y"},{"name":"no","label":"N"}]},"survey":[
            {"type":"integer","name":"price","label":"P"},{"type":"text","name":"shop","label":"S"},
            {"type":"calculate","name":"noted","calculation":"${price} + 0","trigger":["shop"]},
            {"type":"select_one","name":"q","label":"Q","choices":"yn","relevant":"${noted} = 3"}]}"#,
    );
    let key = desk.file(
        "key.json",
        r#"{"sealform_key":1,"questionnaire":{"id":"f","version":"1"},"questions":{"q":{"points":{"yes":1,"no":0}}}}"#,
    );
    let given = desk.file(
        "given.json",
        r#"{"commands":[{"do":"answer","path":"price","value":3},{"do":"answer","path":"shop","value":"x"},
        {"do":"answer","path":"q","value":"yes"},{"do":"answer","path":"price","value":4}]}"#,
    );
    let fill = desk.run(&["fill", &form, "-a", &given, "-k", &key, "-o", "f.jws.json"]);
    fill.ends(0);
    let verify = ["verify", "f.jws.json", "-q", &form, "-k", &key];
    desk.run(&verify).ends(0).says("partly replayed (taken as claimed: `noted`)").says("not confirmed");
    let printed = desk.run(&[&verify[..], &["--json"]].concat()).ends(0).json();
    assert_eq!(at(&printed, "/files/0/replay").as_str(), Some("partial"));
    assert_eq!(at(&printed, "/files/0/not_replayed").to_text(), r#"["noted"]"#);
    assert_eq!(at(&printed, "/files/0/score").as_str(), Some("unconfirmed"));
    let score = ["score", "f.jws.json", "-q", &form, "-k", &key];
    desk.run(&score).ends(0).says("depends on answers that cannot be played again").says("Its signer was not checked");
    let trust = trust(&desk);
    desk.run(&[&score[..], &["--trust", &trust]].concat()).ends(1).complains("seal/untrusted-key");
}

#[test]
fn a_folder_is_verified_with_the_folders_inside_and_what_else_lies_there_is_counted() {
    let desk = Desk::new();
    for folder in ["sent", "sent/monday", "sent/empty.jws.json"] {
        std::fs::create_dir(desk.path(folder)).expect("a folder");
    }
    for (name, digit) in [("sent/b.jws.json", '1'), ("sent/a.jws.json", '2'), ("sent/monday/c.jws.json", '3')] {
        file(&desk, name, &Claims { jti: jti(digit), ..minimal_claims() });
    }
    desk.file("sent/photo.png", "a picture");
    let ran = desk.run(&["verify", "sent"]).ends(0);
    let places = ["a.jws.json: intact", "b.jws.json: intact", "c.jws.json: intact"].map(|said| ran.out.find(said));
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{}", ran.out);
    ran.says("3 files: 3 in order, 0 not; 1 other file was passed over");
    let json = desk.run(&["verify", "sent", "--json"]).ends(0).json();
    assert_eq!(at(&json, "/passed_over").as_integer(), Some(1));
    file(
        &desk,
        "sent/monday/again.jws.json",
        &Claims { jti: jti('1'), engine: "another".to_owned(), ..minimal_claims() },
    );
    desk.run(&["verify", "sent"]).ends(1).says("has the same identity but different content");
}
