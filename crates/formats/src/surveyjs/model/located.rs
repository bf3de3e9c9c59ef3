//! Parts of the survey's JSON and where they stand.

use sealform_types::{Json, pointer};

use crate::surveyjs::expression::parse;

/// A part of the survey and the JSON pointer to it.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::surveyjs) struct Located<'j> {
    pub json: &'j Json,
    pub pointer: String,
}

impl<'j> Located<'j> {
    pub fn new(json: &'j Json, pointer: impl Into<String>) -> Self {
        Self { json, pointer: pointer.into() }
    }

    /// The items of a member that is an array.
    pub fn items(&self, member: &str) -> Vec<Self> {
        let here = pointer(&self.pointer, member);
        let items = self.json.get(member).and_then(Json::as_array).unwrap_or_default();
        let located = |(index, json): (usize, &'j Json)| Self { json, pointer: pointer(&here, &index.to_string()) };
        items.iter().enumerate().map(located).collect()
    }

    /// A member that is an expression.
    pub fn expression(&self, member: &str) -> Option<ExpressionText> {
        let source = text_of(self.json, member)?.to_owned();
        Some(ExpressionText { source, pointer: pointer(&self.pointer, member) })
    }
}

/// An expression of the survey and the JSON pointer to the member it is written in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::surveyjs) struct ExpressionText {
    pub source: String,
    pub pointer: String,
}

impl ExpressionText {
    /// The names in braces that it reads, in lower case; none where it is not a valid expression.
    pub fn variables(&self) -> Vec<String> {
        let mut names = Vec::new();
        if let Ok(tree) = parse(&self.source) {
            tree.visit_variables(&mut |name| names.push(name.to_lowercase()));
        }
        names
    }
}

/// A member that is a text with more than blanks.
pub(in crate::surveyjs) fn text_of<'j>(json: &'j Json, member: &str) -> Option<&'j str> {
    json.get(member).and_then(Json::as_str).filter(|text| !text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_and_expressions_know_their_pointers() {
        let json = Json::parse(br#"{"elements": [{"visibleIf": "{a} = 1"}, {"visibleIf": " "}]}"#).expect("JSON");
        let items = Located::new(&json, "/pages/0").items("elements");
        let [first, second] = items.as_slice() else { panic!("{items:?}") };
        let condition = first.expression("visibleIf").expect("an expression");
        assert_eq!(condition.pointer, "/pages/0/elements/0/visibleIf");
        assert_eq!(condition.source, "{a} = 1");
        assert_eq!(second.expression("visibleIf"), None);
        assert!(Located::new(&json, "").items("rows").is_empty());
    }
}
