//! `sealform open`: what was encrypted for an agency is opened with its private key, with the files that came beside it.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use sealform_submission::jwe::{self, DecryptionKey, MAX_JWE_BYTES};
use sealform_submission::{Trust, UnverifiedSubmission};
use sealform_types::{Finding, Place, Sha256Digest, digest};

use super::verify::{self, Documents};
use crate::failure::{Exit, Failure, FileReport};
use crate::input::{Input, Source, inside, piped_once};
use crate::output::{Output, Privacy};
use crate::screen::plain;
use crate::{documents, report};

/// Arguments of `open`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The encrypted file (compact JWE, `ECDH-ES` with `A256GCM`); `-` reads it from standard input
    #[arg(value_name = "FILE")]
    file: Input,
    /// The private key for which it was encrypted, made by `sealform keygen --encryption`
    #[arg(long, short, value_name = "JWK")]
    key: Input,
    /// Where the opened file goes; `-` prints it. With `--files` the folder for it and for what was attached
    #[arg(long, short, value_name = "FILE")]
    output: Output,
    /// The folder with what was sent beside the file: each attachment, encrypted by itself
    #[arg(long, value_name = "DIR")]
    files: Option<PathBuf>,
    /// Verify the opened file
    #[arg(long)]
    verify: bool,
    /// With `--verify`: whom to trust
    #[arg(long, short, value_name = "TRUST", requires = "verify")]
    trust: Option<Input>,
    /// With `--verify`: the questionnaire that was filled
    #[arg(long, short, value_name = "FILE", requires = "verify")]
    questionnaire: Option<Input>,
    /// With `--verify`: the scoring key
    #[arg(long, value_name = "FILE", requires = "questionnaire")]
    scoring_key: Option<Input>,
}

pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<Exit, Failure> {
    let Arguments { trust, questionnaire, scoring_key, .. } = arguments;
    let optional = [trust, questionnaire, scoring_key];
    piped_once([&arguments.file, &arguments.key].into_iter().chain(optional.into_iter().flatten()))?;
    let Output::File(path) = &arguments.output else {
        if arguments.verify || arguments.files.is_some() {
            return Err(Failure::usage("what is printed is neither verified nor a folder", "name one with `--output`"));
        }
        let key = documents::decryption_key(&arguments.key)?;
        arguments.output.write(&opened(&arguments.file, &key)?, Privacy::Usual)?;
        return Ok(Exit::Fine);
    };
    super::build::keep(&arguments.file, &arguments.output, "the opened file would replace the encrypted one")?;
    let key = documents::decryption_key(&arguments.key)?;
    let bytes = opened(&arguments.file, &key)?;
    let (exit, file, beside) = match &arguments.files {
        Some(from) => {
            let mut beside = listed(from)?;
            let own = arguments.file.path().and_then(|path| path.canonicalize().ok());
            beside.retain(|path| own.is_none() || path.canonicalize().ok() != own);
            unpack(&bytes, beside, path, &key, out)?
        }
        None => {
            arguments.output.write(&bytes, Privacy::Secret)?;
            writeln!(out, "{}: opened", plain(&path.display().to_string()))?;
            (Exit::Fine, path.clone(), None)
        }
    };
    if !arguments.verify {
        return Ok(exit);
    }
    let with = Documents { trust: trust.clone(), questionnaire: questionnaire.clone(), key: scoring_key.clone() };
    Ok(exit.max(verify::run(&verify::Arguments::opened(file, beside, with), out)?))
}

/// What a file holds.
fn opened(input: &Input, key: &DecryptionKey) -> Result<Vec<u8>, Failure> {
    let source = read(input)?;
    let found = |finding| Failure::of(FileReport { file: source.name.clone(), text: None, findings: vec![finding] });
    let Ok(text) = std::str::from_utf8(&source.bytes) else {
        let finding = Finding::error("jwe/compact", "this is not a compact JWE: it is not text", Place::default());
        return Err(found(finding.hint("pass the file as it was sent")));
    };
    jwe::open(text, key).map_err(|fault| found(fault.finding().clone()))
}

