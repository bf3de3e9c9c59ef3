//! What the interface says. The sentences of each language are one file, `www/package/messages/<language>.json`; a page
//! loads the languages in use and hands them over with [`add_catalogue`]. No sentence is part of the program.

mod issues;
mod names;
mod plural;
mod read;
mod sections;

use std::cell::RefCell;

use sealform_types::Json;

pub(crate) use issues::issue_sentence;
pub(crate) use names::own_name;
pub(crate) use plural::fill;
use plural::{Category, PluralRules};
use read::{FromCatalogue, Reader};
use sections::{Interface, Numbers};
#[cfg(not(target_family = "wasm"))]
pub(crate) use sections::{PaperWords, ReportPageWords, ReportWords};
pub(crate) use sections::{ReceiptWords, ScoreWords, SummaryWords};

/// All sentences of one language.
pub(crate) struct Catalogue {
    /// The tag of the language.
    pub tag: &'static str,
    /// The locale in which it writes days.
    pub dates: &'static str,
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
    /// What was loaded, by the language that it was asked for in: which catalogue speaks for a language is not decided here.
    static CATALOGUES: RefCell<Vec<(String, &'static Catalogue)>> = RefCell::new(at_start());
}

/// A page loads its languages; tests have all of them.
fn at_start() -> Vec<(String, &'static Catalogue)> {
    #[cfg(test)]
    return tests::every_catalogue().into_iter().map(|words| (words.tag.to_owned(), words)).collect();
    #[cfg(not(test))]
    Vec::new()
}

/// Takes what the interface says where a form is in `language`, as JSON text; the same language again changes nothing.
///
/// The sentences may be those of another language, which stands in.
///
/// # Errors
/// What the catalogue lacks, or why it is not JSON.
pub fn add_catalogue(language: &str, text: &str) -> Result<(), String> {
    if Catalogue::of(language).is_none() {
        let catalogue: &'static Catalogue = Box::leak(Box::new(Catalogue::read(text)?));
        CATALOGUES.with_borrow_mut(|all| all.push((language.to_owned(), catalogue)));
    }
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
            // Pages say it with the catalogue: it is the person's.
            dates: document.get("dates").and_then(Json::as_str).map_or(tag, read::leaked),
            numbers: FromCatalogue::read(&mut reader, whole, "numbers"),
            plurals: PluralRules::of(tag),
            interface: FromCatalogue::read(&mut reader, whole, "interface"),
        };
        match reader.missing.as_slice() {
            [] => Ok(catalogue),
            missing => Err(["the catalogue lacks ", &missing.join(", ")].concat()),
        }
    }

    /// What was loaded for a language.
    pub fn of(language: &str) -> Option<&'static Catalogue> {
        let find = |all: &[(String, &'static Catalogue)]| Some(all.iter().find(|(known, _)| known == language)?.1);
        CATALOGUES.with_borrow(|all| find(all))
    }

    /// One without a sentence, for a form that is drawn before its language was loaded.
    pub fn silent() -> &'static Self {
        let mut reader = Reader::default();
        Box::leak(Box::new(Self {
            tag: "",
            dates: "",
            numbers: FromCatalogue::read(&mut reader, None, ""),
            plurals: PluralRules::of("en"),
            interface: FromCatalogue::read(&mut reader, None, ""),
        }))
    }

    /// The sentence whose form fits the number, with its places filled; the number is `{0}`.
    pub fn counted(&self, sentence: &Plural, number: u32, beside: &str) -> String {
        fill(sentence.form(self.plurals.category(number)), &[&number.to_string(), beside])
    }

    /// A decimal as it is written in this language.
    pub fn decimal(&self, number: &str) -> String {
        number.replace('.', self.numbers.decimal)
    }

    /// The words for hours, minutes and seconds.
    pub fn units(&self) -> [&str; 3] {
        ["h", "min", "s"].map(|unit| self.attempts.units.word(unit))
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

/// In which direction a language is written, as HTML names it: `ltr` or `rtl`.
#[must_use]
pub fn direction(tag: &str) -> &'static str {
    match primary(tag) {
        "ar" | "dv" | "fa" | "he" | "ps" | "ur" | "yi" => "rtl",
        _ => "ltr",
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// The text of every catalogue in the folder, by its tag.
    pub(crate) fn texts() -> Vec<(String, String)> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../www/package/messages");
        let mut texts: Vec<(String, String)> = std::fs::read_dir(folder)
            .expect("the folder of the catalogues")
            .map(|entry| {
                let path = entry.expect("a file").path();
                let tag = path.file_stem().expect("it has a name").to_string_lossy().into_owned();
                (tag, std::fs::read_to_string(path).expect("it is a text"))
            })
            .collect();
        texts.sort();
        texts
    }

    fn text(tag: &str) -> String {
        texts().into_iter().find(|(known, _)| known == tag).expect("there is such a catalogue").1
    }

    pub(crate) fn every_catalogue() -> Vec<&'static Catalogue> {
        texts().iter().map(|(_, text)| &*Box::leak(Box::new(Catalogue::read(text).expect("it is whole")))).collect()
    }

    pub(crate) fn catalogue(tag: &str) -> &'static Catalogue {
        Catalogue::of(tag).expect("there is such a catalogue")
    }

    #[test]
    fn a_catalogue_is_called_as_its_file() {
        let tags: Vec<&str> = every_catalogue().iter().map(|words| words.tag).collect();
        assert!(tags.contains(&"en"));
        assert_eq!(tags, texts().iter().map(|(tag, _)| tag.as_str()).collect::<Vec<_>>());
    }

    #[test]
    fn a_language_says_what_was_loaded_for_it() {
        assert!(Catalogue::of("nn").is_none() && Catalogue::of("fr-CA").is_none());
        add_catalogue("nn", &text("nb")).expect("it is whole");
        // A second form of the page, in a language that has no catalogue: not what the first one speaks stands in.
        add_catalogue("fr-CA", &text("en")).expect("it is whole");
        assert_eq!([catalogue("nn").tag, catalogue("fr-CA").tag], ["nb", "en"]);
        // What is there stays: forms hold it.
        let before = catalogue("nn");
        add_catalogue("nn", &text("en")).expect("it is whole");
        assert!(std::ptr::eq(before, catalogue("nn")));
    }

    #[test]
    fn what_a_catalogue_lacks_is_named() {
        let whole: Json = Json::parse(text("en").as_bytes()).expect("valid");
        let cut = whole.to_text().replace("\"go_on\"", "\"go_off\"");
        assert_eq!(Catalogue::read(&cut).err(), Some("the catalogue lacks go_on".to_owned()));
        assert!(Catalogue::read("{").is_err());
    }

    #[test]
    fn numbers_are_written_as_each_language_writes_them() {
        for (tag, written) in [
            ("en", "79.5%"),
            ("nb", "79,5\u{a0}%"),
            ("pl", "79,5%"),
            ("cs", "79,5\u{a0}%"),
            ("ru", "79,5\u{a0}%"),
            ("de", "79,5\u{a0}%"),
            ("ar", "79.5%"),
        ] {
            assert_eq!(catalogue(tag).percent("79.5"), written, "{tag}");
        }
    }

    #[test]
    fn a_sentence_takes_the_form_that_its_number_asks_for() {
        let polish = catalogue("pl");
        assert_eq!(polish.counted(&polish.form.open, 22, ""), "22 otwarte punkty");
    }

    #[test]
    fn sealing_is_never_called_an_electronic_signature() {
        for (tag, seal) in [
            ("en", "Finish and sign"),
            ("nb", "Fullfør og signer"),
            ("pl", "Zakończ i podpisz"),
            ("cs", "Dokončit a podepsat"),
            ("ru", "Завершить и подписать"),
            ("de", "Abschließen und unterschreiben"),
            ("ar", "إنهاء وتوقيع"),
        ] {
            assert_eq!(catalogue(tag).summary.seal, seal, "{tag}");
        }
    }

    #[test]
    fn known_channels_have_words_and_others_keep_their_name() {
        let channels = &catalogue("nb").attempts.channels;
        assert_eq!([channels.word("contact_form"), channels.word("pigeon")], ["Kontaktskjema", "pigeon"]);
        for outcome in sealform_types::AttemptOutcome::ALL {
            assert_ne!(catalogue("en").attempts.outcomes.word(outcome.name()), outcome.name());
        }
    }
}
