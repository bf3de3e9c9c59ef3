//! From an agency's key to approved reports: keys, enrolments, a table of thousands of contacts, changes on the way, and what
//! became of each.

#[path = "support/issuer.rs"]
mod issuer;
mod support;

use std::collections::BTreeMap;
use std::fs;

use issuer::{AGENCY, agency, assign, trust};
use sealform_submission::agency::{AgencyDocument, Assignment, Enrolment, UnsignedDocument};
use sealform_submission::{Claims, Jti, SoftKey};
use sealform_tests::forge::{json, key, minimal_claims, moment, seal};
use sealform_types::{Json, digest};
use support::{Desk, Ran, at, codes, form};

const NOW: &str = "2026-11-09T08:00:00+01:00";

fn signed(document: AgencyDocument, body: &Json, key: &SoftKey) -> String {
    let unsigned = UnsignedDocument::new(document, body, &key.public()).expect("a small document");
    unsigned.attach(&key.sign(unsigned.signing_input())).expect("64 bytes")
}

fn enrolment(observer: &str, device: &SoftKey) -> String {
    let (iss, origin) = (AGENCY.to_owned(), "https://forms.example".to_owned());
    let enrolment = Enrolment { iss, observer: observer.to_owned(), jwk: device.public(), origin, at: moment(NOW) };
    signed(AgencyDocument::Enrolment, &enrolment.to_json(), device)
}

/// The tokens of a history, all versions, by the names of their assignments.
fn issued(desk: &Desk) -> BTreeMap<String, Vec<String>> {
    let text = String::from_utf8(desk.read("history.ndjson")).expect("text");
    let mut issued: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in text.lines() {
        let line = json(line);
        let text = |name| at(&line, name).as_str().expect("a text").to_owned();
        issued.entry(text("/assignment")).or_default().push(text("/token"));
    }
    issued
}

/// Seals a report under an assignment.
fn submit(desk: &Desk, name: &str, token: &str, device: &SoftKey) -> Claims {
    let assignment = Assignment::verify(token, &trust(desk)).expect("an assignment in force");
    let claims = Claims {
        jti: Jti::from_random(digest(name.as_bytes()).as_bytes()[..16].try_into().expect("16 bytes")),
        assignment_token: Some(token.to_owned()),
        questionnaire: assignment.questionnaire,
        ..minimal_claims()
    };
    desk.file(name, seal(&claims, device).bytes());
    claims
}

/// Name, state and whether there is a conflict, of each assignment.
fn states(status: &Json) -> Vec<(String, String, bool)> {
    let rows = at(status, "/assignments").as_array().expect("assignments").iter();
    let text = |row: &Json, name: &str| at(row, name).as_str().expect("a text").to_owned();
    rows.map(|row| (text(row, "/assignment"), text(row, "/state"), *at(row, "/conflict") == Json::Boolean(true)))
        .collect()
}

#[test]
fn an_agency_gets_a_key_that_nobody_else_reads_and_a_trust_document() {
    let desk = agency();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(desk.path("agency.jwk")).expect("a key").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let before = desk.read("agency.jwk");
    let again = ["keygen", "--issuer", AGENCY, "-o", "agency.jwk", "--trust", "trust.json"];
    desk.run(&again).ends(3).complains("error[file/exists]");
    assert_eq!(desk.read("agency.jwk"), before);
    let key = SoftKey::from_jwk(&json(&String::from_utf8(before).expect("text"))).expect("a private key");
    assert!(trust(&desk).issuer(AGENCY).is_some_and(|keys| keys.contains(&key.public())));
    // A second key of the same agency, and another agency, each in its row.
    desk.run(&["keygen", "--issuer", AGENCY, "-o", "second.jwk", "--trust", "trust.json"]).ends(0);
    desk.run(&["keygen", "--issuer", "rival", "-o", "rival.jwk", "--trust", "trust.json"]).ends(0);
    let document = json(&String::from_utf8(desk.read("trust.json")).expect("text"));
    let keys = at(&document, "/issuers").as_array().expect("issuers").iter();
    assert_eq!(keys.map(|row| at(row, "/keys").as_array().expect("keys").len()).collect::<Vec<_>>(), [2, 1]);
    let printed = desk.run(&["keygen", "--issuer", "printed", "-o", "printed.jwk"]).ends(0);
    printed.says("\"sealform_trust\": 1").says("\"iss\": \"printed\"");
    desk.run(&["keygen", "--issuer", " ", "-o", "odd.jwk"]).ends(1).complains("error[trust/type]");
    assert!(!desk.path("odd.jwk").exists());
}

