//! Everything before sealing: open points, answers, score, and what will be sent where.

use std::rc::Rc;

use sealform_protocol::{Control, Key, PageView, Part, Pattern, QuestionView};
use sealform_types::Level;
use yew::prelude::*;

use super::{AGAIN, CHANGE, Links, OPEN, heading, listed, open_section, page_title, score, screen, sent};
use crate::Target;
use crate::context::{Message, UiContext};
use crate::controls::draw_attached;
use crate::element::{self, button, form_span, form_words, item, paragraph, row, span, tag};
use crate::messages::fill;
use crate::question::{Errors, Question};
use crate::time::clock_text;
use crate::value::{answer_text, called};
use crate::view_model::ViewModel;

/// Where answers are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum On {
    Screen,
    /// Nothing can be fetched for it any more: files are named.
    Paper,
}

pub(super) fn draw(ui: &UiContext, model: &ViewModel, targets: &[Target]) -> Html {
    let words = &ui.words.summary;
    let outcome = model.snapshot.outcome.as_ref();
    let outcome = outcome.map(|outcome| form_words("lead outcome", &ui.language, &outcome.label));
    let patterns = ui.host.patterns();
    let score = model.snapshot.score.as_ref().map(|sheet| score::draw(ui, sheet));
    screen("page summary", "summary")
        .child(heading(words.title))
        .child(outcome.unwrap_or_default())
        .child(draw_open(ui, model, &patterns))
        .child(draw_again(ui, model))
        .child(draw_patterns(ui, model, &patterns))
        .child(score.unwrap_or_default())
        .child(element::heading(None, words.answers))
        .child(draw_pages(ui, model, On::Screen))
        .child(sent::draw(ui, model, targets))
        .child(paragraph("hint", words.seal_hint))
        .child(draw_sheet(ui, model))
        .draw()
}

fn draw_open(ui: &UiContext, model: &ViewModel, patterns: &[Pattern]) -> Html {
    let words = &ui.words.summary;
    let points = model.all_points(Level::Hard);
    if !points.is_empty() {
        return open_section(
            ui,
            OPEN,
            words.open_title,
            words.open_hint,
            &Links { points: &points, to: Message::Sheet },
        );
    }
    match patterns.is_empty() && model.all_points(Level::Warn).is_empty() {
        true => paragraph("ready", words.nothing_open),
        false => paragraph("hint", words.again_ready),
    }
}

/// What does not keep anybody from signing, and should be looked at again.
fn draw_again(ui: &UiContext, model: &ViewModel) -> Html {
    let words = &ui.words.summary;
    let points = model.all_points(Level::Warn);
    if points.is_empty() {
        return Html::default();
    }
    let title = fill(words.again_title, &[&points.len().to_string()]);
    open_section(ui, AGAIN, &title, words.again_hint, &Links { points: &points, to: Message::Sheet })
}

/// What is unusual about the answers together. It may well be right, and whoever sees it is told so.
fn draw_patterns(ui: &UiContext, model: &ViewModel, patterns: &[Pattern]) -> Html {
    let words = &ui.words.summary;
    if patterns.is_empty() {
        return Html::default();
    }
    let count = model.relevant_pages().count();
    let lines = patterns.iter().map(|pattern| match *pattern {
        Pattern::Same { page, count: same, seconds } => {
            let index = usize::try_from(page).unwrap_or_default();
            let place = model.relevant_pages().enumerate().find(|(_, (at, _))| *at == index);
            let title = place.map_or_else(String::new, |(at, (_, page))| page_title(ui, page, at + 1, count));
            // From a question one button leads back to here.
            let first = place.and_then(|(_, (_, page))| first_question(model, page));
            let to = move || first.map_or(Message::Page(index), |key| Message::Question(key, Part::Answer));
            let said = fill(words.pattern_same, &[&same.to_string(), &clock_text(seconds)]);
            let link = tag("a").set("href", "#heading").on_click(ui.click(to)).text(&title);
            tag("li").child(link.draw()).child(tag("span").class("why").text(" ").text(&said).draw()).draw()
        }
        Pattern::Fast { seconds } => item(&fill(words.pattern_fast, &[&clock_text(seconds)])),
    });
    let list = tag("ol").list(lines.collect()).draw();
    listed(ui, "patterns", words.patterns_title, words.patterns_hint, list)
}

/// The first question of a page that the person answers.
fn first_question(model: &ViewModel, page: &PageView) -> Option<Key> {
    let mut first = None;
    let is_answered = |view: &QuestionView| is_listed(view) && !view.readonly;
    model.snapshot.visit_questions(&page.children, &mut |view| first = first.or(is_answered(view).then_some(view.key)));
    first
}

/// Whether a question stands in the summary.
fn is_listed(question: &QuestionView) -> bool {
    question.relevant && !matches!(question.control, Control::Note | Control::Calculate)
}

/// One question over the summary: what is to be mended is mended here, and the place in the summary stays.
fn draw_sheet(ui: &UiContext, model: &ViewModel) -> Html {
    let Some(view) = model.sheet() else { return Html::default() };
    let told = model.told(view.key);
    let closed = ui.click(|| Message::CloseSheet);
    tag("dialog")
        .part("sheet")
        .with("lang", &ui.language)
        .with("aria-labelledby", &crate::context::id(view.key, "-label"))
        .child(
            html! { <Question key={view.key.0} ui={ui.clone()} view={view.clone()} errors={Errors::Shown} {told} is_near=true /> },
        )
        .child(tag("div").class("buttons").child(button("button primary", None, ui.words.form.done, closed)).draw())
        .draw()
}

