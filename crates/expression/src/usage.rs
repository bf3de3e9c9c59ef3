//! What an expression uses, as its tree says: known without a form, and never by searching its text.

use sealform_types::VecSet;

use crate::ast::{Ast, Node, PathStart};
use crate::function::{Special, Trait};
use crate::functions;
use crate::functions::selections::{ASSIGNED_LIMITS, NOW_BY_THE_WAY, VISIT, WINDOW};
use crate::lexer::{TokenKind, tokens};

/// What an expression uses by name. Nothing of it is looked up: a name may be unknown to the form.
///
/// # Example
/// ```
/// use sealform_expression::parse;
/// let source = "if(selected(${towns}, 'instance('), instance( 'shops' )/root/item[town = ${town}]/id, uuid ())";
/// let parsed = parse(source, "")?;
/// let usage = parsed.usage();
/// assert_eq!(usage.questions.iter().collect::<Vec<_>>(), ["town", "towns"]);
/// assert_eq!(usage.instances.iter().collect::<Vec<_>>(), ["shops"]);
/// assert!(usage.draws && !usage.keeps_once && usage.assignment.is_empty());
/// # Ok::<(), sealform_types::Findings>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Usage {
    /// Questions, groups and repeats: `age` of `${age}`, also where `jr:choice-name` has the reference in quotes.
    pub questions: VecSet<String>,
    /// Functions that it calls, also those that are not part of the language.
    pub functions: VecSet<String>,
    /// Tables: `shops` of `instance('shops')` and of `pulldata('shops', …)`.
    pub instances: VecSet<String>,
    /// Those of the tables that `pulldata` reads.
    pub pulled: VecSet<String>,
    /// Members of the assignment: `site` of `assignment('site')`.
    pub assignment: VecSet<String>,
    /// Parts of the score: `waiting` of `score('waiting')`, and empty for the whole.
    pub scores: VecSet<String>,
    /// Those of the functions that few forms use, and that a page may have to load.
    pub rare: VecSet<String>,
    /// Functions that are not part of the language, without a prefix: whoever shows the form may compute them.
    pub foreign: VecSet<String>,
    /// Whether it depends on chance.
    pub draws: bool,
    /// Whether it asks what the question holds already: `once(…)`.
    pub keeps_once: bool,
    /// Whether it looks up a text by an id: `jr:itext(…)`.
    pub looks_up_texts: bool,
}

impl Usage {
    /// Nothing.
    pub(crate) const NONE: Self = Self {
        questions: VecSet::new(),
        functions: VecSet::new(),
        instances: VecSet::new(),
        pulled: VecSet::new(),
        assignment: VecSet::new(),
        scores: VecSet::new(),
        rare: VecSet::new(),
        foreign: VecSet::new(),
        draws: false,
        keeps_once: false,
        looks_up_texts: false,
    };

    pub(crate) fn of(ast: &Ast) -> Self {
        let mut usage = Self::default();
        usage.collect(ast);
        usage
    }

    /// Adds what something else uses.
    pub fn extend(&mut self, other: &Self) {
        let union = |own: &mut VecSet<String>, others: &VecSet<String>| own.extend(others.iter().cloned());
        union(&mut self.questions, &other.questions);
        union(&mut self.functions, &other.functions);
        union(&mut self.instances, &other.instances);
        union(&mut self.pulled, &other.pulled);
        union(&mut self.assignment, &other.assignment);
        union(&mut self.scores, &other.scores);
        union(&mut self.rare, &other.rare);
        union(&mut self.foreign, &other.foreign);
        self.draws |= other.draws;
        self.keeps_once |= other.keeps_once;
        self.looks_up_texts |= other.looks_up_texts;
    }

    fn collect(&mut self, ast: &Ast) {
        match &ast.node {
            Node::Question(name) => {
                self.questions.insert(name.clone());
            }
            Node::Call(name, arguments) => self.call(name, arguments),
            Node::Number(_) | Node::Text(_) | Node::This | Node::Column(_) | Node::Path(..) => {}
            Node::Filter(..) | Node::Negate(_) | Node::Or(_) | Node::And(_) => {}
            Node::Compare(..) | Node::Arithmetic(..) => {}
        }
        ast.children(&mut |child| self.collect(child));
    }

    fn call(&mut self, name: &str, arguments: &[Ast]) {
        self.functions.insert(name.to_owned());
        let Some(function) = functions::named(name) else {
            self.foreign.insert(functions::without_prefix(name).to_owned());
            return;
        };
        self.rare.extend(functions::rare_named(name).map(|_| function.name.to_owned()));
        self.draws |= function.has(Trait::Draws);
        self.keeps_once |= function.has(Trait::KeepsOnce);
        self.looks_up_texts |= function.has(Trait::LooksUpTexts);
        let text = |index: usize| match arguments.get(index) {
            Some(Ast { node: Node::Text(text), .. }) => Some(text.clone()),
            Some(_) | None => None,
        };
        match function.special() {
            Some(Special::Assignment) => self.assignment.extend(text(0)),
            Some(Special::Score) if arguments.is_empty() => self.scores.extend([String::new()]),
            Some(Special::Score) => self.scores.extend(text(0)),
            Some(Special::Instance) => self.instances.extend(text(0)),
            Some(Special::PullData) => {
                self.instances.extend(text(0));
                self.pulled.extend(text(0));
            }
            Some(Special::ChoiceName) => {
                self.questions.extend(text(1).map(|quoted| quoted_reference(&quoted).to_owned()))
            }
            Some(Special::Exhausted) => {
                let read = ASSIGNED_LIMITS.into_iter().chain([NOW_BY_THE_WAY, WINDOW]);
                self.assignment.extend(read.map(str::to_owned));
            }
            Some(Special::WithinWindow) => self.assignment.extend([VISIT, WINDOW].map(str::to_owned)),
            Some(
                Special::Current
                | Special::Version
                | Special::Pattern
                | Special::Now
                | Special::Today
                | Special::NotApplicable,
            )
            | None => {}
        }
    }
}

