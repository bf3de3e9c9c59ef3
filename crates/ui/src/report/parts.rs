//! What stands above and below the answers of a report: its seal, what was found, its score, its fingerprint.

use sealform_protocol::{Remark, Report, ReportAnswer, ReportCode, ReportRow, ReportScore, ReportScorePart, Score};
use sealform_types::{Finding, Severity};
use yew::Html;

use super::{Examined, Words};
use crate::element::{paragraph, tag};
use crate::messages::fill;
use crate::value::moment_words;

/// The light margin that readers of codes need, in modules.
const MARGIN: u32 = 4;

/// The form's title, or its id where that is not known.
pub fn name_of(report: &Report) -> &str {
    if report.title.is_empty() { &report.form } else { &report.title }
}

/// A heading of the page itself.
pub fn title(text: &'static str) -> Html {
    tag("h2").class("heading").text(text).draw()
}

/// That a file is not intact: nothing of what it says is shown.
pub fn refusal(words: &Words, examined: &Examined) -> Html {
    let sentence = tag("p").class("state").text(words.page.refused).draw();
    tag("div")
        .class("seal bad")
        .set("role", "alert")
        .child(sentence)
        .child(tag("p").set("dir", "auto").child(tag("code").text(&examined.file).draw()).draw())
        .child(paragraph("note", words.page.refused_hint))
        .draw()
}

/// The state of the seal.
pub fn seal(words: &Words, report: &Report) -> Html {
    let (said, seal) = (&words.said, &report.seal);
    let sentence = if seal.ok { said.trust.word(seal.trust) } else { said.doubtful };
    tag("div")
        .class(if seal.ok { "seal good" } else { "seal bad" })
        .set_if(!seal.ok, "role", "alert")
        .child(tag("p").class("state").text(sentence).draw())
        .child_if(report.has_form, || paragraph("note", said.replay.word(seal.replay)))
        .draw()
}

/// What was found, in the words for receivers.
pub fn findings(words: &Words, findings: &[Finding]) -> Html {
    if findings.is_empty() {
        return Html::default();
    }
    let one = |finding: &Finding| {
        let place = [" ", &finding.place.to_string()].concat();
        let hint = finding.hint.as_ref().map(|hint| paragraph("note", hint));
        tag("li")
            .class(match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            })
            .child(tag("code").text(&[finding.severity.name(), "[", finding.code, "]"].concat()).draw())
            .text(&[": ", &finding.message].concat())
            .child(tag("span").class("note").text(&place).draw())
            .child(hint.unwrap_or_default())
            .draw()
    };
    let list = tag("ul").class("found").set("lang", "en").set("dir", "ltr").list(findings.iter().map(one).collect());
    tag("section").class("findings").child(title(words.page.found)).child(list.draw()).draw()
}

/// What stands out in the answers, in the words for receivers; each with its question as it was asked.
pub fn remarks(words: &Words, report: &Report) -> Html {
    if report.remarks.is_empty() {
        return Html::default();
    }
    let one = |remark: &Remark| {
        let asked = answer_at(report, &remark.path);
        let question = asked.map(|answer| {
            let line = tag("p").class("question").with("lang", &report.language).set("dir", "auto");
            line.text(&answer.question).draw()
        });
        tag("li")
            .child(question.unwrap_or_default())
            .child(tag("code").text(remark.code).draw())
            .text(&[": ", &remark.message].concat())
            .draw()
    };
    let list = report.remarks.iter().map(one).collect();
    let list = tag("ul").class("found").set("lang", "en").set("dir", "ltr").list(list);
    tag("section").class("findings").child(title(words.said.remarks)).child(list.draw()).draw()
}

fn answer_at<'a>(report: &'a Report, path: &str) -> Option<&'a ReportAnswer> {
    let rows = report.rows.iter().filter_map(|row| match row {
        ReportRow::Answer(answer) => Some(answer),
        ReportRow::Heading { .. } => None,
    });
    rows.chain(&report.others).find(|answer| answer.path == path)
}

/// The title, and what is known of the whole.
pub fn head(words: &Words, report: &Report) -> Html {
    let said = &words.said;
    let outcome = said.outcomes.word(&report.outcome);
    let outcome = match report.outcome_text.as_str() {
        "" => outcome.to_owned(),
        text => [outcome, ": ", text].concat(),
    };
    let form = [&report.form, ", ", &fill(said.version, &[&report.version])].concat();
    let moment = |iso: &str| [&with_offset(words, iso), " (", said.device_clock, ")"].concat();
    tag("header")
        .class("head")
        .child(tag("h1").set("dir", "auto").text(name_of(report)).draw())
        .child(facts(vec![
            (said.form, form),
            (said.outcome, outcome),
            (said.begun, moment(&report.begun)),
            (said.sealed, moment(&report.sealed)),
        ]))
        .draw()
}

