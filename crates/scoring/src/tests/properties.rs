//! What holds for any key and any answers.

use proptest::prelude::*;
use sealform_types::Value;

use super::desk::{Desk, Stands, program};
use crate::{Exact, ScoreSheet, ScoringProgram, Tally, score};

/// A key that uses every rule at once.
fn everything() -> ScoringProgram {
    program(
        r#""places":3,"cap_at_possible":true,
           "sections":[{"name":"area","label":"A","weight":1.5,"questions":["area","tools"]},
             {"name":"numbers","label":"N","cap_at_possible":true,"questions":["rating","amount"]},
             {"name":"waiting","label":"W","share":{"fixed":5},"questions":["wait"]}],
           "categories":[{"name":"x","label":"X","questions":["area/a","wait","till/open"]},
             {"name":"y","label":"Y","weight":2,"questions":["area","rating"]}],
           "questions":{
             "area/a":{"points":{"yes":3,"no":1},"counts_as":0},
             "area/b":{"points":{"yes":0.1,"no":0},"weight":3,"unanswered":"zero"},
             "area/c":{"points":{"yes":2,"no":0},"bonus":true},
             "tools":{"points":{"pen":2,"card":3,"mess":-4,"none":1},"max":4},
             "rating":{"linear":{"from":{"at":1,"points":0},"to":{"at":4,"points":7}}},
             "amount":{"linear":{"from":{"at":0,"points":5},"to":{"at":7.1,"points":0}},"bonus":true},
             "wait":{"bands":[{"up_to":60,"points":5,"when":"phone"},{"up_to":600,"points":4,"when":"chat"},{"points":1}]},
             "till/open":{"points":{"yes":4,"no":1},"instances":"mean"},
             "till/tidy":{"bands":[{"up_to":2,"points":0},{"points":1}],"instances":"worst"},
             "words":{"unscored":true}},
           "knock_out":[{"when":"exhausted","reason":"Nobody answered"},
             {"when":"rude","section":"area","value":10,"reason":"Rude"}],
           "bands":[{"name":"good","label":"Good","from":50}]"#,
    )
}

/// A change: which line or condition, and what it then is.
#[derive(Debug, Clone)]
enum Change {
    Line(usize, Vec<u8>),
    Condition(usize),
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let line =
        (0..10_usize, proptest::collection::vec(0..12_u8, 0..4)).prop_map(|(line, says)| Change::Line(line, says));
    let condition = (0..4_usize).prop_map(Change::Condition);
    proptest::collection::vec(prop_oneof![4 => line, 1 => condition], 0..40)
}

/// One of a dozen ways in which a question of that path may stand; some of them are of a wrong kind.
fn stands(path: &str, way: u8) -> Stands {
    let choice = |name: &str| Stands::Answered(Value::Choice(name.to_owned()));
    match (path, way) {
        (_, 0) => Stands::NotRelevant,
        (_, 1) => Stands::Unanswered,
        ("tools", way) => {
            let names = ["pen", "card", "mess", "none", "na"];
            let taken = names.iter().enumerate().filter(|(bit, _)| way >> bit & 1 == 1);
            Stands::Answered(Value::Choices(taken.map(|(_, name)| (*name).to_owned()).collect()))
        }
        ("rating" | "till/tidy", way) => Stands::Answered(Value::Integer(i64::from(way) - 3)),
        ("amount", way) => Stands::Answered(super::desk::decimal(&format!("{way}.07"))),
        ("wait", way) => Stands::Answered(Value::Duration(u32::from(way) * 57)),
        (_, way) => choice(["yes", "no", "na", "no_view", "other"][usize::from(way) % 5]),
    }
}

fn apply(program: &ScoringProgram, desk: &mut Desk, tally: &mut Tally, change: &Change) {
    match change {
        Change::Line(line, says) => {
            let (id, path) = program.lines().nth(*line).unwrap();
            let says = if path.starts_with("till/") { says.clone() } else { vec![says.first().copied().unwrap_or(0)] };
            desk.set(id, says.iter().map(|way| stands(path, *way)).collect());
            tally.refresh_line(program, id, desk);
        }
        Change::Condition(condition) => {
            let (id, _) = program.conditions().nth(*condition).unwrap();
            desk.turn(id);
            tally.refresh_condition(program, id, desk);
        }
    }
}

/// The sums of the lines of each part, added up by hand.
fn adds_up(sheet: &ScoreSheet) -> bool {
    let sum = |of: &dyn Fn(&crate::LineScore) -> bool| {
        let (mut earned, mut possible) = (Exact::zero(), Exact::zero());
        for line in sheet.lines.iter().filter(|line| of(line)) {
            earned += &line.earned;
            possible += &line.possible;
        }
        (earned, possible)
    };
    let of_section = |section: usize| sum(&move |line| line.section == Some(section));
    let (area, numbers, waiting, rest) =
        (of_section(0), of_section(1), of_section(2), sum(&|line| line.section.is_none()));
    let half_more = Exact::parse("1.5").unwrap();
    let area = (&area.0 * &half_more, &area.1 * &half_more);
    let numbers = (numbers.0.min(numbers.1.clone()), numbers.1);
    let possible = &(&area.1 + &numbers.1) + &(&waiting.1 + &rest.1);
    let earned = &(&area.0 + &numbers.0) + &(&waiting.0 + &rest.0);
    sheet.total.possible == possible
        && sheet.total.earned == earned.min(possible)
        && (&sheet.sections[0].earned, &sheet.sections[0].possible) == (&area.0, &area.1)
        && (&sheet.sections[1].earned, &sheet.sections[2].earned) == (&numbers.0, &waiting.0)
        && sum(&|line| line.categories.contains(&0)).0 == sheet.categories[0].earned
        && &sum(&|line| line.categories.contains(&1)).1 * &Exact::whole(2) == sheet.categories[1].possible
}

