//! Functions that few forms use: patterns, angles, digests, areas. Without the feature `rare` they are not built in, and
//! whoever evaluates has them computed elsewhere, by an engine that has them ([`compute`]). So a page that shows a form
//! carries them only where the form uses them.

use sealform_types::{Coded, Decoder, Encoder};

#[cfg(not(feature = "rare"))]
pub(super) use lean::TABLE;

use crate::eval::Frame;
use crate::value::Val;

/// What arguments a function takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "rare", allow(dead_code, reason = "everything is built in"))]
pub(crate) enum Taken {
    /// Numbers.
    Numbers,
    /// Texts, or sets of them.
    Texts,
}

/// Has a function computed elsewhere.
pub(crate) fn call(function: &str, taken: Taken, arguments: &[Val], frame: &Frame<'_>) -> Val {
    // What a day or a moment is as a number depends on the zone, which is known here.
    let arguments: Vec<Val> = arguments.iter().map(|argument| plain(argument, taken, frame)).collect();
    let mut encoder = Encoder::default();
    arguments.write(&mut encoder);
    match frame.context.elsewhere(function, &encoder.into_bytes()) {
        Some(answer) => Val::read(&mut Decoder::new(&answer)),
        None => {
            frame.trouble(crate::Trouble::NoAnswer);
            Val::Blank
        }
    }
}

fn plain(argument: &Val, taken: Taken, frame: &Frame<'_>) -> Val {
    match (argument, taken) {
        (Val::Many(values), Taken::Texts) => Val::Many(values.iter().map(|value| plain(value, taken, frame)).collect()),
        (argument, Taken::Texts) => Val::text(&argument.to_text()),
        (argument, Taken::Numbers) => Val::Number(frame.number(argument)),
    }
}

/// Computes a function for an engine that does not have it; `arguments` and what it gives are as [`crate::Context::elsewhere`]
/// says. `None` where the function has no answer.
#[cfg(feature = "rare")]
pub fn compute(function: &str, arguments: &[u8]) -> Option<Vec<u8>> {
    use crate::eval::{Expr, eval_or_trouble};
    let function = super::named(function)?;
    let mut decoder = Decoder::new(arguments);
    let values = Vec::<Val>::read(&mut decoder);
    if !decoder.end() || !function.takes(values.len()) {
        return None;
    }
    let call = Expr::Call(function, values.into_iter().map(Expr::Constant).collect());
    let mut encoder = Encoder::default();
    eval_or_trouble(&call).ok()?.write(&mut encoder);
    Some(encoder.into_bytes())
}

#[cfg(not(feature = "rare"))]
mod lean {
    use super::{NAMES, Taken};
    use crate::functions::{Body, Function};
    use crate::kinds::Kind;

    const fn lent(name: &'static str, taken: Taken) -> Function {
        let body = Body::Elsewhere(taken);
        let returns = Kind::Text;
        Function {
            name,
            parameters: &[],
            optional: 0,
            variadic: true,
            traits: &[],
            returns,
            summary: "",
            example: ("", ""),
            body,
        }
    }

    /// The functions that are not built in.
    pub(in crate::functions) const TABLE: &[Function] = &{
        let mut table = [const { lent("", Taken::Texts) }; NAMES.len()];
        let mut index = 0;
        while index < NAMES.len() {
            table[index] = lent(NAMES[index].0, NAMES[index].1);
            index += 1;
        }
        table
    };
}

/// All of them.
#[cfg_attr(feature = "rare", allow(dead_code, reason = "everything is built in; a test looks"))]
const NAMES: [(&str, Taken); 21] = [
    ("regex-matches", Taken::Texts),
    ("base64-decode", Taken::Texts),
    ("digest", Taken::Texts),
    ("area", Taken::Texts),
    ("distance", Taken::Texts),
    ("geofence", Taken::Texts),
    ("intersects", Taken::Texts),
    ("acos", Taken::Numbers),
    ("asin", Taken::Numbers),
    ("atan", Taken::Numbers),
    ("atan2", Taken::Numbers),
    ("cos", Taken::Numbers),
    ("exp", Taken::Numbers),
    ("exp10", Taken::Numbers),
    ("log", Taken::Numbers),
    ("log10", Taken::Numbers),
    ("pi", Taken::Numbers),
    ("pow", Taken::Numbers),
    ("sin", Taken::Numbers),
    ("sqrt", Taken::Numbers),
    ("tan", Taken::Numbers),
];

#[cfg(all(test, feature = "rare"))]
mod tests {
    use super::*;
    use crate::functions::{RARE, Special};

    #[test]
    fn the_names_are_those_of_the_tables() {
        let built_in = RARE.iter().copied().flatten();
        let mut built_in: Vec<&str> = built_in
            .filter(|function| !matches!(function.body, crate::functions::Body::Special(Special::Pattern)))
            .map(|function| function.name)
            .collect();
        let mut named: Vec<&str> = NAMES.iter().map(|(name, _)| *name).collect();
        built_in.sort_unstable();
        named.sort_unstable();
        assert_eq!(named, built_in);
    }

    fn asked(function: &str, arguments: &[Val]) -> Option<Val> {
        let mut encoder = Encoder::default();
        arguments.to_vec().write(&mut encoder);
        let answer = compute(function, &encoder.into_bytes())?;
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
        assert_eq!(compute("pow", b"\xff"), None);
    }
}
