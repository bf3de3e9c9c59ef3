//! The score sheet: a table that can be followed with a finger.

use std::rc::Rc;

use sealform_protocol::{LineReason, ScoreLine, ScorePart, ScoreView};
use yew::prelude::*;

use crate::context::UiContext;
use crate::element::{self, form_span, paragraph, row, span, tag};
use crate::messages::{Catalogue, ScoreWords, fill};

pub(super) fn draw(ui: &UiContext, sheet: &ScoreView) -> Html {
    let words = ui.words;
    if sheet.total.percent.is_none() {
        return paragraph("hint", &[words.score.title, ": ", words.score.no_result].concat());
    }
    let band = sheet
        .band
        .as_ref()
        .map(|band| tag("span").class("band").set("part", "score-band").with("lang", &ui.language).text(band).draw());
    let total = tag("p")
        .class("total")
        .set("part", "score-total")
        .child(strong(&percent(words, &sheet.total)))
        .child(band.unwrap_or_default())
        .child(span("points", &points(words, &sheet.total)));
    let knocked_out = sheet.knocked_out.as_ref();
    let knocked_out = knocked_out.map(|why| paragraph("warning", &fill(words.score.knocked_out, &[why])));
    tag("section")
        .part("score")
        .set("aria-labelledby", "score-title")
        .child(element::heading(Some("score-title"), words.score.title))
        .child(total.draw())
        .child(knocked_out.unwrap_or_default())
        .child(draw_parts(ui, words.score.sections, &sheet.sections))
        .child(draw_parts(ui, words.score.categories, &sheet.categories))
        .draw()
}

/// What a live score comes to so far, in words; nothing where it is not shown while the form is filled.
pub(crate) fn live_words(words: &Catalogue, sheet: Option<&Rc<ScoreView>>) -> Option<String> {
    let sheet = sheet.filter(|sheet| sheet.live)?;
    let percent = percent(words, &sheet.total);
    let band = sheet.band.as_ref().map_or_else(String::new, |band| [" · ", band].concat());
    Some([fill(words.score.live, &[&percent]), band].concat())
}

fn draw_parts(ui: &UiContext, title: &str, parts: &[ScorePart]) -> Html {
    if parts.is_empty() {
        return Html::default();
    }
    let all = parts.iter().map(|part| draw_part(ui, part)).collect();
    row(vec![tag("h4").text(title).draw(), row(all)])
}

/// One part: its result at a glance, its lines on request.
fn draw_part(ui: &UiContext, part: &ScorePart) -> Html {
    let words = ui.words;
    let summary = tag("summary")
        .child(form_span("", &ui.language, &part.label))
        .child(span("points", &points(words, part)))
        .child(strong(&percent(words, part)));
    let details = tag("details").class("part").set("part", "score-part").key(&part.label).child(summary.draw());
    details.child_if(!part.lines.is_empty(), || draw_table(ui, part)).draw()
}

fn draw_table(ui: &UiContext, part: &ScorePart) -> Html {
    let words = &ui.words.score;
    let column = |name: &str| tag("th").set("scope", "col").text(name);
    let names = tag("tr")
        .child(column(words.question).draw())
        .child(column(words.answer).draw())
        .child(column(words.points).class("number").draw());
    let lines = part.lines.iter().map(|line| draw_line(ui, line)).collect();
    tag("table").child(tag("thead").child(names.draw()).draw()).child(tag("tbody").list(lines).draw()).draw()
}

fn draw_line(ui: &UiContext, line: &ScoreLine) -> Html {
    let words = ui.words;
    let reason = reason(&words.score, line.why);
    // A choice that says so says it no better than the reason.
    let says_so = matches!(line.why, LineReason::NotApplicable | LineReason::NotApplicableCounted);
    let answered = !line.answer.is_empty() && !says_so;
    let answer = tag("td")
        .child_if(answered, || row(vec![form_span("", &ui.language, &line.answer), element::words(" ")]))
        .child_if(!reason.is_empty(), || span("why", reason));
    tag("tr")
        .key(&line.path)
        .child(tag("th").set("scope", "row").with("lang", &ui.language).text(&line.label).draw())
        .child(answer.draw())
        .child(tag("td").class("number").text(&of(words, &line.earned, &line.possible)).draw())
        .draw()
}

/// Why a line earned what it earned; nothing where the answer says it.
fn reason(words: &ScoreWords, why: LineReason) -> &'static str {
    match why {
        LineReason::Answered => "",
        LineReason::NotRelevant => words.not_relevant,
        LineReason::NotApplicable => words.not_applicable,
        LineReason::NotApplicableCounted => words.not_applicable_counted,
        LineReason::NotObserved => words.not_observed,
        LineReason::Unanswered => words.unanswered,
        LineReason::UnansweredZero => words.unanswered_zero,
        LineReason::OutsideBands => words.outside_bands,
        LineReason::Excluded => words.excluded,
        LineReason::Unscored => words.unscored,
        LineReason::Instances => words.instances,
        LineReason::KnockedOut => words.knocked_out_line,
    }
}

fn strong(text: &str) -> Html {
    tag("strong").text(text).draw()
}

fn percent(words: &Catalogue, part: &ScorePart) -> String {
    part.percent.as_deref().map_or_else(|| words.score.no_result.to_owned(), |number| words.percent(number))
}

fn points(words: &Catalogue, part: &ScorePart) -> String {
    [words.score.points, ": ", &of(words, &part.earned, &part.possible)].concat()
}

fn of(words: &Catalogue, earned: &str, possible: &str) -> String {
    fill(words.score.points_of, &[&words.decimal(earned), &words.decimal(possible)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::tests::every_catalogue;

    #[test]
    fn every_line_whose_answer_does_not_say_it_has_a_reason_of_its_own() {
        for words in every_catalogue() {
            let reasons = [
                LineReason::NotRelevant,
                LineReason::NotApplicable,
                LineReason::NotApplicableCounted,
                LineReason::NotObserved,
                LineReason::Unanswered,
                LineReason::UnansweredZero,
                LineReason::OutsideBands,
                LineReason::Excluded,
                LineReason::Unscored,
                LineReason::Instances,
                LineReason::KnockedOut,
            ];
            let mut said: Vec<&str> = reasons.iter().map(|why| reason(&words.score, *why)).collect();
            assert!(said.iter().all(|said| !said.is_empty()), "{}: {said:?}", words.tag);
            said.sort_unstable();
            said.dedup();
            assert_eq!(said.len(), reasons.len(), "{}: two reasons sound alike", words.tag);
        }
    }
}
