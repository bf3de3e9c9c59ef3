//! What a select offers: items written out, or an itemset over an instance or a repeat.

use std::collections::BTreeMap;

use roxmltree::Node;
use sealform_expression::{Asked, CallRole, PathFrom, StepTo, Syntax, SyntaxPath, SyntaxStep, parse, parse_qualified};
use sealform_questionnaire::{Choice, ChoicesFrom};
use sealform_types::{Finding, Findings, VecMap, say};

use super::expressions::{over_levels, translate};
use super::itext::id_looked_up;
use super::path::local;
use super::secondary::{Columns, Secondary, SecondaryInstances, choice_of, choices};
use super::source::{attribute, child, elements, place, place_of_attribute, text_inside};
use super::texts::TextReader;
use crate::document::{ChoiceLists, Usage};

/// What a question says about its choices.
#[derive(Debug, Default)]
pub(super) struct Offer {
    /// The name of its list.
    pub choices: Option<String>,
    pub choices_from: Option<ChoicesFrom>,
    pub choice_filter: Option<String>,
    /// `randomize` and `seed`.
    pub parameters: VecMap<String, String>,
}

impl Offer {
    fn list(name: String) -> Self {
        Self { choices: Some(name), ..Self::default() }
    }

    fn from(from: ChoicesFrom) -> Self {
        Self { choices_from: Some(from), ..Self::default() }
    }
}

/// Gathers the lists that questions offer from.
pub(super) struct Choices<'r, 'a, 'i> {
    pub texts: &'r TextReader<'r, 'a, 'i>,
    pub secondaries: &'r SecondaryInstances<'a, 'i>,
    /// Lists of the document by name.
    pub lists: ChoiceLists,
    /// Which columns a list was made with.
    pub columns: BTreeMap<String, Columns>,
}

/// A nodeset taken apart: `randomize(instance('id')/root/item[filter], seed)`.
#[derive(Debug, PartialEq)]
struct Nodeset {
    rows: Rows,
    filters: Vec<String>,
    /// Steps behind the last predicate.
    below: Option<String>,
    order: Order,
}

/// Where the rows of a nodeset are.
#[derive(Debug, PartialEq)]
enum Rows {
    /// In the secondary instance of this id.
    InInstance(String),
    /// In the form itself: the path of a repeat.
    InForm(String),
}

/// In which order choices are offered.
#[derive(Debug, PartialEq)]
enum Order {
    AsWritten,
    /// Shuffled, with the expression of a seed.
    Random(Option<String>),
}

