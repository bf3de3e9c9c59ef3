//! What an assignment says of attempts and of the window for them, and where both count.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, TimeDelta};
use sealform_expression::{BY_THE_WAY, VISIT, Val};
use sealform_questionnaire::{AttemptRules, MOST_ATTEMPTS, MOST_WAIT_DAYS};
use sealform_types::{Json, VecMap, Visit};

/// The fact that says how the clock of the site goes, where its zone is another than the device's: like `zone`.
pub(crate) const SITE_ZONE: &str = "site_zone";
/// The member of an assignment that says what questions begin with.
pub(crate) const PREFILL: &str = "prefill";
/// The members of an assignment that an attempt log follows.
pub(crate) const OF_LOGS: [&str; 3] = ["attempts", "channel", VISIT];

/// What the assignment asks for, as far as the engine acts on it; by default nothing.
#[derive(Debug, Default)]
pub(crate) struct Assigned {
    /// Whether there is one.
    pub is_there: bool,
    rules: Option<Json>,
    channel: Option<String>,
    visit: Option<Visit>,
    /// Everything that moments are judged by, as one text: where it is the same, they are judged alike.
    pub window: String,
    /// Answers to begin with, by path.
    prefill: Option<Json>,
    /// The fact by which the clock of the site goes: `zone` where it is the device's own.
    pub clock: Option<&'static str>,
    /// How far the clock of the site is ahead of UTC: moments and seconds.
    site: Vec<(i64, i32)>,
}

impl Assigned {
    /// What the facts of a session say; `transitions` reads the facts `zone` and [`SITE_ZONE`].
    pub fn of(facts: &VecMap<String, Json>, transitions: impl Fn(&str) -> Vec<(i64, i32)>) -> Self {
        let assignment = facts.get("assignment");
        let member = |name| assignment.and_then(|assignment| assignment.get(name));
        let visit = member(VISIT).filter(|visit| visit.as_object().is_some()).map(Visit::from_json);
        let named = |fact: &str| facts.get(fact).and_then(|zone| zone.get("name")).and_then(Json::as_str);
        let zone = visit.as_ref().and_then(|visit| visit.tz.as_deref());
        let site = ["zone", SITE_ZONE].into_iter().find(|fact| zone.is_some() && named(fact) == zone);
        let judged_by = [member(VISIT), site.and_then(|fact| facts.get(fact))];
        Self {
            window: judged_by.into_iter().flatten().map(Json::to_text).collect(),
            is_there: assignment.is_some(),
            rules: member("attempts").cloned(),
            channel: member("channel").and_then(Json::as_str).map(str::to_owned),
            clock: site,
            site: site.map(transitions).unwrap_or_default(),
            prefill: member(PREFILL).filter(|prefill| prefill.as_object().is_some_and(|all| !all.is_empty())).cloned(),
            visit,
        }
    }

    /// What a question begins with, by its path.
    pub fn answer(&self, path: &str) -> Option<&Json> {
        self.prefill.as_ref()?.get(path)
    }

    /// Whether any question begins with an answer.
    pub fn has_answers(&self) -> bool {
        self.prefill.is_some()
    }

    /// The rules of a log: those of the form, unless the assignment has others, with the assigned channel first.
    pub fn rules(&self, own: &AttemptRules) -> AttemptRules {
        let is = |name, own| self.rule(name).map_or(own, |is| *is == Json::Boolean(true));
        let channels = self.rule("channels").and_then(Json::as_array).unwrap_or_default();
        let channels: Vec<String> = channels.iter().filter_map(Json::as_str).map(str::to_owned).collect();
        let mut channels = if channels.is_empty() { own.channels.clone() } else { channels };
        // What comes first is what an attempt begins with.
        if let Some(place) = channels.iter().position(|channel| Some(channel) == self.channel.as_ref()) {
            channels.get_mut(..=place).unwrap_or_default().rotate_right(1);
        }
        AttemptRules {
            max: self.count("max", own.max),
            wait: self.count("wait", own.wait),
            wait_days: self.wait_days(own),
            different_days: is("different_days", own.different_days),
            channels,
        }
    }

    /// For how many working days somebody who was written to is waited for.
    pub fn wait_days(&self, own: &AttemptRules) -> u32 {
        self.count("wait_days", own.wait_days)
    }

    fn rule(&self, name: &str) -> Option<&Json> {
        self.rules.as_ref()?.get(name)
    }

    fn count(&self, name: &str, own: u32) -> u32 {
        self.limit(name).unwrap_or(own)
    }

    /// A limit of attempts, where the assignment has one that a form could have.
    pub fn limit(&self, name: &str) -> Option<u32> {
        let limit = u32::try_from(self.rule(name)?.as_integer()?).ok()?;
        match name {
            "max" => (1..=MOST_ATTEMPTS).contains(&limit),
            "wait_days" => limit <= MOST_WAIT_DAYS,
            _ => true,
        }
        .then_some(limit)
    }

