//! Forms that other programs take, as they are written in the wild: they are imported, and what comes out is sound.

use sealform_formats::xlsform;
use sealform_questionnaire::Questionnaire;
use sealform_types::{Json, Severity};

/// The document that a table becomes; nothing of it is refused.
fn document(table: &str) -> Json {
    let imported = xlsform::read(table.as_bytes(), "form");
    let errors: Vec<String> = imported
        .findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .map(ToString::to_string)
        .collect();
    assert!(errors.is_empty(), "{table}\n{}", errors.join("\n"));
    let document = imported.questionnaire.expect("a document");
    let (read, findings) = Questionnaire::read(&document);
    assert!(read.is_some() && !findings.has_errors(), "{table}\n{findings}");
    document
}

/// A survey of the columns `type`, `name`, `label` and others.
fn survey(others: &str, rows: &[&str]) -> String {
    let rows: Vec<String> = rows.iter().map(|row| format!("| | {row} |")).collect();
    format!("| survey |\n| | type | name | label | {others} |\n{}\n", rows.join("\n"))
}

const LISTS: &str = "| choices |\n| | list_name | name | label |\n| | yn | yes | Yes |\n| | yn | no | No |\n";

fn item<'a>(document: &'a Json, path: &[&str]) -> &'a Json {
    let (first, rest) = path.split_first().expect("a path");
    let found = |items: &'a Json| {
        let all = items.as_array().expect("items").iter();
        let mut named = all.filter(|item| item.get("name").and_then(Json::as_str) == Some(first));
        named.next().unwrap_or_else(|| panic!("nothing is called {first}"))
    };
    let mut here = found(document.get("survey").or(document.get("children")).expect("items"));
    if !rest.is_empty() {
        here = item(here, rest);
    }
    here
}

fn text<'a>(item: &'a Json, member: &str) -> Option<&'a str> {
    item.get(member).and_then(Json::as_str)
}

#[test]
fn settings_for_sending_are_kept_as_written() {
    let table =
        survey("hint", &["text | a | A | "]) + "| settings |\n| | auto_send | auto_delete |\n| | yes | false |\n";
    let document = document(&table);
    let settings = document.get("settings").expect("settings");
    assert_eq!((text(settings, "auto_send"), text(settings, "auto_delete")), (Some("yes"), Some("false")));
}

#[test]
fn a_filter_over_a_repeat_keeps_its_texts() {
    let table = survey(
        "choice_filter",
        &[
            "begin repeat | r | R | ",
            "text | n | N | ",
            "integer | age | Age | ",
            "end repeat | | | ",
            "text | b | B | ",
            "select_one ${n} | a | A | ${age} > 3 and ${b} != '${age}'",
        ],
    );
    let document = document(&table);
    assert_eq!(text(item(&document, &["a"]), "choice_filter"), Some("age > 3 and ${b} != '${age}'"));
}

#[test]
fn another_answer_belongs_to_the_question_beside_it() {
    let rows = ["begin group | g | G | ", "select_one yn or_other | a | A | ", "end group | | | ", "text | a | A | "];
    let document = document(&(survey("hint", &rows) + LISTS));
    assert_eq!(text(item(&document, &["g", "a_other"]), "relevant"), Some("selected(../a, 'other')"));
}

#[test]
fn a_list_that_is_called_like_a_file_is_one() {
    for kind in ["select_one towns.csv", "select_multiple towns.xml", "rank towns.geojson"] {
        let document = document(&survey("hint", &[&format!("{kind} | a | A | ")]));
        let from = item(&document, &["a"]).get("choices_from").expect("a file");
        assert_eq!(text(from, "file"), kind.split(' ').nth(1));
    }
}

#[test]
fn a_workbook_of_one_sheet_is_a_survey() {
    let document = document("| form |\n| | type | name | label |\n| | text | a | A |\n");
    assert_eq!(text(item(&document, &["a"]), "type"), Some("text"));
}