/// The functions that words call which are no expression as a whole, in their order: appearances may have calls among
/// their words. What follows a sign that has no meaning is not read.
///
/// # Example
/// ```
/// use sealform_expression::calls;
/// assert_eq!(calls("minimal search ('towns', \"likert(\")"), ["search"]);
/// assert!(calls("search quick").is_empty());
/// ```
pub fn calls(words: &str) -> Vec<String> {
    let tokens = tokens(words).or_else(|fault| tokens(words.get(..fault.span.start).unwrap_or_default()));
    let tokens = tokens.unwrap_or_default();
    let pairs = tokens.iter().zip(tokens.iter().skip(1));
    let called = pairs.filter_map(|(token, next)| match (&token.kind, &next.kind) {
        (TokenKind::Name(name), TokenKind::Sign("(")) => Some(name.clone()),
        (_, _) => None,
    });
    called.collect()
}

/// The name of a reference that stands in quotes: `'${name}'`, or `'name'`.
pub(crate) fn quoted_reference(quoted: &str) -> &str {
    quoted.trim().trim_start_matches("${").trim_end_matches('}').trim()
}

impl Ast {
    /// Each piece directly inside, from left to right.
    pub(crate) fn children<'a>(&'a self, see: &mut dyn FnMut(&'a Self)) {
        match &self.node {
            Node::Number(_) | Node::Text(_) | Node::This | Node::Question(_) | Node::Column(_) => {}
            Node::Path(start, steps) => {
                match start {
                    PathStart::Root | PathStart::Here => {}
                    PathStart::From(of) => see(of),
                }
                steps.iter().flat_map(|step| &step.predicates).for_each(see);
            }
            Node::Filter(of, predicates) => {
                see(of);
                predicates.iter().for_each(see);
            }
            Node::Call(_, all) | Node::Or(all) | Node::And(all) => all.iter().for_each(see),
            Node::Negate(inner) => see(inner),
            Node::Compare(left, _, right) => {
                see(left);
                see(right);
            }
            Node::Arithmetic(first, rest) => {
                see(first);
                rest.iter().for_each(|(_, operand)| see(operand));
            }
        }
    }
}

/// A piece of an expression that whoever rewrites expressions wants to know of, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// What it is.
    pub kind: MentionKind,
    /// The name of the question, function or child, or the words of the text.
    pub text: String,
    /// Where it stands, in bytes: `${age}` whole, a function's name without its brackets, a text with its quotes.
    pub span: std::ops::Range<usize>,
}

/// What a [`Mention`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MentionKind {
    /// `${age}`
    Question,
    /// The name of a function before its bracket.
    Function,
    /// A text in quotes.
    Text,
    /// A bare name that stands alone: a column of a choice list, or a child of the node that a predicate looks at.
    Column,
}

/// All mentions, in the order of the source.
pub(crate) fn mentions(ast: &Ast) -> Vec<Mention> {
    let mut all = Vec::new();
    mention(ast, &mut all);
    all
}

fn mention(ast: &Ast, into: &mut Vec<Mention>) {
    let span = ast.span.clone();
    let found = match &ast.node {
        Node::Question(name) => Some((MentionKind::Question, name, span)),
        Node::Text(text) => Some((MentionKind::Text, text, span)),
        Node::Column(name) => Some((MentionKind::Column, name, span)),
        Node::Call(name, _) => Some((MentionKind::Function, name, span.start..span.start + name.len())),
        Node::Number(_) | Node::This | Node::Path(..) | Node::Filter(..) | Node::Negate(_) => None,
        Node::Or(_) | Node::And(_) | Node::Compare(..) | Node::Arithmetic(..) => None,
    };
    into.extend(found.map(|(kind, text, span)| Mention { kind, text: text.clone(), span }));
    ast.children(&mut |child| mention(child, into));
}

#[cfg(test)]
mod tests {
    use super::MentionKind::{Column, Function, Question, Text};
    use crate::parse;

    #[test]
    fn mentions_have_their_places() {
        let source = "concat( ${a}, instance ('t')/root/item[code = \"${b}\"]/x)";
        let parsed = parse(source, "").expect("valid");
        let mentions = parsed.mentions();
        let seen: Vec<_> = mentions.iter().map(|mention| (mention.kind, &source[mention.span.clone()])).collect();
        let expected = [
            (Function, "concat"),
            (Question, "${a}"),
            (Function, "instance"),
            (Text, "'t'"),
            (Column, "code"),
            (Text, "\"${b}\""),
        ];
        assert_eq!(seen, expected);
    }

    #[test]
    fn text_is_never_taken_for_a_call() {
        let parsed = parse("concat('once(random())', 'assignment(\"x\")', ${once}, uuid)", "").expect("valid");
        let usage = parsed.usage();
        assert!(!usage.draws && !usage.keeps_once && usage.assignment.is_empty());
        assert_eq!(usage.functions.iter().collect::<Vec<_>>(), ["concat"]);
    }

    #[test]
    fn a_choice_name_names_its_question() {
        let parsed = parse("jr:choice-name(pulldata('shops', 'a', 'b', 1), '${ way }')", "").expect("valid");
        assert_eq!(parsed.usage().questions.iter().collect::<Vec<_>>(), ["way"]);
        assert_eq!(parsed.usage().pulled.iter().collect::<Vec<_>>(), ["shops"]);
    }
}
