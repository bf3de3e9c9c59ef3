//! What went wrong outside the answers, in words.

use sealform_protocol::{ApplyError, SaveFault, SealFault};

use crate::messages::Catalogue;

/// Why the draft is not on disk.
pub(crate) fn save(words: &Catalogue, fault: SaveFault) -> &'static str {
    match fault {
        SaveFault::Full => words.faults.save_full,
        SaveFault::Denied => words.faults.save_denied,
        SaveFault::Failed => words.faults.save_failed,
    }
}

/// Why nothing was signed.
pub(crate) fn seal(words: &Catalogue, fault: SealFault) -> &'static str {
    match fault {
        SealFault::Open => words.faults.seal_open,
        SealFault::TooLarge => words.faults.seal_too_large,
        SealFault::NoKey => words.faults.seal_no_key,
        SealFault::NotKept => words.faults.seal_not_kept,
        SealFault::MissingFile => words.faults.seal_missing_file,
        SealFault::Failed => words.faults.seal_failed,
    }
}

/// Why the last change was not kept. Only a text that is too long can come from a person's hand;
/// the others are a page or a script that has fallen behind the form.
pub(crate) fn refused(words: &Catalogue, error: &ApplyError) -> &'static str {
    match error {
        ApplyError::TooLong { .. } => words.faults.too_long,
        ApplyError::UnknownPath { .. }
        | ApplyError::NotRelevant { .. }
        | ApplyError::ReadOnly { .. }
        | ApplyError::NoComment { .. }
        | ApplyError::WrongKind { .. }
        | ApplyError::UnknownChoice { .. }
        | ApplyError::UnknownLanguage { .. }
        | ApplyError::TooManyInstances { .. }
        | ApplyError::BadFact(_) => words.faults.refused,
    }
}
