//! One survey that is filled by the steps of a case: imported, compiled, a session.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset, TimeDelta};
use sealform_engine::{Beginning, Facts, Program, Questionnaire, Session, compile_with};
use sealform_protocol::{Action, ApplyError, Command, Control, GroupView, Key, Node, PageView, QuestionView, Snapshot};
use sealform_types::{Finding, Findings, Json, Level, Severity};

use super::elements::{Element, Elements, plain, written};

/// A survey, the form that it became, and what its page shows.
pub struct Player {
    pub elements: Elements,
    pub session: Session,
    pub snapshot: Snapshot,
    at: DateTime<FixedOffset>,
    /// Questions whose faults are shown: SurveyJS shows them when a page is left or an answer given.
    pub shown: BTreeSet<String>,
    /// The page that is open, among all pages.
    pub page: usize,
    pub is_complete: bool,
    /// Values that were given to questions that are not shown, by path: a page sets what nobody can enter yet.
    pub waiting: BTreeMap<String, Json>,
    /// Values that no question of the survey has: a page gives them with the assignment.
    pub page_values: BTreeMap<String, Json>,
    /// Whether the page before the first one is still open.
    pub is_starting: bool,
    /// Variables of the page, which are given likewise and are no part of the data.
    pub variables: BTreeMap<String, Json>,
}

/// Fails where there is an error among findings.
fn sound(what: &str, findings: &Findings) -> Result<(), String> {
    let error = findings.iter().find(|finding| finding.severity == Severity::Error);
    let brief = |finding: &Finding| format!("{what}: {}: {} ({:?})", finding.code, finding.message, finding.place);
    error.map_or(Ok(()), |finding| Err(brief(finding)))
}

impl Player {
    pub fn load(survey: &Json) -> Result<Self, String> {
        let imported = sealform_formats::surveyjs::read(survey.to_text().as_bytes());
        sound("import", &imported.findings)?;
        let document = imported.questionnaire.ok_or("no document")?;
        let (questionnaire, findings) = Questionnaire::read(&document);
        sound("document", &findings)?;
        let questionnaire = questionnaire.ok_or("no questionnaire")?;
        let (program, findings) = compile_with(&questionnaire, "", None, &|_| None);
        sound("compile", &findings)?;
        let program = Arc::new(program.ok_or("no program")?);
        let at = DateTime::parse_from_rfc3339("2026-06-15T09:30:00+00:00").expect("a moment");
        let session = start(&program, at);
        let snapshot = session.snapshot().clone();
        let elements = Elements::new(survey.clone(), &document, &imported.origins);
        let mut player = Self {
            elements,
            session,
            snapshot,
            at,
            shown: BTreeSet::new(),
            page: 0,
            is_starting: false,
            is_complete: false,
            waiting: BTreeMap::new(),
            page_values: BTreeMap::new(),
            variables: BTreeMap::new(),
        };
        player.is_starting = player.has_start_page();
        player.page = player.visible_pages().first().copied().unwrap_or(0);
        Ok(player)
    }

    /// Whether the first page only opens the survey, and is none of those that are turned.
    pub fn has_start_page(&self) -> bool {
        let is_set = |member: &str| self.elements.survey.get(member) == Some(&Json::Boolean(true));
        self.snapshot.pages.len() > 1 && (is_set("firstPageIsStartPage") || is_set("firstPageIsStarted"))
    }

    /// Applies an action a second later, and its patch to the snapshot that is kept here.
    pub fn apply(&mut self, action: Action) -> Result<(), ApplyError> {
        self.at += TimeDelta::seconds(1);
        let patch = self.session.apply(Command { at: self.at, action })?;
        self.snapshot.apply(&patch);
        self.give_waiting();
        Ok(())
    }

