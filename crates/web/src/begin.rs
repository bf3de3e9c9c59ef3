//! How a session begins: fresh, or where a draft left off.

use std::collections::BTreeMap;
use std::sync::Arc;

use sealform_engine::{Beginning, Program, Session};
use sealform_protocol::Draft;
use sealform_types::Json;
use wasm_bindgen::JsValue;

use crate::clock;
use crate::door::thrown;
use crate::host::Settings;
use crate::store::{DraftRecord, FileRecord, Shelf, Stage, Store};

/// A new session.
///
/// # Errors
/// Where the browser has no random source.
pub fn fresh(program: &Arc<Program>, settings: &Settings) -> Result<Session, JsValue> {
    let facts = settings.facts.iter().map(|(name, value)| (name.clone(), value.clone()));
    let device = [("zone", clock::zone()), ("locale", Json::String(clock::locale()))];
    let device = device.into_iter().map(|(name, value)| (name.to_owned(), value));
    let beginning = Beginning {
        id: clock::new_jti()?.to_string(),
        at: clock::now(),
        language: settings.language.clone(),
        // What the page says is said on purpose, so it comes last and stands.
        facts: device.chain(facts).collect::<BTreeMap<_, _>>(),
    };
    Ok(Session::start(Arc::clone(program), beginning))
}

/// A session with what was kept of it.
pub struct Restored {
    /// The session.
    pub session: Session,
    /// Its record, where it came from storage.
    pub record: Option<DraftRecord>,
    /// Its file, where it is sealed.
    pub file: Option<FileRecord>,
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
        let draft =
            serde_json::from_str::<Draft>(text).map_err(|error| thrown(&format!("this is no draft: {error}")))?;
        let session = Session::restore(Arc::clone(program), draft).map_err(|error| thrown(&error.to_string()))?;
        return Ok(Restored { session, record: None, file: None });
    }
    if let Some(restored) = kept(program, settings, store).await {
        return Ok(restored);
    }
    Ok(Restored { session: fresh(program, settings)?, record: None, file: None })
}

async fn kept(program: &Arc<Program>, settings: &Settings, store: Option<&Store>) -> Option<Restored> {
    let texts = store?.texts(Shelf::Drafts, &settings.form.prefix()).await.ok()?;
    let record = DraftRecord::latest(&texts)?;
    let session = Session::restore(Arc::clone(program), record.draft.clone()).ok()?;
    let file = match record.stage {
        Stage::Sealed => Some(file(store?, &record.draft.id).await?),
        Stage::Open | Stage::Aside => None,
    };
    Some(Restored { session, record: Some(record), file })
}

async fn file(store: &Store, jti: &str) -> Option<FileRecord> {
    let record = store.get(Shelf::Files, jti).await.ok()??;
    serde_json::from_str(&record.as_string()?).ok()
}
