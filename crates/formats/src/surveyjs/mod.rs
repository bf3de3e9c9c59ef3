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
mod from;
mod members;
mod names;
mod needs;
mod numbers;
mod rules;
mod shared;
mod texts;
mod totals;
mod tree;
mod triggers;
mod values;

use sealform_types::{Finding, Findings, Json, pointer, say};

pub use expression::{Column, Names, Rows, Shape, Target, Tree, Untranslatable, parse, translate};

use crate::Imported;
use crate::document::Origins;
use crate::members::Members;
use builder::{Builder, at};
use members::AROUND;
use names::KnownNames;
use needs::Needs;
use numbers::Numbers;
use shared::Shared;
use texts::Languages;
use tree::Condition;
use triggers::Triggers;

/// The member that says where an item came from, until the document is whole.
const FROM: &str = "@from";

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
    let mut findings = std::mem::take(&mut imported.findings);
    let languages = Languages::of(survey);
    let mut reader = tree::Reader::default();
    let mut tree = reader.pages(survey);
    tell_limits(&reader, &mut findings);
    let numbers = Numbers::read(survey, &tree);
    tell_shared(shared::share(&mut tree), &mut findings);
    let mut taken = tree::name_all(&mut tree, "/data");
    let values = calculated(survey, &mut taken);
    let names = KnownNames::of(&tree, survey, &values);
    let triggers = Triggers::read(survey, &mut findings);
    let mut builder = Builder {
        languages,
        names: &names,
        needs: Needs::of(&tree),
        tree: &tree,
        triggers,
        numbers,
        lists: Default::default(),
        renames: false,
        findings,
        told: Default::default(),
    };
    builder.tell_survey(survey);
    let mut items: Vec<Json> = Vec::new();
    let mut ends = builder.ends();
    for place in &tree {
        items.extend(builder.items(place));
        // The survey ends behind the page that decides it.
        let (here, later): (Vec<_>, Vec<_>) = ends.into_iter().partition(|(_, page)| *page == place.name);
        items.extend(here.into_iter().map(|(end, _)| end));
        ends = later;
    }
    items.extend(ends.into_iter().map(|(end, _)| end));
    items.extend(builder.calculates(values));
    if builder.renames {
        let message = "names of choices have `_` where their values have blanks";
        let finding = Finding::warning("surveyjs/renamed", message, at(""));
        builder.tell(finding.hint("give such choices values without blanks"));
    }
    let mut places = Origins::default();
    let items = items
        .into_iter()
        .enumerate()
        .map(|(index, item)| origins(item, &pointer("/survey", &index.to_string()), &mut places));
    let items = items.collect();
    imported.questionnaire = Some(document(survey, &builder, items));
    imported.findings = builder.findings;
    imported.origins = places;
}

/// Takes out where items came from.
fn origins(item: Json, here: &str, places: &mut Origins) -> Json {
    let Json::Object(members) = item else { return item };
    let mut kept = Vec::new();
    for (name, value) in members {
        match (name.as_str(), value) {
            (FROM, Json::Array(from)) => {
                from.iter().filter_map(Json::as_str).for_each(|from| places.add(here, from));
            }
            ("children", Json::Array(items)) => {
                let at = pointer(here, "children");
                let inside = items.into_iter().enumerate();
                let inside = inside.map(|(index, item)| origins(item, &pointer(&at, &index.to_string()), places));
                kept.push((name, Json::Array(inside.collect())));
            }
            (_, value) => kept.push((name, value)),
        }
    }
    Json::Object(kept)
}

fn tell_limits(reader: &tree::Reader, findings: &mut Findings) {
    for pointer in &reader.too_deep {
        let finding = Finding::error("surveyjs/too-deep", "panels stand too deep inside one another", at(pointer));
        findings.push(finding.hint("flatten the survey"));
    }
    if let Some(pointer) = &reader.too_many {
        let finding = Finding::error("surveyjs/too-large", "the survey has too many elements and cells", at(pointer));
        findings.push(finding.hint("split the survey"));
    }
}

fn tell_shared(shared: Vec<Shared>, findings: &mut Findings) {
    for one in shared {
        let (pointer, message, hint) = match one {
            Shared::Question { pointer, theirs } => (
                pointer,
                say!("the value `{theirs}` is asked for where it first stands"),
                "give the question a name of its own where it is another one",
            ),
            Shared::Rows { pointer, theirs } => (
                pointer,
                say!("what is in these rows or panels stands in those of `{theirs}`"),
                "give them a `valueName` of their own where they are others",
            ),
            Shared::Apart { pointer, theirs } => (
                pointer,
                say!("this element does not share the value `{theirs}` with another kind of element"),
                "use one kind of element for a value",
            ),
        };
        findings.push(Finding::warning("surveyjs/shared-value", message, at(&pointer)).hint(hint));
    }
}

