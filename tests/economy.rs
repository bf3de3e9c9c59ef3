//! What things cost does not grow with the form: 400 instances of 20 questions each.

use std::fmt::Write;
use std::sync::Arc;

use sealform_engine::Program;
use sealform_protocol::Action;
use sealform_tests::respondent::{Respondent, program};
use sealform_types::Json;

/// A repeat of 20 questions, two of which follow from others, and three sums over all instances.
fn form() -> Arc<Program> {
    let mut inside = String::new();
    for n in 0..18 {
        let _ = write!(inside, r#"{{"type":"integer","name":"a{n}","label":"A{n}"}},"#);
    }
    inside += r#"{"type":"calculate","name":"row","calculation":"${a0} + ${a1}"},
        {"type":"text","name":"why","label":"Why ${row}?","relevant":"${row} > 10"}"#;
    let text = format!(
        r#"{{"sealform":1,"id":"f","version":"1","title":"F","languages":["en"],"survey":[
            {{"type":"repeat","name":"r","label":"R","children":[{inside}]}},
            {{"type":"calculate","name":"all","calculation":"sum(${{a0}})"}},
            {{"type":"calculate","name":"rows","calculation":"sum(${{row}})"}},
            {{"type":"calculate","name":"many","calculation":"count(${{r}})"}}]}}"#
    );
    program(&Json::parse(text.as_bytes()).expect("JSON"), None)
}

/// How many expressions adding an instance evaluates, and how many nodes the face draws again.
fn add(respondent: &mut Respondent) -> (u64, usize) {
    respondent.does(Action::AddInstance { path: "r".to_owned() }).expect("possible");
    (respondent.evaluated, respondent.patch.nodes.len())
}

fn filled() -> (Respondent, Vec<(u64, usize)>) {
    let mut respondent = Respondent::opens(&form());
    let costs = (1..=401).map(|_| add(&mut respondent)).collect();
    (respondent, costs)
}

#[test]
fn the_401st_instance_costs_what_the_second_costs() {
    let (respondent, costs) = filled();
    assert_eq!(respondent.session.value("many").expect("a question").to_text(), "401");
    assert_eq!(costs[400], costs[1], "expressions and nodes");
    assert!(costs[400].0 <= 8 && costs[400].1 <= 30, "{:?}", costs[400]);
}

#[test]
fn an_answer_in_an_instance_costs_its_own_readers_and_the_sums() {
    let (mut respondent, _) = filled();
    respondent.answers("r[200]/a0", Json::Integer(3));
    respondent.answers("r[200]/a1", Json::Integer(4));
    // Its row, why and its label; the sum of rows.
    assert_eq!(respondent.evaluated, 4);
    respondent.answers("r[200]/a0", Json::Integer(8));
    // Its row, why and its label; the sum of what was answered and the sum of rows.
    assert_eq!(respondent.evaluated, 5);
    assert!(respondent.patch.nodes.len() <= 6, "{}", respondent.patch.nodes.len());
    respondent.answers("r[399]/a5", Json::Integer(1));
    assert_eq!((respondent.evaluated, respondent.patch.nodes.len()), (0, 1), "nobody reads it");
}
