//! The rows of the sheet `survey`, as a tree.

use sealform_questionnaire::{MAX_GROUP_DEPTH, MAX_QUESTIONS, QuestionType};
use sealform_types::{Finding, Findings, Place, closest_match, is_name};

use super::context::ReadContext;
use super::node::{Content, Node, NodeKind};
use super::question;
use super::row::read_parameters;
use super::settings::is_xml_name;
use super::table::{Record, Table};
use super::types::{self, Container, Ending, FileFormat, PlainKind, RowType, SettingKey};
use super::values::is_yes;
use crate::xlsform::cells::row_place;

/// Reads the survey: everything inside the root.
pub fn read(context: &mut ReadContext, table: &Table) -> Vec<Node> {
    for key in ["type", "name"] {
        if !table.has(key) && (key == "type" || table.rows.iter().any(|row| !row.cells.is_empty())) {
            let place = row_place(&table.name, table.header_row);
            let finding = Finding::error("xlsform/missing-column", format!("the survey has no column `{key}`"), place);
            context.findings.push(finding.hint(format!("add a column `{key}`")));
            if key == "type" {
                return Vec::new();
            }
        }
    }
    let mut tree = Tree::default();
    for record in table.records() {
        tree.row(context, &record);
    }
    tree.close_all(&mut context.findings)
}

/// A container that is still open.
struct Open {
    node: Node,
    ending: Ending,
}

#[derive(Default)]
struct Tree {
    /// What is at the root.
    root: Vec<Node>,
    /// Every container that is open, innermost last.
    open: Vec<Open>,
    count: usize,
    too_deep: usize,
}

impl Tree {
    fn row(&mut self, context: &mut ReadContext, record: &Record<'_>) {
        if record.text("disabled").is_some_and(is_yes) {
            return;
        }
        let Some(kind) = record.get("type") else { return no_type(record, &mut context.findings) };
        match types::read(kind.text) {
            RowType::Begin(container) => self.begin(context, record, container),
            RowType::End(ending) => self.end(context, record, ending),
            RowType::Include => {
                let message = "including parts of other files is not supported";
                context.error("xlsform/include", message, Place::at(kind.at), "copy the rows into this survey");
            }
            RowType::Setting(key) => setting(context, record, key),
            RowType::Unknown => unknown(kind.text, Place::at(kind.at), &mut context.findings),
            RowType::External(format) => self.file(context, record, format),
            RowType::Select(select) => {
                if let Some(name) = name_of(record, &mut context.findings) {
                    let nodes = question::select(context, record, name, &select);
                    nodes.into_iter().for_each(|node| self.count(context, node));
                }
            }
            RowType::Plain(plain) => {
                if let Some(name) = name_of_plain(record, plain.kind, &mut context.findings) {
                    let node = question::plain(context, record, name, plain);
                    self.count(context, node);
                }
            }
        }
    }

    fn file(&mut self, context: &mut ReadContext, record: &Record<'_>, format: FileFormat) {
        let Some(name) = name_of(record, &mut context.findings) else { return };
        read_parameters(context, record);
        context.resource(&format!("{name}.{}", format.extension()), record.place_of("name"));
        self.push(Node::new(name, Content::File, record.number(), record.address("name")));
    }

    fn push(&mut self, node: Node) {
        match self.open.last_mut() {
            Some(open) => open.node.children.push(node),
            None => self.root.push(node),
        }
    }

    /// Takes a question, up to as many as a form may have.
    fn count(&mut self, context: &mut ReadContext, node: Node) {
        self.count += 1;
        if self.count == MAX_QUESTIONS + 1 {
            let message = format!("the form has more than {MAX_QUESTIONS} questions");
            let place = Place::at(node.cell("/name"));
            context.findings.push(Finding::error("xlsform/too-large", message, place).hint("split the form"));
        }
        if self.count <= MAX_QUESTIONS {
            // The record of a whole form stands at its root, wherever its row is.
            match node.kind() == NodeKind::Question(QuestionType::Audit) && node.name == "audit" {
                true => self.root.push(node),
                false => self.push(node),
            }
        }
    }

    fn begin(&mut self, context: &mut ReadContext, record: &Record<'_>, container: Container) {
        // Without a name it is opened all the same, so that its end is not reported as a fault of its own.
        let name = name_of(record, &mut context.findings).unwrap_or_default();
        if self.open.len() >= MAX_GROUP_DEPTH {
            if self.too_deep == 0 {
                let message = format!("groups are nested more than {MAX_GROUP_DEPTH} levels deep");
                context.findings.push(
                    Finding::error("xlsform/too-deep", message, record.place_of("type")).hint("flatten the form"),
                );
            }
            self.too_deep += 1;
            return;
        }
        let ending = container.ending();
        let node = question::container(context, record, name, container);
        self.open.push(Open { node, ending });
    }

