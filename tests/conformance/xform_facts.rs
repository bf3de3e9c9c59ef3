//! What an XForm says about names, types, conditions and choices, in the terms of an imported document; and the same of
//! the document.

use std::collections::{BTreeMap, BTreeSet};

use roxmltree::{Document, Node};
use serde_json::Value;

/// What is compared.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Questions by path, with the type of their value.
    pub questions: BTreeMap<String, String>,
    /// Groups and repeats by path.
    pub groups: BTreeSet<String>,
    /// Repeats by path.
    pub repeats: BTreeSet<String>,
    /// Conditions and calculations by path and member, in a form that both sides can have.
    pub expressions: BTreeMap<(String, &'static str), String>,
    /// The choice list of each select, by path.
    pub lists: BTreeMap<String, String>,
    /// Names of choices by list.
    pub choices: BTreeMap<String, Vec<String>>,
    /// Files that are read.
    pub files: BTreeSet<String>,
    /// How many languages the form names.
    pub languages: usize,
}

/// An expression in which a path is its last step, without blanks and texts: what it reads, and how it is put together.
pub fn normal(expression: &str) -> String {
    let mut out = String::new();
    let mut rest = expression;
    while let Some(c) = rest.chars().next() {
        if matches!(c, '\'' | '"') {
            let end = rest[1..].find(c).map_or(rest.len(), |end| end + 2);
            out.push_str(&quoted(&rest[..end]));
            rest = &rest[end..];
        } else if let Some(inside) = rest.strip_prefix("${") {
            let end = inside.find('}').unwrap_or(inside.len());
            out.push_str(inside[..end].trim().rsplit('#').next().unwrap_or(""));
            rest = inside.get(end + 1..).unwrap_or("");
        } else if c.is_alphanumeric() || matches!(c, '_' | '/' | '.' | ':' | '@') {
            let word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '/' | '.' | ':' | '-' | '@');
            let end = rest.find(|c| !word(c)).unwrap_or(rest.len());
            let token = &rest[..end];
            let step = if token.contains('/') { token.rsplit('/').next().unwrap_or("") } else { token };
            out.push_str(step);
            rest = &rest[end..];
        } else {
            if !c.is_whitespace() {
                out.push(c);
            }
            rest = &rest[c.len_utf8()..];
        }
    }
    // `current()/../a` and `instance('__last-saved')/root/a` are ways to say `a`.
    out.replace("current()", "").replace("instance('__last-saved')", "")
}

/// A text in quotes; one that is a path or a reference, as in `jr:choice-name(…, '${name}')`, by its last step.
fn quoted(text: &str) -> String {
    let inside = text.trim_matches(['\'', '"']).trim();
    let name = inside.strip_prefix("${").and_then(|name| name.strip_suffix('}'));
    match name.or(inside.strip_prefix('/').and_then(|path| path.rsplit('/').next())) {
        Some(name) => format!("'{name}'"),
        None => text.replace('"', "'"),
    }
}

fn is_generated(name: &str) -> bool {
    name.starts_with("generated_table_list_label") || name.starts_with("reserved_name_for_field_list_labels")
}

