//! Random forms whose calculations read days, clocks and chance, and what people enter into them.

use chrono::TimeDelta;
use proptest::prelude::*;
use sealform_protocol::Action;
use sealform_tests::forge::json;
use sealform_tests::forms::Deed;
use sealform_tests::respondent::Respondent;
use sealform_types::Json;

/// Calculations that read days, clocks, chance, assignments and one another.
const POOL: [&str; 16] = [
    "${e} - ${d}",
    "if(${e} - ${d} <= 30, 'ok', 'late')",
    "decimal-date-time(${m})",
    "format-date(${d}, '%Y-%m-%d')",
    "once(random())",
    "once(${n} + 1)",
    "once(now())",
    "once(${d} + 1)",
    "today()",
    "now() - ${d}",
    "concat(assignment('scenario'), assignment('site'))",
    "uuid()",
    "number(${t}) + 1",
    "concat(${n}, ' on ', ${d})",
    "if(${n} > 3, ${e} - ${d}, ${n})",
    "format-date-time(${m}, '%H:%M')",
];

/// What is calculated, and what decides over it.
pub fn any_dated_form() -> impl Strategy<Value = Json> {
    let calculation = (0..POOL.len(), 0..6_u8, any::<u8>());
    prop::collection::vec(calculation, 1..8).prop_map(|calculations| {
        let mut survey = vec![
            r#"{"type":"date","name":"d","label":"D"}"#.to_owned(),
            r#"{"type":"date","name":"e","label":"E"}"#.to_owned(),
            r#"{"type":"dateTime","name":"m","label":"M"}"#.to_owned(),
            r#"{"type":"integer","name":"n","label":"N"}"#.to_owned(),
            r#"{"type":"text","name":"t","label":"T"}"#.to_owned(),
        ];
        for (index, (formula, shape, pick)) in calculations.into_iter().enumerate() {
            let source = Json::from(POOL[formula]).to_text();
            let trigger = ["d", "e", "m", "n", "t"][usize::from(pick) % 5];
            let before = index.checked_sub(1).map_or("n".to_owned(), |before| format!("c{before}"));
            let (kind, rest) = match shape {
                0 | 1 => ("calculate", format!(r#""calculation":{source}"#)),
                2 => ("calculate", format!(r#""calculation":{source},"trigger":["{trigger}"]"#)),
                3 => ("text", format!(r#""readonly":true,"default_expression":{source}"#)),
                4 => ("calculate", format!(r#""calculation":{source},"relevant":"${{{before}}} != '7'""#)),
                _ => ("text", format!(r#""readonly":"${{n}} > 3","default_expression":{source}"#)),
            };
            survey.push(format!(r#"{{"type":"{kind}","name":"c{index}","label":"C",{rest}}}"#));
        }
        json(&format!(
            r#"{{"sealform":1,"id":"f","version":"1","title":"F","languages":["en"],"survey":[{}]}}"#,
            survey.join(",")
        ))
    })
}

pub fn any_zone() -> impl Strategy<Value = String> {
    let change = (1_761_000_000_i64..1_800_000_000, -20..28_i64);
    prop::collection::vec(change, 1..5).prop_map(|mut changes| {
        changes.sort_unstable();
        let pairs: Vec<String> = changes.iter().map(|(at, halves)| format!("[{at},{}]", halves * 30)).collect();
        format!(r#"{{"name":"Any/Where","transitions":[{}]}}"#, pairs.join(","))
    })
}

/// What a person enters into the dated form.
pub fn enter(respondent: &mut Respondent, (verb, day, value): Deed) {
    respondent.at += TimeDelta::minutes(i64::from(value) * 7);
    let date = ["2026-03-28", "2026-03-29", "2026-03-30", "2026-10-24", "2026-10-25", "2026-10-26", "2026-12-01"]
        [usize::from(day) % 7];
    let (path, value) = match verb % 8 {
        0 => ("d", Json::from(date)),
        1 => ("e", Json::from(date)),
        2 => ("m", Json::String(format!("{date}T02:30:00+0{}:00", value % 3))),
        3 => ("n", Json::Integer(i64::from(value % 9))),
        4 => ("t", Json::from(date)),
        5 => ("t", Json::String(value.to_string())),
        6 => ("d", Json::Null),
        _ => ("c0", Json::from("mine")),
    };
    let _ = respondent.does(Action::Answer { path: path.to_owned(), value });
}
