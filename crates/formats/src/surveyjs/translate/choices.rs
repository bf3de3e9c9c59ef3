//! What a question offers: the choices that are written out, those of another question, and special ones.

use std::cmp::Ordering;
use std::collections::HashSet;

use sealform_questionnaire::{CHOICE_VALUES, Choice, ChoicesFrom, JSON_VALUES, Question, Text};
use sealform_types::{Finding, Json, Place, VecMap, say};

use super::converter::Converter;
use super::scope::ItemName;
use crate::surveyjs::model::{
    CarriedChoices, CarryMode, Element, ElementType, Located, Role, Truth, are_json, carried_choices, choice_name_of,
    truth_choice, value_of, with_name,
};
use crate::xform::quoted;

/// The most numbers that are written out as choices.
const MAX_COUNTED: usize = 10_000;

/// The most choices that questions take from others, all together.
const MAX_CARRIED: usize = 1_000_000;

/// What a question offers.
pub(super) enum Offered {
    /// A list of choices.
    List(FilteredList),
    /// The instances of a repeat.
    Nodes(ChoicesFrom),
}

/// Choices, and when each of them is offered.
pub(super) struct FilteredList {
    pub choices: Vec<Choice>,
    /// An expression for each choice, whose name is `name`; `None` where all are offered.
    pub filter: Option<String>,
}

/// The member of an element that lists choices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ChoiceMember {
    Choices,
    Columns,
    RateValues,
}

impl ChoiceMember {
    fn name(self) -> &'static str {
        match self {
            Self::Choices => "choices",
            Self::Columns => "columns",
            Self::RateValues => "rateValues",
        }
    }
}

/// A choice that SurveyJS has words of its own for.
struct SpecialChoice {
    flags: &'static [&'static str],
    name: &'static str,
    words: &'static str,
    text_member: &'static str,
    is_exclusive: bool,
}

const SPECIAL_CHOICES: [SpecialChoice; 4] = [
    SpecialChoice {
        flags: &["hasNone", "showNoneItem"],
        name: "none",
        words: "None",
        text_member: "noneText",
        is_exclusive: true,
    },
    SpecialChoice {
        flags: &["showRefuseItem"],
        name: "refused",
        words: "Refuse to answer",
        text_member: "refuseText",
        is_exclusive: true,
    },
    SpecialChoice {
        flags: &["showDontKnowItem"],
        name: "dontknow",
        words: "Don't know",
        text_member: "dontKnowText",
        is_exclusive: true,
    },
    SpecialChoice {
        flags: &["hasOther", "showOtherItem"],
        name: "other",
        words: "Other (describe)",
        text_member: "otherText",
        is_exclusive: false,
    },
];