    fn end(&mut self, context: &mut ReadContext, record: &Record<'_>, ending: Ending) {
        if record.get("save_to").is_some() {
            question::refuse_save_to(record, &mut context.findings);
        }
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return;
        }
        match self.open.pop() {
            Some(open) if open.ending == ending => self.close(open.node, &mut context.findings),
            open => {
                report_unmatched(context, record, ending, open.as_ref());
                self.open.extend(open);
            }
        }
    }

    fn close(&mut self, node: Node, findings: &mut Findings) {
        if node.children.is_empty() {
            let place = Place::at(node.cell("/name"));
            let finding = Finding::warning("xlsform/empty-group", format!("`{}` is empty", node.name), place);
            findings.push(finding.hint("remove it"));
        }
        self.push(node);
    }

    fn close_all(mut self, findings: &mut Findings) -> Vec<Node> {
        while let Some(Open { node, ending }) = self.open.pop() {
            let word = ending.word();
            let message = format!("the {word} `{}` is never closed", node.name);
            let finding = Finding::error("xlsform/unmatched-begin", message, Place::at(node.cell("/type")));
            findings.push(finding.hint(format!("add `end {word}` below its last row")));
            self.push(node);
        }
        self.root
    }
}

/// An end that closes nothing, or something else.
fn report_unmatched(context: &mut ReadContext, record: &Record<'_>, ending: Ending, open: Option<&Open>) {
    let word = ending.word();
    let (message, hint) = match open {
        Some(Open { node, ending }) => {
            let other = ending.word();
            let at = format!("where the {other} `{}` of row {} is open", node.name, node.row);
            (format!("`end {word}` occurs {at}"), format!("write `end {other}`, or add `begin {word}` above"))
        }
        None => (format!("`end {word}` closes nothing"), format!("remove it, or add `begin {word}` above")),
    };
    context.error("xlsform/unmatched-end", message, record.place_of("type"), hint);
}

fn no_type(record: &Record<'_>, findings: &mut Findings) {
    let has_label = || record.fields().any(|(column, _)| column.meaning.key == "label");
    let place = record.place_of("type");
    findings.push(match record.get("name").is_some() || has_label() {
        true => Finding::error("xlsform/no-type", "the row has a name or a label and no type", place)
            .hint("name the type of the question, or clear both where the row is a note for authors"),
        false => Finding::warning("xlsform/row-skipped", "the row has no type and is skipped", record.place())
            .hint("clear it, or name a type, a name and a label"),
    });
}

/// A row of the survey that sets something of the form: its name says what.
fn setting(context: &mut ReadContext, record: &Record<'_>, key: SettingKey) {
    let place = record.place_of("type");
    let Some(value) = record.text("name") else {
        let message = "the row has a type and no name";
        return context.error("xlsform/no-name", message, place, "name the value of the setting");
    };
    let message = format!("`{}` is a setting, not a question", key.name());
    context.warning("xlsform/setting-in-survey", message, place, "move it to the sheet settings");
    match key {
        SettingKey::Id => context.settings.id = Some(value.to_owned()),
        SettingKey::Title => context.settings.title = Some(value.to_owned()),
        SettingKey::Prefix => {}
    }
}

/// The name of a row without choices.
fn name_of_plain(record: &Record<'_>, kind: PlainKind, findings: &mut Findings) -> Option<String> {
    match kind {
        PlainKind::Question(QuestionType::Note) if record.get("name").is_none() => {
            Some(format!("generated_note_name_{}", record.number()))
        }
        // A document may have audits of other names.
        PlainKind::Question(QuestionType::Audit) if record.get("sealform").is_none() => {
            Some(audit_name(record, findings))
        }
        PlainKind::Question(_) | PlainKind::Terminate => name_of(record, findings),
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
    let near = closest_match(&text.to_lowercase(), types::words()).or_else(|| closest_match(&first, types::words()));
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
        let message = format!("`{}` is not a valid name", field.text);
        let finding = Finding::error("xlsform/bad-name", message, Place::at(&field.at));
        findings.push(finding.hint("begin with a letter or `_`, then letters, digits, `_`, `-`, `.`"));
    } else if !is_name(field.text) {
        let message = format!("`{}` has letters outside a to z, which no path of an answer has", field.text);
        let finding = Finding::warning("xlsform/foreign-letters", message, Place::at(&field.at));
        findings.push(finding.hint("rename it before the form is used; its label may use any letters"));
    }
    if field.text == "meta" {
        let finding =
            Finding::error("xlsform/reserved-name", "the name `meta` is taken by the form itself", Place::at(field.at));
        findings.push(finding.hint("rename it"));
    }
    Some(field.text.to_owned())
}
