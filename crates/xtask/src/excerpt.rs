//! What a program that failed printed about it: the part that is shown once more at the end of a long run.

use std::collections::VecDeque;

/// Its last lines, and the reports of the tests that failed before them: these come last, where nobody overlooks them.
#[derive(Debug, Default)]
pub struct Excerpt {
    reports: Vec<String>,
    in_report: bool,
    last: VecDeque<String>,
}

/// More says less: who looks at the end of a log sees this many lines of each kind.
const LAST: usize = 25;
const REPORTED: usize = 120;

impl Excerpt {
    /// Takes one more line.
    ///
    /// The harness of `cargo test` prints the reports of failed tests between a line `failures:` and its result, and
    /// with several programs that is far above the end.
    pub fn add(&mut self, line: &str) {
        match line.trim_end() {
            "failures:" => self.in_report = true,
            result if result.starts_with("test result:") => self.in_report = false,
            _ => {}
        }
        if self.in_report && self.reports.len() < REPORTED {
            self.reports.push(line.to_owned());
        } else if !self.in_report {
            self.last.push_back(line.to_owned());
            if self.last.len() > LAST {
                self.last.pop_front();
            }
        }
    }
}

impl std::fmt::Display for Excerpt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.last.iter().chain(&self.reports).try_for_each(|line| writeln!(f, "    | {line}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_report_of_a_failed_test_is_kept_however_much_follows() {
        let mut excerpt = Excerpt::default();
        for line in ["running 2 tests", "", "failures:", "---- a stdout ----", "why", "test result: FAILED. 1 passed"] {
            excerpt.add(line);
        }
        for number in 0..100 {
            excerpt.add(&format!("line {number}"));
        }
        let shown = excerpt.to_string();
        assert!(shown.starts_with("    | line 75\n"), "{shown}");
        assert!(shown.ends_with("    | line 99\n    | failures:\n    | ---- a stdout ----\n    | why\n"), "{shown}");
    }
}
