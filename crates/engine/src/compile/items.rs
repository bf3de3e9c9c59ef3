//! Two walks through the form: names and slots first, then what the slots compute.

use sealform_expression::{Kind, ListId, Purpose};
use sealform_questionnaire::{Group, GroupType, Item, Question, QuestionType, Required, Terminate};
use sealform_types::{Finding, Place, pointer, say};

use super::build::{Builder, Site};
use super::names::Target;
use crate::program::{
    CommentPlan, EndPlan, Formula, GroupId, GroupPlan, GroupPlanKind, NodeRef, PagePlan, PathPlan, QuestionId,
    QuestionPlan, SlotId, Switch, Template, TemplateId, TextPlan, Watcher,
};

/// What the first walk makes of an item, for the second.
enum Shell<'q> {
    Group { group: &'q Group, inner: TemplateId, exists: Option<SlotId>, children: Vec<Shell<'q>> },
    Question { question: &'q Question, answer: SlotId, value: SlotId },
    End(&'q Terminate),
}

/// Where the second walk is.
struct Way {
    template: TemplateId,
    groups: Vec<String>,
    path: PathPlan,
    /// What everything from here on must satisfy.
    gate: Option<SlotId>,
    /// Ends met so far inside the innermost page, to be handed on.
    ends: Vec<SlotId>,
    page: usize,
}

impl<'q> Builder<'q> {
    /// Compiles the whole survey.
    pub fn items(&mut self) {
        let root = TemplateId(0);
        let questionnaire = self.questionnaire;
        let shells = self.shells(&questionnaire.survey, root, &mut Vec::new());
        self.names_are_known();
        let path = PathPlan::default();
        let mut way = Way { template: root, groups: Vec::new(), path, gate: None, ends: Vec::new(), page: 0 };
        let paged = questionnaire.survey.iter().any(is_page);
        for shell in shells {
            let own_page =
                matches!(&shell, Shell::Group { group, .. } if has_word(group.appearance.as_deref(), "page"));
            match self.pages.last_mut() {
                // An end between two pages is drawn nowhere: the page begun for it is taken by what follows.
                Some(empty) if empty.children.is_empty() => empty.group = None,
                Some(last) if !paged || !own_page && last.group.is_none() => {}
                Some(_) | None => self.pages.push(PagePlan::default()),
            }
            way.page = self.pages.len().saturating_sub(1);
            let node = self.item(shell, &mut way);
            let Some(page) = self.pages.last_mut() else { continue };
            match node {
                Some(NodeRef::Group(group)) if own_page => {
                    page.group = Some(group);
                    page.children.clone_from(&self.groups[group].children);
                    if matches!(self.groups[group].kind, GroupPlanKind::Repeat(_)) {
                        page.children = vec![NodeRef::Group(group)];
                    }
                }
                Some(node) => page.children.push(node),
                None => {}
            }
        }
        self.pages.retain(|page| !page.children.is_empty());
        self.by_path = std::mem::take(&mut self.paths).into_iter().collect();
    }

    fn shells(&mut self, items: &'q [Item], template: TemplateId, groups: &mut Vec<String>) -> Vec<Shell<'q>> {
        items.iter().map(|item| self.shell(item, template, groups)).collect()
    }

    fn shell(&mut self, item: &'q Item, template: TemplateId, groups: &mut Vec<String>) -> Shell<'q> {
        match item {
            Item::Group(group) => {
                let inner = match group.kind {
                    GroupType::Group => template,
                    GroupType::Repeat => self.template(template),
                };
                let exists = (group.kind == GroupType::Repeat).then(|| {
                    let slot = self.slot(inner, &say!("`{}`", group.name));
                    self.name(&group.name, groups, slot, inner, Kind::Truth);
                    slot
                });
                groups.push(group.name.clone());
                let children = self.shells(&group.children, inner, groups);
                groups.pop();
                Shell::Group { group, inner, exists, children }
            }
            Item::Terminate(terminate) => Shell::End(terminate),
            Item::Question(question) => {
                let answer = self.slot(template, &say!("`{}`", question.name));
                let value = self.slot(template, &say!("`{}`", question.name));
                let kind = self.kind(question);
                self.name(&question.name, groups, value, template, kind);
                Shell::Question { question, answer, value }
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

    fn name(&mut self, name: &str, groups: &[String], slot: SlotId, template: TemplateId, kind: Kind) {
        let target = Target { groups: groups.to_vec(), slot, template, kind };
        self.targets.push((name.to_owned(), target));
    }

    fn kind(&self, question: &Question) -> Kind {
        let list = question.choices.as_ref().and_then(|name| self.list_names.get(name)).map(|list| ListId(list.0));
        use QuestionType as Type;
        match (question.kind, list) {
            (Type::SelectOne, Some(list)) => Kind::Choice(list),
            (Type::SelectMultiple | Type::Rank, Some(list)) => Kind::Choices(list),
            (Type::Integer | Type::Decimal | Type::Range | Type::Rating | Type::Duration, _) => Kind::Number,
            (Type::Date | Type::Today, _) => Kind::Date,
            (Type::Time, _) => Kind::Time,
            (Type::DateTime | Type::Start | Type::End, _) => Kind::Moment,
            (Type::Acknowledge, _) => Kind::Truth,
            (Type::AttemptLog, _) => Kind::Attempts { max: question.attempts.as_ref().map_or(1, |rules| rules.max) },
            _ => Kind::Text,
        }
    }

    fn item(&mut self, shell: Shell<'q>, way: &mut Way) -> Option<NodeRef> {
        match shell {
            Shell::Group { group, inner, exists, children } => Some(self.group(group, inner, exists, children, way)),
            Shell::Question { question, answer, value } => Some(self.question(question, answer, value, way)),
            Shell::End(terminate) => {
                self.end(terminate, way);
                None
            }
        }
    }

    /// What must hold for something to be relevant: what holds around it, and its own condition.
    fn relevance(&mut self, own: Option<&String>, way: &Way, at: &str, name: &str) -> Option<SlotId> {
        let Some(source) = own else { return way.gate };
        let site = Site { template: way.template, groups: &way.groups, this: None, columns: None };
        let described = say!("the relevance of `{name}`");
        let own = self.condition(source, &site, &pointer(at, "relevant"), &described)?;
        match way.gate {
            None => Some(own),
            Some(gate) => Some(self.all(way.template, vec![gate, own], Vec::new(), &described)),
        }
    }

    fn group(
        &mut self,
        group: &'q Group,
        inner: TemplateId,
        exists: Option<SlotId>,
        children: Vec<Shell<'q>>,
        way: &mut Way,
    ) -> NodeRef {
        let relevant = self.relevance(group.relevant.as_ref(), way, &group.pointer, &group.name);
        let opens = (group.kind == GroupType::Repeat).then_some(inner);
        let path = step(&way.path, &group.name, opens);
        let container = self.group_plan(group, way, &path, relevant, opens);
        let mut groups = way.groups.clone();
        groups.push(group.name.clone());
        let mut inside =
            Way { template: inner, groups, path: path.clone(), gate: relevant, ends: Vec::new(), page: way.page };
        let body = match opens {
            None => container,
            Some(_) => self.instance_plan(group, &inside, relevant),
        };
        if let Some(exists) = exists {
            let described = say!("`{}`", group.name);
            let of = relevant.into_iter().collect();
            self.slots[exists].formula = Formula::All { of, none: Vec::new() };
            if let Some(place) = self.described.get_mut(exists.0 as usize) {
                *place = described;
            }
        }
        let nodes: Vec<NodeRef> = children.into_iter().filter_map(|shell| self.item(shell, &mut inside)).collect();
        self.groups[body].children = nodes;
        if opens.is_some() {
            self.groups[container].children = vec![NodeRef::Group(body)];
        }
        self.paths.push((path.plain, NodeRef::Group(container)));
        if !inside.ends.is_empty() && opens.is_none() {
            let of = way.gate.into_iter().collect();
            way.gate = Some(self.all(way.template, of, inside.ends.clone(), "an end of the form"));
            way.ends.extend(inside.ends);
        }
        NodeRef::Group(container)
    }

    fn group_plan(
        &mut self,
        group: &Group,
        way: &Way,
        path: &PathPlan,
        relevant: Option<SlotId>,
        opens: Option<TemplateId>,
    ) -> GroupId {
        let site = Site { template: way.template, groups: &way.groups, this: None, columns: None };
        let label = self.text(&group.label, &site, &pointer(&group.pointer, "label"));
        let hint = self.text(&group.hint, &site, &pointer(&group.pointer, "hint"));
        let kind = opens.map_or(GroupPlanKind::Group, GroupPlanKind::Repeat);
        self.push_group(GroupPlan {
            kind,
            template: way.template,
            node: 0,
            path: path.clone(),
            relevant,
            label,
            hint,
            appearance: group.appearance.clone().unwrap_or_default(),
            children: Vec::new(),
        })
    }

    /// The inside of a repeat, drawn once for each instance.
    fn instance_plan(&mut self, group: &Group, inside: &Way, relevant: Option<SlotId>) -> GroupId {
        let site = Site { template: inside.template, groups: &inside.groups, this: None, columns: None };
        let label = self.text(&group.label, &site, &pointer(&group.pointer, "label"));
        self.push_group(GroupPlan {
            kind: GroupPlanKind::Instance,
            template: inside.template,
            node: 0,
            path: inside.path.clone(),
            relevant,
            label,
            hint: TextPlan { text: sealform_questionnaire::Text::default(), filled: None },
            appearance: String::new(),
            children: Vec::new(),
        })
    }

    fn push_group(&mut self, mut plan: GroupPlan) -> GroupId {
        plan.node = self.node();
        let (relevant, texts) = (plan.relevant, [plan.label.filled, plan.hint.filled]);
        let id = self.groups.push(plan);
        for slot in texts.into_iter().flatten().chain(relevant) {
            self.watch(slot, Watcher::Group(id));
        }
        id
    }

    fn node(&mut self) -> u32 {
        self.nodes += 1;
        self.nodes
    }

    fn end(&mut self, terminate: &Terminate, way: &mut Way) {
        if way.template != TemplateId(0) {
            let message = "the form cannot end inside a repeat";
            let finding = Finding::error("document/misplaced", message, Place::at(&terminate.pointer));
            self.findings.push(finding.hint("put it behind the repeat"));
            return;
        }
        let Some(relevant) = self.relevance(Some(&terminate.relevant), way, &terminate.pointer, &terminate.name) else {
            return;
        };
        let site = Site { template: way.template, groups: &way.groups, this: None, columns: None };
        let label = self.text(&terminate.label, &site, &pointer(&terminate.pointer, "label"));
        self.watch(relevant, Watcher::End);
        self.watch_text(&label, Watcher::End);
        let path = step(&way.path, &terminate.name, None).plain;
        self.ends.push(EndPlan { path, outcome: terminate.outcome.clone(), label, relevant });
        let of = way.gate.into_iter().collect();
        way.gate = Some(self.all(way.template, of, vec![relevant], "an end of the form"));
        way.ends.push(relevant);
    }

    fn question(&mut self, question: &'q Question, answer: SlotId, value: SlotId, way: &Way) -> NodeRef {
        let at = question.pointer.as_str();
        let relevant = self.relevance(question.relevant.as_ref(), way, at, &question.name);
        let kind = self.kind(question);
        let list = question.choices.as_ref().and_then(|name| self.list_names.get(name)).copied();
        let groups = way.groups.as_slice();
        let site = Site { template: way.template, groups, this: None, columns: None };
        let own = Site { template: way.template, groups, this: Some((value, kind)), columns: None };
        let filter = self.filter(question, list, &own);
        self.slots[value].formula = Formula::Masked { answer, relevant, filter };
        if let Some(source) = &question.calculation
            && let Some(expression) = self.expression(source, &site, Purpose::Value, &pointer(at, "calculation"))
        {
            self.slots[answer].formula = Formula::Expression(expression);
        }
        let path = step(&way.path, &question.name, None);
        let local = u32::try_from(self.templates[way.template].questions.len()).unwrap_or(u32::MAX);
        let default_at = pointer(at, "default_expression");
        let constraints = self.constraints(question, value, &own);
        let plan = QuestionPlan {
            template: way.template,
            local,
            node: self.node(),
            page: way.page,
            list,
            relevant,
            answer,
            value,
            filter,
            required: self.switch(&question.required, &own, &pointer(at, "required")),
            readonly: match question.calculation {
                Some(_) => Switch::On,
                None => self.switch(&question.readonly, &own, &pointer(at, "readonly")),
            },
            constraints,
            messages: question.constraints.iter().map(|c| self.text(&c.message, &site, &c.message_pointer())).collect(),
            comment: self.comment(question, &own),
            label: self.text(&question.label, &site, &pointer(at, "label")),
            hint: self.text(&question.hint, &site, &pointer(at, "hint")),
            guidance_hint: self.text(&question.guidance_hint, &site, &pointer(at, "guidance_hint")),
            required_message: self.text(&question.required_message, &site, &pointer(at, "required_message")),
            default_expression: question
                .default_expression
                .as_ref()
                .and_then(|source| self.expression(source, &site, Purpose::Value, &default_at)),
            source: question.clone(),
            path: path.clone(),
        };
        let id = self.questions.push(plan);
        self.templates[way.template].questions.push(id);
        self.paths.push((path.plain, NodeRef::Question(id)));
        self.watch_question(id);
        NodeRef::Question(id)
    }

    fn filter(
        &mut self,
        question: &Question,
        list: Option<crate::program::ListIndex>,
        own: &Site<'_>,
    ) -> Option<SlotId> {
        let (source, list) = (question.choice_filter.as_ref()?, list?);
        let site = Site { columns: Some(list), this: None, ..*own };
        let test = self.expression(source, &site, Purpose::Value, &pointer(&question.pointer, "choice_filter"))?;
        let slot = self.slot(own.template, &say!("the choices of `{}`", question.name));
        self.slots[slot].formula = Formula::Filter { list, test };
        Some(slot)
    }

    fn constraints(&mut self, question: &Question, value: SlotId, own: &Site<'_>) -> Vec<SlotId> {
        let mut slots = Vec::new();
        for constraint in &question.constraints {
            if let Some(test) = self.expression(&constraint.test, own, Purpose::Condition, &constraint.pointer) {
                let slot = self.slot(own.template, &say!("a constraint of `{}`", question.name));
                self.slots[slot].formula = Formula::Constraint { value, test };
                slots.push(slot);
            }
        }
        slots
    }

    fn switch(&mut self, required: &Required, own: &Site<'_>, at: &str) -> Switch {
        match required {
            Required::No => Switch::Off,
            Required::Yes => Switch::On,
            Required::When(source) => {
                self.condition(source, own, at, &say!("the condition at {at}")).map_or(Switch::Off, Switch::Slot)
            }
        }
    }

    fn comment(&mut self, question: &Question, own: &Site<'_>) -> Option<CommentPlan> {
        let comment = question.comment.as_ref()?;
        let at = pointer(&question.pointer, "comment");
        let relevant = match &comment.relevant {
            None => Switch::On,
            Some(source) => {
                let place = pointer(&at, "relevant");
                self.condition(source, own, &place, &say!("the condition at {place}")).map_or(Switch::On, Switch::Slot)
            }
        };
        let required = self.switch(&comment.required, own, &pointer(&at, "required"));
        let label = self.text(&comment.label, own, &pointer(&at, "label"));
        Some(CommentPlan { label, relevant, required })
    }

    fn watch_question(&mut self, id: QuestionId) {
        let plan = &self.questions[id];
        let mut slots = vec![plan.answer, plan.value];
        slots.extend(plan.relevant.into_iter().chain(plan.filter).chain(plan.constraints.iter().copied()));
        let texts = [&plan.label, &plan.hint, &plan.guidance_hint, &plan.required_message];
        slots.extend(texts.into_iter().chain(&plan.messages).filter_map(|text| text.filled));
        let mut switches = vec![plan.required, plan.readonly];
        if let Some(comment) = &plan.comment {
            switches.extend([comment.relevant, comment.required]);
            slots.extend(comment.label.filled);
        }
        for slot in slots {
            self.watch(slot, Watcher::Question(id));
        }
        for switch in switches {
            self.watch_switch(switch, Watcher::Question(id));
        }
    }
}

fn step(path: &PathPlan, name: &str, opens: Option<TemplateId>) -> PathPlan {
    let mut steps = path.steps.clone();
    steps.push((name.to_owned(), opens));
    let plain = if path.plain.is_empty() { name.to_owned() } else { format!("{}/{name}", path.plain) };
    PathPlan { steps, plain }
}

fn is_page(item: &Item) -> bool {
    matches!(item, Item::Group(group) if has_word(group.appearance.as_deref(), "page"))
}

/// Whether an appearance holds a word.
fn has_word(appearance: Option<&str>, word: &str) -> bool {
    appearance.is_some_and(|all| all.split_whitespace().any(|one| one == word))
}
