//! Elements of a survey as groups, repeats and questions.

use sealform_questionnaire::{CHOICE_VALUES, Condition, Group, GroupType, JSON_VALUES, Question, QuestionType, Text};
use sealform_types::{Json, pointer};

use super::choices::ChoiceMember;
use super::conditions::demanded;
use super::converter::{Converter, with_origins};
use super::scope::ItemName;
use super::values::answer;
use crate::document::SurveyItem;
use crate::surveyjs::model::{Element, ElementType, ExpressionText, Role, are_json};

impl Converter<'_> {
    /// What an element becomes: one item, or several where a question brings others with it.
    pub fn items(&mut self, element: &Element<'_>) -> Vec<SurveyItem> {
        self.report_members(element);
        let container = match element.role {
            Role::Question => return self.question(element),
            Role::Group => self.group(element),
            Role::Repeat => self.repeat(element),
        };
        let (totals, rules) = (self.totals(element), self.whole_rules(element));
        std::iter::once(container).chain(totals).chain(rules).collect()
    }

    /// The label of an element, with its number.
    pub fn label(&mut self, element: &Element<'_>) -> Text {
        if element.kind == ElementType::InstanceGroup {
            let is_rows = element.json.get("templateTitle").is_some();
            return self.text(element.json.get(if is_rows { "templateTitle" } else { "title" }), element);
        }
        let texts = ["title", "text"].into_iter().map(|member| self.text(element.json.get(member), element));
        let mut label = texts.into_iter().find(|text| !text.0.is_empty()).unwrap_or_default();
        let is_named = !matches!(element.kind, ElementType::Page | ElementType::Panel | ElementType::Row);
        if label.0.is_empty() && is_named {
            label = self.languages.own_words(&element.own_name);
        }
        if !element.merged.is_empty() {
            label = self.shared_title(element, label);
        }
        match self.number(element) {
            Some(number) => numbered(label, &number, self.languages.first()),
            None => label,
        }
    }

    /// The description of an element.
    pub fn hint(&mut self, element: &Element<'_>) -> Text {
        if element.kind == ElementType::InstanceGroup {
            return Text::default();
        }
        self.text(element.json.get("description"), element)
    }

    fn group(&mut self, element: &Element<'_>) -> SurveyItem {
        let mut group = self.container(element, GroupType::Group);
        if element.kind == ElementType::Row {
            let label = self.label_of(element.json, element);
            if !label.0.is_empty() {
                group.label = label;
            }
        }
        if element.kind == ElementType::Page {
            group.appearance = Some("page".to_owned());
        } else if matches!(element.kind, ElementType::Matrix | ElementType::MatrixDropdown) {
            group.appearance = Some("table-list".to_owned());
        }
        with_origins(SurveyItem::group(group, self.inside(element)), element)
    }

    fn repeat(&mut self, element: &Element<'_>) -> SurveyItem {
        let mut group = self.container(element, GroupType::Repeat);
        group.repeat_count = self.repeat_count(element);
        if group.repeat_count.is_none() {
            set_limits(element, self.is_display, &mut group);
        }
        with_origins(SurveyItem::group(group, self.inside(element)), element)
    }

    /// What groups and repeats have alike.
    fn container(&mut self, element: &Element<'_>, kind: GroupType) -> Group {
        let mut group = Group {
            kind,
            name: element.name.clone(),
            label: self.label(element),
            hint: self.hint(element),
            relevant: self.relevance(element),
            ..Group::default()
        };
        if element.kind != ElementType::InstanceGroup {
            group.readonly = self.readonly(element);
        }
        group
    }

    fn inside(&mut self, element: &Element<'_>) -> Vec<SurveyItem> {
        let mut items = Vec::new();
        for child in &element.children {
            match (element.kind, child.role) {
                (ElementType::Matrix, Role::Question) => items.push(self.matrix_row(element, child)),
                _ => items.extend(self.items(child)),
            }
        }
        items
    }

    /// Expression: how many panels there are, where a question says so.
    fn repeat_count(&mut self, element: &Element<'_>) -> Option<String> {
        if let Some(counted_by) = &element.counted_by {
            return Some(format!("count-selected({})", self.scope("/data").symbol(counted_by)?.path));
        }
        let bindings = element.json.get("bindings")?;
        let name = ["panelCount", "rowCount"].iter().find_map(|member| bindings.get(member).and_then(Json::as_str))?;
        let pointer = pointer(&element.pointer, "bindings");
        self.formula(&ExpressionText { source: format!("{{{name}}}"), pointer }, &element.path)
    }

    /// A row of a matrix is a question whose choices are its columns.
    fn matrix_row(&mut self, matrix: &Element<'_>, row: &Element<'_>) -> SurveyItem {
        self.report_members(row);
        let choices = self.choices(matrix, ChoiceMember::Columns);
        let kind = match (choices.is_empty(), matrix.text("cellType")) {
            (true, _) => QuestionType::Text,
            (false, Some("checkbox")) => QuestionType::SelectMultiple,
            (false, Some(_) | None) => QuestionType::SelectOne,
        };
        let mut question =
            Question { kind, name: row.name.clone(), label: self.label_of(row.json, row), ..Question::default() };
        if choices.is_empty() {
            self.report_no_choices(matrix);
        } else {
            question.choices = Some(self.list(&matrix.name, choices));
            let shown = matrix.expression("columnsVisibleIf");
            question.choice_filter =
                shown.and_then(|shown| self.condition_on_choices(&shown, &row.path, ItemName::EachChoice));
            if are_json(row, Some(matrix.json)) {
                question.parameters.insert(CHOICE_VALUES.to_owned(), JSON_VALUES.to_owned());
            }
        }
        if matrix.is_any(&["isAllRowRequired", "eachRowRequired"]) {
            question.required = Condition::Yes;
        } else {
            self.set_required(row, &mut question);
        }
        question.relevant = self.relevance(row);
        question.readonly = self.readonly(row);
        question.required = demanded(std::mem::take(&mut question.required), &question.readonly);
        question.constraints = self.constraints(row);
        question.default = row.given.first().and_then(|given| answer(kind, given.value));
        with_origins(SurveyItem::question(question), row)
    }
}

