//! The checks of scenarios, read from the snapshot and from what a session tells.

use sealform_protocol::{ChoiceView, Control, Issue, Part};
use sealform_types::{Json, Level};

use super::acts::{plain, written};
use super::events::Cursor;
use super::player::{NOT_TRIED, Player};
use super::text;

type Result<T = (), E = String> = std::result::Result<T, E>;

impl Player {
    pub fn check(&mut self, check: &str, step: &Json) -> Result {
        let holds = self.holds(check, step)?;
        let negated = step.get("not") == Some(&Json::Boolean(true));
        match (holds, negated) {
            (Ok(()), false) | (Err(_), true) => Ok(()),
            (Err(reason), false) => Err(reason),
            (Ok(()), true) => Err(format!("{check} must not be so")),
        }
    }

    fn holds(&mut self, check: &str, step: &Json) -> Result<Result> {
        let expected = step.get("expected").cloned().unwrap_or(Json::Null);
        Ok(match check {
            "value" => same(&self.value(step)?, &expected),
            "value-close" => close(&self.value(step)?, &expected),
            "value-starts" => starts(&self.value(step)?, &written(&plain(&expected))),
            "typed-value" => same_moment(&self.value(step)?, &written(&plain(&expected))),
            "relevant" => truth("relevant", self.relevant(step)?, &expected),
            "readonly" => truth("readonly", self.readonly(step)?, &expected),
            "required" => truth("required", self.view(step)?.required, &expected),
            "position" => self.position(step),
            "at-end" => truth("at the end", self.cursor == Cursor::End, &expected),
            "repeat-count" => {
                let reference = text(step, "ref").unwrap_or_default();
                let count = match self.find(reference) {
                    Some(path) => self.instances(&path?).len(),
                    None => 0,
                };
                same(&count.to_string(), &expected)
            }
            "choice-count" => same(&self.choices(step)?.len().to_string(), &expected),
            "choice-at" => self.choice_at(step, &expected)?,
            "choices" => choices(&self.choices(step)?, &expected, step),
            "choice-labels" => {
                let labels: Vec<Json> =
                    self.choices(step)?.iter().map(|choice| Json::from(choice.label.as_str())).collect();
                same(&written(&Json::Array(labels)), &expected)
            }
            "label" => {
                let path = self.path(text(step, "ref").unwrap_or_default())?;
                let label = self.question(&path).map(|view| view.label.clone());
                let label = label.or_else(|| self.group(&path).map(|group| group.label.clone()));
                same(&label.ok_or("there is no such node")?, &expected)
            }
            "appearance" => {
                let words = self.appearance(step)?;
                let name = text(step, "name").unwrap_or_default();
                truth(name, words.split_whitespace().any(|word| word == name), &expected)
            }
            "appearances" => {
                let words: Vec<Json> = self.appearance(step)?.split_whitespace().map(Json::from).collect();
                same(&written(&Json::Array(words)), &expected)
            }
            "validity" | "answer-result" => {
                let wanted = written(&upper(&expected)).replace("_BUT_EMPTY", "").replace("_VIOLATED", "");
                same(self.validity(step)?, &Json::from(wanted.as_str()))
            }
            "form-validity" => same(&self.form_validity(), &lower(&expected)),
            "first-invalid" => self.first_invalid(step),
            "constraint-message" => self.message(step, &expected, Some(false))?,
            "required-message" => self.message(step, &expected, Some(true))?,
            "validity-message" => self.message(step, &expected, None)?,
            "state" => self.state(step),
            "instance" => crate::conformance::instances::hold(self, step),
            _ => return Err(NOT_TRIED.to_owned()),
        })
    }

    /// The path that a check speaks of: `ref`, else the last answer, else where one is.
    fn target(&self, step: &Json) -> Result<String> {
        match text(step, "ref") {
            Some(reference) => self.path(reference),
            None if step.get("ofLastAnswer").is_some() => {
                self.answered.clone().ok_or("nothing was answered".to_owned())
            }
            None => match &self.cursor {
                Cursor::At(event) => Ok(event.path().to_owned()),
                other => Err(format!("there is nothing at {other:?}")),
            },
        }
    }

