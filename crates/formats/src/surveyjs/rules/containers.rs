//! What a container demands of the questions in it: that one of them is answered, that they satisfy a validator
//! together, that no value comes twice.

use std::collections::BTreeMap;

use sealform_types::{Json, pointer};

use super::validators::Validator;
use crate::surveyjs::model::{Element, ElementType, ExpressionText, Role};

/// Of some questions one must be answered.
#[derive(Debug, Clone)]
pub(in crate::surveyjs) struct OneOf {
    /// Expression: whether all are blank.
    pub blank: String,
    /// Where it is demanded; `None` where it always is.
    pub when: Option<DemandCondition>,
}

/// When a container demands an answer.
#[derive(Debug, Clone)]
pub(in crate::surveyjs) struct DemandCondition {
    pub condition: ExpressionText,
    /// The path of the container.
    pub path: String,
}

/// A value that may come only once.
#[derive(Debug, Clone)]
pub(in crate::surveyjs) struct Uniqueness<'j> {
    /// Expression: whether the answer is there for the first time.
    pub test: String,
    /// What is said where it is not.
    pub message: Option<&'j Json>,
}

/// What containers demand, by the path of the question that it is put on.
#[derive(Debug, Default)]
pub(in crate::surveyjs) struct ContainerRules<'j> {
    pub one_of: BTreeMap<String, Vec<OneOf>>,
    pub validators: BTreeMap<String, Vec<Validator<'j>>>,
    pub unique: BTreeMap<String, Uniqueness<'j>>,
    /// JSON pointers to members that demand an answer where no question can be asked for it.
    pub unmet: Vec<String>,
}

/// The most questions of which one must be answered.
const MAX_OF_ONE: usize = 500;

impl<'j> ContainerRules<'j> {
    pub fn of(tree: &[Element<'j>]) -> Self {
        let mut rules = Self::default();
        rules.walk(tree);
        rules
    }

    fn walk(&mut self, elements: &[Element<'j>]) {
        for element in elements {
            match element.role {
                Role::Question => {}
                Role::Group | Role::Repeat => self.container(element),
            }
            self.walk(&element.children);
        }
    }

    fn container(&mut self, element: &Element<'j>) {
        if matches!(element.kind, ElementType::InstanceGroup | ElementType::Row) {
            return;
        }
        let questions: Vec<&Element<'j>> =
            element.questions().into_iter().filter(|question| question.is_answered()).collect();
        // A condition stands in the place of what is always so. What is demanded of all panels or rows stands behind them.
        if element.role == Role::Repeat {
            self.demand_uniqueness(element, &questions);
            return;
        }
        if let Some(condition) = element.expression("requiredIf") {
            self.demand_one(element, &questions, Some(DemandCondition { condition, path: element.path.clone() }));
        } else if element.is("isRequired") {
            self.demand_one(element, &questions, None);
        }
        if let (ElementType::Slider, [from, to]) = (element.kind, questions.as_slice()) {
            let test = format!(". >= {}", from.path);
            self.unique.insert(to.path.clone(), Uniqueness { test, message: None });
        }
        if let (Some(last), true) = (questions.last(), element.role == Role::Group && !element.is_transparent()) {
            self.validators.entry(last.path.clone()).or_default().extend(Validator::of(element));
        }
        self.demand_uniqueness(element, &questions);
    }

    /// One of all questions must be answered: the first that is always there is required as long as none is; where none
    /// always is, all of them are.
    fn demand_one(&mut self, element: &Element<'_>, questions: &[&Element<'j>], when: Option<DemandCondition>) {
        let is_inside = |question: &&Element<'_>| !in_repeat(element, &question.path);
        let inside: Vec<_> = questions.iter().copied().filter(is_inside).collect();
        let speaks = match inside.iter().position(|question| is_always_open(element, question)) {
            Some(first) => inside.get(first..=first).unwrap_or_default(),
            None => &inside,
        };
        if speaks.is_empty() || questions.len() > MAX_OF_ONE {
            let member = if when.is_some() { "requiredIf" } else { "isRequired" };
            self.unmet.push(pointer(&element.pointer, member));
            return;
        }
        let blank = all_blank(element, questions);
        for one in speaks {
            self.one_of.entry(one.path.clone()).or_default().push(OneOf { blank: blank.clone(), when: when.clone() });
        }
    }

    /// Columns and keys whose values may come only once.
    fn demand_uniqueness(&mut self, element: &Element<'j>, questions: &[&Element<'j>]) {
        let key = element.text("keyName");
        let message = element.json.get("keyDuplicationError");
        for question in questions {
            let is_row = element.kind == ElementType::Matrix && element.is("eachRowUnique");
            // Only columns say so of themselves.
            let is_column = element.kind != ElementType::PanelDynamic && question.is("isUnique");
            if !is_row && !is_column && (key != Some(question.value_name.as_str()) || element.role != Role::Repeat) {
                continue;
            }
            let test = match element.role {
                Role::Repeat if !in_repeat(element, &question.path) => {
                    let Some(below) = question.path.strip_prefix(element.path.as_str()) else { continue };
                    let up = vec![".."; below.matches('/').count()].join("/");
                    // In a matrix each of those that are the same is told, in panels the later ones.
                    let sign = if element.kind == ElementType::PanelDynamic { "<" } else { "!=" };
                    let before = format!("{}[position() {sign} position(current()/{up})]", element.path);
                    format!("count({before}{below}[{}]) = 0", same(element, question, ".", "current()"))
                }
                Role::Group if is_row || element.kind == ElementType::MatrixDropdown => {
                    let others = questions.iter().filter(|other| other.path != question.path);
                    let column = others.filter(|other| is_row || other.pointer == question.pointer);
                    let each: Vec<String> = column.map(|other| same(element, question, &other.path, ".")).collect();
                    if each.is_empty() {
                        continue;
                    }
                    format!("not({})", each.join(" or "))
                }
                Role::Repeat | Role::Group | Role::Question => continue,
            };
            self.unique.entry(question.path.clone()).or_insert(Uniqueness { test, message });
        }
    }
}

