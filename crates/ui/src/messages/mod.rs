//! What the interface says. The sentences of each language are one file, `www/package/messages/<language>.json`; a page
//! loads the languages in use and hands them over with [`add_catalogue`]. No sentence is part of the program.

mod issues;
mod plural;
mod read;
mod sections;

use std::cell::RefCell;

use sealform_types::Json;

pub(crate) use issues::issue_sentence;
pub(crate) use plural::fill;
use plural::{Category, PluralRules};
use read::{FromCatalogue, Reader};
pub(crate) use sections::ReceiptWords;
use sections::{Interface, Numbers};

/// All sentences of one language.
pub(crate) struct Catalogue {
    /// The tag of the language.
    pub tag: &'static str,
    /// How numbers are written.
    pub numbers: Numbers,
    plurals: PluralRules,
    interface: Interface,
}

impl std::ops::Deref for Catalogue {
    type Target = Interface;

    fn deref(&self) -> &Interface {
        &self.interface
    }
}

/// A sentence in the plural forms of its language; `other` stands in for a form that a language lacks.
pub(crate) struct Plural {
    zero: Option<&'static str>,
    one: Option<&'static str>,
    two: Option<&'static str>,
    few: Option<&'static str>,
    many: Option<&'static str>,
    other: &'static str,
}

impl Plural {
    fn form(&self, category: Category) -> &'static str {
        let form = match category {
            Category::Zero => self.zero,
            Category::One => self.one,
            Category::Two => self.two,
            Category::Few => self.few,
            Category::Many => self.many,
            Category::Other => None,
        };
        form.unwrap_or(self.other)
    }
}

/// Words for names that documents use.
pub(crate) struct Named(Vec<(String, &'static str)>);

impl Named {
    /// The word for a name; the name itself where there is none.
    pub fn word<'a>(&self, name: &'a str) -> &'a str {
        self.0.iter().find(|(known, _)| known == name).map_or(name, |(_, word)| word)
    }
}

thread_local! {
    /// The languages that were loaded; the first stands in for one that was not.
    static CATALOGUES: RefCell<Vec<&'static Catalogue>> = RefCell::new(at_start());
}

/// A page loads its languages; tests have all of them.
fn at_start() -> Vec<&'static Catalogue> {
    #[cfg(test)]
    return tests::every_catalogue();
    #[cfg(not(test))]
    Vec::new()
}

/// Takes the sentences of a language, as JSON text; the same language again changes nothing.
///
/// # Errors
/// What the catalogue lacks, or why it is not JSON.
pub fn add_catalogue(text: &str) -> Result<(), String> {
    let catalogue = Catalogue::read(text)?;
    CATALOGUES.with_borrow_mut(|all| {
        if all.iter().all(|known| known.tag != catalogue.tag) {
            all.push(Box::leak(Box::new(catalogue)));
        }
    });
    Ok(())
}

impl Catalogue {
    /// Reads the sentences of a language: an object with the members `tag`, `numbers` and `interface`.
    fn read(text: &str) -> Result<Self, String> {
        let document = Json::parse(text.as_bytes()).map_err(|error| error.to_string())?;
        let (mut reader, whole) = (Reader::default(), Some(&document));
        let tag = reader.text(whole, "tag");
        let catalogue = Self {
            tag,
            numbers: FromCatalogue::read(&mut reader, whole, "numbers"),
            plurals: PluralRules::of(tag),
            interface: FromCatalogue::read(&mut reader, whole, "interface"),
        };
        match reader.missing.as_slice() {
            [] => Ok(catalogue),
            missing => Err(["the catalogue lacks ", &missing.join(", ")].concat()),
        }
    }

    /// The catalogue for a language tag: its own, or the first that was loaded.
    pub fn of(tag: &str) -> &'static Catalogue {
        let wanted = primary(tag);
        // Norwegian without a written standard is bokmål here.
        let wanted = if wanted.eq_ignore_ascii_case("no") { "nb" } else { wanted };
        CATALOGUES.with_borrow_mut(|all| {
            let own = all.iter().find(|known| known.tag.eq_ignore_ascii_case(wanted)).or(all.first()).copied();
            own.unwrap_or_else(|| {
                let silent: &'static Catalogue = Box::leak(Box::new(Self::silent()));
                all.push(silent);
                silent
            })
        })
    }

    /// One without a sentence, for a form that is drawn before any language was loaded.
    fn silent() -> Self {
        let mut reader = Reader::default();
        Self {
            tag: "",
            numbers: FromCatalogue::read(&mut reader, None, ""),
            plurals: PluralRules::of("en"),
            interface: FromCatalogue::read(&mut reader, None, ""),
        }
    }

    /// The sentence whose form fits the number, with its places filled; the number is `{0}`.
    pub fn counted(&self, sentence: &Plural, number: u32, beside: &str) -> String {
        fill(sentence.form(self.plurals.category(number)), &[&number.to_string(), beside])
    }

    /// A decimal as it is written in this language.
    pub fn decimal(&self, number: &str) -> String {
        number.replace('.', self.numbers.decimal)
    }

    /// A percentage as it is written in this language.
    pub fn percent(&self, number: &str) -> String {
        self.decimal(number) + self.numbers.percent
    }
}

