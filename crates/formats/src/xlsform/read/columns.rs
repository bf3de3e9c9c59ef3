//! What the columns of each sheet mean: headers to keys, with XLSForm's other names for them.

/// Which sheet a table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SheetKind {
    /// `survey`
    Survey,
    /// `choices` and `external_choices`
    Choices,
    /// `settings`
    Settings,
    /// `entities`
    Entities,
    /// The sheets of a scoring key: `score_sections`, `score_categories`, `score_knock_out`, `score_bands`,
    /// `score_indicators`
    Score,
}

/// What a header says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meaning {
    /// The key, one of [`SURVEY`] and the like, or as written where nobody knows it.
    pub key: String,
    /// The language as written, where the header names one.
    pub language: Option<String>,
    /// Whether the key is known.
    pub known: bool,
}

/// The keys of the survey sheet. Those of ours are in `www/docs/import.md`.
const SURVEY: &[&str] = &[
    "type",
    "name",
    "label",
    "hint",
    "guidance_hint",
    "required",
    "required_message",
    "relevant",
    "readonly",
    "constraint",
    "constraint_message",
    "constraint_level",
    "calculation",
    "default",
    "choice_filter",
    "appearance",
    "parameters",
    "trigger",
    "save_to",
    "repeat_count",
    "kobo--matrix_list",
    "media::image",
    "media::audio",
    "media::video",
    "media::big-image",
    "disabled",
    "outcome",
    "start_label",
    "end_label",
    "sealform",
];
/// Other names for keys of the survey sheet.
const SURVEY_ALIASES: &[(&str, &str)] = &[
    ("command", "type"),
    ("tag", "name"),
    ("value", "name"),
    ("caption", "label"),
    ("text", "label"),
    ("relevance", "relevant"),
    ("skip_logic", "relevant"),
    ("read_only", "readonly"),
    ("calculate", "calculation"),
    ("constraining_message", "constraint_message"),
    ("requiredmsg", "required_message"),
    ("constraintmsg", "constraint_message"),
    ("jr:constraintmsg", "constraint_message"),
    ("jr:requiredmsg", "required_message"),
    ("count", "repeat_count"),
    ("jr:count", "repeat_count"),
    ("format", "appearance"),
    ("image", "media::image"),
    ("audio", "media::audio"),
    ("video", "media::video"),
    ("big-image", "media::big-image"),
    ("noapperrorstring", "bind::jr:noAppErrorString"),
    ("no_app_error_string", "bind::jr:noAppErrorString"),
    ("autoplay", "body::autoplay"),
    ("rows", "body::rows"),
    ("default_value", "default"),
];
const CHOICES: &[&str] = &[
    "list_name",
    "name",
    "label",
    "media::image",
    "media::audio",
    "media::video",
    "media::big-image",
    "not_applicable",
    "not_observed",
    "exclusive",
    "sealform",
];
const CHOICES_ALIASES: &[(&str, &str)] = &[
    ("caption", "label"),
    ("value", "name"),
    ("image", "media::image"),
    ("audio", "media::audio"),
    ("video", "media::video"),
    ("big-image", "media::big-image"),
];
const SETTINGS: &[&str] = &[
    "title",
    "id",
    "version",
    "name",
    "default_language",
    "languages",
    "style",
    "instance_name",
    "public_key",
    "submission_url",
    "auto_send",
    "auto_delete",
    "namespaces",
    "functions",
    "allow_choice_duplicates",
    "strict",
    "plain_text",
    "kind",
    "max_not_applicable",
    "min_seconds",
    "immediate_requirements",
    "needs_key",
    "clean_text_values",
    "omit_instanceid",
    "instance_id",
    "instance_xmlns",
    "client_editable",
    "prefix",
    "delimiter",
    "sms_keyword",
    "sms_separator",
    "sms_allow_media",
    "sms_date_format",
    "sms_datetime_format",
    "sms_response",
    "add_none_option",
    "sealform",
    "sealform_key",
];
const SETTINGS_ALIASES: &[(&str, &str)] = &[
    ("form_title", "title"),
    ("set_form_title", "title"),
    ("form_id", "id"),
    ("id_string", "id"),
    ("set_form_id", "id"),
    ("xform_root_name", "name"),
    ("form_name", "name"),
    ("omit_instance_id", "omit_instanceid"),
];
const ENTITIES: &[&str] = &["list_name", "label", "create_if", "update_if", "entity_id", "sealform"];
const ENTITIES_ALIASES: &[(&str, &str)] = &[("dataset", "list_name")];
const SCORE: &[&str] = &[
    "name",
    "label",
    "weight",
    "share",
    "cap_at_possible",
    "questions",
    "when",
    "section",
    "value",
    "reason",
    "from",
    "kind",
    "question",
    "top",
    "limit_s",
];

