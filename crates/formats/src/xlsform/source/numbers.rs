//! Numbers in the cells of a workbook: what is read is what the spreadsheet shows, as long as that is the same number.

use sealform_types::{Finding, Findings, Place, write_double};

/// The text of a number: as its format shows it where that is written in digits (`1.50`, `007`), else as it is, with a
/// finding where people see something else. The format is that of ECMA-376, part 1, 18.8.31.
pub fn text(number: f64, format: &str, place: impl FnOnce() -> Place, findings: &mut Findings) -> Option<String> {
    let plain = number_text(number);
    // The format of everything that nobody formatted.
    if format.eq_ignore_ascii_case("general") {
        return Some(plain);
    }
    let Ok(shown) = ssfmt::format_default(number, format) else { return Some(plain) };
    let shown = shown.trim();
    if shown == plain || shown.is_empty() && number == 0.0 {
        return Some(plain);
    }
    if is_digits(shown) && shown.parse() == Ok(number) {
        return Some(shown.to_owned());
    }
    let message = format!("the cell shows `{shown}`, but its value is {plain}, which is used");
    let finding = Finding::warning("xlsform/number-format", message, place());
    findings.push(finding.hint(format!("format the cell as text, and write `{shown}` if that is meant")));
    Some(plain)
}

/// A number as expressions write it; there is one zero.
pub fn number_text(number: f64) -> String {
    write_double(number + 0.0)
}

/// Whether a text is a decimal number in digits: with no blanks, no groups, no exponent.
fn is_digits(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    [whole, part].iter().all(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_it_is_shown_while_it_stays_that_number() {
        let read = |number: f64, format: &str| {
            let mut findings = Findings::default();
            let text = text(number, format, || Place::at("survey!A2"), &mut findings).unwrap_or_default();
            (text, findings.into_vec().into_iter().map(|finding| finding.message).collect::<Vec<_>>())
        };
        let silent = |text: &str| (text.to_owned(), Vec::new());
        assert_eq!(read(1.5, "0.00"), silent("1.50"));
        assert_eq!(read(7.0, "000"), silent("007"));
        assert_eq!(read(1.1, "0.00"), silent("1.10"));
        assert_eq!(read(-7.0, "000"), silent("-007"));
        assert_eq!(read(1234.0, "General"), silent("1234"));
        assert_eq!(read(12.0, "#,##0"), silent("12"));
        assert_eq!(read(3.0, "0;-0;\"none\""), silent("3"));
        for (number, format, value, shown) in [
            (1234.5, "#,##0.00", "1234.5", "1,234.50"),
            (0.5, "0%", "0.5", "50%"),
            (1.456, "0.0", "1.456", "1.5"),
            (3.0, "0 \"km\"", "3", "3 km"),
        ] {
            let (text, said) = read(number, format);
            assert_eq!(text, value, "{format}");
            assert_eq!(
                said,
                [format!("the cell shows `{shown}`, but its value is {value}, which is used")],
                "{format}"
            );
        }
    }
}
