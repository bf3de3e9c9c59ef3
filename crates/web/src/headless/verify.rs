//! `Engine.verify`: a sealed file as its receiver sees it.

use std::sync::Arc;

use sealform_engine::{DecodeError, Program};
use sealform_receiver::{Judge, Reader, report, verify};
use sealform_submission::{Trust, TrustDocument};
use wasm_bindgen::prelude::*;

use super::values::{EngineDocument, EngineFile, to_js};
use super::{Engine, compile, findings_thrown, with_members};
use crate::failure::thrown;

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
        let trust = trusted(trust)?;
        let program = questionnaire.map(|text| compile(&text, key.as_deref(), &files)).transpose()?;
        let judge = program.map(|program| Judge::new(Arc::new(program)));
        to_js(&verify(file, &trust, judge.as_ref()))
    }

    /// A sealed file as people read it, with the texts of its program in a language; `undefined` where it is not intact. A
    /// respondent sees a score only where the key allows it.
    ///
    /// # Errors
    /// `{kind: "findings", findings}` where the trust document cannot be used, and an `Error` with a code where the program
    /// cannot be.
    pub fn report(
        file: &[u8],
        trust: Option<String>,
        program: Option<Vec<u8>>,
        language: &str,
        is_respondent: bool,
    ) -> Result<Option<EngineDocument>, JsValue> {
        let trust = trusted(trust)?;
        let program = program.map(|bytes| Program::decode(&bytes)).transpose().map_err(unreadable)?;
        let judge = program.map(|program| Judge::new(Arc::new(program)));
        let reader = Reader { language, is_respondent };
        report(file, &trust, judge.as_ref(), reader).map(|report| to_js(&report)).transpose()
    }
}

fn trusted(trust: Option<String>) -> Result<Trust, JsValue> {
    let Some(text) = trust else { return Ok(Trust::None) };
    let document = TrustDocument::parse(text.as_bytes());
    Ok(Trust::Document(document.map_err(|error| findings_thrown(&[error.into()]))?))
}

fn unreadable(error: DecodeError) -> JsValue {
    let (code, message) = match error {
        DecodeError::NoProgram => ("program/none", "this is not a program"),
        DecodeError::OtherEngine(_) => {
            ("program/version", "the program is of another version of Sealform: build it again")
        }
        DecodeError::Damaged => ("program/damaged", "the program is damaged: build it again"),
    };
    with_members(thrown(message), [("code", Some(code.into()))])
}
