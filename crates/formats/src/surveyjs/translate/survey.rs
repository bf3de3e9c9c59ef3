//! A survey as a questionnaire.

use sealform_questionnaire::{Question, QuestionType, Settings, Terminate, TerminateType, Text};
use sealform_types::{Finding, Findings, Json, Place, say};

use super::converter::{Converter, Parts};
use super::symbols::SymbolTable;
use crate::document::{Builder, Document, SurveyItem};
use crate::surveyjs::model::{
    CalculatedValue, Languages, Limits, Numbering, SURVEY_LOOKS, SURVEY_MEMBERS, SharedValue, assign_names,
    merge_shared_values, read_pages, values_of_triggers,
};
use crate::surveyjs::rules::Triggers;

/// A questionnaire, and everything the author of the survey should know.
pub(in crate::surveyjs) struct Translated {
    pub document: Document,
    pub findings: Findings,
}

/// Where the survey ends early.
struct End {
    item: SurveyItem,
    /// The name of the page that decides it; blank where none does.
    page: String,
}

/// Translates a survey.
pub(in crate::surveyjs) fn translate_survey(survey: &Json) -> Translated {
    let mut findings = Findings::default();
    let (mut tree, limits) = read_pages(survey);
    report_limits(&limits, &mut findings);
    tree.extend(values_of_triggers(survey, &tree));
    let numbering = Numbering::read(survey, &tree);
    report_shared(merge_shared_values(&mut tree), &mut findings);
    let mut taken = assign_names(&mut tree, "/data");
    let values = CalculatedValue::all(survey, &mut taken);
    let symbols = SymbolTable::of(&tree, survey, &values);
    let triggers = Triggers::read(survey, &mut findings);
    let languages = Languages::of(survey);
    let mut converter =
        Converter::new(Parts { survey, languages, symbols: &symbols, tree: &tree, triggers, numbering, findings });
    converter.report_survey(survey);
    let items = converter.survey_items(&values);
    converter.report_renamed_choices();
    let mut builder = Builder::new("survey", "1", converter.languages.0.clone());
    builder.questionnaire.title = converter.title(survey);
    // SurveyJS evaluates what is only doubtful.
    builder.questionnaire.settings =
        Settings { root: Some("data".to_owned()), tolerant: true, plain_text: true, ..Settings::default() };
    for (name, choices) in std::mem::take(&mut converter.lists).into_lists() {
        builder.list(name, choices);
    }
    items.into_iter().for_each(|item| builder.push(item));
    Translated { document: builder.finish(), findings: converter.findings }
}

