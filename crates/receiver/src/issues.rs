//! What the engine says in parameters, as sentences for whoever receives a file or fills a form by a program.

use sealform_engine::{self as engine, Mismatch, OpenPoint};
use sealform_protocol::{ApplyError, Issue, Part, Remark};
use sealform_types::{Finding, Json, Level, Place, TextInput, pointer};

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
            finding.hint("this form cannot give this answer: ask the sender").maybe_hint(
                if matches!(error, ApplyError::NotRelevant { .. }) {
                    Some("the form leaves out what does not apply: ask the sender".to_owned())
                } else {
                    error.hint()
                },
            )
        }
        Mismatch::Open { path, issue: what, part } => issue(path, what, *part, Place::at(pointer(ROOT, path))),
        Mismatch::Differs { path, claimed, replayed } => {
            let message = format!("the form gives {} for `{path}`, not {}", shown(replayed), shown(claimed));
            Finding::error("replay/differs", message, Place::at(pointer(ROOT, path)))
                .hint("this value follows from others, or has only one valid form: ask the sender")
        }
        Mismatch::Claim { pointer, claimed, replayed } => {
            let message = format!("the form writes {} here, not {}", shown(replayed), shown(claimed));
            Finding::error("replay/claim", message, Place::at(format!("/payload{pointer}")))
                .hint("this claim follows from the answers and from what the form reads: ask the sender")
        }
        Mismatch::Clock { pointer, before } => {
            let message = format!("this moment lies before {before}, which came first");
            Finding::error("replay/clock", message, Place::at(format!("/payload{pointer}"))).hint("ask the sender")
        }
        Mismatch::Outcome { claimed, replayed } => {
            let message = format!("with these answers the form ends as `{replayed}`, not as `{claimed}`");
            Finding::error("replay/outcome", message, Place::at("/payload/outcome")).hint("ask the sender")
        }
        Mismatch::NotAttached { pointer, path, name } => {
            let message = format!("`{path}` names the file `{name}`, and nothing says which file that is");
            Finding::error("replay/not-attached", message, Place::at(format!("/payload{pointer}")))
                .hint("the file got lost before it was sealed: ask the sender for it")
        }
        Mismatch::TakesNoFile { pointer, path } => {
            let message = format!("a file is claimed for `{path}`, and the form has no such question that takes files");
            Finding::error("replay/takes-no-file", message, Place::at(format!("/payload{pointer}")))
                .hint("this form cannot give this claim: ask the sender")
        }
        Mismatch::Malformed { pointer } => {
            let place = Place::at(format!("/payload{pointer}"));
            Finding::error("replay/malformed", "no form writes a claim like this", place).hint("ask the sender")
        }
    }
}

/// What stands out in a form that is in order.
pub fn remark(remark: &engine::Remark) -> Remark {
    let whole = |code, message| Remark { path: String::new(), level: Level::Flag, code, message };
    match remark {
        engine::Remark::Broken { path, view } => Remark {
            path: path.clone(),
            level: view.level,
            code: code(&view.issue),
            message: format!("{} {}", subject(path, view.part), said(&view.issue)),
        },
        engine::Remark::NotObserved { path } => Remark {
            path: path.clone(),
            level: Level::Flag,
            code: "answer/not-observed",
            message: format!("`{path}` could not be observed"),
        },
        engine::Remark::NotApplicable { count, of, percent } => {
            let message =
                format!("{count} of {} say \"not applicable\", more than {percent} %", counted(*of, "answer"));
            whole("answers/not-applicable", message)
        }
        engine::Remark::Fast { seconds, least } => {
            let takes = match least {
                Some(least) => format!("at least {}", counted(*least, "second")),
                None => "longer to read".to_owned(),
            };
            whole("answers/fast", format!("the form was filled in {}, and takes {takes}", counted(*seconds, "second")))
        }
    }
}

fn shown(claim: &Json) -> String {
    if *claim == Json::Null { "nothing".to_owned() } else { format!("`{}`", claim.to_text()) }
}

fn issue(path: &str, issue: &Issue, part: Part, place: Place) -> Finding {
    Finding::error(code(issue), format!("{} {}", subject(path, part), said(issue)), place).hint(hint(issue))
}

