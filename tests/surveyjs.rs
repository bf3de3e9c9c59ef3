//! Random surveys of SurveyJS become forms that compile and can be filled.

use std::sync::Arc;

use proptest::prelude::*;
use sealform_engine::{Beginning, Facts, Questionnaire, Session, compile};
use sealform_formats::surveyjs;
use sealform_protocol::{Action, Command, Control, Node, QuestionView};
use sealform_types::Json;

proptest! {
    /// Whatever elements share values, stand in one another and name one another.
    #[test]
    fn any_elements_give_a_form(seeds in prop::collection::vec(any::<[u8; 6]>(), 1..12)) {
        let elements: Vec<String> = seeds.iter().map(|seed| element(*seed, 0)).collect();
        let values = r#"[{"name":"a","expression":"{b} + 1"},{"name":"a_other","expression":"{a}"}]"#;
        let survey = format!("{{\"elements\": [{}], \"calculatedValues\": {values}}}", elements.join(","));
        let read = surveyjs::read(survey.as_bytes());
        prop_assert!(!read.findings.has_errors(), "{}\n{survey}", read.findings);
        let document = read.questionnaire.expect("a questionnaire");
        let (questionnaire, findings) = Questionnaire::read(&document);
        prop_assert!(questionnaire.is_some() && !findings.has_errors(), "{findings}\n{survey}\n{}", document.to_text());
        // Every element is somewhere.
        for pointer in (0..seeds.len()).map(|index| format!("/elements/{index}")) {
            prop_assert!(read.origins.iter().any(|(_, theirs)| theirs == pointer), "{pointer} of {survey}");
        }
        let (program, findings) = compile(&questionnaire.expect("checked"), "", None);
        // A condition that reads what it decides about is refused, and told.
        let other = findings.iter().find(|finding| {
            finding.severity == sealform_types::Severity::Error && finding.code != "expr/cycle"
        });
        prop_assert!(other.is_none(), "{other:?}\n{survey}\n{}", document.to_text());
        if let Some(program) = program {
            fill(Session::start(Arc::new(program), beginning()))?;
        }
    }
}

