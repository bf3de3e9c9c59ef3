//! Values as SurveyJS keeps them, from our view, and back as commands.

use sealform_protocol::{Action, ApplyError, Control, Node, QuestionView};
use sealform_types::Json;

use super::elements::{Element, Elements, plain, written};
use super::player::Player;
use super::same::is_empty;

impl Player {
    /// Whether an answer is part of the data now. What is hidden is kept until the survey is complete, unless it says
    /// otherwise.
    fn counts(&self, question: &QuestionView, element: Option<&Element>) -> bool {
        let word = |json: &Json, member: &str| json.get(member).and_then(Json::as_str).map(str::to_owned);
        let own = element.and_then(|element| word(&element.json, "clearIfInvisible")).filter(|word| word != "default");
        let when = own.or_else(|| word(&self.elements.survey, "clearInvisibleValues"));
        let is_forgotten = match (when.as_deref(), element) {
            (Some("onHiddenContainer"), _) | (Some("onHidden"), None) => true,
            (Some("onHidden"), Some(element)) => !self.is_only_hidden_around(element, &question.path),
            _ => false,
        };
        let keeps = !self.is_complete && !is_forgotten;
        question.relevant || keeps
    }

    /// The value of a question.
    pub fn answer(&self, question: &QuestionView) -> Json {
        let element = self.elements.member(&question.path);
        if !self.counts(question, element.as_ref()) {
            return Json::Null;
        }
        if let (false, Some(waiting)) = (question.relevant, self.waiting.get(&question.path)) {
            return waiting.clone();
        }
        let property = element.as_ref().and_then(|element| element.text("valuePropertyName").map(str::to_owned));
        let items = self.with_words(question, element.as_ref(), self.chosen(question));
        match (&items, property) {
            (Json::Array(items), Some(property)) => {
                items.iter().map(|item| Json::Object(vec![(property.clone(), item.clone())])).collect()
            }
            _ => items,
        }
    }

    /// Whether what is said for `other` stands in its place.
    fn keeps_words_in_place(&self, element: &Element) -> bool {
        let keeps = |json: &Json| json.get("storeOthersAsComment") == Some(&Json::Boolean(false));
        keeps(&self.elements.survey) || keeps(&element.json)
    }

    /// What no choice says, where it is kept in the place of `other`: that, and `other` for it.
    fn other_words(&self, element: &Element, control: &Control, value: &Json) -> Option<(Json, Json)> {
        let (Control::SelectOne { choices } | Control::SelectMultiple { choices }) = control else { return None };
        let has_other = choices.iter().any(|choice| choice.name == "other");
        let is_unlisted = |item: &Json| {
            let name = self.elements.name_of(&written(item));
            !is_empty(item) && choices.iter().all(|choice| choice.name != name)
        };
        let (true, true) = (has_other, self.keeps_words_in_place(element)) else { return None };
        match value {
            Json::Array(items) => {
                let said = items.iter().find(|item| is_unlisted(item))?.clone();
                let named = |item: &Json| if is_unlisted(item) { Json::from("other") } else { item.clone() };
                Some((said, items.iter().map(named).collect()))
            }
            Json::Object(_) => None,
            one => is_unlisted(one).then(|| (one.clone(), Json::from("other"))),
        }
    }

    /// What was said for `other` in its place, where the survey keeps it so.
    fn with_words(&self, question: &QuestionView, element: Option<&Element>, answer: Json) -> Json {
        let is_kept = element.is_some_and(|element| self.keeps_words_in_place(element));
        let words = self.comment(&question.path);
        match (is_kept && !is_empty(&words), answer) {
            (true, Json::String(word)) if word == "other" => words,
            (true, Json::Array(items)) => {
                let one = |item: Json| if item.as_str() == Some("other") { words.clone() } else { item };
                items.into_iter().map(one).collect()
            }
            (_, answer) => answer,
        }
    }

    /// An answer with choices by the survey's values.
    pub fn chosen(&self, question: &QuestionView) -> Json {
        let one = |item: &Json| item.as_str().map_or(item.clone(), |name| Json::from(self.elements.value_of(name)));
        match (&question.control, &self.offered_of(&question.control, &question.value)) {
            (Control::SelectMultiple { .. } | Control::Rank { .. }, Json::Array(items)) => {
                items.iter().map(one).collect()
            }
            (Control::SelectOne { .. }, value) => one(value),
            (_, value) => value.clone(),
        }
    }

