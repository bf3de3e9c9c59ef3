//! The documents of an agency: assignments, enrolments, receipts, and the trust document that says whose they are.
//!
//! An [`Assignment`] is read from a tree with every fault named, and written as canonical JSON; [`UnsignedDocument`] names the
//! bytes to sign and makes the compact JWS of a signature; [`UnverifiedDocument`] reads one back. An [`Enrolment`] is signed by
//! the very key that it brings; a [`Receipt`] says that a submission was received. [`TrustFile`] changes a trust document and keeps
//! what it does not know.
//!
//! Nothing here reads a clock or a source of randomness: identities, nonces and moments arrive as values.

mod assignment;
mod document;
mod enrolment;
mod fault;
mod members;
mod read;
mod receipt;
mod trust_file;
mod write;

pub use assignment::{Assignment, AttemptRules, Briefing, Contact, MAX_NAME_LETTERS, MAX_TEXT_LETTERS, Scenario, Site};
pub use document::{AgencyDocument, MAX_TOKEN_BYTES, UnsignedDocument, UnverifiedDocument, VerifiedDocument};
pub use enrolment::Enrolment;
pub use fault::AgencyFault;
pub use receipt::Receipt;
pub use sealform_types::{Hours, Visit};
pub use trust_file::{Changed, TrustFile};