impl Converter<'_> {
    /// What a question offers; `None`, with a finding, where it offers nothing.
    pub fn offered(&mut self, element: &Element<'_>) -> Option<Offered> {
        let carried = match (element.kind, carried_choices(element)) {
            (ElementType::Boolean | ElementType::Rating, _) | (_, None) => None,
            (_, Some(carried)) => Some(self.carried(element, carried)?),
        };
        let (mut choices, filter) = match carried {
            Some(nodes @ Offered::Nodes(_)) => return Some(nodes),
            Some(Offered::List(FilteredList { choices, filter })) => (choices, filter),
            None => self.own_choices(element),
        };
        let special = self.special_choices(element);
        let filters = filter.into_iter().chain(self.filters(element)).collect();
        let filter = joined_filters(filters, &special);
        choices.retain(|choice| special.iter().all(|known| known.name != choice.name));
        choices.extend(special);
        let (choices, filter) = self.with_unlisted(element, choices, filter);
        if element.json.get("choicesByUrl").is_some() {
            self.report_not_carried(element, "choicesByUrl", "list the choices in the survey");
        }
        if choices.is_empty() {
            self.report_no_choices(element);
            return None;
        }
        Some(Offered::List(FilteredList { choices, filter }))
    }

    /// A value that the survey begins with and does not list is offered as long as it is the answer.
    fn with_unlisted(
        &self,
        element: &Element<'_>,
        mut choices: Vec<Choice>,
        filter: Option<String>,
    ) -> (Vec<Choice>, Option<String>) {
        let listed = |name: &String| choices.iter().any(|choice| choice.name == *name);
        let has_other = choices.iter().any(|choice| choice.name == "other");
        let default = element.json.get("defaultValue").filter(|_| element.kind != ElementType::Boolean && !has_other);
        let items = default.map(|value| value.as_array().unwrap_or(std::slice::from_ref(value))).unwrap_or_default();
        let named = items.iter().filter_map(|item| Some((choice_name_of(item)?, value_of(item)?)));
        let unlisted: Vec<(String, String)> = named.filter(|(name, _)| !listed(name)).collect();
        if unlisted.is_empty() || choices.is_empty() {
            return (choices, filter);
        }
        let path = &element.path;
        let tests = unlisted.iter().map(|(name, _)| {
            let name = quoted(name);
            format!("(name != {name} or selected({path}, {name}))")
        });
        let own: String = unlisted.iter().map(|(name, _)| format!("name = {} or ", quoted(name))).collect();
        let filter = filter.map(|filter| format!("({own}{filter})"));
        let filter = tests.chain(filter).collect::<Vec<_>>().join(" and ");
        for (name, value) in unlisted {
            choices.push(Choice { label: self.languages.own_words(&value), name, ..Choice::default() });
        }
        (choices, Some(filter))
    }

    /// Writes down what is offered; returns the names of the choices.
    pub fn set_offered(
        &mut self,
        element: &Element<'_>,
        offered: Option<Offered>,
        question: &mut Question,
    ) -> Vec<String> {
        let names = match offered {
            None => return Vec::new(),
            Some(Offered::Nodes(from)) => {
                question.choices_from = Some(from);
                Vec::new()
            }
            Some(Offered::List(FilteredList { choices, filter })) => {
                let names = choices.iter().map(|choice| choice.name.clone()).collect();
                question.choices = Some(self.list(&element.name, choices));
                question.choice_filter = filter;
                names
            }
        };
        if self.seals_json(element) {
            question.parameters.insert(CHOICE_VALUES.to_owned(), JSON_VALUES.to_owned());
        }
        if element.text("choicesOrder") == Some("random") {
            question.parameters.insert("randomize".to_owned(), "true".to_owned());
        }
        names
    }

    /// Whether answers are numbers or truths of JSON, as their choices are: its own, or those that it takes from another
    /// question.
    fn seals_json(&self, element: &Element<'_>) -> bool {
        let source = carried_choices(element).and_then(|carried| self.source(element, carried));
        are_json(source.unwrap_or(element), None)
    }

    /// The choices that an element writes out.
    pub fn choices(&mut self, element: &Element<'_>, member: ChoiceMember) -> Vec<Choice> {
        let is_choices = member == ChoiceMember::Choices;
        let own = element.json.get(member.name()).and_then(Json::as_array).filter(|items| !items.is_empty());
        // Columns without choices have those of their matrix.
        let of_owner = element.owner.filter(|_| is_choices).and_then(|owner| owner.get("choices"));
        let items = own.or_else(|| of_owner.and_then(Json::as_array)).unwrap_or_default();
        let mut all: Vec<Choice> = Vec::new();
        let mut names = HashSet::new();
        for item in items {
            let Some(name) = choice_name_of(item) else { continue };
            self.has_renamed_choices |= value_of(item).is_some_and(|value| value.trim() != name);
            if !names.insert(name.clone()) {
                continue;
            }
            let exclusive = item.get("isExclusive") == Some(&Json::Boolean(true));
            let (label, media) = (self.label_of(item, element), self.picture(item, element));
            all.push(Choice { name, label, media, exclusive, ..Choice::default() });
        }
        if is_choices {
            all.extend(self.counted(element).into_iter().filter(|choice| !names.contains(&choice.name)));
        }
        let language = self.languages.first().to_owned();
        match element.text("choicesOrder") {
            Some("asc") => all.sort_by(|one, other| by_label(one, other, &language)),
            Some("desc") => all.sort_by(|one, other| by_label(other, one, &language)),
            Some(_) | None => {}
        }
        all
    }

    /// The picture of a choice, or the film where the element says so.
    fn picture(&self, item: &Json, element: &Element<'_>) -> VecMap<String, Text> {
        let mut media = VecMap::new();
        let file = self.languages.text(item.get("imageLink"));
        if element.kind == ElementType::ImagePicker && !file.0.is_empty() {
            let kind = if element.text("contentMode") == Some("video") { "video" } else { "image" };
            media.insert(kind.to_owned(), file);
        }
        media
    }

    pub fn report_no_choices(&mut self, element: &Element<'_>) {
        let message = say!("`{}` has no choices: any text is accepted", element.own_name);
        let finding = Finding::warning("surveyjs/no-choices", message, Place::at(&element.pointer));
        self.report(finding.hint("list the choices in the survey"));
    }

    fn own_choices(&mut self, element: &Element<'_>) -> (Vec<Choice>, Option<String>) {
        if element.kind == ElementType::Boolean {
            return (self.truth_choices(element), None);
        }
        if let Some(steps) = element.rate_steps() {
            let name = |step: i64| step.to_string();
            let choice = |name: String| Choice { label: self.languages.own_words(&name), name, ..Choice::default() };
            return (steps.into_iter().map(name).map(choice).collect(), None);
        }
        if element.kind == ElementType::Rating {
            return (self.choices(element, ChoiceMember::RateValues), None);
        }
        self.shared_choices(element)
    }

    /// The numbers that a drop-down offers, such as years.
    fn counted(&self, element: &Element<'_>) -> Vec<Choice> {
        let (start, Some(end)) = (element.integer("choicesMin").unwrap_or(0), element.integer("choicesMax")) else {
            return Vec::new();
        };
        let step = element.integer("choicesStep").and_then(|step| usize::try_from(step).ok()).filter(|step| *step > 0);
        let numbers = (start..=end).step_by(step.unwrap_or(1)).take(MAX_COUNTED).map(|number| number.to_string());
        numbers.map(|name| Choice { label: self.languages.own_words(&name), name, ..Choice::default() }).collect()
    }

    /// `none`, `other` and the like, as far as the element asks for them.
    fn special_choices(&self, element: &Element<'_>) -> Vec<Choice> {
        let asked = SPECIAL_CHOICES.iter().filter(|special| element.is_any(special.flags));
        let choice = |special: &SpecialChoice| Choice {
            name: special.name.to_owned(),
            label: self.text_or(element.json.get(special.text_member), element, special.words),
            exclusive: special.is_exclusive,
            ..Choice::default()
        };
        asked.map(choice).collect()
    }

    /// The two choices of a boolean.
    fn truth_choices(&self, element: &Element<'_>) -> Vec<Choice> {
        let choice = |truth: Truth| {
            let (words, text_member) = match truth {
                Truth::True => ("Yes", "labelTrue"),
                Truth::False => ("No", "labelFalse"),
            };
            let label = self.text_or(element.json.get(text_member), element, words);
            Choice { name: truth_choice(element, truth).name, label, ..Choice::default() }
        };
        Truth::BOTH.map(choice).to_vec()
    }

    /// Conditions on all choices, and on one.
    fn filters(&mut self, element: &Element<'_>) -> Vec<String> {
        let mut all = Vec::new();
        if let Some(condition) = element.expression("choicesVisibleIf") {
            let common = self.condition_on_choices(&condition, &element.path, ItemName::EachChoice);
            all.extend(common.map(|common| format!("{}{common}", besides(&element.located()))));
        }
        // What is there and cannot be chosen is not offered.
        if let Some(condition) = element.expression("choicesEnableIf") {
            all.extend(self.condition_on_choices(&condition, &element.path, ItemName::EachChoice));
        }
        for choice in element.located().items("choices") {
            for member in ["visibleIf", "enableIf"] {
                all.extend(self.filter_of(&choice, member, element));
            }
        }
        all
    }

    /// A condition on one choice.
    fn filter_of(&mut self, choice: &Located<'_>, member: &str, element: &Element<'_>) -> Option<String> {
        let (condition, name) = (choice.expression(member)?, choice_name_of(choice.json)?);
        let test = self.condition_on_choices(&condition, &element.path, ItemName::EachChoice)?;
        Some(format!("name != {} or {test}", quoted(&name)))
    }

    /// Choices that are those, or the answers, of another question; `None`, with a finding, where there is no such
    /// question.
    fn carried(&mut self, element: &Element<'_>, carried: CarriedChoices<'_>) -> Option<Offered> {
        let Some(source) = self.source(element, carried) else {
            self.report_not_carried(element, carried.member, "name a question of this survey");
            return None;
        };
        if source.role == Role::Repeat {
            return self.instances_of(source, element).map(Offered::Nodes);
        }
        if !source.kind.offers_carried_choices() {
            self.report_not_carried(element, carried.member, "name a question with choices");
            return None;
        }
        if self.carried > MAX_CARRIED {
            self.report_not_carried(element, carried.member, "let fewer questions take their choices from long lists");
            return None;
        }
        let mut choices = self.choices(source, ChoiceMember::Choices);
        self.carried = self.carried.saturating_add(choices.len());
        let is_selected = format!("selected({}, name)", source.path);
        let filter = match carried.mode {
            CarryMode::Selected => {
                choices.extend(self.special_choices(source).into_iter().filter(|choice| choice.name == "other"));
                Some(is_selected)
            }
            CarryMode::Unselected => Some(format!("not({is_selected})")),
            CarryMode::All => None,
        };
        Some(Offered::List(FilteredList { choices, filter }))
    }

    /// The instances of a repeat as choices.
    fn instances_of(&mut self, repeat: &Element<'_>, element: &Element<'_>) -> Option<ChoicesFrom> {
        let column = |member: &str| {
            let wanted = element.text(member).map(str::to_lowercase);
            let is_wanted = |child: &&Element<'_>| {
                let names = [child.value_name.to_lowercase(), child.own_name.to_lowercase()];
                wanted.as_ref().is_none_or(|wanted| names.contains(wanted))
            };
            let found = repeat.questions().into_iter().find(is_wanted)?;
            Some(found.path.get(repeat.path.len() + 1..)?.to_owned())
        };
        let Some(value) = column("choiceValuesFromQuestion") else {
            self.report_not_carried(element, "choiceValuesFromQuestion", "name a question in those panels");
            return None;
        };
        let label = column("choiceTextsFromQuestion").filter(|_| element.text("choiceTextsFromQuestion").is_some());
        Some(ChoicesFrom {
            file: None,
            nodeset: Some(repeat.path.clone()),
            label: Some(label.unwrap_or_else(|| value.clone())),
            value: Some(value),
        })
    }
}

