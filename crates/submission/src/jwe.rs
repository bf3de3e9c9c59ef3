//! What was encrypted for an agency: a compact JWE (RFC 7516) by `ECDH-ES` (RFC 7518, section 4.6) on P-256 with `A256GCM`. Everything
//! else is refused by name when it is opened: other algorithms, packed content, extensions, points that are not on the curve.

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit, Nonce};
use p256::ecdh::diffie_hellman;
use p256::{PublicKey, SecretKey};
use sealform_types::{Finding, Json, Place, pointer};
use sha2::{Digest, Sha256};

use crate::base64url::{from_base64url, to_base64url};
use crate::error::parse_json;
use crate::jwk::PublicJwk;
use crate::soft_key::SoftKey;

/// The longest text that is opened: 50 MB of content in base64url, and its header.
pub const MAX_JWE_BYTES: usize = 70_000_000;

const MEMBERS: [&str; 8] = ["alg", "apu", "apv", "cty", "enc", "epk", "kid", "typ"];
const AT: &str = "/protected";

/// The private key of a recipient. It is no key that signs, though it has the same form.
pub struct DecryptionKey {
    secret: SecretKey,
    public: PublicJwk,
}

/// Why something cannot be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenFault(Box<Finding>);

impl OpenFault {
    /// Code, sentence, place and hint.
    pub fn finding(&self) -> &Finding {
        &self.0
    }

    fn new(code: &'static str, message: impl Into<String>, at: &str, hint: &str) -> Self {
        Self(Box::new(Finding::error(code, message, Place::at(at)).hint(hint)))
    }
}

impl std::fmt::Display for OpenFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} at {}", self.0.message, self.0.place)
    }
}

impl std::error::Error for OpenFault {}

impl DecryptionKey {
    /// Reads a private JWK: `crv`, `kty`, `x`, `y` and `d`.
    ///
    /// # Errors
    /// [`OpenFault`] where it is none for P-256, its halves do not belong together, or it is marked for signing.
    pub fn from_jwk(jwk: &Json) -> Result<Self, OpenFault> {
        let public = PublicJwk::from_json(jwk).map_err(|error| OpenFault(Box::new(error.into())))?;
        if jwk.get("use").is_some_and(|wanted| wanted.as_str() != Some("enc")) {
            let hint = "name the key that `sealform keygen --encryption` made";
            return Err(OpenFault::new("jwk/use", "this key is not for encrypting", "/use", hint));
        }
        let Some(d) = jwk.get("d").and_then(Json::as_str) else {
            let hint = "name the private key: only its holder opens what was encrypted";
            return Err(OpenFault::new("jwk/public", "this is a public key: `d` is missing", "", hint));
        };
        let invalid = || {
            let message = "`d` is not a valid private key, or `x` and `y` are not its public key";
            OpenFault::new("jwk/private", message, "/d", "name the key as it was made")
        };
        let secret = from_base64url(d).and_then(|bytes| SecretKey::from_slice(&bytes).ok()).ok_or_else(invalid)?;
        // Deriving the point twice would be the same code: a signing key has it.
        let own = SoftKey::from_bytes(&secret.to_bytes().into()).ok_or_else(invalid)?;
        if own.public() == public { Ok(Self { secret, public }) } else { Err(invalid()) }
    }

    /// The public half, for which others encrypt.
    pub fn public(&self) -> &PublicJwk {
        &self.public
    }

    /// The secret that this key and another one share: the x coordinate of their product (SEC 1, section 3.3.1).
    ///
    /// # Errors
    /// [`OpenFault`] (`jwe/point`) where the other one is no point on the curve.
    pub fn agree(&self, other: &PublicJwk) -> Result<[u8; 32], OpenFault> {
        let point = [[4].as_slice(), &other.x, &other.y].concat();
        let Ok(other) = PublicKey::from_sec1_bytes(&point) else {
            let hint = "whoever sends such a point wants to learn your key: throw the file away";
            return Err(OpenFault::new("jwe/point", "`epk` is not a point on P-256", "/protected/epk", hint));
        };
        let shared = diffie_hellman(self.secret.to_nonzero_scalar(), other.as_affine());
        Ok((*shared.raw_secret_bytes()).into())
    }
}

/// Shows the public half only.
impl std::fmt::Debug for DecryptionKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DecryptionKey").field("public", &self.public).finish_non_exhaustive()
    }
}

