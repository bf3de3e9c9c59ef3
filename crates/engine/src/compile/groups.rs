//! Groups, repeats and ends.

use sealform_expression::Purpose;
use sealform_questionnaire::{Group, GroupType, QuestionType, Terminate};
use sealform_types::{Finding, Place, VecMap, pointer, say};

use super::build::Builder;
use super::items::{Shell, Surroundings, step};
use super::markup::Syntax;
use crate::program::{
    ConditionSlot, EndSpec, FormNodeKind, Formula, GroupId, GroupSpec, GroupSpecKind, NodeRef, PathSpec, RepeatSpec,
    SlotId, TemplateId, TextSpec, TotalSpec, Watcher,
};

impl<'q> Builder<'q> {
    pub fn group(
        &mut self,
        group: &'q Group,
        inner: TemplateId,
        exists: Option<SlotId>,
        children: Vec<Shell<'q>>,
        outer: &mut Surroundings,
    ) -> NodeRef {
        let relevant = self.relevance(group.relevant.as_ref(), outer, &group.pointer, &group.name);
        let opens = (group.kind == GroupType::Repeat).then_some(inner);
        let path = step(&outer.path, &group.name, opens);
        let readonly = self.group_readonly(group, outer);
        let container = self.group_plan(group, outer, &path, relevant, readonly, opens);
        match self.tree.kind_mut(self.at) {
            FormNodeKind::Group { relevant: known, .. } => *known = relevant,
            FormNodeKind::Repeat { .. } | FormNodeKind::Root | FormNodeKind::Question { .. } => {
                self.repeat_plan(group, inner, container, outer);
            }
        }
        let mut groups = outer.groups.clone();
        groups.push(group.name.clone());
        let mut inside = Surroundings {
            template: inner,
            groups,
            path: path.clone(),
            gate: relevant,
            readonly,
            ends: Vec::new(),
            page: outer.page,
            total: group.total.map(|of| TotalSpec { of, rows: integers(&children) }),
        };
        self.watch_total(container, inside.total.clone());
        let body = match opens {
            None => container,
            Some(_) => self.instance_plan(group, &inside, relevant),
        };
        if let Some(exists) = exists {
            let of = relevant.into_iter().collect();
            self.slots[exists].formula = Formula::All { of, none: Vec::new() };
        }
        let nodes: Vec<NodeRef> = children.into_iter().filter_map(|shell| self.item(shell, &mut inside)).collect();
        self.groups[body].children = nodes;
        if opens.is_some() {
            self.groups[container].children = vec![NodeRef::Group(body)];
        }
        self.paths.push((path.plain, NodeRef::Group(container)));
        if !inside.ends.is_empty() && opens.is_none() {
            let of = outer.gate.into_iter().collect();
            outer.gate = Some(self.all(outer.template, of, inside.ends.clone(), "an end of the form"));
            outer.ends.extend(inside.ends);
        }
        NodeRef::Group(container)
    }

    /// What the numbers in a group add up to is drawn with it.
    fn watch_total(&mut self, group: GroupId, total: Option<TotalSpec>) {
        for slot in total.iter().flat_map(|total| total.rows.clone()) {
            self.watch(slot, Watcher::Group(group));
        }
        self.groups[group].total = total;
    }

    /// Inherited by everything inside.
    fn group_readonly(&mut self, group: &Group, outer: &Surroundings) -> ConditionSlot {
        let site = outer.site();
        let own = self.condition_slot(&group.readonly, &site, &group.pointer, "readonly");
        self.either(outer.template, outer.readonly, own)
    }

    /// How instances come about. What says how many there are stands around them.
    fn repeat_plan(&mut self, group: &Group, inner: TemplateId, container: GroupId, outer: &Surroundings) {
        let site = outer.site();
        let count = group.repeat_count.as_ref().and_then(|source| {
            let at = pointer(&group.pointer, "repeat_count");
            let expression = self.expression(source, &site, Purpose::Value, &at)?;
            let slot = self.slot(outer.template, &say!("the number of `{}`", group.name));
            self.slots[slot].formula = Formula::Count(expression);
            self.conditions.push((slot, at));
            self.watch(slot, Watcher::Repeat(inner));
            Some(slot)
        });
        let is_open = !group.fixed && group.repeat_count.is_none();
        let most = group.max_instances.unwrap_or(u32::MAX);
        self.templates[inner].repeat = Some(RepeatSpec {
            container: Some(container),
            count,
            instances: group.instances.filter(|_| group.repeat_count.is_none()).unwrap_or(0),
            most: if is_open && !group.no_add { most } else { 0 },
            least: if is_open && !group.no_remove { group.min_instances.unwrap_or(0) } else { u32::MAX },
        });
    }

