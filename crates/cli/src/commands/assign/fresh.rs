//! New assignments: one, or one for each row of a table. Nothing is made where anything is wrong.

use std::collections::{BTreeMap, BTreeSet};

use sealform_submission::agency::Assignment;
use sealform_types::{Finding, Findings, Json, Place};

use super::balance::Balance;
use super::draft::Desk;
use super::table::{self, Origin, Row};
use super::tree::{get, put};
use super::{Arguments, Template};
use crate::failure::{Exit, Failure, FileReport};
use crate::history::{History, Issued};
use crate::input::Source;

/// Makes them.
///
/// # Errors
/// [`Failure`] with everything that is wrong in template and table.
pub fn make(
    arguments: &Arguments,
    desk: &Desk,
    template: &Template,
    history: &History,
) -> Result<Vec<Assignment>, Failure> {
    let Some(input) = &arguments.csv else {
        let assignment = match desk.complete(template.tree.clone(), 1)? {
            Ok(assignment) => assignment,
            Err(findings) => return Err(Failure::of(template.report(findings.into_vec()))),
        };
        let mut taken = Taken::of(history);
        let findings: Vec<Finding> = taken.check(desk, &assignment, None);
        taken.take(&assignment);
        return match findings.is_empty() {
            true => Ok(vec![assignment]),
            false => Err(Failure::of(template.report(findings))),
        };
    };
    let source = input.read()?;
    let table =
        table::read(&source.bytes, &template.tree).map_err(|findings| Failure::of(of_cells(&source, findings)))?;
    let (mut rows, findings) = table;
    spread(arguments, &mut rows, history);
    of_table(desk, template, (&source, findings), rows, history)
}

fn of_table(
    desk: &Desk,
    template: &Template,
    (source, mut cells): (&Source, Findings),
    rows: Vec<Row>,
    history: &History,
) -> Result<Vec<Assignment>, Failure> {
    let mut of_template = Findings::default();
    let mut taken = Taken::of(history);
    let mut assignments = Vec::new();
    for Row { tree, origin } in rows {
        let findings = match desk.complete(tree, 1)? {
            Ok(assignment) => {
                let findings = taken.check(desk, &assignment, Some(&origin));
                taken.take(&assignment);
                assignments.push(assignment);
                findings.into_iter().for_each(|finding| cells.push(finding));
                continue;
            }
            Err(findings) => findings,
        };
        for finding in findings.into_vec() {
            match (origin.cell(&finding.place.pointer), template.has(&finding.place.pointer)) {
                (Some(place), _) => cells.push(Finding { place, ..finding }),
                // The same fault of the template in each row is one fault.
                (None, true) if of_template.iter().any(|known| *known == finding) => {}
                (None, true) => of_template.push(finding),
                (None, false) => cells.push(Finding { place: origin.row(), ..finding }),
            }
        }
    }
    let mut reports = vec![template.report(of_template.into_vec()), of_cells(source, cells)];
    reports.retain(|report| !report.findings.is_empty());
    match reports.is_empty() {
        true => Ok(assignments),
        false => Err(Failure { exit: Exit::Found, reports }),
    }
}

/// What is reported about a table. A cell is not a place of the text that carets could stand under.
fn of_cells(source: &Source, findings: Findings) -> FileReport {
    FileReport { file: source.name.clone(), text: None, findings: findings.into_vec() }
}

impl Template {
    /// Whether a member comes from here.
    fn has(&self, pointer: &str) -> bool {
        let names: Vec<String> =
            pointer.split('/').skip(1).map(|name| name.replace("~1", "/").replace("~0", "~")).collect();
        // A member that is missing in an object of the template is missing there.
        let around = names.get(..names.len().saturating_sub(1)).unwrap_or_default();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let is_deep = !around.is_empty() && get(&self.tree, names.get(..around.len()).unwrap_or_default()).is_some();
        get(&self.tree, &names).is_some() || is_deep
    }
}

/// Gives a channel and a week to rows that have none.
fn spread(arguments: &Arguments, rows: &mut [Row], history: &History) {
    let Arguments { channels, weeks, .. } = arguments;
    let mut by_channel = Balance::new(channels.iter().map(|share| share.parts).collect());
    let mut by_week = Balance::new(weeks.iter().map(|_| 1).collect());
    let name = |text: &str| channels.iter().position(|share| share.name == text);
    let monday = |text: &str| weeks.iter().position(|week| week.from.to_string() == text);
    for Issued { assignment, .. } in history.latest().values() {
        note(&assignment.to_json(), &mut by_channel, &mut by_week, name, monday);
    }
    // What stands in the table is taken before anything is chosen.
    for row in rows.iter() {
        note(&row.tree, &mut by_channel, &mut by_week, name, monday);
    }
    for row in rows {
        let tree = &mut row.tree;
        if get(tree, &["channel"]).is_none()
            && let Some(share) = by_channel.choose(&of_channel(tree)).and_then(|chosen| channels.get(chosen))
        {
            put(tree, &["channel"], Json::from(share.name.as_str()));
        }
        let has_days = get(tree, &["visit", "from"]).is_some() || get(tree, &["visit", "to"]).is_some();
        if !has_days && let Some(week) = by_week.choose(&of_week(tree)).and_then(|chosen| weeks.get(chosen)) {
            put(tree, &["visit", "from"], Json::String(week.from.to_string()));
            put(tree, &["visit", "to"], Json::String(week.to.to_string()));
        }
    }
}

