//! What a text is the text of: an e-mail address, a telephone number or a web address.

use serde::Serialize;

/// What a text question takes, by its parameter `input`.
///
/// # Example
/// ```
/// use sealform_types::TextInput;
///
/// assert!(TextInput::Email.takes("kari.nordmann@post.example"));
/// assert!(!TextInput::Email.takes("kari.nordmann"));
/// assert!(TextInput::Tel.takes("+47 22 00 00 00") && TextInput::Tel.takes("112"));
/// assert!(TextInput::Url.takes("https://portal.example/r?id=7") && !TextInput::Url.takes("portal.example"));
/// assert!(TextInput::Any.takes("what you like"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum TextInput {
    /// Any text.
    #[default]
    Any,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Tel,
    /// A web address.
    Url,
}

impl TextInput {
    /// The parameter that names it.
    pub const PARAMETER: &str = "input";

    /// Those that have a name in documents.
    pub const NAMED: [Self; 3] = [Self::Email, Self::Tel, Self::Url];

    /// The name in documents and catalogues.
    pub fn name(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Email => "email",
            Self::Tel => "tel",
            Self::Url => "url",
        }
    }

    /// The input of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::NAMED.into_iter().find(|input| input.name() == name)
    }

    /// Whether a text can be such a thing. It says nothing of whether there is one.
    pub fn takes(self, text: &str) -> bool {
        let text = text.trim();
        match self {
            Self::Any => true,
            Self::Email => is_email(text),
            Self::Tel => is_telephone_number(text),
            Self::Url => is_web_address(text),
        }
    }
}

/// Something, `@`, and a name of a host with a dot: letters of any script, for there are such hosts.
fn is_email(text: &str) -> bool {
    let Some((local, host)) = text.rsplit_once('@') else { return false };
    let is_plain = |c: char| !c.is_whitespace() && !matches!(c, '@' | ',' | ';' | '<' | '>' | '(' | ')');
    !local.is_empty()
        && local.chars().all(is_plain)
        && host.contains('.')
        && host.split('.').all(|label| {
            !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-') && !label.starts_with('-')
        })
}

/// Digits, at least the three of an emergency number, with what people write between them.
fn is_telephone_number(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let rest = text.strip_prefix('+').unwrap_or(text);
    let is_between =
        |c: char| c.is_ascii_digit() || c.is_whitespace() || matches!(c, '-' | '.' | '/' | '(' | ')' | '*' | '#');
    (3..=20).contains(&digits) && rest.chars().all(is_between)
}

/// `http://` or `https://` and a host: what a browser opens, and nothing that it would run.
fn is_web_address(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    (scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https"))
        && host.starts_with(|c: char| c.is_alphanumeric() || c == '[')
        && !text.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_takes_what_people_write_and_no_other() {
        for (input, good, bad) in [
            (
                TextInput::Email,
                &["a@b.example", " ola+ksp@sub.post.example ", "jürgen@bücher.example"][..],
                &["", "@", "a@", "@b.example", "a@b", "a b@c.example", "a@b..example", "a@-b.example", "a@b@c.example"]
                    [..],
            ),
            (
                TextInput::Tel,
                &["112", "22 00 00 00", "+47 (22) 00-00.00", "0800/123", "*100#"],
                &["", "11", "call me", "+", "22+00", "123456789012345678901"],
            ),
            (
                TextInput::Url,
                &["http://a", "HTTPS://portal.example/r?x#y", "https://[::1]/", "https://bücher.example"],
                &[
                    "",
                    "portal.example",
                    "https://",
                    "javascript://x",
                    "ftp://portal.example",
                    "https:// a",
                    "https://?a",
                ],
            ),
        ] {
            for text in good {
                assert!(input.takes(text), "{input:?}: {text}");
            }
            for text in bad {
                assert!(!input.takes(text), "{input:?}: {text}");
            }
            assert_eq!(TextInput::named(input.name()), Some(input));
        }
        assert_eq!(TextInput::named("any"), None);
    }
}
