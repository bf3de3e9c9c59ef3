//! All files, a part after another: while one part is judged on all processors, what came of the last one is kept, and the next is
//! read. What is in memory does not grow with their number, but for what they are compared by.

use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};

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
#[derive(Default)]
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
pub fn judge_all(sources: Sources<'_>, with: &With<'_>, journal: Option<&Journal>) -> Result<Results, Failure> {
    let mut reader = Reader { sources, passed_over: 0 };
    let mut keeper = Keeper { results: Results::default(), journal, tally: Tally::new() };
    let each = |item| judge(item, with, journal);
    let (mut judged, mut part) = (Vec::new(), reader.part());
    while !(judged.is_empty() && part.is_empty()) {
        let mut keep_and_read = |judged| {
            let kept = keeper.keep(judged);
            (kept, reader.part())
        };
        let ((kept, next), now) = match part.len() {
            // One file is not worth waking other processors; and what may follow it is read when its result is known.
            0 | 1 => {
                let now = part.into_iter().map(each).collect::<Vec<_>>();
                (keep_and_read(judged), now)
            }
            // One after another: a processor that has done its own takes from the others until nothing is left.
            _ => rayon::join(
                || keep_and_read(judged),
                || part.into_par_iter().with_max_len(1).map(each).collect::<Vec<_>>(),
            ),
        };
        kept?;
        (judged, part) = (now, next);
    }
    let Keeper { mut results, .. } = keeper;
    if let Some(journal) = journal {
        journal.flush()?;
    }
    results.passed_over = reader.passed_over;
    Ok(results)
}

/// Keeps what came of a part, while the next one is judged.
struct Keeper<'a> {
    results: Results,
    journal: Option<&'a Journal>,
    tally: Tally,
}

impl Keeper<'_> {
    fn keep(&mut self, judged: Vec<Result<Judged, Failure>>) -> Result<(), Failure> {
        let Self { results, journal, tally } = self;
        for judged in judged {
            let Judged { row, line, entry, whole } = judged?;
            let index = u32::try_from(results.spool.len()).map_err(|_| too_many())?;
            results.together.add(index, &row);
            results.spool.push(&line)?;
            if let (Some(journal), Some(entry)) = (&*journal, entry) {
                journal.push(&entry)?;
            }
            results.whole = whole;
            tally.step(row.is_fine());
        }
        Ok(())
    }
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
