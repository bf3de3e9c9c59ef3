//! `linear FORM STEP COUNT`: does one step with a form of so many parts; without arguments, the forms and their steps.
//! `cargo xtask linear` counts the instructions of each step at two sizes: twice as much takes at most 2.2 times as many.

mod documents;
mod spreadsheets;
mod surveys;
mod xforms;

use std::sync::Arc;

use sealform_engine::{Questionnaire, Session, find_in_expressions};
use sealform_formats::diff::diff;
use sealform_formats::{Imported, surveyjs, xform, xlsform};
use sealform_tests::respondent::{beginning, program, try_program};
use sealform_types::{Json, VecMap};

/// A form of every size.
#[derive(Clone, Copy)]
struct Form {
    name: &'static str,
    source: Source,
    /// What is done with it.
    steps: &'static [Step],
}

/// What is done with a form that is read without an error.
const ALL: &[Step] = &[Step::Read, Step::Write, Step::Compare, Step::Begin];
/// The same with one in which each question filters one list: with so many questions and choices, a session begins with
/// as many filters of as many choices.
const UNTIL_BEGUN: &[Step] = &[Step::Read, Step::Write, Step::Compare];
/// What is done with a form that has errors.
const FAULTY: &[Step] = &[Step::Read];

/// Makes a form with so many parts.
#[derive(Clone, Copy)]
enum Source {
    XForm(fn(usize) -> String),
    Sheet(fn(usize) -> String),
    Survey(fn(usize) -> String),
    /// A questionnaire and its key.
    Document(fn(usize) -> (String, Option<String>)),
}

/// What is done with a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// It is imported, checked and compiled, and its findings are written out.
    Read,
    /// It is written as a spreadsheet.
    Write,
    /// It is compared with one in which every label is another, and the order is turned round.
    Compare,
    /// A session begins with it.
    Begin,
}

const STEPS: [(Step, &str); 4] =
    [(Step::Read, "read"), (Step::Write, "write"), (Step::Compare, "compare"), (Step::Begin, "begin")];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let forms = [xforms::FORMS, spreadsheets::FORMS, surveys::FORMS, documents::FORMS].concat();
    match arguments.as_slice() {
        [] => forms.iter().for_each(|form| println!("{} {}", form.name, form.names_of_steps().join(" "))),
        [name, step, count] => {
            let form = forms.iter().find(|form| form.name == name).expect("the name of a form");
            let (step, _) = STEPS.iter().find(|(_, name)| name == step).expect("the name of a step");
            form.take(*step, count.parse().expect("a number"));
        }
        _ => panic!("usage: linear [FORM STEP COUNT]"),
    }
}

impl Form {
    fn names_of_steps(&self) -> Vec<&'static str> {
        STEPS.iter().filter(|(step, _)| self.steps.contains(step)).map(|(_, name)| *name).collect()
    }

    fn is_whole(&self) -> bool {
        self.steps != FAULTY
    }

    fn take(&self, step: Step, count: usize) {
        let (document, key) = self.document(count);
        let document = match (document, self.is_whole()) {
            (Some(document), true) => document,
            (None, true) => panic!("{} cannot be read", self.name),
            (_, false) => return,
        };
        match step {
            Step::Read => {}
            Step::Write => drop(xlsform::write(&document, None, xlsform::Format::Markdown).expect("a spreadsheet")),
            Step::Compare => {
                let read = |document: &Json| Questionnaire::read(document).0.expect("a questionnaire");
                assert!(!diff(&read(&document), &read(&turned(&document))).is_empty(), "{} did not change", self.name);
            }
            Step::Begin => {
                drop(Session::start(Arc::clone(&program(&document, key.as_ref())), beginning(VecMap::new())));
            }
        }
    }

    /// Imports, checks and compiles.
    fn document(&self, count: usize) -> (Option<Json>, Option<Json>) {
        let imported = |read: Imported| {
            self.hold(&read.findings.to_string());
            (read.questionnaire, None)
        };
        let (document, key) = match self.source {
            Source::XForm(make) => imported(xform::read(make(count).as_bytes())),
            Source::Sheet(make) => imported(xlsform::read(make(count).as_bytes(), "form")),
            Source::Survey(make) => imported(surveyjs::read(make(count).as_bytes())),
            Source::Document(make) => {
                let (form, key) = make(count);
                let json = |text: &str| Json::parse(text.as_bytes()).expect("JSON");
                (Some(json(&form)), key.as_deref().map(json))
            }
        };
        if let Some(document) = &document {
            self.hold(&try_program(document, key.as_ref()).1.to_string());
            if let (Some(questionnaire), false) = (Questionnaire::read(document).0, self.is_whole()) {
                find_in_expressions(&questionnaire, &|_| None).to_string();
            }
        }
        (document, key)
    }

    fn hold(&self, said: &str) {
        assert!(!(self.is_whole() && said.contains("error[")), "{}: {said}", self.name);
    }
}

/// Text for each number up to so many.
fn each(count: usize, one: impl Fn(usize) -> String) -> String {
    (0..count).fold(String::new(), |text, number| text + &one(number))
}

/// The same, with commas in between.
fn list(count: usize, one: impl Fn(usize) -> String) -> String {
    (0..count).map(one).collect::<Vec<_>>().join(",")
}

/// A document in which every label is another, and questions and choices stand the other way round.
fn turned(document: &Json) -> Json {
    match document {
        Json::Object(members) => {
            Json::Object(members.iter().map(|(name, of)| (name.clone(), changed(name, of))).collect())
        }
        Json::Array(items) => Json::Array(items.iter().rev().map(turned).collect()),
        other => other.clone(),
    }
}

fn changed(name: &str, of: &Json) -> Json {
    match (name, of) {
        ("languages", languages) => languages.clone(),
        ("label", Json::Object(texts)) => {
            let other = |text: &Json| Json::from(format!("{}!", text.as_str().unwrap_or_default()).as_str());
            Json::Object(texts.iter().map(|(language, text)| (language.clone(), other(text))).collect())
        }
        ("label", Json::String(text)) => Json::from(format!("{text}!").as_str()),
        (_, of) => turned(of),
    }
}
