//! The score sheet: a table that can be followed with a finger.

use sealform_protocol::{ScoreLine, ScorePart, ScoreView};
use yew::prelude::*;

use crate::face::Face;
use crate::messages::{Catalogue, fill};
use crate::parts::paragraph;

pub(super) fn draw(face: &Face, sheet: &ScoreView) -> Html {
    let words = face.words;
    if sheet.total.percent.is_none() {
        return paragraph("hint", &[words.score.title, ": ", words.score.no_result].concat());
    }
    html! {
        <section class="score" part="score" aria-labelledby="score-title">
            <h3 id="score-title">{ words.score.title }</h3>
            <p class="total" part="score-total">
                <strong>{ percent(words, &sheet.total) }</strong>
                if let Some(band) = &sheet.band {
                    <span class="band" part="score-band" lang={face.language.clone()}>{ band }</span>
                }
                <span class="points">{ points(words, &sheet.total) }</span>
            </p>
            if let Some(why) = &sheet.knocked_out {
                { paragraph("warning", &fill(words.score.knocked_out, &[why])) }
            }
            { draw_parts(face, words.score.sections, &sheet.sections) }
            { draw_parts(face, words.score.categories, &sheet.categories) }
        </section>
    }
}

fn draw_parts(face: &Face, title: &str, parts: &[ScorePart]) -> Html {
    if parts.is_empty() {
        return Html::default();
    }
    html! { <><h4>{ title }</h4>{ for parts.iter().map(|part| draw_part(face, part)) }</> }
}

/// One part: its result at a glance, its lines on request.
fn draw_part(face: &Face, part: &ScorePart) -> Html {
    let words = face.words;
    html! {
        <details class="part" part="score-part" key={part.label.as_str()}>
            <summary>
                <span lang={face.language.clone()}>{ &part.label }</span>
                <span class="points">{ points(words, part) }</span>
                <strong>{ percent(words, part) }</strong>
            </summary>
            if !part.lines.is_empty() {
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{ words.score.question }</th>
                            <th scope="col">{ words.score.answer }</th>
                            <th scope="col" class="number">{ words.score.points }</th>
                        </tr>
                    </thead>
                    <tbody>{ for part.lines.iter().map(|line| draw_line(face, line)) }</tbody>
                </table>
            }
        </details>
    }
}

fn draw_line(face: &Face, line: &ScoreLine) -> Html {
    let words = face.words;
    let said = match line.why.as_str() {
        "not_applicable" => words.score.not_applicable,
        "not_relevant" => words.score.not_relevant,
        "unanswered" => words.score.unanswered,
        "unscored" => words.score.unscored,
        "knocked_out" => words.score.knocked_out_line,
        _ => "",
    };
    let answered = !line.answer.is_empty() && said != words.score.not_applicable;
    html! {
        <tr key={line.path.as_str()}>
            <th scope="row" lang={face.language.clone()}>{ &line.label }</th>
            <td>
                if answered {
                    <span lang={face.language.clone()}>{ &line.answer }</span>{ " " }
                }
                if !said.is_empty() {
                    <span class="why">{ said }</span>
                }
            </td>
            <td class="number">{ of(words, &line.earned, &line.possible) }</td>
        </tr>
    }
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
