//! `sealform build`: what a page shows without a compiler, with a scoring key where one is attached.

use std::io::Write;
use std::path::Path;

use clap::Args;

use crate::documents::{Form, Key};
use crate::failure::{Exit, Failure};
use crate::input::{Input, piped_once};
use crate::output::{Output, Privacy};
use crate::screen::plain;

/// Arguments of `build`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// A questionnaire; the files that it reads lie beside it
    questionnaire: Input,
    /// A scoring key, which the program then holds: whoever has the program can read what every answer is worth
    #[arg(long, short, value_name = "FILE")]
    key: Option<Input>,
    /// Where the program goes; beside the questionnaire, with the ending `.program`, where nothing is named. `-` prints it
    #[arg(long, short, value_name = "FILE")]
    output: Option<Output>,
}

pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<Exit, Failure> {
    let output = match (&arguments.output, arguments.questionnaire.path()) {
        (Some(output), _) => output.clone(),
        (None, Some(path)) => Output::File(path.with_extension("program")),
        (None, None) => {
            return Err(Failure::usage("no output file is given for the program", "name a file with `--output`"));
        }
    };
    if let (Output::File(to), Some(from)) = (&output, arguments.questionnaire.path())
        && is_same(to, from)
    {
        return Err(Failure::usage("the program would replace its questionnaire", "name another file with `--output`"));
    }
    piped_once([&arguments.questionnaire].into_iter().chain(&arguments.key))?;
    let form = Form::read(&arguments.questionnaire)?;
    let key = arguments.key.as_ref().map(Key::read).transpose()?;
    let program = form.program(key.as_ref())?.encode();
    output.write(&program, Privacy::Usual)?;
    if let Output::File(path) = &output {
        let (path, of) = (plain(&path.display().to_string()), plain(&form.source.name));
        writeln!(out, "{path}: {} bytes, of {of}", program.len())?;
    }
    Ok(Exit::Fine)
}

fn is_same(one: &Path, other: &Path) -> bool {
    one == other || one.canonicalize().is_ok_and(|one| other.canonicalize().is_ok_and(|other| one == other))
}
