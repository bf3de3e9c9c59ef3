//! The files that are to be sent: each read, and nothing of one that is no sealed file.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use sealform_submission::agency::UnverifiedDocument;
use sealform_submission::{PublicJwk, Trust, VerifiedSubmission};
use sealform_types::{Finding, Json, Place};

use crate::deliver::plan::{Kind, Plan};
use crate::deliver::sending::{Content, Prepared, pieces_of};
use crate::failure::{Exit, Failure, FileReport};
use crate::input::{Input, Source};
use crate::sealed;
use crate::sources::{self, Item, Met, Sources};

/// What there is to send, and what is not sent.
pub struct Files {
    pub prepared: Vec<Prepared>,
    pub refused: Vec<FileReport>,
    pub exit: Exit,
}

/// Reads everything that is named; a file that comes twice is sent once.
///
/// # Errors
/// [`Failure`] where there is nothing to send, or the delivery contradicts itself.
pub fn read(inputs: &[Input], attachments: Option<&Path>, trust: &Trust, plan: &Plan) -> Result<Files, Failure> {
    if let Some(folder) = attachments.filter(|folder| !folder.is_dir()) {
        let name = folder.display().to_string();
        return Err(Failure::io(&name, "file/missing", "there is no such folder", "check the spelling of the name"));
    }
    let mut files = Files { prepared: Vec::new(), refused: Vec::new(), exit: Exit::Fine };
    let mut known = BTreeSet::new();
    for met in Sources::of(inputs) {
        let Met::Item(Item { name, content }) = met else { continue };
        let refuse = |findings: Vec<Finding>| FileReport { file: name.clone(), text: None, findings };
        match prepare(&name, content, attachments, trust, plan) {
            Ok(prepared) => {
                if known.insert((prepared.jti.clone(), prepared.sha256.clone(), prepared.signer.clone())) {
                    files.prepared.push(prepared);
                }
            }
            Err(Failure { exit, reports }) => {
                let findings = reports.into_iter().flat_map(|report| report.findings).collect();
                files.refused.push(refuse(findings));
                files.exit = files.exit.max(exit);
            }
        }
    }
    files.refuse_conflicts();
    if files.prepared.is_empty() && files.refused.is_empty() {
        return Err(Failure::usage(
            "there is nothing to send",
            "name files, or folders with files that end in `.jws.json`",
        ));
    }
    Ok(files)
}

impl Files {
    /// Receivers know a submission by its `jti`: of two that share one, the second would be taken for the first. Which of them counts is
    /// not known here, so neither is sent.
    fn refuse_conflicts(&mut self) {
        let mut names: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for file in &self.prepared {
            names.entry(file.jti.clone()).or_default().push(file.name.clone());
        }
        names.retain(|_, names| names.len() > 1);
        let (conflicts, prepared) =
            std::mem::take(&mut self.prepared).into_iter().partition(|file| names.contains_key(&file.jti));
        let conflicts: Vec<Prepared> = conflicts;
        self.prepared = prepared;
        for Prepared { name, jti, .. } in conflicts {
            let others = names.get(&jti).into_iter().flatten().filter(|other| **other != name);
            let others: Vec<String> = others.map(|other| format!("`{other}`")).collect();
            let message = format!("{} has the same identity, and other content or another signer", others.join(", "));
            let finding = Finding::error("seal/conflict", message, Place::at("/payload/jti"));
            let findings = vec![finding.hint("ask the sender which one counts, and send that one alone")];
            self.refused.push(FileReport { file: name, text: None, findings });
            self.exit = self.exit.max(Exit::Found);
        }
    }
}

fn prepare(
    name: &str,
    content: sources::Content,
    attachments: Option<&Path>,
    trust: &Trust,
    plan: &Plan,
) -> Result<Prepared, Failure> {
    let (bytes, content) = match content {
        sources::Content::Unread(failure) => return Err(failure),
        sources::Content::File(path) => (Input::File(path.clone()).read()?.bytes, Content::File(path)),
        sources::Content::Bytes(bytes) => (bytes.clone(), Content::Bytes(bytes)),
    };
    let source = Source { name: name.to_owned(), bytes };
    let submission = sealed::open(&source, trust).map_err(|findings| Failure::found(&source, findings))?;
    let recipient = recipient(&submission, plan).map_err(|finding| Failure::found(&source, [*finding]))?;
    Ok(Prepared {
        name: name.to_owned(),
        jti: submission.claims().jti.to_string(),
        sha256: submission.payload_sha256().to_string(),
        signer: submission.key().thumbprint().to_string(),
        folder: attachments.map(Path::to_owned).or_else(|| folder(&content)),
        content,
        pieces: pieces_of(&submission),
        recipient,
    })
}

/// The folder of a file; members of archives have none.
fn folder(content: &Content) -> Option<PathBuf> {
    match content {
        Content::File(path) => {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            Some(folder.unwrap_or(Path::new(".")).to_owned())
        }
        Content::Bytes(_) => None,
    }
}

/// Who alone may read a file: whom an assignment names that was checked, else whom the delivery names, else whom an assignment
/// names that nobody could check.
fn recipient(submission: &VerifiedSubmission, plan: &Plan) -> Result<Option<PublicJwk>, Box<Finding>> {
    let checked = submission.assignment();
    let named = match (checked, &plan.encrypt) {
        (Some(assignment), _) => assignment.get("encrypt").cloned(),
        (None, Some(_)) => None,
        (None, None) => unchecked(submission)?,
    };
    let recipient = match named {
        Some(key) => Some(read_key(&key)?),
        None => plan.encrypt.clone(),
    };
    let clear = plan.targets.iter().find(|to| to.kind == Kind::Openrosa && recipient.is_some());
    match clear {
        None => Ok(recipient),
        Some(to) => {
            let message = format!(
                "the target `{}` is an OpenRosa server, which gets the answers in the clear, and `encrypt` says that only its recipient reads them",
                to.id
            );
            let finding = Finding::error("delivery/contradiction", message, Place::at("/payload/assignment_token"));
            Err(Box::new(finding.hint("name a target of another type, or leave this one out with `--only`")))
        }
    }
}

/// Whom an assignment names that nobody has checked. One that cannot be read is not taken for one that names nobody.
fn unchecked(submission: &VerifiedSubmission) -> Result<Option<Json>, Box<Finding>> {
    let Some(token) = &submission.claims().assignment_token else { return Ok(None) };
    match UnverifiedDocument::parse(token) {
        Ok(document) => Ok(document.unverified_body().get("encrypt").cloned()),
        Err(fault) => {
            let first = fault.findings().next().map(|finding| finding.message.clone()).unwrap_or_default();
            let message =
                format!("whether it may be sent in the clear cannot be told: its assignment cannot be read, {first}");
            let finding = Finding::error("deliver/assignment", message, Place::at("/payload/assignment_token"));
            Err(Box::new(finding.hint("name who may read it as `encrypt` of the delivery")))
        }
    }
}

fn read_key(key: &Json) -> Result<PublicJwk, Box<Finding>> {
    PublicJwk::from_json(key).map_err(|error| {
        let mut finding = Finding::from(error);
        finding.place.pointer.insert_str(0, "/payload/assignment_token/encrypt");
        Box::new(finding)
    })
}
