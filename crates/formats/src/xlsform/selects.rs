//! Where the choices of a question come from.

use sealform_types::{Json, Place, nearest};

use super::form::Form;
use super::kinds::{From, Select};
use super::node::Node;
use super::parameters::{self, Parameters};
use super::references::references;
use super::table::Record;

const FILES: &[&str] = &[".csv", ".xml", ".geojson"];

/// A select whose list has the name of a file, and stands on no sheet, is one from a file.
pub fn with_file(form: &Form, select: &Select) -> Select {
    let stem = FILES.iter().find_map(|ending| select.list.strip_suffix(ending));
    let is_file = select.from == From::Choices && stem.is_some_and(|stem| !stem.is_empty());
    match is_file && form.lists.get(&select.list, false).is_none() {
        true => Select { from: From::File, ..select.clone() },
        false => select.clone(),
    }
}

/// Puts `choices` or `choices_from`.
pub fn source(form: &mut Form, record: &Record<'_>, node: &mut Node, select: &Select, parameters: &Parameters) {
    let at = record.address("type");
    let searches = record.text("appearance").is_some_and(|text| text.contains("search("));
    if select.or_other && (select.from == From::File || !references(&select.list).is_empty()) {
        let message = "`or_other` needs a choice list to add a choice to";
        form.error("xlsform/other-without-list", message, Place::at(&at), "add the text question yourself");
    }
    if select.from == From::File {
        return file(form, record, node, select, parameters, searches);
    }
    if select.from == From::Nodeset {
        let mut members = vec![("nodeset".to_owned(), Json::from(select.list.as_str()))];
        members.extend(columns(parameters));
        return node.put("choices_from", Json::Object(members), Some(at));
    }
    if let [reference] = references(&select.list).as_slice() {
        // The instances of a repeat, by the answers to one of its questions.
        node.put("choices_from", Json::Object(vec![("repeat".to_owned(), Json::from(reference.name))]), Some(at));
        return;
    }
    if searches {
        let message = "`search()` is old: the choices of the sheet are offered";
        form.warning("xlsform/search", message, record.place_of("appearance"), "use `select_one_from_file`");
    } else if select.from == From::Choices {
        form.instance(&select.list, "choices", Place::at(&at));
    }
    form.searches.push((select.list.clone(), searches, record.place_of("appearance")));
    list(form, record, &select.list, select.from);
    if select.kind == "select_multiple" {
        tell_blanks(form, &select.list);
    }
    if select.or_other {
        add_other(form, &select.list);
    }
    let known = form.lists.get(&select.list, select.from == From::External).map(|list| form.lists.known_as(list));
    node.put("choices", known.unwrap_or_else(|| select.list.clone()).as_str(), Some(at));
}

fn file(
    form: &mut Form,
    record: &Record<'_>,
    node: &mut Node,
    select: &Select,
    parameters: &Parameters,
    searches: bool,
) {
    let at = record.address("type");
    let says_so = record.text("type").is_some_and(|text| text.to_lowercase().replace(' ', "_").contains("_from_file"));
    if says_so && !is_file(&select.list) {
        let message = format!("`{}` is no file that choices are read from", select.list);
        form.error("xlsform/file-type", message, Place::at(at), "name a file that ends in .csv, .xml or .geojson");
        return;
    }
    if searches {
        let message = "`search()` and choices from a file do not go together";
        form.error("xlsform/search-in-file", message, record.place_of("appearance"), "remove `search()`");
    }
    form.resource(&select.list, Place::at(&at));
    let mut members = vec![("file".to_owned(), Json::from(select.list.as_str()))];
    members.extend(columns(parameters));
    node.put("choices_from", Json::Object(members), Some(at));
}

/// Whether a name has one of the endings, in small letters, and no other.
fn is_file(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = FILES.iter().find_map(|ending| name.strip_suffix(ending));
    stem.is_some_and(|stem| !stem.is_empty() && !stem.contains('.'))
}

/// What is stored and read of each row, where the parameters say so.
fn columns(parameters: &Parameters) -> impl Iterator<Item = (String, Json)> {
    let of = |name: &str| Some((name.to_owned(), Json::from(parameters::get(parameters, name)?)));
    ["value", "label"].into_iter().filter_map(of)
}

/// Tells where a list is not there.
pub fn list(form: &mut Form, record: &Record<'_>, name: &str, from: From) {
    let external = from == From::External;
    let place = record.place_of("type");
    if form.lists.get(name, external).is_some() {
        return;
    }
    let (sheet, there) = match external {
        true => ("external_choices", form.sheets.1),
        false => ("choices", form.sheets.0),
    };
    if !there {
        let near = nearest(sheet, form.other_sheets.iter().map(String::as_str)).map(str::to_owned);
        let hint = near.map_or_else(
            || format!("add a sheet `{sheet}` with the columns `list_name`, `name` and `label`"),
            |near| format!("rename the sheet `{near}`"),
        );
        return form.error("xlsform/missing-sheet", format!("there is no sheet `{sheet}`"), place, hint);
    }
    let known = form.lists.all.iter().filter(|list| list.external == external).map(|list| list.name.as_str());
    let hint = match nearest(name, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("add its choices to the sheet `{sheet}`"),
    };
    form.error("xlsform/unknown-list", format!("the sheet `{sheet}` has no list `{name}`"), place, hint);
}

/// Several answers are parted by blanks, so no name has one.
fn tell_blanks(form: &mut Form, list: &str) {
    let Some(list) = form.lists.get(list, false) else { return };
    let blank = list.choices.iter().find(|choice| choice.name.contains(' '));
    let Some(choice) = blank.cloned() else { return };
    let at = choice.cells.first().map(|(_, at)| at.clone()).unwrap_or_default();
    if form.findings.iter().any(|finding| finding.place.pointer == at) {
        return;
    }
    let message = format!("`{}` has a blank, and blanks part the answers of a `select_multiple`", choice.name);
    form.error("xlsform/bad-name", message, Place::at(at), "write `_` in place of the blank");
}

fn add_other(form: &mut Form, list: &str) {
    let label = form.in_all("Other");
    let Some(list) = form.lists.all.iter_mut().find(|known| known.name == list && !known.external) else { return };
    if !list.choices.iter().any(|choice| choice.name == "other") {
        list.choices.push(super::choices::Choice {
            name: "other".to_owned(),
            members: vec![("label".to_owned(), label.clone())],
            label: Some(label),
            cells: Vec::new(),
            points: None,
        });
    }
}

/// The text question for another answer.
pub fn other(form: &Form, node: &Node) -> Node {
    let mut other =
        Node { name: format!("{}_other", node.name), kind: "text", row: node.row, shown: true, ..Node::default() };
    other.cells.push(("/name".to_owned(), node.cell("/type")));
    other.put("label", form.in_all("Specify other."), None);
    // By its path: the name may stand in another group, too.
    other.put("relevant", format!("selected(../{}, 'other')", node.name).as_str(), None);
    other
}
