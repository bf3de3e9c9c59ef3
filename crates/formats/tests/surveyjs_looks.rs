//! How SurveyJS draws questions, as appearances.

use sealform_formats::surveyjs;
use sealform_types::Json;

fn form(element: &str) -> Json {
    let read = surveyjs::read(format!(r#"{{"elements": [{element}]}}"#).as_bytes());
    read.questionnaire.unwrap_or_else(|| panic!("{}", read.findings))
}

fn appearance(element: &str) -> String {
    let form = form(element);
    let first = form.get("survey").and_then(Json::as_array).and_then(<[Json]>::first).cloned().expect("a question");
    first.get("appearance").and_then(Json::as_str).unwrap_or_default().to_owned()
}

#[test]
fn a_rating_keeps_its_stars_faces_and_colours() {
    let rating = |members: &str| appearance(&format!(r#"{{"type": "rating", "name": "q"{members}}}"#));
    assert_eq!(rating(""), "");
    assert_eq!(rating(r#", "rateType": "labels""#), "");
    assert_eq!(rating(r#", "rateType": "stars""#), "stars");
    assert_eq!(rating(r#", "rateDisplayMode": "smileys", "scaleColorMode": "colored""#), "smileys coloured");
    assert_eq!(rating(r#", "rateType": "stars", "displayMode": "dropdown""#), "picker");
    assert_eq!(rating(r#", "rateValues": ["bad", "good"], "displayMode": "dropdown""#), "minimal");
}

#[test]
fn choices_keep_their_columns() {
    let choices = |kind: &str, members: &str| {
        appearance(&format!(r#"{{"type": "{kind}", "name": "q", "choices": ["a", "b"]{members}}}"#))
    };
    assert_eq!(choices("radiogroup", ""), "");
    assert_eq!(choices("radiogroup", r#", "colCount": 1"#), "");
    assert_eq!(choices("checkbox", r#", "colCount": 3"#), "columns-3");
    assert_eq!(choices("checkbox", r#", "colCount": 0"#), "columns-pack");
    assert_eq!(choices("radiogroup", r#", "colCount": 12"#), "columns-10");
    assert_eq!(choices("dropdown", r#", "colCount": 3"#), "minimal");
    assert_eq!(choices("imagepicker", ""), "columns no-buttons");
    assert_eq!(choices("imagepicker", r#", "colCount": 2, "multiSelect": true"#), "columns-2 no-buttons");
}

#[test]
fn an_image_picker_offers_pictures() {
    let form = form(
        r#"{"type": "imagepicker", "name": "q", "choices": [{"value": "open", "imageLink": "open.png"}, {"value": "shut"}]}"#,
    );
    let lists = form.get("choices").and_then(Json::as_object).expect("lists");
    let (_, list) = lists.iter().next().expect("a list");
    let media =
        |at: usize| list.as_array().and_then(|list| list.get(at)).and_then(|choice| choice.get("media")).cloned();
    let file = media(0).and_then(|media| media.get("image").cloned()).expect("a picture");
    assert!(file.to_text().contains("open.png"), "{file:?}");
    assert_eq!(media(1), None);
}
