//! Comparisons: SurveyJS compares texts without regard to case and to blanks around them.

use super::names::Offer;
use super::syntax::{BinaryOperator, Quoting, Tree};
use super::target::{Shape, Target, month_number, part_of_day};
use super::translator::{Translated, Translator, fail};

impl Translator<'_> {
    /// A choice beside a text: the name it has here, where there is such a choice.
    fn beside_choice(&self, variable: &Tree, text: &Tree, one: &mut Target, other: &mut Target) {
        let (Tree::Variable(name), Tree::Text(value, _)) = (variable, text) else { return };
        if value.trim().is_empty() {
            return;
        }
        let Some(choice) = self.names.choice(name, value) else { return };
        *other = Target { shape: other.shape, ..Target::text(choice.name) };
        match choice.offer {
            Offer::Offered => {}
            Offer::NotOffered => *one = Target::new(format!("string({})", one.expression), one.shape),
        }
    }

    pub(super) fn equal(&self, left: &Tree, right: &Tree) -> Translated<String> {
        Ok(self.compare(BinaryOperator::Equal, left, right)?.expression)
    }

    /// A comparison of two values.
    pub(super) fn compare(&self, operator: BinaryOperator, left: &Tree, right: &Tree) -> Translated {
        if let (Tree::List(items), other) | (other, Tree::List(items)) = (left, right) {
            let same = self.same_list(items, other)?;
            if operator.is_ordering() {
                return fail("the comparison of a list by size");
            }
            let is_negated = operator == BinaryOperator::NotEqual;
            return Ok(Target::new(if is_negated { format!("not({same})") } else { same }, Shape::Truth));
        }
        let (mut one, mut other) = (self.or_blank(left)?, self.or_blank(right)?);
        as_day_beside_today(&mut one, &other);
        as_day_beside_today(&mut other, &one);
        self.beside_choice(left, right, &mut one, &mut other);
        self.beside_choice(right, left, &mut other, &mut one);
        if one.shape == Shape::Rows || other.shape == Shape::Rows {
            return fail("the comparison of whole rows");
        }
        if let Some(differs) = is_list_beside_text(operator, &one, &other) {
            return Ok(Target::truth(differs));
        }
        if operator.is_ordering() && are_read_as_they_are(left, &one, right, &other) {
            return self.ordered(operator, left, right, &one, &other);
        }
        let is_blank = one.is_blank() || other.is_blank();
        let (one, other) = match as_truth(one, other) {
            pair if is_blank => pair,
            (one, other) if one.shape == Shape::Truth || other.shape == Shape::Truth => (one, other),
            (one, other) => {
                let (left, right) = (Side { tree: left, target: one }, Side { tree: right, target: other });
                self.as_comparable(operator, left, right)?
            }
        };
        // What stands in a row that is not there is blank, and two blanks are the same.
        let [left, right] = match is_in_rows(&one) && is_in_rows(&other) {
            true => [&one, &other].map(|side| format!("string({})", side.expression)),
            false => [&one, &other].map(|side| side.expression.clone()),
        };
        let sign = if operator == BinaryOperator::Equal { "=" } else { operator.symbol() };
        let is_ordered = matches!(operator, BinaryOperator::LessOrEqual | BinaryOperator::GreaterOrEqual);
        // Two blanks are neither less nor greater.
        let both_may_be_blank = !one.is_constant() && !other.is_constant() || left == right;
        let expression = match is_ordered && both_may_be_blank {
            true => format!("({left} {sign} {right} or {left} = '' and {right} = '')"),
            false => format!("({left} {sign} {right})"),
        };
        Ok(Target::new(expression, Shape::Truth))
    }

    /// Which of two values comes first where only the answers say what they are: numbers by size, texts letter by letter.
    fn ordered(&self, operator: BinaryOperator, left: &Tree, right: &Tree, one: &Target, other: &Target) -> Translated {
        let (first, second) = (&one.expression, &other.expression);
        let order = format!("compare-values({first}, {second})");
        // Digits in quotes are letters beside words, and a number beside a number.
        let words = match (is_quoted_number(left), is_quoted_number(right)) {
            (false, true) if one.shape == Shape::Text => Some(first),
            (true, false) if other.shape == Shape::Text => Some(second),
            (false | true, false | true) => None,
        };
        let order = match words {
            Some(text) => {
                let letters = format!("compare-values(concat('_', {first}), concat('_', {second}))");
                format!("if({text} = '' or number({text}) = number({text}), {order}, {letters})")
            }
            None => order,
        };
        let strict = |sign: &str| format!("{order} {sign} 0");
        let expression = match operator.symbol().strip_suffix('=') {
            Some(sign) => format!("({} or {})", strict(sign), self.equal(left, right)?),
            None => format!("({})", strict(operator.symbol())),
        };
        Ok(Target::new(expression, Shape::Truth))
    }

    /// Two sides as what can be compared here: times as parts of the day, months as numbers, texts in small letters.
    fn as_comparable(&self, operator: BinaryOperator, left: Side<'_>, right: Side<'_>) -> Translated<(Target, Target)> {
        let is =
            |wanted: fn(&Tree, &Target) -> bool| wanted(left.tree, &left.target) || wanted(right.tree, &right.target);
        let orders = operator.is_ordering();
        let times = [&left, &right].iter().filter(|side| side.target.shape == Shape::Time).count();
        if times == 1 || orders && (times == 2 || is(is_time)) {
            return Ok((part_of_day(&left.target), part_of_day(&right.target)));
        }
        if orders && is(is_month) {
            return Ok((month_number(&left.target), month_number(&right.target)));
        }
        let are_texts = [&left, &right].iter().all(|side| side.target.shape == Shape::Text);
        if orders || !are_texts || self.are_choices(left.tree, right.tree) {
            return Ok((left.target, right.target));
        }
        let (one, other) = (self.spelled(left), self.spelled(right));
        // Digits have no case.
        let has_no_letters = |side: &&Target| side.literal().is_some_and(|text| !text.contains(char::is_alphabetic));
        if [&one, &other].iter().any(has_no_letters) {
            return Ok((one, other));
        }
        Ok((case_folded(&one), case_folded(&other)))
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
    fn spelled(&self, side: Side<'_>) -> Target {
        let text = side.tree.variable().and_then(|name| self.names.text(name));
        text.map_or(side.target, |text| Target::new(text, Shape::Text))
    }
}

