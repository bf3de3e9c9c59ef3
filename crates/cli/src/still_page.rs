//! A page that loads nothing and runs nothing: one file for paper, or to be sent.

use std::fmt::Write as _;

use base64ct::{Base64, Encoding};
use sealform_types::digest;

/// What such a page holds.
#[derive(Debug)]
pub struct StillPage<'a> {
    /// The language of its text.
    pub language: &'a str,
    /// What tabs and files are called.
    pub title: &'a str,
    /// Its style sheet, which the policy of the page allows by its digest, and nothing else.
    pub style: &'a str,
    /// Its content, as HTML.
    pub drawn: &'a str,
}

/// What the policy of such a page begins with.
const POLICY: &str = "default-src 'none'; style-src 'sha256-";

impl StillPage<'_> {
    /// Whether these bytes are such a page, as this program writes them.
    pub fn is_one(bytes: &[u8]) -> bool {
        let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(400)).unwrap_or_default());
        head.starts_with("<!doctype html>\n<html lang=") && head.contains(POLICY)
    }

    /// Writes it.
    pub fn write(&self) -> String {
        let (language, title) = (attribute(self.language), text(self.title));
        let sha256 = Base64::encode_string(digest(self.style.as_bytes()).as_bytes());
        let mut page = String::from("<!doctype html>\n");
        let _ = writeln!(page, "<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">");
        let _ = writeln!(page, "<meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}{sha256}'\">");
        page += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
        let (style, drawn) = (self.style, self.drawn);
        let _ = writeln!(
            page,
            "<title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n{drawn}\n</body>\n</html>"
        );
        page
    }
}

/// A text between tags.
pub fn text(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// The value of an attribute in double quotes.
pub fn attribute(value: &str) -> String {
    text(value).replace('"', "&quot;")
}