#[test]
fn one_assignment_becomes_a_token_and_a_link() {
    let desk = agency();
    let phone = form("ksp-phone.json");
    let one = [
        "template.json",
        "-q",
        &phone,
        "--assignment",
        "a-1",
        "--observer",
        "anna",
        "--site",
        "p-1",
        "--channel",
        "phone",
    ];
    let dated = ["--from", "2026-11-16", "--to", "2026-11-20", "--at", NOW];
    let ran = assign(&desk, &[&one[..], &dated].concat()).ends(0);
    let assignment = Assignment::verify(&ran.out, &trust(&desk)).expect("a good token");
    assert_eq!((assignment.iss.as_str(), assignment.version), (AGENCY, 1));
    assert_eq!(assignment.questionnaire.id, "ksp-phone");
    assert_eq!(assignment.visit.and_then(|visit| visit.to).map(|day| day.to_string()).as_deref(), Some("2026-11-20"));
    assert_eq!(assignment.nonce.map(|nonce| nonce.len()), Some(22));

    // The name is taken, and so is the pair.
    assign(&desk, &[&one[..], &dated].concat()).ends(1).complains("error[assign/name-taken]");
    let other = ["template.json", "-q", &phone, "--assignment", "a-2", "--observer", "anna", "--site", "p-1"];
    assign(&desk, &other)
        .ends(1)
        .complains("error[assign/pair-repeated]: `anna` has the site `p-1` already, by the assignment `a-1`");
    assert_eq!(issued(&desk).len(), 1);

    let other = ["template.json", "-q", &phone, "--assignment", "a-2", "--observer", "bo", "--site", "p-1"];
    let linked = ["--url", "https://forms.example/visit/", "-o", "a-2.jws", "--json"];
    let printed = assign(&desk, &[&other[..], &linked].concat()).ends(0).json();
    let link = at(&printed, "/0/link").as_str().expect("a link");
    let token = link.strip_prefix("https://forms.example/visit/#a=").expect("a fragment");
    assert_eq!(Assignment::verify(token, &trust(&desk)).expect("a good token").assignment, "a-2");
    assert_eq!(desk.read("a-2.jws"), format!("{link}\n").into_bytes());
}

