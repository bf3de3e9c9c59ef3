//! Every member of every class of a format, put into a form that works: it changes the questionnaire, or it is told, or a
//! list says why it does not concern a form.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use sealform_formats::surveyjs;
use sealform_types::Json;

/// What became of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// It changes the questionnaire.
    Carried,
    /// A finding tells it.
    Told,
    /// It changes nothing and nothing is told.
    Silent,
}

/// A member of a class, and what became of it.
#[derive(Debug)]
pub struct Probed {
    /// The class.
    pub class: String,
    /// The member.
    pub member: String,
    /// What became of it.
    pub fate: Fate,
}

/// Imports each form of a file without and with its member.
///
/// # Errors
/// A line that is no probe.
pub fn probe(text: &str) -> Result<Vec<Probed>, String> {
    text.lines().map(probe_line).collect()
}

fn probe_line(line: &str) -> Result<Probed, String> {
    let json = Json::parse(line.as_bytes()).map_err(|fault| format!("{line}: {fault}"))?;
    let word = |name: &str| json.get(name).and_then(Json::as_str).map(str::to_owned).ok_or("no word");
    // A survey is JSON itself; other forms are texts, and a file's name says of which format.
    let form = |name: &str| match (json.get("file").and_then(Json::as_str), json.get(name)) {
        (Some(file), Some(form)) => {
            let text = form.as_str().ok_or("no text")?;
            sealform_formats::read(file, text.as_bytes()).ok_or("no form")
        }
        (None, Some(survey)) => Ok(surveyjs::read(survey.to_text().as_bytes())),
        (_, None) => Err("no form"),
    };
    let [before, after] = [form("before")?, form("after")?];
    if before.questionnaire.is_none() {
        return Err(format!("the form without `{}` is no form: {:?}", word("member")?, before.findings));
    }
    let told = |imported: &sealform_formats::Imported| {
        let each = imported.findings.iter().map(|finding| format!("{} {}", finding.code, finding.message));
        each.collect::<BTreeSet<String>>()
    };
    let fate = if before.questionnaire != after.questionnaire {
        Fate::Carried
    } else if told(&after).is_subset(&told(&before)) {
        Fate::Silent
    } else {
        Fate::Told
    };
    Ok(Probed { class: word("class")?, member: word("member")?, fate })
}

/// Members that do not concern a form, by a pattern for `class.member` where `*` stands for anything: why.
#[derive(Debug)]
pub struct NotApplicable(Vec<(String, String)>);

impl NotApplicable {
    /// Reads an object from a reason to its patterns.
    ///
    /// # Errors
    /// What is no such object.
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        let json = Json::parse(bytes).map_err(|fault| fault.to_string())?;
        let reasons = json.as_object().ok_or("no object of reasons")?.iter();
        let patterns = reasons.flat_map(|(why, patterns)| {
            let patterns = patterns.as_array().unwrap_or_default().iter().filter_map(Json::as_str);
            patterns.map(|pattern| (pattern.to_owned(), why.clone())).collect::<Vec<_>>()
        });
        Ok(Self(patterns.collect()))
    }

    fn reason(&self, probed: &Probed) -> Option<&str> {
        let name = format!("{}.{}", probed.class, probed.member);
        self.0.iter().find(|(pattern, _)| fits(pattern, &name)).map(|(_, why)| why.as_str())
    }

    /// The patterns that no silent member needs.
    #[must_use]
    pub fn idle<'s>(&'s self, all: &[Probed]) -> Vec<&'s str> {
        let is_used = |pattern: &str| {
            let named = |probed: &Probed| fits(pattern, &format!("{}.{}", probed.class, probed.member));
            all.iter().any(|probed| probed.fate == Fate::Silent && named(probed))
        };
        self.0.iter().map(|(pattern, _)| pattern.as_str()).filter(|pattern| !is_used(pattern)).collect()
    }
}

fn fits(pattern: &str, name: &str) -> bool {
    let Some((head, tail)) = pattern.split_once('*') else { return pattern == name };
    name.strip_prefix(head)
        .is_some_and(|rest| (0..=rest.len()).filter_map(|at| rest.get(at..)).any(|rest| fits(tail, rest)))
}

/// Members that change nothing, of which nothing is told, and that no list excuses.
#[must_use]
pub fn lost<'p>(all: &'p [Probed], excused: &NotApplicable) -> Vec<&'p Probed> {
    all.iter().filter(|probed| probed.fate == Fate::Silent && excused.reason(probed).is_none()).collect()
}

/// The table: a row for each member, with the classes where it is carried, told, or does not concern a form.
#[must_use]
pub fn table(all: &[Probed], excused: &NotApplicable) -> String {
    let mut rows: BTreeMap<&str, [BTreeSet<&str>; 3]> = BTreeMap::new();
    let mut reasons: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for probed in all {
        let [carried, told, apart] = rows.entry(&probed.member).or_default();
        match probed.fate {
            Fate::Carried => carried.insert(&probed.class),
            Fate::Told => told.insert(&probed.class),
            Fate::Silent => {
                reasons.entry(&probed.member).or_default().extend(excused.reason(probed));
                apart.insert(&probed.class)
            }
        };
    }
    let mut text = "| member | carried | told | not applicable | why |\n| --- | --- | --- | --- | --- |\n".to_owned();
    for (member, [carried, told, apart]) in rows {
        let why: Vec<&str> = reasons.get(member).into_iter().flatten().copied().collect();
        let all = [carried, told, apart].map(|classes| classes.into_iter().collect::<Vec<_>>().join(" "));
        let [carried, told, apart] = all;
        // Writing into a text does not fail.
        let _ = writeln!(text, "| `{member}` | {carried} | {told} | {apart} | {} |", why.join("; "));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_anything() {
        assert!(fits("*.width", "text.width") && fits("matrix*.a", "matrixdynamic.a") && fits("a.b", "a.b"));
        assert!(!fits("*.width", "text.minWidth") && !fits("a.b", "a.bc"));
    }

    #[test]
    fn what_is_dropped_in_silence_is_lost() {
        let line = |member: &str, after: &str| {
            format!(
                r#"{{"class":"text","member":"{member}","before":{{"elements":[{{"type":"text","name":"q"}}]}},"after":{after}}}"#
            )
        };
        let element = |more: &str| format!(r#"{{"elements":[{{"type":"text","name":"q"{more}}}]}}"#);
        let lines = [line("isRequired", &element(r#","isRequired":true"#)), line("nothing", &element(""))];
        let all = probe(&lines.join("\n")).expect("probes");
        assert_eq!(all.iter().map(|one| one.fate).collect::<Vec<_>>(), [Fate::Carried, Fate::Silent]);
        let none = NotApplicable::read(b"{}").expect("reasons");
        assert_eq!(lost(&all, &none).len(), 1);
        let excused = NotApplicable::read(br#"{"it is nothing": ["text.nothing"]}"#).expect("reasons");
        assert!(lost(&all, &excused).is_empty() && excused.idle(&all).is_empty());
        assert!(table(&all, &excused).contains("| `nothing` |  |  | text | it is nothing |"));
    }
}
