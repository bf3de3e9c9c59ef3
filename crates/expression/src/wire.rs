//! Expressions as parts of a compiled program: what is not derived of them. Functions go by name, so that the table may
//! grow.

use sealform_types::{Decoder, Encoder, Wire};

use crate::function::{Function, RareFunction, UNKNOWN};
use crate::functions;
use crate::kinds::RareArguments;
use crate::pattern::Pattern;
use crate::value::Val;

/// Of a constant, or what crosses to functions that are not built in: texts, numbers, truths and lists of them. Any other
/// would come back as its text.
impl Wire for Val {
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
            other @ (Self::Blank
            | Self::Text(_)
            | Self::Date(_)
            | Self::Time(_)
            | Self::Moment(_)
            | Self::Choices(_)
            | Self::Attempts(_)) => {
                to.number(0);
                to.text(&other.to_text());
            }
        }
    }
    fn read(from: &mut Decoder<'_>) -> Self {
        from.deeper(|from| match from.number() {
            0 => Self::text(from.text()),
            1 => Self::Number(Wire::read(from)),
            2 => Self::Truth(Wire::read(from)),
            _ => Self::Many(Vec::read(from).into()),
        })
    }
}

impl Wire for &'static Function {
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

impl Wire for RareFunction {
    fn write(&self, to: &mut Encoder) {
        to.text(self.name());
        self.takes().write(to);
    }
    fn read(from: &mut Decoder<'_>) -> Self {
        let name = from.text();
        let takes = RareArguments::read(from);
        functions::rare_called(name, takes).unwrap_or_else(|| {
            from.damage();
            Self::unknown()
        })
    }
}

/// By its text.
impl Wire for Pattern {
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
    use crate::expression::Expression;
    use crate::kinds::{ListId, ValueRef};
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
