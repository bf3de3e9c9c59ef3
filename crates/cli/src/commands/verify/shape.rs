//! In which shape the results are written: for people, for programs, for spreadsheets and for data frames. Each row leaves the memory as
//! soon as it is written.

use std::fmt;
use std::io::{self, Write};

use clap::ValueEnum;
use sealform_types::Finding;
use serde::Serialize;

use super::columns::{self, Cell};
use super::parquet::Parquet;
use super::print;
use super::row::{Row, Seen};
use crate::failure::Failure;
use crate::screen::plain;

/// How results are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Shape {
    /// For people: each file, with what was found and how to repair it
    Text,
    /// For people: one line for each file
    Table,
    /// One JSON object with all files
    Json,
    /// One JSON object in each line
    Ndjson,
    /// Comma-separated values (RFC 4180)
    Csv,
    /// Apache Parquet
    Parquet,
}

impl Shape {
    /// The shape that the ending of a name asks for.
    pub fn of(name: &str) -> Option<Self> {
        let (_, ending) = name.rsplit_once('.')?;
        match ending.to_ascii_lowercase().as_str() {
            "txt" => Some(Self::Text),
            "json" => Some(Self::Json),
            "ndjson" | "jsonl" => Some(Self::Ndjson),
            "csv" => Some(Self::Csv),
            "parquet" => Some(Self::Parquet),
            _ => None,
        }
    }
}

/// How many files there are of each kind; each submission counts once.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Counts {
    #[serde(skip)]
    pub files: u64,
    pub intact: u64,
    pub failed: u64,
    #[serde(skip)]
    pub again: u64,
    /// Other files of the folders and archives that were named.
    pub passed_over: u64,
}

impl Counts {
    pub fn add(&mut self, row: &Row) {
        self.files += 1;
        match row {
            Row { is_again: true, .. } => self.again += 1,
            row if row.is_fine() => self.intact += 1,
            _ => self.failed += 1,
        }
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { files, intact, failed, again, passed_over } = self;
        write!(f, "{files} files: {intact} in order, {failed} not")?;
        if *again > 0 {
            write!(f, ", {again} counted already")?;
        }
        match passed_over {
            0 => Ok(()),
            1 => write!(f, "; 1 other file was passed over"),
            more => write!(f, "; {more} other files were passed over"),
        }
    }
}

/// Something that rows are written to.
pub enum Writer<'w> {
    Text(&'w mut dyn Write),
    Table(&'w mut dyn Write),
    Json { out: &'w mut dyn Write, is_first: bool },
    Ndjson(&'w mut dyn Write),
    Csv(&'w mut dyn Write),
    Parquet(Box<Parquet<'w>>),
}

/// What programs are told of a file.
#[derive(Serialize)]
struct JsonFile<'a> {
    file: &'a str,
    ok: bool,
    #[serde(flatten)]
    intact: Option<&'a Seen>,
    findings: &'a [Finding],
}

impl<'w> Writer<'w> {
    /// Begins a Parquet table.
    ///
    /// # Errors
    /// [`Failure`] where nothing can be written.
    pub fn begin(out: &'w mut (dyn Write + Send)) -> Result<Self, Failure> {
        Ok(Self::Parquet(Box::new(Parquet::begin(out)?)))
    }

    /// Begins to print; a shape that is no text is printed as one.
    ///
    /// # Errors
    /// [`Failure`] where nothing can be written.
    pub fn printing(shape: Shape, out: &'w mut dyn Write) -> Result<Self, Failure> {
        match shape {
            Shape::Text | Shape::Parquet => Ok(Self::Text(out)),
            Shape::Table => {
                writeln!(out, "{}", columns::TABLE_HEAD)?;
                Ok(Self::Table(out))
            }
            Shape::Json => {
                out.write_all(b"{\n  \"files\": [")?;
                Ok(Self::Json { out, is_first: true })
            }
            Shape::Ndjson => Ok(Self::Ndjson(out)),
            Shape::Csv => {
                csv_line(out, columns::names())?;
                Ok(Self::Csv(out))
            }
        }
    }

    /// Writes what came of one file.
    ///
    /// # Errors
    /// [`Failure`] where it cannot be written.
    pub fn row(&mut self, row: &Row) -> Result<(), Failure> {
        let json =
            JsonFile { file: &row.file, ok: row.is_fine(), intact: row.intact.as_ref(), findings: &row.findings };
        match self {
            Self::Text(out) => print::print(out, row)?,
            Self::Table(out) => writeln!(out, "{}", columns::table_line(row))?,
            Self::Json { out, is_first } => {
                let text = serde_json::to_string_pretty(&json).map_err(io::Error::from)?;
                let comma = if std::mem::take(is_first) { "" } else { "," };
                write!(out, "{comma}\n    {}", text.replace('\n', "\n    "))?;
            }
            Self::Ndjson(out) => {
                let mut line = serde_json::to_vec(&json).map_err(io::Error::from)?;
                line.push(b'\n');
                out.write_all(&line)?;
            }
            Self::Csv(out) => csv_line(out, columns::cells(row).iter().map(Cell::text))?,
            Self::Parquet(parquet) => parquet.row(row)?,
        }
        Ok(())
    }

    /// Writes what is written at the end.
    ///
    /// # Errors
    /// [`Failure`] where it cannot be written.
    pub fn end(self, counts: &Counts) -> Result<(), Failure> {
        match self {
            Self::Text(out) if counts.files > 1 || counts.passed_over > 0 => writeln!(out, "{counts}")?,
            Self::Table(out) => writeln!(out, "{}", plain(&counts.to_string()))?,
            Self::Json { out, is_first } => {
                let text = serde_json::to_string_pretty(counts).map_err(io::Error::from)?;
                let gap = if is_first { "" } else { "\n  " };
                writeln!(out, "{gap}],{}", text.trim_start_matches('{'))?;
            }
            Self::Text(_) | Self::Ndjson(_) | Self::Csv(_) => {}
            Self::Parquet(parquet) => parquet.end()?,
        }
        Ok(())
    }
}

fn csv_line<T: AsRef<[u8]>>(out: &mut dyn Write, cells: impl IntoIterator<Item = T>) -> io::Result<()> {
    let mut line = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    line.write_record(cells).map_err(io::Error::other)?;
    // A line at once: whoever shows it does not see half a character.
    out.write_all(&line.into_inner().map_err(|error| io::Error::other(error.to_string()))?)
}
