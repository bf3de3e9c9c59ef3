//! The document as it is made: lists, conditions, and what cannot be carried over.

use std::collections::BTreeMap;

use sealform_types::{Finding, Findings, Json, Place as Where, pointer, say};

use super::choices::value_of;
use super::expression::{parse, translate};
use super::names::KnownNames;
use super::texts::Languages;
use super::tree::{Place, Role};

/// Members of an object that is being written.
#[derive(Default)]
pub(super) struct Members(pub Vec<(String, Json)>);

impl Members {
    pub(super) fn put(&mut self, name: &str, value: Option<Json>) {
        self.0.extend(value.map(|value| (name.to_owned(), value)));
    }

    pub(super) fn text(&mut self, name: &str, text: &str) {
        self.put(name, Some(Json::from(text)));
    }

    pub(super) fn replace(&mut self, name: &str, value: Option<Json>) {
        if value.is_some() {
            self.0.retain(|(known, _)| known != name);
            self.put(name, value);
        }
    }
}

/// A member of the survey.
pub(super) fn at(pointer: &str) -> Where {
    Where::at(pointer)
}

/// Makes the document.
pub(super) struct Builder<'b> {
    pub languages: Languages,
    pub names: &'b KnownNames,
    pub lists: BTreeMap<String, Vec<Json>>,
    /// The choices of a matrix, for columns without their own.
    pub shared: Option<Vec<Json>>,
    pub findings: Findings,
}

/// Members that carry meaning and have a place here, or change nothing about answers.
const KNOWN: &[&str] = &[
    "type",
    "name",
    "title",
    "description",
    "visibleIf",
    "enableIf",
    "requiredIf",
    "isRequired",
    "readOnly",
    "elements",
    "templateElements",
    "columns",
    "rows",
    "items",
    "choices",
    "cellType",
    "inputType",
    "defaultValue",
    "defaultValueExpression",
    "expression",
    "validators",
    "min",
    "max",
    "step",
    "minValueExpression",
    "maxValueExpression",
    "maxLength",
    "rateMin",
    "rateMax",
    "rateCount",
    "rateValues",
    "rateStep",
    "hasOther",
    "showOtherItem",
    "otherText",
    "hasNone",
    "showNoneItem",
    "noneText",
    "showRefuseItem",
    "refuseText",
    "showDontKnowItem",
    "dontKnowText",
    "choicesVisibleIf",
    "choicesOrder",
    "labelTrue",
    "labelFalse",
    "valueTrue",
    "valueFalse",
    "minRateDescription",
    "maxRateDescription",
    "html",
    "imageLink",
    "multiSelect",
    "rowCount",
    "minRowCount",
    "panelCount",
    "minPanelCount",
    "allowAddRows",
    "allowRemoveRows",
    "allowAddPanel",
    "allowRemovePanel",
    "isAllRowRequired",
    "eachRowRequired",
    "requiredErrorText",
    "value",
    "text",
    "visible",
    "placeholder",
    "placeHolder",
    "colCount",
    "startWithNewLine",
    "titleLocation",
    "width",
    "minWidth",
    "maxWidth",
    "indent",
    "hideNumber",
    "state",
    "templateTitle",
    "addRowText",
    "addPanelText",
    "removeRowText",
    "rowTitleWidth",
    "columnMinWidth",
    "renderAs",
    "renderMode",
    "panelAddText",
    "panelRemoveText",
    "questionTitleLocation",
    "choicesByUrl",
    "choicesFromQuestion",
    "carryForwardChoices",
    "displayMode",
    "searchEnabled",
    "rateType",
    "autoGrow",
    "textUpdateMode",
];

