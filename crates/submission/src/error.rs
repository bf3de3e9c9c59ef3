//! Why a file was refused. Each kind of refusal is its own type; each carries a code, a sentence, a place and a hint.

use std::fmt;

use sealform_types::canonical::{self, JcsError};
use sealform_types::{Finding, Json, JsonError, Place};

/// Why a file is not a sealed submission that can be believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VerifyError {
    /// The file is not the canonical JSON of a flattened JWS.
    File(FileFault),
    /// The protected header is not the one that a submission has.
    Header(HeaderFault),
    /// The signature does not fit.
    Signature(SignatureFault),
    /// The signature fits, but what was signed is not canonical.
    Payload(PayloadFault),
    /// What was signed is canonical, but it is not the claims of a submission.
    Claims(ClaimsFault),
    /// The file is intact, but who sealed it is not trusted.
    Trust(TrustFault),
}

macro_rules! faults {
    ($($(#[$doc:meta])* $name:ident => $variant:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name(Box<Finding>);

        impl $name {
            /// Code, sentence, place and hint.
            pub fn finding(&self) -> &Finding {
                &self.0
            }
        }

        impl From<Finding> for $name {
            fn from(finding: Finding) -> Self {
                Self(Box::new(finding))
            }
        }

        impl From<Box<Finding>> for $name {
            fn from(finding: Box<Finding>) -> Self {
                Self(finding)
            }
        }

        impl From<$name> for VerifyError {
            fn from(fault: $name) -> Self {
                Self::$variant(fault)
            }
        }
    )*};
}

faults! {
    /// A file that is not the canonical JSON of a flattened JWS.
    FileFault => File;
    /// A protected header that a submission does not have.
    HeaderFault => Header;
    /// A signature that does not fit.
    SignatureFault => Signature;
    /// Signed bytes that are not canonical.
    PayloadFault => Payload;
    /// A signer who is not trusted.
    TrustFault => Trust;
}

/// Claims that are not those of a submission: at least one finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimsFault {
    first: Box<Finding>,
    others: Vec<Finding>,
}

impl ClaimsFault {
    /// All findings, as they were found.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        std::iter::once(&*self.first).chain(&self.others)
    }

    /// Moves the places of some findings from the payload's own root to the file's.
    pub(crate) fn in_payload(findings: impl IntoIterator<Item = Finding>) -> Option<Self> {
        let mut moved = findings.into_iter().map(|mut finding| {
            finding.place.pointer.insert_str(0, "/payload");
            finding
        });
        let first = Box::new(moved.next()?);
        Some(Self { first, others: moved.collect() })
    }
}

impl VerifyError {
    /// The first finding: code, sentence, place and hint.
    pub fn finding(&self) -> &Finding {
        match self {
            Self::File(fault) => fault.finding(),
            Self::Header(fault) => fault.finding(),
            Self::Signature(fault) => fault.finding(),
            Self::Payload(fault) => fault.finding(),
            Self::Claims(fault) => &fault.first,
            Self::Trust(fault) => fault.finding(),
        }
    }

    /// All findings. Only faulty claims give more than one.
    pub fn findings(&self) -> Vec<Finding> {
        match self {
            Self::Claims(fault) => fault.findings().cloned().collect(),
            Self::File(_) | Self::Header(_) | Self::Signature(_) | Self::Payload(_) | Self::Trust(_) => {
                vec![self.finding().clone()]
            }
        }
    }

    /// The stable code, for example `seal/signature`.
    pub fn code(&self) -> &'static str {
        self.finding().code
    }
}

impl From<VerifyError> for Finding {
    fn from(error: VerifyError) -> Self {
        error.finding().clone()
    }
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let finding = self.finding();
        write!(f, "{} at {}", finding.message, finding.place)
    }
}

impl std::error::Error for VerifyError {}

pub(crate) fn finding(code: &'static str, message: impl Into<String>, at: &str, hint: &str) -> Finding {
    Finding::error(code, message, Place::at(at)).hint(hint)
}

/// Parses the JSON of `what`, which stands at `at`; the place keeps line and column of the text itself.
pub(crate) fn parse_json(
    bytes: &[u8],
    what: &str,
    code: &'static str,
    at: &str,
    hint: &str,
) -> Result<Json, Box<Finding>> {
    Json::parse(bytes).map_err(|error| unreadable(error, what, code, at, hint))
}

/// The same of what has to be canonical; and whether it is.
pub(crate) fn parse_sealed(
    bytes: &[u8],
    what: &str,
    code: &'static str,
    at: &str,
    hint: &str,
) -> Result<(Json, Result<bool, JcsError>), Box<Finding>> {
    canonical::parse_sealed(bytes).map_err(|error| unreadable(error, what, code, at, hint))
}

fn unreadable(error: JsonError, what: &str, code: &'static str, at: &str, hint: &str) -> Box<Finding> {
    let JsonError { fault, line, column } = error;
    let mut place = Place::at(at);
    place.line = u32::try_from(line).ok().filter(|line| *line > 0);
    place.columns = u32::try_from(column).ok().filter(|column| *column > 0).map(|column| (column, column + 1));
    Box::new(Finding::error(code, format!("{what} cannot be read: {fault}"), place).hint(hint))
}

/// The finding for a tree that has no canonical form, at its place under `at`.
pub(crate) fn not_canonical(code: &'static str, at: &str, error: JcsError) -> Finding {
    Finding::error(code, error.fault.message(), Place::at(format!("{at}{}", error.pointer))).hint(error.fault.hint())
}
