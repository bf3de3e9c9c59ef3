//! One test for each row of the table of rules.

use sealform_types::{AttemptOutcome, Value};

use super::desk::{Desk, Stands, decimal, line, log, misfits, names, program, total};
use crate::Exact;

const ONE: &str = r#""questions":{"area/a":{"points":{"yes":3,"no":1}}}"#;

fn says(text: &str, number: &str, why: &'static str) -> (String, String, &'static str) {
    (text.to_owned(), number.to_owned(), why)
}

#[test]
fn points_per_choice_and_the_highest_is_possible() {
    let program = program(ONE);
    let answered = |choice: &str| line(&Desk::new(&program).takes("area/a", choice).sheet(&program), "area/a");
    assert_eq!(answered("yes"), says("3", "3", "answered"));
    assert_eq!(answered("no"), says("1", "3", "answered"));
    assert_eq!(answered("na"), says("0", "0", "not_applicable"));
    assert_eq!(answered("no_view"), says("0", "3", "not_observed"));
}

#[test]
fn points_may_be_fractions_as_text_or_number() {
    let program = program(
        r#""questions":{"area/a":{"points":{"yes":0.1,"no":"0.000001"}},"area/b":{"points":{"yes":0.2,"no":0}}}"#,
    );
    let sheet = Desk::new(&program).takes("area/a", "yes").takes("area/b", "yes").sheet(&program);
    assert_eq!(sheet.total.earned.to_fraction(), "3/10");
    let sheet = Desk::new(&program).takes("area/a", "no").sheet(&program);
    assert_eq!(sheet.total.result.unwrap().to_fraction(), "1/100000");
}

#[test]
fn counts_as_keeps_a_question_that_does_not_apply() {
    let program = program(r#""questions":{"area/a":{"points":{"yes":3,"no":0},"counts_as":0}}"#);
    let sheet = Desk::new(&program).takes("area/a", "na").sheet(&program);
    assert_eq!(line(&sheet, "area/a"), says("0", "3", "not_applicable_counted"));
}

#[test]
fn not_relevant_and_unanswered_leave_both_sums() {
    let program = program(ONE);
    let sheet = Desk::new(&program).stand("area/a", [Stands::NotRelevant]).sheet(&program);
    assert_eq!(line(&sheet, "area/a"), says("0", "0", "not_relevant"));
    assert_eq!(line(&Desk::new(&program).sheet(&program), "area/a"), says("0", "0", "unanswered"));
}

#[test]
fn unanswered_may_count_as_nothing() {
    let program = program(
        r#""unanswered":"zero","questions":{"area/a":{"points":{"yes":3,"no":1}},
           "area/b":{"points":{"yes":2,"no":0},"unanswered":"leave"}}"#,
    );
    let sheet = Desk::new(&program).sheet(&program);
    assert_eq!(line(&sheet, "area/a"), says("0", "3", "unanswered_zero"));
    assert_eq!(line(&sheet, "area/b"), says("0", "0", "unanswered"));
    let sheet = Desk::new(&program).stand("area/a", [Stands::NotRelevant]).sheet(&program);
    assert_eq!(line(&sheet, "area/a"), says("0", "0", "not_relevant"));
}

#[test]
fn several_choices_add_up_between_min_and_max() {
    let rule = r#""questions":{"tools":{"points":{"pen":2,"card":3,"mess":-4,"none":0},"max":4}}"#;
    let program = program(rule);
    let answered = |taken: &[&str]| line(&Desk::new(&program).says("tools", names(taken)).sheet(&program), "tools");
    assert_eq!(answered(&["pen"]), says("2", "4", "answered"));
    assert_eq!(answered(&["pen", "card"]), says("4", "4", "answered"));
    assert_eq!(answered(&["pen", "card", "mess"]), says("1", "4", "answered"));
    assert_eq!(answered(&["mess"]), says("0", "4", "answered"));
    assert_eq!(answered(&["na"]), says("0", "0", "not_applicable"));
    assert_eq!(answered(&[]), says("0", "0", "unanswered"));
}

