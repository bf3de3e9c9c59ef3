//! An agency's desk: its key, its observers' devices, the assignments that it issues, and the files that come back.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;
use serde_json::{Value, json};

use crate::receivers::{command_line, json_of, said_by};
use crate::visit::Saved;

/// The name of every agency of the tests.
pub const AGENCY: &str = "https://agency.example";

/// An agency whose trust document lies among the pages.
#[derive(Debug)]
pub struct Agency {
    desk: PathBuf,
    trust: PathBuf,
}

impl Agency {
    /// Makes its key at a desk, and has the pages trust it.
    ///
    /// # Errors
    /// If the command line makes none.
    pub fn begins(desk: &Path, pages: &Path) -> Result<Self> {
        let agency = Self { desk: desk.to_owned(), trust: pages.join("trust.json") };
        let mut keygen = agency.program("keygen")?;
        said_by(keygen.args(["--issuer", AGENCY, "-o", "agency.jwk", "--trust"]).arg(&agency.trust))?;
        Ok(agency)
    }

    /// A command of the command line, at the desk.
    ///
    /// # Errors
    /// If the command line is not built.
    pub fn program(&self, command: &str) -> Result<Command> {
        let mut program = Command::new(command_line()?);
        program.current_dir(&self.desk).arg(command);
        Ok(program)
    }

    /// The trust document.
    pub fn trust(&self) -> &Path {
        &self.trust
    }

    /// Issues an assignment by a form: a template, and what else the command line is told. Gives the token.
    ///
    /// # Errors
    /// If the command line refuses it.
    pub fn assigns(&self, form: &Path, template: &Value, more: &[&str]) -> Result<String> {
        fs::write(self.desk.join("wave.json"), serde_json::to_vec(template)?)?;
        let mut assign = self.program("assign")?;
        assign.args(["wave.json", "-k", "agency.jwk", "--history", "history.ndjson"]).args(more).arg("-q").arg(form);
        Ok(said_by(&mut assign)?.trim().to_owned())
    }

    /// What the verifier says of sealed files, each with the form; `known` is whether they are in order.
    ///
    /// # Errors
    /// If it says nothing, or the files are not in order.
    pub fn verifies(&self, form: &Path, files: &[&Saved]) -> Result<Value> {
        let mut verify = self.program("verify")?;
        verify.arg("--json").arg("--trust").arg(&self.trust).arg("-q").arg(form);
        for file in files {
            fs::write(self.desk.join(&file.name), &file.bytes)?;
            verify.arg(&file.name);
        }
        json_of(&mut verify)
    }

    /// Who is contacted, when, and how: what most assignments of the tests say.
    pub fn visit(site: &str, from: &str, to: &str) -> Value {
        json!({
            "site": {"id": site.to_lowercase().replace(' ', "-"), "name": site},
            "visit": {"from": from, "to": to, "days": [1, 2, 3, 4, 5], "hours": [["09:00", "15:00"]], "tz": "Europe/Oslo",
                "holidays": ["2027-05-17"]},
        })
    }
}
