//! Taking a command back: what it has changed in the ground state, as it was before.

use sealform_protocol::{Draft, LogEntry, Patch, Snapshot};
use sealform_types::Json;
use sealform_types::iso::{self, SecondParts};

/// A member of the draft that commands write to, path by path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Member {
    Answers,
    Comments,
    Instances,
    Once,
    Watches,
}

impl Member {
    pub const ALL: [Self; 5] = [Self::Answers, Self::Comments, Self::Instances, Self::Once, Self::Watches];
}

/// What stands in a member of the draft at a path, as the draft writes it; `None` where nothing does.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    pub member: Member,
    pub path: String,
    pub value: Option<Json>,
}

/// What undoes one command: the answers, comments, instances and stopwatches that it has changed, also what the form wrote
/// because of it.
///
/// It belongs to the session in which the command was applied.
#[derive(Debug, Clone, PartialEq)]
pub struct Inverse {
    /// In the order of the changes, as it was before.
    pub(super) changed: Vec<Entry>,
    /// What the command left in their places.
    pub(super) left: Vec<Option<Json>>,
}

impl Inverse {
    /// Whether it undoes the stop of a stopwatch that the other one undoes the start of: both are undone together then.
    ///
    /// Not where it was the end of an attempt that stopped the watch: without that end, the attempt goes on, and its watch too.
    pub fn stops_watch_of(&self, started: &Self) -> bool {
        let watch = |inverse: &Self| {
            let (entry, left) = inverse.entries().find(|(entry, _)| entry.member == Member::Watches)?;
            Some((entry.path.clone(), left.is_some()))
        };
        let stopped = watch(self).filter(|(_, runs)| !runs);
        stopped.is_some_and(|(path, _)| watch(started) == Some((path, true))) && !self.ends_attempt()
    }

    /// Whether the command that it undoes wrote how an attempt ended.
    fn ends_attempt(&self) -> bool {
        let outcome = |log: Option<&Json>| log?.as_array()?.last()?.get("outcome").cloned();
        let mut answers = self.entries().filter(|(entry, _)| entry.member == Member::Answers);
        answers.any(|(entry, left)| outcome(entry.value.as_ref()) != outcome(left.as_ref()))
    }

    fn entries(&self) -> impl Iterator<Item = (&Entry, &Option<Json>)> {
        self.changed.iter().zip(&self.left)
    }

    /// Puts everything back, except what was written anew since.
    pub(super) fn apply(&self, draft: &mut Draft) {
        let entries = self.entries();
        let stays = |(entry, left): &(&Entry, &Option<Json>)| draft.get(entry.member, &entry.path) == **left;
        let (unchanged, since): (Vec<_>, Vec<_>) = entries.partition(stays);
        for (entry, _) in unchanged.into_iter().rev() {
            draft.set(entry.member, entry.path.clone(), entry.value.clone());
        }
        // Other instances may have come meanwhile: they stay, behind those that come back.
        for (entry, left) in since.into_iter().rev().filter(|(entry, _)| entry.member == Member::Instances) {
            let now = draft.get(entry.member, &entry.path);
            let [before, left, now] = [&entry.value, left, &now].map(|list| ids(list.as_ref()));
            let back = before.iter().filter(|id| now.contains(id) || !left.contains(id));
            let all = back.chain(now.iter().filter(|id| !before.contains(id))).cloned().collect();
            draft.set(entry.member, entry.path.clone(), Some(Json::Array(all)));
        }
    }

    /// Notes in the log that a command was taken back: where it was.
    pub(super) fn log(&self, draft: &mut Draft) {
        let path = self.changed.first().map(|entry| entry.path.clone()).unwrap_or_default();
        draft.log.push(LogEntry { at: draft.at, action: "undo".to_owned(), path });
    }
}

fn ids(list: Option<&Json>) -> Vec<Json> {
    list.and_then(Json::as_array).unwrap_or_default().to_vec()
}

/// The members of a draft that commands write to, all in the same way.
pub(super) trait Members {
    /// What stands at a path.
    fn get(&self, member: Member, path: &str) -> Option<Json>;
    /// Writes what stands at a path.
    fn set(&mut self, member: Member, path: String, value: Option<Json>);
    /// The paths that begin like this.
    fn paths_in(&self, member: Member, beginning: &str) -> Vec<String>;
}

/// Writes an entry of a map, or takes it out.
macro_rules! put {
    ($map:expr, $path:expr, $value:expr) => {
        match $value {
            Some(value) => drop($map.insert($path, value)),
            None => drop($map.remove(&$path)),
        }
    };
}

impl Members for Draft {
    fn get(&self, member: Member, path: &str) -> Option<Json> {
        match member {
            Member::Answers => self.answers.get(path).cloned(),
            Member::Once => self.defaults_applied.get(path).cloned(),
            Member::Comments => self.comments.get(path).map(|text| Json::from(text.as_str())),
            Member::Instances => {
                let ids = self.instances.get(path)?;
                Some(ids.iter().map(|id| Json::Integer(i64::from(*id))).collect())
            }
            Member::Watches => {
                self.watches.get(path).map(|started| Json::String(iso::write_moment(started, SecondParts::AsNeeded)))
            }
        }
    }

    fn set(&mut self, member: Member, path: String, value: Option<Json>) {
        let text = || value.as_ref().and_then(Json::as_str);
        match member {
            Member::Answers => put!(self.answers, path, value),
            Member::Once => put!(self.defaults_applied, path, value),
            Member::Comments => put!(self.comments, path, text().map(str::to_owned)),
            Member::Instances => {
                let id = |id: &Json| u32::try_from(id.as_integer()?).ok();
                let ids: Vec<u32> = ids(value.as_ref()).iter().filter_map(id).collect();
                put!(self.instances, path, Some(ids).filter(|ids| !ids.is_empty()));
            }
            Member::Watches => put!(self.watches, path, text().and_then(iso::read_moment)),
        }
    }

    fn paths_in(&self, member: Member, beginning: &str) -> Vec<String> {
        let mut paths: Vec<String> = match member {
            Member::Answers => self.answers.iter().map(|(path, _)| path.clone()).collect(),
            Member::Once => self.defaults_applied.iter().map(|(path, _)| path.clone()).collect(),
            Member::Comments => self.comments.iter().map(|(path, _)| path.clone()).collect(),
            Member::Instances => self.instances.iter().map(|(path, _)| path.clone()).collect(),
            Member::Watches => self.watches.iter().map(|(path, _)| path.clone()).collect(),
        };
        paths.retain(|path| path.starts_with(beginning));
        paths
    }
}

/// What changed from one snapshot of a form to another.
pub(super) fn patch_between(old: &Snapshot, new: &Snapshot) -> Patch {
    let changed = new.nodes.iter().filter(|(key, node)| old.nodes.get(*key) != Some(*node));
    let pages = new.pages.iter().enumerate().filter(|(index, page)| old.pages.get(*index) != Some(*page));
    Patch {
        form: (old.form != new.form).then(|| new.form.clone()),
        nodes: changed.map(|(key, node)| (*key, node.clone())).collect(),
        removed: old.nodes.keys().filter(|key| !new.nodes.contains_key(*key)).copied().collect(),
        pages: pages.map(|(index, page)| (index, page.clone())).collect(),
        progress: (old.progress != new.progress).then_some(new.progress),
        outcome: (old.outcome != new.outcome).then(|| new.outcome.clone()),
        score: (old.score != new.score).then(|| new.score.clone()),
        position: (old.position != new.position).then(|| new.position.clone()),
    }
}
