//! Forms whose questions depend on the score: they name the one key that they are filled with, and no part of the score decides
//! on itself.

use std::sync::Arc;

use sealform_engine::{Claimed, Mismatch, replay};
use sealform_tests::respondent::{Respondent, digest, try_program};
use sealform_types::iso::{self, SecondParts};
use sealform_types::{Finding, Json};

fn json(text: &str) -> Json {
    Json::parse(text.as_bytes()).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// Two sections of one question each; what else is asked is given.
fn form(settings: &str, rest: &str) -> Json {
    json(&format!(
        r#"{{"sealform": 1, "id": "f", "version": "1", "title": "F", "languages": ["en"], "settings": {{{settings}}},
        "choices": {{"yn": [{{"name": "yes", "label": "Yes"}}, {{"name": "no", "label": "No"}}]}},
        "survey": [
          {{"type": "select_one", "choices": "yn", "name": "a", "label": "A"}},
          {rest}]}}"#
    ))
}

fn key(show: &str) -> Json {
    json(&format!(
        r#"{{"sealform_key": 1, "questionnaire": {{"id": "f", "version": "1"}}, "show": "{show}",
        "sections": [{{"name": "one", "label": "One", "questions": ["a"]}}, {{"name": "two", "label": "Two", "questions": ["b"]}}],
        "questions": {{"a": {{"points": {{"yes": 2, "no": 0}}}}, "b": {{"points": {{"yes": 1, "no": 0}}}}}}}}"#
    ))
}

