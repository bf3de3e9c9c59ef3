//! Where the choices of a question come from.

use sealform_expression::calls;
use sealform_questionnaire::{Choice, ChoicesFrom, Question, QuestionType};
use sealform_types::Place;

use super::choices::{ChoiceSheet, ListedChoice};
use super::context::{ListUse, Lookup, ReadContext};
use super::node::{Content, Node, QuestionRow};
use super::parameters::{self, Parameters};
use super::references::references;
use super::table::Record;
use super::types::{ChoiceSource, OtherAnswer, Select};

const FILES: &[&str] = &[".csv", ".xml", ".geojson"];

/// A select whose list has the name of a file, and stands on no sheet, is one from a file.
pub fn with_file(context: &ReadContext, select: &Select) -> Select {
    let stem = FILES.iter().find_map(|ending| select.list.strip_suffix(ending));
    let is_file = select.source == ChoiceSource::Choices && stem.is_some_and(|stem| !stem.is_empty());
    match is_file && context.lists.get(&select.list, ChoiceSheet::Choices).is_none() {
        true => Select { source: ChoiceSource::File, ..select.clone() },
        false => select.clone(),
    }
}

/// Finds out where the choices of a select are. Gives what the document says of them.
pub fn source(
    context: &mut ReadContext,
    record: &Record<'_>,
    select: &Select,
    parameters: &Parameters,
) -> Option<Choices> {
    let at = Place::at(record.address("type"));
    let references = references(&select.list);
    if select.other == OtherAnswer::Offered && (select.source == ChoiceSource::File || !references.is_empty()) {
        let message = "`or_other` needs a choice list to add a choice to";
        context.error("xlsform/other-without-list", message, at.clone(), "add the text question yourself");
    }
    match (select.source, references.as_slice()) {
        (ChoiceSource::File, _) => file(context, record, select, parameters),
        (ChoiceSource::Nodeset, _) => {
            let nodeset = Some(select.list.clone());
            Some(Choices::From(ChoicesFrom { nodeset, ..columns(parameters) }))
        }
        // The instances of a repeat, by the answers to one of its questions.
        (ChoiceSource::Choices | ChoiceSource::External, [one]) => Some(Choices::AnswersTo(one.name.to_owned())),
        (ChoiceSource::Choices, _) => Some(Choices::List(from_sheet(context, record, select, ChoiceSheet::Choices))),
        (ChoiceSource::External, _) => Some(Choices::List(from_sheet(context, record, select, ChoiceSheet::External))),
    }
}

/// What the document says of the choices of a select.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choices {
    /// `choices`
    List(String),
    /// `choices_from`
    From(ChoicesFrom),
    /// `choices_from`, as soon as it is known in which repeat the question of this name is.
    AnswersTo(String),
}

/// Whether the appearance of a select has the old function `search()`.
fn searches(record: &Record<'_>) -> bool {
    calls_search(record.text("appearance").unwrap_or_default())
}

fn calls_search(appearance: &str) -> bool {
    calls(appearance).iter().any(|function| function == "search")
}

fn from_sheet(context: &mut ReadContext, record: &Record<'_>, select: &Select, sheet: ChoiceSheet) -> String {
    let at = Place::at(record.address("type"));
    let lookup = if searches(record) { Lookup::Searched } else { Lookup::Offered };
    if lookup == Lookup::Searched {
        let message = "`search()` is outdated: the choices of the sheet are offered";
        context.warning("xlsform/search", message, record.place_of("appearance"), "use `select_one_from_file`");
    } else if sheet == ChoiceSheet::Choices {
        context.instance(&select.list, "choices", at);
    }
    context.searches.push(ListUse { list: select.list.clone(), lookup, place: record.place_of("appearance") });
    list(context, record, &select.list, sheet);
    if select.kind == QuestionType::SelectMultiple {
        report_blanks(context, &select.list);
    }
    if select.other == OtherAnswer::Offered {
        add_other(context, &select.list);
    }
    let known = context.lists.get(&select.list, sheet).map(|list| context.lists.known_as(list));
    known.unwrap_or_else(|| select.list.clone())
}

