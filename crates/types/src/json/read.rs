//! From text to a tree.

use super::{Json, JsonError, JsonFault, MAX_DEPTH, MAX_SAFE_INTEGER, MAX_SEALED_DEPTH, Unfinished};
use crate::{previous_duplicates, read_double};

/// The most members among which a name is looked for one by one.
const FEW: usize = 32;

const LIST_CUT_OFF: JsonFault = JsonFault::CutOff(Unfinished::List);
const OBJECT_CUT_OFF: JsonFault = JsonFault::CutOff(Unfinished::Object);
const TEXT_CUT_OFF: JsonFault = JsonFault::CutOff(Unfinished::Text);
const VALUE_CUT_OFF: JsonFault = JsonFault::CutOff(Unfinished::Value);

/// Reads a whole document.
pub(super) fn read(bytes: &[u8]) -> Result<Json, JsonError> {
    Reader::<false>::document(bytes).map(|(json, _)| json)
}

/// The same, and whether the document was seen to be what [`crate::canonical::to_sealed_jcs`] writes of it. That is not
/// always seen: a text with an escape may be canonical, too.
pub(super) fn read_watching(bytes: &[u8]) -> Result<(Json, bool), JsonError> {
    Reader::<true>::document(bytes)
}

/// Only one that `WATCHES` looks at the form of what it reads: pages only read, and would load the rest for nothing.
struct Reader<'a, const WATCHES: bool> {
    bytes: &'a [u8],
    /// As much of them as is text, from the beginning.
    text: &'a str,
    at: usize,
    /// Nothing was seen that a signed payload would hold in another form, or not at all.
    is_plain: bool,
}

impl<'a, const WATCHES: bool> Reader<'a, WATCHES> {
    fn document(bytes: &'a [u8]) -> Result<(Json, bool), JsonError> {
        let up_to =
            |error: std::str::Utf8Error| bytes.get(..error.valid_up_to()).and_then(|text| str::from_utf8(text).ok());
        let text = str::from_utf8(bytes).or_else(|error| up_to(error).ok_or(error)).unwrap_or_default();
        let mut reader = Self { bytes, text, at: 0, is_plain: WATCHES };
        let json = reader.value(MAX_DEPTH)?;
        match reader.skip_blanks() {
            None => Ok((json, reader.is_plain)),
            Some(_) => Err(reader.fault_ahead(JsonFault::Trailing)),
        }
    }

    /// Something is as a signed payload would have it, or the form is no longer plain.
    fn watch(&mut self, is_so: bool) {
        self.is_plain &= WATCHES && is_so;
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let next = self.peek();
        self.at += usize::from(next.is_some());
        next
    }

