//! The numbers that stand in a key.

use sealform_types::{Findings, Json, write_double};

use crate::exact::Exact;
use crate::fault::error;

/// A number of a key: points, weights, limits, percentages. At most 6 fractional digits, at most
/// a million millions; in JSON a number or a text of plain digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Points(Exact);

/// Takes a number back that a key had before it was compiled.
impl From<Exact> for Points {
    fn from(number: Exact) -> Self {
        Self(number)
    }
}

impl Points {
    /// The most fractional digits.
    pub const MAX_PLACES: usize = 6;

    /// Reads one number that stands at the pointer `at`; anything else is a finding.
    pub fn read(json: &Json, at: &str, findings: &mut Findings) -> Option<Self> {
        let text = match json {
            Json::Integer(number) => number.to_string(),
            // The shortest text that reads back as the same double is what the author wrote.
            Json::Float(number) => write_double(*number),
            Json::String(text) => text.clone(),
            Json::Null | Json::Boolean(_) | Json::Array(_) | Json::Object(_) => {
                let message = format_args!("expected a number, found {}", json.kind());
                error(findings, "key/wrong-kind", message, at, format_args!("write a number"));
                return None;
            }
        };
        match Self::parse(&text) {
            Ok(points) => Some(points),
            Err(fault) => {
                fault.report(&text, at, findings);
                None
            }
        }
    }

    /// The number itself.
    pub fn exact(&self) -> &Exact {
        &self.0
    }

    fn parse(text: &str) -> Result<Self, Fault> {
        const MOST: &str = "1000000000000";
        const LONGEST: usize = 400;
        if text.len() > LONGEST {
            return Err(Fault::TooLarge);
        }
        let number = Exact::parse(text).ok_or(Fault::NoNumber)?;
        let fraction = text.split_once('.').map_or("", |(_, fraction)| fraction.trim_end_matches('0'));
        if fraction.len() > Self::MAX_PLACES {
            return Err(Fault::TooFine);
        }
        match Exact::parse(MOST) {
            Some(most) if number > most || number < &Exact::zero() - &most => Err(Fault::TooLarge),
            Some(_) | None => Ok(Self(number)),
        }
    }
}

enum Fault {
    NoNumber,
    TooFine,
    TooLarge,
}

impl Fault {
    fn report(self, text: &str, at: &str, findings: &mut Findings) {
        let shown: String = text.chars().take(40).collect();
        match self {
            Self::NoNumber => error(
                findings,
                "key/bad-number",
                format_args!("`{shown}` is not a valid number"),
                at,
                format_args!("write plain digits, such as `2.5`"),
            ),
            Self::TooFine => error(
                findings,
                "key/too-fine",
                format_args!("`{shown}` has more than {} decimal places", Points::MAX_PLACES),
                at,
                format_args!("round it to 6 decimal places"),
            ),
            Self::TooLarge => error(
                findings,
                "key/out-of-range",
                format_args!("`{shown}` is too large for a key"),
                at,
                format_args!("stay within 1000000000000"),
            ),
        }
    }
}
