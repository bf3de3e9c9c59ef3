//! Patterns as ECMAScript and Java read them, in the words of `regex-lite`.
//!
//! Forms are written for ODK's engines, whose patterns are those of their languages. Most signs mean the same; what does
//! not is written otherwise here: a bracket within a class, a `-` beside a class, a brace that counts nothing, `\<`.

use std::iter::Peekable;
use std::str::Chars;

/// Signs that mean something within a class.
const IN_CLASS: &[char] = &['\\', '[', ']', '^', '-', '&', '~'];

type Signs<'a> = Peekable<Chars<'a>>;

/// The pattern in the words of `regex-lite`; what neither can read is left for it to report.
pub(crate) fn translate(pattern: &str) -> String {
    let (mut written, mut rest) = (String::new(), pattern.chars().peekable());
    while let Some(sign) = rest.next() {
        match sign {
            '\\' => written.push_str(&escape(&mut rest)),
            '{' if !counts(rest.clone()) => written.push_str(r"\{"),
            '[' => match class(rest.clone()) {
                Some((class, behind)) => {
                    written.push_str(&class);
                    rest = behind;
                }
                None => written.push('['),
            },
            other => written.push(other),
        }
    }
    written
}

/// What stands behind a backslash, with it.
fn escape(rest: &mut Signs<'_>) -> String {
    match rest.next() {
        Some('0') => r"\x00".to_owned(),
        Some(sign @ ('<' | '>')) => sign.to_string(),
        Some('/') => "/".to_owned(),
        Some(sign) => format!("\\{sign}"),
        None => "\\".to_owned(),
    }
}

/// Whether a brace begins `{2}`, `{2,}` or `{2,3}`.
fn counts(rest: Signs<'_>) -> bool {
    let within: String = rest.take_while(|sign| *sign != '}').take(32).collect();
    let (least, most) = within.split_once(',').unwrap_or((&within, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    !least.is_empty() && is_digits(least) && is_digits(most)
}

/// One of the members of a class.
enum Member {
    Sign(char),
    /// `\d`, or another escape that a range cannot begin or end with.
    Escape(String),
}

/// A class up to its bracket, and what is behind it; nothing where it does not end.
fn class(mut rest: Signs<'_>) -> Option<(String, Signs<'_>)> {
    let mut written = String::from("[");
    written.extend(rest.next_if_eq(&'^'));
    let mut is_first = true;
    loop {
        let from = match rest.next()? {
            ']' if !is_first => break,
            sign => member(sign, &mut rest)?,
        };
        is_first = false;
        let mut ahead = rest.clone();
        let (Member::Sign(low), Some('-')) = (&from, ahead.next()) else {
            put(&mut written, &from);
            continue;
        };
        let to = match ahead.next()? {
            ']' => None,
            sign => Some(member(sign, &mut ahead)?),
        };
        match to {
            Some(Member::Sign(high)) => {
                put(&mut written, &Member::Sign(*low));
                written.push('-');
                put(&mut written, &Member::Sign(high));
                rest = ahead;
            }
            // A `-` beside a class, or at the end, stands for itself.
            Some(Member::Escape(_)) | None => put(&mut written, &from),
        }
    }
    written.push(']');
    Some((written, rest))
}

fn member(sign: char, rest: &mut Signs<'_>) -> Option<Member> {
    if sign != '\\' {
        return Some(Member::Sign(sign));
    }
    Some(match rest.next()? {
        '0' => Member::Sign('\0'),
        'b' => Member::Sign('\u{8}'),
        'n' => Member::Sign('\n'),
        'r' => Member::Sign('\r'),
        't' => Member::Sign('\t'),
        'x' => Member::Sign(code(rest, 2)?),
        'u' => Member::Sign(code(rest, 4)?),
        letter if letter.is_ascii_alphanumeric() => Member::Escape(format!("\\{letter}")),
        sign => Member::Sign(sign),
    })
}

/// The character of a code of so many hexadecimal digits.
fn code(rest: &mut Signs<'_>, digits: usize) -> Option<char> {
    let digits: String = rest.by_ref().take(digits).collect();
    char::from_u32(u32::from_str_radix(&digits, 16).ok()?)
}

fn put(written: &mut String, member: &Member) {
    match member {
        Member::Sign(sign) => {
            written.extend(IN_CLASS.contains(sign).then_some('\\'));
            written.push(*sign);
        }
        Member::Escape(escape) => written.push_str(escape),
    }
}

#[cfg(test)]
mod tests {
    use super::translate;

    #[test]
    fn means_what_it_means_elsewhere() {
        let all = [
            (r"^[\w-\.]+@([\w-]+\.)+[\w-]{2,4}$", r"^[\w\-.]+@([\w\-]+\.)+[\w\-]{2,4}$"),
            ("[a-z][^0-9]", "[a-z][^0-9]"),
            ("[--9][!--]", r"[\--9][!-\-]"),
            ("[a&&b~~c[d]", r"[a\&\&b\~\~c\[d]"),
            (r"[]a][^]a][a\-z]", r"[\]a][^\]a][a\-z]"),
            (r"\<a\>\/\0", r"<a>/\x00"),
            ("a{2}b{2,}c{2,3}d{,3}e{f}{", r"a{2}b{2,}c{2,3}d\{,3}e\{f}\{"),
            (r"[\b][\u00e9-\u00ff][\x41]", "[\u{8}][é-ÿ][A]"),
            ("[a", "[a"),
            ("a\\", "a\\"),
        ];
        for (pattern, words) in all {
            assert_eq!(translate(pattern), words, "{pattern}");
        }
    }
}
