//! What several files say of one another: the same one twice, and those of which only one can count.

use std::collections::BTreeMap;

use sealform_types::{Finding, Place};

use super::{Intact, Outcome};
use crate::screen::plain;

/// Marks every file that another one repeats or contradicts.
pub fn compare(outcomes: &mut [Outcome]) {
    duplicates(outcomes);
    let found = [conflicts(outcomes), forks(outcomes)].concat();
    let in_fork: Vec<usize> = found.iter().map(|(index, _)| *index).collect();
    let twice: Vec<_> = assignments(outcomes).into_iter().filter(|(index, _)| !in_fork.contains(index)).collect();
    for (index, finding) in [found, twice].concat() {
        // What speaks against a file speaks against its copies.
        let marked = outcomes.get(index).and_then(|outcome| outcome.intact.as_ref()).map(identity);
        for outcome in &mut *outcomes {
            if outcome.intact.as_ref().map(identity) == marked {
                outcome.add(finding.clone());
            }
        }
    }
}

/// Files that are intact, each once, by where they stand.
fn once(outcomes: &[Outcome]) -> impl Iterator<Item = (usize, &Intact)> {
    let counted = outcomes.iter().enumerate().filter(|(_, outcome)| !outcome.is_again);
    counted.filter_map(|(index, outcome)| Some((index, outcome.intact.as_ref()?)))
}

/// The identity of a submission: one `jti` with one payload.
fn identity(intact: &Intact) -> (String, String) {
    (intact.submission.claims().jti.to_string(), intact.submission.payload_sha256().to_string())
}

/// The same file twice is delivered twice, as often happens, and counts once.
fn duplicates(outcomes: &mut [Outcome]) {
    let mut seen: BTreeMap<(String, String), String> = BTreeMap::new();
    for outcome in outcomes {
        let Some(intact) = &outcome.intact else { continue };
        let identity = identity(intact);
        if let Some(first) = seen.get(&identity) {
            let message = format!("`{}` is the same submission", plain(first));
            let finding = Finding::warning("seal/duplicate", message, Place::at("/payload/jti"));
            outcome.add(finding.hint("it counts once: one of the two files can go"));
            outcome.is_again = true;
        } else {
            seen.insert(identity, outcome.file.clone());
        }
    }
}

/// One identity with two payloads.
fn conflicts(outcomes: &[Outcome]) -> Vec<(usize, Finding)> {
    let jtis = groups(once(outcomes).map(|(index, intact)| (identity(intact).0, index)));
    marked(outcomes, jtis, "seal/conflict", "/payload/jti", "has the same identity but different content")
}

/// Two corrections of one file.
fn forks(outcomes: &[Outcome]) -> Vec<(usize, Finding)> {
    let parents = once(outcomes).filter_map(|(index, intact)| Some((parent(intact)?, index)));
    marked(outcomes, groups(parents), "seal/fork", "/payload/previous", "corrects the same file")
}

/// Two files for one assignment, neither of which corrects the other.
fn assignments(outcomes: &[Outcome]) -> Vec<(usize, Finding)> {
    let corrected: Vec<_> = once(outcomes).filter_map(|(_, intact)| parent(intact)).collect();
    let last = once(outcomes).filter(|(_, intact)| !corrected.contains(&identity(intact)));
    let assigned = last.filter_map(|(index, intact)| Some((intact.submission.assignment_id()?, index)));
    let at = "/payload/assignment_token";
    marked(
        outcomes,
        groups(assigned),
        "seal/assignment-twice",
        at,
        "is for the same assignment, and neither corrects the other",
    )
}

fn parent(intact: &Intact) -> Option<(String, String)> {
    let previous = intact.submission.claims().previous.as_ref()?;
    Some((previous.jti.to_string(), previous.sha256.to_string()))
}

fn groups<K: Ord>(members: impl Iterator<Item = (K, usize)>) -> Vec<Vec<usize>> {
    let mut groups: BTreeMap<K, Vec<usize>> = BTreeMap::new();
    members.for_each(|(key, index)| groups.entry(key).or_default().push(index));
    groups.into_values().filter(|group| group.len() > 1).collect()
}

/// One finding for each member of a group: it names another one.
fn marked(
    outcomes: &[Outcome],
    groups: Vec<Vec<usize>>,
    code: &'static str,
    at: &str,
    what: &str,
) -> Vec<(usize, Finding)> {
    let name = |index: &usize| outcomes.get(*index).map(|outcome| plain(&outcome.file)).unwrap_or_default();
    let of_group = |group: Vec<usize>| {
        let marked = group.iter().map(|index| {
            let other = group.iter().find(|other| *other != index).map(name).unwrap_or_default();
            let finding = Finding::error(code, format!("`{other}` {what}"), Place::at(at));
            (*index, finding.hint("only one of them can count: ask the sender which"))
        });
        marked.collect::<Vec<_>>()
    };
    groups.into_iter().flat_map(of_group).collect()
}
