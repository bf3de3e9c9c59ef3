//! Files that answers name, and the claims of those files: each name has one claim, and each claim is named once.
//!
//! Which questions take files is the questionnaire's business. What can be told without it: a claim that no answer names, one
//! that stands twice, and a name without a claim beside names of the same answer that have one.

use sealform_types::{Finding, Findings, Json, Place, VecMap, pointer};

use super::Attachment;

/// Reports what does not match, at pointers below the claims.
pub(super) fn check(answers: &Json, attachments: &[Attachment], findings: &mut Findings) {
    let mut claimed: VecMap<String, Vec<&str>> = VecMap::new();
    for (index, attachment) in attachments.iter().enumerate() {
        let question = attachment.question.to_string();
        let names = claimed.get_or_insert_with(question.clone(), Vec::new);
        let at = pointer("/attachments", &index.to_string());
        if names.contains(&attachment.name.as_str()) {
            let message = format!("the file `{}` of `{question}` is claimed twice", attachment.name);
            findings.push(Finding::error("seal/attachment-twice", message, Place::at(at)).hint("claim each file once"));
            continue;
        }
        names.push(&attachment.name);
        if !names_file(answers.get(&question), &attachment.name) {
            let message = format!("`{question}` does not name the file `{}`", attachment.name);
            let finding = Finding::error("seal/attachment-unnamed", message, Place::at(pointer(&at, "name")));
            findings.push(finding.hint("a file is claimed for the question whose answer names it, and for no other"));
        }
    }
    for (question, claimed) in &claimed {
        let at = pointer(&pointer("/answers", question), "v");
        for (index, name) in names(answers.get(question)).iter().enumerate() {
            let Some(name) = name.as_str().filter(|name| !claimed.contains(name)) else { continue };
            let message = format!("`{question}` names the file `{name}`, and nothing says which file that is");
            let place = Place::at(pointer(&at, &index.to_string()));
            let hint = "claim its size and digest among the `attachments`";
            findings.push(Finding::error("seal/attachment-missing", message, place).hint(hint));
        }
    }
}

fn names(answer: Option<&Json>) -> &[Json] {
    answer.and_then(|answer| answer.get("v")).and_then(Json::as_array).unwrap_or_default()
}

/// A personal answer has given only a hash of what it names.
fn names_file(answer: Option<&Json>, name: &str) -> bool {
    let is_hidden = answer.is_some_and(|answer| answer.get("h").is_some());
    is_hidden || names(answer).iter().any(|known| known.as_str() == Some(name))
}
