//! Regular expressions.

#[cfg(feature = "rare")]
pub(crate) use built_in::{Pattern, TABLE};
#[cfg(not(feature = "rare"))]
pub(crate) use remote::Pattern;

/// What `regex` is compiled to where its pattern is worked out.
pub(crate) const MATCHES: &str = "regex-matches";

#[cfg(feature = "rare")]
mod built_in {
    use std::sync::Arc;

    use regex_lite::{Regex, RegexBuilder};

    use super::MATCHES;
    use crate::eval::{Expr, Frame, eval};
    use crate::functions::{Body, Function, Special, any, docs, regex_compat};
    use crate::kinds::ValueKind;
    use crate::value::Val;

    pub(crate) const TABLE: &[Function] = &[
        Function {
            name: "regex",
            parameters: &[any("text"), any("pattern")],
            optional: 0,
            variadic: false,
            traits: &[],
            returns: ValueKind::Truth,
            summary: docs(
                "Whether something in the text matches a regular expression; `^` and `$` stand for its ends.",
            ),
            example: (docs("regex('4711', '^[0-9]{4}$')"), docs("true")),
            body: Body::Special(Special::Pattern),
        },
        Function {
            name: MATCHES,
            parameters: &[any("text"), any("pattern")],
            optional: 0,
            variadic: false,
            traits: &[],
            returns: ValueKind::Truth,
            summary: docs("The same as `regex`."),
            example: (docs("regex-matches('4711', concat('[0-9]{', 4, '}'))"), docs("true")),
            body: Body::Lazy(matches),
        },
    ];

    /// Bytes a pattern may take when read, and that many times the groups it may have: searching takes a place for
    /// every group in every state.
    const SIZE: usize = 1 << 20;
    const GROUPS: usize = 16;

    /// A pattern that is written out.
    #[derive(Debug, Clone, Default)]
    pub(crate) struct Pattern {
        text: Arc<str>,
        regex: Option<Arc<Regex>>,
    }

    impl Pattern {
        /// Reads a pattern; says why where it is none.
        pub fn read(text: &str) -> Result<Self, String> {
            let words = regex_compat::translate(text);
            let build = |size| RegexBuilder::new(&words).size_limit(size).build();
            let regex = build(SIZE).map_err(|fault| fault.to_string())?;
            let groups = regex.captures_len();
            if groups > GROUPS && build(SIZE * GROUPS / groups).is_err() {
                return Err(format!(
                    "it is too large for its {} groups; write (?:…) where nothing is taken out",
                    groups - 1
                ));
            }
            Ok(Self { text: text.into(), regex: Some(regex.into()) })
        }

        /// As it was written.
        pub fn text(&self) -> &str {
            &self.text
        }

        /// Whether something in the text matches.
        pub fn is_match(&self, text: &str, _: &Frame<'_>) -> bool {
            self.regex.as_ref().is_some_and(|regex| regex.is_match(text))
        }
    }

    fn matches(arguments: &[Expr], frame: &Frame<'_>) -> Val {
        let [text, pattern] = arguments else { return Val::Blank };
        let pattern = Pattern::read(&eval(pattern, frame).to_text());
        Val::Truth(pattern.is_ok_and(|pattern| pattern.is_match(&eval(text, frame).to_text(), frame)))
    }
}

/// Patterns are read and matched elsewhere.
#[cfg(not(feature = "rare"))]
mod remote {
    use std::sync::Arc;

    use super::MATCHES;
    use crate::eval::Frame;
    use crate::functions::rare::RareArguments;
    use crate::functions::rare::remote::ask;
    use crate::value::Val;

    /// A pattern that is written out.
    #[derive(Debug, Clone, Default)]
    pub(crate) struct Pattern(Arc<str>);

    impl Pattern {
        /// Takes a pattern in.
        pub fn read(text: &str) -> Result<Self, String> {
            Ok(Self(text.into()))
        }

        /// As it was written.
        pub fn text(&self) -> &str {
            &self.0
        }

        /// Whether something in the text matches.
        pub fn is_match(&self, text: &str, frame: &Frame<'_>) -> bool {
            ask(MATCHES, RareArguments::Texts, &[Val::text(text), Val::text(&self.0)], frame).to_truth()
        }
    }
}

#[cfg(all(test, feature = "rare"))]
mod tests {
    use super::Pattern;

    #[test]
    fn groups_cost_by_their_states() {
        assert!(Pattern::read(&"(a|b)?".repeat(60)).is_ok(), "many small groups are fine");
        assert!(Pattern::read(&"(?:a|b|c)?".repeat(3000)).is_ok(), "so are thousands that take nothing out");
        let fault = Pattern::read(&"(a|b|c)?".repeat(3000)).unwrap_err();
        assert_eq!(fault, "it is too large for its 3000 groups; write (?:…) where nothing is taken out");
    }
}
