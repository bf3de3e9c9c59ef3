//! The engine without a face.

use std::sync::Arc;

use sealform_engine::{Beginning, Session, Val};
use sealform_protocol::{Action, ApplyError, Command, Patch};
use sealform_types::Json;
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::failure::{findings_text, thrown, thrown_findings};
use crate::values::{EngineFile, EngineValue};
use crate::{clock, documents, state, values};

/// One session of a questionnaire. Nothing is serialised but what is asked for.
#[wasm_bindgen]
pub struct Engine {
    session: Session,
}

#[wasm_bindgen]
impl Engine {
    /// Compiles a questionnaire, with a scoring key if there is one and the files that it reads, and begins a session.
    ///
    /// # Errors
    /// `{kind: "findings", findings}`.
    pub fn open(questionnaire: &str, key: Option<String>, files: Vec<EngineFile>) -> Result<Engine, JsValue> {
        let files = values::to_files(&files);
        let file = |name: &str| files.get(name).cloned();
        let program = documents::program(questionnaire, key.as_deref(), &file).map_err(thrown_findings)?;
        let beginning = Beginning {
            id: clock::new_jti()?.to_string(),
            at: clock::now(),
            language: String::new(),
            facts: [("zone".to_owned(), clock::zone())].into_iter().collect(),
        };
        Ok(Self { session: Session::start(Arc::new(program), beginning) })
    }

    /// Everything that is wrong with a questionnaire and its key, as the JSON text of a list.
    pub fn check(questionnaire: &str, key: Option<String>, files: Vec<EngineFile>) -> String {
        let files = values::to_files(&files);
        let file = |name: &str| files.get(name).cloned();
        findings_text(&documents::check(questionnaire, key.as_deref(), &file))
    }

    /// A questionnaire and the files that it reads as a program: what a form is mounted with.
    ///
    /// # Errors
    /// `{kind: "findings", findings}`.
    pub fn build(questionnaire: &str, files: Vec<EngineFile>) -> Result<Vec<u8>, JsValue> {
        let files = values::to_files(&files);
        let file = |name: &str| files.get(name).cloned();
        let program = documents::program(questionnaire, None, &file).map_err(thrown_findings)?;
        program.encode().ok_or_else(|| thrown("a program holds no scoring key"))
    }

    /// Computes a function for a form whose own engine does not have it built in.
    pub fn compute(function: &str, arguments: &[u8]) -> Option<Vec<u8>> {
        sealform_engine::compute(function, arguments)
    }

    /// SHA-256 of the questionnaire.
    #[wasm_bindgen(getter)]
    pub fn sha256(&self) -> String {
        self.session.program().pin().sha256.clone()
    }

    /// The paths of all questions, in the order of the form.
    pub fn paths(&self) -> Vec<String> {
        self.session.program().questions().map(|question| question.path.to_owned()).collect()
    }

    /// Answers the question of a path.
    ///
    /// # Errors
    /// An `Error` with the reason and a hint; nothing has changed then.
    pub fn set(&mut self, path: &str, value: &EngineValue) -> Result<(), JsValue> {
        let action = Action::Answer { path: path.to_owned(), value: values::to_json(value) };
        self.take(Command { at: clock::now(), action }).map(drop)
    }

    /// The answer as expressions see it; `null` where there is none, or it is not relevant.
    ///
    /// # Errors
    /// An `Error` where there is no such question.
    pub fn get(&self, path: &str) -> Result<EngineValue, JsValue> {
        let value = self.session.value(path).map_err(|error| refused(&error))?;
        let given = match &value {
            Val::Blank => JsValue::NULL,
            Val::Number(number) => JsValue::from_f64(*number),
            Val::Truth(truth) => JsValue::from_bool(*truth),
            Val::Choices(names) => names.iter().map(|name| JsValue::from_str(name)).collect::<js_sys::Array>().into(),
            Val::Text(_) | Val::Date(_) | Val::Time(_) | Val::Moment(_) | Val::Attempts(_) | Val::Many(_) => {
                JsValue::from_str(&value.to_text())
            }
        };
        Ok(given.unchecked_into())
    }

