//! How fast somebody is: what they press, and how soon.

use std::cell::Cell;
use std::time::Duration;

use tokio::time::{Instant, sleep};

/// Nobody presses twice so soon without tapping twice, which counts once.
const BETWEEN_PRESSES: Duration = Duration::from_millis(450);

/// When they have pressed a button last, and how many keys.
#[derive(Debug, Default)]
pub(crate) struct Tempo {
    pressed: Cell<Option<Instant>>,
    keys: Cell<u32>,
}

impl Tempo {
    /// Waits until the next press is one of its own.
    pub async fn pauses(&self) {
        if let Some(before) = self.pressed.get() {
            sleep(BETWEEN_PRESSES.saturating_sub(before.elapsed())).await;
        }
    }

    /// A button was pressed.
    pub fn has_pressed(&self) {
        self.pressed.set(Some(Instant::now()));
    }

    /// A key was pressed.
    pub fn hits_a_key(&self) {
        self.keys.set(self.keys.get() + 1);
    }

    /// How many keys were.
    pub fn keys(&self) -> u32 {
        self.keys.get()
    }
}
