//! Any list of actions on real forms: refused or done, and after each the invariants of a session hold.
#![no_main]

use std::cell::RefCell;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta};
use libfuzzer_sys::fuzz_target;
use sealform_engine::{Beginning, Program, Session, compile};
use sealform_protocol::{Action, Command};
use sealform_questionnaire::Questionnaire;
use sealform_scoring::ScoringKey;
use sealform_types::Json;

const FORMS: [(&str, &str); 2] = [
    (
        include_str!("../../../www/site/forms/ksp-phone.json"),
        include_str!("../../../www/site/forms/ksp-phone.key.json"),
    ),
    (
        include_str!("../../../www/site/forms/store-visit.json"),
        include_str!("../../../www/site/forms/store-visit.key.json"),
    ),
];

/// Values that controls give, and some that they never should.
const VALUES: [&str; 24] = [
    "null", "true", "false", "0", "1", "6", "-1", "9007199254740993", "\"\"", "\"yes\"", "\"no\"", "\"na\"", "\"12,5\"",
    "\"12.50\"", "\"2027-05-13\"", "\"11:40\"", "\"2027-05-13T11:40:00+02:00\"", "\"good good good good good good good good\"",
    "[]", "[\"yes\"]", "[\"yes\",\"no\"]", "{}",
    "[{\"at\":\"2027-05-13T11:40:00+02:00\",\"channel\":\"phone\",\"outcome\":\"no_answer\",\"waited\":300}]",
    "[{\"at\":\"2027-05-14T11:40:00+02:00\",\"channel\":\"phone\",\"outcome\":\"answered\",\"waited\":12}]",
];

/// A form, and every path that an action may name.
struct Form {
    program: Arc<Program>,
    paths: Vec<String>,
    values: Vec<Json>,
}

thread_local! {
    static READY: RefCell<Vec<Form>> = RefCell::new(FORMS.iter().filter_map(form).collect());
}

fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else { return };
    READY.with_borrow(|forms| {
        if let Some(form) = forms.get(usize::from(*first) % forms.len().max(1)) {
            play(form, rest);
        }
    });
});

fn form((questionnaire, key): &(&str, &str)) -> Option<Form> {
    let (questionnaire, _) = Questionnaire::read(&Json::parse(questionnaire.as_bytes()).ok()?);
    let (key, _) = ScoringKey::read(&Json::parse(key.as_bytes()).ok()?);
    let (program, _) = compile(&questionnaire?, "0", key.as_ref().map(|key| (key, "0")));
    let program = Arc::new(program?);
    let mut paths: Vec<String> = program.questions().map(|question| question.path.to_owned()).collect();
    paths.push("nowhere".to_owned());
    let values = VALUES.iter().filter_map(|text| Json::parse(text.as_bytes()).ok()).collect();
    Some(Form { program, paths, values })
}

fn play(form: &Form, bytes: &[u8]) {
    let mut at = DateTime::UNIX_EPOCH.fixed_offset();
    let beginning = Beginning { id: "fuzz".to_owned(), at, language: "en".to_owned(), facts: Default::default() };
    let mut session = Session::start(Arc::clone(&form.program), beginning);
    for step in bytes.chunks_exact(3).take(200) {
        let [kind, path, value] = step else { return };
        at += TimeDelta::seconds(i64::from(*value));
        let before = session.snapshot().clone();
        let outcome = session.apply(Command { at, action: action(form, *kind, *path, *value) });
        let mut after = before;
        if let Ok(patch) = outcome {
            after.apply(&patch);
        }
        assert!(after == *session.snapshot(), "a patch applied to the old snapshot is the new one");
    }
    let restored = Session::restore(Arc::clone(&form.program), session.draft().clone());
    assert!(restored.is_ok_and(|same| same.snapshot() == session.snapshot()), "incremental equals from scratch");
    session.finish().ok();
}

fn action(form: &Form, kind: u8, path: u8, value: u8) -> Action {
    let path = form.paths.get(usize::from(path) % form.paths.len()).cloned().unwrap_or_default();
    let value = form.values.get(usize::from(value) % form.values.len()).cloned().unwrap_or(Json::Null);
    match kind % 8 {
        0..=3 => Action::Answer { path, value },
        4 => Action::Comment { path, text: value.as_str().unwrap_or("The operator said nothing at all.").to_owned() },
        5 => Action::Open { path },
        6 => Action::Language { language: value.as_str().unwrap_or("nb").to_owned() },
        _ => Action::Fact { name: "assignment".to_owned(), value },
    }
}