fn subject(path: &str, part: Part) -> String {
    match part {
        Part::Answer => format!("`{path}`"),
        Part::Comment => format!("the comment of `{path}`"),
    }
}

fn code(issue: &Issue) -> &'static str {
    match issue {
        Issue::Required { .. } => "answer/required",
        Issue::Constraint { .. } => "answer/constraint",
        Issue::NotAnInteger => "answer/not-an-integer",
        Issue::NotADuration => "answer/not-a-duration",
        Issue::NotADecimal => "answer/not-a-decimal",
        Issue::NotADate => "answer/not-a-date",
        Issue::Malformed { .. } => "answer/malformed",
        Issue::TooFewWords { .. } => "answer/too-few-words",
        Issue::TooManyWords { .. } => "answer/too-many-words",
        Issue::TooFewChars { .. } => "answer/too-few-chars",
        Issue::TooManyChars { .. } => "answer/too-many-chars",
        Issue::TooFewSentences { .. } => "answer/too-few-sentences",
        Issue::AllCaps => "answer/all-caps",
        Issue::RepeatedWord { .. } => "answer/repeated-word",
        Issue::Placeholder => "answer/placeholder",
        Issue::Echo => "answer/echo",
        Issue::Alike { .. } => "answer/alike",
        Issue::AlikeEarlier => "answer/alike-earlier",
        Issue::BannedPhrase { .. } => "answer/banned-phrase",
        Issue::WantedPhrase { .. } => "answer/wanted-phrase",
        Issue::NameGiven { .. } => "answer/name-given",
        Issue::NameMissing { .. } => "answer/name-missing",
        Issue::Exclusive => "answer/exclusive",
        Issue::SameGroup => "answer/same-group",
        Issue::AttemptsDue { .. } => "answer/attempts-due",
        Issue::TooManyAttempts { .. } => "answer/too-many-attempts",
        Issue::AttemptsSameDay => "answer/attempts-same-day",
        Issue::AttemptsOutOfOrder => "answer/attempts-out-of-order",
        Issue::AttemptTooShort { .. } => "answer/attempt-too-short",
        Issue::AttemptNotTimed { .. } => "answer/attempt-not-timed",
        Issue::AttemptPending { .. } => "answer/attempt-pending",
        Issue::OutsideWindow { .. } => "answer/outside-window",
        Issue::AttemptUnfinished => "answer/attempt-unfinished",
        Issue::WatchRunning => "answer/watch-running",
        Issue::Total { .. } => "answer/total",
    }
}

fn said(issue: &Issue) -> String {
    let fixed = match issue {
        Issue::TooFewWords { have, .. } | Issue::TooManyWords { have, .. } => return has(*have, "word"),
        Issue::TooFewChars { have, .. } | Issue::TooManyChars { have, .. } => return has(*have, "character"),
        Issue::TooFewSentences { have, .. } => return has(*have, "sentence"),
        Issue::AttemptsDue { have, .. } => {
            return format!("{}, and nobody was reached", has(*have, "counting attempt"));
        }
        Issue::Total { have, .. } => return format!("adds up to {have} with the numbers before it"),
        Issue::Alike { path, .. } => return format!("is almost the same as the words at `{path}`"),
        Issue::BannedPhrase { phrase } => return format!("has words that the form bans: `{phrase}`"),
        Issue::AlikeEarlier => "is almost the same as an earlier comment of the same person",
        Issue::WantedPhrase { .. } => "has none of the words that the form asks for",
        Issue::NameGiven { .. } => "names somebody whom the form names elsewhere",
        Issue::NameMissing { .. } => "does not name whom the form names elsewhere",
        Issue::Required { .. } => "is missing",
        Issue::Constraint { .. } => "breaks a rule of the form",
        Issue::NotAnInteger => "is not a whole number",
        Issue::NotADuration => "is not a length of time",
        Issue::NotADecimal => "is not a decimal number",
        Issue::NotADate => "is not a date or time",
        Issue::Malformed { input: TextInput::Email } => "is not an e-mail address",
        Issue::Malformed { input: TextInput::Tel } => "is not a telephone number",
        Issue::Malformed { input: TextInput::Url } => "is not a web address",
        Issue::Malformed { input: TextInput::Any } => "is not such a text",
        Issue::AllCaps => "is all in upper case",
        Issue::RepeatedWord { .. } => "repeats one word over and over",
        Issue::Placeholder => "is only a placeholder",
        Issue::Echo => "repeats the question",
        Issue::Exclusive => "takes a choice that excludes the others",
        Issue::SameGroup => "takes two choices that exclude one another",
        Issue::AttemptPending { .. } => "gave up while an answer could still come",
        Issue::OutsideWindow { number } => {
            return format!("has attempt {number} outside of the days and hours that the assignment names");
        }
        Issue::TooManyAttempts { .. } => "logs attempts that were no longer due",
        Issue::AttemptsSameDay => "has two attempts on the same day",
        Issue::AttemptsOutOfOrder => "has attempts out of order, or in the future",
        Issue::AttemptTooShort { .. } => "ended an attempt before the wait was over",
        Issue::AttemptNotTimed { .. } => "has an unanswered attempt without its waiting time",
        Issue::AttemptUnfinished => "has an attempt without an outcome",
        Issue::WatchRunning => "has a stopwatch that runs",
    };
    fixed.to_owned()
}