#[test]
fn some_types_come_with_a_constraint_and_a_hint() {
    let rows = [
        "phone number | p | P | ",
        "number of days in last six months | d | | ",
        "percentage | h | H | . < 50",
        "add calculate prompt | c | | ",
        "add photo prompt | f | F | ",
    ];
    let document = document(&survey("constraint", &rows));
    let of = |name: &str| (text(item(&document, &[name]), "type"), text(item(&document, &[name]), "constraint"));
    assert_eq!(of("p"), (Some("text"), Some(r"regex(., '^\d*$')")));
    assert_eq!(of("d"), (Some("integer"), Some("0 <= . and . <= 183")));
    assert!(item(&document, &["d"]).get("hint").is_some());
    assert_eq!(of("h"), (Some("integer"), Some(". < 50")));
    assert_eq!(of("c").0, Some("hidden"));
    assert_eq!(of("f").0, Some("image"));
}

#[test]
fn parameters_are_read_as_other_programs_read_them() {
    let rows = [
        "range | r | R | START=0 end=10 tick_interval=-2 | vertical w1",
        "select_one yn | s | S | randomize=FALSE seed=3 | ",
        "select_one_from_file t.csv | f | F | value=a:b label=Name | ",
        "geopoint | p | P | reference-geometry=yn | ",
        "gps | q | Q | foo=1 | ",
    ];
    let document = document(&(survey("parameters | appearance", &rows) + LISTS));
    let parameters = |name: &str| item(&document, &[name]).get("parameters").expect("parameters");
    assert_eq!(text(parameters("r"), "start"), Some("0"));
    assert_eq!(text(parameters("s"), "randomize"), Some("false"));
    let from = item(&document, &["f"]).get("choices_from").expect("a file");
    assert_eq!((text(from, "value"), text(from, "label")), (Some("a:b"), Some("Name")));
}

#[test]
fn places_to_choose_from_may_be_filtered() {
    let rows = ["geopoint | p | P | reference-geometry=yn | name != 'no'"];
    let document = document(&(survey("parameters | choice_filter", &rows) + LISTS));
    assert_eq!(text(item(&document, &["p"]), "choice_filter"), Some("name != 'no'"));
}

#[test]
fn triggers_may_end_in_a_comma_and_be_named_twice() {
    let rows = ["text | a | A | | ", "hidden | h | | | ", "text | b | B | 1 | ${a}, ${a}, ", "text | c | C | 1 | ${h}"];
    let document = document(&survey("calculation | trigger", &rows));
    let names = item(&document, &["b"]).get("trigger").and_then(Json::as_array).expect("names");
    assert_eq!(names.len(), 1);
}

#[test]
fn yes_and_no_are_conditions_everywhere() {
    let rows = ["calculate | c | | no | ", "begin repeat | r | R | | Yes", "text | a | A | | ", "end repeat | | | | "];
    let document = document(&survey("calculation | repeat_count", &rows));
    assert_eq!(text(item(&document, &["c"]), "calculation"), Some("false()"));
    assert_eq!(text(item(&document, &["r"]), "repeat_count"), Some("true()"));
}

#[test]
fn a_language_that_nothing_is_written_in_is_none() {
    let table = "| survey |\n| | type | name | label::English (en) |\n| | text | a | A |\n\
                 | settings |\n| | default_language |\n| | Danish (da) |\n";
    let document = document(table);
    let languages = document.get("languages").and_then(Json::as_array).expect("languages");
    assert_eq!(languages.iter().filter_map(Json::as_str).collect::<Vec<_>>(), ["en"]);
}

#[test]
fn a_file_is_read_wherever_a_blank_stands() {
    let document =
        document(&survey("calculation", &["text | a | A | ", "calculate | b | | pulldata ('towns', 'x', 'y', ${a})"]));
    let files = document.get("resources").and_then(Json::as_array).expect("resources");
    assert_eq!(files.first().and_then(|file| text(file, "name")), Some("towns.csv"));
    let document = self::document(&survey("hint", &["text | a | Say pulldata('towns', 'x', 'y', 1) | "]));
    assert!(document.get("resources").is_none(), "a label calls nothing");
}

#[test]
fn an_audit_stands_at_the_root() {
    let document =
        document(&survey("hint", &["begin group | g | G | ", "audit | | | ", "text | a | A | ", "end group | | | "]));
    assert_eq!(text(item(&document, &["audit"]), "type"), Some("audit"));
}

