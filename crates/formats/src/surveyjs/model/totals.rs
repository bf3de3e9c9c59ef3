//! Columns of a matrix that have a total below them.

use super::element::Element;
use super::element_type::ElementType;
use super::located::{Located, text_of};
use super::names::plain_name;

/// A column with a total.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::surveyjs) struct ColumnTotal<'j> {
    /// The column.
    pub column: Located<'j>,
    /// The member that asks for it.
    pub member: &'static str,
    /// What the column is called in SurveyJS.
    pub column_name: &'j str,
    /// The name of the total in the questionnaire.
    pub name: String,
}

/// The columns of a matrix that have a total; none for other elements.
pub(in crate::surveyjs) fn column_totals<'j>(element: &Element<'j>) -> Vec<ColumnTotal<'j>> {
    if !matches!(element.kind, ElementType::MatrixDynamic | ElementType::MatrixDropdown) {
        return Vec::new();
    }
    let columns = element.located().items("columns").into_iter();
    let with_total = columns.filter_map(|column| {
        let is_there = |member: &&str| text_of(column.json, member).is_some_and(|word| word != "none");
        let member = ["totalType", "totalExpression"].into_iter().find(is_there)?;
        let column_name = column.json.get("name").and_then(sealform_types::Json::as_str)?;
        let name = format!("{}_total_{}", element.name, plain_name(column_name));
        Some(ColumnTotal { column, member, column_name, name })
    });
    with_total.collect()
}
