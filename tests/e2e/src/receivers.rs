//! Whoever receives a sealed file: our command line, and the programs of our guide with libraries that are not ours.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::Value;

use crate::browser::Browser;
use crate::repository::{repo_file, target};
use crate::visit::Saved;

/// A sealed file that every receiver has taken.
#[derive(Debug, Clone)]
pub struct Received {
    /// What was sealed.
    pub claims: Value,
    /// Where the file is kept.
    pub path: PathBuf,
}

/// Keeps a sealed file in `target/sealed`, and has it verified by our command line and by stock libraries.
///
/// The command line plays every answer through the form again; the score that it computes must be the one that the
/// browser has sealed, to the byte. A form without a scoring key is played again only.
///
/// # Errors
/// If a receiver refuses the file, or the scores differ.
pub fn receive(form: &str, file: &Saved, browser: Browser, what: &str) -> Result<Received> {
    let folder = target().join("sealed");
    fs::create_dir_all(&folder).context("cannot make the folder for sealed files")?;
    let path = folder.join(format!("{form}-{what}-{}.jws.json", browser.name()));
    fs::write(&path, &file.bytes).context("cannot keep the sealed file")?;
    let claims = claims(&file.bytes)?;
    let site = |suffix: &str| repo_file(&format!("www/site/forms/{form}{suffix}"));
    let (questionnaire, key) = (site(".json"), site(".key.json"));
    let judged = |command: &str| {
        let mut program = Command::new(command_line()?);
        program.arg(command).arg(&path).args(["--json", "--questionnaire"]).arg(&questionnaire);
        if key.is_file() {
            program.arg("--key").arg(&key);
        }
        json_of(&mut program).with_context(|| format!("`sealform {command}` refuses {}", path.display()))
    };
    let verified = judged("verify")?;
    ensure!(verified["files"][0]["replay"] == "full", "the file was not played again: {verified}");
    if key.is_file() {
        same_score(&claims, &judged("score")?)?;
    }
    stock_libraries(&path, &claims)?;
    Ok(Received { claims, path })
}

/// What a sealed file holds; whether it is genuine is for others to say.
///
/// # Errors
/// If it is no sealed file.
pub fn claims(file: &[u8]) -> Result<Value> {
    let file: Value = serde_json::from_slice(file).context("the file is no JSON")?;
    let payload = file["payload"].as_str().context("the file has no payload")?;
    let payload = Base64UrlUnpadded::decode_vec(payload).map_err(|error| anyhow::anyhow!("the payload: {error}"))?;
    serde_json::from_slice(&payload).context("the payload is no JSON")
}

fn same_score(claims: &Value, scored: &Value) -> Result<()> {
    let mut computed = scored["score"].clone();
    // A file claims the sums; the command line also gives the line of every question.
    computed.as_object_mut().context("the command line computes no score")?.remove("lines");
    // Numbers are texts in a score, and every tree has one canonical form: equal trees are equal bytes.
    ensure!(
        claims["score"] == computed,
        "the browser claims the score\n{}\nand the command line computes\n{computed}",
        claims["score"]
    );
    ensure!(scored["claim"] == "same", "the command line finds the claim to be `{}`", scored["claim"]);
    Ok(())
}

/// Verifies a file with npm `jose` and PyPI `PyJWT`, as the guide has it.
///
/// # Errors
/// If a library refuses it, or reads something else in it.
pub fn stock_libraries(file: &Path, claims: &Value) -> Result<()> {
    let jti = claims["jti"].as_str().context("the file has no `jti`")?;
    let guide = repo_file("tests/e2e/verifiers");
    // Node looks for packages upwards from the program.
    let place = repo_file("www/package/node_modules/.sealform-e2e");
    fs::create_dir_all(&place).context("the npm packages are missing; `cargo xtask tools` installs them")?;
    let script = place.join(format!("verify-{}.mjs", std::process::id()));
    fs::copy(guide.join("verify.mjs"), &script).context("cannot place the verifier")?;
    let mut node = Command::new("node");
    let mut python = Command::new(target().join("python/bin/python"));
    for (name, program) in [("jose", node.arg(&script)), ("PyJWT", python.arg(guide.join("verify.py")))] {
        let said = said_by(program.arg(file)).with_context(|| format!("{name} refuses {}", file.display()))?;
        ensure!(said.contains(jti), "{name} reads `{}` from a file of {jti}", said.trim());
    }
    Ok(())
}

/// Our own command line, as it lies beside this test.
///
/// # Errors
/// If it is not built.
pub fn command_line() -> Result<PathBuf> {
    let program = target().join("debug/sealform");
    ensure!(program.is_file(), "the command line is missing; `cargo build --package sealform-cli` builds it");
    Ok(program)
}

/// What a program says, as JSON.
///
/// # Errors
/// If it fails, or says something else.
pub fn json_of(program: &mut Command) -> Result<Value> {
    serde_json::from_str(&said_by(program)?).context("it prints no JSON")
}

/// What a program says.
///
/// # Errors
/// If it fails, with what it said and complained of.
pub fn said_by(program: &mut Command) -> Result<String> {
    let name = program.get_program().to_string_lossy().into_owned();
    let output = program.output().with_context(|| format!("`{name}` is missing; `cargo xtask tools` installs it"))?;
    let (said, complained) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    ensure!(output.status.success(), "`{name}` ends with {}:\n{said}{complained}", output.status);
    Ok(said.into_owned())
}
