//! The sentences of the interface, section by section. Their names are the members of `interface` in the files of
//! `www/package/messages`. `{0}` and `{1}` are places for values.

use super::read::section;
use super::{Named, Plural};

section! {
    /// How numbers are written.
    Numbers {
        /// What stands before the fraction.
        decimal: &'static str,
        /// What stands after a percentage, with its space.
        percent: &'static str,
    }
}

section! {
    /// Around and between pages.
    FormWords {
        /// `{0}` of `{1}`, of numbers that add up to something.
        total: &'static str,
        back: &'static str,
        next: &'static str,
        go_on: &'static str,
        to_summary: &'static str,
        overview: &'static str,
        language: &'static str,
        progress: &'static str,
        /// About `{0}` minutes are left.
        minutes_left: Plural,
        open: Plural,
        nothing_open: &'static str,
        /// Page `{0}` of `{1}`.
        page: &'static str,
        saving: &'static str,
        /// Saved at `{0}`.
        saved: &'static str,
        save_file: &'static str,
        start_over: &'static str,
        device: &'static str,
        keys: &'static str,
        page_open: Plural,
        page_open_hint: &'static str,
        end_title: &'static str,
        end_hint: &'static str,
        /// Adds an instance of `{0}`.
        add: &'static str,
        /// Removes `{0}`.
        remove: &'static str,
        undo: &'static str,
        /// `{0}` was removed.
        removed: &'static str,
        cleared: &'static str,
        restarted: &'static str,
        stopped: &'static str,
        put_aside: &'static str,
        report_stays: &'static str,
        put_back: &'static str,
        preparing: &'static str,
        /// Of a page: nothing is left there.
        done: &'static str,
        /// It takes about `{0}` minutes.
        takes: Plural,
        pages: Plural,
        /// All but the marked questions must be answered.
        marks_optional: &'static str,
        /// Only the marked questions must be answered.
        marks_required: &'static str,
        keeps: &'static str,
        sends_later: &'static str,
        skip: &'static str,
        /// The draft was left at the moment `{0}`, on the page `{1}`.
        welcome_back: &'static str,
    }
}

section! {
    /// At a question.
    QuestionWords {
        required: &'static str,
        optional: &'static str,
        comment: &'static str,
        clear: &'static str,
        guidance: &'static str,
        /// `{0}` words of `{1}` asked for.
        words_of: Plural,
        words: Plural,
        /// `{0}` characters of `{1}` asked for or allowed.
        chars_of: &'static str,
        /// `{0}` characters.
        chars: &'static str,
        confirmed: &'static str,
        /// What stands before a warning that does not block.
        check: &'static str,
        not_answered: &'static str,
    }
}

section! {
    /// Why a question is asked, required or closed. `{0}` is a question, `{1}` what it is compared with.
    WhyWords {
        why: &'static str,
        asked: &'static str,
        not_asked: &'static str,
        required: &'static str,
        locked: &'static str,
        comment: &'static str,
        is: &'static str,
        is_not: &'static str,
        less: &'static str,
        at_most: &'static str,
        more: &'static str,
        at_least: &'static str,
        before: &'static str,
        until: &'static str,
        after: &'static str,
        from: &'static str,
        includes: &'static str,
        includes_not: &'static str,
        answered: &'static str,
        unanswered: &'static str,
        exhausted: &'static str,
        not_exhausted: &'static str,
        /// The condition `{0}` holds.
        holds: &'static str,
        holds_not: &'static str,
        /// How many choices are taken of `{0}`.
        count: &'static str,
        /// The answer to the question `{0}`.
        answer_to: &'static str,
    }
}

section! {
    /// What is wrong with an answer.
    IssueWords {
        required: &'static str,
        confirm: &'static str,
        comment_required: &'static str,
        constraint: &'static str,
        not_an_integer: &'static str,
        not_a_decimal: &'static str,
        not_a_date: &'static str,
        not_a_duration: &'static str,
        /// By what a text is the text of.
        malformed: Named,
        /// At least `{0}`; there are `{1}`.
        too_few_words: Plural,
        too_many_words: Plural,
        too_few_chars: Plural,
        too_many_chars: Plural,
        too_few_sentences: Plural,
        all_caps: &'static str,
        /// The word is `{0}`.
        repeated_word: &'static str,
        placeholder: &'static str,
        echo: &'static str,
        /// The other question is `{0}`.
        alike: &'static str,
        alike_earlier: &'static str,
        /// The words are `{0}`.
        banned_phrase: &'static str,
        /// One of these phrases: `{0}`.
        wanted_phrase: &'static str,
        /// The name is `{0}`.
        name_given: &'static str,
        /// The name is `{0}`.
        name_missing: &'static str,
        exclusive: &'static str,
        same_group: &'static str,
        /// `{0}` attempts of `{1}`.
        attempts_due: &'static str,
        too_many_attempts: Plural,
        same_day: &'static str,
        out_of_order: &'static str,
        /// Until the end of `{0}` somebody may still answer.
        pending: &'static str,
        /// Attempt `{0}`.
        outside_window: &'static str,
        /// `{0}` is the time to wait.
        too_short: &'static str,
        not_timed: &'static str,
        unfinished: &'static str,
        watch_running: &'static str,
        /// They add up to `{0}` instead of `{1}`.
        total: &'static str,
    }
}

