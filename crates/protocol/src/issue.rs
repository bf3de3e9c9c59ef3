//! What is wrong with an answer, as parameters for the catalogue.

use chrono::NaiveDate;
use sealform_types::{Level, TextInput};
use serde::Serialize;

use crate::Mark;

/// One thing that an answer lacks or breaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct IssueView {
    /// What it is.
    pub issue: Issue,
    /// What is marked in its message, where it has one of the form's own.
    pub marks: Vec<Mark>,
    /// What follows: hard issues block sealing.
    pub level: Level,
    /// Whether the answer or its comment is meant.
    pub part: Part,
}

impl IssueView {
    /// An issue that the form has no words of its own for, or none that are marked.
    pub fn new(issue: Issue, level: Level, part: Part) -> Self {
        Self { issue, marks: Vec::new(), level, part }
    }
}

/// The answer itself or its comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// The answer.
    Answer,
    /// Its comment.
    Comment,
}

/// What may be wrong. The engine holds no sentence; texts in here are the form's own.
///
/// # Example
/// ```
/// use sealform_protocol::Issue;
/// let issue = Issue::TooFewWords { min: 8, have: 3 };
/// assert_eq!(serde_json::to_string(&issue).unwrap(), r#"{"issue":"too_few_words","min":8,"have":3}"#);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "issue", rename_all = "snake_case")]
pub enum Issue {
    /// It must be answered; with the form's own words, if it has any.
    Required {
        /// The form's message, in the language shown.
        message: Option<String>,
    },
    /// A constraint does not hold.
    Constraint {
        /// The form's message, in the language shown.
        message: Option<String>,
    },
    /// The text is not a whole number, or is too large.
    NotAnInteger,
    /// The text is not a duration.
    NotADuration,
    /// The text is not a decimal number.
    NotADecimal,
    /// The text is not what the question takes: an e-mail address, a telephone number or a web address.
    Malformed {
        /// What it takes.
        input: TextInput,
    },
    /// The text is not a date, a time, or a date and time.
    NotADate,
    /// Fewer words than asked for.
    TooFewWords {
        /// The fewest.
        min: u32,
        /// How many there are.
        have: u32,
    },
    /// More words than allowed.
    TooManyWords {
        /// The most.
        max: u32,
        /// How many there are.
        have: u32,
    },
    /// Fewer characters than asked for.
    TooFewChars {
        /// The fewest.
        min: u32,
        /// How many there are.
        have: u32,
    },
    /// More characters than allowed.
    TooManyChars {
        /// The most.
        max: u32,
        /// How many there are.
        have: u32,
    },
    /// Fewer sentences than asked for.
    TooFewSentences {
        /// The fewest.
        min: u32,
        /// How many there are.
        have: u32,
    },
    /// All in capitals.
    AllCaps,
    /// One word is repeated.
    RepeatedWord {
        /// The word.
        word: String,
    },
    /// Only a placeholder such as "n/a".
    Placeholder,
    /// The question's own words.
    Echo,
    /// Almost the same as another comment of the form.
    Alike {
        /// The path of the question with the other one.
        path: String,
        /// The label of that question, in the language shown.
        label: String,
    },
    /// Almost the same as a comment that the same person wrote before, in another form.
    AlikeEarlier,
    /// Words that must not be there.
    BannedPhrase {
        /// The words, as they stand in the form's list.
        phrase: String,
    },
    /// None of some phrases of which one must be there.
    WantedPhrase {
        /// The phrases, as they stand in the form's list, with commas between.
        phrases: String,
    },
    /// Somebody's name, which must not be there.
    NameGiven {
        /// The name, as it is entered elsewhere.
        name: String,
    },
    /// Nobody's name, though one must be there.
    NameMissing {
        /// The name, as it is entered elsewhere.
        name: String,
    },
    /// Another choice excludes this one.
    Exclusive,
    /// Two choices of one response group exclude one another.
    SameGroup,
    /// It is the last of numbers that do not add up to what they should.
    Total {
        /// What they add up to.
        have: i64,
        /// What they should add up to.
        of: u32,
    },
    /// Nobody was reached, and more attempts are due.
    AttemptsDue {
        /// How many count so far.
        have: u32,
        /// How many are allowed.
        max: u32,
    },
    /// More attempts than allowed, or attempts after somebody was reached.
    TooManyAttempts {
        /// How many are allowed.
        max: u32,
    },
    /// Two attempts are on the same local date.
    AttemptsSameDay,
    /// Attempts are not in chronological order, or are in the future.
    AttemptsOutOfOrder,
    /// An unanswered attempt was given up before the allowed wait ended.
    AttemptTooShort {
        /// Seconds to wait.
        wait: u32,
    },
    /// An unanswered attempt does not say how long it was waited for.
    AttemptNotTimed {
        /// Seconds to wait.
        wait: u32,
    },
    /// Whoever was written to may still answer: an attempt was given up before its working days were over.
    AttemptPending {
        /// The last of them.
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        until: NaiveDate,
    },
    /// An attempt was made outside of the days and hours that the assignment names.
    OutsideWindow {
        /// Which one, from 1.
        number: u32,
    },
    /// The last attempt does not say how it ended.
    AttemptUnfinished,
    /// A stopwatch runs: what it measures is no answer yet.
    WatchRunning,
}
