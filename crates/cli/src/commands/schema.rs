//! `sealform schema`: the JSON Schemas of documents, for editors and validators.

use std::io::Write;

use clap::{Args, ValueEnum};
use sealform_questionnaire::questionnaire_schema;
use sealform_scoring::key_schema;

use super::print_json;
use crate::failure::{Exit, Failure};

/// Arguments of `schema`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The kind of document
    #[arg(value_enum)]
    kind: Schema,
}

/// The claims are read member by member and derive no schema; a test holds this one against every sealed vector.
const SUBMISSION: &str = include_str!("submission.schema.json");
/// The same of assignments.
const ASSIGNMENT: &str = include_str!("assignment.schema.json");

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Schema {
    /// A questionnaire
    Questionnaire,
    /// A scoring key
    Key,
    /// What a sealed file claims: its payload, decoded
    Submission,
    /// What an assignment says: the payload of its token, decoded
    Assignment,
}

pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<Exit, Failure> {
    let schema = match arguments.kind {
        Schema::Questionnaire => questionnaire_schema(),
        Schema::Key => key_schema(),
        Schema::Submission => serde_json::from_str(SUBMISSION).map_err(std::io::Error::from)?,
        Schema::Assignment => serde_json::from_str(ASSIGNMENT).map_err(std::io::Error::from)?,
    };
    print_json(out, &schema)?;
    Ok(Exit::Fine)
}
