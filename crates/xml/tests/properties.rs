//! What holds for every document and every path.

use std::fmt::Write as _;

use proptest::prelude::*;
use sealform_expression::Val;
use sealform_xml::{Document, Found, Setting};

/// A tree of elements named `a`, `b` and `c`, with numbers in its leaves.
fn xml() -> impl Strategy<Value = String> {
    let name = || prop::sample::select(vec!["a", "b", "c"]);
    let leaf = (name(), 0..10_u8).prop_map(|(name, number)| format!("<{name}>{number}</{name}>"));
    leaf.prop_recursive(4, 40, 5, move |inner| {
        (name(), prop::collection::vec(inner, 1..5)).prop_map(|(name, inner)| {
            inner.iter().fold(format!("<{name}>"), |text, inner| text + inner) + &format!("</{name}>")
        })
    })
}

/// A path of a few steps.
fn path() -> impl Strategy<Value = String> {
    let step = prop::sample::select(vec!["a", "b", "c", "*", "*", "..", "."]);
    prop::collection::vec(step, 1..5).prop_map(|steps| {
        steps.iter().fold(String::new(), |mut path, step| {
            let _ = write!(path, "/{step}");
            path
        })
    })
}

fn found(document: &Document, expression: &str) -> Found {
    document.evaluate(expression, &Setting::default()).unwrap_or_else(|findings| panic!("{expression}: {findings}"))
}

fn places(document: &Document, expression: &str) -> Vec<String> {
    found(document, expression).nodes.unwrap_or_default()
}

/// The numbers in a place, which sort as the document does.
fn order(place: &str) -> Vec<u32> {
    place.split(['[', ']']).filter_map(|part| part.parse().ok()).collect()
}

proptest! {
    #[test]
    fn sets_are_in_document_order_and_without_twins(xml in xml(), path in path()) {
        let document = Document::read(&xml).expect("XML");
        let places = places(&document, &path);
        prop_assert!(places.windows(2).all(|pair| order(&pair[0]) < order(&pair[1])), "{path} in {xml}: {places:?}");
    }

    #[test]
    fn predicates_part_a_set(xml in xml(), path in path(), number in 0..10_u8) {
        let document = Document::read(&xml).expect("XML");
        let all = places(&document, &path);
        prop_assert_eq!(&places(&document, &format!("({path})[true()]")), &all);
        prop_assert_eq!(places(&document, &format!("({path})[false()]")), Vec::<String>::new());
        let (more, rest) = (format!("({path})[. > {number}]"), format!("({path})[not(. > {number})]"));
        prop_assert_eq!(places(&document, &more).len() + places(&document, &rest).len(), all.len());
        for (index, place) in all.iter().enumerate() {
            prop_assert_eq!(&places(&document, &format!("({path})[{}]", index + 1)), std::slice::from_ref(place));
        }
        let last = places(&document, &format!("({path})[last()]"));
        prop_assert_eq!(last.first(), all.last());
    }

    #[test]
    fn counts_and_sums_are_those_of_the_nodes(xml in xml(), path in path()) {
        let document = Document::read(&xml).expect("XML");
        let nodes = found(&document, &path);
        let Val::Many(values) = &nodes.value else { panic!("no nodes") };
        let count = u32::try_from(values.len()).expect("few");
        prop_assert_eq!(found(&document, &format!("count({path})")).number, f64::from(count));
        let sum: f64 = values.iter().map(Val::to_number).sum();
        prop_assert_eq!(found(&document, &format!("sum({path})")).number, sum + 0.0);
        prop_assert_eq!(found(&document, &format!("boolean({path})")).value, Val::Truth(count > 0));
    }

    /// A place that is told is found again, and is the same node.
    #[test]
    fn places_lead_back(xml in xml(), path in path()) {
        let document = Document::read(&xml).expect("XML");
        for place in places(&document, &path) {
            let there = Setting { context: Some(&place), ..Setting::default() };
            let here = document.evaluate(".", &there).expect("a node");
            prop_assert_eq!(here.nodes, Some(vec![place.clone()]));
        }
    }

    /// The same seed draws the same order, and none is lost.
    #[test]
    fn randomized_sets_hold_the_same(xml in xml(), path in path(), seed in any::<i32>()) {
        let document = Document::read(&xml).expect("XML");
        let all = places(&document, &path);
        let mut drawn = places(&document, &format!("randomize({path}, {seed})"));
        prop_assert_eq!(&drawn, &places(&document, &format!("randomize({path}, {seed})")));
        drawn.sort_by_key(|place| order(place));
        prop_assert_eq!(drawn, all);
    }

    #[test]
    fn any_text_is_an_expression_or_findings(text in "[a-c0-9/.*()\\[\\]= ,'|@:$-]{0,40}") {
        let document = Document::read("<a><b>1</b><b>2</b><c/></a>").expect("XML");
        if let Err(findings) = document.evaluate(&text, &Setting::default()) {
            prop_assert!(!findings.is_empty(), "{text}: nobody says why");
        }
    }
}

/// The shuffle of the ODK XForms specification.
#[test]
fn a_seed_draws_what_other_engines_draw() {
    let document = Document::read("<r><i>A</i><i>B</i><i>C</i><i>D</i><i>E</i><i>F</i></r>").expect("XML");
    for (seed, drawn) in [("42", "AFCBDE"), ("-42", "EDAFBC"), ("1", "BFEACD")] {
        assert_eq!(found(&document, &format!("join('', randomize(/r/i, {seed}))")).value, Val::text(drawn), "{seed}");
    }
}

#[test]
fn chance_begins_at_the_seed() {
    let document = Document::read("<r/>").expect("XML");
    let drawn = |expression: &str, seed: u64| {
        let setting = Setting { seed, ..Setting::default() };
        document.evaluate(expression, &setting).expect("a value").value.to_text()
    };
    assert_eq!(drawn("uuid()", 7), drawn("uuid()", 7));
    assert_ne!(drawn("uuid()", 7), drawn("uuid()", 8));
    assert_eq!(drawn("uuid() = uuid()", 7), "false", "two calls draw apart");
    assert_eq!(drawn("random() >= 0 and random() < 1", 7), "true");
}

#[test]
fn what_is_no_xml_is_refused_with_its_line() {
    let told = |text: &str| {
        let findings = Document::read(text).expect_err(text);
        let finding = findings.iter().next().expect("a finding").clone();
        (finding.code, finding.place.line)
    };
    assert_eq!(told("<a>\n<b></a>"), ("xml/unreadable", Some(2)));
    assert_eq!(told("<!DOCTYPE a [\n<!ENTITY b \"c\">]><a>&b;</a>"), ("xml/entity", Some(2)));
    assert_eq!(told(&"<a>".repeat(100_000)).0, "xml/unreadable");
}

/// A large table is looked through within the limit, and a chosen row is found at once.
#[test]
fn fifty_thousand_rows_are_no_trouble() {
    let rows = (0..50_000).fold("<root>".to_owned(), |mut rows, row| {
        let _ = write!(rows, "<item><name>n{row}</name><cost>{}</cost></item>", row % 7);
        rows
    });
    let document = Document::read(&(rows + "</root>")).expect("XML");
    assert_eq!(found(&document, "/root/item[name = 'n49999']/cost").value.to_text(), "5");
    assert_eq!(found(&document, "count(/root/item[cost = 3])").number, 7143.0);
    let all = document.evaluate("count(/root/item[count(../item) > 0])", &Setting::default());
    assert_eq!(all.expect_err("too much").iter().next().map(|finding| finding.code), Some("expr/too-many-nodes"));
}