/// The questions of all relevant pages, with what was answered.
pub(super) fn draw_pages(ui: &UiContext, model: &ViewModel, on: On) -> Html {
    let count = model.relevant_pages().count();
    let pages = model.relevant_pages().enumerate();
    row(pages.map(|(at, (_, page))| draw_page(ui, model, page, &page_title(ui, page, at + 1, count), on)).collect())
}

fn draw_page(ui: &UiContext, model: &ViewModel, page: &PageView, title: &str, on: On) -> Html {
    let mut rows = Vec::new();
    model.snapshot.visit_questions(&page.children, &mut |question| rows.extend(draw_row(ui, question, on)));
    if rows.is_empty() {
        return Html::default();
    }
    let title = tag("h4").with("lang", &ui.language).text(title).draw();
    tag("section").part("answers").child(title).child(tag("dl").list(rows).draw()).draw()
}

fn draw_row(ui: &UiContext, question: &Rc<QuestionView>, on: On) -> Option<Html> {
    if !is_listed(question) {
        return None;
    }
    let key = question.key;
    let onclick = ui.click(move || Message::Question(key, Part::Answer));
    let label = crate::context::id(key, "-asked");
    let change = crate::context::id(key, CHANGE);
    let comment = question.comment.as_ref().filter(|comment| comment.relevant && !comment.text.is_empty());
    let said = if matches!(question.control, Control::Text { .. }) { "answer said" } else { "answer" };
    let answer = match answer_text(ui.words, question) {
        Some(_) if on == On::Screen && matches!(question.control, Control::File { .. }) => {
            draw_attached(ui, question.value.as_array().unwrap_or_default().to_vec())
        }
        Some(answer) => form_span(said, &ui.language, &answer),
        None => span("missing", ui.words.question.not_answered),
    };
    let comment = comment.map(|comment| tag("q").with("lang", &ui.language).text(&comment.text).draw());
    let link = || {
        let link = tag("a")
            .with("href", &["#", &crate::context::id(key, "-box")].concat())
            .with("id", &change)
            .with("aria-labelledby", &[&change, " ", &label].concat())
            .on_click(onclick)
            .text(ui.words.summary.change);
        tag("dd").class("change").child(link.draw()).draw()
    };
    let row = tag("div")
        .class("row")
        .key(&key.0.to_string())
        .child(tag("dt").with("id", &label).with("lang", &ui.language).text(called(question)).draw())
        .child(tag("dd").child(answer).child(comment.unwrap_or_default()).draw())
        .child_if(!question.readonly, link);
    Some(row.draw())
}

#[cfg(test)]
mod tests {
    use sealform_protocol::{CommentView, Node, Snapshot, WordCount};
    use sealform_types::Json;

    use super::*;
    use crate::first_page::tests::drawn_alone;
    use crate::screens::draw_print;
    use crate::view_model::Screen;
    use crate::view_model::tests::form;

    fn filled(change: impl FnOnce(&mut QuestionView)) -> Snapshot {
        let mut snapshot = form(&["a", "b", "-c"]);
        let mut view = snapshot.question(Key(2)).expect("a question").as_ref().clone();
        view.value = Json::from("Kiosk");
        change(&mut view);
        snapshot.nodes.insert(Key(2), Node::Question(Rc::new(view)));
        snapshot
    }

    #[test]
    fn sheets_hold_every_page_with_its_answers_whatever_is_on_the_screen() {
        let snapshot = filled(|view| {
            view.comment = Some(CommentView {
                label: String::new(),
                marks: Vec::new(),
                relevant: true,
                required: false,
                text: "By the river".to_owned(),
                words: WordCount { have: 3, min: 0 },
                chars: None,
            });
        });
        let mut model = ViewModel::new(snapshot, None);
        let sheets = drawn_alone(&model, draw_print);
        for said in ["Page 1 of 2", "a/q", "Not answered", "Page 2 of 2", "b/q", "Kiosk", "By the river"] {
            assert!(sheets.contains(said), "{said}: {sheets}");
        }
        assert!(!sheets.contains("-c/q"), "what is not asked is not printed: {sheets}");
        model.show(Screen::Summary);
        assert_eq!(drawn_alone(&model, draw_print), "", "the summary is its own sheet");
    }

    #[test]
    fn a_masked_text_is_masked_in_the_summary_and_on_paper() {
        let model = ViewModel::new(filled(|view| view.appearance = "masked".to_owned()), None);
        let sheets = drawn_alone(&model, draw_print);
        assert!(sheets.contains("••••••") && !sheets.contains("Kiosk"), "{sheets}");
    }

    #[test]
    fn patterns_are_named_with_their_page_and_block_nothing() {
        let model = ViewModel::new(form(&["a", "-b", "c"]), None);
        let first = model.relevant_pages().last().and_then(|(_, page)| first_question(&model, page));
        assert_eq!(first, Some(Key(3)), "its link leads to a question, from where one button leads back");
        let patterns = [Pattern::Same { page: 2, count: 9, seconds: 24 }, Pattern::Fast { seconds: 65 }];
        let said = drawn_alone(&model, |ui, model| draw_patterns(ui, model, &patterns));
        assert!(said.contains("Page 2 of 2") && said.contains("All 9 answers are the same"), "{said}");
        assert!(said.contains("within 0:24 min") && said.contains("Everything was answered in 1:05 min"), "{said}");
        assert_eq!(drawn_alone(&model, |ui, model| draw_patterns(ui, model, &[])), "");
    }
}
