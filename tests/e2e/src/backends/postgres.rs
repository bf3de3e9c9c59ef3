//! PostgreSQL in a folder of its own, reached by a socket there and by nothing else.

use std::io;
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use tempfile::TempDir;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;
use tokio::time::sleep;

use crate::program::Program;

/// Where Debian puts a version of the server.
const VERSIONS: &str = "/usr/lib/postgresql";
/// Who owns the data where the test runs as root: PostgreSQL does not run as root.
const OWNER: &str = "postgres";
const STEP: Duration = Duration::from_millis(50);
const MOST_STEPS: u32 = 600;

/// A running server; end it by [`Postgres::stop`].
#[derive(Debug)]
pub struct Postgres {
    home: TempDir,
    program: Mutex<Option<Program>>,
}

/// An SQL statement that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SqlError {
    /// Five letters and digits (postgresql.org/docs/current/errcodes-appendix.html).
    pub state: String,
    /// What the server says about it.
    pub message: String,
}

impl Postgres {
    /// Makes a cluster without a table, and starts a server of it.
    ///
    /// # Errors
    /// If PostgreSQL is not installed, or does not come up.
    pub async fn start() -> Result<Self> {
        let home = tempfile::Builder::new().prefix("sealform-pg").tempdir().context("cannot make a folder for data")?;
        let is_root = said(Command::new("id").arg("-u")).await? == "0";
        if is_root {
            let id = async |of: &str| anyhow::Ok(said(Command::new("id").args([of, OWNER])).await?.parse::<u32>()?);
            chown(home.path(), Some(id("-u").await?), Some(id("-g").await?)).context("cannot give the folder away")?;
        }
        let programs = newest()?;
        let data = home.path().join("data");
        let mut make = as_owner(is_root, &programs.join("initdb"));
        make.args(["--username=postgres", "--auth=trust", "--no-sync", "--locale=C", "--encoding=UTF8", "--pgdata"]);
        said(make.arg(&data)).await.context("initdb")?;
        let mut serve = as_owner(is_root, &programs.join("postgres"));
        serve.arg("-D").arg(&data).arg("-k").arg(home.path()).args(["-h", "", "-c", "fsync=off"]);
        let postgres = Self { program: Mutex::new(Some(Program::start(&mut serve)?)), home };
        for _ in 0..MOST_STEPS {
            if postgres.asks("select 1").await.is_ok() {
                return Ok(postgres);
            }
            sleep(STEP).await;
        }
        bail!("PostgreSQL does not come up")
    }

    /// The version that it names.
    ///
    /// # Errors
    /// If it does not answer.
    pub async fn version(&self) -> Result<String> {
        let said = self.asks("show server_version").await?;
        // 15.18 (Debian 15.18-0+deb12u1)
        Ok(said.split_whitespace().next().unwrap_or_default().to_owned())
    }

    /// Runs statements as the owner of everything; gives the rows as lines, and fields between bars.
    ///
    /// # Errors
    /// If one fails.
    pub async fn asks(&self, sql: &str) -> Result<String> {
        let done = self.runs(sql).await?;
        done.map_err(|error| anyhow::anyhow!("PostgreSQL: {} ({})", error.message, error.state))
    }

    /// The same where a statement may fail.
    ///
    /// # Errors
    /// If `psql` cannot be run.
    pub async fn runs(&self, sql: &str) -> io::Result<Result<String, SqlError>> {
        let mut command = Command::new("psql");
        command.arg("--host").arg(self.home.path()).args(["--username=postgres", "--no-psqlrc", "--quiet"]);
        command.args(["--tuples-only", "--no-align", "--single-transaction", "--set=ON_ERROR_STOP=1"]);
        command.args(["--set=VERBOSITY=verbose", "--file=-"]);
        command.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped());
        let mut child = command.stderr(std::process::Stdio::piped()).kill_on_drop(true).spawn()?;
        if let Some(mut input) = child.stdin.take() {
            input.write_all(sql.as_bytes()).await?;
        }
        let output = child.wait_with_output().await?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
        if output.status.success() {
            return Ok(Ok(text(&output.stdout)));
        }
        Ok(Err(sql_error(&text(&output.stderr))))
    }

    /// Ends it in good order: killed, it would leave its shared memory to the system.
    ///
    /// # Errors
    /// If it does not end.
    pub async fn stop(&self) -> Result<()> {
        let program = self.program.lock().unwrap_or_else(PoisonError::into_inner).take();
        match program {
            Some(program) => program.interrupts().await.context("PostgreSQL"),
            None => Ok(()),
        }
    }
}

/// `psql:<stdin>:3: ERROR:  42501: permission denied for table submissions`
fn sql_error(complaint: &str) -> SqlError {
    let line = complaint.lines().find_map(|line| line.split_once("ERROR:  ")).map_or(complaint, |(_, rest)| rest);
    let (state, message) = line.split_once(": ").unwrap_or(("", line));
    SqlError { state: state.to_owned(), message: message.to_owned() }
}

fn newest() -> Result<PathBuf> {
    let entries = std::fs::read_dir(VERSIONS)
        .with_context(|| format!("PostgreSQL is not in {VERSIONS}; `cargo xtask tools` installs it"))?;
    let there = entries.flatten().map(|entry| entry.path().join("bin")).filter(|bin| bin.join("initdb").is_file());
    there.max().with_context(|| format!("there is no server in {VERSIONS}"))
}

fn as_owner(is_root: bool, program: &Path) -> Command {
    if !is_root {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid", OWNER, "--regid", OWNER, "--init-groups"]).arg(program);
    command.current_dir("/");
    command
}

async fn said(command: &mut Command) -> Result<String> {
    let name = command.as_std().get_program().to_string_lossy().into_owned();
    let output = command.output().await.with_context(|| format!("cannot start `{name}`"))?;
    ensure!(
        output.status.success(),
        "`{name}` ends with {}: {}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_has_its_state() {
        let error =
            sql_error("psql:<stdin>:3: ERROR:  42501: permission denied for table x\nLOCATION:  aclcheck_error");
        assert_eq!(error, SqlError { state: "42501".into(), message: "permission denied for table x".into() });
    }
}
