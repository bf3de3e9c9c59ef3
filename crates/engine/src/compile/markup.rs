//! Markdown in the texts of a form: the plain text, and which parts of it are emphasised, links, headings.
//!
//! What is asked is one line of text, in which only emphasis, links and code are read: a label that begins with `1.` or `#` keeps
//! that. What is only read (notes, guidance, introductions) has headings, lists and paragraphs, too. The few HTML tags that
//! forms of other programs use are read as what they mean or left out; any other is text.

mod addresses;

use std::cmp::Reverse;
use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Parser, Tag, TagEnd};
use sealform_expression::insertions;
use sealform_protocol::{MarkKind, is_followed};
use sealform_questionnaire::{QuestionType, Text};
use sealform_types::{Finding, Place, VecMap, VecSet, pointer, say};

use super::build::{Builder, Site};
use crate::program::{Formula, InText, MarkSpec, MarkedText, TextMarks, TextSpec};
use addresses::is_open_ended;

/// What is read in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Syntax {
    /// Emphasis, links and code.
    Inline,
    /// Headings, lists and paragraphs as well.
    Blocks,
}

impl Syntax {
    /// What is read in the label of a question: of a note, which is not asked, everything.
    pub fn of_label(kind: QuestionType) -> Self {
        if kind == QuestionType::Note { Self::Blocks } else { Self::Inline }
    }
}

/// A text without its marks.
#[derive(Debug, Default)]
pub(super) struct Marked {
    /// The plain text, with its insertions as they were.
    pub text: String,
    /// What is marked in it: by bytes, in order, each before those inside it.
    pub marks: SourceMarks,
    /// What is not drawn as it is written, in words.
    pub lost: VecSet<String>,
}

/// Whether a text may hold any Markdown, as most do not.
fn may_be_marked(text: &str, syntax: Syntax) -> bool {
    // Of one line in which no block is read nothing is lost, either, when it is taken as it is.
    let is_line = syntax == Syntax::Inline && !text.bytes().any(|byte| byte < b' ');
    text.bytes().any(|byte| match byte {
        b'*' | b'_' | b'`' | b'[' | b'<' | b'&' | b'\\' => true,
        b'#' | b'-' | b'+' | b'>' | b'=' | b'0'..=b'9' => !is_line,
        _ => false,
    }) || text.contains("\n\n")
}

/// Reads the Markdown of a text.
pub(super) fn markdown(text: &str, syntax: Syntax) -> Marked {
    match may_be_marked(text, syntax) {
        true => read(text, syntax),
        false => Marked { text: text.to_owned(), ..Marked::default() },
    }
}

fn read(text: &str, syntax: Syntax) -> Marked {
    let as_it_is = || Marked { text: text.to_owned(), ..Marked::default() };
    let Some(masked) = Masked::of(text) else { return as_it_is() };
    let source = match syntax {
        Syntax::Inline => masked.text.split('\n').map(|line| [GUARD, line].concat()).collect::<Vec<_>>().join("\n"),
        Syntax::Blocks => masked.text.clone(),
    };
    let at_line = syntax == Syntax::Inline;
    let parser = Parser::new(&source);
    let mut reader =
        Reader { syntax, masked: &masked, out: Marked::default(), begun: Vec::new(), lists: Vec::new(), at_line };
    for (label, _) in parser.reference_definitions().iter() {
        reader.out.lost.insert(say!("the definition of `[{label}]` is not drawn: write its address beside the link"));
    }
    parser.into_offset_iter().for_each(|(event, at)| reader.take(event, source.get(at).unwrap_or_default()));
    let marked = reader.finish();
    // White space at its end is no mark, and nothing is left of no text.
    let is_unmarked = marked.marks.is_empty() && marked.text == text.trim_end();
    if is_unmarked || marked.text.is_empty() { Marked { lost: marked.lost, ..as_it_is() } } else { marked }
}

/// Stands before each line of a text that is asked, so that no line begins a block; it is taken away again. It is
/// punctuation, for that is what may stand before an emphasis.
const GUARD: &str = "\"";

/// So many marks may be inside one another: whoever draws them goes into each.
const DEEPEST: usize = 16;

/// The first sign that stands for an insertion, and how many there are: signs for private use, which mean nothing to
/// Markdown.
const FIRST: u32 = 0xE000;
const COUNT: u32 = 6_400;

/// A text whose insertions are single signs.
#[derive(Debug, Default)]
struct Masked {
    text: String,
    /// What the signs stand for.
    parts: Vec<String>,
}

impl Masked {
    /// `None` where there are too many insertions.
    fn of(text: &str) -> Option<Self> {
        let mut masked = Self::default();
        let mut at = 0;
        for Range { start, end } in insertions(text) {
            masked.plain(text.get(at..start)?)?;
            masked.part(text.get(start..end)?)?;
            at = end;
        }
        masked.plain(text.get(at..)?)?;
        Some(masked)
    }