impl<'r, 'a, 'i> Choices<'r, 'a, 'i> {
    pub(super) fn new(texts: &'r TextReader<'r, 'a, 'i>, secondaries: &'r SecondaryInstances<'a, 'i>) -> Self {
        Self { texts, secondaries, lists: ChoiceLists::default(), columns: BTreeMap::new() }
    }

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
                let finding = Finding::warning("xform/choice", "an item without `value` is not a choice", place(item));
                findings.push(finding.hint("give it a value"));
                continue;
            }
            let label = child(item, "label").map(|label| self.texts.of_element(label, path, findings));
            let label = label.unwrap_or_default();
            list.push(choice_of(value, label, self.texts));
        }
        if list.is_empty() {
            let finding = Finding::warning("xform/no-choices", "the select offers no choices", place(control));
            findings.push(finding.hint("add an `item` or an `itemset`"));
        }
        Offer::list(self.list_for(path, list))
    }

    /// The name of a list that is written out at a question.
    fn list_for(&mut self, path: &str, list: Vec<Choice>) -> String {
        let base = path.rsplit_once('/').map_or(path, |(_, name)| name);
        self.lists.add(base, list, |name| self.secondaries.contains_key(name))
    }

    fn itemset(&mut self, itemset: Node<'_, '_>, path: &str, findings: &mut Findings) -> Offer {
        let at = || place_of_attribute(itemset, "nodeset");
        let written = attribute(itemset, "nodeset").unwrap_or_default();
        let Some(nodeset) = take_apart(&over_levels(written, path, self.texts.fields)) else {
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
            nodeset.filters.iter().map(|filter| translate(filter, path, self.texts.fields)).collect();
        if let Some(offer) = self.walked(&nodeset, &columns, &filters, findings) {
            return offer;
        }
        let mut offer = self.source(&nodeset, &columns, path, itemset, findings);
        let filter = match filters.as_slice() {
            [] => None,
            [one] => Some(one.clone()),
            many => Some(many.iter().map(|filter| format!("({filter})")).collect::<Vec<_>>().join(" and ")),
        };
        offer.choice_filter = filter;
        if let Order::Random(seed) = nodeset.order {
            offer.parameters.insert("randomize".to_owned(), "true".to_owned());
            let seed = seed.map(|seed| translate(&seed, path, self.texts.fields));
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
        let Rows::InInstance(id) = &nodeset.rows else { return None };
        let Some(Secondary::Inside(rows)) = self.secondaries.get(id) else { return None };
        let must_walk = !filters.is_empty()
            && (!columns.keep_names(rows) || filters.iter().any(|filter| asks_more(filter, &columns.label)));
        let usual = Columns::usual(rows);
        if !must_walk || nodeset.order != Order::AsWritten || self.columns.get(id).is_some_and(|known| *known != usual)
        {
            return None;
        }
        if !self.columns.contains_key(id) {
            self.add(id.clone(), rows, &usual, findings);
        }
        let renamed =
            |column: &str, usual: &str, name: &str| if column == usual { name.to_owned() } else { column.to_owned() };
        let predicates: String = filters.iter().map(|filter| format!("[{filter}]")).collect();
        Some(Offer::from(ChoicesFrom {
            nodeset: Some(format!("instance('{id}')/root/item{predicates}")),
            value: Some(renamed(&columns.value, &usual.value, "name")),
            label: Some(renamed(&columns.label, &usual.label, "label")),
            file: None,
        }))
    }

    fn source(
        &mut self,
        nodeset: &Nodeset,
        columns: &Columns,
        path: &str,
        itemset: Node<'_, '_>,
        findings: &mut Findings,
    ) -> Offer {
        let from = || ChoicesFrom {
            value: Some(columns.value.clone()),
            label: Some(columns.label.clone()),
            ..ChoicesFrom::default()
        };
        let id = match &nodeset.rows {
            Rows::InInstance(id) => id,
            Rows::InForm(nodes) => {
                let nodeset = translate(nodes, path, self.texts.fields);
                return Offer::from(ChoicesFrom { nodeset: Some(nodeset), ..from() });
            }
        };
        match self.secondaries.get(id) {
            Some(Secondary::File(name)) => Offer::from(ChoicesFrom { file: Some(name.clone()), ..from() }),
            Some(Secondary::Inside(rows)) => Offer::list(self.list_of(id, rows, columns, findings)),
            None => {
                let finding =
                    Finding::error("xform/unknown-instance", say!("there is no instance `{id}`"), place(itemset));
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
        let list = choices(rows, columns, self.texts, findings);
        self.lists.insert(name.clone(), list);
        self.columns.insert(name, columns.clone());
    }

    /// Whether a list has two choices of one name, which XForms allow; they are reported.
    pub(super) fn report_twins(&self, model: Node<'_, '_>, findings: &mut Findings) -> bool {
        let mut has_twins = false;
        for (name, list) in self.lists.iter() {
            let mut names: Vec<&str> = list.iter().map(|choice| choice.name.as_str()).collect();
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
    pub(super) fn add_unasked(&mut self, usage: &Usage) {
        for (id, secondary) in self.secondaries {
            if let Secondary::Inside(rows) = secondary
                && !self.columns.contains_key(id)
                && usage.reads_table(id)
            {
                // Rows without a value are none to choose, and none has to.
                self.add(id.clone(), rows, &Columns::usual(rows), &mut Findings::default());
            }
        }
    }
}

/// Whether a filter asks for more than the columns of one row: where it stands among the others, what is deeper in it, or
/// its label. A path that begins with `..` is of the question, as forms mean it.
fn asks_more(filter: &str, label: &str) -> bool {
    let Ok(parsed) = parse(filter, "") else { return false };
    let asks = parsed.syntax().node_use();
    let more = [Asked::Position, Asked::Size, Asked::Node];
    more.iter().any(|more| asks.asked.contains(more)) || asks.children.contains(label)
}

/// The column that `<value ref="…"/>` or `<label ref="jr:itext(…)"/>` names.
fn column_of(element: Node<'_, '_>) -> String {
    let reference = attribute(element, "ref").unwrap_or_default().trim();
    let column = parse_qualified(reference, "").ok().and_then(|parsed| {
        let column = id_looked_up(parsed.syntax()).unwrap_or(parsed.syntax());
        let path = column.path().filter(|path| path.from == PathFrom::Here)?;
        let steps = path.steps.into_iter().filter(|step| step.to != StepTo::Here).collect::<Vec<_>>();
        if steps.is_empty() { Some(".".to_owned()) } else { plain(&steps) }
    });
    column.unwrap_or_else(|| reference.to_owned())
}

/// Steps without prefixes; `None` where one chooses among nodes.
fn plain(steps: &[SyntaxStep<'_>]) -> Option<String> {
    let names = steps.iter().map(|step| match step.to {
        StepTo::Child(name) => step.predicates.is_empty().then(|| local(name)),
        StepTo::Parent => step.predicates.is_empty().then_some(".."),
        StepTo::Here => step.predicates.is_empty().then_some("."),
        StepTo::Any => None,
    });
    Some(names.collect::<Option<Vec<_>>>()?.join("/"))
}

fn take_apart(nodeset: &str) -> Option<Nodeset> {
    rows_of(parse_qualified(nodeset, "").ok()?.syntax(), nodeset)
}

/// What a piece says of rows, which stands in this source.
fn rows_of(syntax: Syntax<'_>, source: &str) -> Option<Nodeset> {
    if let Some(call) = syntax.call().filter(|call| call.role == CallRole::Shuffle) {
        let (inner, seed) = call.arguments.split_first()?;
        let seed = seed.first().map(|seed| seed.source().to_owned());
        return Some(Nodeset { order: Order::Random(seed), ..rows_of(*inner, source)? });
    }
    let SyntaxPath { from, steps } = syntax.path()?;
    let filtered = steps.iter().position(|step| !step.predicates.is_empty());
    let (rows, below) = steps.split_at_checked(filtered.map_or(steps.len(), |filtered| filtered + 1))?;
    let below = if below.is_empty() { None } else { Some(plain(below)?) };
    let last = rows.last()?;
    let rows = match from {
        PathFrom::Instance(_) if below.is_some() => return None,
        PathFrom::Instance(id) => Rows::InInstance(id.to_owned()),
        PathFrom::Here if !matches!(steps.first()?.to, StepTo::Parent | StepTo::Here) => return None,
        PathFrom::Root | PathFrom::Current | PathFrom::Here => {
            Rows::InForm(source.get(syntax.span().start..last.span.end)?.to_owned())
        }
        PathFrom::Question(_) | PathFrom::Other => return None,
    };
    let filters = last.predicates.iter().map(|predicate| predicate.source().to_owned()).collect();
    Some(Nodeset { rows, filters, below, order: Order::AsWritten })
}

#[cfg(test)]
mod tests {
    use super::{Order, Rows, asks_more, take_apart};

    #[test]
    fn nodesets_are_taken_apart() {
        let set = take_apart("randomize(instance('c')/root/item[a = ']' and b[1] = 2][c], /data/seed)").expect("a set");
        assert_eq!(set.rows, Rows::InInstance("c".to_owned()));
        assert_eq!(set.filters, ["a = ']' and b[1] = 2", "c"]);
        assert_eq!(set.order, Order::Random(Some("/data/seed".to_owned())));
        let set = take_apart("/data/person[age > 3]").expect("a set");
        assert_eq!((set.rows, set.filters.len()), (Rows::InForm("/data/person".to_owned()), 1));
        let set = take_apart("/data/person[age > 3]/name").expect("a set");
        assert_eq!((set.filters.len(), set.below.as_deref()), (1, Some("name")));
        assert_eq!(take_apart("count(/data/a)"), None);
        assert_eq!(take_apart("instance('a')/root/b[c]/d"), None);
        assert_eq!(take_apart("/data/a[b]/c[d]"), None);
        assert_eq!(take_apart("/data/a = instance('a')/root/b"), None);
    }

    #[test]
    fn blanks_and_signs_in_texts_mean_nothing() {
        let set = take_apart("randomize ( instance ( 'towns' )/root/item )").expect("a set");
        assert_eq!((set.rows, set.order), (Rows::InInstance("towns".to_owned()), Order::Random(None)));
        let set = take_apart("instance(\"a ) [ 'b'\") / root / item [ x = \"[(\" ]").expect("a set");
        assert_eq!(set.rows, Rows::InInstance("a ) [ 'b'".to_owned()));
        assert_eq!(set.filters, ["x = \"[(\""]);
        let set = take_apart("current ( ) / ../orx:person [ age ]/orx:name").expect("a set");
        assert_eq!(
            (set.rows, set.below.as_deref()),
            (Rows::InForm("current ( ) / ../orx:person".to_owned()), Some("name"))
        );
        let set = take_apart("randomize(/data/a[x = 'randomize(b, 1)'], count(/data/b[c = ',']))").expect("a set");
        assert_eq!(set.filters, ["x = 'randomize(b, 1)'"]);
        assert_eq!(set.order, Order::Random(Some("count(/data/b[c = ','])".to_owned())));
    }

    #[test]
    fn a_filter_that_asks_for_columns_alone_needs_no_nodes() {
        for columns in [
            "a = 'position()'",
            "number(a) > 3",
            "a = /data/b[position() = last()]/c",
            "a = /data/label",
            "a = instance('d')/root/item[label = 'x']/name",
            "a = current()/../label",
            "concat('label', \"./a\") = a",
        ] {
            assert!(!asks_more(columns, "label"), "{columns}");
        }
        for more in
            [" 2", "-1 + 2", "position ( ) = 1", "last()", "( ./a = 1)", "a/b = 1", "string-length() > 2", "number(a)"]
        {
            assert!(asks_more(more, "label"), "{more}");
        }
        assert!(asks_more("a = 1 or not(label)", "label"));
    }
}
