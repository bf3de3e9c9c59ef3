//! What a select offers: items written out, or an itemset over an instance or a repeat.

use std::collections::BTreeMap;

use roxmltree::Node;
use sealform_types::{Finding, Findings, Json, say};

use super::expressions::translate;
use super::lists::{Columns, Secondaries, Secondary, choices};
use super::texts::Words;
use super::xml::{attribute, child, elements, place, place_of_attribute, text_inside};

/// What a question says about its choices.
#[derive(Debug, Default)]
pub(super) struct Offer {
    /// `choices`, `choices_from`, `choice_filter`, `parameters` as members.
    pub members: Vec<(String, Json)>,
    /// `randomize` and `seed`.
    pub parameters: Vec<(String, String)>,
}

/// Gathers the lists that questions offer from.
pub(super) struct Offers<'r, 'a, 'i> {
    pub words: &'r Words<'r, 'a, 'i>,
    pub secondaries: &'r Secondaries<'a, 'i>,
    /// Lists of the document by name.
    pub lists: BTreeMap<String, Vec<Json>>,
    /// Which columns a list was made with.
    pub columns: BTreeMap<String, Columns>,
}

/// A nodeset taken apart: `randomize(instance('id')/root/item[filter], seed)`.
#[derive(Debug, Default, PartialEq)]
struct Nodeset {
    /// The `id` of `instance('id')`, or the path of a repeat.
    source: String,
    is_instance: bool,
    filters: Vec<String>,
    /// Steps behind the last predicate.
    below: Option<String>,
    randomize: bool,
    seed: Option<String>,
}

