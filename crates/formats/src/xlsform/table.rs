//! A sheet as records: its header read, each row's cells under their keys.

use sealform_types::{Finding, Findings, Place, nearest};

use super::cells::{Row, Sheet, cell_place, row_place};
use super::columns::{self, Kind, Meaning};

/// The most blank rows inside a sheet; what stands further down has been left there by accident.
const MAX_BLANK_ROWS: u32 = 60;
/// The most blank columns inside a header.
const MAX_BLANK_COLUMNS: u32 = 20;

/// One column of a sheet.
#[derive(Debug, Clone)]
pub struct Column {
    /// Where it stands, from 0.
    pub at: u32,
    /// Its header as written.
    pub header: String,
    /// What the header says.
    pub meaning: Meaning,
}

/// A sheet whose header was read.
#[derive(Debug, Clone)]
pub struct Table {
    /// The sheet's name as written.
    pub name: String,
    /// Its columns from left to right.
    pub columns: Vec<Column>,
    /// The rows below the header.
    pub rows: Vec<Row>,
    /// The number of the header's row.
    pub header_row: u32,
}

/// One row of a table.
#[derive(Debug, Clone, Copy)]
pub struct Record<'a> {
    /// The table.
    pub table: &'a Table,
    /// The row.
    pub row: &'a Row,
}

/// A text with the place where it stands.
#[derive(Debug, Clone)]
pub struct Field<'a> {
    /// The text, never blank.
    pub text: &'a str,
    /// The address of its cell: `survey!C5`.
    pub at: String,
}

impl Table {
    /// Reads the header of a sheet; its faults are findings.
    pub fn read(sheet: Sheet, kind: Kind, findings: &mut Findings) -> Self {
        let Sheet { name, mut rows } = sheet;
        if let Some(index) = behind_gap(rows.iter().map(|row| row.number), MAX_BLANK_ROWS) {
            let place = rows.get(index).map(|row| row_place(&name, row.number)).unwrap_or_default();
            let message = format!("what stands behind {MAX_BLANK_ROWS} blank rows is no part of the form");
            findings.push(Finding::warning("xlsform/behind-blank", message, place).hint("move it up, or remove it"));
            rows.truncate(index);
        }
        let mut rows = rows.into_iter();
        let mut header = rows.next().unwrap_or_default();
        if let Some(index) = behind_gap(header.cells.iter().map(|cell| cell.column), MAX_BLANK_COLUMNS) {
            let cell = header.cells.get(index);
            let place = cell.map(|cell| cell_place(&name, cell.column, header.number)).unwrap_or_default();
            let message = format!("what stands behind {MAX_BLANK_COLUMNS} blank columns is no part of the form");
            findings.push(Finding::warning("xlsform/behind-blank", message, place).hint("move it left, or remove it"));
            header.cells.truncate(index);
        }
        let double = header.cells.iter().any(|cell| cell.text.contains("::"));
        let mut columns: Vec<Column> = Vec::new();
        for cell in &header.cells {
            let meaning = columns::meaning(kind, &cell.text, double);
            let place = cell_place(&name, cell.column, header.number);
            if let Some(twin) =
                columns.iter().position(|column| column.meaning == meaning).filter(|_| kind == Kind::Settings)
            {
                // Older forms name the form twice; the later name holds.
                let twin = columns.remove(twin);
                let message = format!("the columns `{}` and `{}` are the same one", twin.header, cell.text);
                let finding = Finding::warning("xlsform/duplicate-column", message, place.clone());
                findings.push(finding.hint("remove one of them; this one is read"));
            } else if let Some(twin) = columns.iter().find(|column| column.meaning == meaning) {
                let message = format!("the columns `{}` and `{}` are the same one", twin.header, cell.text);
                let finding = Finding::error("xlsform/duplicate-column", message, place);
                findings.push(finding.hint("rename or remove one of them"));
                continue;
            }
            // Other media are told where a cell asks for them.
            if !meaning.known && kind != Kind::Choices && !meaning.key.starts_with("media::") {
                tell_unknown(kind, &cell.text, place, findings);
            }
            columns.push(Column { at: cell.column, header: cell.text.clone(), meaning });
        }
        Self { name, columns, rows: rows.collect(), header_row: header.number }
    }

