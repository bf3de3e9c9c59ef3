//! Instances for OpenRosa servers: corrections, and the files that go with them.

mod support;

use support::Desk;

const FORM: &str = r#"{"sealform": 1, "id": "visit", "version": "3", "title": "Visit", "languages": ["en"], "survey": [
    {"type": "text", "name": "shop", "label": "Shop"},
    {"type": "image", "name": "front", "label": "Front"},
    {"type": "repeat", "name": "shelf", "label": "Shelf", "instances": 1, "children": [
        {"type": "text", "name": "what", "label": "What"}, {"type": "image", "name": "photo", "label": "Photo"}]}]}"#;
const ANSWERS: &str = r#"{"answers": {"shop": "Kiosk & Co", "front": ["front.jpg"], "shelf[1]/what": "tea",
    "shelf[2]/photo": ["two.jpg"]}}"#;
const OLD: &str = "0f2c5a52-8f7c-4a2e-9f43-0c8a1c1f0b11";
const NEW: &str = "1a1b5a52-8f7c-4a2e-9f43-0c8a1c1f0b22";

fn desk() -> Desk {
    let desk = Desk::new();
    desk.file("form.json", FORM);
    desk.file("answers.json", ANSWERS);
    std::fs::create_dir(desk.path("photos")).expect("a folder");
    std::fs::create_dir(desk.path("out")).expect("a folder");
    desk.file("photos/front.jpg", "front");
    desk.file("photos/two.jpg", "two");
    desk
}

const FILL: [&str; 6] = ["fill", "form.json", "--answers", "answers.json", "-o", "sealed.json"];

fn fill(more: &[&'static str]) -> Vec<&'static str> {
    FILL.iter().chain(more).copied().collect()
}

#[test]
fn files_are_written_beside_the_instance_that_names_them() {
    let desk = desk();
    desk.run(&fill(&["--id", NEW, "--xml", "out/instance.xml", "--files", "photos"])).ends(0);
    let xml = String::from_utf8(desk.read("out/instance.xml")).expect("text");
    let wanted = format!(
        "<data xmlns:orx=\"http://openrosa.org/xforms\" id=\"visit\" version=\"3\"><shop>Kiosk &amp; Co</shop>\
         <front>front.jpg</front><shelf><what>tea</what><photo/></shelf><shelf><what/><photo>two.jpg</photo></shelf>\
         <orx:meta><orx:instanceID>uuid:{NEW}</orx:instanceID></orx:meta></data>"
    );
    assert_eq!(xml, wanted);
    assert_eq!((desk.read("out/front.jpg"), desk.read("out/two.jpg")), (b"front".to_vec(), b"two".to_vec()));
}

#[test]
fn a_correction_names_the_instance_that_it_stands_in_for() {
    let desk = desk();
    for deprecated in [OLD, "uuid:0f2c5a52-8f7c-4a2e-9f43-0c8a1c1f0b11"] {
        desk.run(&fill(&["--id", NEW, "--xml", "out/instance.xml", "--deprecated", deprecated, "--files", "photos"]))
            .ends(0);
        let xml = String::from_utf8(desk.read("out/instance.xml")).expect("text");
        let wanted = format!(
            "<orx:instanceID>uuid:{NEW}</orx:instanceID><orx:deprecatedID>uuid:{OLD}</orx:deprecatedID></orx:meta>"
        );
        assert!(xml.contains(&wanted), "{xml}");
    }
    desk.run(&fill(&["--id", NEW, "--xml", "-", "--deprecated", NEW, "--files", "photos"]))
        .ends(2)
        .complains("cannot correct itself");
    desk.run(&fill(&["--xml", "-", "--deprecated", "not an id"])).ends(2).complains("instanceID");
    desk.run(&fill(&["--deprecated", OLD])).ends(2).complains("--xml");
}

#[test]
fn files_that_are_missing_are_reported_before_anything_is_written() {
    let desk = desk();
    std::fs::remove_file(desk.path("photos/two.jpg")).expect("gone");
    let ran = desk.run(&fill(&["--xml", "out/instance.xml", "--files", "photos"])).ends(3);
    ran.complains("two.jpg").complains("there is no such file");
    assert!(!desk.path("out/instance.xml").exists() && !desk.path("out/front.jpg").exists());
    assert!(!desk.path("sealed.json").exists());
    desk.file("photos/two.jpg", "two");
    desk.run(&fill(&["--xml", "-", "--files", "photos"])).ends(2).complains("beside printed output");
    desk.run(&fill(&["--xml", "out/front.jpg", "--files", "photos"])).ends(2).complains("one name");
    desk.run(&fill(&["--xml", "out/instance.xml"])).ends(2).complains("front.jpg, two.jpg").complains("--files");
    desk.run(&FILL).ends(2).complains("front.jpg, two.jpg").complains("--files");
    assert!(!desk.path("sealed.json").exists());
}

#[test]
fn attempts_are_written_as_their_json() {
    let desk = Desk::new();
    let form = r#"{"sealform": 1, "id": "call", "version": "1", "title": "Call", "languages": ["en"], "survey": [
        {"type": "attempt_log", "name": "calls", "label": "Calls", "attempts": {"max": 3, "wait": 1, "channels": ["phone"]}}]}"#;
    desk.file("form.json", form);
    let attempt = r#"{"at":"2026-11-21T09:00:00+01:00","channel":"phone","outcome":"answered"}"#;
    desk.file("answers.json", format!(r#"{{"answers": {{"calls": [{attempt}]}}}}"#));
    desk.run(&fill(&["--xml", "instance.xml", "--at", "2026-11-21T10:00:00+01:00"])).ends(0);
    let xml = String::from_utf8(desk.read("instance.xml")).expect("text");
    assert!(xml.contains(&format!("<calls>[{}]</calls>", attempt.replace('"', "&quot;"))), "{xml}");
}
