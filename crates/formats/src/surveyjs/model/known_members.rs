//! The members of SurveyJS that are understood, by what has them: what is on no list is told.

use super::element_type::{ElementClass, ElementType};

/// Members of a survey that are translated.
pub(in crate::surveyjs) const SURVEY_MEMBERS: &[&str] = &[
    "title",
    "pages",
    "elements",
    "questions",
    "locale",
    "calculatedValues",
    "triggers",
    "showQuestionNumbers",
    "questionStartIndex",
    "mode",
    "clearInvisibleValues",
];

/// Members of a survey that say how it looks, or what the page around it does.
pub(in crate::surveyjs) const SURVEY_LOOKS: &[&str] = &[
    "logoPosition",
    "logo",
    "showProgressBar",
    "progressBarType",
    "questionsOnPageMode",
    "isSinglePage",
    "completedHtml",
    "width",
    "widthMode",
    "questionErrorLocation",
    "pageNextText",
    "completeText",
    "showNavigationButtons",
    "questionTitleLocation",
    "requiredText",
    "focusFirstQuestionAutomatic",
    "textUpdateMode",
    "headerView",
    "fitToContainer",
    "checkErrorsMode",
];

/// Members that say how something looks, on whatever has them.
const LOOKS: &[&str] = &[
    "placeholder",
    "placeHolder",
    "colCount",
    "startWithNewLine",
    "titleLocation",
    "width",
    "minWidth",
    "maxWidth",
    "indent",
    "state",
    "addRowText",
    "addPanelText",
    "removeRowText",
    "rowTitleWidth",
    "columnMinWidth",
    "renderAs",
    "renderMode",
    "panelAddText",
    "panelRemoveText",
    "questionTitleLocation",
    "displayMode",
    "searchEnabled",
    "rateType",
    "autoGrow",
    "textUpdateMode",
    "otherPlaceholder",
    "commentPlaceholder",
    "panelsState",
    "detailPanelMode",
    // What is hidden is never part of a submission.
    "clearIfInvisible",
];

/// Members of choices, rows and rate values that are translated.
pub(in crate::surveyjs) const CHOICE_MEMBERS: &[&str] =
    &["value", "text", "visibleIf", "enableIf", "isExclusive", "imageLink"];
/// Those of choices of questions that may ask for more where a choice is taken.
pub(in crate::surveyjs) const ASKING_CHOICE_MEMBERS: &[&str] = &["elements", "showCommentArea", "isCommentRequired"];
/// Those of columns whose cells are choices, and of rate values.
pub(in crate::surveyjs) const PLAIN_ITEM_MEMBERS: &[&str] = &["value", "text"];

