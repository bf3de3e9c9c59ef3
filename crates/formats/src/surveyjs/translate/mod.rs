//! From the model and its rules to a questionnaire.
//!
//! ```text
//! symbols → scope            what a name means to an expression at an element
//! converter                  expressions, findings, lists: what all others need
//! texts, choices, conditions, values, totals → elements → survey
//! ```

mod choices;
mod conditions;
mod converter;
mod elements;
mod formats;
mod labels;
mod looks;
mod members;
mod numbers;
mod questions;
mod readings;
mod running;
mod scope;
mod sharing;
mod survey;
mod symbols;
mod texts;
mod totals;
mod values;
mod whole_rules;

pub(super) use survey::{Translated, translate_survey};
