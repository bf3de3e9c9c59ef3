//! Language tags for the names that form designers give to translations.

/// Names of languages in English and their own words, with their tags. Names not in here get a private tag.
const NAMES: [(&str, &str); 44] = [
    ("amharic", "am"),
    ("arabic", "ar"),
    ("bengali", "bn"),
    ("burmese", "my"),
    ("chinese", "zh"),
    ("czech", "cs"),
    ("dansk", "da"),
    ("danish", "da"),
    ("deutsch", "de"),
    ("dutch", "nl"),
    ("english", "en"),
    ("espanol", "es"),
    ("español", "es"),
    ("finnish", "fi"),
    ("français", "fr"),
    ("francais", "fr"),
    ("french", "fr"),
    ("german", "de"),
    ("greek", "el"),
    ("hausa", "ha"),
    ("hindi", "hi"),
    ("indonesian", "id"),
    ("italian", "it"),
    ("japanese", "ja"),
    ("khmer", "km"),
    ("korean", "ko"),
    ("lao", "lo"),
    ("nederlands", "nl"),
    ("nepali", "ne"),
    ("norwegian", "no"),
    ("pashto", "ps"),
    ("persian", "fa"),
    ("polish", "pl"),
    ("portuguese", "pt"),
    ("russian", "ru"),
    ("somali", "so"),
    ("spanish", "es"),
    ("swahili", "sw"),
    ("swedish", "sv"),
    ("thai", "th"),
    ("turkish", "tr"),
    ("ukrainian", "uk"),
    ("urdu", "ur"),
    ("vietnamese", "vi"),
];

/// The tag of a form that does not say which language it is written in (BCP 47, "undetermined").
pub const UNDETERMINED: &str = "und";

/// The language tag (BCP 47) for a translation's name.
///
/// # Example
/// ```
/// use sealform_formats::xform::language_tag;
/// assert_eq!(language_tag("French (fr)"), "fr");
/// assert_eq!(language_tag("Swahili"), "sw");
/// assert_eq!(language_tag("en-GB"), "en-GB");
/// assert_eq!(language_tag("default"), "und");
/// assert_eq!(language_tag("Klingon of old"), "x-klingon-of-old");
/// ```
pub fn language_tag(name: &str) -> String {
    let name = name.trim();
    let in_brackets = name.rsplit_once('(').and_then(|(_, rest)| rest.split_once(')')).map(|(tag, _)| tag.trim());
    if let Some(tag) = in_brackets.filter(|tag| is_tag(tag)) {
        return tag.to_owned();
    }
    let plain = name.to_lowercase();
    if plain == "default" || plain.is_empty() {
        return UNDETERMINED.to_owned();
    }
    if let Some((_, tag)) = NAMES.iter().find(|(known, _)| *known == plain) {
        return (*tag).to_owned();
    }
    if is_tag(name) { name.to_owned() } else { private(&plain) }
}

/// `en`, `eng`, `en-GB`: two or three letters, then parts of up to eight letters and digits.
fn is_tag(text: &str) -> bool {
    let mut parts = text.split('-');
    let first = parts.next().unwrap_or_default();
    matches!(first.len(), 2 | 3)
        && first.bytes().all(|byte| byte.is_ascii_lowercase())
        && parts.all(|part| matches!(part.len(), 1..=8) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// A private tag: `x-` and words of up to eight letters and digits.
fn private(name: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let parts: Vec<String> = words.map(|word| word.chars().take(8).collect()).collect();
    if parts.is_empty() { UNDETERMINED.to_owned() } else { format!("x-{}", parts.join("-")) }
}
