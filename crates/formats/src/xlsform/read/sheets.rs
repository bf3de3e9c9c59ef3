//! The sheets of a form, by what they are.

use sealform_types::{Finding, Findings, Place, closest_match};

use super::columns::{self, Separator, SheetKind};
use super::score::{SHEETS, ScoreSheet};
use super::table::Table;
use crate::xlsform::cells::Sheet;

/// Names that say what a sheet is.
const NAMES: &[&str] = &["survey", "choices", "external_choices", "settings", "entities", "osm"];

/// The sheets of a form, by what they are.
#[derive(Default)]
pub struct Sheets {
    /// `survey`
    pub survey: Option<Table>,
    /// `choices`
    pub choices: Option<Table>,
    /// `external_choices`
    pub external: Option<Table>,
    /// `settings`
    pub settings: Option<Table>,
    /// `entities`
    pub entities: Option<Table>,
    /// The sheets of the scoring key.
    pub score: Vec<ScoreSheet>,
    /// Names of sheets that are none of these.
    pub others: Vec<String>,
}

impl Sheets {
    /// Reads the headers of all sheets.
    pub fn sort(sheets: Vec<Sheet>, findings: &mut Findings) -> Self {
        let mut sorted = Self::default();
        // Old forms call their choices `columns`.
        let has_choices = sheets.iter().any(|sheet| sheet.name.trim().eq_ignore_ascii_case("choices"));
        let is_alone = sheets.len() == 1;
        for sheet in sheets {
            let mut name = sheet.name.trim().to_lowercase();
            // A workbook of one sheet is a survey, whatever the sheet is called.
            if is_alone && !NAMES.contains(&name.as_str()) && has_types(&sheet) {
                "survey".clone_into(&mut name);
            }
            match name.as_str() {
                "columns" | "choices and columns" if has_choices => sorted.others.push(sheet.name),
                _ => sorted.sheet(&name, sheet, findings),
            }
        }
        sorted
    }

    fn sheet(&mut self, name: &str, sheet: Sheet, findings: &mut Findings) {
        let (slot, kind) = match name {
            "osm" => return,
            name if name.starts_with('_') => return,
            "survey" => (&mut self.survey, SheetKind::Survey),
            "choices" | "columns" | "choices and columns" => (&mut self.choices, SheetKind::Choices),
            "external_choices" => (&mut self.external, SheetKind::Choices),
            "settings" => (&mut self.settings, SheetKind::Settings),
            "entities" => (&mut self.entities, SheetKind::Entities),
            name => {
                return match SHEETS.iter().find(|(known, _)| *known == name) {
                    Some((_, member)) => {
                        let table = Table::read(sheet, SheetKind::Score, findings);
                        self.score.push(ScoreSheet { member, table });
                    }
                    None => self.others.push(sheet.name),
                };
            }
        };
        if slot.is_some() {
            let message = format!("there are two sheets `{name}`; the last one is used, and the other is left out");
            let finding = Finding::warning("xlsform/sheet-twice", message, Place::at(&sheet.name));
            findings.push(finding.hint("rename or remove one of them"));
        }
        *slot = Some(Table::read(sheet, kind, findings));
    }

    /// All sheets whose texts may be in several languages.
    pub fn in_languages(&self) -> Vec<&Table> {
        let score = self.score.iter().map(|sheet| &sheet.table);
        let own = [&self.survey, &self.choices, &self.external, &self.settings];
        own.into_iter().flatten().chain(score).collect()
    }

    /// Sheets whose names are almost those of a form.
    pub fn report_misspelt(&self, findings: &mut Findings) {
        let known =
            [("choices", &self.choices), ("settings", &self.settings), ("entities", &self.entities)].into_iter();
        let missing: Vec<&str> = known.filter(|(_, table)| table.is_none()).map(|(name, _)| name).collect();
        for other in &self.others {
            if let Some(near) = closest_match(&other.to_lowercase(), missing.iter().copied()) {
                let message = format!("the sheet `{other}` is not part of the form");
                let finding = Finding::warning("xlsform/unknown-sheet", message, Place::at(other));
                findings.push(finding.hint(format!("did you mean `{near}`?")));
            }
        }
    }

    /// A finding that there is no survey.
    pub fn no_survey(&self) -> Finding {
        let near = closest_match("survey", self.others.iter().map(String::as_str));
        let hint = near.map_or_else(
            || "add a sheet `survey` with the columns `type`, `name` and `label`".to_owned(),
            |near| format!("rename the sheet `{near}`"),
        );
        Finding::error("xlsform/no-survey", "there is no sheet `survey`", Place::default()).hint(hint)
    }
}

/// Whether a sheet has a column `type`, as a survey must.
fn has_types(sheet: &Sheet) -> bool {
    let header = sheet.rows.first().map(|row| row.cells.as_slice()).unwrap_or_default();
    header.iter().any(|cell| columns::meaning(SheetKind::Survey, &cell.text, Separator::Double).key == "type")
}
