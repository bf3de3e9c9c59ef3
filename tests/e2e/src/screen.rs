//! A screen that nobody sees, for browsers that want one.

use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

/// A running virtual screen; it ends when this is dropped.
#[derive(Debug)]
pub struct Screen {
    name: String,
    _server: Child,
}

impl Screen {
    /// Starts one under a number that is free.
    ///
    /// # Errors
    /// If `Xvfb` is not installed or does not come up.
    pub async fn start() -> Result<Self> {
        // The server says on its standard output which number it took.
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1400x1000x24", "-nolisten", "tcp"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("cannot start `Xvfb`; `cargo xtask tools` installs it")?;
        let output = server.stdout.take().context("Xvfb has no output")?;
        let mut lines = BufReader::new(output).lines();
        let number = timeout(Duration::from_secs(20), lines.next_line())
            .await
            .context("Xvfb does not come up")??
            .context("Xvfb ended at once")?;
        Ok(Self { name: format!(":{}", number.trim()), _server: server })
    }

    /// What goes into `DISPLAY`.
    pub fn name(&self) -> &str {
        &self.name
    }
}
