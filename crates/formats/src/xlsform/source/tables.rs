//! CSV and Markdown tables, whose first column names the sheet.

use super::limits::{Budget, MAX_SHEETS, Refusal, refuse, too_large};
use crate::xlsform::cells::{Cell, Row, Sheet};

/// Whether a text has a line that could be a row of a Markdown table.
pub fn is_markdown(text: &[u8]) -> bool {
    text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).any(|line| line.len() > 1 && line.starts_with(b"|"))
}

/// Reads Markdown tables. Lines that are not rows are skipped, and so are the dashes under a header.
pub fn markdown(text: &str) -> Result<Vec<Sheet>, Refusal> {
    let mut tables = Tables::default();
    for line in text.lines() {
        let Some(row) = line.trim().strip_prefix('|') else { continue };
        let row = row.strip_suffix('|').filter(|row| !row.ends_with('\\')).unwrap_or(row);
        let cells = split_row(row);
        let is_rule = |cell: &String| !cell.is_empty() && cell.chars().all(|c| matches!(c, '-' | ':'));
        if cells.iter().any(is_rule) && cells.iter().all(|cell| cell.is_empty() || is_rule(cell)) {
            continue;
        }
        tables.row(&cells)?;
    }
    Ok(tables.sheets)
}

/// Splits at bars that no backslash stands before.
fn split_row(row: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut chars = row.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars.peek() == Some(&'|') => push(&mut cells, chars.next().unwrap_or('|')),
            '|' => cells.push(String::new()),
            c => push(&mut cells, c),
        }
    }
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}

fn push(cells: &mut [String], c: char) {
    if let Some(cell) = cells.last_mut() {
        cell.push(c);
    }
}

/// Reads CSV. Where no first column names sheets, all of it is the survey.
pub fn csv(text: &str) -> Result<Vec<Sheet>, Refusal> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut tables = Tables::default();
    for record in reader.records() {
        let record = record.map_err(|error| {
            let message = format!("the file cannot be read as CSV: {error}");
            refuse("xlsform/unreadable", message, "save it again as CSV in UTF-8, or as .xlsx")
        })?;
        let mut cells: Vec<String> = record.iter().map(|cell| cell.trim().to_owned()).collect();
        if tables.sheets.is_empty() && is_bare_header(&cells) {
            tables.bare = true;
            tables.row(&["survey".to_owned()])?;
        }
        if tables.bare {
            cells.insert(0, String::new());
        }
        tables.row(&cells)?;
    }
    Ok(tables.sheets)
}

/// Whether a first row is a survey's own header: no column for the name of the sheet.
fn is_bare_header(cells: &[String]) -> bool {
    let first = cells.first().map(String::as_str).unwrap_or_default();
    !first.is_empty() && cells.iter().skip(1).any(|cell| !cell.is_empty()) && {
        let is_type = |cell: &String| matches!(cell.to_lowercase().as_str(), "type" | "command");
        cells.iter().any(is_type) && !first.eq_ignore_ascii_case("survey")
    }
}

#[derive(Default)]
struct Tables {
    sheets: Vec<Sheet>,
    budget: Budget,
    /// Whether rows have no column for the sheet's name.
    bare: bool,
    /// Rows of the sheet so far, blank ones too.
    count: u32,
}

impl Tables {
    /// Takes a row: a name in the first column begins a sheet, what stands behind it is a row of that sheet. The name may
    /// stand in every row; alone in one it begins the sheet anew.
    fn row(&mut self, cells: &[String]) -> Result<(), Refusal> {
        let Some((name, rest)) = cells.split_first() else { return Ok(()) };
        if !name.is_empty() {
            let is_alone = rest.iter().all(String::is_empty);
            let goes_on =
                self.sheets.last().is_some_and(|last| last.name == *name && !(is_alone && last.rows.len() > 1));
            if !goes_on {
                self.begin(name)?;
            }
        }
        let Some(sheet) = self.sheets.last_mut() else { return Ok(()) };
        if rest.iter().all(String::is_empty) {
            return Ok(());
        }
        self.count = self.count.saturating_add(1);
        let mut row = Row { number: self.count, cells: Vec::new() };
        for (column, text) in (0_u32..).zip(rest).filter(|(_, text)| !text.is_empty()) {
            self.budget.take(&sheet.name, column, row.number, text)?;
            row.cells.push(Cell { column, text: text.clone() });
        }
        sheet.rows.push(row);
        Ok(())
    }

    fn begin(&mut self, name: &str) -> Result<(), Refusal> {
        if self.sheets.len() >= MAX_SHEETS {
            return Err(too_large(format!("there are more than {MAX_SHEETS} sheets")));
        }
        self.sheets.push(Sheet { name: name.to_owned(), rows: Vec::new() });
        self.count = 0;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(sheets: &[Sheet]) -> Vec<(String, u32, Vec<String>)> {
        let of = |sheet: &Sheet| {
            let row = |row: &Row| {
                let cells = row.cells.iter().map(|cell| format!("{}={}", cell.column, cell.text)).collect();
                (sheet.name.clone(), row.number, cells)
            };
            sheet.rows.iter().map(row).collect::<Vec<_>>()
        };
        sheets.iter().flat_map(of).collect()
    }

    #[test]
    fn a_sheet_begins_anew_where_its_name_stands_alone_again() {
        let names = |text: &str| {
            let sheets = markdown(text).expect("tables");
            sheets.into_iter().map(|sheet| (sheet.name, sheet.rows.len())).collect::<Vec<_>>()
        };
        let survey = |rows| ("survey".to_owned(), rows);
        assert_eq!(names("| survey |\n| | type |\n| | a |\n| survey |\n| | type |\n| | b |\n"), [survey(2), survey(2)]);
        assert_eq!(names("| survey | type |\n| survey | a |\n| survey | b |\n"), [survey(3)]);
    }

    #[test]
    fn markdown_and_csv_say_the_same() {
        let tables =
            "| survey | | |\n| | type | label |\n| |---|---|\n| | text | a \\| b |\n\n| choices |\n| | name |\n";
        let csv_text = "survey,,\n,type,label\n,text,a | b\nchoices\n,name\n";
        assert_eq!(markdown(tables).ok(), csv(csv_text).ok());
        let read = texts(&markdown(tables).unwrap_or_default());
        assert_eq!(read[1], ("survey".to_owned(), 2, vec!["0=text".to_owned(), "1=a | b".to_owned()]));
    }

    #[test]
    fn a_bare_table_is_the_survey() {
        let read = texts(&csv("type,name\ntext,a\n").unwrap_or_default());
        assert_eq!(read[1], ("survey".to_owned(), 2, vec!["0=text".to_owned(), "1=a".to_owned()]));
    }
}
