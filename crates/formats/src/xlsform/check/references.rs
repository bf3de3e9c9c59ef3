//! `${name}` in cells: what it names must be there, and there once.

use sealform_types::{Finding, Findings, Place};

use crate::xlsform::read::columns::{SheetKind, in_languages};
use crate::xlsform::read::references::{Names, Recorded, Reference, malformed, references};
use crate::xlsform::read::table::Table;
use crate::xlsform::read::values::expression;

/// Cells whose text has no references, or whose references are read elsewhere.
const WITHOUT_REFERENCES: &[&str] = &["name", "list_name", "sealform", "sealform_key", "save_to", "trigger"];

/// Reports every reference of a table that is malformed, or names nothing, or more than one thing. Columns that are not
/// known are looked at, too, as pyxform does; those of choices are data.
pub fn table(table: &Table, kind: SheetKind, names: &Names, findings: &mut Findings) {
    for record in table.records() {
        for (column, field) in record.fields() {
            let key = column.meaning.key.as_str();
            let read = match kind {
                SheetKind::Choices => in_languages(key),
                SheetKind::Survey | SheetKind::Settings | SheetKind::Entities | SheetKind::Score => {
                    !WITHOUT_REFERENCES.contains(&key)
                }
            };
            if read {
                cell(field.text, &field.at, names, findings);
            }
        }
    }
}

fn cell(text: &str, at: &str, names: &Names, findings: &mut Findings) {
    let straight = expression(text);
    if let Some(range) = malformed(&straight) {
        let message = "this is not a reference to a question";
        let place = Place::in_expression(at, &straight, range);
        return findings.push(
            Finding::error("xlsform/bad-reference", message, place)
                .hint("write `${name}`, closed and without blanks inside"),
        );
    }
    for reference in references(&straight) {
        let Reference { name, start, end, .. } = reference;
        let place = || Place::in_expression(at, &straight, start..end);
        if let Some(finding) = without_record(&reference, names) {
            let finding = Finding { place: place(), ..finding };
            findings.push(finding.hint("take it out, or let the person be asked"));
        }
        match names.count(name) {
            0 if is_instance_id(&reference, names) => {}
            0 => {
                let message = format!("the survey has no question, group or repeat called `{name}`");
                findings.push(Finding::error("xlsform/unknown-reference", message, place()).hint(names.hint(name)));
            }
            1 => {}
            many => {
                let message = format!("{many} rows of the survey are called `{name}`");
                let finding = Finding::error("xlsform/ambiguous-reference", message, place());
                findings.push(finding.hint("give them different names"));
            }
        }
    }
}

fn is_instance_id(reference: &Reference<'_>, names: &Names) -> bool {
    names.has_record_id && reference.name == "instanceID"
}

/// A warning about what only a record that was sent has, and a form that is filled has not.
fn without_record(reference: &Reference<'_>, names: &Names) -> Option<Finding> {
    let warning = |code, message: &str| Some(Finding::warning(code, message, Place::default()));
    if reference.record == Recorded::LastSaved {
        warning("xlsform/last-saved", "the record that was saved last is not kept, so this cannot be worked out")
    } else if is_instance_id(reference, names) && names.count(reference.name) == 0 {
        warning("xlsform/instance-id", "a form that is being filled has no `instanceID` yet")
    } else {
        None
    }
}
