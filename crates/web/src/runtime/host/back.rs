//! Somebody comes back to a page that was out of sight, and was not loaded again: a phone that slept, a tab below others.

use sealform_ui::HostEvent;

use super::BrowserHost;
use crate::clock;

/// Whoever was away for a shorter time knows where they were: half an hour.
const AWAY_MS: i64 = 30 * 60_000;

impl BrowserHost {
    /// Nobody looks at the page any more: it may be gone in a moment.
    pub fn lose_sight(&self) {
        self.flush();
        self.hidden_at.set(self.hidden_at.get().or_else(|| Some(clock::now())));
    }

    /// Somebody looks at it again.
    pub fn come_back(&self) {
        let (now, Some(left)) = (clock::now(), self.hidden_at.take()) else { return };
        let is_begun = !self.session.borrow().draft().log.is_empty();
        if (now - left).num_milliseconds() < AWAY_MS || !is_begun || !self.takes_answers() {
            return;
        }
        let mut session = self.session.borrow_mut();
        session.come_back(now);
        let patch = session.patch();
        // The face reads the session while it draws.
        drop(session);
        if let Some(progress) = patch.progress {
            self.progress.set(progress);
        }
        self.emit(HostEvent::CameBack { left, now, patch });
    }
}
