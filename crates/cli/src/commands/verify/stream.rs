//! All files, a part after another: while one part is judged on all processors, the next is read. What is in memory does not grow with
//! their number, but for what they are compared by.

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::journal::Journal;
use super::judge::{Judged, Whole, With, judge};
use super::spool::Spool;
use super::together::Together;
use crate::failure::Failure;
use crate::progress::Tally;
use crate::sources::{Content, Item, Met, Sources};

/// So many files are a part: enough for any number of processors, and judged within a second.
const MOST_FILES: usize = 512;
/// So many bytes of archives are a part.
const MOST_BYTES: usize = 16 << 20;

/// What came of all files.
pub struct Results {
    pub spool: Spool,
    pub together: Together,
    /// Things whose names are not those of sealed files.
    pub passed_over: u64,
    /// All of the last file, where it is kept.
    pub whole: Option<Whole>,
}

/// Judges everything that there is.
///
/// # Errors
/// [`Failure`] where results cannot be kept. What is wrong with a file is a result.
pub fn judge_all(sources: Sources<'_>, with: &With<'_>, mut journal: Option<&mut Journal>) -> Result<Results, Failure> {
    let mut reader = Reader { sources, passed_over: 0 };
    let mut results = Results { spool: Spool::new(), together: Together::default(), passed_over: 0, whole: None };
    let tally = Tally::new();
    let mut part = reader.part();
    while !part.is_empty() {
        let known = journal.as_deref();
        let each = |item| judge(item, with, known);
        let (judged, next) = match part.len() {
            // One file is not worth waking other processors.
            1 => (part.into_iter().map(each).collect::<Vec<_>>(), reader.part()),
            _ => rayon::join(|| part.into_par_iter().map(each).collect::<Vec<_>>(), || reader.part()),
        };
        for judged in judged {
            let Judged { row, line, entry, whole } = judged?;
            let index = u32::try_from(results.spool.len()).map_err(|_| too_many())?;
            results.together.add(index, &row);
            results.spool.push(&line)?;
            if let (Some(journal), Some(entry)) = (&mut journal, entry) {
                journal.push(&entry)?;
            }
            results.whole = whole;
            tally.step(row.is_fine());
        }
        part = next;
    }
    if let Some(journal) = journal {
        journal.flush()?;
    }
    results.passed_over = reader.passed_over;
    Ok(results)
}

struct Reader<'a> {
    sources: Sources<'a>,
    passed_over: u64,
}

impl Reader<'_> {
    /// The next part, in the order of what there is.
    fn part(&mut self) -> Vec<Item> {
        let (mut part, mut bytes) = (Vec::new(), 0);
        while part.len() < MOST_FILES && bytes < MOST_BYTES {
            match self.sources.next() {
                None => break,
                Some(Met::PassedOver) => self.passed_over += 1,
                Some(Met::Item(item)) => {
                    bytes += match &item.content {
                        Content::Bytes(content) => content.len(),
                        Content::File(_) | Content::Unread(_) => 0,
                    };
                    part.push(item);
                }
            }
        }
        part
    }
}

fn too_many() -> Failure {
    Failure::usage("there are more than four billion files", "verify them in several runs")
}
