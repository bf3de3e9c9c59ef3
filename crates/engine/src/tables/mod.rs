//! Files that forms read, as tables: CSV, GeoJSON and XML, by the ending of the file's name.
//! Not here: documents that `sealform eval` walks over (`xml`), and lists that stand in the questionnaire.

mod csv;
mod geojson;
mod xml;

use std::sync::OnceLock;

use sealform_types::{Decoder, Encoder, Wire, say, sort_permutation};

/// The most rows of one file.
pub(crate) const MAX_ROWS: usize = 50_000;
/// The most columns of one file.
pub(crate) const MAX_COLUMNS: usize = 1_000;

/// Rows of texts under names.
#[derive(Debug, Default)]
pub(crate) struct DataTable {
    columns: Vec<String>,
    /// All cells one behind another, row by row.
    text: String,
    /// Where each cell ends.
    ends: Vec<usize>,
    /// For each column, once it was asked for, the rows in the order of their texts.
    indexes: Vec<OnceLock<Vec<u32>>>,
}

/// Why a file is no table, in words.
pub(crate) type Unreadable = String;

/// Reads a file; an unknown ending is read as CSV.
pub(crate) fn read(name: &str, bytes: &[u8]) -> Result<DataTable, Unreadable> {
    let text = std::str::from_utf8(bytes).map_err(|_| say!("it is not written in UTF-8"))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "geojson" | "json" => geojson::read(bytes),
        "xml" => xml::read(text),
        _ => csv::read(text),
    }
}

impl DataTable {
    fn with_columns(columns: Vec<String>) -> Result<Self, Unreadable> {
        if columns.len() > MAX_COLUMNS {
            return Err(say!("it has more than {MAX_COLUMNS} columns"));
        }
        let indexes = columns.iter().map(|_| OnceLock::new()).collect();
        Ok(Self { columns, indexes, ..Self::default() })
    }

    /// Adds a row; what it lacks at its end is empty, and what it has too much is left out.
    fn push<'a>(&mut self, mut cells: impl Iterator<Item = &'a str>) -> Result<(), Unreadable> {
        if self.rows() >= MAX_ROWS {
            return Err(say!("it has more than {MAX_ROWS} rows"));
        }
        for _ in 0..self.columns.len() {
            self.text.push_str(cells.next().unwrap_or_default());
            self.ends.push(self.text.len());
        }
        Ok(())
    }

    /// Rows that name their columns each for itself, as in GeoJSON and XML.
    fn of_named(rows: &[Vec<(String, String)>]) -> Result<Self, Unreadable> {
        let mut columns: Vec<String> = Vec::new();
        for (name, _) in rows.iter().flatten() {
            if columns.len() <= MAX_COLUMNS && !columns.contains(name) {
                columns.push(name.clone());
            }
        }
        let mut table = Self::with_columns(columns.clone())?;
        for row in rows {
            let cell = |column: &String| row.iter().find(|(name, _)| name == column).map_or("", |(_, text)| text);
            table.push(columns.iter().map(cell))?;
        }
        Ok(table)
    }

    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }

    pub fn rows(&self) -> usize {
        self.ends.len().checked_div(self.columns.len()).unwrap_or(0)
    }

    /// A cell; empty where there is none.
    pub fn cell(&self, row: usize, column: usize) -> &str {
        let place = row * self.columns.len() + column;
        let start = place.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.ends.get(place).and_then(|end| self.text.get(start..*end)).unwrap_or_default()
    }

    /// The rows whose cell in a column is that text, in their order. The first question sorts the column, and every
    /// other is answered by bisection.
    pub fn find(&self, column: usize, text: &str) -> &[u32] {
        let Some(index) = self.indexes.get(column) else { return &[] };
        let sorted = index.get_or_init(|| {
            let compare = |one, other| self.cell(one, column).cmp(self.cell(other, column));
            let places = sort_permutation(self.rows(), &compare);
            places.into_iter().filter_map(|place| u32::try_from(place).ok()).collect()
        });
        let cell = |row: &u32| self.cell(*row as usize, column);
        let first = sorted.partition_point(|row| cell(row) < text);
        let rest = sorted.get(first..).unwrap_or_default();
        rest.get(..rest.partition_point(|row| cell(row) == text)).unwrap_or_default()
    }
}

/// Without its indexes, which come with the first question.
impl Wire for DataTable {
    fn write(&self, to: &mut Encoder) {
        self.columns.write(to);
        to.text(&self.text);
        self.ends.write(to);
    }
    fn read(from: &mut Decoder<'_>) -> Self {
        let columns = Vec::read(from);
        let indexes = columns.iter().map(|_: &String| OnceLock::new()).collect();
        Self { columns, text: Wire::read(from), ends: Wire::read(from), indexes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(table: &DataTable) -> Vec<Vec<&str>> {
        (0..table.rows())
            .map(|row| (0..table.columns().len()).map(|column| table.cell(row, column)).collect())
            .collect()
    }

    #[test]
    fn csv_knows_quotes_line_ends_and_short_rows() {
        let table = read("a.csv", b"\xef\xbb\xbfname,label\r\na,\"A, \"\"quoted\"\"\r\nand long\"\r\n\r\nb\r\n")
            .expect("a table");
        assert_eq!(table.columns(), ["name", "label"]);
        assert_eq!(rows(&table), [["a", "A, \"quoted\"\r\nand long"], ["b", ""]]);
        assert!(read("a.csv", b"a,b\n\"open").is_err());
    }

    #[test]
    fn geojson_gives_properties_geometry_and_id() {
        let json = br#"{"type":"FeatureCollection","features":[
            {"type":"Feature","id":"x","geometry":{"type":"Point","coordinates":[10.5,59.5]},"properties":{"title":"X","n":3}},
            {"type":"Feature","geometry":{"type":"LineString","coordinates":[[1,2],[3,4]]},"properties":{"id":"y","title":"Y"}}]}"#;
        let table = read("a.geojson", json).expect("a table");
        assert_eq!(table.columns(), ["geometry", "id", "title", "n"]);
        assert_eq!(rows(&table), [["59.5 10.5 0 0", "x", "X", "3"], ["2 1 0 0; 4 3 0 0", "y", "Y", ""]]);
    }

    #[test]
    fn xml_gives_items_and_refuses_entities() {
        let table = read("a.xml", b"<?xml version=\"1.0\"?><!-- c --><root><item><name>a</name><label>A &amp; b</label></item><item><name>b</name><label/></item></root>").expect("a table");
        assert_eq!(rows(&table), [["a", "A & b"], ["b", ""]]);
        for damaged in ["<root><item><name>a</item></root>", "<!DOCTYPE a><root/>", "<root>&who;</root>", "<root"] {
            assert!(read("a.xml", damaged.as_bytes()).is_err(), "{damaged}");
        }
    }

    #[test]
    fn a_column_finds_its_rows() {
        let text: String = (0..1000).fold("k,v\n".to_owned(), |text, n| text + &format!("{},{n}\n", n % 7));
        let table = read("a.csv", text.as_bytes()).expect("a table");
        let found = table.find(0, "3");
        assert_eq!((found.len(), found.first(), found.last()), (143, Some(&3), Some(&997)));
        assert!(table.find(0, "8").is_empty() && table.find(9, "3").is_empty());
    }
}
