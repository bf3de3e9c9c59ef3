//! Expressions of XForms in our words: prefixes of nodes are dropped, paths to a question whose name is the only one of
//! its kind become `${name}`.

use super::fields::Fields;
use super::path::resolve;

/// An expression that stands at the node `context`, in our words.
pub(super) fn translate(expression: &str, context: &str, fields: &Fields<'_, '_>) -> String {
    let mut out = String::new();
    let mut rest = expression.trim();
    let mut brackets = 0_u32;
    // What stands before decides whether `/` begins a path or goes on with one, and whether a name is an operator.
    let mut ends_operand = false;
    while let Some(sign) = rest.chars().next() {
        let length = match sign {
            '\'' | '"' => literal(rest, sign),
            '[' => {
                brackets += 1;
                ends_operand = false;
                push(&mut out, &mut rest, 1);
                continue;
            }
            ']' => {
                brackets = brackets.saturating_sub(1);
                sign.len_utf8()
            }
            _ if sign.is_ascii_digit() => rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len()),
            '/' | '.' if !ends_operand => path_length(rest),
            _ if is_name_start(sign) => {
                let length = path_length(rest);
                let word = rest.get(..length).unwrap_or_default();
                if ends_operand && matches!(word, "and" | "or" | "div" | "mod") {
                    push(&mut out, &mut rest, length);
                    ends_operand = false;
                    continue;
                }
                length
            }
            _ => {
                push(&mut out, &mut rest, sign.len_utf8());
                ends_operand = if sign.is_whitespace() { ends_operand } else { sign == ')' };
                continue;
            }
        };
        let piece = rest.get(..length.max(sign.len_utf8())).unwrap_or(rest);
        let behind = rest.get(piece.len()..).unwrap_or_default();
        let is_path = matches!(sign, '/' | '.') || is_name_start(sign);
        let goes_on = out.trim_end().ends_with('/');
        match behind.trim_start().chars().next() {
            Some('(') if is_path && !piece.contains('/') => out.push_str(piece),
            next if is_path => {
                let is_whole = !goes_on && !matches!(next, Some('[' | '/' | '(' | ':'));
                out.push_str(&path(piece, context, brackets > 0, is_whole, fields));
            }
            _ => out.push_str(&named_in_text(piece, &out, context, fields)),
        }
        ends_operand = true;
        rest = behind;
    }
    from_current(&out, context, fields)
}

/// The second argument of `jr:choice-name` is a path in quotation marks; here it is a name, or the path without them
/// where several questions have the name.
fn named_in_text(literal: &str, before: &str, context: &str, fields: &Fields<'_, '_>) -> String {
    let is_argument = before.rsplit_once("jr:choice-name(").is_some_and(|(_, inside)| inside.contains(','));
    let inside = literal.trim_matches(['\'', '"']).trim();
    if !is_argument {
        return literal.to_owned();
    }
    match (name_of(inside, context, fields), resolve(context, inside)) {
        (Some(name), _) => format!("'${{{name}}}'"),
        (None, Some(path)) if fields.at(&path).is_some() => self::path(inside, context, false, false, fields),
        (None, _) => literal.to_owned(),
    }
}

fn push(out: &mut String, rest: &mut &str, length: usize) {
    out.push_str(rest.get(..length).unwrap_or(rest));
    *rest = rest.get(length..).unwrap_or_default();
}

fn literal(rest: &str, quote: char) -> usize {
    rest.get(1..).and_then(|inside| inside.find(quote)).map_or(rest.len(), |end| end + 2)
}

/// How far a path of plain steps goes: `/data/a`, `../b`, `orx:meta/c`, `.`.
fn path_length(rest: &str) -> usize {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | ':');
    let length = rest.find(|c: char| !is_part(c)).unwrap_or(rest.len());
    let written = rest.get(..length).unwrap_or_default();
    // `a/` goes on with something that is no name.
    let trimmed = written.trim_end_matches('/');
    if trimmed.is_empty() { length } else { trimmed.len() }
}

/// One path in our words.
fn path(piece: &str, context: &str, in_predicate: bool, is_whole: bool, fields: &Fields<'_, '_>) -> String {
    let is_anchored = piece.starts_with('/') || piece.starts_with("..") && !in_predicate;
    if is_whole
        && is_anchored
        && !piece.contains("//")
        && let Some(name) = name_of(piece, context, fields)
    {
        return format!("${{{name}}}");
    }
    if piece.contains("::") {
        return piece.to_owned();
    }
    let steps = piece.split('/').map(|step| step.rsplit_once(':').map_or(step, |(_, local)| local));
    steps.collect::<Vec<_>>().join("/")
}

/// The unique name of the question that a path means, where the name means the same instances.
fn name_of(piece: &str, context: &str, fields: &Fields<'_, '_>) -> Option<String> {
    let target = resolve(context, piece)?;
    if !piece.starts_with('/') {
        let climbs =
            piece.split('/').take_while(|step| matches!(step.trim(), "." | "..")).collect::<Vec<_>>().join("/");
        let apex = if climbs.is_empty() { context.to_owned() } else { resolve(context, &climbs)? };
        if fields.leaves_repeat(context, &apex, &target) {
            return None;
        }
    }
    fields.unique_name(&target).map(str::to_owned)
}

/// `current()/../a` is the question `a`, also inside a predicate.
fn from_current(expression: &str, context: &str, fields: &Fields<'_, '_>) -> String {
    let (mut out, mut rest) = (String::new(), expression);
    while let Some((before, behind)) = rest.split_once("current()/") {
        out.push_str(before);
        let length = path_length(behind);
        let piece = behind.get(..length).unwrap_or_default();
        let after = behind.get(length..).unwrap_or_default();
        let is_whole = !matches!(after.trim_start().chars().next(), Some('[' | '/' | '('));
        match resolve(context, piece).filter(|_| is_whole).and_then(|path| fields.unique_name(&path).map(str::to_owned))
        {
            Some(name) => out.push_str(&format!("${{{name}}}")),
            None => {
                out.push_str("current()/");
                out.push_str(piece);
            }
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

fn is_name_start(sign: char) -> bool {
    sign.is_alphabetic() || sign == '_'
}

/// A text literal of the language; texts with both kinds of quotation mark are joined.
pub(crate) fn quoted(text: &str) -> String {
    match (text.contains('\''), text.contains('"')) {
        (false, _) => format!("'{text}'"),
        (true, false) => format!("\"{text}\""),
        (true, true) => {
            let pieces: Vec<String> = text.split('\'').map(|piece| format!("'{piece}'")).collect();
            format!("concat({})", pieces.join(", \"'\", "))
        }
    }
}