    fn view(&self, step: &Json) -> Result<&sealform_protocol::QuestionView> {
        let path = self.target(step)?;
        self.question(&path).map(AsRef::as_ref).ok_or_else(|| format!("`{path}` is no question"))
    }

    /// The value as expressions see it; blank where there is no such instance.
    pub(super) fn value(&self, step: &Json) -> Result<String> {
        let path = match text(step, "ref") {
            Some(reference) => match self.find(reference) {
                Some(path) => path?,
                None => return Ok(String::new()),
            },
            None => self.target(step)?,
        };
        self.session.value(&path).map(|value| value.to_text()).map_err(|error| error.to_string())
    }

    pub(super) fn relevant(&self, step: &Json) -> Result<bool> {
        let reference = text(step, "ref").unwrap_or_default();
        let Some(path) = self.find(reference) else { return Ok(false) };
        let path = path?;
        if let Some(group) = self.group(&path) {
            return Ok(group.relevant);
        }
        self.session.is_relevant(&path).map_err(|error| error.to_string())
    }

    fn readonly(&self, step: &Json) -> Result<bool> {
        let path = self.target(step)?;
        match (self.question(&path), self.group(&path)) {
            (Some(view), _) => Ok(view.readonly),
            (None, Some(group)) => Ok(self.group_readonly(group)),
            (None, None) => Err(format!("there is no `{path}`")),
        }
    }

    fn appearance(&self, step: &Json) -> Result<String> {
        // All instances of a repeat look alike.
        let path = self.target(step)?;
        let path =
            path.strip_suffix(']').and_then(|path| path.rsplit_once('[')).map_or(path.as_str(), |(repeat, _)| repeat);
        match (self.question(path), self.group(path)) {
            (Some(view), _) => Ok(view.appearance.clone()),
            (None, Some(group)) => Ok(group.appearance.clone()),
            (None, None) => Err(format!("there is no `{path}`")),
        }
    }

    fn position(&self, step: &Json) -> Result {
        let wanted = self.path(text(step, "ref").unwrap_or_default())?;
        match &self.cursor {
            Cursor::At(event) if event.path() == wanted => Ok(()),
            other => Err(format!("expected to be at {wanted}, not {other:?}")),
        }
    }

    fn choices(&self, step: &Json) -> Result<Vec<ChoiceView>> {
        let view = self.view(step)?;
        offered(&view.control).ok_or_else(|| format!("`{}` has no choices", view.path))
    }

    fn choice_at(&self, step: &Json, expected: &Json) -> Result<Result> {
        let index = step.get("index").and_then(Json::as_integer).and_then(|index| usize::try_from(index).ok());
        let choices = self.choices(step)?;
        let choice = choices.get(index.unwrap_or_default()).ok_or("there is no such choice")?;
        let wanted = expected.get("value").map_or_else(|| written(expected), |value| written(&plain(value)));
        Ok(same(&choice.name, &Json::from(wanted.as_str())))
    }

    pub(super) fn issues(&self, path: &str) -> Vec<Issue> {
        let view = self.question(path);
        let hard = view.into_iter().flat_map(|view| &view.issues);
        hard.filter(|issue| issue.level == Level::Hard && issue.part == Part::Answer)
            .map(|issue| issue.issue.clone())
            .collect()
    }

    fn validity(&self, step: &Json) -> Result<&'static str> {
        let issues = self.issues(&self.target(step)?);
        Ok(match issues.first() {
            None => "OK",
            Some(Issue::Required { .. }) => "REQUIRED",
            Some(_) => "CONSTRAINT",
        })
    }

    fn form_validity(&self) -> String {
        let open = self.session.open_points();
        match open.first().map(|point| &point.issue) {
            None => "ok",
            Some(Issue::Required { .. }) => "required",
            Some(_) => "constraint",
        }
        .to_owned()
    }

    fn first_invalid(&self, step: &Json) -> Result {
        let first = self.session.open_points().first().map(|point| point.path.clone());
        let wanted = text(step, "ref").map(|reference| self.path(reference)).transpose()?;
        if first == wanted { Ok(()) } else { Err(format!("expected {wanted:?}, not {first:?}")) }
    }

    /// The message of an issue; `required` says of which, `None` of any.
    fn message(&self, step: &Json, expected: &Json, required: Option<bool>) -> Result<Result> {
        let path = self.target(step)?;
        let messages = self.issues(&path).into_iter().filter_map(|issue| match issue {
            Issue::Required { message } if required != Some(false) => Some(message.unwrap_or_default()),
            Issue::Constraint { message } if required != Some(true) => Some(message.unwrap_or_default()),
            _ => None,
        });
        let messages: Vec<String> = messages.collect();
        Ok(same(messages.first().map_or("", String::as_str), expected))
    }
}