/// An encrypted film is larger than any document.
fn read(input: &Input) -> Result<Source, Failure> {
    let Some(path) = input.path() else { return input.read() };
    let mut bytes = Vec::new();
    // One byte more than is allowed, so that whoever opens it sees that it is too much.
    let read = fs::File::open(path).and_then(|file| file.take(MAX_JWE_BYTES as u64 + 1).read_to_end(&mut bytes));
    match read {
        Ok(_) => Ok(Source { name: input.name(), bytes }),
        // The usual way says what is wrong.
        Err(_) => input.read(),
    }
}

/// Writes a sealed file and what was attached to it into a folder: each file whose digest it claims, under the name that it claims.
fn unpack(
    bytes: &[u8],
    beside: Vec<PathBuf>,
    to: &Path,
    key: &DecryptionKey,
    out: &mut dyn Write,
) -> Result<(Exit, PathBuf, Option<PathBuf>), Failure> {
    let submission =
        UnverifiedSubmission::parse(bytes).and_then(|read| read.verify(&Trust::None)).map_err(|error| {
            let file = to.display().to_string();
            Failure::of(FileReport { file, text: None, findings: error.findings() })
        })?;
    let name = to.display().to_string();
    let failed = |error: std::io::Error| {
        Failure::io(&name, "file/unwritable", format!("the folder cannot be made: {error}"), "name another folder")
    };
    fs::create_dir_all(to).map_err(failed)?;
    let claims = submission.claims();
    let file = to.join(format!("{}.jws.json", claims.jti));
    Output::File(file.clone()).write(bytes, Privacy::Secret)?;
    writeln!(out, "{}: opened", plain(&file.display().to_string()))?;
    let mut wanted: BTreeMap<Sha256Digest, &str> =
        claims.attachments.iter().map(|claim| (claim.sha256, claim.name.as_str())).collect();
    if claims.audit.events.is_none() && claims.audit.n > 0 {
        wanted.insert(claims.audit.sha256, "audit.jsonl");
    }
    let mut exit = Exit::Fine;
    for path in beside {
        let name = path.display().to_string();
        match opened(&Input::File(path), key) {
            Err(failure) => {
                exit = exit.max(failure.exit);
                failure.reports.iter().try_for_each(|report| report::write(out, report))?;
            }
            Ok(content) => match wanted.remove(&digest(&content)) {
                None => {
                    let message = "the file is not one that the sealed file claims";
                    let finding = Finding::warning("open/unclaimed", message, Place::default());
                    let findings = vec![finding.hint("it belongs to another file, or was attached again")];
                    report::write(out, &FileReport { file: name, text: None, findings })?;
                }
                Some(claimed) => {
                    let path = place(to, claimed)?;
                    Output::File(path.clone()).write(&content, Privacy::Secret)?;
                    writeln!(out, "{}: opened", plain(&path.display().to_string()))?;
                }
            },
        }
    }
    for name in wanted.into_values() {
        writeln!(out, "{}: not at hand", plain(name))?;
    }
    Ok((exit, file, Some(to.to_owned())))
}

/// Where a claimed file goes: never out of the folder, and never in the place of a sealed one.
fn place(folder: &Path, name: &str) -> Result<PathBuf, Failure> {
    let is_plain = Path::new(name).components().count() == 1 && Path::new(name).file_name().is_some();
    let path = folder.join(name);
    let is_taken = name.ends_with(".jws.json") || (path.exists() && inside(folder, name).is_none());
    if is_plain && !is_taken {
        return Ok(path);
    }
    let message = format!("an attachment is called {}, which no file beside a sealed one can be", plain(name));
    let finding = Finding::error("open/name", message, Place::at("/payload/attachments"));
    let findings = vec![finding.hint("open it by itself, and name where it goes")];
    Err(Failure::of(FileReport { file: folder.display().to_string(), text: None, findings }))
}

/// The regular files of a folder, in the order of their names.
fn listed(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let name = folder.display().to_string();
    let failed = |_| Failure::io(&name, "file/missing", "the folder cannot be read", "name an existing folder");
    let entries = fs::read_dir(folder).map_err(failed)?;
    let mut paths =
        entries.map(|entry| entry.map(|entry| entry.path()).map_err(failed)).collect::<Result<Vec<_>, _>>()?;
    paths.retain(|path| path.is_file());
    paths.sort();
    Ok(paths)
}
