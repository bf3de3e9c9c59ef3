//! XML as forms have it beside them: below the root, items; below each, its columns. No entities but the five that are
//! known, no document types, nothing from elsewhere.

use sealform_types::say;

use super::{DataTable, MAX_ROWS, Unreadable};

/// The deepest nesting that is read.
const MAX_LEVELS: usize = 50;

pub(super) fn read(text: &str) -> Result<DataTable, Unreadable> {
    let mut reader = Reader { rest: text, empty: None };
    let mut rows: Vec<Vec<(String, String)>> = Vec::new();
    let mut open: Vec<&str> = Vec::new();
    let mut content = String::new();
    while let Some(event) = reader.next()? {
        match event {
            Event::Text(text) => content.push_str(&text),
            Event::Open(name) => {
                content.clear();
                open.push(name);
                if open.len() > MAX_LEVELS {
                    return Err(say!("it is nested deeper than {MAX_LEVELS} levels"));
                }
                if open.len() == 2 {
                    if rows.len() >= MAX_ROWS {
                        return Err(say!("it has more than {MAX_ROWS} rows"));
                    }
                    rows.push(Vec::new());
                }
            }
            Event::Close(name) => {
                if open.pop() != Some(name) {
                    return Err(say!("`</{name}>` closes what is not open"));
                }
                if open.len() == 2
                    && let Some(row) = rows.last_mut()
                {
                    let local = name.rsplit_once(':').map_or(name, |(_, local)| local);
                    row.push((local.to_owned(), content.trim().to_owned()));
                }
                content.clear();
            }
        }
    }
    match open.last() {
        Some(name) => Err(say!("`<{name}>` is not closed")),
        None => DataTable::of_named(&rows),
    }
}

enum Event<'a> {
    Open(&'a str),
    Close(&'a str),
    Text(String),
}

struct Reader<'a> {
    rest: &'a str,
    /// An empty element that was opened, and is to be closed next.
    empty: Option<&'a str>,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Result<Option<Event<'a>>, Unreadable> {
        if let Some(name) = self.empty.take() {
            return Ok(Some(Event::Close(name)));
        }
        loop {
            if self.rest.is_empty() {
                return Ok(None);
            }
            let Some(tag) = self.rest.strip_prefix('<') else {
                let (text, rest) = self.rest.split_at(self.rest.find('<').unwrap_or(self.rest.len()));
                self.rest = rest;
                return unescaped(text).map(|text| Some(Event::Text(text)));
            };
            if let Some(behind) = tag.strip_prefix("!--") {
                self.rest = after(behind, "-->")?;
            } else if let Some(behind) = tag.strip_prefix('?') {
                self.rest = after(behind, "?>")?;
            } else if let Some(behind) = tag.strip_prefix("![CDATA[") {
                let (text, rest) = behind.split_once("]]>").ok_or_else(unclosed)?;
                self.rest = rest;
                return Ok(Some(Event::Text(text.to_owned())));
            } else if tag.starts_with('!') {
                return Err(say!("document types are not read"));
            } else {
                return self.tag(tag).map(Some);
            }
        }
    }

    fn tag(&mut self, tag: &'a str) -> Result<Event<'a>, Unreadable> {
        let end = end_of_tag(tag).ok_or_else(unclosed)?;
        let (inside, behind) = tag.split_at(end);
        let name_of = |text: &'a str| text.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or_default();
        let behind = behind.get(1..).unwrap_or_default();
        if let Some(name) = inside.strip_prefix('/') {
            self.rest = behind;
            return Ok(Event::Close(name_of(name)));
        }
        self.rest = behind;
        let name = name_of(inside);
        self.empty = inside.ends_with('/').then_some(name);
        Ok(Event::Open(name))
    }
}

fn end_of_tag(tag: &str) -> Option<usize> {
    let mut quote = None;
    tag.char_indices().find_map(|(place, c)| match (quote, c) {
        (None, '>') => Some(place),
        (None, '"' | '\'') => {
            quote = Some(c);
            None
        }
        (Some(open), c) if open == c => {
            quote = None;
            None
        }
        _ => None,
    })
}

fn unclosed() -> Unreadable {
    say!("a tag is not closed")
}

fn after<'a>(text: &'a str, end: &str) -> Result<&'a str, Unreadable> {
    text.split_once(end).map(|(_, behind)| behind).ok_or_else(unclosed)
}

fn unescaped(text: &str) -> Result<String, Unreadable> {
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((before, behind)) = rest.split_once('&') {
        out.push_str(before);
        let (name, after) = behind.split_once(';').ok_or_else(|| say!("`&` begins no entity"))?;
        let number = |digits: &str, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
        let known = match name {
            "lt" => Some('<'),
            "gt" => Some('>'),
            "amp" => Some('&'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            _ => match (name.strip_prefix("#x"), name.strip_prefix('#')) {
                (Some(digits), _) => number(digits, 16),
                (None, Some(digits)) => number(digits, 10),
                (None, None) => None,
            },
        };
        out.push(known.ok_or_else(|| say!("the entity `&{name};` is not known"))?);
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}
