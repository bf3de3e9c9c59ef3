//! One try to get a file to a server: its attachments first, then the sealed file, which is the commit record.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Duration;

use sealform_submission::{PublicJwk, Trust, VerifiedSubmission};

use super::beside::Finder;
use super::call::{Call, perform};
use super::encrypted::{Encrypted, Plain};
use super::grants::{Asked, Asking, Grant, Grants};
use super::http::Http;
use super::outcome::{Outcome, Reason, Reply};
use super::parcel::{Form, Item, Outgoing, Piece, pieces};
use super::plan::{Blobs, Kind, Target};
use super::targets::{self, Shipment, Unmade};
use crate::input::{Input, Source};
use crate::platform;
use crate::sealed;

/// How long a target may take, its reply included; bytes have time on top.
pub const SENDING: Duration = Duration::from_secs(60);
const BYTES_PER_SECOND: f64 = 16_384.0;

/// A file that is to be sent. It was in order when it was looked at.
pub struct Prepared {
    /// Its place, for messages.
    pub name: String,
    pub content: Content,
    pub jti: String,
    /// The digest of its payload.
    pub sha256: String,
    /// The thumbprint of the key that sealed it.
    pub signer: String,
    /// Where its attachments are looked for.
    pub folder: Option<PathBuf>,
    pub pieces: Vec<Piece>,
    /// Who alone may read it on its way.
    pub recipient: Option<PublicJwk>,
}

/// Where its bytes are.
pub enum Content {
    File(PathBuf),
    Bytes(Vec<u8>),
}

/// Attachments that are not at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// Keep the file back.
    Stops,
    /// Are told, and keep nothing back.
    Told,
}

/// What tries have in common.
pub struct Shared<'a> {
    pub http: &'a Http,
    pub finder: &'a Finder,
    pub encrypted: &'a Encrypted,
    pub missing: Missing,
    /// Headers of the grant.
    pub headers: &'a [(String, String)],
    /// How long a request may take, where it is not the usual.
    pub within: Option<Duration>,
}

/// How far a file has come at a target.
#[derive(Debug, Clone, Default)]
pub struct Progress {
    /// Digests of attachments that have arrived.
    pub arrived: BTreeSet<String>,
    /// Names of those that are not at hand.
    pub lost: Vec<String>,
}

/// One try.
struct Trying<'a> {
    shared: &'a Shared<'a>,
    to: &'a Target,
    file: &'a Prepared,
    shipment: Shipment<'a>,
    grants: Option<Grants<'a>>,
}

impl Prepared {
    /// What travels beside it to a target.
    pub fn pieces_for(&self, to: &Target) -> &[Piece] {
        if to.blobs == Blobs::No { &[] } else { &self.pieces }
    }

    /// Its bytes and what they claim, where they are still the same.
    fn open(&self) -> Option<(Vec<u8>, VerifiedSubmission)> {
        let bytes = match &self.content {
            Content::File(path) => Input::File(path.clone()).read().ok()?.bytes,
            Content::Bytes(bytes) => bytes.clone(),
        };
        let source = Source { name: self.name.clone(), bytes };
        let submission = sealed::open(&source, &Trust::None).ok()?;
        (submission.payload_sha256().to_string() == self.sha256).then_some((source.bytes, submission))
    }
}

/// Tries to send a file; `heard` is told of each attachment that has arrived.
pub fn try_once(
    shared: &Shared<'_>,
    to: &Target,
    file: &Prepared,
    progress: &mut Progress,
    heard: &mut dyn FnMut(&str),
) -> Reply {
    let stopped = |reason| Reply::Stopped { reason, status: 0 };
    let Some((bytes, submission)) = file.open() else { return stopped(Reason::NoFile) };
    let outgoing = match outgoing(shared, file, bytes, &submission) {
        Ok(outgoing) => outgoing,
        Err(reason) => return stopped(reason),
    };
    let Ok(nonce) = platform::new_nonce() else { return Reply::None(Reason::Unreachable) };
    let boundary = format!("sealform-{nonce}");
    // What goes beside an encrypted file in the clear would tell what is in it.
    let claims = file.recipient.is_none().then_some(submission.claims());
    let shipment = Shipment { to, file: &outgoing, claims, nonce: &boundary };
    let grants = to.grant.as_ref().map(|url| {
        let asking = Asking { http: shared.http, url, headers: shared.headers, within: shared.within };
        Grants::new(asking, &outgoing.jti, &outgoing.sha256)
    });
    let reply = Trying { shared, to, file, shipment, grants }.run(progress, heard);
    reply.unwrap_or_else(|instead| instead)
}