/// The facts of an XForm.
pub fn of_xform(text: &str) -> Result<Facts, String> {
    let document = Document::parse(text).map_err(|error| error.to_string())?;
    let mut facts = Facts::default();
    let named = |name: &'static str| document.descendants().filter(move |node| node.tag_name().name() == name);
    let root =
        named("instance").find(|node| node.attribute("id").is_none()).and_then(|node| node.first_element_child());
    let root = root.ok_or("no primary instance")?;
    nodes(root, "", &mut facts);
    let prefix = format!("/{}", root.tag_name().name());
    let path =
        |reference: &str| reference.strip_prefix(&prefix).unwrap_or(reference).trim_start_matches('/').to_owned();
    for repeat in named("body").flat_map(|body| body.descendants()).filter(|node| node.tag_name().name() == "repeat") {
        let at = path(repeat.attribute("nodeset").unwrap_or(""));
        if let Some(count) = attribute(repeat, "count") {
            facts.expressions.insert((at.clone(), "repeat_count"), normal(count));
        }
        facts.repeats.insert(at);
    }
    for bind in named("bind") {
        let at = path(bind.attribute("nodeset").unwrap_or(""));
        if at.starts_with("meta/") && at != "meta/audit" || at.contains("/meta/") {
            continue;
        }
        let at = at.strip_prefix("meta/").map_or(at.clone(), str::to_owned);
        if let (Some(kind), Some(known)) = (bind.attribute("type"), facts.questions.get_mut(&at)) {
            *known = kind.to_owned();
        }
        for (name, member) in [
            ("relevant", "relevant"),
            ("required", "required"),
            ("readonly", "readonly"),
            ("constraint", "constraint"),
            ("calculate", "calculation"),
        ] {
            // What is never required says the same as what does not say.
            if let Some(expression) = bind.attribute(name).filter(|text| (name, *text) != ("required", "false()")) {
                facts.expressions.insert((at.clone(), member), normal(expression));
            }
        }
    }
    for value in named("setvalue") {
        let (at, event) = (path(value.attribute("ref").unwrap_or("")), value.attribute("event").unwrap_or(""));
        let expression = value.attribute("value").unwrap_or("");
        if at.contains("meta/") || expression.is_empty() {
            continue;
        }
        let member = if event.contains("value-changed") { "calculation" } else { "default_expression" };
        facts.expressions.insert((at, member), normal(expression));
    }
    selects(&document, &path, &mut facts);
    secondary(&document, &mut facts);
    facts.languages = named("translation").filter(|node| node.attribute("lang") != Some("default")).count();
    Ok(facts)
}

fn attribute<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    node.attributes().find(|attribute| attribute.name() == name).map(|attribute| attribute.value())
}

fn nodes(parent: Node<'_, '_>, path: &str, facts: &mut Facts) {
    for node in parent.children().filter(Node::is_element) {
        let name = node.tag_name().name();
        let here = if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") };
        if name == "meta" && (path.is_empty() || node.descendants().any(|inner| inner.tag_name().name() == "entity")) {
            if node.children().any(|inner| inner.tag_name().name() == "audit") {
                facts.questions.insert("audit".to_owned(), "string".to_owned());
            }
        } else if node.children().any(|child| child.is_element()) {
            facts.groups.insert(here.clone());
            nodes(node, &here, facts);
        } else if !is_generated(name) {
            facts.questions.insert(here, "string".to_owned());
        }
    }
}

fn selects(document: &Document<'_>, path: &dyn Fn(&str) -> String, facts: &mut Facts) {
    let has_choices = |node: &Node<'_, '_>| node.tag_name().name() == "itemset" || node.attribute("query").is_some();
    for itemset in document.descendants().filter(has_choices) {
        let control = if itemset.tag_name().name() == "itemset" { itemset.parent() } else { Some(itemset) };
        let Some(control) = control else { continue };
        let at = path(control.attribute("ref").unwrap_or(""));
        let name = at.rsplit('/').next().unwrap_or("");
        if is_generated(name) {
            continue;
        }
        let nodeset = itemset.attribute("nodeset").or(itemset.attribute("query")).unwrap_or("");
        if let Some(list) = nodeset.split_once("instance('").and_then(|(_, rest)| rest.split('\'').next()) {
            facts.lists.insert(at.clone(), list.to_owned());
        }
        let Some((filter, _)) = nodeset.split_once('[').and_then(|(_, rest)| rest.rsplit_once(']')) else { continue };
        // Instances of a repeat without a place are nothing to refer to.
        let implied = control.tag_name().name() == "input" && normal(filter) == "geometry!=''";
        if !implied {
            facts.expressions.insert((at, "choice_filter"), normal(filter));
        }
    }
}

