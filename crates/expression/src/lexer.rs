//! From text to tokens (XPath 1.0 section 3.7, with ODK's `${name}`).

use std::ops::Range;

use sealform_types::{read_double, say};

/// One token and where it stands, in bytes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Token {
    pub kind: TokenKind,
    pub span: Range<usize>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum TokenKind {
    Number(f64),
    Text(String),
    /// `${name}`
    Reference(String),
    /// A name, perhaps with a prefix: `jr:choice-name`.
    Name(String),
    /// Anything written with signs, and the operators that are words.
    Sign(&'static str),
    End,
}

/// What is wrong with the text itself.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LexError {
    pub code: &'static str,
    pub message: String,
    pub hint: &'static str,
    pub span: Range<usize>,
}

/// Longer signs first, so that `<=` is not `<`.
const SIGNS: [&str; 21] =
    ["//", "::", "!=", "<=", ">=", "..", "(", ")", "[", "]", ",", "=", "<", ">", "+", "-", "*", "/", "|", "@", ":"];

const WORD_OPERATORS: [&str; 4] = ["and", "or", "div", "mod"];

/// Whether two expressions are the same but for the white space between their tokens.
///
/// # Example
/// ```
/// use sealform_expression::differ_in_blanks;
/// assert!(differ_in_blanks("${a}='x'", " ${a}  = \"x\""));
/// assert!(!differ_in_blanks("'a b'", "'a  b'"));
/// ```
pub fn differ_in_blanks(one: &str, other: &str) -> bool {
    let kinds = |source: &str| Some(tokens(source).ok()?.into_iter().map(|token| token.kind).collect::<Vec<_>>());
    kinds(one).is_some_and(|one| kinds(other) == Some(one))
}

/// Splits an expression. Ends with [`TokenKind::End`].
pub(crate) fn tokens(source: &str) -> Result<Vec<Token>, LexError> {
    let mut tokens: Vec<Token> = Vec::new();
    let (mut at, mut operand_may_end) = (0, false);
    while let Some(rest) = source.get(at..)
        && let Some(first) = rest.chars().next()
    {
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let (kind, length) = token(rest, at, operand_may_end)?;
        operand_may_end = ends_operand(&kind, operand_may_end);
        tokens.push(Token { kind, span: at..at + length });
        at += length;
    }
    tokens.push(Token { kind: TokenKind::End, span: source.len()..source.len() });
    Ok(tokens)
}

/// Behind an operand, `and`, `or`, `div`, `mod` and `*` are operators (XPath 1.0 section 3.7); elsewhere `*` is one.
fn ends_operand(kind: &TokenKind, behind_operand: bool) -> bool {
    match kind {
        TokenKind::Number(_) | TokenKind::Text(_) | TokenKind::Reference(_) | TokenKind::Name(_) => true,
        TokenKind::Sign("*") => !behind_operand,
        TokenKind::Sign(sign) => matches!(*sign, ")" | "]" | "." | ".."),
        TokenKind::End => false,
    }
}

fn token(rest: &str, at: usize, operand_may_end: bool) -> Result<(TokenKind, usize), LexError> {
    let mut chars = rest.chars();
    match (chars.next(), chars.next()) {
        (Some(quote @ ('"' | '\'')), _) => text(rest, at, quote, quote),
        (Some('“'), _) => text(rest, at, '“', '”'),
        (Some('‘'), _) => text(rest, at, '‘', '’'),
        (Some('$'), Some('{')) => reference(rest, at),
        (Some(first), second)
            if first.is_ascii_digit() || first == '.' && second.is_some_and(|c| c.is_ascii_digit()) =>
        {
            Ok(number(rest))
        }
        (Some('.'), second) if second != Some('.') => Ok((TokenKind::Sign("."), 1)),
        (Some(first), _) if is_name_start(first) => Ok(name(rest, operand_may_end)),
        (first, _) => match SIGNS.into_iter().find(|sign| rest.starts_with(sign)) {
            Some(sign) => Ok((TokenKind::Sign(sign), sign.len())),
            None => {
                let first = first.unwrap_or_default();
                Err(LexError {
                    code: "expr/bad-character",
                    message: say!("the sign `{first}` has no meaning here"),
                    hint: if first == '&' { "write `and` or `or`" } else { "put text into quotes, or remove it" },
                    span: at..at + first.len_utf8(),
                })
            }
        },
    }
}

