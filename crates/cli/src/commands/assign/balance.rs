//! Spreading assignments over channels and weeks: the same table always gives the same plan.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate, Weekday};

/// A channel, and its share among the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// The channel.
    pub name: String,
    /// How many parts it gets.
    pub parts: u32,
}

/// A week of ISO 8601, Monday to Sunday.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Week {
    /// Its Monday.
    pub from: NaiveDate,
    /// Its Sunday.
    pub to: NaiveDate,
}

/// Reads `phone` or `phone=2`.
///
/// # Errors
/// A sentence that says how it is written.
pub fn share(text: &str) -> Result<Share, String> {
    let (name, parts) = text.split_once('=').unwrap_or((text, "1"));
    let parts = parts.parse().ok().filter(|parts| (1..=1000).contains(parts));
    match (name.trim(), parts) {
        ("", _) | (_, None) => Err("write channels with their parts, such as `phone=2,chat=1`".to_owned()),
        (name, Some(parts)) => Ok(Share { name: name.to_owned(), parts }),
    }
}

/// Reads `2026-W47`.
///
/// # Errors
/// A sentence that says how it is written.
pub fn week(text: &str) -> Result<Week, String> {
    let read = || {
        let (year, week) = text.split_once("-W")?;
        let is_written = year.len() == 4 && week.len() == 2;
        let (year, week) = (year.parse().ok()?, week.parse().ok().filter(|_| is_written)?);
        let from = NaiveDate::from_isoywd_opt(year, week, Weekday::Mon)?;
        Some(Week { from, to: from.checked_add_days(Days::new(6))? })
    };
    read().ok_or_else(|| format!("`{text}` is no week: write it as in ISO 8601, such as 2026-W47"))
}

/// How often each of some options was taken, in all and by the groups that are to be balanced.
#[derive(Debug)]
pub struct Balance {
    parts: Vec<u32>,
    taken: BTreeMap<Vec<String>, Vec<u32>>,
}

impl Balance {
    /// Options with their parts; none was taken.
    pub fn new(parts: Vec<u32>) -> Self {
        Self { parts, taken: BTreeMap::new() }
    }

    /// One of the options is taken, in each of the groups.
    pub fn take(&mut self, option: usize, groups: &[Vec<String>]) {
        for group in groups {
            let taken = self.taken.entry(group.clone()).or_insert_with(|| vec![0; self.parts.len()]);
            if let Some(count) = taken.get_mut(option) {
                *count += 1;
            }
        }
    }

    /// The option that is furthest behind its share in the first group; among equals in the second, and so on; then the first.
    pub fn choose(&mut self, groups: &[Vec<String>]) -> Option<usize> {
        let mut left: Vec<usize> = (0..self.parts.len()).collect();
        for group in groups {
            let after = |option: usize| {
                let taken = self.taken.get(group).and_then(|taken| taken.get(option)).copied().unwrap_or(0);
                (u64::from(taken) + 1, u64::from(self.parts.get(option).copied().unwrap_or(1)))
            };
            // Fractions are compared across: one part more must not cost the order.
            let less = |one: usize, other: usize| {
                let ((one, parts), (other, others)) = (after(one), after(other));
                one * others < other * parts
            };
            let least = left.iter().copied().reduce(|least, next| if less(next, least) { next } else { least })?;
            left.retain(|option| !less(least, *option));
        }
        let chosen = left.first().copied()?;
        self.take(chosen, groups);
        Some(chosen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_and_weeks_are_read_as_they_are_written() {
        assert_eq!(share("phone=2"), Ok(Share { name: "phone".to_owned(), parts: 2 }));
        assert_eq!(share("chat").map(|share| share.parts), Ok(1));
        for text in ["", "=2", "phone=0", "phone=-1", "phone=x", "phone=1001"] {
            assert!(share(text).is_err(), "{text}");
        }
        let read = week("2026-W53").expect("the year has 53");
        assert_eq!((read.from.to_string(), read.to.to_string()), ("2026-12-28".to_owned(), "2027-01-03".to_owned()));
        for text in ["2027-W53", "2026-W00", "2026-W7", "2026-47", "W47", "26-W47"] {
            assert!(week(text).is_err(), "{text}");
        }
    }

    #[test]
    fn each_group_gets_its_shares_and_the_plan_is_always_the_same() {
        let plan = || {
            let mut balance = Balance::new(vec![2, 1, 1]);
            let group = |kind: &str, number: usize| vec![kind.to_owned(), number.to_string()];
            (0..400)
                .map(|row| balance.choose(&[group("site", row % 50), group("observer", row % 37), vec![]]))
                .collect::<Vec<_>>()
        };
        let plan_once = plan();
        assert_eq!(plan_once, plan());
        for site in 0..50 {
            let of_site = || {
                plan_once.iter().enumerate().filter(|(row, _)| row % 50 == site).map(|(_, option)| option.expect("one"))
            };
            let counts = [0, 1, 2].map(|option| of_site().filter(|taken| *taken == option).count());
            assert_eq!(counts, [4, 2, 2], "site {site}");
        }
        assert_eq!(Balance::new(Vec::new()).choose(&[vec![]]), None);
    }
}