impl<'c> Converter<'c> {
    /// The question that choices are taken from.
    fn source(&self, element: &Element<'_>, carried: CarriedChoices<'_>) -> Option<&'c Element<'c>> {
        let symbol = self.scope(&element.path).symbol(carried.source);
        let source = symbol.and_then(|symbol| self.element_at(&symbol.path));
        // Questions are named by their own name here, whatever their value is called.
        source.or_else(|| with_name(self.tree, carried.source)).filter(|source| source.path != element.path)
    }
}

/// Expression: the choices that have a condition of their own, which stands in the place of the common one; ends in `or`.
fn besides(element: &Located<'_>) -> String {
    let own = element.items("choices").into_iter().filter(|choice| choice.expression("visibleIf").is_some());
    let names = own.filter_map(|choice| choice_name_of(choice.json));
    names.map(|name| format!("name = {} or ", quoted(&name))).collect()
}

/// All filters as one, which lets special choices through.
fn joined_filters(filters: Vec<String>, special: &[Choice]) -> Option<String> {
    if filters.is_empty() {
        return None;
    }
    let own: String = special.iter().map(|choice| format!("name = {} or ", quoted(&choice.name))).collect();
    let all: Vec<String> = filters.iter().map(|filter| format!("({filter})")).collect();
    Some(format!("{own}({})", all.join(" and ")))
}

