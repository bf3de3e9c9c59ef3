//! When a contact is to be made.

use chrono::{NaiveDate, NaiveTime};

/// When a contact is to be made, by the calendar and the clock of a time zone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Visit {
    /// The first day.
    pub from: Option<NaiveDate>,
    /// The last day.
    pub to: Option<NaiveDate>,
    /// Days of the week, 1 (Monday) to 7 (Sunday), each once and in order; empty for every day.
    pub days: Vec<u8>,
    /// Parts of a day, in order, none of which overlap; empty for the whole day.
    pub hours: Vec<Hours>,
    /// The IANA name of the time zone in which days and hours count.
    pub tz: Option<String>,
    /// Days on which nobody is contacted.
    pub holidays: Vec<NaiveDate>,
}

/// A part of a day, to the minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hours {
    /// Its first minute.
    pub from: NaiveTime,
    /// The minute with which it ends.
    pub to: NaiveTime,
}

impl Visit {
    /// Whether contacts are made on this day.
    ///
    /// # Example
    /// ```
    /// use sealform_submission::agency::Visit;
    /// use sealform_types::iso::read_date;
    /// let visit = Visit { from: read_date("2026-11-16"), to: read_date("2026-11-20"), days: vec![1, 2], ..Visit::default() };
    /// assert!(visit.is_open_on(read_date("2026-11-17").unwrap()));
    /// assert!(!visit.is_open_on(read_date("2026-11-18").unwrap()));
    /// ```
    pub fn is_open_on(&self, day: NaiveDate) -> bool {
        use chrono::Datelike;
        let weekday = day.weekday().number_from_monday();
        self.from.is_none_or(|from| from <= day)
            && self.to.is_none_or(|to| day <= to)
            && (self.days.is_empty() || self.days.iter().any(|day| u32::from(*day) == weekday))
            && !self.holidays.contains(&day)
    }

    /// Whether any day is left on which contacts are made. A visit without a first or a last day has one.
    pub fn has_a_day(&self) -> bool {
        let (Some(from), Some(to)) = (self.from, self.to) else { return true };
        // The days of the week come round in seven, so that holidays alone can close more.
        let most = 7 * (self.holidays.len() + 1);
        from.iter_days().take_while(|day| *day <= to).take(most).any(|day| self.is_open_on(day))
    }
}