    /// What a function reads of it by the way; `None` for what is a member of the assignment.
    pub fn by_the_way(&self, member: &str) -> Option<Val> {
        let read = member.strip_prefix(BY_THE_WAY)?;
        Some(match read.strip_prefix("attempts/") {
            Some(limit) => self.limit(limit).map_or(Val::Blank, |limit| Val::Number(f64::from(limit))),
            None => Val::text(&self.window),
        })
    }

    /// Whether the contact may be among attempts by these channels: whoever books a table by telephone has not made the visit.
    pub fn is_made_by(&self, channels: &[String]) -> bool {
        self.channel.as_ref().is_none_or(|channel| channels.contains(channel))
    }

    /// Whether a contact may be made at a moment; always, where nothing is said of it.
    pub fn is_open_at(&self, at: DateTime<FixedOffset>) -> bool {
        self.is_open_at_site(self.at_site(at))
    }

    /// The same by the clock of the site.
    pub fn is_open_at_site(&self, at: NaiveDateTime) -> bool {
        self.visit.as_ref().is_none_or(|visit| visit.is_open_at(at))
    }

    /// Whether a contact may be made on a day.
    pub fn is_open_on(&self, day: NaiveDate) -> bool {
        self.visit.as_ref().is_none_or(|visit| visit.is_open_on(day))
    }

    /// The last day on which somebody who was written to may still answer; `None` where no working day is waited for.
    pub fn last_day(&self, made: DateTime<FixedOffset>, days: u32) -> Option<NaiveDate> {
        let usual = Visit::default();
        self.visit.as_ref().unwrap_or(&usual).last_working_day(self.at_site(made).date(), days)
    }

    /// Whether so many working days have passed between two moments.
    pub fn has_waited(&self, made: DateTime<FixedOffset>, days: u32, now: DateTime<FixedOffset>) -> bool {
        self.last_day(made, days).is_none_or(|last| last < self.at_site(now).date())
    }

    /// A moment by the clock of the site; by that of the device where the site's is not known.
    fn at_site(&self, at: DateTime<FixedOffset>) -> NaiveDateTime {
        let first = self.site.first().map(|(_, east)| *east);
        let since = self.site.iter().rfind(|(from, _)| *from <= at.timestamp());
        let east = since.map(|(_, east)| *east).or(first);
        let utc = at.naive_utc();
        east.map_or_else(
            || at.naive_local(),
            |east| utc.checked_add_signed(TimeDelta::seconds(east.into())).unwrap_or(utc),
        )
    }
}

#[cfg(test)]
mod tests {
    use sealform_types::iso::read_moment;

    use super::*;

    fn assigned(facts: &str) -> Assigned {
        let facts = Json::parse(facts.as_bytes()).expect("facts");
        let facts: VecMap<String, Json> = facts.as_object().expect("an object").iter().cloned().collect();
        let oslo = vec![(0, 3600), (1_805_846_400, 7200)];
        Assigned::of(&facts, |_| oslo.clone())
    }

    const OSLO: &str = r#"{"zone":{"name":"Europe/Oslo"},"assignment":{"visit":{"tz":"Europe/Oslo","days":[1,2,3,4,5],
        "hours":[["09:00","15:00"]],"holidays":["2027-05-17"]}}}"#;

    #[test]
    fn the_clock_of_the_site_counts() {
        let moments = [
            ("2026-11-20T14:57:00+01:00", true),
            ("2026-11-20T15:00:00+01:00", false),
            ("2026-11-20T21:57:00+08:00", true),
            ("2026-11-21T10:00:00+01:00", false),
            // Monday, a holiday.
            ("2027-05-17T10:00:00+02:00", false),
            ("2027-05-18T07:00:00+00:00", true),
        ];
        for (at, open) in moments {
            assert_eq!(assigned(OSLO).is_open_at(read_moment(at).expect("a moment")), open, "{at}");
            assert!(assigned("{}").is_open_at(read_moment(at).expect("a moment")));
        }
    }

    #[test]
    fn working_days_are_those_of_the_site() {
        let at = |text| read_moment(text).expect("a moment");
        let sent = at("2027-05-13T14:00:00+02:00");
        let has = |facts: &str, now| assigned(facts).has_waited(sent, 3, at(now));
        assert!(!has(OSLO, "2027-05-18T23:59:59+02:00"));
        assert!(has(OSLO, "2027-05-19T00:00:00+02:00"));
        // Elsewhere the same moment is a day earlier.
        assert!(has(OSLO, "2027-05-18T22:00:00+00:00"));
        assert!(has("{}", "2027-05-18T00:00:00+02:00"));
        assert!(assigned("{}").has_waited(sent, 0, sent));
    }

    #[test]
    fn rules_of_the_assignment_take_the_place_of_the_forms() {
        let channels = vec!["phone".to_owned(), "chat".to_owned()];
        let own = AttemptRules { max: 2, wait: 300, wait_days: 0, different_days: true, channels };
        assert_eq!(assigned("{}").rules(&own), own);
        let facts = r#"{"assignment":{"channel":"chat","attempts":{"max":3,"wait":60,"different_days":false}}}"#;
        let rules = assigned(facts).rules(&own);
        assert_eq!((rules.max, rules.wait, rules.different_days), (3, 60, false));
        assert_eq!(rules.channels, ["chat", "phone"]);
    }
}
