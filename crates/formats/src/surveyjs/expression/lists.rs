//! What is in a list or a text.

use super::syntax::{BinaryOperator, Tree};
use super::target::{Shape, Target, choice_name};
use super::translator::{Translated, Translator, fail};
use crate::xform::quoted;

impl Translator<'_> {
    /// Whether a list holds an item, or a text another one.
    pub(super) fn contains(&self, left: &Tree, right: &Tree) -> Translated<String> {
        if let Tree::List(items) = left {
            return Ok(any(items.iter().map(|item| self.equal(item, right)).collect::<Translated<_>>()?));
        }
        if let Tree::List(items) = right {
            let each = items.iter().map(|item| self.contains(left, item)).collect::<Translated<Vec<_>>>()?;
            return Ok(if each.is_empty() { "true()".to_owned() } else { format!("({})", each.join(" and ")) });
        }
        let Some(list) = self.known(left)? else { return Ok("false()".to_owned()) };
        match list.shape {
            Shape::List | Shape::Order => match self.list(right)? {
                Some(other) => self.all_of(&list.expression, right, &other),
                None => Ok(format!("selected({}, {})", list.expression, self.item(left, right)?)),
            },
            Shape::Rows => fail("a test whether rows contain a whole row"),
            Shape::Text | Shape::Number | Shape::Truth | Shape::Boolean | Shape::Date | Shape::Time | Shape::Month => {
                self.holds_text(left, &list.expression, right)
            }
        }
    }

    /// Whether something is not in a list or text; of two blank texts neither is in the other, nor not.
    pub(super) fn lacks(&self, left: &Tree, right: &Tree) -> Translated<String> {
        let holds = self.contains(left, right)?;
        let one = if let Tree::Variable(_) = left { self.known(left)? } else { None };
        Ok(match (one, right) {
            (Some(one), Tree::Variable(_)) if !one.shape.is_several() => {
                let other = self.or_blank(right)?;
                format!("(not({holds}) and ({} != '' or {} != ''))", one.expression, other.expression)
            }
            _ => format!("not({holds})"),
        })
    }

    /// Whether a text stands in another one.
    fn holds_text(&self, left: &Tree, text: &str, right: &Tree) -> Translated<String> {
        let part = match right {
            // The names of choices hold no blanks.
            Tree::Text(part, _) if self.is_choice(left) => quoted(&choice_name(part).to_lowercase()),
            Tree::Text(part, _) => quoted(&part.to_lowercase()),
            Tree::Variable(name) if !self.is_choice(left) && self.names.text(name).is_some() => {
                format!("lower-case({})", self.names.text(name).unwrap_or_default())
            }
            Tree::Number(_)
            | Tree::Truth(_)
            | Tree::Null
            | Tree::Variable(_)
            | Tree::List(_)
            | Tree::Call(..)
            | Tree::Unary(..)
            | Tree::Binary(..) => format!("lower-case({})", self.tree(right)?.expression),
        };
        Ok(format!("({text} != '' and contains(lower-case({text}), {part}))"))
    }

    /// An answer of several choices.
    fn list(&self, tree: &Tree) -> Translated<Option<Target>> {
        let Tree::Variable(_) = tree else { return Ok(None) };
        Ok(self.known(tree)?.filter(|known| known.shape.is_several()))
    }

    /// The names of what the answer of a question may hold, to ask for each of them.
    fn offered(&self, tree: &Tree) -> Translated<Vec<String>> {
        let names = tree.variable().map(|name| self.names.choices(name)).unwrap_or_default();
        if names.is_empty() {
            fail("a comparison with a list whose choices the survey does not list")
        } else {
            Ok(names)
        }
    }

    /// Whether a list holds all that another one does, which holds something.
    fn all_of(&self, list: &str, other_tree: &Tree, other: &Target) -> Translated<String> {
        let other = &other.expression;
        let each = self.offered(other_tree)?.into_iter().map(|name| {
            let name = quoted(&name);
            format!("(not(selected({other}, {name})) or selected({list}, {name}))")
        });
        Ok(format!("({other} != '' and {})", each.collect::<Vec<_>>().join(" and ")))
    }

    /// Whether an answer holds something of a list, or the list holds nothing.
    fn any_of(&self, one: &Target, list_tree: &Tree, list: &Target) -> Translated<String> {
        let (answer, list) = (&one.expression, &list.expression);
        if !one.shape.is_several() {
            return Ok(format!("({list} = '' or {answer} != '' and selected({list}, string({answer})))"));
        }
        let each = self.offered(list_tree)?.into_iter().map(|name| {
            let name = quoted(&name);
            format!("selected({answer}, {name}) and selected({list}, {name})")
        });
        Ok(format!("({list} = '' or {})", each.collect::<Vec<_>>().join(" or ")))
    }

    pub(super) fn is_choice(&self, tree: &Tree) -> bool {
        matches!(tree, Tree::Variable(name) if self.names.choice(name, "").is_some())
    }

    /// An item of a list as the name of a choice.
    fn item(&self, list: &Tree, item: &Tree) -> Translated<String> {
        let name =
            if let Tree::Text(text, _) = item { quoted(&self.chosen(list, text)) } else { self.tree(item)?.expression };
        Ok(format!("string({name})"))
    }

    fn chosen(&self, list: &Tree, value: &str) -> String {
        let choice = list.variable().and_then(|name| self.names.choice(name, value));
        choice.map_or_else(|| value.to_owned(), |choice| choice.name)
    }

    /// `anyof`, `allof` and `noneof`.
    pub(super) fn among(&self, operator: BinaryOperator, left: &Tree, right: &Tree) -> Translated {
        let holds = match (self.known(left)?, self.list(right)?) {
            (None, _) => "false()".to_owned(),
            (Some(one), Some(list)) if operator != BinaryOperator::AllOf => self.any_of(&one, right, &list)?,
            (Some(one), Some(list)) => self.all_of(&one.expression, right, &list)?,
            (Some(one), None) => self.among_items(operator, left, &one, right)?,
        };
        let is_none_of = operator == BinaryOperator::NoneOf;
        Ok(Target::new(if is_none_of { format!("not({holds})") } else { holds }, Shape::Truth))
    }

    /// The same for items that are written out.
    fn among_items(&self, operator: BinaryOperator, left: &Tree, one: &Target, right: &Tree) -> Translated<String> {
        let items = if let Tree::List(items) = right { items.as_slice() } else { std::slice::from_ref(right) };
        let is_list = one.shape.is_several() || self.is_choice(left);
        let each = items.iter().map(|item| {
            if is_list {
                return Ok(format!("selected({}, {})", one.expression, self.item(left, item)?));
            }
            // A text holds all of several where each is a part of it.
            if operator == BinaryOperator::AllOf { self.contains(left, item) } else { self.equal(left, item) }
        });
        let each = each.collect::<Translated<Vec<String>>>()?;
        let is_all_of = operator == BinaryOperator::AllOf && !each.is_empty();
        Ok(if is_all_of { format!("({})", each.join(" and ")) } else { any(each) })
    }

    /// Lists are equal where they hold the same, in any order.
    pub(super) fn same_list(&self, items: &[Tree], other: &Tree) -> Translated<String> {
        let Target { expression: list, shape, .. } = self.or_blank(other)?;
        if shape == Shape::Order {
            let names = items.iter().map(|item| match item.written() {
                Some(text) => Ok(self.chosen(other, text)),
                None => fail("a ranking compared with calculated values"),
            });
            let names = names.collect::<Translated<Vec<_>>>()?;
            return Ok(format!("(string({list}) = {})", quoted(&names.join(" "))));
        }
        let each = items.iter().map(|item| Ok(format!("selected({list}, {})", self.item(other, item)?)));
        let mut all = vec![format!("count-selected({list}) = {}", items.len())];
        all.extend(each.collect::<Translated<Vec<String>>>()?);
        Ok(format!("({})", all.join(" and ")))
    }
}

/// Whether one of these holds.
fn any(each: Vec<String>) -> String {
    if each.is_empty() { "false()".to_owned() } else { format!("({})", each.join(" or ")) }
}