/// Opens a compact JWE with the key for which it was encrypted. White space around it is passed over.
///
/// # Errors
/// [`OpenFault`] names what is wrong and where: nothing of the content is given out then.
pub fn open(text: &str, key: &DecryptionKey) -> Result<Vec<u8>, OpenFault> {
    let text = text.trim_ascii();
    let again = "pass the file as it was sent: five base64url parts joined by dots";
    let parts: Vec<&str> = text.split('.').take(6).collect();
    let [protected, encrypted_key, iv, ciphertext, tag] = parts[..] else {
        return Err(OpenFault::new("jwe/compact", "this is not a compact JWE: it does not have five parts", "", again));
    };
    if text.len() > MAX_JWE_BYTES {
        let message = format!("the file has {} bytes, more than the {MAX_JWE_BYTES} allowed", text.len());
        return Err(OpenFault::new("jwe/too-large", message, "", "files of a submission have 50 MB at most"));
    }
    let decode = |part: &str, at: &str| {
        let message = format!("`{}` is not base64url without padding", at.trim_start_matches('/'));
        from_base64url(part).ok_or_else(|| OpenFault::new("jwe/base64url", message, at, again))
    };
    let header = decode(protected, AT)?;
    let header = parse_json(&header, "the header", "jwe/header-json", AT, again).map_err(OpenFault)?;
    let (epk, parties) = read_header(&header)?;
    if !encrypted_key.is_empty() {
        let message = "the second part is not empty, as it is with `ECDH-ES`";
        return Err(OpenFault::new("jwe/encrypted-key", message, "/encrypted_key", again));
    }
    let (iv, tag) = (decode(iv, "/iv")?, decode(tag, "/tag")?);
    let mut sealed = decode(ciphertext, "/ciphertext")?;
    let Ok(iv) = <[u8; 12]>::try_from(iv) else {
        return Err(OpenFault::new("jwe/iv", "the nonce does not have 12 bytes", "/iv", again));
    };
    if tag.len() != 16 {
        return Err(OpenFault::new("jwe/tag-length", "the tag does not have 16 bytes", "/tag", again));
    }
    let secret = derive(&key.agree(&epk)?, "A256GCM", &parties.u, &parties.v);
    sealed.extend(tag);
    decrypt(&secret, iv, protected.as_bytes(), &sealed).ok_or_else(|| not_opened(&header, key))
}

/// What is encrypted: the header says of a sealed file what it is, and nothing of an attachment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// A sealed file.
    Sealed,
    /// What travels beside one.
    Attachment,
}

