//! Questionnaires of every size, and their keys.

use super::{ALL, FAULTY, Form, Source, list};

pub const FORMS: &[Form] = &[
    Form { name: "document-unknown", source: Source::Document(unknown), steps: FAULTY },
    Form { name: "document-lists", source: Source::Document(lists), steps: FAULTY },
    Form { name: "document-key", source: Source::Document(keyed), steps: ALL },
    Form { name: "document-deep", source: Source::Document(nested), steps: ALL },
    Form { name: "document-tables", source: Source::Document(tables), steps: ALL },
];

fn document(choices: &str, survey: &str) -> String {
    format!(
        r#"{{"sealform":1,"id":"u","version":"1","title":"U","languages":["en"],"choices":{{{choices}}},"survey":[{survey}]}}"#
    )
}

/// Each question reads a name that nothing has, and has a list of its own.
fn unknown(count: usize) -> (String, Option<String>) {
    let lists = list(count, |n| format!(r#""c{n}":[{{"name":"a","label":"A"}}]"#));
    let survey = list(count, |n| {
        format!(
            r#"{{"type":"select_one","choices":"c{n}","name":"q{n}","label":"Q","relevant":"${{quest{n}}} = 'a'"}}"#
        )
    });
    (document(&lists, &survey), None)
}

/// Each question names a list, a file or a choice that is nearly one of many, or comes from many.
fn lists(count: usize) -> (String, Option<String>) {
    let lists = list(count, |n| format!(r#""c{n}":[{{"name":"a","label":"A"}}]"#));
    let all = list(count, |n| format!(r#"{{"name":"choice{n}","label":"A"}}"#));
    let survey = list(count, |n| {
        format!(
            r#"{{"type":"select_one","choices":"k{n}","name":"q{n}","label":"Q"}},{{"type":"select_one","choices":"all","name":"d{n}","label":"Q","default":"chioce{n}"}},{{"type":"text","name":"t{n}","label":"Q","relevant":"${{first}} = 'chioce{n}' or ${{first}} = 'choice{n}' or ${{first}}/choice{n} = 1"}},{{"type":"select_one","choices_from":{{"file":"f{n}.csv"}},"name":"f{n}","label":"Q"}}"#
        )
    });
    let first = r#"{"type":"select_one","choices":"all","name":"first","label":"F"}"#;
    (document(&format!(r#"{lists},"all":[{all}]"#), &format!("{first},{survey}")), None)
}

/// A key with a line for each question, in as many sections, and a list that all of them share.
fn keyed(count: usize) -> (String, Option<String>) {
    let choices = r#""yn":[{"name":"yes","label":"Y"},{"name":"no","label":"N"}]"#;
    let survey = list(count, |n| {
        format!(
            r#"{{"type":"begin_group","name":"g{n}","label":"G","children":[{{"type":"select_one","choices":"yn","name":"q","label":"Q"}}]}}"#
        )
        .replace("begin_group", "group")
    });
    let sections = list(count, |n| format!(r#"{{"name":"s{n}","label":"S","questions":["g{n}"]}}"#));
    let lines = list(count, |n| format!(r#""g{n}/q":{{"points":{{"yes":1,"no":0}}}}"#));
    let key = format!(
        r#"{{"sealform_key":1,"questionnaire":{{"id":"u","version":"1"}},"sections":[{sections}],"questions":{{{lines}}}}}"#
    );
    (document(choices, &survey), Some(key))
}

/// Groups inside one another, ten deep, again and again.
fn nested(count: usize) -> (String, Option<String>) {
    const DEEP: usize = 10;
    let survey = list(count.div_ceil(DEEP), |at| {
        (0..DEEP).fold(r#"{"type":"text","name":"leaf","label":"L","relevant":"../a != ''"}"#.to_owned(), |inner, deep| {
            format!(
                r#"{{"type":"group","name":"g{at}_{deep}","label":"G","children":[{{"type":"text","name":"a","label":"A","relevant":"${{a}} = '' or true()"}},{inner}]}}"#
            )
            .replace(r#","relevant":"${a} = '' or true()""#, "")
        })
    });
    (document("", &survey), None)
}

/// Tables with a row for each number, and sums over them.
fn tables(count: usize) -> (String, Option<String>) {
    let survey = list(count, |n| {
        format!(
            r#"{{"type":"repeat","name":"r{n}","label":"R","repeat_count":"3","children":[{{"type":"integer","name":"x","label":"X"}}]}},{{"type":"calculate","name":"s{n}","calculation":"sum(/form/r{n}/x) + count(/form/r{n})"}}"#
        )
    });
    (document("", &survey), None)
}
