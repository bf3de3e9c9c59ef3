//! What questions offer: filters, nodes as choices, and what choices are called.

use sealform_expression::{Purpose, has_insertions};
use sealform_questionnaire::Question;
use sealform_types::{pointer, say};

use super::build::{Builder, Site};
use super::names::ChoiceLabel;
use crate::program::{Formula, ListIndex, SlotId, TemplateId};

impl Builder<'_> {
    /// A slot for each label of a choice that inserts answers, before anything is compiled that may read it.
    pub fn label_slots(&mut self, question: &Question, value: SlotId, template: TemplateId) {
        let Some(list) = question.choices.as_ref().and_then(|name| self.list_names.get(name)).copied() else { return };
        let inserts = |(_, choice): &(usize, &sealform_questionnaire::Choice)| {
            choice.label.0.values().any(|text| has_insertions(text))
        };
        let choices: Vec<usize> = self.lists[list].iter().enumerate().filter(inserts).map(|(index, _)| index).collect();
        for choice in choices {
            let slot = self.slot(template, &say!("the label of a choice of `{}`", question.name));
            self.slots[slot].spot = self.slots[value].spot;
            self.names.labels.push(ChoiceLabel { list, choice, value, slot, template });
        }
    }

    /// The choices of a question whose labels insert answers, each with the slot that holds it filled in.
    pub fn choice_labels(&mut self, value: SlotId, site: &Site<'_>) -> Vec<(usize, SlotId)> {
        let own = |label: &&ChoiceLabel| label.value == value;
        let labels: Vec<ChoiceLabel> = self.names.labels.iter().filter(own).copied().collect();
        for label in &labels {
            let Some(choice) = self.lists[label.list].get(label.choice) else { continue };
            let text = choice.label.clone();
            let name = self.list_names.iter().find(|(_, list)| **list == label.list).map_or("", |(name, _)| name);
            let at = ["choices", name, &label.choice.to_string(), "label"]
                .iter()
                .fold(String::new(), |at, step| pointer(&at, step));
            self.slots[label.slot].formula = self.filled(&text, site, &at);
        }
        labels.iter().map(|label| (label.choice, label.slot)).collect()
    }

    /// Choices that are values of nodes: of a file's rows, where a filter looks at them, or of the form's own.
    pub fn offered(&mut self, question: &Question, own: &Site<'_>) -> Option<(SlotId, Option<SlotId>)> {
        let from = question.choices_from.as_ref()?;
        let at = pointer(&question.pointer, "choices_from");
        let site = Site { this: None, ..*own };
        match (&from.nodeset, &from.file) {
            (Some(nodes), _) => {
                let nodes = self.filtered(nodes, question);
                let value = from.value.as_deref().unwrap_or("name");
                let label = from.label.as_deref().unwrap_or("label");
                let names = self.nodes(&[&nodes, "/", value].concat(), &site, &at, &question.name)?;
                let labels = self.nodes(&[&nodes, "/", label].concat(), &site, &at, &question.name)?;
                Some((names, Some(labels)))
            }
            (None, Some(file)) if question.choice_filter.is_some() => {
                let (stem, value) = self.file_columns(from, file)?;
                let items = self.filtered(&["instance('", &stem, "')/root/item"].concat(), question);
                Some((self.nodes(&[&items, "/", &value].concat(), &site, &at, &question.name)?, None))
            }
            (None, _) => None,
        }
    }

    fn filtered(&self, nodes: &str, question: &Question) -> String {
        match &question.choice_filter {
            Some(filter) => [nodes, "[", filter, "]"].concat(),
            None => nodes.to_owned(),
        }
    }

    fn nodes(&mut self, source: &str, site: &Site<'_>, at: &str, name: &str) -> Option<SlotId> {
        let expression = self.expression(source, site, Purpose::Value, at)?;
        let slot = self.slot(site.template, &say!("the choices of `{name}`"));
        self.slots[slot].formula = Formula::Offered(expression);
        Some(slot)
    }

    pub fn filter(&mut self, question: &Question, list: Option<ListIndex>, own: &Site<'_>) -> Option<SlotId> {
        let (source, list) = (question.choice_filter.as_ref()?, list?);
        let site = Site { columns: Some(list), this: None, ..*own };
        let test = self.expression(source, &site, Purpose::Value, &pointer(&question.pointer, "choice_filter"))?;
        let slot = self.slot(own.template, &say!("the choices of `{}`", question.name));
        self.slots[slot].formula = Formula::Filter { list, test };
        Some(slot)
    }
}
