//! SurveyJS JSON as questionnaires.
//!
//! ```text
//! JSON → model        typed elements in their places, with their names
//!        rules        validators, triggers, what containers demand of the questions in them
//!        translate    groups, repeats, questions → a typed questionnaire with its origins
//!        expression   SurveyJS's expressions as a tree, and in the language of questionnaires
//! ```
//!
//! References point one way: the model knows no more than how an expression is parsed, the rules know the model, the
//! translation knows all of them. JavaScript is never run: custom functions, custom validators and events are findings.

#![deny(clippy::wildcard_enum_match_arm)]

mod expression;
mod model;
mod rules;
mod translate;

use sealform_types::{Finding, Json, Place, say};

pub use expression::{
    Aggregate, BinaryOperator, ChoiceName, Column, ExpressionError, Form, Function, Names, Offer, Quoting, RowMember,
    Rows, Shape, Target, Tree, UnaryOperator, Untranslatable, parse, translate, translate_condition,
};

use crate::imported::Imported;

/// Reads a survey of SurveyJS.
///
/// # Example
/// ```
/// let survey = br#"{"elements": [{"type": "text", "name": "age", "inputType": "number"},
///   {"type": "comment", "name": "why", "visibleIf": "{age} >= 18"}]}"#;
/// let imported = sealform_formats::surveyjs::read(survey);
/// let survey = imported.questionnaire.unwrap();
/// let why = survey.get("survey").unwrap().as_array().unwrap()[1].get("relevant").unwrap();
/// assert_eq!(why.as_str(), Some("(${age} >= 18)"));
/// ```
pub fn read(bytes: &[u8]) -> Imported {
    let mut imported = Imported::default();
    match Json::parse(bytes) {
        Ok(survey @ Json::Object(_)) => {
            let translate::Translated { document, findings } = translate::translate_survey(&survey);
            imported.questionnaire = Some(document.to_json());
            imported.origins = document.origins;
            imported.findings = findings;
        }
        Ok(other) => {
            let message = say!("a survey must be a JSON object, not {}", other.kind());
            imported.findings.push(
                Finding::error("surveyjs/no-survey", message, Place::at("")).hint("pass the survey's JSON definition"),
            );
        }
        Err(error) => {
            let mut place = Place::at("");
            place.line = u32::try_from(error.line).ok();
            let finding = Finding::error("surveyjs/json", error.fault.to_string(), place);
            imported.findings.push(finding.hint("correct the JSON syntax"));
        }
    }
    if imported.findings.has_errors() {
        imported.questionnaire = None;
    }
    imported
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A member of the item at a pointer of what is made of a survey, as text; blank where there is none.
    fn made(survey: &str, item: &str, member: &str) -> String {
        let imported = read(survey.as_bytes());
        let mut json = imported.questionnaire.unwrap_or_else(|| panic!("{}", imported.findings));
        for step in item.split('/') {
            let next = match json.as_array() {
                Some(items) => items.iter().find(|item| item.get("name").and_then(Json::as_str) == Some(step)),
                None => json.get(step),
            };
            json = next.unwrap_or_else(|| panic!("no {step} in {}", json.to_text())).clone();
        }
        match json.get(member) {
            Some(Json::String(text)) => text.clone(),
            Some(other) => other.to_text(),
            None => String::new(),
        }
    }

    #[test]
    fn a_choice_is_offered_on_its_own_condition() {
        let survey = r#"{"elements": [{"type": "text", "name": "age"}, {"type": "radiogroup", "name": "way",
            "choices": ["on foot", {"value": "my car", "visibleIf": "{age} >= 18"}]}]}"#;
        assert_eq!(made(survey, "survey/way", "choice_filter"), "((name != 'my_car' or (${age} >= 18)))");
    }

    #[test]
    fn what_a_default_reads_is_followed_and_what_it_does_not_is_worked_out_once() {
        let survey = r#"{"elements": [{"type": "text", "name": "a", "inputType": "number"},
            {"type": "text", "name": "b", "defaultValueExpression": "{a} + 1", "resetValueIf": "{a} = 3"},
            {"type": "text", "name": "c", "defaultValueExpression": "1 + 1"},
            {"type": "text", "name": "d", "defaultValueExpression": "{a}", "readOnly": true}]}"#;
        assert_eq!(made(survey, "survey/b", "suggestion"), "(coalesce(${a}, 0) + 1)");
        assert_eq!(made(survey, "survey/b", "calculation"), "if((${a} = 3), '', /data/b)");
        assert_eq!(made(survey, "survey/b", "trigger"), "[\"a\"]");
        assert_eq!(made(survey, "survey/c", "default_expression"), "(1 + 1)");
        assert_eq!(made(survey, "survey/d", "calculation"), "${a}");
    }

    #[test]
    fn one_value_is_asked_for_once() {
        let survey = r#"{"elements": [
            {"type": "matrixdynamic", "name": "m", "valueName": "v", "columns": [{"name": "a", "cellType": "text"}]},
            {"type": "paneldynamic", "name": "p", "valueName": "v", "visibleIf": "{x} = 1",
             "templateElements": [{"type": "text", "name": "a"}, {"type": "text", "name": "b"}]},
            {"type": "text", "name": "x"}]}"#;
        let inside = "survey/v/children/p_inside";
        assert_eq!(made(survey, "survey/v", "relevant"), "");
        assert_eq!(made(survey, inside, "relevant"), "(${x} = 1)");
        assert_eq!(made(survey, &format!("{inside}/children/b"), "type"), "text");
        assert!(!made(survey, inside, "children").contains("\"a\""));
    }

    #[test]
    fn rows_know_their_number_and_the_rows_beside_them() {
        let survey = r#"{"elements": [{"type": "paneldynamic", "name": "p", "keyName": "a", "templateElements": [
            {"type": "text", "name": "a"}, {"type": "text", "name": "b", "visibleIf": "{prevPanel.a} = 1"},
            {"type": "panel", "name": "in", "elements": [{"type": "expression", "name": "n", "expression": "{panelIndex}"}]}]}]}"#;
        let before = "(/data/p[position() = position(current()/..) - 1]/a = 1)";
        assert_eq!(made(survey, "survey/p/children/b", "relevant"), before);
        assert_eq!(made(survey, "survey/p/children/in/children/n", "calculation"), "(position(../..) - 1)");
        let unique = "count(/data/p[position() < position(current()/..)]/a[. = current()]) = 0";
        assert_eq!(made(survey, "survey/p/children/a", "constraint"), unique);
    }

    #[test]
    fn one_question_speaks_for_a_panel_that_must_have_an_answer() {
        let survey = r#"{"elements": [{"type": "panel", "name": "p", "isRequired": true, "elements": [
            {"type": "text", "name": "a"}, {"type": "text", "name": "b"}]}]}"#;
        assert_eq!(made(survey, "survey/p/children/a", "required"), "(/data/p/a = '' and /data/p/b = '')");
        assert_eq!(made(survey, "survey/p/children/b", "required"), "");
    }

    #[test]
    fn what_all_panels_lack_is_told_behind_them() {
        let survey = r#"{"elements": [{"type": "paneldynamic", "name": "p", "isRequired": true,
            "validators": [{"type": "expression", "expression": "{p.length} < 3", "text": "Too many"}],
            "templateElements": [{"type": "text", "name": "a"}]}]}"#;
        let blank = "(count-non-empty(/data/p[position() > 0]/a) = 0)";
        assert_eq!(made(survey, "survey/p_rule", "relevant"), blank);
        assert_eq!(made(survey, "survey/p_rule_2", "relevant"), "not((count(/data/p) < 3))");
        assert_eq!(made(survey, "survey/p_rule_2", "readonly"), "true");
    }

    #[test]
    fn a_choice_brings_what_it_asks_for() {
        let survey = r#"{"elements": [{"type": "checkbox", "name": "q", "choices": [1,
            {"value": 2, "showCommentArea": true, "isCommentRequired": true, "elements": [{"type": "text", "name": "t"}]}]}]}"#;
        assert_eq!(made(survey, "survey/q_2_comment", "relevant"), "selected(/data/q, '2')");
        assert_eq!(made(survey, "survey/q_2_comment", "required"), "true");
        assert_eq!(made(survey, "survey/q_2", "relevant"), "selected(${q}, string(2))");
        assert_eq!(made(survey, "survey/q_2/children/t", "type"), "text");
    }

    #[test]
    fn what_the_page_gives_comes_with_the_assignment() {
        let survey = r#"{"elements": [{"type": "text", "name": "a", "visibleIf": "{mode} = 'long'", "title": "Of {who}"}],
            "triggers": [{"type": "setvalue", "expression": "{a} = 1", "setToName": "seen", "setValue": 5}]}"#;
        assert!(made(survey, "survey/a", "relevant").contains("assignment('mode')"));
        let title = "{\"en\":\"Of ${if(assignment('who') = '', '{who}', assignment('who'))}\"}";
        assert_eq!(made(survey, "survey/a", "label"), title);
        assert_eq!(made(survey, "survey/seen", "type"), "hidden");
    }

    #[test]
    fn a_text_of_a_question_is_a_value() {
        let survey = r#"{"elements": [{"type": "text", "name": "a", "title": "Age"},
            {"type": "expression", "name": "e", "expression": "propertyValue('a', 'title')"},
            {"type": "radiogroup", "name": "c", "choices": [1], "showOtherItem": true, "otherErrorText": "Say"}]}"#;
        assert_eq!(made(survey, "survey/e", "calculation"), "'Age'");
        assert_eq!(made(survey, "survey/c_other", "required_message"), "{\"en\":\"Say\"}");
    }

    #[test]
    fn what_is_hidden_is_forgotten_where_the_survey_says_so() {
        let survey = r#"{"clearInvisibleValues": "onHidden", "elements": [{"type": "text", "name": "a"},
            {"type": "text", "name": "b", "visibleIf": "{a} = 1"},
            {"type": "radiogroup", "name": "c", "choices": [1], "showOtherItem": true}]}"#;
        assert_eq!(made(survey, "survey/b", "calculation"), "if(not((${a} = 1)), '', /data/b)");
        assert_eq!(made(survey, "survey/c_other", "trigger"), "[\"c\"]");
    }

    #[test]
    fn a_running_total_adds_up_what_stands_above() {
        let survey = r#"{"elements": [{"type": "matrixdynamic", "name": "m", "columns": [{"name": "a", "cellType": "text"},
            {"name": "e", "cellType": "expression", "expression": "{row.a} + {prevRow.e}", "displayStyle": "percent"}]}]}"#;
        let total = "(sum(/data/m[position() <= position(current()/..)]/a[. != '']))";
        assert_eq!(made(survey, "survey/m/children/e", "calculation"), total);
        assert!(made(survey, "survey/m/children/e", "hint").contains("'%'"));
    }

    #[test]
    fn long_expressions_end() {
        let sum = (0..90).fold("{a}".to_owned(), |sum, _| format!("({{a}} + {sum})"));
        let survey = format!(
            r#"{{"elements": [{{"type": "text", "name": "a"}}, {{"type": "expression", "name": "b", "expression": "{sum}"}}]}}"#
        );
        let imported = read(survey.as_bytes());
        assert!(imported.findings.iter().any(|finding| finding.code == "surveyjs/untranslatable"));
    }
}
