//! The first page of a form in one language: what `<sealform-form>` shows until its runtime is there.

use std::fmt::Write as _;
use std::iter;
use std::sync::Arc;

use chrono::DateTime;
use sealform_engine::{Beginning, Facts, Program, Session};
use sealform_types::{Finding, Place, has_word};
use sealform_ui::{Counts, FirstPage, LOOKS, widgets};

use super::page::Linked;
use crate::catalogues::catalogue;
use crate::documents::Form;
use crate::failure::Failure;
use crate::still_page::attribute;

/// The style sheets that a page may need.
#[derive(Debug)]
pub struct Sheets {
    /// That of all forms.
    pub form: Linked,
    /// That of appearances, for the forms that have them.
    pub looks: Linked,
}

/// The content of `<sealform-form>` in a language: a shadow root with the style sheets and the page.
///
/// The first sheet shows what is `hidden` here, so that nothing is seen without it.
///
/// # Errors
/// [`Failure`] where the catalogue lacks a sentence.
pub fn markup(form: &Form, program: &Arc<Program>, language: &str, sheets: &Sheets) -> Result<String, Failure> {
    let drawn = draw(program, language)
        .map_err(|message| Failure::found(&form.source, [Finding::error("page/undrawn", message, Place::default())]))?;
    let mut markup = String::from("<template shadowrootmode=\"open\">");
    let looks = drawn.has_looks.then_some(&sheets.looks);
    for sheet in iter::once(&sheets.form).chain(looks) {
        let _ = write!(markup, "<link rel=\"stylesheet\" href=\"{}\"{}>", attribute(&sheet.address), sheet.integrity());
    }
    let drawn = drawn.html;
    let _ = write!(markup, "<div part=\"root\" hidden><div>{drawn}</div></div></template>");
    Ok(markup)
}

/// A page that is drawn.
pub struct Drawn {
    /// One element, without a script, a handler or a style of its own.
    pub html: String,
    /// Whether it needs the style sheet of appearances.
    pub has_looks: bool,
}

/// Draws the page without what follows from facts: nobody knows who will open it, when and where.
///
/// # Errors
/// What the catalogue lacks.
pub fn draw(program: &Arc<Program>, language: &str) -> Result<Drawn, String> {
    let beginning = Beginning {
        id: String::new(),
        at: DateTime::UNIX_EPOCH.fixed_offset(),
        language: language.to_owned(),
        facts: Facts::default(),
    };
    let session = Session::start(Arc::clone(program), beginning);
    let by_facts = session.by_facts();
    let has_looks = has_word(&widgets(session.snapshot()), LOOKS);
    let page = FirstPage {
        snapshot: by_facts.leave_out(session.snapshot()),
        counts: if by_facts.counts { Counts::Open } else { Counts::Known },
        catalogue: catalogue(language).to_owned(),
    };
    Ok(Drawn { html: page.draw()?, has_looks })
}
