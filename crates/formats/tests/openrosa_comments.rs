//! Comments and selections in instances, where OpenRosa has no place for them.

use sealform_formats::openrosa::{Instance, Written};
use sealform_questionnaire::Questionnaire;
use sealform_types::Json;

fn json(text: &str) -> Json {
    Json::parse(text.as_bytes()).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn written(survey: &str, answers: &str, repeats: &str) -> Written {
    let document = json(&format!(
        r#"{{"sealform":1,"id":"v","version":"1","title":"V","languages":["en"],"settings":{{"root":"visit"}},
            "choices":{{"c":[{{"name":"a b","label":"AB"}},{{"name":"c","label":"C"}}]}},"survey":{survey}}}"#
    ));
    let (questionnaire, findings) = Questionnaire::read(&document);
    let questionnaire = questionnaire.unwrap_or_else(|| panic!("{findings}"));
    let (answers, repeats) = (json(answers), json(repeats));
    let is_relevant: &dyn Fn(&str) -> bool = &|_| true;
    let (questionnaire, answers, repeats) = (&questionnaire, &answers, &repeats);
    Instance { questionnaire, answers, repeats, is_relevant, id: "7f0e", name: None, deprecated: None }.write()
}

const SURVEY: &str = r#"[
  {"type":"text","name":"greeted","label":"G","comment":{}},
  {"type":"text","name":"greeted_comment","label":"Own"},
  {"type":"repeat","name":"r","label":"R","children":[{"type":"group","name":"g","label":"G","children":[
    {"type":"integer","name":"n","label":"N","comment":{}}]}]},
  {"type":"select_multiple","choices":"c","name":"s","label":"S"},
  {"type":"select_one","choices":"c","name":"o","label":"O"}]"#;

#[test]
fn a_comment_stands_beside_its_question() {
    let answers = r#"{"greeted":{"c":"She looked <away>","v":"n"},"r[4]/g/n":{"c":"left out"}}"#;
    let Written { xml, findings, .. } = written(SURVEY, answers, r#"{"r":[4]}"#);
    assert!(xml.contains(r#" xmlns:enk="http://enketo.org/xforms""#), "{xml}");
    let beside = r#"<greeted>n</greeted><greeted_comment_2 enk:for="/visit/greeted">She looked &lt;away&gt;</greeted_comment_2><greeted_comment/>"#;
    assert!(xml.contains(beside), "{xml}");
    assert!(xml.contains(r#"<g><n/><n_comment enk:for="/visit/r/g/n">left out</n_comment></g>"#), "{xml}");
    assert!(findings.is_empty(), "{findings}");
}

#[test]
fn what_has_no_comment_is_written_as_before() {
    let Written { xml, .. } = written(SURVEY, r#"{"greeted":{"v":"n"}}"#, "{}");
    assert!(!xml.contains("enk") && xml.contains("<greeted>n</greeted><greeted_comment/>"), "{xml}");
}

#[test]
fn names_that_cannot_be_told_apart_are_told() {
    let Written { findings, .. } = written(SURVEY, r#"{"s":{"v":["a b","c"]},"o":{"v":"a b"}}"#, "{}");
    let told: Vec<_> = findings.iter().map(|finding| (finding.code, finding.place.pointer.as_str())).collect();
    assert_eq!(told, [("openrosa/ambiguous-selection", "s")]);
}
