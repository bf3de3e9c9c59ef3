//! Sealed submissions: canonical JSON, two-step signing, verification.