proptest! {
    #[test]
    fn a_tally_equals_a_score_from_nothing(changes in changes()) {
        let program = everything();
        let mut desk = Desk::new(&program);
        let mut tally = Tally::of(&program, &desk);
        for change in &changes {
            apply(&program, &mut desk, &mut tally, change);
            let scratch = score(&program, &desk).unwrap();
            prop_assert_eq!(&tally.total(&program).unwrap(), &scratch.total);
            prop_assert_eq!(tally.section(&program, 1).unwrap().unwrap(), scratch.sections[1].clone());
            prop_assert!(adds_up(&scratch), "{:?}", scratch);
            prop_assert_eq!(tally.sheet(&program).unwrap(), scratch);
        }
    }

    #[test]
    fn the_order_of_changes_does_not_matter(changes in changes(), seed in any::<u64>()) {
        let program = everything();
        let (mut one, mut other) = (Desk::new(&program), Desk::new(&program));
        let mut in_order = Tally::of(&program, &one);
        changes.iter().for_each(|change| apply(&program, &mut one, &mut in_order, change));
        // The same ground in one go, then every line touched again in another order.
        let mut shuffled = Tally::new(&program);
        other.clone_from(&one);
        let mut lines: Vec<_> = program.lines().map(|(id, _)| id).collect();
        let length = lines.len();
        (0..length).for_each(|index| lines.swap(index, (seed >> index) as usize % length));
        for line in &lines {
            shuffled.refresh_line(&program, *line, &other);
        }
        for (condition, _) in program.conditions() {
            shuffled.refresh_condition(&program, condition, &other);
        }
        prop_assert_eq!(in_order.sheet(&program), shuffled.sheet(&program));
    }

    #[test]
    fn a_bonus_never_changes_what_is_possible(changes in changes(), bonus in 0..12_u8) {
        let program = everything();
        let mut desk = Desk::new(&program);
        let mut tally = Tally::of(&program, &desk);
        changes.iter().for_each(|change| apply(&program, &mut desk, &mut tally, change));
        let possible = tally.total(&program).unwrap().possible;
        let (line, _) = program.lines().find(|(_, path)| *path == "area/c").unwrap();
        desk.set(line, vec![stands("area/c", bonus)]);
        tally.refresh_line(&program, line, &desk);
        prop_assert_eq!(tally.total(&program).unwrap().possible, possible);
    }

    #[test]
    fn a_contact_knocked_out_earns_nothing_of_the_most(changes in changes()) {
        let program = everything();
        let mut desk = Desk::new(&program);
        let mut tally = Tally::of(&program, &desk);
        changes.iter().for_each(|change| apply(&program, &mut desk, &mut tally, change));
        let before = tally.total(&program).unwrap();
        let out = Change::Condition(program.conditions().position(|(_, c)| c.source == "exhausted").unwrap());
        if before.knocked_out.is_none() {
            apply(&program, &mut desk, &mut tally, &out);
        }
        let sheet = tally.sheet(&program).unwrap();
        prop_assert!(sheet.total.earned.is_zero() && sheet.total.possible >= before.possible);
        prop_assert_eq!(sheet.total.percent.as_deref(), Some("0.000"));
        prop_assert!(sheet.lines.iter().all(|line| line.earned.is_zero()));
    }

    #[test]
    fn sums_are_exact(points in proptest::collection::vec((-1_000_000_i64..1_000_000, 1_u32..7), 3)) {
        // The naive sum: every number in millionths.
        let mut millionths = 0_i64;
        let mut texts = Vec::new();
        for (number, places) in &points {
            millionths += number * 10_i64.pow(6 - places);
            texts.push(Exact::whole(*number).checked_div(&Exact::whole(10_i64.pow(*places))).unwrap().rounded(*places));
        }
        let rules: Vec<String> = ["a", "b", "c"].iter().zip(&texts)
            .map(|(name, points)| format!(r#""area/{name}":{{"points":{{"yes":"{points}","no":0}}}}"#)).collect();
        let program = program(&format!(r#""questions":{{{}}}"#, rules.join(",")));
        let desk = ["area/a", "area/b", "area/c"].iter().fold(Desk::new(&program), |desk, path| desk.takes(path, "yes"));
        let naive = Exact::whole(millionths).checked_div(&Exact::whole(1_000_000)).unwrap();
        prop_assert_eq!(desk.sheet(&program).total.earned, naive);
    }
}