/// How many instances a repeat starts with.
fn instances(element: &Element<'_>) -> Option<u32> {
    let (count, least) = if element.kind == ElementType::MatrixDynamic {
        (element.integer("rowCount").or(Some(2)), element.integer("minRowCount"))
    } else {
        (element.integer("panelCount"), element.integer("minPanelCount"))
    };
    let rows = element.json.get("defaultValue").and_then(Json::as_array).filter(|rows| !rows.is_empty());
    let rows = rows.and_then(|rows| i64::try_from(rows.len()).ok());
    let least = least.unwrap_or(0);
    // Rows that are not given stand behind those that are.
    let own = count.filter(|_| element.kind == ElementType::MatrixDynamic && element.json.get("rowCount").is_some());
    let count = rows.or(count).unwrap_or(0).max(least).max(own.unwrap_or(0));
    u32::try_from(count).ok().filter(|count| *count > 0)
}

/// How many instances a person may make and must leave.
fn set_limits(element: &Element<'_>, is_display: bool, group: &mut Group) {
    group.instances = instances(element);
    let is_closed = is_display || element.is("readOnly");
    let forbids = |members: [&str; 2]| is_closed || members.into_iter().any(|member| element.forbids(member));
    group.no_add = forbids(["allowAddRows", "allowAddPanel"]);
    group.no_remove = forbids(["allowRemoveRows", "allowRemovePanel"]);
    group.fixed = group.no_add && group.no_remove;
    if group.fixed {
        (group.no_add, group.no_remove) = (false, false);
        return;
    }
    let start = group.instances.unwrap_or(0);
    let count = |members: [&str; 2]| {
        let count = members.into_iter().find_map(|member| element.integer(member));
        count.and_then(|count| u32::try_from(count).ok()).filter(|count| *count > 0)
    };
    group.min_instances = count(["minRowCount", "minPanelCount"]).map(|least| least.min(start));
    group.max_instances = count(["maxRowCount", "maxPanelCount"]).map(|most| most.max(start));
}

/// A label with the number before it, in every language.
fn numbered(label: Text, number: &str, language: &str) -> Text {
    if label.0.is_empty() {
        return Text([(language.to_owned(), number.to_owned())].into());
    }
    let each = label.0.into_iter();
    Text(each.map(|(language, words)| (language, format!("{number} {words}").trim_end().to_owned())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::surveyjs::model::Located;

    #[test]
    fn repeats_start_with_what_is_given_or_demanded() {
        let instances = |kind, text: &str| {
            let json = Json::parse(text.as_bytes()).expect("JSON");
            instances(&Element::new(kind, Role::Repeat, "r".to_owned(), Located::new(&json, "")))
        };
        assert_eq!(instances(ElementType::MatrixDynamic, "{}"), Some(2));
        assert_eq!(instances(ElementType::PanelDynamic, "{}"), None);
        assert_eq!(instances(ElementType::PanelDynamic, r#"{"isRequired": true}"#), None);
        assert_eq!(instances(ElementType::PanelDynamic, r#"{"panelCount": 1, "minPanelCount": 3}"#), Some(3));
        assert_eq!(instances(ElementType::PanelDynamic, r#"{"panelCount": 1, "defaultValue": [{}, {}]}"#), Some(2));
    }

    #[test]
    fn a_number_stands_before_every_language() {
        let label = Text([("en".to_owned(), "Age".to_owned())].into());
        assert_eq!(numbered(label, "1.", "en").0.get("en").map(String::as_str), Some("1. Age"));
        assert_eq!(numbered(Text::default(), "2.", "nb").0.get("nb").map(String::as_str), Some("2."));
    }
}
