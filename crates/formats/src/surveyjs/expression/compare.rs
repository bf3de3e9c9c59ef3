//! Comparisons, and what is in a list.
//!
//! SurveyJS compares texts without regard to case and to blanks around them, and by the alphabet.

use super::parse::Tree;
use super::translate::{Shape, Target, Translated, Translator, fail, is_constant, is_literal, target};
use crate::xform::quoted;

impl Translator<'_> {
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
            Shape::Rows => fail("rows that contain a whole row"),
            _ => self.holds_text(left, &list.expression, right),
        }
    }

    /// Whether something is not in a list or text; of two blank texts neither is in the other, nor not.
    pub(super) fn lacks(&self, left: &Tree, right: &Tree) -> Translated<String> {
        let holds = self.contains(left, right)?;
        let one = if let Tree::Variable(_) = left { self.known(left)? } else { None };
        Ok(match (one, right) {
            (Some(one), Tree::Variable(_)) if !matches!(one.shape, Shape::List | Shape::Order) => {
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
            Tree::Text(part, _) if self.is_choice(left) => quoted(&joined_by_lines(part).to_lowercase()),
            Tree::Text(part, _) => quoted(&part.to_lowercase()),
            Tree::Variable(name) if !self.is_choice(left) && self.names.text(name).is_some() => {
                format!("lower-case({})", self.names.text(name).unwrap_or_default())
            }
            other => format!("lower-case({})", self.tree(other)?.expression),
        };
        Ok(format!("({text} != '' and contains(lower-case({text}), {part}))"))
    }

    /// An answer of several choices.
    fn list(&self, tree: &Tree) -> Translated<Option<Target>> {
        let Tree::Variable(_) = tree else { return Ok(None) };
        Ok(self.known(tree)?.filter(|known| matches!(known.shape, Shape::List | Shape::Order)))
    }

    /// The names of what the answer of a question may hold, to ask for each of them.
    fn offered(&self, tree: &Tree) -> Translated<Vec<String>> {
        let names = match tree {
            Tree::Variable(name) => self.names.choices(name),
            _ => Vec::new(),
        };
        if names.is_empty() { fail("a list whose choices are not written out") } else { Ok(names) }
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
        if !matches!(one.shape, Shape::List | Shape::Order) {
            return Ok(format!("({list} = '' or {answer} != '' and selected({list}, string({answer})))"));
        }
        let each = self.offered(list_tree)?.into_iter().map(|name| {
            let name = quoted(&name);
            format!("selected({answer}, {name}) and selected({list}, {name})")
        });
        Ok(format!("({list} = '' or {})", each.collect::<Vec<_>>().join(" or ")))
    }

    fn is_choice(&self, tree: &Tree) -> bool {
        matches!(tree, Tree::Variable(name) if self.names.choice(name, "").is_some())
    }

    /// An item of a list as the name of a choice.
    fn item(&self, list: &Tree, item: &Tree) -> Translated<String> {
        Ok(match item {
            Tree::Text(text, _) => format!("string({})", quoted(&self.chosen(list, text))),
            _ => format!("string({})", self.tree(item)?.expression),
        })
    }

    fn chosen(&self, list: &Tree, value: &str) -> String {
        let choice = match list {
            Tree::Variable(name) => self.names.choice(name, value),
            _ => None,
        };
        choice.map_or_else(|| value.to_owned(), |(name, _)| name)
    }

    /// A choice beside a text: the name it has here, where there is such a choice.
    fn beside_choice(&self, variable: &Tree, text: &Tree, one: &mut Target, other: &mut Target) {
        let (Tree::Variable(name), Tree::Text(value, _)) = (variable, text) else { return };
        if value.trim().is_empty() {
            return;
        }
        if let Some((name, is_there)) = self.names.choice(name, value) {
            other.expression = quoted(&name);
            if !is_there {
                one.expression = format!("string({})", one.expression);
            }
        }
    }

    pub(super) fn among(&self, operator: &str, left: &Tree, right: &Tree) -> Translated {
        let holds = match (self.known(left)?, self.list(right)?) {
            (None, _) => "false()".to_owned(),
            (Some(one), Some(list)) if operator != "allof" => self.any_of(&one, right, &list)?,
            (Some(one), Some(list)) => self.all_of(&one.expression, right, &list)?,
            (Some(one), None) => self.among_items(operator, left, &one, right)?,
        };
        Ok(target(if operator == "noneof" { format!("not({holds})") } else { holds }, Shape::Truth))
    }

    /// The same for items that are written out.
    fn among_items(&self, operator: &str, left: &Tree, one: &Target, right: &Tree) -> Translated<String> {
        let items = match right {
            Tree::List(items) => items.as_slice(),
            other => std::slice::from_ref(other),
        };
        let is_list = matches!(one.shape, Shape::List | Shape::Order) || self.is_choice(left);
        let each = items.iter().map(|item| {
            if is_list {
                return Ok(format!("selected({}, {})", one.expression, self.item(left, item)?));
            }
            self.equal(left, item)
        });
        let each = each.collect::<Translated<Vec<String>>>()?;
        Ok(if operator == "allof" && !each.is_empty() { format!("({})", each.join(" and ")) } else { any(each) })
    }

    fn equal(&self, left: &Tree, right: &Tree) -> Translated<String> {
        Ok(self.compare("==", left, right)?.expression)
    }

    pub(super) fn compare(&self, operator: &str, left: &Tree, right: &Tree) -> Translated {
        if let (Tree::List(items), other) | (other, Tree::List(items)) = (left, right) {
            let same = self.same_list(items, other)?;
            return match operator {
                "==" => Ok(target(same, Shape::Truth)),
                "!=" => Ok(target(format!("not({same})"), Shape::Truth)),
                _ => fail("a list that is compared by size"),
            };
        }
        let (mut one, mut other) = (self.or_blank(left)?, self.or_blank(right)?);
        self.beside_choice(left, right, &mut one, &mut other);
        self.beside_choice(right, left, &mut other, &mut one);
        if one.shape == Shape::Rows || other.shape == Shape::Rows {
            return fail("rows that are compared as a whole");
        }
        if let Some(differs) = is_list_beside_text(operator, &one, &other) {
            return Ok(target(if differs { "true()" } else { "false()" }, Shape::Truth));
        }
        let is_blank = one.expression == "''" || other.expression == "''";
        let (one, other) = match as_truth(one, other) {
            pair if is_blank => pair,
            (one, other) if one.shape == Shape::Truth || other.shape == Shape::Truth => (one, other),
            (one, other) => self.as_comparable(operator, (left, one), (right, other))?,
        };
        let word = if operator == "==" { "=" } else { operator };
        let (left, right) = (&one.expression, &other.expression);
        // Two blanks are neither less nor greater.
        let is_open = !is_constant(left) && !is_constant(right) || left == right;
        Ok(target(
            match word {
                "<=" | ">=" if is_open => format!("({left} {word} {right} or {left} = '' and {right} = '')"),
                _ => format!("({left} {word} {right})"),
            },
            Shape::Truth,
        ))
    }

    /// Two sides as what can be compared here: times as parts of the day, months as numbers, texts in small letters.
    fn as_comparable(
        &self,
        operator: &str,
        (left, one): (&Tree, Target),
        (right, other): (&Tree, Target),
    ) -> Translated<(Target, Target)> {
        let is = |wanted: fn(&Tree, &Target) -> bool| wanted(left, &one) || wanted(right, &other);
        let orders = !matches!(operator, "==" | "!=");
        let times = [&one, &other].iter().filter(|side| side.shape == Shape::Time).count();
        if times == 1 || orders && (times == 2 || is(is_time)) {
            return Ok((part_of_day(&one), part_of_day(&other)));
        }
        if orders && is(is_month) {
            return Ok((digits(&one), digits(&other)));
        }
        if orders && is(is_words) {
            return fail("texts in the order of the alphabet");
        }
        let texts = one.shape == Shape::Text && other.shape == Shape::Text;
        if orders || !texts || self.are_choices(left, right) {
            return Ok((one, other));
        }
        let (one, other) = (self.spelled(left, one), self.spelled(right, other));
        // Digits are the same in capitals.
        if [&one, &other]
            .iter()
            .any(|side| is_literal(&side.expression) && !side.expression.contains(char::is_alphabetic))
        {
            return Ok((one, other));
        }
        Ok((alike(&one), alike(&other)))
    }

    /// Whether two sides are choices of one list, or a choice and what is written out: these have the names that they have here.
    fn are_choices(&self, left: &Tree, right: &Tree) -> bool {
        match (left, right) {
            (Tree::Variable(one), Tree::Variable(other)) => {
                let (offered, others) = (self.names.choices(one), self.names.choices(other));
                // Each item of a list is beside what is chosen from one.
                let is_same = offered == others || offered.is_empty() || others.is_empty();
                self.is_choice(left) && self.is_choice(right) && is_same
            }
            _ => self.is_choice(left) || self.is_choice(right),
        }
    }

    /// A choice as its value in the survey.
    fn spelled(&self, tree: &Tree, side: Target) -> Target {
        match tree {
            Tree::Variable(name) => self.names.text(name).map_or(side, |text| target(text, Shape::Text)),
            _ => side,
        }
    }

    /// Lists are equal where they hold the same, in any order.
    fn same_list(&self, items: &[Tree], other: &Tree) -> Translated<String> {
        let Target { expression: list, shape } = self.or_blank(other)?;
        if shape == Shape::Order {
            let names = items.iter().map(|item| match item {
                Tree::Text(text, _) | Tree::Number(text) => Ok(self.chosen(other, text)),
                _ => fail("an order of what is worked out"),
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

/// A list is never equal to a text that is written out; nothing where they are no such two.
fn is_list_beside_text(operator: &str, one: &Target, other: &Target) -> Option<bool> {
    let is_list = |side: &Target| matches!(side.shape, Shape::List | Shape::Order);
    let is_text = |side: &Target| is_literal(&side.expression) && side.expression != "''";
    let is_both = is_list(one) && is_text(other) || is_text(one) && is_list(other);
    (is_both && matches!(operator, "==" | "!=")).then_some(operator == "!=")
}

/// Whether one of these holds.
fn any(each: Vec<String>) -> String {
    if each.is_empty() { "false()".to_owned() } else { format!("({})", each.join(" or ")) }
}

/// Blanks as the names of choices have them.
pub(super) fn joined_by_lines(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join("_")
}

/// `'True'` beside a truth is a truth.
fn as_truth(one: Target, other: Target) -> (Target, Target) {
    let truth = |target: &Target| match target.expression.trim_matches('\'').to_ascii_lowercase().as_str() {
        "true" => Some("true()"),
        "false" => Some("false()"),
        _ => None,
    };
    match (one.shape, other.shape) {
        (Shape::Truth, Shape::Text | Shape::Boolean) => match truth(&other) {
            Some(word) => (one, target(word, Shape::Truth)),
            None => (target(format!("string({})", one.expression), Shape::Text), other),
        },
        (Shape::Text | Shape::Boolean, Shape::Truth) => match truth(&one) {
            Some(word) => (target(word, Shape::Truth), other),
            None => (one, target(format!("string({})", other.expression), Shape::Text)),
        },
        (Shape::Boolean, Shape::Number) => (number_of(&one), other),
        (Shape::Number, Shape::Boolean) => (one, number_of(&other)),
        _ => (one, other),
    }
}

/// 1 and 0 for a boolean that is answered.
fn number_of(boolean: &Target) -> Target {
    let text = &boolean.expression;
    target(format!("if({text} = '', '', number({text} = 'true'))"), Shape::Number)
}

/// A text whose letters and outer blanks do not count.
fn alike(text: &Target) -> Target {
    let expression = &text.expression;
    match expression.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
        Some(words) => {
            let words = words.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
            target(format!("'{words}'"), Shape::Text)
        }
        None => target(format!("lower-case(normalize-space({expression}))"), Shape::Text),
    }
}

/// A text that is written like a time of the day: `09:30`.
fn is_time(tree: &Tree, _: &Target) -> bool {
    let is_like_one = |text: &str| {
        let mut parts = text.split(':');
        let is_number = |part: Option<&str>| part.is_some_and(|part| part.len() == 2 && is_digits(part));
        is_number(parts.next()) && is_number(parts.next()) && parts.all(|part| part.len() == 2 && is_digits(part))
    };
    matches!(tree, Tree::Text(text, _) if is_like_one(text))
}

/// A month or week, or a text that is written like one: `2026-06`, `2026-W24`.
fn is_month(tree: &Tree, side: &Target) -> bool {
    let is_like_one = |text: &str| {
        text.split_once('-').is_some_and(|(year, rest)| {
            year.len() == 4
                && is_digits(year)
                && matches!(rest.trim_start_matches('W'), part if part.len() == 2 && is_digits(part))
        })
    };
    side.shape == Shape::Month || matches!(tree, Tree::Text(text, _) if is_like_one(text))
}

/// Words that are neither a number nor begin like a day.
fn is_words(tree: &Tree, _: &Target) -> bool {
    matches!(tree, Tree::Text(text, _) if text.trim().parse::<f64>().is_err()
        && !text.get(..4).is_some_and(is_digits) && !text.trim().is_empty())
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

pub(in crate::surveyjs) fn part_of_day(time: &Target) -> Target {
    target(format!("decimal-time({})", time.expression), Shape::Number)
}

pub(in crate::surveyjs) fn digits(month: &Target) -> Target {
    target(format!("number(translate({}, '-W', ''))", month.expression), Shape::Number)
}