    /// Text in which signs for private use stand for themselves.
    fn plain(&mut self, text: &str) -> Option<()> {
        for sign in text.chars() {
            match (FIRST..FIRST + COUNT).contains(&u32::from(sign)) {
                true => self.part(sign.encode_utf8(&mut [0; 4]))?,
                false => self.text.push(sign),
            }
        }
        Some(())
    }

    fn part(&mut self, part: &str) -> Option<()> {
        let index = u32::try_from(self.parts.len()).ok().filter(|index| *index < COUNT)?;
        self.text.push(char::from_u32(FIRST + index)?);
        self.parts.push(part.to_owned());
        Some(())
    }

    /// Text with its insertions as they were.
    fn restored(&self, text: &str) -> String {
        let part = |sign: char| self.parts.get(usize::try_from(u32::from(sign).checked_sub(FIRST)?).ok()?);
        let mut restored = String::new();
        for sign in text.chars() {
            match part(sign) {
                Some(part) => restored.push_str(part),
                None => restored.push(sign),
            }
        }
        restored
    }
}

/// Something that has begun.
#[derive(Debug)]
struct Begun {
    at: usize,
    /// What it is; `None` where it is not marked.
    kind: Option<MarkKind>,
    by: By,
}

/// What something is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Markdown,
    Html,
}

/// What has been read so far.
struct Reader<'m> {
    syntax: Syntax,
    masked: &'m Masked,
    out: Marked,
    begun: Vec<Begun>,
    /// The number of the next item of each list around, where it is numbered.
    lists: Vec<Option<u64>>,
    /// Whether a guard comes next.
    at_line: bool,
}

