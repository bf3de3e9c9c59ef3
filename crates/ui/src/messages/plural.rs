//! Sentences that change with a number, by the categories of Unicode's CLDR.

/// Which form of a sentence a number takes in a language (CLDR, "Language Plural Rules").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Category {
    Zero,
    One,
    Two,
    Few,
    Many,
    Other,
}

impl Category {
    /// The category that `Intl.PluralRules` calls so.
    fn named(name: &str) -> Self {
        match name {
            "zero" => Self::Zero,
            "one" => Self::One,
            "two" => Self::Two,
            "few" => Self::Few,
            "many" => Self::Many,
            _ => Self::Other,
        }
    }

    /// Its name in catalogues.
    pub fn name(self) -> &'static str {
        match self {
            Self::Zero => "zero",
            Self::One => "one",
            Self::Two => "two",
            Self::Few => "few",
            Self::Many => "many",
            Self::Other => "other",
        }
    }
}

/// The plural rules of one language.
pub(crate) struct PluralRules(rules::Rules);

impl PluralRules {
    /// The rules of the language with this tag.
    pub fn of(tag: &str) -> Self {
        Self(rules::of(tag))
    }

    /// The category of a number of things.
    pub fn category(&self, number: u32) -> Category {
        Category::named(&rules::category(&self.0, number))
    }
}

/// The browser has the rules of every language.
#[cfg(target_family = "wasm")]
mod rules {
    use js_sys::{Array, Intl, Object};

    pub type Rules = Intl::PluralRules;

    pub fn of(tag: &str) -> Rules {
        Intl::PluralRules::new(&Array::of1(&tag.into()), &Object::new())
    }

    pub fn category(rules: &Rules, number: u32) -> String {
        rules.select(f64::from(number)).into()
    }
}

/// Outside browsers a crate has them.
#[cfg(not(target_family = "wasm"))]
mod rules {
    use intl_pluralrules::{PluralCategory, PluralRuleType, PluralRules};

    pub type Rules = Option<PluralRules>;

    pub fn of(tag: &str) -> Rules {
        let language: unic_langid::LanguageIdentifier = tag.parse().ok()?;
        PluralRules::create(language, PluralRuleType::CARDINAL).ok()
    }

    pub fn category(rules: &Rules, number: u32) -> String {
        let category = rules.as_ref().and_then(|rules| rules.select(number).ok()).unwrap_or(PluralCategory::OTHER);
        format!("{category:?}").to_lowercase()
    }
}

/// Puts values into the places `{0}`, `{1}`, … of a sentence.
pub(crate) fn fill(sentence: &str, values: &[&str]) -> String {
    let mut text = String::with_capacity(sentence.len());
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let (place, after) = after.split_once('}').unwrap_or((after, ""));
        if let Some(value) = place.parse::<usize>().ok().and_then(|place| values.get(place)) {
            text.push_str(value);
        }
        rest = after;
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_takes_the_form_its_grammar_asks_for() {
        let categories = |tag: &str, numbers: &[u32]| {
            let rules = PluralRules::of(tag);
            numbers.iter().map(|number| rules.category(*number).name()).collect::<Vec<_>>()
        };
        assert_eq!(categories("en", &[0, 1, 2]), ["other", "one", "other"]);
        assert_eq!(categories("pl", &[1, 2, 5, 12, 22]), ["one", "few", "many", "many", "few"]);
        assert_eq!(categories("cs", &[1, 4, 5]), ["one", "few", "other"]);
        assert_eq!(categories("ru", &[1, 3, 11, 21]), ["one", "few", "many", "one"]);
        assert_eq!(categories("ar", &[0, 1, 2, 3, 11, 100]), ["zero", "one", "two", "few", "many", "other"]);
    }

    #[test]
    fn values_stand_where_the_sentence_wants_them() {
        assert_eq!(fill("{1} of {0}", &["8", "5"]), "5 of 8");
        assert_eq!(fill("no place", &["8"]), "no place");
        assert_eq!(fill("{0} and {0}, {7} open {", &["8"]), "8 and 8,  open ");
    }
}
