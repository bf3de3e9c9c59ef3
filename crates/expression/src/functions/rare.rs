//! Functions that few forms use: patterns, angles, digests, areas. Without the feature `rare` they are not built in, and
//! whoever evaluates has them computed by a module that has them ([`compute_rare`]). So a page that shows a form carries
//! them only where the form uses them; a program lists those that it calls.

use sealform_types::{Decoder, Encoder, Wire};

use crate::eval::{Expr, Frame};
use crate::value::Val;

/// What arguments a rare function takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Wire)]
pub(crate) enum RareArguments {
    /// Numbers.
    Numbers,
    /// Texts, or sets of them.
    Texts,
}

#[cfg(feature = "rare")]
pub(crate) use built_in::RareFunction;
#[cfg(feature = "rare")]
pub use built_in::compute_rare;
#[cfg(not(feature = "rare"))]
pub(crate) use remote::RareFunction;

#[cfg(feature = "rare")]
mod built_in {
    use super::{Decoder, Encoder, Expr, Frame, RareArguments, Val, Wire};
    use crate::eval::{call, try_eval_alone};
    use crate::functions::{Function, UNKNOWN, rare_named};

    /// A rare function that is called.
    #[derive(Debug, Clone, Copy)]
    pub(crate) struct RareFunction(pub &'static Function, pub RareArguments);

    impl RareFunction {
        pub fn call(self, arguments: &[Expr], frame: &Frame<'_>) -> Val {
            call(self.0, arguments, frame)
        }

        pub fn name(&self) -> &str {
            self.0.name
        }

        pub fn takes(&self) -> RareArguments {
            self.1
        }

        /// What stands in for one that is not there.
        pub fn unknown() -> Self {
            Self(&UNKNOWN, RareArguments::Texts)
        }

        /// The function of that name; what it takes is known here.
        pub fn read(name: &str, _: RareArguments) -> Option<Self> {
            rare_named(name)
        }
    }

    /// Computes a rare function for an engine that does not have it. `arguments` and what it gives are as
    /// [`crate::Context::rare_function`] says. `None` where the function has no answer.
    pub fn compute_rare(function: &str, arguments: &[u8]) -> Option<Vec<u8>> {
        let function = rare_named(function)?;
        let mut decoder = Decoder::new(arguments);
        let values = Vec::<Val>::read(&mut decoder);
        if !decoder.end() || !function.0.takes(values.len()) {
            return None;
        }
        let call = Expr::Rare(function, values.into_iter().map(Expr::Constant).collect());
        let mut encoder = Encoder::default();
        try_eval_alone(&call).ok()?.write(&mut encoder);
        Some(encoder.into_bytes())
    }
}

/// Asks whoever evaluates.
#[cfg(not(feature = "rare"))]
pub(crate) mod remote {
    use std::sync::Arc;

    use super::{Decoder, Encoder, Expr, Frame, RareArguments, Val, Wire};
    use crate::eval::{EvalError, eval};

    /// A rare function that is called.
    #[derive(Debug, Clone)]
    pub(crate) struct RareFunction(Arc<str>, RareArguments);

    impl RareFunction {
        pub fn call(&self, arguments: &[Expr], frame: &Frame<'_>) -> Val {
            let values: Vec<Val> = arguments.iter().map(|argument| eval(argument, frame)).collect();
            ask(&self.0, self.1, &values, frame)
        }

        pub fn name(&self) -> &str {
            &self.0
        }

        pub fn takes(&self) -> RareArguments {
            self.1
        }

        pub fn unknown() -> Self {
            Self("".into(), RareArguments::Texts)
        }

        pub fn read(name: &str, takes: RareArguments) -> Option<Self> {
            Some(Self(name.into(), takes))
        }
    }

    /// Has a function computed by whoever evaluates.
    pub(crate) fn ask(function: &str, takes: RareArguments, arguments: &[Val], frame: &Frame<'_>) -> Val {
        // What a day or a moment is as a number depends on the zone, which is known here.
        let arguments: Vec<Val> = arguments.iter().map(|argument| plain(argument, takes, frame)).collect();
        let mut encoder = Encoder::default();
        arguments.write(&mut encoder);
        match frame.context.rare_function(function, &encoder.into_bytes()) {
            Some(answer) => Val::read(&mut Decoder::new(&answer)),
            None => {
                frame.fail(EvalError::NoAnswer);
                Val::Blank
            }
        }
    }

    fn plain(argument: &Val, takes: RareArguments, frame: &Frame<'_>) -> Val {
        match (argument, takes) {
            (Val::Many(values), RareArguments::Texts) => {
                Val::Many(values.iter().map(|value| plain(value, takes, frame)).collect())
            }
            (argument, RareArguments::Texts) => Val::text(&argument.to_text()),
            (argument, RareArguments::Numbers) => Val::Number(frame.number(argument)),
        }
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
        Self::read(name, takes).unwrap_or_else(|| {
            from.damage();
            Self::unknown()
        })
    }
}

#[cfg(all(test, feature = "rare"))]
mod tests {
    use super::*;

    fn asked(function: &str, arguments: &[Val]) -> Option<Val> {
        let mut encoder = Encoder::default();
        arguments.to_vec().write(&mut encoder);
        let answer = compute_rare(function, &encoder.into_bytes())?;
        let mut decoder = Decoder::new(&answer);
        let value = Val::read(&mut decoder);
        assert!(decoder.end());
        Some(value)
    }

    #[test]
    fn what_is_asked_is_answered() {
        assert_eq!(asked("pow", &[Val::Number(2.0), Val::Number(10.0)]), Some(Val::Number(1024.0)));
        assert_eq!(asked("regex-matches", &[Val::text("4711"), Val::text("^[0-9]{4}$")]), Some(Val::Truth(true)));
        let places = Val::Many([Val::text("0 0"), Val::text("0 1")].into());
        assert_eq!(asked("distance", &[places]), Some(Val::Number(111_318.85)));
    }

    #[test]
    fn what_has_no_answer_has_none() {
        assert_eq!(asked("digest", &[Val::text("abc"), Val::text("MD6")]), None);
        assert_eq!(asked("no-such-function", &[]), None);
        assert_eq!(asked("pow", &[]), None);
        assert_eq!(compute_rare("pow", b"\xff"), None);
    }
}
