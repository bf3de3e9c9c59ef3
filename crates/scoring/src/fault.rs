//! The one place where findings are made: every sentence comes as its parts, so that reporting costs its caller
//! nothing but a call.

use std::cmp::Ordering;
use std::fmt::Arguments;

use sealform_types::{Finding, Findings, Place, say, sort_permutation};

/// Reports what makes a key unusable.
#[cold]
#[inline(never)]
pub(crate) fn error(
    findings: &mut Findings,
    code: &'static str,
    message: Arguments<'_>,
    at: &str,
    hint: Arguments<'_>,
) {
    findings.push(Finding::error(code, words(message), Place::at(at)).hint(words(hint)));
}

/// Reports what leaves a key usable.
#[cold]
#[inline(never)]
pub(crate) fn warning(
    findings: &mut Findings,
    code: &'static str,
    message: Arguments<'_>,
    at: &str,
    hint: Arguments<'_>,
) {
    findings.push(Finding::warning(code, words(message), Place::at(at)).hint(words(hint)));
}

fn words(parts: Arguments<'_>) -> String {
    say!("{parts}")
}

/// For each of `count` things the last one before it that is its equal.
pub(crate) fn last_equal(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<Option<usize>> {
    let mut before = vec![None; count];
    for pair in sort_permutation(count, compare).windows(2) {
        if let [one, other] = *pair
            && compare(one, other) == Ordering::Equal
            && let Some(before) = before.get_mut(other)
        {
            *before = Some(one);
        }
    }
    before
}
