//! A receiver plays a file again: whatever a form gives is accepted in silence, and what it could not have given is refused,
//! or named as taken on trust.

#[path = "replay/assigned.rs"]
mod assigned;
#[path = "replay/dated.rs"]
mod dated;
#[path = "replay/sealed.rs"]
mod sealed;

use std::sync::Arc;

use chrono::TimeDelta;
use proptest::prelude::*;
use sealform_engine::{Mismatch, Program, Replay, Session};
use sealform_protocol::Action;
use sealform_tests::forge::json;
use sealform_tests::forms::{action, any_deeds, any_form};
use sealform_tests::respondent::{BEGINNING, Respondent, moment, program};
use sealform_types::{Findings, Json, VecMap};

use dated::{any_dated_form, any_zone, enter};
use sealed::Sealed;

fn form(survey: &str) -> Arc<Program> {
    let form = format!(r#"{{"sealform":1,"id":"f","version":"1","title":"F","languages":["en"],"survey":[{survey}]}}"#);
    program(&json(&form), None)
}

/// Norway: summer time in 2026.
const OSLO: &str = r#"{"name":"Europe/Oslo","transitions":[[1761440400,60],[1774746000,120],[1792890000,60]]}"#;

fn opens(program: &Arc<Program>, facts: &[(&str, &str)]) -> Respondent {
    let facts: VecMap<String, Json> = facts.iter().map(|(name, value)| ((*name).to_owned(), json(value))).collect();
    Respondent::with_facts(program, facts)
}

fn pointers(replay: &Replay) -> Vec<String> {
    let pointer = |mismatch: &Mismatch| match mismatch {
        Mismatch::Refused { path, .. } => format!("refused {path}"),
        Mismatch::Open { path, .. } => format!("open {path}"),
        Mismatch::Differs { path, .. } => format!("differs {path}"),
        Mismatch::Claim { pointer, .. } => format!("claim {pointer}"),
        Mismatch::Outcome { .. } => "outcome".to_owned(),
        Mismatch::Clock { pointer, .. } => format!("clock {pointer}"),
        Mismatch::NotAttached { pointer, .. } => format!("not attached {pointer}"),
        Mismatch::TakesNoFile { pointer, .. } => format!("takes no file {pointer}"),
        Mismatch::Malformed { pointer } => format!("malformed {pointer}"),
    };
    replay.mismatches.iter().map(pointer).collect()
}

fn expect(program: &Arc<Program>, sealed: &Sealed, mismatches: &[&str], not_replayed: &[&str]) {
    let played = sealed.replay(program, None);
    assert_eq!(pointers(&played), mismatches, "{}", sealed.claims.to_text());
    assert_eq!(played.not_replayed, not_replayed, "{}", sealed.claims.to_text());
}

#[test]
fn each_file_that_an_answer_names_is_claimed() {
    let program = form(
        r#"{"type":"repeat","name":"r","label":"R","children":[{"type":"image","name":"shelf","label":"S"}]},
           {"type":"text","name":"why","label":"W"}"#,
    );
    let mut respondent = opens(&program, &[]);
    respondent.does(Action::AddInstance { path: "r".to_owned() }).expect("one more");
    respondent.answers("r[1]/shelf", json(r#"["a.jpg","b.jpg","a.jpg"]"#));
    let mut sealed = Sealed::of(&respondent).expect("finished");
    assert_eq!(
        sealed.member("answers").get("r[1]/shelf").map(Json::to_text).as_deref(),
        Some(r#"{"v":["a.jpg","b.jpg"]}"#)
    );
    expect(&program, &sealed, &[], &[]);
    let lost = sealed.files.remove(0);
    expect(&program, &sealed, &["not attached /answers/r[1]~1shelf/v/0"], &[]);
    sealed.files.clear();
    expect(&program, &sealed, &["not attached /answers/r[1]~1shelf/v/0", "not attached /answers/r[1]~1shelf/v/1"], &[]);
    sealed.files = vec![lost, ("r[1]/shelf".to_owned(), "b.jpg".to_owned()), ("why".to_owned(), "b.jpg".to_owned())];
    expect(&program, &sealed, &["takes no file /attachments/2/question"], &[]);
    sealed.files[2].0 = "nosuch".to_owned();
    expect(&program, &sealed, &["takes no file /attachments/2/question"], &[]);
}

#[test]
fn what_has_members_comes_back_as_it_went_in() {
    let form = json(
        r#"{"sealform":1,"id":"f","version":"1","title":"F","languages":["en"],"settings":{"allow_choice_duplicates":true},
            "choices":{"town":[{"name":"king","label":"King"},{"name":"ely","label":"Ely"},{"name":"king","label":"Other"}]},
            "survey":[{"type":"geopoint","name":"here","label":"H"},{"type":"geotrace","name":"way","label":"W"},
            {"type":"geopoint","name":"home","label":"H","readonly":true,"default":"59.5 10.5 7 3"},
            {"type":"calculate","name":"noted","calculation":"once(${here})"},
            {"type":"select_multiple","name":"towns","label":"T","choices":"town"}]}"#,
    );
    let program = program(&form, None);
    let mut respondent = opens(&program, &[]);
    respondent.answers("here", json(r#"{"lon":"10.75","lat":"59.91","alt":"12","acc":"4"}"#));
    respondent.answers("way", Json::from("59.91 10.75 3 1; 59.92 10.76"));
    respondent.answers("towns", json(r#"["king"]"#));
    let sealed = Sealed::of(&respondent).expect("finished");
    expect(&program, &sealed, &[], &[]);
    // A name that the list has twice is taken once.
    assert_eq!(sealed.member("answers").get("towns").map(Json::to_text).as_deref(), Some(r#"{"v":["king"]}"#));
}

#[test]
fn what_nobody_can_enter_is_worked_out_again() {
    let program = form(
        r#"{"type":"integer","name":"points","label":"P","readonly":true,"default":0},
           {"type":"date","name":"day","label":"D","readonly":true,"default_expression":"today()"},
           {"type":"start","name":"began"},
           {"type":"integer","name":"age","label":"A"}"#,
    );
    let mut respondent = opens(&program, &[]);
    respondent.answers("age", Json::Integer(3));
    let sealed = Sealed::of(&respondent).expect("finished");
    expect(&program, &sealed, &[], &[]);
    expect(&program, &sealed.with("/answers/points/v", Some("100")), &["differs points"], &[]);
    expect(&program, &sealed.with("/answers/points", None), &["differs points"], &[]);
    expect(&program, &sealed.with("/answers/began/v", Some(r#""2020-01-01T00:00:00+01:00""#)), &["differs began"], &[]);
    // A default that is worked out belongs to the start, and that is known here.
    expect(&program, &sealed.with("/answers/day/v", Some(r#""2020-01-01""#)), &[], &["day"]);
    expect(&program, &sealed.with("/answers/age/v", Some(r#""three""#)), &["open age"], &[]);
}

#[test]
fn what_a_trigger_wrote_is_replayed_where_the_end_gives_it() {
    let program = form(
        r#"{"type":"text","name":"shop","label":"S"},
           {"type":"integer","name":"price","label":"P"},
           {"type":"calculate","name":"noted","calculation":"concat(${price}, ' at ', ${shop})","trigger":["${shop}"]},
           {"type":"calculate","name":"kept","calculation":"once(${price})"},
           {"type":"calculate","name":"after","calculation":"concat(${noted}, '!')"}"#,
    );
    let mut respondent = opens(&program, &[]);
    respondent.answers("price", Json::Integer(3));
    respondent.answers("shop", Json::from("Kiwi"));
    let sealed = Sealed::of(&respondent).expect("finished");
    expect(&program, &sealed, &[], &[]);
    // Left out, or made up: neither believed nor refused.
    let made_up =
        sealed.with("/answers/noted/v", Some(r#""9 at Kiwi""#)).with("/answers/after/v", Some(r#""9 at Kiwi!""#));
    expect(&program, &made_up, &[], &["noted"]);
    let left_out = sealed.with("/answers/noted", None).with("/answers/after/v", Some(r#""!""#));
    expect(&program, &left_out, &[], &["noted"]);
    expect(&program, &sealed.with("/answers/after/v", Some(r#""9 at Kiwi!""#)), &["differs after"], &[]);
    expect(&program, &sealed.with("/answers/kept/v", Some("4")), &["differs kept"], &["kept"]);
    expect(&program, &sealed.with("/answers/kept/v", Some(r#""4""#)), &[], &["kept"]);
    expect(&program, &sealed.with("/answers/kept", None), &["differs kept"], &[]);
    // An honest file whose values cannot be had from its end.
    respondent.answers("price", Json::Integer(5));
    expect(&program, &Sealed::of(&respondent).expect("finished"), &[], &["kept", "noted"]);
}

#[test]
fn a_value_does_not_vouch_for_itself() {
    let program = form(
        r#"{"type":"text","name":"go","label":"G"},
           {"type":"calculate","name":"sum","calculation":"coalesce(${sum}, 1)","trigger":["${go}"]},
           {"type":"calculate","name":"one","calculation":"coalesce(${two}, 1)","trigger":["${go}"]},
           {"type":"calculate","name":"two","calculation":"coalesce(${one}, 1)","trigger":["${go}"]}"#,
    );
    let mut respondent = opens(&program, &[]);
    respondent.answers("go", Json::from("x"));
    let sealed = Sealed::of(&respondent).expect("finished");
    expect(&program, &sealed, &[], &[]);
    expect(&program, &sealed.with("/answers/sum/v", Some(r#""7""#)), &[], &["sum"]);
    let both = sealed.with("/answers/one/v", Some(r#""7""#)).with("/answers/two/v", Some(r#""7""#));
    assert!(!both.replay(&program, None).not_replayed.is_empty());
}

#[test]
fn what_was_entered_before_a_question_became_read_only_is_named() {
    let program = form(
        r#"{"type":"integer","name":"age","label":"A","readonly":"${done} = 'yes'","comment":{}},
           {"type":"text","name":"done","label":"D"}"#,
    );
    let mut respondent = opens(&program, &[]);
    respondent.answers("age", Json::Integer(3));
    respondent.comments("age", "about");
    expect(&program, &Sealed::of(&respondent).expect("finished"), &[], &[]);
    respondent.answers("done", Json::from("yes"));
    expect(&program, &Sealed::of(&respondent).expect("finished"), &[], &["age", "age#comment"]);
}

#[test]
fn facts_and_repeats_are_what_the_form_writes() {
    let program = form(
        r#"{"type":"repeat","name":"r","label":"R","children":[{"type":"integer","name":"n","label":"N"}]},
           {"type":"repeat","name":"fix","label":"F","instances":1,"fixed":true,"children":[{"type":"integer","name":"m","label":"M"}]},
           {"type":"calculate","name":"day","calculation":"format-date(now(), '%Y')"}"#,
    );
    let mut respondent = opens(&program, &[("zone", OSLO)]);
    respondent.does(Action::AddInstance { path: "r".to_owned() }).expect("one more");
    let sealed = Sealed::of(&respondent).expect("finished");
    expect(&program, &sealed, &[], &[]);
    expect(&program, &sealed.with("/facts/anything", Some(r#""x""#)), &["claim /facts/anything"], &[]);
    expect(&program, &sealed.with("/facts/assignment", Some(r#"{"a":1}"#)), &["claim /facts/assignment/a"], &[]);
    expect(&program, &sealed.with("/repeats/nosuch", Some("[7,8]")), &["claim /repeats/nosuch"], &[]);
    expect(&program, &sealed.with("/repeats/fix", Some("[1,7]")), &["malformed /repeats/fix"], &[]);
    expect(&program, &sealed.with("/repeats/fix", None), &["malformed /repeats/fix"], &[]);
    expect(&program, &sealed.with("/repeats/r", Some("[9,8]")), &["malformed /repeats/r", "claim /repeats/r"], &[]);
    expect(&program, &sealed.with("/repeats/r", Some("[1]")), &["malformed /repeats/r", "claim /repeats/r"], &[]);
    expect(&program, &Sealed { language: "xx".to_owned(), ..sealed.clone() }, &["malformed /form_locale"], &[]);
    let early = sealed.with("/facts/now", Some(r#""2026-05-21T10:00:00+01:00""#));
    assert!(pointers(&early.replay(&program, None)).contains(&"clock /facts/now".to_owned()));
    let late = Sealed { sealed: "1999-01-01T00:00:00+01:00".to_owned(), ..sealed };
    expect(&program, &late, &["clock /clock/sealed"], &[]);
}

#[test]
fn the_zone_is_sealed_where_a_day_was_converted() {
    let program = form(
        r#"{"type":"date","name":"d","label":"D"},{"type":"date","name":"e","label":"E"},
           {"type":"calculate","name":"days","calculation":"${e} - ${d}"},
           {"type":"calculate","name":"late","calculation":"if(${e} - ${d} <= 100, 'ok', 'late')"}"#,
    );
    let mut respondent = opens(&program, &[("zone", OSLO)]);
    let nothing = Sealed::of(&respondent).expect("finished");
    assert_eq!(nothing.member("facts").to_text(), "{}");
    expect(&program, &nothing, &[], &[]);
    respondent.answers("d", Json::from("2026-09-01"));
    respondent.answers("e", Json::from("2026-12-10"));
    let sealed = Sealed::of(&respondent).expect("finished");
    assert_eq!(sealed.member("facts").get("zone"), Some(&json(OSLO)));
    assert_eq!(sealed.member("answers").get("late").and_then(|late| late.get("v")), Some(&Json::from("late")));
    expect(&program, &sealed, &[], &[]);
    assert!(
        pointers(&sealed.with("/facts/zone", None).replay(&program, None)).contains(&"claim /facts/zone".to_owned())
    );
    let utc = sealed.with("/facts/zone", Some(r#"{"name":"UTC","transitions":[[0,0]]}"#));
    expect(&program, &utc, &["differs days", "differs late"], &[]);
    let odd = sealed.with("/facts/zone/transitions", Some("[[5,0],[1,0]]"));
    assert!(pointers(&odd.replay(&program, None)).contains(&"malformed /facts/zone".to_owned()));
}

#[test]
fn a_score_that_depends_on_what_is_taken_as_claimed_is_not_confirmed() {
    let survey = json(
        r#"{"sealform":1,"id":"f","version":"1","title":"F","languages":["en"],
            "choices":{"yn":[{"name":"yes","label":"Y"},{"name":"no","label":"N"}]},"survey":[
            {"type":"text","name":"shop","label":"S"},
            {"type":"calculate","name":"noted","calculation":"concat(${price}, '')","trigger":["${shop}"]},
            {"type":"calculate","name":"aside","calculation":"concat(${price}, '')","trigger":["${shop}"]},
            {"type":"integer","name":"price","label":"P"},
            {"type":"select_one","name":"q","label":"Q","choices":"yn","relevant":"${noted} = '3'"}]}"#,
    );
    let key = json(
        r#"{"sealform_key":1,"questionnaire":{"id":"f","version":"1"},"show":"never","questions":{"q":{"points":{"yes":1,"no":0}}}}"#,
    );
    let program = program(&survey, Some(&key));
    let mut respondent = opens(&program, &[]);
    respondent.answers("price", Json::Integer(3));
    respondent.answers("shop", Json::from("x"));
    respondent.answers("q", Json::from("yes"));
    let sealed = Sealed::of(&respondent).expect("finished");
    expect(&program, &sealed, &[], &[]);
    assert!(!sealed.replay(&program, None).is_score_unconfirmed);
    let aside = sealed.with("/answers/aside/v", Some(r#""4""#)).replay(&program, None);
    assert_eq!((aside.not_replayed, aside.is_score_unconfirmed), (vec!["aside".to_owned()], false));
    respondent.answers("price", Json::Integer(4));
    let noted = Sealed::of(&respondent).expect("finished").replay(&program, None);
    assert_eq!((noted.not_replayed, noted.is_score_unconfirmed), (vec!["aside".to_owned(), "noted".to_owned()], true));
}

#[test]
fn a_score_depends_on_what_the_form_wrote_because_of_what_is_taken_as_claimed() {
    let key = json(
        r#"{"sealform_key":1,"questionnaire":{"id":"f","version":"1"},"show":"never","questions":{"q":{"points":{"yes":1,"no":0}}}}"#,
    );
    // The second one reads the first one in passing, or is only set off by it.
    for second in [
        r#""calculation":"concat(${noted}, '')","trigger":["${noted}"]"#,
        r#""calculation":"'3'","trigger":["${noted}"]"#,
        r#""calculation":"once(${noted})""#,
    ] {
        let survey = format!(
            r#"{{"sealform":1,"id":"f","version":"1","title":"F","languages":["en"],
            "choices":{{"yn":[{{"name":"yes","label":"Y"}},{{"name":"no","label":"N"}}]}},"survey":[
            {{"type":"text","name":"shop","label":"S"}},{{"type":"integer","name":"price","label":"P"}},
            {{"type":"calculate","name":"noted","calculation":"concat(${{price}}, '')","trigger":["${{shop}}"]}},
            {{"type":"calculate","name":"second",{second}}},
            {{"type":"select_one","name":"q","label":"Q","choices":"yn","relevant":"${{second}} = '3'"}}]}}"#
        );
        let program = program(&json(&survey), Some(&key));
        let mut respondent = opens(&program, &[]);
        respondent.answers("price", Json::Integer(3));
        respondent.answers("shop", Json::from("x"));
        respondent.answers("q", Json::from("yes"));
        let sealed = Sealed::of(&respondent).expect("finished");
        assert!(!sealed.replay(&program, None).is_score_unconfirmed, "{second}");
        let made_up = sealed.with("/answers/price/v", Some("9")).replay(&program, None);
        assert_eq!(pointers(&made_up), Vec::<String>::new(), "{second}");
        assert_eq!((made_up.not_replayed, made_up.is_score_unconfirmed), (vec!["noted".to_owned()], true), "{second}");
    }
}

#[test]
fn of_ten_thousand_faults_a_hundred_are_listed() {
    let program = form(
        r#"{"type":"repeat","name":"r","label":"R","children":[{"type":"text","name":"a","label":"A","required":true},
            {"type":"integer","name":"b","label":"B","required":true}]},{"type":"text","name":"c","label":"C"}"#,
    );
    let sealed = Sealed::of(&opens(&program, &[])).expect("finished");
    let ids: Vec<String> = (1..=5_000).map(|id: u32| id.to_string()).collect();
    let open = sealed.with("/repeats/r", Some(&format!("[{}]", ids.join(","))));
    assert_eq!(pointers(&open.replay(&program, None)).len(), Findings::MOST);
    let unknown: Vec<String> = ids.iter().map(|id| format!(r#""d{id}":{{"v":"x"}}"#)).collect();
    let unknown = sealed.with("/answers", Some(&format!("{{{}}}", unknown.join(","))));
    assert_eq!(pointers(&unknown.replay(&program, None)).len(), Findings::MOST);
}

/// Changes, one at a time, of what nobody can choose.
fn changes(sealed: &Sealed, session: &Session, form: &Json) -> Vec<(String, Sealed)> {
    let mut changed = vec![
        ("/outcome".to_owned(), sealed.with("/outcome", Some(r#""another""#))),
        ("/facts/extra".to_owned(), sealed.with("/facts/extra", Some("1"))),
        ("/repeats/extra".to_owned(), sealed.with("/repeats/extra", Some("[999]"))),
        ("/sealed".to_owned(), Sealed { sealed: "2026-11-21T09:00:00+01:00".to_owned(), ..sealed.clone() }),
        ("/started".to_owned(), Sealed { started: "2036-11-21T09:00:00+01:00".to_owned(), ..sealed.clone() }),
        ("/language".to_owned(), Sealed { language: "xx".to_owned(), ..sealed.clone() }),
    ];
    for (name, _) in sealed.member("facts").as_object().expect("facts") {
        // Without its members the assignment that nobody has signed is another one, which may be.
        if name != "assignment" {
            changed.push((format!("/facts/{name}"), sealed.with(&format!("/facts/{name}"), None)));
        }
    }
    for (path, _) in sealed.member("answers").as_object().expect("answers") {
        // Nobody can say whether something was done and undone, and the form wrote a value in between.
        let name = path.rsplit('/').next().unwrap_or_default();
        let is_historic = form.to_text().split(&format!(r#""name":"{name}""#)).nth(1).is_some_and(|rest| {
            rest.split(r#"{"type""#).next().is_some_and(|question| {
                question.contains(r#""trigger""#) || question.contains("once(") || question.contains("coalesce(.")
            })
        });
        let is_entered = session.program().questions().any(|question| {
            let plain = path.split('/').map(|step| step.split('[').next().unwrap_or_default());
            question.path == plain.collect::<Vec<_>>().join("/") && question.kind.takes_answer()
        });
        let at = format!("/answers/{}", path.replace('/', "~1"));
        if !is_entered {
            if !is_historic {
                changed.push((at.clone(), sealed.with(&at, None)));
            }
            changed.push((at.clone(), sealed.with(&format!("{at}/v"), Some(r#""made up""#))));
        }
        changed.push((at.clone(), sealed.with(&format!("{at}/x"), Some("1"))));
        changed.push((at.clone(), sealed.with(&format!("{at}/v"), Some(r#"{"no":"value"}"#))));
    }
    changed
}

fn check(program: &Arc<Program>, respondent: &Respondent, form: &Json) -> Result<(), TestCaseError> {
    let Some(sealed) = Sealed::of(respondent) else { return Ok(()) };
    let played = sealed.replay(program, None);
    prop_assert_eq!(pointers(&played), Vec::<String>::new(), "{}", sealed.claims.to_text());
    prop_assert_eq!(played.session.finish().ok(), respondent.session.finish().ok());
    for (what, changed) in changes(&sealed, &respondent.session, form) {
        let played = changed.replay(program, None);
        let is_seen = !played.mismatches.is_empty() || !played.not_replayed.is_empty();
        prop_assert!(is_seen, "{what} passes: {}\n{}", changed.claims.to_text(), sealed.claims.to_text());
    }
    Ok(())
}

/// Enough cases for every day; `PROPTEST_CASES` asks for more.
fn config() -> ProptestConfig {
    let more = std::env::var("PROPTEST_CASES").ok().and_then(|count| count.parse().ok());
    ProptestConfig { cases: more.unwrap_or(200), failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn what_is_sealed_with_any_zone_is_replayed_in_silence(
        form in any_dated_form(), deeds in any_deeds(), zone in prop::option::of(any_zone()), scenario in prop::option::of(0..3_u8),
    ) {
        let program = program(&form, None);
        let assignment = scenario.map(|scenario| format!(r#"{{"scenario":"s{scenario}","site":{scenario}}}"#));
        let facts = [("zone", zone.as_deref()), ("assignment", assignment.as_deref())];
        let facts: Vec<(&str, &str)> = facts.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
        let mut respondent = opens(&program, &facts);
        deeds.iter().for_each(|deed| enter(&mut respondent, *deed));
        check(&program, &respondent, &form)?;
    }

    #[test]
    fn each_change_of_what_nobody_can_choose_is_seen(form in any_form(), deeds in any_deeds()) {
        let program = program(&form.0, Some(&form.1));
        let mut respondent = Respondent::opens(&program);
        for deed in deeds {
            respondent.at += TimeDelta::minutes(i64::from(deed.2));
            let _ = respondent.does(action(&respondent, deed));
        }
        prop_assert!(moment(BEGINNING) <= respondent.session.draft().at);
        check(&program, &respondent, &form.0)?;
    }
}
