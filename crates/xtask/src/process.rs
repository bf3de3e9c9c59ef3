//! Running other programs, and saying so.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, IsTerminal, PipeReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use anyhow::{Context, Result, bail};

use crate::excerpt::Excerpt;

/// Cargo, the one that runs us.
pub fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// A program of this machine, or one that `cargo install` put beside Cargo even if no shell looks there.
pub fn program(name: &str) -> Command {
    let mut command = Command::new(name);
    let mut folders = vec![cargo_home().join("bin")];
    folders.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    if let Ok(path) = std::env::join_paths(folders) {
        command.env("PATH", path);
    }
    command
}

/// Where Cargo keeps what is not of one project.
pub fn cargo_home() -> PathBuf {
    let home = || std::env::home_dir().unwrap_or_default().join(".cargo");
    std::env::var_os("CARGO_HOME").map_or_else(home, PathBuf::from)
}

/// Prints what is being done now.
pub fn say(what: impl std::fmt::Display) {
    println!("==> {what}");
}

/// Runs a program whose output people may watch.
///
/// # Errors
/// If it cannot be started or fails; the message holds its command line. Where nobody watches, as in continuous
/// integration, the error is a [`Failed`] that also holds what the program printed about it.
pub fn run(command: &mut Command) -> Result<()> {
    let line = line(command);
    println!("    $ {line}");
    command.stdin(Stdio::null());
    if std::io::stdout().is_terminal() {
        let status = command.status().with_context(|| missing(command))?;
        return finished(status, &line);
    }
    let (status, excerpt) = watched(command)?;
    finished(status, &line).map_err(|error| Failed { why: error.to_string(), excerpt }.into())
}

/// A program that failed, and what it printed about it.
#[derive(Debug)]
pub struct Failed {
    why: String,
    /// The lines that tell most.
    pub excerpt: Excerpt,
}

impl std::fmt::Display for Failed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.why)
    }
}

impl std::error::Error for Failed {}

/// Runs a program, passes its output on, and keeps what tells most of it.
fn watched(command: &mut Command) -> Result<(ExitStatus, Excerpt)> {
    let (reader, writer) = std::io::pipe().context("cannot make a pipe")?;
    command.stdout(writer.try_clone().context("cannot make a pipe")?).stderr(writer);
    let started = command.spawn().with_context(|| missing(command));
    // The command holds the ends that are written to: with them open, reading would never end.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = started?;
    let excerpt = pass_on(reader)?;
    Ok((child.wait().with_context(|| missing(command))?, excerpt))
}

fn pass_on(reader: PipeReader) -> Result<Excerpt> {
    let mut excerpt = Excerpt::default();
    for line in BufReader::new(reader).split(b'\n') {
        let line = line.context("cannot read what a program prints")?;
        let mut out = std::io::stdout().lock();
        out.write_all(&line).and_then(|()| out.write_all(b"\n")).context("cannot print")?;
        excerpt.add(&String::from_utf8_lossy(&line));
    }
    Ok(excerpt)
}

/// Runs a program for what it prints.
///
/// # Errors
/// If it cannot be started or fails (the message then holds its complaint), or prints something that is not text.
pub fn read(command: &mut Command) -> Result<String> {
    let line = line(command);
    let output = command.output().with_context(|| missing(command))?;
    if !output.status.success() {
        bail!("`{line}` failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    String::from_utf8(output.stdout).with_context(|| format!("`{line}` printed something that is not text"))
}

/// Whether a shell would find this program.
pub fn is_there(name: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).chain([cargo_home().join("bin")]).any(|folder| folder.join(name).is_file())
}

/// What a program prints for `--version`; nothing if it is not there.
pub fn version(name: &str) -> Option<String> {
    read(program(name).arg("--version")).ok()
}

fn finished(status: ExitStatus, line: &str) -> Result<()> {
    if status.success() { Ok(()) } else { bail!("`{line}` failed ({status})") }
}

fn missing(command: &Command) -> String {
    format!("cannot start `{}`", command.get_program().to_string_lossy())
}

fn line(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.file_name().unwrap_or(program.as_os_str()).to_string_lossy();
    command
        .get_args()
        .map(OsStr::to_string_lossy)
        .fold(name.into_owned(), |sum, argument| sum + " " + argument.as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_names_the_command_and_its_complaint() {
        let error = read(cargo().arg("no-such-command")).expect_err("cargo refuses");
        let text = error.to_string();
        assert!(text.starts_with("`cargo no-such-command` failed:"), "{text}");
        assert!(text.contains("no such command"), "{text}");
    }

    #[test]
    fn a_missing_program_is_named() {
        let error = run(&mut Command::new("sealform-no-such-program")).expect_err("nobody has it");
        assert_eq!(error.to_string(), "cannot start `sealform-no-such-program`");
        assert!(!is_there("sealform-no-such-program"));
    }
}
