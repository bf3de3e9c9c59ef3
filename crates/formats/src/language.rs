//! Language tags (BCP 47) for the names that authors give to the languages of their forms.

/// The tag of a form that does not say which language it is written in: "undetermined".
pub const UNDETERMINED: &str = "und";

/// Languages that authors write by name, with their tags; the first name of a tag is how it is written out again.
pub(crate) const NAMES: &[(&str, &str)] = &[
    ("English", "en"),
    ("French", "fr"),
    ("Français", "fr"),
    ("Francais", "fr"),
    ("Spanish", "es"),
    ("Español", "es"),
    ("Espanol", "es"),
    ("Portuguese", "pt"),
    ("Português", "pt"),
    ("German", "de"),
    ("Deutsch", "de"),
    ("Swahili", "sw"),
    ("Kiswahili", "sw"),
    ("Arabic", "ar"),
    ("العربية", "ar"),
    ("Hindi", "hi"),
    ("Bengali", "bn"),
    ("Bangla", "bn"),
    ("Nepali", "ne"),
    ("Urdu", "ur"),
    ("Russian", "ru"),
    ("Русский", "ru"),
    ("Ukrainian", "uk"),
    ("Українська", "uk"),
    ("Polish", "pl"),
    ("Polski", "pl"),
    ("Norwegian", "no"),
    ("Norsk", "no"),
    ("Bokmål", "nb"),
    ("Nynorsk", "nn"),
    ("Swedish", "sv"),
    ("Danish", "da"),
    ("Finnish", "fi"),
    ("Dutch", "nl"),
    ("Italian", "it"),
    ("Chinese", "zh"),
    ("Japanese", "ja"),
    ("Korean", "ko"),
    ("Indonesian", "id"),
    ("Bahasa", "id"),
    ("Malay", "ms"),
    ("Tamil", "ta"),
    ("Telugu", "te"),
    ("Marathi", "mr"),
    ("Gujarati", "gu"),
    ("Punjabi", "pa"),
    ("Kannada", "kn"),
    ("Malayalam", "ml"),
    ("Amharic", "am"),
    ("Somali", "so"),
    ("Hausa", "ha"),
    ("Yoruba", "yo"),
    ("Igbo", "ig"),
    ("Luganda", "lg"),
    ("Kinyarwanda", "rw"),
    ("Lingala", "ln"),
    ("Wolof", "wo"),
    ("Creole", "ht"),
    ("Haitian Creole", "ht"),
    ("Khmer", "km"),
    ("Lao", "lo"),
    ("Thai", "th"),
    ("Vietnamese", "vi"),
    ("Burmese", "my"),
    ("Persian", "fa"),
    ("Dari", "prs"),
    ("Pashto", "ps"),
    ("Turkish", "tr"),
    ("Greek", "el"),
    ("Hebrew", "he"),
    ("Czech", "cs"),
    ("Slovak", "sk"),
    ("Hungarian", "hu"),
    ("Romanian", "ro"),
    ("Bulgarian", "bg"),
    ("Serbian", "sr"),
    ("Croatian", "hr"),
    ("Tagalog", "tl"),
    ("Filipino", "fil"),
    ("Malagasy", "mg"),
    ("Quechua", "qu"),
    ("Dansk", "da"),
    ("Nederlands", "nl"),
];

/// The tag for a language as authors name it: by its tag in brackets, by its name in English or in its own words, by its
/// tag. Other names become private tags.
///
/// # Example
/// ```
/// use sealform_formats::language_tag;
/// assert_eq!(language_tag("French (fr)"), "fr");
/// assert_eq!(language_tag("Swahili"), "sw");
/// assert_eq!(language_tag("en-GB"), "en-GB");
/// assert_eq!(language_tag("default"), "und");
/// assert_eq!(language_tag("Klingon of old"), "x-klingon-of-old");
/// ```
pub fn language_tag(name: &str) -> String {
    let name = name.trim();
    let in_brackets = name.rsplit_once('(').and_then(|(_, rest)| rest.split_once(')')).map(|(tag, _)| tag.trim());
    if let Some(tag) = in_brackets.filter(|tag| is_language_tag(tag)) {
        return tag.to_owned();
    }
    let plain = name.to_lowercase();
    if plain == "default" || plain.is_empty() {
        return UNDETERMINED.to_owned();
    }
    if let Some((_, tag)) = NAMES.iter().find(|(known, _)| known.to_lowercase() == plain) {
        return (*tag).to_owned();
    }
    if is_language_tag(name) { name.to_owned() } else { private(&plain) }
}

/// Whether a text is a language tag as documents have it: `en`, `x-elvish`, `en-GB`.
pub(crate) fn is_language_tag(text: &str) -> bool {
    let is_part = |part: &str| matches!(part.len(), 1..=8) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let first = text.split('-').next().unwrap_or_default();
    text.split('-').all(is_part) && first.len() <= 3 && first.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// A private tag: `x-` and words of up to eight letters and digits.
fn private(name: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let parts: Vec<&str> = words.map(|word| word.get(..8).unwrap_or(word)).collect();
    if parts.is_empty() { "x-other".to_owned() } else { format!("x-{}", parts.join("-")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_become_tags() {
        for (name, expected) in [
            ("English (en)", "en"),
            ("English (EN)", "EN"),
            ("fr", "fr"),
            ("Swahili", "sw"),
            ("Lao", "lo"),
            ("en-GB", "en-GB"),
            ("Elvish of Lorien", "x-elvish-of-lorien"),
            ("Кириллица", "x-other"),
            ("default", "und"),
            ("x-elvish", "x-elvish"),
        ] {
            assert_eq!(language_tag(name), expected);
            assert!(is_language_tag(expected), "{expected}");
        }
    }
}
