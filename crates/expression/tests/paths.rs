//! Paths over a small form: what they read, and what they lead to.
//!
//! `/data/{city, limit, visit (repeat)/{age, shop (repeat)/price}}`; the table `prices`: `/root/item/{code, cost}`.

mod support;

use sealform_expression::{EvalError, Expression, Purpose, Reads, Val, compile};
use support::{Form, NODES, World, number_of};

fn expression(source: &str, here: u32) -> Expression {
    let (expression, findings) = compile(source, &Form { here }, Purpose::Value, "");
    assert!(findings.is_empty(), "{source}: {findings}");
    expression.expect(source)
}

/// What an expression at a node gives, as text.
fn value(source: &str, node: u32) -> String {
    match expression(source, NODES[node as usize].0).eval(&World::at(node)) {
        Val::Many(values) => values.iter().map(Val::to_text).collect::<Vec<_>>().join(" "),
        one => one.to_text(),
    }
}

const CITY: u32 = 2;
const FIRST_AGE: u32 = 5;
const SECOND_AGE: u32 = 11;
const SECOND_PRICE: u32 = 9;

#[test]
fn paths_lead_where_they_say() {
    for (source, node, expected) in [
        ("/data/visit/age", CITY, "31 40"),
        ("/whatever/visit/age", CITY, "31 40"),
        ("../visit[age > 35]/age", CITY, "40"),
        ("/data/visit[2]/shop/price", CITY, "30"),
        ("/data/visit/shop[1]/price", CITY, "10 30"),
        ("(/data/visit/shop)[2]/price", CITY, "20"),
        ("/data/visit[last()]/age", CITY, "40"),
        ("/data/visit[position() < 2]/age", CITY, "31"),
        ("/data/visit[age > 30][2]/age", CITY, "40"),
        ("count(/data/visit)", CITY, "2"),
        ("count(/data/*)", CITY, "4"),
        ("sum(/data/visit[age > ../limit]/shop/price)", CITY, "30"),
        ("sum(${visit}[age < ${limit}]/shop/price)", CITY, "30"),
        ("${visit}/shop/price", CITY, "10 20 30"),
        ("name(/data/visit[1])", CITY, "visit"),
        ("/data/visit[9]/age", CITY, ""),
        ("boolean(/data/visit[9])", CITY, "false"),
        ("indexed-repeat(${price}, ${visit}, 1, ${shop}, 2)", CITY, "20"),
        ("indexed-repeat(/data/visit/age, /data/visit, 2)", FIRST_AGE, "40"),
        ("instance('prices')/root/item[code = 'b']/cost", CITY, "2"),
        ("instance('prices')/root/item[code = ${city}]/cost", CITY, "3"),
        ("instance('prices')/root/item[code = current()]/cost", CITY, "3"),
        ("instance('prices')/root/item[cost > 1 and code != 'b']/code", CITY, "Oslo"),
        ("pulldata('prices', 'cost', 'code', ${city})", CITY, "3"),
        ("count(instance('prices')/root/item)", CITY, "3"),
        ("string-length(join('', randomize(${age}, 1)))", CITY, "4"),
    ] {
        assert_eq!(value(source, node), expected, "{source}");
    }
}

/// Inside a repeat a path means this instance, as far as no predicate chooses another.
#[test]
fn this_instance_is_meant_inside_a_repeat() {
    for (source, node, expected) in [
        ("/data/visit/age", SECOND_AGE, "40"),
        ("${age}", SECOND_AGE, "40"),
        ("../age", SECOND_AGE, "40"),
        (".", SECOND_AGE, "40"),
        ("position(..)", SECOND_AGE, "2"),
        ("position(../..)", SECOND_PRICE, "1"),
        ("position(..)", SECOND_PRICE, "2"),
        ("count(/data/visit)", SECOND_AGE, "2"),
        ("count(${visit})", SECOND_AGE, "2"),
        ("count(../shop)", FIRST_AGE, "2"),
        ("sum(/data/visit/shop/price)", FIRST_AGE, "30"),
        ("/data/visit[position() = position(current()/..) - 1]/age", SECOND_AGE, "31"),
        ("/data/visit[1]/age", SECOND_AGE, "31"),
        ("/data/visit/shop[1]/price", SECOND_PRICE, "10"),
        ("sum(../../visit/age)", SECOND_AGE, "71"),
    ] {
        assert_eq!(value(source, node), expected, "{source}");
    }
}

