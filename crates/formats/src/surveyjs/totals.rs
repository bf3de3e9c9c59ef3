//! The totals below the columns of a matrix: questions behind it that nobody answers.

use sealform_types::{Finding, Json, pointer, say};

use super::builder::{Builder, at};
use super::tree::{Condition, Place, Role, plain_name};
use crate::members::Members;

/// A column with a total: what it is called in SurveyJS, and the name of its total here.
pub(super) fn totals_of(place: &Place<'_>) -> Vec<(String, String)> {
    if !matches!(place.kind.as_str(), "matrixdynamic" | "matrixdropdown") {
        return Vec::new();
    }
    let columns = place.json.get("columns").and_then(Json::as_array).unwrap_or_default();
    let has_total = |column: &&Json| {
        ["totalType", "totalExpression"]
            .iter()
            .any(|member| column.get(member).and_then(Json::as_str).is_some_and(|word| !matches!(word, "" | "none")))
    };
    let named = columns.iter().filter(has_total).filter_map(|column| column.get("name").and_then(Json::as_str));
    named.map(|name| (name.to_owned(), format!("{}_total_{}", place.name, plain_name(name)))).collect()
}

impl Builder<'_> {
    pub(super) fn totals(&mut self, matrix: &Place<'_>) -> Vec<Json> {
        let totals = totals_of(matrix);
        let columns = matrix.json.get("columns").and_then(Json::as_array).unwrap_or_default();
        let mut all = Vec::new();
        for (index, column) in columns.iter().enumerate() {
            let called = column.get("name").and_then(Json::as_str).unwrap_or_default();
            let Some((_, name)) = totals.iter().find(|(theirs, _)| theirs == called) else { continue };
            let here = pointer(&pointer(&matrix.pointer, "columns"), &index.to_string());
            let Some(calculation) = self.total(matrix, column, &here) else { continue };
            let mut members = Members::default();
            members.text("type", "text");
            members.text("name", name);
            let from = pointer(&here, "totalType");
            members.put(super::FROM, Some(Json::Array(vec![Json::from(from.as_str())])));
            let label = self.words(column.get("title"), matrix);
            members.put("label", label.or_else(|| self.languages.text(Some(&Json::from(called)))));
            members.put("readonly", Some(Json::Boolean(true)));
            let relevant = self.visibility(matrix);
            members.put("relevant", relevant.as_deref().map(Json::from));
            members.text("calculation", &calculation);
            all.push(Json::Object(members.0));
        }
        all
    }

    fn total(&mut self, matrix: &Place<'_>, column: &Json, here: &str) -> Option<String> {
        let text = |member: &str| column.get(member).and_then(Json::as_str).filter(|text| !text.trim().is_empty());
        if let Some(source) = text("totalExpression") {
            let formula = Condition { source: source.to_owned(), pointer: pointer(here, "totalExpression") };
            return self.formula(&formula, matrix.path.rsplit_once('/')?.0);
        }
        let mut cells = matrix.questions().into_iter().filter(|cell| cell.pointer == here);
        let cell = cells.next()?;
        // Rows that are written out are groups; what is blank is no number.
        let each = match matrix.role {
            Role::Repeat => format!("{}[. != '']", cell.path),
            Role::Group | Role::Question => format!("{}/*/{}[. != '']", matrix.path, cell.name),
        };
        match text("totalType")? {
            function @ ("sum" | "min" | "max") => Some(format!("{function}({each})")),
            "count" => Some(format!("count-non-empty({each})")),
            "avg" => Some(format!("sum({each}) div count-non-empty({each})")),
            other => {
                let message = say!("the total `{other}` is not carried over");
                let finding = Finding::warning("surveyjs/not-carried", message, at(&pointer(here, "totalType")));
                self.tell(finding.hint("use `sum`, `count`, `min`, `max` or `avg`"));
                None
            }
        }
    }
}
