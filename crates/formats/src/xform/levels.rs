//! Rows inside rows of a secondary instance: states that hold counties.
//!
//! Lists here are flat. All rows of one level become a list of their own, called by the way to them (`places.state.county`);
//! each has the columns of the rows around it, too (`state.name`). Paths into a level become paths over its list.

use std::collections::BTreeMap;

use roxmltree::Node;
use sealform_expression::{Asked, PathFrom, StepTo, Syntax, SyntaxPath, SyntaxStep};

use super::expressions::Translator;
use super::path::local;
use super::source::elements;

/// The rows of every level inside the rows of an instance, by the list that they become.
pub(super) fn read<'a, 'i>(id: &str, rows: &[Node<'a, 'i>]) -> BTreeMap<String, Vec<Node<'a, 'i>>> {
    let mut levels = BTreeMap::new();
    for row in rows {
        gather(*row, &format!("{id}.{}", row.tag_name().name()), &mut levels);
    }
    levels
}

fn gather<'a, 'i>(above: Node<'a, 'i>, way: &str, levels: &mut BTreeMap<String, Vec<Node<'a, 'i>>>) {
    for element in elements(above).filter(|element| !is_column(*element)) {
        let way = format!("{way}.{}", element.tag_name().name());
        if elements(element).any(is_column) {
            levels.entry(way.clone()).or_default().push(element);
        }
        gather(element, &way, levels);
    }
}

fn is_column(element: Node<'_, '_>) -> bool {
    elements(element).next().is_none()
}

/// The columns of the rows around a row, called after them.
pub(super) fn columns_above<'a, 'i>(row: Node<'a, 'i>) -> impl Iterator<Item = (String, Node<'a, 'i>)> {
    let is_row = |above: &Node<'_, '_>| above.parent().is_some_and(|around| around.tag_name().name() != "instance");
    let above = row.ancestors().skip(1).take_while(is_row);
    above.flat_map(|above| {
        let columns = elements(above).filter(|element| is_column(*element));
        columns.map(move |column| (named(above.tag_name().name(), column.tag_name().name()), column))
    })
}

fn named(row: &str, column: &str) -> String {
    format!("{row}.{column}")
}

impl Translator<'_, '_, '_> {
    /// Writes a path into a level as one over its list; `false` where it leads to none, or asks where a row stands.
    pub(super) fn level(&mut self, syntax: Syntax<'_>, path: &SyntaxPath<'_>) -> bool {
        let Some((list, depth)) = self.level_of(path) else { return false };
        let (levels, below) = path.steps.split_at(depth);
        if levels.iter().flat_map(|step| &step.predicates).any(|predicate| asks_for_place(*predicate)) {
            return false;
        }
        let whole = syntax.span();
        let behind = |predicate: &Syntax<'_>| {
            let end = predicate.span().end;
            let rest = syntax.source().get(end - whole.start..).unwrap_or_default();
            end + rest.find(']').map_or(0, |bracket| bracket + 1)
        };
        let mut written = format!("instance('{list}')/root/item");
        let mut from = whole.start;
        for (place, step) in levels.iter().enumerate() {
            for predicate in &step.predicates {
                self.changes.push((from..predicate.span().start, format!("{written}[")));
                match step.to {
                    StepTo::Child(name) if place + 1 < depth => self.of_row_above(*predicate, local(name)),
                    StepTo::Child(_) | StepTo::Any | StepTo::Parent | StepTo::Here => self.piece(*predicate),
                }
                (from, written) = (predicate.span().end, "]".to_owned());
            }
        }
        let end = levels.last().map_or(whole.end, |step| step.predicates.last().map_or(step.span.end, behind));
        self.changes.push((from..end, written));
        self.inside_steps(below);
        true
    }

    /// The list of the deepest level that a path goes through, and how many of its steps lead there.
    fn level_of(&self, path: &SyntaxPath<'_>) -> Option<(String, usize)> {
        let PathFrom::Instance(id) = path.from else { return None };
        let mut way = id.to_owned();
        let mut deepest = None;
        for (place, step) in path.steps.iter().enumerate().skip(1) {
            let StepTo::Child(name) = step.to else { break };
            way = named(&way, local(name));
            if self.fields.levels.contains(&way) {
                deepest = Some((way.clone(), place + 1));
            }
        }
        deepest
    }

    /// A predicate of a row around: its columns stand in the row itself, by longer names.
    fn of_row_above(&mut self, syntax: Syntax<'_>, row: &str) {
        let Some(path) = syntax.path() else {
            return syntax.parts().into_iter().for_each(|part| self.of_row_above(part, row));
        };
        let first = path.steps.iter().find(|step| step.to != StepTo::Here);
        match (path.from, first) {
            (PathFrom::Here, Some(SyntaxStep { to: StepTo::Child(name), span, .. })) => {
                self.changes.push((span.clone(), named(row, local(name))));
            }
            _ => self.piece(syntax),
        }
    }
}

