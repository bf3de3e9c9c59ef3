//! What is written in a survey and read nowhere is told: members of elements, columns, rows and choices.

use sealform_types::{Finding, Json, Place, pointer, say};

use super::converter::Converter;
use crate::surveyjs::model::{
    ASKING_CHOICE_MEMBERS, CHOICE_MEMBERS, COLUMN_MEMBERS, Element, ElementType, Located, PLAIN_ITEM_MEMBERS, is_known,
    is_look, text_of,
};

impl Converter<'_> {
    /// Members of an element that nothing reads, and of those that share its value.
    pub fn report_members(&mut self, element: &Element<'_>) {
        if matches!(
            element.kind,
            ElementType::InstanceGroup | ElementType::RangeEnd | ElementType::Unasked | ElementType::Custom(_)
        ) {
            return;
        }
        let is_column = element.owner.is_some();
        for located in std::iter::once(element.located()).chain(element.merged.iter().cloned()) {
            for (name, _) in located.json.as_object().unwrap_or_default() {
                let is_of_column = is_column && COLUMN_MEMBERS.contains(&name.as_str());
                if !is_of_column && !is_known(element.kind, name) {
                    self.report_member(&located, &element.own_name, name, "the form works without it");
                }
            }
            self.report_items(element, &located);
        }
        if element.json.get("valuePropertyName").is_some() {
            self.report_not_carried(element, "valuePropertyName", "choices are kept by their values alone");
        }
    }

    /// Members of choices and the like that nothing reads.
    fn report_items(&mut self, element: &Element<'_>, located: &Located<'_>) {
        let is_plain_matrix = element.kind == ElementType::Matrix;
        let lists: [(&str, &[&str]); 3] = [
            ("choices", CHOICE_MEMBERS),
            ("rateValues", PLAIN_ITEM_MEMBERS),
            ("columns", if is_plain_matrix { PLAIN_ITEM_MEMBERS } else { &[] }),
        ];
        for (list, known) in lists {
            if known.is_empty() {
                continue;
            }
            for item in located.items(list) {
                for (name, _) in item.json.as_object().unwrap_or_default() {
                    let asks = list == "choices" && element.kind.allows_other();
                    let is_read =
                        known.contains(&name.as_str()) || asks && ASKING_CHOICE_MEMBERS.contains(&name.as_str());
                    if !is_read && !is_look(name) {
                        self.report_member(&item, &element.own_name, name, "use a question of its own for it");
                    }
                }
            }
        }
    }

    fn report_member(&mut self, located: &Located<'_>, of: &str, member: &str, hint: &str) {
        let message = match text_of(located.json, "value").filter(|value| *value != of) {
            Some(value) => say!("`{member}` of `{value}` in `{of}` is not carried over"),
            None => say!("`{member}` of `{of}` is not carried over"),
        };
        let place = Place::at(pointer(&located.pointer, member));
        self.report(Finding::warning("surveyjs/not-carried", message, place).hint(hint));
    }

    /// Members of the survey as a whole that nothing reads.
    pub fn report_survey_members(&mut self, survey: &Json, known: &[&[&str]]) {
        for (name, value) in survey.as_object().unwrap_or_default() {
            if !known.iter().any(|known| known.contains(&name.as_str())) {
                let message = say!("`{name}` of the survey is not carried over: {}", value.kind());
                let finding = Finding::warning("surveyjs/not-carried", message, Place::at(pointer("", name)));
                self.report(finding.hint("the form works without it"));
            }
        }
    }
}