/// Expression: whether nothing stands in any panel or row of an element; `None` where it asks for nothing.
pub(in crate::surveyjs) fn blank_whole(element: &Element<'_>) -> Option<String> {
    let questions: Vec<&Element<'_>> =
        element.questions().into_iter().filter(|question| question.is_answered()).collect();
    (!questions.is_empty() && questions.len() <= MAX_OF_ONE).then(|| all_blank(element, &questions))
}

/// Expression: whether all of some questions are blank.
fn all_blank(element: &Element<'_>, questions: &[&Element<'_>]) -> String {
    let blank = |question: &&Element<'_>| match repeats_in(element, &question.path) {
        Some(path) => format!("count-non-empty({path}) = 0"),
        None => format!("{} = ''", question.path),
    };
    let all: Vec<String> = questions.iter().map(blank).collect();
    format!("({})", all.join(" and "))
}

/// Whether a question of a container is shown and can be answered whenever the container is.
fn is_always_open(container: &Element<'_>, question: &Element<'_>) -> bool {
    let is_open = |element: &Element<'_>| {
        let has_condition = ["visibleIf", "enableIf"].iter().any(|member| element.text(member).is_some());
        let is_closed = element.forbids("visible") || element.is("readOnly");
        !has_condition && !is_closed && element.conditions.is_empty()
    };
    let is_around = |element: &Element<'_>| {
        question.path.strip_prefix(element.path.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let mut at = container;
    while let Some(inner) = at.children.iter().find(|child| is_around(child)) {
        if !is_open(inner) {
            return false;
        }
        at = inner;
    }
    true
}

/// Whether two answers of a question are the same: in matrices the case of a text is ignored.
fn same(element: &Element<'_>, question: &Element<'_>, one: &str, other: &str) -> String {
    let is_text = matches!(question.kind, ElementType::Text | ElementType::Comment) && question.input_type().is_none();
    if is_text && element.kind != ElementType::PanelDynamic {
        return format!("lower-case({one}) = lower-case({other})");
    }
    format!("{one} = {other}")
}

/// Whether a path below an element lies in a repeat below it.
fn in_repeat(element: &Element<'_>, path: &str) -> bool {
    element.children.iter().any(|child| {
        let is_around = path.strip_prefix(child.path.as_str()).is_some_and(|rest| rest.starts_with('/'));
        is_around && (child.role == Role::Repeat || in_repeat(child, path))
    })
}

/// The path of a question with all instances of the repeats from an element on; `None` where there is no repeat.
fn repeats_in(element: &Element<'_>, path: &str) -> Option<String> {
    fn gather(element: &Element<'_>, path: &str, all: &mut Vec<String>) {
        if element.role == Role::Repeat {
            all.push(element.path.clone());
        }
        for child in &element.children {
            if path.strip_prefix(child.path.as_str()).is_some_and(|rest| rest.starts_with('/')) {
                gather(child, path, all);
            }
        }
    }
    let mut repeats = Vec::new();
    gather(element, path, &mut repeats);
    let (mut whole, mut done) = (String::new(), 0);
    for repeat in &repeats {
        whole.push_str(path.get(done..repeat.len())?);
        whole.push_str("[position() > 0]");
        done = repeat.len();
    }
    whole.push_str(path.get(done..)?);
    (!repeats.is_empty()).then_some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::surveyjs::model::{assign_names, read_pages};

    fn rules<T>(elements: &str, check: impl FnOnce(&ContainerRules<'_>) -> T) -> T {
        let survey = Json::parse(format!("{{\"elements\": [{elements}]}}").as_bytes()).expect("JSON");
        let (mut tree, _) = read_pages(&survey);
        assign_names(&mut tree, "/data");
        check(&ContainerRules::of(&tree))
    }

    #[test]
    fn the_first_question_speaks_for_a_required_panel() {
        let panel = r#"{"type": "panel", "name": "p", "isRequired": true, "elements": [
            {"type": "paneldynamic", "name": "r", "templateElements": [{"type": "text", "name": "x"}]},
            {"type": "text", "name": "a"}]}"#;
        rules(panel, |rules| {
            let blank = rules.one_of.get("/data/p/a").and_then(|all| all.first()).map(|one| one.blank.as_str());
            assert_eq!(blank, Some("(count-non-empty(/data/p/r[position() > 0]/x) = 0 and /data/p/a = '')"));
        });
    }

    #[test]
    fn a_panel_without_questions_demands_in_vain() {
        let unmet = rules(r#"{"type": "panel", "name": "p", "isRequired": true}"#, |rules| rules.unmet.clone());
        assert_eq!(unmet, ["/elements/0/isRequired"]);
    }

    #[test]
    fn the_ends_of_a_range_are_in_order() {
        rules(r#"{"type": "slider", "name": "s", "sliderType": "range"}"#, |rules| {
            assert_eq!(rules.unique.get("/data/s/to").map(|unique| unique.test.as_str()), Some(". >= /data/s/from"));
        });
    }
}
