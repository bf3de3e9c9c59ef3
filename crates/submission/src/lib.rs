//! Sealed submissions: two-step signing, verification, and the documents of an agency ([`agency`]).
//!
//! The way of the data, outward: [`Claims`] say what was answered; [`Claims::to_payload`] writes them as
//! canonical JSON; [`Unsigned`] names the bytes to sign; any ES256 signer signs them; [`Unsigned::attach`] gives
//! the [`SealedFile`]. And back, with the feature `verify`: [`UnverifiedSubmission::parse`] checks the form,
//! [`UnverifiedSubmission::verify`] the signature, the claims and the [`Trust`]; only a [`VerifiedSubmission`]
//! hands out answers.
//!
//! Nothing here reads a clock, a network or a source of randomness: moments, keys and identities arrive as values.
//!
//! # Example
//! ```
//! # #[cfg(feature = "verify")] {
//! use chrono::DateTime;
//! use sealform_submission::{
//!     Claims, Clock, Jti, KeyClaim, KeyStorage, Outcome, QuestionnaireRef, SoftKey, Trust, Unsigned,
//!     UnverifiedSubmission,
//! };
//! use sealform_types::digest;
//!
//! let moment = DateTime::parse_from_rfc3339("2026-11-16T10:00:00+01:00").unwrap();
//! let form = QuestionnaireRef { id: "visit".into(), version: "1".into(), sha256: digest(b"the form") };
//! let clock = Clock { started: moment, sealed: moment, tz: "Europe/Oslo".into(), mono_ms: 0, skew_hint: None, back_ms: None };
//! let key_claim = KeyClaim { storage: KeyStorage::Soft, created: moment };
//! let claims = Claims::new(Jti::from_random([7; 16]), form, Outcome::completed(), clock, key_claim);
//!
//! let key = SoftKey::from_bytes(&[7; 32]).unwrap();
//! let unsigned = Unsigned::new(claims.to_payload().unwrap(), key.public());
//! let signature = key.sign(unsigned.signing_input());
//! let file = unsigned.attach(&signature).unwrap();
//!
//! let verified = UnverifiedSubmission::parse(file.bytes()).unwrap().verify(&Trust::None).unwrap();
//! assert_eq!(verified.claims().jti, *file.jti());
//!
//! let mut damaged = file.bytes().to_vec();
//! damaged[20] ^= 1;
//! assert!(UnverifiedSubmission::parse(&damaged).and_then(|read| read.verify(&Trust::None)).is_err());
//! # }
//! ```

#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::unreachable,
        clippy::string_slice
    )
)]
#![deny(clippy::wildcard_enum_match_arm)]

#[cfg(feature = "verify")]
pub mod agency;
pub mod audit;
mod base64url;
mod claims;
mod jwk;
mod seal;

#[cfg(feature = "verify")]
mod error;
#[cfg(feature = "verify")]
mod header;
#[cfg(feature = "open")]
pub mod jwe;
#[cfg(feature = "verify")]
pub mod jws;
#[cfg(feature = "verify")]
mod soft_key;
#[cfg(feature = "verify")]
mod token;
#[cfg(feature = "verify")]
mod trust;
#[cfg(feature = "verify")]
mod verify;

pub use claims::{
    Attachment, ClaimError, Claims, Clock, Jti, KeyClaim, KeyStorage, LanguageTag, Outcome, Previous, QuestionnaireRef,
};
pub use jwk::{JwkError, JwkSet, PublicJwk, Thumbprint};
pub use seal::{MAX_FILE_BYTES, Payload, SealError, SealedFile, Unsigned};

#[cfg(feature = "verify")]
pub use error::{ClaimsFault, FileFault, HeaderFault, PayloadFault, SignatureFault, TrustFault, VerifyError};
#[cfg(feature = "verify")]
pub use soft_key::SoftKey;
#[cfg(feature = "verify")]
pub use trust::{Trust, TrustDocument};
#[cfg(feature = "verify")]
pub use verify::{Signer, TrustLevel, UnverifiedSubmission, VerifiedSubmission};
