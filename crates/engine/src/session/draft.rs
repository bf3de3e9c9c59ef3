//! Coming back to a draft.

use std::sync::Arc;

use sealform_protocol::Draft;
use sealform_types::in_order;

use super::Session;
use crate::program::{GroupPlanKind, NodeRef, Program};

/// Why a draft cannot be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RestoreError {
    /// It was written by a newer version.
    UnknownVersion {
        /// The version it names.
        v: u32,
    },
    /// It belongs to another questionnaire, or another version of this one.
    OtherQuestionnaire {
        /// The SHA-256 it names.
        sha256: String,
    },
}

impl std::fmt::Display for RestoreError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::UnknownVersion { v } => {
                write!(f, "the draft has format version {v}, and this engine knows version 1")
            }
            Self::OtherQuestionnaire { sha256 } => {
                write!(f, "the draft belongs to the questionnaire with digest {sha256}")
            }
        }
    }
}

impl std::error::Error for RestoreError {}

impl Session {
    /// Comes back to a draft. What the draft holds and the form does not know is left where it is.
    ///
    /// # Errors
    /// [`RestoreError`] where the draft is not of this questionnaire; nothing of it is lost.
    pub fn restore(program: Arc<Program>, draft: Draft) -> Result<Self, RestoreError> {
        if draft.v != 1 {
            return Err(RestoreError::UnknownVersion { v: draft.v });
        }
        if draft.questionnaire.sha256 != program.form.pin.sha256 {
            return Err(RestoreError::OtherQuestionnaire { sha256: draft.questionnaire.sha256 });
        }
        let mut session = Self::bare(program, draft);
        session.restore_instances();
        session.restore_answers();
        session.cells.evaluate_all(&Arc::clone(&session.program));
        session.follow_all_counts();
        session.settle_values();
        session.fresh.clear();
        session.keep_all();
        session.refresh_all();
        Ok(session)
    }

    fn restore_instances(&mut self) {
        let program = Arc::clone(&self.program);
        let lists: Vec<(String, Vec<u32>)> = self.draft.instances.clone().into_iter().collect();
        let depth = |(path, _): &(String, Vec<u32>)| path.matches('[').count();
        for (path, ids) in in_order(lists, &|one, other| depth(one).cmp(&depth(other))) {
            let Ok((NodeRef::Group(group), block)) = self.find(&path) else { continue };
            let GroupPlanKind::Repeat(template) = program.groups[group].kind else { continue };
            if program.templates[template].repeat.is_some_and(|repeat| repeat.count.is_some()) {
                continue; // as many of them as there are by then
            }
            for id in ids {
                if self.cells.instance(id).is_none() {
                    self.cells.add_instance_of(&program, template, block, id);
                }
            }
        }
        self.grow_answers();
    }

    fn restore_answers(&mut self) {
        let answers = self.draft.answers.clone();
        for (path, raw) in answers.iter() {
            if let Ok((question, block)) = self.locate(path) {
                self.write(question, block, raw);
            }
        }
        for (path, text) in self.draft.comments.clone().iter() {
            if let Ok((question, block)) = self.locate(path) {
                self.put_comment(question, block, text);
            }
        }
        self.draft.answers = answers;
    }
}
