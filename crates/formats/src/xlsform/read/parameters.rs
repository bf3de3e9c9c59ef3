//! `name=value` words of the column `parameters`.

/// One word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// In lower case.
    pub name: String,
    /// As written, or in lower case where case means nothing.
    pub value: String,
}

/// The parameters of one row, in order.
pub type Parameters = Vec<Parameter>;

/// Reads the words, which are parted by blanks, commas or semicolons. Values are in small letters, but for columns of
/// files and references.
///
/// # Errors
/// The word that is not of the form `name=value`.
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
        all.retain(|known| known.name != name);
        all.push(Parameter { name, value });
    }
    Ok(all)
}

fn plain(name: &str, value: &str) -> String {
    match name {
        "incremental" if super::values::is_yes(value) => "true".to_owned(),
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
    parameters.iter().find(|known| known.name == name).map(|known| known.value.as_str())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_parted_by_blanks_commas_and_semicolons() {
        let read = |text: &str| {
            read(text).map(|all| all.iter().map(|one| format!("{}|{}", one.name, one.value)).collect::<Vec<_>>())
        };
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
