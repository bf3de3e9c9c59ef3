//! The ground state: what a person did, and nothing that follows from it. The only place that writes the draft.

use std::ops::Range;

use chrono::{DateTime, FixedOffset};
use sealform_protocol::{Action, Draft, LogEntry, Position};
use sealform_types::Json;

use super::inverse::{Entry, Inverse, Member, Members};
use crate::answer::Answer;

/// A draft, and its answers as they were read.
///
/// # Invariant
/// What is read of an answer follows from the draft: each function that changes one changes the other.
#[derive(Debug)]
pub(crate) struct GroundState {
    draft: Draft,
    /// What the command at hand has changed, in order, as it was before.
    changed: Vec<Entry>,
    /// The answers of all instances, by [`crate::graph::Graph::answer_index`].
    answers: Vec<Option<Box<Answer>>>,
}

impl GroundState {
    /// A draft none of whose answers has been read yet.
    pub fn new(draft: Draft) -> Self {
        Self { draft, changed: Vec::new(), answers: Vec::new() }
    }

    pub fn draft(&self) -> &Draft {
        &self.draft
    }

    /// What was entered, as it was read.
    pub fn answer(&self, index: usize) -> &Answer {
        static NONE: Answer = Answer::NONE;
        self.answers.get(index).and_then(Option::as_deref).unwrap_or(&NONE)
    }

    /// The comment of the question at a path.
    pub fn comment(&self, path: &str) -> &str {
        self.draft.comments.get(path).map_or("", String::as_str)
    }

    /// Makes room for so many answers.
    pub fn make_room(&mut self, answers: usize) {
        self.answers.resize_with(answers, || None);
    }

    /// Takes an answer that is entered or written.
    pub fn put(&mut self, path: String, index: usize, answer: Answer) {
        self.note(Member::Answers, &path);
        if answer.raw == Json::Null {
            self.draft.answers.remove(&path);
        } else {
            self.draft.answers.insert(path, answer.raw.clone());
        }
        self.recall(index, answer);
    }

    /// Takes an answer that was read from the draft, where it stays as it is, even if it cannot be read now.
    pub fn recall(&mut self, index: usize, answer: Answer) {
        if let Some(known) = self.answers.get_mut(index) {
            *known = Some(Box::new(answer)).filter(|answer| **answer != Answer::NONE);
        }
    }

    /// Stores a value that the form has worked out once.
    pub fn keep(&mut self, path: String, raw: Json) {
        self.note(Member::Answers, &path);
        self.draft.answers.insert(path, raw);
    }

    pub fn put_comment(&mut self, path: String, text: &str) {
        self.note(Member::Comments, &path);
        match text {
            "" => drop(self.draft.comments.remove(&path)),
            text => drop(self.draft.comments.insert(path, text.to_owned())),
        }
    }

    /// Forgets what was read of answers whose instance is gone; the draft stays as it is.
    pub fn forget(&mut self, answers: Range<usize>) {
        self.answers.get_mut(answers).into_iter().flatten().for_each(|answer| *answer = None);
    }

    /// Notes that the default of a question has been written: it never comes again.
    pub fn put_default(&mut self, path: String, value: Json) {
        self.note(Member::Once, &path);
        self.draft.defaults_applied.insert(path, value);
    }

    /// The id of one more instance of a repeat.
    pub fn add_instance(&mut self, repeat: &str) -> u32 {
        self.note(Member::Instances, repeat);
        let id = self.draft.next_instance;
        self.draft.next_instance += 1;
        self.draft.instances.get_or_insert_with(repeat.to_owned(), Vec::new).push(id);
        id
    }

    /// Removes an instance of a repeat, with everything inside.
    pub fn remove_instance(&mut self, repeat: &str, id: u32) {
        self.note(Member::Instances, repeat);
        if let Some(ids) = self.draft.instances.get_mut(repeat) {
            ids.retain(|known| *known != id);
            if ids.is_empty() {
                self.draft.instances.remove(repeat);
            }
        }
        let inside = format!("{repeat}[{id}]/");
        for member in Member::ALL {
            for path in self.draft.paths_in(member, &inside) {
                self.note(member, &path);
                self.draft.set(member, path, None);
            }
        }
    }

    /// Starts the stopwatch of a question; one that runs is started over.
    pub fn start_watch(&mut self, path: &str, at: DateTime<FixedOffset>) {
        self.note(Member::Watches, path);
        self.draft.watches.insert(path.to_owned(), at);
    }

    /// Stops the stopwatch of a question, where one runs.
    pub fn stop_watch(&mut self, path: &str) {
        if self.draft.watches.contains_key(path) {
            self.note(Member::Watches, path);
            self.draft.watches.remove(path);
        }
    }

    /// A new command begins: what the one before has changed is forgotten.
    pub fn begin_command(&mut self) {
        self.changed.clear();
    }

    /// What undoes the last command.
    pub fn inverse(&mut self) -> Inverse {
        let changed = std::mem::take(&mut self.changed);
        let left = changed.iter().map(|entry| self.draft.get(entry.member, &entry.path)).collect();
        Inverse { changed, left }
    }

    fn note(&mut self, member: Member, path: &str) {
        let value = self.draft.get(member, path);
        self.changed.push(Entry { member, path: path.to_owned(), value });
    }

    pub fn set_moment(&mut self, at: DateTime<FixedOffset>) {
        self.draft.at = at;
    }

    pub fn set_language(&mut self, language: &str) {
        language.clone_into(&mut self.draft.language);
    }

    pub fn set_fact(&mut self, name: &str, value: &Json) {
        self.draft.facts.insert(name.to_owned(), value.clone());
    }

    pub fn set_position(&mut self, position: Position) {
        self.draft.position = position;
    }

    /// Moves to a question of the page at hand.
    pub fn set_path(&mut self, path: &str) {
        path.clone_into(&mut self.draft.position.path);
    }

    /// Notes what was done; one entry for what is typed into one field without anything between.
    pub fn log(&mut self, at: DateTime<FixedOffset>, action: &Action) {
        let word = action.name();
        let path = match action {
            Action::Answer { path, .. }
            | Action::Comment { path, .. }
            | Action::Open { path }
            | Action::AddInstance { path }
            | Action::RemoveInstance { path }
            | Action::StartWatch { path } => path.as_str(),
            Action::Language { language } => language.as_str(),
            Action::Fact { name, .. } => name.as_str(),
        };
        match self.draft.log.last_mut() {
            Some(last) if last.action == word && last.path == path => last.at = at,
            Some(_) | None => self.draft.log.push(LogEntry { at, action: word.to_owned(), path: path.to_owned() }),
        }
    }
}