/// A moment beside today is its day.
fn as_day_beside_today(moment: &mut Target, today: &Target) {
    let may_have_a_time =
        matches!(moment.shape, Shape::Date | Shape::Text) && !moment.is_constant() && !moment.is_blank();
    if today.expression == "today()" && may_have_a_time {
        *moment = Target::new(format!("date(format-date({}, '%Y-%m-%d'))", moment.expression), Shape::Date);
    }
}

/// Whether it reads a certain row.
fn is_in_rows(side: &Target) -> bool {
    side.expression.starts_with('/') && side.expression.contains('[')
}

/// Whether a list differs from a text that is written out, which it always does; `None` where they are not such two.
fn is_list_beside_text(operator: BinaryOperator, one: &Target, other: &Target) -> Option<bool> {
    let is_text = |side: &Target| side.literal().is_some_and(|text| !text.is_empty());
    let is_both = one.shape.is_several() && is_text(other) || is_text(one) && other.shape.is_several();
    (is_both && !operator.is_ordering()).then_some(operator == BinaryOperator::NotEqual)
}

/// `'True'` beside a truth is a truth.
fn as_truth(one: Target, other: Target) -> (Target, Target) {
    let truth = |target: &Target| match target.literal()?.to_ascii_lowercase().as_str() {
        "true" => Some(Target::truth(true)),
        "false" => Some(Target::truth(false)),
        _ => None,
    };
    let is_word = |target: &Target| matches!(target.shape, Shape::Text | Shape::Boolean);
    if one.shape == Shape::Truth && is_word(&other) {
        match truth(&other) {
            Some(truth) => (one, truth),
            None => (as_text(&one), other),
        }
    } else if is_word(&one) && other.shape == Shape::Truth {
        match truth(&one) {
            Some(truth) => (truth, other),
            None => (one, as_text(&other)),
        }
    } else if one.shape == Shape::Number && other.shape == Shape::Truth {
        (one, Target::new(other.or_zero(), Shape::Number))
    } else if one.shape == Shape::Truth && other.shape == Shape::Number {
        (Target::new(one.or_zero(), Shape::Number), other)
    } else if one.shape == Shape::Boolean && other.shape == Shape::Number {
        (number_of(&one), other)
    } else if one.shape == Shape::Number && other.shape == Shape::Boolean {
        (one, number_of(&other))
    } else {
        (one, other)
    }
}