#[test]
fn what_is_wrong_with_an_assignment_is_said_with_its_place() {
    let desk = agency();
    let phone = form("ksp-phone.json");
    let with = |name: &str, text: &str| desk.file(name, text);
    let named = ["-q", &phone, "--assignment", "a-1"];
    for (template, code, place) in [
        (r#"{"vsit":{}}"#, "assign", "unknown member `vsit`"),
        (r#"{"version":2}"#, "assign/own-member", "/version"),
        (r#"{"visit":{"tz":"Europe/Olso"}}"#, "assign/zone", "did you mean `Europe/Oslo`?"),
        (r#"{"prefill":{"greeting/wiat":1}}"#, "assign/unknown-question", "/prefill/greeting~1wiat"),
        (r#"{"questionnaire":{"id":"ksp-phone"}}"#, "assign/questionnaire", "/questionnaire"),
        (r#"{"site":{"lat":59.9}}"#, "assignment/type", "/site/lat"),
        ("[]", "assignment/", ""),
    ] {
        let file = with("t.json", template);
        let ran = assign(&desk, &[&[file.as_str()], &named[..]].concat()).ends(1);
        assert!(ran.err.contains(code) && ran.err.contains(place), "{template}: {}", ran.err);
    }
    let nobody = ["keygen", "-o", "plain.jwk"];
    desk.run(&nobody).ends(0);
    desk.run(&["assign", "-k", "plain.jwk", "--assignment", "a-1"])
        .ends(2)
        .complains("the key does not say whose it is");
    assign(&desk, &["--assignment", "a-1"])
        .ends(1)
        .complains("error[assignment/missing]: member `questionnaire` is missing");
    assign(&desk, &["--assignment", "a-1", "--url", "forms.example"]).ends(2);
    assign(&desk, &["--assignment", "a-1", "--from", "16.11.2026"]).ends(2);
    assign(&desk, &["--assignment", "a-1", "--channels", "phone"]).ends(2);
    assert!(!desk.path("history.ndjson").exists());
}

#[test]
fn every_faulty_cell_of_a_table_is_named_and_nothing_is_issued() {
    let desk = agency();
    desk.file(
        "contacts.csv",
        "assignment,observer,site,lat,lon,tel,week,scenario,prefill::greeting/wiat\n\
         a-1,anna,p-1,59.9,10.7,+47 22 00 00 01,2026-W47,insure,\n\
         a-1,bo,p-1,,,+47 22 00 00 01,2026-W47,,\n\
         a-3,anna,p-1,,,,2026-W48,,\n\
         a-4,cleo,p-2,north,10.7,call me,2026-W54,rent,\n\
         a-5,dan,p-3,59.9,,,,,now\n",
    );
    let phone = form("ksp-phone.json");
    let ran = assign(&desk, &["template.json", "-q", &phone, "--csv", "contacts.csv", "--json"]).ends(1);
    let report = ran.json();
    let findings = at(&report, "/failed/0/findings").as_array().expect("findings").to_vec();
    let mut places: Vec<String> = findings
        .iter()
        .map(|finding| {
            let text = |name| at(finding, name).as_str().expect("a text");
            format!("{} {}", text("/place/pointer"), text("/code"))
        })
        .collect();
    places.sort();
    let wanted = [
        "A3 assign/name-taken",
        "B4 assign/pair-repeated",
        "D5 assignment/type",
        "D6 assignment/value",
        "F5 assignment/type",
        "G5 assign/week",
        "H5 assign/scenario",
    ];
    assert_eq!(places, wanted);
    let ran = assign(&desk, &["template.json", "-q", &phone, "--csv", "contacts.csv"]).ends(1);
    let ran = ran.complains("--> contacts.csv D6").complains("a place on earth has two degrees");
    ran.complains("`2026-W54` is no week: write it as in ISO 8601");
    assert!(!desk.path("history.ndjson").exists());
}

#[test]
fn four_thousand_contacts_are_spread_evenly_and_a_number_changes_in_the_middle() {
    let desk = agency();
    let mut table = "assignment,observer,site,site_name,tel,scenario\n".to_owned();
    for row in 0..4000 {
        let (site, round) = (row % 200, row / 200);
        let observer = (site + round) % 100;
        let scenario = if row % 2 == 0 { "insure" } else { "claim" };
        table.push_str(&format!(
            "a-{row:04},o-{observer:02},p-{site:03},Participant {site},+47 22 00 {site:04},{scenario}\n"
        ));
    }
    desk.file("contacts.csv", &table);
    let phone = form("ksp-phone.json");
    let wave = [
        &["template.json", "-q", &phone, "--csv", "contacts.csv", "--at", NOW][..],
        &["--channels", "phone=2,chat,email", "--weeks", "2026-W47,2026-W48,2026-W49,2026-W50"],
        &["--url", "https://forms.example/", "-o", "links.csv"],
    ]
    .concat();
    assign(&desk, &wave).ends(0).says("links.csv: 4000 assignments");
    let links = String::from_utf8(desk.read("links.csv")).expect("text");
    let mut lines = links.lines();
    assert_eq!(lines.next(), Some("assignment,version,observer,site,channel,from,to,submit_by,jti,link"));
    let mut counts: BTreeMap<(&str, &str), u32> = BTreeMap::new();
    for (index, line) in lines.clone().enumerate() {
        let cells: Vec<&str> = line.split(',').collect();
        let [_, _, observer, site, channel, from, ..] = cells[..] else { panic!("{line}") };
        [(site, channel), (site, from), (observer, channel), ("all", channel), ("all", from)]
            .into_iter()
            .for_each(|group| *counts.entry(group).or_default() += 1);
        if index % 250 == 0 {
            let token = line.split("#a=").nth(1).expect("a token");
            Assignment::verify(token, &trust(&desk)).expect("a good token");
        }
    }
    assert_eq!(lines.count(), 4000);
    let of = |group, option| counts.get(&(group, option)).copied().unwrap_or(0);
    assert_eq!(["phone", "chat", "email"].map(|channel| of("all", channel)), [2000, 1000, 1000]);
    let mondays = ["2026-11-16", "2026-11-23", "2026-11-30", "2026-12-07"];
    assert_eq!(mondays.map(|monday| of("all", monday)), [1000; 4]);
    for site in ["p-000", "p-077", "p-199"] {
        assert_eq!(["phone", "chat", "email"].map(|channel| of(site, channel)), [10, 5, 5], "{site}");
        assert_eq!(mondays.map(|monday| of(site, monday)), [5; 4], "{site}");
    }

    // The same table gives nothing a second time, and the history stays as it is.
    let before = desk.read("history.ndjson");
    let ran =
        assign(&desk, &wave).ends(1).complains("error[assign/name-taken]: there is an assignment `a-0000` already");
    ran.complains("3900 more of this kind");
    assert_eq!(desk.read("history.ndjson"), before);

    // A participant has another number from Wednesday of the second week on: what is still to come is issued again.
    desk.file("number.json", r#"{"contact":{"tel":"+47 33 00 00 00"}}"#);
    let wednesday = ["--at", "2026-11-25T11:00:00+01:00", "--trust", "trust.json"];
    let change = [&["number.json", "--reissue", "site=p-007", "--json"][..], &wednesday].concat();
    let printed = assign(&desk, &change).ends(0).json();
    let again = printed.as_array().expect("assignments");
    assert_eq!(again.len(), 15);
    let history = issued(&desk);
    for row in again {
        let versions = &history[at(row, "/assignment").as_str().expect("a name")];
        let [first, second] = &versions[..] else { panic!("two versions") };
        let trust = trust(&desk);
        assert_eq!(Assignment::verify(first, &trust).expect_err("the first version").code(), "seal/revoked");
        let second = Assignment::verify(second, &trust).expect("the second version");
        assert_eq!(second.version, 2);
        assert_eq!(second.contact.and_then(|contact| contact.tel).as_deref(), Some("+47 33 00 00 00"));
        assert_eq!(second.site.map(|site| site.id).as_deref(), Some("p-007"));
    }
    fs::create_dir(desk.path("wave")).expect("a folder");
    fs::copy(desk.path("history.ndjson"), desk.path("wave/history.ndjson")).expect("a copy");
    let status = desk.run(&["status", "wave", "--at", "2026-11-25T11:00:00+01:00", "--json"]).ends(0).json();
    assert_eq!(at(&status, "/counts").to_text(), r#"{"assigned":2000,"late":1000,"waiting":1000}"#);
    assert_eq!(at(&status, "/assignments").as_array().map(<[Json]>::len), Some(4000));
}

/// Three assignments in one week, for `anna` and for `bo`.
fn small_wave() -> Desk {
    let desk = agency();
    desk.file(
        "contacts.csv",
        "assignment,observer,site,week\na-1,anna,p-1,2026-W47\na-2,anna,p-2,2026-W47\na-3,bo,p-1,2026-W48\n",
    );
    let phone = form("ksp-phone.json");
    assign(&desk, &["template.json", "-q", &phone, "--csv", "contacts.csv", "--at", NOW]).ends(0).says("a-3,1,bo,p-1,");
    desk
}

#[test]
fn an_observer_falls_ill_both_submit_and_one_counts() {
    let desk = small_wave();
    let moved = ["--reissue", "observer=anna", "--observer", "cleo", "--at", "2026-11-17T09:00:00+01:00", "--json"];
    let printed = assign(&desk, &moved).ends(0).json();
    assert_eq!(printed.as_array().map(<[Json]>::len), Some(2));
    let history = issued(&desk);
    let (first, second) = (&history["a-1"][0], &history["a-1"][1]);
    submit(&desk, "anna.jws.json", first, &key("anna"));
    let good = submit(&desk, "cleo.jws.json", second, &key("cleo"));

    let verify = ["verify", "anna.jws.json", "cleo.jws.json", "-t", "trust.json"];
    let ran =
        desk.run(&verify).ends(1).says("error[seal/assignment-twice]: `cleo.jws.json` is for the same assignment");
    ran.says("error[seal/assignment-twice]: `anna.jws.json` is for the same assignment")
        .says("version 2 of the assignment counts");

    let status = |more: &[&str]| {
        let arguments = ["status", ".", "-t", "trust.json", "--at", "2026-11-18T09:00:00+01:00"];
        desk.run(&[&arguments[..], more].concat())
    };
    let printed = status(&["--json"]).ends(1).json();
    let row = |name: &str, state: &str, conflict| (name.to_owned(), state.to_owned(), conflict);
    let others = [row("a-2", "waiting", false), row("a-3", "assigned", false)];
    let with = |first| [&[first][..], &others].concat();
    assert_eq!(states(&printed), with(row("a-1", "submitted", true)));
    assert_eq!(at(&printed, "/assignments/0/observer").as_str(), Some("cleo"));
    assert_eq!(at(&printed, "/assignments/0/files/0/file").as_str(), Some("./cleo.jws.json"));
    assert_eq!(at(&printed, "/assignments/0/files/0/counts"), &Json::Boolean(true));
    assert_eq!(at(&printed, "/assignments/0/files/1/counts"), &Json::Boolean(false));
    assert_eq!(codes(at(&printed, "/findings")), ["seal/assignment-twice"]);
    assert_eq!(at(&printed, "/findings/0/file").as_str(), Some("./anna.jws.json"));
    status(&[]).ends(1).says("submitted (conflict)").says("3 assignments: 1 assigned, 1 waiting, 1 submitted");

    // The first version is taken back: its file is refused, and still there to see.
    let back = ["revoke", "a-1", "a-2", "--trust", "trust.json", "--history", "history.ndjson", "--up-to", "1"];
    desk.run(&back).ends(0).says("a-1: taken back up to version 1").says("a-2: taken back up to version 1");
    desk.run(&back).ends(0).says("a-1: was taken back already");
    let ran =
        desk.run(&verify).ends(1).says("error[seal/revoked]").says("cleo.jws.json: intact, sealed by whoever held");
    assert!(!ran.out.contains("seal/assignment-twice"), "{}", ran.out);
    let printed = status(&["--json"]).ends(1).json();
    assert_eq!(states(&printed), with(row("a-1", "submitted", true)));
    assert_eq!(codes(at(&printed, "/findings")), ["seal/revoked"]);

    // The reviewer sends it back, then approves it.
    let agency = SoftKey::from_jwk(&json(&String::from_utf8(desk.read("agency.jwk")).expect("text"))).expect("a key");
    let sha256 = digest(good.to_payload().expect("claims").bytes());
    let said = |more: &str| json(&format!(r#"{{{more},"iss":"{AGENCY}","jti":"{}","sha256":"{sha256}"}}"#, good.jti));
    let returned = said(r#""at":"2026-11-18T10:00:00+01:00""#);
    desk.file("return.jws", signed(AgencyDocument::Return, &returned, &agency));
    assert_eq!(states(&status(&["--json"]).ends(1).json())[0].1, "returned");
    let forged = said(r#""at":"2026-11-18T10:30:00+01:00","decision":"approve""#);
    desk.file("forged.jws", signed(AgencyDocument::Review, &forged, &key("anna")));
    let printed = status(&["--json"]).ends(1).json();
    assert_eq!(states(&printed)[0].1, "returned");
    assert!(codes(at(&printed, "/findings")).contains(&"seal/untrusted-key"));
    fs::remove_file(desk.path("forged.jws")).expect("gone");
    let approved = said(r#""at":"2026-11-18T11:00:00+01:00","decision":"approve""#);
    desk.file("review.jws", signed(AgencyDocument::Review, &approved, &agency));
    assert_eq!(states(&status(&["--json"]).ends(1).json())[0].1, "approved");
    let rejected = said(r#""at":"2026-11-19T11:00:00+01:00","decision":"reject""#);
    desk.file("second.jws", signed(AgencyDocument::Review, &rejected, &agency));
    assert_eq!(states(&status(&["--json"]).ends(1).json())[0].1, "rejected");
}

#[test]
fn the_calendar_says_how_late_an_assignment_is() {
    let desk = small_wave();
    fs::create_dir(desk.path("empty")).expect("a folder");
    desk.run(&["status", "empty"]).ends(0).says("0 assignments: none");
    desk.run(&["status", "nowhere"]).ends(3).complains("error[file/unreadable]");
    for (moment, state) in [
        ("2026-11-15T23:59:00+01:00", "assigned"),
        // Monday begins at midnight in Oslo, which is still Sunday elsewhere.
        ("2026-11-15T23:00:00Z", "waiting"),
        ("2026-11-22T23:59:00+01:00", "waiting"),
        ("2026-11-23T00:00:00+01:00", "late"),
        ("2026-12-20T12:00:00+01:00", "late"),
        ("2026-12-20T12:00:01+01:00", "overdue"),
    ] {
        let printed = desk.run(&["status", ".", "--at", moment, "--json"]).ends(0).json();
        assert_eq!(states(&printed)[0].1, state, "{moment}");
    }
    desk.run(&["revoke", "a-1", "-t", "trust.json", "--history", "history.ndjson"]).ends(0);
    let printed = desk.run(&["status", ".", "-t", "trust.json", "--at", NOW, "--json"]).ends(0).json();
    assert_eq!(states(&printed)[0].1, "revoked");
    desk.run(&["revoke", "a-9", "-t", "trust.json", "--history", "history.ndjson"])
        .ends(2)
        .complains("no assignment `a-9`");
    desk.run(&["revoke", "a-9", "-t", "trust.json", "--issuer", AGENCY, "--up-to", "3"]).ends(0);
    assert_eq!(trust(&desk).revoked_to(AGENCY, "a-9"), Some(3));
    // Revoked versions are never issued again under the same number.
    let ran = assign(&desk, &["--reissue", "a-1", "--submit-by", "2026-12-24T12:00:00+01:00", "--trust", "trust.json"])
        .ends(0);
    assert_eq!(Assignment::verify(&ran.out, &trust(&desk)).expect("in force").version, 2);
    assign(&desk, &["--reissue", "a-11"]).ends(2).complains("did you mean `a-1`?");
    assign(&desk, &["--reissue", "observer=dan"]).ends(2).complains("no open assignment for `observer=dan`");
    assign(&desk, &["--reissue", "a-2", "--observer", "bo"]).ends(0);
    // `bo` has been at `p-1` for the assignment `a-3`.
    assign(&desk, &["--reissue", "a-1", "--observer", "bo"]).ends(1).complains("error[assign/pair-repeated]");
}

#[test]
fn a_device_is_enrolled_and_assignments_are_bound_to_it() {
    let desk = small_wave();
    let (phone, tablet) = (key("anna's phone"), key("anna's tablet"));
    desk.file("anna.jws", enrolment("anna", &phone) + "\n");
    let enrol =
        |more: &[&str]| desk.run(&[&["enrol", "--observers", "observers.ndjson", "-t", "trust.json"], more].concat());
    let jkt = phone.public().thumbprint();
    enrol(&["anna.jws"]).ends(0).says(&format!("anna: the device {jkt} of https://forms.example is enrolled"));
    let before = desk.read("observers.ndjson");
    enrol(&["anna.jws"]).ends(0);
    assert_eq!(desk.read("observers.ndjson"), before);

    let file = |observer: &str, device: &SoftKey| desk.file("other.jws", enrolment(observer, device));
    file("anna", &tablet);
    enrol(&["other.jws"]).ends(1).complains("error[enrolment/other-device]: `anna` has another device");
    file("bo", &phone);
    enrol(&["other.jws"]).ends(1).complains("error[enrolment/shared-device]: this is the device of `anna`");
    let agency = SoftKey::from_jwk(&json(&String::from_utf8(desk.read("agency.jwk")).expect("text"))).expect("a key");
    file("bo", &agency);
    enrol(&["other.jws"]).ends(1).complains("error[trust/two-roles]");
    desk.file("other.jws", signed(AgencyDocument::Enrolment, &json("{}"), &tablet));
    enrol(&["other.jws", "anna.jws"]).ends(1).complains("error[enrolment/missing]");
    desk.file("other.jws", enrolment("bo", &tablet).replace('.', ""));
    enrol(&["other.jws"]).ends(1).complains("error[seal/compact]");
    assert_eq!(desk.read("observers.ndjson"), before);

    let bound = ["--observers", "observers.ndjson", "--at", NOW];
    let reissue =
        |which: &str, more: &[&str]| assign(&desk, &[&["--reissue", which], &bound[..], more].concat()).ends(0);
    let read = |ran: &Ran| Assignment::verify(&ran.out, &trust(&desk)).expect("a good token");
    let assignment = read(&reissue("a-1", &[]));
    assert_eq!(assignment.jkt.as_deref(), Some(jkt.as_str()));
    let token = issued(&desk)["a-1"][1].clone();
    submit(&desk, "phone.jws.json", &token, &phone);
    desk.run(&["verify", "phone.jws.json", "-t", "trust.json"]).ends(0).says("sealed by the enrolled device");
    submit(&desk, "tablet.jws.json", &token, &tablet);
    desk.run(&["verify", "tablet.jws.json", "-t", "trust.json"]).ends(1).says("error[seal/other-device]");
    let printed = desk.run(&["status", ".", "-t", "trust.json", "--at", NOW, "--json"]).ends(1).json();
    assert_eq!(at(&printed, "/assignments/0/files/0/file").as_str(), Some("./phone.jws.json"));
    assert_eq!(at(&printed, "/assignments/0/files/1/refused"), &Json::Boolean(true));

    // Whoever else gets it is not bound to her device; and she may have a new one.
    assert_eq!(read(&reissue("a-1", &["--observer", "cleo"])).jkt, None);
    file("anna", &tablet);
    enrol(&["other.jws", "--replace"]).ends(0);
    assert_eq!(read(&reissue("a-2", &[])).jkt.as_deref(), Some(tablet.public().thumbprint().as_str()));
}

#[test]
fn a_history_or_a_list_that_was_damaged_is_not_built_on() {
    let desk = small_wave();
    let good = desk.read("history.ndjson");
    desk.file("history.ndjson", [&good[..], b"{\"assignment\":\"a-4\"}\n{\"token\":\"x\"}\nx\n"].concat());
    let ran = assign(&desk, &["--reissue", "a-1"]).ends(1).complains("history.ndjson:4").complains("history.ndjson:5");
    ran.complains("history.ndjson:6").complains("error[history/line]");
    let status = desk.run(&["status", ".", "--json"]).ends(1).json();
    assert_eq!(codes(at(&status, "/findings")), ["history/line"; 3]);
    desk.file("history.ndjson", &good);
    desk.file("observers.ndjson", "{\"observer\":\"anna\"}\n");
    let ran = assign(&desk, &["--reissue", "a-1", "--observers", "observers.ndjson"]).ends(1);
    ran.complains("error[observers/line]").complains("observers.ndjson:1");
    assert_eq!(desk.read("history.ndjson"), good);
    // A history of another agency's key is told by trust.
    desk.run(&["keygen", "--issuer", AGENCY, "-o", "forger.jwk"]).ends(0);
    let forged = ["assign", "-k", "forger.jwk", "-q", &form("ksp-phone.json"), "--assignment", "a-9", "-o", "a-9.jws"];
    desk.run(&forged).ends(0);
    let printed = desk.run(&["status", ".", "-t", "trust.json", "--at", NOW, "--json"]).ends(1).json();
    assert_eq!(states(&printed).len(), 3);
    assert!(codes(at(&printed, "/findings")).contains(&"seal/untrusted-key"));
}
