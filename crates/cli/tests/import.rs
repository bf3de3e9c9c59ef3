//! Forms from spreadsheets and back, and what changed between two of them.

mod support;

use std::fs;

use sealform_tests::vectors_dir;
use support::{Desk, at, form};

fn good() -> String {
    fs::read_to_string(vectors_dir().join("xlsform/good.md")).expect("a form")
}

#[test]
fn a_spreadsheet_becomes_a_questionnaire_with_its_key() {
    let desk = Desk::new();
    desk.file("visit.md", good());
    desk.run(&["import", "visit.md", "-o", "visit.json", "--key-out", "visit.key.json"]).ends(0);
    desk.run(&["check", "visit.json", "visit.key.json"]).ends(0).says("questionnaire (visit 2026.1, 2 questions)");
    let printed = desk.pipe(&["import", "-", "-o", "-"], good().as_bytes()).ends(0).json();
    assert_eq!(at(&printed, "/id").as_str(), Some("visit"));
    let printed = desk.pipe(&["import", "-", "-o", "-"], b"type,name,label\ntext,who,Who?\n").ends(0).json();
    assert_eq!(at(&printed, "/survey/0/name").as_str(), Some("who"));
}

#[test]
fn a_questionnaire_goes_through_every_kind_of_spreadsheet_unchanged() {
    let desk = Desk::new();
    let (document, key) = (form("ksp-phone.json"), form("ksp-phone.key.json"));
    for ending in ["xlsx", "csv", "md"] {
        let sheet = format!("ksp.{ending}");
        desk.run(&["import", &document, "--key", &key, "-o", &sheet]).ends(0);
        desk.run(&["diff", &document, &sheet]).ends(0).says("nothing changed");
        desk.run(&["check", &sheet]).ends(0);
        desk.run(&["import", &sheet, "-o", "back.json", "--key-out", "back.key.json"]).ends(0);
        desk.run(&["check", "back.json"]).ends(0);
        desk.run(&["check", "back.key.json", "-q", "back.json"]).ends(0);
    }
}

#[test]
fn an_error_is_reported_at_its_cell() {
    let desk = Desk::new();
    desk.file("visit.md", good().replace("${greeted} = 'yes'", "${greted} = 'yes'"));
    let reported = "error[xlsform/unknown-reference]: the survey has no question, group or repeat called `greted`\n  --> visit.md survey!F4, columns 1-9\n";
    desk.run(&["check", "visit.md"]).ends(1).says(reported).says("hint: did you mean `greeted`?");
    // What only the compiler sees is reported at the cell, too.
    desk.file("visit.md", good().replace("${greeted} = 'yes'", "${greeted} = "));
    desk.run(&["check", "visit.md"]).ends(1).says("--> visit.md survey!F4");
    desk.run(&["import", "visit.md", "-o", "visit.doc"]).ends(2).complains("use .json, .xlsx, .csv or .md");
    desk.run(&["import", "nowhere.xlsx", "-o", "visit.json"]).ends(3).complains("there is no such file");
}

#[test]
fn what_has_an_error_is_not_written_over_what_is_there() {
    let desk = Desk::new();
    let faulty = [
        ("relevant.md", good().replace("${greeted} = 'yes'", "${greeted} = ")),
        ("circle.md", good().replace("${greeted} = 'yes'", "${greeted} = 'yes' and")),
        (
            "odd.xml",
            "<html xmlns=\"http://www.w3.org/1999/xhtml\"><head><model xmlns=\"http://www.w3.org/2002/xforms\"><instance><data id=\"t\"><a/></data></instance><bind nodeset=\"/data/a\" relevant=\"1 +\"/></model></head><body><input xmlns=\"http://www.w3.org/2002/xforms\" ref=\"/data/a\"><label>A</label></input></body></html>".to_owned(),
        ),
    ];
    for (name, text) in faulty {
        desk.file(name, text);
        desk.file("out.json", "as it was");
        desk.run(&["import", name, "-o", "out.json", "--key-out", "out.key.json"]).ends(1).says("error[");
        assert_eq!(fs::read_to_string(desk.path("out.json")).expect("the file"), "as it was", "{name}");
        assert!(!desk.path("out.key.json").exists(), "{name}");
        desk.run(&["import", name, "-o", "-"]).ends(1).complains("error[");
        desk.run(&["import", name, "-o", "out.xlsx"]).ends(1);
        assert!(!desk.path("out.xlsx").exists(), "{name}");
    }
}

#[test]
fn a_form_and_its_key_belong_together_whatever_they_are_called() {
    let desk = Desk::new();
    desk.file("visit.md", good());
    desk.run(&["import", "visit.md", "-o", "a.json", "--key-out", "k.json"]).ends(0);
    desk.file("other.md", good().replace("| visit", "| else"));
    for files in [["check", "a.json", "k.json"], ["check", "k.json", "a.json"]] {
        let checked = desk.run(&files).ends(0);
        checked.says("k.json: scoring key (fits visit 2026.1): no findings");
    }
    desk.run(&["check", "k.json"]).ends(0).says("warning[key/alone]");
}

