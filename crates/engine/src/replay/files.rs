//! Files that answers name, held against the files that are claimed. The verifier has seen that no claim stands twice or without
//! an answer that names it; here it is known which questions take files.

use sealform_types::{Json, VecSet, pointer};

use super::{Claimed, Mismatch, spec};
use crate::program::Program;

pub(super) fn compare(program: &Program, claimed: &Claimed<'_>, mismatches: &mut Vec<Mismatch>) {
    let takes_files = |path: &str| spec(program, path).is_some_and(|spec| spec.kind.is_file());
    for (index, (question, _)) in claimed.attachments.iter().enumerate() {
        if !takes_files(question) {
            let pointer = pointer(&pointer("/attachments", &index.to_string()), "question");
            mismatches.push(Mismatch::TakesNoFile { pointer, path: question.clone() });
        }
    }
    let files: VecSet<(&str, &str)> = claimed.attachments.iter().map(|(path, name)| (path.as_str(), *name)).collect();
    for (path, claim) in claimed.answers.as_object().unwrap_or_default() {
        let names = claim.get("v").and_then(Json::as_array).filter(|_| takes_files(path)).unwrap_or_default();
        for (index, name) in names.iter().enumerate() {
            let Some(name) = name.as_str().filter(|name| !files.contains(&(path.as_str(), name))) else { continue };
            let pointer = pointer(&pointer(&pointer("/answers", path), "v"), &index.to_string());
            mismatches.push(Mismatch::NotAttached { pointer, path: path.clone(), name: name.to_owned() });
        }
    }
}