impl Converter<'_> {
    /// All items: those of the pages, ends behind the pages that decide them, and calculated values.
    fn survey_items(&mut self, values: &[CalculatedValue]) -> Vec<SurveyItem> {
        let mut items: Vec<SurveyItem> = Vec::new();
        let mut ends = self.ends();
        for element in self.tree {
            items.extend(self.items(element));
            let (here, later): (Vec<End>, Vec<End>) = ends.into_iter().partition(|end| end.page == element.name);
            items.extend(here.into_iter().map(|end| end.item));
            ends = later;
        }
        items.extend(ends.into_iter().map(|end| end.item));
        items.extend(self.calculated(values));
        items
    }

    fn title(&mut self, survey: &Json) -> Text {
        let title = self.text_at(survey.get("title"), "/data");
        if title.0.is_empty() { self.languages.own_words("Survey") } else { title }
    }

    /// `calculatedValues` as questions that nobody sees.
    fn calculated(&mut self, values: &[CalculatedValue]) -> Vec<SurveyItem> {
        let item = |value: &CalculatedValue| {
            let calculation = Some(self.formula(&value.formula, "/data")?);
            let (kind, name) = (QuestionType::Calculate, value.name.clone());
            Some(SurveyItem::question(Question { kind, name, calculation, ..Question::default() }))
        };
        values.iter().filter_map(item).collect()
    }

    /// Where the survey ends early.
    fn ends(&mut self) -> Vec<End> {
        let conditions = std::mem::take(&mut self.triggers.ends);
        let mut ends = Vec::new();
        for condition in conditions {
            let mut pages: Vec<String> = Vec::new();
            if let Some(tree) = self.parsed(&condition) {
                let scope = self.scope("/data");
                tree.visit_variables(&mut |name| {
                    let page = scope.symbol(name).and_then(|symbol| symbol.path.split('/').nth(2));
                    pages.extend(page.map(str::to_owned));
                });
            }
            let last = self.tree.iter().rev().find(|element| pages.contains(&element.name));
            let Some(relevant) = self.condition(&condition, "/data") else { continue };
            let item = SurveyItem::terminate(Terminate {
                kind: TerminateType::Terminate,
                name: format!("complete_{}", ends.len() + 1),
                label: self.languages.own_words("Thank you"),
                relevant,
                outcome: "completed".to_owned(),
                pointer: String::new(),
            });
            ends.push(End { item, page: last.map(|element| element.name.clone()).unwrap_or_default() });
        }
        ends
    }

    /// Reports what of the survey as a whole is not carried over.
    fn report_survey(&mut self, survey: &Json) {
        self.report_survey_members(survey, &[SURVEY_MEMBERS, SURVEY_LOOKS]);
        if survey.get("clearInvisibleValues").and_then(Json::as_str) == Some("none") {
            let message = "answers to hidden questions are not part of a submission";
            self.report_lost(message, "/clearInvisibleValues", "keep the questions visible whose answers are needed");
        }
        if self.is_display {
            let message = "in a survey in display mode no question can be answered";
            self.report(Finding::warning("surveyjs/read-only", message, Place::at("/mode")).hint("leave out `mode`"));
        }
        for pointer in std::mem::take(&mut self.rules.unmet) {
            let message = "no question in this element can report that an answer is missing";
            self.report_lost(message, pointer, "make one of its questions required");
        }
        self.report_lost_triggers();
    }

    fn report_lost(&mut self, message: impl Into<String>, pointer: impl Into<String>, hint: &str) {
        self.report(Finding::warning("surveyjs/not-carried", message, Place::at(pointer)).hint(hint));
    }

    fn report_renamed_choices(&mut self) {
        if self.has_renamed_choices {
            let message = "spaces in choice values become `_` in choice names";
            let finding = Finding::warning("surveyjs/renamed", message, Place::at(""));
            self.report(finding.hint("use choice values without spaces"));
        }
    }
}

fn report_limits(limits: &Limits, findings: &mut Findings) {
    for pointer in &limits.too_deep {
        let message = "panels are nested too deeply";
        findings.push(Finding::error("surveyjs/too-deep", message, Place::at(pointer)).hint("flatten the survey"));
    }
    if let Some(pointer) = &limits.too_many {
        let message = "the survey has too many elements and cells";
        findings.push(Finding::error("surveyjs/too-large", message, Place::at(pointer)).hint("split the survey"));
    }
}

fn report_shared(shared: Vec<SharedValue>, findings: &mut Findings) {
    for one in shared {
        let (pointer, message, hint) = match one {
            SharedValue::Question { pointer, value_name } => (
                pointer,
                say!("the value `{value_name}` is asked for only once, by its first question"),
                "give the question a name of its own if it asks for something else",
            ),
            SharedValue::Rows { pointer, value_name } => (
                pointer,
                say!("these rows or panels are merged with those of `{value_name}`"),
                "give them a `valueName` of their own if they are separate",
            ),
            SharedValue::Apart { pointer, value_name } => (
                pointer,
                say!("the value `{value_name}` cannot be shared with an element of another type"),
                "use one type of element for a shared value",
            ),
        };
        findings.push(Finding::warning("surveyjs/shared-value", message, Place::at(pointer)).hint(hint));
    }
}
