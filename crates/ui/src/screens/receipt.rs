//! After sealing: the file, its fingerprint, and its way.

use sealform_protocol::{Control, DeliveryState};
use sealform_types::Json;
use yew::prelude::*;

use super::{heading, score, screen};
use crate::context::{Message, UiContext};
use crate::controls::draw_attached;
use crate::element::{self, button, paragraph, span, tag};
use crate::frame::show_device;
use crate::messages::ReceiptWords;
use crate::time::moment_text;
use crate::value::moment_words;
use crate::view_model::ViewModel;
use crate::{ReceiptView, Target};

pub(super) fn draw(ui: &UiContext, model: &ViewModel) -> Html {
    let Some(receipt) = &model.receipt else { return Html::default() };
    let words = &ui.words.receipt;
    let (host, jti) = (ui.host.clone(), receipt.jti.clone());
    let download = Callback::from(move |_: Event| host.download(&jti));
    let buttons = |button: Html| tag("div").class("buttons").child(button).draw();
    let (title, hint) = if receipt.kept { (words.title, words.hint) } else { (words.title_unkept, words.hint_unkept) };
    let score = model.snapshot.score.as_ref().map(|sheet| score::draw(ui, sheet));
    screen("page receipt", "receipt")
        .child(heading(title))
        .child(paragraph("lead", hint))
        .child(draw_facts(ui, receipt))
        .child(buttons(button("button primary", None, words.download, download)))
        .child(draw_attached(ui, attached(model)))
        .child(draw_deliveries(ui, receipt))
        .child(score.unwrap_or_default())
        .child(buttons(button("button", None, words.another, ui.click(|| Message::StartOver))))
        .child(button("link", None, ui.words.form.device, show_device(ui)))
        .draw()
}

/// The names of the attachments, which travel beside the file.
fn attached(model: &ViewModel) -> Vec<Json> {
    let mut names = Vec::new();
    for (_, page) in model.relevant_pages() {
        model.snapshot.visit_questions(&page.children, &mut |view| {
            if view.relevant && matches!(view.control, Control::File { .. }) {
                names.extend_from_slice(view.value.as_array().unwrap_or_default());
            }
        });
    }
    names
}

fn draw_facts(ui: &UiContext, receipt: &ReceiptView) -> Html {
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
    let mut list = tag("dl").class("facts").set("part", "receipt");
    for (name, fact) in facts {
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
        let to = match target {
            Target::Page => words.page,
            Target::Webhook { host } => host,
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