/// Question `b` with more members.
fn b(members: &str) -> String {
    format!(r#"{{"type": "select_one", "choices": "yn", "name": "b", "label": "B"{members}}}"#)
}

fn needs(key: &Json) -> String {
    format!(r#""needs_key": "{}""#, digest(key))
}

fn told(form: &Json, key: Option<&Json>) -> Vec<(&'static str, String)> {
    let (program, findings) = try_program(form, key);
    let told: Vec<_> = findings.iter().map(|Finding { code, place, .. }| (*code, place.pointer.clone())).collect();
    assert_eq!(program.is_none(), findings.has_errors(), "{findings}");
    told
}

#[test]
fn a_form_follows_the_score_of_the_key_that_it_names() {
    let key = key("never");
    let asked = r#", "relevant": "score('one') < 50", "required": "score('one') = 0""#;
    let why = r#"{"type": "text", "name": "why", "label": "Why so low?", "relevant": "score() < 60"}"#;
    let form = form(&needs(&key), &format!("{}, {why}", b(asked)));
    let (program, findings) = try_program(&form, Some(&key));
    assert!(findings.is_empty(), "{findings}");
    let mut respondent = Respondent::opens(&Arc::new(program.expect("a program")));
    let asks =
        |respondent: &Respondent| ["b", "why"].map(|path| respondent.session.is_relevant(path).expect("a question"));
    assert_eq!(asks(&respondent), [false, false], "nothing is scored yet");
    respondent.answers("a", Json::from("yes"));
    assert_eq!(asks(&respondent), [false, false]);
    // 0 of 2 has the second question asked, which scores as well: 0 of 2, then 1 of 3.
    respondent.answers("a", Json::from("no"));
    assert_eq!(asks(&respondent), [true, true]);
    respondent.answers("b", Json::from("yes"));
    assert_eq!(asks(&respondent), [true, true]);
    let score = respondent.session.total().expect("a key").expect("a total");
    assert_eq!(score.percent.as_deref(), Some("33.3"));
    // What is not asked any more scores nothing: 2 of 2.
    respondent.answers("a", Json::from("yes"));
    respondent.keeps();
    assert_eq!(asks(&respondent), [false, false]);
    respondent.takes_back();
    assert_eq!(asks(&respondent), [true, true]);
}

#[test]
fn what_was_asked_by_the_score_is_asked_by_it_in_a_replay() {
    let key = key("never");
    let note = r#"{"type": "text", "name": "why", "label": "Why so low?", "relevant": "score() < 60"}"#;
    let form = form(&needs(&key), &format!("{}, {note}", b(r#", "relevant": "score('one') < 50""#)));
    let program = Arc::new(try_program(&form, Some(&key)).0.expect("a program"));
    let mut respondent = Respondent::opens(&program);
    respondent.answers("a", Json::from("no"));
    respondent.answers("b", Json::from("yes"));
    respondent.answers("why", Json::from("Nobody was there."));
    let finished = respondent.session.finish().expect("nothing is open");
    let at = iso::write_moment(&respondent.at, SecondParts::AsNeeded);
    let played = |answers: &Json| {
        let claimed = Claimed {
            answers,
            repeats: &finished.repeats,
            facts: &finished.facts,
            attachments: Vec::new(),
            assignment: None,
            outcome: &finished.outcome,
            started: &at,
            sealed: &at,
            language: "en",
            scored: true,
        };
        let replay = replay(&program, &claimed).expect("moments that can be read");
        (replay.mismatches, replay.not_replayed)
    };
    assert_eq!(played(&finished.answers), (vec![], vec![]));
    let other = finished.answers.to_text().replace("\"no\"", "\"yes\"");
    let (mismatches, _) = played(&json(&other));
    let refused =
        |path: &str| mismatches.iter().any(|one| matches!(one, Mismatch::Refused { path: at, .. } if at == path));
    assert!(refused("b") && refused("why"), "{mismatches:?}");
}

#[test]
fn it_is_filled_with_no_other_key() {
    let (own, other) = (key("never"), key("live"));
    let form = form(&needs(&own), &b(r#", "relevant": "score('one') < 50""#));
    assert!(told(&form, Some(&own)).is_empty());
    let needed = vec![("key/needed", "/settings/needs_key".to_owned())];
    assert_eq!(told(&form, Some(&other)), needed);
    assert_eq!(told(&form, None), needed);
}

#[test]
fn what_is_asked_may_not_depend_on_any_key() {
    let key = key("live");
    for (members, place) in [
        (r#", "relevant": "score('one') < 50""#, "/survey/1/relevant"),
        (r#", "required": "score() < 50""#, "/survey/1/required"),
        (r#", "constraint": "score() < 50""#, "/survey/1/constraint"),
    ] {
        let form = form("", &b(members));
        assert_eq!(told(&form, Some(&key)), [("expr/score-without-key", place.to_owned())], "{members}");
    }
    assert!(told(&form("", &b(r#", "hint": "${score()} so far""#)), Some(&key)).is_empty());
    // Expressions read labels of choices.
    let choices = form("", &b("")).to_text().replace("\"label\":\"No\"", "\"label\":\"No ${score()}\"");
    let place = "/choices/yn/1/label/en".to_owned();
    assert_eq!(told(&json(&choices), Some(&key)).first(), Some(&("expr/score-without-key", place)));
}

#[test]
fn a_score_that_decides_on_itself_is_refused() {
    let key = key("never");
    let circle = vec![("expr/cycle", "/survey".to_owned())];
    let by_whole = form(&needs(&key), &b(r#", "relevant": "score() < 50""#));
    assert_eq!(told(&by_whole, Some(&key)), circle, "of the whole on a part of it");
    let by_own = form(&needs(&key), &b(r#", "relevant": "score('two') < 50""#));
    assert_eq!(told(&by_own, Some(&key)), circle);
    // Each decides on the other one.
    let mut both = form(&needs(&key), &b(r#", "relevant": "score('one') < 50""#)).to_text();
    both = both.replace(r#""label":"A""#, r#""label":"A","relevant":"score('two') < 50""#);
    assert_eq!(told(&json(&both), Some(&key)), circle);
    // By way of a calculation that runs where the score changes.
    let steps = r#"{"type": "calculate", "name": "low", "calculation": "score('two') < 50"}"#;
    let by_steps = form(&needs(&key), &format!("{}, {steps}", b(r#", "relevant": "${low} = 'true'""#)));
    assert_eq!(told(&by_steps, Some(&key)), circle);
}

#[test]
fn a_text_shows_no_score_that_is_never_shown_and_none_that_is_not_there() {
    let text = |insertion: &str| form("", &b(&format!(r#", "hint": "${{{insertion}}}""#)));
    assert_eq!(told(&text("score()"), Some(&key("never"))), [("key/never-shown", "/survey/1/hint/en".to_owned())]);
    assert_eq!(told(&text("score('tow')"), Some(&key("live"))), [("key/unknown-part", "/survey/1/hint/en".to_owned())]);
    assert!(told(&text("score('two')"), Some(&key("at_end"))).is_empty());
    assert!(told(&text("score('two')"), None).is_empty(), "without a key it is blank");
}

#[test]
fn the_digest_of_a_key_is_one() {
    let form = form(r#""needs_key": "abc""#, &b(""));
    assert_eq!(told(&form, None).first().map(|(code, _)| *code), Some("document/bad-digest"));
}
