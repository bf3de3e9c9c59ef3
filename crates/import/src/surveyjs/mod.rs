//! SurveyJS JSON as questionnaires.

mod expression;

pub use expression::{Names, Shape, Target, Tree, Untranslatable, parse, translate};
