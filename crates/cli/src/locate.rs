//! Where in a JSON text the member stands that a JSON pointer names.

use std::ops::Range;

/// The bytes of the member at a pointer: its name with its value where that is a plain one, of a list item the item.
/// `None` where the text has no such member.
pub fn locate(text: &str, pointer: &str) -> Option<Range<usize>> {
    let mut scan = Scan { bytes: text.as_bytes(), at: 0 };
    scan.blanks();
    let mut found = scan.at..scan.at + 1;
    for segment in pointer.split('/').skip(1) {
        let wanted = segment.replace("~1", "/").replace("~0", "~");
        found = match scan.peek()? {
            b'{' => scan.member(text, &wanted)?,
            b'[' => scan.item(wanted.parse().ok()?)?,
            _ => return None,
        };
    }
    Some(found)
}

/// Walks over text that is known to be JSON. On any other text it ends early.
struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Scan<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn blanks(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        self.blanks();
        (self.peek()? == byte).then(|| self.at += 1)
    }

    /// Goes to the value of a member of the object that begins here.
    fn member(&mut self, text: &str, wanted: &str) -> Option<Range<usize>> {
        self.expect(b'{')?;
        loop {
            self.blanks();
            let name = self.text()?;
            self.expect(b':')?;
            self.blanks();
            let value = self.at;
            if serde_json::from_str::<String>(text.get(name.clone())?).ok()? == wanted {
                let end = if matches!(self.peek()?, b'{' | b'[') { name.end } else { self.value()? };
                self.at = value;
                return Some(name.start..end);
            }
            self.value()?;
            self.expect(b',')?;
        }
    }

    /// Goes to an item of the list that begins here.
    fn item(&mut self, index: usize) -> Option<Range<usize>> {
        self.expect(b'[')?;
        for _ in 0..index {
            self.value()?;
            self.expect(b',')?;
        }
        self.blanks();
        let start = self.at;
        let end = if matches!(self.peek()?, b'{' | b'[') { start + 1 } else { self.value()? };
        self.at = start;
        Some(start..end)
    }

    fn text(&mut self) -> Option<Range<usize>> {
        let start = self.at;
        (self.peek()? == b'"').then_some(())?;
        self.at += 1;
        while self.peek()? != b'"' {
            self.at += if self.peek()? == b'\\' { 2 } else { 1 };
        }
        self.at += 1;
        Some(start..self.at)
    }

    /// Goes behind the value that begins here; gives the end of it.
    fn value(&mut self) -> Option<usize> {
        self.blanks();
        let mut open = 0_usize;
        loop {
            match self.peek()? {
                b'"' => {
                    self.text()?;
                }
                b'{' | b'[' => {
                    open += 1;
                    self.at += 1;
                }
                b'}' | b']' => {
                    open = open.checked_sub(1)?;
                    self.at += 1;
                }
                b',' | b':' => self.at += 1,
                byte if byte.is_ascii_whitespace() => self.at += 1,
                _ => self.word(),
            }
            if open == 0 {
                return Some(self.at);
            }
        }
    }

    /// Goes behind a number, `true`, `false` or `null`.
    fn word(&mut self) {
        let in_word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
        self.at += 1;
        while self.peek().is_some_and(in_word) {
            self.at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "{ \"a\\u0062\": [1, {\"x\": \"ø,]}\\\"\", \"y/z\": null}, [ ] , -2.5e3], \"c\": {} }";

    fn found(pointer: &str) -> Option<&str> {
        locate(TEXT, pointer).and_then(|range| TEXT.get(range))
    }

    #[test]
    fn members_and_items_are_found() {
        for (pointer, text) in [
            ("", "{"),
            ("/ab", "\"a\\u0062\""),
            ("/ab/0", "1"),
            ("/ab/1", "{"),
            ("/ab/1/x", "\"x\": \"ø,]}\\\"\""),
            ("/ab/1/y~1z", "\"y/z\": null"),
            ("/ab/3", "-2.5e3"),
            ("/c", "\"c\""),
        ] {
            assert_eq!(found(pointer), Some(text), "{pointer}");
        }
    }

    #[test]
    fn what_is_not_there_is_not_found() {
        for pointer in ["/b", "/ab/4", "/ab/x", "/ab/0/x", "/c/d", "/ab/2/0"] {
            assert_eq!(found(pointer), None, "{pointer}");
        }
        for text in ["", "{", "{\"a\"", "{\"a\":", "[1", "\"", "{\"a\":\"\\"] {
            assert_eq!(locate(text, "/a/0/b"), None, "{text}");
        }
    }
}
