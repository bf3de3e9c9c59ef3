//! Surveys of `SurveyJS` of every size.

use super::{ALL, FAULTY, Form, Source, list};

pub const FORMS: &[Form] = &[
    Form { name: "survey-questions", source: Source::Survey(questions), steps: ALL },
    Form { name: "survey-namesakes", source: Source::Survey(namesakes), steps: ALL },
    Form { name: "survey-choices", source: Source::Survey(choices), steps: ALL },
    Form { name: "survey-rows", source: Source::Survey(rows), steps: ALL },
    Form { name: "survey-panels", source: Source::Survey(panels), steps: ALL },
    Form { name: "survey-strangers", source: Source::Survey(strangers), steps: FAULTY },
];

fn survey(elements: &str, more: &str) -> String {
    format!(r#"{{"title":"T","pages":[{{"name":"p","elements":[{elements}]}}]{more}}}"#)
}

/// Questions that read the one before, with lists of their own, triggers and calculated values.
fn questions(count: usize) -> String {
    let elements = list(count, |n| {
        let before = n.saturating_sub(1);
        format!(
            r#"{{"type":"radiogroup","name":"q{n}","title":"Q","requiredIf":"{{q{before}}} notempty","choices":["a",{{"value":"n{n}","text":"N"}}],"visibleIf":"{{q{before}}} != 'b'"}}"#
        )
    });
    let triggers = list(count, |n| {
        format!(r#"{{"type":"setvalue","expression":"{{q{n}}} = 'a'","setToName":"v{n}","setValue":"x"}}"#)
    });
    let values = list(count, |n| format!(r#"{{"name":"c{n}","expression":"{{q{n}}} + 'x'"}}"#));
    survey(&elements, &format!(r#","triggers":[{triggers}],"calculatedValues":[{values}]"#))
}

/// Elements whose names become the same one.
fn namesakes(count: usize) -> String {
    survey(&list(count, |n| format!(r#"{{"type":"text","name":"a b{}","valueName":"v{n}"}}"#, "?".repeat(n % 7))), "")
}

/// A long list, and many questions that take a short one from another question and compare with it.
fn choices(count: usize) -> String {
    let long = list(count, |n| format!(r#"{{"value":{n},"text":"N {n}"}}"#));
    let elements = list(count, |n| {
        format!(
            r#"{{"type":"dropdown","name":"q{n}","choicesFromQuestion":"short","visibleIf":"{{short}} contains {}"}}"#,
            n % 5
        )
    });
    survey(
        &format!(
            r#"{{"type":"checkbox","name":"long","choices":[{long}]}},{{"type":"checkbox","name":"short","choices":[0,1,2,3,4]}},{elements}"#
        ),
        "",
    )
}

/// Matrices of one column with many rows, and of one row with many columns.
fn rows(count: usize) -> String {
    let items = list(count, |n| format!(r#"{{"value":"r{n}","text":"R {n}"}}"#));
    let columns = list(count, |n| format!(r#"{{"name":"c{n}","cellType":"text"}}"#));
    survey(
        &format!(
            r#"{{"type":"matrix","name":"m","columns":["a","b"],"rows":[{items}]}},{{"type":"matrixdropdown","name":"d","columns":[{columns}],"rows":["one"]}},{{"type":"multipletext","name":"t","items":[{}]}}"#,
            list(count, |n| format!(r#"{{"name":"i{n}"}}"#))
        ),
        "",
    )
}

/// Panels and dynamic panels whose questions have the same names.
fn panels(count: usize) -> String {
    let elements = list(count, |n| {
        format!(
            r#"{{"type":"panel","name":"p{n}","elements":[{{"type":"text","name":"t{n}","requiredIf":"{{d{n}[0].a}} > 1"}}]}},{{"type":"paneldynamic","name":"d{n}","panelCount":1,"templateElements":[{{"type":"text","name":"a","inputType":"number"}},{{"type":"text","name":"b","visibleIf":"{{panel.a}} > {n}"}}]}}"#
        )
    });
    survey(&elements, "")
}

/// Types, members, functions and names that mean nothing.
fn strangers(count: usize) -> String {
    let elements = list(count, |n| {
        format!(
            r#"{{"type":"odd{n}","name":"o{n}"}},{{"type":"text","name":"t","odd{n}":1,"visibleIf":"nofunction{n}({{nobody{n}}})"}},{{"type":"text","name":"b{n}","visibleIf":"{{a"}}"#
        )
    });
    survey(&elements, "")
}
