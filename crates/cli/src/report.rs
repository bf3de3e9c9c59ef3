//! Findings as a person reads them: code and sentence, place, the source with carets, and the hint.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use sealform_types::{Finding, Place, Severity};
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use crate::failure::FileReport;
use crate::locate::locate;
use crate::screen::plain;

const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const HINT: Style = AnsiColor::Cyan.on_default();
const DIM: Style = Style::new().dimmed();
/// The most columns of a source line that are shown.
const WIDEST: usize = 100;

/// Writes everything that is reported about one document.
///
/// # Errors
/// If the output cannot be written.
pub fn write(out: &mut dyn Write, report: &FileReport) -> io::Result<()> {
    report.findings.iter().try_for_each(|finding| write_one(out, report, finding))
}

fn write_one(out: &mut dyn Write, report: &FileReport, finding: &Finding) -> io::Result<()> {
    let (style, word) = match finding.severity {
        Severity::Error => (ERROR, "error"),
        Severity::Warning => (WARNING, "warning"),
    };
    writeln!(out, "{style}{word}[{}]{style:#}: {}", finding.code, plain(&finding.message))?;
    let position = position(report, &finding.place);
    let place = place(&report.file, position.as_ref(), &finding.place);
    if !place.is_empty() {
        writeln!(out, "  {DIM}-->{DIM:#} {}", plain(&place))?;
    }
    let excerpt = match (&finding.place.source, finding.place.columns) {
        (Some(source), Some((first, end))) => Some(Excerpt::of_expression(source, first, end)),
        _ => position.map(|position| position.excerpt),
    };
    if let Some(Excerpt { line, before, width }) = excerpt.filter(|excerpt| !excerpt.line.trim().is_empty()) {
        writeln!(out, "   {DIM}|{DIM:#} {}", plain(&line))?;
        writeln!(out, "   {DIM}|{DIM:#} {}{style}{}{style:#}", " ".repeat(before), "^".repeat(width))?;
    }
    match &finding.hint {
        Some(hint) => writeln!(out, "  {HINT}hint:{HINT:#} {}", plain(hint)),
        None => Ok(()),
    }
}

/// `form.json:12:5 /survey/0/relevant, columns 5-14`
fn place(file: &str, position: Option<&Position>, place: &Place) -> String {
    let mut text = file.to_owned();
    if let Some(Position { line, column, .. }) = position {
        text.push_str(&format!(":{line}:{column}"));
    } else if let Some(line) = place.line {
        text.push_str(&format!(":{line}"));
    }
    let inside = Place { line: None, ..place.clone() };
    let inside = if place.line.is_some() { Place { columns: None, ..inside } } else { inside };
    if !inside.pointer.is_empty() || inside.columns.is_some() {
        let gap = if text.is_empty() { "" } else { " " };
        // An expression that stands alone has columns and no pointer.
        let inside = inside.to_string();
        text.push_str(gap);
        text.push_str(inside.strip_prefix("document, ").unwrap_or(&inside));
    }
    text
}

/// A place in a text.
struct Position {
    line: usize,
    column: usize,
    excerpt: Excerpt,
}

/// A piece of a line, and where the carets stand under it, in columns of the terminal.
struct Excerpt {
    line: String,
    before: usize,
    width: usize,
}

/// Where a finding stands in the text of its document, if that can be said.
fn position(report: &FileReport, place: &Place) -> Option<Position> {
    let text = report.text.as_deref()?;
    match (place.line, place.columns) {
        (Some(line), Some((first, end))) => {
            let (line, column) = (line as usize, first as usize);
            let text = text.lines().nth(line.checked_sub(1)?).unwrap_or_default();
            let excerpt = Excerpt::of_line(text, column - 1, end.saturating_sub(first) as usize);
            Some(Position { line, column, excerpt })
        }
        (Some(_), None) => None,
        (None, _) if place.pointer.is_empty() => None,
        (None, _) => {
            // A text in one language may stand where texts by language could.
            let around = place.pointer.rsplit_once('/').map_or("", |(around, _)| around);
            let range = locate(text, &place.pointer).or_else(|| locate(text, around).filter(|_| !around.is_empty()))?;
            let before = text.get(..range.start)?;
            let line = before.matches('\n').count() + 1;
            let start = before.rfind('\n').map_or(0, |at| at + 1);
            let column = text.get(start..range.start)?.chars().count();
            let marked = text.get(range)?.lines().next().unwrap_or_default().chars().count();
            let excerpt = Excerpt::of_line(text.get(start..)?.lines().next().unwrap_or_default(), column, marked);
            Some(Position { line, column: column + 1, excerpt })
        }
    }
}

