//! `sealform print`: an empty form for paper, with every branch and its condition in words.

use std::io::Write;

use clap::Args;
use sealform_types::{Finding, Place};
use sealform_ui::draw_paper;

use crate::catalogues::catalogue;
use crate::documents::Form;
use crate::failure::{Exit, Failure};
use crate::input::Input;
use crate::output::{Output, Privacy};
use crate::screen::plain;
use crate::still_page::StillPage;

/// What the page looks like, on paper and on the screen.
const STYLE: &str = include_str!("print.css");

/// Arguments of `print`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// A questionnaire; the files that it reads lie beside it
    questionnaire: Input,
    /// Where the page goes; beside the questionnaire, with the ending `.print.html`, where nothing is named. `-` prints it
    #[arg(long, short, value_name = "FILE")]
    output: Option<Output>,
    /// The language of the page [default: the form's first]
    #[arg(long, value_name = "TAG")]
    language: Option<String>,
}

pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<Exit, Failure> {
    let output = match (&arguments.output, arguments.questionnaire.path()) {
        (Some(output), _) => output.clone(),
        (None, Some(path)) => Output::File(path.with_extension("print.html")),
        (None, None) => {
            return Err(Failure::usage("no output file is given for the page", "name a file with `--output`"));
        }
    };
    super::build::keep(&arguments.questionnaire, &output, "the page would replace its questionnaire")?;
    let form = Form::read(&arguments.questionnaire)?;
    let program = form.program(None)?;
    let languages = program.languages();
    let first = languages.first().map(String::as_str).unwrap_or_default();
    let language = arguments.language.as_deref().unwrap_or(first);
    if !languages.iter().any(|known| known == language) {
        let message = format!("the form is not written in `{language}`");
        return Err(Failure::usage(message, format!("name one of its languages: {}", languages.join(", "))));
    }
    let paper = program.paper(language);
    let title = paper.snapshot.form.title.clone();
    let drawn = draw_paper(paper, catalogue(language))
        .map_err(|message| Failure::found(&form.source, [Finding::error("page/undrawn", message, Place::default())]))?;
    let page = StillPage { language, title: &title, style: STYLE, drawn: &drawn };
    output.write(page.write().as_bytes(), Privacy::Usual)?;
    if let Output::File(path) = &output {
        writeln!(out, "{}: {}", plain(&path.display().to_string()), plain(&title))?;
    }
    Ok(Exit::Fine)
}
