//! What questions offer: filters, nodes as choices, and what choices are called.

use sealform_expression::{OfferedNodes, Purpose};
use sealform_questionnaire::Question;
use sealform_types::{pointer, say};

use super::build::{Builder, Site};
use super::names::ChoiceLabel;
use crate::program::{Formula, ListIndex, SlotId, TemplateId};

impl Builder<'_> {
    /// A slot for each label of a choice that inserts answers, before anything is compiled that may read it.
    pub fn label_slots(&mut self, question: &Question, value: SlotId, template: TemplateId) {
        let Some(list) = question.choices.as_ref().and_then(|name| self.list_names.get(name)).copied() else { return };
        for choice in self.list_facts[list].inserting.clone() {
            let slot = self.slot(template, &say!("the label of a choice of `{}`", question.name));
            self.slots[slot].node = self.slots[value].node;
            self.names.labels.push(ChoiceLabel { list, choice, value, slot, template });
        }
    }

    /// The choices of a question whose labels insert answers, each with the slot that holds it filled in.
    pub fn choice_labels(&mut self, question: &Question, value: SlotId, site: &Site<'_>) -> Vec<(usize, SlotId)> {
        // They were made in the order of the questions.
        let first = self.names.labels.partition_point(|label| label.value < value);
        let own = self.names.labels.iter().skip(first).take_while(|label| label.value == value);
        let labels: Vec<ChoiceLabel> = own.copied().collect();
        let name = question.choices.as_deref().unwrap_or_default();
        for label in &labels {
            let Some(choice) = self.lists[label.list].get(label.choice) else { continue };
            let text = choice.label.clone();
            let at = ["choices", name, &label.choice.to_string(), "label"]
                .iter()
                .fold(String::new(), |at, step| pointer(&at, step));
            self.slots[label.slot].formula = self.filled(&text, site, &at);
        }
        labels.iter().map(|label| (label.choice, label.slot)).collect()
    }

    /// Choices that are values of nodes: of the form's own, or of the rows of a table where a filter looks at them: those
    /// of a file, and those of a list in which names stand twice and say nothing of the row.
    pub fn offered(&mut self, question: &Question, own: &Site<'_>) -> Option<(SlotId, Option<SlotId>)> {
        let site = Site { this: None, ..*own };
        let Some(from) = &question.choices_from else {
            let name =
                question.choices.as_ref().filter(|_| question.choice_filter.is_some() && self.has_twins(question))?;
            let at = pointer(&question.pointer, "choice_filter");
            let items = filtered(&["instance('", name, "')/root/item"].concat(), question);
            return self.names_and_labels(
                &OfferedNodes { nodes: items, value: "name".to_owned(), label: "label".to_owned() },
                &site,
                &at,
                &question.name,
            );
        };
        let at = pointer(&question.pointer, "choices_from");
        match (&from.nodeset, &from.file) {
            (Some(_), _) => self.names_and_labels(&offered_nodes(question)?, &site, &at, &question.name),
            (None, Some(file)) if question.choice_filter.is_some() => {
                let (stem, value, label) = self.file_columns(from, file)?;
                let items = filtered(&["instance('", &stem, "')/root/item"].concat(), question);
                match self.has_twins(question) {
                    true => {
                        self.names_and_labels(&OfferedNodes { nodes: items, value, label }, &site, &at, &question.name)
                    }
                    false => Some((self.nodes(&[&items, "/", &value].concat(), &site, &at, &question.name)?, None)),
                }
            }
            (None, _) => None,
        }
    }

    fn names_and_labels(
        &mut self,
        offered: &OfferedNodes,
        site: &Site<'_>,
        at: &str,
        name: &str,
    ) -> Option<(SlotId, Option<SlotId>)> {
        let names = self.nodes(&[&offered.nodes, "/", &offered.value].concat(), site, at, name)?;
        let labels = self.nodes(&[&offered.nodes, "/", &offered.label].concat(), site, at, name)?;
        Some((names, Some(labels)))
    }

    /// Whether two choices of a question have one name.
    fn has_twins(&self, question: &Question) -> bool {
        self.list_of(question).is_some_and(|list| self.list_facts[list].has_twins)
    }

    fn nodes(&mut self, source: &str, site: &Site<'_>, at: &str, name: &str) -> Option<SlotId> {
        let expression = self.expression(source, site, Purpose::Value, at)?;
        let slot = self.slot(site.template, &say!("the choices of `{name}`"));
        self.slots[slot].formula = Formula::Offered(expression);
        self.conditions.push((slot, at.to_owned()));
        Some(slot)
    }

    /// Which choices of a list are offered.
    pub fn filter(&mut self, question: &Question, list: Option<ListIndex>, own: &Site<'_>) -> Option<SlotId> {
        let (source, list) = (question.choice_filter.as_ref()?, list?);
        let site = Site { columns: Some(list), this: None, ..*own };
        let at = pointer(&question.pointer, "choice_filter");
        let test = self.expression(source, &site, Purpose::Value, &at)?;
        let slot = self.slot(own.template, &say!("the choices of `{}`", question.name));
        self.slots[slot].formula = Formula::Filter { list, test };
        self.conditions.push((slot, at));
        Some(slot)
    }
}

/// The nodes that a question offers, where its choices are nodes.
pub(super) fn offered_nodes(question: &Question) -> Option<OfferedNodes> {
    let from = question.choices_from.as_ref()?;
    let nodes = filtered(from.nodeset.as_ref()?, question);
    let column = |named: &'_ Option<String>, usual: &str| named.as_deref().unwrap_or(usual).to_owned();
    Some(OfferedNodes { nodes, value: column(&from.value, "name"), label: column(&from.label, "label") })
}

fn filtered(nodes: &str, question: &Question) -> String {
    match &question.choice_filter {
        Some(filter) => [nodes, "[", filter, "]"].concat(),
        None => nodes.to_owned(),
    }
}
