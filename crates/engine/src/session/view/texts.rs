//! Texts and media in the language shown.

use sealform_protocol::MediumView;
use sealform_questionnaire::{Fallback, Text};
use sealform_types::VecMap;

use crate::graph::InstanceId;
use crate::program::TextSpec;
use crate::session::form::Form;

/// Pictures and sounds in the language shown.
pub(super) fn media(form: &Form, media: &VecMap<String, Text>) -> Vec<MediumView> {
    media.iter().map(|(kind, text)| MediumView { kind: kind.clone(), file: form.plain(text).to_owned() }).collect()
}

/// A text in the language shown, and the language it is really in, where that is another.
pub(super) fn words(form: &Form, spec: &TextSpec, instance: InstanceId) -> (String, Option<String>) {
    let fallback = form.fallback();
    let (text, stands_in) = spec.text.in_language(&form.draft().language, fallback);
    let language = match stands_in {
        Fallback::No => None,
        Fallback::Yes if spec.text.0.contains_key(fallback) => Some(fallback.to_owned()),
        Fallback::Yes => spec.text.0.keys().next().cloned(),
    };
    match spec.filled {
        None => (text.to_owned(), language),
        Some(slot) => (form.graph.get(slot, instance).to_text(), language),
    }
}
