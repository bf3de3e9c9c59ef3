//! Spreadsheets of every size.

use super::{ALL, FAULTY, Form, Source, UNTIL_BEGUN, each};

pub const FORMS: &[Form] = &[
    Form { name: "sheet-faulty", source: Source::Sheet(faulty), steps: FAULTY },
    Form { name: "sheet-one-list", source: Source::Sheet(one_list), steps: UNTIL_BEGUN },
    Form { name: "sheet-own-lists", source: Source::Sheet(own_lists), steps: ALL },
    Form { name: "sheet-groups", source: Source::Sheet(groups), steps: ALL },
    Form { name: "sheet-languages", source: Source::Sheet(languages), steps: ALL },
    Form { name: "sheet-references", source: Source::Sheet(references), steps: ALL },
    Form { name: "sheet-strangers", source: Source::Sheet(strangers), steps: FAULTY },
];

/// A long list, and a name that is nowhere in each row.
fn faulty(count: usize) -> String {
    let mut sheet = "| survey |\n| | type | name | label | relevant |\n".to_owned();
    sheet.push_str(&each(count, |n| format!("| | select_one c | q{n} | Q {n} | ${{nowhere{n}}} = 'a' |\n")));
    sheet.push_str("| | select_one d | long | Long | |\n");
    sheet.push_str("\n| choices |\n| | list_name | name | label |\n| | c | a | A |\n");
    sheet.push_str(&each(count, |n| format!("| | d | n{n} | N {n} |\n")));
    sheet
}

/// One list for all questions, which compare with its choices, filter it, start with one of them and offer another answer.
fn one_list(count: usize) -> String {
    let mut sheet =
        "| survey |\n| | type | name | label | relevant | choice_filter | default |\n| | select_one all | first | F | | | |\n"
            .to_owned();
    sheet.push_str(&each(count, |n| {
        format!(
            "| | select_one all | q{n} | Q | ${{first}} != 'n{n}' | of != '{n}' | n{n} |\n| | select_multiple all | m{n} | M | selected(${{first}}, 'n{n}') | | |\n| | select_one other or_other | o{n} | O | | | |\n"
        )
    }));
    sheet.push_str("\n| choices |\n| | list_name | name | label | of |\n");
    sheet.push_str(&each(count, |n| format!("| | all | n{n} | N {n} | {n} |\n")));
    sheet.push_str(&each(count, |n| format!("| | other | n{n} | N {n} | |\n")));
    sheet
}

/// A list for each question, filtered by the answer before.
fn own_lists(count: usize) -> String {
    let mut sheet = "| survey |\n| | type | name | label | choice_filter | calculation |\n".to_owned();
    sheet.push_str(&each(count, |n| {
        let before = n.saturating_sub(1);
        let filter = if n == 0 { "true()".to_owned() } else { format!("of = ${{q{before}}}") };
        format!("| | select_one l{n} | q{n} | Q | {filter} | |\n| | calculate | c{n} | | | count(instance('l{n}')/root/item) |\n")
    }));
    sheet.push_str("\n| choices |\n| | list_name | name | label | of |\n");
    sheet.push_str(&each(count, |n| format!("| | l{n} | a | A | a |\n| | l{n} | b | B | a |\n")));
    sheet
}

/// Groups and repeats beside one another; some questions in them have the same names.
fn groups(count: usize) -> String {
    let mut sheet = "| survey |\n| | type | name | label | relevant | repeat_count | calculation |\n".to_owned();
    sheet.push_str(&each(count, |n| {
        format!(
            "| | begin_group | g{n} | G | | | |\n| | integer | a{n} | A | | | |\n| | text | b | B | ${{a{n}}} > {n} | | |\n| | end_group | | | | | |\n| | begin_repeat | r{n} | R | | 2 | |\n| | integer | x{n} | X | | | |\n| | end_repeat | | | | | |\n| | calculate | s{n} | | | | sum(${{x{n}}}) |\n"
        )
    }));
    sheet
}

/// Three languages, in each row and each choice; some words are missing.
fn languages(count: usize) -> String {
    let mut sheet = "| survey |\n| | type | name | label::English (en) | label::Norsk (nb) | label::Polski (pl) | hint::English (en) |\n".to_owned();
    sheet.push_str(&each(count, |n| format!("| | select_one l | q{n} | E {n} | N | | H ${{q0}} |\n")));
    sheet.push_str(
        "\n| choices |\n| | list_name | name | label::English (en) | label::Norsk (nb) | label::Polski (pl) |\n",
    );
    sheet.push_str(&each(count, |n| format!("| | l | n{n} | E | | P {n} |\n")));
    sheet
}

/// Questions that read those before them, calculate when one is answered, and insert answers in labels.
fn references(count: usize) -> String {
    let mut sheet =
        "| survey |\n| | type | name | label | constraint | calculation | trigger | required |\n| | integer | q0 | Q | | | | |\n"
            .to_owned();
    sheet.push_str(&each(count, |n| {
        let next = n + 1;
        format!(
            "| | integer | q{next} | Q ${{q{n}}} | . > ${{q{n}}} | | | ${{q{n}}} > 1 |\n| | calculate | c{next} | | | ${{q{next}}} + 1 | ${{q{n}}} | |\n"
        )
    }));
    sheet
}

/// Columns, types, names, settings and parameters that mean nothing, and cells that are no expression.
fn strangers(count: usize) -> String {
    let mut sheet = format!(
        "| survey |\n| | type | name | label | relevant | parameters | appearance | {} |\n",
        columns(count.min(400))
    );
    sheet.push_str(&each(count, |n| {
        format!(
            "| | texxt | q{n} | Q | | | | x |\n| | text | {n}q | | ${{a + | p{n}=1 | app{n} | y |\n| | select_one nolist{n} | s{n} | S | instance('no{n}')/root/a = 1 | | | |\n| | text | s{n} | S | nofunction{n}() | | | |\n"
        )
    }));
    sheet.push_str("\n| choices |\n| | list_name | name | label |\n");
    sheet.push_str(&each(count, |n| format!("| | list{n} | n{n} | |\n| | | x | |\n| | twice | a b | A |\n")));
    sheet
}

fn columns(count: usize) -> String {
    each(count, |n| format!("odd{n} | "))
}
