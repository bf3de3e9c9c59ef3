//! Reading catalogues: each sentence by its name, and which names are missing.

use sealform_types::Json;

use super::plural::Category;
use super::{Named, Plural};

/// Reads a catalogue, and remembers what it lacks.
///
/// Sentences live as long as the page: a language is loaded once and stays.
#[derive(Default)]
pub(crate) struct Reader {
    /// The names that were asked for and are not there.
    pub missing: Vec<&'static str>,
}

impl Reader {
    /// The sentence under a name.
    pub fn text(&mut self, section: Option<&Json>, name: &'static str) -> &'static str {
        match section.and_then(|section| section.get(name)).and_then(Json::as_str) {
            Some(text) => leaked(text),
            None => {
                self.missing.push(name);
                ""
            }
        }
    }
}

/// How one member of a section is read.
pub(crate) trait FromCatalogue {
    /// Reads the member of that name.
    fn read(reader: &mut Reader, section: Option<&Json>, name: &'static str) -> Self;
}

impl FromCatalogue for &'static str {
    fn read(reader: &mut Reader, section: Option<&Json>, name: &'static str) -> Self {
        reader.text(section, name)
    }
}

impl FromCatalogue for Plural {
    fn read(reader: &mut Reader, section: Option<&Json>, name: &'static str) -> Self {
        let forms = section.and_then(|section| section.get(name)).and_then(Json::as_object).unwrap_or_default();
        if forms.is_empty() {
            reader.missing.push(name);
        }
        let form = |category: Category| {
            let form = forms.iter().find(|(known, _)| known == category.name());
            form.and_then(|(_, text)| text.as_str()).map(leaked)
        };
        let fallback = forms.last().and_then(|(_, text)| text.as_str()).map_or("", leaked);
        Self {
            zero: form(Category::Zero),
            one: form(Category::One),
            two: form(Category::Two),
            few: form(Category::Few),
            many: form(Category::Many),
            other: form(Category::Other).unwrap_or(fallback),
        }
    }
}

impl FromCatalogue for Named {
    fn read(reader: &mut Reader, section: Option<&Json>, name: &'static str) -> Self {
        let words = section.and_then(|section| section.get(name)).and_then(Json::as_object).unwrap_or_default();
        if words.is_empty() {
            reader.missing.push(name);
        }
        let known = words.iter().filter_map(|(name, word)| Some((name.clone(), leaked(word.as_str()?))));
        Self(known.collect())
    }
}

pub(super) fn leaked(text: &str) -> &'static str {
    Box::leak(Box::from(text))
}

/// Declares a section of the catalogue: a struct with a member for each sentence, which is read by its name.
macro_rules! section {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $member:ident: $kind:ty,)* }) => {
        $(#[$about])*
        pub(crate) struct $name {
            $($(#[$doc])* pub $member: $kind,)*
        }

        impl $crate::messages::read::FromCatalogue for $name {
            fn read(
                reader: &mut $crate::messages::read::Reader,
                section: Option<&sealform_types::Json>,
                name: &'static str,
            ) -> Self {
                let section = section.and_then(|section| section.get(name));
                Self { $($member: $crate::messages::read::FromCatalogue::read(reader, section, stringify!($member)),)* }
            }
        }
    };
}

pub(crate) use section;
