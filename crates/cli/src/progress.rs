//! A bar for long input, drawn on the terminal only.

use std::io::{self, Write};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Fewer files than this are done before anybody could read a bar.
const LONG: usize = 20;

/// Shows how far a command has come, where standard error is a terminal and there is much to do.
pub struct Progress(ProgressBar);

impl Progress {
    /// A bar over so many files.
    pub fn over(files: usize) -> Self {
        let target = if files >= LONG { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(files as u64), target);
        let style = ProgressStyle::with_template("{bar:40} {pos}/{len} {msg} {eta}");
        let bar = bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.enable_steady_tick(Duration::from_millis(200));
        Self(bar)
    }

    /// Takes the bar away while something is printed.
    ///
    /// # Errors
    /// What printing gives.
    pub fn print(&self, out: &mut dyn Write, print: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        self.0.suspend(|| print(out))
    }

    /// One file is done.
    pub fn step(&self) {
        self.0.inc(1);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
