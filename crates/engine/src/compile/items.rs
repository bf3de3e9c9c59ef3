//! Two walks through the form: names and slots first, then what the slots compute.

use std::rc::Rc;

use sealform_expression::{Expression, ListId, Purpose, ValueKind, parse};
use sealform_questionnaire::{Group, GroupType, Item, PAGE_WORDS, PAGES_STYLE, Question, Terminate};
use sealform_types::{has_word, pointer, say};

use super::build::{Builder, Site};
use super::choices::offered_nodes;
use super::names::Target;
use crate::answer::codec;
use crate::program::{
    ConditionSlot, FormNodeId, FormNodeKind, FormTree, Formula, GroupSpecKind, NodeRef, PageSpec, PathSpec, SlotId,
    Template, TemplateId, TotalSpec, Watcher,
};

/// What the first walk makes of an item, for the second.
pub(super) enum Shell<'q> {
    Group { group: &'q Group, inner: TemplateId, exists: Option<SlotId>, children: Vec<Shell<'q>>, node: FormNodeId },
    Question { question: &'q Question, answer: SlotId, value: SlotId, node: FormNodeId },
    End(&'q Terminate),
}

/// What is around an item, and what came before it, in the second walk.
pub(super) struct Surroundings {
    pub template: TemplateId,
    pub groups: Vec<String>,
    pub path: PathSpec,
    /// What everything from here on must satisfy.
    pub gate: Option<SlotId>,
    /// Whether nothing from here on can be changed.
    pub readonly: ConditionSlot,
    /// Ends met so far inside the innermost page, to be handed on.
    pub ends: Vec<SlotId>,
    pub page: usize,
    /// What the whole numbers directly in here add up to.
    pub total: Option<TotalSpec>,
}

impl Surroundings {
    /// Where an expression stands that belongs to no question.
    pub fn site(&self) -> Site<'_> {
        Site { template: self.template, groups: &self.groups, this: None, columns: None }
    }
}

impl<'q> Builder<'q> {
    /// Compiles the whole survey.
    pub fn items(&mut self) {
        let root = TemplateId(0);
        let questionnaire = self.questionnaire;
        let shells = self.shells(&questionnaire.survey, root, &Rc::from([]), FormTree::ROOT);
        self.names_are_known();
        self.tree.are_known();
        let (path, groups, ends) = (PathSpec::default(), Vec::new(), Vec::new());
        let mut outer = Surroundings {
            template: root,
            groups,
            path,
            gate: None,
            readonly: ConditionSlot::Off,
            ends,
            page: 0,
            total: None,
        };
        let each = questionnaire.settings.style.as_ref().is_some_and(|style| has_word(style, PAGES_STYLE));
        let paged = each || questionnaire.survey.iter().any(is_page);
        for shell in shells {
            let is_own = |appearance: Option<&str>| each || is_page_group(appearance);
            let own_page = matches!(&shell, Shell::Group { group, .. } if is_own(group.appearance.as_deref()));
            match self.pages.last_mut() {
                // An end between two pages is drawn nowhere: the page begun for it is taken by what follows.
                Some(empty) if empty.children.is_empty() => empty.group = None,
                Some(last) if !paged || !each && !own_page && last.group.is_none() => {}
                Some(_) | None => self.pages.push(PageSpec::default()),
            }
            outer.page = self.pages.len().saturating_sub(1);
            let node = self.item(shell, &mut outer);
            let Some(page) = self.pages.last_mut() else { continue };
            match node {
                Some(NodeRef::Group(group)) if own_page => {
                    page.group = Some(group);
                    page.children.clone_from(&self.groups[group].children);
                    if matches!(self.groups[group].kind, GroupSpecKind::Repeat(_)) {
                        page.children = vec![NodeRef::Group(group)];
                    }
                }
                Some(node) => page.children.push(node),
                None => {}
            }
        }
        self.pages.retain(|page| !page.children.is_empty());
        self.by_path = std::mem::take(&mut self.paths).into_iter().collect();
        self.at = FormTree::ROOT;
        let site = Site { template: root, groups: &[], this: None, columns: None };
        self.title = self.text(&questionnaire.title, &site, &|| "/title".to_owned());
        if let Some(slot) = self.title.filled {
            self.watch(slot, Watcher::Name);
        }
        if let Some(source) = &questionnaire.settings.instance_name
            && let Some(expression) = self.expression(source, &site, Purpose::Value, "/settings/instance_name")
        {
            let slot = self.slot(root, "the name of the filled form");
            self.slots[slot].formula = Formula::Expression(expression);
            self.watch(slot, Watcher::Name);
            self.instance_name = Some(slot);
        }
    }

