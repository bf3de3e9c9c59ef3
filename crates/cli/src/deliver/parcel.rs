//! What travels of a submission: the sealed file, and beside it its attachments and the log of what was done.

use sealform_submission::Claims;

/// Something that travels beside a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub name: String,
    pub media_type: String,
    /// In bytes; 0 where it is not known.
    pub size: u64,
    /// The digest of its bytes, in hexadecimal.
    pub sha256: String,
}

/// Bytes with their name: an attachment, or the file itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub name: String,
    pub media_type: String,
    pub sha256: String,
    pub bytes: Vec<u8>,
}

/// A file as a target gets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    pub jti: String,
    pub questionnaire: String,
    pub name: String,
    /// The digest by which targets know it: of the payload, or of the text of the JWE.
    pub sha256: String,
    /// The JWS, or the JWE in compact serialization.
    pub text: String,
    pub form: Form,
}

/// In which form a file travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A JWS that everybody can read.
    Sealed,
    /// A JWE for one recipient.
    Encrypted,
}

/// The name under which the log travels.
pub const LOG: &str = "audit.jsonl";

/// What travels beside a file, each once: a picture may answer two questions. The log does where the claim has no room for it.
pub fn pieces(claims: &Claims) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for claim in &claims.attachments {
        let piece = Piece {
            name: claim.name.clone(),
            media_type: claim.media_type.clone(),
            size: claim.size.into(),
            sha256: claim.sha256.to_string(),
        };
        // Of two names the page takes the last one.
        match pieces.iter_mut().find(|known| known.sha256 == piece.sha256) {
            Some(known) => *known = piece,
            None => pieces.push(piece),
        }
    }
    if claims.audit.n > 0 && claims.audit.events.is_none() {
        let sha256 = claims.audit.sha256.to_string();
        pieces.retain(|piece| piece.sha256 != sha256);
        pieces.push(Piece { name: LOG.to_owned(), media_type: "application/jsonl".to_owned(), size: 0, sha256 });
    }
    pieces
}

impl Outgoing {
    /// Its media type.
    pub fn media_type(&self) -> &'static str {
        match self.form {
            Form::Sealed => "application/jose+json",
            Form::Encrypted => "application/jose",
        }
    }

    /// The name of the field that its text has: nobody takes the one for the other.
    pub fn member(&self) -> &'static str {
        match self.form {
            Form::Sealed => "jws",
            Form::Encrypted => "jwe",
        }
    }

    /// The name that says what is in it, as folders have it.
    pub fn content_name(&self) -> String {
        let ending = match self.form {
            Form::Sealed => "jws.json",
            Form::Encrypted => "jwe",
        };
        format!("{}.{ending}", self.sha256)
    }

    /// As bytes under a name that says what is in it.
    pub fn item(&self) -> Item {
        Item {
            name: self.content_name(),
            media_type: self.media_type().to_owned(),
            sha256: self.sha256.clone(),
            bytes: self.text.clone().into_bytes(),
        }
    }
}
