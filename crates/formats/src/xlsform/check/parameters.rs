//! What each type allows in the column `parameters`.

use sealform_questionnaire::{
    ACCEPT, CHOICE_VALUES, Ends, JSON_VALUES, LOCATION_DIGITS, MAX_FILES, MAX_SECONDS, QuestionType, Shape,
    is_location_digits,
};
use sealform_types::{Finding, Findings, Place, TextInput, closest_match};

use crate::xlsform::read::node::NodeKind;
use crate::xlsform::read::parameters::{Parameter, Parameters, get, is_number};
use crate::xlsform::read::references::references;

const GEO: &[&str] = &["allow-mock-accuracy", "incremental", "reference-geometry", LOCATION_DIGITS];
const POINT: &[&str] =
    &["allow-mock-accuracy", "capture-accuracy", "warning-accuracy", "reference-geometry", LOCATION_DIGITS];
const AUDIT: &[&str] = &[
    "location-priority",
    "location-min-interval",
    "location-max-age",
    "track-changes",
    "identify-user",
    "track-changes-reasons",
];
/// What the whole numbers in a group add up to.
pub const TOTAL: &str = "total";
const RANGE: &[&str] = &["start", "end", "step", "tick_interval", "placeholder", "tick_labelset"];

/// Where the choices of a question are, as far as its parameters depend on that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rows {
    /// In the form, or it has none.
    InForm,
    /// In a file, or in the instances of a repeat: parameters name their columns.
    Named,
}

/// A question whose parameters are checked.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'s> {
    /// What it is.
    pub kind: NodeKind,
    /// Where its choices are.
    pub rows: Rows,
    /// Its appearance.
    pub appearance: &'s str,
}

/// The parameters that a type knows; none where whatever stands there is kept.
fn known(kind: NodeKind, rows: Rows) -> &'static [&'static str] {
    use QuestionType as Q;
    let kind = match kind {
        NodeKind::Question(kind) => kind,
        NodeKind::Group => return &[TOTAL],
        NodeKind::Repeat | NodeKind::Loop | NodeKind::Terminate | NodeKind::File => return &[],
    };
    match kind.shape() {
        Shape::Choice | Shape::Choices => match rows {
            Rows::Named => &["randomize", "seed", "value", "label"],
            Rows::InForm => &["randomize", "seed", CHOICE_VALUES],
        },
        Shape::Files if kind == Q::Image => &["max-pixels", "app", MAX_FILES, ACCEPT],
        Shape::Files if kind == Q::Audio => &["quality", MAX_FILES, MAX_SECONDS, ACCEPT],
        Shape::Files if kind == Q::Video => &[MAX_FILES, MAX_SECONDS, ACCEPT],
        Shape::Files if kind == Q::File => &[MAX_FILES, ACCEPT],
        Shape::Files | Shape::Log if matches!(kind, Q::Audio | Q::BackgroundAudio) => &["quality"],
        Shape::Log => AUDIT,
        Shape::Text if kind == Q::Text => &["rows", TextInput::PARAMETER],
        Shape::Location if kind.takes_answer() => POINT,
        Shape::Locations => GEO,
        Shape::Decimal if kind == Q::Range => RANGE,
        Shape::Step(Ends::Named) => &["start", "end"],
        Shape::Text | Shape::Integer | Shape::Decimal | Shape::Step(Ends::Fixed(..)) | Shape::Seconds => &[],
        Shape::Date | Shape::Time | Shape::DateTime | Shape::Attempts | Shape::Truth => &[],
        Shape::Location | Shape::Files | Shape::Any => &[],
    }
}

/// Reports what is wrong with the parameters of a question.
pub fn check(subject: Subject<'_>, parameters: &Parameters, at: &Place, findings: &mut Findings) {
    let Subject { kind, rows, appearance } = subject;
    let known = known(kind, rows);
    for Parameter { name, value } in parameters {
        if !known.contains(&name.as_str()) {
            findings.push(unknown(kind, name, known, at));
        } else if let Some(Fault { code, message, hint }) = fault(kind, name, value) {
            // Only a plain picture or an annotated one is taken by another program.
            let finding = match name == "app" && !matches!(appearance, "" | "annotate") {
                true => Finding::warning(code, message, at.clone()),
                false => Finding::error(code, message, at.clone()),
            };
            findings.push(finding.hint(hint));
        }
    }
    if kind == NodeKind::Question(QuestionType::Audit) {
        audit(parameters, at, findings);
    }
    if get(parameters, "seed").is_some() && get(parameters, "randomize").is_none() {
        let finding =
            Finding::error("xlsform/bad-parameter", "a seed has no effect without `randomize=true`", at.clone());
        findings.push(finding.hint("add `randomize=true`, or remove the seed"));
    }
}

