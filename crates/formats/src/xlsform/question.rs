//! One row of the survey as an item of the document.

use sealform_types::{Finding, Findings, Json, Place, Severity};

use super::choices::{MEDIA, media};
use super::form::Form;
use super::kinds::{Container, From, Plain, Select, Special, WITHOUT_CONTROL};
use super::node::Node;
use super::parameters::{self, Parameters};
use super::references::references;
use super::settings::further;
use super::table::Record;
use super::words::{Truth, default_value, expression, is_dynamic, truth};
use super::{ours, range, selects};

/// A row's node with its texts.
fn begin(form: &mut Form, record: &Record<'_>, name: String, kind: &'static str) -> Node {
    let mut node =
        Node { name, kind, row: record.number(), shown: !WITHOUT_CONTROL.contains(&kind), ..Node::default() };
    node.cells.push(("/name".to_owned(), record.address("name")));
    node.cells.push(("/type".to_owned(), record.address("type")));
    for key in ["label", "hint", "guidance_hint"] {
        put_text(form, record, &mut node, key);
    }
    if let Some(media) = media(record, &form.languages) {
        if !node.is_container() && record.get("sealform").is_none() {
            check_media(form, record, &media);
        }
        node.put("media", media, Some(record.address("media::image")));
    }
    for (other, field) in record.family("media").into_iter().filter(|(name, _)| !MEDIA.contains(name)) {
        let hint = format!("it knows {}", MEDIA.join(", "));
        form.error("xlsform/unknown-media", format!("there is no `media::{other}`"), Place::at(field.at), hint);
    }
    node
}

/// A big picture is shown in place of a small one.
fn check_media(form: &mut Form, record: &Record<'_>, media: &Json) {
    if media.get("big-image").is_some() && media.get("image").is_none() {
        let message = "there is a `big-image` and no `image` to touch";
        form.error("xlsform/no-image", message, record.place_of("media::big-image"), "fill the column `image`, too");
    }
}

/// Puts a text with the cell of each language.
pub fn put_text(form: &Form, record: &Record<'_>, node: &mut Node, key: &str) {
    let member = key.rsplit("::").next().unwrap_or(key).to_owned();
    let texts = form.languages.texts(record, key);
    let Some((_, _, first)) = texts.first() else { return };
    node.put(&member, Json::Object(Vec::new()), Some(first.clone()));
    let mut all = Vec::new();
    for (tag, text, at) in texts {
        node.cells.push((format!("/{member}/{tag}"), at));
        all.push((tag, Json::String(text)));
    }
    node.put(&member, Json::Object(all), None);
}

/// An expression; yes and no are `true()` and `false()`.
pub fn condition(text: &str) -> String {
    match truth(text) {
        Truth::Yes => "true()".to_owned(),
        Truth::No => "false()".to_owned(),
        Truth::When(text) => text,
    }
}

/// Puts an expression that may be there.
fn put_expression(record: &Record<'_>, node: &mut Node, key: &str) {
    if let Some(field) = record.get(key) {
        node.put(key, condition(field.text).as_str(), Some(field.at));
    }
}

/// Puts yes or an expression; no is nothing.
fn put_truth(record: &Record<'_>, node: &mut Node, key: &str) {
    let Some(field) = record.get(key) else { return };
    match truth(field.text) {
        Truth::Yes => node.put(key, Json::Boolean(true), Some(field.at)),
        Truth::No => {}
        Truth::When(text) => node.put(key, text.as_str(), Some(field.at)),
    }
}

/// Puts the attributes of a family that have no column of their own.
fn put_family(form: &Form, record: &Record<'_>, node: &mut Node, family: &str) {
    let mut members: Vec<(String, Json)> =
        record.family(family).into_iter().map(|(name, field)| (name.to_owned(), Json::from(field.text))).collect();
    if family == "bind" {
        let key = "bind::jr:noAppErrorString";
        let text = form.languages.texts(record, key).into_iter().next();
        members.retain(|(name, _)| name != "jr:noAppErrorString");
        members.extend(text.map(|(_, text, _)| ("jr:noAppErrorString".to_owned(), Json::String(text))));
    }
    if !members.is_empty() {
        node.put(family, Json::Object(members), Some(record.place().pointer));
    }
}

/// The parameters of a row, whatever its type; what cannot be read is told.
pub fn read_parameters(form: &mut Form, record: &Record<'_>) -> Parameters {
    let Some(field) = record.get("parameters") else { return Parameters::new() };
    parameters::read(field.text).unwrap_or_else(|word| {
        let message = format!("`{word}` is no `name=value`");
        form.error("xlsform/bad-parameters", message, Place::at(field.at), "write, for example, `start=1 end=10`");
        Parameters::new()
    })
}

