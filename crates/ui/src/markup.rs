//! Texts with parts that are emphasised, links, headings: drawn as elements, never as a string of HTML.

use sealform_protocol::{Mark, MarkKind, Markup, is_followed};
use yew::prelude::*;

use crate::element::{Tag, paragraph, row, tag, words};

/// Of a question, a group or a page in whose texts nothing is marked.
pub(crate) static NO_MARKUP: Markup = Markup { label: Vec::new(), hint: Vec::new(), guidance_hint: Vec::new() };

/// A text with what is marked in it, inside something else.
pub(crate) fn marked(text: &str, marks: &[Mark]) -> Html {
    if marks.is_empty() {
        return words(text);
    }
    let units: Vec<u16> = text.encode_utf16().collect();
    row(inside(&units, marks, 0, units.len()))
}

/// A text that is read, not asked: its blocks, each an element; without marks, its paragraphs.
pub(crate) fn blocks(class: &'static str, text: &str, marks: &[Mark]) -> Html {
    if !marks.first().is_some_and(|mark| mark.kind.is_block()) {
        return match marks {
            [] => row(text.split("\n\n").map(|part| paragraph(class, part)).collect()),
            _ => classed(tag("p"), class).child(marked(text, marks)).draw(),
        };
    }
    let units: Vec<u16> = text.encode_utf16().collect();
    let (mut drawn, mut rest) = (Vec::new(), marks);
    while let Some((block, behind)) = rest.split_first() {
        match block.kind {
            MarkKind::Item { number } => {
                let list = match number {
                    Some(first) => tag("ol").with("start", &first.to_string()),
                    None => tag("ul"),
                };
                let (mut items, is_numbered) = (Vec::new(), number.is_some());
                while let Some((item, behind)) = rest.split_first().filter(|(item, _)| is_item(item, is_numbered)) {
                    items.push(block_of(&units, tag("li"), item, behind, &mut rest));
                }
                drawn.push(list.list(items).draw());
            }
            MarkKind::Heading => drawn.push(block_of(&units, tag("h4"), block, behind, &mut rest)),
            MarkKind::Paragraph | MarkKind::Emphasis | MarkKind::Strong | MarkKind::Code | MarkKind::Link { .. } => {
                drawn.push(block_of(&units, tag("p"), block, behind, &mut rest));
            }
        }
    }
    classed(tag("div"), class).list(drawn).draw()
}

fn classed(element: Tag, class: &'static str) -> Tag {
    if class.is_empty() { element } else { element.part(class) }
}

fn is_item(mark: &Mark, is_numbered: bool) -> bool {
    matches!(mark.kind, MarkKind::Item { number } if number.is_some() == is_numbered)
}

/// One block with what is marked in it; the rest is what stands behind it.
fn block_of<'m>(units: &[u16], element: Tag, block: &Mark, behind: &'m [Mark], rest: &mut &'m [Mark]) -> Html {
    let (within, after) = split(block, behind);
    *rest = after;
    element.list(inside(units, within, block.start as usize, block.end as usize)).draw()
}

/// The marks inside a mark, and those behind it.
fn split<'m>(mark: &Mark, behind: &'m [Mark]) -> (&'m [Mark], &'m [Mark]) {
    behind.split_at(behind.iter().take_while(|other| other.end <= mark.end).count())
}

/// What stands between two places of a text.
fn inside(units: &[u16], marks: &[Mark], from: usize, to: usize) -> Vec<Html> {
    let plain = |from: usize, to: usize| words(&String::from_utf16_lossy(units.get(from..to).unwrap_or_default()));
    let (mut parts, mut at, mut rest) = (Vec::new(), from, marks);
    while let Some((mark, behind)) = rest.split_first() {
        let (start, end) = (mark.start as usize, mark.end as usize);
        let (within, after) = split(mark, behind);
        rest = after;
        parts.push(plain(at, start));
        parts.push(element(&mark.kind).list(inside(units, within, start, end)).draw());
        at = end;
    }
    parts.push(plain(at, to));
    parts
}

fn element(kind: &MarkKind) -> Tag {
    match kind {
        MarkKind::Strong => tag("strong"),
        MarkKind::Emphasis => tag("em"),
        MarkKind::Code => tag("code"),
        MarkKind::Link { address } if is_followed(address) => {
            tag("a").with("href", address).set("target", "_blank").set("rel", "noopener noreferrer")
        }
        // Only what is read has blocks, and there they are drawn as such.
        MarkKind::Link { .. } | MarkKind::Paragraph | MarkKind::Heading | MarkKind::Item { .. } => tag("span"),
    }
}
