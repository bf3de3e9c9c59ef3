//! After sealing: the file, its fingerprint, and its way.

use sealform_protocol::DeliveryState;
use sealform_types::Level;
use yew::prelude::*;

use super::sent::names_of_files;
use super::{ANOTHER, LEAVING, heading, score, screen};
use crate::context::{Message, UiContext};
use crate::controls::draw_attached;
use crate::element::{self, button, paragraph, span, tag};
use crate::frame::show_device;
use crate::messages::ReceiptWords;
use crate::time::moment_text;
use crate::value::moment_words;
use crate::view_model::ViewModel;
use crate::{ReceiptView, TargetPlace};

pub(super) fn draw(ui: &UiContext, model: &ViewModel) -> Html {
    let Some(receipt) = &model.receipt else { return Html::default() };
    let words = &ui.words.receipt;
    let (host, jti, dispatch) = (ui.host.clone(), receipt.jti.clone(), ui.dispatch.clone());
    let download = Callback::from(move |_: Event| {
        host.download(&jti);
        dispatch.emit(Message::Downloaded);
    });
    let buttons = |button: Html| tag("div").class("buttons").child(button).draw();
    let (title, hint) = match (receipt.kept, model.is_downloaded) {
        (true, _) => (words.title, words.hint),
        (false, true) => (words.title_unkept, words.hint),
        (false, false) => (words.title_unkept, words.hint_unkept),
    };
    let score = model.snapshot.score.as_ref().map(|sheet| score::draw(ui, sheet));
    screen("page receipt", "receipt")
        .child(heading(title))
        .child(paragraph("lead", hint))
        .child(draw_facts(ui, model, receipt))
        .child(buttons(button("button primary", None, words.download, download)))
        .child(draw_attached(ui, names_of_files(model)))
        .child(draw_deliveries(ui, receipt))
        .child(score.unwrap_or_default())
        .child(draw_leave(ui, model, receipt))
        .child(button("link", None, ui.words.form.device, show_device(ui)))
        .draw()
}

/// The way to a new form. A file that is saved nowhere would be lost by it: that is asked first.
fn draw_leave(ui: &UiContext, model: &ViewModel, receipt: &ReceiptView) -> Html {
    let words = &ui.words.receipt;
    let is_lost = !receipt.kept && !model.is_downloaded;
    let row = |row: Html| tag("div").class("buttons").child(row).draw();
    if !is_lost {
        return row(button("button", Some(ANOTHER), words.another, ui.click(|| Message::StartOver)));
    }
    if !model.asks_leaving {
        return row(button("button", Some(ANOTHER), words.another, ui.click(|| Message::AskLeaving(true))));
    }
    let keep = button("button", Some(LEAVING), ui.words.form.back, ui.click(|| Message::AskLeaving(false)));
    let leave = button("button quiet", None, words.leave, ui.click(|| Message::StartOver));
    tag("div")
        .part("fault")
        .set("role", "alert")
        .child(paragraph("", words.leave_unkept))
        .child(row(element::row(vec![keep, leave])))
        .draw()
}

fn draw_facts(ui: &UiContext, model: &ViewModel, receipt: &ReceiptView) -> Html {
    let words = &ui.words.receipt;
    let kilobytes = [&ui.words.decimal(&kilobytes(receipt.bytes)), "\u{a0}kB"].concat();
    let file = element::row(vec![span("file", &receipt.file_name), element::words(" "), span("why", &kilobytes)]);
    let code = |text: &str| tag("code").text(text).draw();
    let facts = [
        (words.file, file),
        (words.sealed_at, element::words(&moment_words(ui.words, &moment_text(&receipt.sealed_at)))),
        (words.fingerprint, code(&receipt.sha256)),
        (words.signer, code(&receipt.signer)),
    ];
    // Whoever receives the file sees them, too.
    let remarks = model.all_points(Level::Warn).len();
    let remarks = (remarks > 0).then(|| (words.remarks, element::words(&remarks.to_string())));
    let mut list = tag("dl").class("facts").set("part", "receipt");
    for (name, fact) in facts.into_iter().chain(remarks) {
        list = list.child(tag("dt").text(name).draw()).child(tag("dd").child(fact).draw());
    }
    list.draw()
}

fn draw_deliveries(ui: &UiContext, receipt: &ReceiptView) -> Html {
    if receipt.deliveries.is_empty() {
        return Html::default();
    }
    let words = &ui.words.receipt;
    let lines = receipt.deliveries.iter().map(|(target, state)| {
        let to = match &target.place {
            TargetPlace::Page => words.page,
            TargetPlace::Webhook { host } => host,
        };
        let state = tag("li")
            .class(state_class(*state))
            .child(tag("span").text(to).draw())
            .text(" ")
            .child(tag("strong").text(state_word(words, *state)).draw());
        state.draw()
    });
    let waiting = receipt.deliveries.iter().any(|(_, state)| {
        matches!(
            state,
            DeliveryState::Queued | DeliveryState::Blocked | DeliveryState::Dead | DeliveryState::Unconfirmed
        )
    });
    let (host, jti) = (ui.host.clone(), receipt.jti.clone());
    let retry = Callback::from(move |_: Event| host.retry_delivery(&jti));
    tag("section")
        .part("deliveries")
        .child(element::heading(None, words.delivery))
        .child(tag("ul").list(lines.collect()).draw())
        .child_if(waiting, || button("button", None, words.retry, retry))
        .draw()
}

/// What a state is called.
pub(crate) fn state_word(words: &ReceiptWords, state: DeliveryState) -> &'static str {
    match state {
        DeliveryState::Queued => words.queued,
        DeliveryState::Sending => words.sending,
        DeliveryState::Delivered => words.delivered,
        DeliveryState::Unconfirmed => words.unconfirmed,
        DeliveryState::Blocked => words.blocked,
        DeliveryState::Dead => words.dead,
    }
}

fn state_class(state: DeliveryState) -> &'static str {
    match state {
        DeliveryState::Delivered => "done",
        DeliveryState::Queued | DeliveryState::Sending | DeliveryState::Unconfirmed => "waiting",
        DeliveryState::Blocked | DeliveryState::Dead => "failed",
    }
}

/// A length in kilobytes with one decimal, without floating point.
fn kilobytes(bytes: u32) -> String {
    let tenths = bytes.div_ceil(100);
    [&(tenths / 10).to_string(), ".", &(tenths % 10).to_string()].concat()
}