impl Excerpt {
    fn of_expression(source: &str, first: u32, end: u32) -> Self {
        // An expression over several lines is shown as one, so that its columns still count.
        let one_line: String = source.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        Self::of_line(&one_line, first.saturating_sub(1) as usize, end.saturating_sub(first) as usize)
    }

    /// The part of a line around the characters that are meant.
    fn of_line(line: &str, from: usize, count: usize) -> Self {
        let chars: Vec<char> = line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let (start, from) = match chars.len() {
            length if length <= WIDEST => (chars.iter().take_while(|c| **c == ' ').count().min(from), from),
            length => (from.saturating_sub(WIDEST / 3).min(length.saturating_sub(WIDEST)), from),
        };
        let shown: Vec<char> = chars.iter().skip(start).take(WIDEST).copied().collect();
        let more = |cut| if cut { "…" } else { "" };
        let head = more(start > 0 && chars.len() > WIDEST);
        let before: String = shown.iter().take(from - start).collect();
        let marked: String = shown.iter().skip(from - start).take(count.max(1)).collect();
        Self {
            line: format!("{head}{}{}", shown.iter().collect::<String>(), more(start + WIDEST < chars.len())),
            before: head.width() + before.width(),
            width: marked.width().max(1),
        }
    }
}

/// A finding as programs read it: with the line and the column of its place in the file.
#[derive(Debug, Serialize)]
pub struct JsonFinding {
    #[serde(flatten)]
    finding: Finding,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<LineColumn>,
}

/// A place in the text of a file, counted from 1.
#[derive(Debug, Serialize)]
struct LineColumn {
    line: usize,
    column: usize,
}

/// The findings about one document as programs read them.
pub fn to_json(report: &FileReport) -> Vec<JsonFinding> {
    let of = |finding: &Finding| {
        let at = position(report, &finding.place).map(|Position { line, column, .. }| LineColumn { line, column });
        JsonFinding { finding: finding.clone(), at }
    };
    report.findings.iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, finding: Finding) -> String {
        let report = FileReport { file: "form.json".to_owned(), text: Some(text.to_owned()), findings: vec![finding] };
        let mut out = anstream::StripStream::new(Vec::new());
        write(&mut out, &report).expect("memory");
        String::from_utf8(out.into_inner()).expect("text")
    }

    #[test]
    fn a_member_is_shown_with_its_line_and_carets() {
        let finding = Finding::error("a/b", "it is wrong", Place::at("/survey/0/name")).hint("mend it");
        let text = "{\n  \"survey\": [\n    {\"type\": \"日本\", \"name\": \"1x\"}\n  ]\n}";
        assert_eq!(
            shown(text, finding),
            "error[a/b]: it is wrong\n  --> form.json:3:20 /survey/0/name\n   | {\"type\": \"日本\", \"name\": \"1x\"}\n   \
             |                  ^^^^^^^^^^^^\n  hint: mend it\n"
        );
    }

    #[test]
    fn an_expression_is_shown_by_itself() {
        let place = Place::in_expression("/relevant", "1 +\n$x", 4..6);
        let text = "{\"relevant\": \"1 +\\n$x\"}";
        assert_eq!(
            shown(text, Finding::warning("a/b", "it is odd", place)),
            "warning[a/b]: it is odd\n  --> form.json:1:2 /relevant, columns 5-6\n   | 1 + $x\n   |     ^^\n"
        );
    }

    #[test]
    fn of_a_long_line_only_a_part_is_shown() {
        let text = format!("{{\"a\": \"{}\", \"b\": 1, \"c\": \"{}\"}}", "x".repeat(300), "y".repeat(300));
        let out = shown(&text, Finding::error("a/b", "it is wrong", Place::at("/b")));
        let lines: Vec<&str> = out.lines().collect();
        assert!(lines.iter().all(|line| line.chars().count() < 120), "{out}");
        let caret = lines[3].find('^').expect("a caret");
        assert!(lines[2].contains("\"b\": 1"));
        assert_eq!(lines[2].chars().skip(caret).take(6).collect::<String>(), "\"b\": 1");
    }

    #[test]
    fn a_fault_of_the_text_itself_is_shown_at_its_column() {
        let place = Place { line: Some(2), columns: Some((3, 4)), ..Place::default() };
        assert_eq!(
            shown("{\n \t?}", Finding::error("a/b", "it is wrong", place)),
            "error[a/b]: it is wrong\n  --> form.json:2:3\n   | ?}\n   | ^\n"
        );
    }
}