#[test]
fn a_form_that_is_filled_with_one_key_alone_is_checked_and_filled_with_it() {
    let desk = Desk::new();
    desk.file("visit.md", good());
    desk.run(&["import", "visit.md", "-o", "plain.json", "--key-out", "k.json"]).ends(0);
    let plain = fs::read_to_string(desk.path("plain.json")).expect("the form");
    let settings = "\"tolerant\": true";
    assert!(plain.contains(settings), "{plain}");
    let needing = |digest: &str| plain.replace(settings, &format!("{settings}, \"needs_key\": \"{digest}\""));
    let zeros = "0".repeat(64);
    desk.file("visit.json", needing(&zeros));
    // What another key is called is said, so that it can be written down.
    let said = desk.run(&["check", "visit.json", "k.json"]).ends(1).out;
    let digest = said.split("and `").nth(1).and_then(|rest| rest.get(..64)).expect("a digest").to_owned();
    desk.file("visit.json", needing(&digest));
    desk.run(&["check", "visit.json", "k.json"]).ends(0).says("k.json: scoring key (fits visit 2026.1): no findings");
    desk.run(&["check", "visit.json"]).ends(0).says("warning[key/needed]");
    // The key of another form is none.
    let key = fs::read_to_string(desk.path("k.json")).expect("the key");
    desk.file("other.json", key.replace("\"visit\"", "\"other\""));
    desk.run(&["check", "visit.json", "other.json"]).says("warning[key/needed]");
    desk.file("answers.json", r#"{"answers": {}}"#);
    let fill = ["fill", "visit.json", "-a", "answers.json", "-o", "out.jws.json"];
    desk.run(&fill).ends(1).complains("error[key/needed]");
    desk.run(&[&fill[..], &["--key", "k.json"]].concat()).ends(1).complains("greeted");
}

#[test]
fn changes_are_reported_in_an_authors_words() {
    let desk = Desk::new();
    desk.file("old.md", good());
    let new = good()
        .replace("Did they greet you?", "Were you greeted?")
        .replace("${greeted} = 'yes'", "${greeted} = 'no'")
        .replace("| | yn | na | Not applicable | Ikke aktuelt | yes |\n", "");
    desk.file("new.md", new);
    desk.run(&["diff", "old.md", "new.md"])
        .ends(1)
        .says("question greeting/greeted: label (en) changed\n  - Did they greet you?\n  + Were you greeted?\n")
        .says("question greeting/minutes: relevant changed\n  - ${greeted} = 'yes'\n  + ${greeted} = 'no'\n")
        .says("choice yn/na removed\n");
    let changes = desk.run(&["diff", "old.md", "new.md", "--json"]).ends(1).json();
    assert_eq!(at(&changes, "/0/change").as_str(), Some("changed"));
    desk.run(&["diff", "old.md", "old.md"]).ends(0).says("nothing changed");
}

/// What the author asked for and the face does not draw is said, whatever the form is written in.
#[test]
fn what_is_not_drawn_as_it_was_asked_is_said() {
    let desk = Desk::new();
    let sheet = "| survey |\n| | type | name | label | appearance |\n| | select_one yn | a | A | sparkle minimal |\n\
                 | | text | b | B | multilines |\n| | begin group | g | G | |\n| | begin group | h | H | field-list |\n\
                 | | text | c | C | |\n| | end group | | | |\n| | end group | | | |\n| choices |\n\
                 | | list_name | name | label |\n| | yn | yes | Yes |\n| settings |\n| | style |\n| | theme-formhub |\n";
    let xml = r#"<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>F</h:title>
        <model><instance><data id="f" version="1"><a/></data></instance><bind nodeset="/data/a" type="geopoint"/></model></h:head>
        <h:body><input ref="/data/a" appearance="bearing"><label>A</label></input></h:body></h:html>"#;
    for (file, text, said) in [
        (
            "form.md",
            sheet,
            &[
                "`sparkle` changes nothing",
                "survey!D2",
                "did you mean `multiline`?",
                "`field-list` makes no page",
                "`theme-formhub` is not drawn",
            ][..],
        ),
        (
            "form.xml",
            xml,
            &["`bearing` asks the compass of a phone for a direction, and means nothing here", "document/not-drawn"],
        ),
    ] {
        let file = desk.file(file, text);
        let checked = desk.run(&["check", &file]).ends(0);
        let imported = desk.run(&["import", &file, "-o", "out.json"]).ends(0);
        for said in said {
            assert!(checked.out.contains(said) && imported.out.contains(said), "{said}: {checked:?} {imported:?}");
        }
        assert!(!checked.out.contains("`minimal`"), "{checked:?}");
        desk.run(&["check", "out.json"]).ends(0).says("document/not-drawn");
    }
}