    /// Gives what the page has besides the survey's questions.
    pub fn give_page_values(&mut self) -> Result<(), String> {
        // What is sealed has no fractions: they are texts.
        let sealed = |json: &Json| match json {
            Json::Float(_) => Some(Json::from(json.to_text().as_str())),
            Json::Array(items) => Some(items.iter().map(|item| Json::from(written(item).as_str())).collect()),
            Json::Boolean(_) | Json::Integer(_) | Json::String(_) => Some(json.clone()),
            Json::Null | Json::Object(_) => None,
        };
        // A variable stands above a value.
        let values = self.page_values.iter().filter(|(name, _)| !self.variables.contains_key(*name));
        let all = values.chain(&self.variables).filter(|(name, _)| name.is_ascii());
        let all = all.filter_map(|(name, json)| Some((name.clone(), sealed(json)?)));
        let value = Json::Object(all.collect());
        self.apply(Action::Fact { name: "assignment".to_owned(), value }).map_err(|error| error.to_string())
    }

    /// Gives values to questions that are shown by now.
    fn give_waiting(&mut self) {
        let is_shown = |path: &&String| self.question_at(path).is_some_and(|question| question.relevant);
        let Some(path) = self.waiting.keys().find(is_shown).cloned() else { return };
        if let Some(value) = self.waiting.remove(&path) {
            // What it does not take is lost, as an answer is.
            let _ = self.set_at(&path, &value);
        }
    }

    pub fn questions(&self) -> impl Iterator<Item = &Rc<QuestionView>> {
        self.snapshot.nodes.values().filter_map(|node| match node {
            Node::Question(question) => Some(question),
            Node::Group(_) => None,
        })
    }

    pub fn question_at(&self, path: &str) -> Option<&Rc<QuestionView>> {
        self.questions().find(|question| question.path == path)
    }

    pub fn group_at(&self, path: &str) -> Option<&Rc<GroupView>> {
        self.snapshot.nodes.values().find_map(|node| match node {
            Node::Group(group) if group.path == path => Some(group),
            Node::Group(_) | Node::Question(_) => None,
        })
    }

    pub fn node(&self, key: Key) -> Option<&Node> {
        self.snapshot.nodes.get(&key)
    }

    /// Where a member of the survey is, seen from a row or panel: the nearest, at the first path that it has.
    pub fn place(&self, element: &Element, scope: &str) -> Option<String> {
        let mut scope = scope.to_owned();
        loop {
            let is_inside =
                |path: &str| scope.is_empty() || path.strip_prefix(&scope).is_some_and(|rest| rest.starts_with('/'));
            for wanted in self.elements.paths(&element.pointer) {
                let mut found = self.snapshot.nodes.values().filter_map(|node| {
                    let path = node_path(node);
                    (is_inside(path) && plain(path) == *wanted && !path.ends_with(']')).then(|| path.to_owned())
                });
                if let Some(path) = found.next() {
                    return Some(path);
                }
            }
            if scope.is_empty() {
                return None;
            }
            scope = scope.rsplit_once('/').map_or_else(String::new, |(around, _)| around.to_owned());
        }
    }

    /// The instances of a repeat, in order.
    pub fn instances(&self, repeat: &str) -> Vec<String> {
        let keys = self.group_at(repeat).map(|group| group.children.clone()).unwrap_or_default();
        keys.into_iter().filter_map(|key| Some(node_path(self.node(key)?).to_owned())).collect()
    }

    /// Whether a question or group is shown.
    pub fn is_visible(&self, path: &str) -> bool {
        match self.question_at(path) {
            Some(question) => question.relevant && question.control != Control::Calculate,
            None => self.group_at(path).is_some_and(|group| group.relevant && self.shows_something(group)),
        }
    }

    /// Whether an element itself would be shown, and only something around it is not: SurveyJS asks it alone.
    pub fn is_only_hidden_around(&self, element: &Element, path: &str) -> bool {
        let has_condition = element.text("visibleIf").is_some() || element.json.get("visible").is_some();
        let around = path.match_indices('/').filter_map(|(end, _)| self.group_at(path.get(..end)?));
        !has_condition && around.into_iter().any(|group| !group.relevant)
    }

    /// A panel in which nothing is shown is not shown either.
    fn shows_something(&self, group: &GroupView) -> bool {
        let is_panel = self.elements.member(&group.path).is_some_and(|element| element.is_transparent());
        !is_panel || self.has_shown(&group.children)
    }

    fn has_shown(&self, keys: &[Key]) -> bool {
        keys.iter().filter_map(|key| self.node(*key)).any(|node| self.is_visible(node_path(node)))
    }

