//! Values that read themselves in the row before: running totals.

use sealform_types::{Finding, Place, say};

use super::converter::Converter;
use super::scope::{Instance, Scope};
use crate::surveyjs::expression::{BinaryOperator, Tree};
use crate::surveyjs::model::{Element, ExpressionText};

/// What stands before the name of a value in the row before or behind.
const NEIGHBOURS: [&str; 4] = ["prevrow.", "prevpanel.", "nextrow.", "nextpanel."];

impl Scope<'_> {
    /// Expression: all instances up to the one around this element.
    pub fn up_to_here(&self) -> Option<String> {
        let Instance { repeat, up_from_predicate, .. } = self.instance()?;
        Some(format!("{repeat}[position() <= position({up_from_predicate})]"))
    }

    /// Expression: the same node in the instance before.
    pub fn before(&self) -> Option<String> {
        let Instance { repeat, up_from_predicate, .. } = self.instance()?;
        let below = self.path.get(repeat.len()..)?;
        Some(format!("{repeat}[position() = position({up_from_predicate}) - 1]{below}"))
    }
}

impl Converter<'_> {
    /// Whether a formula reads the value of its own element in another row.
    pub fn reads_itself(&mut self, formula: &ExpressionText, element: &Element<'_>) -> bool {
        let Some(tree) = self.parsed(formula) else { return false };
        let scope = self.scope(&element.path);
        let mut reads = false;
        tree.visit_variables(&mut |name| {
            let is_beside = NEIGHBOURS.iter().any(|prefix| name.trim().to_lowercase().starts_with(prefix));
            let is_own = scope.symbol(name).is_some_and(|symbol| symbol.path == element.path);
            reads |= is_beside && is_own;
        });
        reads
    }

    /// Expression: the sum of what is added in all rows up to this one; `None`, with a finding, where the value of the row
    /// before is not only added to.
    pub fn running_total(&mut self, formula: &ExpressionText, element: &Element<'_>) -> Option<String> {
        let total = self.parsed(formula).and_then(|tree| self.added_up(&tree, element));
        if total.is_none() {
            let message = say!("`{}` reads its own value in another row", element.own_name);
            let place = Place::in_expression(&formula.pointer, &formula.source, 0..formula.source.len());
            let finding = Finding::warning("surveyjs/untranslatable", message, place);
            self.report(finding.hint("add up with `sumInArray` instead"));
        }
        total
    }

    fn added_up(&self, tree: &Tree, element: &Element<'_>) -> Option<String> {
        let Tree::Binary(BinaryOperator::Add, left, right) = tree else { return None };
        let scope = self.scope(&element.path);
        let repeat = scope.repeat()?;
        let mut own = 0;
        let mut all = Vec::new();
        for operand in Tree::operands(left, right) {
            match operand {
                Tree::Number(number) => all.push(format!("{number} * {}", scope.position()?)),
                Tree::Variable(name) => {
                    let path = &scope.symbol(name)?.path;
                    let is_beside = NEIGHBOURS.iter().any(|prefix| name.trim().to_lowercase().starts_with(prefix));
                    let is_before = is_beside && name.trim().to_lowercase().starts_with("prev");
                    match (path == &element.path, is_before) {
                        (true, true) => own += 1,
                        (true | false, _) if is_beside => return None,
                        (true | false, _) => {
                            let below = path.strip_prefix(repeat).filter(|below| below.starts_with('/'))?;
                            all.push(format!("sum({}{below}[. != ''])", scope.up_to_here()?));
                        }
                    }
                }
                Tree::Text(..)
                | Tree::Truth(_)
                | Tree::Null
                | Tree::List(_)
                | Tree::Call(..)
                | Tree::Unary(..)
                | Tree::Binary(..) => return None,
            }
        }
        (own == 1 && !all.is_empty()).then(|| format!("({})", all.join(" + ")))
    }
}