    /// The value of whatever stands at a path: an answer, an object, a list of objects.
    pub fn value_at(&self, path: &str) -> Json {
        if let Some(question) = self.question_at(path) {
            return self.answer(question);
        }
        let Some(group) = self.group_at(path) else { return Json::Null };
        if self.is_slider(path) {
            let ends: Vec<Json> = self.ends_of(path).iter().map(|end| self.value_at(end)).collect();
            return if ends.iter().all(is_empty) { Json::Null } else { Json::Array(ends) };
        }
        if group.relevant || !self.is_complete {
            let is_repeat = matches!(group.kind, sealform_protocol::GroupKind::Repeat);
            return if is_repeat { self.rows_at(path) } else { self.members_of(path) };
        }
        Json::Null
    }

    /// A slider with two ends, which are questions of their own here.
    fn is_slider(&self, path: &str) -> bool {
        self.elements.member(path).is_some_and(|element| element.kind == "slider")
    }

    fn ends_of(&self, path: &str) -> Vec<String> {
        ["from", "to"].map(|end| format!("{path}/{end}")).to_vec()
    }

    fn rows_at(&self, path: &str) -> Json {
        let rows: Vec<Json> = self.instances(path).iter().map(|instance| self.members_of(instance)).collect();
        let is_panel = self.elements.member(path).is_some_and(|element| element.kind == "paneldynamic");
        if (!is_panel || rows.is_empty()) && rows.iter().all(is_empty) { Json::Null } else { Json::Array(rows) }
    }

    /// The values in a group, by their names in the survey.
    pub fn members_of(&self, path: &str) -> Json {
        let keys = self.group_at(path).map(|group| group.children.clone()).unwrap_or_default();
        let mut members = Vec::new();
        for key in keys {
            if let Some(node) = self.node(key) {
                self.gather(node, &mut members);
            }
        }
        Json::Object(members)
    }

    fn gather(&self, node: &Node, members: &mut Vec<(String, Json)>) {
        match node {
            Node::Question(question) => {
                let value = self.answer(question);
                if let Some((of, column)) = self.total_of(question) {
                    add_total(members, of, column, value);
                    return;
                }
                let value = if is_empty(&value) { Json::Null } else { value };
                if let Some(key) = self.key_of(question) {
                    let is_comment = key.ends_with("-Comment");
                    if value != Json::Null && (question.relevant || !is_comment) {
                        members.push((key.clone(), value));
                    }
                    let comment = question.comment.as_ref().filter(|comment| !comment.text.is_empty());
                    members
                        .extend(comment.map(|comment| (format!("{key}-Comment"), Json::from(comment.text.as_str()))));
                }
            }
            Node::Group(group) => match self.elements.member(&group.path) {
                Some(element) if !self.is_around(&element, &group.path) => {
                    let value = self.value_at(&group.path);
                    let has_rows = matches!(&value, Json::Array(rows) if !rows.is_empty());
                    if has_rows || !is_empty(&value) {
                        add_rows(members, element.key(), value);
                    }
                }
                _ => {
                    for key in &group.children {
                        if let Some(node) = self.node(*key) {
                            self.gather(node, members);
                        }
                    }
                }
            },
        }
    }

    /// Whether a group only stands around what has values: a panel, or all that an element has in an instance.
    fn is_around(&self, element: &Element, path: &str) -> bool {
        let is_inside = element.is_dynamic()
            && self.group_at(path).is_some_and(|group| group.kind == sealform_protocol::GroupKind::Group);
        element.is_transparent() || is_inside
    }

    /// The matrix whose total it is, as totals are called in the data, and the column.
    fn total_of(&self, question: &QuestionView) -> Option<(String, String)> {
        let total = self.elements.member(&question.path)?;
        let column = totalled(&total.pointer)?;
        let (matrix, _) = column.rsplit_once("/columns/")?;
        let name = |pointer: &str| Some(self.elements.at(pointer)?.key());
        Some((format!("{}-total", name(matrix)?), name(column)?))
    }

    /// What a question is called in the survey's data.
    fn key_of(&self, question: &QuestionView) -> Option<String> {
        if let Some(trigger) = self.elements.paths_of(&question.path).and_then(|at| at.strip_suffix("/setToName")) {
            // A value that only triggers write; a variable is no part of the data.
            let trigger = self.elements.json_at(trigger)?;
            let is_variable = trigger.get("isVariable") == Some(&Json::Boolean(true));
            return trigger.get("setToName")?.as_str().filter(|_| !is_variable).map(str::to_owned);
        }
        if let Some(element) = self.elements.member(&question.path) {
            // Totals are no part of the data.
            return totalled(&element.pointer).is_none().then(|| element.key());
        }
        if let Some(of) = question.path.strip_suffix("_other") {
            let of = self.elements.member(of).filter(|of| !self.keeps_words_in_place(of))?;
            return Some(format!("{}-Comment", of.key()));
        }
        let values = self.elements.survey.get("calculatedValues").and_then(Json::as_array).unwrap_or_default();
        let named = values.iter().find(|value| value.get("name").and_then(Json::as_str) == Some(&question.path))?;
        let is_included = named.get("includeIntoResult") == Some(&Json::Boolean(true));
        is_included.then(|| question.path.clone())
    }

