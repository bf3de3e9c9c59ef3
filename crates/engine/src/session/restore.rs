//! Coming back to a draft.

use sealform_protocol::Draft;
use sealform_types::{Json, in_order};

use super::form::Form;
use crate::program::{GroupSpecKind, NodeRef, Program};

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

/// Whether a draft can be opened with a program.
///
/// # Errors
/// See [`RestoreError`].
pub(crate) fn check(program: &Program, draft: &Draft) -> Result<(), RestoreError> {
    if draft.v != 1 {
        return Err(RestoreError::UnknownVersion { v: draft.v });
    }
    if draft.questionnaire.sha256 != program.form.pin.sha256 {
        return Err(RestoreError::OtherQuestionnaire { sha256: draft.questionnaire.sha256.clone() });
    }
    Ok(())
}

impl Form {
    /// Comes back to what the draft holds. What the form does not know is left where it is.
    pub fn restore(&mut self) {
        self.recall_all();
        self.keep_all();
        self.phases.clear();
    }

    /// The same without keeping what is worked out once.
    pub fn recall_all(&mut self) {
        self.restore_instances();
        let answers: Vec<(String, Json)> =
            self.draft().answers.iter().map(|(path, raw)| (path.clone(), raw.clone())).collect();
        for (path, raw) in answers {
            if let Ok((question, instance)) = self.question_at(&path) {
                self.recall(question, instance, &raw);
            }
        }
        self.graph.evaluate_all();
        self.follow_all_counts();
        self.settle_values();
    }

    fn restore_instances(&mut self) {
        let lists: Vec<(String, Vec<u32>)> = self.draft().instances.clone().into_iter().collect();
        let depth = |(path, _): &(String, Vec<u32>)| path.matches('[').count();
        for (path, ids) in in_order(lists, &|one, other| depth(one).cmp(&depth(other))) {
            let Ok((NodeRef::Group(group), parent)) = self.node_at(&path) else { continue };
            let GroupSpecKind::Repeat(template) = self.program().groups[group].kind else { continue };
            if self.program().templates[template].repeat.is_some_and(|repeat| repeat.count.is_some()) {
                continue; // as many of them as there are by then
            }
            for id in ids {
                if self.graph.instance(id).is_none() {
                    self.graph.add_instance(template, parent, id);
                }
            }
        }
        self.make_room();
    }
}