/// Who has some members.
type Holds = fn(ElementType<'_>) -> bool;

/// Members that are translated, and on which elements.
const CARRIED: &[(Holds, &[&str])] = &[
    (|_| true, &["type", "name", "title", "description", "visibleIf", "visible", "hideNumber", "showNumber"]),
    (is_asked, &["enableIf", "readOnly", "isRequired", "requiredIf"]),
    // Nothing is answered where something is only shown.
    (|kind| kind.is_display_only(), &["enableIf", "readOnly", "isRequired", "requiredIf", "html", "imageLink"]),
    (is_container, &["elements", "questions", "questionStartIndex"]),
    (|kind| kind == ElementType::Panel, &["showQuestionNumbers"]),
    (has_value, &["valueName"]),
    (|kind| has_value(kind) && kind.class() != ElementClass::Upload, &["defaultValue"]),
    (
        |kind| kind.class() == ElementClass::Upload,
        &["requiredErrorText", "showCommentArea", "hasComment", "commentText", "isUnique"],
    ),
    (
        is_single,
        &[
            "defaultValueExpression",
            "setValueExpression",
            "setValueIf",
            "resetValueIf",
            "requiredErrorText",
            "showCommentArea",
            "hasComment",
            "commentText",
            "isUnique",
        ],
    ),
    (has_validators, &["validators"]),
    (
        is_choice,
        &[
            "choices",
            "hasOther",
            "showOtherItem",
            "otherText",
            "hasNone",
            "showNoneItem",
            "noneText",
            "showRefuseItem",
            "refuseText",
            "showDontKnowItem",
            "dontKnowText",
            "choicesVisibleIf",
            "choicesEnableIf",
            "choicesOrder",
            "choicesMin",
            "choicesMax",
            "choicesStep",
            "hideIfChoicesEmpty",
            "choicesFromQuestion",
            "carryForwardChoices",
            "choicesFromQuestionMode",
            "choiceValuesFromQuestion",
            "choiceTextsFromQuestion",
            "minSelectedChoices",
            "maxSelectedChoices",
            "multiSelect",
            // These tell themselves what is lost.
            "choicesByUrl",
            "valuePropertyName",
        ],
    ),
    (is_boolean, &["labelTrue", "labelFalse", "valueTrue", "valueFalse"]),
    (is_written, &["inputType", "min", "max", "step", "minValueExpression", "maxValueExpression", "maxLength"]),
    (is_written, &["minErrorText", "maxErrorText"]),
    (|kind| kind.allows_other(), &["otherErrorText"]),
    (
        is_scale,
        &[
            "rateMin",
            "rateMax",
            "rateCount",
            "rateValues",
            "rateStep",
            "minRateDescription",
            "maxRateDescription",
            "sliderType",
            "min",
            "max",
            "step",
        ],
    ),
    (|kind| kind == ElementType::Rating, &["rateType", "rateDisplayMode", "scaleColorMode"]),
    (|kind| kind == ElementType::ImagePicker, &["contentMode"]),
    (
        is_formula,
        &[
            "expression",
            "precision",
            "format",
            "displayStyle",
            "currency",
            "minimumFractionDigits",
            "maximumFractionDigits",
            "useGrouping",
        ],
    ),
    (is_matrix, &["columns", "cellType", "choices"]),
    (|kind| kind == ElementType::Matrix, &["columnsVisibleIf"]),
    (is_written_matrix, &["hideIfRowsEmpty"]),
    (is_dynamic, &["requiredErrorText"]),
    (|kind| matches!(kind, ElementType::MultipleText | ElementType::MatrixDropdown), &["resetValueIf"]),
    (is_written_matrix, &["rows", "rowsVisibleIf", "isAllRowRequired", "eachRowRequired", "eachRowUnique"]),
    (
        is_dynamic_matrix,
        &[
            "rowCount",
            "minRowCount",
            "maxRowCount",
            "defaultRowValue",
            "defaultValueFromLastRow",
            "rowsVisibleIf",
            "allowAddRows",
            "allowRemoveRows",
        ],
    ),
    (
        is_dynamic_panel,
        &[
            "templateElements",
            "elements",
            "panelCount",
            "minPanelCount",
            "maxPanelCount",
            "defaultPanelValue",
            "defaultValueFromLastPanel",
            "templateTitle",
            "templateVisibleIf",
            "allowAddPanel",
            "allowRemovePanel",
            "questionStartIndex",
            "showQuestionNumbers",
        ],
    ),
    (is_dynamic, &["keyName", "keyDuplicationError", "bindings", "copyDefaultValueFromLastEntry"]),
    (has_details, &["detailElements"]),
    (|kind| kind == ElementType::MultipleText, &["items"]),
    (|kind| kind == ElementType::Row, &["value", "text", "visibleIf", "enableIf"]),
];

/// Members of triggers that are translated.
pub(in crate::surveyjs) const TRIGGER_MEMBERS: &[&str] = &[
    "type",
    "expression",
    "name",
    "operator",
    "value",
    "pages",
    "questions",
    "setToName",
    "setValue",
    "isVariable",
    "fromName",
    "runExpression",
    // A trigger that goes somewhere is told as a whole.
    "gotoName",
];

/// Members of columns beside those of the questions in their cells.
pub(in crate::surveyjs) const COLUMN_MEMBERS: &[&str] = &[
    "cellType",
    "totalType",
    "totalExpression",
    "totalFormat",
    "totalDisplayStyle",
    "totalCurrency",
    "totalMinimumFractionDigits",
    "totalMaximumFractionDigits",
];

/// Whether a member of an element is translated, or says only how it looks.
pub(in crate::surveyjs) fn is_known(kind: ElementType<'_>, member: &str) -> bool {
    LOOKS.contains(&member) || CARRIED.iter().any(|(holds, members)| holds(kind) && members.contains(&member))
}

/// Whether a member of a choice or the like says only how it looks.
pub(in crate::surveyjs) fn is_look(member: &str) -> bool {
    LOOKS.contains(&member)
}

fn is_asked(kind: ElementType<'_>) -> bool {
    kind.class() != ElementClass::Row && !kind.is_display_only()
}

fn is_container(kind: ElementType<'_>) -> bool {
    kind.class() == ElementClass::Container
}

fn has_value(kind: ElementType<'_>) -> bool {
    is_asked(kind) && !is_container(kind)
}

fn is_single(kind: ElementType<'_>) -> bool {
    has_answer(kind) && !is_formula(kind)
}

fn has_answer(kind: ElementType<'_>) -> bool {
    let is_one = !matches!(kind.class(), ElementClass::Composite | ElementClass::Upload);
    has_value(kind) && is_one
}

fn has_validators(kind: ElementType<'_>) -> bool {
    has_value(kind) && !is_formula(kind)
}

fn is_choice(kind: ElementType<'_>) -> bool {
    kind.class() == ElementClass::Choice && !is_boolean(kind)
}

fn is_boolean(kind: ElementType<'_>) -> bool {
    kind == ElementType::Boolean
}

fn is_written(kind: ElementType<'_>) -> bool {
    kind.class() == ElementClass::Written
}

fn is_scale(kind: ElementType<'_>) -> bool {
    kind.class() == ElementClass::Scale
}

fn is_formula(kind: ElementType<'_>) -> bool {
    kind.class() == ElementClass::Formula
}

fn is_matrix(kind: ElementType<'_>) -> bool {
    is_written_matrix(kind) || is_dynamic_matrix(kind)
}

fn is_written_matrix(kind: ElementType<'_>) -> bool {
    matches!(kind, ElementType::Matrix | ElementType::MatrixDropdown)
}

fn is_dynamic_matrix(kind: ElementType<'_>) -> bool {
    kind == ElementType::MatrixDynamic
}

fn has_details(kind: ElementType<'_>) -> bool {
    matches!(kind, ElementType::MatrixDropdown | ElementType::MatrixDynamic)
}

fn is_dynamic_panel(kind: ElementType<'_>) -> bool {
    kind == ElementType::PanelDynamic
}

fn is_dynamic(kind: ElementType<'_>) -> bool {
    is_dynamic_matrix(kind) || is_dynamic_panel(kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_is_known_where_it_is_read() {
        assert!(is_known(ElementType::Text, "validators") && !is_known(ElementType::Expression, "validators"));
        assert!(is_known(ElementType::Slider, "min") && !is_known(ElementType::Slider, "minValueExpression"));
        assert!(is_known(ElementType::Html, "width") && !is_known(ElementType::Html, "choices"));
    }
}
