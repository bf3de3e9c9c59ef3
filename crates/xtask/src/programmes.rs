//! The pages of the demo's programmes: `www/site/programmes.json` lists them, `www/site/form-page.html` is what they look like.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

const LIST: &str = "programmes.json";
const TEMPLATE: &str = "form-page.html";

/// A form with a page of its own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Programme {
    /// The name of its file in `forms`, which its page takes.
    form: String,
    title: String,
    description: String,
}

/// Writes the page of each programme into the site, and takes away what they are made of.
///
/// # Errors
/// If the list or the template cannot be read, a text has a character that HTML gives a meaning, or a form is missing.
pub fn write(site: &Path) -> Result<()> {
    let [list, template] = [LIST, TEMPLATE].map(|name| site.join(name));
    let text = fs::read(&list).with_context(|| format!("cannot read {}", list.display()))?;
    let programmes: Vec<Programme> = serde_json::from_slice(&text).with_context(|| format!("{LIST} is damaged"))?;
    let page = fs::read_to_string(&template).with_context(|| format!("cannot read {}", template.display()))?;
    for programme in programmes {
        let form = &programme.form;
        ensure!(site.join(format!("forms/{form}.json")).is_file(), "{LIST} names `{form}`, and there is no such form");
        fs::write(site.join(format!("{form}.html")), filled(&page, &programme)?)
            .with_context(|| format!("cannot write {form}.html"))?;
    }
    for part in [list, template] {
        fs::remove_file(part).context("cannot tidy up")?;
    }
    Ok(())
}

fn filled(page: &str, Programme { form, title, description }: &Programme) -> Result<String> {
    let mut page =
        page.replace(&format!("href=\"{form}.html\""), &format!("href=\"{form}.html\" aria-current=\"page\""));
    for (place, text) in [("{form}", form), ("{title}", title), ("{description}", description)] {
        ensure!(!text.contains(['<', '>', '&', '"']), "{LIST}: `{text}` has a character that HTML gives a meaning");
        ensure!(page.contains(place), "{TEMPLATE} has no place for {place}");
        page = page.replace(place, text);
    }
    Ok(page)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn programme(title: &str) -> Programme {
        Programme { form: "visit".into(), title: title.into(), description: "A visit.".into() }
    }

    #[test]
    fn a_page_names_its_form_and_where_it_is() {
        let page =
            "<title>{title}</title><meta content=\"{description}\"><a href=\"visit.html\">x</a><f src=\"{form}.json\">";
        assert_eq!(
            filled(page, &programme("Visit")).expect("a page"),
            "<title>Visit</title><meta content=\"A visit.\"><a href=\"visit.html\" aria-current=\"page\">x</a><f src=\"visit.json\">"
        );
    }

    #[test]
    fn markup_in_a_text_and_a_template_without_a_place_are_refused() {
        let page = "{title}{description}{form}";
        assert!(filled(page, &programme("<b>")).is_err());
        assert!(filled("{title}{form}", &programme("Visit")).is_err());
    }
}