/// Older words for these types were never asked what their parameters mean.
fn takes_anything(kind: &str, word: &str) -> bool {
    let plain = ["add image prompt", "add photo prompt", "add audio prompt", "photo"];
    matches!(kind, "text" | "image" | "audio" | "geopoint" | "geotrace" | "geoshape")
        && word.to_lowercase() != kind
        && !plain.contains(&word.to_lowercase().as_str())
}

fn put_parameters(form: &mut Form, record: &Record<'_>, node: &mut Node, from_file: bool) -> Parameters {
    let given = read_parameters(form, record);
    let at = record.place_of("parameters");
    let appearance = record.text("appearance").unwrap_or_default();
    let mut faults = Findings::default();
    parameters::check(node.kind, from_file, appearance, &given, &at, &mut faults);
    let tolerant = takes_anything(node.kind, record.text("type").unwrap_or_default());
    for mut finding in faults.iter().cloned() {
        if tolerant {
            finding.severity = Severity::Warning;
        }
        form.findings.push(finding);
    }
    let geometry = parameters::get(&given, "reference-geometry");
    if let Some(geometry) = geometry.filter(|_| !tolerant && matches!(node.kind, "geopoint" | "geotrace" | "geoshape"))
    {
        form.geometries.push((geometry.to_owned(), at.clone()));
    }
    let mut all = given.clone();
    if from_file {
        all.retain(|(name, _)| name != "value" && name != "label");
    }
    if node.kind != "rating" && !all.is_empty() {
        let members = all.into_iter().map(|(name, value)| (name, Json::String(value))).collect();
        node.put("parameters", Json::Object(members), Some(at.pointer));
    }
    given
}

/// A group, a repeat or a loop.
pub fn container(form: &mut Form, record: &Record<'_>, name: String, container: Container) -> Node {
    let kind = match container {
        Container::Group => "group",
        Container::Repeat => "repeat",
        Container::Loop(_) => "loop",
    };
    let mut node = begin(form, record, name, kind);
    node.shown = true;
    put_expression(record, &mut node, "relevant");
    put_truth(record, &mut node, "readonly");
    if let Some(field) = record.get("repeat_count") {
        let count = condition(field.text);
        match kind {
            "repeat" => {
                node.put("repeat_count", count.as_str(), Some(field.at));
                node.count = Some(count);
            }
            _ => form.warning("xlsform/misplaced", "only repeats are counted", Place::at(field.at), "remove it"),
        }
    } else if kind == "repeat" {
        // A repeat without a count begins with one instance, as in ODK.
        node.put("instances", Json::Integer(1), None);
    }
    if let Some(field) = record.get("appearance") {
        node.put("appearance", field.text, Some(field.at));
    }
    if record.get("parameters").is_some() {
        put_parameters(form, record, &mut node, false);
    }
    for family in ["bind", "body", "instance"] {
        put_family(form, record, &mut node, family);
    }
    if record.get("save_to").is_some() {
        refuse_save_to(record, &mut form.findings);
    }
    for key in ["required", "constraint", "calculation", "default", "choice_filter", "trigger"] {
        if let Some(field) = record.get(key).filter(|field| truth(field.text) != Truth::No) {
            let message = format!("`{key}` means nothing for a {kind} and is left out");
            form.warning("xlsform/misplaced", message, Place::at(field.at), "put it on the questions inside");
        }
    }
    let titled = |name: &str| matches!(name, "label" | "media");
    if kind == "repeat" && !node.members.iter().any(|(name, _)| titled(name)) {
        let message = format!("the repeat `{}` has no label", node.name);
        form.warning("xlsform/no-label", message, record.place_of("label"), "say what each instance is");
    }
    if let Container::Loop(list) = container {
        let place = record.place_of("type");
        if list.is_empty() {
            form.error("xlsform/no-list", "the loop names no list", place, "write `begin loop over list`");
            return node;
        }
        let message = "loops are old: the questions are written out once for every choice";
        form.warning("xlsform/loop", message, place, "use a repeat, or a group for each");
        selects::list(form, record, &list, From::Choices);
        node.over = Some(list);
    }
    put_further(form, record, &mut node);
    node
}

/// Groups are no properties of entities.
pub fn refuse_save_to(record: &Record<'_>, findings: &mut Findings) {
    let message = "a group or repeat is no property of an entity";
    let finding = Finding::error("xlsform/entity-container", message, record.place_of("save_to"));
    findings.push(finding.hint("put `save_to` on the questions inside"));
}

