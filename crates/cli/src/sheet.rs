//! A score sheet as a table that a client can follow with a finger.

use std::io::{self, Write};

use anstyle::Style;
use sealform_engine::Session;
use sealform_questionnaire::Text;
use sealform_receiver::Recomputed;
use sealform_scoring::{LineScore, PartScore, TotalScore, Why};
use unicode_width::UnicodeWidthStr;

use crate::screen::plain;
use crate::sealed::Judge;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
/// Columns for what is read at the beginning of a line.
const LABEL: usize = 56;

/// `60/70, 85.8 %, good`, and no result as such.
pub fn in_short(total: &TotalScore) -> String {
    let band = total.band.as_ref().map(|band| format!(", {band}")).unwrap_or_default();
    match &total.percent {
        Some(percent) => {
            format!("{} of {} points, {percent} %{band}", total.earned.to_plain(), total.possible.to_plain())
        }
        None => "no result".to_owned(),
    }
}

/// Writes the whole sheet.
///
/// # Errors
/// If the output cannot be written.
pub fn write(
    out: &mut dyn Write,
    recomputed: &Recomputed,
    session: &Session,
    judge: &Judge,
    language: &str,
) -> io::Result<()> {
    let Some(key) = judge.key() else { return Ok(()) };
    let writer = Writer { recomputed, session, judge, language };
    writer.row(out, BOLD, "", "earned", "possible", "why")?;
    let sheet = &recomputed.sheet;
    let labels = key.scoring_key().sections.iter().map(|part| &part.label);
    for (index, (part, label)) in sheet.sections.iter().zip(labels).enumerate() {
        writer.part(out, part, label)?;
        for line in sheet.lines.iter().filter(|line| line.section == Some(index)) {
            writer.line(out, line)?;
        }
    }
    let outside: Vec<&LineScore> = sheet.lines.iter().filter(|line| line.section.is_none()).collect();
    if !outside.is_empty() {
        writeln!(out, "{BOLD}Outside sections{BOLD:#}")?;
    }
    outside.into_iter().try_for_each(|line| writer.line(out, line))?;
    if !sheet.categories.is_empty() {
        writeln!(out, "{BOLD}Categories{BOLD:#}")?;
    }
    for (part, kind) in sheet.categories.iter().zip(&key.scoring_key().categories) {
        let label = format!("  {}", writer.text(&kind.label, &part.name));
        let why = part.percent.as_ref().map_or("no result".to_owned(), |percent| format!("{percent} %"));
        writer.row(out, Style::new(), &label, &part.earned.to_plain(), &part.possible.to_plain(), &why)?;
    }
    writer.total(out)
}

struct Writer<'a> {
    recomputed: &'a Recomputed,
    session: &'a Session,
    judge: &'a Judge,
    language: &'a str,
}

