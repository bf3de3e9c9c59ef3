//! Sheets as they are put together: rows of cells under headers, columns in a usual order.

/// One row.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// Header and text.
    pub cells: Vec<(String, String)>,
}

impl Row {
    /// Puts a text under a header; nothing where there is none.
    pub fn put(&mut self, header: &str, text: &str) {
        if !text.is_empty() {
            self.cells.push((header.to_owned(), text.to_owned()));
        }
    }

    /// Puts a text under a header, where there is a text.
    pub fn maybe(&mut self, header: &str, text: Option<&str>) {
        self.put(header, text.unwrap_or_default());
    }
}

/// One sheet.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// All sheets, in the order in which they were begun.
#[derive(Debug, Clone, Default)]
pub struct Book {
    /// The sheets.
    pub sheets: Vec<Sheet>,
}

impl Book {
    /// The sheet of that name, begun where it is not there.
    pub fn sheet(&mut self, name: &str) -> &mut Sheet {
        let at = self.sheets.iter().position(|sheet| sheet.name == name).unwrap_or_else(|| {
            self.sheets.push(Sheet { name: name.to_owned(), rows: Vec::new() });
            self.sheets.len() - 1
        });
        // The index is that of a sheet found or just pushed.
        #[expect(clippy::indexing_slicing, reason = "see above")]
        &mut self.sheets[at]
    }
}

/// Columns that authors expect first, in order.
const FIRST: &[&str] = &[
    "list_name",
    "type",
    "name",
    "label",
    "hint",
    "guidance_hint",
    "required",
    "required_message",
    "relevant",
    "constraint",
    "constraint_message",
    "constraint_level",
    "calculation",
    "default",
    "readonly",
    "appearance",
    "parameters",
    "choice_filter",
    "repeat_count",
    "trigger",
    "form_title",
    "form_id",
    "version",
];

impl Sheet {
    /// The header, and the rows under it.
    pub fn table(&self) -> Vec<Vec<&str>> {
        let mut headers: Vec<&str> = Vec::new();
        let mut places = std::collections::HashMap::new();
        for (header, _) in self.rows.iter().flat_map(|row| &row.cells) {
            if !places.contains_key(header.as_str()) {
                places.insert(header.as_str(), headers.len());
                headers.push(header);
            }
        }
        let rank = |header: &str| {
            let base = header.split("::").next().unwrap_or(header);
            let known = FIRST.iter().position(|first| *first == base);
            known.unwrap_or(FIRST.len() + usize::from(base.starts_with("sealform")))
        };
        headers.sort_by_key(|header| rank(header));
        let places: std::collections::HashMap<&str, usize> =
            headers.iter().zip(0..).map(|(header, at)| (*header, at)).collect();
        let mut table = vec![headers.clone()];
        for row in &self.rows {
            let mut cells = vec![""; headers.len()];
            for (header, text) in &row.cells {
                if let Some(cell) = places.get(header.as_str()).and_then(|at| cells.get_mut(*at)) {
                    *cell = text;
                }
            }
            table.push(cells);
        }
        table
    }
}