    /// All of the survey's data.
    pub fn data(&self) -> Json {
        let mut members = Vec::new();
        for page in &self.snapshot.pages {
            for node in page.children.iter().filter_map(|key| self.node(*key)) {
                self.gather(node, &mut members);
            }
        }
        for (name, value) in &self.page_values {
            if members.iter().all(|(known, _)| known != name) {
                members.push((name.clone(), value.clone()));
            }
        }
        Json::Object(members)
    }

    /// Sets whatever stands at a path. What nobody can enter now is left: the checks say whether that is right.
    pub fn set_at(&mut self, path: &str, value: &Json) -> Result<(), String> {
        let element = self.elements.member(path);
        let asked = self.question_at(path).map(|question| question.control.clone());
        if let (Some(element), Some(control)) = (&element, &asked)
            && let Some((said, chosen)) = self.other_words(element, control, value)
        {
            self.set_at(path, &chosen)?;
            return match self.other_of(path) {
                Some(other) => self.set_at(&other, &said),
                None => Ok(()),
            };
        }
        if let Some(question) = self.question_at(path) {
            let (value, property) = (value.clone(), self.elements.member(path));
            let property = property.and_then(|element| element.text("valuePropertyName").map(str::to_owned));
            let given = value.clone();
            let value = entered(&self.elements, &question.control, value, property.as_deref());
            let value = without_excluded(&question.control, &question.value, value);
            self.waiting.remove(path);
            return match self.apply(Action::Answer { path: path.to_owned(), value }) {
                Ok(()) | Err(ApplyError::ReadOnly { .. } | ApplyError::UnknownChoice { .. }) => Ok(()),
                Err(ApplyError::NotRelevant { .. }) => {
                    self.waiting.insert(path.to_owned(), given);
                    Ok(())
                }
                Err(error) => Err(format!("{path}: {error}")),
            };
        }
        let Some(group) = self.group_at(path) else { return Err(format!("nothing stands at `{path}`")) };
        let kind = group.kind;
        if self.is_slider(path) {
            let ends = value.as_array().unwrap_or_default().to_vec();
            for (index, end) in self.ends_of(path).iter().enumerate() {
                self.set_at(end, ends.get(index).unwrap_or(&Json::Null))?;
            }
            return Ok(());
        }
        match kind {
            sealform_protocol::GroupKind::Repeat => self.set_rows(path, value),
            _ => self.set_members(path, value),
        }
    }

    fn set_rows(&mut self, path: &str, value: &Json) -> Result<(), String> {
        let empty = Vec::new();
        let rows = value.as_array().map_or(&empty[..], |rows| rows).to_vec();
        self.resize(path, rows.len());
        for (instance, row) in self.instances(path).iter().zip(&rows) {
            self.set_members(instance, row)?;
        }
        Ok(())
    }

    /// As many instances as are wanted, where somebody may add and remove them.
    pub fn resize(&mut self, path: &str, wanted: usize) {
        loop {
            let instances = self.instances(path);
            let action = match instances.last() {
                Some(last) if instances.len() > wanted => Action::RemoveInstance { path: last.clone() },
                _ if instances.len() < wanted => Action::AddInstance { path: path.to_owned() },
                _ => return,
            };
            if self.apply(action).is_err() {
                return;
            }
        }
    }

    /// Sets what is in a group, twice: what is shown may depend on what comes later.
    pub fn set_members(&mut self, path: &str, value: &Json) -> Result<(), String> {
        for _ in 0..2 {
            let keys = self.group_at(path).map(|group| group.children.clone()).unwrap_or_default();
            self.set_each(&keys, value)?;
        }
        Ok(())
    }

    pub fn set_data(&mut self, value: &Json) -> Result<(), String> {
        for _ in 0..2 {
            let keys: Vec<_> = self.snapshot.pages.iter().flat_map(|page| page.children.clone()).collect();
            self.set_each(&keys, value)?;
        }
        Ok(())
    }

