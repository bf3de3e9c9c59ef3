//! Programs that run beside a test and end with it.

use std::net::{Ipv4Addr, TcpListener};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::time::{sleep, timeout};

/// How long a driver may take to listen: a cold machine reads it from disk first.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running program with everything that it started.
#[derive(Debug)]
pub struct Program {
    name: String,
    child: Child,
    group: Option<Pid>,
}

impl Program {
    /// Starts a program in a process group of its own.
    ///
    /// # Errors
    /// If it is not installed.
    pub fn start(command: &mut Command) -> Result<Self> {
        let name = command.as_std().get_program().to_string_lossy().into_owned();
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("cannot start `{name}`; `cargo xtask tools` installs it"))?;
        let group = child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
        Ok(Self { name, child, group })
    }

    /// Waits until the program listens on `port`.
    ///
    /// # Errors
    /// If it ends first, or takes too long.
    pub async fn listens_on(&mut self, port: u16) -> Result<()> {
        let step = Duration::from_millis(50);
        for _ in 0..PATIENCE.as_millis() / step.as_millis() {
            if TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.is_ok() {
                return Ok(());
            }
            if let Some(status) = self.child.try_wait()? {
                bail!("`{}` ended at once ({status})", self.name);
            }
            sleep(step).await;
        }
        bail!("`{}` does not listen on port {port}", self.name)
    }
}

impl Program {
    /// Kills it with everything that it started, and waits until it is gone.
    ///
    /// # Errors
    /// If it does not end.
    pub async fn kill(mut self) -> Result<()> {
        if let Some(group) = self.group.take() {
            kill_process_group(group, Signal::KILL).context("the browser cannot be killed")?;
        }
        self.child.wait().await.map(|_| ()).context("the driver does not end")
    }

    /// Asks it to end, as one does at a keyboard, and waits until it has put everything away.
    ///
    /// # Errors
    /// If it does not end.
    pub async fn interrupts(mut self) -> Result<()> {
        if let Some(process) = self.group.take() {
            kill_process(process, Signal::INT).with_context(|| format!("`{}` cannot be ended", self.name))?;
        }
        let ended = timeout(PATIENCE, self.child.wait()).await;
        ended.with_context(|| format!("`{}` does not end", self.name))?.map(|_| ()).context("it is lost")
    }
}

impl Drop for Program {
    /// A driver that is killed alone would leave its browser behind.
    fn drop(&mut self) {
        if let Some(group) = self.group {
            // The group may have ended by itself; nothing is to be reported either way.
            kill_process_group(group, Signal::TERM).unwrap_or_default();
        }
    }
}

/// A port of this machine that nobody uses now.
///
/// # Errors
/// If there is none left.
pub fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no port is free")?;
    Ok(listener.local_addr()?.port())
}
