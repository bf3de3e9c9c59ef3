//! `sealform diff`: what changed between two versions of a questionnaire.

use std::io::Write;

use clap::Args;
use sealform_formats::diff::{Change, diff};
use serde::Serialize;

use super::print_json;
use crate::failure::{Exit, Failure};
use crate::forms;
use crate::input::{Input, piped_once};
use crate::screen::plain;

/// Arguments of `diff`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The form as it was: a questionnaire (.json), an XLSForm (.xlsx .xls .csv .md) or an ODK XForm (.xml); `-` reads
    /// standard input
    #[arg(value_name = "BEFORE")]
    before: Input,
    /// The form as it is, in the same format or another one
    #[arg(value_name = "AFTER")]
    after: Input,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Serialize)]
struct JsonChange<'a> {
    change: &'static str,
    subject: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    part: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<&'a str>,
}

pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<Exit, Failure> {
    piped_once([&arguments.before, &arguments.after])?;
    let before = forms::questionnaire(&arguments.before.read()?)?;
    let after = forms::questionnaire(&arguments.after.read()?)?;
    let changes = diff(&before, &after);
    if arguments.json {
        print_json(out, &changes.iter().map(to_json).collect::<Vec<_>>())?;
    } else {
        changes.iter().try_for_each(|change| writeln!(out, "{}", shown(change)))?;
        if changes.is_empty() {
            writeln!(out, "nothing changed")?;
        }
    }
    Ok(if changes.is_empty() { Exit::Fine } else { Exit::Found })
}

/// A change whose texts stay in their lines.
fn shown(change: &Change) -> Change {
    let text = |text: &Option<String>| text.as_deref().map(plain);
    Change {
        kind: change.kind,
        subject: plain(&change.subject),
        part: text(&change.part),
        before: text(&change.before),
        after: text(&change.after),
    }
}

fn to_json(change: &Change) -> JsonChange<'_> {
    JsonChange {
        change: change.kind.name(),
        subject: &change.subject,
        part: change.part.as_deref(),
        before: change.before.as_deref(),
        after: change.after.as_deref(),
    }
}