/// The engine wakes what reads a slot: here in this instance alone, there in all.
#[test]
fn reads_are_reported_with_how_many_instances_they_cross() {
    let reads = |source: &str, here: u32| -> Vec<(u32, Reads)> {
        expression(source, here).reads().iter().map(|(reference, reads)| (number_of(*reference), *reads)).collect()
    };
    let (one, many) = (Reads::One, Reads::Many);
    assert_eq!(reads("/data/visit/age", 5), [(5, one)], "as by name");
    assert_eq!(reads("/data/visit/age", 2), [(5, many)]);
    assert_eq!(reads("../visit[age > ${limit}]/shop/price", 2), [(3, one), (4, many), (5, many), (6, many), (7, many)]);
    assert_eq!(reads("count(/data/visit[age > 35])", 5), [(4, many), (5, many)], "the age of any visit");
    assert_eq!(reads("position(..)", 5), [(4, many)]);
    assert_eq!(reads("/data/visit[1]/age", 5), [(4, many), (5, many)], "its own slot, of another instance");
    assert_eq!(reads("instance('prices')/root/item[code = ${city}]/cost", 3), [(2, one)]);
    assert!(expression("count(instance('prices')/root/item)", 2).reads().is_empty());
    assert!(!expression("count(instance('prices')/root/item)", 2).is_constant(), "tables are known when it runs");
}

#[test]
fn an_index_answers_what_is_the_same_for_all_rows() {
    let asked = |source: &str| {
        let world = World::at(CITY);
        expression(source, 2).eval(&world);
        world.asked.get()
    };
    assert_eq!(asked("instance('prices')/root/item[code = ${city}]/cost"), 1);
    assert_eq!(asked("instance('prices')/root/item['b' = code and cost > 1]/cost"), 1);
    assert_eq!(asked("pulldata('prices', 'cost', 'code', 'a')"), 1);
    assert_eq!(asked("instance('prices')/root/item[code = cost]/cost"), 0, "another for each row");
    assert_eq!(asked("instance('prices')/root/item[code = 'b' or cost = 1]/cost"), 0);
    assert_eq!(asked("instance('prices')/root/item[code = 'b' and position() = 1]/cost"), 0, "positions count all");
}

#[test]
fn what_is_not_there_is_reported_with_what_may_be_meant() {
    let reported = |source: &str| {
        let (_, findings) = compile(source, &Form { here: 2 }, Purpose::Value, "");
        let finding = findings.iter().next().expect(source).clone();
        (finding.code, finding.place.columns, finding.hint.unwrap_or_default())
    };
    assert_eq!(reported("/data/vist/age"), ("expr/unknown-path", Some((7, 11)), "did you mean `visit`?".to_owned()));
    assert_eq!(
        reported("/data/visit[agee > 3]"),
        ("expr/unknown-path", Some((13, 17)), "did you mean `age`?".to_owned())
    );
    assert_eq!(reported("instance('price')/root").0, "expr/unknown-instance");
}

/// What can never be evaluated does no harm: it is docs, and the rest works.
#[test]
fn faults_where_nothing_is_evaluated_are_warnings() {
    let (expression, findings) = compile("if(1 = 2, cout(1), 'b')", &Form { here: 2 }, Purpose::Value, "");
    assert_eq!(expression.expect("a value").eval(&World::at(CITY)), Val::text("b"));
    assert!(!findings.has_errors() && findings.iter().any(|finding| finding.code == "expr/unknown-function"));
    let (expression, _) = compile("${city} = 'x' and cout(1)", &Form { here: 2 }, Purpose::Value, "");
    assert!(expression.is_none(), "that may be evaluated");
    for source in ["once('') or cout(1)", "number('2026-07-01') > 20000 or cout(1)", "random() or cout(1)"] {
        let (expression, _) = compile(source, &Form { here: 2 }, Purpose::Value, "");
        assert!(expression.is_none(), "{source}: what is kept, the zone and chance are not known yet");
    }
}

/// However predicates are nested, the nodes looked at are counted, and there is an end.
#[test]
fn nodes_are_counted() {
    let mut nested = "/data/visit".to_owned();
    for _ in 0..40 {
        nested = format!("/data/visit[count({nested}) > 0]");
    }
    let expression = expression(&format!("count({nested})"), 2);
    assert_eq!(expression.try_eval(&World::at(CITY)), Err(EvalError::TooManyNodes));
    assert_eq!(expression.eval(&World::at(CITY)), Val::Blank);
}
