//! How a calculated value is shown: as a currency, a percentage, with words around it. The value itself stays a number.

use sealform_questionnaire::Text;
use sealform_types::Json;

use super::converter::Converter;
use crate::surveyjs::model::{Located, text_of, value_of};
use crate::xform::quoted;

/// The names of the members that say how a value is shown.
pub(super) struct FormatMembers {
    format: &'static str,
    style: &'static str,
    currency: &'static str,
    least_digits: &'static str,
    most_digits: &'static str,
}

/// Those of a calculated value.
pub(super) const OF_EXPRESSIONS: FormatMembers = FormatMembers {
    format: "format",
    style: "displayStyle",
    currency: "currency",
    least_digits: "minimumFractionDigits",
    most_digits: "maximumFractionDigits",
};

/// Those of the total of a column.
pub(super) const OF_TOTALS: FormatMembers = FormatMembers {
    format: "totalFormat",
    style: "totalDisplayStyle",
    currency: "totalCurrency",
    least_digits: "totalMinimumFractionDigits",
    most_digits: "totalMaximumFractionDigits",
};

/// Currencies whose sign English texts use; others stand as their code.
const SIGNS: [(&str, &str); 9] = [
    ("USD", "$"),
    ("EUR", "€"),
    ("GBP", "£"),
    ("JPY", "¥"),
    ("INR", "₹"),
    ("CNY", "CN¥"),
    ("KRW", "₩"),
    ("BRL", "R$"),
    ("AUD", "A$"),
];

/// The most digits behind the point that are shown.
const MOST_DIGITS: i64 = 15;

impl Converter<'_> {
    /// A hint with the value at a path as it is shown; the hint alone where the value is shown as it is.
    pub fn with_shown_value(&self, hint: Text, located: &Located<'_>, members: &FormatMembers, path: &str) -> Text {
        let Some(shown) = shown(located.json, members, path) else { return hint };
        let formats = self.languages.text(located.json.get(members.format));
        let formats = if formats.0.is_empty() { self.languages.own_words("{0}") } else { formats };
        let each = formats.0.into_iter().map(|(language, format)| {
            let parts: Vec<String> = format.split("{0}").map(quoted).collect();
            let whole = match parts.as_slice() {
                [words] => words.clone(),
                _ => format!("concat({})", parts.join(&format!(", {shown}, "))),
            };
            let value = format!("${{if({path} = '', '', {whole})}}");
            let before = hint.0.get(&language).or_else(|| hint.0.values().next());
            let text = before.map_or_else(|| value.clone(), |before| format!("{before}\n{value}"));
            (language, text)
        });
        Text(each.collect())
    }
}

/// Expression: the number at a path as it is shown, without what a format says around it.
fn shown(json: &Json, members: &FormatMembers, path: &str) -> Option<String> {
    let digits = |member: &str| {
        let digits = json.get(member).and_then(Json::as_integer);
        digits.filter(|digits| (0..=MOST_DIGITS).contains(digits))
    };
    let groups =
        if json.get("useGrouping") == Some(&Json::Boolean(false)) { Grouping::None } else { Grouping::Thousands };
    let decimal = |number: &str, least: i64, most: i64| {
        let least = digits(members.least_digits).unwrap_or(least);
        let most = digits(members.most_digits).unwrap_or(most.max(least)).max(least);
        written(number, least, most, groups)
    };
    let style = text_of(json, members.style).unwrap_or("none");
    let is_number = format!("number({path}) = number({path})");
    let sign = format!("if({path} < 0, '-', '')");
    let as_number = |text: String| format!("if({is_number}, {text}, {path})");
    Some(match style {
        "decimal" => as_number(format!("concat({sign}, {})", decimal(path, 0, 3))),
        "percent" => as_number(format!("concat({sign}, {}, '%')", decimal(&format!("({path} * 100)"), 0, 0))),
        "currency" => {
            let code = json.get(members.currency).and_then(value_of).unwrap_or_else(|| "USD".to_owned());
            let known = SIGNS.iter().find(|(known, _)| *known == code);
            let before = known.map_or_else(|| format!("{code}\u{a0}"), |(_, sign)| (*sign).to_owned());
            let usual = if matches!(code.as_str(), "JPY" | "KRW") { 0 } else { 2 };
            as_number(format!("concat({sign}, {}, {})", quoted(&before), decimal(path, usual, usual)))
        }
        "date" => format!("format-date({path}, '%n/%e/%Y')"),
        _ => {
            json.get(members.format).filter(|format| !matches!(format, Json::Null))?;
            path.to_owned()
        }
    })
}

/// How the digits before the point are parted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Grouping {
    Thousands,
    None,
}

/// Expression: a number without its sign, with so many digits behind the point.
fn written(number: &str, least: i64, most: i64, groups: Grouping) -> String {
    let rounded = format!("round(abs({number}), {most})");
    let whole = format!("floor({rounded})");
    let before = match groups {
        Grouping::None => format!("string({whole})"),
        Grouping::Thousands => grouped(&whole),
    };
    let part = format!("round({rounded} - {whole}, {most})");
    // With a 1 before them, zeros in front are kept.
    let fixed = format!("substr(string(round(pow(10, {least}) * (1 + {part}))), 1)");
    match (least, most) {
        (_, 0) => before,
        _ if least == most => format!("concat({before}, '.', {fixed})"),
        (0, _) => format!("concat({before}, if({part} = 0, '', substr(string({part}), 1)))"),
        _ => {
            let is_short = format!("string-length(string({part})) < {}", least + 2);
            format!("concat({before}, if({is_short}, concat('.', {fixed}), substr(string({part}), 1)))")
        }
    }
}

/// Expression: a whole number with commas between thousands, up to billions.
fn grouped(whole: &str) -> String {
    let three = |number: &str| format!("substr(string(1000 + {number} mod 1000), 1)");
    let (thousands, millions) = (format!("floor({whole} div 1000)"), format!("floor({whole} div 1000000)"));
    format!(
        "if({whole} < 1000, string({whole}), if({whole} < 1000000, concat({thousands}, ',', {}), concat({millions}, ',', {}, ',', {})))",
        three(whole),
        three(&thousands),
        three(whole)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(json: &str) -> Option<String> {
        shown(&Json::parse(json.as_bytes()).expect("JSON"), &OF_EXPRESSIONS, "/data/e")
    }

    #[test]
    fn only_what_is_shown_otherwise_has_a_format() {
        assert_eq!(of(r#"{"expression": "1"}"#), None);
        assert_eq!(of(r#"{"format": "is {0}"}"#).as_deref(), Some("/data/e"));
    }

    #[test]
    fn digits_are_as_many_as_are_asked_for() {
        assert_eq!(written("n", 0, 0, Grouping::None), "string(floor(round(abs(n), 0)))");
        assert!(written("n", 2, 2, Grouping::Thousands).ends_with(
            ", '.', substr(string(round(pow(10, 2) * (1 + round(round(abs(n), 2) - floor(round(abs(n), 2)), 2)))), 1))"
        ));
    }
}
