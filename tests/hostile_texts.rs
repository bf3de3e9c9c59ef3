//! Texts of a form that would be something else than text if a page were careless: scripts, addresses, entities, brackets,
//! signs of the other direction, very long and very deep ones. Wherever a form may hold a text, the first page shows it as
//! it is written, and has the elements and attributes that it has with harmless texts; where it is read as Markdown, with no other
//! elements than those of Markdown.

use std::sync::Arc;

use chrono::DateTime;
use sealform_engine::{Beginning, Facts, Questionnaire, Session, compile};
use sealform_tests::repo_file;
use sealform_types::Json;
use sealform_ui::{Counts, FirstPage};

/// What tempts a page, before it is wrapped.
fn tempting() -> Vec<String> {
    let file = std::fs::read(repo_file("tests/fixtures/hostile_texts.json")).expect("the texts");
    let texts = Json::parse(&file).expect("JSON");
    texts.as_array().expect("a list").iter().filter_map(|text| text.as_str().map(str::to_owned)).collect()
}

/// Each of them alone, between others, and within what Markdown would make of it; then long and deep ones.
fn hostile() -> Vec<String> {
    let wrapped = tempting().into_iter().flat_map(|text| {
        [
            format!("a {text} b"),
            format!("**{text}**"),
            format!("`{text}`"),
            format!("[{text}]({text})"),
            format!("> # {text}"),
            format!("a\n{text}\nb"),
            text,
        ]
    });
    let deep = [("[", "]"), ("(", ")"), ("<b>", "</b>"), ("> ", ""), ("**", "**"), ("* ", ""), ("&amp;", "")];
    let deep = deep.iter().map(|(open, close)| [&open.repeat(500), "x", &close.repeat(500)].concat());
    let long = ["a", "<", "&", "\"", "\u{202e}"].map(|letter| letter.repeat(5_000));
    wrapped.chain(deep).chain(long).collect()
}

/// How the texts of a form are read.
#[derive(Debug, Clone, Copy)]
enum Read {
    Plain,
    AsMarkdown,
}

/// A form that has a text wherever it may have one.
fn form(text: &str, read: Read) -> Json {
    let text = Json::from(text).to_text();
    let plain = matches!(read, Read::Plain);
    let document = format!(
        r#"{{"sealform": 1, "id": "a", "version": "1", "title": {text}, "languages": ["en"], "settings": {{"plain_text": {plain}}},
        "choices": {{"list": [{{"name": "one", "label": {text}}}, {{"name": "two", "label": {text}, "media": {{"image": {text}}}}}]}},
        "survey": [{{"type": "group", "name": "page", "appearance": "page", "label": {text}, "hint": {text}, "children": [
          {{"type": "note", "name": "note", "label": {text}, "media": {{"image": {text}}}}},
          {{"type": "text", "name": "text", "label": {text}, "hint": {text}, "guidance_hint": {text},
            "comment": {{"label": {text}, "required": true}}}},
          {{"type": "select_one", "name": "choice", "label": {text}, "choices": "list"}},
          {{"type": "select_multiple", "name": "choices", "label": {text}, "choices": "list"}},
          {{"type": "rating", "name": "rating", "label": {text}, "scale": {{"start": 1, "end": 5, "start_label": {text}, "end_label": {text}}}}},
          {{"type": "group", "name": "inner", "label": {text}, "hint": {text}, "children": [
            {{"type": "integer", "name": "number", "label": {text}}}]}}
        ]}}]}}"#
    );
    Json::parse(document.as_bytes()).unwrap_or_else(|error| panic!("{error}: {document}"))
}

fn drawn(text: &str, read: Read) -> String {
    let (questionnaire, findings) = Questionnaire::read(&form(text, read));
    let questionnaire = questionnaire.unwrap_or_else(|| panic!("{text}: {findings}"));
    let (program, findings) = compile(&questionnaire, "", None);
    let program = program.unwrap_or_else(|| panic!("{text}: {findings}"));
    let beginning = Beginning {
        id: String::new(),
        at: DateTime::UNIX_EPOCH.fixed_offset(),
        language: "en".to_owned(),
        facts: Facts::default(),
    };
    let session = Session::start(Arc::new(program), beginning);
    let catalogue = std::fs::read_to_string(repo_file("www/package/messages/en.json")).expect("words");
    let page = FirstPage { snapshot: session.snapshot().clone(), counts: Counts::Known, catalogue };
    page.draw().expect("a whole catalogue")
}

/// The names of the elements of a page, each with those of its attributes. Quoted values are passed over.
fn elements(page: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let mut rest = page;
    while let Some((_, behind)) = rest.split_once('<') {
        let mut names = vec![String::new()];
        let mut is_quoted = false;
        let mut end = behind.len();
        for (at, letter) in behind.char_indices() {
            match letter {
                '"' => is_quoted = !is_quoted,
                _ if is_quoted => {}
                '>' => {
                    end = at;
                    break;
                }
                ' ' => names.push(String::new()),
                '=' => {}
                letter => names.last_mut().expect("there is one").push(letter),
            }
        }
        found.push(names);
        rest = &behind[end..];
    }
    found
}

#[test]
fn hostile_texts_are_shown_as_they_are_written() {
    let harmless = elements(&drawn("harmless", Read::Plain));
    assert!(harmless.len() > 60, "{}", harmless.len());
    let all = hostile();
    assert!(all.len() >= 200, "{}", all.len());
    for text in all {
        // A blank line begins a paragraph.
        let text = text.replace("\n\n", "\n");
        let page = drawn(&text, Read::Plain);
        let short: String = text.chars().take(60).collect();
        assert_eq!(elements(&page), harmless, "{short}");
        let written = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        assert!(page.matches(&written).count() >= 12, "{short}: {}", page.matches(&written).count());
    }
}

/// What Markdown may make of a text, with its attributes.
fn is_markup(element: &[String]) -> bool {
    let (name, attributes) = element.split_first().expect("a name");
    match name.trim_start_matches('/') {
        "strong" | "em" | "code" | "h4" | "ul" | "li" => attributes.is_empty(),
        // They stand elsewhere, too, with a class.
        "p" | "div" | "span" => attributes.iter().all(|name| matches!(name.as_str(), "class" | "part")),
        "ol" => attributes.is_empty() || attributes == ["start"],
        "a" => attributes.is_empty() || attributes == ["href", "target", "rel"],
        _ => false,
    }
}

#[test]
fn hostile_texts_are_no_more_than_markdown() {
    let others =
        |page: &str| -> Vec<Vec<String>> { elements(page).into_iter().filter(|element| !is_markup(element)).collect() };
    let harmless = others(&drawn("harmless", Read::AsMarkdown));
    for text in hostile() {
        let page = drawn(&text, Read::AsMarkdown);
        let short: String = text.chars().take(60).collect();
        assert_eq!(others(&page), harmless, "{short}");
        for (address, _) in page.split("<a href=\"").skip(1).filter_map(|behind| behind.split_once('"')) {
            let scheme = address.split(':').next().unwrap_or_default();
            assert!(["https", "http", "mailto", "tel"].contains(&scheme), "{short}: {address}");
        }
    }
}
