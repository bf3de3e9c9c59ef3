//! Addresses: `greeting/greeted`, `branch[2]/queue`, `greeting/greeted#comment`.

use std::fmt;

use serde::{Serialize, Serializer};

/// One name on the way from the root group down, with the instance where it is a repeat.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Step {
    /// The name of the group, repeat or question.
    pub name: String,
    /// The id of the repeat instance; never reused within a submission.
    pub instance: Option<u32>,
}

/// Where a question stands: names joined by `/` from the root group down; a repeat instance is
/// `name[id]`; a part of a question follows `#`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct QuestionPath {
    /// From the root group down, the question last.
    pub steps: Vec<Step>,
    /// `comment`, `attempt[n]` or `file[n]`, where a part is meant.
    pub part: Option<String>,
}

/// Why a text is not a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathError {
    /// Nothing between two slashes, or nothing at all.
    EmptyStep,
    /// A character that no name holds.
    BadName,
    /// What stands in square brackets is not a number.
    BadInstance,
    /// More than [`QuestionPath::MAX_STEPS`] steps.
    TooDeep,
}

impl QuestionPath {
    /// The most steps a path may have: 64 groups and the question.
    pub const MAX_STEPS: usize = 65;

    /// Reads a path.
    ///
    /// # Errors
    /// [`PathError`] says what is wrong.
    ///
    /// # Example
    /// ```
    /// use sealform_types::QuestionPath;
    /// let path = QuestionPath::parse("branch[2]/greeted#comment").unwrap();
    /// assert_eq!(path.steps[0].instance, Some(2));
    /// assert_eq!(path.part.as_deref(), Some("comment"));
    /// assert!(QuestionPath::parse("a//b").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, PathError> {
        let (way, part) = match text.split_once('#') {
            Some((way, part)) => (way, Some(part.to_owned())),
            None => (text, None),
        };
        if way.split('/').count() > Self::MAX_STEPS {
            return Err(PathError::TooDeep);
        }
        let steps = way.split('/').map(read_step).collect::<Result<_, _>>()?;
        Ok(Self { steps, part })
    }

    /// Whether a text is a path; nothing is made of it.
    ///
    /// # Example
    /// ```
    /// use sealform_types::QuestionPath;
    /// assert!(QuestionPath::is_path("branch[2]/greeted#comment") && QuestionPath::is_path("greeting/greeted"));
    /// assert!(!QuestionPath::is_path("a//b"));
    /// ```
    pub fn is_path(text: &str) -> bool {
        is_way(text) || Self::parse(text).is_ok()
    }

    /// The same path without instance ids and part, as scoring keys write it.
    #[must_use]
    pub fn without_instances(&self) -> String {
        self.steps.iter().map(|step| step.name.as_str()).collect::<Vec<_>>().join("/")
    }
}

/// Whether a text can name a question: an ASCII letter or `_`, then letters, digits, `_`, `-`, `.`.
pub fn is_name(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
}

/// Whether a text is a path of names alone, as most are.
fn is_way(text: &str) -> bool {
    let (mut before, mut steps) = (b'/', 1);
    for byte in text.bytes() {
        let fits = match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => true,
            b'0'..=b'9' | b'-' | b'.' => before != b'/',
            b'/' => {
                steps += 1;
                before != b'/'
            }
            _ => false,
        };
        if !fits {
            return false;
        }
        before = byte;
    }
    before != b'/' && steps <= QuestionPath::MAX_STEPS
}

/// Whether a text can be the outcome of a contact: a lower-case letter, then lower-case letters, digits and `_`, at most 40 in
/// all. What a form names as an outcome is what a sealed file claims, so both ask here.
///
/// # Example
/// ```
/// use sealform_types::is_outcome;
/// assert!(is_outcome("knocked_out"));
/// assert!(!is_outcome("Disqualified") && !is_outcome("knocked-out") && !is_outcome(""));
/// ```
pub fn is_outcome(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.len() <= 40
        && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'))
}

/// Whether a text can be the name of a file that travels beside a submission: at most 255 bytes, no path, and no control sign.
/// Whoever receives it stores it under this name.
///
/// # Example
/// ```
/// use sealform_types::is_file_name;
/// assert!(is_file_name("shelf-6f1c2a.jpg") && is_file_name("..jpg"));
/// assert!(!is_file_name("..") && !is_file_name("../shelf.jpg") && !is_file_name("a\\b.jpg") && !is_file_name("a\nb.jpg"));
/// ```
pub fn is_file_name(text: &str) -> bool {
    let is_path = matches!(text, "." | "..") || text.contains(['/', '\\']);
    !is_path && !text.trim().is_empty() && text.len() <= 255 && !text.contains(|c| c < ' ')
}

fn read_step(text: &str) -> Result<Step, PathError> {
    let (name, instance) = match text.split_once('[') {
        None => (text, None),
        Some((name, rest)) => {
            let digits = rest.strip_suffix(']').ok_or(PathError::BadInstance)?;
            let canonical = digits == "0" || !digits.starts_with(['0', '+']);
            let id = digits.parse().ok().filter(|_| canonical).ok_or(PathError::BadInstance)?;
            (name, Some(id))
        }
    };
    match name {
        "" => Err(PathError::EmptyStep),
        name if is_name(name) => Ok(Step { name: name.to_owned(), instance }),
        _ => Err(PathError::BadName),
    }
}

impl fmt::Display for QuestionPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, step) in self.steps.iter().enumerate() {
            if index > 0 {
                f.write_str("/")?;
            }
            f.write_str(&step.name)?;
            if let Some(id) = step.instance {
                write!(f, "[{id}]")?;
            }
        }
        match &self.part {
            Some(part) => write!(f, "#{part}"),
            None => Ok(()),
        }
    }
}

impl Serialize for QuestionPath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_path_is_what_is_read_as_one(text in "[aZ_9.å-]{0,2}(/?[aZ_9.-]{0,2}){0,2}(\\[[0-9]{0,2}\\])?(#[a-z]{0,2})?", again in 0_usize..70) {
            for text in [text.repeat(again), format!("{}{text}", "a/".repeat(again)), text] {
                prop_assert_eq!(QuestionPath::is_path(&text), QuestionPath::parse(&text).is_ok(), "{}", text);
            }
        }
    }

    #[test]
    fn what_is_read_is_written_the_same() {
        for text in ["a", "a/b", "a[0]/b[12]/c", "a/b#comment", "a/log#attempt[1]"] {
            assert_eq!(QuestionPath::parse(text).map(|path| path.to_string()), Ok(text.to_owned()));
        }
    }

    #[test]
    fn damaged_paths_are_refused() {
        for (text, error) in [
            ("", PathError::EmptyStep),
            ("/a", PathError::EmptyStep),
            ("a[x]", PathError::BadInstance),
            ("a[01]", PathError::BadInstance),
            ("a[1", PathError::BadInstance),
            ("å", PathError::BadName),
            ("1a", PathError::BadName),
        ] {
            assert_eq!(QuestionPath::parse(text), Err(error), "{text}");
        }
        assert_eq!(QuestionPath::parse(&"a/".repeat(70)), Err(PathError::TooDeep));
    }
}
