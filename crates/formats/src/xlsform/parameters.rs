//! `name=value` words of the column `parameters`, and what each type allows.

use sealform_types::{Finding, Findings, Place, nearest};

/// The parameters of one row, in order.
pub type Parameters = Vec<(String, String)>;

/// Reads the words, which are parted by blanks, commas or semicolons. Values are in small letters, but for columns of
/// files and references.
///
/// # Errors
/// The word that is no `name=value`.
pub fn read(text: &str) -> Result<Parameters, String> {
    let mut all: Parameters = Vec::new();
    for word in words(text) {
        let Some((name, value)) = word.split_once('=').filter(|(name, value)| is_word(name) && !value.contains('='))
        else {
            return Err(word);
        };
        if value.trim().is_empty() {
            return Err(word);
        }
        let name = name.trim().to_lowercase();
        let value = plain(&name, value.trim());
        all.retain(|(known, _)| *known != name);
        all.push((name, value));
    }
    Ok(all)
}

fn plain(name: &str, value: &str) -> String {
    match name {
        "incremental" if super::words::is_yes(value) => "true".to_owned(),
        "value" | "label" => value.to_owned(),
        _ if value.contains("${") => value.to_owned(),
        _ => value.to_lowercase(),
    }
}

fn is_word(name: &str) -> bool {
    !name.trim().is_empty() && !name.trim().contains(char::is_whitespace)
}

fn words(text: &str) -> Vec<String> {
    // Blanks around `=` belong to it.
    let mut tight = String::with_capacity(text.len());
    for (index, part) in text.split('=').enumerate() {
        if index > 0 {
            tight.push('=');
        }
        tight.push_str(if index > 0 { part.trim_start() } else { part });
        let keep = tight.trim_end().len();
        if text.split('=').count() > index + 1 {
            tight.truncate(keep);
        }
    }
    let parts = |c: char| c.is_whitespace() || matches!(c, ',' | ';');
    tight.split(parts).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The value of a parameter.
pub fn get<'a>(parameters: &'a Parameters, name: &str) -> Option<&'a str> {
    parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

const GEO: &[&str] = &["allow-mock-accuracy", "incremental", "reference-geometry"];
const POINT: &[&str] = &["allow-mock-accuracy", "capture-accuracy", "warning-accuracy", "reference-geometry"];
const AUDIT: &[&str] = &[
    "location-priority",
    "location-min-interval",
    "location-max-age",
    "track-changes",
    "identify-user",
    "track-changes-reasons",
];
const RANGE: &[&str] = &["start", "end", "step", "tick_interval", "placeholder", "tick_labelset"];

/// The parameters that a type knows; none where whatever stands there is kept.
fn known(kind: &str, from_file: bool) -> &'static [&'static str] {
    match (kind, from_file) {
        ("select_one" | "select_multiple" | "rank", true) => &["randomize", "seed", "value", "label"],
        ("select_one" | "select_multiple" | "rank", false) => &["randomize", "seed"],
        ("image", _) => &["max-pixels", "app"],
        ("audio", _) => &["quality"],
        ("background-audio", _) => &["quality"],
        ("audit", _) => AUDIT,
        ("text", _) => &["rows"],
        ("geopoint", _) => POINT,
        ("geotrace" | "geoshape", _) => GEO,
        ("range", _) => RANGE,
        ("rating", _) => &["start", "end"],
        _ => &[],
    }
}

/// Tells what is wrong with the parameters of a question.
/// `appearance` is that of the question.
pub fn check(
    kind: &str,
    from_file: bool,
    appearance: &str,
    parameters: &Parameters,
    at: &Place,
    findings: &mut Findings,
) {
    let known = known(kind, from_file);
    for (name, value) in parameters {
        if known.contains(&name.as_str()) {
            if let Some((code, message, hint)) = fault(kind, name, value) {
                // Only a plain picture or an annotated one is taken by another program.
                if name == "app" && !matches!(appearance, "" | "annotate") {
                    findings.push(Finding::warning(code, message, at.clone()).hint(hint));
                    continue;
                }
                findings.push(Finding::error(code, message, at.clone()).hint(hint));
            }
            continue;
        }
        let message = format!("a question of type `{kind}` has no parameter `{name}`");
        // Where a type has parameters, a wrong one is a slip; where it has none, it does nothing.
        let finding = match nearest(name, known.iter().copied()) {
            _ if known.is_empty() => {
                Finding::warning("xlsform/unknown-parameter", message, at.clone()).hint("remove it")
            }
            Some(near) => {
                Finding::error("xlsform/unknown-parameter", message, at.clone()).hint(format!("did you mean `{near}`?"))
            }
            None => {
                let hint = format!("it knows {}", known.join(", "));
                Finding::error("xlsform/unknown-parameter", message, at.clone()).hint(hint)
            }
        };
        findings.push(finding);
    }
    if kind == "audit" {
        audit(parameters, at, findings);
    }
    if get(parameters, "seed").is_some() && get(parameters, "randomize").is_none() {
        let finding =
            Finding::error("xlsform/bad-parameter", "a seed without `randomize=true` does nothing", at.clone());
        findings.push(finding.hint("add `randomize=true`, or remove the seed"));
    }
}