/// A question with choices, and the field for another answer where there is one.
pub fn select(form: &mut Form, record: &Record<'_>, name: String, select: &Select) -> Vec<Node> {
    let select = &selects::with_file(form, select);
    let mut node = begin(form, record, name, select.kind);
    let from_file = matches!(select.from, From::File | From::Nodeset);
    let parameters = put_parameters(form, record, &mut node, from_file);
    selects::source(form, record, &mut node, select, &parameters);
    if let Some(field) = record.get("choice_filter") {
        if select.or_other {
            let message = "a filter and `or_other` do not go together";
            form.error(
                "xlsform/filter-with-other",
                message,
                Place::at(&field.at),
                "add the choice and its text question yourself",
            );
        }
        node.put("choice_filter", expression(field.text).as_str(), Some(field.at));
    }
    if select.from == From::External && record.get("choice_filter").is_none() {
        let message = "external choices are there for filters, and this question has none";
        let place = record.place_of("choice_filter");
        form.warning("xlsform/no-filter", message, place, "fill the cell, or use `select_one`");
    }
    let other = select.or_other.then(|| selects::other(form, &node));
    finish(form, record, &mut node);
    std::iter::once(node).chain(other).collect()
}

/// A question without choices.
pub fn plain(form: &mut Form, record: &Record<'_>, name: String, plain: Plain) -> Node {
    let mut node = begin(form, record, name, plain.kind);
    let parameters = put_parameters(form, record, &mut node, false);
    match plain.special {
        Special::None => {}
        Special::Upto(most, hinted) => {
            let at = record.address("type");
            node.put("constraint", format!("0 <= . and . <= {most}").as_str(), Some(at));
            if hinted {
                put_hint(form, record, &mut node, &format!("Enter a number 0-{most}."));
            }
        }
        Special::Digits => {
            node.put("constraint", r"regex(., '^\d*$')", Some(record.address("type")));
            put_hint(form, record, &mut node, "Enter numbers only.");
        }
        Special::Background => {
            if let Some(field) = record.get("calculation") {
                let message = "a place that is taken in the background is not calculated";
                form.error("xlsform/misplaced", message, Place::at(field.at), "clear the cell");
            }
            if record.get("trigger").is_none() {
                let message = "a place that is taken in the background needs a trigger";
                form.error("xlsform/no-trigger", message, record.place_of("trigger"), "name a question: `${name}`");
            }
        }
        Special::Uri => {
            let text = record.text("type").unwrap_or_default();
            node.put("bind", Json::Object(vec![("jr:preloadParams".to_owned(), Json::from(text))]), None);
        }
        Special::Osm => {
            let message = "tags of OpenStreetMap are old: the question takes a file";
            form.warning("xlsform/osm", message, record.place_of("type"), "use `geopoint`, `geotrace` or a select");
        }
    }
    if let Some(field) = record.get("choice_filter") {
        match parameters::get(&parameters, "reference-geometry") {
            Some(_) => node.put("choice_filter", expression(field.text).as_str(), Some(field.at)),
            None => {
                let message = "there are no choices to filter; the cell is left out";
                form.warning("xlsform/misplaced", message, Place::at(field.at), "clear the cell");
            }
        }
    }
    match plain.kind {
        "range" => range::check(form, record, &parameters),
        "rating" => ours::rating(form, record, &mut node, &parameters),
        "attempt_log" => ours::attempts(form, record, &mut node),
        "terminate" => ours::terminate(form, record, &mut node),
        _ => {}
    }
    finish(form, record, &mut node);
    node
}

/// Puts a hint that comes with the type, unless the row has one.
fn put_hint(form: &Form, record: &Record<'_>, node: &mut Node, hint: &str) {
    if !node.members.iter().any(|(name, _)| name == "hint") {
        node.put("hint", form.in_all(hint), Some(record.address("type")));
    }
}

/// What all questions have.
fn finish(form: &mut Form, record: &Record<'_>, node: &mut Node) {
    for key in ["required_message", "start_label", "end_label"] {
        put_text(form, record, node, key);
    }
    put_truth(record, node, "required");
    put_truth(record, node, "readonly");
    put_expression(record, node, "relevant");
    ours::constraints(form, record, node);
    put_calculation(form, record, node);
    if let Some(field) = record.get("appearance") {
        node.put("appearance", field.text, Some(field.at));
    }
    if let Some(field) = record.get("save_to") {
        node.put("save_to", field.text, Some(field.at));
    }
    for family in ["bind", "body", "instance"] {
        put_family(form, record, node, family);
    }
    ours::rules(form, record, node);
    ours::comment(form, record, node);
    settle(form, record, node);
    put_default(form, record, node);
    put_further(form, record, node);
    node.score = record
        .family("score")
        .into_iter()
        .map(|(name, field)| (name.to_owned(), field.text.to_owned(), field.at))
        .collect();
}