/// Choices that are numbers or truths are sealed as such, wherever they stand.
#[test]
fn choices_keep_their_types() {
    let survey = br#"{"elements": [
        {"type": "radiogroup", "name": "one", "choices": [1, 2, "3 or more"]},
        {"type": "checkbox", "name": "several", "choices": [{"value": 10, "text": "Ten"}, {"value": 20}], "showNoneItem": true},
        {"type": "boolean", "name": "truth"},
        {"type": "boolean", "name": "words", "valueTrue": "yes", "valueFalse": "no"},
        {"type": "rating", "name": "rate", "rateValues": [1, 3, 5]},
        {"type": "dropdown", "name": "mixed", "choices": [1, "1", 2]},
        {"type": "dropdown", "name": "taken", "choicesFromQuestion": "several"},
        {"type": "matrix", "name": "matrix", "columns": [1, 2], "rows": ["row"]},
        {"type": "expression", "name": "sum", "expression": "{one} + {taken}"}]}"#;
    let document = surveyjs::read(survey).questionnaire.expect("a questionnaire");
    let (program, findings) = compile(&Questionnaire::read(&document).0.expect("valid"), "", None);
    let mut session = Session::start(Arc::new(program.unwrap_or_else(|| panic!("{findings}"))), beginning());
    let several = Json::Array(vec![Json::from("20"), Json::from("10")]);
    let answers = [("one", "2"), ("truth", "true"), ("words", "yes"), ("rate", "3"), ("mixed", "2"), ("taken", "20")];
    let answers = answers.map(|(path, name)| (path, Json::from(name)));
    for (path, value) in answers.into_iter().chain([("several", several), ("matrix/row", Json::from("1"))]) {
        let action = Action::Answer { path: path.to_owned(), value };
        session.apply(Command { at: beginning().at, action }).expect("it is offered");
    }
    let finished = session.finish().expect("complete").answers;
    let sealed = |path: &str| finished.get(path).and_then(|claim| claim.get("v")).map(Json::to_text);
    let expected = [
        ("one", "2"),
        ("several", "[10,20]"),
        ("truth", "true"),
        ("words", r#""yes""#),
        ("rate", "3"),
        ("mixed", r#""2""#),
        ("taken", "20"),
        ("matrix/row", "1"),
        ("sum", r#""22""#),
    ];
    for (path, wanted) in expected {
        assert_eq!(sealed(path).as_deref(), Some(wanted), "{path}");
    }
}

/// A session with the form of a survey.
fn session(survey: &str) -> Session {
    let document = surveyjs::read(survey.as_bytes()).questionnaire.expect("a questionnaire");
    let (program, findings) = compile(&Questionnaire::read(&document).0.expect("valid"), "", None);
    Session::start(Arc::new(program.unwrap_or_else(|| panic!("{findings}"))), beginning())
}

fn answer(session: &mut Session, path: &str, value: &str) {
    let action = Action::Answer { path: path.to_owned(), value: Json::from(value) };
    session.apply(Command { at: beginning().at, action }).expect("it is taken");
}

fn asked(session: &Session, path: &str) -> QuestionView {
    let mut all = session.snapshot().nodes.values().filter_map(|node| match node {
        Node::Question(question) if question.path == path => Some((**question).clone()),
        Node::Question(_) | Node::Group(_) => None,
    });
    all.next().expect("a question")
}

/// What is there and cannot be chosen is not offered.
#[test]
fn choices_are_offered_while_they_are_enabled() {
    let mut session = session(
        r#"{"elements": [{"type": "text", "name": "o"},
        {"type": "radiogroup", "name": "own", "choices": ["a", {"value": "b", "enableIf": "{o} = 1"}]},
        {"type": "checkbox", "name": "common", "choices": ["a", "b"], "choicesEnableIf": "{item} = {o}"}]}"#,
    );
    let offered = |session: &Session, path: &str| match asked(session, path).control {
        Control::SelectOne { choices } | Control::SelectMultiple { choices } => choices.len(),
        other => panic!("{other:?}"),
    };
    assert_eq!([offered(&session, "own"), offered(&session, "common")], [1, 0]);
    answer(&mut session, "o", "1");
    assert_eq!(offered(&session, "own"), 2);
    answer(&mut session, "o", "a");
    assert_eq!(offered(&session, "common"), 1);
}

/// Rows that cannot be changed lack nothing, and in display mode nothing can be changed.
#[test]
fn nothing_is_demanded_where_nothing_can_be_changed() {
    let mut closed = session(
        r#"{"elements": [{"type": "text", "name": "o"}, {"type": "matrixdynamic", "name": "m", "isRequired": true,
        "enableIf": "{o} = 1", "columns": [{"name": "x", "cellType": "text"}]}]}"#,
    );
    assert!(closed.finish().is_ok());
    answer(&mut closed, "o", "1");
    assert!(closed.finish().is_err());
    let display = session(r#"{"mode": "display", "elements": [{"type": "text", "name": "q", "isRequired": true}]}"#);
    assert!(asked(&display, "q").readonly);
}

/// A panel in which nothing is shown is not counted.
#[test]
fn numbers_pass_over_panels_in_which_nothing_is_shown() {
    let mut session = session(
        r#"{"showQuestionNumbers": "on", "elements": [{"type": "text", "name": "a"},
        {"type": "panel", "name": "p", "title": "P", "showNumber": true, "showQuestionNumbers": "onpanel",
        "elements": [{"type": "text", "name": "b", "visibleIf": "{a} = 1"}]}, {"type": "text", "name": "c"}]}"#,
    );
    assert_eq!(asked(&session, "c").label, "2. c");
    answer(&mut session, "a", "1");
    assert_eq!(asked(&session, "c").label, "3. c");
}

fn beginning() -> Beginning {
    let at = chrono::DateTime::parse_from_rfc3339("2026-06-15T09:30:00+00:00").expect("a moment");
    Beginning { id: "survey".to_owned(), at, language: "en".to_owned(), facts: Facts::default() }
}

