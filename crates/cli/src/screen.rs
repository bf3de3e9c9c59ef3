//! What comes from a document never reaches a terminal as anything but text: no line that looks like ours, no sequence
//! that moves the cursor, no letter that turns the direction of writing.

use std::io::{self, Write};

use anstream::adapter::StripBytes;

/// A text from a document, as a part of one line: what would steer a terminal, or begin a line, is written as `\u001b`.
pub fn plain(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut plain, c| {
        push(&mut plain, c, steers(c));
        plain
    })
}

/// The same in backticks, of which it keeps none of its own: whoever reads the line sees where the text ends and our words go
/// on.
pub fn quoted(text: &str) -> String {
    format!("`{}`", plain(text).replace('`', "\\u0060"))
}

/// Whether a character does something to a terminal, or to the order of others, instead of being shown.
fn steers(c: char) -> bool {
    let turns = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    c.is_control() || turns || matches!(c, '\u{2028}' | '\u{2029}')
}

fn push(to: &mut String, c: char, escaped: bool) {
    if escaped {
        // All of them fit four digits. In a text of JSON this says the same.
        to.push_str(&format!("\\u{:04x}", u32::from(c)));
    } else {
        to.push(c);
    }
}

/// The last place before a terminal or a pipe: lets lines, tabs and our own styles through, and writes what else would
/// steer a terminal as an escape. Whoever prints a text from a document into a line asks [`plain`] first.
pub struct Screen<W>(pub W);

impl<W: Write> Write for Screen<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(bytes);
        let mut shown = String::with_capacity(text.len());
        let mut rest = &*text;
        while let Some(c) = rest.chars().next() {
            let style = style(rest);
            match style {
                0 => push(&mut shown, c, steers(c) && c != '\n' && c != '\t'),
                length => shown.push_str(rest.get(..length).unwrap_or_default()),
            }
            rest = rest.get(style.max(c.len_utf8())..).unwrap_or_default();
        }
        self.0.write_all(shown.as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Leaves out what colours a terminal: in a file it is no colour.
pub struct Colourless<W> {
    inner: W,
    strip: StripBytes,
}

impl<W> Colourless<W> {
    /// Writes into another one.
    pub fn of(inner: W) -> Self {
        Self { inner, strip: StripBytes::new() }
    }
}

impl<W: Write> Write for Colourless<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for part in self.strip.strip_next(bytes) {
            self.inner.write_all(part)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// How many bytes of a text are a style at its beginning: `ESC [ digits m`.
fn style(text: &str) -> usize {
    let Some(inside) = text.strip_prefix("\u{1b}[") else { return 0 };
    let length = inside.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b';').count();
    if inside.as_bytes().get(length) == Some(&b'm') { 2 + length + 1 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn screened(text: &str) -> String {
        let mut screen = Screen(Vec::new());
        screen.write_all(text.as_bytes()).expect("memory");
        String::from_utf8(screen.0).expect("text")
    }

    #[test]
    fn a_text_of_a_document_stays_on_its_line() {
        assert_eq!(plain("visit\n2: intact"), "visit\\u000a2: intact");
        assert_eq!(plain("\u{1b}[2J\u{1b}[32mgood\u{9b}2J"), "\\u001b[2J\\u001b[32mgood\\u009b2J");
        assert_eq!(plain("\u{202e}desrever \u{2066}\u{7f}"), "\\u202edesrever \\u2066\\u007f");
        assert_eq!(quoted("1`, replayed, `"), "`1\\u0060, replayed, \\u0060`");
        assert_eq!(plain("Æ ø å 日本 😂"), "Æ ø å 日本 😂");
    }

    #[test]
    fn the_screen_lets_styles_through_and_nothing_else() {
        assert_eq!(screened("\u{1b}[1m\u{1b}[32mgood\u{1b}[0m\n\ta"), "\u{1b}[1m\u{1b}[32mgood\u{1b}[0m\n\ta");
        assert_eq!(screened("a\u{1b}[2Jb\r\u{1b}]0;title\u{7}"), "a\\u001b[2Jb\\u000d\\u001b]0;title\\u0007");
        assert_eq!(screened("{\"a\": \"\u{9b}2J\"}"), "{\"a\": \"\\u009b2J\"}");
        assert_eq!(screened("\u{1b}["), "\\u001b[");
    }
}
