//! Cases of our own making, whose expectations come from the engine that a format belongs to.
//!
//! A file has a case a line, in the form of the suites. What differs falls into classes, each with its reason; a
//! difference of no class is a fault.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use regex_lite::Regex;
use sealform_types::Json;

use super::{scenario, surveyjs, surveyjs_surveys};

/// A case that was played.
#[derive(Debug)]
pub struct Played {
    /// Its construct and number.
    pub id: String,
    /// What it is about.
    pub construct: String,
    /// What came instead; nothing where it came out as expected.
    pub differs: Option<String>,
    /// The case itself.
    text: String,
}

/// Plays the cases of a file.
///
/// # Errors
/// A file that cannot be read, or a line that is no case.
pub fn play(file: &Path) -> Result<Vec<Played>, String> {
    let text = fs::read_to_string(file).map_err(|fault| format!("{}: {fault}", file.display()))?;
    text.lines().map(play_line).collect()
}

fn play_line(line: &str) -> Result<Played, String> {
    let case = Json::parse(line.as_bytes()).map_err(|fault| format!("{line}: {fault}"))?;
    let word = |name: &str| case.get(name).and_then(Json::as_str).unwrap_or_default().to_owned();
    let judged = match (case.get("survey"), case.get("form").or_else(|| case.get("refused"))) {
        (Some(_), _) => surveyjs_surveys::play_case(&case),
        (None, Some(_)) => scenario::play_whole(&case),
        (None, None) => {
            serde_json::from_str(line).map_err(|fault| fault.to_string()).and_then(|case| surveyjs::judge(&case))
        }
    };
    Ok(Played { id: word("id"), construct: word("construct"), differs: judged.err(), text: line.to_owned() })
}

/// A class of differences, with its reason.
#[derive(Debug)]
pub struct Class {
    /// What it is called.
    pub name: String,
    /// Why it differs.
    pub why: String,
    /// Whether a test may meet none of it.
    pub is_rare: bool,
    construct: Regex,
    says: Regex,
    case: Regex,
}

impl Class {
    fn read(json: &Json) -> Result<Self, String> {
        let word = |name: &str| json.get(name).and_then(Json::as_str);
        let name = word("name").ok_or_else(|| format!("{} has no name", json.to_text()))?.to_owned();
        let why = word("why").filter(|why| why.len() > 10).ok_or_else(|| format!("`{name}` gives no reason"))?;
        let pattern = |member: &str| {
            Regex::new(word(member).unwrap_or_default()).map_err(|fault| format!("`{member}` of `{name}`: {fault}"))
        };
        let is_wide = ["construct", "says", "case"].iter().all(|member| word(member).unwrap_or_default().is_empty());
        if is_wide {
            return Err(format!("everything belongs to `{name}`"));
        }
        let (construct, says, case) = (pattern("construct")?, pattern("says")?, pattern("case")?);
        let is_rare = json.get("rare") == Some(&Json::Boolean(true));
        Ok(Self { why: why.to_owned(), is_rare, construct, says, case, name })
    }

    fn holds(&self, played: &Played) -> bool {
        let says = played.differs.as_deref().unwrap_or_default();
        self.construct.is_match(&played.construct) && self.says.is_match(says) && self.case.is_match(&played.text)
    }
}

/// What is known of the differences.
#[derive(Debug, Default)]
pub struct Known {
    /// What a difference may belong to.
    pub classes: Vec<Class>,
    /// The share of cases, in percent, that comes out as expected at least, by construct.
    pub least: BTreeMap<String, i64>,
    /// Whether a class that nothing belongs to is a fault: what it spoke of was mended.
    pub all_in_use: bool,
}

impl Known {
    /// Reads a file: `classes`, a list of objects with `name` and `why`, and patterns for what belongs to them (`construct` for
    /// what the case is about, `says` for what came instead, `case` for the case as it is written); and `least`, an object
    /// of shares by construct. `all_in_use` tells classes that nothing belongs to, besides those that are `rare`.
    ///
    /// # Errors
    /// A file that is none of this, a class without a reason, a pattern that is none.
    pub fn read(file: &Path) -> Result<Self, String> {
        let bytes = fs::read(file).map_err(|fault| format!("{}: {fault}", file.display()))?;
        let json = Json::parse(&bytes).map_err(|fault| format!("{}: {fault}", file.display()))?;
        let classes = json.get("classes").and_then(Json::as_array).ok_or("there are no classes")?;
        let least = json.get("least").and_then(Json::as_object).ok_or("there are no shares")?;
        let share = |(name, share): &(String, Json)| Some((name.clone(), share.as_integer()?));
        Ok(Self {
            classes: classes.iter().map(Class::read).collect::<Result<_, _>>()?,
            least: least.iter().map(share).collect::<Option<_>>().ok_or("a share is no number")?,
            all_in_use: json.get("all_in_use") == Some(&Json::Boolean(true)),
        })
    }

