//! The columns of tables: one row for each file.

use super::beside::Audit;
use super::row::{Row, Seen};
use crate::attachments::Presence;
use crate::screen::plain;

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    Text(Option<String>),
    Flag(bool),
    Number(Option<i64>),
}

impl Cell {
    /// As a text; nothing where nothing is known.
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone().unwrap_or_default(),
            Self::Flag(flag) => flag.to_string(),
            Self::Number(number) => number.map(|number| number.to_string()).unwrap_or_default(),
        }
    }
}

type Column = (&'static str, fn(&Row) -> Cell);

/// The columns, in their order. Names that a reader may rely on: new ones come at the end.
const COLUMNS: [Column; 23] = [
    ("file", |row| Cell::Text(Some(row.file.clone()))),
    ("ok", |row| Cell::Flag(row.is_fine())),
    ("again", |row| Cell::Flag(row.is_again)),
    ("jti", |row| of(row, |seen| seen.jti.clone())),
    ("sha256", |row| of(row, |seen| seen.sha256.clone())),
    ("questionnaire", |row| of(row, |seen| seen.questionnaire.id.clone())),
    ("version", |row| of(row, |seen| seen.questionnaire.version.clone())),
    ("kind", |row| maybe(row, |seen| seen.kind.as_ref().map(ToString::to_string))),
    ("outcome", |row| of(row, |seen| seen.outcome.clone())),
    ("signer", |row| of(row, |seen| seen.signer.clone())),
    ("trust", |row| of(row, |seen| seen.trust.to_string())),
    ("level", |row| of(row, |seen| seen.level.to_string())),
    ("received_at", |row| maybe(row, |seen| seen.receipt.as_ref().map(|receipt| receipt.received_at.clone()))),
    ("issuer", |row| linked(row, |(iss, _)| iss)),
    ("assignment", |row| linked(row, |(_, name)| name)),
    ("replay", |row| of(row, |seen| seen.replay.word().into_owned())),
    ("score", |row| of(row, |seen| seen.score.to_string())),
    ("computed", |row| Cell::Text(row.computed.clone())),
    ("audit", |row| of(row, |seen| audit(seen.audit).to_owned())),
    ("attachments", |row| count(row, |_| true)),
    ("missing", |row| count(row, |presence| presence == Presence::NotAtHand)),
    ("findings", |row| Cell::Text(joined(row.findings.iter().map(|finding| finding.code), " "))),
    ("messages", |row| Cell::Text(joined(row.findings.iter().map(|finding| finding.message.as_str()), "; "))),
];

/// Their names.
pub fn names() -> impl Iterator<Item = &'static str> {
    COLUMNS.iter().map(|(name, _)| *name)
}

/// The cells of a row.
pub fn cells(row: &Row) -> Vec<Cell> {
    COLUMNS.iter().map(|(_, cell)| cell(row)).collect()
}

/// The head of the table for people.
pub const TABLE_HEAD: &str = "ok   level  replay   score        outcome        file";

/// A row of it.
pub fn table_line(row: &Row) -> String {
    let ok = if row.is_fine() { "yes" } else { "no" };
    let seen = |of: fn(&Seen) -> String| row.intact.as_ref().map_or_else(|| "-".to_owned(), |seen| plain(&of(seen)));
    let level = seen(|seen| seen.level.to_string());
    let (replay, score) = (seen(|seen| seen.replay.word().into_owned()), seen(|seen| seen.score.to_string()));
    let outcome = seen(|seen| seen.outcome.clone());
    let found = joined(row.findings.iter().map(|finding| finding.code), " ");
    let found = found.map(|codes| format!("  {codes}")).unwrap_or_default();
    format!("{ok:<4} {level:<6} {replay:<8} {score:<12} {outcome:<14} {}{found}", plain(&row.file))
}

fn of(row: &Row, of: impl Fn(&Seen) -> String) -> Cell {
    Cell::Text(row.intact.as_ref().map(of))
}

fn maybe(row: &Row, of: impl Fn(&Seen) -> Option<String>) -> Cell {
    Cell::Text(row.intact.as_ref().and_then(of))
}

fn linked(row: &Row, of: impl Fn(&(String, String)) -> &String) -> Cell {
    let assignment = row.links.as_ref().and_then(|links| links.assignment.as_ref());
    Cell::Text(assignment.map(|assignment| of(assignment).clone()))
}

fn count(row: &Row, counts: impl Fn(Presence) -> bool) -> Cell {
    let of = |seen: &Seen| seen.attachments.iter().filter(|claimed| counts(claimed.file)).count();
    Cell::Number(row.intact.as_ref().and_then(|seen| i64::try_from(of(seen)).ok()))
}

fn audit(audit: Audit) -> &'static str {
    match audit {
        Audit::Checked => "checked",
        Audit::NotAtHand => "not_at_hand",
        Audit::None => "none",
    }
}

fn joined<'a>(texts: impl Iterator<Item = &'a str>, gap: &str) -> Option<String> {
    let texts: Vec<&str> = texts.collect();
    (!texts.is_empty()).then(|| texts.join(gap))
}
