//! The first page that `sealform build` draws: everything that is asked on it, and nothing that a policy forbids or that
//! only a device knows. That browsers draw the same is in `e2e/tests/first_page.rs`.

use std::sync::Arc;

use chrono::DateTime;
use sealform_engine::{Beginning, ByFacts, Facts, Questionnaire, Session, compile};
use sealform_protocol::{Control, QuestionView};
use sealform_tests::repo_file;
use sealform_types::Json;
use sealform_ui::{Counts, FirstPage};

/// A form as it begins, and what of it follows from facts.
fn begun(document: &Json, language: &str) -> (Session, ByFacts) {
    let questionnaire = Questionnaire::read(document).0.expect("a questionnaire");
    let (program, findings) = compile(&questionnaire, "", None);
    let program = program.unwrap_or_else(|| panic!("{findings}"));
    let beginning = Beginning {
        id: String::new(),
        at: DateTime::UNIX_EPOCH.fixed_offset(),
        language: language.to_owned(),
        facts: Facts::default(),
    };
    let session = Session::start(Arc::new(program), beginning);
    let by_facts = session.by_facts();
    (session, by_facts)
}

fn read(path: &str) -> Json {
    let bytes = std::fs::read(repo_file(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    Json::parse(&bytes).expect("JSON")
}

fn drawn(session: &Session, by_facts: &ByFacts, catalogue: &str) -> String {
    let page = FirstPage {
        snapshot: by_facts.leave_out(session.snapshot()),
        counts: if by_facts.counts { Counts::Open } else { Counts::Known },
        catalogue: std::fs::read_to_string(repo_file(&format!("www/package/messages/{catalogue}.json")))
            .expect("words"),
    };
    page.draw().expect("a whole catalogue")
}

/// A form of one page with these questions.
fn form(questions: &str) -> Json {
    let document = format!(
        r#"{{"sealform": 1, "id": "a", "version": "1", "title": "T", "languages": ["en"],
        "settings": {{"functions": ["is-open"]}},
        "choices": {{"yn": [{{"name": "yes", "label": "Yes"}}, {{"name": "no", "label": "No"}}]}}, "survey": [{questions}]}}"#
    );
    Json::parse(document.as_bytes()).expect("JSON")
}

/// The elements of a page: names and attributes.
fn elements(page: &str) -> Vec<(String, Vec<(String, String)>)> {
    let starts = page.split('<').skip(1).filter(|part| !part.starts_with('/'));
    starts.map(|part| element(part.split_once('>').expect("a tag ends").0)).collect()
}

fn element(tag: &str) -> (String, Vec<(String, String)>) {
    let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
    let mut attributes = Vec::new();
    while !rest.trim().is_empty() {
        rest = rest.trim_start();
        let end = rest.find([' ', '=']).unwrap_or(rest.len());
        let (name, behind) = rest.split_at(end);
        let quoted = behind.strip_prefix("=\"").and_then(|value| value.split_once('"'));
        let (value, behind) = quoted.unwrap_or(("", behind));
        attributes.push((name.to_owned(), value.to_owned()));
        rest = behind;
    }
    (name.to_owned(), attributes)
}

