//! Running other programs, and saying so.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use anyhow::{Context, Result, bail};

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
/// If it cannot be started or fails; the message holds its command line.
pub fn run(command: &mut Command) -> Result<()> {
    let line = line(command);
    println!("    $ {line}");
    let status = command.stdin(Stdio::null()).status().with_context(|| missing(command))?;
    finished(status, &line)
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