    fn skip_blanks(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\n' | b'\t' | b'\r') = self.peek() {
            self.watch(false);
            self.at += 1;
        }
        self.peek()
    }

    /// A fault in what was read last.
    fn fault(&self, fault: JsonFault) -> JsonError {
        self.fault_at(self.at, fault)
    }

    /// A fault in what comes next.
    fn fault_ahead(&self, fault: JsonFault) -> JsonError {
        self.fault_at(self.bytes.len().min(self.at + 1), fault)
    }

    fn fault_at(&self, at: usize, fault: JsonFault) -> JsonError {
        let before = self.bytes.get(..at).unwrap_or(self.bytes);
        let lines = before.iter().filter(|byte| **byte == b'\n').count();
        let column = before.iter().rev().take_while(|byte| **byte != b'\n').count();
        JsonError { fault, line: lines + 1, column }
    }

    fn value(&mut self, levels_left: usize) -> Result<Json, JsonError> {
        match self.skip_blanks() {
            None => Err(self.fault_ahead(VALUE_CUT_OFF)),
            Some(b'n') => self.word(b"null", Json::Null),
            Some(b't') => self.word(b"true", Json::Boolean(true)),
            Some(b'f') => self.word(b"false", Json::Boolean(false)),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b'"') => self.text().map(Json::String),
            Some(b'[') => self.list(levels_left),
            Some(b'{') => self.object(levels_left),
            Some(_) => Err(self.fault_ahead(JsonFault::NoValue)),
        }
    }

    fn word(&mut self, word: &[u8], value: Json) -> Result<Json, JsonError> {
        for expected in word {
            match self.next() {
                Some(byte) if byte == *expected => {}
                Some(_) => return Err(self.fault(JsonFault::NoWord)),
                None => return Err(self.fault(VALUE_CUT_OFF)),
            }
        }
        Ok(value)
    }

    fn inside(&mut self, levels_left: usize) -> Result<usize, JsonError> {
        self.at += 1;
        self.watch(levels_left > MAX_DEPTH - MAX_SEALED_DEPTH);
        levels_left.checked_sub(1).ok_or_else(|| self.fault(JsonFault::TooDeep))
    }

    fn list(&mut self, levels_left: usize) -> Result<Json, JsonError> {
        let (levels_left, mut items) = (self.inside(levels_left)?, Vec::new());
        while self.has_next(b']', items.is_empty(), LIST_CUT_OFF, JsonFault::NoEndOfList)? {
            items.push(self.value(levels_left)?);
        }
        Ok(Json::Array(items))
    }

    fn object(&mut self, levels_left: usize) -> Result<Json, JsonError> {
        let levels_left = self.inside(levels_left)?;
        let (mut members, mut ends) = (Vec::<(String, Json)>::new(), Vec::new());
        // While names ascend, none of them comes again.
        let mut ascends = WATCHES;
        while self.has_next(b'}', members.is_empty(), OBJECT_CUT_OFF, JsonFault::NoEndOfObject)? {
            if self.peek() != Some(b'"') {
                return Err(self.fault_ahead(JsonFault::NoName));
            }
            let name = self.text()?;
            ascends = ascends && members.last().is_none_or(|(before, _)| *before < name);
            self.watch(ascends && name.is_ascii());
            if !ascends && members.len() < FEW && members.iter().any(|(known, _)| *known == name) {
                return Err(self.twice(self.at, &name));
            }
            if members.len() >= FEW {
                ends.push(self.at);
            }
            match self.skip_blanks() {
                Some(b':') => self.at += 1,
                Some(_) => return Err(self.fault_ahead(JsonFault::NoColon)),
                None => return Err(self.fault_ahead(OBJECT_CUT_OFF)),
            }
            members.push((name, self.value(levels_left)?));
        }
        if !ascends && members.len() > FEW {
            let names: Vec<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
            let twins = previous_duplicates(&names).into_iter().zip(&names).skip(FEW).zip(&ends);
            if let Some(((_, name), end)) = twins.into_iter().find(|((twin, _), _)| twin.is_some()) {
                return Err(self.twice(*end, name));
            }
        }
        Ok(Json::Object(members))
    }

    fn twice(&self, at: usize, name: &str) -> JsonError {
        self.fault_at(at, JsonFault::Twice { name: name.to_owned() })
    }

    /// Whether another item or member comes before the end, which is taken.
    fn has_next(&mut self, end: u8, is_first: bool, cut_off: JsonFault, wanted: JsonFault) -> Result<bool, JsonError> {
        match self.skip_blanks() {
            None => Err(self.fault_ahead(cut_off)),
            Some(byte) if byte == end => {
                self.at += 1;
                Ok(false)
            }
            Some(_) if is_first => Ok(true),
            Some(b',') => {
                self.at += 1;
                match self.skip_blanks() {
                    None => Err(self.fault_ahead(VALUE_CUT_OFF)),
                    Some(byte) if byte == end => Err(self.fault_ahead(JsonFault::TrailingComma)),
                    Some(_) => Ok(true),
                }
            }
            Some(_) => Err(self.fault_ahead(wanted)),
        }
    }

    fn number(&mut self) -> Result<Json, JsonError> {
        let start = self.at;
        self.at += usize::from(self.peek() == Some(b'-'));
        match self.next() {
            Some(b'0') if self.peek().is_some_and(|next| next.is_ascii_digit()) => {
                return Err(self.fault_ahead(JsonFault::BadNumber));
            }
            Some(b'0'..=b'9') => self.skip_digits(),
            Some(_) => return Err(self.fault(JsonFault::BadNumber)),
            None => return Err(self.fault(VALUE_CUT_OFF)),
        }
        let whole = self.at;
        if self.peek() == Some(b'.') {
            self.at += 1;
            match self.peek() {
                Some(b'0'..=b'9') => self.skip_digits(),
                Some(_) => return Err(self.fault_ahead(JsonFault::BadNumber)),
                None => return Err(self.fault_ahead(VALUE_CUT_OFF)),
            }
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            self.at += usize::from(matches!(self.peek(), Some(b'+' | b'-')));
            match self.next() {
                Some(b'0'..=b'9') => self.skip_digits(),
                Some(_) => return Err(self.fault(JsonFault::BadNumber)),
                None => return Err(self.fault(VALUE_CUT_OFF)),
            }
        }
        let written = self.bytes.get(start..self.at).and_then(|digits| str::from_utf8(digits).ok()).unwrap_or_default();
        if self.at == whole
            && written != "-0"
            && let Ok(number) = written.parse()
        {
            self.watch((-MAX_SAFE_INTEGER..=MAX_SAFE_INTEGER).contains(&number));
            return Ok(Json::Integer(number));
        }
        self.watch(false);
        match read_double(written).filter(|number| number.is_finite()) {
            Some(number) => Ok(Json::Float(number)),
            None => Err(self.fault(JsonFault::NumberTooLarge)),
        }
    }

    fn skip_digits(&mut self) {
        while self.peek().is_some_and(|next| next.is_ascii_digit()) {
            self.at += 1;
        }
    }

    /// A text, from its quotation mark on.
    fn text(&mut self) -> Result<String, JsonError> {
        self.at += 1;
        let start = self.at;
        self.at += plain_run(self.bytes.get(start..).unwrap_or_default());
        if self.peek() == Some(b'"')
            && let Some(text) = self.text.get(start..self.at)
        {
            self.at += 1;
            return Ok(text.to_owned());
        }
        self.watch(false);
        self.at = start;
        self.text_with_escapes()
    }

    fn text_with_escapes(&mut self) -> Result<String, JsonError> {
        let (mut text, start) = (Vec::new(), self.at);
        loop {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            let plain = plain_run(rest);
            text.extend_from_slice(rest.get(..plain).unwrap_or_default());
            self.at += plain;
            match self.next() {
                Some(b'"') => break,
                Some(b'\\') => {
                    let character = self.escaped()?;
                    text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                }
                Some(_) => {
                    return Err(self.fault(JsonFault::ControlCharacter));
                }
                None => return Err(self.fault(TEXT_CUT_OFF)),
            }
        }
        String::from_utf8(text).map_err(|_| {
            let written = self.bytes.get(start..self.at).unwrap_or_default();
            let valid = str::from_utf8(written).map_or_else(|error| error.valid_up_to(), str::len);
            self.fault_at(start + valid + 1, JsonFault::NotUtf8)
        })
    }

    fn escaped(&mut self) -> Result<char, JsonError> {
        Ok(match self.next() {
            Some(mark @ (b'"' | b'\\' | b'/')) => char::from(mark),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(),
            Some(_) => return Err(self.fault(JsonFault::BadEscape)),
            None => return Err(self.fault(TEXT_CUT_OFF)),
        })
    }

    /// One or two units of UTF-16, behind the first `\u`.
    fn unicode(&mut self) -> Result<char, JsonError> {
        let first = self.unit()?;
        if (0xd800..0xdc00).contains(&first) {
            for expected in [b'\\', b'u'] {
                match self.next() {
                    Some(byte) if byte == expected => {}
                    Some(_) => return Err(self.fault(JsonFault::LoneSurrogate)),
                    None => return Err(self.fault(TEXT_CUT_OFF)),
                }
            }
            let second = self.unit()?;
            let pair = char::decode_utf16([first, second]).next();
            return pair.and_then(Result::ok).ok_or_else(|| self.fault(JsonFault::LoneSurrogate));
        }
        char::from_u32(first.into()).ok_or_else(|| self.fault(JsonFault::LoneSurrogate))
    }

    fn unit(&mut self) -> Result<u16, JsonError> {
        let Some(digits) = self.bytes.get(self.at..self.at + 4) else {
            self.at = self.bytes.len();
            return Err(self.fault(TEXT_CUT_OFF));
        };
        self.at += 4;
        let value = |digit: &u8| char::from(*digit).to_digit(16).and_then(|value| u16::try_from(value).ok());
        let unit = digits.iter().try_fold(0, |unit, digit| Some(unit << 4 | value(digit)?));
        unit.ok_or_else(|| self.fault(JsonFault::BadEscape))
    }
}

