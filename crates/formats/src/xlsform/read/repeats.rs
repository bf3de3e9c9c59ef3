//! Choices that are the instances of a repeat: `select_one ${name}`.

use sealform_expression::{MentionKind, parse};
use sealform_questionnaire::{ChoicesFrom, Question};
use sealform_types::Place;

use super::context::ReadContext;
use super::node::{Content, Node};
use super::references::{Names, below};

/// Finds the repeats whose instances are choices, and what is stored and read of each instance.
pub fn resolve(context: &mut ReadContext, nodes: &mut [Node], names: &Names) {
    let mut repeats = Vec::new();
    paths(nodes, "", &mut repeats);
    level(context, nodes, names, &repeats);
}

fn paths(nodes: &[Node], path: &str, repeats: &mut Vec<String>) {
    for node in nodes {
        let here = below(path, &node.name);
        if node.is_repeat() {
            repeats.push(here.clone());
        }
        paths(&node.children, &here, repeats);
    }
}

/// How deep this goes is bounded by the survey's reader.
fn level(context: &mut ReadContext, nodes: &mut [Node], names: &Names, repeats: &[String]) {
    for node in nodes {
        level(context, &mut node.children, names, repeats);
        let type_cell = node.cell("/type");
        let Content::Question(row) = &mut node.content else { continue };
        let Some(name) = row.choices_of.take() else { continue };
        let Some(path) = names.paths(&name).next() else { continue };
        let around = repeats.iter().filter(|repeat| is_inside(path, repeat)).max_by_key(|repeat| repeat.len());
        let Some(repeat) = around else {
            let message = format!("`{name}` is not inside a repeat, so its answers cannot be choices");
            let hint = "name a question of a repeat, or a choice list";
            context.error("xlsform/no-repeat", message, Place::at(type_cell), hint);
            continue;
        };
        offer(&mut row.question, names, repeat, path);
    }
}

fn is_inside(path: &str, repeat: &str) -> bool {
    path.strip_prefix(repeat).is_some_and(|rest| rest.starts_with('/'))
}

fn offer(question: &mut Question, names: &Names, repeat: &str, path: &str) {
    let within = |path: &str| path.get(repeat.len() + 1..).unwrap_or_default().to_owned();
    let group = repeat.rsplit_once('/').map_or(repeat, |(_, name)| name);
    let column = within(path);
    question.choices_from = Some(ChoicesFrom {
        nodeset: Some(format!("${{{group}}}")),
        value: Some(column.clone()),
        label: Some(column.clone()),
        file: None,
    });
    let filter = match &question.choice_filter {
        // Instances that have no name yet are nothing to choose.
        None => format!("{column} != ''"),
        Some(filter) => {
            let mentions = parse(filter.as_str(), "").map(|parsed| parsed.mentions()).unwrap_or_default();
            let mut text = String::new();
            let mut from = 0;
            for mention in mentions.into_iter().filter(|mention| mention.kind == MentionKind::Question) {
                if let Some(path) = names.paths(&mention.text).next().filter(|path| is_inside(path, repeat)) {
                    text.push_str(filter.get(from..mention.span.start).unwrap_or_default());
                    text.push_str(&within(path));
                    from = mention.span.end;
                }
            }
            text.push_str(filter.get(from..).unwrap_or_default());
            text
        }
    };
    question.choice_filter = Some(filter);
}
