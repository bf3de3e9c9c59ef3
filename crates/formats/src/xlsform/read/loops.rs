//! Loops, written out: one group for each choice of the list.

use sealform_questionnaire::{Choice, Condition, Group, Question, Text};
use sealform_types::{Json, Place};

use super::choices::ChoiceSheet;
use super::context::ReadContext;
use super::node::{Content, LoopNames, Node};

/// The most questions that loops may be written out to.
const MAX_QUESTIONS: usize = 20_000;

/// Writes out every loop. How deep this goes is bounded by the survey's reader.
pub fn write_out(context: &mut ReadContext, nodes: Vec<Node>) -> Vec<Node> {
    let mut budget = MAX_QUESTIONS;
    level(context, nodes, &mut budget)
}

fn level(context: &mut ReadContext, nodes: Vec<Node>, budget: &mut usize) -> Vec<Node> {
    nodes.into_iter().map(|node| one(context, node, budget)).collect()
}

fn one(context: &mut ReadContext, mut node: Node, budget: &mut usize) -> Node {
    let children = std::mem::take(&mut node.children);
    node.children = level(context, children, budget);
    let (group, list, names) = match node.content {
        Content::Loop(row) => (row.group, row.list, row.names),
        content @ (Content::Question(_) | Content::Group(_) | Content::Terminate(_) | Content::File) => {
            return Node { content, ..node };
        }
    };
    node.content = Content::Group(Box::new(group));
    let Some(list) = list else { return node };
    let inside = std::mem::take(&mut node.children);
    let choices: Vec<Choice> = match context.lists.get(&list, ChoiceSheet::Choices) {
        Some(list) => list.choices.iter().map(|listed| listed.choice.clone()).collect(),
        None => Vec::new(),
    };
    let cost = choices.len().saturating_mul(size(&inside));
    let Some(left) = budget.checked_sub(cost) else {
        let place = Place::at(node.cell("/type"));
        let message = format!("loops would be written out to more than {MAX_QUESTIONS} questions");
        context.error("xlsform/too-large", message, place, "use a repeat");
        return node;
    };
    *budget = left;
    let first = context.languages.first().to_owned();
    for choice in choices {
        let group = Group { label: choice.label.clone(), ..Group::default() };
        let name_cell = node.cell("/type");
        let name = match names {
            LoopNames::Own => choice.name.clone(),
            LoopNames::Joined => format!("{}_{}", node.name, choice.name),
        };
        let filler = Filler { choice: &choice, first: &first };
        let mut children: Vec<Node> = inside.iter().map(|child| filler.node(child)).collect();
        if names == LoopNames::Joined {
            children.iter_mut().for_each(|child| child.name = format!("{name}_{}", child.name));
        }
        let mut group = Node::new(name, Content::Group(Box::new(group)), node.row, name_cell);
        group.children = children;
        node.children.push(group);
    }
    node
}

fn size(nodes: &[Node]) -> usize {
    nodes.iter().map(|node| 1 + size(&node.children)).sum()
}

/// Fills `%(name)s` and `%(label)s` for one choice.
struct Filler<'f> {
    choice: &'f Choice,
    /// The tag of the form's first language.
    first: &'f str,
}