impl Builder<'_> {
    /// `calculatedValues` as what nobody sees.
    fn calculates(&mut self, values: Vec<Calculated>) -> Vec<Json> {
        let mut all = Vec::new();
        for Calculated { name, formula, .. } in values {
            if let Some(expression) = self.formula(&formula, "/data") {
                let mut members = Members::default();
                members.text("type", "calculate");
                members.text("name", &name);
                members.text("calculation", &expression);
                all.push(Json::Object(members.0));
            }
        }
        all
    }

    fn tell_survey(&mut self, survey: &Json) {
        for (name, value) in survey.as_object().unwrap_or_default() {
            if !AROUND.contains(&name.as_str()) {
                let message = say!("`{name}` of the survey is not carried over: {}", value.kind());
                let finding = Finding::warning("surveyjs/not-carried", message, at(&pointer("", name)));
                self.tell(finding.hint("the form does without it"));
            }
        }
        if survey.get("clearInvisibleValues").and_then(Json::as_str) == Some("none") {
            let message = "answers to what is hidden are not part of a submission";
            let finding = Finding::warning("surveyjs/not-carried", message, at("/clearInvisibleValues"));
            self.tell(finding.hint("show what is to be kept"));
        }
        if survey.get("mode").and_then(Json::as_str) == Some("display") {
            let message = "a survey that is only shown becomes one that is filled";
            let finding = Finding::warning("surveyjs/not-carried", message, at("/mode"));
            self.tell(finding.hint("make its questions `readOnly`"));
        }
        if self.numbers.may_shift {
            let message = "numbers before titles stay as they are where a question is hidden";
            let finding = Finding::warning("surveyjs/not-carried", message, at("/showQuestionNumbers"));
            self.tell(finding.hint("leave the numbers away"));
        }
        for pointer in std::mem::take(&mut self.needs.unmet) {
            let message = "nothing in this element can say that an answer is missing";
            let finding = Finding::warning("surveyjs/not-carried", message, at(&pointer));
            self.tell(finding.hint("require one of its questions"));
        }
        self.tell_lost_triggers();
    }

    /// Where the survey ends early, each with the page that it stands behind.
    fn ends(&mut self) -> Vec<(Json, String)> {
        let conditions = std::mem::take(&mut self.triggers.ends);
        let mut ends = Vec::new();
        for condition in conditions {
            let names = self.names;
            let from = names.at("/data");
            let mut pages: Vec<String> = Vec::new();
            if let Some(tree) = self.parsed(&condition) {
                tree.visit_variables(&mut |name| {
                    let page = from.known(name).and_then(|known| known.path.split('/').nth(2));
                    pages.extend(page.map(str::to_owned));
                });
            }
            let last = self.tree.iter().rev().find(|place| pages.contains(&place.name));
            let page = last.map(|place| place.name.clone()).unwrap_or_default();
            let Some(relevant) = self.condition(&condition, "/data") else { continue };
            let mut members = Members::default();
            members.text("type", "terminate");
            members.text("name", &format!("complete_{}", ends.len() + 1));
            members.text("relevant", &relevant);
            members.text("outcome", "completed");
            members.put("label", self.languages.text(Some(&Json::from("Thank you"))));
            ends.push((Json::Object(members.0), page));
        }
        ends
    }
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
    // SurveyJS evaluates what is only doubtful.
    let settings = vec![("root".to_owned(), Json::from("data")), ("tolerant".to_owned(), Json::Boolean(true))];
    members.put("settings", Some(Json::Object(settings)));
    if !builder.lists.is_empty() {
        let lists = builder.lists.iter().map(|(name, list)| (name.clone(), Json::Array(list.clone())));
        members.put("choices", Some(Json::Object(lists.collect())));
    }
    members.put("survey", Some(Json::Array(items)));
    Json::Object(members.0)
}

/// A value that the survey works out beside its questions.
struct Calculated {
    called: String,
    /// What it is called here.
    name: String,
    formula: Condition,
}

/// `calculatedValues`: names and expressions.
fn calculated(survey: &Json, taken: &mut tree::Taken) -> Vec<Calculated> {
    let values = survey.get("calculatedValues").and_then(Json::as_array).unwrap_or_default();
    let named = values.iter().enumerate().filter_map(|(index, value)| {
        let text = |name: &str| value.get(name).and_then(Json::as_str).map(str::to_owned);
        let formula = Condition {
            source: text("expression").unwrap_or_default(),
            pointer: format!("/calculatedValues/{index}/expression"),
        };
        let called = text("name")?;
        Some(Calculated { name: tree::free_name(&called, taken), called, formula })
    });
    named.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A member of the item at a pointer of what is made of a survey, as text; blank where there is none.
    fn made(survey: &str, item: &str, member: &str) -> String {
        let imported = read(survey.as_bytes());
        let mut json = imported.questionnaire.unwrap_or_else(|| panic!("{}", imported.findings));
        for step in item.split('/') {
            let next = match &json {
                Json::Array(items) => items.iter().find(|item| item.get("name").and_then(Json::as_str) == Some(step)),
                other => other.get(step),
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
        assert!(made(survey, "survey/p/children/a", "constraints").contains(unique));
    }

    #[test]
    fn one_question_speaks_for_a_panel_that_must_have_an_answer() {
        let survey = r#"{"elements": [{"type": "panel", "name": "p", "isRequired": true, "elements": [
            {"type": "text", "name": "a"}, {"type": "text", "name": "b"}]}]}"#;
        assert_eq!(made(survey, "survey/p/children/a", "required"), "(/data/p/a = '' and /data/p/b = '')");
        assert_eq!(made(survey, "survey/p/children/b", "required"), "");
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
