//! `sealform build`: what a page shows without a compiler, with a scoring key where one is attached.
//!
//! ```text
//! folder       a whole static site: pages, form, program, runtime, service worker, digests, packed files
//! earlier      what an earlier build left there
//! single       a page that is one file
//! page         the HTML around a form
//! first_page   what `<sealform-form>` shows until the runtime is there
//! ```

mod earlier;
mod first_page;
mod folder;
mod page;
mod single;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use sealform_engine::Program;

use crate::documents::{Form, Key};
use crate::failure::{Exit, Failure};
use crate::input::{Input, piped_once};
use crate::output::{Output, Privacy};
use crate::screen::plain;
use first_page::Sheets;
use folder::{Offline, Target};
use page::Linked;

/// Arguments of `build`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// A questionnaire; the files that it reads lie beside it
    questionnaire: Input,
    /// A scoring key, which the program then holds: whoever has the program can read what every answer is worth
    #[arg(long, short, value_name = "FILE")]
    key: Option<Input>,
    /// Where the program goes; beside the questionnaire, with the ending `.program`, where nothing is named. `-` prints it.
    /// A folder, or a name with a slash at its end: a whole site, with a page for each language
    #[arg(long, short, value_name = "FILE")]
    output: Option<Output>,
    /// The folder of the npm package, whose files a site has [default: SEALFORM_PACKAGE, or what `cargo xtask dist` built]
    #[arg(long, value_name = "DIR")]
    package: Option<PathBuf>,
    /// Write the first page alone, as the content of `<sealform-form>` in a page of your own
    #[arg(long, requires = "output", group = "one_page")]
    markup: bool,
    /// Write a page that is one file, with everything that it needs: it loads nothing, and can be sent like any other file
    #[arg(long, requires = "output", group = "one_page")]
    single: bool,
    /// Write a folder whose pages always need the network; where an earlier build has put a service worker, one takes it away
    #[arg(long, requires = "output", conflicts_with = "one_page")]
    no_offline: bool,
    /// The address of a service worker that serves other forms too, relative to the folder, such as `../sealform-worker.js`:
    /// `sealform offline` writes it [default: the folder has one of its own]
    #[arg(long, value_name = "ADDRESS", requires = "output", conflicts_with_all = ["one_page", "no_offline"])]
    worker: Option<String>,
    /// With `--markup` and `--single`: the language of the page [default: the form's first]
    #[arg(long, value_name = "TAG", requires = "one_page")]
    language: Option<String>,
    /// With `--markup`: where the page has the files of the npm package
    #[arg(long, value_name = "ADDRESS", requires = "markup", default_value = "sealform/")]
    assets: String,
}

pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<Exit, Failure> {
    piped_once([&arguments.questionnaire].into_iter().chain(&arguments.key))?;
    match &arguments.output {
        Some(output) if arguments.markup => write_markup(arguments, output),
        Some(output) if arguments.single => write_single(arguments, output, out),
        Some(Output::File(folder)) if is_folder(folder) => {
            let (form, program) = compiled(arguments)?;
            let offline = match &arguments.worker {
                _ if arguments.no_offline => Offline::Never,
                Some(address) => Offline::By(address.clone()),
                None => Offline::Own,
            };
            folder::write(&form, &program, &Target { folder, offline }, arguments.package.as_deref(), out)
        }
        Some(Output::File(_) | Output::Printed) | None => write_program(arguments, out),
    }
}

/// Whether a folder is meant: it is there, or its name says so.
fn is_folder(path: &Path) -> bool {
    path.is_dir() || path.as_os_str().to_string_lossy().ends_with(std::path::is_separator)
}

fn compiled(arguments: &Arguments) -> Result<(Form, Arc<Program>), Failure> {
    let form = Form::read(&arguments.questionnaire)?;
    let key = arguments.key.as_ref().map(Key::read).transpose()?;
    let program = form.program(key.as_ref())?;
    Ok((form, program))
}

fn write_program(arguments: &Arguments, out: &mut dyn Write) -> Result<Exit, Failure> {
    let output = match (&arguments.output, arguments.questionnaire.path()) {
        (Some(output), _) => output.clone(),
        (None, Some(path)) => Output::File(path.with_extension("program")),
        (None, None) => {
            return Err(Failure::usage("no output file is given for the program", "name a file with `--output`"));
        }
    };
    keep(&arguments.questionnaire, &output, "the program would replace its questionnaire")?;
    let (form, program) = compiled(arguments)?;
    let program = program.encode();
    output.write(&program, Privacy::Usual)?;
    if let Output::File(path) = &output {
        let (path, of) = (plain(&path.display().to_string()), plain(&form.source.name));
        writeln!(out, "{path}: {} bytes, of {of}", program.len())?;
    }
    Ok(Exit::Fine)
}

fn write_markup(arguments: &Arguments, output: &Output) -> Result<Exit, Failure> {
    keep(&arguments.questionnaire, output, "the page would replace its questionnaire")?;
    let (form, program) = compiled(arguments)?;
    let language = language(arguments, &form)?;
    let sheet = |name| Linked::unchecked(folder::in_folder(&arguments.assets, name));
    let sheets = Sheets { form: sheet(folder::SHEET), looks: sheet(folder::LOOKS_SHEET) };
    let markup = first_page::markup(&form, &program, &language, &sheets)?;
    output.write(markup.as_bytes(), Privacy::Usual)?;
    Ok(Exit::Fine)
}

fn write_single(arguments: &Arguments, output: &Output, out: &mut dyn Write) -> Result<Exit, Failure> {
    for read in [&arguments.questionnaire].into_iter().chain(&arguments.key) {
        keep(read, output, "the page would replace what it is made of")?;
    }
    let (form, program) = compiled(arguments)?;
    let language = language(arguments, &form)?;
    single::write(&form, &program, &language, arguments.package.as_deref(), output, out)
}

/// The language of a page: the one that is asked for, else the form's first.
fn language(arguments: &Arguments, form: &Form) -> Result<String, Failure> {
    let languages = &form.questionnaire().languages;
    let first = languages.first().map(String::as_str).unwrap_or_default();
    let language = arguments.language.as_deref().unwrap_or(first);
    if !languages.iter().any(|known| known == language) {
        let message = format!("the form is not written in `{language}`");
        return Err(Failure::usage(message, format!("name one of its languages: {}", languages.join(", "))));
    }
    Ok(language.to_owned())
}

/// Refuses to write over what is read.
pub(super) fn keep(questionnaire: &Input, output: &Output, message: &str) -> Result<(), Failure> {
    match (output, questionnaire.path()) {
        (Output::File(to), Some(from)) if is_same(to, from) => {
            Err(Failure::usage(message, "name another file with `--output`"))
        }
        (Output::File(_) | Output::Printed, _) => Ok(()),
    }
}

fn is_same(one: &Path, other: &Path) -> bool {
    one == other || one.canonicalize().is_ok_and(|one| other.canonicalize().is_ok_and(|other| one == other))
}