    /// The classes that nothing belongs to, though something should.
    #[must_use]
    pub fn idle(&self, outcome: &Outcome<'_>) -> Vec<&str> {
        let is_idle = |(class, count): &(&Class, &usize)| self.all_in_use && !class.is_rare && **count == 0;
        let each = self.classes.iter().zip(&outcome.classes);
        each.filter(is_idle).map(|(class, _)| class.name.as_str()).collect()
    }

    /// The constructs whose share is less than it may be; a few cases say nothing.
    #[must_use]
    pub fn fallen<'o>(&self, outcome: &'o Outcome<'_>) -> Vec<&'o str> {
        let is_fallen = |(name, rate): &(&&'o str, &Rate)| {
            let least = self.least.get(**name).copied().and_then(|least| usize::try_from(least).ok()).unwrap_or(0);
            rate.cases >= FEWEST && rate.same * 100 < rate.cases * least
        };
        outcome.rates.iter().filter(is_fallen).map(|(name, _)| *name).collect()
    }
}

/// Fewer cases of a construct than these say nothing about it.
const FEWEST: usize = 40;

/// How the cases of a construct came out.
#[derive(Debug, Default)]
pub struct Rate {
    /// All.
    pub cases: usize,
    /// Those that came out as expected.
    pub same: usize,
}

/// What became of all cases.
#[derive(Debug, Default)]
pub struct Outcome<'p> {
    /// By construct.
    pub rates: BTreeMap<&'p str, Rate>,
    /// How many differences belong to each class.
    pub classes: Vec<usize>,
    /// Differences that belong to none.
    pub unknown: Vec<&'p Played>,
}

/// Counts, and puts differences into the first class that holds them.
pub fn sorted<'p>(played: &'p [Played], classes: &[Class]) -> Outcome<'p> {
    let mut outcome = Outcome { classes: vec![0; classes.len()], ..Outcome::default() };
    for one in played {
        let rate = outcome.rates.entry(one.construct.as_str()).or_default();
        rate.cases += 1;
        if one.differs.is_none() {
            rate.same += 1;
            continue;
        }
        match classes.iter().position(|class| class.holds(one)).and_then(|index| outcome.classes.get_mut(index)) {
            Some(count) => *count += 1,
            None => outcome.unknown.push(one),
        }
    }
    outcome
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(json: &str) -> Result<Class, String> {
        Class::read(&Json::parse(json.as_bytes()).expect("JSON"))
    }

    fn played(construct: &str, differs: Option<&str>) -> Played {
        let differs = differs.map(str::to_owned);
        Played { id: String::new(), construct: construct.to_owned(), differs, text: "{}".to_owned() }
    }

    #[test]
    fn a_class_says_why_and_does_not_hold_everything() {
        assert!(class(r#"{"name": "a", "why": "because it is so", "says": "x"}"#).is_ok());
        assert!(class(r#"{"name": "a", "why": "because it is so"}"#).is_err());
        assert!(class(r#"{"name": "a", "says": "x"}"#).is_err());
    }

    #[test]
    fn a_share_that_falls_is_told() {
        let all: Vec<Played> = (0..50).map(|number| played("one", (number < 10).then_some("x"))).collect();
        let known = |least| Known { least: [("one".to_owned(), least)].into(), ..Known::default() };
        let outcome = sorted(&all, &[]);
        assert_eq!(known(81).fallen(&outcome), ["one"]);
        assert!(known(80).fallen(&outcome).is_empty());
    }

    #[test]
    fn a_class_that_nothing_belongs_to_is_told() {
        let classes = vec![
            class(r#"{"name": "a", "why": "because it is so", "says": "^step"}"#).expect("a class"),
            class(r#"{"name": "b", "why": "because it is so", "says": "^stop"}"#).expect("a class"),
            class(r#"{"name": "c", "why": "because it is so", "says": "^stop", "rare": true}"#).expect("a class"),
        ];
        let known = Known { classes, all_in_use: true, ..Known::default() };
        let all = [played("one", Some("step 1"))];
        assert_eq!(known.idle(&sorted(&all, &known.classes)), ["b"]);
    }

    #[test]
    fn what_belongs_to_no_class_is_told() {
        let classes = [class(r#"{"name": "a", "why": "because it is so", "says": "^step"}"#).expect("a class")];
        let all = [played("one", None), played("one", Some("step 1")), played("two", Some("no step"))];
        let outcome = sorted(&all, &classes);
        assert_eq!(outcome.classes, [1]);
        assert_eq!(outcome.unknown.len(), 1);
        assert_eq!(outcome.rates.get("one").map(|rate| (rate.cases, rate.same)), Some((2, 1)));
    }
}
