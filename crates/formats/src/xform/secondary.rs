//! Secondary instances: lists inside the form, and files beside it.

use std::collections::{BTreeMap, BTreeSet};

use roxmltree::Node;
use sealform_questionnaire::{Choice, Resource};
use sealform_types::{Finding, Findings, say};

use super::extras::keep_first;
use super::itext::constant_id;
use super::levels;
use super::source::{attribute, elements, place, text_inside};
use super::texts::{TextForms, TextReader};

/// A secondary instance.
#[derive(Debug)]
pub(super) enum Secondary<'a, 'i> {
    /// Written out in the form: the elements of its deepest rows.
    Inside(Vec<Node<'a, 'i>>),
    /// A file beside the form: its name.
    File(String),
}

/// All secondary instances by id.
pub(super) type SecondaryInstances<'a, 'i> = BTreeMap<String, Secondary<'a, 'i>>;

/// Reads the instances of a model behind the first one.
pub(super) fn read<'a, 'i>(model: Node<'a, 'i>, findings: &mut Findings) -> SecondaryInstances<'a, 'i> {
    let mut all = SecondaryInstances::new();
    let instances = elements(model).filter(|element| element.tag_name().name() == "instance");
    for instance in instances.skip(1) {
        let Some(id) = attribute(instance, "id") else {
            let finding =
                Finding::warning("xform/instance", "an instance without `id` cannot be read", place(instance));
            findings.push(finding.hint("give it an `id`, or remove it"));
            continue;
        };
        let secondary = match attribute(instance, "src").filter(|source| !source.trim().is_empty()) {
            Some(source) if source.contains("jr://instance/last-saved") => {
                let message = "answers of the form that was saved last are blank here";
                let finding = Finding::warning("xform/last-saved", message, place(instance));
                findings.push(finding.hint("hand in a file of that name to fill them in"));
                Secondary::File(format!("{id}.xml"))
            }
            Some(source) => Secondary::File(file_name(source)),
            None => Secondary::Inside(rows(instance)),
        };
        if let Secondary::Inside(rows) = &secondary {
            all.extend(levels::read(id, rows).into_iter().map(|(list, rows)| (list, Secondary::Inside(rows))));
        }
        if all.insert(id.to_owned(), secondary).is_some() {
            let message = say!("two instances have the id `{id}`; the last one is used");
            findings.push(Finding::warning("xform/instance", message, place(instance)).hint("rename one of them"));
        }
    }
    all
}

/// The lists that rows inside rows become, by name.
pub(super) fn levels(model: Node<'_, '_>) -> BTreeSet<String> {
    let instances = elements(model).filter(|element| element.tag_name().name() == "instance").skip(1);
    let named = instances.filter_map(|instance| Some((attribute(instance, "id")?, rows(instance))));
    named.flat_map(|(id, rows)| levels::read(id, &rows).into_keys()).collect()
}

/// `jr://file-csv/people.csv` is the file `people.csv`.
fn file_name(source: &str) -> String {
    let path = source.trim().strip_prefix("jr://").unwrap_or(source);
    path.rsplit_once('/').map_or(path, |(_, name)| name).to_owned()
}

/// The items of an instance: the elements inside its root.
fn rows<'a, 'i>(instance: Node<'a, 'i>) -> Vec<Node<'a, 'i>> {
    elements(instance).next().into_iter().flat_map(elements).collect()
}

/// The files that are to lie beside the form.
pub(super) fn resources(all: &SecondaryInstances<'_, '_>) -> Vec<Resource> {
    let files = all.iter().filter_map(|(id, secondary)| match secondary {
        Secondary::File(name) => Some((id, name)),
        Secondary::Inside(_) => None,
    });
    let resource = |(id, name): (&String, &String)| {
        let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
        let id = (stem != id).then(|| id.clone());
        Resource { name: name.clone(), id, ..Resource::default() }
    };
    files.map(resource).collect()
}

