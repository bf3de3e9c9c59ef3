//! What an element asks of the questions in it: that one of them is answered, that they satisfy a rule together, that no
//! value comes twice.

use std::collections::BTreeMap;

use sealform_types::{Json, pointer};

use super::tree::{Condition, Place, Role};

/// A rule of an element, for the last question in it.
#[derive(Debug, Clone)]
pub(super) struct Rule<'b> {
    pub json: &'b Json,
    pub pointer: String,
    /// The element.
    pub path: String,
}

impl Rule<'_> {
    /// What follows where it is broken, if that is less than a fault.
    pub(super) fn level(&self) -> Option<&'static str> {
        match self.json.get("notificationType").and_then(Json::as_str) {
            Some("warning") => Some("warn"),
            Some("info") => Some("flag"),
            _ => None,
        }
    }
}

/// Of some questions one must be answered.
#[derive(Debug, Clone)]
pub(super) struct OneOf {
    /// Whether all are blank.
    pub blank: String,
    /// Where it is asked for, and from which place; nothing where it always is.
    pub when: Option<(Condition, String)>,
}

/// What is asked of a question, by its path.
#[derive(Debug, Default)]
pub(super) struct Needs<'b> {
    /// Where it must be answered.
    pub one_of: BTreeMap<String, Vec<OneOf>>,
    pub rules: BTreeMap<String, Vec<Rule<'b>>>,
    /// What an answer that is there for the first time satisfies, and what is said otherwise.
    pub unique: BTreeMap<String, (String, Option<&'b Json>)>,
    /// Where elements ask for an answer and have no question for it.
    pub unmet: Vec<String>,
}

/// The most questions of which one must be answered.
const MAX_OF_ONE: usize = 500;

impl<'b> Needs<'b> {
    pub(super) fn of(tree: &'b [Place<'b>]) -> Self {
        let mut needs = Self::default();
        needs.walk(tree);
        needs
    }

    fn walk(&mut self, places: &'b [Place<'b>]) {
        for place in places {
            match place.role {
                Role::Question => {}
                Role::Group | Role::Repeat => self.container(place),
            }
            self.walk(&place.children);
        }
    }

    fn container(&mut self, place: &'b Place<'b>) {
        if place.kind == "inside" || place.kind == "row" {
            return;
        }
        let questions: Vec<&Place<'b>> =
            place.questions().into_iter().filter(|question| question.is_answered()).collect();
        if place.is("isRequired") {
            self.one(place, &questions, None);
        } else if let Some(condition) = place.condition("requiredIf") {
            self.one(place, &questions, Some((condition, place.path.clone())));
        }
        if let ("slider", [from, to]) = (place.kind.as_str(), questions.as_slice()) {
            self.unique.insert(to.path.clone(), (format!(". >= {}", from.path), None));
        }
        if let (Some(last), true) = (questions.last(), place.role == Role::Group && !place.is_transparent()) {
            let all = place.json.get("validators").and_then(Json::as_array).unwrap_or_default();
            let here = pointer(&place.pointer, "validators");
            let rules = all.iter().enumerate().map(|(index, json)| {
                let pointer = pointer(&here, &index.to_string());
                Rule { json, pointer, path: place.path.clone() }
            });
            self.rules.entry(last.path.clone()).or_default().extend(rules);
        }
        self.keys(place, &questions);
    }

    /// Of all questions one must be answered: the first says so as long as none is.
    fn one(&mut self, place: &Place<'_>, questions: &[&Place<'b>], when: Option<(Condition, String)>) {
        let is_inside = |question: &&Place<'_>| !in_repeat(place, &question.path);
        let first = questions.iter().find(|question| is_inside(question));
        let Some(first) = first.filter(|_| questions.len() <= MAX_OF_ONE) else {
            let member = if when.is_some() { "requiredIf" } else { "isRequired" };
            self.unmet.push(pointer(&place.pointer, member));
            return;
        };
        let blank = |question: &&Place<'_>| match repeats_in(place, &question.path) {
            Some(path) => format!("count-non-empty({path}) = 0"),
            None => format!("{} = ''", question.path),
        };
        let all: Vec<String> = questions.iter().map(blank).collect();
        let blank = format!("({})", all.join(" and "));
        self.one_of.entry(first.path.clone()).or_default().push(OneOf { blank, when });
    }

    /// Columns and keys whose values come once.
    fn keys(&mut self, place: &'b Place<'b>, questions: &[&'b Place<'b>]) {
        let key = place.text("keyName");
        let message = |place: &Place<'b>| place.json.get("keyDuplicationError");
        for question in questions {
            let is_row = place.kind == "matrix" && place.is("eachRowUnique");
            if !is_row && !question.is("isUnique") && (key != Some(&question.theirs) || place.role != Role::Repeat) {
                continue;
            }
            let test = match place.role {
                Role::Repeat if !in_repeat(place, &question.path) => {
                    let Some(below) = question.path.strip_prefix(place.path.as_str()) else { continue };
                    let up = vec![".."; below.matches('/').count()].join("/");
                    let before = format!("{}[position() < position(current()/{up})]", place.path);
                    format!("count({before}{below}[{}]) = 0", same(place, question, ".", "current()"))
                }
                Role::Group if is_row || place.kind == "matrixdropdown" => {
                    let before = questions.iter().take_while(|other| other.path != question.path);
                    let column = before.filter(|other| is_row || other.pointer == question.pointer);
                    let each: Vec<String> = column.map(|other| same(place, question, &other.path, ".")).collect();
                    if each.is_empty() {
                        continue;
                    }
                    format!("not({})", each.join(" or "))
                }
                Role::Repeat | Role::Group | Role::Question => continue,
            };
            self.unique.entry(question.path.clone()).or_insert((test, message(place)));
        }
    }
}

/// Whether two answers of a question are the same: in matrices the letters of a text do not count.
fn same(place: &Place<'_>, question: &Place<'_>, one: &str, other: &str) -> String {
    let is_text = matches!(question.kind.as_str(), "text" | "comment") && question.text("inputType").is_none();
    if is_text && place.kind != "paneldynamic" {
        return format!("lower-case({one}) = lower-case({other})");
    }
    format!("{one} = {other}")
}

/// Whether a path below a place lies in a repeat below it.
fn in_repeat(place: &Place<'_>, path: &str) -> bool {
    place.children.iter().any(|child| {
        let is_around = path.strip_prefix(child.path.as_str()).is_some_and(|rest| rest.starts_with('/'));
        is_around && (child.role == Role::Repeat || in_repeat(child, path))
    })
}

/// The path of a question with all instances of the repeats from a place on; nothing where there is none.
fn repeats_in(place: &Place<'_>, path: &str) -> Option<String> {
    fn gather(place: &Place<'_>, path: &str, all: &mut Vec<String>) {
        if place.role == Role::Repeat {
            all.push(place.path.clone());
        }
        for child in &place.children {
            if path.strip_prefix(child.path.as_str()).is_some_and(|rest| rest.starts_with('/')) {
                gather(child, path, all);
            }
        }
    }
    let mut repeats = Vec::new();
    gather(place, path, &mut repeats);
    let (mut whole, mut done) = (String::new(), 0);
    for repeat in &repeats {
        whole.push_str(path.get(done..repeat.len())?);
        whole.push_str("[position() > 0]");
        done = repeat.len();
    }
    whole.push_str(path.get(done..)?);
    (!repeats.is_empty()).then_some(whole)
}
