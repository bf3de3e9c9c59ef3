//! The rows of the sheet `survey`, as a tree.

use sealform_questionnaire::{MAX_GROUP_DEPTH, MAX_QUESTIONS};
use sealform_types::{Finding, Findings, Place, is_name, nearest};

use super::form::Form;
use super::kinds::{self, Container, Ending, Kind};
use super::node::Node;
use super::question;
use super::settings::is_xml_name;
use super::table::{Record, Table};
use super::words::is_yes;

/// Reads the survey: everything inside the root.
pub fn read(form: &mut Form, table: &Table) -> Vec<Node> {
    for key in ["type", "name"] {
        if !table.has(key) && (key == "type" || table.rows.iter().any(|row| !row.cells.is_empty())) {
            let place = super::cells::row_place(&table.name, table.header_row);
            let finding = Finding::error("xlsform/missing-column", format!("the survey has no column `{key}`"), place);
            form.findings.push(finding.hint(format!("add a column `{key}`")));
            if key == "type" {
                return Vec::new();
            }
        }
    }
    let mut tree = Tree { open: vec![Open::root()], count: 0, too_deep: 0 };
    for record in table.records() {
        tree.row(form, &record);
    }
    tree.close_all(&mut form.findings)
}

/// A container that is still open.
struct Open {
    node: Node,
    ending: Option<Ending>,
}

impl Open {
    fn root() -> Self {
        Self { node: Node::default(), ending: None }
    }
}

struct Tree {
    /// The root, and every container that is open, innermost last. Never empty.
    open: Vec<Open>,
    count: usize,
    too_deep: usize,
}

impl Tree {
    fn row(&mut self, form: &mut Form, record: &Record<'_>) {
        if record.text("disabled").is_some_and(is_yes) {
            return;
        }
        let Some(kind) = record.get("type") else { return no_type(record, &mut form.findings) };
        match kinds::read(kind.text) {
            Kind::Begin(container) => self.begin(form, record, container),
            Kind::End(ending) => self.end(form, record, ending),
            Kind::Include => {
                let finding =
                    Finding::error("xlsform/include", "parts of other files are not included", Place::at(kind.at));
                form.findings.push(finding.hint("copy the rows into this survey"));
            }
            Kind::Setting(key) => setting(form, record, key),
            Kind::Unknown => unknown(kind.text, Place::at(kind.at), &mut form.findings),
            Kind::External(extension) => {
                if let Some(name) = name_of(record, &mut form.findings) {
                    question::read_parameters(form, record);
                    form.resource(&format!("{name}.{extension}"), record.place_of("name"));
                    self.push(Node {
                        name,
                        kind: "external",
                        row: record.number(),
                        cells: vec![("/name".to_owned(), record.address("name"))],
                        ..Node::default()
                    });
                }
            }
            Kind::Select(select) => {
                if let Some(name) = name_of(record, &mut form.findings) {
                    let nodes = question::select(form, record, name, &select);
                    nodes.into_iter().for_each(|node| self.count(form, node));
                }
            }
            Kind::Plain(plain) => {
                let name = match plain.kind {
                    "note" if record.get("name").is_none() => Some(format!("generated_note_name_{}", record.number())),
                    // A document may have audits of other names.
                    "audit" if record.get("sealform").is_none() => Some(audit_name(record, &mut form.findings)),
                    _ => name_of(record, &mut form.findings),
                };
                if let Some(name) = name {
                    let node = question::plain(form, record, name, plain);
                    self.count(form, node);
                }
            }
        }
    }

    fn push(&mut self, node: Node) {
        if let Some(open) = self.open.last_mut() {
            open.node.children.push(node);
        }
    }

    /// Takes a question, up to as many as a form may have.
    fn count(&mut self, form: &mut Form, node: Node) {
        self.count += 1;
        if self.count == MAX_QUESTIONS + 1 {
            let message = format!("the form has more than {MAX_QUESTIONS} questions");
            let place = Place::at(node.cell("/name"));
            form.findings.push(Finding::error("xlsform/too-large", message, place).hint("split the form"));
        }
        if self.count <= MAX_QUESTIONS {
            // The record of a whole form stands at its root, wherever its row is.
            match self.open.first_mut().filter(|_| node.kind == "audit" && node.name == "audit") {
                Some(root) => root.node.children.push(node),
                None => self.push(node),
            }
        }
    }

    fn begin(&mut self, form: &mut Form, record: &Record<'_>, container: Container) {
        // Without a name it is opened all the same, so that its end is not told as a fault of its own.
        let name = name_of(record, &mut form.findings).unwrap_or_default();
        if self.open.len() > MAX_GROUP_DEPTH {
            if self.too_deep == 0 {
                let message = format!("groups stand deeper than {MAX_GROUP_DEPTH} inside one another");
                form.findings.push(
                    Finding::error("xlsform/too-deep", message, record.place_of("type")).hint("flatten the form"),
                );
            }
            self.too_deep += 1;
            return;
        }
        let ending = Some(container.ending());
        let node = question::container(form, record, name, container);
        self.open.push(Open { node, ending });
    }

