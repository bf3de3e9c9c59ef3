//! The documents of an agency: whatever is damaged is refused with its code and place, and what is written is read back.

mod enrolments;
/// What the tests across crates forge with.
#[allow(dead_code, reason = "a part of it is used here")]
#[path = "../../../../tests/support/forge.rs"]
mod forge;
mod properties;
mod receipts;
mod tokens;
mod trust;

use sealform_submission::SoftKey;
use sealform_submission::agency::{AgencyDocument, AgencyFault, UnsignedDocument};
use sealform_types::Json;

use forge::edit;

/// A tree in which one member was replaced, added, or taken out (`value` empty).
fn edited(tree: &Json, pointer: &str, value: &str) -> Json {
    let mut tree = tree.clone();
    let value =
        (!value.is_empty()).then(|| Json::parse(value.as_bytes()).unwrap_or_else(|error| panic!("{error}: {value}")));
    edit(&mut tree, pointer, value);
    tree
}

/// Signs a document as the product does.
fn signed(document: AgencyDocument, body: &Json, key: &SoftKey) -> String {
    let unsigned = UnsignedDocument::new(document, body, &key.public()).expect("a document that can be signed");
    unsigned.attach(&key.sign(unsigned.signing_input())).expect("64 bytes")
}

/// What is reported: the codes with their places.
fn reported(fault: &AgencyFault) -> Vec<(String, String)> {
    fault
        .findings()
        .map(|finding| {
            assert!(!finding.message.is_empty() && finding.hint.is_some(), "{finding}");
            (finding.code.to_owned(), finding.place.pointer.clone())
        })
        .collect()
}

#[track_caller]
fn expect_only(fault: &AgencyFault, code: &str, at: &str, what: &str) {
    assert_eq!(reported(fault), [(code.to_owned(), at.to_owned())], "{what}");
}
