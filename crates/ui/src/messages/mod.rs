//! What the interface says, one file per language.
//!
//! Adding a language is one file with one [`Catalogue`] and its line in [`CATALOGUES`]; the compiler
//! names every sentence that is missing.

mod cs;
mod en;
mod issues;
mod nb;
mod pl;
mod plural;
mod ru;

pub(crate) use issues::issue_sentence;
pub(crate) use plural::{Plural, fill};

/// Every catalogue; the first is the one for forms in any other language.
pub(crate) static CATALOGUES: [&Catalogue; 5] = [&en::EN, &nb::NB, &pl::PL, &cs::CS, &ru::RU];

/// All sentences of one language. `{0}` and `{1}` are places for what is told beside them.
pub(crate) struct Catalogue {
    /// The tag of the language.
    pub tag: &'static str,
    /// How numbers and percentages are written.
    pub numbers: Numbers,
    /// Which of three forms a number takes.
    pub plural: fn(u32) -> usize,
    /// Around and between pages.
    pub form: FormWords,
    /// At a question.
    pub question: QuestionWords,
    /// What is wrong with an answer.
    pub issues: IssueWords,
    /// In an attempt log and at a stopwatch.
    pub attempts: AttemptWords,
    /// Before sealing.
    pub summary: SummaryWords,
    /// After sealing.
    pub receipt: ReceiptWords,
    /// On the score sheet.
    pub score: ScoreWords,
    /// What went wrong outside the answers.
    pub faults: FaultWords,
}

/// How numbers are written.
pub(crate) struct Numbers {
    /// What stands before the fraction.
    pub decimal: char,
    /// What stands after a percentage, with its space.
    pub percent: &'static str,
}

pub(crate) struct FormWords {
    pub back: &'static str,
    pub next: &'static str,
    pub go_on: &'static str,
    pub to_summary: &'static str,
    pub overview: &'static str,
    pub language: &'static str,
    pub progress: &'static str,
    /// `{0}` answered of `{1}`.
    pub answered: &'static str,
    pub open: Plural,
    pub nothing_open: &'static str,
    /// Page `{0}` of `{1}`.
    pub page: &'static str,
    pub saving: &'static str,
    /// Saved at `{0}`.
    pub saved: &'static str,
    pub save_file: &'static str,
    pub start_over: &'static str,
    pub start_over_sure: &'static str,
    pub start_over_yes: &'static str,
    pub cancel: &'static str,
    pub page_open: Plural,
    pub page_open_hint: &'static str,
    pub end_title: &'static str,
    pub end_hint: &'static str,
    /// Adds an instance of `{0}`.
    pub add: &'static str,
    /// Removes `{0}`.
    pub remove: &'static str,
}

pub(crate) struct QuestionWords {
    pub required: &'static str,
    pub optional: &'static str,
    pub comment: &'static str,
    pub clear: &'static str,
    pub guidance: &'static str,
    /// `{0}` words of `{1}` asked for.
    pub words_of: Plural,
    pub words: Plural,
    pub confirmed: &'static str,
    /// What stands before a warning that does not block.
    pub check: &'static str,
    pub not_answered: &'static str,
}

pub(crate) struct IssueWords {
    pub required: &'static str,
    pub comment_required: &'static str,
    pub constraint: &'static str,
    pub not_an_integer: &'static str,
    pub not_a_decimal: &'static str,
    pub not_a_date: &'static str,
    pub not_a_duration: &'static str,
    /// At least `{0}`; there are `{1}`.
    pub too_few_words: Plural,
    pub too_many_words: Plural,
    pub too_few_chars: Plural,
    pub too_many_chars: Plural,
    pub too_few_sentences: Plural,
    pub all_caps: &'static str,
    /// The word is `{0}`.
    pub repeated_word: &'static str,
    pub placeholder: &'static str,
    pub echo: &'static str,
    pub exclusive: &'static str,
    /// `{0}` tries of `{1}`.
    pub attempts_due: &'static str,
    pub too_many_attempts: Plural,
    pub same_day: &'static str,
    pub out_of_order: &'static str,
    /// `{0}` is the time to wait.
    pub too_short: &'static str,
}

