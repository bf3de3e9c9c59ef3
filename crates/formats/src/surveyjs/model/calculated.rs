//! Values that a survey works out beside its questions.

use sealform_types::Json;

use super::located::{ExpressionText, Located, text_of};
use super::names::{Taken, free_name};

/// One of the survey's `calculatedValues`.
#[derive(Debug, Clone)]
pub(in crate::surveyjs) struct CalculatedValue {
    /// Its `name` in SurveyJS.
    pub own_name: String,
    /// Its name in the questionnaire.
    pub name: String,
    pub formula: ExpressionText,
}

impl CalculatedValue {
    /// All of a survey, with names that are free.
    pub fn all(survey: &Json, taken: &mut Taken) -> Vec<Self> {
        let values = Located::new(survey, "").items("calculatedValues").into_iter();
        let named = values.filter_map(|value| {
            let own_name = value.json.get("name").and_then(Json::as_str)?.to_owned();
            let source = text_of(value.json, "expression").unwrap_or_default().to_owned();
            let formula = ExpressionText { source, pointer: format!("{}/expression", value.pointer) };
            Some(Self { name: free_name(&own_name, taken), own_name, formula })
        });
        named.collect()
    }
}
