//! Texts and media in the language shown.

use std::rc::Rc;

use sealform_expression::Val;
use sealform_protocol::{Mark, MarkKind, Markup, MediumView};
use sealform_questionnaire::{Fallback, Text};
use sealform_types::VecMap;

use crate::graph::InstanceId;
use crate::program::{InText, MarkSpec, MarkedText, TextMarks, TextSpec};
use crate::session::form::Form;

/// Pictures and sounds in the language shown.
pub(super) fn media(form: &Form, media: &VecMap<String, Text>) -> Vec<MediumView> {
    media.iter().map(|(kind, text)| MediumView { kind: kind.clone(), file: form.plain(text).to_owned() }).collect()
}

/// A text in the language shown, and the language it is really in, where that is another.
pub(in crate::session) fn words(form: &Form, spec: &TextSpec, instance: InstanceId) -> (String, Option<String>) {
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

/// What is marked in texts in the language shown: label, hint and guidance hint; `None` where nothing is.
pub(super) fn markup(form: &Form, texts: [Option<&TextSpec>; 3], instance: InstanceId) -> Option<Rc<Markup>> {
    if texts.iter().flatten().all(|text| text.marked.is_none()) {
        return None;
    }
    let [label, hint, guidance_hint] =
        texts.map(|text| text.map(|text| marks_of(form, text, instance)).unwrap_or_default());
    Some(Rc::new(Markup { label, hint, guidance_hint }))
}

/// What is marked in a text in the language shown.
pub(super) fn marks_of(form: &Form, text: &TextSpec, instance: InstanceId) -> Vec<Mark> {
    let Some(MarkedText { marks: of, starts }) = text.marked.as_deref() else { return Vec::new() };
    marks(form, of, starts.map(|slot| form.graph.get(slot, instance)), instance)
}

/// The same of marks that stand elsewhere. `starts` holds where its pieces begin, where answers are inserted.
pub(super) fn marks(form: &Form, marks: &TextMarks, starts: Option<&Val>, instance: InstanceId) -> Vec<Mark> {
    let by_language = marks.get(&form.draft().language).or_else(|| marks.get(form.fallback()));
    let Some(marks) = by_language.or_else(|| marks.values().next()).filter(|marks| !marks.is_empty()) else {
        return Vec::new();
    };
    let place = |InText { piece, at }: InText| match starts {
        Some(Val::Many(starts)) => at + starts.get(piece as usize).map_or(0, |start| start.to_number() as u32),
        Some(_) | None => at,
    };
    let mark = |spec: &MarkSpec| {
        let kind = match (&spec.kind, spec.address) {
            (MarkKind::Link { .. }, Some(slot)) => MarkKind::Link { address: form.graph.get(slot, instance).to_text() },
            (kind, _) => kind.clone(),
        };
        Mark { start: place(spec.from), end: place(spec.to), kind }
    };
    marks.iter().map(mark).collect()
}
