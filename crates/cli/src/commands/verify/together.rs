//! What several files say of one another: the same one twice, and those of which only one can count. Of a million files there are in
//! memory what they are told apart by, and neither names nor answers.

use std::collections::BTreeMap;

use sealform_types::{Finding, Place, Sha256Digest, digest};

use super::row::{Links, Row, Seen};
use super::spool::Spool;
use crate::failure::Failure;
use crate::screen::plain;

/// The identity of a submission as a number: the digits of its UUID.
type Jti = u128;
/// What a text is told apart by: the first half of its digest.
type Short = u128;

/// An intact file.
struct Known {
    row: u32,
    jti: Jti,
    sha256: Sha256Digest,
    sealed_by: Short,
}

struct Parent {
    row: u32,
    jti: Jti,
    sha256: Sha256Digest,
}

struct Assigned {
    row: u32,
    assignment: Short,
    version: Option<u32>,
}

/// What is known of all files.
#[derive(Default)]
pub struct Together {
    known: Vec<Known>,
    parents: Vec<Parent>,
    assigned: Vec<Assigned>,
}

/// What speaks against a file.
#[derive(Debug, Clone, Copy)]
enum What {
    Resealed,
    Changed,
    Fork,
    Unseen,
    Twice { latest: Option<u32> },
}

/// What speaks against a file, and the other file that says so.
#[derive(Clone, Copy)]
struct Mark {
    row: u32,
    what: What,
    other: u32,
}

/// What was found.
pub struct Compared {
    /// Files that repeat another one, and which.
    again: BTreeMap<u32, u32>,
    /// In the order of the files.
    marks: Vec<Mark>,
    /// A name that was looked up, for it is wanted again.
    last: Option<(u32, String)>,
}

impl Together {
    /// Takes in what came of the file at an index.
    pub fn add(&mut self, row: u32, file: &Row) {
        let (Some(Seen { jti, sha256, signer, .. }), Some(links)) = (&file.intact, &file.links) else { return };
        let Some((jti, sha256)) = identity(jti, sha256) else { return };
        self.known.push(Known { row, jti, sha256, sealed_by: short(signer) });
        let Links { previous, assignment, version, sealed: _ } = links;
        if let Some((jti, sha256)) = previous.as_ref().and_then(|(jti, sha256)| identity(jti, sha256)) {
            self.parents.push(Parent { row, jti, sha256 });
        }
        if let Some((iss, name)) = assignment {
            // Lengths first, so that no two pairs give one text.
            let assignment = short(&format!("{} {iss}{name}", iss.len()));
            self.assigned.push(Assigned { row, assignment, version: *version });
        }
    }

    /// Compares them all.
    pub fn compare(mut self) -> Compared {
        // Whoever sees a file can seal its payload again with another key: that is another one.
        let again = self.take_out_copies();
        let is_again = |row: u32| again.contains_key(&row);
        self.parents.retain(|parent| !is_again(parent.row));
        self.assigned.retain(|assigned| !is_again(assigned.row));
        let mut marks = self.conflicts();
        marks.extend(self.forks());
        marks.extend(self.unseen());
        let mut found: Vec<u32> = marks.iter().map(|mark| mark.row).collect();
        found.sort_unstable();
        let twice = self.assignments().into_iter().filter(|mark| found.binary_search(&mark.row).is_err());
        marks.extend(twice.collect::<Vec<_>>());
        // Stable: what was found first is said first.
        marks.sort_by_key(|mark| mark.row);
        Compared { again, marks, last: None }
    }

    /// The same file twice is delivered twice, as often happens, and counts once. What is left is sorted by identity.
    fn take_out_copies(&mut self) -> BTreeMap<u32, u32> {
        let sealed = |known: &Known| (known.jti, known.sha256, known.sealed_by);
        self.known.sort_unstable_by_key(|known| (sealed(known), known.row));
        let mut again = BTreeMap::new();
        self.known.dedup_by(|one, first| {
            let is_same = sealed(one) == sealed(first);
            if is_same {
                again.insert(one.row, first.row);
            }
            is_same
        });
        again
    }

    /// One identity with two payloads, or with two signers.
    fn conflicts(&self) -> Vec<Mark> {
        let groups = self.known.chunk_by(|one, other| one.jti == other.jti).filter(|group| group.len() > 1);
        let marks = groups.flat_map(|group| {
            let is_one = group.iter().all(|known| Some(known.sha256) == group.first().map(|first| first.sha256));
            let what = if is_one { What::Resealed } else { What::Changed };
            marked(group.iter().map(|known| known.row).collect(), what)
        });
        marks.collect()
    }

    /// Two corrections of one file.
    fn forks(&mut self) -> Vec<Mark> {
        let of = |parent: &Parent| (parent.jti, parent.sha256);
        self.parents.sort_unstable_by_key(|parent| (of(parent), parent.row));
        let groups = self.parents.chunk_by(|one, other| of(one) == of(other)).filter(|group| group.len() > 1);
        groups.flat_map(|group| marked(group.iter().map(|parent| parent.row).collect(), What::Fork)).collect()
    }

