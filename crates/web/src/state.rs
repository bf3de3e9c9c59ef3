//! What crosses between sessions as text: drafts and commands.

use sealform_protocol::Draft;
use sealform_types::Json;

/// Reads a draft.
///
/// # Errors
/// A sentence that says what is wrong.
pub fn draft(text: &str) -> Result<Draft, String> {
    let json = Json::parse(text.as_bytes()).map_err(|error| error.to_string());
    let draft = json.and_then(|json| Draft::from_json(&json).map_err(|error| error.to_string()));
    draft.map_err(|error| format!("this is no draft: {error}"))
}

/// Reads a command.
///
/// # Errors
/// A sentence that says what is wrong.
#[cfg(feature = "headless")]
pub fn command(text: &str) -> Result<sealform_protocol::Command, String> {
    let json = Json::parse(text.as_bytes()).map_err(|error| error.to_string());
    let command = json.and_then(|json| sealform_protocol::Command::from_json(&json).map_err(|error| error.to_string()));
    command.map_err(|error| format!("this is no command: {error}"))
}
