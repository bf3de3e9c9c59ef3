//! The page as a screen reader has it: the tree of roles and names that the browser hands to assistive technology.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::respondent::Respondent;

/// What only holds other things together, or repeats the name of what is around it.
const SILENT: [&str; 8] =
    ["generic", "none", "StaticText", "InlineTextBox", "LineBreak", "ListMarker", "LabelText", "RootWebArea"];

/// Facts about a node that are read aloud, as the browser calls them.
const FACTS: [&str; 7] = ["checked", "disabled", "expanded", "invalid", "level", "readonly", "required"];

impl Respondent {
    /// The tree of the whole page, a line for each node, in the order in which it is read; only Chromium tells.
    ///
    /// # Errors
    /// If the browser is another one.
    pub async fn hears(&self) -> Result<String> {
        let tree = self.driver().cdp().send_raw("Accessibility.getFullAXTree", json!({})).await?;
        let nodes = tree["nodes"].as_array().context("there is no tree")?;
        let root = nodes.first().context("the tree is empty")?;
        let mut lines = String::new();
        line(nodes, root, Around::Frame, 0, &mut lines);
        Ok(lines)
    }
}

/// What a node stands in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Around {
    /// What is around the page says what time it is, and how the draft stands.
    Frame,
    /// The page itself says the same whenever it is read.
    Region,
}

fn line(nodes: &[Value], node: &Value, around: Around, depth: usize, lines: &mut String) {
    let role = node["role"]["value"].as_str().unwrap_or_default();
    // A text that stands by itself is read; one that names something is read with it.
    let is_text = role == "paragraph" || role == "note";
    let own = node["name"]["value"].as_str().unwrap_or_default();
    let text = if is_text && own.is_empty() && around == Around::Region { text_in(nodes, node) } else { String::new() };
    let name = if own.is_empty() { &text } else { own };
    let is_silent = node["ignored"] == true || SILENT.contains(&role) || (name.is_empty() && is_text);
    let around = if role == "region" { Around::Region } else { around };
    let depth = if is_silent { depth } else { depth + 1 };
    if !is_silent {
        lines.push_str(&"  ".repeat(depth - 1));
        lines.push_str(&said(node, role, name));
        lines.push('\n');
    }
    for child in node["childIds"].as_array().into_iter().flatten() {
        if let Some(child) = nodes.iter().find(|node| node["nodeId"] == *child) {
            line(nodes, child, around, depth, lines);
        }
    }
}

/// What stands in a paragraph; what is pressed in it has a line of its own.
fn text_in(nodes: &[Value], node: &Value) -> String {
    let children = node["childIds"].as_array().into_iter().flatten();
    let children = children.filter_map(|child| nodes.iter().find(|node| node["nodeId"] == *child));
    let texts = children.map(|child| match child["role"]["value"].as_str() {
        Some("StaticText") => child["name"]["value"].as_str().unwrap_or_default().trim().to_owned(),
        Some("button" | "link") => String::new(),
        Some(_) | None => text_in(nodes, child),
    });
    texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
}

fn said(node: &Value, role: &str, name: &str) -> String {
    let mut parts = vec![role.to_owned()];
    if !name.is_empty() {
        parts.push(format!("“{name}”"));
    }
    if let Some(value) = node["value"]["value"].as_str().filter(|value| !value.is_empty()) {
        parts.push(format!("= {value}"));
    }
    let facts = node["properties"].as_array().into_iter().flatten();
    let facts = facts.filter(|fact| FACTS.iter().any(|known| fact["name"] == *known));
    for fact in facts {
        let name = fact["name"].as_str().unwrap_or_default();
        match &fact["value"]["value"] {
            Value::Bool(false) => {}
            Value::Bool(true) => parts.push(name.to_owned()),
            Value::String(state) if state == "false" => {}
            Value::String(state) if state == "true" => parts.push(name.to_owned()),
            value => parts.push(format!("{name} {value}")),
        }
    }
    if let Some(description) = node["description"]["value"].as_str().filter(|text| !text.is_empty()) {
        parts.push(format!("– {description}"));
    }
    parts.join(" ")
}