    /// The instances in which what an element has is shown.
    pub fn visible_instances(&self, element: &Element, repeat: &str) -> Vec<String> {
        let paths = self.elements.paths(&element.pointer);
        let shows = |instance: &String| {
            let inside = format!("{instance}/");
            let mut around = self.snapshot.nodes.values().filter_map(|node| match node {
                Node::Group(group) if group.path.starts_with(&inside) && paths.contains(&plain(&group.path)) => {
                    Some(group)
                }
                Node::Group(_) | Node::Question(_) => None,
            });
            around.next().is_none_or(|group| group.relevant)
        };
        self.instances(repeat).into_iter().filter(shows).collect()
    }

    /// The questions of a node and below it that have something wrong now.
    pub fn faulty(&self, path: &str) -> Vec<String> {
        self.questions_with(path, &is_faulty)
    }

    /// The same with those of which something is only told.
    pub fn told(&self, path: &str) -> Vec<String> {
        self.questions_with(path, &|question| !question.issues.is_empty())
    }

    fn questions_with(&self, path: &str, wanted: &dyn Fn(&QuestionView) -> bool) -> Vec<String> {
        let other = format!("{path}_other");
        let is_below = |known: &str| known.strip_prefix(path).is_some_and(|rest| rest.starts_with(['/', '[']));
        let rules = format!("{path}_rule");
        let is_rule = |known: &str| known.starts_with(&rules) && self.is_rule(known);
        let is_here =
            |known: &str| path.is_empty() || known == path || known == other || is_below(known) || is_rule(known);
        let faulty = self.questions().filter(|question| is_here(&question.path) && wanted(question));
        faulty.map(|question| question.path.clone()).collect()
    }

    /// Whether a question only tells what all panels or rows before it lack.
    pub fn is_rule(&self, path: &str) -> bool {
        let origin = self.elements.paths_of(&plain(path)).unwrap_or_default();
        origin.ends_with("/isRequired") || origin.ends_with("/requiredIf") || origin.contains("/validators/")
    }

    /// The pages that are shown, by their place among all.
    pub fn visible_pages(&self) -> Vec<usize> {
        let pages = self.snapshot.pages.iter().enumerate().skip(usize::from(self.has_start_page()));
        let shown = |page: &PageView| page.relevant && self.has_shown(&page.children);
        pages.filter(|(_, page)| shown(page)).map(|(index, _)| index).collect()
    }

    /// The questions on a page that have something wrong.
    pub fn faulty_on(&self, page: usize) -> Vec<String> {
        let Some(page) = self.snapshot.pages.get(page) else { return Vec::new() };
        let mut faulty = Vec::new();
        self.snapshot.visit_questions(&page.children, &mut |question| {
            if is_faulty(question) {
                faulty.push(question.path.clone());
            }
        });
        faulty
    }

    /// Shows what is wrong with some questions.
    pub fn show(&mut self, faulty: &[String]) {
        self.shown.extend(faulty.iter().cloned());
    }

    /// What is mended is no longer shown.
    pub fn forget_mended(&mut self) {
        let faulty: BTreeSet<String> = self.told("").into_iter().collect();
        self.shown.retain(|path| faulty.contains(path));
    }

    /// Whether the form has ended early.
    pub fn has_ended(&self) -> bool {
        self.snapshot.outcome.is_some()
    }

    pub fn complete(&mut self) {
        self.is_complete = true;
    }
}

/// Whether something is wrong that must be mended: warnings hold nobody up.
fn is_faulty(question: &QuestionView) -> bool {
    question.issues.iter().any(|issue| issue.level == Level::Hard)
}

pub fn node_path(node: &Node) -> &str {
    match node {
        Node::Group(group) => &group.path,
        Node::Question(question) => &question.path,
    }
}

fn start(program: &Arc<Program>, at: DateTime<FixedOffset>) -> Session {
    let language = program.languages().first().cloned().unwrap_or_default();
    let id = "0f2c5a52-8f7c-4a2e-9f43-0c8a1c1f0b11".to_owned();
    Session::start(Arc::clone(program), Beginning { id, at, language, facts: Facts::default() })
}