fn asks_for_place(predicate: Syntax<'_>) -> bool {
    let asked = predicate.node_use().asked;
    predicate.is_number() || asked.contains(&Asked::Position) || asked.contains(&Asked::Size)
}

#[cfg(test)]
mod tests {
    use sealform_types::Json;

    use crate::xform::read;

    /// The document of a form with counties inside states; `nodeset` offers, `calculate` reads.
    fn document(nodeset: &str, calculate: &str) -> Json {
        let form = format!(
            r#"<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>F</h:title><model>
            <instance><data id="f"><s/><c/><k/></data></instance>
            <instance id="places"><root>
              <state><name>a</name><counties><county><name>x</name><label>X of a</label></county></counties></state>
              <state><name>b</name><counties><county><name>y</name><label>Y of b</label></county></counties></state>
            </root></instance><bind nodeset="/data/k" calculate="{calculate}"/></model></h:head>
            <h:body><input ref="/data/s"><label>S</label></input>
            <select1 ref="/data/c"><label>C</label><itemset nodeset="{nodeset}"><value ref="name"/><label ref="label"/></itemset></select1>
            </h:body></h:html>"#
        );
        let imported = read(form.as_bytes());
        imported.questionnaire.unwrap_or_else(|| panic!("{:?}", imported.findings))
    }

    fn member<'d>(document: &'d Json, question: &str, name: &str) -> Option<&'d str> {
        let mut questions = document.get("survey")?.as_array()?.iter();
        questions.find(|one| one.get("name").and_then(Json::as_str) == Some(question))?.get(name)?.as_str()
    }

    #[test]
    fn rows_inside_rows_are_a_list_with_the_columns_around_them() {
        let counties = "instance('places')/root/state[name = /data/s]/counties/county";
        let document = document(counties, &format!("count({counties}[name != 'x'])"));
        assert_eq!(member(&document, "c", "choices"), Some("places.state.counties.county"));
        assert_eq!(member(&document, "c", "choice_filter"), Some("state.name = ${s}"));
        let calculation = "count(instance('places.state.counties.county')/root/item[state.name = ${s}][name != 'x'])";
        assert_eq!(member(&document, "k", "calculation"), Some(calculation));
        let list = document.get("choices").and_then(|lists| lists.get("places.state.counties.county"));
        let names = list.and_then(Json::as_array).expect("a list").iter();
        let states = names.map(|row| row.get("state.name").and_then(Json::as_str).unwrap_or_default());
        assert_eq!(states.collect::<Vec<_>>(), ["a", "b"]);
    }

    #[test]
    fn rows_of_the_outermost_level_stay_where_they_are() {
        let document = document("instance('places')/root/state", "instance('places')/root/state[2]/name");
        assert_eq!(member(&document, "c", "choices"), Some("places"));
        assert_eq!(member(&document, "k", "calculation"), Some("instance('places')/root/state[2]/name"));
    }
}