impl Offers<'_, '_, '_> {
    /// What the select at `path` offers.
    pub(super) fn offer(&mut self, control: Node<'_, '_>, path: &str, findings: &mut Findings) -> Offer {
        match child(control, "itemset") {
            Some(itemset) => self.itemset(itemset, path, findings),
            None => self.items(control, path, findings),
        }
    }

    fn items(&mut self, control: Node<'_, '_>, path: &str, findings: &mut Findings) -> Offer {
        let mut list = Vec::new();
        for item in elements(control).filter(|element| element.tag_name().name() == "item") {
            let value = child(item, "value").map(|value| text_inside(value).trim().to_owned()).unwrap_or_default();
            if value.is_empty() {
                let finding = Finding::warning("xform/choice", "an item without `value` is no choice", place(item));
                findings.push(finding.hint("give it a value"));
                continue;
            }
            let label = child(item, "label").map(|label| self.words.of_element(label, path, findings));
            let label = label.unwrap_or_default();
            let mut members = vec![
                ("name".to_owned(), Json::from(value.as_str())),
                ("label".to_owned(), label.text().unwrap_or_else(|| Json::from(value.as_str()))),
            ];
            members.extend(label.media_json().map(|media| ("media".to_owned(), media)));
            list.push(Json::Object(members));
        }
        if list.is_empty() {
            let finding = Finding::warning("xform/no-choices", "the select offers nothing", place(control));
            findings.push(finding.hint("add an `item` or an `itemset`"));
        }
        let name = self.list_for(path, list);
        Offer { members: vec![("choices".to_owned(), Json::from(name.as_str()))], ..Offer::default() }
    }

    /// The name of a list: one that is there with the same choices, else a new one.
    fn list_for(&mut self, path: &str, list: Vec<Json>) -> String {
        if let Some((name, _)) = self.lists.iter().find(|(name, known)| **known == list && !self.is_read(name)) {
            return name.clone();
        }
        let base = path.rsplit_once('/').map_or(path, |(_, name)| name);
        let name = self.free_name(base);
        self.lists.insert(name.clone(), list);
        name
    }

    fn is_read(&self, name: &str) -> bool {
        self.secondaries.contains_key(name)
    }

    fn free_name(&self, base: &str) -> String {
        let taken = |name: &str| self.lists.contains_key(name) || self.secondaries.contains_key(name);
        if !taken(base) {
            return base.to_owned();
        }
        (2_u32..).map(|number| format!("{base}_{number}")).find(|name| !taken(name)).unwrap_or_default()
    }

    fn itemset(&mut self, itemset: Node<'_, '_>, path: &str, findings: &mut Findings) -> Offer {
        let at = || place_of_attribute(itemset, "nodeset");
        let written = attribute(itemset, "nodeset").unwrap_or_default();
        let Some(nodeset) = take_apart(written) else {
            let finding = Finding::error("xform/itemset", say!("choices cannot be taken from `{written}`"), at());
            findings.push(finding.hint("write `instance('list')/root/item[…]`, or a path to a repeat"));
            return Offer::default();
        };
        // What stands behind the predicates is what the rows' columns are looked for in; `.` is that itself.
        let column = |name: &str, usual: &str| {
            let column = child(itemset, name).map_or_else(|| usual.to_owned(), column_of);
            match (nodeset.below.as_deref(), column.as_str()) {
                (None, _) => column,
                (Some(below), ".") => below.to_owned(),
                (Some(below), _) => format!("{below}/{column}"),
            }
        };
        let columns = Columns { value: column("value", "name"), label: column("label", "label") };
        let filters: Vec<String> =
            nodeset.filters.iter().map(|filter| translate(filter, path, self.words.fields)).collect();
        if let Some(offer) = self.walked(&nodeset, &columns, &filters, findings) {
            return offer;
        }
        let mut offer = self.source(&nodeset, &columns, path, itemset, findings);
        let filter = match filters.as_slice() {
            [] => None,
            [one] => Some(one.clone()),
            many => Some(many.iter().map(|filter| format!("({filter})")).collect::<Vec<_>>().join(" and ")),
        };
        if let Some(filter) = filter {
            offer.members.push(("choice_filter".to_owned(), Json::from(filter.as_str())));
        }
        if nodeset.randomize {
            offer.parameters.push(("randomize".to_owned(), "true".to_owned()));
            let seed = nodeset.seed.map(|seed| translate(&seed, path, self.words.fields));
            offer.parameters.extend(seed.map(|seed| ("seed".to_owned(), seed)));
        }
        offer
    }

    /// The rows of an instance as nodes, where a filter asks for more than the columns of one row: where it stands, its
    /// label, or a column that is called as another one is in the list.
    fn walked(
        &mut self,
        nodeset: &Nodeset,
        columns: &Columns,
        filters: &[String],
        findings: &mut Findings,
    ) -> Option<Offer> {
        let Some(Secondary::Inside(rows)) = self.secondaries.get(&nodeset.source).filter(|_| nodeset.is_instance)
        else {
            return None;
        };
        let must_walk = !filters.is_empty()
            && (!columns.keep_names(rows) || filters.iter().any(|filter| asks_where(filter, &columns.label)));
        let (id, usual) = (nodeset.source.as_str(), Columns::usual(rows));
        if !must_walk || nodeset.randomize || self.columns.get(id).is_some_and(|known| *known != usual) {
            return None;
        }
        if !self.columns.contains_key(id) {
            self.add(id.to_owned(), rows, &usual, findings);
        }
        let renamed =
            |column: &str, usual: &str, name: &str| if column == usual { name.to_owned() } else { column.to_owned() };
        let predicates: String = filters.iter().map(|filter| format!("[{filter}]")).collect();
        let from = [
            ("nodeset", format!("instance('{id}')/root/item{predicates}")),
            ("value", renamed(&columns.value, &usual.value, "name")),
            ("label", renamed(&columns.label, &usual.label, "label")),
        ];
        let from = from.into_iter().map(|(name, text)| (name.to_owned(), Json::from(text.as_str()))).collect();
        Some(Offer { members: vec![("choices_from".to_owned(), Json::Object(from))], ..Offer::default() })
    }

    fn source(
        &mut self,
        nodeset: &Nodeset,
        columns: &Columns,
        path: &str,
        itemset: Node<'_, '_>,
        findings: &mut Findings,
    ) -> Offer {
        let text = |name: &str, text: &str| (name.to_owned(), Json::from(text));
        if !nodeset.is_instance {
            let nodeset = translate(&nodeset.source, path, self.words.fields);
            let from = vec![text("nodeset", &nodeset), text("value", &columns.value), text("label", &columns.label)];
            return Offer { members: vec![("choices_from".to_owned(), Json::Object(from))], ..Offer::default() };
        }
        match self.secondaries.get(&nodeset.source) {
            Some(Secondary::File(name)) => {
                let from = vec![text("file", name), text("value", &columns.value), text("label", &columns.label)];
                Offer { members: vec![("choices_from".to_owned(), Json::Object(from))], ..Offer::default() }
            }
            Some(Secondary::Inside(rows)) => {
                let name = self.list_of(&nodeset.source, rows, columns, findings);
                Offer { members: vec![text("choices", &name)], ..Offer::default() }
            }
            None => {
                let message = say!("there is no instance `{}`", nodeset.source);
                let finding = Finding::error("xform/unknown-instance", message, place(itemset));
                findings.push(finding.hint("add it to the model"));
                Offer::default()
            }
        }
    }

    /// The list of an instance with these columns: under its own name where expressions read it alike.
    fn list_of(&mut self, id: &str, rows: &[Node<'_, '_>], columns: &Columns, findings: &mut Findings) -> String {
        match self.columns.get(id) {
            Some(known) if known == columns => return id.to_owned(),
            None if columns.keep_names(rows) => {
                self.add(id.to_owned(), rows, columns, findings);
                return id.to_owned();
            }
            _ => {}
        }
        let name = format!("{id}_{}_{}", columns.value, columns.label);
        if !self.columns.contains_key(&name) {
            self.add(name.clone(), rows, columns, findings);
        }
        name
    }

    fn add(&mut self, name: String, rows: &[Node<'_, '_>], columns: &Columns, findings: &mut Findings) {
        let list = choices(rows, columns, self.words, findings);
        self.lists.insert(name.clone(), list);
        self.columns.insert(name, columns.clone());
    }

    /// Whether a list has two choices of one name, which XForms allow; they are told.
    pub(super) fn tell_twins(&self, model: Node<'_, '_>, findings: &mut Findings) -> bool {
        let mut has_twins = false;
        for (name, list) in &self.lists {
            let mut names: Vec<&str> = list.iter().filter_map(|choice| choice.get("name")?.as_str()).collect();
            names.sort_unstable();
            if let Some(twin) =
                names.windows(2).find_map(|pair| (pair.first() == pair.get(1)).then(|| pair.first()).flatten())
            {
                let message = say!("the list `{name}` offers `{twin}` more than once");
                let finding = Finding::warning("xform/choice-twice", message, place(model));
                findings.push(finding.hint("give each choice a value of its own, or filter the list"));
                has_twins = true;
            }
        }
        has_twins
    }

    /// Lists that no question offers, but expressions may read.
    pub(super) fn add_unasked(&mut self, is_read: impl Fn(&str) -> bool) {
        for (id, secondary) in self.secondaries {
            if let Secondary::Inside(rows) = secondary
                && !self.columns.contains_key(id)
                && is_read(id)
            {
                // Rows without a value are none to choose, and none has to.
                self.add(id.clone(), rows, &Columns::usual(rows), &mut Findings::default());
            }
        }
    }
}