fn secondary(document: &Document<'_>, facts: &mut Facts) {
    for instance in document.descendants().filter(|node| node.tag_name().name() == "instance") {
        let Some(id) = instance.attribute("id") else { continue };
        match attribute(instance, "src") {
            Some(source) => {
                let file = source.rsplit('/').next().unwrap_or("");
                if id != "__last-saved" {
                    facts.files.insert(file.to_owned());
                }
            }
            None => {
                let items = instance.descendants().filter(|node| node.tag_name().name() == "item");
                let name = |item: Node<'_, '_>| {
                    let name = item.children().find(|child| child.tag_name().name() == "name")?;
                    Some(name.text().unwrap_or("").to_owned())
                };
                facts.choices.insert(id.to_owned(), items.filter_map(name).collect());
            }
        }
    }
}

/// The facts of an imported document. `xform` says which lists and nodes the other side shows at all.
pub fn of_document(document: &Value, xform: &Facts) -> Facts {
    let mut facts = Facts::default();
    let languages = document["languages"].as_array().map(Vec::as_slice).unwrap_or_default();
    facts.languages = languages.iter().filter(|tag| *tag != "und").count();
    items(&document["survey"], "", &mut facts);
    for (name, list) in document["choices"].as_object().into_iter().flatten() {
        if xform.choices.contains_key(name) {
            let names = list.as_array().into_iter().flatten().filter_map(|choice| choice["name"].as_str());
            facts.choices.insert(name.clone(), names.map(str::to_owned).collect());
        }
    }
    let files = document["resources"].as_array().into_iter().flatten().filter_map(|file| file["name"].as_str());
    facts.files = files.map(str::to_owned).collect();
    facts.lists.retain(|path, _| xform.lists.contains_key(path));
    facts
}

fn items(items: &Value, path: &str, facts: &mut Facts) {
    for item in items.as_array().into_iter().flatten() {
        let text = |name: &str| item[name].as_str();
        let (name, kind) = (text("name").unwrap_or(""), text("type").unwrap_or(""));
        let here = if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") };
        for member in ["relevant", "constraint", "calculation", "default_expression", "repeat_count"] {
            if let Some(expression) = text(member) {
                facts.expressions.insert((here.clone(), member), normal(expression));
            }
        }
        for member in ["required", "readonly"] {
            match &item[member] {
                Value::Bool(true) => drop(facts.expressions.insert((here.clone(), member), "true()".to_owned())),
                Value::String(expression) => drop(facts.expressions.insert((here.clone(), member), normal(expression))),
                _ => {}
            }
        }
        match kind {
            "group" | "repeat" => {
                // Without anything inside it looks like a question there.
                match item["children"].as_array().is_none_or(Vec::is_empty) {
                    true => drop(facts.questions.insert(here.clone(), "string".to_owned())),
                    false => drop(facts.groups.insert(here.clone())),
                }
                if kind == "repeat" {
                    facts.repeats.insert(here.clone());
                }
                self::items(&item["children"], &here, facts);
            }
            kind => {
                if let Some(filter) = text("choice_filter") {
                    facts.expressions.insert((here.clone(), "choice_filter"), normal(filter));
                }
                let file = item["choices_from"]["file"].as_str().and_then(|file| file.rsplit_once('.'));
                let geometry = item["parameters"]["reference-geometry"].as_str();
                let ticks = item["parameters"]["tick_labelset"].as_str();
                if let Some(list) = text("choices").or(file.map(|(stem, _)| stem)).or(geometry).or(ticks) {
                    // A list of the sheet for external choices has another name where the other sheet has one of that name.
                    let list = list.strip_suffix("_external").unwrap_or(list);
                    facts.lists.insert(here.clone(), list.to_owned());
                }
                facts.questions.insert(here, value_type(kind, item));
            }
        }
    }
}

fn value_type(kind: &str, item: &Value) -> String {
    if let Some(given) = item["bind"]["type"].as_str() {
        return given.to_owned();
    }
    let is_whole = |text: &str| text.parse::<f64>().is_ok_and(|number| number.fract() == 0.0);
    let whole = |name: &str| item["parameters"][name].as_str().is_none_or(is_whole);
    let kind = match kind {
        "integer" => "int",
        "decimal" | "date" | "time" | "dateTime" | "geopoint" | "geotrace" | "geoshape" | "barcode" => kind,
        "range" if ["start", "end", "step"].into_iter().all(whole) => "int",
        "range" => "decimal",
        "rank" => "odk:rank",
        "image" | "audio" | "video" | "file" | "audit" | "background-audio" => "binary",
        "start" | "end" => "dateTime",
        "today" => "date",
        "start-geopoint" => "geopoint",
        _ => "string",
    };
    kind.to_owned()
}