impl Reader<'_> {
    /// Takes what comes next; `source` is how it is written.
    fn take(&mut self, event: Event<'_>, source: &str) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => {
                if matches!(tag, TagEnd::List(_)) {
                    self.lists.pop();
                }
                self.end();
            }
            Event::Text(text) if std::mem::take(&mut self.at_line) => {
                self.push(text.strip_prefix(GUARD).unwrap_or(&text));
            }
            Event::Code(text) => {
                self.begin(Some(MarkKind::Code));
                match self.syntax == Syntax::Inline && source.contains('\n') {
                    // Across lines, each of which has its guard.
                    true => self.push(&source.trim_matches('`').replace(&["\n", GUARD].concat(), " ")),
                    false => self.push(&text),
                }
                self.end();
            }
            Event::Rule => {
                self.block(MarkKind::Paragraph);
                self.push(source.trim());
                self.end();
            }
            Event::Html(html) | Event::InlineHtml(html) => self.html(&html),
            Event::SoftBreak | Event::HardBreak => {
                self.push("\n");
                self.at_line = self.syntax == Syntax::Inline;
            }
            // Neither formulas, notes nor tasks are switched on.
            Event::Text(text) | Event::InlineMath(text) | Event::DisplayMath(text) | Event::FootnoteReference(text) => {
                self.push(&text);
            }
            Event::TaskListMarker(_) => {}
        }
    }

    fn push(&mut self, text: &str) {
        self.out.text.push_str(&self.masked.restored(text));
    }

    /// Begins a new line where something stands before it.
    fn separate(&mut self, between: &str) {
        if !self.out.text.is_empty() {
            self.out.text.truncate(self.out.text.trim_end_matches('\n').len());
            self.out.text.push_str(between);
            // What has begun on the lines that are gone begins here.
            let end = self.out.text.len();
            self.begun.iter_mut().for_each(|begun| begun.at = begun.at.min(end));
        }
    }

    fn begin(&mut self, kind: Option<MarkKind>) {
        self.begin_by(By::Markdown, kind);
    }

    fn begin_by(&mut self, by: By, kind: Option<MarkKind>) {
        let is_deep = kind.is_some() && self.begun.len() >= DEEPEST;
        if is_deep {
            self.out.lost.insert(say!("more than {DEEPEST} marks inside one another are not drawn"));
        }
        self.begun.push(Begun { at: self.out.text.len(), kind: kind.filter(|_| !is_deep), by });
    }

    /// Ends what Markdown began last, and the tags in it that were left open.
    fn end(&mut self) {
        while let Some(begun) = self.begun.pop() {
            let by = begun.by;
            self.mark(begun);
            if by == By::Markdown {
                break;
            }
        }
    }

    fn mark(&mut self, Begun { at, kind, .. }: Begun) {
        let end = self.out.text.trim_end_matches('\n').len();
        if let Some(kind) = kind.filter(|_| at < end) {
            self.out.marks.push((at..end, kind));
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Emphasis => self.begin(Some(MarkKind::Emphasis)),
            Tag::Strong => self.begin(Some(MarkKind::Strong)),
            Tag::Link { link_type: LinkType::Email, dest_url, .. } => self.link(&["mailto:", &dest_url].concat()),
            Tag::Link { dest_url, .. } => self.link(&dest_url),
            Tag::Image { dest_url, .. } => {
                let address = self.masked.restored(&dest_url);
                self.out.lost.insert(say!("the picture `{address}` is not drawn inside a text: name it in `media`"));
                self.begin(None);
            }
            Tag::Heading { .. } => self.block(MarkKind::Heading),
            Tag::Paragraph | Tag::CodeBlock(_) | Tag::HtmlBlock => self.block(MarkKind::Paragraph),
            Tag::List(first) => {
                // A list in an item follows it: all items are of one level.
                if let Some(outer) =
                    self.begun.last_mut().filter(|begun| matches!(begun.kind, Some(MarkKind::Item { .. })))
                {
                    let ended = Begun { at: outer.at, kind: outer.kind.take(), by: outer.by };
                    self.mark(ended);
                }
                self.lists.push(first);
                self.begin(None);
            }
            Tag::Item => self.item(),
            Tag::BlockQuote(_)
            | Tag::FootnoteDefinition(_)
            | Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition
            | Tag::Table(_)
            | Tag::TableHead
            | Tag::TableRow
            | Tag::TableCell
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript
            | Tag::MetadataBlock(_) => self.begin(None),
        }
    }

    fn link(&mut self, address: &str) {
        let address = self.masked.restored(address);
        if is_followed(&address) && !is_open_ended(&address) {
            return self.begin(Some(MarkKind::Link { address }));
        }
        let schemes = "`https:`, `http:`, `mailto:` and `tel:`";
        let why = match is_followed(&address) {
            true => say!("an answer would say where it leads: insert it behind the server's name"),
            false => say!("its address begins with none of {schemes}"),
        };
        self.out.lost.insert(say!("the link to `{address}` is not drawn: {why}"));
        self.begin(None);
    }

    /// Begins a block. In an item and in what is asked it is a line.
    fn block(&mut self, kind: MarkKind) {
        if self.syntax == Syntax::Inline || !self.lists.is_empty() {
            let in_item = self.begun.last().is_some_and(|begun| begun.kind.is_some() && begun.at < self.out.text.len());
            if in_item {
                self.separate("\n");
            }
            return self.begin(None);
        }
        self.separate("\n\n");
        self.begin(Some(kind));
    }

    fn item(&mut self) {
        let number = match self.lists.last_mut() {
            Some(Some(next)) => {
                let number = u32::try_from(*next).unwrap_or(u32::MAX);
                *next = next.saturating_add(1);
                Some(number)
            }
            Some(None) | None => None,
        };
        let is_first = !matches!(self.out.marks.last(), Some((_, MarkKind::Item { .. })));
        self.separate(if is_first { "\n\n" } else { "\n" });
        match number {
            Some(number) => self.push(&[&number.to_string(), ". "].concat()),
            None => self.push("• "),
        }
        self.begin(Some(MarkKind::Item { number }));
    }

    /// Tags in a text, and the text between them.
    fn html(&mut self, html: &str) {
        let mut rest = html;
        while let Some((before, (inside, after))) =
            rest.split_once('<').and_then(|(before, behind)| Some((before, behind.split_once('>')?)))
        {
            self.push(before);
            self.tag(inside);
            rest = after;
        }
        self.push(rest);
    }

    fn tag(&mut self, inside: &str) {
        let (closes, inside_it) = inside.strip_prefix('/').map_or((false, inside), |inside| (true, inside));
        let name: String = inside_it.chars().take_while(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
        match name.as_str() {
            "br" => self.push("\n"),
            "p" | "div" if closes => {}
            "p" | "div" => self.separate("\n"),
            "b" | "strong" => self.inline(MarkKind::Strong, closes),
            "i" | "em" => self.inline(MarkKind::Emphasis, closes),
            "span" | "font" | "u" | "small" | "big" | "center" => {
                if !closes {
                    self.out.lost.insert(say!("the look that `<{inside}>` asks for is not drawn"));
                }
            }
            _ => self.push(&["<", inside, ">"].concat()),
        }
    }

    fn inline(&mut self, kind: MarkKind, closes: bool) {
        if !closes {
            return self.begin_by(By::Html, Some(kind));
        }
        if let Some(begun) = self.begun.pop_if(|begun| begun.by == By::Html && begun.kind.as_ref() == Some(&kind)) {
            self.mark(begun);
        }
    }

    fn finish(mut self) -> Marked {
        while let Some(begun) = self.begun.pop() {
            self.mark(begun);
        }
        let Marked { text, mut marks, lost } = self.out;
        let text = text.trim_end().to_owned();
        marks.iter_mut().for_each(|(range, _)| range.end = range.end.min(text.len()));
        marks.retain(|(range, _)| range.start < range.end);
        if marks.iter().all(|(_, kind)| *kind == MarkKind::Paragraph) {
            marks.clear();
        }
        // Of two that are equally long, the outer one ended last.
        marks.reverse();
        marks.sort_by_key(|(range, kind)| (range.start, Reverse(range.end), !kind.is_block()));
        Marked { text, marks, lost }
    }
}

