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
    let (reader, jti) = (ui.host.clone(), receipt.jti.clone());
    let read = Callback::from(move |_: Event| reader.show_report(&jti));
    let (sharer, jti) = (ui.host.clone(), receipt.jti.clone());
    let share = Callback::from(move |_: Event| sharer.share(&jti));
    let hand_out = tag("div")
        .class("buttons")
        .child(button("button primary", None, words.download, download))
        .child_if(ui.host.shares(), || button("button", None, words.share, share))
        .child(button("button", None, words.read, read))
        .child_if(model.is_downloaded, || tag("span").class("handed").set("role", "status").text(words.saved).draw());
    let (title, hint) = match (receipt.kept, model.is_downloaded) {
        (true, _) => (words.title, words.hint),
        (false, true) => (words.title_unkept, words.hint),
        (false, false) => (words.title_unkept, words.hint_unkept),
    };
    let score = model.snapshot.score.as_ref().map(|sheet| score::draw(ui, sheet));
    screen("page receipt", "receipt")
        .child(heading(title))
        .child(paragraph("lead", hint))
        .child(draw_report(ui, model, receipt))
        .child(hand_out.draw())
        .child(draw_facts(ui, receipt))
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

/// What was signed, and the seal on it.
fn draw_report(ui: &UiContext, model: &ViewModel, receipt: &ReceiptView) -> Html {
    let words = &ui.words.receipt;
    let form = &model.snapshot.form;
    let called = form.instance_name.as_ref().unwrap_or(&form.title);
    let at = [words.sealed_at, ": ", &moment_words(ui.words, &moment_text(&receipt.sealed_at))].concat();
    // Whoever receives the file sees them, too.
    let remarks = model.all_points(Level::Warn).len();
    let remarks = || paragraph("", &[words.remarks, ": ", &remarks.to_string()].concat());
    tag("div")
        .part("report")
        .child(tag("p").class("name").with("lang", &form.language).text(called).draw())
        .child(paragraph("", &at))
        .child_if(!model.all_points(Level::Warn).is_empty(), remarks)
        .child(draw_seal(model.is_just_sealed))
        .draw()
}

/// A seal of wax; it is pressed on where the report was sealed before one's eyes.
fn draw_seal(is_pressed: bool) -> Html {
    let path = |class: &'static str, line: &'static str| tag("path").set("class", class).set("d", line).draw();
    tag("svg")
        .set("class", if is_pressed { "seal pressed" } else { "seal" })
        .set("part", "seal")
        .set("viewBox", "0 0 64 64")
        .set("aria-hidden", "true")
        .child(path("wax", "M32 3c6-2 9 4 14 5s10 2 12 8-1 9 1 15 5 9 1 15-9 4-13 8-7 9-14 8-9-4-15-5-10-2-12-8 1-9-1-15-4-10 0-15 9-4 13-8 8-6 14-8z"))
        .child(path("rim", "M32 13a19 19 0 1 0 .01 0z"))
        .child(path("rim tick", "m23 33 6.5 6.5L42 26"))
        .draw()
}

/// What proves it, for whoever asks.
fn draw_facts(ui: &UiContext, receipt: &ReceiptView) -> Html {
    let words = &ui.words.receipt;
    let kilobytes = [&ui.words.decimal(&kilobytes(receipt.bytes)), "\u{a0}kB"].concat();
    let file = element::row(vec![span("file", &receipt.file_name), element::words(" "), span("why", &kilobytes)]);
    let code = |text: &str| tag("code").text(text).draw();
    let facts = [(words.file, file), (words.fingerprint, code(&receipt.sha256)), (words.signer, code(&receipt.signer))];
    let mut list = tag("dl").class("facts").set("part", "receipt");
    for (name, fact) in facts {
        list = list.child(tag("dt").text(name).draw()).child(tag("dd").child(fact).draw());
    }
    let summary = tag("summary").text(words.details).draw();
    tag("details").part("guidance").child(summary).child(list.draw()).draw()
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
