//! What several files say of one another: the same one twice, and those of which only one can count.

use std::collections::{BTreeMap, BTreeSet};

use sealform_submission::{Jti, Thumbprint};
use sealform_types::{Finding, Place, Sha256Digest};

use super::essentials::Identity;
use super::{Intact, Outcome};
use crate::screen::plain;

/// Marks every file that another one repeats or contradicts.
pub fn compare(outcomes: &mut [Outcome]) {
    duplicates(outcomes);
    let found = [conflicts(outcomes), forks(outcomes), unseen(outcomes)].concat();
    let in_fork: Vec<usize> = found.iter().map(|(index, _)| *index).collect();
    let twice: Vec<_> = assignments(outcomes).into_iter().filter(|(index, _)| !in_fork.contains(index)).collect();
    let files: Vec<_> = outcomes.iter().map(|outcome| outcome.intact.as_ref().map(sealed)).collect();
    for (index, finding) in [found, twice].concat() {
        // What speaks against a file speaks against its copies.
        let Some(marked) = files.get(index) else { continue };
        for (outcome, file) in outcomes.iter_mut().zip(&files) {
            if file == marked {
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

/// A submission, and who sealed it: whoever sees one can seal its payload again with another key.
fn sealed(intact: &Intact) -> (Identity, Thumbprint) {
    (intact.essentials.identity.clone(), intact.essentials.sealed_by.clone())
}

/// One `jti` with one payload.
fn identity(intact: &Intact) -> &Identity {
    &intact.essentials.identity
}

/// The same file twice is delivered twice, as often happens, and counts once.
fn duplicates(outcomes: &mut [Outcome]) {
    let mut seen: BTreeMap<_, String> = BTreeMap::new();
    for outcome in outcomes {
        let Some(intact) = &outcome.intact else { continue };
        let sealed = sealed(intact);
        if let Some(first) = seen.get(&sealed) {
            let message = format!("`{}` is the same submission", plain(first));
            let finding = Finding::warning("seal/duplicate", message, Place::at("/payload/jti"));
            outcome.add(finding.hint("it counts once: one of the two files can go"));
            outcome.is_again = true;
        } else {
            seen.insert(sealed, outcome.file.clone());
        }
    }
}

/// One identity with two payloads, or with two signers.
fn conflicts(outcomes: &[Outcome]) -> Vec<(usize, Finding)> {
    let jtis = groups(once(outcomes).map(|(index, intact)| (&identity(intact).0, index)));
    let one = |group: &[usize]| {
        let mut payloads = group.iter().filter_map(|index| outcomes.get(*index)?.intact.as_ref().map(identity));
        let first = payloads.next();
        payloads.all(|payload| Some(payload) == first)
    };
    let (resealed, changed): (Vec<_>, Vec<_>) = jtis.into_iter().partition(|group| one(group));
    let resealed =
        marked(outcomes, resealed, "seal/conflict", "/protected/jwk", "is the same submission, sealed by another key");
    let at = "/payload/jti";
    [resealed, marked(outcomes, changed, "seal/conflict", at, "has the same identity but different content")].concat()
}

/// A correction of a file that has the identity of one that is here, and other content.
fn unseen(outcomes: &[Outcome]) -> Vec<(usize, Finding)> {
    let mut known: BTreeMap<&Jti, Vec<(Sha256Digest, usize)>> = BTreeMap::new();
    for (index, intact) in once(outcomes) {
        let (jti, sha256) = identity(intact);
        known.entry(jti).or_default().push((*sha256, index));
    }
    let misses = |(index, intact): (usize, &Intact)| {
        let (jti, sha256) = parent(intact)?;
        let namesakes = known.get(jti)?;
        let (_, other) = namesakes.first().filter(|_| namesakes.iter().all(|(known, _)| known != sha256))?;
        let message =
            format!("`{}` has the identity of what this file corrects, and other content", name(outcomes, *other));
        let finding = Finding::error("seal/conflict", message, Place::at("/payload/previous/sha256"));
        Some((index, finding.hint("ask the sender which file was corrected")))
    };
    once(outcomes).filter_map(misses).collect()
}

/// Two corrections of one file.
fn forks(outcomes: &[Outcome]) -> Vec<(usize, Finding)> {
    let parents = once(outcomes).filter_map(|(index, intact)| Some((parent(intact)?, index)));
    marked(outcomes, groups(parents), "seal/fork", "/payload/previous", "corrects the same file")
}

/// Two files for one assignment, neither of which corrects the other.
fn assignments(outcomes: &[Outcome]) -> Vec<(usize, Finding)> {
    let corrected: BTreeSet<_> = once(outcomes).filter_map(|(_, intact)| parent(intact)).collect();
    let last = once(outcomes).filter(|(_, intact)| !corrected.contains(identity(intact)));
    let assigned = last.filter_map(|(index, intact)| Some((intact.essentials.assignment.as_ref()?, index)));
    let at = "/payload/assignment_token";
    let what = "is for the same assignment, and neither corrects the other";
    let groups = groups(assigned).into_iter();
    let found = groups.flat_map(|group| {
        let latest = latest_version(outcomes, &group);
        let found = marked(outcomes, vec![group], "seal/assignment-twice", at, what).into_iter();
        found.map(move |(index, finding)| match latest {
            Some(version) => {
                (index, finding.hint(format!("version {version} of the assignment counts: it was issued later")))
            }
            None => (index, finding),
        })
    });
    found.collect()
}

/// The latest version of an assignment, where its files are for different ones.
fn latest_version(outcomes: &[Outcome], group: &[usize]) -> Option<u32> {
    let version = |index: &usize| outcomes.get(*index)?.intact.as_ref()?.essentials.assignment_version;
    let versions: Vec<Option<u32>> = group.iter().map(version).collect();
    let is_one = versions.windows(2).all(|pair| matches!(pair, [one, other] if one == other));
    versions.into_iter().flatten().max().filter(|_| !is_one)
}

fn parent(intact: &Intact) -> Option<&Identity> {
    intact.essentials.previous.as_ref()
}

fn groups<K: Ord>(members: impl Iterator<Item = (K, usize)>) -> Vec<Vec<usize>> {
    let mut groups: BTreeMap<K, Vec<usize>> = BTreeMap::new();
    members.for_each(|(key, index)| groups.entry(key).or_default().push(index));
    groups.into_values().filter(|group| group.len() > 1).collect()
}

fn name(outcomes: &[Outcome], index: usize) -> String {
    outcomes.get(index).map(|outcome| plain(&outcome.file)).unwrap_or_default()
}

/// One finding for each member of a group: it names another one.
fn marked(
    outcomes: &[Outcome],
    groups: Vec<Vec<usize>>,
    code: &'static str,
    at: &str,
    what: &str,
) -> Vec<(usize, Finding)> {
    let of_group = |group: Vec<usize>| {
        let marked = group.iter().map(|index| {
            let other =
                group.iter().find(|other| *other != index).map(|other| name(outcomes, *other)).unwrap_or_default();
            let finding = Finding::error(code, format!("`{other}` {what}"), Place::at(at));
            (*index, finding.hint("only one of them can count: ask the sender which"))
        });
        marked.collect::<Vec<_>>()
    };
    groups.into_iter().flat_map(of_group).collect()
}
