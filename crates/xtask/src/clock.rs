//! The one place where this program looks at the clock: people want to know how long a step took.

use std::fmt;
use std::time::Duration;
use std::time::Instant;

/// A watch that has been started.
#[derive(Debug, Clone, Copy)]
pub struct Watch(Instant);

impl Watch {
    /// Starts counting now.
    #[expect(clippy::disallowed_methods, reason = "a build tool times its steps; no result depends on it")]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// What has passed since the start.
    pub fn elapsed(self) -> Took {
        Took(self.0.elapsed())
    }
}

/// A time as people say it: `0.4 s`, `38 s`, `4 min 05 s`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Took(pub Duration);

impl fmt::Display for Took {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.as_secs();
        if seconds < 10 {
            write!(f, "{:.1} s", self.0.as_secs_f64())
        } else if seconds < 120 {
            write!(f, "{seconds} s")
        } else {
            write!(f, "{} min {:02} s", seconds / 60, seconds % 60)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_like_speech() {
        let said = |milliseconds| Took(Duration::from_millis(milliseconds)).to_string();
        assert_eq!(said(420), "0.4 s");
        assert_eq!(said(38_900), "38 s");
        assert_eq!(said(245_000), "4 min 05 s");
    }
}
