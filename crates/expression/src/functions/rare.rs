//! Functions that few forms use: patterns, angles, digests, areas. Without the feature `rare` they are not built in, and
//! whoever evaluates has them computed by a module that has them ([`compute_rare`]). So a page that shows a form carries
//! them only where the form uses them; a program lists those that it calls.

#[cfg(feature = "rare")]
pub use built_in::compute_rare;
#[cfg(feature = "rare")]
pub(crate) use built_in::{TABLES, rare_called, rare_named};
#[cfg(not(feature = "rare"))]
pub(crate) use elsewhere::{TABLES, rare_called, rare_named};

#[cfg(feature = "rare")]
mod built_in {
    use sealform_types::{Decoder, Encoder, Wire};

    use crate::context::alone;
    use crate::function::{Args, Body, Function, RareFunction};
    use crate::functions::without_prefix;
    use crate::functions::{calendar, codes, geometry, mathematics, order, patterns};
    use crate::kinds::RareArguments;
    use crate::value::Val;

    /// The tables, each with what its functions take.
    pub(crate) const TABLES: &[(RareArguments, &[Function])] = &[
        (RareArguments::Numbers, mathematics::TABLE),
        (RareArguments::Texts, patterns::TABLE),
        (RareArguments::Texts, codes::TABLE),
        (RareArguments::Texts, order::TABLE),
        (RareArguments::Texts, geometry::TABLE),
        (RareArguments::Moments(2), calendar::BETWEEN),
        (RareArguments::Moments(1), calendar::AFTER),
        (RareArguments::Texts, calendar::TEXTS),
    ];

    /// The rare function of that name.
    pub(crate) fn rare_named(name: &str) -> Option<RareFunction> {
        let name = without_prefix(name);
        let of = |(takes, table): &(RareArguments, &'static [Function])| {
            table.iter().find(|function| function.name == name).map(|function| RareFunction(function, *takes))
        };
        TABLES.iter().find_map(of)
    }

    /// The rare function that a program calls; what it takes is known here.
    pub(crate) fn rare_called(name: &str, _: RareArguments) -> Option<RareFunction> {
        rare_named(name)
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
        // By its body alone: what evaluates other expressions stays out of the module of rare functions.
        let Body::Plain(body) = function.0.body else { return None };
        let mut encoder = Encoder::default();
        alone(|frame| body(Args { values: &values, frame })).ok()?.write(&mut encoder);
        Some(encoder.into_bytes())
    }
}

#[cfg(not(feature = "rare"))]
mod elsewhere {
    use crate::function::{Function, RareFunction};
    use crate::kinds::RareArguments;

    pub(crate) const TABLES: &[(RareArguments, &[Function])] = &[];

    /// None is built in.
    pub(crate) fn rare_named(_: &str) -> Option<RareFunction> {
        None
    }

    /// The rare function that a program calls.
    pub(crate) fn rare_called(name: &str, takes: RareArguments) -> Option<RareFunction> {
        Some(RareFunction(name.into(), takes))
    }
}

#[cfg(all(test, feature = "rare"))]
mod tests {
    use sealform_types::{Decoder, Encoder, Wire};

    use super::compute_rare;
    use crate::value::Val;

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
