//! `Engine.verify`: a sealed file as its receiver sees it.

use std::sync::Arc;

use sealform_receiver::{Judge, verify};
use sealform_submission::{Trust, TrustDocument};
use wasm_bindgen::prelude::*;

use super::values::{EngineDocument, EngineFile, to_js};
use super::{Engine, compile, findings_thrown};

#[wasm_bindgen]
impl Engine {
    /// Verifies a sealed file: with a trust document, with the questionnaire that was filled, and with its scoring key, where
    /// they are given.
    ///
    /// # Errors
    /// `{kind: "findings", findings}` where the trust document, the questionnaire or the key cannot be used; what is wrong
    /// with the file is part of what is returned.
    pub fn verify(
        file: &[u8],
        trust: Option<String>,
        questionnaire: Option<String>,
        key: Option<String>,
        files: Vec<EngineFile>,
    ) -> Result<EngineDocument, JsValue> {
        let trust = match trust {
            None => Trust::None,
            Some(text) => {
                let document = TrustDocument::parse(text.as_bytes());
                Trust::Document(document.map_err(|error| findings_thrown(&[error.into()]))?)
            }
        };
        let program = questionnaire.map(|text| compile(&text, key.as_deref(), &files)).transpose()?;
        let judge = program.map(|program| Judge::new(Arc::new(program)));
        to_js(&verify(file, &trust, judge.as_ref()))
    }
}
