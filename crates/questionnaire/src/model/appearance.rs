//! The words of `appearance` and `style` that the face draws: one table by kind. Whatever else stands there is kept for other
//! programs, and reported.

use super::QuestionType;

/// The words that change how a question of a kind is drawn.
pub fn drawn_words(kind: QuestionType) -> &'static [&'static str] {
    use QuestionType as Q;
    match kind {
        Q::Text => &["multiline", "numbers", "url", "thousands-sep", "masked"],
        Q::Integer | Q::Decimal => &["thousands-sep"],
        Q::Date => &["month-year", "year", "no-calendar"],
        Q::Range => &["vertical", "no-ticks", "picker", "rating"],
        Q::Rating => &["stars", "smileys", "coloured", "picker"],
        Q::Nps => &["classes", "smileys", "coloured", "picker"],
        Q::SelectOne => &[
            "minimal",
            "autocomplete",
            "search",
            "columns",
            "columns-pack",
            "no-buttons",
            "likert",
            "quick",
            "label",
            "list-nolabel",
            "map",
        ],
        Q::SelectMultiple => &[
            "minimal",
            "autocomplete",
            "search",
            "columns",
            "columns-pack",
            "no-buttons",
            "label",
            "list-nolabel",
            "map",
        ],
        Q::Image => &["signature", "draw", "annotate", "new", "new-front", "keep-name"],
        Q::Barcode => &["front"],
        Q::Geopoint | Q::Geotrace | Q::Geoshape => &["map", "maps", "placement-map"],
        Q::Audio | Q::Video | Q::File => &["new", "new-front", "keep-name"],
        Q::Rank
        | Q::Time
        | Q::DateTime
        | Q::Duration
        | Q::AttemptLog
        | Q::Acknowledge
        | Q::Note
        | Q::Calculate
        | Q::Hidden
        | Q::Start
        | Q::End
        | Q::Today
        | Q::DeviceId
        | Q::Username
        | Q::PhoneNumber
        | Q::Email
        | Q::SimSerial
        | Q::SubscriberId
        | Q::StartGeopoint
        | Q::Audit
        | Q::BackgroundAudio => &[],
    }
}

/// Words that end in a number, from 1 on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NumberedWord {
    /// What stands before the number.
    pub stem: &'static str,
    /// The last number.
    pub last: u32,
}

/// So many columns of choices.
pub const COLUMNS: NumberedWord = NumberedWord { stem: "columns-", last: 10 };

/// So many parts of the width of the group around, where the style is [`GRID_STYLE`]; of a group, how many parts it has.
pub const PARTS: NumberedWord = NumberedWord { stem: "w", last: 12 };

impl NumberedWord {
    /// Whether this is one of them.
    pub fn includes(self, word: &str) -> bool {
        self.number(word).is_some_and(|number| (1..=self.last).contains(&number))
    }

    /// The number of a word with this stem, in range or not. It is written plainly: `01` and `+1` are none.
    pub fn number(self, word: &str) -> Option<u32> {
        let digits = word.strip_prefix(self.stem)?;
        let is_plain = digits.starts_with(|digit: char| digit.is_ascii_digit() && digit != '0') || digits == "0";
        digits.parse().ok().filter(|_| is_plain)
    }
}

/// The words with numbers that change how a question of a kind is drawn.
pub fn numbered_words(kind: QuestionType) -> &'static [NumberedWord] {
    if matches!(kind, QuestionType::SelectOne | QuestionType::SelectMultiple) { &[COLUMNS] } else { &[] }
}

/// The words that make a page of a group or repeat at the top of the form.
pub const PAGE_WORDS: &[&str] = &["page", "field-list"];

/// The words that change how a group or repeat is drawn, wherever it stands.
pub const GROUP_WORDS: &[&str] = &["table-list"];

/// The word of `style` that makes a page of each group and question at the top of the form.
pub const PAGES_STYLE: &str = "pages";

/// The word of `style` that puts questions beside each other, each as wide as its word of [`PARTS`] says.
pub const GRID_STYLE: &str = "theme-grid";

/// What a word of XLSForm's reference asks of other programs, where it has no meaning on a web page: the rest of a sentence that
/// begins with it.
pub fn meaning_elsewhere(word: &str) -> Option<&'static str> {
    Some(match word {
        "bearing" => "asks the compass of a phone for a direction",
        "counter" => "draws buttons for one more and one less in apps for phones",
        "distress" => "draws a thermometer in Enketo",
        "hide-input" | "hidden-answer" => "hides in other programs what was entered",
        "buddhist" | "bikram-sambat" | "coptic" | "ethiopian" | "islamic" | "myanmar" | "persian" => {
            "asks for days in another calendar than the Gregorian, in which days are entered and read here"
        }
        _ if word.starts_with("ex:") => "starts another app of an Android phone",
        _ if word.starts_with("printer:") => "prints by another app of an Android phone",
        _ => return None,
    })
}

/// The column of choices that says where each is, as in ODK.
pub const GEOMETRY: &str = "geometry";

/// The words of an appearance; a call such as `search('towns')` says where choices are, and is none.
pub fn words(appearance: &str) -> impl Iterator<Item = &str> {
    appearance.split('(').next().unwrap_or_default().split_whitespace()
}
