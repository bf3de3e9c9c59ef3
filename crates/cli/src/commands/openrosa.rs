//! `sealform fill --xml`: the answers as OpenRosa instance XML, and the files that go with it.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::{Path, PathBuf};

use clap::Args;
use sealform_engine::{Finished, Session};
use sealform_formats::openrosa::{Instance, Written};
use sealform_questionnaire::Questionnaire;
use sealform_submission::Jti;

use crate::attachments;
use crate::failure::{Failure, FileReport};
use crate::output::{self, Output, Privacy};
use crate::report;
use crate::screen::Screen;

/// What is wanted of the instance.
#[derive(Debug, Args)]
#[group(id = "openrosa")]
pub struct Arguments {
    /// Where the answers go as OpenRosa instance XML, for ODK Central, Kobo and the like; `-` prints it
    #[arg(long, value_name = "FILE")]
    xml: Option<Output>,
    /// The `instanceID` of the instance that this one corrects
    #[arg(long, value_name = "ID", requires = "xml", value_parser = instance_id)]
    deprecated: Option<String>,
}

/// An instance and its files, read and checked before anything is written.
#[derive(Debug)]
pub struct Prepared {
    to: Output,
    xml: String,
    files: Vec<(File, PathBuf)>,
    /// What is doubtful about it.
    report: FileReport,
}

fn instance_id(text: &str) -> Result<String, String> {
    let is_plain =
        !text.is_empty() && text.len() <= 255 && !text.contains(|c: char| c.is_whitespace() || c.is_control());
    match (is_plain, Jti::parse(text)) {
        (_, Some(_)) => Ok(format!("uuid:{text}")),
        (true, None) => Ok(text.to_owned()),
        (false, None) => Err("write the `instanceID` of the earlier instance, such as uuid:…".to_owned()),
    }
}

impl Arguments {
    /// Makes the instance, where one is asked for.
    ///
    /// # Errors
    /// [`Failure`] where a file that an answer names is not there, or cannot stand beside the instance.
    pub fn prepare(
        &self,
        questionnaire: &Questionnaire,
        session: &Session,
        finished: &Finished,
        id: &Jti,
        folder: Option<&Path>,
    ) -> Result<Option<Prepared>, Failure> {
        let Some(to) = &self.xml else { return Ok(None) };
        let own = format!("uuid:{id}");
        if self.deprecated.as_ref() == Some(&own) {
            return Err(Failure::usage("an instance cannot correct itself", "pass the ID of the earlier one"));
        }
        // An instance of a repeat is as relevant as the repeat.
        let is_relevant = |path: &str| session.is_relevant(path).unwrap_or(path.ends_with(']'));
        let name = session.instance_name();
        let instance = Instance {
            questionnaire,
            answers: &finished.answers,
            repeats: &finished.repeats,
            is_relevant: &is_relevant,
            id: &id.to_string(),
            name: name.as_deref(),
            deprecated: self.deprecated.as_deref(),
        };
        let Written { xml, files: names, findings } = instance.write();
        let files = match folder {
            Some(folder) => beside(to, folder, &names.into_iter().collect())?,
            // Nothing is sealed that names files and has no folder of them.
            None => Vec::new(),
        };
        let report = FileReport { file: String::new(), text: None, findings: findings.into_vec() };
        Ok(Some(Prepared { to: to.clone(), xml, files, report }))
    }
}

/// The files that an instance names, and where they go.
fn beside(to: &Output, from: &Path, names: &BTreeSet<String>) -> Result<Vec<(File, PathBuf)>, Failure> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let Output::File(xml) = to else {
        return Err(Failure::usage("files cannot be written beside printed output", "name a file with `--xml`"));
    };
    let folder = xml.parent().unwrap_or_else(|| Path::new(""));
    let mut files = Vec::new();
    for name in names {
        if xml.file_name().is_some_and(|own| own == name.as_str()) {
            let message = format!("the file `{name}` and the instance cannot have one name");
            return Err(Failure::usage(message, "name another file with `--xml`"));
        }
        files.push((attachments::open(from, name)?.1, folder.join(name)));
    }
    Ok(files)
}

impl Prepared {
    /// Writes the files, then the instance that names them.
    ///
    /// # Errors
    /// [`Failure`] where one of them cannot be written.
    pub fn write(self) -> Result<(), Failure> {
        for (mut file, to) in self.files {
            output::copy(&mut file, &to)?;
        }
        self.to.write(self.xml.as_bytes(), Privacy::Usual)?;
        report::write(&mut Screen(anstream::stderr()), &self.report)?;
        Ok(())
    }
}