/// A parameter that a type does not have: an error if the type has others, else a warning, for it has no effect.
fn unknown(kind: NodeKind, name: &str, known: &[&'static str], at: &Place) -> Finding {
    const CODE: &str = "xlsform/unknown-parameter";
    let message = format!("a question of type `{}` has no parameter `{name}`", kind.name());
    match closest_match(name, known.iter().copied()) {
        _ if known.is_empty() => Finding::warning(CODE, message, at.clone()).hint("remove it"),
        // Groups of other programs may have parameters that mean something there.
        Some(near) if kind == NodeKind::Group => {
            Finding::warning(CODE, message, at.clone()).hint(format!("did you mean `{near}`?"))
        }
        None if kind == NodeKind::Group => Finding::warning(CODE, message, at.clone()).hint("remove it"),
        Some(near) => Finding::error(CODE, message, at.clone()).hint(format!("did you mean `{near}`?")),
        None => Finding::error(CODE, message, at.clone()).hint(format!("it knows {}", known.join(", "))),
    }
}

/// What is wrong with a value.
struct Fault {
    code: &'static str,
    message: String,
    hint: &'static str,
}

/// What is wrong with one value.
fn fault(kind: NodeKind, name: &str, value: &str) -> Option<Fault> {
    use QuestionType as Q;
    const CODE: &str = "xlsform/bad-parameter";
    let is_true_or_false = matches!(value, "true" | "false");
    let message = || format!("`{value}` is not a valid value of the parameter `{name}`");
    let bad = |hint: &'static str| Some(Fault { code: CODE, message: message(), hint });
    match (kind, name) {
        (_, "allow-mock-accuracy" | "track-changes" | "identify-user" | "randomize") if !is_true_or_false => {
            bad("write `true` or `false`")
        }
        (_, "track-changes-reasons") if value != "on-form-edit" => bad("write `on-form-edit`"),
        (_, "incremental") if value != "true" => bad("write `true`, or remove it"),
        (_, "capture-accuracy" | "warning-accuracy") if !is_number(value) => bad("write a number of metres"),
        (_, MAX_FILES | MAX_SECONDS) if value.parse::<u32>().map_or(true, |number| number == 0) => {
            bad("write a whole number from 1")
        }
        (_, "max-pixels" | "rows") if value.parse::<i64>().is_err() => bad("write a whole number"),
        (NodeKind::Question(Q::Audio), "quality") if !matches!(value, "voice-only" | "low" | "normal" | "external") => {
            bad("write `voice-only`, `low`, `normal` or `external`")
        }
        (NodeKind::Question(Q::BackgroundAudio), "quality") if !matches!(value, "voice-only" | "low" | "normal") => {
            bad("write `voice-only`, `low` or `normal`")
        }
        (NodeKind::Group, TOTAL) if value.parse::<u32>().is_err() => bad("write a whole number"),
        (_, "location-priority") if !matches!(value, "no-power" | "low-power" | "balanced" | "high-accuracy") => {
            bad("write `no-power`, `low-power`, `balanced` or `high-accuracy`")
        }
        (_, "location-min-interval" | "location-max-age") if value.parse::<u32>().is_err() => {
            bad("write a whole number of seconds")
        }
        (_, LOCATION_DIGITS) if !is_location_digits(value) => {
            bad("write a whole number from 0 to 7; 5 are about a metre")
        }
        (_, TextInput::PARAMETER) if TextInput::named(value).is_none() => bad("write `email`, `tel` or `url`"),
        (_, CHOICE_VALUES) if value != JSON_VALUES => bad("write `json`, or remove it"),
        (_, "app") if !is_package(value) => bad("write the name of an Android package, for example `org.example.app`"),
        (_, "seed") if !is_number(value) && !is_reference(value) => bad("write a number or one `${question}`"),
        (NodeKind::Question(kind), "value" | "label") if kind.has_choices() && !is_column(value) => Some(Fault {
            code: "xlsform/bad-name",
            message: format!("`{value}` is not a valid column name"),
            hint: "write a letter or `_`, then letters, digits, `_`, `-`, `.`",
        }),
        _ => None,
    }
}

fn audit(parameters: &Parameters, at: &Place, findings: &mut Findings) {
    let parts = ["location-priority", "location-min-interval", "location-max-age"];
    let there = parts.iter().filter(|name| get(parameters, name).is_some()).count();
    if there > 0 && there < parts.len() {
        let message = format!("locations are recorded only if all of {} are given", parts.join(", "));
        findings.push(Finding::error("xlsform/bad-parameter", message, at.clone()).hint("add those that are missing"));
    }
    let number = |name: &str| get(parameters, name).and_then(|value| value.parse::<u32>().ok());
    if let (Some(interval), Some(age)) = (number("location-min-interval"), number("location-max-age"))
        && age < interval
    {
        let message = "`location-max-age` is less than `location-min-interval`";
        findings.push(Finding::error("xlsform/bad-parameter", message, at.clone()).hint("make it at least as large"));
    }
    if get(parameters, "track-changes-reasons").is_some() && get(parameters, "track-changes") == Some("false") {
        let message = "reasons for changes are asked only where changes are tracked";
        findings
            .push(Finding::warning("xlsform/bad-parameter", message, at.clone()).hint("write `track-changes=true`"));
    }
}

fn is_reference(value: &str) -> bool {
    let one = references(value);
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
