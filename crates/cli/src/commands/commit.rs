//! `sealform commit`: a commitment to a scoring key, which shows later that nobody has changed it.

use std::io::Write;

use clap::Args;
use sealform_types::Json;

use crate::documents::{self, DocumentKind, Key};
use crate::failure::{Exit, Failure};
use crate::input::Input;
use crate::output::{Output, Privacy};
use crate::platform;

/// Arguments of `commit`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The scoring key; `-` reads it from standard input
    key: Input,
    /// Where the key goes with a fresh `salt`, readable by its owner alone: without it the key must have one
    #[arg(long, short, value_name = "FILE")]
    output: Option<Output>,
}

pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<Exit, Failure> {
    let (source, json) = documents::read(&arguments.key, DocumentKind::Key)?;
    let key = Key::of(source, &json).map_err(|(source, findings)| Failure::found(&source, findings))?;
    let key = match &arguments.output {
        None => key,
        Some(Output::Printed) => {
            return Err(Failure::usage(
                "the key and its commitment would go to the same place",
                "name a file with `-o`",
            ));
        }
        Some(output) => {
            let mut members = json.as_object().unwrap_or_default().to_vec();
            members.retain(|(name, _)| name != "salt");
            members.push(("salt".to_owned(), Json::String(platform::new_salt()?)));
            let salted = Json::Object(members);
            output.write(format!("{}\n", salted.to_text()).as_bytes(), Privacy::Secret)?;
            Key::of(key.source, &salted).map_err(|(source, findings)| Failure::found(&source, findings))?
        }
    };
    match key.commitment() {
        Some(commitment) => writeln!(out, "{commitment}")?,
        None => {
            let message = "the key has no `salt`, so that its commitment could be guessed";
            return Err(Failure::usage(message, "name a file for the key with a fresh one: `-o key.json`"));
        }
    }
    Ok(Exit::Fine)
}