/// A moment with the offset in which it is written; what is none stays as it is.
fn with_offset(words: &Words, iso: &str) -> String {
    match sealform_types::iso::read_moment(iso) {
        Some(moment) => [&moment_words(words.form, iso), " UTC", &moment.offset().to_string()].concat(),
        None => iso.to_owned(),
    }
}

/// The score: what was computed beside what is claimed, as far as there is either.
pub fn score(words: &Words, score: &ReportScore) -> Html {
    let said = &words.said;
    let total = ReportScorePart { label: said.total.to_owned(), ..score.total.clone() };
    let parts = || score.sections.iter().chain([&total]);
    let columns: Vec<(&str, OfPart)> =
        [(said.computed, (|part| part.computed.as_ref()) as OfPart), (said.claimed, |part| part.claimed.as_ref())]
            .into_iter()
            .filter(|(_, of)| parts().any(|part| of(part).is_some()))
            .collect();
    let heads = [said.section].into_iter().chain(columns.iter().map(|(name, _)| *name));
    let heads = tag("tr").list(heads.map(|text| scoped("col", text)).collect()).draw();
    let line = |part: &ReportScorePart| {
        let cells = columns.iter().map(|(_, of)| {
            let text = of(part).map_or_else(|| "–".to_owned(), |score| sums(words, score));
            tag("td").text(&text).draw()
        });
        let cells = [scoped("row", &part.label)].into_iter().chain(cells).collect();
        // The whole is the last line.
        tag("tr").set_if(std::ptr::eq(part, &total), "class", "total").list(cells).draw()
    };
    let table = tag("table")
        .child(tag("thead").child(heads).draw())
        .child(tag("tbody").list(parts().map(line).collect()).draw())
        .draw();
    let note = |text: &str| if text.is_empty() { Html::default() } else { paragraph("note", text) };
    let band = if score.band.is_empty() { String::new() } else { [said.result, ": ", &score.band].concat() };
    tag("section")
        .class("score")
        .child(title(said.score))
        .child(note(said.score_states.word(score.state)))
        .child(table)
        .child(note(&band))
        .child(note(&score.knocked_out))
        .draw()
}

/// What a column shows of a line.
type OfPart = fn(&ReportScorePart) -> Option<&Score>;

fn scoped(scope: &'static str, text: &str) -> Html {
    tag("th").set("scope", scope).set("dir", "auto").text(text).draw()
}

fn sums(words: &Words, score: &Score) -> String {
    let said = &words.said;
    let points = fill(said.points, &[&words.form.decimal(&score.earned), &words.form.decimal(&score.possible)]);
    match &score.percent {
        // No line breaks between a number and its sign.
        Some(percent) => {
            [&words.form.decimal(percent), "\u{a0}", words.form.numbers.percent.trim(), " (", &points, ")"].concat()
        }
        None => [said.no_result, " (", &points, ")"].concat(),
    }
}

/// The fingerprint, to be compared by eye or by phone.
pub fn fingerprint(words: &Words, report: &Report) -> Html {
    let (said, seal) = (&words.said, &report.seal);
    let described = tag("div")
        .child(tag("code").text(&spaced(&seal.sha256)).draw())
        .child(paragraph("note", said.fingerprint_hint))
        .draw();
    tag("section")
        .class("fingerprint")
        .child(title(said.fingerprint))
        .child(tag("div").class("beside").child(code(&seal.code, said.fingerprint)).child(described).draw())
        .child(facts(vec![(said.signer, seal.signer.clone()), (said.submission, report.jti.clone())]))
        .draw()
}

/// Digits in groups of eight.
fn spaced(digits: &str) -> String {
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && index % 8 == 0 {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

fn code(code: &ReportCode, label: &'static str) -> Html {
    let ReportCode { size, path } = code;
    let (whole, least) = ((size + 2 * MARGIN).to_string(), ["-", &MARGIN.to_string()].concat());
    let light = tag("rect").with("x", &least).with("y", &least).with("width", &whole).with("height", &whole);
    tag("svg")
        .with("viewBox", &[least.as_str(), &least, &whole, &whole].join(" "))
        .class("code")
        .set("role", "img")
        .set("aria-label", label)
        .set("shape-rendering", "crispEdges")
        .child(light.set("fill", "#fff").draw())
        .child(tag("path").with("d", path).set("fill", "#000").draw())
        .draw()
}

fn facts(facts: Vec<(&'static str, String)>) -> Html {
    let pair = |(term, text): (&'static str, String)| {
        [tag("dt").text(term).draw(), tag("dd").set("dir", "auto").text(&text).draw()]
    };
    tag("dl").class("facts").list(facts.into_iter().flat_map(pair).collect()).draw()
}
