//! The primary instance: what nodes there are, what they start with, and how often they are repeated.

use std::collections::{BTreeMap, BTreeSet};

use roxmltree::Node;
use sealform_types::{Finding, Findings, is_name, say};

use super::source::{JAVAROSA, XFORMS, attribute_of, elements, place, qualified, text_inside};

/// One node of the primary instance, whatever the number of its instances.
#[derive(Debug)]
pub(super) struct Field<'a, 'i> {
    /// Its local name.
    pub name: String,
    /// From the root: `/data/group/name`.
    pub path: String,
    /// The nodes inside, in the order of the instance.
    pub children: Vec<FieldId>,
    /// What it starts with.
    pub default: String,
    /// What the first instances of a repeat start with, where that is something else.
    pub first_defaults: Vec<InstanceDefault>,
    /// Whether the body repeats it.
    pub is_repeat: bool,
    /// How many instances there are at the start, of a repeat.
    pub instances: usize,
    /// Its namespace, where it is not that of the root.
    pub namespace: Option<String>,
    /// Attributes that are kept for the instance that is written.
    pub attributes: Vec<KeptAttribute>,
    /// Where it stands.
    pub node: Node<'a, 'i>,
}

/// What one instance of a repeat starts with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct InstanceDefault {
    /// The number of the instance, from 1.
    pub number: usize,
    pub text: String,
}

/// An attribute of a node that is kept for export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct KeptAttribute {
    /// With its prefix.
    pub name: String,
    pub value: String,
}

/// Index of a field among all fields of the instance.
pub(super) type FieldId = usize;

/// All nodes of the primary instance.
#[derive(Debug, Default)]
pub(super) struct Fields<'a, 'i> {
    all: Vec<Field<'a, 'i>>,
    by_path: BTreeMap<String, FieldId>,
    /// How many fields have a name.
    names: BTreeMap<String, usize>,
    /// Paths that the body has groups for.
    pub groups: BTreeSet<String>,
    /// Lists that rows inside rows of secondary instances become.
    pub levels: BTreeSet<String>,
}

impl<'a, 'i> Fields<'a, 'i> {
    /// Reads the nodes below and with the root element; `repeats` are the paths that the body repeats.
    pub(super) fn read(root: Node<'a, 'i>, repeats: &BTreeSet<String>, findings: &mut Findings) -> Self {
        let mut fields = Self::default();
        let mut reader = Reader { repeats, findings, namespace: root.tag_name().namespace() };
        reader.field(&mut fields, &[root], "");
        fields
    }

    /// Adds a node that a control asks for and the instance does not have, where the node above is there; what is under
    /// another root is added to the root that is. Gives the path where it now is.
    pub(super) fn add_missing(&mut self, asked: &str, control: Node<'a, 'i>) -> Option<String> {
        let (above, name) = (super::path::parent(asked), super::path::name(asked));
        let root = self.root()?.path.clone();
        let is_elsewhere = !asked.starts_with(&format!("{root}/"));
        let path = if is_elsewhere { format!("{root}/{name}") } else { asked.to_owned() };
        let above = if is_elsewhere { root.as_str() } else { above };
        let parent = self.by_path.get(above).copied().filter(|_| is_name(name))?;
        if self.by_path.contains_key(&path) {
            return None; // it may be meant, or not
        }
        let id = self.all.len();
        let field = self.all.get_mut(parent)?;
        if parent != 0 && field.children.is_empty() {
            return None;
        }
        field.children.push(id);
        *self.names.entry(name.to_owned()).or_default() += 1;
        self.by_path.insert(path.clone(), id);
        self.by_path.insert(asked.to_owned(), id);
        self.all.push(Field {
            name: name.to_owned(),
            path: path.clone(),
            children: Vec::new(),
            default: String::new(),
            first_defaults: Vec::new(),
            is_repeat: false,
            instances: 1,
            namespace: None,
            attributes: Vec::new(),
            node: control,
        });
        Some(path)
    }

    pub(super) fn root(&self) -> Option<&Field<'a, 'i>> {
        self.all.first()
    }

    pub(super) fn get(&self, id: FieldId) -> Option<&Field<'a, 'i>> {
        self.all.get(id)
    }

