//! An event of the audit chain, as a file lists it.

use sealform_types::{Findings, Json, QuestionPath};

use super::fields::{At, Fields};

/// Whether this is an event: a moment, a word, and perhaps a question.
#[cfg(feature = "verify")]
pub(crate) fn is_event(value: &Json) -> bool {
    let mut findings = Findings::default();
    read_event(value, &At::Claims, &mut findings);
    findings.is_empty()
}

/// Reads an event; what is wrong is a finding.
pub(super) fn read_event(value: &Json, at: &At<'_>, findings: &mut Findings) -> Option<()> {
    let mut fields = Fields::open(value, at, &["at", "do", "path"], findings)?;
    fields.moment("at");
    fields.text_there("do");
    fields.maybe("path")?;
    fields.read("path", "the path of a question", |value| QuestionPath::is_path(value.as_str()?).then_some(()))
}
