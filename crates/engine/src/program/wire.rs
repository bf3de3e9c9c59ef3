//! A program as bytes: what `sealform build` writes, and what a page that shows forms reads without a compiler.
//!
//! ```text
//! "sealform program " engine [" key"] NUL digest of the rest (8 bytes) · what a session needs of the program
//! ```
//!
//! The bytes are private to one engine: another refuses them, and the questionnaire is compiled again. The digest finds
//! what was damaged on the way; it is no seal. Whoever can write a program is trusted as whoever writes the page.

use sealform_types::{Decoder, Encoder, Wire, fnv1a};

use super::{Program, Slot};

/// The engine that writes and reads these bytes. A change of what is written changes the number behind the version; a test
/// notices.
const ENGINE: &str = concat!("sealform program ", env!("CARGO_PKG_VERSION"), "-17");
/// What follows where a scoring key is attached. Every engine writes it like this, so that the programs of another say so.
const KEY: &str = " key";

/// Whether a program holds a scoring key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attached {
    /// It holds none: nothing in it says what an answer is worth.
    NoKey,
    /// It holds one.
    Key,
}

/// Why bytes are no program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecodeError {
    /// They are something else.
    NoProgram,
    /// Another engine wrote them, with a key or without.
    OtherEngine(Attached),
    /// They did not arrive as they were written.
    Damaged,
}

impl Program {
    /// The program as bytes, for an engine of this version. The scoring key that is attached is in them; without one they
    /// hold no point and no name of any key.
    pub fn encode(&self) -> Vec<u8> {
        let mut encoder = Encoder::default();
        self.write(&mut encoder);
        let body = encoder.into_bytes();
        let key = if self.scoring.is_some() { KEY } else { "" };
        [ENGINE.as_bytes(), key.as_bytes(), b"\0", &fnv1a(body.iter().copied()).to_le_bytes(), &body].concat()
    }

    /// Reads what [`Program::encode`] gave. The program knows of its questions what a session needs; their labels are in
    /// its snapshots, and their rules as they were written stay in the questionnaire.
    ///
    /// # Errors
    /// See [`DecodeError`].
    ///
    /// # Example
    /// ```
    /// use sealform_engine::{DecodeError, Program, open};
    /// let form = r#"{"sealform": 1, "id": "visit", "version": "1", "title": "Visit", "languages": ["en"],
    ///   "survey": [{"type": "integer", "name": "age", "label": "How old?"}]}"#;
    /// let bytes = open(form, None, &|_| None).0.unwrap().encode();
    /// assert_eq!(Program::decode(&bytes).unwrap().pin().id, "visit");
    /// assert_eq!(Program::decode(&bytes[..bytes.len() - 1]).unwrap_err(), DecodeError::Damaged);
    /// assert_eq!(Program::decode(form.as_bytes()).unwrap_err(), DecodeError::NoProgram);
    /// ```
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let (name, _) = ENGINE.split_at(PREFIX);
        if !bytes.starts_with(name.as_bytes()) {
            return Err(DecodeError::NoProgram);
        }
        let mut parts = bytes.splitn(2, |byte| *byte == 0);
        let (head, rest) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let (engine, attached) = match head.strip_suffix(KEY.as_bytes()) {
            Some(engine) => (engine, Attached::Key),
            None => (head, Attached::NoKey),
        };
        if engine != ENGINE.as_bytes() {
            return Err(DecodeError::OtherEngine(attached));
        }
        let (expected, body) = rest.split_at_checked(8).ok_or(DecodeError::Damaged)?;
        if fnv1a(body.iter().copied()).to_le_bytes() != expected {
            return Err(DecodeError::Damaged);
        }
        let mut decoder = Decoder::new(body);
        let mut program = Self::read(&mut decoder);
        program.by_node = program.questions.iter().map(|(id, spec)| (spec.node, id)).collect();
        program.slots.values_mut().for_each(Slot::sort_watchers);
        let is_sound = decoder.end() && program.attached() == attached;
        if is_sound { Ok(program) } else { Err(DecodeError::Damaged) }
    }
}

/// How much of [`ENGINE`] is the same in every version.
const PREFIX: usize = "sealform program ".len();