pub(super) fn offered(control: &Control) -> Option<Vec<ChoiceView>> {
    match control {
        Control::SelectOne { choices } | Control::SelectMultiple { choices } | Control::Rank { choices } => {
            Some(choices.to_vec())
        }
        _ => None,
    }
}

fn upper(json: &Json) -> Json {
    Json::from(written(&plain(json)).to_uppercase().as_str())
}

fn lower(json: &Json) -> Json {
    Json::from(written(&plain(json)).to_lowercase().as_str())
}

fn truth(what: &str, have: bool, expected: &Json) -> Result {
    if plain(expected) == Json::Boolean(have) { Ok(()) } else { Err(format!("{what} is {have}")) }
}

/// Equal as text; numbers as numbers, `true` and `1` as what tests write for truth.
pub(super) fn same(have: &str, expected: &Json) -> Result {
    let wanted = written(&plain(expected));
    let as_number = |text: &str| text.trim().parse::<f64>().ok();
    let equal = have == wanted
        || as_number(have).is_some_and(|have| Some(have) == as_number(&wanted))
        || matches!((have, wanted.as_str()), ("true", "1") | ("1", "true") | ("false", "0") | ("0", "false"));
    if equal { Ok(()) } else { Err(format!("expected {wanted:?}, not {have:?}")) }
}

fn close(have: &str, expected: &Json) -> Result {
    let number = |json: Option<&Json>| json.map(written).and_then(|text| text.parse::<f64>().ok());
    let wanted = number(expected.get("value")).ok_or("no number is expected")?;
    let tolerance = number(expected.get("tolerance")).unwrap_or(1e-9);
    let have: f64 = have.parse().map_err(|_| format!("{have:?} is no number"))?;
    if (have - wanted).abs() <= tolerance { Ok(()) } else { Err(format!("expected about {wanted}, not {have}")) }
}

fn starts(have: &str, start: &str) -> Result {
    if have.starts_with(start) { Ok(()) } else { Err(format!("expected {start:?}…, not {have:?}")) }
}

/// The same moment, however its offset is written.
fn same_moment(have: &str, expected: &str) -> Result {
    let moment = |text: &str| chrono::DateTime::parse_from_rfc3339(text).ok();
    match (moment(have), moment(expected)) {
        (Some(have), Some(wanted)) if have == wanted => Ok(()),
        _ => same(have, &Json::from(expected)),
    }
}

fn choices(have: &[ChoiceView], expected: &Json, step: &Json) -> Result {
    let wanted: Vec<(String, Option<String>)> = expected
        .as_array()
        .unwrap_or_default()
        .iter()
        .map(|choice| match choice {
            Json::Object(_) => {
                let value = choice.get("value").map(|value| written(&plain(value))).unwrap_or_default();
                (value, choice.get("label").map(|label| written(&plain(label))))
            }
            other => (written(other), None),
        })
        .collect();
    let fits = |choice: &ChoiceView, (value, label): &(String, Option<String>)| {
        choice.name == *value && label.as_ref().is_none_or(|label| choice.label == *label)
    };
    let any_order = step.get("anyOrder") == Some(&Json::Boolean(true));
    let mut at = 0;
    for want in &wanted {
        let from = if any_order { 0 } else { at };
        match have.iter().skip(from).position(|choice| fits(choice, want)) {
            Some(found) => at = from + found + 1,
            None => {
                let names: Vec<_> = have.iter().map(|choice| (choice.name.as_str(), choice.label.as_str())).collect();
                return Err(format!("expected {want:?} among {names:?}"));
            }
        }
    }
    Ok(())
}

impl Player {
    /// A group is read-only where every question in it is.
    fn group_readonly(&self, group: &sealform_protocol::GroupView) -> bool {
        let mut all = true;
        self.snapshot.visit_questions(&group.children, &mut |view| all &= view.readonly);
        all
    }
}
