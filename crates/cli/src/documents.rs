//! Questionnaires, scoring keys and sealed files: recognising them, reading them, and compiling them together.

use std::sync::Arc;

use base64ct::{Base64UrlUnpadded, Encoding};
use sealform_engine::{Identified, NEEDS_KEY, Program, open_documents, read_key, read_questionnaire};
use sealform_questionnaire::Questionnaire;
use sealform_scoring::ScoringKey;
use sealform_submission::jwe::DecryptionKey;
use sealform_submission::{PublicJwk, SoftKey};
use sealform_types::canonical::to_jcs;
use sealform_types::{Finding, Findings, Json, Place, Severity, Sha256Digest, digest};

use crate::failure::Failure;
use crate::input::{Input, Source};

/// What a JSON document is, by the members that only one kind has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentKind {
    /// `{"sealform": 1, …}`
    Questionnaire,
    /// `{"sealform_key": 1, …}`
    Key,
    /// `{"payload": …, "protected": …, "signature": …}`
    Sealed,
    /// `{"answers": …}` or `{"commands": …}`
    Answers,
    /// `{"kty": …}`
    SigningKey,
    /// `{"sealform_trust": 1, …}`, or `{"keys": …}`
    Trust,
    /// `{"sealform_delivery": 1, …}`, or `{"targets": …}`
    Delivery,
    /// Anything else.
    Unknown,
}

impl DocumentKind {
    /// What a document is.
    pub fn of(json: &Json) -> Self {
        let has = |names: &[&str]| names.iter().any(|name| json.get(name).is_some());
        // Members that name a format come first, for the others occur in several.
        if has(&["sealform"]) {
            Self::Questionnaire
        } else if has(&["sealform_key"]) {
            Self::Key
        } else if has(&["sealform_trust"]) {
            Self::Trust
        } else if has(&["sealform_delivery"]) {
            Self::Delivery
        } else if has(&["payload", "protected", "signature"]) {
            Self::Sealed
        } else if has(&["kty"]) {
            Self::SigningKey
        } else if has(&["keys"]) {
            Self::Trust
        } else if has(&["survey"]) {
            Self::Questionnaire
        } else if has(&["questionnaire"]) && has(&["questions"]) {
            Self::Key
        } else if has(&["answers", "commands"]) {
            Self::Answers
        } else if has(&["targets"]) {
            Self::Delivery
        } else {
            Self::Unknown
        }
    }

    /// One word, for programs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Questionnaire => "questionnaire",
            Self::Key => "key",
            Self::Sealed => "sealed",
            Self::Answers => "answers",
            Self::SigningKey => "jwk",
            Self::Trust => "trust",
            Self::Delivery => "delivery",
            Self::Unknown => "unknown",
        }
    }

    /// In words, for messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Questionnaire => "questionnaire",
            Self::Key => "scoring key",
            Self::Sealed => "sealed file",
            Self::Answers => "file of answers",
            Self::SigningKey => "signing key",
            Self::Trust => "trust document",
            Self::Delivery => "delivery",
            Self::Unknown => "document",
        }
    }
}

/// The finding that a document is of another kind than it must be; none where it may be the wanted one.
fn other_kind(wanted: DocumentKind, json: &Json) -> Option<Finding> {
    let kind = DocumentKind::of(json);
    if kind == wanted || kind == DocumentKind::Unknown {
        return None;
    }
    let message = format!("this is a {}, not a {}", kind.name(), wanted.name());
    Some(Finding::error("document/other-kind", message, Place::default()).hint(format!("name a {}", wanted.name())))
}

/// Reads the JSON of a document that must be of one kind.
///
/// # Errors
/// [`Failure`] where it cannot be read or is of another kind.
pub fn read(input: &Input, wanted: DocumentKind) -> Result<(Source, Json), Failure> {
    let source = input.read()?;
    let json = source.json(wanted.name()).map_err(|finding| Failure::found(&source, [*finding]))?;
    match other_kind(wanted, &json) {
        Some(finding) => Err(Failure::found(&source, [finding])),
        None => Ok((source, json)),
    }
}

