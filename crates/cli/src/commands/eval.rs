//! `sealform eval`: the value of an expression, by itself, in a form that is filled, or over an XML document.

use std::io::Write;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset, NaiveDateTime};
use clap::{Args, ValueEnum};
use sealform_engine::{Beginning, Facts, Session};
use sealform_expression::{Context, ListId, NoNames, Purpose, Val, ValueRef};
use sealform_questionnaire::{Item, Questionnaire};
use sealform_types::{Finding, Findings, Json, Place};
use sealform_xml::{Document, Setting, Zone, zone};

use super::print_json;
use crate::documents::{self, DocumentKind, Form};
use crate::failure::{Exit, Failure, FileReport};
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
    /// The XML document that its paths walk over
    #[arg(long, value_name = "FILE", conflicts_with = "questionnaire")]
    xml: Option<Input>,
    /// The place in the document that it belongs to, such as `/data/visit[2]` [default: the document]
    #[arg(long, value_name = "PATH", requires = "xml")]
    context: Option<String>,
    /// The place in the document that `/` begins at [default: the document]
    #[arg(long, value_name = "PATH", requires = "xml")]
    root: Option<String>,
    /// The language of the document's texts
    #[arg(long, value_name = "LANGUAGE", requires = "xml")]
    language: Option<String>,
    /// The seed of `random()`, `uuid()` and `randomize()`
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    seed: u64,
    /// The time zone, by its IANA name [default: this machine's]
    #[arg(long, value_name = "ZONE", conflicts_with = "questionnaire")]
    zone: Option<String>,
    /// The date and time of `now()` and `today()`, in ISO 8601 with its offset [default: now]
    #[arg(long, value_name = "TIME", value_parser = super::fill::moment)]
    at: Option<DateTime<FixedOffset>>,
    /// The type in which to print the value
    #[arg(long = "type", value_enum, default_value_t = As::String, value_name = "TYPE")]
    kind: As,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// The conversions of XPath 1.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum As {
    /// As `string()` converts it
    String,
    /// As `number()` converts it
    Number,
    /// As `boolean()` converts it
    Boolean,
    /// The paths of the selected nodes, one per line
    Nodes,
}

/// The result of an expression.
struct Given {
    value: Val,
    number: f64,
    /// The places and names of nodes, if it leads to nodes.
    nodes: Option<Vec<(String, String)>>,
}

impl From<Val> for Given {
    fn from(value: Val) -> Self {
        Self { number: value.to_number(), value, nodes: None }
    }
}

pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<Exit, Failure> {
    piped_once(arguments.questionnaire.iter().chain(&arguments.answers).chain(&arguments.xml))?;
    let at = arguments.at.unwrap_or_else(platform::now);
    let given = match (&arguments.questionnaire, &arguments.xml) {
        (Some(form), _) => in_form(&arguments.expression, &Form::read(form)?, arguments.answers.as_ref(), at)?.into(),
        (None, Some(xml)) => over(arguments, xml, at)?,
        (None, None) => alone(arguments, at)?,
    };
    match arguments.json {
        false => writeln!(out, "{}", text(&given, arguments.kind))?,
        true => print_json(out, &json(&given, arguments.kind))?,
    }
    Ok(Exit::Fine)
}

fn text(given: &Given, kind: As) -> String {
    match kind {
        As::String => given.value.to_text(),
        As::Number => Val::Number(given.number).to_text(),
        As::Boolean => Val::Truth(given.value.to_truth()).to_text(),
        As::Nodes => {
            let places = given.nodes.iter().flatten().map(|(place, _)| place.as_str());
            places.collect::<Vec<_>>().join("\n")
        }
    }
}

/// `{value, nodes?: [{path, name, text}]}`
fn json(given: &Given, kind: As) -> Json {
    let value = match kind {
        As::Number if given.number.is_finite() => Json::Float(given.number),
        As::Number => Json::Null,
        As::Boolean => Json::Boolean(given.value.to_truth()),
        As::String | As::Nodes => Json::String(given.value.to_text()),
    };
    let mut members = vec![("value".to_owned(), value)];
    if let (Some(nodes), Val::Many(held)) = (&given.nodes, &given.value) {
        let member = |name: &str, text: &str| (name.to_owned(), Json::from(text));
        let nodes = nodes.iter().zip(held.iter()).map(|((path, name), held)| {
            Json::Object(vec![member("path", path), member("name", name), member("text", &held.to_text())])
        });
        members.push(("nodes".to_owned(), Json::Array(nodes.collect())));
    }
    Json::Object(members)
}