    fn end(&mut self, form: &mut Form, record: &Record<'_>, ending: Ending) {
        if record.get("save_to").is_some() {
            question::refuse_save_to(record, &mut form.findings);
        }
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return;
        }
        let innermost = self.open.last().and_then(|open| open.ending);
        if innermost != Some(ending) {
            let word = ending.word();
            let (message, hint) = match self.open.last().and_then(|open| Some((&open.node, open.ending?.word()))) {
                Some((node, other)) => {
                    let at = format!("where the {other} `{}` of row {} is open", node.name, node.row);
                    (format!("`end {word}` stands {at}"), format!("write `end {other}`, or add `begin {word}` above"))
                }
                None => (format!("`end {word}` closes nothing"), format!("remove it, or add `begin {word}` above")),
            };
            let finding = Finding::error("xlsform/unmatched-end", message, record.place_of("type"));
            form.findings.push(finding.hint(hint));
            return;
        }
        if let Some(closed) = self.open.pop() {
            self.close(closed.node, &mut form.findings);
        }
    }

    fn close(&mut self, node: Node, findings: &mut Findings) {
        if node.children.is_empty() {
            let place = Place::at(node.cell("/name"));
            let finding = Finding::warning("xlsform/empty-group", format!("`{}` has nothing inside", node.name), place);
            findings.push(finding.hint("remove it"));
        }
        self.push(node);
    }

    fn close_all(mut self, findings: &mut Findings) -> Vec<Node> {
        while self.open.len() > 1 {
            let Some(Open { node, ending }) = self.open.pop() else { break };
            let word = ending.map_or("group", Ending::word);
            let message = format!("the {word} `{}` is never closed", node.name);
            let finding = Finding::error("xlsform/unmatched-begin", message, Place::at(node.cell("/type")));
            findings.push(finding.hint(format!("add `end {word}` below its last row")));
            self.push(node);
        }
        self.open.pop().map(|root| root.node.children).unwrap_or_default()
    }
}

fn no_type(record: &Record<'_>, findings: &mut Findings) {
    let has_label = || record.fields().any(|(column, _)| column.meaning.key == "label");
    let place = record.place_of("type");
    findings.push(match record.get("name").is_some() || has_label() {
        true => Finding::error("xlsform/no-type", "the row has a name or a label and no type", place)
            .hint("name the type of the question, or clear both where the row is a note for authors"),
        false => Finding::warning("xlsform/row-skipped", "the row has no type and is passed over", record.place())
            .hint("clear it, or name a type, a name and a label"),
    });
}

/// A row of the survey that sets something of the form: its name says what.
fn setting(form: &mut Form, record: &Record<'_>, key: &str) {
    let place = record.place_of("type");
    let Some(value) = record.text("name") else {
        return form.error("xlsform/no-name", "the row has a type and no name", place, "name the value of the setting");
    };
    let message = format!("`{key}` is a setting and no question");
    form.warning("xlsform/setting-in-survey", message, place, "move it to the sheet settings");
    match key {
        "id" => form.settings.id = Some(value.to_owned()),
        "title" => {
            let title = form.in_all(value);
            form.settings.further.push(("title".to_owned(), title));
        }
        _ => {}
    }
}

/// An audit is called so, whatever its row says.
fn audit_name(record: &Record<'_>, findings: &mut Findings) -> String {
    if let Some(field) = record.get("name").filter(|field| field.text != "audit") {
        let message = format!("the audit is called `{}`", field.text);
        let finding = Finding::error("xlsform/audit-name", message, Place::at(field.at));
        findings.push(finding.hint("clear the cell: it is always called `audit`"));
    }
    "audit".to_owned()
}

fn unknown(text: &str, place: Place, findings: &mut Findings) {
    let first = text.split_whitespace().next().unwrap_or_default().to_lowercase();
    let near = nearest(&text.to_lowercase(), kinds::words()).or_else(|| nearest(&first, kinds::words()));
    let hint = match (first.as_str(), near) {
        ("select_one" | "select_multiple" | "rank", _) => format!("name one choice list behind it: `{first} list`"),
        (_, Some(near)) => format!("did you mean `{near}`?"),
        (_, None) => "see the list of types in the guide".to_owned(),
    };
    findings.push(Finding::error("xlsform/unknown-type", format!("unknown type `{text}`"), place).hint(hint));
}

/// The name of a row; its absence and its faults are findings.
fn name_of(record: &Record<'_>, findings: &mut Findings) -> Option<String> {
    let Some(field) = record.get("name") else {
        let finding = Finding::error("xlsform/no-name", "the row has a type and no name", record.place_of("name"));
        findings.push(finding.hint("give it a name"));
        return None;
    };
    if !is_xml_name(field.text) {
        let message = format!("`{}` is no name", field.text);
        let finding = Finding::error("xlsform/bad-name", message, Place::at(&field.at));
        findings.push(finding.hint("begin with a letter or `_`, then letters, digits, `_`, `-`, `.`"));
    } else if !is_name(field.text) {
        let message = format!("`{}` has letters outside a to z, which no path of an answer has", field.text);
        let finding = Finding::warning("xlsform/foreign-letters", message, Place::at(&field.at));
        findings.push(finding.hint("rename it before the form is used; its label may have any letters"));
    }
    if field.text == "meta" {
        let finding =
            Finding::error("xlsform/reserved-name", "the name `meta` is taken by the form itself", Place::at(field.at));
        findings.push(finding.hint("rename it"));
    }
    Some(field.text.to_owned())
}