/// How many bytes come before one that ends a text, begins an escape, or may not stand in a text.
fn plain_run(bytes: &[u8]) -> usize {
    let (mut plain, mut rest) = (0, bytes);
    while WORDS && let Some((word, behind)) = rest.split_first_chunk::<8>() {
        match marks(u64::from_le_bytes(*word)).trailing_zeros() {
            64 => (plain, rest) = (plain + 8, behind),
            bits => return plain + (bits / 8) as usize,
        }
    }
    plain + rest.iter().take_while(|byte| !matches!(byte, b'"' | b'\\' | ..=0x1f)).count()
}

/// Eight bytes at a time are more code, which pages would have to load.
const WORDS: bool = !cfg!(target_family = "wasm");

/// The highest bit of the first of eight bytes that is a quotation mark, a backslash, or below the space; of those behind it,
/// some bits or other.
fn marks(word: u64) -> u64 {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const HIGH: u64 = ONES << 7;
    // A byte has its highest bit set by this where it is below the limit, or where a byte before it is, which lends from it.
    let below = |word: u64, limit: u64| word.wrapping_sub(ONES * limit) & !word;
    let is = |byte: u8| below(word ^ (ONES * u64::from(byte)), 1);
    (below(word, 0x20) | is(b'"') | is(b'\\')) & HIGH
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What `serde_json` means.
    fn fault_of(said: &str) -> JsonFault {
        match said {
            "EOF while parsing a list" => LIST_CUT_OFF,
            "EOF while parsing an object" => OBJECT_CUT_OFF,
            "EOF while parsing a string" => TEXT_CUT_OFF,
            "EOF while parsing a value" => VALUE_CUT_OFF,
            "expected value" => JsonFault::NoValue,
            "expected ident" => JsonFault::NoWord,
            "key must be a string" => JsonFault::NoName,
            "expected `:`" => JsonFault::NoColon,
            "expected `,` or `]`" => JsonFault::NoEndOfList,
            "expected `,` or `}`" => JsonFault::NoEndOfObject,
            "trailing comma" => JsonFault::TrailingComma,
            "trailing characters" => JsonFault::Trailing,
            "invalid number" => JsonFault::BadNumber,
            "number out of range" => JsonFault::NumberTooLarge,
            "control character (\\u0000-\\u001F) found while parsing a string" => JsonFault::ControlCharacter,
            "invalid escape" => JsonFault::BadEscape,
            "unexpected end of hex escape" | "lone leading surrogate in hex escape" => JsonFault::LoneSurrogate,
            "invalid unicode code point" => JsonFault::NotUtf8,
            _ if said.starts_with("nested deeper than ") => JsonFault::TooDeep,
            _ => {
                let name = said.strip_prefix("member `").and_then(|rest| rest.strip_suffix("` occurs twice"));
                JsonFault::Twice { name: name.unwrap_or_else(|| panic!("{said}")).to_owned() }
            }
        }
    }

    /// What `serde_json` says of a text.
    fn theirs(text: &[u8]) -> Result<Json, JsonError> {
        serde_json::from_slice::<Json>(text).map_err(|error| {
            let said = error.to_string();
            let fault = fault_of(said.split(" at line ").next().unwrap_or(&said));
            JsonError { fault, line: error.line(), column: error.column() }
        })
    }

    fn agree(text: &[u8]) {
        let (ours, theirs) = (read(text), theirs(text));
        match (&ours, &theirs) {
            // The first two are no faults to them: they only carry what is said, and may have read on. A number they
            // leave where it is sure to be too large.
            (Err(our), Err(their))
                if matches!(our.fault, JsonFault::Twice { .. } | JsonFault::TooDeep | JsonFault::NumberTooLarge) =>
            {
                assert_eq!(our.fault, their.fault, "{}", String::from_utf8_lossy(text));
            }
            // Behind escapes they say it roughly.
            (Err(our), Err(their)) if our.fault == JsonFault::NotUtf8 => {
                assert_eq!(our.fault, their.fault);
                let valid = str::from_utf8(text).map_or_else(|error| error.valid_up_to(), str::len);
                let reader = Reader::<false> { bytes: text, text: "", at: valid + 1, is_plain: false };
                assert_eq!(*our, reader.fault(JsonFault::NotUtf8), "{}", String::from_utf8_lossy(text));
            }
            _ => assert_eq!(ours, theirs, "{}", String::from_utf8_lossy(text)),
        }
    }

    /// Valid text of any shape.
    fn document() -> impl Strategy<Value = String> {
        let text = prop_oneof![
            any::<String>().prop_map(|text| serde_json::to_string(&text).expect("a text")),
            "\"(\\\\[\"\\\\/bfnrt]|\\\\u[0-9a-fA-F]{4}|\\\\ud83d\\\\ude[0-4][0-9a-f]|[ a-zé€😀]){0,6}\"",
        ];
        let number = "-?(0|[1-9][0-9]{0,20})(\\.[0-9]{1,5})?([eE][+-]?[0-9]{1,3})?";
        let leaf =
            prop_oneof![Just("null".to_owned()), Just("true".to_owned()), Just("false".to_owned()), number, text];
        leaf.prop_recursive(5, 60, 8, |inner| {
            let members = proptest::collection::vec(("[a-p]{1,2}", inner.clone()), 0..5);
            prop_oneof![
                proptest::collection::vec(inner, 0..5).prop_map(|items| format!("[ {}\n]", items.join(" , "))),
                members.prop_map(|members| {
                    let written: Vec<String> =
                        members.iter().map(|(name, value)| format!("\"{name}\":\r{value}")).collect();
                    format!("{{{}}}", written.join(",\t"))
                }),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn a_run_ends_where_a_byte_is_not_plain(
            plain in "[ !#-\\[\\]-~\u{7f}\u{80}\u{a0}\u{ff}\u{2028}]{0,30}", mark in prop_oneof![0_u8..0x20, Just(b'"'), Just(b'\\')], behind in any::<Vec<u8>>(),
        ) {
            prop_assert_eq!(plain_run(plain.as_bytes()), plain.len());
            prop_assert_eq!(plain_run(&[plain.as_bytes(), &[mark], &behind].concat()), plain.len());
        }

        #[test]
        fn documents_and_damaged_ones_are_read_as_serde_json_reads_them(
            text in document(), at in any::<prop::sample::Index>(), byte in prop_oneof![any::<u8>(), "[\\[\\]{},:\"0-9.eE+\\\\ntf u-]".prop_map(|text| text.as_bytes()[0])],
        ) {
            let mut bytes = text.into_bytes();
            agree(&bytes);
            let at = at.index(bytes.len());
            agree(&bytes[..at]);
            bytes[at] = byte;
            agree(&bytes);
            bytes.remove(at);
            agree(&bytes);
            bytes.insert(at, byte);
            bytes.insert(at, byte);
            agree(&bytes);
        }
    }

    #[test]
    fn a_name_that_comes_twice_among_many_is_found_where_it_comes_again() {
        let mut members: Vec<String> =
            (0..100_000).map(|number| format!("\"n{}\":1", (number * 7919) % 100_000)).collect();
        let whole = |members: &[String]| format!("{{\n{}\n}}", members.join(",\n"));
        assert!(read(whole(&members).as_bytes()).is_ok());
        members[99_000] = "\"n7919\":2".to_owned();
        let error = read(whole(&members).as_bytes()).expect_err("twice");
        let fault = JsonFault::Twice { name: "n7919".to_owned() };
        assert_eq!(error, JsonError { fault, line: 99_002, column: 7 });
    }
}
