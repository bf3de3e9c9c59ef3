//! What a whole form shows after a step, held against what another engine shows.

use sealform_protocol::{Issue, QuestionView};
use sealform_types::Json;

use super::acts::written;
use super::checks::{offered, same};
use super::player::Player;
use super::text;

impl Player {
    /// Holds every node against what it is expected to show. A step names what is not as it was; `null` stands for what is no
    /// more.
    pub fn state(&mut self, step: &Json) -> Result<(), String> {
        for (reference, node) in step.get("nodes").and_then(Json::as_object).unwrap_or_default() {
            match node {
                Json::Null => drop(self.shown.remove(reference)),
                node => drop(self.shown.insert(reference.clone(), node.clone())),
            }
        }
        self.shown.iter().try_for_each(|(reference, node)| {
            self.node_shows(reference, node).map_err(|difference| format!("{reference} {difference}"))
        })
    }

    fn node_shows(&self, reference: &str, node: &Json) -> Result<(), String> {
        let step = Json::Object(vec![("ref".to_owned(), Json::from(reference))]);
        let relevant = self.relevant(&step).map_err(|fault| format!("relevant: {fault}"))?;
        let is_wanted = node.get("relevant") == Some(&Json::Boolean(true));
        if relevant != is_wanted {
            return Err(format!("relevant: expected {is_wanted}"));
        }
        if !relevant {
            return Ok(());
        }
        let path = self.path(reference)?;
        if let Some(count) = node.get("count") {
            return same(&self.instances(&path).len().to_string(), count).map_err(|fault| format!("count: {fault}"));
        }
        if let Some(value) = node.get("value") {
            same_value(&self.value(&step)?, value).map_err(|fault| format!("value: {fault}"))?;
        }
        match (self.question(&path), self.group(&path)) {
            (Some(view), _) => self.question_shows(view, node),
            (None, Some(group)) => words("label", &group.label, node),
            (None, None) if node.get("valid").is_some() => Err("is not shown".to_owned()),
            (None, None) => Ok(()),
        }
    }

    fn question_shows(&self, view: &QuestionView, node: &Json) -> Result<(), String> {
        for (name, have) in [("readonly", view.readonly), ("required", view.required)] {
            if node.get(name).is_some_and(|wanted| *wanted != Json::Boolean(have)) {
                return Err(format!("{name}: expected {}", !have));
            }
        }
        let (valid, message) = match self.issues(&view.path).first() {
            None => ("ok", None),
            Some(Issue::Required { message }) => ("required", message.clone()),
            Some(Issue::Constraint { message }) => ("constraint", message.clone()),
            Some(_) => ("constraint", None),
        };
        if let Some(wanted) = text(node, "valid").filter(|wanted| *wanted != valid) {
            return Err(format!("validity: expected {wanted}, not {valid}"));
        }
        words("message", &message.unwrap_or_default(), node)?;
        words("label", &view.label, node)?;
        words("hint", &view.hint, node)?;
        let Some(wanted) = node.get("choices").and_then(Json::as_array) else { return Ok(()) };
        let have = offered(&view.control).ok_or("choices: it has none")?;
        let have: Vec<Vec<String>> = have.into_iter().map(|choice| vec![choice.name, choice.label]).collect();
        let wanted: Vec<Vec<String>> =
            wanted.iter().map(|choice| choice.as_array().unwrap_or_default().iter().map(written).collect()).collect();
        if have == wanted { Ok(()) } else { Err(format!("choices: expected {wanted:?}, not {have:?}")) }
    }
}

/// A text that a node shows, where it says so. How many blanks stand in it is not to be seen.
fn words(name: &str, have: &str, node: &Json) -> Result<(), String> {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text(node, name) {
        Some(wanted) if plain(wanted) != plain(have) => Err(format!("{name}: expected {wanted:?}, not {have:?}")),
        _ => Ok(()),
    }
}

/// Places are the same whether or not their numbers are written alike.
fn same_value(have: &str, wanted: &Json) -> Result<(), String> {
    let numbers = |text: &str| text.split_whitespace().map(str::parse::<f64>).collect::<Result<Vec<_>, _>>().ok();
    let is_place = |numbers: &Vec<f64>| numbers.len() > 1;
    match (numbers(have).filter(is_place), numbers(&written(wanted))) {
        (Some(have), Some(wanted)) if have == wanted => Ok(()),
        _ => same(have, wanted),
    }
}
