//! Expressions of XForms in our language: prefixes of nodes are dropped, paths to a question whose name is unique become
//! `${name}`.

use super::instance::Fields;
use super::path::resolve;

/// An expression of the node at `context`, in our language.
pub(super) fn translate(expression: &str, context: &str, fields: &Fields<'_, '_>) -> String {
    let mut translator = Translator {
        context,
        fields,
        out: String::new(),
        rest: expression.trim(),
        predicates: 0,
        before: Before::Operator,
        calls: Vec::new(),
        called: None,
        current: None,
    };
    while let Some(sign) = translator.rest.chars().next() {
        translator.token(sign);
    }
    translator.out
}

/// What stands before a token: it decides whether `/` begins a path or goes on with one, and whether a name is an
/// operator.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Operand,
    Operator,
}

/// A call whose bracket is open.
struct Call {
    function: String,
    /// Which argument is being read, from 0.
    argument: usize,
}

/// Where a path stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Position {
    /// Alone: nothing goes on with it.
    Whole,
    /// Between other steps, brackets or predicates.
    Part,
}

/// What a relative path starts from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Around {
    /// The node that the expression belongs to.
    Node,
    /// The node that a predicate looks at.
    Predicate,
}

struct Translator<'t, 'a, 'i> {
    context: &'t str,
    fields: &'t Fields<'a, 'i>,
    out: String,
    rest: &'t str,
    /// How many predicates are open.
    predicates: usize,
    before: Before,
    calls: Vec<Call>,
    /// The function whose bracket comes next.
    called: Option<&'t str>,
    /// Where `current` stands in `out`, until something else than `()/` follows it.
    current: Option<usize>,
}

impl<'t> Translator<'t, '_, '_> {
    /// Translates the token that begins with this sign.
    fn token(&mut self, sign: char) {
        match sign {
            '\'' | '"' => {
                let piece = self.take(literal(self.rest, sign));
                let text = self.text(piece);
                self.operand(&text);
            }
            _ if sign.is_ascii_digit() => {
                let end = self.rest.find(|c: char| !c.is_ascii_digit() && c != '.');
                let piece = self.take(end.unwrap_or(self.rest.len()));
                self.operand(piece);
            }
            '/' | '.' if self.before == Before::Operator => self.name_or_path(),
            _ if is_name_start(sign) => self.name_or_path(),
            _ => self.sign(sign),
        }
    }

    /// Takes bytes of what is left; at least the next sign.
    fn take(&mut self, length: usize) -> &'t str {
        let first = self.rest.chars().next().map_or(0, char::len_utf8);
        let (piece, rest) = self.rest.split_at_checked(length.max(first)).unwrap_or((self.rest, ""));
        self.rest = rest;
        piece
    }

    fn around(&self) -> Around {
        if self.predicates > 0 { Around::Predicate } else { Around::Node }
    }

    fn operand(&mut self, text: &str) {
        self.out.push_str(text);
        self.before = Before::Operand;
        self.current = None;
    }

    /// A bracket, an operator or a blank.
    fn sign(&mut self, sign: char) {
        let piece = self.take(sign.len_utf8());
        self.out.push_str(piece);
        match sign {
            '[' => self.predicates += 1,
            ']' => self.predicates = self.predicates.saturating_sub(1),
            '(' => {
                let function = self.called.take().unwrap_or_default().to_owned();
                self.calls.push(Call { function, argument: 0 });
            }
            ')' => drop(self.calls.pop()),
            ',' => self.calls.iter_mut().last().into_iter().for_each(|call| call.argument += 1),
            _ => {}
        }
        if !sign.is_whitespace() {
            self.before = if matches!(sign, ')' | ']') { Before::Operand } else { Before::Operator };
        }
        if !matches!(sign, '(' | ')' | '/') && !sign.is_whitespace() {
            self.current = None;
        }
    }

    /// An operator in letters, the name of a function, or a path.
    fn name_or_path(&mut self) {
        let piece = self.take(path_length(self.rest));
        if self.before == Before::Operand && matches!(piece, "and" | "or" | "div" | "mod") {
            self.operand(piece);
            self.before = Before::Operator;
            return;
        }
        let next = self.rest.trim_start().chars().next();
        if next == Some('(') && !piece.contains('/') {
            let start = self.out.len();
            self.operand(piece);
            self.called = Some(piece);
            self.current = (piece == "current").then_some(start);
            return;
        }
        let position = match next {
            Some('[' | '/' | '(' | ':') => Position::Part,
            _ if self.out.trim_end().ends_with('/') => Position::Part,
            _ => Position::Whole,
        };
        match self.name_after_current(piece, next) {
            Some(name) => self.operand(&format!("${{{name}}}")),
            None => {
                let path = path(piece, self.context, self.around(), position, self.fields);
                self.operand(&path);
            }
        }
    }

    /// `current()/../a` is the question `a`, also inside a predicate. What stands for `current()/` is taken back.
    fn name_after_current(&mut self, piece: &str, next: Option<char>) -> Option<String> {
        let start = self.current?;
        let before = self.out.get(start..)?;
        let is_whole = !matches!(next, Some('[' | '/' | '('));
        if !is_whole || !before.chars().filter(|sign| !sign.is_whitespace()).eq("current()/".chars()) {
            return None;
        }
        let path = resolve(self.context, piece)?;
        let name = self.fields.unique_name(&path)?.to_owned();
        self.out.truncate(start);
        Some(name)
    }

    /// A text literal. The second argument of `jr:choice-name` is a path in quotation marks; here it is a name, or the
    /// path without them where several questions have the name.
    fn text(&self, literal: &str) -> String {
        let is_argument = self.calls.last().is_some_and(|call| call.function == "jr:choice-name" && call.argument > 0);
        if !is_argument {
            return literal.to_owned();
        }
        let inside = literal.trim_matches(['\'', '"']).trim();
        match (name_of(inside, self.context, self.fields), resolve(self.context, inside)) {
            (Some(name), _) => format!("'${{{name}}}'"),
            (None, Some(path)) if self.fields.at(&path).is_some() => {
                self::path(inside, self.context, Around::Node, Position::Part, self.fields)
            }
            (None, _) => literal.to_owned(),
        }
    }
}

fn literal(rest: &str, quote: char) -> usize {
    rest.get(1..).and_then(|inside| inside.find(quote)).map_or(rest.len(), |end| end + 2)
}

/// How far a path of plain steps goes: `/data/a`, `../b`, `orx:meta/c`, `.`.
fn path_length(rest: &str) -> usize {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | ':');
    let length = rest.find(|c: char| !is_part(c)).unwrap_or(rest.len());
    let written = rest.get(..length).unwrap_or_default();
    // `a/` goes on with something other than a name.
    let trimmed = written.trim_end_matches('/');
    if trimmed.is_empty() { length } else { trimmed.len() }
}

/// One path in our language. `around` says where `..` leads up from.
fn path(piece: &str, context: &str, around: Around, position: Position, fields: &Fields<'_, '_>) -> String {
    let is_anchored = piece.starts_with('/') || piece.starts_with("..") && around == Around::Node;
    if position == Position::Whole
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