fn file(context: &mut ReadContext, record: &Record<'_>, select: &Select, parameters: &Parameters) -> Option<Choices> {
    let at = Place::at(record.address("type"));
    let says_so = record.text("type").is_some_and(|text| text.to_lowercase().replace(' ', "_").contains("_from_file"));
    if says_so && !is_file(&select.list) {
        let message = format!("choices cannot be read from a file such as `{}`", select.list);
        context.error("xlsform/file-type", message, at, "name a file that ends in .csv, .xml or .geojson");
        return None;
    }
    if searches(record) {
        let message = "`search()` and choices from a file do not go together";
        context.error("xlsform/search-in-file", message, record.place_of("appearance"), "remove `search()`");
    }
    context.resource(&select.list, at);
    Some(Choices::From(ChoicesFrom { file: Some(select.list.clone()), ..columns(parameters) }))
}

/// Whether a name has one of the endings, in small letters, and no other.
fn is_file(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = FILES.iter().find_map(|ending| name.strip_suffix(ending));
    stem.is_some_and(|stem| !stem.is_empty() && !stem.contains('.'))
}

/// What is stored and read of each row, where the parameters say so.
fn columns(parameters: &Parameters) -> ChoicesFrom {
    let of = |name: &str| parameters::get(parameters, name).map(str::to_owned);
    ChoicesFrom { value: of("value"), label: of("label"), ..ChoicesFrom::default() }
}

/// Reports where a list is not there.
pub fn list(context: &mut ReadContext, record: &Record<'_>, name: &str, sheet: ChoiceSheet) {
    let place = record.place_of("type");
    if context.lists.get(name, sheet).is_some() {
        return;
    }
    let sheet_name = sheet.name();
    if !context.choice_sheets.contains(&sheet) {
        let others = context.other_sheets.iter().map(String::as_str);
        let near = context.findings.closest_match(sheet_name, others).map(str::to_owned);
        let hint = near.map_or_else(
            || format!("add a sheet `{sheet_name}` with the columns `list_name`, `name` and `label`"),
            |near| format!("rename the sheet `{near}`"),
        );
        return context.error("xlsform/missing-sheet", format!("there is no sheet `{sheet_name}`"), place, hint);
    }
    let known = context.lists.all.iter().filter(|list| list.sheet == sheet).map(|list| list.name.as_str());
    let hint = match context.findings.closest_match(name, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("add its choices to the sheet `{sheet_name}`"),
    };
    context.error("xlsform/unknown-list", format!("the sheet `{sheet_name}` has no list `{name}`"), place, hint);
}

/// Several answers are parted by blanks, so no name has one.
fn report_blanks(context: &mut ReadContext, list: &str) {
    let Some(list) = context.lists.get_mut(list, ChoiceSheet::Choices).filter(|list| !list.is_checked) else { return };
    list.is_checked = true;
    let blank = list.choices.iter().find(|choice| choice.choice.name.contains(' '));
    let Some((name, place)) = blank.map(|blank| (blank.choice.name.clone(), blank.place())) else { return };
    if context.findings.iter().any(|finding| finding.place.pointer == place.pointer) {
        return;
    }
    let message = format!("`{name}` has a blank, and blanks separate the answers of a `select_multiple`");
    context.error("xlsform/bad-name", message, place, "write `_` in place of the blank");
}

fn add_other(context: &mut ReadContext, list: &str) {
    let label = context.in_all("Other");
    let Some(list) = context.lists.get_mut(list, ChoiceSheet::Choices).filter(|list| !list.has_other) else { return };
    list.has_other = true;
    if !list.choices.iter().any(|choice| choice.choice.name == "other") {
        let choice = Choice { name: "other".to_owned(), label, ..Choice::default() };
        list.choices.push(ListedChoice { choice, ..ListedChoice::default() });
    }
}

/// The text question for another answer.
pub fn other(context: &ReadContext, node: &Node) -> Node {
    let question = Question {
        label: context.in_all("Specify other."),
        // By its path: the name may stand in another group, too.
        relevant: Some(format!("selected(../{}, 'other')", node.name)),
        ..Question::default()
    };
    let content = Content::Question(Box::new(QuestionRow { question, choices_of: None }));
    Node::new(format!("{}_other", node.name), content, node.row, node.cell("/type"))
}

#[cfg(test)]
mod tests {
    use super::calls_search;

    #[test]
    fn only_the_function_of_that_name_searches() {
        for searching in
            ["search('towns')", "minimal search ('towns', 'matches', 'a', ${b})", "w1, search(\"x\") quick"]
        {
            assert!(calls_search(searching), "{searching}");
        }
        for other in ["search", "quick_search('x')", "re-search('x')", "likert('search(', 2)", "search autocomplete"] {
            assert!(!calls_search(other), "{other}");
        }
    }
}
