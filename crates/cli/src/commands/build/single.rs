//! A page that is one file: the first page, its styles, the program, the runtime with its Wasm, and what the form shows.
//! It loads nothing, from wherever it is opened.

use std::fmt::Write as _;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use base64ct::{Base64, Encoding};
use sealform_engine::Program;
use sealform_serve::one_file_policy;
use sealform_types::{Finding, Place, digest};

use super::first_page;
use super::folder::{self, LOOKS_SHEET, SHEET};
use crate::documents::Form;
use crate::failure::{Exit, Failure};
use crate::output::{Output, Privacy};
use crate::package::Package;
use crate::packed::Packable;
use crate::screen::plain;
use crate::still_page::{attribute, text};

/// The package's script with everything in it.
pub const SCRIPT: &str = "single.js";

/// Writes the page, and says how large it is.
///
/// # Errors
/// [`Failure`] where the package is missing or cannot stand in a page, or the page cannot be written.
pub fn write(
    form: &Form,
    program: &Arc<Program>,
    language: &str,
    package: Option<&Path>,
    output: &Output,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let package = Package::find(package)?;
    let mut media = Vec::new();
    let missing = folder::media(form, &mut media);
    let questionnaire = form.questionnaire();
    let fallback = questionnaire.languages.first().map(String::as_str).unwrap_or_default();
    let drawn = first_page::draw(program, language)
        .map_err(|message| Failure::found(&form.source, [Finding::error("page/undrawn", message, Place::default())]))?;
    let mut styles = vec![part(&package, SHEET)?];
    if drawn.has_looks {
        styles.push(part(&package, LOOKS_SHEET)?);
    }
    let page = OneFile {
        language,
        title: questionnaire.title.in_language(language, fallback).0,
        styles: &styles,
        script: &part(&package, SCRIPT)?,
        program: &program.encode(),
        media: &media,
        drawn: &drawn.html,
    };
    let page = page.write();
    output.write(page.as_bytes(), Privacy::Usual)?;
    if let Output::File(path) = output {
        for name in missing {
            writeln!(out, "{}: not beside the questionnaire, and so not in the page", plain(&name))?;
        }
        let (path, of) = (plain(&path.display().to_string()), plain(&form.source.name));
        writeln!(out, "{path}: {} bytes, of {of}; it is complete, and loads nothing", page.len())?;
    }
    Ok(Exit::Fine)
}

/// A file of the package that stands in the page as it is.
fn part(package: &Package, name: &str) -> Result<String, Failure> {
    let bytes = package.file(name)?;
    let failure =
        |message| Failure::io(name, "package/unfit", message, "build the package again with `cargo xtask dist`");
    let text = String::from_utf8(bytes).map_err(|_| failure("this file of the npm package is not text"))?;
    // A browser reads these as the end of what the page holds, and a carriage return as the end of a line.
    let lower = text.to_ascii_lowercase();
    match ["</script", "<!--", "</style", "\r", "\0"].iter().any(|never| lower.contains(never)) {
        true => Err(failure("this file of the npm package cannot stand in a page")),
        false => Ok(text),
    }
}

/// What the page holds.
struct OneFile<'a> {
    language: &'a str,
    title: &'a str,
    styles: &'a [String],
    script: &'a str,
    program: &'a [u8],
    media: &'a [Packable],
    drawn: &'a str,
}

impl OneFile<'_> {
    /// Writes it. What a person sees and fills stands before the script, which is by far the largest part.
    fn write(&self) -> String {
        let sha256 = |text: &String| Base64::encode_string(digest(text.as_bytes()).as_bytes());
        let styles: Vec<String> = self.styles.iter().map(sha256).collect();
        let policy = one_file_policy(&sha256(&self.script.to_owned()), &styles);
        let (language, title) = (attribute(self.language), text(self.title));
        let mut page = String::from("<!doctype html>\n");
        let _ = writeln!(page, "<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">");
        let _ = writeln!(page, "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">", attribute(&policy));
        page += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1, interactive-widget=resizes-content\">\n";
        page += "<meta name=\"color-scheme\" content=\"light dark\">\n";
        page += "<link rel=\"icon\" href=\"data:,\">\n";
        let _ = writeln!(page, "<title>{title}</title>\n</head>\n<body>\n<sealform-form lang=\"{language}\">");
        page += "<template shadowrootmode=\"open\">";
        for style in self.styles {
            let _ = write!(page, "<style>{style}</style>");
        }
        let _ =
            writeln!(page, "<div part=\"root\" hidden><div>{}</div></div></template>\n</sealform-form>", self.drawn);
        block(&mut page, "data-sealform-program", self.program);
        for Packable { path, bytes } in self.media {
            let kind = mime_guess::from_path(path).first_or_octet_stream().to_string();
            let named = format!("data-sealform-medium=\"{}\" data-type=\"{}\"", attribute(path), attribute(&kind));
            block(&mut page, &named, bytes);
        }
        let _ = writeln!(page, "<script type=\"module\">{}</script>\n</body>\n</html>", self.script);
        page
    }
}

/// Bytes that a script reads: no browser runs a block of this type.
fn block(page: &mut String, named: &str, bytes: &[u8]) {
    let _ = writeln!(page, "<script type=\"text/plain\" {named}>{}</script>", Base64::encode_string(bytes));
}
