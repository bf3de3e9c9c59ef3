//! A bar for long input, drawn on the terminal only.

use std::cell::Cell;
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

/// Shows how many files are done, how fast, and how many are not in order, where nobody knows how many there are. Nothing is shown
/// in a pipe, and nothing of few files.
pub struct Tally {
    bar: ProgressBar,
    done: Cell<u64>,
    problems: Cell<u64>,
}

impl Tally {
    /// Nothing is done yet.
    pub fn new() -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template("{spinner} {human_pos} done, {per_sec}, {msg} not in order");
        Self {
            bar: bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner())).with_message("0"),
            done: Cell::new(0),
            problems: Cell::new(0),
        }
    }

    /// One file is done, and is in order or not.
    pub fn step(&self, is_fine: bool) {
        self.done.set(self.done.get() + 1);
        if self.done.get() == LONG as u64 {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
            self.bar.enable_steady_tick(Duration::from_millis(200));
        }
        if !is_fine {
            self.problems.set(self.problems.get() + 1);
            self.bar.set_message(self.problems.get().to_string());
        }
        self.bar.inc(1);
    }
}

impl Drop for Tally {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