impl Filler<'_> {
    /// A copy for this choice.
    fn node(&self, node: &Node) -> Node {
        let mut copy = node.clone();
        self.string(&mut copy.name);
        match &mut copy.content {
            Content::Question(row) => self.question(&mut row.question),
            Content::Terminate(row) => {
                self.question(&mut row.row);
                self.string(&mut row.outcome);
            }
            Content::Group(group) => self.group(group),
            Content::Loop(row) => self.group(&mut row.group),
            Content::File => {}
        }
        copy.overrides.iter_mut().for_each(|(_, value)| self.json(value, self.first));
        copy.children = node.children.iter().map(|child| self.node(child)).collect();
        copy
    }

    fn question(&self, question: &mut Question) {
        let texts =
            [&mut question.label, &mut question.hint, &mut question.guidance_hint, &mut question.required_message];
        texts.into_iter().for_each(|text| self.text(text));
        for constraint in &mut question.constraints {
            self.string(&mut constraint.test);
            self.text(&mut constraint.message);
        }
        [&mut question.required, &mut question.readonly].into_iter().for_each(|condition| self.condition(condition));
        let strings = [
            &mut question.relevant,
            &mut question.calculation,
            &mut question.default_expression,
            &mut question.suggestion,
            &mut question.choices,
            &mut question.choice_filter,
            &mut question.appearance,
            &mut question.save_to,
        ];
        strings.into_iter().flatten().for_each(|string| self.string(string));
        question.trigger.iter_mut().for_each(|name| self.string(name));
        question.default.iter_mut().for_each(|value| self.json(value, self.first));
        if let Some(from) = &mut question.choices_from {
            let strings = [&mut from.file, &mut from.nodeset, &mut from.value, &mut from.label];
            strings.into_iter().flatten().for_each(|string| self.string(string));
        }
        question.media.values_mut().for_each(|text| self.text(text));
        let xml = &mut question.xml;
        let maps = [&mut question.parameters, &mut xml.bind, &mut xml.body, &mut xml.instance];
        maps.into_iter().flat_map(|map| map.values_mut()).for_each(|string| self.string(string));
        if let Some(scale) = &mut question.scale {
            self.text(&mut scale.start_label);
            self.text(&mut scale.end_label);
        }
        if let Some(comment) = &mut question.comment {
            self.text(&mut comment.label);
            comment.relevant.iter_mut().for_each(|string| self.string(string));
            self.condition(&mut comment.required);
        }
    }

    fn group(&self, group: &mut Group) {
        [&mut group.label, &mut group.hint].into_iter().for_each(|text| self.text(text));
        let strings = [&mut group.relevant, &mut group.repeat_count, &mut group.appearance];
        strings.into_iter().flatten().for_each(|string| self.string(string));
        self.condition(&mut group.readonly);
        group.media.values_mut().for_each(|text| self.text(text));
        let xml = &mut group.xml;
        let maps = [&mut group.parameters, &mut xml.bind, &mut xml.body, &mut xml.instance];
        maps.into_iter().flat_map(|map| map.values_mut()).for_each(|string| self.string(string));
    }

    fn condition(&self, condition: &mut Condition) {
        match condition {
            Condition::No | Condition::Yes => {}
            Condition::When(expression) => self.string(expression),
        }
    }

    fn text(&self, text: &mut Text) {
        for (language, words) in std::mem::take(&mut text.0) {
            let filled = self.filled(&words, &language);
            text.0.insert(language, filled);
        }
    }

    fn json(&self, json: &mut Json, language: &str) {
        match json {
            Json::String(text) => *text = self.filled(text, language),
            Json::Array(items) => items.iter_mut().for_each(|item| self.json(item, language)),
            Json::Object(members) => members.iter_mut().for_each(|(name, value)| self.json(value, name)),
            Json::Null | Json::Boolean(_) | Json::Integer(_) | Json::Float(_) => {}
        }
    }

    fn string(&self, text: &mut String) {
        *text = self.filled(text, self.first);
    }

    fn filled(&self, text: &str, language: &str) -> String {
        let label = match self.choice.label.in_language(language, self.first) {
            ("", _) => &self.choice.name,
            (label, _) => label,
        };
        text.replace("%(name)s", &self.choice.name).replace("%(label)s", label)
    }
}

#[cfg(test)]
mod tests {
    use sealform_types::Json;

    use crate::xlsform;

    #[test]
    fn a_matrix_of_kobo_is_a_group_for_each_choice() {
        let form =
            b"| survey |\n| | type | name | label | kobo--matrix_list |\n| | begin_kobomatrix | m | M | rows |\n\
            | | text | c | C | |\n| | end_kobomatrix | | | |\n| choices |\n| | list_name | name | label |\n\
            | | rows | r1 | First |\n| | rows | r2 | Second |\n";
        let imported = xlsform::read(form, "form");
        let document = imported.questionnaire.unwrap_or_else(|| panic!("{:?}", imported.findings));
        let word = |item: &Json, name: &str| item.get(name).and_then(Json::as_str).unwrap_or_default().to_owned();
        let inside = |item: &Json| item.get("children").and_then(Json::as_array).unwrap_or_default().to_vec();
        let survey = document.get("survey").and_then(Json::as_array).expect("a survey");
        let rows = inside(survey.first().expect("the matrix"));
        let named =
            |row: &Json| (word(row, "name"), inside(row).iter().map(|one| word(one, "name")).collect::<Vec<_>>());
        let expected = |row: &str| (format!("m_{row}"), vec![format!("m_{row}_c")]);
        assert_eq!(rows.iter().map(named).collect::<Vec<_>>(), [expected("r1"), expected("r2")]);
    }
}
