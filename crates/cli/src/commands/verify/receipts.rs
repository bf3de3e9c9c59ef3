//! `--receipts`: what agencies say that they have received. With one, a file of an enrolled device is not later than it says.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset};
use sealform_receiver::level_word;
use sealform_submission::agency::Receipt;
use sealform_submission::{Trust, TrustDocument, TrustLevel};
use sealform_types::iso::{SecondParts, read_moment, write_moment};
use sealform_types::{Finding, Place};

use super::row::{Received, Row};
use crate::deliver::receipt::token;
use crate::failure::{Exit, Failure};
use crate::input::Input;
use crate::screen::{plain, quoted};
use crate::sources::{Content, Item, Met, lines};

/// How the names of receipts end that lie in a folder.
const ENDINGS: [&str; 3] = [".receipt.jws", ".receipt.json", ".receipts"];
/// A receipt in another form is a small document.
const MOST_BYTES: usize = 4096;

/// Receipts that an agency has signed, by the submissions that they name.
#[derive(Default)]
pub struct Receipts(BTreeMap<String, Vec<Named>>);

/// What a receipt says of a submission.
struct Named {
    sha256: String,
    iss: String,
    received_at: DateTime<FixedOffset>,
}

impl Receipts {
    /// Reads the receipts of a file, one in each line, or of the files of a folder. Those that are damaged, or of somebody who is not
    /// trusted, are rows of their own.
    ///
    /// # Errors
    /// [`Failure`] where the file or the folder cannot be read, or nobody is trusted to sign a receipt.
    pub fn read(input: Option<&Input>, trust: &Trust) -> Result<(Self, Vec<Row>), Failure> {
        let Some(input) = input else { return Ok(Default::default()) };
        let Trust::Document(trust) = trust else {
            return Err(Failure::usage("nobody is trusted to sign receipts", "name the trust document with `--trust`"));
        };
        if !trust.names_issuers() {
            let hint = "add the agency and its key to its `issuers`";
            return Err(Failure::usage("the trust document names no issuers, so that no receipt can be checked", hint));
        }
        let (mut receipts, mut refused) = (Self::default(), Vec::new());
        let mut take = |name: String, bytes: &[u8]| match receipt(bytes, trust) {
            Ok(receipt) => receipts.add(receipt),
            Err(findings) => refused.push(Row::refused(name, findings, Exit::Found)),
        };
        let mut unread = Vec::new();
        for path in files(input)? {
            for met in read(path)? {
                let Met::Item(Item { name, content }) = met else { continue };
                match content {
                    Content::Bytes(bytes) => take(name, &bytes),
                    Content::Unread(failure) => {
                        unread.push(Row::refused(name, failure.findings().cloned().collect(), failure.exit));
                    }
                    Content::File(_) => {}
                }
            }
        }
        refused.extend(unread);
        Ok((receipts, refused))
    }

    fn add(&mut self, Receipt { iss, jti, sha256, received_at, at: _ }: Receipt) {
        let named = Named { sha256: sha256.to_string(), iss, received_at };
        let known = self.0.entry(jti.to_string()).or_default();
        known.push(named);
        // Of several the earliest says the most.
        known.sort_by(|one, other| (one.received_at, &one.iss).cmp(&(other.received_at, &other.iss)));
    }

    /// Says of a file what its receipt proves.
    pub fn mark(&self, row: &mut Row) {
        let Some(seen) = &mut row.intact else { return };
        let Some(named) = self.0.get(&seen.jti) else { return };
        let Some(Named { iss, received_at, .. }) = named.iter().find(|named| named.sha256 == seen.sha256) else {
            let others = named.iter().map(|named| quoted(&named.iss)).next().unwrap_or_default();
            let message = format!("{others} has confirmed another content under the same identity");
            let finding = Finding::error("receipt/other-content", message, Place::at("/payload/jti"));
            row.add(finding.hint("ask the sender and the agency for the file that was received"));
            return;
        };
        let moment = write_moment(received_at, SecondParts::AsNeeded);
        if seen.level == level_word(TrustLevel::L3) {
            seen.level = level_word(TrustLevel::L3.received()).into();
        }
        if let Some(said) = &mut row.said {
            said.push_str(&format!(", received {} as {} confirms", plain(&moment), quoted(iss)));
        }
        seen.receipt = Some(Received { iss: iss.clone(), received_at: moment });
        let sealed = row.links.as_ref().and_then(|links| read_moment(links.sealed.as_deref()?));
        if sealed.is_some_and(|sealed| *received_at < sealed) {
            let message = "it was received before its device says that it was sealed";
            let finding = Finding::warning("receipt/before-sealed", message, Place::at("/payload/clock/sealed"));
            row.add(finding.hint("the clock of the device was ahead, or that of the agency behind"));
        }
    }
}

/// The files to read, in the order of their names.
fn files(input: &Input) -> Result<Vec<Input>, Failure> {
    let Some(folder) = input.path().filter(|path| path.is_dir()) else { return Ok(vec![input.clone()]) };
    let name = folder.display().to_string();
    let failed = |_| Failure::io(&name, "file/unreadable", "the folder cannot be read", "change its permissions");
    let entries = fs::read_dir(folder).map_err(failed)?;
    let mut paths =
        entries.map(|entry| entry.map(|entry| entry.path()).map_err(failed)).collect::<Result<Vec<PathBuf>, _>>()?;
    paths.retain(|path| ENDINGS.iter().any(|ending| path.to_string_lossy().ends_with(ending)) && path.is_file());
    if paths.is_empty() {
        let hint = "name the file with the receipts, or give them names that end in `.receipt.jws` or `.receipts`";
        return Err(Failure::io(&name, "file/missing", "the folder holds no receipts", hint));
    }
    paths.sort();
    Ok(paths.into_iter().map(Input::File).collect())
}

/// The lines of a file, or all of it where it is one document.
fn read(input: Input) -> Result<Vec<Met>, Failure> {
    let name = input.name();
    let whole = |path: &Path| fs::metadata(path).is_ok_and(|data| data.len() <= MOST_BYTES as u64);
    match input.path() {
        Some(path) if whole(path) => {
            let bytes = input.read()?.bytes;
            match bytes.trim_ascii_start().first() {
                Some(b'{') => Ok(vec![Met::Item(Item { name, content: Content::Bytes(bytes) })]),
                Some(_) | None => Ok(lines::Lines::of(name, Box::new(std::io::Cursor::new(bytes))).collect()),
            }
        }
        Some(path) => {
            let file = File::open(path).map_err(|_| input.read().err().unwrap_or_else(|| gone(&name)))?;
            Ok(lines::Lines::of(name, Box::new(file)).collect())
        }
        None => {
            let piped: Box<dyn Read + Send> = Box::new(std::io::stdin());
            Ok(lines::Lines::of(name, piped).collect())
        }
    }
}

fn gone(name: &str) -> Failure {
    Failure::io(name, "file/missing", "there is no such file", "check the spelling of the name")
}

fn receipt(bytes: &[u8], trust: &TrustDocument) -> Result<Receipt, Vec<Finding>> {
    let text = String::from_utf8_lossy(bytes);
    let token = token(&text).unwrap_or_else(|| text.into_owned());
    Receipt::verify(&token, trust).map_err(|fault| fault.findings().cloned().collect())
}
