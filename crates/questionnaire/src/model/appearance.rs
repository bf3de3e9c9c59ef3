//! The words of `appearance` and `style` that the face draws: one table by kind. Whatever else stands there is kept for other
//! programs, and reported.

use super::QuestionType;

/// The words that change how a question of a kind is drawn.
pub fn drawn_words(kind: QuestionType) -> &'static [&'static str] {
    use QuestionType as Q;
    match kind {
        Q::Text => &["multiline"],
        Q::Range => &["vertical", "no-ticks", "picker"],
        Q::SelectOne | Q::SelectMultiple => &["minimal", "autocomplete", "search", "label", "list-nolabel"],
        Q::Image => &["signature", "draw", "new", "new-front", "keep-name"],
        Q::Audio | Q::Video | Q::File => &["new", "new-front", "keep-name"],
        Q::Integer
        | Q::Decimal
        | Q::Rank
        | Q::Rating
        | Q::Date
        | Q::Time
        | Q::DateTime
        | Q::Duration
        | Q::AttemptLog
        | Q::Acknowledge
        | Q::Geopoint
        | Q::Geotrace
        | Q::Geoshape
        | Q::Barcode
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
        | Q::BackgroundAudio
        | Q::Nps => &[],
    }
}

/// The words that make a page of a group or repeat at the top of the form.
pub const PAGE_WORDS: &[&str] = &["page", "field-list"];

/// The words that change how a group or repeat is drawn, wherever it stands.
pub const GROUP_WORDS: &[&str] = &["table-list"];

/// The word of `style` that makes a page of each group and question at the top of the form.
pub const PAGES_STYLE: &str = "pages";

/// The words of an appearance; a call such as `search('towns')` says where choices are, and is none.
pub fn words(appearance: &str) -> impl Iterator<Item = &str> {
    appearance.split('(').next().unwrap_or_default().split_whitespace()
}