type Fault = (&'static str, String, &'static str);

/// What is wrong with one value.
fn fault(kind: &str, name: &str, value: &str) -> Option<Fault> {
    const CODE: &str = "xlsform/bad-parameter";
    let is_true_or_false = matches!(value, "true" | "false");
    let bad = |hint: &'static str| Some((CODE, format!("`{value}` is no value of the parameter `{name}`"), hint));
    match (kind, name) {
        (_, "allow-mock-accuracy" | "track-changes" | "identify-user" | "randomize") if !is_true_or_false => {
            bad("write `true` or `false`")
        }
        (_, "track-changes-reasons") if value != "on-form-edit" => bad("write `on-form-edit`"),
        (_, "incremental") if value != "true" => bad("write `true`, or remove it"),
        (_, "capture-accuracy" | "warning-accuracy") if !is_number(value) => bad("write a number of metres"),
        (_, "max-pixels" | "rows") if value.parse::<i64>().is_err() => bad("write a whole number"),
        ("audio", "quality") if !matches!(value, "voice-only" | "low" | "normal" | "external") => {
            bad("write `voice-only`, `low`, `normal` or `external`")
        }
        ("background-audio", "quality") if !matches!(value, "voice-only" | "low" | "normal") => {
            bad("write `voice-only`, `low` or `normal`")
        }
        (_, "location-priority") if !matches!(value, "no-power" | "low-power" | "balanced" | "high-accuracy") => {
            bad("write `no-power`, `low-power`, `balanced` or `high-accuracy`")
        }
        (_, "location-min-interval" | "location-max-age") if value.parse::<u32>().is_err() => {
            bad("write a whole number of seconds")
        }
        (_, "app") if !is_package(value) => bad("write the name of an Android package, for example `org.example.app`"),
        (_, "seed") if !is_number(value) && !is_reference(value) => bad("write a number or one `${question}`"),
        ("select_one" | "select_multiple" | "rank", "value" | "label") if !is_column(value) => Some((
            "xlsform/bad-name",
            format!("`{value}` is no name of a column"),
            "write a letter or `_`, then letters, digits, `_`, `-`, `.`",
        )),
        _ => None,
    }
}

fn audit(parameters: &Parameters, at: &Place, findings: &mut Findings) {
    let parts = ["location-priority", "location-min-interval", "location-max-age"];
    let there = parts.iter().filter(|name| get(parameters, name).is_some()).count();
    if there > 0 && there < parts.len() {
        let message = format!("places are recorded only where all of {} are given", parts.join(", "));
        findings.push(Finding::error("xlsform/bad-parameter", message, at.clone()).hint("add those that are missing"));
    }
    let number = |name: &str| get(parameters, name).and_then(|value| value.parse::<u32>().ok());
    if let (Some(interval), Some(age)) = (number("location-min-interval"), number("location-max-age"))
        && age < interval
    {
        let message = "`location-max-age` is less than `location-min-interval`";
        findings.push(Finding::error("xlsform/bad-parameter", message, at.clone()).hint("let it be as much at least"));
    }
    if get(parameters, "track-changes-reasons").is_some() && get(parameters, "track-changes") == Some("false") {
        let message = "reasons for changes are asked only where changes are tracked";
        findings
            .push(Finding::warning("xlsform/bad-parameter", message, at.clone()).hint("write `track-changes=true`"));
    }
}

/// Whether a text is a finite decimal number.
pub fn is_number(text: &str) -> bool {
    number(text).is_some()
}

/// The number that a text is: digits with a sign and a point, no `infinity`.
pub fn number(text: &str) -> Option<f64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E'));
    text.parse().ok().filter(|number: &f64| plain && number.is_finite())
}

fn is_reference(value: &str) -> bool {
    let one = super::references::references(value);
    matches!(one.as_slice(), [one] if one.start == 0 && one.end == value.len())
}

/// The name of an element, with or without a prefix.
fn is_column(value: &str) -> bool {
    let (prefix, name) = value.split_once(':').unwrap_or(("x", value));
    sealform_types::is_name(prefix) && sealform_types::is_name(name)
}

fn is_package(value: &str) -> bool {
    value.contains('.')
        && value.split('.').all(|part| {
            part.bytes().next().is_some_and(|first| first.is_ascii_alphabetic())
                && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_parted_by_blanks_commas_and_semicolons() {
        let read = |text: &str| read(text).map(|all| all.iter().map(|(n, v)| format!("{n}|{v}")).collect::<Vec<_>>());
        assert_eq!(
            read("start=1 end = 5,Step=2;x=${A} y=Low value=Key"),
            Ok(["start|1", "end|5", "step|2", "x|${A}", "y|low", "value|Key"].map(str::to_owned).to_vec())
        );
        assert_eq!(read("randomize=true,seed=int(${seed})").map(|all| all.len()), Ok(2));
        for bad in ["start==1", "start1", "start=2-end=9", "=1", "a=", "x=${a b}"] {
            assert!(read(bad).is_err(), "{bad}");
        }
        assert_eq!(number("infinity"), None);
        assert_eq!(number("-2.5"), Some(-2.5));
    }
}
