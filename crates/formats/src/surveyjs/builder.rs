//! The document as it is made: lists, conditions, and what cannot be carried over.

use std::collections::{BTreeMap, BTreeSet};

use sealform_types::{Finding, Findings, Json, Place as Where, pointer, say};

use super::expression::{Goal, Target, Translator, Tree, Untranslatable, parse};
use super::from::From;
use super::members::KNOWN;
use super::names::KnownNames;
use super::needs::Needs;
use super::numbers::Numbers;
use super::texts::Languages;
use super::tree::{Condition, Place};
use super::triggers::Triggers;
use crate::members::Members;

/// A member of the survey.
pub(super) fn at(pointer: &str) -> Where {
    Where::at(pointer)
}

/// Makes the document.
pub(super) struct Builder<'b> {
    pub languages: Languages,
    pub names: &'b KnownNames,
    /// The whole survey.
    pub tree: &'b [Place<'b>],
    pub needs: Needs<'b>,
    pub triggers: Triggers,
    pub numbers: Numbers,
    pub lists: BTreeMap<String, Vec<Json>>,
    /// Whether a choice has another name than its value.
    pub renames: bool,
    pub findings: Findings,
    /// What was told: columns are read once for every row.
    pub told: BTreeSet<(String, String)>,
}

impl Builder<'_> {
    /// Tells something, once.
    pub(super) fn tell(&mut self, finding: Finding) {
        if self.told.insert((finding.place.pointer.clone(), finding.message.to_string())) {
            self.findings.push(finding);
        }
    }

    /// Type, name and words.
    pub(super) fn head(&mut self, place: &Place<'_>, kind: &str) -> Members {
        let mut members = Members::default();
        members.text("type", kind);
        members.text("name", &place.name);
        self.origin(place, &mut members);
        let label = self.label(place);
        members.put("label", label);
        if place.kind != "inside" {
            members.put("hint", self.words(place.json.get("description"), place));
            for (name, _) in place.json.as_object().unwrap_or_default() {
                if !KNOWN.contains(&name.as_str()) {
                    self.not_carried(place, name, "the form does without it");
                }
            }
        }
        members
    }

    /// Where it came from; taken out again when the document is whole.
    pub(super) fn origin(&self, place: &Place<'_>, members: &mut Members) {
        let all = std::iter::once(&place.pointer).chain(place.also.iter().map(|(_, pointer)| pointer));
        members.put(super::FROM, Some(all.map(|pointer| Json::from(pointer.as_str())).collect()));
    }

    fn label(&mut self, place: &Place<'_>) -> Option<Json> {
        if place.kind == "inside" {
            let is_rows = place.json.get("templateTitle").is_some();
            return self.words(place.json.get(if is_rows { "templateTitle" } else { "title" }), place);
        }
        let label = self.words(place.json.get("title"), place).or_else(|| self.words(place.json.get("text"), place));
        let is_named = !matches!(place.kind.as_str(), "page" | "panel" | "row");
        let own = || self.languages.text(Some(&Json::from(place.called.as_str())));
        let label = label.or_else(|| is_named.then(own).flatten());
        match self.numbers.of(&place.pointer) {
            Some(number) => Some(numbered(label, number, &self.languages)),
            None => label,
        }
    }

    /// Tells that a member has no counterpart.
    pub(super) fn not_carried(&mut self, place: &Place<'_>, member: &str, hint: &str) {
        let message = say!("`{member}` of `{}` is not carried over", place.called);
        let finding = Finding::warning("surveyjs/not-carried", message, at(&pointer(&place.pointer, member)));
        self.tell(finding.hint(hint));
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

    /// A text as a tree; a finding where it is no expression.
    pub(super) fn parsed(&mut self, condition: &Condition) -> Option<Tree> {
        let source = &condition.source;
        if source.trim().is_empty() {
            return None;
        }
        match parse(source) {
            Ok(tree) => Some(tree),
            Err(fault) => {
                let place = Where::in_expression(&condition.pointer, source, fault.at..fault.at + 1);
                let finding = Finding::error("surveyjs/expression", "this is no expression of SurveyJS", place);
                self.tell(finding.hint("mend it at the place that is marked"));
                None
            }
        }
    }

    /// What is made of an expression; a finding where it cannot be said here.
    fn translated<T>(
        &mut self,
        condition: &Condition,
        names: &From<'_>,
        translate: impl FnOnce(&Translator<'_>, &Tree) -> Result<T, Untranslatable>,
    ) -> Option<T> {
        let tree = self.parsed(condition)?;
        let translated = match names.comment_in(&tree) {
            Some(what) => Err(Untranslatable { what }),
            None => translate(&Translator { names }, &tree),
        };
        translated.map_err(|fault| self.untranslatable(condition, &fault)).ok()
    }

    fn untranslatable(&mut self, condition: &Condition, fault: &Untranslatable) {
        let message = say!("{} cannot be said in a questionnaire", fault.what);
        let source = &condition.source;
        let place = Where::in_expression(&condition.pointer, source, 0..source.len());
        let finding = Finding::warning("surveyjs/untranslatable", message, place);
        self.tell(finding.hint("write the condition in another way"));
    }

    /// A condition at a place in our words; a finding where that is not possible.
    pub(super) fn condition(&mut self, condition: &Condition, path: &str) -> Option<String> {
        let names = self.names;
        self.translated(condition, &names.at(path), |translator, tree| translator.condition(tree))
    }

    /// A value at a place in our words.
    pub(super) fn formula(&mut self, formula: &Condition, path: &str) -> Option<String> {
        Some(self.value_of(formula, path, Goal::Words)?.expression)
    }

    /// A value that is for something.
    pub(super) fn value_of(&mut self, formula: &Condition, path: &str, goal: Goal) -> Option<Target> {
        let names = self.names;
        self.translated(formula, &names.at(path), |translator, tree| translator.value(tree, goal))
    }

    /// A condition on each choice of a question.
    pub(super) fn on_choices(&mut self, condition: &Condition, path: &str) -> Option<String> {
        let names = self.names;
        self.translated(condition, &names.at_choices(path), |translator, tree| translator.condition(tree))
    }

    /// The same for one choice.
    pub(super) fn on_choice(&mut self, condition: &Condition, path: &str, name: &str) -> Option<String> {
        let names = self.names;
        self.translated(condition, &names.at_choice(path, name), |translator, tree| translator.condition(tree))
    }
}

/// A label with the number before it, in every language.
fn numbered(label: Option<Json>, number: &str, languages: &Languages) -> Json {
    let all = match label {
        Some(Json::Object(members)) => members,
        _ => languages.0.iter().take(1).map(|language| (language.clone(), Json::from(""))).collect(),
    };
    let with = |(language, words): (String, Json)| {
        let words = words.as_str().unwrap_or_default();
        (language, Json::from(format!("{number} {words}").trim_end()))
    };
    Json::Object(all.into_iter().map(with).collect())
}
