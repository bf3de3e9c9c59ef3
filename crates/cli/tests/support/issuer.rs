//! The agency of the tests that assign: its key, its trust document, and what it issues by default.

use sealform_submission::TrustDocument;

use crate::support::{Desk, Ran};

/// Its name.
pub const AGENCY: &str = "https://agency.example";
const TEMPLATE: &str = r#"{"visit":{"days":[1,2,3,4,5],"hours":[["09:00","15:00"]],"tz":"Europe/Oslo"},
    "attempts":{"max":2,"wait":300,"different_days":true},"submit_by":"2026-12-20T12:00:00+01:00",
    "scenarios":[{"id":"insure","text":"You have bought a boat."},{"id":"claim","text":"Your cellar is wet."}]}"#;

/// A desk with the agency's key and its trust document.
pub fn agency() -> Desk {
    let desk = Desk::new();
    let ran = desk.run(&["keygen", "--issuer", AGENCY, "-o", "agency.jwk", "--trust", "trust.json"]).ends(0);
    ran.says("agency.jwk: private key, thumbprint ").says("trust.json: the key signs for the agency");
    desk.file("template.json", TEMPLATE);
    desk
}

/// What `assign` says with its key and its history.
pub fn assign(desk: &Desk, more: &[&str]) -> Ran {
    desk.run(&[&["assign", "-k", "agency.jwk", "--history", "history.ndjson"], more].concat())
}

/// Whom it trusts.
pub fn trust(desk: &Desk) -> TrustDocument {
    TrustDocument::parse(&desk.read("trust.json")).expect("a trust document")
}
