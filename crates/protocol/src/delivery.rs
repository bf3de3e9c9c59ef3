//! The states of saving, sealing and delivery, and what can go wrong with each.

use serde::{Deserialize, Serialize};

/// The state of the delivery of a submission to one target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// It waits for other deliveries or for the network.
    Queued,
    /// It is being sent; after a crash this means that the outcome is unknown, and that it is sent again.
    Sending,
    /// The target has it.
    Delivered,
    /// It was sent, and it is not known whether it arrived.
    Unconfirmed,
    /// The target refuses for now; a person must settle something first.
    Blocked,
    /// The target will never take it: it must be handed over as a file.
    Dead,
}

impl DeliveryState {
    /// Every state.
    pub const ALL: [Self; 6] =
        [Self::Queued, Self::Sending, Self::Delivered, Self::Unconfirmed, Self::Blocked, Self::Dead];

    /// Its name, as `serde` writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Delivered => "delivered",
            Self::Unconfirmed => "unconfirmed",
            Self::Blocked => "blocked",
            Self::Dead => "dead",
        }
    }
}

/// Why a draft could not be saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SaveFault {
    /// The storage of the device is full.
    Full,
    /// The browser does not let this page store anything.
    Denied,
    /// Anything else.
    Failed,
}

/// Why a form could not be sealed. The draft is as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SealFault {
    /// Open points remain.
    Open,
    /// The file would be longer than the most that is allowed.
    TooLarge,
    /// No key could be made or used.
    NoKey,
    /// The sealed file could not be stored.
    NotKept,
    /// A file that is an answer is not on the device any more.
    MissingFile,
    /// Anything else.
    Failed,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_has_the_name_that_serde_writes() {
        for state in DeliveryState::ALL {
            assert_eq!(serde_json::to_string(&state).expect("a text"), format!("\"{}\"", state.name()));
        }
    }
}