    /// A correction of a file that has the identity of one that is here, and other content.
    fn unseen(&self) -> Vec<Mark> {
        let misses = |parent: &Parent| {
            let from = self.known.partition_point(|known| known.jti < parent.jti);
            let namesakes = || self.known.iter().skip(from).take_while(|known| known.jti == parent.jti);
            let other = namesakes().map(|known| known.row).min()?;
            let is_here = namesakes().any(|known| known.sha256 == parent.sha256);
            (!is_here).then_some(Mark { row: parent.row, what: What::Unseen, other })
        };
        self.parents.iter().filter_map(misses).collect()
    }

    /// Two files for one assignment, neither of which corrects the other.
    fn assignments(&mut self) -> Vec<Mark> {
        let is_corrected = |known: &&Known| {
            self.parents.binary_search_by_key(&(known.jti, known.sha256), |parent| (parent.jti, parent.sha256)).is_ok()
        };
        let mut corrected: Vec<u32> = self.known.iter().filter(is_corrected).map(|known| known.row).collect();
        corrected.sort_unstable();
        self.assigned.retain(|assigned| corrected.binary_search(&assigned.row).is_err());
        self.assigned.sort_unstable_by_key(|assigned| (assigned.assignment, assigned.row));
        let groups = self.assigned.chunk_by(|one, other| one.assignment == other.assignment);
        let marks = groups.filter(|group| group.len() > 1).flat_map(|group| {
            let is_one = group.windows(2).all(|pair| matches!(pair, [one, other] if one.version == other.version));
            let latest = group.iter().filter_map(|assigned| assigned.version).max().filter(|_| !is_one);
            marked(group.iter().map(|assigned| assigned.row).collect(), What::Twice { latest })
        });
        marks.collect()
    }
}

/// One mark for each member of a group: it names another one.
fn marked(mut rows: Vec<u32>, what: What) -> Vec<Mark> {
    rows.sort_unstable();
    let other = |row: u32| rows.iter().copied().find(|other| *other != row).unwrap_or(row);
    rows.iter().map(|row| Mark { row: *row, what, other: other(*row) }).collect()
}

impl Compared {
    /// Says of the file at an index what others say of it.
    ///
    /// # Errors
    /// [`Failure`] where the names of the others cannot be read.
    pub fn mark(&mut self, index: u32, row: &mut Row, spool: &mut Spool) -> Result<(), Failure> {
        let first = self.again.get(&index).copied();
        if let Some(first) = first {
            let message = format!("`{}` is the same submission", self.name(first, spool)?);
            let finding = Finding::warning("seal/duplicate", message, Place::at("/payload/jti"));
            row.add(finding.hint("it counts once: one of the two files can go"));
            row.is_again = true;
        }
        // What speaks against a file speaks against its copies.
        let of = first.unwrap_or(index);
        let from = self.marks.partition_point(|mark| mark.row < of);
        let marks: Vec<Mark> = self.marks.iter().skip(from).take_while(|mark| mark.row == of).copied().collect();
        for mark in marks {
            let other = self.name(mark.other, spool)?;
            row.add(mark.what.finding(&other));
        }
        Ok(())
    }

    fn name(&mut self, row: u32, spool: &mut Spool) -> Result<String, Failure> {
        match &self.last {
            Some((last, name)) if *last == row => Ok(name.clone()),
            Some(_) | None => {
                let name = plain(&spool.row(row as usize)?.file);
                self.last = Some((row, name.clone()));
                Ok(name)
            }
        }
    }
}

impl What {
    fn finding(self, other: &str) -> Finding {
        let (code, at, what) = match self {
            Self::Resealed => ("seal/conflict", "/protected/jwk", "is the same submission, sealed by another key"),
            Self::Changed => ("seal/conflict", "/payload/jti", "has the same identity but different content"),
            Self::Fork => ("seal/fork", "/payload/previous", "corrects the same file"),
            Self::Unseen => (
                "seal/conflict",
                "/payload/previous/sha256",
                "has the identity of what this file corrects, and other content",
            ),
            Self::Twice { .. } => (
                "seal/assignment-twice",
                "/payload/assignment_token",
                "is for the same assignment, and neither corrects the other",
            ),
        };
        let hint = match self {
            Self::Unseen => "ask the sender which file was corrected".to_owned(),
            Self::Twice { latest: Some(version) } => {
                format!("version {version} of the assignment counts: it was issued later")
            }
            Self::Resealed | Self::Changed | Self::Fork | Self::Twice { latest: None } => {
                "only one of them can count: ask the sender which".to_owned()
            }
        };
        Finding::error(code, format!("`{other}` {what}"), Place::at(at)).hint(hint)
    }
}

fn identity(jti: &str, sha256: &str) -> Option<(Jti, Sha256Digest)> {
    let digits: String = jti.chars().filter(|letter| *letter != '-').collect();
    Some((u128::from_str_radix(&digits, 16).ok()?, Sha256Digest::parse(sha256)?))
}

fn short(text: &str) -> Short {
    let digest = digest(text.as_bytes());
    digest.as_bytes().iter().take(16).fold(0, |number, byte| (number << 8) | u128::from(*byte))
}
