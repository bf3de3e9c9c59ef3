//! Sections, categories, shares, knock-outs, bands of the result, and figures over contacts.

use sealform_types::Value;

use super::desk::{Desk, line, program, total};
use crate::{Detail, Exact, ScoreSheet, TotalScore, mean_of_contacts, pooled};

/// Performances 60 of 75 and waiting 5 of 5, the worked example of the two ways to share.
fn waiting(share: &str) -> ScoreSheet {
    let program = program(&format!(
        r#""places":2,"sections":[{{"name":"area","label":"Area","questions":["area"]}},
           {{"name":"waiting","label":"Waiting","share":{share},"questions":["wait"]}}],
           "questions":{{"area/a":{{"points":{{"yes":60,"no":0}}}},"area/b":{{"points":{{"yes":15,"no":0}}}},
           "wait":{{"bands":[{{"up_to":60,"points":5}},{{"points":0}}]}}}}"#
    ));
    let desk = Desk::new(&program).takes("area/a", "yes").takes("area/b", "no").says("wait", Value::Duration(30));
    desk.sheet(&program)
}

#[test]
fn a_fixed_share_gives_81_00() {
    let sheet = waiting(r#"{"fixed":5}"#);
    assert_eq!(total(&sheet), ("65".into(), "80".into(), Some("81.00".into())));
    assert_eq!(sheet.total.result, Some(Exact::parse("0.81").unwrap()));
    assert_eq!(sheet.sections[0].percent.as_deref(), Some("80.00"));
}

#[test]
fn a_pooled_share_gives_81_25() {
    assert_eq!(total(&waiting(r#""pooled""#)).2.as_deref(), Some("81.25"));
}

#[test]
fn a_part_without_result_leaves_its_share_to_the_rest() {
    let program = program(
        r#""sections":[{"name":"waiting","label":"Waiting","share":{"fixed":5},"questions":["wait"]}],
           "questions":{"area/a":{"points":{"yes":4,"no":1}},"wait":{"bands":[{"points":5}]}}"#,
    );
    let sheet = Desk::new(&program).takes("area/a", "no").sheet(&program);
    assert_eq!((sheet.sections[0].percent.as_deref(), sheet.total.percent.as_deref()), (None, Some("25.0")));
    let sheet = Desk::new(&program).says("wait", Value::Duration(1)).sheet(&program);
    assert_eq!(sheet.total.percent.as_deref(), Some("100.0"));
}

const KNOCK_OUT: &str = r#""sections":[{"name":"area","label":"Area","questions":["area/a"]},
    {"name":"waiting","label":"Waiting","questions":["wait"]}],
  "categories":[{"name":"speed","label":"Speed","questions":["wait","area/b"]}],
  "questions":{"area/a":{"points":{"yes":60,"no":0}},"area/b":{"points":{"yes":15,"no":0}},
    "area/c":{"points":{"yes":9,"no":0},"bonus":true},"rating":{"unscored":true},
    "wait":{"bands":[{"up_to":60,"points":5,"when":"phone"},{"up_to":600,"points":25,"when":"chat"}]}},
  "knock_out":[{"when":"exhausted","reason":"Nobody answered"},
    {"when":"rude","section":"area","value":50,"reason":"Rude"}]"#;

#[test]
fn a_knock_out_keeps_what_the_key_offers_on_that_channel() {
    let program = program(KNOCK_OUT);
    let desk = Desk::new(&program).holding("exhausted");
    let sheet = desk.clone().holding("phone").sheet(&program);
    assert_eq!(total(&sheet), ("0".into(), "80".into(), Some("0.0".into())));
    assert_eq!(line(&sheet, "area/b"), ("0".into(), "15".into(), "knocked_out"));
    assert_eq!(line(&sheet, "area/c"), ("0".into(), "0".into(), "knocked_out"));
    assert_eq!(line(&sheet, "rating").2, "unscored");
    assert_eq!(sheet.total.knocked_out, Some(0));
    assert_eq!(program.knock_out_reason(0).unwrap().in_language("", "").0, "Nobody answered");
    let speed = &sheet.categories[0];
    assert_eq!((speed.earned.to_plain(), speed.possible.to_plain()), ("0".into(), "20".into()));
    assert_eq!(total(&desk.holding("chat").sheet(&program)).1, "100");
}

#[test]
fn a_knock_out_of_a_section_leaves_the_others() {
    let program = program(KNOCK_OUT);
    let desk = Desk::new(&program).takes("area/a", "yes").takes("area/b", "yes").holding("rude").holding("phone");
    let sheet = desk.says("wait", Value::Duration(10)).sheet(&program);
    assert_eq!(line(&sheet, "area/a"), ("30".into(), "60".into(), "knocked_out"));
    assert_eq!(sheet.sections[0].knocked_out, Some(1));
    assert_eq!(sheet.sections[1].knocked_out, None);
    assert_eq!(total(&sheet), ("50".into(), "80".into(), Some("62.5".into())));
}

#[test]
fn sections_and_categories_have_their_own_sums() {
    let program = program(
        r#""sections":[{"name":"area","label":"Area","weight":2,"cap_at_possible":true,"questions":["area"]}],
           "categories":[{"name":"one","label":"One","weight":3,"questions":["area/a","rating"]},
             {"name":"two","label":"Two","questions":["area/a","area/b"]}],
           "questions":{"area/a":{"points":{"yes":4,"no":1}},"area/b":{"points":{"yes":2,"no":0},"bonus":true},
             "rating":{"bands":[{"up_to":3,"points":0},{"points":1}]}}"#,
    );
    let desk = Desk::new(&program).takes("area/a", "yes").takes("area/b", "yes").says("rating", Value::Integer(3));
    let sheet = desk.sheet(&program);
    let sums = |part: &crate::PartScore| (part.earned.to_plain(), part.possible.to_plain());
    assert_eq!(sums(&sheet.sections[0]), ("8".into(), "8".into()));
    assert_eq!(sums(&sheet.categories[0]), ("12".into(), "15".into()));
    assert_eq!(sums(&sheet.categories[1]), ("6".into(), "4".into()));
    assert_eq!(total(&sheet), ("8".into(), "9".into(), Some("88.9".into())));
    let claim = sheet.to_json("digest", Detail::Sums).to_text();
    assert!(claim.contains(r#"{"name":"area","weight":"2/1","earned":"8/1""#), "{claim}");
}

#[test]
fn bands_of_the_result_compare_the_exact_fraction() {
    let program = program(
        r#""target":80,"bands":[{"name":"weak","label":"Weak","from":0},{"name":"good","label":"Good","from":80}],
           "questions":{"area/a":{"points":{"yes":79.96,"no":0}},"area/b":{"points":{"yes":20.04,"no":0}}}"#,
    );
    let missed = Desk::new(&program).takes("area/a", "yes").takes("area/b", "no").sheet(&program).total;
    assert_eq!((missed.percent.as_deref(), missed.band.as_deref()), (Some("80.0"), Some("weak")));
    assert_eq!(missed.gap.as_deref(), Some("0.0"));
    let reached = Desk::new(&program).takes("area/a", "yes").takes("area/b", "yes").sheet(&program).total;
    assert_eq!((reached.band.as_deref(), reached.gap.as_deref()), (Some("good"), Some("-20.0")));
    let none = Desk::new(&program).sheet(&program).total;
    assert_eq!((none.percent, none.band, none.gap), (None, None, None));
}

/// A contact that earned so many of so many points.
fn contact(earned: u32, possible: u32) -> TotalScore {
    let program = program(&format!(
        r#""questions":{{"area/a":{{"points":{{"yes":{earned},"no":0}}}},"area/b":{{"points":{{"yes":{},"no":0}}}}}}"#,
        possible - earned
    ));
    Desk::new(&program).takes("area/a", "yes").takes("area/b", "no").sheet(&program).total
}

#[test]
fn a_figure_over_contacts_has_a_name() {
    let contacts = [contact(9, 10), contact(10, 40)];
    assert_eq!(pooled(&contacts), Ok(Some(Exact::parse("0.38").unwrap())));
    assert_eq!(mean_of_contacts(&contacts), Ok(Some(Exact::parse("0.575").unwrap())));
    assert_eq!((pooled([]), mean_of_contacts([])), (Ok(None), Ok(None)));
}

#[test]
fn a_contact_knocked_out_stays_in_what_is_possible() {
    let program = program(
        r#""questions":{"area/a":{"points":{"yes":80,"no":0}},"area/b":{"points":{"yes":20,"no":0}}},
           "knock_out":[{"when":"exhausted","reason":"Nobody answered"}]"#,
    );
    let good = Desk::new(&program).takes("area/a", "yes").takes("area/b", "no").sheet(&program).total;
    let out = Desk::new(&program).holding("exhausted").sheet(&program).total;
    let contacts: Vec<&TotalScore> = std::iter::repeat_n(&good, 24).chain([&out]).collect();
    assert_eq!(pooled(contacts.iter().copied()), Ok(Some(Exact::parse("0.768").unwrap())));
}

#[test]
fn contacts_without_a_result_are_left_out() {
    let program = program(r#""questions":{"area/a":{"points":{"yes":1,"no":0}}}"#);
    let (none, all) = (Desk::new(&program), Desk::new(&program).takes("area/a", "yes"));
    let contacts = [none.sheet(&program).total, all.sheet(&program).total];
    assert_eq!(mean_of_contacts(&contacts), Ok(Some(Exact::one())));
}

#[test]
fn fixed_shares_are_pooled_part_by_part() {
    let contacts = [waiting(r#"{"fixed":5}"#).total, waiting(r#"{"fixed":5}"#).total];
    assert_eq!(pooled(&contacts), Ok(Some(Exact::parse("0.81").unwrap())));
}

#[test]
fn the_claim_holds_fractions_and_percentages_as_text() {
    let sheet = waiting(r#"{"fixed":5}"#);
    assert_eq!(
        sheet.to_json("digest", Detail::Sums).to_text(),
        r#"{"key_sha256":"digest","total":{"earned":"65/1","possible":"80/1","result":"81/100","percent":"81.00"},"sections":[{"name":"area","earned":"60/1","possible":"75/1","result":"4/5","percent":"80.00"},{"name":"waiting","earned":"5/1","possible":"5/1","result":"1/1","percent":"100.00"}],"categories":[]}"#
    );
    let lines = sheet.to_json("digest", Detail::Lines);
    let first = &lines.get("lines").unwrap().as_array().unwrap()[0];
    assert_eq!(first.to_text(), r#"{"path":"area/a","earned":"60/1","possible":"60/1","why":"answered"}"#);
}
