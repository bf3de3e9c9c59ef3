//! The run itself: a lane for each target, and one place that hears of them all, keeps what has arrived and prints what ended.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use sealform_protocol::DeliveryState;
use sealform_submission::Trust;

use super::print::{Counts, Printer};
use super::row::{BlobCounts, Row};
use crate::deliver::journal::{Arrived, Journal};
use crate::deliver::lane::{Ended, Event, Lane, Patience};
use crate::deliver::outcome::Reason;
use crate::deliver::plan::{Plan, Target};
use crate::deliver::receipt;
use crate::deliver::sending::{Prepared, Progress, Shared};
use crate::failure::Failure;

/// A run with everything that it needs.
pub struct Run<'a> {
    pub plan: &'a Plan,
    pub files: &'a [Prepared],
    pub shared: &'a Shared<'a>,
    pub trust: &'a Trust,
    /// Where receipts go.
    pub receipts: Option<&'a Path>,
    pub patience: Patience,
}

/// What a target does not have yet, and what it has.
struct Split {
    open: Vec<(usize, Progress)>,
    before: Vec<usize>,
}

impl Run<'_> {
    /// Sends every file to every target that does not have it.
    ///
    /// # Errors
    /// [`Failure`] where what has arrived cannot be kept, or nothing can be printed any more: then nothing more is sent.
    pub fn send(&self, journal: &mut Journal, printer: &mut Printer<'_>) -> Result<Counts, Failure> {
        let mut counts = Counts::default();
        let mut open = Vec::new();
        for to in &self.plan.targets {
            let split = self.split(to, journal);
            for file in split.before.iter().filter_map(|file| self.files.get(*file)) {
                let row = had_before(file, to);
                counts.add(&row);
                printer.row(&row)?;
            }
            open.push(split.open);
        }
        let is_over = AtomicBool::new(false);
        let (says, heard) = channel();
        let ended = thread::scope(|scope| {
            for (target, (to, open)) in self.plan.targets.iter().zip(open).enumerate() {
                let (shared, files, patience) = (self.shared, self.files, self.patience);
                let lane = Lane { shared, files, target, to, patience, says: says.clone(), is_over: &is_over };
                scope.spawn(move || lane.run(open));
            }
            // What is heard ends with the last lane.
            drop(says);
            let ended = self.listen(&heard, journal, printer, &mut counts);
            is_over.store(true, Ordering::Relaxed);
            ended
        });
        ended.map(|()| counts)
    }

    fn split(&self, to: &Target, journal: &Journal) -> Split {
        let mut split = Split { open: Vec::new(), before: Vec::new() };
        for (index, file) in self.files.iter().enumerate() {
            let mut progress = Progress::default();
            for piece in file.pieces_for(to) {
                if journal.has(&arrived(file, to, Some(&piece.sha256))) {
                    progress.arrived.insert(piece.sha256.clone());
                }
            }
            if journal.has(&arrived(file, to, None)) {
                split.before.push(index);
            } else {
                split.open.push((index, progress));
            }
        }
        split
    }

    fn listen(
        &self,
        heard: &Receiver<Event>,
        journal: &mut Journal,
        printer: &mut Printer<'_>,
        counts: &mut Counts,
    ) -> Result<(), Failure> {
        let known = |file: usize, target: usize| self.files.get(file).zip(self.plan.targets.get(target));
        let mut unkept = None;
        for event in heard {
            match event {
                Event::Arrived { file, target, blob } => {
                    if let Some((file, to)) = known(file, target) {
                        journal.push(&arrived(file, to, Some(&blob)))?;
                    }
                }
                Event::Ended { file, target, end } => {
                    let Some((file, to)) = known(file, target) else { continue };
                    // What was delivered without all that belongs to it is not done.
                    if end.state == DeliveryState::Delivered && end.progress.lost.is_empty() {
                        journal.push(&arrived(file, to, None))?;
                    }
                    let receipt = self.keep(file, to, &end);
                    // Who has the file has it, whether or not that can be kept; the others go on.
                    let receipt = receipt.unwrap_or_else(|failure| {
                        unkept.get_or_insert(failure);
                        None
                    });
                    let row = row(file, to, end, receipt);
                    counts.add(&row);
                    printer.row(&row)?;
                }
            }
        }
        unkept.map_or(Ok(()), Err)
    }

    /// Keeps the receipt of a reply, where there is one and a folder for it; gives where.
    fn keep(&self, file: &Prepared, to: &Target, end: &Ended) -> Result<Option<String>, Failure> {
        let (Some(reply), Some(folder)) = (&end.receipt, self.receipts) else { return Ok(None) };
        receipt::keep(folder, reply, (&file.jti, &file.sha256, &to.mark()), self.trust)
    }
}

fn row(file: &Prepared, to: &Target, end: Ended, receipt: Option<String>) -> Row {
    let Ended { state, status, attempts, reason, progress, receipt: _ } = end;
    let total = file.pieces_for(to).len();
    let blobs = BlobCounts { total, arrived: progress.arrived.len(), lost: progress.lost };
    Row { status, attempts, reason, hint: reason.map(Reason::hint), blobs, receipt, ..named(file, to, state) }
}

fn named(file: &Prepared, to: &Target, state: DeliveryState) -> Row {
    Row {
        file: file.name.clone(),
        jti: file.jti.clone(),
        sha256: file.sha256.clone(),
        target: to.id.clone(),
        state,
        status: 0,
        attempts: 0,
        reason: None,
        hint: None,
        blobs: BlobCounts::default(),
        receipt: None,
    }
}

fn had_before(file: &Prepared, to: &Target) -> Row {
    let total = file.pieces_for(to).len();
    let blobs = BlobCounts { total, arrived: total, lost: Vec::new() };
    Row { blobs, ..named(file, to, DeliveryState::Delivered) }
}

fn arrived(file: &Prepared, to: &Target, blob: Option<&str>) -> Arrived {
    Arrived {
        jti: file.jti.clone(),
        sha256: file.sha256.clone(),
        to: to.mark(),
        kid: file.recipient.as_ref().map(|key| key.thumbprint().to_string()),
        blob: blob.map(str::to_owned),
    }
}
