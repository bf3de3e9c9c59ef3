//! `sealform eval`: the value of an expression, by itself or in a form that is filled.

use std::io::Write;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset};
use clap::{Args, ValueEnum};
use sealform_engine::{Beginning, Session, compile};
use sealform_expression::{Context, ListId, NoNames, Purpose, Ref, Val};
use sealform_questionnaire::{Item, Questionnaire};
use sealform_types::{Finding, Findings, Json, Place, Table};

use super::print_json;
use crate::documents::{self, Form, Kind};
use crate::failure::{Exit, Failure, Told};
use crate::input::{Input, piped_once};
use crate::{answers, platform};

/// Arguments of `eval`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The expression
    #[arg(value_name = "EXPR", allow_hyphen_values = true)]
    expression: String,
    /// The questionnaire whose questions it names
    #[arg(long, short, value_name = "FILE")]
    questionnaire: Option<Input>,
    /// Answers to the questionnaire, as `fill` takes them
    #[arg(long, short, value_name = "FILE", requires = "questionnaire")]
    answers: Option<Input>,
    /// The moment of `now()` and `today()`, in ISO 8601 with offset [default: now]
    #[arg(long, value_name = "MOMENT", value_parser = super::fill::moment)]
    at: Option<DateTime<FixedOffset>>,
    /// As what to print the value
    #[arg(long = "type", value_enum, default_value_t = As::String, value_name = "TYPE")]
    kind: As,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// The conversions of XPath 1.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum As {
    /// As `string()` gives it
    String,
    /// As `number()` gives it
    Number,
    /// As `boolean()` gives it
    Boolean,
}

pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<Exit, Failure> {
    piped_once(arguments.questionnaire.iter().chain(&arguments.answers))?;
    let at = arguments.at.unwrap_or_else(platform::now);
    let value = match &arguments.questionnaire {
        None => alone(&arguments.expression, at)?,
        Some(form) => in_form(&arguments.expression, &Form::read(form)?, arguments.answers.as_ref(), at)?,
    };
    let text = match arguments.kind {
        As::String => value.to_text(),
        As::Number => Val::Number(value.to_number()).to_text(),
        As::Boolean => Val::Truth(value.to_truth()).to_text(),
    };
    match arguments.json {
        false => writeln!(out, "{text}")?,
        true => {
            let json = match arguments.kind {
                As::String => Json::String(text),
                As::Number if value.to_number().is_finite() => Json::Float(value.to_number()),
                As::Number => Json::Null,
                As::Boolean => Json::Boolean(value.to_truth()),
            };
            print_json(out, &Json::Object(vec![("value".to_owned(), json)]))?;
        }
    }
    Ok(Exit::Fine)
}

fn refuse(findings: impl IntoIterator<Item = Finding>) -> Failure {
    let told = Told { file: String::new(), text: None, findings: findings.into_iter().collect() };
    Failure { exit: Exit::Found, told: vec![told] }
}

/// What an expression without names reads: the clock.
struct Clock(DateTime<FixedOffset>);

impl Context for Clock {
    fn read(&self, reference: Ref) -> Val {
        match reference {
            NoNames::NOW => Val::Moment(self.0),
            NoNames::TODAY => Val::Date(self.0.date_naive()),
            _ => Val::Blank,
        }
    }

    fn choice_label(&self, _: ListId, _: &str) -> Option<String> {
        None
    }
}

fn alone(source: &str, at: DateTime<FixedOffset>) -> Result<Val, Failure> {
    let (expression, findings) = sealform_expression::compile(source, &NoNames, Purpose::Value, "");
    expression.map(|expression| expression.eval(&Clock(at))).ok_or_else(|| {
        refuse(findings.into_iter().map(|finding| match finding.code {
            "expr/unknown-question" => finding.hint("name its form with `--questionnaire`"),
            _ => finding,
        }))
    })
}

/// Evaluates the expression as a question that is calculated at the beginning of the form, before any end.
fn in_form(source: &str, form: &Form, answers: Option<&Input>, at: DateTime<FixedOffset>) -> Result<Val, Failure> {
    let name = unused(&form.questionnaire);
    let sha256 = form.sha256.to_string();
    let mut with_expression = form.questionnaire.clone();
    with_expression.survey.splice(0..0, calculation(&name, source));
    let (program, findings) = compile(&with_expression, &sha256, None);
    let Some(program) = program else {
        return Err(match form.compile() {
            (Some(_), known) => refuse(own(findings, &known)),
            (None, findings) => Failure::found(&form.source, findings),
        });
    };
    let beginning = Beginning { id: String::new(), at, language: String::new(), facts: Table::new() };
    let mut session = Session::start(Arc::new(program), beginning);
    if let Some(input) = answers {
        let (source, json) = documents::read(input, Kind::Answers)?;
        let script = answers::read(&json, at).map_err(|findings| Failure::found(&source, findings))?;
        let refused = script.enter(&mut session, at);
        if !refused.is_empty() {
            return Err(Failure::found(&source, refused));
        }
    }
    session.value(&name).map_err(|error| Failure::usage(error.to_string(), "name a question of the form"))
}

/// The row of a survey that calculates the expression.
fn calculation(name: &str, source: &str) -> Option<Item> {
    let text = |text: &str| Json::from(text).to_text();
    let document = format!(
        r#"{{"sealform":1,"id":"e","version":"1","title":"E","languages":["en"],
            "survey":[{{"type":"calculate","name":{},"calculation":{}}}]}}"#,
        text(name),
        text(source)
    );
    let (form, _) = Questionnaire::read(&Json::parse(document.as_bytes()).ok()?);
    let mut row = form?.survey.pop()?;
    if let Item::Question(question) = &mut row {
        question.pointer = format!("/{name}");
    }
    Some(row)
}

/// The findings about the expression, at its own columns.
fn own(findings: Findings, known: &Findings) -> Vec<Finding> {
    let own = findings.into_iter().filter(|finding| !known.iter().any(|known| known == finding));
    own.map(|finding| Finding { place: Place { pointer: String::new(), ..finding.place }, ..finding }).collect()
}

/// A name that no question, group or list of the form has.
fn unused(form: &Questionnaire) -> String {
    fn names<'a>(items: &'a [Item], all: &mut Vec<&'a str>) {
        for item in items {
            match item {
                Item::Group(group) => {
                    all.push(&group.name);
                    names(&group.children, all);
                }
                Item::Question(question) => all.push(&question.name),
                Item::Terminate(end) => all.push(&end.name),
            }
        }
    }
    let mut all = Vec::new();
    names(&form.survey, &mut all);
    let mut name = "_expression".to_owned();
    while all.contains(&name.as_str()) {
        name.push('_');
    }
    name
}
