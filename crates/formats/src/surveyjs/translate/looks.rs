//! How a survey draws a question, as words of an appearance.

use sealform_questionnaire::QuestionType;

use crate::surveyjs::model::{Element, ElementType};

/// The most columns of choices that an appearance can ask for.
const MOST_COLUMNS: i64 = 10;

/// The words that draw a question as its element says; none where it is drawn so without them.
pub(super) fn appearance(element: &Element<'_>, kind: QuestionType) -> Option<String> {
    let offers = matches!(kind, QuestionType::SelectOne | QuestionType::SelectMultiple);
    let words: Vec<String> = if kind == QuestionType::Rating {
        scale(element)
    } else if offers && element.kind == ElementType::Rating {
        is_dropdown(element).then(|| "minimal".to_owned()).into_iter().collect()
    } else if offers && element.kind == ElementType::ImagePicker {
        // Pictures stand side by side where nothing else is said.
        vec![columns(element).unwrap_or_else(|| "columns".to_owned()), "no-buttons".to_owned()]
    } else if offers && !is_list(element) {
        columns(element).into_iter().collect()
    } else {
        own_word(element.kind).map(str::to_owned).into_iter().collect()
    };
    (!words.is_empty()).then(|| words.join(" "))
}

/// Choices in a list that opens.
fn is_list(element: &Element<'_>) -> bool {
    matches!(element.kind, ElementType::Dropdown | ElementType::TagBox)
}

fn own_word(kind: ElementType<'_>) -> Option<&'static str> {
    let all = [
        (ElementType::Comment, "multiline"),
        (ElementType::Dropdown, "minimal"),
        (ElementType::TagBox, "minimal"),
        (ElementType::SignaturePad, "signature"),
    ];
    all.into_iter().find(|(known, _)| *known == kind).map(|(_, word)| word)
}

/// `colCount` as a word; 0 are as many as there is room for, and one column needs no word.
fn columns(element: &Element<'_>) -> Option<String> {
    match element.integer("colCount")? {
        0 => Some("columns-pack".to_owned()),
        count @ 2.. => Some(format!("columns-{}", count.min(MOST_COLUMNS))),
        _ => None,
    }
}

fn is_dropdown(element: &Element<'_>) -> bool {
    element.text("displayMode") == Some("dropdown")
}

/// A scale is a list, or has stars or faces, which may be coloured.
fn scale(element: &Element<'_>) -> Vec<String> {
    if is_dropdown(element) {
        return vec!["picker".to_owned()];
    }
    let shape = element.text("rateType").or_else(|| element.text("rateDisplayMode"));
    let shape = shape.filter(|shape| matches!(*shape, "stars" | "smileys"));
    let is_coloured = shape == Some("smileys") && element.text("scaleColorMode") == Some("colored");
    shape.into_iter().chain(is_coloured.then_some("coloured")).map(str::to_owned).collect()
}
