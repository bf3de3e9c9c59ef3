//! Single expressions: `expression => value`, or `expression !! code @columns hint` where it is refused.

use sealform_expression::{Context, ListId, NoNames, Purpose, Val, ValueRef, compile};
use sealform_tests::respondent::moment;

use crate::files::File;
use crate::update::Correction;
use crate::{Case, Fault};

const VALUE: &str = " => ";
const REFUSAL: &str = " !! ";

/// A case for each line.
pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for file in File::all("expression") {
        for (index, line) in file.text.lines().enumerate() {
            if !line.trim().is_empty() && !line.starts_with('#') {
                cases.push(case(&file, index + 1, line));
            }
        }
    }
    cases
}

fn case(file: &File, number: usize, line: &str) -> Case {
    let parts = line.split_once(VALUE).map(|(source, wanted)| (source, VALUE, wanted));
    let parts = parts.or(line.split_once(REFUSAL).map(|(source, wanted)| (source, REFUSAL, wanted)));
    let (source, kind, wanted) = parts.unwrap_or_else(|| panic!("{}: neither => nor !!", file.line(number)));
    let (source, wanted) = (source.trim().to_owned(), wanted.trim().to_owned());
    let here = file.clone();
    Case {
        name: format!("{}/{source}", file.name),
        file: file.clone(),
        play: Box::new(move || {
            let (is, got) = outcome(&source);
            if (is, got.as_str()) == (kind, wanted.as_str()) {
                return Vec::new();
            }
            let line = format!("{source}{is}{got}");
            let sentence = format!("{}: {source}\n  got   {is}{got}\n  wanted{kind}{wanted}", here.line(number));
            vec![Fault { sentence, correction: Some(Correction { line: number, lines: vec![line] }) }]
        }),
    }
}

/// What becomes of an expression: one of the two signs, and what stands behind it.
fn outcome(source: &str) -> (&'static str, String) {
    let (expression, findings) = compile(source, &NoNames, Purpose::Value, "");
    match (expression, findings.iter().next()) {
        (Some(expression), _) => (VALUE, expression.eval(&Noon).to_text()),
        (None, Some(finding)) => {
            let columns =
                finding.place.columns.map_or(String::new(), |(a, b)| format!(" @{a}-{}", b.saturating_sub(1)));
            (REFUSAL, format!("{}{columns} {}", finding.code, finding.hint.as_deref().unwrap_or("-")))
        }
        (None, None) => panic!("{source}: neither an expression nor a finding"),
    }
}

/// Noon on the day on which the cases were written.
struct Noon;

impl Context for Noon {
    fn read(&self, reference: ValueRef) -> Val {
        let now = moment("2026-11-21T12:00:00+01:00");
        match reference {
            NoNames::NOW => Val::Moment(now),
            NoNames::TODAY => Val::Date(now.date_naive()),
            _ => Val::Blank,
        }
    }

    fn choice_label(&self, _: ListId, _: &str) -> Option<String> {
        None
    }
}