section! {
    /// In an attempt log and at a stopwatch.
    AttemptWords {
        number: &'static str,
        time: &'static str,
        channel: &'static str,
        outcome: &'static str,
        waited: &'static str,
        add: &'static str,
        remove: &'static str,
        none: &'static str,
        most: Plural,
        different_days: &'static str,
        /// Waiting `{0}` each time.
        wait: &'static str,
        /// Waiting for `{0}` working days each time.
        wait_days: Plural,
        /// That an answer may still come until the end of `{0}`.
        until: &'static str,
        /// Begins an attempt and its stopwatch.
        call: &'static str,
        /// `{0}` is the time that was waited, `{1}` the time to wait.
        too_short: &'static str,
        /// That the next attempt can be made on another day.
        tomorrow: &'static str,
        calendar: &'static str,
        outcomes: Named,
        /// The channels that have a word; any other is shown as the form names it.
        channels: Named,
        minutes_seconds: &'static str,
        /// The words for `h`, `min` and `s` that a person may write, with blanks between them.
        units: Named,
        start: &'static str,
        stop: &'static str,
    }
}

section! {
    /// Before sealing.
    SummaryWords {
        title: &'static str,
        answers: &'static str,
        change: &'static str,
        open_title: &'static str,
        open_hint: &'static str,
        nothing_open: &'static str,
        /// So many answers: `{0}`.
        again_title: &'static str,
        again_hint: &'static str,
        again_ready: &'static str,
        patterns_title: &'static str,
        patterns_hint: &'static str,
        /// `{0}` answers of a page, in `{1}` minutes and seconds.
        pattern_same: &'static str,
        /// Everything in `{0}` minutes and seconds.
        pattern_fast: &'static str,
        sent_title: &'static str,
        /// The form `{0}`, version `{1}`.
        sent_form: &'static str,
        /// `{0}` answers.
        sent_answers: Plural,
        sent_repeats: &'static str,
        /// The names: `{0}`.
        sent_attachments: &'static str,
        sent_score: &'static str,
        sent_outcome: &'static str,
        sent_assignment: &'static str,
        sent_facts: &'static str,
        sent_clock: &'static str,
        sent_audit: &'static str,
        sent_languages: &'static str,
        sent_identity: &'static str,
        sent_key: &'static str,
        sent_signature: &'static str,
        where_to: &'static str,
        to_nobody: &'static str,
        to_page: &'static str,
        /// To the server `{0}`.
        to_server: &'static str,
        /// Where to is `{0}`, and what goes there is encrypted.
        to_encrypted: &'static str,
        seal: &'static str,
        sealing: &'static str,
        seal_hint: &'static str,
    }
}

section! {
    /// After sealing.
    ReceiptWords {
        title: &'static str,
        hint: &'static str,
        title_unkept: &'static str,
        hint_unkept: &'static str,
        file: &'static str,
        fingerprint: &'static str,
        sealed_at: &'static str,
        signer: &'static str,
        remarks: &'static str,
        download: &'static str,
        saved: &'static str,
        share: &'static str,
        details: &'static str,
        read: &'static str,
        delivery: &'static str,
        page: &'static str,
        queued: &'static str,
        sending: &'static str,
        delivered: &'static str,
        unconfirmed: &'static str,
        blocked: &'static str,
        dead: &'static str,
        retry: &'static str,
        another: &'static str,
        leave_unkept: &'static str,
        leave: &'static str,
    }
}

