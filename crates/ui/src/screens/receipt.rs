//! After sealing: the file, its fingerprint, and its way.

use yew::prelude::*;

use super::{HEADING, heading, score};
use crate::face::{Face, Message};
use crate::messages::ReceiptWords;
use crate::owner::Owner;
use crate::parts::{self, button, paragraph};
use crate::time::moment_text;
use crate::value::moment_words;
use crate::{DeliveryState, ReceiptView, Target};

pub(super) fn draw(face: &Face, owner: &Owner) -> Html {
    let Some(receipt) = &owner.receipt else { return Html::default() };
    let words = &face.words.receipt;
    let (host, jti) = (face.host.clone(), receipt.jti.clone());
    let download = Callback::from(move |_: MouseEvent| host.download(&jti));
    html! {
        <section class="page receipt" part="page" aria-labelledby={HEADING} key="receipt">
            { heading(words.title) }
            { paragraph("lead", words.hint) }
            { draw_facts(face, receipt) }
            <div class="buttons">
                { button("button primary", None, words.download, download) }
            </div>
            { draw_deliveries(face, receipt) }
            if let Some(sheet) = &owner.snapshot.score {
                { score::draw(face, sheet) }
            }
            <div class="buttons">
                { button("button", None, words.another, face.click(|| Message::StartOver)) }
            </div>
        </section>
    }
}

fn draw_facts(face: &Face, receipt: &ReceiptView) -> Html {
    let words = &face.words.receipt;
    let kilobytes = [&face.words.decimal(&kilobytes(receipt.bytes)), "\u{a0}kB"].concat();
    html! {
        <dl class="facts" part="receipt">
            <dt>{ words.file }</dt>
            <dd><span class="file">{ &receipt.file_name }</span>{ " " }<span class="why">{ kilobytes }</span></dd>
            <dt>{ words.sealed_at }</dt>
            <dd>{ moment_words(face.words, &moment_text(&receipt.sealed_at)) }</dd>
            <dt>{ words.fingerprint }</dt>
            <dd><code>{ &receipt.sha256 }</code></dd>
            <dt>{ words.signer }</dt>
            <dd><code>{ &receipt.signer }</code></dd>
        </dl>
    }
}

fn draw_deliveries(face: &Face, receipt: &ReceiptView) -> Html {
    if receipt.deliveries.is_empty() {
        return Html::default();
    }
    let words = &face.words.receipt;
    let lines = receipt.deliveries.iter().map(|(target, state)| {
        let to = match target {
            Target::Page => words.page,
            Target::Webhook { host } => host,
        };
        html! { <li class={state_class(*state)}><span>{ to }</span>{ " " }<strong>{ state_word(words, *state) }</strong></li> }
    });
    let waiting = receipt.deliveries.iter().any(|(_, state)| {
        matches!(
            state,
            DeliveryState::Queued | DeliveryState::Blocked | DeliveryState::Dead | DeliveryState::Unconfirmed
        )
    });
    let (host, jti) = (face.host.clone(), receipt.jti.clone());
    let retry = Callback::from(move |_: MouseEvent| host.retry_delivery(&jti));
    html! {
        <section class="deliveries" part="deliveries">
            { parts::heading(None, words.delivery) }
            <ul>{ for lines }</ul>
            if waiting {
                { button("button", None, words.retry, retry) }
            }
        </section>
    }
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
