//! How a session opens: fresh, or where a draft left off.

use std::cell::Cell;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset};
use sealform_engine::{Beginning, Facts, Program, Session};
use sealform_protocol::{Action, ApplyError, Command, Draft};
use sealform_types::{Json, iso};
use sealform_ui::{ReceiptView, Target, TargetPlace};
use wasm_bindgen::JsValue;

use super::bindings::Page;
use super::{device, host_functions};
use crate::clock;
use crate::failure::{refused_facts, thrown};

/// With what a form is opened. As JSON text: `{language, facts, keeps, sealed, openMs, restored, assignmentToken, targets, receipt}`.
#[derive(Debug)]
pub struct Options {
    /// The language to begin in; empty for the form's own.
    pub language: String,
    /// What is reported at the start.
    pub facts: Vec<(String, Json)>,
    /// Whether the device keeps anything.
    pub keeps: bool,
    /// Whether the draft came back from the device.
    pub restored: bool,
    /// When the person left the draft that came back.
    pub left_at: Cell<Option<DateTime<FixedOffset>>>,
    /// Milliseconds for which the draft was open before.
    pub open_ms: u64,
    /// The agency's assignment, a compact JWS.
    pub assignment_token: Option<String>,
    /// Where a sealed form goes, as it is shown.
    pub targets: Vec<Target>,
    /// What was sealed, where it is sealed.
    pub receipt: Option<ReceiptView>,
}

impl Options {
    /// Reads the text.
    ///
    /// # Errors
    /// Where it is not what the package writes.
    pub fn read(text: &str) -> Result<Self, JsValue> {
        let json = Json::parse(text.as_bytes()).map_err(|error| thrown(&error.to_string()))?;
        let word = |name| json.get(name).and_then(Json::as_str).map(str::to_owned);
        let is = |name| json.get(name) == Some(&Json::Boolean(true));
        let list = |name| json.get(name).and_then(Json::as_array).unwrap_or_default();
        let receipt = match json.get("receipt") {
            None => None,
            Some(receipt) => Some(read_receipt(receipt).ok_or_else(|| thrown("the receipt is not whole"))?),
        };
        let targets: Option<Vec<Target>> = list("targets").iter().map(read_target).collect();
        Ok(Self {
            language: word("language").unwrap_or_default(),
            facts: json.get("facts").and_then(Json::as_object).unwrap_or_default().to_vec(),
            keeps: is("keeps"),
            restored: is("restored"),
            left_at: Cell::new(None),
            open_ms: json.get("openMs").and_then(Json::as_integer).and_then(|ms| u64::try_from(ms).ok()).unwrap_or(0),
            assignment_token: word("assignmentToken"),
            targets: targets.ok_or_else(|| thrown("a target is not whole"))?,
            receipt,
        })
    }
}

fn read_target(json: &Json) -> Option<Target> {
    let place = json.get("place").and_then(Json::as_str).map(str::to_owned);
    let is_encrypted = json.get("encrypted") == Some(&Json::Boolean(true));
    Some(Target { is_encrypted, ..target(json.get("id")?.as_str()?.to_owned(), place) })
}

/// A target with its host and path; the page around the form has none.
pub fn target(id: String, place: Option<String>) -> Target {
    let place = place.map_or(TargetPlace::Page, |host| TargetPlace::Webhook { host });
    Target { id, place, is_encrypted: false }
}

fn read_receipt(json: &Json) -> Option<ReceiptView> {
    let word = |name| json.get(name).and_then(Json::as_str).map(str::to_owned);
    Some(ReceiptView {
        jti: word("jti")?,
        sha256: word("sha256")?,
        file_name: word("name")?,
        bytes: json.get("bytes").and_then(Json::as_integer).and_then(|bytes| u32::try_from(bytes).ok())?,
        signer: word("signer")?,
        sealed_at: moment(&word("sealedAt")?)?,
        kept: true,
        // Reported one by one as they go.
        deliveries: Vec::new(),
    })
}

fn moment(text: &str) -> Option<DateTime<FixedOffset>> {
    iso::read_moment(text)
}

/// A new session.
///
/// # Errors
/// Where a fact is none that can be sealed, and where the browser has no random source.
pub fn fresh(program: &Arc<Program>, options: &Options, page: &Page, language: &str) -> Result<Session, JsValue> {
    let facts = options.facts.iter().cloned();
    let device = [("zone", clock::zone()), ("locale", Json::from(device::locale().as_str()))];
    let device = device.into_iter().map(|(name, value)| (name.to_owned(), value));
    // The page's facts come last, so that they replace the device's.
    let facts = Facts::new(device.chain(facts)).map_err(|bad| refused_facts(&bad))?;
    let (id, at) = (clock::new_jti()?.to_string(), clock::now());
    let beginning = Beginning { id, at, language: language.to_owned(), facts };
    Ok(Session::start_with(Arc::clone(program), beginning, host_functions::of(page)))
}

/// The session to go on with: of a draft, or a new one.
///
/// # Errors
/// Where a draft does not fit, or nothing can be begun.
pub fn session(
    program: &Arc<Program>,
    options: &Options,
    page: &Page,
    draft: Option<&str>,
) -> Result<Session, JsValue> {
    let Some(text) = draft else { return fresh(program, options, page, &options.language) };
    let draft = read_draft(text).map_err(|message| thrown(&message))?;
    let restored = Session::restore_with(Arc::clone(program), draft, host_functions::of(page));
    let mut session = restored.map_err(|error| thrown(&error.to_string()))?;
    options.left_at.set((options.restored && !session.draft().log.is_empty()).then_some(session.draft().at));
    if options.receipt.is_none() {
        follow_assignment(&mut session, options)?;
        session.come_back(clock::now());
    }
    Ok(session)
}

/// The assignment may have been issued again since the draft was begun, or the draft was moved to another one: the one that it
/// is opened with counts, and the log of the draft says since when.
fn follow_assignment(session: &mut Session, options: &Options) -> Result<(), JsValue> {
    for (name, value) in &options.facts {
        let known = session.draft().facts.get(name);
        let differs = match name.as_str() {
            "assignment" => known != Some(value),
            // A zone stays as it was when the draft was begun, like the device's own: it is listed from another day on each day.
            "site_zone" => known.and_then(|zone| zone.get("name")) != value.get("name"),
            _ => false,
        };
        if differs {
            let action = Action::Fact { name: name.clone(), value: value.clone() };
            session.take(&Command { at: clock::now(), action }).map_err(|error| match error {
                ApplyError::BadFact(bad) => refused_facts(&[bad]),
                other => thrown(&other.to_string()),
            })?;
        }
    }
    Ok(())
}

/// Reads a draft; says what is wrong where it is none.
///
/// # Errors
/// A sentence.
pub fn read_draft(text: &str) -> Result<Draft, String> {
    let json = Json::parse(text.as_bytes()).map_err(|error| error.to_string());
    let draft = json.and_then(|json| Draft::from_json(&json).map_err(|error| error.to_string()));
    draft.map_err(|error| format!("this is not a draft: {error}"))
}