/// Keys whose text may be given in several languages.
const IN_LANGUAGES: &[&str] = &[
    "label",
    "hint",
    "guidance_hint",
    "required_message",
    "constraint_message",
    "media::image",
    "media::audio",
    "media::video",
    "media::big-image",
    "bind::jr:noAppErrorString",
    "start_label",
    "end_label",
    "comment::label",
    "comment::banned",
    "comment::wanted",
    "rule::banned",
    "rule::wanted",
    "title",
    "reason",
];
/// Groups of columns whose further names are kept as they are.
const FAMILIES: &[&str] = &["bind", "body", "instance", "score", "comment", "rule", "attempts", "attribute"];
/// Names inside `bind::` and `body::` that have a column of their own.
const MEMBERS: &[(&str, &str)] = &[
    ("bind::relevant", "relevant"),
    ("bind::relevance", "relevant"),
    ("bind::required", "required"),
    ("bind::readonly", "readonly"),
    ("bind::constraint", "constraint"),
    ("bind::calculate", "calculation"),
    ("bind::calculation", "calculation"),
    ("bind::jr:constraintmsg", "constraint_message"),
    ("bind::jr:requiredmsg", "required_message"),
    ("bind::jr:noapperrorstring", "bind::jr:noAppErrorString"),
    ("bind::entities:saveto", "save_to"),
    ("body::appearance", "appearance"),
    ("body::jr:count", "repeat_count"),
];

/// Whether a key's text may be given in several languages.
pub fn in_languages(key: &str) -> bool {
    IN_LANGUAGES.contains(&key) || key.starts_with("constraint_message")
}

/// The known keys of a sheet, for "did you mean".
pub fn keys(kind: SheetKind) -> &'static [&'static str] {
    match kind {
        SheetKind::Survey => SURVEY,
        SheetKind::Choices => CHOICES,
        SheetKind::Settings => SETTINGS,
        SheetKind::Entities => ENTITIES,
        SheetKind::Score => SCORE,
    }
}

fn aliases(kind: SheetKind) -> &'static [(&'static str, &'static str)] {
    match kind {
        SheetKind::Survey => SURVEY_ALIASES,
        SheetKind::Choices => CHOICES_ALIASES,
        SheetKind::Settings => SETTINGS_ALIASES,
        SheetKind::Entities => ENTITIES_ALIASES,
        SheetKind::Score => &[],
    }
}

/// Small letters, blanks as `_`.
pub fn snake(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join("_").to_lowercase()
}

/// What parts the names of a header: `label::French`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Separator {
    /// `:`, on sheets where no header has two.
    Single,
    /// `::`
    Double,
}

/// What a header means.
pub fn meaning(kind: SheetKind, header: &str, separator: Separator) -> Meaning {
    let tokens = tokens(header, separator);
    let Some((first, rest)) = tokens.split_first() else {
        return Meaning { key: header.to_owned(), language: None, known: false };
    };
    let first = snake(first);
    let (key, rest) = match first.as_str() {
        "media" if !rest.is_empty() && kind != SheetKind::Settings => {
            (member("media", rest), rest.get(1..).unwrap_or(&[]))
        }
        "control" | "body" if !rest.is_empty() => (member("body", rest), rest.get(1..).unwrap_or(&[])),
        family if FAMILIES.contains(&family) && !rest.is_empty() => {
            (member(family, rest), rest.get(1..).unwrap_or(&[]))
        }
        _ => (first.clone(), rest),
    };
    let lower = key.to_lowercase();
    let own = MEMBERS.iter().find(|(name, _)| *name == lower).map(|(_, key)| *key);
    let alias = aliases(kind).iter().find(|(name, _)| *name == lower).map(|(_, key)| *key);
    let key = match own.or(alias) {
        Some(known) => known.to_owned(),
        None if keys(kind).contains(&lower.as_str()) => lower,
        None => key,
    };
    let language = (in_languages(&key) && !rest.is_empty()).then(|| rest.join("::"));
    let plain = rest.is_empty() || language.is_some();
    let known =
        plain && (keys(kind).contains(&key.as_str()) || is_family(kind, &key) || is_further_constraint(kind, &key));
    // Further columns of choices are read by expressions: they keep their case.
    match plain && (known || kind != SheetKind::Choices) {
        true => Meaning { key, language, known },
        false => Meaning { key: header.trim().to_owned(), language: None, known: false },
    }
}

