//! The page around a form, as HTML.

use std::fmt::Write as _;

use base64ct::{Base64, Encoding};
use sealform_serve::meta_policy;
use sealform_types::digest;

use crate::still_page::{attribute, text};

/// Something that a page links to.
#[derive(Debug)]
pub struct Linked {
    /// Its address, relative to the page.
    pub address: String,
    /// Its SHA-256 in base64, where its bytes are known.
    pub sha256: Option<String>,
}

impl Linked {
    /// Something whose bytes are known: other bytes are refused.
    pub fn checked(address: String, bytes: &[u8]) -> Self {
        Self { address, sha256: Some(Base64::encode_string(digest(bytes).as_bytes())) }
    }

    /// Something whose bytes are not.
    pub fn unchecked(address: String) -> Self {
        Self { address, sha256: None }
    }

    /// The attribute `integrity`, where there is one.
    pub fn integrity(&self) -> String {
        self.sha256.as_ref().map(|sha256| format!(" integrity=\"sha256-{sha256}\"")).unwrap_or_default()
    }
}

/// What lets a page be installed, and work without a network.
#[derive(Debug)]
pub struct Installable {
    /// The address of the service worker.
    pub worker: String,
    /// Its web app manifest.
    pub manifest: String,
    /// Icons: for tabs, and for the home screens that take none from the manifest.
    pub icon: String,
    pub touch_icon: String,
    /// Registers the worker, once the form is there.
    pub script: Linked,
}

/// What a page holds.
#[derive(Debug)]
pub struct Page<'a> {
    /// The language of the form.
    pub language: &'a str,
    /// The title of the form in it.
    pub title: &'a str,
    /// The same page in other languages: language and address.
    pub others: &'a [(String, String)],
    /// The style sheet.
    pub sheet: &'a Linked,
    /// Asks for Wasm and program while the page is read.
    pub early: &'a Linked,
    /// Keeps what is entered before the runtime is there.
    pub first: &'a Linked,
    /// The runtime: its module first, then those that it loads at once.
    pub scripts: &'a [Linked],
    /// The addresses of form and program.
    pub form: &'a str,
    pub program: &'a str,
    /// The content of the element.
    pub markup: &'a str,
    /// What lets the page work without a network, where it may.
    pub offline: Option<&'a Installable>,
}

impl Page<'_> {
    /// Writes it.
    pub fn write(&self) -> String {
        let mut page = String::from("<!doctype html>\n");
        let _ = writeln!(page, "<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">", attribute(self.language));
        let policy = attribute(&meta_policy(&[]));
        let _ = writeln!(page, "<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">");
        page += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1, interactive-widget=resizes-content\">\n";
        page += "<meta name=\"color-scheme\" content=\"light dark\">\n";
        let _ = writeln!(page, "<title>{}</title>", text(self.title));
        for (language, address) in self.others {
            let (language, address) = (attribute(language), attribute(address));
            let _ = writeln!(page, "<link rel=\"alternate\" hreflang=\"{language}\" href=\"{address}\">");
        }
        self.write_links(&mut page);
        let (form, program) = (attribute(self.form), attribute(self.program));
        let language = attribute(self.language);
        let _ =
            writeln!(page, "</head>\n<body>\n<sealform-form src=\"{form}\" program=\"{program}\" lang=\"{language}\">");
        let _ = writeln!(page, "{}\n</sealform-form>\n</body>\n</html>", self.markup);
        page
    }

    /// What the first page needs comes first. A script asks for the Wasm, for which no link does: WebKit would fetch it once more.
    /// Without `crossorigin` and in a request of mode `no-cors` it does not; but then a page that is loaded again gets it from
    /// memory, whatever its headers say, which after an update is a Wasm of another version than the scripts.
    fn write_links(&self, page: &mut String) {
        let script = |page: &mut String, script: &Linked| {
            let (address, integrity) = (attribute(&script.address), script.integrity());
            let _ = writeln!(page, "<script type=\"module\" src=\"{address}\"{integrity}></script>");
        };
        let (sheet, integrity) = (attribute(&self.sheet.address), self.sheet.integrity());
        let _ = writeln!(page, "<link rel=\"stylesheet\" href=\"{sheet}\"{integrity}>");
        let (early, integrity, program) =
            (attribute(&self.early.address), self.early.integrity(), attribute(self.program));
        let _ = writeln!(
            page,
            "<script type=\"module\" async src=\"{early}\" data-program=\"{program}\"{integrity}></script>"
        );
        script(page, self.first);
        if let [main, others @ ..] = self.scripts {
            script(page, main);
            for other in others {
                let (address, integrity) = (attribute(&other.address), other.integrity());
                let _ = writeln!(page, "<link rel=\"modulepreload\" href=\"{address}\"{integrity}>");
            }
        }
        if let Some(Installable { worker, manifest, icon, touch_icon, script: last }) = self.offline {
            let (worker, manifest) = (attribute(worker), attribute(manifest));
            let (icon, touch_icon) = (attribute(icon), attribute(touch_icon));
            let _ = writeln!(page, "<link rel=\"icon\" href=\"{icon}\" type=\"image/svg+xml\">");
            let _ = writeln!(page, "<link rel=\"apple-touch-icon\" href=\"{touch_icon}\">");
            let _ = writeln!(page, "<link rel=\"manifest\" href=\"{manifest}\">");
            let _ = writeln!(page, "<meta name=\"sealform-worker\" content=\"{worker}\">");
            script(page, last);
        }
    }
}
