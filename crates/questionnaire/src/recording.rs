//! What people are told before a form records them.

use sealform_types::{Finding, Place, say};

use crate::model::{Item, QuestionType, Questionnaire};

/// Warnings for questions that record sound, alone or with pictures, and have no hint: whoever records other people owes them an
/// answer before, and the words for it are the author's. In the order of the form.
pub fn recorded_without_notice(form: &Questionnaire) -> Vec<Finding> {
    fn look(items: &[Item], found: &mut Vec<Finding>) {
        for item in items {
            match item {
                Item::Group(group) => look(&group.children, found),
                Item::Question(question) => {
                    let records = matches!(question.kind, QuestionType::Audio | QuestionType::Video);
                    if records && question.hint.is_empty() {
                        let message = say!("`{}` records sound, and says nothing of what becomes of it", question.name);
                        let hint = "say in its `hint` who listens to the recording, what for, and how long it is kept; \
                                    in many countries nobody may be recorded without knowing";
                        let place = Place::at(question.pointer.clone());
                        found.push(Finding::warning("document/recording-notice", message, place).hint(hint));
                    }
                }
                Item::Terminate(_) => {}
            }
        }
    }
    let mut found = Vec::new();
    look(&form.survey, &mut found);
    found
}

#[cfg(test)]
mod tests {
    use sealform_types::Json;

    use super::*;

    #[test]
    fn a_question_that_records_says_before_what_becomes_of_it() {
        let form = r#"{"sealform":1,"id":"f","version":"1","title":"F","languages":["en"],"survey":[
            {"type":"audio","name":"talk","label":"T"},
            {"type":"group","name":"g","label":"G","children":[
                {"type":"video","name":"film","label":"F","guidance_hint":"Shown when it is asked for."},
                {"type":"audio","name":"said","label":"S","hint":"Your coordinator listens, and deletes it after 30 days."}]},
            {"type":"image","name":"photo","label":"P"}]}"#;
        let (form, findings) = Questionnaire::read(&Json::parse(form.as_bytes()).expect("JSON"));
        assert!(findings.is_empty(), "{findings}");
        let found = recorded_without_notice(&form.expect("a form"));
        let places: Vec<&str> = found.iter().map(|finding| finding.place.pointer.as_str()).collect();
        assert_eq!(places, ["/survey/0", "/survey/1/children/0"]);
        assert!(found.iter().all(|finding| finding.code == "document/recording-notice"));
    }
}
