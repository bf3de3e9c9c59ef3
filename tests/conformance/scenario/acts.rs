//! The steps of scenarios as commands.

use std::sync::Arc;

use sealform_engine::Session;
use sealform_formats::language_tag;
use sealform_protocol::{Action, Control, Draft};
use sealform_types::Json;

use super::events::{Cursor, Event};
use super::player::{NOT_TRIED, Player};
use super::text;

impl Player {
    pub fn act(&mut self, act: &str, step: &Json) -> Result<(), String> {
        match act {
            "answer" => self.answer(step),
            "next" | "prev" => self.go_to(act == "next", text(step, "ref")),
            "new-repeat" => self.new_repeat(text(step, "ref")),
            "remove-repeat" => self.remove_repeat(step),
            "language" => {
                let language = language_tag(text(step, "name").unwrap_or_default());
                self.apply(Action::Language { language }).map(drop)
            }
            "go-to-start" => {
                self.cursor = Cursor::Start;
                Ok(())
            }
            "new-instance" => {
                self.restart();
                Ok(())
            }
            "save-and-load-form" => {
                let again = Self::load(&self.case.clone(), &self.form.clone())?;
                *self = again;
                Ok(())
            }
            "save-and-load-answers" => self.save_and_load(),
            _ => Err(NOT_TRIED.to_owned()),
        }
    }

    fn save_and_load(&mut self) -> Result<(), String> {
        let kept = self.session.draft().to_text();
        let json = Json::parse(kept.as_bytes()).map_err(|error| error.to_string())?;
        let draft = Draft::from_json(&json).map_err(|error| format!("{error:?}"))?;
        self.session = Session::restore(Arc::clone(&self.program), draft).map_err(|error| format!("{error:?}"))?;
        self.snapshot = self.session.snapshot().clone();
        self.cursor = Cursor::Start;
        Ok(())
    }

    fn answer(&mut self, step: &Json) -> Result<(), String> {
        let path = match text(step, "ref") {
            Some(reference) => {
                self.make_instances(reference)?;
                self.path(reference)?
            }
            None => match &self.cursor {
                Cursor::At(Event::Question(path)) => path.clone(),
                other => return Err(format!("there is no question at {other:?}")),
            },
        };
        let given = step.get("values").or_else(|| step.get("value")).unwrap_or(&Json::Null);
        let question = self.question(&path).ok_or_else(|| format!("`{path}` is no question"))?;
        let value = value_for(&question.control, plain(given));
        self.cursor = Cursor::At(Event::Question(path.clone()));
        self.answered = Some(path.clone());
        self.apply(Action::Answer { path, value }).map(drop)
    }

    fn go_to(&mut self, forward: bool, reference: Option<&str>) -> Result<(), String> {
        let at = self.go(forward);
        let Some(reference) = reference else { return Ok(()) };
        match (reference, &at) {
            ("END_OF_FORM", Cursor::End) | ("BEGINNING_OF_FORM", Cursor::Start) => return Ok(()),
            _ => {}
        }
        let wanted = self.path(reference)?;
        match &at {
            Cursor::At(event) if event.path() == wanted => Ok(()),
            other => Err(format!("expected to be at {reference}, not {other:?}")),
        }
    }

    fn new_repeat(&mut self, reference: Option<&str>) -> Result<(), String> {
        let path = match (reference, &self.cursor) {
            (Some(reference), _) => self.path(reference)?,
            (None, Cursor::At(Event::NewRepeat(path))) => path.clone(),
            (None, other) => return Err(format!("no repeat is offered at {other:?}")),
        };
        // An instance that is named stands for its repeat.
        let path = if path.ends_with(']') {
            path.rsplit_once('[').map_or(path.clone(), |(path, _)| path.to_owned())
        } else {
            path
        };
        self.apply(Action::AddInstance { path: path.clone() })?;
        if let Some(instance) = self.instances(&path).last() {
            self.cursor = Cursor::At(Event::Repeat(instance.clone()));
        }
        Ok(())
    }

    fn remove_repeat(&mut self, step: &Json) -> Result<(), String> {
        let path = match (text(step, "ref"), &self.cursor) {
            (Some(reference), _) => self.path(reference)?,
            (None, Cursor::At(event)) => event.path().to_owned(),
            (None, other) => return Err(format!("there is no instance at {other:?}")),
        };
        self.apply(Action::RemoveInstance { path }).map(drop)
    }

    /// Whether the number of instances follows from an expression, or is fixed.
    pub fn is_counted(&self, repeat: &str) -> bool {
        let names: Vec<String> =
            repeat.split('/').map(|step| step.split('[').next().unwrap_or_default().to_owned()).collect();
        let mut items = self.document.get("survey").and_then(Json::as_array).unwrap_or_default().to_vec();
        let mut found = None;
        for name in names {
            found = items.into_iter().find(|item| text(item, "name") == Some(&name));
            let children = found.as_ref().and_then(|item| item.get("children")).and_then(Json::as_array);
            items = children.unwrap_or_default().to_vec();
        }
        found.is_some_and(|item| item.get("repeat_count").is_some() || item.get("fixed").is_some())
    }
}

/// A value as the case writes it, without the type that the origin's test names.
pub fn plain(json: &Json) -> Json {
    match json.get("$") {
        Some(_) => json.get("value").cloned().unwrap_or(Json::Null),
        None => json.clone(),
    }
}

/// What a control of that kind gives.
fn value_for(control: &Control, value: Json) -> Json {
    let text = written(&value);
    match (control, value) {
        // What collecting clients write for truth.
        (Control::Text { .. }, Json::Boolean(truth)) => Json::from(if truth { "1" } else { "0" }),
        (_, Json::Null) => Json::Null,
        (Control::SelectMultiple { .. } | Control::Rank { .. }, value) => match value {
            Json::Array(names) => {
                Json::Array(names.iter().map(|name| Json::from(written(&plain(name)).as_str())).collect())
            }
            _ => text.split_whitespace().map(Json::from).collect(),
        },
        (Control::Acknowledge, _) => Json::Boolean(matches!(text.as_str(), "OK" | "true" | "1")),
        (_, Json::Array(names)) => {
            Json::Array(names.iter().map(|name| Json::from(written(&plain(name)).as_str())).collect())
        }
        _ if text.is_empty() => Json::Null,
        (Control::Geopoint, _) => point(&text),
        _ => Json::from(text.as_str()),
    }
}

/// A value as text.
pub fn written(json: &Json) -> String {
    match json {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        Json::Boolean(truth) => truth.to_string(),
        Json::Array(items) => items.iter().map(|item| written(&plain(item))).collect::<Vec<_>>().join(" "),
        other => other.to_text(),
    }
}

/// `lat lon alt? acc?` as a command gives a point.
fn point(text: &str) -> Json {
    let named = ["lat", "lon", "alt", "acc"].into_iter().zip(text.split_whitespace());
    Json::Object(named.map(|(name, number)| (name.to_owned(), Json::from(number))).collect())
}