/// A questionnaire that was read without an error.
#[derive(Debug)]
pub struct Form {
    /// Its text.
    pub source: Source,
    /// What it says, and its identity.
    pub document: Identified<Questionnaire>,
}

/// A scoring key that was read without an error.
#[derive(Debug)]
pub struct Key {
    /// Its text.
    pub source: Source,
    /// What it says, and its identity.
    pub document: Identified<ScoringKey>,
    /// The digest of salt and rest, in base64url, where it has a salt.
    commitment: Option<String>,
}

impl Form {
    /// Reads a questionnaire that is to be used.
    ///
    /// # Errors
    /// [`Failure`] where it cannot be read or has errors.
    pub fn read(input: &Input) -> Result<Self, Failure> {
        let (source, json) = read(input, DocumentKind::Questionnaire)?;
        Self::of(source, &json).map_err(|(source, findings)| Failure::found(&source, findings))
    }

    /// Takes a questionnaire whose JSON was read.
    ///
    /// # Errors
    /// What is wrong with it, and its text again.
    pub fn of(source: Source, json: &Json) -> Result<Self, (Source, Findings)> {
        match read_questionnaire(json) {
            (Some(document), _) => Ok(Self { source, document }),
            (None, findings) => Err((source, findings)),
        }
    }

    /// What it says.
    pub fn questionnaire(&self) -> &Questionnaire {
        &self.document.document
    }

    /// Its identity.
    pub fn sha256(&self) -> &Sha256Digest {
        &self.document.sha256
    }

    /// Compiles it without a key, with the files that lie beside it.
    pub fn compile(&self) -> (Option<Program>, Findings) {
        self.compile_with(&self.document, None)
    }

    /// Compiles a variant of it, with a key where there is one, and with the files that lie beside it.
    pub fn compile_with(
        &self,
        variant: &Identified<Questionnaire>,
        key: Option<&Identified<ScoringKey>>,
    ) -> (Option<Program>, Findings) {
        open_documents(variant, key, &|name| self.source.beside(name))
    }

    /// Compiles it, with a key where there is one.
    ///
    /// # Errors
    /// [`Failure`] where the questionnaire has errors, or the key does not fit it.
    pub fn program(&self, key: Option<&Key>) -> Result<Arc<Program>, Failure> {
        let (program, findings) = self.compile();
        let (program, findings, source) = match key {
            Some(key) if !findings.iter().any(is_fault_of_form) => {
                let (program, findings) = key.fit(self, &findings);
                (program, findings, &key.source)
            }
            Some(_) | None => (program, findings, &self.source),
        };
        program.map(Arc::new).ok_or_else(|| Failure::found(source, findings))
    }
}

/// Whether something is wrong with a form itself; that the key is not attached which it is filled with is nothing of that.
pub fn is_fault_of_form(finding: &Finding) -> bool {
    finding.severity == Severity::Error && finding.code != NEEDS_KEY
}

impl Key {
    /// Reads a scoring key that is to be used.
    ///
    /// # Errors
    /// [`Failure`] where it cannot be read or has errors.
    pub fn read(input: &Input) -> Result<Self, Failure> {
        let (source, json) = read(input, DocumentKind::Key)?;
        Self::of(source, &json).map_err(|(source, findings)| Failure::found(&source, findings))
    }

    /// Takes a key whose JSON was read.
    ///
    /// # Errors
    /// What is wrong with it, and its text again.
    pub fn of(source: Source, json: &Json) -> Result<Self, (Source, Findings)> {
        match read_key(json) {
            (Some(document), _) => Ok(Self { source, document, commitment: commitment(json) }),
            (None, findings) => Err((source, findings)),
        }
    }