#[test]
fn entities_find_their_place() {
    let entities = "| entities |\n| | list_name | label | entity_id | create_if | update_if |\n";
    let rows = ["text | a | A | e1#p", "begin group | g | G | ", "text | b | B | e2#p", "end group | | | "];
    let two = survey("save_to", &rows) + entities + "| | e2 | ${b} | | | |\n| | e1 | ${a} | | | |\n";
    assert_eq!(document(&two).get("entities").and_then(Json::as_array).map(<[Json]>::len), Some(2));
    let updated = survey("save_to", &["text | a | A | p"]) + entities + "| | e1 | | ${a} | 1 = 1 | 2 = 2 |\n";
    document(&updated);
}

#[test]
fn no_group_left_is_reported_at_the_later_entity() {
    let rows = ["text | a | A | e1#p", "text | b | B | e2#p"];
    let table = survey("save_to", &rows) + "| entities |\n| | list_name | label |\n| | e1 | x |\n| | e2 | x |\n";
    let findings = xlsform::read(table.as_bytes(), "form").findings;
    let reported: Vec<_> = findings.iter().map(|finding| (finding.code, finding.place.pointer.as_str())).collect();
    assert_eq!(reported, [("xlsform/entity-crowded", "entities!A3")]);
}

#[test]
fn numbers_of_a_workbook_are_read_as_it_shows_them() {
    use rust_xlsxwriter::{Format, Workbook};
    let mut book = Workbook::new();
    let survey = book.add_worksheet();
    survey.set_name("survey").expect("a name");
    for (row, cells) in [["type", "name", "label"], ["select_one c", "code", "Code"]].iter().enumerate() {
        let row = u32::try_from(row).expect("few rows");
        for (column, cell) in (0_u16..).zip(cells) {
            survey.write_string(row, column, *cell).expect("a cell");
        }
    }
    let choices = book.add_worksheet();
    choices.set_name("choices").expect("a name");
    for (column, cell) in (0_u16..).zip(["list_name", "name", "label"]) {
        choices.write_string(0, column, cell).expect("a cell");
    }
    let rows = [(7.0, "000"), (1.1, "0.00"), (1500.0, "#,##0"), (2.0, "General")];
    for (row, (number, format)) in (1_u32..).zip(rows) {
        choices.write_string(row, 0, "c").expect("a cell");
        choices.write_number_with_format(row, 1, number, &Format::new().set_num_format(format)).expect("a cell");
        choices.write_string(row, 2, "L").expect("a cell");
    }
    let imported = xlsform::read(&book.save_to_buffer().expect("a workbook"), "form");
    let said: Vec<&str> = imported
        .findings
        .iter()
        .filter(|finding| finding.code == "xlsform/number-format")
        .map(|finding| finding.place.pointer.as_str())
        .collect();
    assert_eq!(said, ["choices!B4"]);
    let document = imported.questionnaire.expect("a document");
    let list = document.get("choices").and_then(|lists| lists.get("c")).and_then(Json::as_array).expect("a list");
    let names: Vec<_> = list.iter().filter_map(|choice| text(choice, "name")).collect();
    assert_eq!(names, ["007", "1.10", "1500", "2"]);
}

#[test]
fn a_language_is_one_in_which_something_is_written() {
    let languages = |columns: &str, cells: &str| {
        let table = format!("| survey |\n| | type | name | {columns} |\n| | text | a | {cells} |\n");
        let document = document(&table);
        document.get("languages").expect("languages").to_text()
    };
    assert_eq!(languages("label::English (en) | label::French (fr)", "A | B"), r#"["en","fr"]"#);
    assert_eq!(languages("label::English (en) | label::French (fr)", "A | "), r#"["en"]"#);
    // XForms keep pictures and guidance by language, so these are in one of their own.
    assert_eq!(languages("label::English (en) | media::image", "A | a.png"), r#"["und","en"]"#);
    assert_eq!(languages("label::English (en) | guidance_hint", "A | G"), r#"["und","en"]"#);
    assert_eq!(languages("label::English (en) | hint", "A | H"), r#"["en"]"#);
}

#[test]
fn guidance_on_a_group_is_left_out_and_told() {
    let rows = ["begin group | g | G | Read it out", "text | a | A | ", "end group | | | "];
    let table = survey("guidance_hint", &rows);
    assert!(item(&document(&table), &["g"]).get("guidance_hint").is_none());
    let findings = xlsform::read(table.as_bytes(), "form").findings;
    assert!(findings.iter().any(|finding| finding.code == "xlsform/misplaced" && finding.place.pointer == "survey!D2"));
}