    fn shells(
        &mut self,
        items: &'q [Item],
        template: TemplateId,
        groups: &Rc<[String]>,
        node: FormNodeId,
    ) -> Vec<Shell<'q>> {
        items.iter().map(|item| self.shell(item, template, groups, node)).collect()
    }

    fn shell(&mut self, item: &'q Item, template: TemplateId, groups: &Rc<[String]>, around: FormNodeId) -> Shell<'q> {
        match item {
            Item::Group(group) => {
                let (inner, exists, node) = match group.kind {
                    GroupType::Group => {
                        let node =
                            self.tree.push(around, &group.name, FormNodeKind::Group { template, relevant: None });
                        (template, None, node)
                    }
                    GroupType::Repeat => {
                        let inner = self.template(template);
                        let exists = self.slot(inner, &group.name);
                        let node =
                            self.tree.push(around, &group.name, FormNodeKind::Repeat { template: inner, exists });
                        self.slots[exists].node = node;
                        let (groups, kind) = (Rc::clone(groups), ValueKind::Truth);
                        let target = Target { groups, slot: exists, answer: exists, template: inner, kind, node };
                        self.targets.push((group.name.clone(), target));
                        (inner, Some(exists), node)
                    }
                };
                let inside: Rc<[String]> = groups.iter().chain([&group.name]).cloned().collect();
                let children = self.shells(&group.children, inner, &inside, node);
                Shell::Group { group, inner, exists, children, node }
            }
            Item::Terminate(terminate) => Shell::End(terminate),
            Item::Question(question) => {
                if let Some(from) = &question.choices_from {
                    self.file_list(from);
                }
                let answer = self.slot(template, &question.name);
                let value = self.slot(template, &question.name);
                let kind = self.kind(question);
                let node = self.tree.push(around, &question.name, FormNodeKind::Question { template, value, kind });
                self.slots[answer].node = node;
                self.slots[value].node = node;
                self.label_slots(question, value, template);
                if let Some(offered) = offered_nodes(question) {
                    // `jr:choice-name` reads them wherever it stands, also before the question.
                    if let Ok(parsed) = parse(offered.nodes.as_str(), "") {
                        self.provide(parsed.usage());
                    }
                    self.names.offered.insert(node, offered);
                }
                let target = Target { groups: Rc::clone(groups), slot: value, answer, template, kind, node };
                self.targets.push((question.name.clone(), target));
                Shell::Question { question, answer, value, node }
            }
        }
    }

    fn template(&mut self, parent: TemplateId) -> TemplateId {
        let index = self.templates[parent].repeats.len();
        let depth = self.templates[parent].depth + 1;
        let inner = self.templates.push(Template { parent: Some(parent), depth, index, ..Template::default() });
        self.templates[parent].repeats.push(inner);
        self.names.parents.push(Some(parent));
        inner
    }

    pub fn kind(&self, question: &Question) -> ValueKind {
        let list = self.list_of(question).map(|list| ListId(list.0));
        codec(question.kind).value_kind(question, list)
    }

    pub fn item(&mut self, shell: Shell<'q>, outer: &mut Surroundings) -> Option<NodeRef> {
        match shell {
            Shell::Group { group, inner, exists, children, node } => {
                self.at = node;
                Some(self.group(group, inner, exists, children, outer))
            }
            Shell::Question { question, answer, value, node } => {
                self.at = node;
                Some(self.question(question, answer, value, outer))
            }
            Shell::End(terminate) => {
                self.at = FormTree::ROOT;
                self.end(terminate, outer);
                None
            }
        }
    }

    /// What must hold for something to be relevant: what holds around it, and its own condition.
    pub fn relevance(&mut self, own: Option<&String>, outer: &Surroundings, at: &str, name: &str) -> Option<SlotId> {
        let Some(source) = own else { return outer.gate };
        let at = pointer(at, "relevant");
        let expression = self.finished(source, &outer.site(), Purpose::Condition, &at, Expression::with_quotes)?;
        let alike = self.relevances.alike(outer.template, outer.gate, &expression);
        if let Some(shared) = alike.as_ref().and_then(|alike| self.relevances.shared(alike)) {
            return Some(shared);
        }
        let described = say!("the relevance of `{name}`");
        let own = self.slot(outer.template, &described);
        self.slots[own].formula = Formula::Expression(expression);
        self.conditions.push((own, at));
        let slot = match outer.gate {
            None => own,
            Some(gate) => self.all(outer.template, vec![gate, own], Vec::new(), &described),
        };
        if let Some(alike) = alike {
            self.relevances.note(alike, slot);
        }
        Some(slot)
    }
}

pub(super) fn step(path: &PathSpec, name: &str, opens: Option<TemplateId>) -> PathSpec {
    let mut steps = path.steps.clone();
    steps.push((name.to_owned(), opens));
    PathSpec { steps, plain: below(&path.plain, name) }
}

/// The same for a question: where no repeat is around it, no instance ids go into its path.
pub(super) fn last_step(outer: &Surroundings, name: &str) -> PathSpec {
    match outer.template {
        TemplateId(0) => PathSpec { steps: Vec::new(), plain: below(&outer.path.plain, name) },
        _ => step(&outer.path, name, None),
    }
}

fn below(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { [path, "/", name].concat() }
}

fn is_page_group(appearance: Option<&str>) -> bool {
    appearance.is_some_and(|words| PAGE_WORDS.iter().any(|word| has_word(words, word)))
}

fn is_page(item: &Item) -> bool {
    matches!(item, Item::Group(group) if is_page_group(group.appearance.as_deref()))
}