pub(crate) struct AttemptWords {
    pub number: &'static str,
    pub time: &'static str,
    pub channel: &'static str,
    pub outcome: &'static str,
    pub waited: &'static str,
    pub add: &'static str,
    pub remove: &'static str,
    pub none: &'static str,
    pub most: Plural,
    pub different_days: &'static str,
    /// Waiting `{0}` each time.
    pub wait: &'static str,
    /// In the order of `AttemptOutcome::ALL`.
    pub outcomes: [&'static str; 6],
    /// In the order of [`CHANNELS`].
    pub channels: [&'static str; 7],
    pub minutes_seconds: &'static str,
    pub start: &'static str,
    pub stop: &'static str,
}

/// The channels that have a word in every language; any other is shown as the form names it.
pub(crate) const CHANNELS: [&str; 7] = ["phone", "chat", "email", "messenger", "contact_form", "visit", "video"];

pub(crate) struct SummaryWords {
    pub title: &'static str,
    pub answers: &'static str,
    pub change: &'static str,
    pub open_title: &'static str,
    pub open_hint: &'static str,
    pub nothing_open: &'static str,
    pub sent_title: &'static str,
    /// The form `{0}`, version `{1}`.
    pub sent_form: &'static str,
    /// `{0}` answers.
    pub sent_answers: Plural,
    pub sent_score: &'static str,
    pub sent_signature: &'static str,
    pub where_to: &'static str,
    pub to_nobody: &'static str,
    pub to_page: &'static str,
    /// To the server `{0}`.
    pub to_server: &'static str,
    pub seal: &'static str,
    pub sealing: &'static str,
    pub seal_hint: &'static str,
}

pub(crate) struct ReceiptWords {
    pub title: &'static str,
    pub hint: &'static str,
    pub file: &'static str,
    pub fingerprint: &'static str,
    pub sealed_at: &'static str,
    pub signer: &'static str,
    pub download: &'static str,
    pub delivery: &'static str,
    pub page: &'static str,
    pub queued: &'static str,
    pub sending: &'static str,
    pub delivered: &'static str,
    pub unconfirmed: &'static str,
    pub blocked: &'static str,
    pub dead: &'static str,
    pub retry: &'static str,
    pub another: &'static str,
}

pub(crate) struct ScoreWords {
    pub title: &'static str,
    pub sections: &'static str,
    pub categories: &'static str,
    pub question: &'static str,
    pub answer: &'static str,
    pub points: &'static str,
    /// `{0}` points of `{1}`.
    pub points_of: &'static str,
    pub no_result: &'static str,
    /// Because of `{0}`.
    pub knocked_out: &'static str,
    pub not_applicable: &'static str,
    pub not_relevant: &'static str,
    pub unanswered: &'static str,
    pub unscored: &'static str,
    pub knocked_out_line: &'static str,
}

pub(crate) struct FaultWords {
    pub save_full: &'static str,
    pub save_denied: &'static str,
    pub save_failed: &'static str,
    pub seal_open: &'static str,
    pub seal_too_large: &'static str,
    pub seal_no_key: &'static str,
    pub seal_not_loaded: &'static str,
    pub seal_not_kept: &'static str,
    pub seal_failed: &'static str,
    pub too_long: &'static str,
    pub refused: &'static str,
}

impl Catalogue {
    /// The catalogue for a language tag: its own, or English.
    pub fn of(tag: &str) -> &'static Catalogue {
        let wanted = primary(tag);
        // Norwegian without a written standard is bokmål here.
        let wanted = if wanted.eq_ignore_ascii_case("no") { "nb" } else { wanted };
        CATALOGUES.iter().find(|known| known.tag.eq_ignore_ascii_case(wanted)).copied().unwrap_or(&en::EN)
    }

    /// The sentence whose form fits the number, with its places filled; the number is `{0}`.
    pub fn counted(&self, sentence: &Plural, number: u32, beside: &str) -> String {
        fill(sentence.form((self.plural)(number)), &[&number.to_string(), beside])
    }

    /// A decimal as it is written in this language.
    pub fn decimal(&self, number: &str) -> String {
        let comma = self.numbers.decimal;
        number.chars().map(|c| if c == '.' { comma } else { c }).collect()
    }

    /// A percentage as it is written in this language.
    pub fn percent(&self, number: &str) -> String {
        self.decimal(number) + self.numbers.percent
    }

    /// The word for a channel.
    pub fn channel<'a>(&self, name: &'a str) -> &'a str {
        let known = CHANNELS.iter().zip(self.attempts.channels).find(|(known, _)| **known == name);
        known.map_or(name, |(_, word)| word)
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

    #[test]
    fn a_language_without_a_catalogue_falls_back_to_english() {
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
    fn numbers_are_written_as_each_language_writes_them() {
        let written: Vec<String> = CATALOGUES.iter().map(|words| words.percent("79.5")).collect();
        assert_eq!(written, ["79.5%", "79,5\u{a0}%", "79,5%", "79,5\u{a0}%", "79,5\u{a0}%"]);
    }

    #[test]
    fn sealing_is_never_called_an_electronic_signature() {
        let seal: Vec<&str> = CATALOGUES.iter().map(|words| words.summary.seal).collect();
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
        assert_eq!(Catalogue::of("nb").channel("contact_form"), "Kontaktskjema");
        assert_eq!(Catalogue::of("nb").channel("pigeon"), "pigeon");
    }
}
