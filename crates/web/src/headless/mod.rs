//! The engine with its compiler and without a UI.
//! Not here: drafts, keys, the page (`runtime`).

mod documents;
mod values;
mod verify;

use std::sync::Arc;

use js_sys::Function;
use sealform_engine::{Beginning, Facts, HostFunctions, Program, Session, Val};
use sealform_protocol::{Action, ApplyError, Command, Draft, FinishedForm, Score};
use sealform_types::{Finding, Findings, Json};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::clock;
use crate::failure::{refused_facts, thrown};
use values::{EngineDocument, EngineFile, EngineValue, from_js, parsed, to_js};

/// One session of a questionnaire. Values cross as objects of the shape that their JSON has; nothing is serialised but what
/// is asked for.
#[wasm_bindgen]
pub struct Engine {
    session: Session,
    functions: HostFunctions,
}

#[wasm_bindgen]
impl Engine {
    /// Compiles a questionnaire, with a scoring key if there is one and the files that it reads, and begins a session.
    /// `compute` computes the functions of the host: from a name and a list of arguments as JSON text the value as JSON
    /// text, or nothing.
    ///
    /// # Errors
    /// `{kind: "findings", findings}`.
    pub fn open(
        questionnaire: &str,
        key: Option<String>,
        files: Vec<EngineFile>,
        compute: Function,
    ) -> Result<Engine, JsValue> {
        let program = compile(questionnaire, key.as_deref(), &files)?;
        let facts = Facts::new([("zone".to_owned(), clock::zone())]).map_err(|bad| refused_facts(&bad))?;
        let (id, at) = (clock::new_jti()?.to_string(), clock::now());
        let beginning = Beginning { id, at, language: String::new(), facts };
        let functions = host_functions(compute);
        Ok(Self { session: Session::start_with(Arc::new(program), beginning, functions.clone()), functions })
    }

    /// Everything that is wrong with a questionnaire and its key, as a list of findings.
    ///
    /// # Errors
    /// Never: what cannot be read is a finding.
    pub fn check(questionnaire: &str, key: Option<String>, files: Vec<EngineFile>) -> Result<EngineDocument, JsValue> {
        let files = values::to_files(&files);
        let file = |name: &str| files.get(name).cloned();
        to_js(&listed(&documents::check(questionnaire, key.as_deref(), &file)))
    }

