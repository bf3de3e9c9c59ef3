//! A sheet as records: its header read, each row's cells under their keys.

use std::collections::HashMap;

use sealform_types::{Finding, Findings, Place, closest_match};

use super::columns::{self, Meaning, Separator, SheetKind};
use crate::xlsform::cells::{Cell, Row, Sheet, cell_place, row_place};

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
    /// The first column of each key, and the first without a language.
    by_key: HashMap<String, (usize, Option<usize>)>,
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
    pub fn read(sheet: Sheet, kind: SheetKind, findings: &mut Findings) -> Self {
        let Sheet { name, mut rows } = sheet;
        if let Some(index) = behind_gap(rows.iter().map(|row| row.number), MAX_BLANK_ROWS) {
            let place = rows.get(index).map(|row| row_place(&name, row.number)).unwrap_or_default();
            let message = format!("rows after {MAX_BLANK_ROWS} blank ones are not part of the form");
            findings.push(Finding::warning("xlsform/behind-blank", message, place).hint("move it up, or remove it"));
            rows.truncate(index);
        }
        let mut rows = rows.into_iter();
        let header = rows.next().unwrap_or_default();
        let header_row = header.number;
        let columns = Header { sheet: &name, kind, findings }.columns(header);
        let mut by_key: HashMap<String, (usize, Option<usize>)> = HashMap::new();
        for (index, Column { meaning, .. }) in columns.iter().enumerate() {
            let (_, plain) = by_key.entry(meaning.key.clone()).or_insert((index, None));
            *plain = plain.or(meaning.language.is_none().then_some(index));
        }
        Self { name, columns, rows: rows.collect(), header_row, by_key }
    }

    /// Whether a column of that key is there, in whatever language.
    pub fn has(&self, key: &str) -> bool {
        self.by_key.contains_key(key)
    }

    /// The rows below the header.
    pub fn records(&self) -> impl Iterator<Item = Record<'_>> {
        self.rows.iter().map(|row| Record { table: self, row })
    }
}

/// What the header of a sheet is read with.
struct Header<'h> {
    sheet: &'h str,
    kind: SheetKind,
    findings: &'h mut Findings,
}

impl Header<'_> {
    fn columns(mut self, mut header: Row) -> Vec<Column> {
        if let Some(index) = behind_gap(header.cells.iter().map(|cell| cell.column), MAX_BLANK_COLUMNS) {
            let cell = header.cells.get(index);
            let place = cell.map(|cell| cell_place(self.sheet, cell.column, header.number)).unwrap_or_default();
            let message = format!("columns after {MAX_BLANK_COLUMNS} blank ones are not part of the form");
            let finding = Finding::warning("xlsform/behind-blank", message, place);
            self.findings.push(finding.hint("move it left, or remove it"));
            header.cells.truncate(index);
        }
        let separator = match header.cells.iter().any(|cell| cell.text.contains("::")) {
            true => Separator::Double,
            false => Separator::Single,
        };
        let mut columns = Vec::new();
        for cell in &header.cells {
            let place = cell_place(self.sheet, cell.column, header.number);
            self.column(cell, separator, place, &mut columns);
        }
        columns
    }

    fn column(&mut self, cell: &Cell, separator: Separator, place: Place, columns: &mut Vec<Column>) {
        let meaning = columns::meaning(self.kind, &cell.text, separator);
        if let Some(twin) = columns.iter().position(|column| column.meaning == meaning) {
            let message =
                |twin: &Column| format!("the columns `{}` and `{}` have the same meaning", twin.header, cell.text);
            if self.kind != SheetKind::Settings {
                let message = columns.get(twin).map(message).unwrap_or_default();
                let finding = Finding::error("xlsform/duplicate-column", message, place);
                return self.findings.push(finding.hint("rename or remove one of them"));
            }
            // Older forms name the form twice; the later name holds.
            let finding = Finding::warning("xlsform/duplicate-column", message(&columns.remove(twin)), place.clone());
            self.findings.push(finding.hint("remove one of them; this one is read"));
        }
        // Other media are reported where a cell asks for them.
        if !meaning.known && self.kind != SheetKind::Choices && !meaning.key.starts_with("media::") {
            report_unknown(self.kind, &cell.text, place, self.findings);
        }
        columns.push(Column { at: cell.column, header: cell.text.clone(), meaning });
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

fn report_unknown(kind: SheetKind, header: &str, place: Place, findings: &mut Findings) {
    let near = closest_match(&columns::snake(header), columns::keys(kind).iter().copied());
    let hint =
        near.map_or_else(|| "remove it, unless it holds notes".to_owned(), |near| format!("did you mean `{near}`?"));
    let message = format!("the column `{header}` is not known and is left out");
    // What an entity is made of is not guessed at.
    let is_error = kind == SheetKind::Entities && columns::snake(header) != "repeat";
    let finding = match is_error {
        true => Finding::error("xlsform/unknown-column", message, place),
        false => Finding::warning("xlsform/unknown-column", message, place),
    };
    findings.push(finding.hint(hint));
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

    /// The address of the row's cell under a key, blank or not; that of the row if there is no such column.
    pub fn address(&self, key: &str) -> String {
        match self.table.by_key.get(key).and_then(|(first, _)| self.table.columns.get(*first)) {
            Some(column) => cell_place(&self.table.name, column.at, self.row.number).pointer,
            None => self.place().pointer,
        }
    }

    /// The place of that cell.
    pub fn place_of(&self, key: &str) -> Place {
        Place::at(self.address(key))
    }

    fn field(&self, cell: &'a Cell) -> Field<'a> {
        Field { text: &cell.text, at: cell_place(&self.table.name, cell.column, self.row.number).pointer }
    }

    /// What stands under a key, without a language.
    pub fn get(&self, key: &str) -> Option<Field<'a>> {
        let column = self.table.columns.get(self.table.by_key.get(key)?.1?)?;
        let cell = self.row.cells.binary_search_by_key(&column.at, |cell| cell.column).ok()?;
        self.row.cells.get(cell).map(|cell| self.field(cell))
    }

    /// The text under a key.
    pub fn text(&self, key: &str) -> Option<&'a str> {
        self.get(key).map(|field| field.text)
    }

    /// Everything that stands in this row, with the columns.
    pub fn fields(&self) -> impl Iterator<Item = (&'a Column, Field<'a>)> + use<'a> {
        let record = *self;
        record.row.cells.iter().filter_map(move |cell| {
            let columns = &record.table.columns;
            let column = columns.binary_search_by_key(&cell.column, |column| column.at).ok()?;
            Some((columns.get(column)?, record.field(cell)))
        })
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
