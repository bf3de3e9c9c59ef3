//! The paths of steps: `getQuestionByName("q").visibleRows.0.value` as words with their arguments.

use sealform_types::Json;

/// One word of a path.
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    pub name: String,
    /// Nothing where it is no call.
    pub arguments: Option<Vec<Json>>,
}

impl Word {
    /// The text that a call is given first.
    pub fn text(&self) -> Option<&str> {
        self.arguments.as_ref()?.first()?.as_str()
    }

    /// The number that a call is given first.
    pub fn number(&self) -> Option<usize> {
        usize::try_from(self.arguments.as_ref()?.first()?.as_integer()?).ok()
    }
}

/// The words of a path.
pub fn words(path: &str) -> Result<Vec<Word>, String> {
    let mut words = Vec::new();
    let mut rest = path.trim();
    loop {
        let end = rest.find(['.', '(']).unwrap_or(rest.len());
        let (name, behind) = rest.split_at(end);
        let mut word = Word { name: name.to_owned(), arguments: None };
        rest = behind;
        if let Some(inside) = behind.strip_prefix('(') {
            let close = closing(inside).ok_or_else(|| format!("`{path}` does not close a bracket"))?;
            let (given, after) = inside.split_at(close);
            let list = Json::parse(format!("[{given}]").as_bytes()).map_err(|fault| format!("`{given}`: {fault}"))?;
            word.arguments = Some(list.as_array().unwrap_or_default().to_vec());
            rest = after.get(1..).unwrap_or_default();
        }
        words.push(word);
        match rest.strip_prefix('.') {
            Some(more) => rest = more,
            None if rest.is_empty() => return Ok(words),
            None => return Err(format!("`{rest}` of `{path}` is no word")),
        }
    }
}

/// Where the bracket closes that is open, outside quotes.
fn closing(text: &str) -> Option<usize> {
    let (mut depth, mut in_quotes, mut is_escaped) = (0, false, false);
    for (place, letter) in text.char_indices() {
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => in_quotes = !in_quotes,
            '(' if !in_quotes => depth += 1,
            ')' if !in_quotes && depth == 0 => return Some(place),
            ')' if !in_quotes => depth -= 1,
            _ => {}
        }
    }
    None
}
