//! What will be sealed and sent, and where: everything that a sealed file claims has its words here.

use sealform_protocol::{Control, GroupKind, Node, Snapshot};
use sealform_types::Json;
use yew::prelude::*;

use crate::context::UiContext;
use crate::element::{self, item, paragraph, row, tag};
use crate::messages::{Catalogue, SummaryWords, fill};
use crate::view_model::ViewModel;
use crate::{Target, TargetPlace};

/// Claims of a sealed file, in the order in which they are told; those of one line are told together.
///
/// A claim that is missing here would be sealed without a word.
pub const CLAIMS: [&[&str]; 13] = [
    &["questionnaire"],
    &["answers"],
    &["repeats"],
    &["attachments"],
    &["score"],
    &["outcome"],
    &["assignment_token"],
    &["facts"],
    &["clock"],
    &["audit"],
    &["locale", "form_locale"],
    &["jti", "typ", "v", "engine"],
    &["key"],
];

pub(super) fn draw(ui: &UiContext, model: &ViewModel, targets: &[Target]) -> Html {
    let words = &ui.words.summary;
    let to = targets.iter().map(|target| item(&destination(words, target)));
    let lines = CLAIMS.iter().filter_map(|claims| line(ui.words, model, claims.first()?));
    let sent = tag("ul").list(lines.map(|line| item(&line)).collect()).child(item(words.sent_signature));
    let receivers = match targets.is_empty() {
        true => paragraph("", words.to_nobody),
        false => row(vec![paragraph("", words.where_to), tag("ul").class("targets").list(to.collect()).draw()]),
    };
    tag("section")
        .part("sent")
        .child(element::heading(None, words.sent_title))
        .child(sent.draw())
        .child(receivers)
        .draw()
}

/// Where a sealed file goes, and that nobody reads it on the way.
fn destination(words: &SummaryWords, target: &Target) -> String {
    let to = match &target.place {
        TargetPlace::Page => words.to_page.to_owned(),
        TargetPlace::Webhook { host } => fill(words.to_server, &[host]),
    };
    if target.is_encrypted { fill(words.to_encrypted, &[&to]) } else { to }
}

/// What is said of a claim; nothing where the form has nothing of it.
fn line(words: &Catalogue, model: &ViewModel, claim: &str) -> Option<String> {
    let said = &words.summary;
    let form = &model.snapshot.form;
    let own = |sentence: &str| Some(sentence.to_owned());
    match claim {
        "questionnaire" => Some(fill(said.sent_form, &[&form.title, &form.version])),
        "answers" => Some(words.counted(&said.sent_answers, count_answers(model), "")),
        "repeats" => own(said.sent_repeats).filter(|_| has_repeats(&model.snapshot)),
        "attachments" => {
            let names: Vec<String> = names_of_files(model).iter().filter_map(Json::as_str).map(str::to_owned).collect();
            (!names.is_empty()).then(|| fill(said.sent_attachments, &[&names.join(", ")]))
        }
        "score" => own(said.sent_score).filter(|_| model.snapshot.score.is_some()),
        "outcome" => own(said.sent_outcome),
        "assignment_token" => own(said.sent_assignment),
        "facts" => own(said.sent_facts),
        "clock" => own(said.sent_clock),
        "audit" => own(said.sent_audit),
        "locale" => own(said.sent_languages),
        "jti" => own(said.sent_identity),
        "key" => own(said.sent_key),
        _ => None,
    }
}

/// How many answers are sealed, whoever has given them.
fn count_answers(model: &ViewModel) -> u32 {
    let mut count = 0;
    for (_, page) in model.relevant_pages() {
        model.snapshot.visit_questions(&page.children, &mut |view| {
            let takes_answer = !matches!(view.control, Control::Note | Control::Calculate);
            count += u32::from(view.relevant && takes_answer && view.value != Json::Null);
        });
    }
    count
}

fn has_repeats(snapshot: &Snapshot) -> bool {
    let is_repeat = |node: &Node| matches!(node, Node::Group(group) if group.kind == GroupKind::Repeat);
    snapshot.nodes.values().any(is_repeat)
}

/// The names of the attachments, which travel beside the file.
pub(super) fn names_of_files(model: &ViewModel) -> Vec<Json> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::tests::every_catalogue;

    #[test]
    fn what_only_its_recipient_can_read_is_said_to_be_encrypted_in_every_language() {
        let place = || TargetPlace::Webhook { host: "agency.example/in".to_owned() };
        let to = |is_encrypted| Target { id: "agency".to_owned(), place: place(), is_encrypted };
        for words in every_catalogue() {
            let [open, encrypted] = [false, true].map(|is_encrypted| destination(&words.summary, &to(is_encrypted)));
            assert!(open.contains("agency.example/in"), "{}: {open}", words.tag);
            assert!(encrypted.starts_with(&open) && encrypted.len() > open.len() + 8, "{}: {encrypted}", words.tag);
            assert!(!encrypted.contains('{'), "{}: {encrypted}", words.tag);
        }
    }

    #[test]
    fn every_claim_of_a_bare_form_has_words_of_its_own() {
        let model = crate::view_model::ViewModel::new(crate::view_model::tests::form(&["a"]), None);
        for words in every_catalogue() {
            let lines = CLAIMS.iter().map(|claims| line(words, &model, claims.first().expect("a claim")));
            let mut said: Vec<String> = lines.flatten().collect();
            // Nothing repeats, is attached or scored.
            assert_eq!(said.len(), CLAIMS.len() - 3, "{}: {said:?}", words.tag);
            assert!(said.iter().all(|line| !line.is_empty() && !line.contains('{')), "{}: {said:?}", words.tag);
            said.sort();
            said.dedup();
            assert_eq!(said.len(), CLAIMS.len() - 3, "{}: two claims sound alike", words.tag);
        }
    }
}