    /// What an assignment says of it so that nobody can change it afterwards: base64url of SHA-256 of its salt and its canonical
    /// form without the salt. `None` where it has no salt.
    pub fn commitment(&self) -> Option<&str> {
        self.commitment.as_deref()
    }

    /// The finding that something commits to another key.
    pub fn check_commitment(&self, wanted: &str, place: Place) -> Option<Finding> {
        let (message, hint) = match self.commitment() {
            Some(own) if own == wanted => return None,
            Some(own) => (
                format!("the commitment is to another key: this one's is `{own}`"),
                "pass the key that was committed to",
            ),
            None => ("the key has no `salt`, so that no commitment is to it".to_owned(), "pass the key with its salt"),
        };
        Some(Finding::error("score/other-commitment", message, place).hint(hint))
    }

    /// What it says.
    pub fn scoring_key(&self) -> &ScoringKey {
        &self.document.document
    }

    /// Its identity, in lower-case hexadecimal.
    pub fn sha256(&self) -> String {
        self.document.sha256.to_string()
    }

    /// Compiles the form with this key. The findings are the key's own: `known` are those of the form alone.
    pub fn fit(&self, form: &Form, known: &Findings) -> (Option<Program>, Findings) {
        let (program, all) = form.compile_with(&form.document, Some(&self.document));
        let mut findings = Findings::default();
        let own = all.into_iter().filter(|finding| !known.iter().any(|known| known == finding));
        own.chain(self.scoring_key().check_digest(&form.sha256().to_string()))
            .for_each(|finding| findings.push(finding));
        let program = program.filter(|_| !findings.has_errors());
        (program, findings)
    }
}

fn commitment(key: &Json) -> Option<String> {
    let members = key.as_object()?;
    let (_, salt) = members.iter().find(|(name, _)| name == "salt")?;
    let salt = Base64UrlUnpadded::decode_vec(salt.as_str()?).ok()?;
    let rest = members.iter().filter(|(name, _)| name != "salt").cloned().collect();
    let rest = to_jcs(&Json::Object(rest)).ok()?;
    Some(Base64UrlUnpadded::encode_string(digest(&[salt, rest].concat()).as_bytes()))
}

/// Reads a private key.
///
/// # Errors
/// [`Failure`] where it cannot be read or is none for P-256.
pub fn signing_key(input: &Input) -> Result<(SoftKey, Json), Failure> {
    let (source, json) = read(input, DocumentKind::SigningKey)?;
    private_key(&json).map(|key| (key, json)).map_err(|finding| Failure::found(&source, [*finding]))
}

/// Reads the private key of somebody for whom files are encrypted.
///
/// # Errors
/// [`Failure`] where it cannot be read or is none for P-256.
pub fn decryption_key(input: &Input) -> Result<DecryptionKey, Failure> {
    let (source, json) = read(input, DocumentKind::SigningKey)?;
    DecryptionKey::from_jwk(&json).map_err(|fault| Failure::found(&source, [fault.finding().clone()]))
}

/// Takes a private key from its JWK.
///
/// # Errors
/// A finding where it is none for P-256.
pub fn private_key(json: &Json) -> Result<SoftKey, Box<Finding>> {
    PublicJwk::from_json(json).map_err(|error| Box::new(error.into()))?;
    if json.get("use").is_some_and(|wanted| wanted.as_str() == Some("enc")) {
        let finding = Finding::error("jwk/use", "this key is for encrypting: it signs nothing", Place::at("/use"));
        return Err(finding.hint("name a key that `sealform keygen` made without `--encryption`").into());
    }
    SoftKey::from_jwk(json).ok_or_else(|| match json.get("d") {
        None => Finding::error("jwk/public", "this is a public key: `d` is missing", Place::default())
            .hint("pass the private key that `sealform keygen` made")
            .into(),
        Some(_) => {
            let message = "`d` is not a valid private key, or `x` and `y` are not its public key";
            Finding::error("jwk/private", message, Place::at("/d")).hint("make a key with `sealform keygen`").into()
        }
    })
}
