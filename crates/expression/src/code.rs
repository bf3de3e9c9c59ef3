//! Expressions as parts of a compiled program.
//!
//! What only compiling needs is left out: what an expression reads, and its kind. Functions go by name, so that the table
//! may grow.

use sealform_types::{Coded, Decoder, Encoder, coded};

use crate::ast::{Comparison, Operation};
use crate::eval::Expr;
use crate::expression::Expression;
use crate::functions::patterns::Pattern;
use crate::functions::{self, Body, Function};
use crate::kinds::{Kind, ListId, Ref, Spot};
use crate::template::{Piece, Template};
use crate::value::Val;
use crate::walk::{Predicate, Start, Step, To, Walk};

coded! {
    enum Expr {
        0 = Constant(value),
        1 = Read(reference),
        2 = ReadMany(reference),
        3 = Nodes(walk),
        4 = Negate(inner),
        5 = Or(all),
        6 = And(all),
        7 = Compare(left, comparison, right),
        8 = Arithmetic(first, rest),
        9 = Call(function, arguments),
        10 = Matches(subject, pattern),
        11 = AnySelected(selection, marked),
        12 = ChoiceLabel(choice, list),
    }
    enum Comparison { 0 = Equal, 1 = Unequal, 2 = Less, 3 = LessOrEqual, 4 = Greater, 5 = GreaterOrEqual }
    enum Operation { 0 = Add, 1 = Subtract, 2 = Multiply, 3 = Divide, 4 = Remainder }
    struct Walk { start, steps }
    enum Start { 0 = Here, 1 = Current, 2 = Around(spot), 3 = Of(expr) }
    struct Step { to, predicates }
    enum To { 0 = Here, 1 = Parent, 2 = Children(spots), 3 = Whole }
    struct Predicate { test, key }
    struct Template { pieces }
    enum Piece { 0 = Text(text), 1 = Insertion(expression) }
    enum Kind {
        0 = Text, 1 = Number, 2 = Truth, 3 = Date, 4 = Time, 5 = Moment, 6 = Choice(list), 7 = Choices(list),
        8 = Attempts { max },
    }
}

impl Coded for Expression {
    fn write(&self, to: &mut Encoder) {
        self.expr.write(to);
    }
    fn read(from: &mut Decoder<'_>) -> Self {
        Self::of(Coded::read(from))
    }
}

macro_rules! numbers {
    ($($name:ident)*) => {$(
        impl Coded for $name {
            fn write(&self, to: &mut Encoder) {
                self.0.write(to);
            }
            fn read(from: &mut Decoder<'_>) -> Self {
                Self(from.small())
            }
        }
    )*};
}

numbers! { Ref ListId Spot }

/// Of a constant, or what crosses to functions that are not built in: texts, numbers, truths and lists of them. Any other
/// would come back as its text.
impl Coded for Val {
    fn write(&self, to: &mut Encoder) {
        match self {
            Self::Number(number) => {
                to.number(1);
                number.write(to);
            }
            Self::Truth(truth) => {
                to.number(2);
                truth.write(to);
            }
            Self::Many(values) => {
                to.number(3);
                values.to_vec().write(to);
            }
            other => {
                to.number(0);
                to.text(&other.to_text());
            }
        }
    }
    fn read(from: &mut Decoder<'_>) -> Self {
        from.deeper(|from| match from.number() {
            0 => Self::text(from.text()),
            1 => Self::Number(Coded::read(from)),
            2 => Self::Truth(Coded::read(from)),
            _ => Self::Many(Vec::read(from).into()),
        })
    }
}

impl Coded for &'static Function {
    fn write(&self, to: &mut Encoder) {
        to.text(self.name);
    }
    fn read(from: &mut Decoder<'_>) -> Self {
        let name = from.text();
        let function = functions::named(name).unwrap_or_else(|| {
            from.damage();
            &NOTHING
        });
        if matches!(function.body, Body::Elsewhere(_)) {
            from.note();
        }
        function
    }
}

/// By its text.
impl Coded for Pattern {
    fn write(&self, to: &mut Encoder) {
        to.text(self.text());
    }
    fn read(from: &mut Decoder<'_>) -> Self {
        if !cfg!(feature = "rare") {
            from.note();
        }
        Self::read(from.text()).unwrap_or_else(|_| {
            from.damage();
            Self::default()
        })
    }
}

/// What stands in for a function that is not there.
static NOTHING: Function = Function {
    name: "",
    parameters: &[],
    optional: 0,
    variadic: true,
    traits: &[],
    returns: Kind::Text,
    summary: "",
    example: ("", ""),
    body: Body::Plain(|_| Val::Blank),
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{NoNames, Purpose, compile};

    struct Nothing;
    impl crate::Context for Nothing {
        fn read(&self, _: Ref) -> Val {
            Val::Blank
        }
        fn choice_label(&self, _: ListId, _: &str) -> Option<String> {
            None
        }
    }

    fn back(expression: &Expression) -> Expression {
        let mut encoder = Encoder::default();
        expression.write(&mut encoder);
        let bytes = encoder.into_bytes();
        let mut decoder = Decoder::new(&bytes);
        let read = Expression::read(&mut decoder);
        assert!(decoder.end());
        read
    }

    #[test]
    fn every_example_comes_back_and_gives_the_same() {
        let mut tried = 0;
        for function in functions::reference() {
            let (Some(expression), _) = compile(function.example.0, &NoNames, Purpose::Value, "") else { continue };
            let before = expression.eval(&Nothing).to_text();
            assert_eq!(back(&expression).eval(&Nothing).to_text(), before, "{}", function.example.0);
            tried += 1;
        }
        assert!(tried >= 40, "only {tried} examples were tried");
    }

    #[test]
    fn the_deepest_expression_comes_back() {
        let depth = crate::MAX_DEPTH as usize - 2;
        let source = format!("{}1{}", "(0 or 1 = 2 + -".repeat(depth / 2), ")".repeat(depth / 2));
        let (expression, findings) = compile(&source, &NoNames, Purpose::Value, "");
        let expression = expression.unwrap_or_else(|| panic!("{findings}"));
        assert_eq!(back(&expression).eval(&Nothing), expression.eval(&Nothing));
    }

    #[test]
    fn an_unknown_function_is_damage() {
        let mut encoder = Encoder::default();
        encoder.number(9);
        encoder.text("no-such-function");
        encoder.number(0);
        let bytes = encoder.into_bytes();
        let mut decoder = Decoder::new(&bytes);
        let read = Expression::read(&mut decoder);
        assert!(!decoder.end());
        assert_eq!(read.eval(&Nothing), Val::Blank);
    }
}