/// Encrypts bytes for the holder of a key, as pages do: a compact JWE. `ephemeral` and `iv` are random, and serve once.
///
/// `None` where the recipient's key is no point on the curve.
///
/// # Example
/// ```
/// use sealform_submission::SoftKey;
/// use sealform_submission::jwe::{self, Content, DecryptionKey};
/// let key = |byte| SoftKey::from_bytes(&[byte; 32]).unwrap();
/// let recipient = DecryptionKey::from_jwk(&key(7).to_private_jwk()).unwrap();
/// let text = jwe::encrypt(b"a file", recipient.public(), Content::Sealed, &key(8), [9; 12]).unwrap();
/// assert_eq!(jwe::open(&text, &recipient).unwrap(), b"a file");
/// ```
pub fn encrypt(
    bytes: &[u8],
    recipient: &PublicJwk,
    content: Content,
    ephemeral: &SoftKey,
    iv: [u8; 12],
) -> Option<String> {
    let epk = ephemeral.public().to_jcs();
    let shared = DecryptionKey::from_jwk(&ephemeral.to_private_jwk()).ok()?.agree(recipient).ok()?;
    let cty = match content {
        Content::Sealed => r#","cty":"jose+json""#,
        Content::Attachment => "",
    };
    let kid = recipient.thumbprint();
    let protected =
        to_base64url(format!(r#"{{"alg":"ECDH-ES","enc":"A256GCM","kid":"{kid}"{cty},"epk":{epk}}}"#).as_bytes());
    let cipher = Aes256Gcm::new((&derive(&shared, "A256GCM", b"", b"")).into());
    let mut sealed = cipher.encrypt(&Nonce::from(iv), Payload { msg: bytes, aad: protected.as_bytes() }).ok()?;
    let tag = sealed.split_off(sealed.len().checked_sub(16)?);
    Some(format!("{protected}..{}.{}.{}", to_base64url(&iv), to_base64url(&sealed), to_base64url(&tag)))
}

/// Decrypts what `A256GCM` has encrypted (RFC 7518, section 5.3): the ciphertext and, behind it, the tag of 16 bytes.
///
/// `None` where the tag does not fit.
pub fn decrypt(key: &[u8; 32], iv: [u8; 12], aad: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    let cipher = Aes256Gcm::new(key.into());
    cipher.decrypt(&Nonce::from(iv), Payload { msg: sealed, aad }).ok()
}

/// What the two parties are called, where they are.
struct Parties {
    u: Vec<u8>,
    v: Vec<u8>,
}

/// The key of 256 bits that two parties derive from what they share (NIST SP 800-56A, section 5.8.1; RFC 7518, section 4.6.2), for an
/// algorithm and the names of the parties: one round of SHA-256.
pub fn derive(shared: &[u8; 32], algorithm: &str, party_u: &[u8], party_v: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(1_u32.to_be_bytes());
    hash.update(shared);
    for part in [algorithm.as_bytes(), party_u, party_v] {
        hash.update(u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
        hash.update(part);
    }
    hash.update(256_u32.to_be_bytes());
    hash.finalize().into()
}

/// The key of the sender, and what the parties are called.
fn read_header(header: &Json) -> Result<(PublicJwk, Parties), OpenFault> {
    let Some(members) = header.as_object() else {
        return Err(OpenFault::new("jwe/header-json", "the header is not an object", AT, "ask for the file again"));
    };
    let refuse =
        |code, name: &str, message: &str, hint: &str| Err(OpenFault::new(code, message, &pointer(AT, name), hint));
    if header.get("crit").is_some() {
        return refuse("jwe/crit", "crit", "the header demands an extension", "no extension is understood");
    }
    if header.get("zip").is_some() {
        let hint = "nothing of Sealform is packed: what unpacks to gigabytes is not opened";
        return refuse("jwe/zip", "zip", "the content is packed", hint);
    }
    let text = |name: &str| header.get(name).and_then(Json::as_str);
    if text("alg") != Some("ECDH-ES") {
        return refuse(
            "jwe/alg",
            "alg",
            "the algorithm is not `ECDH-ES`",
            "encrypt it for the key alone, with `ECDH-ES`",
        );
    }
    if text("enc") != Some("A256GCM") {
        return refuse("jwe/enc", "enc", "the content is not encrypted with `A256GCM`", "encrypt it with `A256GCM`");
    }
    if let Some((name, _)) = members.iter().find(|(name, _)| !MEMBERS.contains(&name.as_str())) {
        let hint = format!("known here: {}", MEMBERS.join(", "));
        return refuse("jwe/header-member", name, &format!("the header holds `{name}`"), &hint);
    }
    let party = |name: &str| match header.get(name) {
        None => Ok(Vec::new()),
        Some(value) => value.as_str().and_then(from_base64url).ok_or_else(|| {
            let message = format!("`{name}` is not base64url without padding");
            OpenFault::new("jwe/party", message, &pointer(AT, name), "ask for the file again")
        }),
    };
    Ok((sender(header)?, Parties { u: party("apu")?, v: party("apv")? }))
}

fn sender(header: &Json) -> Result<PublicJwk, OpenFault> {
    let refuse = |name: &str, message: String| {
        let at = format!("/protected/epk{name}");
        OpenFault::new("jwe/epk", message, &at, "`epk` is the public P-256 key that was made for this file alone")
    };
    let epk = header.get("epk").ok_or_else(|| refuse("", "`epk` is missing".to_owned()))?;
    if epk.get("d").is_some() {
        return Err(refuse("/d", "`epk` holds a private key".to_owned()));
    }
    PublicJwk::from_json(epk).map_err(|error| refuse(&error.finding().place.pointer, error.finding().message.clone()))
}

/// The tag does not fit. Which of the reasons it is cannot be known; for which key it is encrypted is a hint.
fn not_opened(header: &Json, key: &DecryptionKey) -> OpenFault {
    let own = key.public.thumbprint();
    let message = "it cannot be opened: it was changed, or encrypted for another key";
    let hint = match header.get("kid").and_then(Json::as_str) {
        Some(kid) if kid != own.as_str() => format!("it names the key `{kid}`, and this one is `{own}`"),
        Some(_) => "it names this key, so it was changed on the way: ask for it again".to_owned(),
        None => format!("it does not name its key; this one is `{own}`"),
    };
    OpenFault::new("jwe/tag", message, "/tag", &hint)
}