/// A truth value as a word.
fn as_text(truth: &Target) -> Target {
    Target::new(format!("string({})", truth.expression), Shape::Text)
}

/// 1 and 0 for a boolean that is answered.
fn number_of(boolean: &Target) -> Target {
    let text = &boolean.expression;
    Target::conditional(format!("if({text} = '', '', number({text} = 'true'))"), Shape::Number)
}

/// A text whose case and outer blanks do not count.
fn case_folded(text: &Target) -> Target {
    match text.literal() {
        Some(words) => Target::text(words.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()),
        None => Target::new(format!("lower-case(normalize-space({}))", text.expression), Shape::Text),
    }
}

/// Whether only the answers say how two sides are compared: both are texts, or one is words that are written out.
fn are_read_as_they_are(left: &Tree, one: &Target, right: &Tree, other: &Target) -> bool {
    let is_open = |tree: &Tree, side: &Target| {
        let is_single = matches!(side.shape, Shape::Text | Shape::Boolean | Shape::Truth | Shape::Number);
        is_single && !side.is_blank() && !is_month(tree, side) && !is_time(tree, side)
    };
    let are_texts = one.shape != Shape::Number && other.shape != Shape::Number;
    is_open(left, one) && is_open(right, other) && (are_texts || is_words(left, one) || is_words(right, other))
}

/// One side of a comparison: what is written, and what it becomes.
struct Side<'t> {
    tree: &'t Tree,
    target: Target,
}

/// Whether it is a text that has the form of a time of the day: `09:30`.
fn is_time(tree: &Tree, _: &Target) -> bool {
    matches!(tree, Tree::Text(text, _) if has_form_of_time(text))
}

/// Whether it is a month or week, or a text that has the form of one: `2026-06`, `2026-W24`.
fn is_month(tree: &Tree, target: &Target) -> bool {
    target.shape == Shape::Month || matches!(tree, Tree::Text(text, _) if has_form_of_month(text))
}

/// Whether it is words that are neither a number nor begin like a day.
fn is_words(tree: &Tree, _: &Target) -> bool {
    matches!(tree, Tree::Text(text, _) if text.trim().parse::<f64>().is_err()
        && !text.get(..4).is_some_and(is_digits) && !text.trim().is_empty())
}

/// Whether it is a number that is written as a text.
fn is_quoted_number(tree: &Tree) -> bool {
    matches!(tree, Tree::Text(text, Quoting::Quoted) if text.trim().parse::<f64>().is_ok())
}

fn has_form_of_time(text: &str) -> bool {
    let mut parts = text.split(':');
    let is_number = |part: Option<&str>| part.is_some_and(|part| part.len() == 2 && is_digits(part));
    is_number(parts.next()) && is_number(parts.next()) && parts.all(|part| part.len() == 2 && is_digits(part))
}

fn has_form_of_month(text: &str) -> bool {
    text.split_once('-').is_some_and(|(year, rest)| {
        let part = rest.trim_start_matches('W');
        year.len() == 4 && is_digits(year) && part.len() == 2 && is_digits(part)
    })
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_months_are_known_by_their_form() {
        assert!(has_form_of_time("09:30") && has_form_of_time("09:30:15"));
        assert!(!has_form_of_time("9:30") && !has_form_of_time("09"));
        assert!(has_form_of_month("2026-06") && has_form_of_month("2026-W24"));
        assert!(!has_form_of_month("2026-06-15") && !has_form_of_month("26-06"));
    }

    #[test]
    fn case_and_outer_blanks_do_not_count() {
        assert_eq!(case_folded(&Target::text("  Very  GOOD ")).expression, "'very good'");
        assert_eq!(case_folded(&Target::new("${a}", Shape::Text)).expression, "lower-case(normalize-space(${a}))");
    }

    #[test]
    fn a_list_never_equals_a_text() {
        let list = Target::new("${l}", Shape::List);
        assert_eq!(is_list_beside_text(BinaryOperator::Equal, &list, &Target::text("x")), Some(false));
        assert_eq!(is_list_beside_text(BinaryOperator::NotEqual, &Target::text("x"), &list), Some(true));
        assert_eq!(is_list_beside_text(BinaryOperator::Equal, &list, &Target::blank()), None);
    }
}