/// Whether a filter asks where a row stands among the others, or what its label is.
fn asks_where(filter: &str, label: &str) -> bool {
    let filter = filter.trim();
    let is_part = |sign: char| sign.is_alphanumeric() || matches!(sign, '_' | '-' | '.');
    filter.starts_with(|sign: char| sign.is_ascii_digit())
        || filter.starts_with("./")
        || ["position(", "last(", "number("].iter().any(|call| filter.contains(call))
        || filter.split(|sign| !is_part(sign)).any(|word| word == label)
}

/// The column that `<value ref="…"/>` or `<label ref="jr:itext(…)"/>` names.
fn column_of(element: Node<'_, '_>) -> String {
    let reference = attribute(element, "ref").unwrap_or_default().trim();
    let inside = reference.strip_prefix("jr:itext(").and_then(|rest| rest.strip_suffix(')')).unwrap_or(reference);
    let plain = inside.trim().strip_prefix("./").unwrap_or(inside.trim());
    plain.rsplit_once(':').map_or(plain, |(_, local)| local).to_owned()
}

fn take_apart(nodeset: &str) -> Option<Nodeset> {
    let nodeset = nodeset.trim();
    if let Some(inside) = nodeset.strip_prefix("randomize(").and_then(|rest| rest.trim_end().strip_suffix(')')) {
        let (inner, seed) = split_top(inside, ',');
        let seed = seed.map(str::trim).filter(|seed| !seed.is_empty()).map(str::to_owned);
        return Some(Nodeset { randomize: true, seed, ..take_apart(inner)? });
    }
    let (source, is_instance, path) = match nodeset.strip_prefix("instance(") {
        Some(rest) => {
            let (id, path) = rest.split_once(')')?;
            let id = id.trim();
            let quote = id.chars().next().filter(|sign| matches!(sign, '\'' | '"'))?;
            (id.strip_prefix(quote)?.strip_suffix(quote)?.to_owned(), true, path.trim())
        }
        None if nodeset.starts_with(['/', '.']) || nodeset.starts_with("current()") => (String::new(), false, nodeset),
        None => return None,
    };
    let (plain, filters, below) = filters(path)?;
    if is_instance && below.is_some() {
        return None;
    }
    let source = if is_instance { source } else { plain };
    Some(Nodeset { source, is_instance, filters, below: below.map(str::to_owned), ..Nodeset::default() })
}

