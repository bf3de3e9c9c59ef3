//! A pattern that is written out in an expression.

#[cfg(feature = "rare")]
pub(crate) use built_in::Pattern;
#[cfg(not(feature = "rare"))]
pub(crate) use elsewhere::Pattern;

/// What `regex` is compiled to where its pattern is worked out.
pub(crate) const MATCHES: &str = "regex-matches";

#[cfg(feature = "rare")]
mod built_in {
    use std::sync::Arc;

    use regex_lite::{Regex, RegexBuilder};

    use crate::context::Frame;
    use crate::regex_compat;

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
}

/// Patterns are read and matched elsewhere.
#[cfg(not(feature = "rare"))]
mod elsewhere {
    use std::sync::Arc;

    use super::MATCHES;
    use crate::context::Frame;
    use crate::kinds::RareArguments;
    use crate::remote::ask;
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