/// Answers every question that takes a text or a choice.
fn fill(mut session: Session) -> Result<(), TestCaseError> {
    let views: Vec<_> = session.snapshot().nodes.values().cloned().collect();
    for view in views {
        let Node::Question(question) = view else { continue };
        let value = match &question.control {
            Control::Text { .. } | Control::Decimal => Json::from("1"),
            Control::SelectOne { choices } => {
                choices.first().map_or(Json::Null, |choice| Json::from(choice.name.as_str()))
            }
            _ => Json::Null,
        };
        let action = Action::Answer { path: question.path.clone(), value };
        let at = beginning().at;
        // What is hidden by then, or cannot be changed, is refused.
        let _ = session.apply(Command { at, action });
    }
    let restored = Session::restore(Arc::clone(session.program()), session.draft().clone());
    let restored = restored.map_err(|error| TestCaseError::fail(format!("{error:?}")))?;
    prop_assert_eq!(restored.snapshot(), session.snapshot());
    Ok(())
}

/// An element of some kind with members that often refer to others.
fn element([kind, name, shared, condition, value, inside]: [u8; 6], depth: u8) -> String {
    let kinds = [
        "text",
        "checkbox",
        "radiogroup",
        "matrixdropdown",
        "matrixdynamic",
        "paneldynamic",
        "panel",
        "matrix",
        "multipletext",
        "expression",
        "boolean",
        "ranking",
        "dropdown",
        "slider",
    ];
    let kind = kinds[usize::from(kind) % if depth > 2 { 3 } else { kinds.len() }];
    let conditions = [
        "{a} = 1",
        "{b} contains 'x'",
        "{panel.c} > 2",
        "{row.a} notempty",
        "{prevRow.b} = 3",
        "{d[0].a} + {c} = 4",
        "{parentPanel.a} empty",
        "{item} = 'x'",
    ];
    let condition_text = conditions[usize::from(condition) % conditions.len()];
    let name_of = |seed: u8| ["a", "b", "c", "d", "e f", "g.h"][usize::from(seed) % 6];
    let mut members = vec![format!("\"type\":\"{kind}\",\"name\":\"{}\"", name_of(name))];
    if shared % 4 == 0 {
        members.push(format!("\"valueName\":\"{}\"", name_of(shared / 4)));
    }
    let member = [
        "visibleIf",
        "enableIf",
        "requiredIf",
        "resetValueIf",
        "rowsVisibleIf",
        "templateVisibleIf",
        "choicesVisibleIf",
    ];
    members.push(format!("\"{}\":\"{condition_text}\"", member[usize::from(value) % member.len()]));
    if value % 3 == 0 {
        let formulas = ["defaultValueExpression", "setValueExpression", "minValueExpression"];
        members.push(format!("\"{}\":\"{{{}}} + 1\"", formulas[usize::from(value / 3) % 3], name_of(inside)));
    }
    if value % 5 == 0 {
        members.push("\"isRequired\":true".to_owned());
    }
    let below = || element([inside, condition, value, shared, name, inside / 3], depth + 1);
    members.push(match kind {
        "checkbox" | "radiogroup" | "ranking" | "dropdown" => "\"choices\":[\"x\",\"y z\",1],\"showOtherItem\":true".to_owned(),
        "matrixdropdown" | "matrix" => "\"rows\":[\"r\",\"s t\"],\"columns\":[{\"name\":\"a\"},{\"name\":\"b\",\"cellType\":\"text\",\"isUnique\":true}],\"choices\":[1,2]".to_owned(),
        "matrixdynamic" => "\"columns\":[{\"name\":\"a\",\"cellType\":\"text\"},{\"name\":\"b\",\"totalType\":\"sum\"}],\"choices\":[1],\"defaultValue\":[{\"a\":1}]".to_owned(),
        "paneldynamic" => format!("\"templateTitle\":\"{{panel.a}}\",\"keyName\":\"a\",\"templateElements\":[{}]", below()),
        "panel" => format!("\"elements\":[{},{}]", below(), below()),
        "slider" => "\"sliderType\":\"range\",\"defaultValue\":[1,2]".to_owned(),
        "multipletext" => "\"items\":[{\"name\":\"a\"},{\"name\":\"b\"}]".to_owned(),
        "expression" => format!("\"expression\":\"{condition_text}\""),
        _ => "\"title\":\"{a} and {panel.b}\"".to_owned(),
    });
    format!("{{{}}}", members.join(","))
}