fn member(family: &str, rest: &[String]) -> String {
    let name = rest.first().map(String::as_str).unwrap_or_default();
    format!("{family}::{}", if family == "media" { name.to_lowercase() } else { name.to_owned() })
}

fn is_family(kind: SheetKind, key: &str) -> bool {
    let Some((family, name)) = key.split_once("::") else { return false };
    match kind {
        SheetKind::Survey => !matches!(family, "attribute") && FAMILIES.contains(&family) && !name.is_empty(),
        SheetKind::Settings => matches!(family, "attribute" | "score"),
        SheetKind::Choices => key == "score::points",
        SheetKind::Entities | SheetKind::Score => false,
    }
}

/// `constraint_2`, `constraint_message_2`, `constraint_level_2`: more than one constraint of a question.
fn is_further_constraint(kind: SheetKind, key: &str) -> bool {
    let number =
        ["constraint_message_", "constraint_level_", "constraint_"].iter().find_map(|name| key.strip_prefix(name));
    kind == SheetKind::Survey && number.is_some_and(|number| number.parse::<u16>().is_ok_and(|number| number >= 2))
}

/// The names of a header, parted by `::`, or by `:` where no header of the sheet has two; `jr:count` stays one name.
fn tokens(header: &str, separator: Separator) -> Vec<String> {
    let parted: Vec<&str> = match separator {
        Separator::Double => header.split("::").map(str::trim).collect(),
        Separator::Single => header.split(':').map(str::trim).collect(),
    };
    let keeps_prefixes = separator == Separator::Single;
    let mut tokens: Vec<String> = Vec::new();
    for part in parted {
        match tokens.last_mut() {
            Some(last) if keeps_prefixes && matches!(last.as_str(), "jr" | "orx" | "odk" | "esri" | "entities") => {
                last.push(':');
                last.push_str(part);
            }
            _ => tokens.push(part.to_owned()),
        }
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_have_many_names() {
        for (header, key, language) in [
            ("Label", "label", None),
            ("label::English (en)", "label", Some("English (en)")),
            ("constraint_message ::Swahili", "constraint_message", Some("Swahili")),
            ("bind::relevant", "relevant", None),
            ("bind::jr:constraintMsg::fr", "constraint_message", Some("fr")),
            ("media::image::fr", "media::image", Some("fr")),
            ("image::fr", "media::image", Some("fr")),
            ("body::esri:style", "body::esri:style", None),
            ("Read Only", "readonly", None),
            ("constraint_2", "constraint_2", None),
            ("constraint_message_2::nb", "constraint_message_2", Some("nb")),
            ("score::points", "score::points", None),
        ] {
            let meaning = meaning(SheetKind::Survey, header, Separator::Double);
            assert_eq!(
                (meaning.key.as_str(), meaning.language.as_deref(), meaning.known),
                (key, language, true),
                "{header}"
            );
        }
        assert_eq!(meaning(SheetKind::Survey, "label:fr", Separator::Single).language.as_deref(), Some("fr"));
        assert_eq!(meaning(SheetKind::Survey, "body:jr:count", Separator::Single).key, "repeat_count");
        assert!(!meaning(SheetKind::Survey, "notes", Separator::Double).known);
        assert_eq!(meaning(SheetKind::Settings, "Form ID", Separator::Double).key, "id");
    }
}
