//! The totals below the columns of a matrix: questions behind it that nobody answers.

use sealform_questionnaire::{Condition, Question, QuestionType, Text};
use sealform_types::{Finding, Place, pointer, say};

use super::converter::Converter;
use super::formats::OF_TOTALS;
use crate::document::SurveyItem;
use crate::surveyjs::model::{ColumnTotal, Element, Located, Role, column_totals, text_of};

impl Converter<'_> {
    /// The totals of a matrix; none for other elements.
    pub fn totals(&mut self, matrix: &Element<'_>) -> Vec<SurveyItem> {
        let mut all = Vec::new();
        for ColumnTotal { column, member, column_name, name } in column_totals(matrix) {
            let Some(calculation) = self.total(matrix, &column) else { continue };
            let path = matrix.path.rsplit_once('/').map(|(around, _)| format!("{around}/{name}"));
            let hint = path.map(|path| self.with_shown_value(Text::default(), &column, &OF_TOTALS, &path));
            let question = Question {
                kind: QuestionType::Text,
                hint: hint.unwrap_or_default(),
                name,
                label: self.text_or(column.json.get("title"), matrix, column_name),
                readonly: Condition::Yes,
                relevant: self.relevance(matrix),
                calculation: Some(calculation),
                ..Question::default()
            };
            all.push(SurveyItem::question(question).from_origin(pointer(&column.pointer, member)));
        }
        all
    }

    /// Expression: the total of a column.
    fn total(&mut self, matrix: &Element<'_>, column: &Located<'_>) -> Option<String> {
        if let Some(formula) = column.expression("totalExpression") {
            return self.formula(&formula, matrix.path.rsplit_once('/')?.0);
        }
        let cell = matrix.questions().into_iter().find(|cell| cell.pointer == column.pointer)?;
        // Rows that are written out are groups; a blank is not a number.
        let each = match matrix.role {
            Role::Repeat => format!("{}[. != '']", cell.path),
            Role::Group | Role::Question => format!("{}/*/{}[. != '']", matrix.path, cell.name),
        };
        match text_of(column.json, "totalType")? {
            function @ ("sum" | "min" | "max") => Some(format!("{function}({each})")),
            "count" => Some(format!("count-non-empty({each})")),
            "avg" => Some(format!("if(count-non-empty({each}) = 0, 0, sum({each}) div count-non-empty({each}))")),
            other => {
                let message = say!("the total `{other}` is not carried over");
                let place = Place::at(pointer(&column.pointer, "totalType"));
                let finding = Finding::warning("surveyjs/not-carried", message, place);
                self.report(finding.hint("use `sum`, `count`, `min`, `max` or `avg`"));
                None
            }
        }
    }
}