impl Builder<'_> {
    /// Type, name and words.
    pub(super) fn head(&mut self, place: &Place<'_>, kind: &str) -> Members {
        let mut members = Members::default();
        members.text("type", kind);
        members.text("name", &place.name);
        let label =
            self.languages.text(place.json.get("title")).or_else(|| self.languages.text(place.json.get("text")));
        let is_named = !matches!(place.kind.as_str(), "page" | "panel" | "row");
        let own = || self.languages.text(Some(&Json::from(place.theirs.as_str())));
        members.put("label", label.or_else(|| is_named.then(own).flatten()));
        members.put("hint", self.languages.text(place.json.get("description")));
        for (name, _) in place.json.as_object().unwrap_or_default() {
            if !KNOWN.contains(&name.as_str()) {
                self.not_carried(place, name, "the form does without it");
            }
        }
        members
    }

    /// Tells that a member has no counterpart.
    pub(super) fn not_carried(&mut self, place: &Place<'_>, member: &str, hint: &str) {
        let message = say!("`{member}` of `{}` is not carried over", place.theirs);
        let finding = Finding::warning("surveyjs/not-carried", message, at(&pointer(&place.pointer, member)));
        self.findings.push(finding.hint(hint));
    }

    /// The name of a list with these choices.
    pub(super) fn list(&mut self, name: &str, choices: Vec<Json>) -> String {
        if let Some((known, _)) = self.lists.iter().find(|(_, list)| **list == choices) {
            return known.clone();
        }
        let mut free = name.to_owned();
        let mut number = 2;
        while self.lists.contains_key(&free) {
            free = format!("{name}_{number}");
            number += 1;
        }
        self.lists.insert(free.clone(), choices);
        free
    }

    /// An expression of SurveyJS in our words; a finding where that is not possible.
    pub(super) fn translated(
        &mut self,
        source: &str,
        place: &str,
        pointer: &str,
        is_condition: bool,
    ) -> Option<String> {
        if source.trim().is_empty() {
            return None;
        }
        let tree = match parse(source) {
            Ok(tree) => tree,
            Err(fault) => {
                let place = Where::in_expression(pointer, source, fault.at..fault.at + 1);
                let finding = Finding::error("surveyjs/expression", "this is no expression of SurveyJS", place);
                self.findings.push(finding.hint("mend it at the place that is marked"));
                return None;
            }
        };
        match translate(&tree, &self.names.at(place)) {
            Ok(target) if is_condition && target.shape != super::expression::Shape::Truth => {
                let text = target.expression;
                Some(format!("not({text} = '' or {text} = 'false' or {text} = '0')"))
            }
            Ok(target) => Some(target.expression),
            Err(fault) => {
                let message = say!("{} cannot be said in a questionnaire", fault.what);
                let place = Where::in_expression(pointer, source, 0..source.len());
                let finding = Finding::warning("surveyjs/untranslatable", message, place);
                self.findings.push(finding.hint("write the condition in another way"));
                None
            }
        }
    }

    /// An expression of an element as a member.
    pub(super) fn expression(&mut self, place: &Place<'_>, theirs: &str, ours: &str, members: &mut Members) {
        let Some(source) = place.json.get(theirs).and_then(Json::as_str) else { return };
        let is_condition = !matches!(ours, "calculation" | "default_expression");
        let text = self.translated(source, &place.path, &pointer(&place.pointer, theirs), is_condition);
        members.put(ours, text.as_deref().map(Json::from));
    }

    fn flag(place: &Place<'_>, name: &str) -> bool {
        place.json.get(name) == Some(&Json::Boolean(true))
    }

    pub(super) fn conditions_of_group(&mut self, place: &Place<'_>, members: &mut Members) {
        self.visibility(place, members);
        self.enabled(place, members);
    }

    fn visibility(&mut self, place: &Place<'_>, members: &mut Members) {
        self.expression(place, "visibleIf", "relevant", members);
        if place.json.get("visible") == Some(&Json::Boolean(false)) && place.json.get("visibleIf").is_none() {
            members.text("relevant", "false()");
        }
    }

    fn enabled(&mut self, place: &Place<'_>, members: &mut Members) {
        let source = place.json.get("enableIf").and_then(Json::as_str);
        let enabled =
            source.and_then(|source| self.translated(source, &place.path, &pointer(&place.pointer, "enableIf"), true));
        match (Self::flag(place, "readOnly"), enabled) {
            (true, _) => members.put("readonly", Some(Json::Boolean(true))),
            (false, Some(enabled)) => members.text("readonly", &format!("not({enabled})")),
            (false, None) => {}
        }
    }

    /// Conditions and validators of a question.
    pub(super) fn rules(&mut self, place: &Place<'_>, members: &mut Members) {
        self.visibility(place, members);
        if place.kind == "expression" {
            members.put("readonly", Some(Json::Boolean(true)));
        } else {
            self.enabled(place, members);
        }
        if Self::flag(place, "isRequired") {
            members.put("required", Some(Json::Boolean(true)));
        } else {
            self.expression(place, "requiredIf", "required", members);
        }
        members.put("required_message", self.languages.text(place.json.get("requiredErrorText")));
        if place.role == Role::Question {
            let constraints = self.constraints(place);
            members.put("constraints", (!constraints.is_empty()).then_some(Json::Array(constraints)));
        }
    }

    fn constraints(&mut self, place: &Place<'_>) -> Vec<Json> {
        let mut all = Vec::new();
        if !matches!(place.kind.as_str(), "slider") {
            for (theirs, dynamic, sign) in [("min", "minValueExpression", ">="), ("max", "maxValueExpression", "<=")] {
                let fixed =
                    place.json.get(theirs).filter(|limit| !matches!(limit, Json::String(text) if text.is_empty()));
                if let Some(limit) = fixed.and_then(literal) {
                    all.push((format!(". {sign} {limit}"), None));
                }
                let source = place.json.get(dynamic).and_then(Json::as_str);
                let pointer = pointer(&place.pointer, dynamic);
                if let Some(limit) = source.and_then(|source| self.translated(source, &place.path, &pointer, false)) {
                    all.push((format!(". {sign} {limit}"), None));
                }
            }
        }
        if let Some(most) = place.json.get("maxLength").and_then(Json::as_integer).filter(|most| *most > 0) {
            all.push((format!("string-length(.) <= {most}"), None));
        }
        let validators = place.json.get("validators").and_then(Json::as_array).unwrap_or_default();
        for (index, validator) in validators.iter().enumerate() {
            let here = pointer(&pointer(&place.pointer, "validators"), &index.to_string());
            let message = self.languages.text(validator.get("text"));
            all.extend(self.validator(validator, place, &here).into_iter().map(|test| (test, message.clone())));
        }
        let constraint = |(test, message): (String, Option<Json>)| {
            let mut members = Members::default();
            members.text("test", &test);
            members.put("message", message);
            Json::Object(members.0)
        };
        all.into_iter().map(constraint).collect()
    }

    fn validator(&mut self, validator: &Json, place: &Place<'_>, here: &str) -> Vec<String> {
        let number = |name: &str| validator.get(name).and_then(literal);
        let limits = |what: &str, least: &str, most: &str| {
            let least = number(least).map(|least| format!("{what} >= {least}"));
            let most = number(most).map(|most| format!("{what} <= {most}"));
            least.into_iter().chain(most).collect::<Vec<_>>()
        };
        match validator.get("type").and_then(Json::as_str).unwrap_or_default() {
            "numeric" => {
                let mut tests = vec!["number(.) = number(.)".to_owned()];
                tests.extend(limits(".", "minValue", "maxValue"));
                tests
            }
            "text" => limits("string-length(.)", "minLength", "maxLength"),
            "answercount" => limits("count-selected(.)", "minCount", "maxCount"),
            "email" => vec!["regex(., '^[^@ ]+@[^@ ]+[.][^@ ]+$')".to_owned()],
            "regex" => {
                let pattern = validator.get("regex").and_then(Json::as_str).unwrap_or_default();
                let ignores_case = validator.get("caseInsensitive") == Some(&Json::Boolean(true));
                let pattern = if ignores_case { format!("(?i){pattern}") } else { pattern.to_owned() };
                vec![format!("regex(., {})", crate::xform::quoted(&pattern))]
            }
            "expression" => {
                let source = validator.get("expression").and_then(Json::as_str).unwrap_or_default();
                self.translated(source, &place.path, &pointer(here, "expression"), true).into_iter().collect()
            }
            other => {
                let message = say!("the validator `{other}` is not carried over");
                let finding = Finding::warning("surveyjs/not-carried", message, at(here));
                self.findings.push(finding.hint("write an expression in its place"));
                Vec::new()
            }
        }
    }

    /// What a question starts with, or what it is calculated from.
    pub(super) fn value(&mut self, place: &Place<'_>, kind: &str, members: &mut Members) {
        self.expression(place, "expression", "calculation", members);
        self.expression(place, "defaultValueExpression", "default_expression", members);
        let Some(value) = place.json.get("defaultValue") else { return };
        let text = value_of(value).unwrap_or_default();
        let answer = match (kind, value) {
            ("select_multiple" | "rank", Json::Array(items)) => {
                Some(items.iter().filter_map(value_of).map(|name| Json::from(name.as_str())).collect())
            }
            ("integer" | "rating", _) => text.parse().ok().map(Json::Integer),
            ("file" | "image" | "note", _) => None,
            _ if text.is_empty() => None,
            _ => Some(Json::from(text.as_str())),
        };
        members.put("default", answer);
    }
}

/// A number or a day as our expressions write it.
fn literal(json: &Json) -> Option<String> {
    match json {
        Json::Integer(_) | Json::Float(_) => value_of(json),
        Json::String(text) if text.parse::<f64>().is_ok() => Some(text.clone()),
        Json::String(text) if !text.is_empty() => Some(format!("date('{text}')")),
        _ => None,
    }
}
