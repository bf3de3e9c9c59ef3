//! What runs in Node beside the test: Azurite, the grant server of the guide, and a server for everything that has no program of its own.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde::de::DeserializeOwned;
use tokio::process::Command;

use crate::program::{Program, free_port};
use crate::receivers::said_by;
use crate::repository::repo_file;

/// Where Azurite is installed, with the versions of its lock file.
const AZURITE: &str = "tests/backends/azure/node_modules/azurite";
const GUIDE: &str = "www/docs/delivery.md";

/// A program of Node that listens on a port.
#[derive(Debug)]
pub struct Listening {
    /// Without a slash at the end.
    pub origin: String,
    _program: Program,
}

impl Listening {
    async fn start(command: &mut Command, port: u16, what: &str) -> Result<Self> {
        let mut program = Program::start(command)?;
        program.listens_on(port).await.with_context(|| what.to_owned())?;
        Ok(Self { origin: format!("http://127.0.0.1:{port}"), _program: program })
    }

    /// What it answers, as JSON.
    ///
    /// # Errors
    /// If it answers something else, or not at all.
    pub async fn asks<T: DeserializeOwned>(&self, path: &str) -> Result<T> {
        // Node is there anyway; one more client for HTTP need not be.
        let script = "const reply = await fetch(process.argv[1], { signal: AbortSignal.timeout(20000) });
            process.stdout.write(await reply.text()); process.exitCode = reply.ok ? 0 : 1;";
        let mut ask = std::process::Command::new("node");
        ask.args(["--input-type=module", "--eval", script, "--"]).arg(format!("{}{path}", self.origin));
        let said = tokio::task::spawn_blocking(move || said_by(&mut ask)).await?.with_context(|| path.to_owned())?;
        serde_json::from_str(&said).with_context(|| format!("{path} answers no JSON: {said}"))
    }
}

/// Starts Azurite, which keeps everything in memory.
///
/// # Errors
/// If it is not installed, or does not listen.
pub async fn azurite(home: &Path) -> Result<Listening> {
    let port = free_port()?;
    let mut command = Command::new("node");
    command.arg(repo_file(AZURITE).join("dist/src/blob/main.js")).current_dir(home);
    command.args(["--blobHost", "127.0.0.1", "--blobPort", &port.to_string(), "--inMemoryPersistence"]);
    command.args(["--disableTelemetry", "--silent"]);
    Listening::start(&mut command, port, "Azurite").await
}

/// The version of Azurite that is installed.
///
/// # Errors
/// If none is.
pub fn azurite_version() -> Result<String> {
    let path = repo_file(AZURITE).join("package.json");
    let text = fs::read_to_string(&path).context("Azurite is missing; `cargo xtask tools` installs it")?;
    let package: serde_json::Value = serde_json::from_str(&text)?;
    Ok(package["version"].as_str().context("Azurite has no version")?.to_owned())
}

/// Starts the grant server of the guide as the guide has it, but for the `https` of what it presigns.
///
/// # Errors
/// If the guide has none, or it does not listen.
pub async fn guide(home: &Path, environment: &BTreeMap<&str, String>, validity: Signing) -> Result<Listening> {
    let port = free_port()?;
    let text = fs::read_to_string(repo_file(GUIDE)).with_context(|| format!("cannot read {GUIDE}"))?;
    let (_, rest) = text.split_once("\n```js\n").context("the guide has no grant server")?;
    let (script, _) = rest.split_once("\n```\n").context("the guide's grant server has no end")?;
    ensure!(script.contains("`https://${HOST}"), "the guide's grant server presigns something else");
    let file = home.join(format!("grant-{port}.mjs"));
    fs::write(&file, script.replace("`https://${HOST}", "`http://${HOST}")).context("cannot write the grant server")?;
    let mut command = Command::new("node");
    command.arg(file).envs(environment).env("PORT", port.to_string()).env("ORIGIN", "*");
    if validity == Signing::Forged {
        command.env("SECRET", "another");
    }
    Listening::start(&mut command, port, "the grant server of the guide").await
}

/// Whether the server of the guide knows the secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signing {
    /// It does.
    Good,
    /// It signs with another one.
    Forged,
}

/// Starts the server that gives out grants, and receives what no program can be had for.
///
/// # Errors
/// If it cannot be bundled, or does not listen.
pub async fn receivers(home: &Path, environment: &BTreeMap<&str, String>) -> Result<Listening> {
    let port = free_port()?;
    let mut command = Command::new("node");
    command.arg(bundled(home)?).envs(environment).env("PORT", port.to_string());
    Listening::start(&mut command, port, "the receivers in Node").await
}

/// One script of it, with `jose`.
fn bundled(home: &Path) -> Result<PathBuf> {
    let package = repo_file("www/package");
    let script = home.join("receivers.mjs");
    let mut esbuild = std::process::Command::new(package.join("node_modules/.bin/esbuild"));
    esbuild.arg(package.join("tests/backends/server.ts")).args(["--bundle", "--platform=node", "--format=esm"]);
    esbuild.arg("--log-level=warning").arg(format!("--outfile={}", script.display()));
    said_by(&mut esbuild)?;
    Ok(script)
}