/// Adds the files that `pulldata('name', …)` reads without an instance: `name.csv`.
pub(super) fn add_pulled<'n>(all: &mut SecondaryInstances<'_, '_>, names: impl Iterator<Item = &'n str>) {
    for name in names.filter(|name| !name.is_empty()) {
        if !all.contains_key(name) {
            let stem = name.strip_suffix(".csv").unwrap_or(name);
            all.insert(stem.to_owned(), Secondary::File(format!("{stem}.csv")));
        }
    }
}

/// Which children of a row are the value and the label of its choice.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Columns {
    pub value: String,
    pub label: String,
}

impl Columns {
    /// `name` and `label`, or what the rows have in their place.
    pub(super) fn usual(rows: &[Node<'_, '_>]) -> Self {
        let has = |name: &str| rows.iter().any(|row| column(*row, name).is_some());
        let value = ["name", "value", "id"].into_iter().find(|name| has(name)).unwrap_or("name");
        let label = ["label", "itextId"].into_iter().find(|name| has(name)).unwrap_or("label");
        Self { value: value.to_owned(), label: label.to_owned() }
    }

    /// Whether a list with these columns can be read by `instance()` as it stands: what is called `name` and `label` in
    /// the rows must be what the choices call so.
    pub(super) fn keep_names(&self, rows: &[Node<'_, '_>]) -> bool {
        let has = |name: &str| rows.iter().any(|row| column(*row, name).is_some());
        (self.value == "name" || !has("name")) && (self.label == "label" || !has("label"))
    }
}

fn column<'a, 'i>(row: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    elements(row).find(|element| element.tag_name().name() == name)
}

/// The choices of rows: every other column is kept for filters.
pub(super) fn choices(
    rows: &[Node<'_, '_>],
    columns: &Columns,
    texts: &TextReader<'_, '_, '_>,
    findings: &mut Findings,
) -> Vec<Choice> {
    rows.iter().filter_map(|row| choice(*row, columns, texts, findings)).collect()
}

/// Elements of a row that are members of a choice, and not columns.
const MEMBERS: [&str; 6] = ["name", "label", "media", "not_applicable", "not_observed", "exclusive"];

fn choice(
    row: Node<'_, '_>,
    columns: &Columns,
    texts: &TextReader<'_, '_, '_>,
    findings: &mut Findings,
) -> Option<Choice> {
    let name = column(row, &columns.value).map(|value| text_inside(value).trim().to_owned()).unwrap_or_default();
    if name.is_empty() {
        let message = say!("this row has no `{}`, so it is not a choice", columns.value);
        findings.push(Finding::warning("xform/choice", message, place(row)).hint("give it a value"));
        return None;
    }
    let label = column(row, &columns.label).map(|label| label_of(label, texts, findings)).unwrap_or_default();
    let mut choice = choice_of(name, label, texts);
    for element in elements(row).filter(|element| !MEMBERS.contains(&element.tag_name().name())) {
        keep_first(&mut choice.columns, element.tag_name().name(), text_inside(element).trim());
    }
    for (name, column) in levels::columns_above(row) {
        keep_first(&mut choice.columns, &name, text_inside(column).trim());
    }
    // `pulldata('list', 'value', '@place', …)` reads attributes of rows.
    for attribute in row.attributes() {
        keep_first(&mut choice.columns, &format!("@{}", attribute.name()), attribute.value());
    }
    Some(choice)
}

/// A choice with that label; its name where it has none.
pub(super) fn choice_of(name: String, label: TextForms, texts: &TextReader<'_, '_, '_>) -> Choice {
    let plain = if label.plain.0.is_empty() { texts.in_first_language(&name) } else { label.plain };
    Choice { label: plain, media: label.media, name, ..Choice::default() }
}

/// Words as they are, or the words of an id where the column holds ids of texts.
fn label_of(label: Node<'_, '_>, texts: &TextReader<'_, '_, '_>, findings: &mut Findings) -> TextForms {
    let text = text_inside(label);
    let constant = constant_id(&text);
    let id = constant.as_deref().unwrap_or(text.trim());
    if label.tag_name().name() == "itextId" || texts.itext.get(id).is_some() {
        return texts.of_id(id, "", place(label), findings);
    }
    texts.of_message(text.trim(), "", place(label), findings)
}
