//! Expressions as parts of a compiled program.
//!
//! What only compiling needs is left out: what an expression reads, and its kind. Functions go by name, so that the table
//! may grow.

use sealform_types::{Coded, Decoder, Encoder, coded};

use crate::ast::{Comparison, Operation};
use crate::eval::Expr;
use crate::expression::Expression;
use crate::functions::patterns::Pattern;
use crate::functions::rare::RareArguments;
use crate::functions::{self, Function, UNKNOWN};
use crate::kinds::{ListId, TablePart, TreeNode, ValueKind, ValueRef};
use crate::template::{TextPart, TextTemplate};
use crate::value::Val;
use crate::walk::{Axis, Predicate, Walk, WalkStart, WalkStep};

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
        13 = Rare(function, arguments),
    }
    enum ValueRef { 0 = Slot(slot), 1 = Column(column) }
    enum TreeNode { 0 = AboveRoot, 1 = Node(node), 2 = Table(table, part) }
    enum TablePart { 0 = Document, 1 = Root, 2 = Item, 3 = Column(column) }
    enum RareArguments { 0 = Numbers, 1 = Texts }
    enum Comparison { 0 = Equal, 1 = Unequal, 2 = Less, 3 = LessOrEqual, 4 = Greater, 5 = GreaterOrEqual }
    enum Operation { 0 = Add, 1 = Subtract, 2 = Multiply, 3 = Divide, 4 = Remainder }
    struct Walk { start, steps }
    enum WalkStart { 0 = Here, 1 = Current, 2 = Around(tree_node), 3 = Of(expr) }
    struct WalkStep { to, predicates }
    enum Axis { 0 = Here, 1 = Parent, 2 = Children(tree_nodes), 3 = Whole }
    struct Predicate { test, key }
    struct TextTemplate { pieces }
    enum TextPart { 0 = Text(text), 1 = Insertion(expression) }
    enum ValueKind {
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

numbers! { ListId }

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
        functions::named(name).unwrap_or_else(|| {
            from.damage();
            &UNKNOWN
        })
    }
}

/// By its text.
impl Coded for Pattern {
    fn write(&self, to: &mut Encoder) {
        to.text(self.text());
    }
    fn read(from: &mut Decoder<'_>) -> Self {
        Self::read(from.text()).unwrap_or_else(|_| {
            from.damage();
            Self::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{NoNames, Purpose, compile};

    struct Nothing;
    impl crate::Context for Nothing {
        fn read(&self, _: ValueRef) -> Val {
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
