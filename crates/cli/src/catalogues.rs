//! What the interface says: the catalogues that pages load as well.

/// Every catalogue by its tag, as JSON text.
const ALL: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/catalogues.rs"));

/// The language that stands in where there is no catalogue.
const FIRST: &str = "en";

/// The catalogue for a form in a language, as pages choose it: Norwegian without a written standard is bokmål, and what has
/// no catalogue speaks English.
pub fn catalogue(language: &str) -> &'static str {
    own(language).or_else(|| own(FIRST)).unwrap_or_default()
}

/// Whether a language has a catalogue of its own.
pub fn has_catalogue(language: &str) -> bool {
    own(language).is_some()
}

/// The languages that have one.
pub fn tags() -> impl Iterator<Item = &'static str> {
    ALL.iter().map(|(tag, _)| *tag)
}

fn own(language: &str) -> Option<&'static str> {
    let primary = language.split('-').next().unwrap_or(language).to_ascii_lowercase();
    let wanted = if matches!(primary.as_str(), "no" | "nn") { "nb" } else { primary.as_str() };
    ALL.iter().find(|(known, _)| *known == wanted).map(|(_, text)| *text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_without_a_catalogue_speaks_english() {
        assert_eq!(catalogue("fr-CA"), catalogue("en"));
        assert_eq!(catalogue("ar-EG"), catalogue("ar"));
        assert_eq!([catalogue("nn"), catalogue("NO")], [catalogue("nb"); 2]);
        assert_ne!(catalogue("pl"), catalogue("en"));
        assert!(has_catalogue("pl-PL") && !has_catalogue("fr"));
        assert!(tags().any(|tag| tag == "ar"));
    }
}
