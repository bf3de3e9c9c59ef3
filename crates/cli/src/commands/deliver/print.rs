//! What came of the files, for people and for programs.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use sealform_protocol::DeliveryState;
use serde::Serialize;
use url::Url;

use super::row::Row;
use crate::deliver::plan::{Plan, Target, place};
use crate::deliver::sending::Prepared;
use crate::deliver::{What, planned, takes_blobs_alone};
use crate::failure::{Exit, FileReport};
use crate::report::{self, JsonFinding};
use crate::screen::{plain, quoted};

const GOOD: Style = AnsiColor::Green.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();
const WAITING: Style = AnsiColor::Yellow.on_default().bold();
const HINT: Style = AnsiColor::Cyan.on_default();

/// Prints line by line, as something ends.
pub struct Printer<'a> {
    pub out: &'a mut dyn Write,
    pub json: bool,
}

/// How many files ended how, each counted for each target.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Counts {
    delivered: usize,
    before: usize,
    unconfirmed: usize,
    waiting: usize,
    stopped: usize,
    /// Delivered, and something that belongs to it was not at hand.
    incomplete: usize,
}

impl Counts {
    /// Counts a row.
    pub fn add(&mut self, row: &Row) {
        let count = match row.state {
            DeliveryState::Delivered if !row.blobs.lost.is_empty() => &mut self.incomplete,
            DeliveryState::Delivered if row.attempts == 0 => &mut self.before,
            DeliveryState::Delivered => &mut self.delivered,
            DeliveryState::Unconfirmed => &mut self.unconfirmed,
            DeliveryState::Queued | DeliveryState::Sending => &mut self.waiting,
            DeliveryState::Blocked | DeliveryState::Dead => &mut self.stopped,
        };
        *count += 1;
    }

    /// How the command ends.
    pub fn exit(&self) -> Exit {
        match self.unconfirmed + self.waiting + self.stopped + self.incomplete {
            0 => Exit::Fine,
            _ => Exit::Found,
        }
    }
}

#[derive(Serialize)]
struct Skipped<'a> {
    target: &'a str,
    skipped: &'a str,
}

#[derive(Serialize)]
struct Refused<'a> {
    file: &'a str,
    findings: Vec<JsonFinding>,
}

/// What would be sent of a file to a target.
#[derive(Serialize)]
struct Would<'a> {
    file: &'a str,
    jti: &'a str,
    sha256: &'a str,
    target: &'a str,
    requests: Vec<Request>,
}

#[derive(Serialize)]
struct Request {
    what: String,
    method: &'static str,
    /// Without what may be secret in it; `null` where a grant says.
    url: Option<String>,
}

