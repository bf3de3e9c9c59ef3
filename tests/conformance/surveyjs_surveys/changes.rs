//! What a page changes of a survey while it is filled: another survey, filled with the same answers.

use sealform_types::Json;

use super::player::Player;

/// Members that a page may set though the survey does not write them.
const MEMBERS: &[&str] = &[
    "allowAddPanel",
    "allowAddRows",
    "allowRemovePanel",
    "allowRemoveRows",
    "checkErrorsMode",
    "choices",
    "choicesEnableIf",
    "choicesFromQuestion",
    "choicesFromQuestionMode",
    "choicesOrder",
    "choicesVisibleIf",
    "clearIfInvisible",
    "clearInvisibleValues",
    "columns",
    "description",
    "enableIf",
    "hasNone",
    "hasOther",
    "hideNumber",
    "isRequired",
    "keyName",
    "max",
    "maxPanelCount",
    "maxRowCount",
    "maxSelectedChoices",
    "min",
    "minPanelCount",
    "minRowCount",
    "minSelectedChoices",
    "questionStartIndex",
    "readOnly",
    "requiredErrorText",
    "requiredIf",
    "rows",
    "rowsVisibleIf",
    "showCommentArea",
    "showNoneItem",
    "showNumber",
    "showOtherItem",
    "showQuestionNumbers",
    "storeOthersAsComment",
    "templateTitle",
    "title",
    "titleLocation",
    "validators",
    "valueFalse",
    "valueTrue",
    "visible",
    "visibleIf",
];

impl Player {
    /// Sets a member of what stands at a pointer of the survey.
    pub fn change_member(&mut self, pointer: &str, member: &str, given: &Json) -> Result<(), String> {
        let is_written = self.elements.json_at(pointer).is_some_and(|json| json.get(member).is_some());
        if !is_written && !MEMBERS.contains(&member) {
            return Err(format!("`{member}` is no member of a survey"));
        }
        let (answers, page) = (self.data(), self.page);
        let mut survey = self.elements.survey.clone();
        let steps: Vec<&str> = pointer.split('/').skip(1).collect();
        set_member(&mut survey, &steps, member, given);
        let mut changed = Self::load(&survey)?;
        (changed.page_values, changed.variables) = (self.page_values.clone(), self.variables.clone());
        changed.give_page_values()?;
        changed.set_data(&answers)?;
        changed.page = page;
        changed.is_complete = self.is_complete;
        let was_shown = std::mem::take(&mut self.shown);
        changed.shown.extend(was_shown);
        changed.forget_mended();
        *self = changed;
        Ok(())
    }
}

fn set_member(json: &mut Json, steps: &[&str], member: &str, given: &Json) {
    match (steps.split_first(), json) {
        (Some((step, rest)), Json::Array(items)) => {
            if let Some(item) = step.parse::<usize>().ok().and_then(|index| items.get_mut(index)) {
                set_member(item, rest, member, given);
            }
        }
        (Some((step, rest)), Json::Object(members)) => {
            if let Some((_, inner)) = members.iter_mut().find(|(name, _)| name == step) {
                set_member(inner, rest, member, given);
            }
        }
        (None, Json::Object(members)) => {
            members.retain(|(name, _)| name != member);
            members.push((member.to_owned(), given.clone()));
        }
        // A row or a choice that is only its value has members from now on.
        (None, plain) => {
            let value = std::mem::replace(plain, Json::Null);
            *plain = Json::Object(vec![("value".to_owned(), value), (member.to_owned(), given.clone())]);
        }
        (Some(_), Json::Null | Json::Boolean(_) | Json::Integer(_) | Json::Float(_) | Json::String(_)) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_is_set_where_it_stands() {
        let mut survey = Json::parse(br#"{"elements": [{"name": "a", "rows": ["x"]}]}"#).expect("JSON");
        set_member(&mut survey, &["elements", "0"], "visible", &Json::Boolean(false));
        set_member(&mut survey, &["elements", "0", "rows", "0"], "text", &Json::from("X"));
        let expected = r#"{"elements":[{"name":"a","rows":[{"value":"x","text":"X"}],"visible":false}]}"#;
        assert_eq!(survey.to_text(), expected);
    }
}