/// A file as it leaves the machine, or the reason why it does not.
fn outgoing(
    shared: &Shared<'_>,
    file: &Prepared,
    bytes: Vec<u8>,
    submission: &VerifiedSubmission,
) -> Result<Outgoing, Reason> {
    let jti = file.jti.clone();
    let questionnaire = submission.claims().questionnaire.id.clone();
    let (form, text, sha256) = match &file.recipient {
        None => (Form::Sealed, String::from_utf8(bytes).map_err(|_| Reason::NoFile)?, file.sha256.clone()),
        Some(recipient) => {
            let plain = Plain { jti: &jti, attachment: None, bytes: &bytes };
            let (text, sha256) = shared.encrypted.get(plain, recipient)?;
            (Form::Encrypted, text, sha256)
        }
    };
    let outgoing = Outgoing { jti, questionnaire, name: String::new(), sha256, text, form };
    let name = match (&file.content, form) {
        (Content::File(path), Form::Sealed) => path.file_name().map(|name| name.to_string_lossy().into_owned()),
        (Content::File(_), Form::Encrypted) | (Content::Bytes(_), _) => None,
    };
    Ok(Outgoing { name: name.unwrap_or_else(|| outgoing.content_name()), ..outgoing })
}

/// What travels of a submission.
pub fn pieces_of(submission: &VerifiedSubmission) -> Vec<Piece> {
    pieces(submission.claims())
}