    /// Whether a column of that key is there, in whatever language.
    pub fn has(&self, key: &str) -> bool {
        self.columns.iter().any(|column| column.meaning.key == key)
    }

    /// The rows below the header.
    pub fn records(&self) -> impl Iterator<Item = Record<'_>> {
        self.rows.iter().map(|row| Record { table: self, row })
    }
}

/// The first that stands behind a gap of more than so many.
fn behind_gap(places: impl Iterator<Item = u32>, most: u32) -> Option<usize> {
    let mut before = None;
    for (index, place) in places.enumerate() {
        if before.is_some_and(|before: u32| place.saturating_sub(before) > most + 1) {
            return Some(index);
        }
        before = Some(place);
    }
    None
}

fn tell_unknown(kind: Kind, header: &str, place: Place, findings: &mut Findings) {
    let near = nearest(&columns::snake(header), columns::keys(kind).iter().copied());
    let hint =
        near.map_or_else(|| "remove it if it holds no notes".to_owned(), |near| format!("did you mean `{near}`?"));
    let message = format!("the column `{header}` means nothing to a form and is left out");
    // What an entity is made of is not guessed at.
    findings.push(match kind {
        Kind::Entities if columns::snake(header) != "repeat" => {
            Finding::error("xlsform/unknown-column", message, place).hint(hint)
        }
        _ => Finding::warning("xlsform/unknown-column", message, place).hint(hint),
    });
}

impl<'a> Record<'a> {
    /// The row's number.
    pub fn number(&self) -> u32 {
        self.row.number
    }

    /// The place of the whole row.
    pub fn place(&self) -> Place {
        row_place(&self.table.name, self.row.number)
    }

    /// The address of the row's cell under a key, blank or not; the row's where there is no such column.
    pub fn address(&self, key: &str) -> String {
        match self.table.columns.iter().find(|column| column.meaning.key == key) {
            Some(column) => cell_place(&self.table.name, column.at, self.row.number).pointer,
            None => self.place().pointer,
        }
    }

    /// The place of that cell.
    pub fn place_of(&self, key: &str) -> Place {
        Place::at(self.address(key))
    }

    fn in_column(&self, column: &Column) -> Option<Field<'a>> {
        let cell = self.row.cells.iter().find(|cell| cell.column == column.at)?;
        Some(Field { text: &cell.text, at: cell_place(&self.table.name, column.at, self.row.number).pointer })
    }

    /// What stands under a key, without a language.
    pub fn get(&self, key: &str) -> Option<Field<'a>> {
        let column =
            self.table.columns.iter().find(|column| column.meaning.key == key && column.meaning.language.is_none());
        self.in_column(column?)
    }

    /// The text under a key.
    pub fn text(&self, key: &str) -> Option<&'a str> {
        self.get(key).map(|field| field.text)
    }

    /// Everything that stands in this row, with the columns.
    pub fn fields(&self) -> impl Iterator<Item = (&'a Column, Field<'a>)> + use<'a> {
        let record = *self;
        record.table.columns.iter().filter_map(move |column| Some((column, record.in_column(column)?)))
    }

    /// What stands under a family: `bind` gives the names behind `bind::`.
    pub fn family(&self, family: &str) -> Vec<(&'a str, Field<'a>)> {
        let of = |(column, field): (&'a Column, Field<'a>)| {
            let (group, name) = column.meaning.key.split_once("::")?;
            (group == family && column.meaning.language.is_none()).then_some((name, field))
        };
        self.fields().filter_map(of).collect()
    }
}
