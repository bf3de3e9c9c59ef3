//! What every part of the translation needs: expressions at an element, lists of choices, and findings.

use std::collections::{BTreeSet, HashMap, HashSet};

use sealform_questionnaire::Choice;
use sealform_types::{Finding, Findings, Json, Place, pointer, say};

use super::readings::given_by_page;
use super::scope::{ItemName, Scope};
use super::symbols::SymbolTable;
use crate::document::{ChoiceLists, SurveyItem};
use crate::surveyjs::expression::{Goal, Target, Translator, Tree, Untranslatable, parse};
use crate::surveyjs::model::{Element, ElementType, ExpressionText, Languages, Numbering};
use crate::surveyjs::rules::{ContainerRules, Triggers};

/// Where a finding of an importer was made before: columns are read once for every row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Reported {
    pointer: String,
    message: String,
}

/// Turns the elements of a survey into items of a questionnaire.
pub(super) struct Converter<'c> {
    pub survey: &'c Json,
    pub languages: Languages,
    pub symbols: &'c SymbolTable,
    /// All elements of the survey.
    pub tree: &'c [Element<'c>],
    pub rules: ContainerRules<'c>,
    pub triggers: Triggers,
    pub numbering: Numbering,
    /// The lists of choices, by name.
    pub lists: ChoiceLists,
    /// The elements by their paths.
    by_path: HashMap<&'c str, &'c Element<'c>>,
    /// The names of elements that have a value when the survey begins.
    pub begun: HashSet<&'c str>,
    /// How many choices questions have taken from others.
    pub carried: usize,
    /// Whether a choice has another name than its value.
    pub has_renamed_choices: bool,
    /// Whether nothing in the survey can be changed.
    pub is_display: bool,
    pub findings: Findings,
    reported: BTreeSet<Reported>,
}

/// What is known of a survey before it is converted.
pub(super) struct Parts<'c> {
    pub survey: &'c Json,
    pub languages: Languages,
    pub symbols: &'c SymbolTable,
    pub tree: &'c [Element<'c>],
    pub triggers: Triggers,
    pub numbering: Numbering,
    pub findings: Findings,
}

/// The first element of each path: an element without a path of its own has that of what is around it.
fn gather_paths<'c>(elements: &'c [Element<'c>], by_path: &mut HashMap<&'c str, &'c Element<'c>>) {
    for element in elements {
        by_path.entry(&element.path).or_insert(element);
        gather_paths(&element.children, by_path);
    }
}

/// The names of elements that have a value when the survey begins.
fn gather_begun<'c>(elements: &'c [Element<'c>], begun: &mut HashSet<&'c str>) {
    for element in elements {
        let begins = ["defaultValue", "defaultValueExpression"].iter().any(|member| element.json.get(member).is_some());
        if begins || !element.given.is_empty() || element.kind == ElementType::Expression {
            begun.insert(&element.name);
        }
        gather_begun(&element.children, begun);
    }
}

impl<'c> Converter<'c> {
    pub fn new(parts: Parts<'c>) -> Self {
        let Parts { survey, languages, symbols, tree, triggers, numbering, findings } = parts;
        let mut by_path = HashMap::new();
        gather_paths(tree, &mut by_path);
        let mut begun = HashSet::new();
        gather_begun(tree, &mut begun);
        let is_display = survey.get("mode").and_then(Json::as_str) == Some("display");
        Self {
            survey,
            is_display,
            languages,
            symbols,
            tree,
            rules: ContainerRules::of(tree),
            triggers,
            numbering,
            lists: ChoiceLists::default(),
            by_path,
            begun,
            carried: 0,
            has_renamed_choices: false,
            findings,
            reported: BTreeSet::new(),
        }
    }

    /// Reports a finding, once.
    pub fn report(&mut self, finding: Finding) {
        let reported = Reported { pointer: finding.place.pointer.clone(), message: finding.message.to_string() };
        if self.reported.insert(reported) {
            self.findings.push(finding);
        }
    }

    /// Reports that a member of an element has no counterpart.
    pub fn report_not_carried(&mut self, element: &Element<'_>, member: &str, hint: &str) {
        let message = say!("`{member}` of `{}` is not carried over", element.own_name);
        let place = Place::at(pointer(&element.pointer, member));
        self.report(Finding::warning("surveyjs/not-carried", message, place).hint(hint));
    }

    /// The element at a path of the questionnaire.
    pub fn element_at(&self, path: &str) -> Option<&'c Element<'c>> {
        self.by_path.get(path).copied()
    }