    fn group_plan(
        &mut self,
        group: &Group,
        outer: &Surroundings,
        path: &PathSpec,
        relevant: Option<SlotId>,
        readonly: ConditionSlot,
        opens: Option<TemplateId>,
    ) -> GroupId {
        let site = outer.site();
        let label = self.marked_text(&group.label, Syntax::Inline, &site, &|| pointer(&group.pointer, "label"));
        let hint = self.marked_text(&group.hint, Syntax::Blocks, &site, &|| pointer(&group.pointer, "hint"));
        let kind = opens.map_or(GroupSpecKind::Group, GroupSpecKind::Repeat);
        self.push_group(GroupSpec {
            kind,
            template: outer.template,
            node: 0,
            path: path.clone(),
            relevant,
            label,
            hint,
            readonly,
            media: group.media.clone(),
            appearance: group.appearance.clone().unwrap_or_default(),
            total: None,
            children: Vec::new(),
        })
    }

    /// The inside of a repeat, drawn once for each instance.
    fn instance_plan(&mut self, group: &Group, inside: &Surroundings, relevant: Option<SlotId>) -> GroupId {
        let site = inside.site();
        let label = self.marked_text(&group.label, Syntax::Inline, &site, &|| pointer(&group.pointer, "label"));
        self.push_group(GroupSpec {
            kind: GroupSpecKind::Instance,
            template: inside.template,
            node: 0,
            path: inside.path.clone(),
            relevant,
            label,
            hint: TextSpec::default(),
            readonly: inside.readonly,
            media: VecMap::new(),
            appearance: String::new(),
            total: None,
            children: Vec::new(),
        })
    }

    fn push_group(&mut self, mut spec: GroupSpec) -> GroupId {
        spec.node = self.node();
        let (relevant, texts) = (spec.relevant, spec.label.slots().chain(spec.hint.slots()).collect::<Vec<_>>());
        let (template, readonly) = (spec.template, spec.readonly);
        let id = self.groups.push(spec);
        self.templates[template].groups.push(id);
        self.watch_condition(readonly, Watcher::Group(id));
        for slot in texts.into_iter().chain(relevant) {
            self.watch(slot, Watcher::Group(id));
        }
        id
    }

    pub fn node(&mut self) -> u32 {
        self.nodes += 1;
        self.nodes
    }

    pub fn end(&mut self, terminate: &Terminate, outer: &mut Surroundings) {
        if outer.template != TemplateId(0) {
            let message = "the form cannot end inside a repeat";
            let finding = Finding::error("document/misplaced", message, Place::at(&terminate.pointer));
            self.findings.push(finding.hint("put it behind the repeat"));
            return;
        }
        let Some(relevant) = self.relevance(Some(&terminate.relevant), outer, &terminate.pointer, &terminate.name)
        else {
            return;
        };
        let site = outer.site();
        let at = || pointer(&terminate.pointer, "label");
        let label = self.marked_text(&terminate.label, Syntax::Inline, &site, &at);
        self.watch(relevant, Watcher::End);
        self.watch_text(&label, Watcher::End);
        let path = step(&outer.path, &terminate.name, None).plain;
        self.ends.push(EndSpec { path, outcome: terminate.outcome.clone(), label, relevant });
        let of = outer.gate.into_iter().collect();
        outer.gate = Some(self.all(outer.template, of, vec![relevant], "an end of the form"));
        outer.ends.push(relevant);
    }
}

/// The values of the whole numbers among these.
fn integers(children: &[Shell<'_>]) -> Vec<SlotId> {
    let number = |shell: &Shell<'_>| match shell {
        Shell::Question { question, value, .. } => (question.kind == QuestionType::Integer).then_some(*value),
        Shell::Group { .. } | Shell::End(_) => None,
    };
    children.iter().filter_map(number).collect()
}