impl Printer<'_> {
    /// A target that only a browser serves.
    pub fn skipped(&mut self, id: &str, kind: &str) -> io::Result<()> {
        match self.json {
            true => self.line(&Skipped { target: id, skipped: kind }),
            false => writeln!(self.out, "{}: skipped, `{kind}` is the browser's", quoted(id)),
        }
    }

    /// A target to which a page would send cookies.
    pub fn without_cookies(&mut self, id: &str) -> io::Result<()> {
        writeln!(anstream::stderr(), "{}: `credentials` says that cookies go, and there are none here", quoted(id))
    }

    /// A file of which nothing is sent.
    pub fn refused(&mut self, refused: &FileReport) -> io::Result<()> {
        if self.json {
            return self.line(&Refused { file: &refused.file, findings: report::to_json(refused) });
        }
        writeln!(self.out, "{}: {BAD}not sent{BAD:#}", plain(&refused.file))?;
        report::write(self.out, &FileReport { file: String::new(), ..refused.clone() })
    }

    /// So much had arrived before.
    pub fn resumed(&mut self, known: usize) -> io::Result<()> {
        match known {
            0 => Ok(()),
            known => writeln!(anstream::stderr(), "{known} files and attachments had arrived before"),
        }
    }

    /// What came of a file at a target.
    pub fn row(&mut self, row: &Row) -> io::Result<()> {
        if self.json {
            return self.line(row);
        }
        let (style, word) = match row.state {
            DeliveryState::Delivered if row.attempts == 0 => (GOOD, "delivered before"),
            DeliveryState::Delivered => (GOOD, "delivered"),
            DeliveryState::Unconfirmed => (WAITING, "unconfirmed"),
            DeliveryState::Queued | DeliveryState::Sending => (WAITING, "not delivered yet"),
            DeliveryState::Blocked => (BAD, "blocked"),
            DeliveryState::Dead => (BAD, "rejected"),
        };
        write!(self.out, "{} -> {}: {style}{word}{style:#}", plain(&row.file), plain(&row.target))?;
        match (row.status, row.state) {
            (0, _) | (_, DeliveryState::Delivered) => {}
            (status, _) => write!(self.out, ", status {status}")?,
        }
        if row.attempts > 1 {
            write!(self.out, ", after {} tries", row.attempts)?;
        }
        if row.blobs.total > 0 {
            write!(self.out, ", attachments {} of {}", row.blobs.arrived, row.blobs.total)?;
        }
        if let Some(receipt) = &row.receipt {
            write!(self.out, ", receipt {}", plain(receipt))?;
        }
        writeln!(self.out)?;
        if !row.blobs.lost.is_empty() {
            let names: Vec<String> = row.blobs.lost.iter().map(|name| quoted(name)).collect();
            writeln!(self.out, "  not at hand: {}", names.join(", "))?;
        }
        match row.hint {
            Some(hint) => writeln!(self.out, "  {HINT}hint:{HINT:#} {hint}"),
            None => Ok(()),
        }
    }

    /// How many files ended how.
    pub fn end(&mut self, counts: &Counts) -> io::Result<()> {
        if self.json {
            return Ok(());
        }
        let Counts { delivered, before, unconfirmed, waiting, stopped, incomplete } = counts;
        let mut said = vec![format!("{delivered} delivered")];
        let more = [
            (before, "delivered before"),
            (incomplete, "delivered without all attachments"),
            (unconfirmed, "unconfirmed"),
            (waiting, "not delivered yet"),
            (stopped, "blocked or rejected"),
        ];
        said.extend(more.iter().filter(|(count, _)| **count > 0).map(|(count, words)| format!("{count} {words}")));
        writeln!(self.out, "{}", said.join(", "))
    }

    /// What would go where.
    pub fn plan(&mut self, files: &[Prepared], plan: &Plan) -> io::Result<()> {
        for file in files {
            for to in &plan.targets {
                let would = would(file, to);
                if self.json {
                    self.line(&would)?;
                    continue;
                }
                writeln!(self.out, "{} -> {}", plain(&file.name), plain(&to.id))?;
                for Request { what, method, url } in &would.requests {
                    let url = url.as_deref().unwrap_or("as the grant says");
                    writeln!(self.out, "  {method} {} {what}", plain(url))?;
                }
            }
        }
        Ok(())
    }

    fn line(&mut self, value: &impl Serialize) -> io::Result<()> {
        serde_json::to_writer(&mut *self.out, value)?;
        writeln!(self.out)
    }
}

fn would<'a>(file: &'a Prepared, to: &'a Target) -> Would<'a> {
    let mut requests = Vec::new();
    // What is encrypted has its name from what it becomes.
    let name = |sha256: &str, ending: &str| match &file.recipient {
        None => format!("{sha256}{ending}"),
        Some(_) => "DIGEST.jwe".to_owned(),
    };
    let mut add = |what: String, (method, url): (&'static str, Option<Url>)| {
        requests.push(Request { what, method, url: url.as_ref().map(place) });
    };
    if let Some(grant) = &to.grant {
        add("for a grant".to_owned(), ("POST", Some(grant.clone())));
    }
    let pieces = file.pieces_for(to);
    let (alone, beside) = if takes_blobs_alone(to.kind) { (pieces, 0) } else { (&[][..], pieces.len()) };
    for piece in alone {
        add(format!("for {}", quoted(&piece.name)), planned(to, &name(&piece.sha256, ""), What::Blob));
    }
    let with = if beside == 0 { String::new() } else { format!(", with {beside} attachments") };
    let what = if file.recipient.is_some() { "the file, encrypted" } else { "the file" };
    add(format!("for {what}{with}"), planned(to, &name(&file.sha256, ".jws.json"), What::File));
    Would { file: &file.name, jti: &file.jti, sha256: &file.sha256, target: &to.id, requests }
}
