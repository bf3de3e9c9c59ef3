//! A form that was read and is not open yet: which one it is, and what of an older draft has a place in it.

use std::sync::Arc;

use sealform_engine::{Attached, DecodeError, Program, Session};
use sealform_protocol::{Action, ApplyError, Command, Draft};
use sealform_types::{Json, questionnaire_digest};
use wasm_bindgen::prelude::*;

use super::bindings::Page;
use super::failure::OpenFault;
use super::mount::{self, Mounted};
use super::rare_functions;
use crate::clock;
use crate::failure::thrown;

/// A form, compiled.
#[wasm_bindgen]
pub struct FormProgram {
    program: Arc<Program>,
}

#[wasm_bindgen]
impl FormProgram {
    /// Reads a program. With a scoring key attached, given as its text, the program must hold that one.
    ///
    /// # Errors
    /// `{kind}` with the kind of an `OpenFault`, or an `Error`.
    pub async fn read(page: Page, bytes: Vec<u8>, key: Option<String>) -> Result<FormProgram, JsValue> {
        let mut program = Program::decode(&bytes).map_err(|error| unreadable(error, key.as_deref()))?;
        if let Some(key) = key {
            check_key(&program, &key)?;
        }
        rare_functions::provide(&mut program, &page).await?;
        Ok(Self { program: Arc::new(program) })
    }

    /// The id of the questionnaire.
    #[wasm_bindgen(getter)]
    pub fn id(&self) -> String {
        self.program.pin().id.clone()
    }

    /// Its version.
    #[wasm_bindgen(getter)]
    pub fn version(&self) -> String {
        self.program.pin().version.clone()
    }

    /// Its digest.
    #[wasm_bindgen(getter)]
    pub fn sha256(&self) -> String {
        self.program.pin().sha256.clone()
    }

    /// The languages that it is written in; the first is its own.
    #[wasm_bindgen(getter)]
    pub fn languages(&self) -> Vec<String> {
        self.program.languages().to_vec()
    }

    /// The functions that it calls and that the page is to register.
    #[wasm_bindgen(getter, js_name = hostFunctions)]
    pub fn host_functions(&self) -> Vec<String> {
        self.program.host_functions().map(str::to_owned).collect()
    }

    /// Opens the form; its element is for the page to place. The options are the text of an object, see `Options`.
    ///
    /// # Errors
    /// An `Error` where the draft does not fit, or the options are none.
    pub async fn mount(&self, page: Page, options: String, draft: Option<String>) -> Result<Mounted, JsValue> {
        mount::mount(Arc::clone(&self.program), page, &options, draft.as_deref()).await
    }

