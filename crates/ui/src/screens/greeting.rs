//! What is said above the first questions: what there is to do, or where a draft was left.

use yew::prelude::*;

use super::page_title;
use crate::context::UiContext;
use crate::element::{paragraph, tag};
use crate::messages::fill;
use crate::time::hour_minute;
use crate::value::day_words;
use crate::view_model::{Greeting, Marks, Saved, Tally, ViewModel};

pub(super) fn draw(ui: &UiContext, model: &ViewModel, all: Tally) -> Html {
    let words = &ui.words.form;
    let place = tag("div").part("greeting").set("lang", ui.words.tag);
    match model.greeting {
        Greeting::None => Html::default(),
        Greeting::WelcomeBack(left) => {
            let when = [&day_words(ui.words, &left, &ui.host.now()), ", ", &hour_minute(&left)].concat();
            place.child(paragraph("", &fill(words.welcome_back, &[&when, &title(ui, model)]))).draw()
        }
        Greeting::Welcome => {
            let rule = match ui.marks {
                Marks::Optional => words.marks_optional,
                Marks::Required => words.marks_required,
            };
            // Where nothing can be kept, that is said above.
            let keeps = if matches!(model.saved, Saved::Failed(_)) { "" } else { words.keeps };
            place
                .child(paragraph("", &extent(ui, model, all)))
                .child(paragraph("", rule))
                .child(paragraph("", &[keeps, " ", words.sends_later].concat()))
                .draw()
        }
    }
}

/// The page at hand, as its heading calls it.
fn title(ui: &UiContext, model: &ViewModel) -> String {
    let mut pages = model.relevant_pages().enumerate();
    let here = pages.find(|(_, (index, _))| *index == model.page_index());
    here.map_or_else(String::new, |(at, (_, page))| page_title(ui, page, at + 1, model.relevant_pages().count()))
}

/// How much there is to do. Before the form is there nobody knows, and the line is kept free.
fn extent(ui: &UiContext, model: &ViewModel, all: Tally) -> String {
    if !ui.knows_counts() {
        return "\u{a0}".to_owned();
    }
    let words = &ui.words.form;
    let takes = ui.words.counted(&words.takes, all.minutes().max(1), "");
    match u32::try_from(model.relevant_pages().count()) {
        Ok(pages @ 2..) if !model.is_one_page() => [&takes, " · ", &ui.words.counted(&words.pages, pages, "")].concat(),
        Ok(_) | Err(_) => takes,
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::first_page::tests::drawn_alone;
    use crate::view_model::tests::form;

    #[test]
    fn whoever_comes_back_on_another_day_is_told_at_which_page_they_were() {
        let at = |text: &str| DateTime::parse_from_rfc3339(text).expect("a moment");
        let mut snapshot = form(&["a", "b"]);
        snapshot.position.page = 1;
        let mut model = ViewModel::new(snapshot, None);
        model.resume(at("2026-11-24T16:40:00+01:00"), at("2026-11-27T09:00:00+01:00"));
        let said = drawn_alone(&model, |ui, model| draw(ui, model, Tally::default()));
        assert!(said.contains("You stopped at “Page 2 of 2”") && said.contains("16:40"), "{said}");
    }
}