    fn set_each(&mut self, keys: &[sealform_protocol::Key], value: &Json) -> Result<(), String> {
        for key in keys {
            match self.node(*key).cloned() {
                Some(Node::Question(question)) if question.control != Control::Calculate => {
                    let Some(key) = self.key_of(&question) else { continue };
                    let value = value.get(&key).cloned().unwrap_or(Json::Null);
                    if value != Json::Null || question.value != Json::Null {
                        self.set_at(&question.path, &value)?;
                    }
                }
                Some(Node::Group(group)) => match self.elements.member(&group.path) {
                    Some(element) if !self.is_around(&element, &group.path) => {
                        let value = value.get(&element.key()).cloned().unwrap_or(Json::Null);
                        self.set_at(&group.path, &value)?;
                    }
                    _ => self.set_each(&group.children, value)?,
                },
                Some(Node::Question(_)) | None => {}
            }
        }
        Ok(())
    }

    /// The path of the question for what no choice says.
    pub fn other_of(&self, path: &str) -> Option<String> {
        let other = format!("{path}_other");
        let is_made_here = self.elements.paths_of(&plain(&other)).is_none();
        (is_made_here && self.question_at(&other).is_some()).then_some(other)
    }
}

/// The members of a column that ask for a total.
pub const TOTALS: [&str; 2] = ["totalType", "totalExpression"];

/// The column whose total stands at a pointer.
fn totalled(pointer: &str) -> Option<&str> {
    let (column, member) = pointer.rsplit_once('/')?;
    (TOTALS.contains(&member) && column.contains("/columns/")).then_some(column)
}

/// Adds the value of a group; rows of elements that share it are one, member by member.
fn add_rows(members: &mut Vec<(String, Json)>, key: String, value: Json) {
    let there = members.iter_mut().find(|(known, _)| *known == key).map(|(_, there)| there);
    match (there, value) {
        (Some(Json::Array(there)), Json::Array(rows)) => {
            for (index, row) in rows.into_iter().enumerate() {
                match (there.get_mut(index), row) {
                    (Some(Json::Object(there)), Json::Object(row)) => there.extend(row),
                    (Some(_), _) => {}
                    (None, row) => there.push(row),
                }
            }
        }
        (_, value) => members.push((key, value)),
    }
}

fn add_total(members: &mut Vec<(String, Json)>, of: String, column: String, value: Json) {
    if is_empty(&value) {
        return;
    }
    match members.iter_mut().find(|(name, _)| *name == of) {
        Some((_, Json::Object(totals))) => totals.push((column, value)),
        _ => members.push((of, Json::Object(vec![(column, value)]))),
    }
}

/// A choice that excludes all others stands alone: the one that was taken last counts.
fn without_excluded(control: &Control, before: &Json, value: Json) -> Json {
    let (Control::SelectMultiple { choices }, Json::Array(items)) = (control, &value) else { return value };
    let is_exclusive =
        |item: &&Json| choices.iter().any(|choice| choice.exclusive && item.as_str() == Some(&choice.name));
    let Some(alone) = items.iter().find(is_exclusive).filter(|_| items.len() > 1) else { return value };
    let was_there = before.as_array().unwrap_or_default().contains(alone);
    match was_there {
        true => items.iter().filter(|item| !is_exclusive(item)).cloned().collect(),
        false => Json::Array(vec![alone.clone()]),
    }
}

/// What a control gives for a value of the survey.
fn entered(elements: &Elements, control: &Control, value: Json, property: Option<&str>) -> Json {
    let one = |item: &Json| {
        let inner = property.and_then(|property| item.get(property));
        Json::from(written(inner.unwrap_or(item)).as_str())
    };
    let choice = |item: &Json| Json::from(elements.name_of(one(item).as_str().unwrap_or_default()).as_str());
    match (control, &value) {
        (_, Json::Null) => Json::Null,
        (Control::SelectMultiple { .. } | Control::Rank { .. }, Json::Array(items)) => {
            items.iter().map(choice).collect()
        }
        (Control::SelectMultiple { .. } | Control::Rank { .. }, single) => Json::Array(vec![choice(single)]),
        (Control::SelectOne { .. }, Json::String(word)) if word == "indeterminate" => Json::Null,
        (Control::SelectOne { .. }, Json::String(_)) => match choice(&value) {
            Json::String(text) if text.is_empty() => Json::Null,
            name => name,
        },
        (Control::File { .. }, _) => value,
        (_, Json::Array(_) | Json::Object(_)) => Json::Null,
        (Control::Rating(_), Json::Integer(_)) => value,
        _ => match one(&value) {
            Json::String(text) if text.is_empty() => Json::Null,
            text => text,
        },
    }
}
