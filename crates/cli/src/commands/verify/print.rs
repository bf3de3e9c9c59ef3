//! What came of the files, for people.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use sealform_protocol::Remark;
use sealform_receiver::Claim;
use sealform_types::Level;

use super::beside::Audit;
use super::intact::{Intact, Replay};
use super::row::{Beside, Row};
use crate::failure::{Exit, FileReport};
use crate::report;
use crate::screen::{plain, quoted};
use crate::sealed;

const GOOD: Style = AnsiColor::Green.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();

/// Prints what came of one file.
///
/// # Errors
/// If the output cannot be written.
pub fn print(out: &mut dyn Write, row: &Row) -> io::Result<()> {
    let Row { said, intact, findings, exit, .. } = row;
    let file = plain(&row.file);
    match (said, exit) {
        (Some(said), Exit::Fine) => writeln!(out, "{file}: {GOOD}{said}{GOOD:#}")?,
        (Some(said), _) => writeln!(out, "{file}: {BAD}not in order{BAD:#}, but {said}")?,
        (None, Exit::Io) => writeln!(out, "{file}: {BAD}not read{BAD:#}")?,
        (None, _) => writeln!(out, "{file}: {BAD}refused{BAD:#}")?,
    }
    report::write(out, &FileReport { file: String::new(), text: None, findings: findings.clone() })?;
    let remarks = intact.iter().flat_map(|intact| &intact.remarks);
    remarks.into_iter().try_for_each(|remark| writeln!(out, "  {}", remarked(remark)))?;
    let repeated = intact.iter().flat_map(|intact| &intact.attachments).filter(|claimed| claimed.seen);
    repeated.into_iter().try_for_each(|claimed| writeln!(out, "  {}", sealed_before(claimed)))
}

/// What a device says of a picture, safe for a terminal. No receiver can find it again, so it is no remark.
fn sealed_before(Beside { question, name, .. }: &Beside) -> String {
    format!("self-reported: the device had sealed the picture {} of {} before", quoted(name), quoted(question))
}

/// `warn[answer/alike]: the comment of …`
pub fn remarked(Remark { level, code, message, .. }: &Remark) -> String {
    let level = match level {
        Level::Flag => "flag",
        Level::Warn => "warn",
        Level::Hard => "hard",
    };
    plain(&format!("{level}[{code}]: {message}"))
}

/// What is said of an intact file in one line, safe for a terminal.
pub fn said(intact: &Intact) -> String {
    let essentials = &intact.essentials;
    let form = &essentials.questionnaire;
    let signer = sealed::signer(essentials.signer);
    let (id, version) = (quoted(&form.id), quoted(&form.version));
    let mut said = format!("intact, {signer}, {id} version {version}, outcome {}", quoted(essentials.outcome.as_str()));
    if let Some(kind) = intact.kind.filter(|kind| *kind != "report") {
        said = format!("{kind}, {said}");
    }
    match intact.replay {
        Replay::Full => said.push_str(", replayed"),
        Replay::Partial => {
            let paths = sealed::paths(&intact.not_replayed);
            said.push_str(&format!(", partly replayed (taken as claimed: {paths})"));
        }
        Replay::None => {}
    }
    if !intact.given_by_page.is_empty() {
        said.push_str(&format!(", given by the page: {}", sealed::paths(&intact.given_by_page)));
    }
    if let (Some(score), Some(claim)) = (&intact.score, intact.claim) {
        let compared = match claim {
            Claim::Absent => "recomputed; the file claims none",
            Claim::OtherKey => "recomputed; the file claims one by another key",
            Claim::Same => "as claimed",
            Claim::Differs => "recomputed; the file claims another",
            Claim::Unconfirmed => "as claimed, and not confirmed: it depends on what is taken as claimed",
        };
        said.push_str(&format!(", score {} ({compared})", plain(score)));
    }
    match essentials.missing().count() {
        0 => {}
        1 => said.push_str(", 1 file not at hand"),
        missing => said.push_str(&format!(", {missing} files not at hand")),
    }
    match intact.audit {
        Audit::Checked => {}
        Audit::NotAtHand => said.push_str(&format!(", {} events not at hand", essentials.events)),
        Audit::None => said.push_str(", no events"),
    }
    match essentials.audit_gaps {
        0 => {}
        1 => said.push_str(", 1 gap in its events"),
        gaps => said.push_str(&format!(", {gaps} gaps in its events")),
    }
    if let Some(ms) = essentials.clock_back_ms {
        said.push_str(&format!(", the device's clock was {}.{:03} s behind", ms / 1000, ms % 1000));
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attachments::Presence;

    #[test]
    fn a_picture_that_was_sealed_before_is_said_to_be_so_by_the_device() {
        let beside = |question: &str, name: &str| Beside {
            question: question.to_owned(),
            name: name.to_owned(),
            seen: true,
            file: Presence::NotAtHand,
        };
        let said = sealed_before(&beside("purchase/photo", "receipt.jpg"));
        assert_eq!(said, "self-reported: the device had sealed the picture `receipt.jpg` of `purchase/photo` before");
        // A name may not end the quotation, nor begin a line of its own.
        let said = sealed_before(&beside("photo", "a`\n.jpg"));
        assert!(said.contains("`a\\u0060\\u000a.jpg`"), "{said}");
    }
}