/// The first difference, in words.
pub fn difference(xform: &Facts, ours: &Facts) -> Option<String> {
    let set = |what: &str, theirs: &BTreeSet<String>, ours: &BTreeSet<String>| {
        (theirs != ours).then(|| format!("{what}: theirs {:?}, ours {:?}", minus(theirs, ours), minus(ours, theirs)))
    };
    let paths = |map: &BTreeMap<String, String>| map.keys().cloned().collect::<BTreeSet<_>>();
    let mut extra = paths(&xform.questions);
    // A repeat that an expression counts has a node for the count.
    for (path, member) in ours.expressions.keys().filter(|(_, member)| *member == "repeat_count") {
        if !ours.questions.contains_key(&format!("{path}_count")) && *member == "repeat_count" {
            extra.remove(&format!("{path}_count"));
        }
    }
    set("questions", &extra, &paths(&ours.questions))
        .or_else(|| set("groups", &xform.groups, &ours.groups))
        .or_else(|| set("repeats", &xform.repeats, &ours.repeats))
        .or_else(|| types(xform, ours))
        .or_else(|| expressions(xform, ours))
        .or_else(|| {
            (xform.lists != ours.lists).then(|| format!("lists: theirs {:?}, ours {:?}", xform.lists, ours.lists))
        })
        .or_else(|| {
            let missing = xform.choices.iter().find(|(name, names)| ours.choices.get(*name) != Some(names));
            missing
                .map(|(name, names)| format!("choices of {name}: theirs {names:?}, ours {:?}", ours.choices.get(name)))
        })
        .or_else(|| set("files", &xform.files, &ours.files))
        .or_else(|| {
            (xform.languages > 0 && xform.languages != ours.languages)
                .then(|| format!("languages: theirs {}, ours {}", xform.languages, ours.languages))
        })
}

fn minus(one: &BTreeSet<String>, other: &BTreeSet<String>) -> Vec<String> {
    one.difference(other).cloned().collect()
}

fn types(xform: &Facts, ours: &Facts) -> Option<String> {
    let differs =
        ours.questions.iter().find(|(path, kind)| xform.questions.get(*path).is_some_and(|other| other != *kind));
    differs.map(|(path, kind)| format!("type of {path}: theirs {:?}, ours {kind}", xform.questions.get(path)))
}

fn expressions(xform: &Facts, ours: &Facts) -> Option<String> {
    for ((path, member), expression) in &ours.expressions {
        let theirs = xform.expressions.get(&(path.clone(), *member));
        let plain = |name: &str| xform.questions.contains_key(name);
        let counted = *member == "repeat_count" && plain(&format!("{path}_count"));
        let theirs = match counted {
            true => xform.expressions.get(&(format!("{path}_count"), "calculation")).or(theirs),
            false => theirs,
        };
        if theirs != Some(expression) {
            return Some(format!("{member} of {path}: theirs {theirs:?}, ours {expression:?}"));
        }
    }
    let known = |(path, member): &(String, &'static str)| {
        let implied = match *member {
            // Notes and what is calculated without a control are read only of themselves.
            "readonly" => true,
            // The node for the count of a repeat.
            "calculation" => path.strip_suffix("_count").is_some_and(|repeat| ours.repeats.contains(repeat)),
            _ => false,
        };
        implied
            || ours.expressions.contains_key(&(path.clone(), member))
            || is_generated(path.rsplit('/').next().unwrap_or(""))
    };
    let missing = xform.expressions.iter().find(|(key, _)| !known(key));
    missing.map(|((path, member), expression)| format!("{member} of {path}: theirs {expression:?}, ours nothing"))
}