    pub(super) fn at(&self, path: &str) -> Option<&Field<'a, 'i>> {
        self.all.get(*self.by_path.get(path)?)
    }

    pub(super) fn iter(&self) -> std::slice::Iter<'_, Field<'a, 'i>> {
        self.all.iter()
    }

    /// Whether a path that climbs from `context` to `apex` and goes down to `target` leaves a repeat around both: then it
    /// means all instances, where a name would mean this one.
    pub(super) fn leaves_repeat(&self, context: &str, apex: &str, target: &str) -> bool {
        let holds = |repeat: &str, path: &str| {
            path.strip_prefix(repeat).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let mut repeats = self.all.iter().filter(|field| field.is_repeat).map(|field| field.path.as_str());
        repeats.any(|repeat| holds(repeat, context) && holds(repeat, target) && !holds(repeat, apex))
    }

    /// All paths, to find what may have been meant.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.by_path.keys().map(String::as_str)
    }

    /// The name of the question at a path, where no other node has it and it holds no others.
    pub(super) fn unique_name(&self, path: &str) -> Option<&str> {
        let field = self.at(path).filter(|field| field.children.is_empty() && !self.groups.contains(path))?;
        (self.names.get(&field.name) == Some(&1)).then_some(field.name.as_str())
    }
}

struct Reader<'r> {
    repeats: &'r BTreeSet<String>,
    findings: &'r mut Findings,
    namespace: Option<&'r str>,
}