fn hint(issue: &Issue) -> String {
    let fixed = match issue {
        Issue::Required { message: Some(message) } | Issue::Constraint { message: Some(message) } => message,
        Issue::Required { message: None } => "provide it",
        Issue::Constraint { message: None } => "change it",
        Issue::NotAnInteger => "write digits only",
        Issue::NotADuration => "write whole seconds",
        Issue::NotADecimal => "write, for example, \"2.5\"",
        Issue::Malformed { input: TextInput::Email } => "write, for example, `name@company.example`",
        Issue::Malformed { input: TextInput::Tel } => "write, for example, `+47 22 00 00 00`",
        Issue::Malformed { input: TextInput::Url } => "write, for example, `https://company.example`",
        Issue::Malformed { input: TextInput::Any } => "change it",
        Issue::NotADate => "write, for example, \"2026-11-21\" or \"14:30\"",
        Issue::TooFewWords { min, .. } => return format!("write at least {}", counted(*min, "word")),
        Issue::TooManyWords { max, .. } => return format!("write at most {}", counted(*max, "word")),
        Issue::TooFewChars { min, .. } => return format!("write at least {}", counted(*min, "character")),
        Issue::TooManyChars { max, .. } => return format!("write at most {}", counted(*max, "character")),
        Issue::TooFewSentences { min, .. } => return format!("write at least {}", counted(*min, "sentence")),
        Issue::Total { of, .. } => return format!("make them add up to {of}"),
        Issue::RepeatedWord { word } => return format!("write `{word}` once"),
        Issue::AttemptsDue { max, .. } => return format!("log up to {max}"),
        Issue::TooManyAttempts { max } => return format!("log no more than {max}, and none after somebody answered"),
        Issue::AttemptTooShort { wait } => {
            return format!("wait {} before an attempt counts as unanswered", counted(*wait, "second"));
        }
        Issue::AttemptPending { until } => return format!("wait until the end of {until}"),
        Issue::OutsideWindow { .. } => "ask the observer, and decide whether it counts",
        Issue::AttemptNotTimed { .. } => "write the seconds waited as `waited`",
        Issue::AttemptUnfinished => "write how it ended as `outcome`",
        Issue::WatchRunning => "answer with the time that it shows",
        Issue::WantedPhrase { phrases } => return format!("write one of these: {phrases}"),
        Issue::NameGiven { name } => return format!("leave out `{name}`"),
        Issue::NameMissing { name } => return format!("write `{name}`"),
        Issue::BannedPhrase { .. } => "say it in other words",
        Issue::Alike { .. } | Issue::AlikeEarlier => "say what happened here",
        Issue::AllCaps => "write it in lower case",
        Issue::Placeholder | Issue::Echo => "say what happened",
        Issue::Exclusive => "leave the others out",
        Issue::SameGroup => "keep one of each group",
        Issue::AttemptsSameDay => "make the attempts on different days",
        Issue::AttemptsOutOfOrder => "log them oldest first, none after the time of sealing",
    };
    fixed.to_owned()
}

fn has(count: u32, noun: &str) -> String {
    format!("has {}", counted(count, noun))
}

fn counted(count: u32, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
