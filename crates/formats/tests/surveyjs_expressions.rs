//! What SurveyJS's expressions become: it compares loosely, counts what is there, and asks validators of blanks.

use sealform_formats::surveyjs;
use sealform_types::Json;

/// Questions of every shape that conditions below name.
const QUESTIONS: &str = r#"
    {"type": "text", "name": "t"}, {"type": "text", "name": "u"},
    {"type": "text", "name": "n", "inputType": "number"}, {"type": "text", "name": "k", "inputType": "number"},
    {"type": "text", "name": "d", "inputType": "date"}, {"type": "text", "name": "e", "inputType": "date"},
    {"type": "text", "name": "time", "inputType": "time"}, {"type": "text", "name": "month", "inputType": "month"},
    {"type": "boolean", "name": "b"}, {"type": "rating", "name": "r"},
    {"type": "radiogroup", "name": "c", "choices": ["Very good", "bad", "0"], "hasOther": true},
    {"type": "checkbox", "name": "l", "choices": ["x", "y z"]}, {"type": "checkbox", "name": "l2", "choices": ["x", "y z"]},
    {"type": "expression", "name": "flag", "expression": "{n} > 5"},
    {"type": "matrixdropdown", "name": "m", "rows": ["r1", "r2"], "columns": [{"name": "a", "cellType": "text"}]},
    {"type": "matrixdynamic", "name": "dyn", "columns": [{"name": "a", "cellType": "text"}]}"#;