fn zone_of(arguments: &Arguments) -> Result<Zone, Failure> {
    match &arguments.zone {
        Some(name) => zone(name)
            .ok_or_else(|| Failure::usage(format!("there is no zone `{name}`"), "write a name such as `Europe/Oslo`")),
        None => Ok(zone(&platform::zone_name()).unwrap_or_else(|| Box::new(|_| 0))),
    }
}

/// Over an XML document.
fn over(arguments: &Arguments, xml: &Input, at: DateTime<FixedOffset>) -> Result<Given, Failure> {
    let source = xml.read()?;
    let text = String::from_utf8_lossy(&source.bytes);
    let document = Document::read(&text).map_err(|findings| Failure::found(&source, findings))?;
    let setting = Setting {
        context: arguments.context.as_deref(),
        root: arguments.root.as_deref(),
        language: arguments.language.as_deref(),
        at: Some(at),
        zone: Some(zone_of(arguments)?),
        seed: arguments.seed,
    };
    let found = document.evaluate(&arguments.expression, &setting).map_err(refuse)?;
    let nodes = found.nodes.map(|places| places.into_iter().zip(found.names).collect());
    Ok(Given { value: found.value, number: found.number, nodes })
}

fn refuse(findings: impl IntoIterator<Item = Finding>) -> Failure {
    let report = FileReport { file: String::new(), text: None, findings: findings.into_iter().collect() };
    Failure { exit: Exit::Found, reports: vec![report] }
}

/// What an expression without names reads: the clock.
struct Clock {
    at: DateTime<FixedOffset>,
    zone: Zone,
    seed: u64,
}

impl Context for Clock {
    fn read(&self, reference: ValueRef) -> Val {
        match reference {
            NoNames::NOW => Val::Moment(self.at),
            NoNames::TODAY => Val::Date(self.at.date_naive()),
            _ => Val::Blank,
        }
    }

    fn choice_label(&self, _: ListId, _: &str) -> Option<String> {
        None
    }

    fn seconds_east(&self, local: NaiveDateTime) -> i32 {
        (self.zone)(local)
    }

    fn seed(&self) -> u64 {
        self.seed
    }
}

fn alone(arguments: &Arguments, at: DateTime<FixedOffset>) -> Result<Given, Failure> {
    let clock = Clock { at, zone: zone_of(arguments)?, seed: arguments.seed };
    let (expression, findings) = sealform_expression::compile(&arguments.expression, &NoNames, Purpose::Value, "");
    let value = expression.map(|expression| expression.eval(&clock)).ok_or_else(|| {
        refuse(findings.into_iter().map(|finding| match finding.code {
            "expr/unknown-question" => finding.hint("name its form with `--questionnaire`"),
            "expr/no-path" => finding.hint("name a document with `--xml`"),
            _ => finding,
        }))
    })?;
    Ok(Given { number: value.to_number_in(&clock.zone), value, nodes: None })
}

/// Evaluates the expression as a question that is calculated at the beginning of the form, before any end.
fn in_form(source: &str, form: &Form, answers: Option<&Input>, at: DateTime<FixedOffset>) -> Result<Val, Failure> {
    let name = unused(form.questionnaire());
    let mut with_expression = form.document.clone();
    with_expression.document.survey.splice(0..0, calculation(&name, source));
    let (program, findings) = form.compile_with(&with_expression, None);
    let Some(program) = program else {
        return Err(match form.compile() {
            (Some(_), known) => refuse(own(findings, &known)),
            (None, findings) => Failure::found(&form.source, findings),
        });
    };
    let beginning = Beginning { id: String::new(), at, language: String::new(), facts: Facts::default() };
    let mut session = Session::start(Arc::new(program), beginning);
    if let Some(input) = answers {
        let (source, json) = documents::read(input, DocumentKind::Answers)?;
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