section! {
    /// On the score sheet.
    ScoreWords {
        title: &'static str,
        /// `{0}` is the percentage, or that there is no result.
        live: &'static str,
        sections: &'static str,
        categories: &'static str,
        question: &'static str,
        answer: &'static str,
        points: &'static str,
        /// `{0}` points of `{1}`.
        points_of: &'static str,
        no_result: &'static str,
        /// Because of `{0}`.
        knocked_out: &'static str,
        not_applicable: &'static str,
        not_applicable_counted: &'static str,
        not_observed: &'static str,
        not_relevant: &'static str,
        unanswered: &'static str,
        unanswered_zero: &'static str,
        outside_bands: &'static str,
        excluded: &'static str,
        instances: &'static str,
        unscored: &'static str,
        knocked_out_line: &'static str,
    }
}

section! {
    /// What went wrong outside the answers.
    FaultWords {
        save_full: &'static str,
        save_denied: &'static str,
        save_failed: &'static str,
        seal_open: &'static str,
        seal_too_large: &'static str,
        seal_no_key: &'static str,
        seal_not_kept: &'static str,
        seal_missing_file: &'static str,
        seal_failed: &'static str,
        too_long: &'static str,
        refused: &'static str,
    }
}

section! {
    /// Everything that the form itself says.
    Interface {
        form: FormWords,
        question: QuestionWords,
        why: WhyWords,
        issues: IssueWords,
        attempts: AttemptWords,
        summary: SummaryWords,
        receipt: ReceiptWords,
        score: ScoreWords,
        faults: FaultWords,
    }
}

#[cfg(not(target_family = "wasm"))]
section! {
    /// Of an empty form on paper: no page loads this.
    PaperWords {
        only_if: &'static str,
        required_if: &'static str,
        locked_if: &'static str,
        comment_if: &'static str,
        ends_if: &'static str,
        all: &'static str,
        any: &'static str,
        not: &'static str,
        repeated: &'static str,
    }
}

#[cfg(not(target_family = "wasm"))]
section! {
    /// Of a report, as `www/package/src/report.ts` says it, too.
    ReportWords {
        title: &'static str,
        trust: Named,
        doubtful: &'static str,
        replay: Named,
        form: &'static str,
        /// Version `{0}`.
        version: &'static str,
        outcome: &'static str,
        outcomes: Named,
        begun: &'static str,
        sealed: &'static str,
        device_clock: &'static str,
        no_form: &'static str,
        others: &'static str,
        remarks: &'static str,
        not_answered: &'static str,
        ticked: &'static str,
        unticked: &'static str,
        claimed_value: &'static str,
        comment: &'static str,
        /// Attempt `{0}` at `{1}` by `{2}` with the outcome `{3}`.
        attempt: &'static str,
        /// So long: `{0}`.
        waited: &'static str,
        not_at_hand: &'static str,
        score: &'static str,
        score_states: Named,
        section: &'static str,
        computed: &'static str,
        claimed: &'static str,
        total: &'static str,
        /// `{0}` points of `{1}`.
        points: &'static str,
        result: &'static str,
        no_result: &'static str,
        fingerprint: &'static str,
        fingerprint_hint: &'static str,
        signer: &'static str,
        submission: &'static str,
    }
}

#[cfg(not(target_family = "wasm"))]
section! {
    /// Of a report that is a file: no page loads this.
    ReportPageWords {
        /// The file is not intact, or could not be read.
        refused: &'static str,
        refused_hint: &'static str,
        found: &'static str,
    }
}

#[cfg(not(target_family = "wasm"))]
impl PaperWords {
    /// Reads them from a catalogue.
    ///
    /// # Errors
    /// What the catalogue lacks.
    pub fn of(document: &sealform_types::Json) -> Result<Self, String> {
        section_of(document, "paper")
    }
}

#[cfg(not(target_family = "wasm"))]
impl ReportWords {
    /// Reads them from a catalogue.
    ///
    /// # Errors
    /// What the catalogue lacks.
    pub fn of(document: &sealform_types::Json) -> Result<Self, String> {
        section_of(document, "report")
    }
}

#[cfg(not(target_family = "wasm"))]
impl ReportPageWords {
    /// Reads them from a catalogue.
    ///
    /// # Errors
    /// What the catalogue lacks.
    pub fn of(document: &sealform_types::Json) -> Result<Self, String> {
        section_of(document, "report_page")
    }
}

/// One section of a catalogue that no page hands over.
#[cfg(not(target_family = "wasm"))]
fn section_of<Section: super::read::FromCatalogue>(
    document: &sealform_types::Json,
    name: &'static str,
) -> Result<Section, String> {
    let mut reader = super::read::Reader::default();
    let words = Section::read(&mut reader, Some(document), name);
    match reader.missing.as_slice() {
        [] => Ok(words),
        missing => Err(["the catalogue lacks ", &missing.join(", ")].concat()),
    }
}
