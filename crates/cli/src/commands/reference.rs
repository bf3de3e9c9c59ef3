//! `sealform reference`: documentation that is generated from the tables which the program itself works by.

use std::fmt::Write as _;
use std::io::Write;

use clap::{Args, ValueEnum};
use sealform_expression::{Function, ValueKind, reference};

use crate::failure::{Exit, Failure};

/// Arguments of `reference`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The page
    #[arg(value_enum)]
    page: Page,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Page {
    /// The functions of the expression language
    Functions,
}

pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<Exit, Failure> {
    let page = match arguments.page {
        Page::Functions => functions(),
    };
    out.write_all(page.as_bytes())?;
    Ok(Exit::Fine)
}

const HEAD: &str = "# Functions

Everything that an expression can call, by name. Names and meanings are those of the ODK XForms specification where it
has them; those of the Community Health Toolkit may be called with `cht:` before them. A parameter with `?` may be left
out; `…` stands for as many more as are wanted. This page is generated: `sealform reference functions` prints it from the
table that the compiler checks calls against.

";

fn functions() -> String {
    let all = reference();
    let mut page = HEAD.to_owned();
    for function in &all {
        let name = function.name;
        // Writing to a text cannot fail.
        let _ = writeln!(page, "- [`{name}`](#{})", anchor(name));
    }
    all.iter().fold(page, |page, function| page + &entry(function))
}

/// The anchor that renderers of Markdown give a heading.
fn anchor(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric() || *c == '-').collect::<String>().to_lowercase()
}

fn entry(function: &Function) -> String {
    let (example, gives) = function.example;
    let gives = if gives.is_empty() { "nothing".to_owned() } else { format!("`{gives}`") };
    format!(
        "\n## {}\n\n`{}` gives {}.\n\n{}\n\nExample: `{example}` gives {gives}.\n",
        function.name,
        function.signature(),
        given(function.returns),
        sentence(function.summary),
    )
}

/// The kind of value in a sentence.
fn given(kind: ValueKind) -> String {
    match kind {
        ValueKind::Text | ValueKind::Truth => kind.name().to_owned(),
        ValueKind::Number | ValueKind::Date | ValueKind::Time | ValueKind::Moment => format!("a {}", kind.name()),
        ValueKind::Choice(_) => "a choice".to_owned(),
        ValueKind::Choices(_) => "choices".to_owned(),
        ValueKind::Attempts { .. } => "attempts".to_owned(),
    }
}

fn sentence(summary: &str) -> String {
    if summary.ends_with(['.', '!', '?']) { summary.to_owned() } else { format!("{summary}.") }
}
