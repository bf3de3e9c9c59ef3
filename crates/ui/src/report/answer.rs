//! A question of a report, with its answer in words.

use sealform_protocol::{ReportAnswer, ReportAttempt, ReportFile, ReportScale, ReportValue};

use super::Words;
use crate::element::{Tag, paragraph, row, tag};
use crate::messages::fill;
use crate::time::clock_text;
use crate::value::moment_words;
use yew::Html;

pub fn draw(answer: &ReportAnswer, words: &Words, missing: &[String]) -> Html {
    let said = &words.said;
    let own = |class: &'static str, text: &str| tag("p").set("class", class).set("dir", "auto").text(text);
    let none = || tag("p").class("value none").set("lang", words.form.tag).text(said.not_answered).draw();
    let value = answer.value.as_ref().map_or_else(none, |value| draw_value(value, words, missing));
    let comment = answer.comment.as_ref().map(|comment| {
        let quote = tag("blockquote").class("comment").set("dir", "auto").set("aria-label", said.comment);
        quote.text(comment).draw()
    });
    tag("section")
        .class("answer")
        .child(own("question", &answer.question).draw())
        .child(value)
        .child_if(answer.is_claimed, || paragraph("note", said.claimed_value))
        .child(comment.unwrap_or_default())
        .draw()
}

fn draw_value(value: &ReportValue, words: &Words, missing: &[String]) -> Html {
    let said = &words.said;
    let spoken = |text: &str| plain("value", text).set("lang", words.form.tag).draw();
    match value {
        ReportValue::Text(text) | ReportValue::Data(text) => plain("value words", text).draw(),
        ReportValue::Number(digits) => plain("value", &words.form.decimal(digits)).draw(),
        ReportValue::Scale(scale) => draw_scale(scale, words),
        ReportValue::Ticked(true) => spoken(said.ticked),
        ReportValue::Ticked(false) => spoken(said.unticked),
        ReportValue::Choices(labels) => match labels.as_slice() {
            [label] => plain("value", label).draw(),
            labels => list("ul", labels.iter().map(|label| line(label)).collect()),
        },
        ReportValue::Ranking(labels) => list("ol", labels.iter().map(|label| line(label)).collect()),
        ReportValue::Date(day) => spoken(day),
        ReportValue::Time(time) => spoken(time_text(time)),
        ReportValue::Moment(moment) => spoken(&moment_words(words.form, moment)),
        ReportValue::Duration(seconds) => spoken(&clock_text(*seconds)),
        ReportValue::Places(places) => list("ul", places.iter().map(|place| line(place)).collect()),
        ReportValue::Files(files) => list("ul", files.iter().map(|file| draw_file(file, words, missing)).collect()),
        ReportValue::Attempts(attempts) => {
            let text = |(index, attempt)| line(&attempt_text(attempt, index, words));
            list("ul", attempts.iter().enumerate().map(text).collect())
        }
    }
}

/// A number alone does not say whether it is much: the ends of its scale, with what they mean.
fn draw_scale(scale: &ReportScale, words: &Words) -> Html {
    let end = |number: &str, label: &str| [&words.form.decimal(number), " ", label].concat().trim_end().to_owned();
    let ends = [end(&scale.start, &scale.start_label), end(&scale.end, &scale.end_label)].join(" – ");
    let note = tag("span").class("note").text(&[" (", &ends, ")"].concat()).draw();
    plain("value", &words.form.decimal(&scale.value)).child(note).draw()
}

/// A time of day without its seconds, where they say nothing.
fn time_text(iso: &str) -> &str {
    let is_time = |text: &str| {
        let mut parts = text.split(':').map(|part| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit()));
        parts.next() == Some(true) && parts.next() == Some(true) && parts.next().is_none()
    };
    match iso.split_at_checked("00:00".len()) {
        Some((time, "" | ":00")) if is_time(time) => time,
        Some(_) | None => iso,
    }
}

fn attempt_text(attempt: &ReportAttempt, index: usize, words: &Words) -> String {
    let ReportAttempt { at, channel, outcome, waited } = attempt;
    let names = &words.form.attempts;
    let (number, moment) = ((index + 1).to_string(), moment_words(words.form, at));
    let parts = [&number, &moment, names.channels.word(channel), names.outcomes.word(outcome)];
    let sentence = fill(words.said.attempt, &parts);
    match waited {
        Some(seconds) => [&sentence, " ", &fill(words.said.waited, &[&clock_text(*seconds)])].concat(),
        None => sentence,
    }
}

/// The name of a file; pictures are named like everything else.
fn draw_file(file: &ReportFile, words: &Words, missing: &[String]) -> Html {
    let name = tag("span").class("name").set("dir", "auto").text(&file.name).draw();
    let state = || {
        let said = ["(", words.said.not_at_hand, ")"].concat();
        row(vec![crate::element::words(" "), tag("span").class("note").text(&said).draw()])
    };
    tag("li").child(name).child_if(missing.contains(&file.name), state).draw()
}

fn plain(class: &'static str, text: &str) -> Tag {
    tag("p").class(class).set("dir", "auto").text(text)
}

fn list(name: &'static str, items: Vec<Html>) -> Html {
    tag(name).class("value").list(items).draw()
}

fn line(text: &str) -> Html {
    tag("li").set("dir", "auto").text(text).draw()
}
