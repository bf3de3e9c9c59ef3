//! When a contact is to be made.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime};

use crate::{Json, iso};

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
    /// use sealform_types::{Visit, iso::read_date};
    /// let visit = Visit { from: read_date("2026-11-16"), to: read_date("2026-11-20"), days: vec![1, 2], ..Visit::default() };
    /// assert!(visit.is_open_on(read_date("2026-11-17").unwrap()));
    /// assert!(!visit.is_open_on(read_date("2026-11-18").unwrap()));
    /// ```
    pub fn is_open_on(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day)
            && self.to.is_none_or(|to| day <= to)
            && (self.days.is_empty() || self.has_weekday(day))
            && !self.holidays.contains(&day)
    }

    /// Whether contacts are made at this moment, by the calendar and the clock of the visit's zone. The minute with which hours
    /// end is not one of them.
    ///
    /// # Example
    /// ```
    /// use sealform_types::{Json, Visit, iso::read_local};
    /// let visit = Json::parse(br#"{"days":[5],"hours":[["09:00","15:00"]]}"#).unwrap();
    /// let is_open = |at| Visit::from_json(&visit).is_open_at(read_local(at).unwrap());
    /// assert!(is_open("2026-11-20T14:57:00"));
    /// assert!(!is_open("2026-11-20T15:00:00") && !is_open("2026-11-19T12:00:00"));
    /// ```
    pub fn is_open_at(&self, at: NaiveDateTime) -> bool {
        let is_within = |hours: &Hours| hours.from <= at.time() && at.time() < hours.to;
        self.is_open_on(at.date()) && (self.hours.is_empty() || self.hours.iter().any(is_within))
    }

    /// Whether any day is left on which contacts are made. A visit without a first or a last day has one.
    pub fn has_a_day(&self) -> bool {
        let (Some(from), Some(to)) = (self.from, self.to) else { return true };
        // The days of the week come round in seven, so that holidays alone can close more.
        let most = 7 * (self.holidays.len() + 1);
        from.iter_days().take_while(|day| *day <= to).take(most).any(|day| self.is_open_on(day))
    }

    /// The last of so many working days, of which `from` is the first where it is one: days of the week of the visit, or Monday to
    /// Friday where it names none, that are no holidays, whether or not the visit is made then. `None` for no days, and where no
    /// such day comes within ten years.
    ///
    /// # Example
    /// ```
    /// use sealform_types::{Visit, iso::read_date};
    /// let day = |text| read_date(text).unwrap();
    /// // Monday, 17 May, is a holiday in Norway.
    /// let visit = Visit { holidays: vec![day("2027-05-17")], ..Visit::default() };
    /// assert_eq!(visit.last_working_day(day("2027-05-13"), 3), Some(day("2027-05-18")));
    /// ```
    pub fn last_working_day(&self, from: NaiveDate, days: u32) -> Option<NaiveDate> {
        const MOST: usize = 3660;
        let index = usize::try_from(days).ok()?.checked_sub(1)?;
        let mut holidays = self.holidays.clone();
        holidays.sort_unstable();
        let is_working_day = |day: &NaiveDate| self.is_weekday(*day) && holidays.binary_search(day).is_err();
        from.iter_days().take(MOST).filter(is_working_day).nth(index)
    }

    /// Whether somebody who was written to on one day has had so many working days for an answer by another.
    pub fn has_waited(&self, made: NaiveDate, days: u32, today: NaiveDate) -> bool {
        self.last_working_day(made, days).is_none_or(|last| last < today)
    }

    fn is_weekday(&self, day: NaiveDate) -> bool {
        if self.days.is_empty() { day.weekday().number_from_monday() <= 5 } else { self.has_weekday(day) }
    }

    fn has_weekday(&self, day: NaiveDate) -> bool {
        let weekday = day.weekday().number_from_monday();
        self.days.iter().any(|day| u32::from(*day) == weekday)
    }

    /// Reads what an assignment says; what cannot be read counts as not said, for whoever issued it has checked it. Of a list that
    /// nobody would write the beginning counts: nobody waits for the rest.
    pub fn from_json(visit: &Json) -> Self {
        const MOST_HOURS: usize = 24;
        const MOST_HOLIDAYS: usize = 1000;
        let list = |name| visit.get(name).and_then(Json::as_array).unwrap_or_default().iter();
        let day = |json: &Json| iso::read_date(json.as_str()?);
        let is_listed = |day: &u8| list("days").any(|listed| listed.as_integer() == Some(i64::from(*day)));
        Self {
            from: visit.get("from").and_then(day),
            to: visit.get("to").and_then(day),
            days: (1..=7).filter(is_listed).collect(),
            hours: list("hours").take(MOST_HOURS).filter_map(Hours::of_a_day).collect(),
            tz: visit.get("tz").and_then(Json::as_str).map(str::to_owned),
            holidays: list("holidays").take(MOST_HOLIDAYS).filter_map(day).collect(),
        }
    }
}

impl Hours {
    /// Reads `["09:00", "15:00"]`.
    pub fn from_json(hours: &Json) -> Option<Self> {
        let [from, to] = hours.as_array()? else { return None };
        let minute = |json: &Json| iso::read_time(json.as_str().filter(|text| text.len() == 5)?);
        Some(Self { from: minute(from)?, to: minute(to)? })
    }

    /// The same for whoever only follows it: what ends before it begins is none, and `24:00` ends a day.
    fn of_a_day(hours: &Json) -> Option<Self> {
        const LAST: Option<NaiveTime> = NaiveTime::from_hms_nano_opt(23, 59, 59, 999_999_999);
        let read = Self::from_json(hours).or_else(|| {
            let [from, to] = hours.as_array()? else { return None };
            let from = iso::read_time(from.as_str().filter(|text| text.len() == 5)?)?;
            (to.as_str() == Some("24:00")).then_some(Self { from, to: LAST? })
        });
        read.filter(|hours| hours.from < hours.to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visit(text: &str) -> Visit {
        Visit::from_json(&Json::parse(text.as_bytes()).expect("JSON"))
    }

    #[test]
    fn what_nobody_would_write_is_not_said() {
        let hours = r#"[["15:00","09:00"],["09:00","15:00"],["22:00","24:00"],"noon"]"#;
        let read = visit(&format!(r#"{{"days":[8,5,0,5,"1",1.5],"hours":{hours},"tz":7,"from":"soon"}}"#));
        assert_eq!((read.days.as_slice(), read.hours.len(), &read.tz, read.from), (&[5_u8][..], 2, &None, None));
        let is_open = |at| read.is_open_at(iso::read_local(at).expect("a moment"));
        assert!(is_open("2026-11-20T14:59:59") && is_open("2026-11-20T23:59:59"));
        assert!(!is_open("2026-11-20T15:00:00") && !is_open("2026-11-21T10:00:00"));
    }

    #[test]
    fn nobody_waits_for_long_lists() {
        let days: Vec<String> = (0..50_000).map(|day| (day % 9).to_string()).collect();
        let day = |n: u32| format!("\"20{:02}-0{}-1{}\"", n % 100, n % 9 + 1, n % 10);
        let holidays: Vec<String> = (0..50_000).map(day).collect();
        let read = visit(&format!(r#"{{"days":[{}],"holidays":[{}]}}"#, days.join(","), holidays.join(",")));
        assert_eq!((read.days.len(), read.holidays.len()), (7, 1000));
        let from = iso::read_date("2026-11-20").expect("a day");
        assert!(read.last_working_day(from, 250).is_some() && read.last_working_day(from, u32::MAX).is_none());
    }
}
