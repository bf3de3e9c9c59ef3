//! The engine's invariants, on random questionnaires and random command lists.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use proptest::prelude::*;
use sealform_engine::{Claimed, Inspected, Program, Session, replay};
use sealform_protocol::{Action, Command, Node};
use sealform_tests::forms::{Deed, action, any_deeds, any_form};
use sealform_tests::respondent::{BEGINNING, Differences, Respondent, beginning, moment, program};
use sealform_types::{ChunkMap, Json, Level, VecMap};

type Answers = ChunkMap<String, Json>;

fn compiled((form, key): &(Json, Json)) -> Arc<Program> {
    program(form, Some(key))
}

/// A session begun anew from the draft of another.
fn from_scratch(session: &Session) -> Session {
    Session::restore(Arc::clone(session.program()), session.draft().clone()).expect("the same form")
}

fn play(respondent: &mut Respondent, deeds: &[Deed]) {
    for deed in deeds {
        let _ = respondent.does(action(respondent, *deed));
    }
}

/// Enough cases for every day; `PROPTEST_CASES` asks for more.
fn config() -> ProptestConfig {
    let more = std::env::var("PROPTEST_CASES").ok().and_then(|count| count.parse().ok());
    ProptestConfig { cases: more.unwrap_or(300), failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    /// A patch applied to the old snapshot gives the new one, and a refused command changes nothing.
    #[test]
    fn patches_add_up(form in any_form(), deeds in any_deeds()) {
        let mut respondent = Respondent::opens(&compiled(&form));
        for deed in deeds {
            let before = respondent.session.draft().clone();
            if respondent.does(action(&respondent, deed)).is_err() {
                prop_assert_eq!(&before, respondent.session.draft());
            }
            prop_assert_eq!(&respondent.face, respondent.session.snapshot());
        }
    }

    /// Who looks seldom sees what somebody sees who looks after every command, and who has never looked seals the same.
    #[test]
    fn what_is_drawn_late_is_what_is_drawn_at_once(
        form in any_form(), deeds in any_deeds(), looks in proptest::collection::vec(any::<bool>(), 12),
    ) {
        let program = compiled(&form);
        let mut respondent = Respondent::opens(&program);
        let begin = || Session::start(Arc::clone(&program), beginning(VecMap::new()));
        let (mut seldom, mut never) = (begin(), begin());
        let mut face = seldom.snapshot().clone();
        for (deed, looks) in deeds.iter().zip(looks.iter().chain([&true]).cycle()) {
            let command = Command { at: respondent.at, action: action(&respondent, *deed) };
            let done = respondent.does(command.action.clone());
            prop_assert_eq!(&done, &seldom.take(&command));
            prop_assert_eq!(&done, &never.take(&command));
            let drawn = respondent.session.snapshot();
            if *looks {
                let patch = seldom.patch();
                let is_old = patch.nodes.iter().find(|(key, node)| face.nodes.get(key) == Some(node));
                prop_assert_eq!(is_old, None, "nothing is drawn that was drawn before");
                face.apply(&patch);
                let differences = face.differences(drawn);
                prop_assert!(differences.is_empty(), "{}", differences.join("\n"));
                prop_assert!(seldom.patch().is_empty());
            }
            prop_assert_eq!(&face, seldom.snapshot(), "it stays as it was drawn");
            let mut open = Vec::new();
            for page in &drawn.pages {
                drawn.visit_questions(&page.children, &mut |view| {
                    let hard = view.issues.iter().filter(|issue| issue.level == Level::Hard);
                    open.extend(hard.map(|issue| (view.path.clone(), issue.issue.clone(), issue.part)));
                });
            }
            let points = never.open_points().into_iter().map(|point| (point.path, point.issue, point.part));
            prop_assert_eq!(points.collect::<Vec<_>>(), open, "in the order of the form");
            prop_assert_eq!(never.finish(), respondent.session.finish());
            prop_assert_eq!(never.total().map(Result::ok), respondent.session.total().map(Result::ok));
        }
        prop_assert!(never.patch().is_empty(), "nobody has anything that could be out of date");
        prop_assert_eq!(never.snapshot(), respondent.session.snapshot());
        prop_assert_eq!(never.draft(), respondent.session.draft());
    }

    /// What was reached by edits is what a session from the same ground state has.
    #[test]
    fn incremental_equals_scratch(form in any_form(), deeds in any_deeds()) {
        let mut respondent = Respondent::opens(&compiled(&form));
        for deed in deeds {
            let _ = respondent.does(action(&respondent, deed));
            let fresh = from_scratch(&respondent.session);
            let differences = respondent.session.snapshot().differences(fresh.snapshot());
            prop_assert!(differences.is_empty(), "{}", differences.join("\n"));
            prop_assert_eq!(respondent.session.score().map(Result::ok), fresh.score().map(Result::ok));
            prop_assert_eq!(respondent.session.finish(), fresh.finish());
        }
    }

    /// A form that was put away goes on as if it had stayed open: every patch is the same.
    #[test]
    fn a_restored_form_goes_on_alike(form in any_form(), deeds in any_deeds(), put_away in 0_usize..12) {
        let mut stayed = Respondent::opens(&compiled(&form));
        let (first, rest) = deeds.split_at(put_away.min(deeds.len()));
        play(&mut stayed, first);
        let mut restored = from_scratch(&stayed.session);
        for deed in rest {
            let action = action(&stayed, *deed);
            let command = Command { at: stayed.at, action };
            let expected = stayed.does(command.action.clone()).map(|()| stayed.patch.clone());
            prop_assert_eq!(expected, restored.apply(command));
            prop_assert_eq!(stayed.session.snapshot(), restored.snapshot());
        }
        prop_assert_eq!(stayed.session.draft(), restored.draft());
    }

    /// An edit evaluates exactly the expressions that read something it changed, or are new; where it brings about
    /// that the form writes something itself, each of them at most once more for each such event.
    #[test]
    fn an_edit_evaluates_its_readers(form in any_form(), deeds in any_deeds()) {
        let mut respondent = Respondent::opens(&compiled(&form));
        for deed in deeds {
            let deed = action(&respondent, deed);
            let before = by_cell(&respondent.session);
            let (answers, once) = (respondent.session.draft().answers.clone(), respondent.session.draft().defaults_applied.len());
            let path = match &deed {
                Action::Answer { path, .. } => path.clone(),
                _ => String::new(),
            };
            if respondent.does(deed).is_ok() {
                let after = by_cell(&respondent.session);
                let changed = |(cell, after): &(&Cell, &Inspected)| match before.get(*cell) {
                    Some(before) => {
                        before.reads.len() != after.reads.len()
                            || before.reads.iter().zip(&after.reads).any(|(a, b)| !a.is_same(b))
                    }
                    None => true,
                };
                let expected = after.iter().filter(|entry| entry.1.is_expression && changed(entry)).count() as u64;
                let events = after.iter().filter(|entry| entry.1.is_event && changed(entry)).count() as u64;
                let draft = respondent.session.draft();
                let written = written(&answers, &draft.answers, &path) + draft.defaults_applied.len().abs_diff(once) as u64;
                if events == 0 && written == 0 {
                    prop_assert_eq!(respondent.evaluated, expected, "{}", form.0.to_text());
                } else {
                    let most = (events + written + 1) * (expected + events + written);
                    prop_assert!(respondent.evaluated <= most, "{} > {most}", respondent.evaluated);
                }
            }
        }
    }

    /// What a form seals, the same form accepts again; and nothing that is not relevant is in it.
    #[test]
    fn what_is_sealed_can_be_replayed(form in any_form(), deeds in any_deeds()) {
        let program = compiled(&form);
        let mut respondent = Respondent::opens(&program);
        play(&mut respondent, &deeds);
        if let Ok(finished) = respondent.session.finish() {
            for (path, _) in finished.answers.as_object().expect("an object") {
                prop_assert!(respondent.session.is_relevant(path).expect("a question"), "{path} is not relevant");
            }
            let language = respondent.session.draft().language.clone();
            let claimed = Claimed {
                answers: &finished.answers, repeats: &finished.repeats, facts: &finished.facts,
                attachments: finished.files.iter().map(|file| (file.question.clone(), file.name.as_str())).collect(), assignment: None, outcome: &finished.outcome, started: BEGINNING, sealed: BEGINNING,
                language: &language, scored: finished.score.is_some(),
            };
            let replayed = replay(&program, &claimed).expect("replayed");
            prop_assert_eq!(replayed.mismatches, vec![], "{}\n{}", form.0.to_text(), finished.answers.to_text());
            prop_assert_eq!(replayed.session.finish().ok(), Some(finished));
        }
    }

    /// A command that is taken back leaves the ground state as it was, but for the clock, the log and the ids.
    #[test]
    fn what_is_taken_back_leaves_no_trace(form in any_form(), deeds in any_deeds(), taken in any::<Deed>()) {
        let mut respondent = Respondent::opens(&compiled(&form));
        play(&mut respondent, &deeds);
        let before = respondent.session.draft().clone();
        let taken = action(&respondent, taken);
        // Where somebody is, and in which language, is not what a command has changed.
        if matches!(taken, Action::Open { .. } | Action::Language { .. }) || respondent.does(taken).is_err() {
            return Ok(());
        }
        respondent.keeps();
        respondent.takes_back();
        let after = respondent.session.draft().clone();
        prop_assert_eq!(
            (&before.answers, &before.comments, &before.instances, &before.defaults_applied, &before.watches),
            (&after.answers, &after.comments, &after.instances, &after.defaults_applied, &after.watches)
        );
        prop_assert_eq!(&respondent.face, respondent.session.snapshot());
        let fresh = from_scratch(&respondent.session);
        prop_assert!(respondent.session.snapshot().differences(fresh.snapshot()).is_empty());
    }

    /// Hiding and showing again brings everything back as it was.
    #[test]
    fn a_detour_leaves_no_trace(form in any_form(), deeds in any_deeds(), detour in any::<Deed>()) {
        let mut respondent = Respondent::opens(&compiled(&form));
        play(&mut respondent, &deeds);
        let before = respondent.session.snapshot().clone();
        let Action::Answer { path, value } = action(&respondent, detour) else { return Ok(()) };
        // Who enters again what the form has put there has answered.
        let is_preset = |node: &Node| matches!(node, Node::Question(view) if view.path == path && view.preset);
        if before.nodes.values().any(is_preset) {
            return Ok(());
        }
        let old = respondent.session.draft().answers.get(&path).cloned().unwrap_or(Json::Null);
        let place = respondent.session.draft().position.clone();
        let answers = respondent.session.draft().answers.clone();
        if respondent.does(Action::Answer { path: path.clone(), value }).is_ok() {
            // What a filter no longer lets through cannot be entered again, though it was kept.
            if respondent.does(Action::Answer { path: path.clone(), value: old }).is_err() {
                return Ok(());
            }
            let mut after = respondent.session.snapshot().clone();
            after.position = place;
            // What the form has written on the way stays.
            if written(&answers, &respondent.session.draft().answers, &path) == 0 {
                prop_assert_eq!(before, after);
            }
        }
    }
}

/// A slot of an instance, or an event there.
type Cell = (u32, u32, bool);

fn by_cell(session: &Session) -> BTreeMap<Cell, Inspected> {
    let all = session.inspect().into_iter();
    all.map(|inspected| ((inspected.slot, inspected.instance, inspected.is_event), inspected)).collect()
}

/// How many answers other than the one at `path` are not what they were.
fn written(before: &Answers, after: &Answers, path: &str) -> u64 {
    let paths: BTreeSet<&String> = before.iter().chain(after.iter()).map(|(path, _)| path).collect();
    let differ = paths.into_iter().filter(|known| *known != path && before.get(*known) != after.get(*known));
    differ.count() as u64
}

#[test]
fn whoever_comes_back_to_a_form_that_is_drawn_sees_what_the_days_have_changed() {
    let form = r#"{"sealform":1,"id":"written","version":"1","title":"Written","languages":["en"],"survey":[
        {"type":"attempt_log","name":"mail","required":true,"label":"What became of it?",
         "attempts":{"max":1,"wait":0,"wait_days":3,"channels":["email"]}},
        {"type":"terminate","name":"nobody","relevant":"exhausted(${mail})","outcome":"knocked_out","label":"Nobody answered."}]}"#;
    let program = program(&Json::parse(form.as_bytes()).expect("JSON"), None);
    let mut respondent = Respondent::opens(&program);
    respondent.answers_json("mail", r#"[{"at":"2026-11-20T09:00:00+01:00","channel":"email","outcome":"no_answer"}]"#);
    assert!(respondent.face.outcome.is_none());
    // Opened again and drawn, and nothing was entered since.
    let mut session = from_scratch(&respondent.session);
    let mut face = session.snapshot().clone();
    let later = moment("2026-11-27T09:00:00+01:00");
    session.come_back(later);
    face.apply(&session.patch());
    let mut anew = from_scratch(&respondent.session);
    anew.come_back(later);
    assert_eq!(face.differences(anew.snapshot()), Vec::<String>::new());
    assert!(face.outcome.is_some());
    assert_eq!(session.draft().log, respondent.session.draft().log, "nothing is logged");
}