impl Reader<'_> {
    /// Reads one field from all its elements: several where it is repeated.
    fn field<'a, 'i>(&mut self, fields: &mut Fields<'a, 'i>, copies: &[Node<'a, 'i>], above: &str) -> Option<FieldId> {
        let (template, instances) = split(copies)?;
        let name = template.tag_name().name().to_owned();
        let path = format!("{above}/{name}");
        let is_repeat = self.repeats.contains(&path);
        if !is_repeat && copies.len() > 1 {
            self.is_twice(template, &name, copies);
        }
        if !is_name(&name) {
            let message = say!("the name `{name}` has characters other than Latin letters, digits, `_`, `-` and `.`");
            self.findings.push(Finding::error("xform/name", message, place(template)).hint("rename it, also in paths"));
        }
        let id = fields.all.len();
        *fields.names.entry(name.clone()).or_default() += 1;
        fields.by_path.entry(path.clone()).or_insert(id);
        let has_children = elements(template).next().is_some();
        fields.all.push(Field {
            name,
            path: path.clone(),
            children: Vec::new(),
            default: if has_children { String::new() } else { text_inside(template) },
            first_defaults: Vec::new(),
            is_repeat,
            instances: if is_repeat { instances.len() } else { 1 },
            namespace: self.namespace_of(template),
            attributes: kept_attributes(template),
            node: template,
        });
        let children = self.children(fields, template, &path);
        if let Some(field) = fields.all.get_mut(id) {
            field.children = children;
        }
        if is_repeat {
            if !is_template(template) {
                self.begins_blank(fields, id, &path);
            }
            self.first_defaults(fields, template, &instances, &path);
        }
        Some(id)
    }

    fn children<'a, 'i>(&mut self, fields: &mut Fields<'a, 'i>, node: Node<'a, 'i>, path: &str) -> Vec<FieldId> {
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        let mut alike: Vec<Vec<Node<'a, 'i>>> = Vec::new();
        for element in elements(node) {
            let place = *places.entry(element.tag_name().name()).or_insert(alike.len());
            match alike.get_mut(place) {
                Some(copies) => copies.push(element),
                None => alike.push(vec![element]),
            }
        }
        alike.iter().filter_map(|copies| self.field(fields, copies, path)).collect()
    }

    fn is_twice(&mut self, node: Node<'_, '_>, name: &str, copies: &[Node<'_, '_>]) {
        let message = say!("`{name}` occurs {} times here, but the body does not repeat it", copies.len());
        let finding = Finding::warning("xform/node-twice", message, place(node));
        self.findings.push(finding.hint("keep one of them, or repeat it in the body; the first is used"));
    }

    /// Attributes of a namespace of its own say so in the instance that is written.
    fn namespace_of(&self, node: Node<'_, '_>) -> Option<String> {
        let namespace = node.tag_name().namespace();
        let is_own = namespace != self.namespace && namespace != Some(XFORMS);
        namespace.filter(|_| is_own).map(str::to_owned)
    }

    /// Notes what the first instances start with where that differs from the template.
    fn first_defaults<'a, 'i>(
        &mut self,
        fields: &mut Fields<'a, 'i>,
        template: Node<'a, 'i>,
        instances: &[Node<'a, 'i>],
        path: &str,
    ) {
        for (index, instance) in instances.iter().enumerate() {
            if instance.id() != template.id() || !is_template(template) {
                self.compare(fields, *instance, index + 1, path);
            }
        }
    }

    /// Without a template, what the instances of the form begin with is theirs; later ones begin blank, as in Web Forms.
    fn begins_blank(&self, fields: &mut Fields<'_, '_>, id: FieldId, repeat: &str) {
        let inside = format!("{repeat}/");
        let deeper: Vec<&String> =
            self.repeats.range(inside.clone()..).take_while(|deep| deep.starts_with(&inside)).collect();
        let is_deeper = |path: &str| deeper.iter().any(|deep| is_at_or_below(path, deep));
        // What is inside was read behind it.
        let read = fields.all.iter_mut().skip(id + 1);
        for field in read.filter(|field| field.path.starts_with(&inside) && !is_deeper(&field.path)) {
            field.default.clear();
        }
    }

    fn compare<'a, 'i>(&mut self, fields: &mut Fields<'a, 'i>, node: Node<'a, 'i>, number: usize, path: &str) {
        let mut counted = BTreeSet::new();
        for element in elements(node) {
            let inner = format!("{path}/{}", element.tag_name().name());
            if self.repeats.contains(&inner) {
                if counted.insert(element.tag_name().name()) {
                    self.compare_counts(fields, element, &inner);
                }
                continue;
            }
            let Some(id) = fields.by_path.get(&inner).copied() else {
                let message = say!("the first instance of the repeat has no `{inner}`, so it is left out here, too");
                let finding = Finding::warning("xform/instances-differ", message, place(element));
                self.findings.push(finding.hint("give all instances of a repeat the same nodes"));
                continue;
            };
            if elements(element).next().is_some() {
                self.compare(fields, element, number, &inner);
            } else if let Some(field) = fields.all.get_mut(id) {
                let text = text_inside(element);
                if text != field.default {
                    field.first_defaults.push(InstanceDefault { number, text });
                }
            }
        }
    }

    /// A repeat inside a repeat starts with as many instances everywhere.
    fn compare_counts(&mut self, fields: &mut Fields<'_, '_>, node: Node<'_, '_>, path: &str) {
        let name = node.tag_name().name();
        let Some(parent) = node.parent() else { return };
        let twins = elements(parent).filter(|other| other.tag_name().name() == name);
        let count = twins.filter(|twin| !is_template(*twin)).count();
        let Some(id) = fields.by_path.get(path).copied() else { return };
        let Some(field) = fields.all.get_mut(id) else { return };
        if field.instances == 0 {
            field.instances = count;
        } else if field.instances != count {
            let message = say!("`{path}` starts with {count} instances here and {} elsewhere", field.instances);
            let finding = Finding::warning("xform/instances-differ", message, place(node));
            self.findings.push(finding.hint("make each start with the same number"));
        }
    }
}

/// The element that new instances are made like, and those that are there at the start.
fn split<'a, 'i>(copies: &[Node<'a, 'i>]) -> Option<(Node<'a, 'i>, Vec<Node<'a, 'i>>)> {
    let instances: Vec<_> = copies.iter().copied().filter(|copy| !is_template(*copy)).collect();
    let template = copies.iter().copied().find(|copy| is_template(*copy)).or(instances.first().copied())?;
    Some((template, instances))
}

fn is_at_or_below(path: &str, above: &str) -> bool {
    path.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn is_template(node: Node<'_, '_>) -> bool {
    attribute_of(node, JAVAROSA, "template").is_some()
}

fn kept_attributes(node: Node<'_, '_>) -> Vec<KeptAttribute> {
    let kept = node.attributes().filter(|attribute| attribute.namespace() != Some(JAVAROSA));
    let kept =
        kept.map(|attribute| KeptAttribute { name: qualified(node, &attribute), value: attribute.value().to_owned() });
    kept.collect()
}