impl Builder<'_> {
    /// A text with Markdown in it; where it inserts answers, a slot holds it filled in.
    pub fn marked_text(&mut self, text: &Text, syntax: Syntax, site: &Site<'_>, at: &dyn Fn() -> String) -> TextSpec {
        match self.unmarked(text, syntax, &|| Some(at())) {
            None => self.text(text, site, at),
            Some((plain, marks)) => {
                let marks = self.marks(&plain, marks, Some((site, &at())));
                let spec = self.text(&plain, site, at);
                let starts = spec.filled.filter(|_| !marks.is_empty()).map(|text| {
                    let slot = self.slot(site.template, &say!("the marks of the text at {}", at()));
                    self.slots[slot].formula = Formula::Starts { text };
                    slot
                });
                let marked = (!marks.is_empty()).then(|| Box::new(MarkedText { marks, starts }));
                TextSpec { marked, ..spec }
            }
        }
    }

    /// A text without its Markdown, and what was marked, by language; `None` where nothing is.
    pub fn unmarked(
        &mut self,
        text: &Text,
        syntax: Syntax,
        at: &dyn Fn() -> Option<String>,
    ) -> Option<(Text, Vec<SourceMarks>)> {
        if self.questionnaire.settings.plain_text || !text.0.values().any(|one| may_be_marked(one, syntax)) {
            return None;
        }
        let (mut plain, mut marks) = (Vec::new(), Vec::new());
        for (language, one) in &text.0 {
            let marked = markdown(one, syntax);
            let place = if marked.lost.is_empty() { None } else { at() };
            for (lost, at) in marked.lost.iter().zip(place.iter().cycle()) {
                let finding = Finding::warning("text/markup", lost.clone(), Place::at(pointer(at, language)));
                self.findings.push(finding.hint("Markdown in a text may be emphasis, links, headings and lists"));
            }
            plain.push((language.clone(), marked.text));
            marks.push(marked.marks);
        }
        let plain = Text(plain.into_iter().collect());
        (plain != *text).then_some((plain, marks))
    }

    /// What is marked in the plain text of each language. Addresses that insert answers are filled in at the site, if there
    /// is one.
    pub fn marks(&mut self, plain: &Text, marks: Vec<SourceMarks>, site: Option<(&Site<'_>, &str)>) -> TextMarks {
        if marks.iter().all(Vec::is_empty) {
            return TextMarks::new();
        }
        let mut all = Vec::new();
        for ((language, text), marks) in plain.0.iter().zip(marks) {
            let places = places(text, marks.iter().flat_map(|(range, _)| [range.start, range.end]));
            let place = |at: usize| places.get(&at).copied().unwrap_or_default();
            let mark = |(range, kind): (Range<usize>, MarkKind)| {
                let address = site.and_then(|(site, at)| self.address(&kind, language, site, at));
                MarkSpec { from: place(range.start), to: place(range.end), kind, address }
            };
            all.push((language.clone(), marks.into_iter().map(mark).collect()));
        }
        all.into_iter().collect()
    }
}

/// The marks of a text in one language: by bytes of the plain text.
pub(crate) type SourceMarks = Vec<(Range<usize>, MarkKind)>;

/// Places in a text by the pieces that its insertions make of it. No mark begins or ends in an insertion.
fn places(text: &str, asked: impl Iterator<Item = usize>) -> VecMap<usize, InText> {
    let asked: VecSet<usize> = asked.collect();
    let mut inserted = insertions(text).peekable();
    let (mut here, mut cursor) = (InText::default(), 0);
    let mut found = Vec::new();
    for at in asked {
        while let Some(insertion) = inserted.next_if(|insertion| insertion.end <= at) {
            (here, cursor) = (InText { piece: here.piece + 2, at: 0 }, insertion.end);
        }
        let units = text.get(cursor..at).unwrap_or_default().encode_utf16().count();
        here.at = here.at.saturating_add(u32::try_from(units).unwrap_or(u32::MAX));
        cursor = at;
        found.push((at, here));
    }
    found.into_iter().collect()
}

#[cfg(test)]
mod tests;