    /// Takes from a draft of another version of the questionnaire what has a place in this one: a draft with a UUID of its
    /// own, and the answers and comments that have none, by path. As the text of `{"draft": …, "left": {path: value}}`.
    ///
    /// # Errors
    /// An `Error` where the text is not a draft, or it is of another format.
    pub fn fit(&self, draft: &str) -> Result<String, JsValue> {
        let draft = super::open::read_draft(draft).map_err(|message| thrown(&message))?;
        let (draft, left) = fit(&self.program, draft, clock::new_jti()?.to_string()).map_err(|error| thrown(&error))?;
        Ok(format!(r#"{{"draft":{},"left":{}}}"#, draft.to_text(), Json::Object(left).to_text()))
    }
}

/// What of a draft has a place in a form, under another id, and what has none.
///
/// # Errors
/// A sentence, where the draft is of a format that this engine does not know.
fn fit(program: &Arc<Program>, mut draft: Draft, id: String) -> Result<(Draft, Vec<(String, Json)>), String> {
    draft.questionnaire = program.pin().clone();
    draft.id = id;
    let open = |draft: &Draft| Session::restore(Arc::clone(program), draft.clone()).map_err(|error| error.to_string());
    let mut session = open(&draft)?;
    let at = draft.at;
    let mut left = Vec::new();
    let answers: Vec<(String, Json)> = draft.answers.iter().map(|(path, raw)| (path.clone(), raw.clone())).collect();
    for (path, value) in answers {
        let action = Action::Answer { path: path.clone(), value: value.clone() };
        if !has_place(session.apply(Command { at, action }).err()) {
            draft.answers.remove(&path);
            left.push((path, value));
        }
    }
    let comments: Vec<(String, String)> =
        draft.comments.iter().map(|(path, text)| (path.clone(), text.clone())).collect();
    for (path, text) in comments {
        let action = Action::Comment { path: path.clone(), text: text.clone() };
        if !has_place(session.apply(Command { at, action }).err()) {
            draft.comments.remove(&path);
            left.push((format!("{path}#comment"), Json::String(text)));
        }
    }
    // As a session has it that was begun with what is left.
    Ok((open(&draft)?.draft().clone(), left))
}

/// Whether what was refused like this has a place all the same: it counts where it is relevant, or where it may be written.
fn has_place(refused: Option<ApplyError>) -> bool {
    match refused {
        None | Some(ApplyError::NotRelevant { .. } | ApplyError::ReadOnly { .. }) => true,
        Some(
            ApplyError::UnknownPath { .. }
            | ApplyError::NoComment { .. }
            | ApplyError::WrongKind { .. }
            | ApplyError::UnknownChoice { .. }
            | ApplyError::UnknownLanguage { .. }
            | ApplyError::TooLong { .. }
            | ApplyError::TooManyInstances { .. }
            | ApplyError::BadFact(_),
        ) => false,
    }
}

fn unreadable(error: DecodeError, key: Option<&str>) -> JsValue {
    match (error, key) {
        // Compiled again without its key, the form would be scored no longer.
        (DecodeError::OtherEngine(Attached::Key), None) => OpenFault::OutdatedWithKey.into(),
        (DecodeError::OtherEngine(Attached::Key | Attached::NoKey), _) => OpenFault::Outdated.into(),
        (DecodeError::NoProgram, _) => thrown("this is not the program of a form; `sealform build` makes one"),
        (DecodeError::Damaged, _) => thrown("the program of this form did not arrive whole"),
    }
}

/// The program must hold the scoring key that is attached.
fn check_key(program: &Program, key: &str) -> Result<(), OpenFault> {
    let held = program.key_sha256().ok_or(OpenFault::NoKey)?;
    let digest = Json::parse(key.as_bytes()).ok().and_then(|json| questionnaire_digest(&json).ok());
    match digest {
        Some(digest) if digest.to_string() == held => Ok(()),
        Some(_) | None => Err(OpenFault::OtherKey),
    }
}

#[cfg(all(test, feature = "headless"))]
mod tests {
    use chrono::DateTime;
    use sealform_engine::{Beginning, Facts, Questionnaire, compile};

    use super::*;

    /// A visit whose second version has other questions.
    fn program(version: u32, questions: &str) -> Arc<Program> {
        let document = format!(
            r#"{{"sealform": 1, "id": "visit", "version": "{version}", "title": "Visit", "languages": ["en"],
            "choices": {{"yn": [{{"name": "yes", "label": "Yes"}}, {{"name": "no", "label": "No"}}],
                "faces": [{{"name": "glad", "label": "Glad"}}]}}, "survey": [{questions}]}}"#
        );
        let document = Json::parse(document.as_bytes()).expect("JSON");
        let questionnaire = Questionnaire::read(&document).0.expect("a questionnaire");
        let (program, findings) = compile(&questionnaire, &version.to_string(), None);
        Arc::new(program.unwrap_or_else(|| panic!("{findings}")))
    }

    const SMOKER: &str = r#"{"type": "select_one", "name": "smoker", "label": "?", "choices": "yn"}"#;
    const A_DAY: &str = r#"{"type": "integer", "name": "a_day", "label": "?", "relevant": "${smoker} = 'yes'"}"#;
    const SEEN: &str = r#"{"type": "text", "name": "seen", "label": "?"}"#;

    #[test]
    fn what_fits_is_taken_and_what_does_not_is_listed() {
        let old = program(1, &[SMOKER, A_DAY, SEEN].join(","));
        let at = DateTime::parse_from_rfc3339("2026-11-21T10:00:00+01:00").expect("a moment");
        let beginning = Beginning { id: "1".to_owned(), at, language: "en".to_owned(), facts: Facts::default() };
        let mut session = Session::start(old, beginning);
        let mut answer = |path: &str, value: Json| {
            let action = Action::Answer { path: path.to_owned(), value };
            session.apply(Command { at, action }).expect("an answer")
        };
        answer("smoker", Json::from("yes"));
        answer("a_day", Json::Integer(5));
        answer("seen", Json::from("a desk"));
        answer("smoker", Json::from("no"));
        let draft = session.draft().clone();

        let faces = SMOKER.replace("\"yn\"", "\"faces\"");
        let note = SEEN.replace("seen", "noted");
        let (taken, left) =
            fit(&program(2, &[SMOKER, A_DAY, &note].join(",")), draft.clone(), "2".to_owned()).expect("a draft");
        assert_eq!((taken.id.as_str(), taken.questionnaire.version.as_str()), ("2", "2"));
        // Not relevant now, and there all the same.
        assert_eq!(taken.answers.get("a_day"), Some(&Json::Integer(5)));
        assert_eq!(left, [("seen".to_owned(), Json::from("a desk"))]);
        assert!(!taken.answers.contains_key("seen"));

        let (_, left) = fit(&program(3, &[&faces, SEEN].join(",")), draft, "2".to_owned()).expect("a draft");
        assert_eq!(left, [("a_day".to_owned(), Json::Integer(5)), ("smoker".to_owned(), Json::from("no"))]);
    }
}