    /// A questionnaire and the files that it reads as a program: what a form is mounted with. The program holds the scoring
    /// key, where one is given.
    ///
    /// # Errors
    /// `{kind: "findings", findings}`.
    pub fn build(questionnaire: &str, key: Option<String>, files: Vec<EngineFile>) -> Result<Vec<u8>, JsValue> {
        compile(questionnaire, key.as_deref(), &files).map(|program| program.encode())
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
    pub fn set(&mut self, path: &str, value: EngineValue) -> Result<(), JsValue> {
        let action = Action::Answer { path: path.to_owned(), value: from_js(value)? };
        self.session.take(&Command { at: clock::now(), action }).map_err(|error| refused(&error))
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

    /// Why a question or group is asked, required or closed as things stand, or why it is not asked: a list of reasons.
    ///
    /// # Errors
    /// An `Error` where there is no such question or group.
    pub fn why(&self, path: &str) -> Result<EngineDocument, JsValue> {
        to_js(&self.session.why(path).map_err(|error| refused(&error))?)
    }

    /// The total `{earned, possible, percent}`; `undefined` without a key.
    ///
    /// # Errors
    /// An `Error` where the sums are longer than any score.
    pub fn score(&self) -> Result<Option<EngineDocument>, JsValue> {
        let Some(total) = self.session.total() else { return Ok(None) };
        let total = total.map_err(|_| thrown("the score has more digits than are computed"))?;
        let (earned, possible) = (total.earned.to_plain(), total.possible.to_plain());
        to_js(&Score { earned, possible, percent: total.percent }).map(Some)
    }

    /// Takes a command, and gives what has changed since the form was last drawn: by this, or by [`Engine::snapshot`].
    ///
    /// # Errors
    /// An `Error` where it is not a command, or is refused; nothing has changed then.
    pub fn apply(&mut self, command: EngineDocument) -> Result<EngineDocument, JsValue> {
        let command = Command::from_json(&from_js(command)?);
        let command = command.map_err(|error| thrown(&format!("this is not a command: {error}")))?;
        to_js(&self.session.apply(command).map_err(|error| refused(&error))?)
    }

    /// The whole form.
    ///
    /// # Errors
    /// Where JavaScript has no room for it.
    pub fn snapshot(&mut self) -> Result<EngineDocument, JsValue> {
        self.session.patch();
        to_js(self.session.snapshot())
    }

    /// The ground state.
    ///
    /// # Errors
    /// As [`Engine::snapshot`].
    pub fn draft(&self) -> Result<EngineDocument, JsValue> {
        // A draft writes its text itself: the same bytes are kept on devices.
        parsed(&self.session.draft().to_text())
    }

    /// Puts a draft in place of the session.
    ///
    /// # Errors
    /// An `Error` where it is not a draft, or one of another questionnaire; nothing has changed then.
    pub fn restore(&mut self, draft: EngineDocument) -> Result<(), JsValue> {
        let draft = Draft::from_json(&from_js(draft)?);
        let draft = draft.map_err(|error| thrown(&format!("this is not a draft: {error}")))?;
        let program = Arc::clone(self.session.program());
        let restored = Session::restore_with(program, draft, self.functions.clone());
        self.session = restored.map_err(|error| thrown(&error.to_string()))?;
        Ok(())
    }

    /// Answers, repeats, facts, outcome and score as they would be sealed.
    ///
    /// # Errors
    /// An `Error` that lists the open points.
    pub fn finish(&self) -> Result<EngineDocument, JsValue> {
        let finished = self.session.finish().map_err(|open| {
            let points = open.iter().map(|point| {
                let issue = serde_json::to_string(&point.issue).unwrap_or_default();
                format!("{}: {issue}", point.path)
            });
            let thrown = thrown(&format!("points are open\n{}", points.collect::<Vec<_>>().join("\n")));
            let points = to_js(&open).ok().map(JsValue::from);
            with_members(thrown, [("code", Some("finish/open-points".into())), ("open", points)])
        })?;
        to_js(&FinishedForm {
            outcome: &finished.outcome,
            answers: &finished.answers,
            repeats: &finished.repeats,
            facts: &finished.facts,
            score: finished.score.as_ref(),
        })
    }
}

/// Has the functions of the host computed by JavaScript, which throws nothing.
fn host_functions(compute: Function) -> HostFunctions {
    HostFunctions::new(move |name, arguments| {
        let arguments = Json::Array(arguments.to_vec()).to_text();
        let value = compute.call2(&JsValue::NULL, &name.into(), &arguments.into()).ok()?.as_string()?;
        Json::parse(value.as_bytes()).ok()
    })
}

fn refused(error: &ApplyError) -> JsValue {
    let hint = error.hint().map(|hint| format!(" ({hint})")).unwrap_or_default();
    let thrown = thrown(&format!("{}: {error}{hint}", error.code()));
    let path = error.path().map(JsValue::from_str);
    let hint = error.hint().map(JsValue::from);
    with_members(thrown, [("code", Some(error.code().into())), ("path", path), ("hint", hint)])
}

/// An `Error` that says more than its sentence.
fn with_members<const COUNT: usize>(error: JsValue, members: [(&str, Option<JsValue>); COUNT]) -> JsValue {
    for (name, value) in members {
        if let Some(value) = value {
            // Nothing keeps an `Error` that was just made from taking a member.
            let _ = js_sys::Reflect::set(&error, &name.into(), &value);
        }
    }
    error
}

fn compile(questionnaire: &str, key: Option<&str>, files: &[EngineFile]) -> Result<Program, JsValue> {
    let files = values::to_files(files);
    let file = |name: &str| files.get(name).cloned();
    documents::program(questionnaire, key, &file).map_err(|findings| findings_thrown(findings.iter()))
}

/// `{kind: "findings", findings}`, as an error.
fn findings_thrown<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> JsValue {
    let thrown = Thrown { kind: "findings", findings: findings.into_iter().map(Finding::to_json).collect() };
    to_js(&thrown).map_or_else(|error| error, EngineDocument::into)
}

/// Findings as they are thrown.
#[derive(Serialize)]
struct Thrown {
    kind: &'static str,
    findings: Json,
}

fn listed(findings: &Findings) -> Json {
    findings.iter().map(Finding::to_json).collect()
}