impl Writer<'_> {
    fn text(&self, text: &Text, otherwise: &str) -> String {
        let languages = &self.judge.form().questionnaire().languages;
        let first = languages.first().map_or("", String::as_str);
        match text.in_language(self.language, first).0 {
            "" => otherwise.to_owned(),
            text => text.to_owned(),
        }
    }

    fn row(
        &self,
        out: &mut dyn Write,
        style: Style,
        label: &str,
        earned: &str,
        possible: &str,
        why: &str,
    ) -> io::Result<()> {
        let (label, why) = (fitted(&plain(label), LABEL), plain(why));
        let gap = " ".repeat(LABEL.saturating_sub(label.width()));
        writeln!(out, "{style}{label}{style:#}{gap} {style}{earned:>8} {possible:>8}{style:#}  {why}")
    }

    fn part(&self, out: &mut dyn Write, part: &PartScore, label: &Text) -> io::Result<()> {
        let result = part.percent.as_ref().map_or("no result".to_owned(), |percent| format!("{percent} %"));
        let why = match part.knocked_out {
            Some(rule) => format!("{result}, {}", self.knocked_out(rule)),
            None => result,
        };
        let label = self.text(label, &part.name);
        self.row(out, BOLD, &label, &part.earned.to_plain(), &part.possible.to_plain(), &why)
    }

    fn line(&self, out: &mut dyn Write, line: &LineScore) -> io::Result<()> {
        let mut questions = self.session.program().questions();
        let label = questions.find(|known| known.path == line.path).map(|known| known.label.clone());
        let label = format!("  {}", self.text(&label.unwrap_or_default(), &line.path));
        let (earned, possible) = (line.earned.to_plain(), line.possible.to_plain());
        let style = if line.why.counts() { Style::new() } else { DIM };
        self.row(out, style, &label, &earned, &possible, &self.why(line))
    }

    fn why(&self, line: &LineScore) -> String {
        let said = match line.why {
            Why::NotRelevant => "does not apply",
            Why::NotApplicable => "not applicable",
            Why::Unanswered => "not answered",
            Why::Excluded => "not offered here",
            Why::Unscored => "not scored",
            Why::Answered => "",
            Why::NotApplicableCounted => "not applicable, and counted",
            Why::NotObserved => "not observed",
            Why::UnansweredZero => "not answered, and counted",
            Why::OutsideBands => "above the last band",
            Why::Instances => "several instances",
            Why::KnockedOut(rule) => return self.knocked_out(rule),
        };
        match (self.answer(&line.path), line.why) {
            (Some(answer), Why::Answered) => format!("answered {answer}"),
            (None, Why::Answered) => "answered".to_owned(),
            (Some(answer), Why::Unscored | Why::OutsideBands) => format!("{said} ({answer})"),
            (_, _) => said.to_owned(),
        }
    }

    fn knocked_out(&self, rule: usize) -> String {
        let reason = self.judge.key().and_then(|key| key.scoring_key().knock_out.get(rule)).map(|rule| &rule.reason);
        match reason.map(|reason| self.text(reason, "")).filter(|reason| !reason.is_empty()) {
            Some(reason) => format!("knocked out: {reason}"),
            None => "knocked out".to_owned(),
        }
    }

    /// The answer as a person reads it: the label of a choice, else the value.
    fn answer(&self, path: &str) -> Option<String> {
        let session = self.session;
        let value = session.value(path).ok().filter(|value| !value.is_blank())?.to_text();
        let program = session.program();
        let question = program.questions().find(|known| known.path == path)?;
        let names: Vec<&str> = value.split(' ').collect();
        let choices = program.choices(question);
        let label = |name: &&str| {
            let choice = choices.iter().find(|choice| choice.name == *name)?;
            Some(self.text(&choice.label, name))
        };
        let labels: Option<Vec<String>> = names.iter().map(label).collect();
        Some(labels.map_or(value, |labels| labels.join(", ")))
    }

    fn total(&self, out: &mut dyn Write) -> io::Result<()> {
        let total = &self.recomputed.sheet.total;
        let mut why = match (&total.percent, &total.result) {
            (Some(percent), Some(result)) => format!("{percent} % ({})", result.to_fraction()),
            (_, _) => "no result".to_owned(),
        };
        if let (Some(band), Some(key)) = (&total.band, self.judge.key()) {
            let label = key.scoring_key().bands.iter().find(|known| known.name == *band).map(|known| &known.label);
            why.push_str(&format!(", {}", label.map_or(band.clone(), |label| self.text(label, band))));
        }
        why.extend(total.gap.as_deref().map(|gap| match gap.strip_prefix('-') {
            Some(above) => format!(", {above} above the target"),
            None => format!(", {gap} short of the target"),
        }));
        why.extend(total.knocked_out.map(|rule| format!(", {}", self.knocked_out(rule))));
        self.row(out, BOLD, "Total", &total.earned.to_plain(), &total.possible.to_plain(), &why)
    }
}

/// The beginning of a text that fits so many columns.
fn fitted(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut fitted = String::new();
    for character in text.chars() {
        if fitted.width() + 2 > columns {
            break;
        }
        fitted.push(character);
    }
    fitted.push('…');
    fitted
}