fn put_further(form: &mut Form, record: &Record<'_>, node: &mut Node) {
    for (name, value) in further(record, &mut form.findings) {
        match value {
            Json::Null => node.members.retain(|(known, _)| *known != name),
            value => node.put(&name, value, Some(record.address("sealform"))),
        }
    }
}

fn put_calculation(form: &mut Form, record: &Record<'_>, node: &mut Node) {
    if let Some(field) = record.get("calculation") {
        node.put("calculation", condition(field.text).as_str(), Some(field.at));
    }
    if let Some(field) = record.get("trigger") {
        // Its faults are told once all questions are known.
        let straight = expression(field.text);
        let mut names: Vec<&str> = references(&straight).iter().map(|reference| reference.name).collect();
        let mut known = std::collections::HashSet::new();
        names.retain(|name| known.insert(*name));
        node.put("trigger", Json::Array(names.into_iter().map(Json::from).collect()), Some(field.at));
    }
    let dynamic = record.text("default").is_some_and(|text| is_dynamic(text, node.kind));
    if node.kind == "calculate" && record.get("calculation").is_none() {
        // The older words for the type ask for no calculation.
        let is_old = record.text("type").is_some_and(|text| text.contains(' '));
        if dynamic || is_old {
            node.kind = "hidden";
        } else {
            let finding = Finding::error(
                "xlsform/no-calculation",
                "there is nothing to calculate",
                record.place_of("calculation"),
            );
            form.findings.push(finding.hint("fill the cell `calculation`"));
        }
    }
}

/// A calculation that nobody sees is a `calculate`, whatever its type; what is seen needs something to read.
fn settle(form: &mut Form, record: &Record<'_>, node: &mut Node) {
    if !node.shown || node.kind == "terminate" {
        return;
    }
    let has = |name: &str| node.members.iter().any(|(known, _)| known == name);
    if has("label") || has("hint") || has("media") || record.get("media").is_some() {
        return;
    }
    if has("calculation") || has("trigger") {
        node.shown = false;
        let was = node.kind;
        node.kind = if has("calculation") { "calculate" } else { "hidden" };
        let bind = bind_type(was);
        let given = node.members.iter().find(|(name, _)| name == "bind").map(|(_, bind)| bind.clone());
        let mut members = match given {
            Some(Json::Object(members)) => members,
            _ => Vec::new(),
        };
        if bind != "string" && !members.iter().any(|(name, _)| name == "type") {
            members.push(("type".to_owned(), Json::from(bind)));
            node.put("bind", Json::Object(members), Some(record.address("type")));
        }
        let control = ["choices", "choices_from", "choice_filter", "parameters", "required", "constraint"];
        node.members.retain(|(name, _)| !control.contains(&name.as_str()));
        return;
    }
    let message = format!("the question `{}` has neither label nor hint", node.name);
    form.error("xlsform/no-label", message, record.place_of("label"), "write what is asked");
}

/// The type that an XForm gives to a question's value.
pub fn bind_type(kind: &str) -> &'static str {
    match kind {
        "integer" => "int",
        "decimal" => "decimal",
        "date" => "date",
        "time" => "time",
        "dateTime" => "dateTime",
        "geopoint" => "geopoint",
        "geotrace" => "geotrace",
        "geoshape" => "geoshape",
        "image" | "audio" | "video" | "file" => "binary",
        "barcode" => "barcode",
        _ => "string",
    }
}

fn put_default(form: &mut Form, record: &Record<'_>, node: &mut Node) {
    let Some(field) = record.get("default") else { return };
    if is_dynamic(field.text, node.kind) {
        return node.put("default_expression", expression(field.text).as_str(), Some(field.at));
    }
    match default_value(node.kind, field.text) {
        Some(value) => node.put("default", value, Some(field.at)),
        None => {
            let message =
                format!("`{}` is no answer to a question of type `{}` and is left out", field.text, node.kind);
            form.warning(
                "xlsform/bad-default",
                message,
                Place::at(field.at),
                "write an answer of its type, or clear the cell",
            );
        }
    }
}
