//! What the engine says in parameters, as sentences for whoever works at the command line.

use sealform_engine::{Mismatch, OpenPoint};
use sealform_protocol::{ApplyError, Issue, Part};
use sealform_types::{Finding, Json, Place, pointer};

/// A command that was refused, at a place of the document that asked for it.
pub fn refused(error: &ApplyError, place: Place) -> Finding {
    Finding::error(error.code(), error.to_string(), place).maybe_hint(error.hint())
}

/// A point that is still open, at the answer in the document whose answers stand at `root`.
pub fn open(point: &OpenPoint, root: &str) -> Finding {
    issue(&point.path, &point.issue, point.part, Place::at(pointer(root, &point.path)))
}

/// A difference between a submission and what its form could have given.
pub fn mismatch(mismatch: &Mismatch) -> Finding {
    const ROOT: &str = "/payload/answers";
    match mismatch {
        Mismatch::Refused { path, error } => {
            let (question, member) = match path.strip_suffix("#comment") {
                Some(question) => (question, "c"),
                None => (path.as_str(), "v"),
            };
            let place = Place::at(pointer(&pointer(ROOT, question), member));
            let finding = Finding::error(error.code(), error.to_string(), place);
            finding.hint("no such form gave this answer: ask the sender").maybe_hint(match error {
                ApplyError::NotRelevant { .. } => {
                    Some("the form leaves out what does not apply: ask the sender".to_owned())
                }
                other => other.hint(),
            })
        }
        Mismatch::Open { path, issue: what, part } => issue(path, what, *part, Place::at(pointer(ROOT, path))),
        Mismatch::Differs { path, claimed, replayed } => {
            let message = format!("the form gives {} for `{path}`, not {}", shown(replayed), shown(claimed));
            Finding::error("replay/differs", message, Place::at(pointer(ROOT, path)))
                .hint("this value follows from others, or is always written in one way: ask the sender")
        }
        Mismatch::Outcome { claimed, replayed } => {
            let message = format!("with these answers the form ends as `{replayed}`, not as `{claimed}`");
            Finding::error("replay/outcome", message, Place::at("/payload/outcome")).hint("ask the sender")
        }
        Mismatch::Malformed { pointer } => {
            let place = Place::at(format!("/payload{pointer}"));
            Finding::error("replay/malformed", "no form writes a claim of this kind", place).hint("ask the sender")
        }
    }
}

fn shown(claim: &Json) -> String {
    match claim {
        Json::Null => "nothing".to_owned(),
        claim => format!("`{}`", claim.to_text()),
    }
}

fn issue(path: &str, issue: &Issue, part: Part, place: Place) -> Finding {
    let subject = match part {
        Part::Answer => format!("`{path}`"),
        Part::Comment => format!("the comment of `{path}`"),
    };
    let (code, said, hint) = match issue {
        Issue::Required { message } => {
            ("answer/required", "is missing".to_owned(), message.clone().unwrap_or_else(|| "give it".to_owned()))
        }
        Issue::Constraint { message } => (
            "answer/constraint",
            "breaks a rule of the form".to_owned(),
            message.clone().unwrap_or_else(|| "change it".to_owned()),
        ),
        Issue::NotAnInteger => {
            ("answer/not-an-integer", "is no whole number".to_owned(), "write digits only".to_owned())
        }
        Issue::NotADecimal => {
            ("answer/not-a-decimal", "is no decimal number".to_owned(), "write, for example, \"2.5\"".to_owned())
        }
        Issue::NotADate => (
            "answer/not-a-date",
            "is no date or time".to_owned(),
            "write, for example, \"2026-11-21\" or \"14:30\"".to_owned(),
        ),
        Issue::TooFewWords { min, have } => counted("answer/too-few-words", *have, "word", "at least", *min),
        Issue::TooManyWords { max, have } => counted("answer/too-many-words", *have, "word", "at most", *max),
        Issue::TooFewChars { min, have } => counted("answer/too-few-chars", *have, "character", "at least", *min),
        Issue::TooManyChars { max, have } => counted("answer/too-many-chars", *have, "character", "at most", *max),
        Issue::TooFewSentences { min, have } => {
            counted("answer/too-few-sentences", *have, "sentence", "at least", *min)
        }
        Issue::AllCaps => ("answer/all-caps", "is all in capitals".to_owned(), "write it in small letters".to_owned()),
        Issue::RepeatedWord { word } => {
            ("answer/repeated-word", "says one word over and over".to_owned(), format!("write `{word}` once"))
        }
        Issue::Placeholder => {
            ("answer/placeholder", "is nothing but a placeholder".to_owned(), "say what happened".to_owned())
        }
        Issue::Echo => ("answer/echo", "repeats the question".to_owned(), "say what happened".to_owned()),
        Issue::Exclusive => (
            "answer/exclusive",
            "takes a choice that excludes the others".to_owned(),
            "leave the others out".to_owned(),
        ),
        Issue::AttemptsDue { have, max } => {
            let said = format!("has {}, and nobody was reached", plural(*have, "counting try", "counting tries"));
            ("answer/attempts-due", said, format!("log up to {max}"))
        }
        Issue::TooManyAttempts { max } => (
            "answer/too-many-attempts",
            "logs tries that were not due any more".to_owned(),
            format!("log no more than {max}, and none after somebody answered"),
        ),
        Issue::AttemptsSameDay => {
            ("answer/attempts-same-day", "has two tries on one day".to_owned(), "try on different days".to_owned())
        }
        Issue::AttemptsOutOfOrder => (
            "answer/attempts-out-of-order",
            "has tries out of order, or in the future".to_owned(),
            "log them oldest first, none after the moment of sealing".to_owned(),
        ),
        Issue::AttemptTooShort { wait } => (
            "answer/attempt-too-short",
            "gave up a try before the wait ended".to_owned(),
            format!("wait {wait} seconds before a try counts as unanswered"),
        ),
    };
    Finding::error(code, format!("{subject} {said}"), place).hint(hint)
}

type Said = (&'static str, String, String);

fn counted(code: &'static str, have: u32, noun: &str, bound: &str, limit: u32) -> Said {
    let have = plural(have, noun, &format!("{noun}s"));
    let limit = plural(limit, noun, &format!("{noun}s"));
    (code, format!("has {have}"), format!("write {bound} {limit}"))
}

fn plural(count: u32, one: &str, many: &str) -> String {
    match count {
        1 => format!("1 {one}"),
        count => format!("{count} {many}"),
    }
}
