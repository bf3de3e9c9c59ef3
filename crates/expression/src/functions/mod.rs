//! The functions of the language, in one table: the compiler checks calls against it, the reference
//! page is generated from it, and a test evaluates every example in it.

#[cfg(feature = "rare")]
mod calendar;
mod chance;
#[cfg(feature = "rare")]
mod codes;
mod days;
#[cfg(feature = "rare")]
mod geometry;
#[cfg(feature = "rare")]
mod mathematics;
mod nodes;
mod numbers;
#[cfg(feature = "rare")]
mod order;
#[cfg(feature = "rare")]
mod patterns;
mod rare;
pub(crate) mod selections;
mod texts;

use sealform_types::{EXPLAINS, in_order};

use crate::function::{Accepts, Args, Body, Function, Parameter};
use crate::kinds::ValueKind;
use crate::value::Val;

pub use chance::{seed_number, shuffled};
#[cfg(feature = "rare")]
pub use rare::compute_rare;
pub(crate) use rare::{rare_called, rare_named};

/// All functions, sorted by name; what the reference page is made of.
pub fn reference() -> Vec<&'static Function> {
    in_order(all().collect(), &|one, other| one.name.cmp(other.name))
}

/// All functions that are built in.
pub(crate) fn all() -> impl Iterator<Item = &'static Function> {
    let common = [numbers::TABLE, texts::TABLE, selections::TABLE, days::TABLE, nodes::TABLE, chance::TABLE];
    common.into_iter().flatten().chain(rare::TABLES.iter().flat_map(|(_, table)| *table))
}

/// Functions of XPath 1.0 that the language leaves out by decision.
pub(crate) const LEFT_OUT: &[&str] = &["id", "lang", "namespace-uri"];

/// Functions of the Community Health Toolkit that only its own programs can compute.
pub(crate) const OF_A_HOST: &[&str] = &["extension-lib", "z-score"];

/// The name of a function without the prefix of the Community Health Toolkit, whose functions have it or not.
pub(crate) fn without_prefix(name: &str) -> &str {
    name.strip_prefix("cht:").unwrap_or(name)
}

/// The function of that name.
pub(crate) fn named(name: &str) -> Option<&'static Function> {
    let name = without_prefix(name);
    all().find(|function| function.name == name)
}

/// Words of the reference; empty without the feature `reference`.
const fn docs(words: &'static str) -> &'static str {
    if cfg!(feature = "reference") { words } else { "" }
}

/// A parameter that takes anything.
const fn any(name: &'static str) -> Parameter {
    accepting(name, Accepts::Any)
}

const fn accepting(name: &'static str, accepts: Accepts) -> Parameter {
    // Signatures are words of findings.
    Parameter { name: if EXPLAINS { name } else { "" }, accepts }
}

/// A function with neither optional nor repeated parameters.
const fn plain(
    name: &'static str,
    parameters: &'static [Parameter],
    returns: ValueKind,
    summary: &'static str,
    example: (&'static str, &'static str),
    body: fn(Args<'_>) -> Val,
) -> Function {
    let body = Body::Plain(body);
    Function { name, parameters, optional: 0, variadic: false, traits: &[], returns, summary, example, body }
}

/// The argument at an index; blank where it was left out.
fn argument<'a>(arguments: Args<'a>, index: usize) -> &'a Val {
    arguments.values.get(index).unwrap_or(&Val::Blank)
}

fn text(arguments: Args<'_>, index: usize) -> String {
    argument(arguments, index).to_text()
}

fn number(arguments: Args<'_>, index: usize) -> f64 {
    arguments.frame.number(argument(arguments, index))
}

/// All values of all arguments, those of repeats one by one.
fn each(arguments: &[Val]) -> impl Iterator<Item = &Val> {
    arguments.iter().flat_map(Val::each)
}

#[expect(clippy::cast_precision_loss, reason = "nothing has 2^53 parts")]
fn count<T>(parts: impl Iterator<Item = T>) -> Val {
    Val::Number(parts.count() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Context, NoNames, Purpose, ValueRef, compile};

    struct Noon;
    impl Context for Noon {
        fn read(&self, reference: ValueRef) -> Val {
            let now = chrono::DateTime::parse_from_rfc3339("2026-11-21T12:00:00+01:00").expect("valid");
            match reference {
                NoNames::NOW => Val::Moment(now),
                NoNames::TODAY => Val::Date(now.date_naive()),
                _ => Val::Blank,
            }
        }
        fn choice_label(&self, _: crate::ListId, _: &str) -> Option<String> {
            None
        }
    }

    #[test]
    fn every_example_is_true() {
        let mut tried = 0;
        for function in reference() {
            let (source, expected) = function.example;
            if ["${", "instance(", "jr:itext("].iter().any(|needs| source.contains(needs)) {
                continue; // these need a form or a document: other tests play them
            }
            let (expression, findings) = compile(source, &NoNames, Purpose::Value, "");
            assert!(findings.is_empty(), "{source}: {findings}");
            assert_eq!(expression.expect(source).eval(&Noon).to_text(), expected, "{source}");
            tried += 1;
        }
        assert!(tried >= 40, "only {tried} examples were tried");
    }

    #[test]
    fn names_are_unique_and_have_a_summary() {
        let all = reference();
        assert!(all.windows(2).all(|pair| pair[0].name != pair[1].name));
        assert!(all.iter().all(|function| !function.summary.is_empty()));
    }
}
