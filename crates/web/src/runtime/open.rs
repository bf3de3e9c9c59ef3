//! How a session opens: fresh, or where a draft left off.

use std::sync::Arc;

use sealform_engine::{Beginning, Program, Session};
use sealform_protocol::Draft;
use sealform_types::Json;
use wasm_bindgen::JsValue;

use super::device;
use super::store::{DraftRecord, FileRecord, FormKey, Stage, Store, StoreFault, StoreName};
use crate::clock;
use crate::failure::thrown;

/// What a deployment says about one form in one page.
#[derive(Debug)]
pub struct Settings {
    /// Under what drafts are found.
    pub form: FormKey,
    /// The language to begin in; empty for the form's own.
    pub language: String,
    /// What is reported at the start.
    pub facts: Vec<(String, Json)>,
}

/// A new session.
///
/// # Errors
/// Where the browser has no random source.
pub fn fresh(program: &Arc<Program>, settings: &Settings) -> Result<Session, JsValue> {
    let facts = settings.facts.iter().cloned();
    let device = [("zone", clock::zone()), ("locale", Json::String(device::locale()))];
    let device = device.into_iter().map(|(name, value)| (name.to_owned(), value));
    let beginning = Beginning {
        id: clock::new_jti()?.to_string(),
        at: clock::now(),
        language: settings.language.clone(),
        // The page's facts come last, so that they replace the device's.
        facts: device.chain(facts).collect(),
    };
    Ok(Session::start(Arc::clone(program), beginning))
}

/// Where a session comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// It is new.
    Fresh,
    /// It was on this device.
    Storage,
    /// Its draft was handed in by the page.
    HandedIn,
}

/// A session with what was kept of it.
pub struct Restored {
    /// The session.
    pub session: Session,
    /// Where it came from.
    pub from: Origin,
    /// What stands there now.
    pub stage: Stage,
    /// Milliseconds for which it was open before.
    pub open_ms: u64,
    /// Its file, where it is sealed.
    pub file: Option<FileRecord>,
}

impl Restored {
    fn open(session: Session, from: Origin) -> Self {
        Self { session, from, stage: Stage::Open, open_ms: 0, file: None }
    }
}

/// The session to go on with: of a draft that was handed in, of the last draft in storage, or a new one.
///
/// # Errors
/// Where a draft that was handed in does not fit, or nothing can be begun.
pub async fn session(
    program: &Arc<Program>,
    settings: &Settings,
    handed_in: Option<&str>,
    store: Option<&Store>,
) -> Result<Restored, JsValue> {
    if let Some(text) = handed_in {
        let draft = read_draft(text).map_err(|message| thrown(&message))?;
        let session = Session::restore(Arc::clone(program), draft).map_err(|error| thrown(&error.to_string()))?;
        return Ok(Restored::open(session, Origin::HandedIn));
    }
    if let Some(store) = store
        && let Some(restored) = kept(program, settings, store).await.map_err(|_| unreadable())?
    {
        return Ok(restored);
    }
    fresh(program, settings).map(|session| Restored::open(session, Origin::Fresh))
}

/// Reads a draft; says what is wrong where it is none.
fn read_draft(text: &str) -> Result<Draft, String> {
    let json = Json::parse(text.as_bytes()).map_err(|error| error.to_string());
    let draft = json.and_then(|json| Draft::from_json(&json).map_err(|error| error.to_string()));
    draft.map_err(|error| format!("this is not a draft: {error}"))
}

/// A new form in place of one that is there and could not be read would hide what was typed.
fn unreadable() -> JsValue {
    thrown("what is kept on this device could not be read; nothing of it was changed")
}

async fn kept(program: &Arc<Program>, settings: &Settings, store: &Store) -> Result<Option<Restored>, StoreFault> {
    let texts = store.texts(StoreName::Drafts, &settings.form.prefix()).await?;
    let Some(DraftRecord { stage, open_ms, draft }) = DraftRecord::latest(&texts) else { return Ok(None) };
    let file = match stage {
        Stage::Sealed => match file(store, &draft.id).await? {
            Some(file) => Some(file),
            None => return Ok(None),
        },
        Stage::Open | Stage::Aside => None,
    };
    let session = Session::restore(Arc::clone(program), draft).ok();
    Ok(session.map(|session| Restored { session, from: Origin::Storage, stage, open_ms, file }))
}

async fn file(store: &Store, jti: &str) -> Result<Option<FileRecord>, StoreFault> {
    let record = store.get(StoreName::Files, jti).await?;
    Ok(record.and_then(|record| FileRecord::read(&record.as_string()?)))
}
