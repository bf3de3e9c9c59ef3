//! SurveyJS JSON as questionnaires.
//!
//! ```text
//! JSON → tree of places (pages, panels, rows) → names → groups, repeats, questions → document
//! ```
//!
//! JavaScript is never run: custom functions, custom validators and events are findings.

mod builder;
mod choices;
mod elements;
mod expression;
mod names;
mod texts;
mod tree;

use sealform_types::{Finding, Json, pointer, say};

pub use expression::{Names, Rows, Shape, Target, Tree, Untranslatable, parse, translate};

use crate::Imported;
use builder::{Builder, Members, at};
use names::KnownNames;
use texts::Languages;

/// Members of a survey that say how it looks or what happens around it.
const AROUND: &[&str] = &[
    "title",
    "description",
    "pages",
    "elements",
    "questions",
    "locale",
    "calculatedValues",
    "logoPosition",
    "logo",
    "showProgressBar",
    "showQuestionNumbers",
    "completedHtml",
    "width",
    "widthMode",
    "questionErrorLocation",
    "pageNextText",
    "completeText",
    "showNavigationButtons",
    "questionTitleLocation",
    "requiredText",
    "focusFirstQuestionAutomatic",
    "mode",
    "clearInvisibleValues",
    "textUpdateMode",
    "headerView",
    "fitToContainer",
    "checkErrorsMode",
];

/// Reads a survey of SurveyJS.
///
/// # Example
/// ```
/// let survey = br#"{"elements": [{"type": "text", "name": "age", "inputType": "number"},
///   {"type": "comment", "name": "why", "visibleIf": "{age} >= 18"}]}"#;
/// let imported = sealform_import::surveyjs::read(survey);
/// let survey = imported.questionnaire.unwrap();
/// let why = survey.get("survey").unwrap().as_array().unwrap()[1].get("relevant").unwrap();
/// assert_eq!(why.as_str(), Some("(${age} >= 18)"));
/// ```
pub fn read(bytes: &[u8]) -> Imported {
    let mut imported = Imported::default();
    match Json::parse(bytes) {
        Ok(survey @ Json::Object(_)) => form(&survey, &mut imported),
        Ok(other) => {
            let message = say!("a survey is an object, not {}", other.kind());
            imported
                .findings
                .push(Finding::error("surveyjs/no-survey", message, at("")).hint("give the survey's JSON"));
        }
        Err(error) => {
            let mut place = at("");
            place.line = u32::try_from(error.line).ok();
            let finding = Finding::error("surveyjs/json", error.message, place);
            imported.findings.push(finding.hint("mend the JSON"));
        }
    }
    if imported.findings.has_errors() {
        imported.questionnaire = None;
    }
    imported
}

fn form(survey: &Json, imported: &mut Imported) {
    let languages = Languages::of(survey);
    let mut reader = tree::Reader { too_deep: Vec::new() };
    let places = reader.pages(survey);
    let values = calculated(survey);
    let names =
        KnownNames::of(&places, &values.iter().map(|(name, _)| (name.clone(), Shape::Text)).collect::<Vec<_>>());
    let findings = std::mem::take(&mut imported.findings);
    let mut builder = Builder { languages, names: &names, lists: Default::default(), shared: None, findings };
    for pointer in reader.too_deep {
        let finding = Finding::error("surveyjs/too-deep", "panels stand too deep inside one another", at(&pointer));
        builder.findings.push(finding.hint("flatten the survey"));
    }
    for (name, value) in survey.as_object().unwrap_or_default() {
        if !AROUND.contains(&name.as_str()) {
            let message = say!("`{name}` of the survey is not carried over: {}", value.kind());
            let finding = Finding::warning("surveyjs/not-carried", message, at(&pointer("", name)));
            builder.findings.push(finding.hint("the form does without it"));
        }
    }
    let mut items: Vec<Json> = places.iter().flat_map(|place| builder.items(place)).collect();
    for (index, (name, source)) in values.iter().enumerate() {
        let here = format!("/calculatedValues/{index}/expression");
        if let Some(expression) = builder.translated(source, "/data", &here, false) {
            let mut members = Members::default();
            members.text("type", "calculate");
            members.text("name", &tree::plain_name(name));
            members.text("calculation", &expression);
            items.push(Json::Object(members.0));
        }
    }
    imported.questionnaire = Some(document(survey, &builder, items));
    imported.findings = builder.findings;
}

fn document(survey: &Json, builder: &Builder<'_>, items: Vec<Json>) -> Json {
    let languages = &builder.languages;
    let title = languages.text(survey.get("title")).or_else(|| languages.text(Some(&Json::from("Survey"))));
    let mut members = Members::default();
    members.put("sealform", Some(Json::Integer(1)));
    members.text("id", "survey");
    members.text("version", "1");
    members.put("title", title);
    members.put("languages", Some(languages.0.iter().map(|language| Json::from(language.as_str())).collect()));
    members.put("settings", Some(Json::Object(vec![("root".to_owned(), Json::from("data"))])));
    if !builder.lists.is_empty() {
        let lists = builder.lists.iter().map(|(name, list)| (name.clone(), Json::Array(list.clone())));
        members.put("choices", Some(Json::Object(lists.collect())));
    }
    members.put("survey", Some(Json::Array(items)));
    Json::Object(members.0)
}

/// `calculatedValues`: names and expressions.
fn calculated(survey: &Json) -> Vec<(String, String)> {
    let values = survey.get("calculatedValues").and_then(Json::as_array).unwrap_or_default();
    let named = values.iter().filter_map(|value| {
        let text = |name: &str| value.get(name).and_then(Json::as_str).map(str::to_owned);
        Some((text("name")?, text("expression").unwrap_or_default()))
    });
    named.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_of_one_choice_is_told_where_it_stands() {
        let survey = br#"{"elements": [{"type": "radiogroup", "name": "way",
            "choices": ["bus", {"value": "car", "visibleIf": "{age} >= 18"}]}]}"#;
        let imported = read(survey);
        let told: Vec<_> =
            imported.findings.iter().map(|finding| (finding.code, finding.place.pointer.as_str())).collect();
        assert_eq!(told, [("surveyjs/not-carried", "/elements/0/choices/1/visibleIf")]);
        assert!(imported.questionnaire.is_some());
    }
}