impl Trying<'_> {
    fn run(&mut self, progress: &mut Progress, heard: &mut dyn FnMut(&str)) -> Result<Reply, Reply> {
        let pieces = self.file.pieces_for(self.to);
        let mut sizes = BTreeMap::new();
        progress.lost.clear();
        for piece in pieces.iter().filter(|piece| !progress.arrived.contains(&piece.sha256)) {
            match self.bytes(piece) {
                Some(bytes) => drop(sizes.insert(piece.sha256.as_str(), bytes.len())),
                None => progress.lost.push(piece.name.clone()),
            }
        }
        if !progress.lost.is_empty() && self.shared.missing == Missing::Stops {
            return Err(Reply::Stopped { reason: Reason::NoAttachment, status: 0 });
        }
        let left: Vec<&Piece> = pieces.iter().filter(|piece| sizes.contains_key(piece.sha256.as_str())).collect();
        if targets::takes_blobs_alone(self.to.kind) {
            self.send_one_by_one(&left, &sizes, progress, heard)
        } else {
            self.send_together(&left, progress)
        }
    }

    /// What arrived before is not sent again.
    fn send_one_by_one(
        &mut self,
        left: &[&Piece],
        sizes: &BTreeMap<&str, usize>,
        progress: &mut Progress,
        heard: &mut dyn FnMut(&str),
    ) -> Result<Reply, Reply> {
        let asked = if self.grants.is_some() { self.asked(left, sizes)? } else { Vec::new() };
        for (index, piece) in left.iter().enumerate() {
            let Some(item) = self.item(piece)? else { return Err(gone()) };
            let still = asked.get(index..).unwrap_or_default();
            let size = item.bytes.len();
            let reply =
                self.exchange(&item.sha256, still, size, &|shipment, grant| targets::blob(shipment, &item, grant))?;
            if reply.judge() != Outcome::Delivered {
                return Ok(reply);
            }
            progress.arrived.insert(piece.sha256.clone());
            heard(&piece.sha256);
        }
        self.send_file(&[])
    }

    /// Attachments and file in one request arrive together or not at all.
    fn send_together(&mut self, left: &[&Piece], progress: &mut Progress) -> Result<Reply, Reply> {
        let mut items = Vec::new();
        for piece in left {
            items.push(self.item(piece)?.ok_or_else(gone)?);
        }
        let reply = self.send_file(&items)?;
        if reply.judge() == Outcome::Delivered {
            progress.arrived.extend(left.iter().map(|piece| piece.sha256.clone()));
        }
        Ok(reply)
    }

    fn send_file(&mut self, beside: &[Item]) -> Result<Reply, Reply> {
        let bytes = beside.iter().map(|item| item.bytes.len()).sum();
        let sha256 = self.shipment.file.sha256.clone();
        self.exchange(&sha256, &[], bytes, &|shipment, grant| {
            targets::file(shipment, beside, grant).map(|call| Call { may_bring_receipt: true, ..call })
        })
    }

    fn bytes(&self, piece: &Piece) -> Option<Vec<u8>> {
        self.shared.finder.read(self.file.folder.as_deref()?, piece)
    }

    /// What is sent of a piece; `None` where it is not at hand any more.
    fn item(&self, piece: &Piece) -> Result<Option<Item>, Reply> {
        let Some(bytes) = self.bytes(piece) else { return Ok(None) };
        let Piece { name, media_type, sha256, size: _ } = piece.clone();
        let Some(recipient) = &self.file.recipient else {
            return Ok(Some(Item { name, media_type, sha256, bytes }));
        };
        let plain = Plain { jti: &self.file.jti, attachment: Some(&sha256), bytes: &bytes };
        let made = self.shared.encrypted.get(plain, recipient);
        let (text, sha256) = made.map_err(|reason| Reply::Stopped { reason, status: 0 })?;
        // Neither its name nor its digest tells what it is.
        let (name, media_type) = (format!("{sha256}.jwe"), "application/jose".to_owned());
        Ok(Some(Item { name, media_type, sha256, bytes: text.into_bytes() }))
    }

    /// Grants are for what is sent: what is encrypted has to be made before they are asked for.
    fn asked(&self, left: &[&Piece], sizes: &BTreeMap<&str, usize>) -> Result<Vec<Asked>, Reply> {
        let one = |piece: &&Piece| match &self.file.recipient {
            None => Ok((piece.sha256.clone(), sizes.get(piece.sha256.as_str()).copied().unwrap_or_default())),
            Some(_) => {
                let item = self.item(piece)?.ok_or_else(gone)?;
                Ok((item.sha256, item.bytes.len()))
            }
        };
        left.iter().map(one).collect()
    }

    /// One request, with a grant where the target has them. A credential that is refused is exchanged, once.
    fn exchange(
        &mut self,
        sha256: &str,
        left: &[Asked],
        bytes: usize,
        make: &dyn Fn(&Shipment<'_>, &Grant) -> Result<Call, Unmade>,
    ) -> Result<Reply, Reply> {
        loop {
            let grant = self.grant(sha256, left)?.unwrap_or_default();
            let call = make(&self.shipment, &grant).map_err(|unmade| match unmade {
                Unmade::NoAddress => Reply::Stopped { reason: Reason::Grant, status: 0 },
                Unmade::InTheClear => Reply::Stopped { reason: Reason::NotEncrypted, status: 0 },
            })?;
            let reply = perform(self.shared.http, &call, self.within(bytes));
            let is_final = !reply.wants_permission();
            if is_final || !self.grants.as_mut().is_some_and(Grants::refused) {
                return Ok(reply);
            }
        }
    }

    fn grant(&mut self, sha256: &str, left: &[Asked]) -> Result<Option<Grant>, Reply> {
        let Some(grants) = &mut self.grants else { return Ok(None) };
        match grants.get(sha256, left)? {
            // A server that takes everything at one address gives out one row.
            None if self.to.kind == Kind::Openrosa => grants.get(&self.shipment.file.sha256, left),
            grant => Ok(grant),
        }
    }

    fn within(&self, bytes: usize) -> Duration {
        #[expect(clippy::cast_precision_loss, reason = "an attachment has at most 50 MB")]
        let more = Duration::from_secs_f64(bytes as f64 / BYTES_PER_SECOND);
        self.shared.within.unwrap_or(SENDING) + more
    }
}

/// It was there a moment ago.
fn gone() -> Reply {
    Reply::Stopped { reason: Reason::NoAttachment, status: 0 }
}