    /// The name of a list with these choices.
    pub fn list(&mut self, name: &str, choices: Vec<Choice>) -> String {
        self.lists.add(name, choices, |_| false)
    }

    /// The names that the element at a path sees.
    pub fn scope<'p>(&self, path: &'p str) -> Scope<'p>
    where
        'c: 'p,
    {
        Scope::at(self.symbols, path)
    }

    /// An expression as a tree; `None`, with a finding, where it is not valid, and without one where it is blank.
    pub fn parsed(&mut self, expression: &ExpressionText) -> Option<Tree> {
        let source = &expression.source;
        if source.trim().is_empty() {
            return None;
        }
        match parse(source) {
            Ok(tree) => Some(tree),
            Err(error) => {
                let place = Place::in_expression(&expression.pointer, source, error.at..error.at + 1);
                let finding = Finding::error("surveyjs/expression", "this is not a valid SurveyJS expression", place);
                self.report(finding.hint("correct it at the marked position"));
                None
            }
        }
    }

    /// A condition at an element; `None`, with a finding, where it has no counterpart.
    pub fn condition(&mut self, condition: &ExpressionText, path: &str) -> Option<String> {
        let scope = Scope::at(self.symbols, path);
        self.translated(condition, &scope, |translator, tree| translator.condition(tree))
    }

    /// A value that is read at an element; `None`, with a finding, where it has no counterpart.
    pub fn formula(&mut self, formula: &ExpressionText, path: &str) -> Option<String> {
        Some(self.value(formula, path, Goal::Words)?.expression)
    }

    /// A value that is for something; `None`, with a finding, where it has no counterpart.
    pub fn value(&mut self, formula: &ExpressionText, path: &str, goal: Goal) -> Option<Target> {
        let scope = Scope::at(self.symbols, path);
        self.translated(formula, &scope, |translator, tree| translator.value(tree, goal))
    }

    /// A condition on choices of the question at a path; `None`, with a finding, where it has no counterpart.
    pub fn condition_on_choices(&mut self, condition: &ExpressionText, path: &str, item: ItemName) -> Option<String> {
        let scope = Scope::at_choices(self.symbols, path, item);
        self.translated(condition, &scope, |translator, tree| translator.condition(tree))
    }

    fn translated<T>(
        &mut self,
        expression: &ExpressionText,
        scope: &Scope<'_>,
        translate: impl FnOnce(&Translator<'_>, &Tree) -> Result<T, Untranslatable>,
    ) -> Option<T> {
        let tree = self.parsed(expression)?;
        self.report_unknown(expression, scope, &tree);
        let translated = match scope.question_of_comment(&tree) {
            Some(question) => Err(Untranslatable { what: format!("the comment on `{question}`") }),
            None => translate(&Translator { names: scope }, &tree),
        };
        translated.map_err(|fault| self.report_untranslatable(expression, &fault)).ok()
    }

    /// Names that nothing in the survey has: only the page around a survey may give them values.
    fn report_unknown(&mut self, expression: &ExpressionText, scope: &Scope<'_>, tree: &Tree) {
        let mut unknown: Vec<String> = Vec::new();
        tree.visit_variables(&mut |name| {
            if !scope.knows(name) && !unknown.iter().any(|known| known == name) {
                unknown.push(name.to_owned());
            }
        });
        for name in unknown {
            let source = &expression.source;
            let message = match given_by_page(&name) {
                Some(_) => say!("nothing in the survey is called `{name}`: it is read from the assignment"),
                None => say!("nothing in the survey is called `{name}`: it counts as blank"),
            };
            let place = Place::in_expression(&expression.pointer, source, 0..source.len());
            let finding = Finding::warning("surveyjs/unknown-name", message, place);
            self.report(finding.hint("correct the name, or add a question or a calculated value of that name"));
        }
    }

    fn report_untranslatable(&mut self, expression: &ExpressionText, fault: &Untranslatable) {
        let message = say!("{} has no equivalent in a questionnaire", fault.what);
        let source = &expression.source;
        let place = Place::in_expression(&expression.pointer, source, 0..source.len());
        let finding = Finding::warning("surveyjs/untranslatable", message, place);
        self.report(finding.hint("rewrite the expression"));
    }
}

/// An item with the elements that it came from.
pub(super) fn with_origins(item: SurveyItem, element: &Element<'_>) -> SurveyItem {
    let merged = element.merged.iter().map(|other| &other.pointer);
    std::iter::once(&element.pointer).chain(merged).fold(item, |item, origin| item.from_origin(origin.clone()))
}
