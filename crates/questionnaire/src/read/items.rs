//! Groups, ends and questions.

use sealform_types::{Finding, Json, Place, closest_match, pointer, say};

use super::Reader;
use crate::members::{Members, wrong_kind};
use crate::model::{Group, GroupType, Item, Question, QuestionType, Terminate, TerminateType};
use crate::{MAX_GROUP_DEPTH, MAX_QUESTIONS};

impl Reader<'_> {
    pub fn items(&mut self, json: &Json, at: &str, depth: usize) -> Vec<Item> {
        let Some(items) = json.as_array() else {
            self.findings.push(wrong_kind(at, "a list of groups and questions", json));
            return Vec::new();
        };
        let rows = items.iter().enumerate();
        rows.filter_map(|(index, json)| self.item(json, &pointer(at, &index.to_string()), depth)).collect()
    }

    fn item(&mut self, json: &Json, at: &str, depth: usize) -> Option<Item> {
        let mut members = Members::of(json, at, self.findings)?;
        let kind = members.need_string("type", self.findings);
        match kind.as_str() {
            "" => None,
            "group" => self.group(members, GroupType::Group, depth),
            "repeat" => self.group(members, GroupType::Repeat, depth),
            "terminate" => Some(self.terminate(members)),
            kind => match QuestionType::named(kind) {
                Some(kind) => self.question(members, kind),
                None => {
                    let known = QuestionType::ALL.into_iter().map(QuestionType::name);
                    let near = closest_match(kind, known.chain(["group", "repeat", "terminate"]));
                    let hint = near.map(|near| say!("did you mean `{near}`?"));
                    let place = Place::at(members.pointer("type"));
                    let finding = Finding::error("document/unknown-type", say!("unknown type `{kind}`"), place);
                    self.findings.push(finding.hint("see the list of types in the guide").maybe_hint(hint));
                    None
                }
            },
        }
    }

    fn group(&mut self, mut members: Members<'_>, kind: GroupType, depth: usize) -> Option<Item> {
        if depth >= MAX_GROUP_DEPTH {
            let message = say!("groups are nested more than {MAX_GROUP_DEPTH} levels deep");
            let finding = Finding::error("document/too-deep", message, Place::at(members.at()));
            self.findings.push(finding.hint("flatten the form"));
            return None;
        }
        let at = members.pointer("children");
        let group = Group {
            kind,
            name: members.need_string("name", self.findings),
            label: members.text("label", &self.languages, self.findings),
            hint: members.text("hint", &self.languages, self.findings),
            relevant: members.string("relevant", self.findings),
            readonly: members.condition("readonly", self.findings),
            repeat_count: self.repeat_count(&mut members),
            instances: members.count("instances", self.findings),
            fixed: members.flag("fixed", self.findings),
            min_instances: members.count("min_instances", self.findings),
            max_instances: members.count("max_instances", self.findings),
            no_add: members.flag("no_add", self.findings),
            no_remove: members.flag("no_remove", self.findings),
            total: members.count("total", self.findings),
            appearance: members.string("appearance", self.findings),
            media: members.media(&self.languages, self.findings),
            parameters: members.strings("parameters", self.findings),
            xml: self.xml_extras(&mut members),
            children: match members.need("children", self.findings) {
                Some(json) => self.items(json, &at, depth + 1),
                None => Vec::new(),
            },
            pointer: members.at().to_owned(),
        };
        members.finish(self.findings);
        Some(Item::Group(group))
    }

    fn terminate(&mut self, mut members: Members<'_>) -> Item {
        let terminate = Terminate {
            kind: TerminateType::Terminate,
            name: members.need_string("name", self.findings),
            label: members.text("label", &self.languages, self.findings),
            relevant: members.need_string("relevant", self.findings),
            outcome: members.need_string("outcome", self.findings),
            pointer: members.at().to_owned(),
        };
        members.finish(self.findings);
        Item::Terminate(terminate)
    }

    fn question(&mut self, mut members: Members<'_>, kind: QuestionType) -> Option<Item> {
        match self.questions_left.checked_sub(1) {
            Some(left) => self.questions_left = left,
            None => {
                let message = say!("the form has more than {MAX_QUESTIONS} questions");
                let finding = Finding::error("document/too-many-questions", message, Place::at(members.at()));
                self.findings.push(finding.hint("split the form"));
                return None;
            }
        }
        let question = Question {
            kind,
            name: members.need_string("name", self.findings),
            label: members.text("label", &self.languages, self.findings),
            hint: members.text("hint", &self.languages, self.findings),
            guidance_hint: members.text("guidance_hint", &self.languages, self.findings),
            required: members.condition("required", self.findings),
            required_message: members.text("required_message", &self.languages, self.findings),
            relevant: members.string("relevant", self.findings),
            readonly: members.condition("readonly", self.findings),
            constraints: self.constraints(&mut members),
            pointer: members.at().to_owned(),
            calculation: members.string("calculation", self.findings),
            trigger: members.words("trigger", self.findings),
            default: members.take("default").cloned(),
            default_expression: members.string("default_expression", self.findings),
            suggestion: members.string("suggestion", self.findings),
            choices: members.string("choices", self.findings),
            choices_from: self.choices_from(&mut members),
            choice_filter: members.string("choice_filter", self.findings),
            appearance: members.string("appearance", self.findings),
            media: members.media(&self.languages, self.findings),
            parameters: members.strings("parameters", self.findings),
            xml: self.xml_extras(&mut members),
            save_to: members.string("save_to", self.findings),
            scale: self.scale(&mut members, kind),
            attempts: self.attempts(&mut members),
            comment: self.comment(&mut members),
            text_rules: self.text_rules(&mut members),
        };
        members.finish(self.findings);
        Some(Item::Question(Box::new(question)))
    }
}