    /// Whether a question is relevant.
    ///
    /// # Errors
    /// An `Error` where there is no such question.
    pub fn visible(&self, path: &str) -> Result<bool, JsValue> {
        self.session.is_relevant(path).map_err(|error| refused(&error))
    }

    /// The total as JSON text `{earned, possible, percent}`; nothing without a key.
    ///
    /// # Errors
    /// An `Error` where the sums are longer than any score.
    pub fn score(&self) -> Result<Option<String>, JsValue> {
        let Some(total) = self.session.total() else { return Ok(None) };
        let total = total.map_err(|_| thrown("the score has more digits than are computed"))?;
        let (earned, possible) = (total.earned.to_plain(), total.possible.to_plain());
        Ok(Some(text(&Total { earned, possible, percent: total.percent })))
    }

    /// Takes a command as JSON text, and gives the patch.
    ///
    /// # Errors
    /// An `Error` where it is no command, or is refused; nothing has changed then.
    pub fn apply(&mut self, command: &str) -> Result<String, JsValue> {
        let command = state::command(command).map_err(|message| thrown(&message))?;
        self.take(command).map(|patch| text(&patch))
    }

    /// Takes a command that another session of the same form has taken, and gives the score's view as JSON text, `null`
    /// where none is to be seen; nothing where it is as it was.
    ///
    /// # Errors
    /// As [`Engine::apply`].
    pub fn follow(&mut self, command: &str) -> Result<Option<String>, JsValue> {
        let command = state::command(command).map_err(|message| thrown(&message))?;
        Ok(self.take(command)?.score.map(|view| text(&view)))
    }

    /// The score's view as JSON text, `null` where none is to be seen.
    #[wasm_bindgen(js_name = scoreView)]
    pub fn score_view(&self) -> String {
        text(&self.session.snapshot().score)
    }

    /// The score claim of a finished form as JSON text; nothing without a key, or while points are open.
    #[wasm_bindgen(js_name = scoreClaim)]
    pub fn score_claim(&self) -> Option<String> {
        self.session.finish().ok()?.score.map(|claim| claim.to_text())
    }

    /// The whole form as JSON text.
    pub fn snapshot(&self) -> String {
        text(self.session.snapshot())
    }

    /// The ground state as JSON text.
    pub fn draft(&self) -> String {
        self.session.draft().to_text()
    }

    /// Puts a draft in place of the session.
    ///
    /// # Errors
    /// An `Error` where it is no draft, or one of another questionnaire; nothing has changed then.
    pub fn restore(&mut self, draft: &str) -> Result<(), JsValue> {
        let draft = state::draft(draft).map_err(|message| thrown(&message))?;
        let restored = Session::restore(Arc::clone(self.session.program()), draft);
        self.session = restored.map_err(|error| thrown(&error.to_string()))?;
        Ok(())
    }

    /// Answers, repeats, facts, outcome and score as they would be sealed, as JSON text.
    ///
    /// # Errors
    /// An `Error` that lists the open points.
    pub fn finish(&self) -> Result<String, JsValue> {
        let finished = self.session.finish().map_err(|open| {
            let points: Vec<_> = open.iter().map(|point| format!("{}: {}", point.path, text(&point.issue))).collect();
            thrown(&format!("points are open\n{}", points.join("\n")))
        })?;
        Ok(text(&Sealable {
            outcome: &finished.outcome,
            answers: &finished.answers,
            repeats: &finished.repeats,
            facts: &finished.facts,
            score: finished.score.as_ref(),
        }))
    }

    fn take(&mut self, command: Command) -> Result<Patch, JsValue> {
        self.session.apply(command).map_err(|error| refused(&error))
    }
}

#[derive(Serialize)]
struct Total {
    earned: String,
    possible: String,
    percent: Option<String>,
}

#[derive(Serialize)]
struct Sealable<'a> {
    outcome: &'a str,
    answers: &'a Json,
    repeats: &'a Json,
    facts: &'a Json,
    score: Option<&'a Json>,
}

fn refused(error: &ApplyError) -> JsValue {
    let hint = error.hint().map(|hint| format!(" ({hint})")).unwrap_or_default();
    thrown(&format!("{}: {error}{hint}", error.code()))
}

fn text(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