fn note(
    tree: &Json,
    by_channel: &mut Balance,
    by_week: &mut Balance,
    channel: impl Fn(&str) -> Option<usize>,
    week: impl Fn(&str) -> Option<usize>,
) {
    let text = |path: &[&str]| get(tree, path).and_then(Json::as_str);
    if let Some(option) = text(&["channel"]).and_then(channel) {
        by_channel.take(option, &of_channel(tree));
    }
    if let Some(option) = text(&["visit", "from"]).and_then(week) {
        by_week.take(option, &of_week(tree));
    }
}

/// In which groups channels are balanced: at a site, for an observer, in all.
fn of_channel(tree: &Json) -> [Vec<String>; 3] {
    let [site, _, observer] = words(tree);
    [vec!["site".to_owned(), site], vec!["observer".to_owned(), observer], Vec::new()]
}

/// In which groups weeks are balanced: for a channel at a site, at a site, for an observer, in all.
fn of_week(tree: &Json) -> [Vec<String>; 4] {
    let [site, channel, observer] = words(tree);
    [
        vec!["site".to_owned(), site.clone(), channel],
        vec!["site".to_owned(), site],
        vec!["observer".to_owned(), observer],
        Vec::new(),
    ]
}

fn words(tree: &Json) -> [String; 3] {
    let paths: [&[&str]; 3] = [&["site", "id"], &["channel"], &["observer"]];
    paths.map(|path| get(tree, path).and_then(Json::as_str).unwrap_or_default().to_owned())
}

/// Names and pairs that are taken.
pub struct Taken {
    names: BTreeSet<(String, String)>,
    pairs: BTreeMap<(String, String, String), String>,
}

impl Taken {
    /// What the latest versions of a history take.
    pub fn of(history: &History) -> Self {
        let mut taken = Self { names: BTreeSet::new(), pairs: BTreeMap::new() };
        history.latest().values().for_each(|issued| taken.take(&issued.assignment));
        taken
    }

    /// What is wrong with one more: its name is taken, or its observer has had this site.
    pub fn check(&self, desk: &Desk, assignment: &Assignment, origin: Option<&Origin>) -> Vec<Finding> {
        let place = |member: &str| origin.and_then(|origin| origin.cell(member)).unwrap_or_else(|| Place::at(member));
        let mut findings = Vec::new();
        if self.names.contains(&(desk.iss().to_owned(), assignment.assignment.clone())) {
            let message = format!("there is an assignment `{}` already", assignment.assignment);
            let finding = Finding::error("assign/name-taken", message, place("/assignment"));
            findings.push(finding.hint("give it another name, or issue that one again with `--reissue`"));
        }
        findings.extend(self.check_pair(assignment).map(|finding| Finding { place: place("/observer"), ..finding }));
        findings
    }

    /// What is wrong with a pair of observer and site.
    pub fn check_pair(&self, assignment: &Assignment) -> Option<Finding> {
        let (observer, site) = (assignment.observer.as_ref()?, assignment.site.as_ref()?);
        let earlier = self.pairs.get(&pair(&assignment.iss, observer, &site.id))?;
        (*earlier != assignment.assignment).then(|| {
            let message = format!("`{observer}` has the site `{}` already, by the assignment `{earlier}`", site.id);
            let finding = Finding::error("assign/pair-repeated", message, Place::at("/observer"));
            finding.hint("give it to an observer who has never been in contact with this site")
        })
    }

    /// Takes what an assignment takes.
    pub fn take(&mut self, assignment: &Assignment) {
        self.names.insert((assignment.iss.clone(), assignment.assignment.clone()));
        if let (Some(observer), Some(site)) = (&assignment.observer, &assignment.site) {
            let pair = pair(&assignment.iss, observer, &site.id);
            self.pairs.entry(pair).or_insert_with(|| assignment.assignment.clone());
        }
    }
}

fn pair(iss: &str, observer: &str, site: &str) -> (String, String, String) {
    (iss.to_owned(), observer.to_owned(), site.to_owned())
}