/// By labels in the first language; numbers come by their size.
fn by_label(one: &Choice, other: &Choice, language: &str) -> Ordering {
    let label = |Choice { label: Text(label), .. }: &Choice| {
        let words = label.get(language).or_else(|| label.values().next());
        words.cloned().unwrap_or_default()
    };
    let (one, other) = (label(one), label(other));
    match (one.parse::<f64>(), other.parse::<f64>()) {
        (Ok(number), Ok(another)) => number.total_cmp(&another),
        _ => one.cmp(&other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choice(name: &str) -> Choice {
        let label = Text([("en".to_owned(), name.to_owned())].into());
        Choice { name: name.to_owned(), label, ..Choice::default() }
    }

    #[test]
    fn numbers_are_sorted_by_size_and_words_by_letter() {
        let mut all = ["10", "9", "b", "A"].map(choice);
        all.sort_by(|one, other| by_label(one, other, "en"));
        assert_eq!(all.map(|choice| choice.name), ["9", "10", "A", "b"]);
    }

    #[test]
    fn filters_let_special_choices_through() {
        let filters = vec!["a = 1".to_owned(), "b = 2".to_owned()];
        let joined = joined_filters(filters, &[choice("none")]);
        assert_eq!(joined.as_deref(), Some("name = 'none' or ((a = 1) and (b = 2))"));
        assert_eq!(joined_filters(Vec::new(), &[choice("none")]), None);
    }
}