#[test]
fn several_choices_may_deduct_down_to_min() {
    let program = program(r#""questions":{"tools":{"points":{"pen":2,"card":3,"mess":-4,"none":7},"min":-3}}"#);
    let sheet = Desk::new(&program).says("tools", names(&["mess"])).sheet(&program);
    assert_eq!(line(&sheet, "tools"), says("-3", "7", "answered"));
    assert_eq!(sheet.total.percent.as_deref(), Some("-42.9"));
}

#[test]
fn bands_take_the_first_that_fits_and_include_their_end() {
    let program = program(r#""questions":{"wait":{"bands":[{"up_to":60,"points":5},{"up_to":180,"points":3}]}}"#);
    let waited = |seconds| line(&Desk::new(&program).says("wait", Value::Duration(seconds)).sheet(&program), "wait");
    assert_eq!(waited(0), says("5", "5", "answered"));
    assert_eq!(waited(60), says("5", "5", "answered"));
    assert_eq!(waited(61), says("3", "5", "answered"));
    assert_eq!(waited(181), says("0", "5", "outside_bands"));
}

#[test]
fn classes_of_an_nps_are_paid_by_name() {
    let program = program(r#""questions":{"likely":{"points":{"detractor":-1,"passive":0,"promoter":"2.5"}}}"#);
    let likely = |step| line(&Desk::new(&program).says("likely", Value::Integer(step)).sheet(&program), "likely");
    for (step, points) in [(0, "-1"), (6, "-1"), (7, "0"), (8, "0"), (9, "2.5"), (10, "2.5")] {
        assert_eq!(likely(step), says(points, "2.5", "answered"), "{step}");
    }
    let findings = misfits(r#""questions":{"likely":{"points":{"promotor":2,"detractor":0}}}"#);
    let found: Vec<String> = findings
        .iter()
        .map(|finding| format!("{} {}", finding.code, finding.hint.as_deref().unwrap_or_default()))
        .collect();
    assert_eq!(
        found,
        [
            "key/unknown-choice did you mean `promoter`?",
            "key/choice-without-points write `\"passive\": 0`",
            "key/choice-without-points write `\"promoter\": 0`",
        ]
    );
    // By their numbers, too.
    let program = super::desk::program(r#""questions":{"likely":{"bands":[{"up_to":8,"points":1},{"points":2}]}}"#);
    let sheet = Desk::new(&program).says("likely", Value::Integer(9)).sheet(&program);
    assert_eq!(line(&sheet, "likely"), says("2", "2", "answered"));
}

#[test]
fn bands_may_depend_on_the_channel() {
    let program = program(
        r#""questions":{"wait":{"bands":[{"up_to":60,"points":5,"when":"phone"},{"up_to":600,"points":4,"when":"chat"},
           {"points":1}]}}"#,
    );
    let desk = Desk::new(&program).says("wait", Value::Duration(300));
    assert_eq!(line(&desk.clone().holding("phone").sheet(&program), "wait"), says("1", "5", "answered"));
    assert_eq!(line(&desk.clone().holding("chat").sheet(&program), "wait"), says("4", "4", "answered"));
    assert_eq!(line(&desk.sheet(&program), "wait"), says("1", "1", "answered"));
}

#[test]
fn an_attempt_log_counts_the_wait_of_the_answered_try() {
    let program = program(r#""questions":{"log":{"bands":[{"up_to":60,"points":5},{"points":0}]}}"#);
    let tries = log(&[(AttemptOutcome::Queue, 300), (AttemptOutcome::Answered, 20)]);
    assert_eq!(line(&Desk::new(&program).says("log", tries).sheet(&program), "log"), says("5", "5", "answered"));
    let none = log(&[(AttemptOutcome::Voicemail, 10)]);
    assert_eq!(line(&Desk::new(&program).says("log", none).sheet(&program), "log"), says("0", "0", "unanswered"));
}

#[test]
fn a_straight_line_ends_at_its_ends() {
    let rule = r#""questions":{"rating":{"linear":{"from":{"at":2,"points":0},"to":{"at":5,"points":10}}}}"#;
    let program = program(rule);
    let rated = |step| Desk::new(&program).says("rating", Value::Integer(step)).sheet(&program).total.earned.to_plain();
    assert_eq!([1, 2, 3, 5, 6].map(rated), ["0", "0", "10/3", "10", "10"]);
}

#[test]
fn a_straight_line_may_fall() {
    let rule = r#""questions":{"amount":{"linear":{"from":{"at":10,"points":5},"to":{"at":20,"points":1}}}}"#;
    let program = program(rule);
    let paid = |text| Desk::new(&program).says("amount", decimal(text)).sheet(&program);
    assert_eq!(total(&paid("12.5")), ("4".into(), "5".into(), Some("80.0".into())));
    assert_eq!(total(&paid("99")).0, "1");
}

#[test]
fn a_calculated_double_is_rounded_to_six_places_first() {
    let program = program(r#""questions":{"sum":{"linear":{"from":{"at":0,"points":0},"to":{"at":1,"points":1}}}}"#);
    let sum =
        |number| Desk::new(&program).says("sum", Value::Number(number)).sheet(&program).total.earned.to_fraction();
    assert_eq!(sum(1.0 / 3.0), "333333/1000000");
    assert_eq!(sum(0.000_000_5), "1/1000000");
    assert_eq!(sum(1e300), "1/1");
    assert_eq!(sum(-0.5), "0/1");
}

#[test]
fn a_box_to_tick_is_scored_by_true_and_false() {
    let program = program(r#""questions":{"ok":{"points":{"true":2,"false":0}}}"#);
    let sheet = Desk::new(&program).says("ok", Value::Boolean(true)).sheet(&program);
    assert_eq!(line(&sheet, "ok"), says("2", "2", "answered"));
}

#[test]
fn instances_make_one_line() {
    let tills = |how: &str| {
        let text = format!(r#""questions":{{"till/open":{{"points":{{"yes":4,"no":1}},"instances":"{how}"}}}}"#);
        let program = program(&text);
        let choice = |name: &str| Stands::Answered(Value::Choice(name.to_owned()));
        let stands = [choice("yes"), choice("no"), choice("na"), choice("no"), Stands::NotRelevant];
        line(&Desk::new(&program).stand("till/open", stands).sheet(&program), "till/open")
    };
    assert_eq!(tills("sum"), says("6", "12", "instances"));
    assert_eq!(tills("mean"), says("2", "4", "instances"));
    assert_eq!(tills("worst"), says("1", "4", "instances"));
    assert_eq!(tills("best"), says("4", "4", "instances"));
}

#[test]
fn no_instance_is_no_result() {
    let program = program(r#""questions":{"till/open":{"points":{"yes":4,"no":1},"instances":"mean"}}"#);
    let sheet = Desk::new(&program).stand("till/open", []).sheet(&program);
    assert_eq!(line(&sheet, "till/open"), says("0", "0", "not_relevant"));
    assert_eq!((sheet.total.result, sheet.total.percent), (None, None));
}

#[test]
fn a_bonus_adds_to_earned_alone() {
    let text = |cap: &str| {
        format!(
            r#"{cap}"questions":{{"area/a":{{"points":{{"yes":3,"no":0}}}},"area/b":{{"points":{{"yes":2,"no":0}},"bonus":true}}}}"#
        )
    };
    let both = |cap: &str| {
        let program = program(&text(cap));
        total(&Desk::new(&program).takes("area/a", "yes").takes("area/b", "yes").sheet(&program))
    };
    assert_eq!(both(""), ("5".into(), "3".into(), Some("166.7".into())));
    assert_eq!(both(r#""cap_at_possible":true,"#), ("3".into(), "3".into(), Some("100.0".into())));
}

#[test]
fn a_weight_multiplies_both_sums() {
    let program = program(r#""questions":{"area/a":{"points":{"yes":3,"no":1},"weight":2.5}}"#);
    let sheet = Desk::new(&program).takes("area/a", "no").sheet(&program);
    assert_eq!(line(&sheet, "area/a"), says("2.5", "7.5", "answered"));
}

#[test]
fn what_is_unscored_never_counts() {
    let program = program(r#""questions":{"area/a":{"points":{"yes":3,"no":1}},"rating":{"unscored":true}}"#);
    let sheet = Desk::new(&program).takes("area/a", "no").says("rating", Value::Integer(5)).sheet(&program);
    assert_eq!(line(&sheet, "rating"), says("0", "0", "unscored"));
    assert_eq!(total(&sheet).1, "3");
    let scored: Vec<bool> = program.lines().map(|(id, _)| program.is_scored(id)).collect();
    assert_eq!(scored, [true, false]);
}

#[test]
fn a_rule_may_count_on_one_channel_only() {
    let program = program(r#""questions":{"area/a":{"points":{"yes":3,"no":1},"when":"chat"}}"#);
    let desk = Desk::new(&program).takes("area/a", "no");
    assert_eq!(line(&desk.sheet(&program), "area/a"), says("0", "0", "excluded"));
    assert_eq!(line(&desk.holding("chat").sheet(&program), "area/a"), says("1", "3", "answered"));
}

#[test]
fn choices_that_only_deduct_make_nothing_possible() {
    let program = program(r#""questions":{"area/a":{"points":{"yes":0,"no":-2,"no_view":-1}}}"#);
    let sheet = Desk::new(&program).takes("area/a", "no").sheet(&program);
    assert_eq!(line(&sheet, "area/a"), says("-2", "0", "answered"));
    assert_eq!(sheet.total.percent, None);
}

#[test]
fn nothing_is_longer_than_it_may_be() {
    let mut questions = Vec::new();
    let mut form = String::new();
    // Two hundred odd denominators of about 60 bits each have no factor in common with most others.
    for index in 0..200_i64 {
        let end = 999_999_999_989_i64 - index * 2;
        form.push_str(&format!(r#"{{"type":"decimal","name":"q{index}","label":"Q"}},"#));
        questions.push(format!(
            r#""q{index}":{{"linear":{{"from":{{"at":0,"points":0}},"to":{{"at":{end},"points":1}}}}}}"#
        ));
    }
    let form = format!(
        r#"{{"sealform":1,"id":"desk","version":"1","title":"D","languages":["en"],"survey":[{}]}}"#,
        form.trim_end_matches(',')
    );
    let (form, _) = sealform_questionnaire::Questionnaire::read(&sealform_types::Json::parse(form.as_bytes()).unwrap());
    let key = super::desk::key(&format!(r#""questions":{{{}}}"#, questions.join(",")));
    let (program, findings) = crate::ScoringProgram::compile(&form.unwrap(), &key);
    assert!(program.is_none());
    let finding = findings.iter().next().unwrap();
    assert_eq!(finding.code, "key/number-too-long");
    assert!(finding.place.pointer.starts_with("/questions/q") && finding.place.pointer.ends_with("/linear"));
}

#[test]
fn a_sum_that_grows_too_long_is_refused_with_its_place() {
    // Means over different prime numbers of instances multiply their denominators.
    let primes: Vec<usize> =
        (2..4000_usize).filter(|n| (2..*n).take_while(|d| d * d <= *n).all(|d| n % d != 0)).collect();
    let repeats: Vec<String> = (0..primes.len())
        .map(|index| {
            format!(
                r#"{{"type":"repeat","name":"r{index}","children":[{{"type":"acknowledge","name":"q","label":"Q"}}]}}"#
            )
        })
        .collect();
    let form = format!(
        r#"{{"sealform":1,"id":"desk","version":"1","title":"D","languages":["en"],"survey":[{}]}}"#,
        repeats.join(",")
    );
    let (form, _) = sealform_questionnaire::Questionnaire::read(&sealform_types::Json::parse(form.as_bytes()).unwrap());
    let rules: Vec<String> = (0..primes.len())
        .map(|index| format!(r#""r{index}/q":{{"points":{{"true":1,"false":0}},"instances":"mean"}}"#))
        .collect();
    let key = super::desk::key(&format!(r#""questions":{{{}}}"#, rules.join(",")));
    let program = crate::ScoringProgram::compile(&form.unwrap(), &key).0.unwrap();
    let mut desk = Desk::new(&program);
    for ((line, _), prime) in program.lines().zip(&primes) {
        let mut stands = vec![Stands::Answered(Value::Boolean(false)); *prime];
        stands[0] = Stands::Answered(Value::Boolean(true));
        desk.set(line, stands);
    }
    let refused = crate::score(&program, &desk).unwrap_err();
    assert_eq!(refused.to_string(), "the score of `total` needs more than 4096 bits");
}

#[test]
fn misfits_are_reported_with_place_and_hint() {
    for (members, code, place, hint) in [
        (
            r#""questions":{"area/aa":{"points":{"yes":1,"no":0}}}"#,
            "key/unknown-question",
            "/questions/area~1aa",
            "did you mean `area/a`?",
        ),
        (
            r#""questions":{"open":{"points":{"yes":1,"no":0}}}"#,
            "key/unknown-question",
            "/questions/open",
            "did you mean `till/open`?",
        ),
        (
            r#""questions":{"area/a":{"points":{"yess":1,"yes":1,"no":0}}}"#,
            "key/unknown-choice",
            "/questions/area~1a/points/yess",
            "did you mean `yes`?",
        ),
        (
            r#""questions":{"area/a":{"points":{"yes":1}}}"#,
            "key/choice-without-points",
            "/questions/area~1a/points",
            "write `\"no\": 0`",
        ),
        (
            r#""questions":{"wait":{"points":{"60":1}}}"#,
            "key/wrong-question",
            "/questions/wait/points",
            "give it `bands` or `linear`",
        ),
        (
            r#""questions":{"wait":{"bands":[{"up_to":60,"points":5},{"up_to":30,"points":3}]}}"#,
            "key/unreachable-points",
            "/questions/wait/bands/1",
            "sort the bands in ascending order",
        ),
    ] {
        let findings = misfits(members);
        let found: Vec<_> = findings.iter().map(|f| (f.code, f.place.pointer.as_str(), f.hint.as_deref())).collect();
        assert!(found.contains(&(code, place, Some(hint))), "{members}: {found:?}");
    }
}

#[test]
fn the_largest_points_do_not_overflow() {
    let program = program(r#""questions":{"area/a":{"points":{"yes":1000000000000,"no":0},"weight":1000000000000}}"#);
    let sheet = Desk::new(&program).takes("area/a", "yes").sheet(&program);
    assert_eq!(sheet.total.earned, &Exact::whole(1_000_000_000_000) * &Exact::whole(1_000_000_000_000));
    assert_eq!(sheet.total.percent.as_deref(), Some("100.0"));
}

#[test]
fn a_key_may_name_one_text_of_its_questionnaire() {
    let digest = "0a".repeat(32);
    let mut key = super::desk::key(ONE);
    assert_eq!(key.check_digest(&digest), None);
    key.questionnaire.sha256 = Some("0b".repeat(32));
    let finding = key.check_digest(&digest).unwrap();
    assert_eq!((finding.code, finding.place.pointer.as_str()), ("key/other-questionnaire", "/questionnaire/sha256"));
    key.questionnaire.sha256 = Some(digest.clone());
    assert_eq!(key.check_digest(&digest), None);
}

/// Answers that count how often they are asked.
struct Counting<'a>(&'a Desk, std::cell::Cell<usize>);

impl crate::Answers for Counting<'_> {
    fn standings(&self, line: crate::LineId, visit: &mut dyn FnMut(crate::Standing<'_>)) {
        self.1.set(self.1.get() + 1);
        self.0.standings(line, visit);
    }

    fn holds(&self, condition: crate::ConditionId) -> bool {
        self.0.holds(condition)
    }
}

#[test]
fn an_edit_asks_for_the_answers_that_it_touches_alone() {
    let program = program(
        r#""questions":{"area/a":{"points":{"yes":1,"no":0}},"area/b":{"points":{"yes":1,"no":0},"when":"chat"},
           "area/c":{"points":{"yes":1,"no":0}},"wait":{"bands":[{"up_to":60,"points":5,"when":"chat"},{"points":0}]}},
           "knock_out":[{"when":"exhausted","reason":"Nobody answered"}]"#,
    );
    let desk = Desk::new(&program).takes("area/a", "yes").holding("chat").holding("exhausted");
    let mut tally = crate::Tally::of(&program, &Desk::new(&program));
    let asked = |tally: &mut crate::Tally, refresh: &dyn Fn(&mut crate::Tally, &Counting<'_>)| {
        let counting = Counting(&desk, std::cell::Cell::new(0));
        refresh(tally, &counting);
        counting.1.get()
    };
    let (line, _) = program.lines().next().unwrap();
    let refresh = |tally: &mut crate::Tally, answers: &Counting<'_>| _ = tally.refresh_line(&program, line, answers);
    assert_eq!(asked(&mut tally, &refresh), 1);
    for (id, condition) in program.conditions() {
        let readers = if condition.source == "chat" { 2 } else { 0 };
        let refresh =
            |tally: &mut crate::Tally, answers: &Counting<'_>| _ = tally.refresh_condition(&program, id, answers);
        assert_eq!(asked(&mut tally, &refresh), readers, "{}", condition.source);
    }
    assert_eq!(tally.sheet(&program), crate::score(&program, &desk));
}

#[test]
fn a_key_that_lists_everything_everywhere_is_refused_at_once() {
    let questions: Vec<String> =
        (0..2000).map(|index| format!(r#"{{"type":"acknowledge","name":"q{index}","label":"Q"}}"#)).collect();
    let form = format!(
        r#"{{"sealform":1,"id":"desk","version":"1","title":"D","languages":["en"],
           "survey":[{{"type":"group","name":"g","label":"G","children":[{}]}}]}}"#,
        questions.join(",")
    );
    let (form, _) = sealform_questionnaire::Questionnaire::read(&sealform_types::Json::parse(form.as_bytes()).unwrap());
    let rules: Vec<String> =
        (0..2000).map(|index| format!(r#""g/q{index}":{{"points":{{"true":1,"false":0}}}}"#)).collect();
    let categories: Vec<String> =
        (0..2000).map(|index| format!(r#"{{"name":"c{index}","label":"C","questions":["g"]}}"#)).collect();
    let key =
        super::desk::key(&format!(r#""categories":[{}],"questions":{{{}}}"#, categories.join(","), rules.join(",")));
    let (program, findings) = crate::ScoringProgram::compile(&form.unwrap(), &key);
    let found: Vec<_> = findings.iter().map(|finding| (finding.code, finding.place.pointer.as_str())).collect();
    assert!(program.is_none());
    assert_eq!(found, [("key/too-many-questions", "/categories/500/questions/0")]);
}