/// The questions of the first page that are on the screen.
fn shown(session: &Session) -> Vec<QuestionView> {
    let snapshot = session.snapshot();
    let mut shown = Vec::new();
    let page = &snapshot.pages[snapshot.position.page as usize];
    snapshot.visit_questions(&page.children, &mut |view| {
        if view.relevant && !matches!(view.control, Control::Calculate) {
            shown.push((**view).clone());
        }
    });
    shown
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[test]
fn a_first_page_has_every_question_and_nothing_that_a_policy_forbids() {
    for (path, language, catalogue) in [
        ("www/site/forms/ksp-phone.json", "nb", "nb"),
        ("www/site/forms/ksp-phone.json", "en", "en"),
        ("www/site/forms/store-visit.json", "pl", "pl"),
        ("tests/e2e/pages/care.json", "en", "en"),
        ("tests/e2e/pages/controls.json", "en", "en"),
        ("tests/e2e/pages/controls.json", "ar", "en"),
    ] {
        let (session, by_facts) = begun(&read(path), language);
        assert_eq!(session.snapshot().form.language, language, "{path}");
        let page = drawn(&session, &by_facts, catalogue);
        let questions = shown(&session);
        assert!(!questions.is_empty(), "{path}");
        let elements = elements(&page);
        let has = |name: &str, value: &str| {
            elements.iter().flat_map(|(_, all)| all).any(|(known, held)| known == name && held == value)
        };
        for view in questions.iter().filter(|view| !by_facts.nodes.contains(&view.key)) {
            assert!(has("data-path", &view.path), "{path}: {}", view.path);
            for line in view.label.split("\n\n") {
                assert!(page.contains(&escaped(line)), "{path}: {line}");
            }
        }
        let fields = ["input", "textarea", "select", "sealform-widget"];
        let fields = elements.iter().filter(|(name, _)| fields.contains(&name.as_str())).count();
        assert!(fields >= questions.iter().filter(|view| !matches!(view.control, Control::Note)).count(), "{path}");
        for (name, attributes) in &elements {
            assert!(!["script", "style", "iframe", "object"].contains(&name.as_str()), "{path}: <{name}>");
            for (attribute, _) in attributes {
                assert!(attribute != "style" && !attribute.starts_with("on"), "{path}: <{name} {attribute}>");
            }
        }
        let direction = if language == "ar" { "rtl" } else { "ltr" };
        assert!(has("dir", direction), "{path}: {direction}");
        assert!(has("lang", language), "{path}");
    }
}

#[test]
fn of_the_forms_of_the_demo_only_the_role_play_of_an_assignment_is_left_out() {
    for (path, left_out) in
        [("www/site/forms/ksp-phone.json", vec!["intro/role_play"]), ("www/site/forms/store-visit.json", vec![])]
    {
        let document = read(path);
        let language = document.get("languages").and_then(|all| all.as_array()?.first()?.as_str()).expect("a language");
        let (session, by_facts) = begun(&document, language);
        let views = by_facts.nodes.iter().filter_map(|key| session.snapshot().question(*key));
        let paths: Vec<_> = views.map(|view| view.path.as_str()).collect();
        assert_eq!((paths, by_facts.page, by_facts.counts, by_facts.title), (left_out, false, false, false), "{path}");
    }
}

/// The paths of questions that follow from facts, and whether the counts do.
fn followers(questions: &str) -> (Vec<String>, bool) {
    let (session, by_facts) = begun(&form(questions), "en");
    let views = by_facts.nodes.iter().filter_map(|key| session.snapshot().question(*key));
    (views.map(|view| view.path.clone()).collect(), by_facts.counts)
}

const ASKED: &str = r#"{"type": "text", "name": "asked", "label": "?"}"#;

#[test]
fn what_follows_from_the_clock_the_assignment_chance_or_the_page_is_left_out() {
    for told in [
        r#"{"type": "text", "name": "told", "label": "?", "relevant": "now() > '2026-01-01'"}"#,
        r#"{"type": "date", "name": "told", "label": "?", "default_expression": "today()"}"#,
        r#"{"type": "text", "name": "told", "label": "At ${site}"}, {"type": "calculate", "name": "site", "calculation": "assignment('site')"}"#,
        r#"{"type": "text", "name": "told", "label": "?", "readonly": "random() > 0.5"}"#,
        r#"{"type": "select_one", "name": "told", "label": "?", "choices": "yn", "parameters": {"randomize": "true"}}"#,
        r#"{"type": "text", "name": "told", "label": "?", "relevant": "is-open('a')"}"#,
        r#"{"type": "text", "name": "told", "label": "?", "relevant": "format-date-time('2026-01-01T00:00:00Z', '%H') = '00'"}"#,
        r#"{"type": "text", "name": "told", "label": "${began}"}, {"type": "start", "name": "began"}"#,
    ] {
        assert_eq!(followers(&[ASKED, told].join(",")), (vec!["told".to_owned()], true), "{told}");
    }
}

#[test]
fn what_follows_from_answers_alone_stays() {
    for known in [
        r#"{"type": "text", "name": "told", "label": "?", "relevant": "${asked} = 'a'"}"#,
        // There is no answer yet that it could judge.
        r#"{"type": "date", "name": "told", "label": "?", "constraint": ". < today()"}"#,
        // Nobody sees it.
        r#"{"type": "start", "name": "began"}"#,
    ] {
        assert_eq!(followers(&[ASKED, known].join(",")), (vec![], false), "{known}");
    }
}

#[test]
fn a_page_that_may_be_another_one_has_no_question() {
    let page = |name: &str, more: &str| {
        format!(
            r#"{{"type": "group", "name": "{name}", "appearance": "page", "label": "P", {more} "children": [{{"type": "text", "name": "{name}_q", "label": "?"}}]}}"#
        )
    };
    let (session, by_facts) =
        begun(&form(&[page("first", r#""relevant": "now() < '1999-01-01'","#), page("second", "")].join(",")), "en");
    assert!(by_facts.page);
    let drawn = drawn(&session, &by_facts, "en");
    assert!(!drawn.contains("data-path") && drawn.contains("part=\"title\""), "{drawn}");
}

#[test]
fn what_only_a_browser_says_keeps_its_place_empty() {
    let mut document = form(ASKED).to_text();
    document = document.replace(r#""languages":["en"]"#, r#""languages":["en","nb"]"#);
    let (session, by_facts) = begun(&Json::parse(document.as_bytes()).expect("JSON"), "en");
    let page = drawn(&session, &by_facts, "en");
    assert!(page.contains(r#"<option value="nb" lang="nb"></option>"#), "{page}");
}
