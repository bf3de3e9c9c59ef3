//! The engine's invariants, on random questionnaires and random command lists.

use std::sync::Arc;

use proptest::prelude::*;
use sealform_engine::{Claimed, Program, Session, replay};
use sealform_protocol::Action;
use sealform_tests::forms::{Deed, action, any_deeds, any_form};
use sealform_tests::respondent::{BEGINNING, Differences, Respondent, program};
use sealform_types::Json;

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

    /// An edit evaluates exactly the expressions that read something it changed.
    #[test]
    fn an_edit_evaluates_its_readers(form in any_form(), deeds in any_deeds()) {
        let mut respondent = Respondent::opens(&compiled(&form));
        for deed in deeds {
            let deed = action(&respondent, deed);
            let is_edit = !matches!(deed, Action::AddInstance { .. } | Action::RemoveInstance { .. });
            let before = respondent.session.inspect();
            if respondent.does(deed).is_ok() && is_edit {
                let after = respondent.session.inspect();
                let changed = before.iter().zip(&after).filter(|(before, after)| {
                    prop_assert_eq_ids(before, after);
                    after.is_expression && before.reads.iter().zip(&after.reads).any(|(a, b)| !a.is_same(b))
                });
                prop_assert_eq!(respondent.evaluated, changed.count() as u64);
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
                outcome: &finished.outcome, sealed: BEGINNING, language: &language,
            };
            let replayed = replay(&program, &claimed).expect("replayed");
            prop_assert_eq!(replayed.mismatches, vec![], "{}\n{}", form.0.to_text(), finished.answers.to_text());
            prop_assert_eq!(replayed.session.finish().ok(), Some(finished));
        }
    }

    /// Hiding and showing again brings everything back as it was.
    #[test]
    fn a_detour_leaves_no_trace(form in any_form(), deeds in any_deeds(), detour in any::<Deed>()) {
        let mut respondent = Respondent::opens(&compiled(&form));
        play(&mut respondent, &deeds);
        let before = respondent.session.snapshot().clone();
        let Action::Answer { path, value } = action(&respondent, detour) else { return Ok(()) };
        let old = respondent.session.draft().answers.get(&path).cloned().unwrap_or(Json::Null);
        let place = respondent.session.draft().position.clone();
        if respondent.does(Action::Answer { path: path.clone(), value }).is_ok() {
            respondent.answers(&path, old);
            let mut after = respondent.session.snapshot().clone();
            after.position = place;
            prop_assert_eq!(before, after);
        }
    }
}

fn prop_assert_eq_ids(before: &sealform_engine::Inspected, after: &sealform_engine::Inspected) {
    assert_eq!((before.slot, before.instance), (after.slot, after.instance), "an edit keeps the slots");
}