fn text(rest: &str, at: usize, open: char, close: char) -> Result<(TokenKind, usize), LexError> {
    let inside = rest.get(open.len_utf8()..).unwrap_or_default();
    match inside.find(close) {
        Some(end) => {
            let text = inside.get(..end).unwrap_or_default();
            Ok((TokenKind::Text(text.to_owned()), open.len_utf8() + end + close.len_utf8()))
        }
        None => Err(LexError {
            code: "expr/unclosed-text",
            message: say!("the text that begins with {open} does not end"),
            hint: "close it with the same quotation mark",
            span: at..at + rest.len(),
        }),
    }
}

fn reference(rest: &str, at: usize) -> Result<(TokenKind, usize), LexError> {
    let inside = rest.get(2..).unwrap_or_default();
    let name = inside.split('}').next().unwrap_or_default();
    if inside.len() == name.len() {
        return Err(LexError {
            code: "expr/unclosed-reference",
            message: "the reference that begins with `${` does not end".to_owned(),
            hint: "close it with `}`",
            span: at..at + rest.len(),
        });
    }
    Ok((TokenKind::Reference(name.trim().to_owned()), 2 + name.len() + 1))
}

fn number(rest: &str) -> (TokenKind, usize) {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let whole = digits(rest);
    let behind = rest.get(whole..).unwrap_or_default();
    let length = match behind.strip_prefix('.') {
        Some(fraction) => whole + 1 + digits(fraction),
        None => whole,
    };
    let length = length + exponent(rest.get(length..).unwrap_or_default());
    let written = rest.get(..length).unwrap_or_default();
    (TokenKind::Number(read_double(written).unwrap_or(f64::NAN)), length)
}

/// How long an exponent is that stands here, as other engines print small numbers: `e-12`.
fn exponent(text: &str) -> usize {
    let Some(behind) = text.strip_prefix(['e', 'E']) else { return 0 };
    let unsigned = behind.strip_prefix(['-', '+']).unwrap_or(behind);
    match unsigned.bytes().take_while(u8::is_ascii_digit).count() {
        0 => 0,
        digits => text.len() - unsigned.len() + digits,
    }
}

fn is_name_start(first: char) -> bool {
    first.is_alphabetic() || first == '_'
}

fn is_name_part(part: char) -> bool {
    part.is_alphanumeric() || matches!(part, '_' | '-' | '.')
}

fn ends_word(byte: u8) -> bool {
    byte.is_ascii_digit() || matches!(byte, b'.' | b'-')
}

fn name(rest: &str, operand_may_end: bool) -> (TokenKind, usize) {
    let plain = |text: &str| text.chars().take_while(|part| is_name_part(*part)).map(char::len_utf8).sum::<usize>();
    let first = plain(rest);
    let word = rest.get(..first).unwrap_or_default();
    // No operand follows another, so `6 div2` can only be a division.
    let is_operator = |operator: &&str| word.strip_prefix(*operator).is_some_and(|rest| rest.bytes().all(ends_word));
    if operand_may_end && let Some(operator) = WORD_OPERATORS.into_iter().find(is_operator) {
        return (TokenKind::Sign(operator), operator.len());
    }
    let behind = rest.get(first..).unwrap_or_default();
    let length = match behind.strip_prefix(':') {
        Some(local) if local.starts_with(is_name_start) => first + 1 + plain(local),
        _ => first,
    };
    (TokenKind::Name(rest.get(..length).unwrap_or_default().to_owned()), length)
}