/// A path to the first step with predicates, these, and the steps behind it; `None` where two steps have some.
fn filters(path: &str) -> Option<(String, Vec<String>, Option<&str>)> {
    let Some((plain, mut rest)) = path.split_once('[').map(|(plain, _)| (plain, path.get(plain.len()..))) else {
        return Some((path.to_owned(), Vec::new(), None));
    };
    let (mut filters, mut below) = (Vec::new(), None);
    while let Some(open) = rest.map(str::trim_start).filter(|rest| !rest.is_empty()) {
        if let Some(steps) = open.strip_prefix('/').filter(|steps| !steps.contains('[')) {
            below = Some(steps.trim());
            break;
        }
        let inside = open.strip_prefix('[')?;
        let (filter, behind) = split_top(inside, ']');
        filters.push(filter.trim().to_owned());
        rest = Some(behind?);
    }
    Some((plain.trim().to_owned(), filters, below))
}

/// Splits at the first such sign outside brackets and literals.
fn split_top(text: &str, wanted: char) -> (&str, Option<&str>) {
    let (mut depth, mut quote) = (0_i32, None);
    for (at, sign) in text.char_indices() {
        match (quote, sign) {
            (Some(open), _) if open == sign => quote = None,
            (Some(_), _) => {}
            (None, _) if sign == wanted && depth == 0 => {
                return (text.get(..at).unwrap_or(text), text.get(at + sign.len_utf8()..));
            }
            (None, '\'' | '"') => quote = Some(sign),
            (None, '(' | '[') => depth += 1,
            (None, ')' | ']') => depth -= 1,
            (None, _) => {}
        }
    }
    (text, None)
}

#[cfg(test)]
mod tests {
    use super::take_apart;

    #[test]
    fn nodesets_are_taken_apart() {
        let set = take_apart("randomize(instance('c')/root/item[a = ']' and b[1] = 2][c], /data/seed)").expect("a set");
        assert_eq!((set.source.as_str(), set.is_instance, set.randomize), ("c", true, true));
        assert_eq!(set.filters, ["a = ']' and b[1] = 2", "c"]);
        assert_eq!(set.seed.as_deref(), Some("/data/seed"));
        let set = take_apart("/data/person[age > 3]").expect("a set");
        assert_eq!((set.source.as_str(), set.is_instance, set.filters.len()), ("/data/person", false, 1));
        let set = take_apart("/data/person[age > 3]/name").expect("a set");
        assert_eq!((set.source.as_str(), set.filters.len(), set.below.as_deref()), ("/data/person", 1, Some("name")));
        assert_eq!(take_apart("count(/data/a)"), None);
        assert_eq!(take_apart("instance('a')/root/b[c]/d"), None);
    }
}
