//! The private encoding of compiled programs: as small as it can be on its way to a phone, and read there by as little
//! code as it can be.
//!
//! Numbers are LEB128, one stream; texts lie one behind another in a second stream, for together they compress better.
//! There are no names in it and no versions: what is read must have been written by the same engine, and have arrived
//! whole, which whoever keeps such bytes has to make sure of. Who writes them is trusted as whoever writes the page: numbers
//! that mean nothing stop the program, and do no other harm.
//!
//! Reading never fails on the way. What is damaged is noted, and all that comes after it reads as nothing: zeros, empty
//! lists, first variants. Whoever reads asks [`Decoder::end`] at the end, and throws away what it read if that says no.
//! So there is one test for damage and not one for each field, which is a third of the code.

mod plain;

/// Something that is part of a compiled program.
///
/// Derived: fields are written in the order of the declaration, variants by their place; what is marked `#[wire(skip)]` is
/// not written, and reads as its default. The first variant is what damaged bytes read as, so it holds none of its kind.
///
/// # Example
/// ```
/// use sealform_types::{Decoder, Encoder, Wire};
/// #[derive(Debug, PartialEq, Wire)]
/// enum Route { Stay, To(String), Both { first: u32, then: Vec<u32> } }
/// #[derive(Debug, PartialEq, Wire)]
/// struct Trip { route: Route, #[wire(skip)] note: String }
/// let trip = Trip { route: Route::Both { first: 1, then: vec![2, 300] }, note: "lost".to_owned() };
/// let mut encoder = Encoder::default();
/// trip.write(&mut encoder);
/// let bytes = encoder.into_bytes();
/// let mut decoder = Decoder::new(&bytes);
/// assert_eq!(Trip::read(&mut decoder), Trip { note: String::new(), ..trip });
/// assert!(decoder.end());
///
/// let mut decoder = Decoder::new(b"damaged");
/// assert_eq!(Route::read(&mut decoder), Route::Stay);
/// assert!(!decoder.end());
/// ```
pub trait Wire {
    /// Appends it.
    fn write(&self, to: &mut Encoder);
    /// Reads it; something of its kind if it is damaged.
    fn read(from: &mut Decoder<'_>) -> Self;
}

/// The two streams while they grow.
#[derive(Debug, Default)]
pub struct Encoder {
    numbers: Vec<u8>,
    texts: String,
}

impl Encoder {
    /// Appends a number.
    pub fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.numbers.push(number.to_le_bytes()[0] | 0x80);
            number >>= 7;
        }
        self.numbers.push(number.to_le_bytes()[0]);
    }

    /// Appends a length.
    pub fn length(&mut self, length: usize) {
        self.number(length as u64);
    }

    /// Appends a text.
    pub fn text(&mut self, text: &str) {
        self.length(text.len());
        self.texts.push_str(text);
    }

    /// Both streams as one.
    pub fn into_bytes(self) -> Vec<u8> {
        let mut all = Self::default();
        all.length(self.numbers.len());
        [all.numbers, self.numbers, self.texts.into_bytes()].concat()
    }
}

/// The deepest that one thing may lie in another.
const MAX_DEPTH: u32 = 1_000;

/// The two streams while they are read.
#[derive(Debug)]
pub struct Decoder<'a> {
    numbers: &'a [u8],
    texts: &'a str,
    depth: u32,
    damaged: bool,
}

impl<'a> Decoder<'a> {
    /// Begins with what [`Encoder::into_bytes`] gave.
    pub fn new(bytes: &'a [u8]) -> Self {
        let mut decoder = Self { numbers: bytes, texts: "", depth: 0, damaged: false };
        let length = usize::try_from(decoder.number()).unwrap_or(usize::MAX);
        match decoder.numbers.split_at_checked(length).map(|(numbers, texts)| (numbers, std::str::from_utf8(texts))) {
            Some((numbers, Ok(texts))) => (decoder.numbers, decoder.texts) = (numbers, texts),
            Some((_, Err(_))) | None => decoder.damage(),
        }
        decoder
    }

    /// The next number; 0 where there is none.
    pub fn number(&mut self) -> u64 {
        let (mut number, mut shift) = (0, 0);
        while let Some((byte, rest)) = self.numbers.split_first() {
            self.numbers = rest;
            number |= u64::from(byte & 0x7f) << shift;
            shift += 7;
            if byte & 0x80 == 0 {
                return number;
            }
            if shift > 63 {
                break;
            }
        }
        self.damage();
        0
    }

    /// The next number, which counts or names something.
    pub fn small(&mut self) -> u32 {
        let number = self.number();
        u32::try_from(number).unwrap_or_else(|_| {
            self.damage();
            0
        })
    }

    /// How many things come: not more than there can be in what is left.
    pub fn length(&mut self) -> usize {
        let length = usize::try_from(self.number()).unwrap_or(usize::MAX);
        if length <= self.numbers.len() {
            return length;
        }
        self.damage();
        0
    }

    /// The next text; empty where there is none.
    pub fn text(&mut self) -> &'a str {
        let length = usize::try_from(self.number()).unwrap_or(usize::MAX);
        if let Some((text, rest)) = self.texts.split_at_checked(length) {
            self.texts = rest;
            return text;
        }
        self.damage();
        ""
    }

    /// Reads something that may hold others of its kind, and those again.
    pub fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> T {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            self.damage();
        }
        let read = read(self);
        self.depth -= 1;
        read
    }

    /// Notes that what is read is damaged: from here on there are only zeros.
    pub fn damage(&mut self) {
        self.damaged = true;
        (self.numbers, self.texts) = (&[], "");
    }

    /// Whether everything was sound and nothing is left.
    pub fn end(self) -> bool {
        !self.damaged && self.numbers.is_empty() && self.texts.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round<T: Wire>(value: &T) -> (T, bool) {
        let mut encoder = Encoder::default();
        value.write(&mut encoder);
        let bytes = encoder.into_bytes();
        let mut decoder = Decoder::new(&bytes);
        let read = T::read(&mut decoder);
        (read, decoder.end())
    }

    #[test]
    fn numbers_of_every_length_come_back() {
        for number in [0, 1, 127, 128, 16_383, 16_384, u64::from(u32::MAX), u64::MAX] {
            let mut encoder = Encoder::default();
            encoder.number(number);
            let bytes = encoder.into_bytes();
            let mut decoder = Decoder::new(&bytes);
            assert_eq!(decoder.number(), number);
            assert!(decoder.end());
        }
    }

    #[test]
    fn signs_fractions_and_texts_come_back() {
        assert_eq!(round(&i64::MIN), (i64::MIN, true));
        assert_eq!(round(&-1.5_f64), (-1.5, true));
        let texts = vec![Some("å".to_owned()), None, Some(String::new())];
        assert_eq!(round(&texts), (texts, true));
    }

    #[test]
    fn damage_is_noted_and_what_follows_is_nothing() {
        let mut encoder = Encoder::default();
        vec!["one".to_owned(), "two".to_owned()].write(&mut encoder);
        let bytes = encoder.into_bytes();
        for end in 0..bytes.len() {
            let mut decoder = Decoder::new(&bytes[..end]);
            let _ = Vec::<String>::read(&mut decoder);
            assert!(!decoder.end(), "cut after {end} bytes");
        }
    }

    #[test]
    fn a_length_beyond_the_end_takes_no_memory() {
        let mut encoder = Encoder::default();
        encoder.number(u64::MAX);
        let bytes = encoder.into_bytes();
        let mut decoder = Decoder::new(&bytes);
        assert!(Vec::<u32>::read(&mut decoder).is_empty());
        assert!(!decoder.end());
    }
}