/// The form with one more element.
fn form(element: &str) -> Json {
    let survey = format!(r#"{{"elements": [{QUESTIONS}, {element}]}}"#);
    let read = surveyjs::read(survey.as_bytes());
    read.questionnaire.unwrap_or_else(|| panic!("{}", read.findings))
}

/// A member of the last question, as text.
fn made(element: &str, member: &str) -> String {
    let form = form(element);
    let last = form.get("survey").and_then(Json::as_array).and_then(<[Json]>::last).cloned().expect("a question");
    match last.get(member) {
        Some(Json::String(text)) => text.clone(),
        Some(other) => other.to_text(),
        None => String::new(),
    }
}

fn relevant(condition: &str) -> String {
    made(&format!(r#"{{"type": "text", "name": "q", "visibleIf": {}}}"#, Json::from(condition).to_text()), "relevant")
}

fn calculated(formula: &str) -> String {
    let element = format!(r#"{{"type": "expression", "name": "q", "expression": {}}}"#, Json::from(formula).to_text());
    made(&element, "calculation")
}

#[test]
fn a_form_is_tolerant_of_what_surveyjs_takes() {
    let settings = form(r#"{"type": "text", "name": "q"}"#).get("settings").cloned().expect("settings");
    assert_eq!(settings.get("tolerant"), Some(&Json::Boolean(true)));
}

#[test]
fn a_condition_holds_where_its_value_is_true_or_one() {
    assert_eq!(relevant("{b}"), "(${b} = 'true')");
    assert_eq!(relevant("!{b}"), "not((${b} = 'true'))");
    assert_eq!(relevant("{n}"), "(${n} = 1)");
    assert_eq!(relevant("{d}"), "false()");
    assert_eq!(relevant("{t}"), "(string(${t}) = 'true' or string(${t}) = '1')");
    assert_eq!(relevant("iif({b}, 1, 0)"), "((${b} = 'true') and (1 = 1) or not((${b} = 'true')) and (0 = 1))");
    // Inside, anything that is something will do.
    assert_eq!(relevant("{n} and {b}"), "(boolean(number(${n})) and (${b} = 'true'))");
    assert_eq!(relevant("!{c}"), "not(not(${c} = '' or ${c} = '0'))");
    assert_eq!(relevant("!{l}"), "not((${l} != ''))");
}

#[test]
fn a_formula_that_is_true_or_false_is_a_truth() {
    assert_eq!(relevant("{flag} = false"), "((string(${flag}) = 'true') = false())");
    assert_eq!(relevant("{flag}"), "(string(${flag}) = 'true')");
    assert_eq!(calculated("{flag} + {b}"), "(number((string(${flag}) = 'true')) + number((${b} = 'true')))");
}

#[test]
fn texts_are_compared_without_regard_to_capitals_and_outer_blanks() {
    assert_eq!(relevant("{t} = ' Yes '"), "(lower-case(normalize-space(${t})) = 'yes')");
    assert_eq!(relevant("{t} != {u}"), "(lower-case(normalize-space(${t})) != lower-case(normalize-space(${u})))");
    assert_eq!(relevant("{t} = '5'"), "(${t} = '5')");
    assert_eq!(relevant("{c} = 'very good'"), "(${c} = 'Very_good')");
    let spelled = "lower-case(normalize-space(if(${c} = 'Very_good', 'Very good', ${c})))";
    assert_eq!(relevant("{t} = {c}"), format!("(lower-case(normalize-space(${{t}})) = {spelled})"));
}

#[test]
fn times_and_months_are_ordered() {
    assert_eq!(relevant("{time} > '10:00'"), "(decimal-time(${time}) > decimal-time('10:00'))");
    assert_eq!(
        relevant("{month} < '2026-05'"),
        "(number(translate(${month}, '-W', '')) < number(translate('2026-05', '-W', '')))"
    );
    // Words are in the order of their letters.
    assert_eq!(relevant("{t} > 'b'"), "(compare-values(${t}, 'b') > 0)");
}

#[test]
fn what_is_asked_of_lists_is_asked_of_each_choice() {
    assert_eq!(relevant("{r} anyof [4, 5]"), "((${r} = 4) or (${r} = 5))");
    assert_eq!(relevant("{l} *= 'y z'"), "selected(${l}, string('y_z'))");
    assert!(relevant("{l} anyof {l2}").starts_with("(${l2} = '' or selected(${l}, 'x') and selected(${l2}, 'x') or "));
    assert!(
        relevant("{l} contains {l2}")
            .starts_with("(${l2} != '' and (not(selected(${l2}, 'x')) or selected(${l}, 'x')) and ")
    );
    assert_eq!(relevant("{c} anyof {l}"), "(${l} = '' or ${c} != '' and selected(${l}, string(${c})))");
    assert_eq!(relevant("{l[1]} = 'Y z'"), "(selected-at(/data/l, 1) = 'y_z')");
    assert_eq!(relevant("{c} contains 'y GOOD'"), "(${c} != '' and contains(lower-case(${c}), 'y_good'))");
}

#[test]
fn a_list_is_no_text_and_two_blanks_do_not_part() {
    assert_eq!(relevant("{l} = 'x'"), "false()");
    assert_eq!(relevant("{l} != 'x'"), "true()");
    assert_eq!(relevant("{l} = ''"), "(${l} = '')");
    assert_eq!(
        relevant("{t} notcontains {u}"),
        "(not((${t} != '' and contains(lower-case(${t}), lower-case(${u})))) and (${t} != '' or ${u} != ''))"
    );
}

#[test]
fn functions_take_what_is_there() {
    assert_eq!(
        calculated("avg({n}, {k})"),
        "if((number(${n} != '') + number(${k} != '')) = 0, 0, (coalesce(${n}, 0) + coalesce(${k}, 0)) div (number(${n} != '') + number(${k} != '')))"
    );
    assert_eq!(calculated("min({n}, {k}, 3)"), "min(coalesce(${n}, ${k}, 3), coalesce(${k}, ${n}, 3), 3)");
    assert_eq!(
        calculated("sumInArray({m}, 'a')"),
        "(coalesce(number(/data/m/r1/a), 0) + coalesce(number(/data/m/r2/a), 0))"
    );
    assert_eq!(calculated("maxInArray({dyn}, 'a')"), "max(/data/dyn/a[number(.) = number(.)])");
    assert_eq!(calculated("trunc({n}, 1)"), "int(round(${n} * pow(10, 1), 6)) div pow(10, 1)");
    assert_eq!(calculated("{t.length}"), "string-length(${t})");
    assert_eq!(calculated("{n} / {k}"), "if(coalesce(${k}, 0) = 0, '', (coalesce(${n}, 0) div coalesce(${k}, 0)))");
    assert_eq!(calculated("iif({b}, {n}, '') * 2"), "(coalesce(if((${b} = 'true'), ${n}, ''), 0) * 2)");
}

#[test]
fn the_calendar_is_counted_as_surveyjs_counts_it() {
    assert_eq!(calculated("today(1)"), "date(today() + 1)");
    assert!(calculated("age({d})").starts_with("if(${d} = '', '', int(((number(format-date(today(), '%Y')) - "));
    assert!(calculated("dateDiff({d}, {e})").starts_with("if(${d} = '' or ${e} = '', '', abs(floor("));
    assert!(calculated("dateDiff({d}, {e}, 'hours')").contains("ceiling(round(abs("));
    assert!(calculated("dateDiff({d}, {e}, 'months')").contains("* 12 +"));
    assert_eq!(calculated("dateDiff({d}, {e}, 'weeks')"), "");
}

#[test]
fn rows_without_an_answer_are_nothing() {
    assert_eq!(relevant("{dyn} notempty"), "(count-non-empty(/data/dyn/a)) > 0");
    assert_eq!(calculated("{dyn.length}"), "if((count-non-empty(/data/dyn/a)) = 0, 0, count(/data/dyn))");
}

#[test]
fn choices_are_read_by_their_labels_and_values() {
    let title = made(r#"{"type": "text", "name": "q", "title": "{c}"}"#, "label");
    let label = "if(/data/c = 'other' and /data/c_other != '', /data/c_other, jr:choice-name(/data/c, /data/c))";
    assert!(title.contains(label), "{title}");
    let several = calculated("displayValue('l')");
    assert!(several.contains("concat(', ', jr:choice-name(selected-at(${l}, 1), /data/l))"), "{several}");
    assert_eq!(calculated("{c}"), "if(${c} = 'Very_good', 'Very good', ${c})");
    assert_eq!(calculated("'I ' + {c}"), "concat('I ', if(${c} = 'Very_good', 'Very good', ${c}))");
}

#[test]
fn what_is_written_into_an_answer_is_one() {
    let boolean = r#"{"type": "boolean", "name": "q", "valueTrue": "Yes", "defaultValueExpression": "{n} > 5"}"#;
    assert_eq!(made(boolean, "suggestion"), "if((${n} > 5), 'Yes', 'false')");
    let choice = r#"{"type": "radiogroup", "name": "q", "choices": ["y z", "w"],
        "setValueExpression": "iif({n} > 5, 'y z', 'w')"}"#;
    assert_eq!(made(choice, "calculation"), "if((${n} > 5), 'y_z', 'w')");
}

#[test]
fn choices_are_named_alike_in_all_conditions() {
    let item = r#"{"type": "radiogroup", "name": "q", "choices": ["Y z", "w"], "choicesVisibleIf": "{item} = 'y z' or {l} contains {item}"}"#;
    let filter = made(item, "choice_filter");
    assert!(filter.contains("(name = 'Y_z')") && filter.contains("selected(${l}, string(name))"), "{filter}");
    let other = item.replace("{item} = 'y z'", "{l2} != {item}").replace("{l} contains {item}", "{c} = {item}");
    assert!(made(&other, "choice_filter").contains("(${c} = name)"));
    let rows = r#"{"type": "matrixdropdown", "name": "q", "rows": ["y z"], "columns": [{"name": "a"}],
        "rowsVisibleIf": "{l} contains {item}"}"#;
    assert!(made(rows, "children").contains("selected(${l}, string('y_z'))"));
}

#[test]
fn rows_know_their_own_choices_and_truths() {
    let rows = r#"{"type": "matrixdynamic", "name": "rows", "columns": [{"name": "kind", "choices": ["Y z"]},
        {"name": "n", "cellType": "text", "inputType": "number"},
        {"name": "many", "cellType": "expression", "expression": "{row.n} > 5"}]}"#;
    let sum = |condition: &str| {
        let formula = Json::from(format!("sumInArray({{rows}}, 'n', {condition})").as_str()).to_text();
        made(&format!(r#"{rows}, {{"type": "expression", "name": "q", "expression": {formula}}}"#), "calculation")
    };
    assert!(sum("{kind} = 'y Z'").contains("/data/rows[(kind = 'Y_z')]/n"));
    assert!(sum("'{n} > 3'").contains("/data/rows[(n > 3)]/n"));
    assert!(sum("{many} = false").contains("/data/rows[((string(many) = 'true') = false())]/n"));
}

#[test]
fn limits_are_compared_as_what_they_are() {
    let time = r#"{"type": "text", "name": "q", "inputType": "time", "min": "09:00"}"#;
    assert!(made(time, "constraint").contains("decimal-time(.) >= decimal-time('09:00')"));
    let step = r#"{"type": "text", "name": "q", "inputType": "number", "step": 0.1}"#;
    assert!(made(step, "constraint").contains("round(. div 0.1, 6) = round(. div 0.1)"));
    let month = r#"{"type": "text", "name": "q", "inputType": "month", "max": "2026-05"}"#;
    assert!(made(month, "constraint").contains("number(translate(., '-W', '')) <= "));
}

#[test]
fn blanks_are_refused_where_surveyjs_refuses_them() {
    let few = r#"{"type": "checkbox", "name": "q", "choices": ["x"], "showNoneItem": true, "minSelectedChoices": 2}"#;
    assert_eq!(made(few, "required"), "true");
    assert!(made(few, "constraint").contains("count-selected(.) >= 2 or selected(., 'none')"));
    let either = r#"{"type": "text", "name": "q", "validators": [
        {"type": "expression", "expression": "{n} notempty or {q} notempty", "text": "one of both"}]}"#;
    assert_eq!(made(either, "required"), "not((${n} != '' or ${q} != ''))");
    assert!(made(either, "required_message").contains("one of both"));
    let panel =
        r#"{"type": "panel", "name": "p", "requiredIf": "{n} = 1", "elements": [{"type": "text", "name": "q"}]}"#;
    assert!(made(panel, "children").contains("((${n} = 1) and (/data/p/q = ''))"));
}

#[test]
fn choices_are_counted_sorted_and_hidden() {
    let names = |element: &str| {
        let form = form(element);
        let list = form.get("choices").and_then(|lists| lists.get("q")).and_then(Json::as_array);
        let name = |choice: &Json| choice.get("name").and_then(Json::as_str).unwrap_or_default().to_owned();
        list.unwrap_or_default().iter().map(name).collect::<Vec<_>>().join(" ")
    };
    let years = r#"{"type": "dropdown", "name": "q", "choices": ["x"], "choicesMin": 2020, "choicesMax": 2024, "choicesStep": 2}"#;
    assert_eq!(names(years), "x 2020 2022 2024");
    assert_eq!(names(r#"{"type": "dropdown", "name": "q", "choices": [10, 9, 1], "choicesOrder": "asc"}"#), "1 9 10");
    let hidden = r#"{"type": "radiogroup", "name": "q", "choices": ["y z", "w"], "hideIfChoicesEmpty": true,
        "choicesVisibleIf": "{l} contains {item}", "isRequired": true}"#;
    assert_eq!(made(hidden, "relevant"), "selected(${l}, string('y_z')) or selected(${l}, string('w'))");
    let carried = r#"{"type": "radiogroup", "name": "q", "choicesFromQuestion": "l", "choicesFromQuestionMode": "selected",
        "hideIfChoicesEmpty": true}"#;
    assert_eq!(made(carried, "relevant"), "/data/l != ''");
}

#[test]
fn rows_have_titles_and_may_have_to_differ() {
    let titles = r#"{"type": "matrixdropdown", "name": "q", "rows": [{"value": "r", "text": "Row"}],
        "columns": [{"name": "a", "cellType": "expression", "expression": "{rowTitle} + {rowName}"}]}"#;
    assert!(made(titles, "children").contains("concat('Row', 'r')"));
    let unique = r#"{"type": "matrix", "name": "q", "rows": ["r", "s"], "columns": [1, 2], "eachRowUnique": true}"#;
    assert!(made(unique, "children").contains("not(/data/q/r = .)"));
}

#[test]
fn what_is_worked_out_is_rounded_and_no_day_limits_nothing() {
    let rounded = r#"{"type": "expression", "name": "q", "expression": "{n} * 2", "precision": 1}"#;
    let times = "(coalesce(${n}, 0) * 2)";
    assert_eq!(
        made(rounded, "calculation"),
        format!("if(number({times}) = number({times}), round({times}, 1), {times})")
    );
    assert_eq!(made(r#"{"type": "text", "name": "q", "inputType": "number", "min": "{n}"}"#, "constraint"), "");
}

#[test]
fn words_stand_in_their_languages() {
    let survey = r#"{"locale": "fr", "elements": [
        {"type": "text", "name": "a", "title": {"fr": "nom", "en": "name"}},
        {"type": "text", "name": "b", "title": {"default": "name", "fr": "nom"}},
        {"type": "text", "name": "c", "description": {"de": "nur"}},
        {"type": "text", "name": "d", "title": {"default": "alone"}}]}"#;
    let form = surveyjs::read(survey.as_bytes()).questionnaire.expect("a form");
    assert_eq!(form.get("languages").map(Json::to_text).as_deref(), Some(r#"["fr","de","en"]"#));
    let text = form.get("survey").map(Json::to_text).unwrap_or_default();
    assert!(text.contains(r#""label":{"en":"name","fr":"nom"}"#), "{text}");
    assert!(text.contains(r#""hint":{"de":"nur"}"#), "{text}");
}

#[test]
fn choices_insert_answers() {
    let form = form(r#"{"type": "radiogroup", "name": "q", "choices": [{"value": 1, "text": "More than {n}"}]}"#);
    let lists = form.get("choices").expect("lists").to_text();
    assert!(lists.contains("More than ${n}"), "{lists}");
}
