//! What `sealform print` writes: every branch of a form, with its condition in words, and nothing that runs.

mod support;

use support::{Desk, form, repo};

const FORM: &str = r#"{"sealform": 1, "id": "visit", "version": "1", "title": "A <visit>", "languages": ["en", "nb"],
 "choices": {"yn": [{"name": "yes", "label": "Yes"}, {"name": "no", "label": "No <x>"}],
             "town": [{"name": "o", "label": "Oslo"}, {"name": "b", "label": "Bergen"}]},
 "survey": [
  {"type": "select_one", "choices": "yn", "name": "greeted", "label": "Greeted?", "required": true,
   "comment": {"label": "What happened?", "relevant": ". = 'no'", "required": ". = 'no'"}},
  {"type": "select_one", "choices": "town", "name": "town", "label": "Town", "choice_filter": "name = ${greeted}"},
  {"type": "group", "name": "more", "label": "More", "relevant": "${greeted} = 'no'", "children": [
    {"type": "integer", "name": "age", "label": "Age"},
    {"type": "text", "name": "why", "label": "Why at ${age}?",
     "relevant": "${age} > 17 and not(${age} > 60) or ${town} = 'o' and ${age} mod 2 = 0"}
  ]},
  {"type": "repeat", "name": "person", "label": "Person", "repeat_count": "${age}", "children": [
    {"type": "text", "name": "called", "label": "Name", "relevant": "${town} != 'b'"}
  ]},
  {"type": "terminate", "name": "over", "outcome": "disqualified", "label": "Thank you.", "relevant": "${age} < 18"},
  {"type": "note", "name": "last", "label": "Behind the end"}
 ]}"#;

/// The texts of a page, with a bar between them.
fn texts(page: &str) -> String {
    let body = page.split_once("<body>").expect("a body").1;
    let texts = body.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text.trim());
    texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("|")
}

#[test]
fn every_branch_is_there_with_its_condition() {
    let desk = Desk::new();
    desk.file("visit.json", FORM);
    desk.run(&["print", "visit.json"]).ends(0).says("visit.print.html: A <visit>");
    let page = String::from_utf8(desk.read("visit.print.html")).expect("text");
    let texts = texts(&page);
    for part in [
        "A &lt;visit&gt;|",
        "1.|Greeted?|Required|Yes|No &lt;x&gt;|A comment is needed if: “Greeted?”: No &lt;x&gt;|What happened?",
        // The filter lets nothing through at the beginning.
        "2.|Town|Oslo|Bergen",
        "More|Only if: “Greeted?”: No &lt;x&gt;|3.|Age",
        "Only if:|any of these applies:|all of these apply:|“Age”: more than 17|this does not apply:|“Age”: more than 60|\
         all of these apply:|“Town”: Oslo|This condition is met: ${age} mod 2 = 0|4.|Why at …?",
        "Person|Fill in this part once for each entry; use more copies of this page if needed.|Only if: “Town”: not Bergen|5.|Name",
        "Behind the end",
        "The form ends early if: “Age”: less than 18|Thank you.",
    ] {
        assert!(texts.contains(part), "{part}\n is not in\n{texts}");
    }
    // What a group is asked for stands once.
    assert_eq!(texts.matches("Only if: “Greeted?”").count(), 1, "{texts}");
}

#[test]
fn a_page_for_paper_loads_and_runs_nothing() {
    let desk = Desk::new();
    for name in ["ksp-phone.json", "store-visit.json"] {
        desk.run(&["print", &form(name), "-o", "page.html"]).ends(0);
        let page = String::from_utf8(desk.read("page.html")).expect("text");
        assert!(page.contains("content=\"default-src 'none'; style-src 'sha256-"), "{name}");
        for never in ["<script", "<link", " src=", " href=", " style=", "<button", "<input"] {
            let body = page.split_once("<body>").expect("a body").1;
            let tags: Vec<&str> = body.split('<').filter_map(|part| Some(part.split_once('>')?.0)).collect();
            assert!(!tags.iter().any(|tag| format!("<{tag}").contains(never)), "{name}: {never}");
        }
        let handlers = page.split([' ', '<', '>']).filter(|word| word.starts_with("on") && word.contains('='));
        assert_eq!(handlers.count(), 0, "{name}");
        assert!(page.matches("class=\"question").count() > 10, "{name}");
    }
}

#[test]
fn the_language_is_one_of_the_form() {
    let desk = Desk::new();
    let name = form("ksp-phone.json");
    desk.run(&["print", &name, "--language", "en", "-o", "page.html"]).ends(0);
    assert!(String::from_utf8(desk.read("page.html")).expect("text").contains("<html lang=\"en\">"));
    desk.run(&["print", &name, "--language", "xx", "-o", "page.html"]).ends(2).complains("not written in `xx`");
    desk.run(&["print", &repo("README.md"), "-o", "page.html"]).ends(1);
    desk.file("visit.json", FORM);
    desk.run(&["print", "visit.json", "-o", "visit.json"]).ends(2).complains("would replace");
}
