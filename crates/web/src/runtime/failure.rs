//! What opening a form throws.

use wasm_bindgen::JsValue;

use super::web_api;

/// Why a program does not open, where the page can do something about it: thrown as `{kind}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpenFault {
    /// Another engine has built the program: the questionnaire has to be compiled again.
    Outdated,
    /// The same, and a scoring key was in it: without the key it cannot be compiled again.
    OutdatedWithKey,
    /// A scoring key is attached that the program does not hold: the questionnaire has to be compiled with it.
    NoKey,
    /// The program holds another scoring key than the one that is attached.
    OtherKey,
}

impl From<OpenFault> for JsValue {
    fn from(fault: OpenFault) -> Self {
        let kind = match fault {
            OpenFault::Outdated => "outdated",
            OpenFault::OutdatedWithKey => "outdated-with-key",
            OpenFault::NoKey => "no-key",
            OpenFault::OtherKey => "other-key",
        };
        web_api::object([("kind", kind.into())]).into()
    }
}