/// What stands before the first hyphen of a language tag.
pub(crate) fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}

/// What a language calls itself; the tag where that is not known here.
pub(crate) fn own_name(tag: &str) -> &str {
    let known = [
        ("ar", "العربية"),
        ("cs", "Čeština"),
        ("da", "Dansk"),
        ("de", "Deutsch"),
        ("en", "English"),
        ("es", "Español"),
        ("fi", "Suomi"),
        ("fr", "Français"),
        ("he", "עברית"),
        ("it", "Italiano"),
        ("nb", "Norsk bokmål"),
        ("nn", "Norsk nynorsk"),
        ("no", "Norsk"),
        ("pl", "Polski"),
        ("ru", "Русский"),
        ("sk", "Slovenčina"),
        ("sv", "Svenska"),
        ("uk", "Українська"),
    ];
    known.iter().find(|(known, _)| *known == tag).map_or(tag, |(_, name)| name)
}

/// Whether a language is written from right to left.
pub(crate) fn direction(tag: &str) -> &'static str {
    match primary(tag) {
        "ar" | "dv" | "fa" | "he" | "ps" | "ur" | "yi" => "rtl",
        _ => "ltr",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILES: [&str; 5] = [
        include_str!("../../../../www/package/messages/en.json"),
        include_str!("../../../../www/package/messages/nb.json"),
        include_str!("../../../../www/package/messages/pl.json"),
        include_str!("../../../../www/package/messages/cs.json"),
        include_str!("../../../../www/package/messages/ru.json"),
    ];

    pub(super) fn every_catalogue() -> Vec<&'static Catalogue> {
        FILES.iter().map(|text| &*Box::leak(Box::new(Catalogue::read(text).expect("it is whole")))).collect()
    }

    #[test]
    fn a_language_without_a_catalogue_falls_back_to_the_first() {
        for (tag, catalogue) in [
            ("nb", "nb"),
            ("no", "nb"),
            ("nb-NO", "nb"),
            ("PL", "pl"),
            ("cs", "cs"),
            ("ru-RU", "ru"),
            ("de", "en"),
            ("", "en"),
        ] {
            assert_eq!(Catalogue::of(tag).tag, catalogue, "{tag}");
        }
    }

    #[test]
    fn what_a_catalogue_lacks_is_named() {
        let whole: Json = Json::parse(FILES[0].as_bytes()).expect("valid");
        let cut = whole.to_text().replace("\"go_on\"", "\"go_off\"");
        assert_eq!(Catalogue::read(&cut).err(), Some("the catalogue lacks go_on".to_owned()));
        assert!(Catalogue::read("{").is_err());
    }

    #[test]
    fn numbers_are_written_as_each_language_writes_them() {
        let written: Vec<String> = every_catalogue().iter().map(|words| words.percent("79.5")).collect();
        assert_eq!(written, ["79.5%", "79,5\u{a0}%", "79,5%", "79,5\u{a0}%", "79,5\u{a0}%"]);
    }

    /// Sentences in several forms, with their names.
    fn plurals(at: &str, json: &Json, found: &mut Vec<(String, Vec<String>)>) {
        let members = json.as_object().unwrap_or_default();
        match members.iter().any(|(name, _)| name == "one" || name == "other") {
            true => found.push((at.to_owned(), members.iter().map(|(name, _)| name.clone()).collect())),
            false => members.iter().for_each(|(name, inner)| plurals(&format!("{at}/{name}"), inner, found)),
        }
    }

    #[test]
    fn sentences_have_every_form_that_their_language_distinguishes() {
        for (text, words) in FILES.iter().zip(every_catalogue()) {
            let mut found = Vec::new();
            plurals(words.tag, &Json::parse(text.as_bytes()).expect("valid"), &mut found);
            assert!(found.len() > 10, "{}", words.tag);
            for (sentence, forms) in found {
                for number in 0..=200 {
                    let category = words.plurals.category(number).name();
                    assert!(forms.iter().any(|form| form == category), "{sentence} lacks `{category}`");
                }
            }
        }
        let polish = Catalogue::of("pl");
        assert_eq!(polish.counted(&polish.form.open, 22, ""), "22 otwarte punkty");
    }

    #[test]
    fn sealing_is_never_called_an_electronic_signature() {
        let seal: Vec<&str> = every_catalogue().iter().map(|words| words.summary.seal).collect();
        assert_eq!(
            seal,
            [
                "Finish and sign",
                "Fullfør og signer",
                "Zakończ i podpisz",
                "Dokončit a podepsat",
                "Завершить и подписать"
            ]
        );
    }

    #[test]
    fn known_channels_have_words_and_others_keep_their_name() {
        let channels = &Catalogue::of("nb").attempts.channels;
        assert_eq!([channels.word("contact_form"), channels.word("pigeon")], ["Kontaktskjema", "pigeon"]);
        for outcome in sealform_types::AttemptOutcome::ALL {
            assert_ne!(Catalogue::of("en").attempts.outcomes.word(outcome.name()), outcome.name());
        }
    }
}
