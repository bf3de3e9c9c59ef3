//! What a part of an expression becomes.

use crate::xform::quoted;

/// What a name or an expression gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Text, or not known.
    Text,
    /// A number.
    Number,
    /// `true` or `false`
    Truth,
    /// An answer that is blank, `true` or `false`.
    Boolean,
    /// A day or a moment.
    Date,
    /// A time of the day.
    Time,
    /// A month or a week: `2026-06`, `2026-W24`.
    Month,
    /// Several names of choices, joined by blanks.
    List,
    /// All names of choices in an order, joined by blanks.
    Order,
    /// Rows of a matrix or panels.
    Rows,
}

impl Shape {
    /// Whether it is an answer of several choices.
    pub(super) fn is_several(self) -> bool {
        matches!(self, Self::List | Self::Order)
    }
}

/// How an expression is built, as far as the operators around it ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Form {
    /// A text that is written out.
    Text(String),
    /// A number that is written out.
    Number,
    /// A call without arguments: the same for every answer.
    Constant,
    /// `if(…)`: one of its branches may be blank.
    Conditional,
    /// Texts that are joined.
    Joined,
    /// Anything else.
    Open,
}

/// What a name or an expression of SurveyJS is in the language of questionnaires.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The expression.
    pub expression: String,
    /// What it gives.
    pub shape: Shape,
    /// How it is built.
    pub form: Form,
}

impl Target {
    /// An expression of which nothing more is known.
    #[must_use]
    pub fn new(expression: impl Into<String>, shape: Shape) -> Self {
        Self { expression: expression.into(), shape, form: Form::Open }
    }

    /// A text that is written out.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { expression: quoted(&text), shape: Shape::Text, form: Form::Text(text) }
    }

    /// A number that is written out.
    #[must_use]
    pub fn number(digits: impl Into<String>) -> Self {
        Self { expression: digits.into(), shape: Shape::Number, form: Form::Number }
    }

    /// A blank text.
    #[must_use]
    pub fn blank() -> Self {
        Self::text("")
    }

    /// `true()` or `false()`
    pub(super) fn truth(truth: bool) -> Self {
        Self::constant(if truth { "true()" } else { "false()" }, Shape::Truth)
    }

    /// A call without arguments.
    pub(super) fn constant(expression: &str, shape: Shape) -> Self {
        Self { form: Form::Constant, ..Self::new(expression, shape) }
    }

    /// `if(…)`
    pub(in crate::surveyjs) fn conditional(expression: impl Into<String>, shape: Shape) -> Self {
        Self { form: Form::Conditional, ..Self::new(expression, shape) }
    }

    /// Texts that are joined.
    pub(in crate::surveyjs) fn joined(texts: &[String]) -> Self {
        Self { form: Form::Joined, ..Self::new(format!("concat({})", texts.join(", ")), Shape::Text) }
    }

    /// The text, where it is written out.
    pub(super) fn literal(&self) -> Option<&str> {
        match &self.form {
            Form::Text(text) => Some(text),
            Form::Number | Form::Constant | Form::Conditional | Form::Joined | Form::Open => None,
        }
    }

    /// Whether it is the blank text.
    pub(super) fn is_blank(&self) -> bool {
        self.literal() == Some("")
    }

    /// Whether it gives the same whatever is answered, and is not blank.
    pub(super) fn is_constant(&self) -> bool {
        match &self.form {
            Form::Text(text) => !text.is_empty(),
            Form::Number | Form::Constant => true,
            Form::Conditional | Form::Joined | Form::Open => false,
        }
    }

    /// Whether it may give a blank although what it reads is answered.
    pub(super) fn may_be_blank(&self) -> bool {
        self.shape == Shape::Text && self.literal().is_none() || self.form == Form::Conditional
    }

    /// A value as a number; a blank counts as 0.
    pub(super) fn or_zero(&self) -> String {
        match self.shape {
            Shape::Truth => format!("number({})", self.expression),
            Shape::Boolean => format!("number({})", is_true(&self.expression)),
            Shape::Text
            | Shape::Number
            | Shape::Date
            | Shape::Time
            | Shape::Month
            | Shape::List
            | Shape::Order
            | Shape::Rows => format!("coalesce({}, 0)", self.expression),
        }
    }
}

/// Whether an answer of a boolean is `true`.
pub(super) fn is_true(boolean: &str) -> String {
    format!("({boolean} = 'true')")
}

/// The name of a choice with this value: an answer of several choices joins names by blanks, so a name holds none.
pub(in crate::surveyjs) fn choice_name(value: &str) -> String {
    value.split_whitespace().collect::<Vec<_>>().join("_")
}

/// A time of the day as a part of the day.
pub(in crate::surveyjs) fn part_of_day(time: &Target) -> Target {
    Target::new(format!("decimal-time({})", time.expression), Shape::Number)
}

/// A month or a week as a number.
pub(in crate::surveyjs) fn month_number(month: &Target) -> Target {
    Target::new(format!("number(translate({}, '-W', ''))", month.expression), Shape::Number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_out_is_known_without_reading_the_expression() {
        assert!(Target::text("if(").is_constant() && !Target::text("if(").may_be_blank());
        assert!(Target::blank().is_blank() && !Target::blank().is_constant());
        assert!(Target::truth(true).is_constant());
        assert!(Target::new("${a}", Shape::Text).may_be_blank());
        assert!(Target::conditional("if(${a} = 0, '', 1)", Shape::Number).may_be_blank());
    }

    #[test]
    fn blanks_count_as_zero() {
        assert_eq!(Target::new("${b}", Shape::Boolean).or_zero(), "number((${b} = 'true'))");
        assert_eq!(Target::new("${n}", Shape::Number).or_zero(), "coalesce(${n}, 0)");
    }

    #[test]
    fn names_of_choices_hold_no_blanks() {
        assert_eq!(choice_name(" very  good "), "very_good");
    }
}
